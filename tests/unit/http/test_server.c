// SPDX-License-Identifier: Apache-2.0
/* A real server on a free port and plain sockets against it: what a well-behaved client sees, and what the others do. */
#include "base/arena.h"
#include "base/cancel.h"
#include "base/clock.h"
#include "base/limits.h"
#include "http/http.h"
#include "http/server.h"
#include "test.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <unistd.h>

enum { ANSWER_MAX = 32 << 20, PATIENCE_MS = 10000 };

/* ---- the routes under test ---- */

static atomic_int cancelled, running;

struct echo {
	const char *text;
	int64_t n;
};

static const struct js_field echo_fields[] = {
	{.name = "text", .kind = JS_STRING, .flags = JS_REQUIRED, .offset = offsetof(struct echo, text)},
	{.name = "n", .kind = JS_INT, .offset = offsetof(struct echo, n), .min = 0, .max = 9},
};
static const struct js_shape echo_shape = JS_SHAPE("Echo", echo_fields, struct echo);

static int on_health(UNUSED struct http_request *req, struct http_response *res, UNUSED struct err *err)
{
	struct js_writer *w = http_json(res, 200);

	js_obj(w);
	js_kv_str(w, "status", "ok");
	js_obj_end(w);
	return 0;
}

static int on_echo(struct http_request *req, struct http_response *res, UNUSED struct err *err)
{
	const struct echo *in = req->method == HTTP_POST ? req->body : req->query;
	struct js_writer *w = http_json(res, req->method == HTTP_POST ? 201 : 200);

	js_obj(w);
	js_kv_str(w, "text", in->text);
	js_kv_int(w, "n", in->n);
	js_kv_str(w, "id", req->params[0]);
	js_kv_str(w, "trace", req->trace_id);
	js_obj_end(w);
	return 0;
}

static int on_fail(UNUSED struct http_request *req, UNUSED struct http_response *res, struct err *err)
{
	return err_set_why(err, ERR_CONFLICT, "catalog_empty", "sync the source first");
}

/* Works until it is cancelled, or for ten seconds. */
static int work(struct http_request *req, struct err *err)
{
	struct pollfd nothing = {.fd = -1};

	atomic_fetch_add(&running, 1);
	for (int i = 0; i < 500 && !cancel_is_set(req->cancel); i++)
		poll(&nothing, 1, 20);
	atomic_fetch_sub(&running, 1);
	if (!cancel_is_set(req->cancel))
		return 0;
	atomic_fetch_add(&cancelled, 1);
	return err_set(err, ERR_CANCELLED, "cancelled");
}

static int on_slow(struct http_request *req, struct http_response *res, struct err *err)
{
	return work(req, err) ? -1 : on_health(req, res, err);
}

struct stream_query {
	const char *name;
	int64_t count;
	bool detach, hang, fail;
};

static const struct js_field stream_fields[] = {
	{.name = "name", .kind = JS_STRING, .offset = offsetof(struct stream_query, name)},
	{.name = "count", .kind = JS_INT, .offset = offsetof(struct stream_query, count)},
	{.name = "detach", .kind = JS_BOOL, .offset = offsetof(struct stream_query, detach)},
	{.name = "hang", .kind = JS_BOOL, .offset = offsetof(struct stream_query, hang)},
	{.name = "fail", .kind = JS_BOOL, .offset = offsetof(struct stream_query, fail)},
};
static const struct js_shape stream_shape = JS_SHAPE("StreamQuery", stream_fields, struct stream_query);

static int on_stream(struct http_request *req, struct http_response *res, struct err *err)
{
	const struct stream_query *q = req->query;
	struct http_channel_options opt = {.name = q->name, .cancel = req->cancel, .detach = q->detach};
	struct http_channel *ch;
	int rc = 0;

	if (http_channel_new(req->hub, &opt, &ch, err))
		return -1;
	if (http_stream_begin(req, res, ch, 0, true, err)) {
		http_channel_end(ch);
		http_channel_unref(ch);
		return -1;
	}
	for (int64_t i = 0; i < q->count && rc == 0; i++)
		rc = http_channel_event(
			ch, 0, slice_of(arena_printf(req->a, "{\"n\":%lld}", (long long)i)), err);
	if (rc == 0 && q->hang)
		rc = work(req, err);
	if (rc == 0 && q->fail)
		rc = err_set(err, ERR_UPSTREAM, "it broke");
	http_channel_unref(ch);
	return rc;
}

