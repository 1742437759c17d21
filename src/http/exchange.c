// SPDX-License-Identifier: Apache-2.0
/*
 * The life of one request, from its first line to its last byte. libmicrohttpd calls exchange_handle() with the headers,
 * with each piece of the body, when the body is complete, and once more when a suspended connection is resumed. Nothing
 * is answered at the first call unless the connection has to end with the answer: libmicrohttpd closes it then.
 */
#include "base/cancel.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/num.h"
#include "http/server_int.h"
#include "json/read.h"

#include <assert.h>
#include <ctype.h>

enum {
	DISCARD_MAX = 4 * HTTP_BODY_MAX
}; /* of a body that is too large, read so that its sender sees the answer */

void exchange_unref(struct http_exchange *x)
{
	if (atomic_fetch_sub(&x->refs, 1) != 1)
		return;
	cancel_unref(x->req.cancel);
	str_free(&x->res.out);
	str_free(&x->body);
	arena_free(x->a);
}

/* libmicrohttpd takes queries apart by itself, and when its memory ends over them it neither answers nor closes. */
static bool has_hopeless_query(struct slice query)
{
	size_t n = 0;

	for (size_t i = 0; i < query.n; i++)
		n += query.p[i] == '&';
	return n > (size_t)4 * HTTP_PARAMS_MAX;
}

void *exchange_begin(void *cls, const char *uri, struct MHD_Connection *connection)
{
	struct arena *a = arena_new();
	struct http_exchange *x = ARENA_NEW(a, struct http_exchange);
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
	struct slice rest = slice_of(arena_strdup(a, uri));

	x->server = cls;
	x->connection = connection;
	x->conn = info ? info->socket_context : NULL;
	x->a = a;
	x->body = STR_INIT(HTTP_BODY_MAX);
	x->res.out = STR_INIT(HTTP_ANSWER_MAX);
	x->started_us = clock_mono_us();
	atomic_init(&x->refs, 1);
	x->req.a = a;
	x->req.x = x;
	x->req.ctx = x->server->opt.ctx;
	x->req.hub = x->server->hub;
	x->req.path = slice_cut(&rest, '?');
	x->req.raw_query = rest;
	if (x->conn && has_hopeless_query(rest)) /* libmicrohttpd would stay silent: the keeper closes it */
		atomic_store(&x->conn->since_ms, 1);
	return x;
}

static enum http_method method_of(const char *method, bool *is_head)
{
	*is_head = str_eq(method, "HEAD");
	if (*is_head)
		return HTTP_GET;
	for (unsigned m = 0; m < HTTP_METHODS; m++) {
		if (str_eq(method, http_method_name((enum http_method)m)))
			return (enum http_method)m;
	}
	return HTTP_METHODS;
}

struct header_list {
	struct http_exchange *x;
	VEC(struct http_header) items;
	size_t bytes;
	int hosts, lengths, encodings;
	bool is_chunked; /* the one encoding there is */
	bool has_blank;  /* in a name: "Content-Length : 5" is a length to some and none to others */
	int64_t length;
};

static enum MHD_Result take_header(
	void *cls, UNUSED enum MHD_ValueKind kind, const char *name, const char *value)
{
	struct header_list *list = cls;
	struct http_header h = {arena_strdup(list->x->a, name), arena_strdup(list->x->a, value ? value : "")};

	vec_push(&list->items, list->x->a, h);
	list->has_blank |= strpbrk(h.name, " \t") != NULL;
	list->bytes += strlen(h.name) + strlen(h.value) + 4;
	if (str_eq_nocase(h.name, "Content-Length")) {
		list->lengths++;
		if (!num_parse_i64(slice_of(h.value), 0, INT64_MAX, &list->length))
			list->lengths = 2;
	} else if (str_eq_nocase(h.name, "Transfer-Encoding")) {
		list->encodings++;
		list->is_chunked = str_eq_nocase(h.value, "chunked");
	} else if (str_eq_nocase(h.name, "Host")) {
		list->hosts++;
	}
	return MHD_YES;
}

static bool is_hex(const char *p, size_t n)
{
	bool zero = true;

	for (size_t i = 0; i < n; i++) {
		if (!isxdigit((unsigned char)p[i]) || isupper((unsigned char)p[i]))
			return false;
		zero &= p[i] == '0';
	}
	return !zero;
}

