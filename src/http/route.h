// SPDX-License-Identifier: Apache-2.0
/*
 * Routes as data. A row of a `static const` table says everything about one operation: how it is reached, what its
 * query and body may hold, how it is documented. The same row routes, validates, answers OPTIONS and 405, names the
 * metric and writes the OpenAPI document. Immutable; any thread.
 */
#pragma once

#include "base/err.h"
#include "base/limits.h"
#include "json/schema.h"

struct http_request;
struct http_response;
struct http_router;

enum http_method { HTTP_GET, HTTP_POST, HTTP_PUT, HTTP_PATCH, HTTP_DELETE, HTTP_METHODS };

/* "GET", ...; static storage. */
const char *http_method_name(enum http_method m);

enum http_route_flags {
	HTTP_INLINE = 1u << 0,   /* the handler never blocks: it runs on the event thread, without a worker */
	HTTP_PUBLIC = 1u << 1,   /* answers without an API key */
	HTTP_RAW_BODY = 1u << 2, /* the body is not JSON: see http_request.raw_body */
	HTTP_BODY_OPTIONAL = 1u << 3, /* no body at all is like {} */
	HTTP_STREAM = 1u << 4,        /* may answer with text/event-stream */
	HTTP_HIDDEN = 1u << 5,        /* not in the OpenAPI document */
	HTTP_LIST = 1u << 6,          /* answers {items: [answer...], next} */
	HTTP_YIELDS = 1u << 7,     /* a static file of this path, where there is one, is answered instead */
	HTTP_JSON_FIRST = 1u << 8, /* with HTTP_STREAM: who has no preference gets JSON */
};

/*
 * Answer one request. Runs on one thread from beginning to end; what it builds lives in req->a. -1 with err: the
 * table's fail() writes the answer, or, once a stream has begun, its last message.
 */
typedef int http_handler_fn(struct http_request *req, struct http_response *res, struct err *err);

struct http_route {
	enum http_method method;
	const char *path; /* "/api/v1/data-sources/{id}": whole segments are literal or a parameter */
	http_handler_fn *handler;
	const struct js_shape *query;  /* NULL = parameters are refused (an open shape lets them through) */
	const struct js_shape *body;   /* NULL = no JSON body is looked at */
	const struct js_shape *answer; /* documentation only; NULL = any JSON */
	const struct js_union *events; /* documentation: the messages of its stream */
	const char *media; /* documentation: another type that a success may have ("text/csv"); NULL = none */
	unsigned flags;
	int status; /* of success, for the documentation; 0 = 200 */
	int other_status; /* documentation: one more that is no problem; 204 has no body, others the same; 0 = none */
	int64_t timeout_ms; /* 0 = HTTP_REQUEST_MS */
	const char *name;   /* operationId, unique: "createDataSource" */
	const char *tag, *summary, *doc;
};

/* What went wrong: said by the server itself (status set: 404, 405, 413 ...) or by a handler (status 0). */
struct http_failure {
	int status;
	const struct err *err;
	const struct js_problems *problems; /* the fields that are wrong; NULL or empty = none */
};

/* Write the answer to a failed request into res (status, type, body). */
typedef void http_fail_fn(
	const struct http_request *req, const struct http_failure *f, struct http_response *res);

/* Write the JSON of a failed stream's last message. */
typedef void http_stream_fail_fn(
	const struct http_request *req, const struct http_failure *f, struct js_writer *w);

/* Runs a handler of the table, or answers in its place (a repeated request, say). */
typedef int http_around_fn(
	http_handler_fn *handler, struct http_request *req, struct http_response *res, struct err *err);

/* A family of routes under one prefix that fails in one way; unknown paths below the prefix fail that way too. */
struct http_routes {
	const char *prefix; /* "/api/v1", or "" for the rest */
	const struct http_route *items;
	size_t n;
	http_fail_fn *fail;
	http_around_fn *around;           /* NULL = handlers are called directly */
	http_stream_fail_fn *stream_fail; /* may be NULL where no route streams */
	const struct js_shape *problem;   /* for the documentation, when fail() writes problem+json */
};

/* Compile tables (borrowed, must outlive the router). Two routes with one method and path, or a malformed path, assert. */
struct http_router *http_router_new(const struct http_routes *tables, size_t n);

/* Release; NULL is allowed. */
void http_router_free(struct http_router *r);

struct http_match {
	const struct http_routes
		*table; /* of the longest prefix; NULL only when no table has the empty prefix */
	const struct http_route *route; /* NULL = no such path, or no such method on it */
	size_t index;     /* of the route among all, for counters; meaningless without a route */
	unsigned allowed; /* 1u << method for every method of the path; 0 = no such path */
	const char *params[HTTP_PATH_PARAMS_MAX]; /* decoded, in the path's order, in the arena */
};

/*
 * Find the route for a raw (still percent-encoded) path. 0, or -1 with ERR_INVALID: a broken escape, a NUL, bytes that
 * are not UTF-8, too many segments; out->table is set even then. Whether a route was found says out->route.
 */
NODISCARD int http_router_match(const struct http_router *r, enum http_method m, struct slice raw_path,
	struct arena *a, struct http_match *out, struct err *err);

/* How many routes there are. */
size_t http_router_count(const struct http_router *r);

/* The i-th route, in the order of the tables. */
const struct http_route *http_router_at(const struct http_router *r, size_t i);

/* "GET, HEAD, POST, OPTIONS" of a set of methods (1u << method); in the arena. */
const char *http_allow(struct arena *a, unsigned allowed);

/*
 * Decode a raw query string ("a=1&b=x%20y") by a shape into out (as js_decode() does).
 * Arrays take repeated parameters and comma lists. -1: problems holds at least one.   shape NULL: any parameter is one.
 */
NODISCARD int http_query_decode(const struct js_shape *shape, struct slice raw, struct arena *a, void *out,
	struct js_problems *problems);

/* Undo percent-encoding (plus: '+' is a blank) into the arena; false on a broken escape, a NUL or broken UTF-8. */
bool http_unescape(struct arena *a, struct slice raw, bool plus, const char **out);
