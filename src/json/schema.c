// SPDX-License-Identifier: Apache-2.0
/*
 * See schema.h. Decoding walks the table, not the document, so cost is bounded by the table; a second walk over the
 * document finds members nobody asked for and offers the nearest name. The path of the field being looked at is a
 * list of frames on the stack and becomes text only when there is something to complain about.
 */
#include "json/schema.h"

#include "base/arena.h"
#include "base/hash.h"
#include "base/vec.h"

#include <ctype.h>
#include <math.h>

enum {
	PROBLEMS_MAX = 50
}; /* more are not listed: nobody reads them, and a stranger chose how many there are */

struct frame {
	const struct frame *up;
	const char *name; /* NULL: an index */
	size_t index;
};

struct decoder {
	struct arena *a;
	struct js_problems *problems;
};

void js_problem_add(struct js_problems *problems, struct arena *a, const char *field, const char *fmt, ...)
{
	va_list ap;

	if (problems->n >= PROBLEMS_MAX)
		return;
	if (problems->n == problems->cap)
		problems->items =
			vec_grow_(a, problems->items, problems->n, &problems->cap, sizeof *problems->items);
	va_start(ap, fmt);
	problems->items[problems->n++] =
		(struct js_problem){.field = arena_strdup(a, field), .message = arena_vprintf(a, fmt, ap)};
	va_end(ap);
}

static void add_path(struct str *out, const struct frame *f)
{
	if (!f)
		return;
	add_path(out, f->up);
	if (!f->name) {
		str_addf(out, "[%zu]", f->index);
		return;
	}
	if (out->n)
		str_addc(out, '.');
	str_adds(out, f->name);
}

static bool complain(struct decoder *d, const struct frame *at, const char *fmt, ...) PRINTF_LIKE(3, 4);

/* Always false, so that a check can end with it. */
static bool complain(struct decoder *d, const struct frame *at, const char *fmt, ...)
{
	struct str path = STR_INIT(1024);
	va_list ap;

	add_path(&path, at);
	va_start(ap, fmt);
	js_problem_add(d->problems, d->a, path.buf, "%s", arena_vprintf(d->a, fmt, ap));
	va_end(ap);
	str_free(&path);
	return false;
}

static const char *type_word(const json_t *v)
{
	switch (json_typeof(v)) {
	case JSON_OBJECT:
		return "an object";
	case JSON_ARRAY:
		return "an array";
	case JSON_STRING:
		return "a string";
	case JSON_INTEGER:
	case JSON_REAL:
		return "a number";
	case JSON_TRUE:
	case JSON_FALSE:
		return "a boolean";
	case JSON_NULL:
		return "null";
	}
	return "something else";
}

static bool has_bounds(const struct js_field *f)
{
	return f->min != 0 || f->max != 0;
}

static bool text_is_allowed(
	struct decoder *d, const struct frame *at, const struct js_field *f, const char *s)
{
	struct str list = STR_INIT(1024);

	if (!f->one_of)
		return true;
	for (const char *const *p = f->one_of; *p; p++) {
		if (str_eq(*p, s)) {
			str_free(&list);
			return true;
		}
		str_addf(&list, "%s%s", list.n ? ", " : "", *p);
	}
	complain(d, at, "must be one of: %s", list.buf);
	str_free(&list);
	return false;
}

static bool decode_text(struct decoder *d, const struct frame *at, const struct js_field *f, const json_t *v,
	const char **out)
{
	if (!json_is_string(v))
		return complain(d, at, "must be a string, not %s", type_word(v));
	const char *s = json_string_value(v);
	size_t n = json_string_length(v);
	if (strlen(s) != n)
		return complain(d, at, "must not contain the character U+0000");
	if (f->kind == JS_UUID) {
		if (!uuid_is_valid(s))
			return complain(d, at, "must be a UUID");
		char *copy = arena_strndup(d->a, s, n);
		for (char *p = copy; *p; p++)
			*p = (char)tolower((unsigned char)*p);
		*out = copy;
		return true;
	}
	if (f->kind != JS_STRINGS && has_bounds(f)) {
		if ((int64_t)n < f->min)
			return complain(d, at,
				n == 0 && f->min == 1 ? "must not be empty" : "must have at least %lld bytes",
				(long long)f->min);
		if ((int64_t)n > f->max)
			return complain(d, at, "must have at most %lld bytes, has %zu", (long long)f->max, n);
	}
	if (!text_is_allowed(d, at, f, s))
		return false;
	*out = arena_strndup(d->a, s, n);
	return true;
}

/* An integer is any number without a fraction that 64 bits hold: JSON Schema says that 96.0 is one. */
static bool decode_int(
	struct decoder *d, const struct frame *at, const struct js_field *f, const json_t *v, int64_t *out)
{
	int64_t i;

	if (json_is_integer(v)) {
		i = json_integer_value(v);
	} else if (json_is_real(v)) {
		double r = json_real_value(v);
		if (r != floor(r) || r < -9.2e18 || r > 9.2e18)
			return complain(d, at, "must be a whole number");
		i = (int64_t)r;
	} else {
		return complain(d, at, "must be a whole number, not %s", type_word(v));
	}
	if (has_bounds(f) && (i < f->min || i > f->max))
		return complain(d, at, "must be between %lld and %lld", (long long)f->min, (long long)f->max);
	*out = i;
	return true;
}

static bool decode_num(
	struct decoder *d, const struct frame *at, const struct js_field *f, const json_t *v, double *out)
{
	if (!json_is_number(v))
		return complain(d, at, "must be a number, not %s", type_word(v));
	double x = json_number_value(v);
	if (has_bounds(f) && (x < (double)f->min || x > (double)f->max))
		return complain(d, at, "must be between %lld and %lld", (long long)f->min, (long long)f->max);
	*out = x;
	return true;
}

