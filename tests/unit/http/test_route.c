// SPDX-License-Identifier: Apache-2.0
/* Matching paths, what a path allows, decoding of queries. */
#include "base/arena.h"
#include "http/route.h"
#include "test.h"

static int handler(UNUSED struct http_request *req, UNUSED struct http_response *res, UNUSED struct err *err)
{
	return 0;
}

static const struct http_route v1[] = {
	{.method = HTTP_GET, .path = "/api/v1/items", .handler = handler, .name = "list"},
	{.method = HTTP_POST, .path = "/api/v1/items", .handler = handler, .name = "create"},
	{.method = HTTP_GET, .path = "/api/v1/items/{id}", .handler = handler, .name = "get"},
	{.method = HTTP_GET, .path = "/api/v1/items/health", .handler = handler, .name = "health"},
	{.method = HTTP_DELETE,
		.path = "/api/v1/items/{id}/parts/{part}",
		.handler = handler,
		.name = "drop"},
	{.method = HTTP_GET, .path = "/api/v1/{kind}/all", .handler = handler, .name = "all"},
};
static const struct http_route rest[] = {
	{.method = HTTP_GET, .path = "/", .handler = handler, .name = "home"},
	{.method = HTTP_GET, .path = "/health", .handler = handler, .name = "health0"},
};
static const struct http_routes tables[] = {
	{.prefix = "", .items = rest, .n = ARRAY_LEN(rest)},
	{.prefix = "/api/v1", .items = v1, .n = ARRAY_LEN(v1)},
};

static void test_match(void)
{
	static const struct {
		enum http_method method;
		const char *path, *route, *prefix, *first, *second;
		unsigned allowed;
	} cases[] = {
		{HTTP_GET, "/", "home", "", NULL, NULL, 1u << HTTP_GET},
		{HTTP_GET, "/api/v1/items", "list", "/api/v1", NULL, NULL, 1u << HTTP_GET | 1u << HTTP_POST},
		{HTTP_POST, "/api/v1/items", "create", "/api/v1", NULL, NULL,
			1u << HTTP_GET | 1u << HTTP_POST},
		{HTTP_PUT, "/api/v1/items", NULL, "/api/v1", NULL, NULL, 1u << HTTP_GET | 1u << HTTP_POST},
		{HTTP_GET, "/api/v1/items/health", "health", "/api/v1", NULL, NULL, 1u << HTTP_GET},
		{HTTP_GET, "/api/v1/items/7", "get", "/api/v1", "7", NULL, 1u << HTTP_GET},
		{HTTP_GET, "/api/v1/items/all", "get", "/api/v1", "all", NULL, 1u << HTTP_GET},
		{HTTP_GET, "/api/v1/others/all", "all", "/api/v1", "others", NULL, 1u << HTTP_GET},
		{HTTP_DELETE, "/api/v1/items/a%2Fb/parts/%E5%A3%B2", "drop", "/api/v1", "a/b", "売",
			1u << HTTP_DELETE},
		{HTTP_GET, "/api/v1/items/", NULL, "/api/v1", NULL, NULL, 0},
		{HTTP_GET, "/api/v1/items//", NULL, "/api/v1", NULL, NULL, 0},
		{HTTP_GET, "/api/v1", NULL, "/api/v1", NULL, NULL, 0},
		{HTTP_GET, "/api/v10/items", NULL, "", NULL, NULL, 0},
		{HTTP_METHODS, "/health", NULL, "", NULL, NULL, 1u << HTTP_GET},
	};
	struct http_router *r = http_router_new(tables, ARRAY_LEN(tables));

	CHECK_INT(http_router_count(r), ARRAY_LEN(v1) + ARRAY_LEN(rest));
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct arena *a = arena_new();
		struct http_match m;
		struct err err = ERR_INIT;
		CHECK_INT(http_router_match(r, cases[i].method, slice_of(cases[i].path), a, &m, &err), 0);
		CHECK_STR(m.route ? m.route->name : NULL, cases[i].route);
		CHECK_STR(m.table->prefix, cases[i].prefix);
		CHECK_STR(m.params[0], cases[i].first);
		CHECK_STR(m.params[1], cases[i].second);
		CHECK_INT(m.allowed, cases[i].allowed);
		if (m.route)
			CHECK(http_router_at(r, m.index) == m.route);
		arena_free(a);
	}
	http_router_free(r);
}