static int on_follow(struct http_request *req, struct http_response *res, struct err *err)
{
	struct http_channel *ch = http_channel_find(req->hub, req->params[0]);

	if (!ch)
		return err_set(err, ERR_NOT_FOUND, "no such stream");
	int rc = http_stream_begin(req, res, ch, http_last_event_id(req), false, err);
	http_channel_unref(ch);
	return rc;
}

static void fail(const struct http_request *req, const struct http_failure *f, struct http_response *res)
{
	static const int map[] = {[ERR_INVALID] = 400, [ERR_NOT_FOUND] = 404, [ERR_CONFLICT] = 409};
	size_t code = f->err->code;
	struct js_writer *w = http_json(res, f->status                            ? f->status
					     : code < ARRAY_LEN(map) && map[code] ? map[code]
										  : 500);

	res->type = "application/problem+json";
	js_obj(w);
	js_kv_str(w, "code", f->err->why);
	js_kv_str(w, "detail", f->err->msg);
	js_kv_str(w, "trace_id", req->trace_id);
	js_kv_str(w, "field", f->problems->n ? f->problems->items[0].field : NULL);
	js_obj_end(w);
}

static void stream_fail(
	UNUSED const struct http_request *req, const struct http_failure *f, struct js_writer *w)
{
	js_obj(w);
	js_kv_str(w, "type", "error");
	js_kv_str(w, "message", f->err->msg);
	js_obj_end(w);
}

static const struct http_route v1[] = {
	{.method = HTTP_GET,
		.path = "/api/echo/{id}",
		.handler = on_echo,
		.query = &echo_shape,
		.name = "echo"},
	{.method = HTTP_POST,
		.path = "/api/echo/{id}",
		.handler = on_echo,
		.body = &echo_shape,
		.name = "post"},
	{.method = HTTP_GET, .path = "/api/fail", .handler = on_fail, .name = "fail"},
	{.method = HTTP_GET, .path = "/api/slow", .handler = on_slow, .name = "slow"},
	{.method = HTTP_GET,
		.path = "/api/stream",
		.handler = on_stream,
		.query = &stream_shape,
		.flags = HTTP_STREAM,
		.name = "stream"},
	{.method = HTTP_GET,
		.path = "/api/stream/{name}",
		.handler = on_follow,
		.flags = HTTP_STREAM,
		.name = "follow"},
};
static const struct http_route rest[] = {
	{.method = HTTP_GET,
		.path = "/health",
		.handler = on_health,
		.flags = HTTP_INLINE | HTTP_PUBLIC,
		.name = "health"},
};
static const struct http_routes tables[] = {
	{.prefix = "/api", .items = v1, .n = ARRAY_LEN(v1), .fail = fail, .stream_fail = stream_fail},
	{.prefix = "", .items = rest, .n = ARRAY_LEN(rest), .fail = fail},
};
static const struct http_asset assets_items[] = {
	{.path = "/_app/immutable/x.js",
		.type = "text/javascript",
		.identity = {"plain", 5},
		.gzip = {"zip", 3},
		.brotli = {"br", 2},
		.etag = "e1",
		.immutable = true},
	{.path = "/index.html", .type = "text/html; charset=utf-8", .identity = {"<p>", 3}, .etag = "e2"},
};
static const struct http_assets assets = {.items = assets_items, .n = ARRAY_LEN(assets_items)};

/* ---- a small client ---- */

static struct http_server *server;

static void start(const char *key)
{
	struct http_options opt = {.bind = "127.0.0.1",
		.tables = tables,
		.n_tables = ARRAY_LEN(tables),
		.assets = &assets,
		.api_key = key,
		.event_threads = 2};
	struct err err = ERR_INIT;

	CHECK_INT(http_server_start(&opt, &server, &err), 0);
}

static void stop(int64_t drain_ms)
{
	http_server_stop(server, drain_ms);
	http_server_free(server);
	server = NULL;
}

