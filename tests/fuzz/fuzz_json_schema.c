// SPDX-License-Identifier: Apache-2.0
/* Any text through the JSON reader and a table with every kind of field, and what was decoded back out. */
#include "base/arena.h"
#include "json/read.h"
#include "json/schema.h"
#include "json/writer.h"

#include <assert.h>

struct inner {
	const char *name;
	int64_t n;
};

struct outer {
	const char *text, *id, *word;
	int64_t i;
	double x;
	bool flag;
	struct js_strings list;
	struct inner inner;
	struct js_objects items;
	const json_t *any;
};

static const char *const words[] = {"one", "two", NULL};

static const struct js_field inner_fields[] = {
	{.name = "name", .kind = JS_STRING, .flags = JS_REQUIRED, .offset = offsetof(struct inner, name)},
	{.name = "n", .kind = JS_INT, .offset = offsetof(struct inner, n), .min = -5, .max = 5},
};
static const struct js_shape inner_shape = JS_SHAPE("Inner", inner_fields, struct inner);

static const struct js_field outer_fields[] = {
	{.name = "text", .kind = JS_STRING, .offset = offsetof(struct outer, text), .min = 1, .max = 40},
	{.name = "id", .kind = JS_UUID, .flags = JS_NULLABLE, .offset = offsetof(struct outer, id)},
	{.name = "word", .kind = JS_STRING, .offset = offsetof(struct outer, word), .one_of = words},
	{.name = "i", .kind = JS_INT, .offset = offsetof(struct outer, i)},
	{.name = "x", .kind = JS_NUM, .offset = offsetof(struct outer, x)},
	{.name = "flag", .kind = JS_BOOL, .offset = offsetof(struct outer, flag)},
	{.name = "list", .kind = JS_STRINGS, .offset = offsetof(struct outer, list), .max = 8},
	{.name = "inner", .kind = JS_OBJECT, .offset = offsetof(struct outer, inner), .shape = &inner_shape},
	{.name = "items", .kind = JS_OBJECTS, .offset = offsetof(struct outer, items), .shape = &inner_shape},
	{.name = "any", .kind = JS_ANY, .offset = offsetof(struct outer, any)},
};
static const struct js_shape outer_shape = JS_SHAPE("Outer", outer_fields, struct outer);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	struct js_problems problems = {0};
	struct outer out = {0};
	struct err err = ERR_INIT;
	json_t *doc = NULL;

	if (js_parse(a, (struct slice){(const char *)data, size}, &doc, &err)) {
		assert(err.code != ERR_NONE && err.msg[0]);
	} else if (js_decode(&outer_shape, doc, a, &out, &problems)) {
		assert(problems.n > 0);
	} else {
		assert(!out.text || (out.text[0] && strlen(out.text) <= 40));
		assert(out.list.n <= 8 && out.inner.n >= -5 && out.inner.n <= 5);
		struct slice again = js_dump(a, doc);
		assert(js_parse(a, again, &doc, &err) == 0);
	}
	arena_free(a);
	return 0;
}