static void test_bad_paths(void)
{
	static const char *const paths[] = {
		"", "x", "*", "/%", "/%4", "/%zz", "/%00", "/%ff%fe", "/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a"};
	struct http_router *r = http_router_new(tables, ARRAY_LEN(tables));

	for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
		struct arena *a = arena_new();
		struct http_match m;
		struct err err = ERR_INIT;
		CHECK_INT(http_router_match(r, HTTP_GET, slice_of(paths[i]), a, &m, &err), -1);
		CHECK_INT(err.code, ERR_INVALID);
		CHECK(m.table == &tables[0] && !m.route);
		arena_free(a);
	}
	http_router_free(r);
}

static void test_allow(void)
{
	struct arena *a = arena_new();

	CHECK_STR(http_allow(a, 1u << HTTP_GET | 1u << HTTP_DELETE), "GET, HEAD, DELETE, OPTIONS");
	CHECK_STR(http_allow(a, 1u << HTTP_POST), "POST, OPTIONS");
	arena_free(a);
}

struct query {
	const char *text, *id;
	int64_t limit;
	bool detach;
	struct js_strings types;
};

static const struct js_field query_fields[] = {
	{.name = "q", .kind = JS_STRING, .offset = offsetof(struct query, text)},
	{.name = "id", .kind = JS_UUID, .offset = offsetof(struct query, id)},
	{.name = "limit", .kind = JS_INT, .offset = offsetof(struct query, limit), .min = 1, .max = 200},
	{.name = "detach", .kind = JS_BOOL, .offset = offsetof(struct query, detach)},
	{.name = "types", .kind = JS_STRINGS, .offset = offsetof(struct query, types)},
};
static const struct js_shape query_shape = JS_SHAPE("Query", query_fields, struct query);

static void test_query(void)
{
	struct arena *a = arena_new();
	struct js_problems problems = {0};
	struct query q = {.limit = 50};

	CHECK_INT(
		http_query_decode(&query_shape,
			SLICE_LIT("q=a+b%26c%E5%A3%B2&types=t,u&types=v&detach&&limit=12"), a, &q, &problems),
		0);
	CHECK_STR(q.text, "a b&c売");
	CHECK_INT(q.limit, 12);
	CHECK(q.detach);
	CHECK_INT(q.types.n, 3);
	CHECK_STR(q.types.items[2], "v");
	CHECK_STR(q.id, NULL);
	CHECK_INT(http_query_decode(&query_shape, SLICE_LIT(""), a, &q, &problems), 0);
	CHECK_INT(http_query_decode(NULL, SLICE_LIT("&"), a, NULL, &problems), 0);
	arena_free(a);
}

static void test_bad_queries(void)
{
	static const struct {
		const char *raw, *field, *message;
	} cases[] = {
		{"limit=x", "limit", "must be a whole number, not a string"},
		{"limit=", "limit", "must be a whole number, not a string"},
		{"limit=0", "limit", "must be between 1 and 200"},
		{"limit=1&limit=2", "limit", "is given more than once"},
		{"detach=maybe", "detach", "must be true or false, not a string"},
		{"id=7", "id", "must be a UUID"},
		{"Limit=7", "Limit", "is not known here; did you mean 'limit'?"},
		{"q=%", "", "the query has a broken percent-escape or is not UTF-8"},
		{"q=%00", "", "the query has a broken percent-escape or is not UTF-8"},
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct arena *a = arena_new();
		struct js_problems problems = {0};
		struct query q = {0};
		CHECK_INT(http_query_decode(&query_shape, slice_of(cases[i].raw), a, &q, &problems), -1);
		CHECK_INT(problems.n, 1);
		CHECK_STR(problems.n ? problems.items[0].field : NULL, cases[i].field);
		CHECK_STR(problems.n ? problems.items[0].message : NULL, cases[i].message);
		arena_free(a);
	}
}

TEST_MAIN(TEST(test_match), TEST(test_bad_paths), TEST(test_allow), TEST(test_query), TEST(test_bad_queries))
