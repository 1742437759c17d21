// SPDX-License-Identifier: Apache-2.0
/*
 * The keeper looks after what no event thread looks at: libmicrohttpd does not notice that the client of a suspended
 * connection has left, so the keeper asks the sockets themselves; it beats idle streams, which costs a few bytes and
 * keeps proxies from closing them; it closes connections whose request does not arrive in time.
 */
#include "base/cancel.h"
#include "base/clock.h"
#include "base/mem.h"
#include "http/server_int.h"

#include <poll.h>
#include <sys/socket.h>
#include <time.h>

enum { TICK_MS = 1000, GONE_MAX = 256 };

struct keeper {
	struct http_server *server;
	struct pollfd *fds;
	size_t cap;
	int64_t beat_ms; /* when streams were beaten last */
};

/* Under the lock: put the sockets of active exchanges into k->fds, in the list's order. */
static size_t locked_collect(struct keeper *k)
{
	struct http_server *s = k->server;
	size_t n = 0;

	if (s->shared.n_active > k->cap) {
		k->cap = s->shared.n_active * 2;
		k->fds = mem_resize(k->fds, k->cap, sizeof *k->fds);
	}
	for (struct http_exchange *x = s->shared.active; x; x = x->next)
		k->fds[n++] = (struct pollfd){.fd = x->conn ? x->conn->fd : -1, .events = POLLRDHUP};
	return n;
}

/*
 * Under the lock: whose client has left? A stream is stopped here, its channel decides about the work behind it; the
 * tokens of the others are collected, to be set without the lock. A client that only closed its sending half counts
 * as gone: it cannot be told apart before something is written.
 */
static size_t locked_find_gone(struct keeper *k, struct cancel **gone)
{
	size_t n = locked_collect(k), i = 0, n_gone = 0;

	if (n == 0 || poll(k->fds, n, 0) <= 0)
		return 0;
	for (struct http_exchange *x = k->server->shared.active; x; x = x->next, i++) {
		if (!(k->fds[i].revents & (POLLRDHUP | POLLHUP | POLLERR)))
			continue;
		if (x->reader)
			http_reader_stop(x->reader);
		else if (n_gone < GONE_MAX && !cancel_is_set(x->req.cancel))
			gone[n_gone++] = cancel_ref(x->req.cancel);
	}
	return n_gone;
}

static void locked_beat(struct keeper *k, int64_t now)
{
	if (now - k->beat_ms < HTTP_HEARTBEAT_MS)
		return;
	k->beat_ms = now;
	for (struct http_exchange *x = k->server->shared.active; x; x = x->next) {
		if (x->reader)
			http_reader_beat(x->reader);
	}
}

/* Under the lock: a sender that drips its request would hold the connection for ever. */
static void locked_close_slow(struct keeper *k, int64_t now)
{
	for (struct http_conn *c = k->server->shared.conns; c; c = c->next) {
		int64_t since = atomic_load(&c->since_ms);
		if (since && now - since > HTTP_READ_MS)
			shutdown(c->fd, SHUT_RDWR);
	}
}

static void tick(struct keeper *k)
{
	struct http_server *s = k->server;
	struct cancel *gone[GONE_MAX];
	int64_t now = clock_mono_ms();

	pthread_mutex_lock(&s->shared.lock);
	size_t n = locked_find_gone(k, gone);
	locked_beat(k, now);
	locked_close_slow(k, now);
	pthread_mutex_unlock(&s->shared.lock);
	for (size_t i = 0; i < n; i++) {
		cancel_set(gone[i]);
		cancel_unref(gone[i]);
	}
	http_hub_tick(s->hub, now);
}

void *keeper_main(void *server)
{
	struct http_server *s = server;
	struct keeper k = {.server = s, .beat_ms = clock_mono_ms()};
	bool stop = false;

	while (!stop) {
		struct timespec until;
		clock_gettime(CLOCK_MONOTONIC, &until);
		until.tv_sec += TICK_MS / 1000;
		pthread_mutex_lock(&s->shared.lock);
		if (!s->shared.stop_keeper)
			pthread_cond_timedwait(&s->shared.tick, &s->shared.lock, &until);
		stop = s->shared.stop_keeper;
		pthread_mutex_unlock(&s->shared.lock);
		if (!stop)
			tick(&k);
	}
	mem_free(k.fds);
	return NULL;
}