static int dial(void)
{
	struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(http_server_port(server))};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	return connect(fd, (struct sockaddr *)&to, sizeof to) ? -1 : fd;
}

static bool put(int fd, const char *p, size_t n)
{
	while (n) {
		ssize_t k = send(fd, p, n, MSG_NOSIGNAL);
		if (k <= 0)
			return false;
		p += k;
		n -= (size_t)k;
	}
	return true;
}

/* Read until `until` has come, the peer closed, or patience ends. */
static void get(int fd, struct str *out, const char *until)
{
	int64_t deadline = clock_mono_ms() + PATIENCE_MS;
	char buf[4096];

	while (!(until && slice_find(str_slice(out), slice_of(until)) >= 0)) {
		struct pollfd p = {.fd = fd, .events = POLLIN};
		if (poll(&p, 1, (int)clock_left_ms(deadline)) <= 0)
			return;
		ssize_t n = recv(fd, buf, sizeof buf, 0);
		if (n <= 0)
			return;
		str_add(out, buf, (size_t)n);
	}
}

/* One request on a connection of its own; the whole answer as text in the arena. */
static const char *ask(struct arena *a, const char *head, const char *body)
{
	struct str out = STR_INIT(ANSWER_MAX);
	int fd = dial();

	put(fd, head, strlen(head));
	put(fd, "Connection: close\r\n\r\n", 21);
	if (body)
		put(fd, body, strlen(body));
	get(fd, &out, NULL);
	close(fd);
	return str_to_arena(&out, a);
}

static bool has(const char *text, const char *part)
{
	bool found = strstr(text, part) != NULL;

	if (!found)
		fprintf(stderr, "  no \"%s\" in:\n%.600s\n", part, text);
	return found;
}

#define HOST "Host: 127.0.0.1\r\n"

