// SPDX-License-Identifier: Apache-2.0
/*
 * See server.h: starting and stopping. The listening socket is ours, so that what is wrong with an address can be said
 * in words. Stopping resumes every suspended connection first: libmicrohttpd ends the process otherwise.
 */
#include "base/cancel.h"
#include "base/clock.h"
#include "base/hash.h"
#include "base/mem.h"
#include "http/server_int.h"

#include <arpa/inet.h>
#include <assert.h>
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
	BACKLOG = 1024,
	CONNECTION_MEMORY =
		HTTP_HEADER_MAX + HTTP_URI_MAX + 4096, /* over our own ceilings: ours are met first */
	EVENT_THREADS_MAX = 4,
	WORKERS_PER_CORE = 8,
	STREAMS_END_MS = 3000, /* for streams to send their last bytes when the server stops */
	CANCEL_ROUND = 256,
};

static void locked_add(struct http_server *s, struct http_exchange *x)
{
	if (x->active_users++)
		return;
	x->prev = NULL;
	x->next = s->shared.active;
	if (x->next)
		x->next->prev = x;
	s->shared.active = x;
	s->shared.n_active++;
}

static void locked_drop(struct http_server *s, struct http_exchange *x)
{
	if (--x->active_users)
		return;
	if (x->prev)
		x->prev->next = x->next;
	else
		s->shared.active = x->next;
	if (x->next)
		x->next->prev = x->prev;
	if (--s->shared.n_active == 0)
		pthread_cond_broadcast(&s->shared.idle);
}

void server_add_active(struct http_server *s, struct http_exchange *x)
{
	pthread_mutex_lock(&s->shared.lock);
	locked_add(s, x); /* the worker's */
	locked_add(s, x); /* the connection's, until the answer is out */
	pthread_mutex_unlock(&s->shared.lock);
}

void server_drop_active(struct http_server *s, struct http_exchange *x)
{
	pthread_mutex_lock(&s->shared.lock);
	locked_drop(s, x);
	pthread_mutex_unlock(&s->shared.lock);
}

void server_set_reader(struct http_server *s, struct http_exchange *x, struct http_reader *reader)
{
	pthread_mutex_lock(&s->shared.lock);
	x->reader = reader;
	locked_add(s, x);
	pthread_mutex_unlock(&s->shared.lock);
}

struct http_reader *server_take_reader(struct http_server *s, struct http_exchange *x)
{
	pthread_mutex_lock(&s->shared.lock);
	struct http_reader *reader = TAKE(x->reader);
	locked_drop(s, x);
	pthread_mutex_unlock(&s->shared.lock);
	return reader;
}

void server_forget_conn(struct http_server *s, struct http_exchange *x)
{
	pthread_mutex_lock(&s->shared.lock);
	x->conn = NULL;
	locked_drop(s, x);
	pthread_mutex_unlock(&s->shared.lock);
}

static struct http_conn *conn_open(struct http_server *s, int fd)
{
	struct http_conn *c = mem_zalloc(1, sizeof *c);

	c->fd = fd;
	atomic_init(&c->since_ms, clock_mono_ms());
	pthread_mutex_lock(&s->shared.lock);
	c->next = s->shared.conns;
	if (c->next)
		c->next->prev = c;
	s->shared.conns = c;
	s->shared.n_conns++;
	pthread_mutex_unlock(&s->shared.lock);
	return c;
}

static void conn_close(struct http_server *s, struct http_conn *c)
{
	pthread_mutex_lock(&s->shared.lock);
	if (c->prev)
		c->prev->next = c->next;
	else
		s->shared.conns = c->next;
	if (c->next)
		c->next->prev = c->prev;
	s->shared.n_conns--;
	pthread_mutex_unlock(&s->shared.lock);
	mem_free(c);
}