/* The trace id of a valid traceparent (W3C Trace Context, level 1), else a new one: unique, not secret. */
static void set_trace(struct http_exchange *x)
{
	const char *parent = http_header(&x->req, "traceparent");
	struct http_server *s = x->server;
	struct str hex = STR_INIT(HTTP_TRACE_LEN);

	if (parent && strlen(parent) >= 55 && parent[2] == '-' && parent[35] == '-' && parent[52] == '-' &&
		strncmp(parent, "ff", 2) != 0 && is_hex(parent + 3, 32) && is_hex(parent + 36, 16)) {
		memcpy(x->req.trace_id, parent + 3, HTTP_TRACE_LEN - 1);
		return;
	}
	uint64_t n = s->trace_seed[1] + atomic_fetch_add(&s->trace_count, 1) * UINT64_C(0x9E3779B97F4A7C15);
	str_addf(&hex, "%016llx%016llx", (unsigned long long)s->trace_seed[0], (unsigned long long)n);
	memcpy(x->req.trace_id, hex.buf, HTTP_TRACE_LEN);
	str_free(&hex);
}

/* Record why the request will not be served; the first reason counts. */
static void refuse(struct http_exchange *x, int status, const char *why, const char *message)
{
	if (x->refusal)
		return;
	x->refusal = status;
	x->refusal_err = ARENA_NEW(x->a, struct err);
	err_ignore(err_set_why(x->refusal_err, status == 413 ? ERR_LIMIT : ERR_INVALID, why, "%s", message));
}

static enum MHD_Result answer_now(struct http_exchange *x)
{
	reply_fail(x, x->refusal, x->refusal_err);
	x->must_close = true;
	return reply_queue(x);
}

/* The headers are here. What cannot be told where it ends, or is far too large, is answered now and the connection closed. */
static enum MHD_Result take_headers(struct http_exchange *x, const char *method)
{
	struct header_list list = {.x = x};
	struct err err = ERR_INIT;

	MHD_get_connection_values(x->connection, MHD_HEADER_KIND, take_header, &list);
	x->req.headers = list.items.items;
	x->req.n_headers = list.items.n;
	x->req.method = method_of(method, &x->is_head);
	x->req.started_ms = clock_mono_ms();
	atomic_store(&x->state, X_BODY);
	set_trace(x);
	if (!slice_eq(x->req.path, SLICE_LIT("*")) &&
		http_router_match(x->server->router, x->req.method, x->req.path, x->a, &x->match, &err))
		refuse(x, 400, "bad_path", err.msg);
	if (list.has_blank || list.lengths > 1 || (list.lengths && list.encodings) ||
		list.encodings > list.is_chunked) {
		refuse(x, 400, "bad_framing",
			"a request has one Content-Length, or one Transfer-Encoding that is chunked, and not "
			"both; a header's name has no blanks");
		return answer_now(x);
	}
	if (list.hosts > 1) /* whoever stands between us and the client may have judged by the other one */
		refuse(x, 400, "bad_host", "a request has one Host header");
	if (x->req.path.n + x->req.raw_query.n > HTTP_URI_MAX)
		refuse(x, 414, "uri_too_long", "the address of the request is too long");
	else if (list.bytes > HTTP_HEADER_MAX)
		refuse(x, 431, "headers_too_large", "the request's headers are too large");
	else if (list.length > HTTP_BODY_MAX)
		refuse(x, 413, "body_too_large", "the request's body is too large");
	if (list.length > DISCARD_MAX)
		return answer_now(x);
	return MHD_YES;
}

static enum MHD_Result take_body(struct http_exchange *x, const char *upload, size_t *n)
{
	x->body_seen += *n;
	if (x->body_seen > DISCARD_MAX)
		return MHD_NO;
	if (x->body_seen > HTTP_BODY_MAX)
		refuse(x, 413, "body_too_large", "the request's body is too large");
	else
		str_add(&x->body, upload, *n);
	*n = 0;
	return MHD_YES;
}

/* A struct for the shape, as it is before decoding. */
static void *blank(struct arena *a, const struct js_shape *shape)
{
	void *p = arena_zalloc(a, 1, MAX(shape->size, 1));

	if (shape->defaults)
		memcpy(p, shape->defaults, shape->size);
	return p;
}

static int decode_query(struct http_exchange *x, struct err *err)
{
	const struct js_shape *shape = x->match.route->query;
	void *out = shape ? blank(x->a, shape) : NULL;

	if (http_query_decode(shape, x->req.raw_query, x->a, out, &x->res.problems)) {
		const struct js_problem *p = &x->res.problems.items[0];
		return err_set_why(err, ERR_INVALID, "invalid_query", "query parameter %s%s%s", p->field,
			p->field[0] ? " " : "", p->message);
	}
	x->req.query = out;
	return 0;
}

