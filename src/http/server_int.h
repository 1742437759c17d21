// SPDX-License-Identifier: Apache-2.0
/* What the server's files share: one exchange and its life, the server and its lists, the worker pool. */
#pragma once

#include "http/http.h"
#include "http/server.h"

#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>

struct http_metrics;

/* ---- worker.c ---- */

struct http_workers;

/* At most `max` threads that call run(job); the first HTTP_WORKERS_MIN stay, the others end when idle. Started when first wanted. */
struct http_workers *http_workers_new(int max, void (*run)(void *job));

/* Hand over a job; false when HTTP_QUEUE_MAX are waiting. Any thread. */
bool http_workers_push(struct http_workers *w, void *job);

/* Jobs that wait, and threads. Any thread. */
void http_workers_stats(struct http_workers *w, size_t *queued, size_t *threads);

/* Run what is queued, refuse what comes later, and return when every thread has ended. Idempotent. */
void http_workers_stop(struct http_workers *w);

/* Stop and release; NULL is allowed. */
void http_workers_free(struct http_workers *w);

/* ---- access.c: pure functions ---- */

/* Does a Host value ("localhost:8000") name this machine's loopback, or one of hosts (NULL-terminated, may be NULL)? */
bool http_host_is_ours(const char *value, const char *const *hosts);

/* Is an Origin value the one the page of this Host has ("http://" or "https://" and the same text)? */
bool http_origin_is_same(const char *origin, const char *host);

/* Constant-time: does the request carry the key, as "Authorization: Bearer" or "X-API-Key"? */
bool http_key_is_right(const struct http_request *req, const char *key);

/* 403 for a browser that another site has sent here: foreign Host, foreign Origin, cross-site fetch. 0 or -1 with ERR_DENIED. */
NODISCARD int http_check_site(const struct http_request *req, const char *const *hosts, struct err *err);

/* ---- exchange.c ---- */

/*
 * The connection belongs to the event thread except between X_RUNNING and
 * X_READY, while it is suspended and the worker may look at it.
 */
enum exchange_state {
	X_NEW,     /* the request line has been read */
	X_BODY,    /* headers are checked, the body comes in */
	X_RUNNING, /* with a worker; the connection is suspended */
	X_READY,   /* the answer is there, the connection is to be resumed */
	X_SENT,    /* the answer is queued with libmicrohttpd */
};

/* One connection's entry in the keeper's list. */
struct http_conn {
	struct http_conn *prev, *next; /* under the server's lock */
	int fd;
	atomic_llong since_ms; /* when it last began to wait for a request; 0 = a request is being handled */
};

struct http_exchange {
	struct http_exchange *prev, *next; /* in server.active, under the server's lock */
	struct http_server *server;
	struct MHD_Connection *connection;
	struct http_conn
		*conn; /* NULL once the request is over; the keeper reads it under the server's lock */
	struct http_request req;
	struct http_response res;
	struct http_match match;
	struct arena *a;
	atomic_int
		state; /* enum exchange_state; what a worker wrote before X_READY is seen after reading it */
	atomic_int refs; /* the connection's, the worker's, the stream's */
	struct str body;
	size_t body_seen;
	bool is_head, must_close;
	int active_users;            /* under the server's lock: the worker, the stream, the connection */
	bool is_streaming;           /* the worker's: the handler has begun a stream */
	int refusal;                 /* status to answer with once the body is in; 0 = none */
	struct err *refusal_err;     /* in the arena; NULL = none */
	struct MHD_Response *stream; /* begun by the handler */
	struct http_reader
		*reader; /* of the stream; under the server's lock as far as the keeper is concerned */
	struct http_channel *opened; /* to be ended when the handler returns */
	int64_t started_us;
	atomic_size_t bytes;
};

struct http_server {
	struct http_options opt;
	struct http_assets assets; /* what opt.assets points to */
	struct http_router *router;
	struct http_hub *hub;
	struct http_workers *workers;
	struct http_metrics *metrics;
	struct MHD_Daemon *daemon;
	uint16_t port;
	bool check_site; /* loopback without a key: a browser is the only stranger */
	pthread_t keeper;
	atomic_bool draining, hurry;
	atomic_int n_streams;
	uint64_t trace_seed[2];
	atomic_ullong trace_count;
	struct {
		pthread_mutex_t lock;
		pthread_cond_t idle;          /* an exchange or a stream has ended, or hurry was asked for */
		pthread_cond_t tick;          /* wakes the keeper to stop */
		struct http_exchange *active; /* with a worker or streaming */
		size_t n_active;
		struct http_conn *conns;
		size_t n_conns;
		bool stop_keeper;
	} shared;
};

/* For MHD_OPTION_URI_LOG_CALLBACK: a request line has come; the exchange that belongs to it. */
void *exchange_begin(void *cls, const char *uri, struct MHD_Connection *connection);

/* For MHD_start_daemon(): headers, pieces of the body and its end come through here. On an event thread; never blocks. */
enum MHD_Result exchange_handle(void *cls, struct MHD_Connection *connection, const char *url,
	const char *method, const char *version, const char *upload, size_t *upload_size, void **req_cls);

/* For MHD_OPTION_NOTIFY_COMPLETED: the request is over, well or not. */
void exchange_completed(
	void *cls, struct MHD_Connection *connection, void **req_cls, enum MHD_RequestTerminationCode why);

/* A worker's job: run the exchange's handler and have its answer sent. */
void exchange_run(void *exchange);

/* One owner less. */
void exchange_unref(struct http_exchange *x);

/* Enter x, for its worker and its connection, into the server's list of active ones. */
void server_add_active(struct http_server *s, struct http_exchange *x);

/* The worker has done with x. */
void server_drop_active(struct http_server *s, struct http_exchange *x);

/* x begins to stream through this reader, which keeps it active; the keeper beats it. */
void server_set_reader(struct http_server *s, struct http_exchange *x, struct http_reader *reader);

/* x no longer streams: returns its reader, which the keeper does not see any more. */
struct http_reader *server_take_reader(struct http_server *s, struct http_exchange *x);

/* The connection has done with x. */
void server_forget_conn(struct http_server *s, struct http_exchange *x);

/* ---- reply.c ---- */

/* Queue x->res with libmicrohttpd. On the event thread. */
enum MHD_Result reply_queue(struct http_exchange *x);

/* Fill x->res with the failure, in the way of the table that the path belongs to. */
void reply_fail(struct http_exchange *x, int status, const struct err *err);

/* ---- keeper.c ---- */

/* The keeper's thread: clients that left, heartbeats, slow senders, channels nobody reads. */
void *keeper_main(void *server);

/* ---- metrics.c ---- */

/* Counters for n routes and one for paths without a route. */
struct http_metrics *http_metrics_new(const struct http_router *router);

/* Release; NULL is allowed. */
void http_metrics_free(struct http_metrics *m);

/* Count one finished exchange; index of the route, or SIZE_MAX. Any thread. */
void http_metrics_count(struct http_metrics *m, size_t index, int status, int64_t us);

/* Write the counters of routes that were called. Any thread. */
void http_metrics_write(const struct http_metrics *m, const char *prefix, struct str *out);