static void test_answers(void)
{
	static const struct {
		const char *head, *body, *status, *part;
	} cases[] = {
		{"GET /health HTTP/1.1\r\n" HOST, NULL, "HTTP/1.1 200", "{\"status\":\"ok\"}"},
		{"HEAD /health HTTP/1.1\r\n" HOST, NULL, "HTTP/1.1 200", "Content-Length: 15"},
		{"GET /api/echo/7?text=a%20b&n=3 HTTP/1.1\r\n" HOST, NULL, "HTTP/1.1 200",
			"{\"text\":\"a b\",\"n\":3,\"id\":\"7\""},
		{"POST /api/echo/%E5%A3%B2 HTTP/1.1\r\nContent-Length: 14\r\n" HOST, "{\"text\":\"hey\"}",
			"HTTP/1.1 201", "\"id\":\"売\""},
		{"POST /api/echo/1 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n" HOST,
			"e\r\n{\"text\":\"hey\"}\r\n0\r\n\r\n", "HTTP/1.1 201", "\"hey\""},
		{"POST /api/echo/1 HTTP/1.1\r\nContent-Length: 9\r\n" HOST, "{\"text\":}", "HTTP/1.1 400",
			"not valid JSON"},
		{"POST /api/echo/1 HTTP/1.1\r\nContent-Length: 18\r\n" HOST, "{\"text\":\"\",\"n\":10}",
			"HTTP/1.1 400", "\"field\":\"n\""},
		{"POST /api/echo/1 HTTP/1.1\r\nContent-Length: 0\r\n" HOST, NULL, "HTTP/1.1 400",
			"body_required"},
		{"GET /api/echo/1?text=a&text=b HTTP/1.1\r\n" HOST, NULL, "HTTP/1.1 400", "more than once"},
		{"GET /api/fail HTTP/1.1\r\n" HOST, NULL, "HTTP/1.1 409", "catalog_empty"},
		{"GET /api/fail?x=1 HTTP/1.1\r\n" HOST, NULL, "HTTP/1.1 400", "x is not known here"},
		{"GET /api/nothing HTTP/1.1\r\n" HOST, NULL, "HTTP/1.1 404", "application/problem+json"},
		{"GET /api/%zz HTTP/1.1\r\n" HOST, NULL, "HTTP/1.1 400", "bad_path"},
		{"DELETE /api/echo/1 HTTP/1.1\r\n" HOST, NULL, "HTTP/1.1 405",
			"Allow: GET, HEAD, POST, OPTIONS"},
		{"OPTIONS /api/echo/1 HTTP/1.1\r\n" HOST, NULL, "HTTP/1.1 204",
			"Allow: GET, HEAD, POST, OPTIONS"},
		{"OPTIONS * HTTP/1.1\r\n" HOST, NULL, "HTTP/1.1 204", "Allow: "},
		{"BREW /health HTTP/1.1\r\n" HOST, NULL, "HTTP/1.1 405", "method_not_allowed"},
		{"GET /health HTTP/1.1\r\n", NULL, "HTTP/1.1 400", ""},
		{"GET /health HTTP/1.0\r\n", NULL, "HTTP/1.1 200", "ok"},
		{"GET /health HTTP/1.1\r\nHost: [::1]:80\r\n", NULL, "HTTP/1.1 200", "nosniff"},
		{"GET /health HTTP/1.1\r\nHost: evil.example\r\n", NULL, "HTTP/1.1 403", "foreign_host"},
		{"GET /health HTTP/1.1\r\nHost: 127.0.0.1.evil.example\r\n", NULL, "HTTP/1.1 403",
			"foreign_host"},
		{"GET /health HTTP/1.1\r\nOrigin: https://evil.example\r\n" HOST, NULL, "HTTP/1.1 403",
			"foreign_origin"},
		{"GET /health HTTP/1.1\r\nOrigin: null\r\n" HOST, NULL, "HTTP/1.1 403", "foreign_origin"},
		{"GET /health HTTP/1.1\r\nOrigin: http://127.0.0.1\r\n" HOST, NULL, "HTTP/1.1 200", "ok"},
		{"GET /health HTTP/1.1\r\nSec-Fetch-Site: cross-site\r\n" HOST, NULL, "HTTP/1.1 403",
			"foreign_origin"},
		{"POST /api/echo/1 HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n" HOST,
			"0\r\n\r\n", "HTTP/1.1 400", ""},
		{"POST /api/echo/1 HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 5\r\n" HOST, "12345",
			"HTTP/1.1 400", ""},
		{"GET /api/echo/1?text=a HTTP/1.1\r\ntraceparent: "
		 "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\n" HOST,
			NULL, "HTTP/1.1 200", "\"trace\":\"0af7651916cd43dd8448eb211c80319c\""},
	};

	start(NULL);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct arena *a = arena_new();
		const char *answer = ask(a, cases[i].head, cases[i].body);
		CHECK_MSG(has(answer, cases[i].status) && has(answer, cases[i].part), "case %zu: %s", i,
			cases[i].status);
		arena_free(a);
	}
	stop(1000);
}

static void test_ceilings(void)
{
	struct arena *a = arena_new();
	struct str s = STR_INIT(ANSWER_MAX), head = STR_INIT(ANSWER_MAX);

	start(NULL);
	for (int i = 0; i < 200; i++)
		str_addf(&s, "X-Filler-%d: %0100d\r\n", i, 0);
	str_addf(&head, "GET /health HTTP/1.1\r\n" HOST "%s", s.buf);
	CHECK(has(ask(a, head.buf, NULL), " 431"));
	str_truncate(&head, 0);
	str_addf(&head, "GET /health?%09000d HTTP/1.1\r\n" HOST, 0);
	CHECK(has(ask(a, head.buf, NULL), " 414"));
	str_truncate(&head, 0);
	str_addf(&head, "GET /health?%0200000d HTTP/1.1\r\n" HOST, 0);
	CHECK_MSG(strncmp(ask(a, head.buf, NULL), "HTTP/1.1 414", 12) == 0, "far too long an address");
	str_truncate(&s, 0);
	for (int i = 0; i < HTTP_BODY_MAX / 1000 + 10; i++)
		str_addf(&s, "%01000d", 0);
	str_truncate(&head, 0);
	str_addf(&head, "POST /api/echo/1 HTTP/1.1\r\nContent-Length: %zu\r\n" HOST, s.n);
	CHECK(has(ask(a, head.buf, s.buf), " 413"));
	str_truncate(&head, 0);
	str_adds(&head, "POST /api/echo/1 HTTP/1.1\r\nContent-Length: 99999999999\r\n" HOST);
	CHECK(has(ask(a, head.buf, NULL), " 413"));
	CHECK(has(ask(a, "GET /health HTTP/1.1\r\n" HOST, NULL), " 200"));
	stop(1000);
	str_free(&s);
	str_free(&head);
	arena_free(a);
}

