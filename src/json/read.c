// SPDX-License-Identifier: Apache-2.0
/* See read.h. jansson recurses up to 2048 levels, so depth is counted in the text before it sees it. */
#include "json/read.h"

#include "base/arena.h"
#include "base/limits.h"

#include <stdlib.h>

static bool too_deep(struct slice text)
{
	size_t depth = 0;
	bool in_string = false;

	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];
		if (in_string) {
			if (c == '\\')
				i++;
			else if (c == '"')
				in_string = false;
		} else if (c == '"') {
			in_string = true;
		} else if (c == '{' || c == '[') {
			if (++depth > JSON_DEPTH_MAX)
				return true;
		} else if ((c == '}' || c == ']') && depth) {
			depth--;
		}
	}
	return false;
}

static void drop(void *value)
{
	json_decref(value);
}

int js_parse(struct arena *a, struct slice text, json_t **out, struct err *err)
{
	json_error_t why;

	if (text.n > JSON_TEXT_MAX)
		return err_set(err, ERR_LIMIT, "JSON text is longer than %d bytes", JSON_TEXT_MAX);
	if (too_deep(text))
		return err_set(err, ERR_LIMIT, "JSON is nested more than %d levels deep", JSON_DEPTH_MAX);
	json_t *value = json_loadb(text.n ? text.p : "", text.n,
		JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_ALLOW_NUL, &why);
	if (!value)
		return err_set(err, ERR_INVALID, "not valid JSON (line %d, column %d): %s", why.line,
			why.column, why.text);
	arena_defer(a, drop, value);
	*out = value;
	return 0;
}

const char *js_get_str(const json_t *obj, const char *key)
{
	return json_string_value(json_object_get(obj, key));
}

int64_t js_get_int(const json_t *obj, const char *key, int64_t fallback)
{
	const json_t *v = json_object_get(obj, key);

	return json_is_integer(v) ? json_integer_value(v) : fallback;
}

bool js_get_bool(const json_t *obj, const char *key, bool fallback)
{
	const json_t *v = json_object_get(obj, key);

	return json_is_boolean(v) ? json_is_true(v) : fallback;
}

struct slice js_dump(struct arena *a, const json_t *value)
{
	const size_t flags = JSON_COMPACT | JSON_ENCODE_ANY;
	size_t n = json_dumpb(value, NULL, 0, flags);
	char *text = arena_alloc(a, n + 1);

	json_dumpb(value, text, n, flags);
	text[n] = '\0';
	return (struct slice){text, n};
}
