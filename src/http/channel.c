// SPDX-License-Identifier: Apache-2.0
/*
 * See channel.h. Messages are kept in their wire form in one buffer; a reader is an offset into the whole stream, so
 * following costs a copy and no bookkeeping a message. Lock order: the hub's, then a channel's. The park and wake
 * functions of a reader run under the channel's lock: between "nothing to read" and "parked" nothing can slip in.
 */
#include "http/channel_int.h"

#include "base/clock.h"
#include "base/limits.h"
#include "base/mem.h"

#include <assert.h>
#include <time.h>

enum { ENVELOPE = 48 }; /* "id: " + 20 digits + "\ndata: " + "\n\n" fits in the envelope */

/* The work's token was set: a producer that waits for room must not go on waiting. */
static void on_cancel(void *p)
{
	struct http_channel *ch = p;

	pthread_mutex_lock(&ch->shared.lock);
	pthread_cond_broadcast(&ch->shared.moved);
	pthread_mutex_unlock(&ch->shared.lock);
}

void channel_watch_token(struct http_channel *ch)
{
	ch->hook = (struct cancel_hook){.fn = on_cancel, .p = ch};
	cancel_hook(ch->cancel, &ch->hook);
}

struct http_channel *channel_make(const struct http_channel_options *opt)
{
	struct http_channel *ch = mem_zalloc(1, sizeof *ch);
	pthread_condattr_t attr;

	ch->name = opt->name ? mem_strdup(opt->name) : NULL;
	ch->detach = opt->detach;
	ch->cancel = cancel_ref(opt->cancel);
	atomic_init(&ch->refs, 2); /* the caller's and the hub's */
	pthread_mutex_init(&ch->shared.lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&ch->shared.moved, &attr);
	pthread_condattr_destroy(&attr);
	return ch;
}

struct http_channel *http_channel_ref(struct http_channel *ch)
{
	atomic_fetch_add(&ch->refs, 1);
	return ch;
}

void http_channel_unref(struct http_channel *ch)
{
	if (!ch || atomic_fetch_sub(&ch->refs, 1) != 1)
		return;
	assert(!ch->shared.readers);
	cancel_unhook(ch->cancel, &ch->hook);
	cancel_unref(ch->cancel);
	pthread_cond_destroy(&ch->shared.moved);
	pthread_mutex_destroy(&ch->shared.lock);
	mem_free(ch->shared.messages);
	mem_free(ch->shared.buf);
	mem_free(ch->name);
	mem_free(ch);
}

/* The functions below whose name begins with "locked_" run under the channel's lock. */

static void locked_wake(struct http_reader *r)
{
	if (!r->parked)
		return;
	r->parked = false;
	r->wake.wake(r->wake.ctx);
}

static void locked_wake_all(struct http_channel *ch)
{
	for (struct http_reader *r = ch->shared.readers; r; r = r->next)
		locked_wake(r);
}

static uint64_t locked_slowest(struct http_channel *ch)
{
	uint64_t slowest = ch->shared.start + ch->shared.n;

	for (struct http_reader *r = ch->shared.readers; r; r = r->next) {
		if (!r->stopped && r->offset < slowest)
			slowest = r->offset;
	}
	return slowest;
}

/* Drop whole messages that every reader has had, a quarter of the buffer at once so that moving stays rare. */
static void locked_evict(struct http_channel *ch, size_t need)
{
	uint64_t taken = locked_slowest(ch), drop = ch->shared.start;
	size_t count = 0, want = MAX(need, HTTP_STREAM_BYTES_MAX / 4);

	while (count < ch->shared.n_messages && ch->shared.messages[count].end <= taken &&
		drop - ch->shared.start < want) {
		drop = ch->shared.messages[count].end;
		ch->shared.dropped_id = ch->shared.messages[count].id;
		count++;
	}
	if (count == 0)
		return;
	size_t bytes = (size_t)(drop - ch->shared.start);
	ch->shared.n -= bytes;
	memmove(ch->shared.buf, ch->shared.buf + bytes, ch->shared.n);
	ch->shared.start = drop;
	ch->shared.n_messages -= count;
	memmove(ch->shared.messages, ch->shared.messages + count,
		ch->shared.n_messages * sizeof *ch->shared.messages);
}

