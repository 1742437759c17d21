// SPDX-License-Identifier: Apache-2.0
/* The pool over a scripted driver: limits, waiting, cancel, dead connections, the breaker, many threads at once. */
#include "base/cancel.h"
#include "base/clock.h"
#include "base/mem.h"
#include "db/pool.h"
#include "test.h"

#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

/* What the scripted driver does next and what it has seen. */
static struct {
	atomic_int opened, closed;
	atomic_bool fail, slow;
	atomic_int last_timeout_ms;
} script;

struct fake {
	struct db_conn base;
	bool dead;
};

static const struct db_driver fake_driver;

static void pause_ms(int ms)
{
	struct timespec t = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L};

	nanosleep(&t, NULL);
}

static int fake_open(const struct db_options *opt, struct db_conn **out, struct err *err)
{
	atomic_fetch_add(&script.opened, 1);
	atomic_store(&script.last_timeout_ms, (int)opt->connect_timeout_ms);
	if (atomic_load(&script.slow)) {
		int64_t until = clock_mono_ms() + opt->connect_timeout_ms;
		while (clock_left_ms(until) > 0 && !cancel_is_set(opt->cancel))
			pause_ms(1);
		return err_set(err, cancel_is_set(opt->cancel) ? ERR_CANCELLED : ERR_TIMEOUT, "too slow");
	}
	if (atomic_load(&script.fail))
		return err_set(err, ERR_UPSTREAM, "down for %s", opt->host);
	struct fake *f = mem_zalloc(1, sizeof *f);
	f->base.driver = &fake_driver;
	*out = &f->base;
	return 0;
}

static bool fake_is_alive(struct db_conn *c)
{
	return !((struct fake *)c)->dead;
}

static void fake_close(struct db_conn *c)
{
	atomic_fetch_add(&script.closed, 1);
	mem_free(c);
}

static const struct db_driver fake_driver = {
	.name = "fake", .open = fake_open, .is_alive = fake_is_alive, .close = fake_close};

static struct db_pool *new_pool(int size)
{
	char host[] = "db.example";
	struct db_options opt = {.host = host, .password = "secret", .connect_timeout_ms = 500};
	struct db_pool *p = db_pool_new(&fake_driver, &opt, size);

	memset(host, 'x', sizeof host - 1); /* the pool has its own copy */
	atomic_store(&script.opened, 0);
	atomic_store(&script.closed, 0);
	atomic_store(&script.fail, false);
	atomic_store(&script.slow, false);
	return p;
}

static void test_reuse(void)
{
	struct db_pool *p = new_pool(2);
	struct db_conn *a = NULL, *b = NULL, *c = NULL;
	struct err err = ERR_INIT;

	CHECK(db_pool_get(p, 0, NULL, &a, &err) == 0);
	db_pool_put(p, a);
	CHECK(db_pool_get(p, 0, NULL, &b, &err) == 0 && a == b);
	CHECK(db_pool_get(p, 0, NULL, &c, &err) == 0 && c != b);
	CHECK_INT(atomic_load(&script.opened), 2);
	struct db_pool_stats s = db_pool_stats(p);
	CHECK(s.size == 2 && s.open == 2 && s.idle == 0 && !s.breaker_open);

	int64_t started = clock_mono_ms();
	struct db_conn *none = NULL;
	CHECK(db_pool_get(p, started + 50, NULL, &none, &err) == -1 && err.code == ERR_BUSY && !none);
	CHECK_MSG(clock_mono_ms() - started >= 49, "it waited until the deadline");

	((struct fake *)b)->dead = true;
	db_pool_put(p, b);
	CHECK_INT(atomic_load(&script.closed), 1);
	db_pool_put(p, c);
	((struct fake *)c)->dead = true; /* while it is idle */
	CHECK(db_pool_get(p, 0, NULL, &a, &err) == 0);
	CHECK_INT(atomic_load(&script.closed), 2);
	db_pool_put(p, NULL);
	db_pool_unref(p);
	CHECK_INT(atomic_load(&script.closed), 2);
	db_pool_put(p, a); /* the last owner */
	CHECK_INT(atomic_load(&script.closed), 3);
	db_pool_unref(NULL);
}

struct waiter {
	struct db_pool *pool;
	struct cancel *cancel;
	struct db_conn *conn;
	struct err err;
	int64_t ms;
};

static void *wait_for_one(void *ctx)
{
	struct waiter *w = ctx;
	int64_t started = clock_mono_ms();

	err_ignore(db_pool_get(w->pool, started + 5000, w->cancel, &w->conn, &w->err));
	w->ms = clock_mono_ms() - started;
	return NULL;
}

