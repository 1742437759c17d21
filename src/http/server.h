// SPDX-License-Identifier: Apache-2.0
/*
 * The server: libmicrohttpd's event threads parse and write and never block; a bounded pool of workers runs handlers,
 * one request a worker from beginning to end. While a worker has a request its connection is suspended; one keeper
 * thread watches the suspended sockets for clients that left, beats idle streams and closes slow senders.
 */
#pragma once

#include "base/err.h"
#include "base/str.h"
#include "http/asset.h"
#include "http/route.h"

struct http_hub;
struct http_server;

/* One finished exchange, for the access log. Borrowed during the call. */
struct http_done {
	const char *method, *route, *trace_id; /* route: the template, or "none" */
	struct slice path;
	int status; /* 499 = the client left first */
	int64_t us; /* from the request's last byte to the answer's last byte */
	size_t bytes;
};

struct http_options {
	const char *bind;                 /* "127.0.0.1", "::1", "0.0.0.0" */
	uint16_t port;                    /* 0 = any free one */
	const struct http_routes *tables; /* borrowed until http_server_free() */
	size_t n_tables;
	const struct http_assets *assets; /* for paths no route has, copied; NULL = none */
	const char *api_key;              /* NULL or "" = none; routes without HTTP_PUBLIC demand it */
	const char *const *hosts;         /* more names this server goes by, NULL-terminated; NULL = none */
	int event_threads, workers;       /* 0 = from the number of cores */
	void (*done)(void *ctx, const struct http_done *d); /* any event thread; NULL = nobody listens */
	void *ctx;                                          /* http_request.ctx */
};

/*
 * Start listening. Errors: ERR_INVALID (the address), ERR_CONFLICT (the port is taken), ERR_DENIED (bind is not
 * loopback and there is no api_key), ERR_INTERNAL.   Stop with http_server_stop(), release with http_server_free().
 */
NODISCARD int http_server_start(const struct http_options *opt, struct http_server **out, struct err *err);

/* The port it listens on. */
uint16_t http_server_port(const struct http_server *s);

/* The channels of its streams. */
struct http_hub *http_server_hub(struct http_server *s);

/*
 * Accept nothing more, let what runs finish for drain_ms, then set every cancel token, and return when all handlers
 * have. Idempotent.   Blocks: yes; http_server_hurry() from another thread (or a signal's thread) skips the rest of the wait.
 */
void http_server_stop(struct http_server *s, int64_t drain_ms);

/* Make a running or coming http_server_stop() cancel at once. */
void http_server_hurry(struct http_server *s);

/* Is it draining? Readiness says so. */
bool http_server_is_draining(const struct http_server *s);

/* Release a stopped server; NULL is allowed. */
void http_server_free(struct http_server *s);

/* Write the server's counters in Prometheus' text format; names begin with prefix ("askdb_"). */
void http_server_metrics(struct http_server *s, const char *prefix, struct str *out);
