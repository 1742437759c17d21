// SPDX-License-Identifier: Apache-2.0
/* A channel and its readers, for channel.c, which fills and reads them, and hub.c, which keeps them. */
#pragma once

#include "base/cancel.h"
#include "http/channel.h"

#include <pthread.h>
#include <stdatomic.h>

struct message {
	int64_t id;
	uint64_t end; /* offset in the stream just past it */
};

struct http_channel {
	struct http_channel *next; /* in the hub's list, under the hub's lock */
	char *name;
	struct cancel *cancel;
	struct cancel_hook hook;
	atomic_int refs;
	bool detach;
	struct {
		pthread_mutex_t lock;
		pthread_cond_t moved; /* a reader took something or left, or the work was cancelled */
		char *buf;
		uint64_t start; /* offset in the stream of buf[0] */
		size_t n, cap;
		struct message *messages;
		size_t n_messages, cap_messages;
		int64_t last_id, dropped_id; /* dropped_id: the newest message that made room */
		struct http_reader *readers;
		size_t n_readers;
		int64_t left_ms, ended_ms; /* monotonic; 0 = has readers or never had one, has not ended */
		bool ended;
	} shared;
};

struct http_reader {
	struct http_reader *next; /* this and the rest under the channel's lock */
	struct http_channel *ch;
	struct http_wake wake;
	uint64_t offset;
	bool parked, beat, stopped;
};

/* A channel with two references: the caller's and the hub's. */
struct http_channel *channel_make(const struct http_channel_options *opt) __attribute__((returns_nonnull));

/* Wake a producer that waits when the channel's token is set. Outside all locks: a token that is set already wakes at once. */
void channel_watch_token(struct http_channel *ch);