static void on_connection(void *cls, struct MHD_Connection *connection, void **socket_context,
	enum MHD_ConnectionNotificationCode code)
{
	if (code == MHD_CONNECTION_NOTIFY_STARTED) {
		const union MHD_ConnectionInfo *info =
			MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
		*socket_context = conn_open(cls, info ? info->connect_fd : -1);
	} else if (*socket_context) {
		conn_close(cls, *socket_context);
		*socket_context = NULL;
	}
}

/* libmicrohttpd reports broken pipes and the like; nobody can act on them, and a library room does not log. */
static void on_log(UNUSED void *cls, UNUSED const char *fmt, UNUSED va_list ap)
{
}

/* Paths and queries are undone by us, segment by segment. */
static size_t keep_escapes(UNUSED void *cls, UNUSED struct MHD_Connection *connection, char *s)
{
	return strlen(s);
}

struct address {
	union {
		struct sockaddr any;
		struct sockaddr_in v4;
		struct sockaddr_in6 v6;
	};
	socklen_t n;
	bool is_loopback;
};

static int parse_address(const char *bind_to, uint16_t port, struct address *out, struct err *err)
{
	const char *text = str_eq(bind_to, "localhost") ? "127.0.0.1" : bind_to;

	memset(out, 0, sizeof *out);
	if (inet_pton(AF_INET, text, &out->v4.sin_addr) == 1) {
		out->v4.sin_family = AF_INET;
		out->v4.sin_port = htons(port);
		out->n = sizeof out->v4;
		out->is_loopback = ntohl(out->v4.sin_addr.s_addr) >> 24 == 127;
		return 0;
	}
	if (inet_pton(AF_INET6, text, &out->v6.sin6_addr) == 1) {
		out->v6.sin6_family = AF_INET6;
		out->v6.sin6_port = htons(port);
		out->n = sizeof out->v6;
		out->is_loopback = IN6_IS_ADDR_LOOPBACK(&out->v6.sin6_addr);
		return 0;
	}
	return err_set(err, ERR_INVALID,
		"'%s' is not an address to listen on; use 127.0.0.1, 0.0.0.0, ::1 or ::", bind_to);
}

/* A listening socket, and the port it got. */
static int listen_on(const struct address *addr, uint16_t *port, struct err *err)
{
	struct address got = {.n = sizeof got.v6};
	int one = 1, fd = socket(addr->any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd < 0)
		return err_set(err, ERR_INTERNAL, "no socket to listen on: %m");
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
	if (bind(fd, &addr->any, addr->n) || listen(fd, BACKLOG)) {
		int why = errno;
		close(fd);
		errno = why;
		return err_set(err, why == EADDRINUSE ? ERR_CONFLICT : ERR_INVALID,
			"cannot listen on port %u: %m",
			(unsigned)ntohs(
				addr->any.sa_family == AF_INET ? addr->v4.sin_port : addr->v6.sin6_port));
	}
	getsockname(fd, &got.any, &got.n);
	*port = ntohs(got.any.sa_family == AF_INET ? got.v4.sin_port : got.v6.sin6_port);
	return fd;
}

static int cores(void)
{
	long n = sysconf(_SC_NPROCESSORS_ONLN);

	return n < 1 ? 1 : n > HTTP_WORKERS_MAX ? HTTP_WORKERS_MAX : (int)n;
}

static struct MHD_Daemon *start_daemon(struct http_server *s, int listen_fd)
{
	int threads = s->opt.event_threads ? s->opt.event_threads : MIN(cores(), EVENT_THREADS_MAX);
	unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG;

	return MHD_start_daemon(flags, 0, NULL, NULL, exchange_handle, s, MHD_OPTION_EXTERNAL_LOGGER, on_log,
		NULL, MHD_OPTION_LISTEN_SOCKET, listen_fd, MHD_OPTION_CONNECTION_LIMIT,
		(unsigned)HTTP_CONNECTIONS_MAX, MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)HTTP_IDLE_TIMEOUT_S,
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEMORY, MHD_OPTION_STRICT_FOR_CLIENT,
		1, MHD_OPTION_URI_LOG_CALLBACK, exchange_begin, s, MHD_OPTION_UNESCAPE_CALLBACK, keep_escapes,
		NULL, MHD_OPTION_NOTIFY_COMPLETED, exchange_completed, s, MHD_OPTION_NOTIFY_CONNECTION,
		on_connection, s, threads > 1 ? MHD_OPTION_THREAD_POOL_SIZE : MHD_OPTION_END,
		(unsigned)threads, MHD_OPTION_END);
}