static int decode_body(struct http_exchange *x, struct err *err)
{
	const struct http_route *route = x->match.route;
	struct slice text = x->req.raw_body;
	json_t *doc = NULL;

	if (!route->body || (route->flags & HTTP_RAW_BODY))
		return 0;
	if (slice_trim(text).n == 0) {
		if (!(route->flags & HTTP_BODY_OPTIONAL))
			return err_set_why(err, ERR_INVALID, "body_required",
				"a JSON object is needed as the request's body");
		text = SLICE_LIT("{}");
	}
	if (js_parse(x->a, text, &doc, err))
		return err_wrap(err, "the request's body");
	void *out = blank(x->a, route->body);
	if (js_decode(route->body, doc, x->a, out, &x->res.problems)) {
		const struct js_problem *p = &x->res.problems.items[0];
		return err_set_why(err, ERR_INVALID, "invalid_body", "%s%s%s",
			p->field[0] ? p->field : "the body", " ", p->message);
	}
	x->req.json = doc;
	x->req.body = out;
	return 0;
}

static int call_handler(struct http_exchange *x, struct err *err)
{
	http_handler_fn *handler = x->match.route->handler;
	http_around_fn *around = x->match.table->around;

	return around ? around(handler, &x->req, &x->res, err) : handler(&x->req, &x->res, err);
}

/* Decode and run the handler; what fails is written into the response, unless a stream has begun. */
static void run_handler(struct http_exchange *x)
{
	struct err err = ERR_INIT;

	x->res.status = 200;
	int rc = decode_query(x, &err) || decode_body(x, &err) ? -1 : call_handler(x, &err);
	if (x->is_streaming) {
		if (rc && x->opened && x->match.table->stream_fail) {
			struct http_failure f = {.err = &err, .problems = &x->res.problems};
			struct str json = STR_INIT(LOG_LINE_MAX);
			struct js_writer w = JS_WRITER(&json);
			x->match.table->stream_fail(&x->req, &f, &w);
			err_ignore(http_channel_event(
				x->opened, 0, str_slice(&json), &(struct err){.code = ERR_NONE}));
			str_free(&json);
		}
		http_channel_end(x->opened);
		http_channel_unref(x->opened);
		x->opened = NULL;
		return;
	}
	if (rc == 0)
		rc = str_check(&x->res.out, "the answer", &err);
	if (rc)
		reply_fail(x, 0, &err);
}

/* From a worker back to the event thread. The worker's reference keeps x. */
static void hand_back(struct http_exchange *x)
{
	atomic_store(&x->state, X_READY);
	MHD_resume_connection(x->connection);
}

void exchange_run(void *exchange)
{
	struct http_exchange *x = exchange;

	run_handler(x);
	server_drop_active(x->server, x);
	if (!x->is_streaming)
		hand_back(x);
	exchange_unref(x);
}

static void start_worker(struct http_exchange *x)
{
	struct http_server *s = x->server;

	atomic_store(&x->state, X_RUNNING);
	x->req.cancel = cancel_new();
	atomic_fetch_add(&x->refs, 1);
	server_add_active(s, x);
	MHD_suspend_connection(x->connection);
	if (http_workers_push(s->workers, x))
		return;
	struct err err = ERR_INIT;
	err_ignore(err_set_why(
		&err, ERR_BUSY, "overloaded", "too many requests are waiting; try again in a moment"));
	server_drop_active(s, x);
	reply_fail(x, 503, &err);
	hand_back(x);
	exchange_unref(x);
}

static enum MHD_Result fail_with(struct http_exchange *x, int status, struct err *err)
{
	reply_fail(x, status, err);
	return reply_queue(x);
}

static enum MHD_Result answer_options(struct http_exchange *x)
{
	unsigned all = slice_eq(x->req.path, SLICE_LIT("*")) ? (1u << HTTP_METHODS) - 1 : x->match.allowed;

	x->res.status = 204;
	http_header_add(&x->req, &x->res, "Allow", http_allow(x->a, all));
	return reply_queue(x);
}

/* No route: a static file, another method's path, or nothing. */
static enum MHD_Result answer_unrouted(struct http_exchange *x, struct err *err)
{
	const struct http_assets *assets = x->server->opt.assets;

