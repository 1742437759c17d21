// SPDX-License-Identifier: Apache-2.0
/* Broadcast, attaching at an id, making room, waiting for readers, and what happens when nobody reads. */
#include "base/cancel.h"
#include "base/clock.h"
#include "base/limits.h"
#include "http/channel.h"
#include "test.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

struct gate {
	atomic_int parked, woken;
};

static void on_park(void *ctx)
{
	atomic_fetch_add(&((struct gate *)ctx)->parked, 1);
}

static void on_wake(void *ctx)
{
	atomic_fetch_add(&((struct gate *)ctx)->woken, 1);
}

static struct http_reader *attach(struct http_channel *ch, int64_t after, struct gate *gate)
{
	return http_reader_new(ch, after, &(struct http_wake){on_park, on_wake, gate});
}

/* Everything that is there now, in small pieces. */
static const char *drain(struct http_reader *r, struct str *out, enum http_read *last)
{
	char buf[7];
	size_t n = 0;

	str_truncate(out, 0);
	while ((*last = http_reader_take(r, buf, sizeof buf, &n)) == HTTP_READ_DATA)
		str_add(out, buf, n);
	return out->buf;
}

static struct http_channel *open_channel(struct http_hub *hub, const char *name, struct cancel *cancel)
{
	struct http_channel *ch = NULL;
	struct err err = ERR_INIT;
	struct http_channel_options opt = {.name = name, .cancel = cancel};

	CHECK_INT(http_channel_new(hub, &opt, &ch, &err), 0);
	return ch;
}

static int say(struct http_channel *ch, const char *json)
{
	struct err err = ERR_INIT;

	return http_channel_event(ch, 0, slice_of(json), &err);
}

static void test_two_readers(void)
{
	struct http_hub *hub = http_hub_new();
	struct http_channel *ch = open_channel(hub, "a", NULL);
	struct gate g1 = {0}, g2 = {0};
	struct str out = STR_INIT(10000);
	enum http_read last;

	struct http_reader *r1 = attach(ch, 0, &g1);
	CHECK_STR(drain(r1, &out, &last), "");
	CHECK_INT(last, HTTP_READ_PARKED);
	CHECK_INT(g1.parked, 1);
	CHECK_INT(say(ch, "{\"n\":1}"), 0);
	CHECK_INT(g1.woken, 1);
	CHECK_INT(say(ch, "{\"n\":2}"), 0);
	CHECK_MSG(g1.woken == 1, "woken once until it parks again");
	CHECK_STR(drain(r1, &out, &last), "id: 1\ndata: {\"n\":1}\n\nid: 2\ndata: {\"n\":2}\n\n");
	struct http_channel *same = http_channel_find(hub, "a");
	CHECK(same == ch && !http_channel_find(hub, "b"));
	struct http_reader *r2 = attach(same, 1, &g2);
	http_channel_unref(same);
	CHECK_STR(drain(r2, &out, &last), "id: 2\ndata: {\"n\":2}\n\n");
	http_channel_end(ch);
	CHECK(say(ch, "{}") == -1 && http_channel_has_ended(ch));
	CHECK_STR(drain(r1, &out, &last), "");
	CHECK_INT(last, HTTP_READ_END);
	CHECK_INT(http_hub_stats(hub).readers, 2);
	http_reader_free(r1);
	http_reader_free(r2);
	struct http_reader *late = attach(ch, 0, &g2);
	CHECK_STR(drain(late, &out, &last), "id: 1\ndata: {\"n\":1}\n\nid: 2\ndata: {\"n\":2}\n\n");
	CHECK_INT(last, HTTP_READ_END);
	http_reader_free(late);
	http_channel_unref(ch);
	http_hub_free(hub);
	str_free(&out);
}

static void test_ids_and_beats(void)
{
	struct http_hub *hub = http_hub_new();
	struct http_channel *ch = open_channel(hub, NULL, NULL);
	struct gate g = {0};
	struct str out = STR_INIT(10000);
	struct err err = ERR_INIT;
	enum http_read last;
	char big[64];
	size_t n = 0;

	CHECK_INT(http_channel_event(ch, 7, SLICE_LIT("{}"), &err), 0);
	CHECK_INT(say(ch, "{}"), 0);
	CHECK_INT(http_channel_last_id(ch), 8);
	struct http_reader *r = attach(ch, 7, &g);
	http_reader_beat(r);
	CHECK_STR(drain(r, &out, &last), "id: 8\ndata: {}\n\n");
	http_reader_beat(r);
	CHECK_INT(g.woken, 1);
	CHECK_INT(http_reader_take(r, big, sizeof big, &n), HTTP_READ_DATA);
	CHECK(n == 6 && memcmp(big, ": hb\n\n", 6) == 0);
	CHECK_INT(http_reader_take(r, big, sizeof big, &n), HTTP_READ_PARKED);
	http_reader_stop(r);
	CHECK_INT(g.woken, 2);
	CHECK_INT(http_reader_take(r, big, sizeof big, &n), HTTP_READ_END);
	http_reader_free(r);
	http_channel_end(ch);
	http_channel_unref(ch);
	http_hub_free(hub);
	str_free(&out);
}