static void test_waiting(void)
{
	struct db_pool *p = new_pool(1);
	struct db_conn *a = NULL;
	struct err err = ERR_INIT;
	pthread_t thread;

	CHECK(db_pool_get(p, 0, NULL, &a, &err) == 0);
	struct waiter served = {.pool = p};
	pthread_create(&thread, NULL, wait_for_one, &served);
	while (db_pool_stats(p).waiting == 0)
		pause_ms(1);
	db_pool_put(p, a);
	pthread_join(thread, NULL);
	CHECK_MSG(served.conn == a && served.ms < 1000, "a waiter gets what is given back");

	struct waiter left = {.pool = p, .cancel = cancel_new()};
	pthread_create(&thread, NULL, wait_for_one, &left);
	while (db_pool_stats(p).waiting == 0)
		pause_ms(1);
	int64_t at = clock_mono_ms();
	cancel_set(left.cancel);
	pthread_join(thread, NULL);
	CHECK_MSG(left.err.code == ERR_CANCELLED && clock_mono_ms() - at < 1000,
		"a waiter whose client left goes, too");
	CHECK_INT(db_pool_stats(p).waiting, 0);
	db_pool_put(p, served.conn);

	/* nor does it open anything */
	err_clear(&err);
	CHECK(db_pool_get(p, 0, left.cancel, &a, &err) == -1 && err.code == ERR_CANCELLED);
	cancel_unref(left.cancel);
	db_pool_unref(p);
}

static void test_breaker(void)
{
	struct db_pool *p = new_pool(3);
	struct db_conn *c = NULL;

	atomic_store(&script.fail, true);
	for (int i = 0; i < POOL_BREAKER_FAILURES + 3; i++) {
		struct err err = ERR_INIT;
		CHECK(db_pool_get(p, 0, NULL, &c, &err) == -1 && err.code == ERR_UPSTREAM);
		bool open = i >= POOL_BREAKER_FAILURES;
		CHECK_MSG(strcmp(err.why, open ? "breaker_open" : "") == 0, "attempt %d: %s", i, err.msg);
	}
	CHECK_INT(atomic_load(&script.opened), POOL_BREAKER_FAILURES);
	CHECK(db_pool_stats(p).breaker_open && db_pool_stats(p).open == 0);
	db_pool_unref(p);
}

static void test_breaker_counts_the_servers_faults_only(void)
{
	struct db_pool *p = new_pool(3);
	struct db_conn *c = NULL;

	atomic_store(&script.slow, true);
	for (int i = 0; i < POOL_BREAKER_FAILURES + 1; i++) {
		struct err err = ERR_INIT;
		CHECK(db_pool_get(p, clock_mono_ms() + 5, NULL, &c, &err) == -1 && err.code == ERR_TIMEOUT);
		CHECK(atomic_load(&script.last_timeout_ms) <= 5);
	}
	CHECK(!db_pool_stats(p).breaker_open);
	atomic_store(&script.slow, false);
	struct err err = ERR_INIT;
	CHECK(db_pool_get(p, 0, NULL, &c, &err) == 0);
	db_pool_put(p, c);
	db_pool_unref(p);
}

enum { THREADS = 8, ROUNDS = 300 };

static void *borrow_often(void *ctx)
{
	struct db_pool *p = ctx;

	for (int i = 0; i < ROUNDS; i++) {
		struct db_conn *c = NULL;
		struct err err = ERR_INIT;
		if (db_pool_get(p, 0, NULL, &c, &err))
			return p; /* not NULL: it failed */
		if (i % 7 == 0)
			((struct fake *)c)->dead = true;
		db_pool_put(p, c);
	}
	return NULL;
}

static void test_many_threads(void)
{
	struct db_pool *p = new_pool(3);
	pthread_t threads[THREADS];
	void *result;

	for (int i = 0; i < THREADS; i++)
		pthread_create(&threads[i], NULL, borrow_often, p);
	for (int i = 0; i < THREADS; i++) {
		pthread_join(threads[i], &result);
		CHECK(result == NULL);
	}
	struct db_pool_stats s = db_pool_stats(p);
	CHECK_MSG(s.open == s.idle && s.open <= 3 && s.waiting == 0, "all came back: %d open, %d idle",
		s.open, s.idle);
	db_pool_unref(p);
	CHECK_INT(atomic_load(&script.opened), atomic_load(&script.closed));
}

TEST_MAIN(TEST(test_reuse), TEST(test_waiting), TEST(test_breaker),
	TEST(test_breaker_counts_the_servers_faults_only), TEST(test_many_threads))
