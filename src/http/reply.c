// SPDX-License-Identifier: Apache-2.0
/*
 * From a response to bytes: headers, whole bodies, and event streams, whose connection is suspended whenever there is
 * nothing to send. A whole body is borrowed from the exchange, which outlives its transmission.
 */
#include "base/cancel.h"
#include "http/server_int.h"

#include <assert.h>

enum { STREAM_BLOCK = 4096 };

static void set_header(struct MHD_Response *r, const char *name, const char *value)
{
	if (MHD_add_response_header(r, name, value) != MHD_YES)
		assert(!"a header that libmicrohttpd does not take");
}

static void add_headers(struct http_exchange *x, struct MHD_Response *r)
{
	bool has_cache = false;

	for (size_t i = 0; i < x->res.headers.n; i++) {
		const struct http_header *h = &x->res.headers.items[i];
		has_cache |= str_eq_nocase(h->name, "Cache-Control");
		set_header(r, h->name, h->value);
	}
	set_header(r, "X-Content-Type-Options", "nosniff");
	set_header(r, "Referrer-Policy", "same-origin");
	if (!has_cache)
		set_header(r, "Cache-Control", "no-store");
	if (x->must_close || http_server_is_draining(x->server))
		set_header(r, "Connection", "close");
}

enum MHD_Result reply_queue(struct http_exchange *x)
{
	struct http_response *res = &x->res;
	struct MHD_Response *r = x->stream;

	if (!r) {
		struct slice body = res->out.n ? str_slice(&res->out) : res->body;
		void *bytes = (void *)(uintptr_t)body.p; /* libmicrohttpd does not write to it */
		r = MHD_create_response_from_buffer(body.n, bytes, MHD_RESPMEM_PERSISTENT);
		if (!r)
			return MHD_NO;
		if (res->status != 204 && res->status != 304)
			set_header(r, "Content-Type", res->type ? res->type : "application/json");
		add_headers(x, r);
		if (!x->is_head)
			atomic_store(&x->bytes, body.n);
	}
	atomic_store(&x->state, X_SENT);
	enum MHD_Result rc = MHD_queue_response(x->connection, (unsigned)res->status, r);
	MHD_destroy_response(r); /* the queue holds its own reference */
	return rc;
}

/* Where no table says how to fail. */
static void fail_plainly(struct http_exchange *x, const struct http_failure *f)
{
	int status = f->status ? f->status : 500;

	http_text(&x->res, status, "text/plain; charset=utf-8", slice_of(arena_strdup(x->a, f->err->msg)));
}

void reply_fail(struct http_exchange *x, int status, const struct err *err)
{
	struct http_failure f = {.status = status, .err = err, .problems = &x->res.problems};
	const struct http_routes *table = x->match.table;

	str_truncate(&x->res.out, 0);
	x->res.body = (struct slice){NULL, 0};
	if (table && table->fail)
		table->fail(&x->req, &f, &x->res);
	else
		fail_plainly(x, &f);
}

static void on_park(void *ctx)
{
	struct http_exchange *x = ctx;

	MHD_suspend_connection(x->connection);
}

static void on_wake(void *ctx)
{
	struct http_exchange *x = ctx;

	MHD_resume_connection(x->connection);
}

static ssize_t stream_read(void *cls, UNUSED uint64_t pos, char *buf, size_t max)
{
	struct http_exchange *x = cls;
	size_t n = 0;

	switch (http_reader_take(x->reader, buf, max, &n)) {
	case HTTP_READ_DATA:
		atomic_fetch_add(&x->bytes, n);
		return (ssize_t)n;
	case HTTP_READ_PARKED:
		return 0;
	case HTTP_READ_END:
		break;
	}
	return MHD_CONTENT_READER_END_OF_STREAM;
}

/* libmicrohttpd has let go of the stream: sent to its end, or the client has left. */
static void stream_done(void *cls)
{
	struct http_exchange *x = cls;

	http_reader_free(server_take_reader(x->server, x));
	atomic_fetch_sub(&x->server->n_streams, 1);
	exchange_unref(x);
}

int http_stream_begin(struct http_request *req, UNUSED struct http_response *res, struct http_channel *ch,
	int64_t after_id, bool opened, struct err *err)
{
	struct http_exchange *x = req->x;
	struct http_wake wake = {on_park, on_wake, x};

	assert(x && atomic_load(&x->state) == X_RUNNING && (req->route->flags & HTTP_STREAM));
	if (atomic_fetch_add(&x->server->n_streams, 1) >= HTTP_STREAMS_MAX) {
		atomic_fetch_sub(&x->server->n_streams, 1);
		return err_set_why(err, ERR_BUSY, "too_many_streams",
			"%d streams are open; try again in a moment", HTTP_STREAMS_MAX);
	}
	struct MHD_Response *r = MHD_create_response_from_callback(
		MHD_SIZE_UNKNOWN, STREAM_BLOCK, stream_read, x, stream_done);
	if (!r) {
		atomic_fetch_sub(&x->server->n_streams, 1);
		return err_set(err, ERR_INTERNAL, "no memory for a stream");
	}
	http_header_add(req, &x->res, "Cache-Control", "no-store");
	http_header_add(req, &x->res, "X-Accel-Buffering", "no");
	set_header(r, "Content-Type", "text/event-stream; charset=utf-8");
	add_headers(x, r);
	x->res.status = 200;
	x->is_streaming = true;
	x->stream = r;
	if (opened)
		x->opened = http_channel_ref(ch);
	atomic_fetch_add(&x->refs, 1);
	server_set_reader(x->server, x, http_reader_new(ch, after_id, &wake));
	atomic_store(&x->state, X_READY);
	MHD_resume_connection(x->connection);
	return 0;
}