static void test_keep_alive(void)
{
	static const char three[] =
		"GET /health HTTP/1.1\r\n" HOST "\r\nGET /api/echo/1?text=x HTTP/1.1\r\n" HOST
		"\r\nGET /api/fail HTTP/1.1\r\n" HOST "\r\n";
	struct str out = STR_INIT(ANSWER_MAX);

	start(NULL);
	int fd = dial();
	put(fd, three, sizeof three - 1);
	get(fd, &out, "catalog_empty");
	CHECK_MSG(has(out.buf, "\"ok\"") && has(out.buf, "\"text\":\"x\"") && has(out.buf, " 409"),
		"pipelined requests");
	CHECK_MSG(!strstr(out.buf, "Connection: close"), "the connection is kept");
	str_truncate(&out, 0);
	for (const char *p = "GET /health HTTP/1.1\r\nHost: localhost:1\r\n\r\n"; *p; p++)
		put(fd, p, 1);
	get(fd, &out, "\"ok\"");
	CHECK_MSG(has(out.buf, " 200"), "a request byte by byte, on the same connection");
	close(fd);
	stop(1000);
	str_free(&out);
}

static void test_key(void)
{
	struct arena *a = arena_new();

	start("secret");
	CHECK(has(ask(a, "GET /health HTTP/1.1\r\nHost: any.example\r\n", NULL), " 200"));
	CHECK(has(ask(a, "GET /api/fail HTTP/1.1\r\nHost: any.example\r\n", NULL), " 401"));
	CHECK(has(ask(a, "GET /api/fail HTTP/1.1\r\nX-API-Key: secre\r\n" HOST, NULL),
		"WWW-Authenticate: Bearer"));
	CHECK(has(ask(a, "GET /api/fail HTTP/1.1\r\nAuthorization: Basic secret\r\n" HOST, NULL), " 401"));
	CHECK(has(ask(a, "GET /api/fail HTTP/1.1\r\nAuthorization: bearer secret\r\n" HOST, NULL), " 409"));
	CHECK(has(ask(a, "GET /api/fail HTTP/1.1\r\nX-API-Key: secret\r\nOrigin: https://x.example\r\n" HOST,
			  NULL),
		" 409"));
	stop(1000);
	arena_free(a);
}

static void test_bind(void)
{
	struct http_options opt = {.bind = "0.0.0.0", .tables = tables, .n_tables = ARRAY_LEN(tables)};
	struct http_server *s = NULL;
	struct err err = ERR_INIT;

	CHECK_INT(http_server_start(&opt, &s, &err), -1);
	CHECK_INT(err.code, ERR_DENIED);
	err_clear(&err);
	opt.bind = "nowhere";
	CHECK_INT(http_server_start(&opt, &s, &err), -1);
	CHECK_INT(err.code, ERR_INVALID);
	start(NULL);
	err_clear(&err);
	opt.bind = "127.0.0.1";
	opt.port = http_server_port(server);
	CHECK_INT(http_server_start(&opt, &s, &err), -1);
	CHECK_INT(err.code, ERR_CONFLICT);
	stop(0);
}

