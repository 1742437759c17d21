// SPDX-License-Identifier: Apache-2.0
/*
 * What a handler sees: the request, decoded and checked, and the response to fill in. Both belong to one exchange and
 * are confined to the thread that runs the handler; everything hangs on the request's arena.
 */
#pragma once

#include "base/arena.h"
#include "base/limits.h"
#include "base/vec.h"
#include "http/channel.h"
#include "http/route.h"
#include "json/writer.h"

struct cancel;
struct http_asset;
struct http_exchange;

enum { HTTP_TRACE_LEN = 33 }; /* 32 hex digits and a NUL */

struct http_header {
	const char *name, *value;
};

struct http_request {
	enum http_method method; /* HEAD arrives as HTTP_GET */
	struct slice path;       /* as sent, without the query */
	struct slice raw_query;
	const struct http_route *route; /* NULL where none was found (only fail functions see that) */
	const char *params[HTTP_PATH_PARAMS_MAX];
	const void *query;  /* the struct of route->query, or NULL */
	const void *body;   /* the struct of route->body, or NULL */
	const json_t *json; /* the body as it came, for JS_ANY and merge patches; NULL without route->body */
	struct slice raw_body;
	const struct http_header *headers;
	size_t n_headers;
	char trace_id[HTTP_TRACE_LEN];   /* from traceparent (W3C Trace Context), else made here */
	int64_t started_ms, deadline_ms; /* monotonic */
	struct cancel *
		cancel; /* set when the client has left, the last reader of its stream has, or the server stops */
	struct arena *a;
	struct http_hub *hub;
	void *ctx;               /* http_options.ctx: the api room's services */
	struct http_exchange *x; /* the server's side of it; NULL in unit tests */
};

struct http_response {
	int status;        /* 200 */
	const char *type;  /* content type; NULL = application/json */
	struct str out;    /* the body, built here ... */
	struct slice body; /* ... or borrowed from the arena or static storage (used when out is empty) */
	VEC(struct http_header) headers;
	struct js_problems problems; /* fields a handler found wrong, for the failure's errors[] */
	struct js_writer w;          /* see http_json() */
};

/* The first header called name (ASCII case does not matter), or NULL. */
const char *http_header(const struct http_request *req, const char *name);

/* Add a response header; value is copied into the arena, bytes that cannot stand in a header become blanks. */
void http_header_add(
	struct http_request *req, struct http_response *res, const char *name, const char *value);

/* Set status and JSON type and hand out a writer for the body, to be used until the handler returns. */
struct js_writer *http_json(struct http_response *res, int status);

/* Answer with text of this type (a constant); body is borrowed and must live as long as req->a. */
void http_text(struct http_response *res, int status, const char *type, struct slice body);

/* Have the browser save the answer under file_name (RFC 6266, with a UTF-8 form where it is not plain ASCII). */
void http_attachment(struct http_request *req, struct http_response *res, const char *file_name);

/* Record a field that is wrong and return -1 with ERR_INVALID in err. */
int http_bad_field(struct http_request *req, struct http_response *res, struct err *err, const char *field,
	const char *fmt, ...) PRINTF_LIKE(5, 6);

/* Quality (0..1000) the request's Accept gives to a type such as "text/event-stream"; no Accept gives 1000. */
int http_accepts(const struct http_request *req, const char *type);

/* Last-Event-ID (header, or the query's last_event_id) as a number; 0 when absent or not one. */
int64_t http_last_event_id(const struct http_request *req);

/*
 * Begin an event stream: headers go out now, the connection follows ch from the message after after_id, and no thread
 * waits for it. The handler either goes on as ch's producer or returns. If it opened ch it is ended when it returns;
 * where it returns -1 the table's stream_fail() writes the last message first.
 * opened     true: this handler produces ch.
 * Errors     ERR_BUSY (HTTP_STREAMS_MAX).
 */
NODISCARD int http_stream_begin(struct http_request *req, struct http_response *res, struct http_channel *ch,
	int64_t after_id, bool opened, struct err *err);
