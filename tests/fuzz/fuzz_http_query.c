// SPDX-License-Identifier: Apache-2.0
/* Any query string against a shape with every kind of parameter, closed, open and absent. */
#include "base/arena.h"
#include "http/route.h"

#include <assert.h>

struct query {
	const char *text, *id;
	int64_t limit;
	double min;
	bool detach;
	struct js_strings types;
};

static const struct js_field fields[] = {
	{.name = "q", .kind = JS_STRING, .offset = offsetof(struct query, text), .max = 40},
	{.name = "id", .kind = JS_UUID, .offset = offsetof(struct query, id)},
	{.name = "limit", .kind = JS_INT, .offset = offsetof(struct query, limit), .min = 1, .max = 200},
	{.name = "min", .kind = JS_NUM, .offset = offsetof(struct query, min)},
	{.name = "detach", .kind = JS_BOOL, .offset = offsetof(struct query, detach)},
	{.name = "types", .kind = JS_STRINGS, .offset = offsetof(struct query, types), .max = 4},
};
static const struct js_shape closed = JS_SHAPE("Query", fields, struct query);
static const struct js_shape open = {
	.name = "Open", .fields = fields, .n = ARRAY_LEN(fields), .size = sizeof(struct query), .open = true};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct js_shape *const shapes[] = {&closed, &open, NULL};
	struct slice raw = {(const char *)data, size};

	for (size_t i = 0; i < ARRAY_LEN(shapes); i++) {
		struct arena *a = arena_new();
		struct js_problems problems = {0};
		struct query q = {.limit = 50};

		if (http_query_decode(shapes[i], raw, a, &q, &problems) == 0) {
			assert(problems.n == 0 && q.limit >= 1 && q.limit <= 200 && q.types.n <= 4);
			assert(!q.text || strlen(q.text) <= 40);
		} else {
			assert(problems.n > 0);
		}
		arena_free(a);
	}
	return 0;
}