static void test_assets(void)
{
	struct arena *a = arena_new();

	start(NULL);
	CHECK(has(ask(a, "GET / HTTP/1.1\r\n" HOST, NULL), "Content-Security-Policy"));
	CHECK(has(ask(a, "GET /catalog/x HTTP/1.1\r\nAccept: text/html\r\n" HOST, NULL), "<p>"));
	CHECK(has(ask(a, "GET /catalog/x HTTP/1.1\r\n" HOST, NULL), " 404"));
	CHECK(has(ask(a, "GET /_app/gone.js HTTP/1.1\r\nAccept: text/html\r\n" HOST, NULL), " 404"));
	CHECK(has(ask(a, "GET /api/gone HTTP/1.1\r\nAccept: text/html\r\n" HOST, NULL), " 404"));
	const char *js = ask(
		a, "GET /_app/immutable/x.js HTTP/1.1\r\nAccept-Encoding: gzip;q=1, br;q=0\r\n" HOST, NULL);
	CHECK(has(js, "Content-Encoding: gzip") && has(js, "\"e1-gzip\"") && has(js, "immutable"));
	js = ask(a, "GET /_app/immutable/x.js HTTP/1.1\r\nAccept-Encoding: gzip, br\r\n" HOST, NULL);
	CHECK(has(js, "Content-Encoding: br"));
	js = ask(a, "GET /_app/immutable/x.js HTTP/1.1\r\n" HOST, NULL);
	CHECK(has(js, "plain") && !strstr(js, "Content-Encoding"));
	js = ask(a, "GET /_app/immutable/x.js HTTP/1.1\r\nIf-None-Match: \"x\", W/\"e1\"\r\n" HOST, NULL);
	CHECK(has(js, " 304") && !strstr(js, "plain"));
	CHECK(has(ask(a, "POST /index.html HTTP/1.1\r\nContent-Length: 0\r\n" HOST, NULL), " 404"));
	stop(1000);
	arena_free(a);
}

static void test_stream(void)
{
	struct arena *a = arena_new();

	start(NULL);
	const char *all = ask(a, "GET /api/stream?name=s1&count=3 HTTP/1.1\r\n" HOST, NULL);
	CHECK(has(all, "text/event-stream") && has(all, "X-Accel-Buffering: no"));
	CHECK(has(all, "id: 1\ndata: {\"n\":0}\n\n") && has(all, "id: 3\ndata: {\"n\":2}\n\n"));
	const char *later = ask(a, "GET /api/stream/s1 HTTP/1.1\r\nLast-Event-ID: 2\r\n" HOST, NULL);
	CHECK_MSG(has(later, "id: 3\n") && !strstr(later, "id: 2\n"), "resumed after 2");
	CHECK(has(ask(a, "GET /api/stream/none HTTP/1.1\r\n" HOST, NULL), " 404"));
	CHECK(has(ask(a, "GET /api/stream?name=s2&count=1&fail=1 HTTP/1.1\r\n" HOST, NULL),
		"id: 2\ndata: {\"type\":\"error\",\"message\":\"it broke\"}"));
	const char *many = ask(a, "GET /api/stream?count=20000 HTTP/1.1\r\n" HOST, NULL);
	CHECK(has(many, "id: 20000\n"));
	CHECK(has(ask(a, "HEAD /api/stream?count=3 HTTP/1.1\r\n" HOST, NULL), "text/event-stream"));
	stop(1000);
	arena_free(a);
}

static bool wait_for(const atomic_int *counter, int want, int64_t ms)
{
	int64_t deadline = clock_mono_ms() + ms;
	struct pollfd nothing = {.fd = -1};

	while (atomic_load(counter) != want && clock_left_ms(deadline) > 0)
		poll(&nothing, 1, 10);
	return atomic_load(counter) == want;
}

static int begin(const char *head)
{
	int fd = dial();

	put(fd, head, strlen(head));
	put(fd, HOST "\r\n", strlen(HOST "\r\n"));
	return fd;
}

static void test_client_leaves(void)
{
	atomic_store(&cancelled, 0);
	start(NULL);
	int fd = begin("GET /api/slow HTTP/1.1\r\n");
	CHECK(wait_for(&running, 1, 3000));
	close(fd);
	CHECK_MSG(wait_for(&cancelled, 1, 3000), "work for a client that left is cancelled");
	fd = begin("GET /api/stream?name=t&count=2&hang=1 HTTP/1.1\r\n");
	CHECK(wait_for(&running, 1, 3000));
	close(fd);
	CHECK_MSG(wait_for(&cancelled, 2, 6000), "so is a stream's");
	stop(1000);
}