static struct http_server *server_alloc(const struct http_options *opt)
{
	struct http_server *s = mem_zalloc(1, sizeof *s);
	pthread_condattr_t attr;

	s->opt = *opt;
	if (opt->assets) {
		s->assets = *opt->assets;
		s->opt.assets = &s->assets;
	}
	if (s->opt.api_key && !s->opt.api_key[0])
		s->opt.api_key = NULL;
	s->check_site = !s->opt.api_key;
	s->router = http_router_new(opt->tables, opt->n_tables);
	s->metrics = http_metrics_new(s->router);
	s->hub = http_hub_new();
	s->workers = http_workers_new(opt->workers ? opt->workers : cores() * WORKERS_PER_CORE, exchange_run);
	hash_random(s->trace_seed, sizeof s->trace_seed);
	pthread_mutex_init(&s->shared.lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&s->shared.idle, &attr);
	pthread_cond_init(&s->shared.tick, &attr);
	pthread_condattr_destroy(&attr);
	return s;
}

static void server_release(struct http_server *s)
{
	http_workers_free(s->workers);
	http_hub_free(s->hub);
	http_metrics_free(s->metrics);
	http_router_free(s->router);
	pthread_cond_destroy(&s->shared.idle);
	pthread_cond_destroy(&s->shared.tick);
	pthread_mutex_destroy(&s->shared.lock);
	mem_free(s);
}

int http_server_start(const struct http_options *opt, struct http_server **out, struct err *err)
{
	bool has_key = opt->api_key && opt->api_key[0];
	struct address addr;
	sigset_t all, old;
	uint16_t port = 0;

	if (parse_address(opt->bind, opt->port, &addr, err))
		return -1;
	if (!addr.is_loopback && !has_key)
		return err_set(err, ERR_DENIED,
			"listening on %s would open this server to the network without a key; set "
			"ASKDB_API_KEY or bind to 127.0.0.1",
			opt->bind);
	int fd = listen_on(&addr, &port, err);
	if (fd < 0)
		return -1;
	struct http_server *s = server_alloc(opt);
	s->port = port;
	sigfillset(&all); /* signals are the main thread's business */
	pthread_sigmask(SIG_SETMASK, &all, &old);
	s->daemon = start_daemon(s, fd);
	int rc = s->daemon ? pthread_create(&s->keeper, NULL, keeper_main, s) : -1;
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	if (rc) {
		if (s->daemon)
			MHD_stop_daemon(s->daemon); /* closes fd */
		else
			close(fd);
		server_release(s);
		return err_set(err, ERR_INTERNAL, "the server's threads could not be started");
	}
	*out = s;
	return 0;
}

uint16_t http_server_port(const struct http_server *s)
{
	return s->port;
}

struct http_hub *http_server_hub(struct http_server *s)
{
	return s->hub;
}

bool http_server_is_draining(const struct http_server *s)
{
	return atomic_load(&s->draining);
}

void http_server_hurry(struct http_server *s)
{
	atomic_store(&s->hurry, true);
	pthread_mutex_lock(&s->shared.lock);
	pthread_cond_broadcast(&s->shared.idle);
	pthread_mutex_unlock(&s->shared.lock);
}

