// SPDX-License-Identifier: Apache-2.0
/* One request against a server of a few lines: what is sent, what comes back, and every way it can fail. */
#include "test.h"

#include "base/arena.h"
#include "base/cancel.h"
#include "base/clock.h"
#include "net/client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { REQUEST_MAX = 8192, SHORT_MS = 200 };

/* Takes one connection, keeps what it was sent, answers with constant bytes (or nothing) and hangs up when the peer does. */
struct server {
	int listener, port;
	const char *answer; /* NULL = say nothing */
	char request[REQUEST_MAX];
	bool cut; /* the answer could not be written whole; read after server_stop() */
	pthread_t thread;
};

static void *serve_one(void *arg)
{
	struct server *s = arg;
	int fd = accept(s->listener, NULL, NULL);
	size_t n = 0;
	for (ssize_t got; n + 1 < sizeof s->request; n += (size_t)got) {
		got = read(fd, s->request + n, sizeof s->request - 1 - n);
		if (got <= 0)
			break;
		s->request[n + (size_t)got] = '\0';
		const char *end = strstr(s->request, "\r\n\r\n");
		if (!end || (strstr(s->request, "POST") && !strstr(end, "}")))
			continue;
		if (!s->answer)
			continue;
		s->cut = write(fd, s->answer, strlen(s->answer)) != (ssize_t)strlen(s->answer);
		break;
	}
	close(fd);
	return NULL;
}

static void server_start(struct server *s, const char *answer)
{
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof at;
	*s = (struct server){.answer = answer, .listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
	CHECK(bind(s->listener, (struct sockaddr *)&at, len) == 0 && listen(s->listener, 1) == 0);
	CHECK(getsockname(s->listener, (struct sockaddr *)&at, &len) == 0);
	s->port = ntohs(at.sin_port);
	CHECK(pthread_create(&s->thread, NULL, serve_one, s) == 0);
}

static void server_stop(struct server *s)
{
	pthread_join(s->thread, NULL);
	CHECK(!s->cut);
	close(s->listener);
}

static int fetch(struct arena *a, const struct server *s, struct net_request req, struct net_answer *out,
	struct err *err)
{
	req.url = arena_printf(a, "http://127.0.0.1:%d/x?y=1", s->port);
	return net_fetch(a, &req, out, err);
}

static void test_post(void)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct err err = ERR_INIT;
	struct net_answer got = {0};
	struct server s;
	server_start(&s, "HTTP/1.1 422 No\r\nContent-Type: application/problem+json\r\nContent-Length: "
			 "5\r\n\r\n{\"a\"}");
	struct net_request req = {.method = "POST",
		.body = SLICE_LIT("{\"q\":1}"),
		.bearer = "k1",
		.accept = "application/json"};
	CHECK_MSG(fetch(a, &s, req, &got, &err) == 0, "%s", err.msg);
	server_stop(&s);
	CHECK_INT(got.status, 422);
	CHECK_STR(got.type, "application/problem+json");
	CHECK_STR(got.body.p, "{\"a\"}");
	CHECK(strstr(s.request, "POST /x?y=1 HTTP/1.1\r\n") == s.request);
	CHECK(strstr(s.request, "\r\nAuthorization: Bearer k1\r\n") != NULL);
	CHECK(strstr(s.request, "\r\nContent-Type: application/json\r\n") != NULL);
	CHECK(strstr(s.request, "\r\n\r\n{\"q\":1}") != NULL);
}

static void test_get_follows_no_redirect(void)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct err err = ERR_INIT;
	struct net_answer got = {0};
	struct server s;
	server_start(&s, "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n");
	CHECK_MSG(fetch(a, &s, (struct net_request){.method = "GET"}, &got, &err) == 0, "%s", err.msg);
	server_stop(&s);
	CHECK_INT(got.status, 302);
	CHECK_INT(got.body.n, 0);
	CHECK(strstr(s.request, "Content-Type") == NULL);
}

static void test_deadline(void)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct err err = ERR_INIT;
	struct net_answer got = {0};
	struct server s;
	server_start(&s, NULL);
	struct net_request req = {.method = "GET", .deadline_ms = clock_mono_ms() + SHORT_MS};
	CHECK_MSG(fetch(a, &s, req, &got, &err) < 0 && err.code == ERR_TIMEOUT, "%s", err.msg);
	server_stop(&s);
	err_clear(&err);
	req.deadline_ms = clock_mono_ms();
	CHECK_MSG(fetch(a, &s, req, &got, &err) < 0 && err.code == ERR_TIMEOUT, "none left: %s", err.msg);
}

static void *cancel_later(void *arg)
{
	struct timespec pause = {.tv_nsec = SHORT_MS * 1000000L};
	nanosleep(&pause, NULL);
	cancel_set(arg);
	return NULL;
}

static void test_cancel(void)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	CLEANUP(cancel_unref_ptr) struct cancel *cancel = cancel_new();
	struct err err = ERR_INIT;
	struct net_answer got = {0};
	struct server s;
	pthread_t thread;
	server_start(&s, NULL);
	CHECK(pthread_create(&thread, NULL, cancel_later, cancel) == 0);
	struct net_request req = {.method = "GET", .cancel = cancel};
	CHECK_MSG(fetch(a, &s, req, &got, &err) < 0 && err.code == ERR_CANCELLED, "%s", err.msg);
	pthread_join(thread, NULL);
	server_stop(&s);
}

static void test_bad(void)
{
	static const struct {
		const char *url;
		enum err_code code;
	} cases[] = {
		{"ftp://127.0.0.1/x", ERR_INVALID},
		{"file:///etc/passwd", ERR_INVALID},
		{"http://", ERR_INVALID},
		{"http://127.0.0.1:1/", ERR_UPSTREAM},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		CLEANUP(arena_free_ptr) struct arena *a = arena_new();
		struct err err = ERR_INIT;
		struct net_answer got = {0};
		struct net_request req = {.method = "GET", .url = cases[i].url};
		CHECK_MSG(net_fetch(a, &req, &got, &err) < 0 && err.code == cases[i].code, "%s: %s",
			cases[i].url, err.msg);
	}
}

TEST_MAIN(TEST(test_post), TEST(test_get_follows_no_redirect), TEST(test_deadline), TEST(test_cancel),
	TEST(test_bad))