static void locked_drop_slow(struct http_channel *ch)
{
	uint64_t slowest = locked_slowest(ch);

	for (struct http_reader *r = ch->shared.readers; r; r = r->next) {
		if (r->offset == slowest) {
			r->stopped = true;
			locked_wake(r);
		}
	}
}

static struct timespec deadline_after(int64_t ms)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	t.tv_sec += (time_t)(ms / 1000);
	t.tv_nsec += (long)(ms % 1000) * 1000000;
	if (t.tv_nsec >= 1000000000) {
		t.tv_sec++;
		t.tv_nsec -= 1000000000;
	}
	return t;
}

/* Make room for need bytes, waiting for readers and in the end going on without the slowest. -1: cancelled or ended. */
static int locked_make_room(struct http_channel *ch, size_t need)
{
	struct timespec until = deadline_after(HTTP_STREAM_WAIT_MS);

	while (ch->shared.n + need > HTTP_STREAM_BYTES_MAX) {
		size_t before = ch->shared.n;
		locked_evict(ch, need);
		if (ch->shared.n < before)
			continue;
		if (cancel_is_set(ch->cancel) || ch->shared.ended)
			return -1;
		if (pthread_cond_timedwait(&ch->shared.moved, &ch->shared.lock, &until)) {
			locked_drop_slow(ch);
			until = deadline_after(HTTP_STREAM_WAIT_MS);
		}
	}
	return 0;
}

static void locked_append(struct http_channel *ch, int64_t id, struct slice json)
{
	struct str head = STR_INIT(ENVELOPE);

	str_addf(&head, "id: %lld\ndata: ", (long long)id);
	size_t need = head.n + json.n + 2;
	if (ch->shared.n + need > ch->shared.cap) {
		ch->shared.cap = MAX(ch->shared.cap * 2, ch->shared.n + need);
		ch->shared.buf = mem_resize(ch->shared.buf, ch->shared.cap, 1);
	}
	char *at = ch->shared.buf + ch->shared.n;
	memcpy(at, head.buf, head.n);
	if (json.n)
		memcpy(at + head.n, json.p, json.n);
	memset(at + head.n + json.n, '\n', 2);
	ch->shared.n += need;
	str_free(&head);
	if (ch->shared.n_messages == ch->shared.cap_messages) {
		ch->shared.cap_messages = MAX(ch->shared.cap_messages * 2, 16);
		ch->shared.messages =
			mem_resize(ch->shared.messages, ch->shared.cap_messages, sizeof *ch->shared.messages);
	}
	ch->shared.messages[ch->shared.n_messages++] =
		(struct message){.id = id, .end = ch->shared.start + ch->shared.n};
	ch->shared.last_id = id;
}

int http_channel_event(struct http_channel *ch, int64_t id, struct slice json, struct err *err)
{
	size_t need = json.n + ENVELOPE;
	int rc;

	assert(json.n == 0 || !memchr(json.p, '\n', json.n));
	if (need > HTTP_STREAM_BYTES_MAX / 2)
		return err_set(err, ERR_LIMIT, "one message of a stream has at most %d bytes, this has %zu",
			HTTP_STREAM_BYTES_MAX / 2, json.n);
	if (cancel_is_set(ch->cancel))
		return err_set(err, ERR_CANCELLED, "nobody reads the stream any more");
	pthread_mutex_lock(&ch->shared.lock);
	rc = ch->shared.ended ? -1 : locked_make_room(ch, need);
	if (rc == 0) {
		assert(id == 0 || id > ch->shared.last_id);
		locked_append(ch, id ? id : ch->shared.last_id + 1, json);
		locked_wake_all(ch);
	}
	pthread_mutex_unlock(&ch->shared.lock);
	return rc ? err_set(err, ERR_CANCELLED, "the stream has ended") : 0;
}

void http_channel_end(struct http_channel *ch)
{
	if (!ch)
		return;
	pthread_mutex_lock(&ch->shared.lock);
	if (!ch->shared.ended) {
		ch->shared.ended = true;
		ch->shared.ended_ms = clock_mono_ms();
		locked_wake_all(ch);
		pthread_cond_broadcast(&ch->shared.moved);
	}
	pthread_mutex_unlock(&ch->shared.lock);
}

void http_channel_cancel(struct http_channel *ch)
{
	cancel_set(ch->cancel);
}