static void test_names(void)
{
	struct http_hub *hub = http_hub_new();
	struct http_channel *ch = open_channel(hub, "a", NULL), *again = NULL;
	struct http_channel_options opt = {.name = "a"};
	struct err err = ERR_INIT;

	CHECK_INT(http_channel_new(hub, &opt, &again, &err), -1);
	CHECK_INT(err.code, ERR_CONFLICT);
	http_channel_end(ch);
	http_channel_unref(ch);
	err_clear(&err);
	CHECK_INT(http_channel_new(hub, &opt, &again, &err), 0);
	http_channel_end(again);
	http_channel_unref(again);
	http_hub_tick(hub, clock_mono_ms() + HTTP_CHANNEL_KEEP_MS - 1000);
	again = http_channel_find(hub, "a");
	CHECK(again != NULL);
	http_channel_unref(again);
	http_hub_tick(hub, clock_mono_ms() + HTTP_CHANNEL_KEEP_MS + 1000);
	CHECK(http_channel_find(hub, "a") == NULL);
	http_hub_free(hub);
}

static void test_abandoned(void)
{
	struct http_hub *hub = http_hub_new();
	struct cancel *cancel = cancel_new();
	struct http_channel *ch = open_channel(hub, "a", cancel);
	struct gate g = {0};
	int64_t now = clock_mono_ms();

	http_hub_tick(hub, now + 100000);
	CHECK_MSG(!cancel_is_set(cancel), "nobody has come yet");
	struct http_reader *r = attach(ch, 0, &g), *r2 = attach(ch, 0, &g);
	http_reader_free(r);
	http_hub_tick(hub, now + 100000);
	CHECK_MSG(!cancel_is_set(cancel), "one still reads");
	http_reader_free(r2);
	now = clock_mono_ms();
	http_hub_tick(hub, now + HTTP_LINGER_MS / 2);
	CHECK_MSG(!cancel_is_set(cancel), "it may be a reload");
	http_hub_tick(hub, now + HTTP_LINGER_MS + 1);
	CHECK(cancel_is_set(cancel));
	CHECK_INT(say(ch, "{}"), -1);
	http_channel_end(ch);
	http_channel_unref(ch);
	http_hub_free(hub);
	cancel_unref(cancel);
}

/* A message of a mebibyte of blanks. */
static int say_big(struct http_channel *ch, struct err *err)
{
	struct str s = STR_INIT(2 << 20);

	for (int i = 0; i < 1024; i++)
		str_addf(&s, "%1024s", "");
	int rc = http_channel_event(ch, 0, str_slice(&s), err);
	str_free(&s);
	return rc;
}

static void test_room_without_readers(void)
{
	struct http_hub *hub = http_hub_new();
	struct http_channel *ch = open_channel(hub, "a", NULL);
	struct err err = ERR_INIT;
	int failed = 0;

	for (int i = 0; i < 30; i++)
		failed |= say_big(ch, &err);
	CHECK_INT(failed, 0);
	CHECK(!http_channel_has_after(ch, 0) && http_channel_has_after(ch, 29));
	http_channel_end(ch);
	http_channel_unref(ch);
	http_hub_free(hub);
}

struct producer {
	struct http_channel *ch;
	atomic_int said, failed;
};

static void *produce(void *p)
{
	struct producer *job = p;
	struct err err = ERR_INIT;

	for (int i = 0; i < 40 && !atomic_load(&job->failed); i++) {
		if (say_big(job->ch, &err))
			atomic_store(&job->failed, 1);
		else
			atomic_fetch_add(&job->said, 1);
	}
	http_channel_end(job->ch);
	return NULL;
}

static void test_backpressure(void)
{
	static char buf[1 << 16];
	struct http_hub *hub = http_hub_new();
	struct producer job = {.ch = open_channel(hub, "a", NULL)};
	struct gate g = {0};
	struct http_reader *r = attach(job.ch, 0, &g);
	size_t total = 0, n = 0;
	enum http_read got;
	pthread_t thread;

	pthread_create(&thread, NULL, produce, &job);
	while ((got = http_reader_take(r, buf, sizeof buf, &n)) != HTTP_READ_END) {
		if (got == HTTP_READ_DATA)
			total += n;
	}
	pthread_join(thread, NULL);
	CHECK_INT(job.said, 40);
	CHECK_MSG(total > (size_t)40 << 20, "a reader in step misses nothing");
	http_reader_free(r);
	http_channel_unref(job.ch);
	http_hub_free(hub);
}

static void test_cancel_ends_waiting(void)
{
	struct http_hub *hub = http_hub_new();
	struct cancel *cancel = cancel_new();
	struct producer job = {.ch = open_channel(hub, "a", cancel)};
	struct gate g = {0};
	struct http_reader *r = attach(job.ch, 0, &g);
	pthread_t thread;

	pthread_create(&thread, NULL, produce, &job);
	while (atomic_load(&job.said) < 7)
		sched_yield();
	int64_t before = clock_mono_ms();
	cancel_set(cancel);
	pthread_join(thread, NULL);
	CHECK(job.failed && clock_mono_ms() - before < HTTP_STREAM_WAIT_MS / 2);
	http_reader_free(r);
	http_channel_unref(job.ch);
	http_hub_free(hub);
	cancel_unref(cancel);
}

TEST_MAIN(TEST(test_two_readers), TEST(test_ids_and_beats), TEST(test_names), TEST(test_abandoned),
	TEST(test_room_without_readers), TEST(test_backpressure), TEST(test_cancel_ends_waiting))