	if (x->match.allowed) {
		http_header_add(&x->req, &x->res, "Allow", http_allow(x->a, x->match.allowed));
		err_ignore(err_set_why(err, ERR_INVALID, "method_not_allowed", "this path takes %s",
			http_allow(x->a, x->match.allowed)));
		return fail_with(x, 405, err);
	}
	if (assets && x->req.method == HTTP_GET && http_asset_answer(assets, &x->req, &x->res))
		return reply_queue(x);
	err_ignore(err_set_why(err, ERR_NOT_FOUND, "no_such_path", "there is nothing at this path"));
	return fail_with(x, 404, err);
}

/* The whole request is here: answer at once what needs no worker, hand over the rest. */
static enum MHD_Result dispatch(struct http_exchange *x, const char *method)
{
	struct http_server *s = x->server;
	struct http_match *m = &x->match;
	struct err err = ERR_INIT;

	x->started_us = clock_mono_us();
	x->req.raw_body = str_slice(&x->body);
	x->req.route = m->route;
	memcpy(x->req.params, m->params, sizeof m->params);
	x->req.started_ms = clock_mono_ms();
	x->req.deadline_ms = x->req.started_ms +
			     (m->route && m->route->timeout_ms ? m->route->timeout_ms : HTTP_REQUEST_MS);
	if (x->conn)
		atomic_store(&x->conn->since_ms, 0);
	if (x->refusal)
		return fail_with(x, x->refusal, x->refusal_err);
	if (s->check_site && http_check_site(&x->req, s->opt.hosts, &err))
		return fail_with(x, 403, &err);
	if (str_eq(method, "OPTIONS") && (m->allowed || slice_eq(x->req.path, SLICE_LIT("*"))))
		return answer_options(x);
	if (!m->route)
		return answer_unrouted(x, &err);
	if ((m->route->flags & HTTP_YIELDS) && s->opt.assets &&
		http_asset_answer(s->opt.assets, &x->req, &x->res))
		return reply_queue(x);
	if (s->opt.api_key && !(m->route->flags & HTTP_PUBLIC) &&
		!http_key_is_right(&x->req, s->opt.api_key)) {
		http_header_add(&x->req, &x->res, "WWW-Authenticate", "Bearer");
		err_ignore(err_set_why(&err, ERR_DENIED, "unauthorized",
			"send the server's key as 'Authorization: Bearer <key>' or 'X-API-Key: <key>'"));
		return fail_with(x, 401, &err);
	}
	if (m->route->flags & HTTP_INLINE) {
		run_handler(x);
		return reply_queue(x);
	}
	start_worker(x);
	return MHD_YES;
}

/* NOLINT(parameters): the signature is libmicrohttpd's */
enum MHD_Result exchange_handle(UNUSED void *cls, UNUSED struct MHD_Connection *connection,
	UNUSED const char *url, const char *method, UNUSED const char *version, const char *upload,
	size_t *upload_size, void **req_cls)
{
	struct http_exchange *x = *req_cls;

	switch ((enum exchange_state)atomic_load(&x->state)) {
	case X_NEW:
		return take_headers(x, method);
	case X_BODY:
		return *upload_size ? take_body(x, upload, upload_size) : dispatch(x, method);
	case X_READY:
		return reply_queue(x);
	case X_RUNNING:
	case X_SENT:
		break;
	}
	return MHD_YES;
}

void exchange_completed(void *cls, UNUSED struct MHD_Connection *connection, void **req_cls,
	enum MHD_RequestTerminationCode why)
{
	struct http_server *s = cls;
	struct http_exchange *x = *req_cls;
	const struct http_route *route = x->match.route;
	int64_t us = clock_mono_us() - x->started_us;

	*req_cls = NULL;
	if (x->stream && atomic_load(&x->state) != X_SENT)
		MHD_destroy_response(x->stream); /* the client left before it was begun */
	int status =
		why == MHD_REQUEST_TERMINATED_COMPLETED_OK || why == MHD_REQUEST_TERMINATED_DAEMON_SHUTDOWN
			? x->res.status
			: 499;
	http_metrics_count(s->metrics, route ? x->match.index : SIZE_MAX, status, us);
	if (s->opt.done) {
		struct http_done done = {.method = x->is_head ? "HEAD"
						   : x->req.method < HTTP_METHODS
							   ? http_method_name(x->req.method)
							   : "other",
			.route = route ? route->path : "none",
			.trace_id = x->req.trace_id,
			.path = x->req.path,
			.status = status,
			.us = us,
			.bytes = atomic_load(&x->bytes)};
		s->opt.done(s->opt.ctx, &done);
	}
	if (x->conn)
		atomic_store(&x->conn->since_ms, clock_mono_ms());
	if (x->req.cancel) /* a worker had it: the keeper may know it */
		server_forget_conn(s, x);
	exchange_unref(x);
}
