// SPDX-License-Identifier: Apache-2.0
/*
 * A channel is the broadcast buffer behind an event stream: one producer appends numbered messages, any number of
 * readers attach at any id and follow to the end, each at its own pace. Two browser tabs on one answer see the same
 * messages, a reload loses none. Old messages make room when HTTP_STREAM_BYTES_MAX is reached, but not before the
 * readers have had them: the producer waits for the slowest, for HTTP_STREAM_WAIT_MS, and then drops that reader.
 *
 * The hub holds the channels by name, ended ones for HTTP_CHANNEL_KEEP_MS. Locks internally.
 */
#pragma once

#include "base/err.h"
#include "base/str.h"

struct cancel;
struct http_channel;
struct http_hub;

/* An empty hub; release with http_hub_free() when no reader is left. */
struct http_hub *http_hub_new(void);

/* End every channel and release; NULL is allowed. */
void http_hub_free(struct http_hub *hub);

struct http_channel_options {
	const char *name;      /* "generation/<id>"; NULL = cannot be found by others */
	struct cancel *cancel; /* set when the last reader has been gone for HTTP_LINGER_MS; may be NULL */
	bool detach;           /* work goes on without readers */
};

/* A new channel with one reference. ERR_CONFLICT when the name is taken by a channel that has not ended. */
NODISCARD int http_channel_new(struct http_hub *hub, const struct http_channel_options *opt,
	struct http_channel **out, struct err *err);

/* The channel called name with a reference more, or NULL. */
struct http_channel *http_channel_find(struct http_hub *hub, const char *name);

/* One more owner; returns ch. */
struct http_channel *http_channel_ref(struct http_channel *ch);

/* One owner less; NULL is allowed. */
void http_channel_unref(struct http_channel *ch);

/*
 * Append one message. id 0 = the next number (the first is 1); otherwise it must be greater than the last. json is
 * copied and holds no line break (compact JSON never does).
 * Errors     ERR_CANCELLED (the channel's token is set, or it has ended), ERR_LIMIT (json alone exceeds the buffer).
 * Blocks: only while the buffer is full of what a reader has yet to take.
 */
NODISCARD int http_channel_event(struct http_channel *ch, int64_t id, struct slice json, struct err *err);

/* No more messages: readers get what is left and then the end. Idempotent; NULL is allowed. */
void http_channel_end(struct http_channel *ch);

/* Set the work's token: for one who says stop. The producer ends the channel as it ends any failed work. */
void http_channel_cancel(struct http_channel *ch);

/* Has it ended? */
bool http_channel_has_ended(struct http_channel *ch);

/* Are all messages after `after_id` still here, so that a reader attached there misses none? */
bool http_channel_has_after(struct http_channel *ch, int64_t after_id);

/* The number of the newest message; 0 = none yet. */
int64_t http_channel_last_id(struct http_channel *ch);

/* What waits for bytes: both functions run under the channel's lock and must neither block nor call back. */
struct http_wake {
	void (*park)(void *ctx); /* nothing to read now: wake() will be called once when there is */
	void (*wake)(void *ctx);
	void *ctx;
};

struct http_reader;

/* Follow ch from the message after after_id (0 = from the first that is there). Takes its own reference to ch. */
struct http_reader *http_reader_new(struct http_channel *ch, int64_t after_id, const struct http_wake *wake);

enum http_read { HTTP_READ_DATA, HTTP_READ_PARKED, HTTP_READ_END };

/* Take up to max bytes of the stream in its wire form (WHATWG server-sent events); *n is set with HTTP_READ_DATA. */
enum http_read http_reader_take(struct http_reader *r, char *buf, size_t max, size_t *n);

/* Have a ": hb" comment written as soon as the reader is between two messages, waking it when parked. */
void http_reader_beat(struct http_reader *r);

/* End this reader's stream at once (the server stops), waking it when parked. */
void http_reader_stop(struct http_reader *r);

/* The reader is gone; NULL is allowed. wake() is not called any more once this returns. */
void http_reader_free(struct http_reader *r);

/* Set the tokens of channels whose readers have gone, forget ended channels that are old. Called every second or so. */
void http_hub_tick(struct http_hub *hub, int64_t now_ms);

/* Channels that have not ended, and readers of all. */
struct http_hub_stats {
	size_t channels, readers;
};

/* What the hub looks like now. */
struct http_hub_stats http_hub_stats(struct http_hub *hub);
