// SPDX-License-Identifier: Apache-2.0
/* The first byte is a method, the rest a raw path, against a small table with literals beside parameters. */
#include "base/arena.h"
#include "http/route.h"

#include <assert.h>

static int handler(UNUSED struct http_request *req, UNUSED struct http_response *res, UNUSED struct err *err)
{
	return 0;
}

static const struct http_route v1[] = {
	{.method = HTTP_GET, .path = "/api/v1/items", .handler = handler},
	{.method = HTTP_POST, .path = "/api/v1/items", .handler = handler},
	{.method = HTTP_GET, .path = "/api/v1/items/health", .handler = handler},
	{.method = HTTP_GET, .path = "/api/v1/items/{id}", .handler = handler},
	{.method = HTTP_DELETE, .path = "/api/v1/items/{id}/parts/{part}", .handler = handler},
};
static const struct http_route rest[] = {{.method = HTTP_GET, .path = "/", .handler = handler}};
static const struct http_routes tables[] = {
	{.prefix = "/api/v1", .items = v1, .n = ARRAY_LEN(v1)},
	{.prefix = "", .items = rest, .n = ARRAY_LEN(rest)},
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0)
		return 0;
	struct http_router *r = http_router_new(tables, ARRAY_LEN(tables));
	struct arena *a = arena_new();
	struct http_match m;
	struct err err = ERR_INIT;
	struct slice path = {(const char *)data + 1, size - 1};
	int rc = http_router_match(r, (enum http_method)(data[0] % (HTTP_METHODS + 1)), path, a, &m, &err);

	assert(m.table);
	assert((rc == 0) == (err.code == ERR_NONE));
	assert(!m.route || rc == 0);
	assert(!m.route || (m.allowed & 1u << m.route->method && http_router_at(r, m.index) == m.route));
	arena_free(a);
	http_router_free(r);
	return 0;
}