static void test_reload(void)
{
	struct str out = STR_INIT(ANSWER_MAX);

	atomic_store(&cancelled, 0);
	start(NULL);
	int fd = begin("GET /api/stream?name=t&count=2&hang=1 HTTP/1.1\r\n");
	CHECK(wait_for(&running, 1, 3000));
	int other = begin("GET /api/stream/t HTTP/1.1\r\nLast-Event-ID: 1\r\n");
	get(other, &out, "id: 2\n");
	close(fd);
	get(other, &out, ": hb\n\n");
	CHECK_MSG(has(out.buf, ": hb\n\n"), "an idle stream is beaten");
	CHECK_MSG(atomic_load(&cancelled) == 0, "one reader is enough");
	close(other);
	CHECK(wait_for(&cancelled, 1, 6000));
	fd = begin("GET /api/stream?name=u&hang=1&detach=1 HTTP/1.1\r\n");
	CHECK(wait_for(&running, 1, 3000));
	close(fd);
	CHECK_MSG(!wait_for(&cancelled, 2, 4500), "detached work goes on");
	stop(0);
	CHECK_MSG(atomic_load(&cancelled) == 2, "but not beyond the server's end");
	str_free(&out);
}

static void *stop_main(void *p)
{
	http_server_stop(server, *(int64_t *)p);
	return NULL;
}

static void test_drain(void)
{
	struct str out = STR_INIT(ANSWER_MAX);
	int64_t drain_ms = 20000, before = clock_mono_ms();
	pthread_t thread;

	atomic_store(&cancelled, 0);
	start(NULL);
	int fd = begin("GET /api/slow HTTP/1.1\r\n");
	CHECK(wait_for(&running, 1, 3000));
	pthread_create(&thread, NULL, stop_main, &drain_ms);
	struct pollfd nothing = {.fd = -1};
	poll(&nothing, 1, 300);
	int late = dial();
	CHECK_MSG(late < 0, "nothing is accepted while draining");
	CHECK_INT(atomic_load(&cancelled), 0);
	http_server_hurry(server);
	pthread_join(thread, NULL);
	CHECK_MSG(atomic_load(&cancelled) == 1 && clock_mono_ms() - before < 8000, "hurry cancels what runs");
	get(fd, &out, NULL);
	CHECK_MSG(has(out.buf, " 500"), "and it is answered");
	close(fd);
	http_server_free(server);
	str_free(&out);
}

static void *pound(UNUSED void *p)
{
	for (int i = 0; i < 200; i++) {
		struct arena *a = arena_new();
		const char *answer = i % 3 == 0   ? ask(a, "GET /api/stream?count=50 HTTP/1.1\r\n" HOST, NULL)
				     : i % 3 == 1 ? ask(a, "GET /api/echo/1?text=x HTTP/1.1\r\n" HOST, NULL)
						  : ask(a, "GET /health HTTP/1.1\r\n" HOST, NULL);
		if (!strstr(answer, " 200") || (i % 3 == 0 && !strstr(answer, "id: 50\n")))
			CHECK_MSG(false, "answer %d: %.80s", i, answer);
		arena_free(a);
	}
	return NULL;
}

static void test_many_at_once(void)
{
	pthread_t threads[8];
	struct str out = STR_INIT(1 << 20);

	start(NULL);
	for (size_t i = 0; i < ARRAY_LEN(threads); i++)
		pthread_create(&threads[i], NULL, pound, NULL);
	for (size_t i = 0; i < ARRAY_LEN(threads); i++)
		pthread_join(threads[i], NULL);
	http_server_metrics(server, "t_", &out);
	CHECK(has(
		out.buf, "t_http_requests_total{method=\"GET\",route=\"/api/stream\",status=\"2xx\"} 536\n"));
	CHECK(has(out.buf, "t_http_request_duration_seconds_count{method=\"GET\",route=\"/health\"} 528\n"));
	stop(1000);
	str_free(&out);
}

TEST_MAIN(TEST(test_answers), TEST(test_ceilings), TEST(test_keep_alive), TEST(test_key), TEST(test_bind),
	TEST(test_assets), TEST(test_stream), TEST(test_client_leaves), TEST(test_reload), TEST(test_drain),
	TEST(test_many_at_once))
