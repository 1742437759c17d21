// SPDX-License-Identifier: Apache-2.0
/*
 * See route.h: query strings become a JSON object whose members have the types that the shape expects, as far as their
 * text allows, and js_decode() judges it like any body. One validation, one wording of its complaints.
 */
#include "base/limits.h"
#include "base/num.h"
#include "base/vec.h"
#include "http/route.h"

static json_t *scalar_of(enum js_kind kind, const char *text)
{
	struct slice s = slice_of(text);
	int64_t i;
	double x;

	if (kind == JS_INT && num_parse_i64(s, INT64_MIN, INT64_MAX, &i))
		return json_integer(i);
	if ((kind == JS_INT || kind == JS_NUM) && num_parse_f64(s, &x))
		return json_real(x);
	if (kind == JS_BOOL && (str_eq(text, "") || str_eq(text, "1") || str_eq_nocase(text, "true")))
		return json_true();
	if (kind == JS_BOOL && (str_eq(text, "0") || str_eq_nocase(text, "false")))
		return json_false();
	return json_string(text); /* of the wrong type where another was wanted: js_decode() says so */
}

static void add_list(json_t *doc, struct arena *a, const char *key, const char *text)
{
	json_t *list = json_object_get(doc, key);
	struct slice rest = slice_of(text);

	if (!list) {
		list = json_array();
		json_object_set_new(doc, key, list);
	}
	while (rest.n) {
		struct slice item = slice_cut(&rest, ',');
		if (item.n)
			json_array_append_new(list, json_string(arena_strndup(a, item.p, item.n)));
	}
}

static const struct js_field *find_field(const struct js_shape *shape, const char *name)
{
	for (size_t i = 0; shape && i < shape->n; i++) {
		if (str_eq(shape->fields[i].name, name))
			return &shape->fields[i];
	}
	return NULL;
}

static void add_pair(json_t *doc, const struct js_shape *shape, struct arena *a, const char *key,
	const char *value, struct js_problems *problems)
{
	const struct js_field *f = find_field(shape, key);

	if (!f) {
		if (!shape)
			js_problem_add(problems, a, key, "is not known here");
		else if (!shape->open)
			json_object_set_new(doc, key, json_string(value));
	} else if (f->kind == JS_STRINGS) {
		add_list(doc, a, key, value);
	} else if (json_object_get(doc, key)) {
		js_problem_add(problems, a, key, "is given more than once");
	} else {
		json_object_set_new(doc, key, scalar_of(f->kind, value));
	}
}

int http_query_decode(const struct js_shape *shape, struct slice raw, struct arena *a, void *out,
	struct js_problems *problems)
{
	json_t *doc = json_object();
	size_t count = 0;

	while (raw.n) {
		struct slice value = slice_cut(&raw, '&');
		if (value.n == 0)
			continue;
		struct slice key = slice_cut(&value, '=');
		const char *k, *v;
		if (++count > HTTP_PARAMS_MAX) {
			js_problem_add(problems, a, "", "more than %d query parameters", HTTP_PARAMS_MAX);
			break;
		}
		if (!http_unescape(a, key, true, &k) || !http_unescape(a, value, true, &v)) {
			js_problem_add(
				problems, a, "", "the query has a broken percent-escape or is not UTF-8");
			continue;
		}
		add_pair(doc, shape, a, k, v, problems);
	}
	int rc = shape ? js_decode(shape, doc, a, out, problems) : 0;
	json_decref(doc);
	return rc || problems->n ? -1 : 0;
}