bool http_channel_has_ended(struct http_channel *ch)
{
	pthread_mutex_lock(&ch->shared.lock);
	bool ended = ch->shared.ended;
	pthread_mutex_unlock(&ch->shared.lock);
	return ended;
}

bool http_channel_has_after(struct http_channel *ch, int64_t after_id)
{
	pthread_mutex_lock(&ch->shared.lock);
	bool has = after_id >= ch->shared.dropped_id;
	pthread_mutex_unlock(&ch->shared.lock);
	return has;
}

int64_t http_channel_last_id(struct http_channel *ch)
{
	pthread_mutex_lock(&ch->shared.lock);
	int64_t id = ch->shared.last_id;
	pthread_mutex_unlock(&ch->shared.lock);
	return id;
}

/* Offset of the first message with a greater id: the messages are sorted by it. */
static uint64_t locked_offset_after(struct http_channel *ch, int64_t after_id)
{
	size_t lo = 0, hi = ch->shared.n_messages;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		if (ch->shared.messages[mid].id > after_id)
			hi = mid;
		else
			lo = mid + 1;
	}
	return lo ? ch->shared.messages[lo - 1].end : ch->shared.start;
}

struct http_reader *http_reader_new(struct http_channel *ch, int64_t after_id, const struct http_wake *wake)
{
	struct http_reader *r = mem_zalloc(1, sizeof *r);

	r->ch = ch;
	r->wake = *wake;
	atomic_fetch_add(&ch->refs, 1);
	pthread_mutex_lock(&ch->shared.lock);
	r->offset = locked_offset_after(ch, after_id);
	r->next = ch->shared.readers;
	ch->shared.readers = r;
	ch->shared.n_readers++;
	ch->shared.left_ms = 0;
	pthread_mutex_unlock(&ch->shared.lock);
	return r;
}

static enum http_read locked_take(struct http_reader *r, char *buf, size_t max, size_t *n)
{
	static const char beat[] = ": hb\n\n";
	struct http_channel *ch = r->ch;
	size_t left = (size_t)(ch->shared.start + ch->shared.n - r->offset);

	if (r->stopped)
		return HTTP_READ_END;
	if (left) {
		*n = MIN(left, max);
		memcpy(buf, ch->shared.buf + (r->offset - ch->shared.start), *n);
		r->offset += *n;
		r->beat = false;
		pthread_cond_broadcast(&ch->shared.moved);
		return HTTP_READ_DATA;
	}
	if (ch->shared.ended)
		return HTTP_READ_END;
	if (r->beat && max >= sizeof beat - 1) {
		r->beat = false;
		*n = sizeof beat - 1;
		memcpy(buf, beat, *n);
		return HTTP_READ_DATA;
	}
	r->parked = true;
	r->wake.park(r->wake.ctx);
	return HTTP_READ_PARKED;
}

enum http_read http_reader_take(struct http_reader *r, char *buf, size_t max, size_t *n)
{
	pthread_mutex_lock(&r->ch->shared.lock);
	enum http_read rc = locked_take(r, buf, max, n);
	pthread_mutex_unlock(&r->ch->shared.lock);
	return rc;
}

void http_reader_beat(struct http_reader *r)
{
	pthread_mutex_lock(&r->ch->shared.lock);
	if (r->parked) { /* one that is not has bytes to send, which tell as much */
		r->beat = true;
		locked_wake(r);
	}
	pthread_mutex_unlock(&r->ch->shared.lock);
}

void http_reader_stop(struct http_reader *r)
{
	pthread_mutex_lock(&r->ch->shared.lock);
	r->stopped = true;
	locked_wake(r);
	pthread_mutex_unlock(&r->ch->shared.lock);
}

void http_reader_free(struct http_reader *r)
{
	if (!r)
		return;
	struct http_channel *ch = r->ch;
	pthread_mutex_lock(&ch->shared.lock);
	struct http_reader **at = &ch->shared.readers;
	while (*at != r)
		at = &(*at)->next;
	*at = r->next;
	if (--ch->shared.n_readers == 0)
		ch->shared.left_ms = clock_mono_ms();
	pthread_cond_broadcast(&ch->shared.moved);
	pthread_mutex_unlock(&ch->shared.lock);
	mem_free(r);
	http_channel_unref(ch);
}