static bool check_count(struct decoder *d, const struct frame *at, const struct js_field *f, const json_t *v)
{
	if (!json_is_array(v))
		return complain(d, at, "must be an array, not %s", type_word(v));
	int64_t n = (int64_t)json_array_size(v);
	if (has_bounds(f) && (n < f->min || n > f->max))
		return complain(d, at, "must have %lld to %lld items, has %lld", (long long)f->min,
			(long long)f->max, (long long)n);
	return true;
}

static bool decode_strings(struct decoder *d, const struct frame *at, const struct js_field *f,
	const json_t *v, struct js_strings *out)
{
	bool ok = true;

	if (!check_count(d, at, f, v))
		return false;
	struct js_strings all = {.n = json_array_size(v)};
	all.items = ARENA_ARRAY(d->a, const char *, all.n + 1);
	for (size_t i = 0; i < all.n; i++) {
		struct frame item = {.up = at, .index = i};
		ok &= decode_text(d, &item, f, json_array_get(v, i), &all.items[i]);
	}
	if (ok)
		*out = all;
	return ok;
}

static bool decode_object(
	struct decoder *d, const struct frame *at, const struct js_shape *shape, const json_t *v, void *out);

static bool decode_objects(struct decoder *d, const struct frame *at, const struct js_field *f,
	const json_t *v, struct js_objects *out)
{
	size_t size = f->shape->size;
	bool ok = true;

	if (!check_count(d, at, f, v))
		return false;
	struct js_objects all = {.n = json_array_size(v)};
	char *items = arena_zalloc(d->a, all.n + 1, size);
	for (size_t i = 0; i < all.n; i++) {
		struct frame item = {.up = at, .index = i};
		if (f->shape->defaults)
			memcpy(items + i * size, f->shape->defaults, size);
		ok &= decode_object(d, &item, f->shape, json_array_get(v, i), items + i * size);
	}
	all.items = items;
	if (ok)
		*out = all;
	return ok;
}

static bool decode_value(
	struct decoder *d, const struct frame *at, const struct js_field *f, const json_t *v, void *out)
{
	switch (f->kind) {
	case JS_STRING:
	case JS_UUID:
		return decode_text(d, at, f, v, out);
	case JS_INT:
		return decode_int(d, at, f, v, out);
	case JS_NUM:
		return decode_num(d, at, f, v, out);
	case JS_BOOL:
		if (!json_is_boolean(v))
			return complain(d, at, "must be true or false, not %s", type_word(v));
		*(bool *)out = json_is_true(v);
		return true;
	case JS_STRINGS:
		return decode_strings(d, at, f, v, out);
	case JS_MAP:
		if (!json_is_object(v))
			return complain(d, at, "must be an object, not %s", type_word(v));
		*(const json_t **)out = v;
		return true;
	case JS_MAPS:
	case JS_SCALAR:
	case JS_ANY:
		*(const json_t **)out = v;
		return true;
	case JS_OBJECT:
		return decode_object(d, at, f->shape, v, out);
	case JS_OBJECTS:
		return decode_objects(d, at, f, v, out);
	}
	return false;
}

static const struct js_field *find_field(const struct js_shape *shape, const char *name)
{
	for (size_t i = 0; i < shape->n; i++) {
		if (str_eq(shape->fields[i].name, name))
			return &shape->fields[i];
	}
	return NULL;
}

/* Letters and digits only, without case: dataSourceId and data_source_id are one. */
static bool is_same_word(const char *a, const char *b)
{
	for (;;) {
		while (*a && !isalnum((unsigned char)*a))
			a++;
		while (*b && !isalnum((unsigned char)*b))
			b++;
		if (tolower((unsigned char)*a) != tolower((unsigned char)*b))
			return false;
		if (!*a)
			return true;
		a++;
		b++;
	}
}

static void refuse_unknown(
	struct decoder *d, const struct frame *at, const struct js_shape *shape, const char *name)
{
	struct frame member = {.up = at, .name = name};

	for (size_t i = 0; i < shape->n; i++) {
		if (is_same_word(shape->fields[i].name, name)) {
			complain(d, &member, "is not known here; did you mean '%s'?", shape->fields[i].name);
			return;
		}
	}
	complain(d, &member, "is not known here");
}

static bool decode_object(
	struct decoder *d, const struct frame *at, const struct js_shape *shape, const json_t *v, void *out)
{
	size_t before = d->problems->n;
	const char *name;
	const json_t *member;

	if (!json_is_object(v))
		return complain(d, at, "must be an object, not %s", type_word(v));
	for (size_t i = 0; i < shape->n; i++) {
		const struct js_field *f = &shape->fields[i];
		struct frame here = {.up = at, .name = f->name};
		const json_t *value = json_object_get(v, f->name);
		if (json_is_null(value) && (f->flags & JS_NULLABLE) && f->kind != JS_ANY)
			value = NULL;
		if (value)
			decode_value(d, &here, f, value, (char *)out + f->offset);
		else if (f->flags & JS_REQUIRED)
			complain(d, &here, "is required");
	}
	if (!shape->open) {
		/* jansson iterates through a pointer without const, and changes nothing */
		json_object_foreach ((json_t *)(uintptr_t)v, name, member) {
			if (!find_field(shape, name))
				refuse_unknown(d, at, shape, name);
		}
	}
	return d->problems->n == before;
}

int js_decode(const struct js_shape *shape, const json_t *doc, struct arena *a, void *out,
	struct js_problems *problems)
{
	struct decoder d = {.a = a, .problems = problems};

	return decode_object(&d, NULL, shape, doc, out) && problems->n == 0 ? 0 : -1;
}