/* Wait until nothing is active, at most for ms; hurry ends it where it counts. */
static void wait_idle(struct http_server *s, int64_t ms, bool may_hurry)
{
	struct timespec until;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += (time_t)(ms / 1000);
	until.tv_nsec += (long)(ms % 1000) * 1000000;
	if (until.tv_nsec >= 1000000000) {
		until.tv_sec++;
		until.tv_nsec -= 1000000000;
	}
	pthread_mutex_lock(&s->shared.lock);
	while (s->shared.n_active && !(may_hurry && atomic_load(&s->hurry))) {
		if (pthread_cond_timedwait(&s->shared.idle, &s->shared.lock, &until))
			break;
	}
	pthread_mutex_unlock(&s->shared.lock);
}

/* Set the tokens of all that is active, some at a time: hooks run without our lock. */
static void cancel_active(struct http_server *s)
{
	struct cancel *round[CANCEL_ROUND];
	size_t n;

	do {
		n = 0;
		pthread_mutex_lock(&s->shared.lock);
		for (struct http_exchange *x = s->shared.active; x && n < CANCEL_ROUND; x = x->next) {
			if (!cancel_is_set(x->req.cancel))
				round[n++] = cancel_ref(x->req.cancel);
		}
		pthread_mutex_unlock(&s->shared.lock);
		for (size_t i = 0; i < n; i++) {
			cancel_set(round[i]);
			cancel_unref(round[i]);
		}
	} while (n);
}

/* Streams that follow somebody else's work end with the server. */
static void stop_readers(struct http_server *s)
{
	pthread_mutex_lock(&s->shared.lock);
	for (struct http_exchange *x = s->shared.active; x; x = x->next) {
		if (x->reader)
			http_reader_stop(x->reader);
	}
	pthread_mutex_unlock(&s->shared.lock);
}

static void stop_keeper(struct http_server *s)
{
	pthread_mutex_lock(&s->shared.lock);
	s->shared.stop_keeper = true;
	pthread_cond_broadcast(&s->shared.tick);
	pthread_mutex_unlock(&s->shared.lock);
	pthread_join(s->keeper, NULL);
}

void http_server_stop(struct http_server *s, int64_t drain_ms)
{
	if (!s->daemon)
		return;
	atomic_store(&s->draining, true);
	MHD_socket listener = MHD_quiesce_daemon(s->daemon);
	if (listener != MHD_INVALID_SOCKET)
		close(listener);
	wait_idle(s, drain_ms, true);
	cancel_active(s);
	wait_idle(s, STREAMS_END_MS, false);
	http_workers_stop(s->workers); /* returns when every handler has */
	stop_readers(s);
	wait_idle(s, STREAMS_END_MS, false);
	stop_keeper(s);
	MHD_stop_daemon(s->daemon);
	s->daemon = NULL;
}

void http_server_free(struct http_server *s)
{
	if (!s)
		return;
	http_server_stop(s, 0);
	server_release(s);
}

static void add_gauge(struct str *out, const char *prefix, const char *name, const char *help, size_t value)
{
	str_addf(out, "# HELP %s%s %s\n# TYPE %s%s gauge\n%s%s %zu\n", prefix, name, help, prefix, name,
		prefix, name, value);
}

void http_server_metrics(struct http_server *s, const char *prefix, struct str *out)
{
	struct http_hub_stats hub = http_hub_stats(s->hub);
	size_t queued = 0, threads = 0;

	http_workers_stats(s->workers, &queued, &threads);
	pthread_mutex_lock(&s->shared.lock);
	size_t conns = s->shared.n_conns, active = s->shared.n_active;
	pthread_mutex_unlock(&s->shared.lock);
	add_gauge(out, prefix, "http_connections", "Open connections.", conns);
	add_gauge(out, prefix, "http_requests_active", "Requests with a worker, and streams.", active);
	add_gauge(out, prefix, "http_requests_waiting", "Requests that wait for a worker.", queued);
	add_gauge(out, prefix, "http_workers", "Worker threads.", threads);
	add_gauge(out, prefix, "http_streams", "Readers of event streams.", hub.readers);
	add_gauge(out, prefix, "http_channels", "Event streams that have not ended.", hub.channels);
	http_metrics_write(s->metrics, prefix, out);
}
