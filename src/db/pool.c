// SPDX-License-Identifier: Apache-2.0
/*
 * See pool.h. Connections are opened outside the lock, by the thread that wants one, with its place already counted,
 * so a slow server keeps nobody from the idle ones. Waiters are served by a condition variable; a cancel token wakes
 * them through its hook. The breaker's state changes in opened() alone.
 */
#include "db/pool.h"

#include "base/cancel.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/mem.h"

#include <assert.h>
#include <pthread.h>
#include <time.h>

struct db_pool {
	const struct db_driver *driver;
	struct db_options opt; /* texts are ours */
	struct {
		pthread_mutex_t lock; /* guards what follows */
		pthread_cond_t changed;
		int refs, size, open, waiting; /* open: lent, idle, or being opened */
		struct db_conn **idle;         /* a stack: the warmest is on top */
		int n_idle;
		int failures;             /* opens that failed, in a row */
		int64_t breaker_until_ms; /* monotonic; 0 = closed */
		bool trial;               /* the one attempt after the pause is under way */
	} shared;
};

static void copy_options(struct db_options *to, const struct db_options *from)
{
	struct {
		const char *from;
		const char **to;
	} texts[] = {
		{from->path, &to->path},
		{from->host, &to->host},
		{from->database, &to->database},
		{from->user, &to->user},
		{from->password, &to->password},
		{from->ssl_mode, &to->ssl_mode},
		{from->search_path, &to->search_path},
	};

	*to = *from;
	to->cancel = NULL;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		*texts[i].to = texts[i].from ? mem_strdup(texts[i].from) : NULL;
}

static void free_text(const char *text)
{
	if (text)
		mem_free_secret((void *)(uintptr_t)text, strlen(text));
}

static void pool_free(struct db_pool *p)
{
	const char *texts[] = {p->opt.path, p->opt.host, p->opt.database, p->opt.user, p->opt.password,
		p->opt.ssl_mode, p->opt.search_path};

	assert(p->shared.open == p->shared.n_idle);
	for (int i = 0; i < p->shared.n_idle; i++)
		db_close(p->shared.idle[i]);
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		free_text(texts[i]);
	pthread_cond_destroy(&p->shared.changed);
	pthread_mutex_destroy(&p->shared.lock);
	mem_free(p->shared.idle);
	mem_free(p);
}

struct db_pool *db_pool_new(const struct db_driver *driver, const struct db_options *opt, int size)
{
	struct db_pool *p = mem_zalloc(1, sizeof *p);
	pthread_condattr_t attr;

	p->driver = driver;
	copy_options(&p->opt, opt);
	p->shared.refs = 1;
	p->shared.size = MAX(1, MIN(size, POOL_SIZE_MAX));
	p->shared.idle = mem_zalloc((size_t)p->shared.size, sizeof(struct db_conn *));
	pthread_mutex_init(&p->shared.lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&p->shared.changed, &attr);
	pthread_condattr_destroy(&attr);
	return p;
}

struct db_pool *db_pool_ref(struct db_pool *p)
{
	pthread_mutex_lock(&p->shared.lock);
	p->shared.refs++;
	pthread_mutex_unlock(&p->shared.lock);
	return p;
}

void db_pool_unref(struct db_pool *p)
{
	if (!p)
		return;
	pthread_mutex_lock(&p->shared.lock);
	int refs = --p->shared.refs;
	pthread_mutex_unlock(&p->shared.lock);
	if (refs == 0)
		pool_free(p);
}

static void wake_waiters(void *pool)
{
	struct db_pool *p = pool;

	pthread_mutex_lock(&p->shared.lock);
	pthread_cond_broadcast(&p->shared.changed);
	pthread_mutex_unlock(&p->shared.lock);
}

/* With the lock held: may a connection be opened now? Once the pause is over, by one thread at a time. */
static bool breaker_lets_through(struct db_pool *p)
{
	if (p->shared.breaker_until_ms == 0)
		return true;
	if (p->shared.trial || clock_left_ms(p->shared.breaker_until_ms) > 0)
		return false;
	p->shared.trial = true;
	return true;
}

/* An attempt to open ended: the breaker hears of it, and the waiting that a place is free or that it is no use. */
static void opened(struct db_pool *p, bool ok, bool is_servers_fault)
{
	pthread_mutex_lock(&p->shared.lock);
	p->shared.trial = false;
	if (ok) {
		p->shared.failures = 0;
		p->shared.breaker_until_ms = 0;
	} else {
		p->shared.open--;
		if (is_servers_fault && ++p->shared.failures >= POOL_BREAKER_FAILURES)
			p->shared.breaker_until_ms = clock_mono_ms() + POOL_BREAKER_MS;
	}
	pthread_cond_broadcast(&p->shared.changed);
	pthread_mutex_unlock(&p->shared.lock);
}

static int open_one(
	struct db_pool *p, int64_t deadline_ms, struct cancel *cancel, struct db_conn **out, struct err *err)
{
	struct db_options opt = p->opt;
	int64_t configured_ms = opt.connect_timeout_ms ? opt.connect_timeout_ms : CONNECT_TIMEOUT_MS;

	opt.connect_timeout_ms = MAX(1, MIN(configured_ms, clock_left_ms(deadline_ms)));
	opt.cancel = cancel;
	int rc = db_open(p->driver, &opt, out, err);
	/* Out of time because the caller had little says nothing about the server. */
	bool is_servers_fault = rc && err->code != ERR_CANCELLED &&
				(err->code != ERR_TIMEOUT || opt.connect_timeout_ms == configured_ms);
	opened(p, rc == 0, is_servers_fault);
	return rc;
}

/* With the lock held: sleep until something changed or the deadline. */
static void wait_for_change(struct db_pool *p, int64_t deadline_ms)
{
	struct timespec until = {.tv_sec = deadline_ms / 1000, .tv_nsec = deadline_ms % 1000 * 1000000};

	p->shared.waiting++;
	pthread_cond_timedwait(&p->shared.changed, &p->shared.lock, &until);
	p->shared.waiting--;
}

enum verdict { TAKE_IDLE, OPEN_ONE, FAIL };

/* With the lock held: what this caller may do, waiting until it is something. */
static enum verdict decide(struct db_pool *p, int64_t deadline_ms, struct cancel *cancel, struct err *err)
{
	for (;;) {
		if (cancel_is_set(cancel)) {
			err_set(err, ERR_CANCELLED, "waiting for a connection was cancelled");
			return FAIL;
		}
		if (p->shared.n_idle)
			return TAKE_IDLE;
		if (p->shared.open < p->shared.size) {
			if (breaker_lets_through(p))
				return OPEN_ONE;
			err_set_why(err, ERR_UPSTREAM, "breaker_open",
				"the database did not answer %d times in a row; askdb tries again in %d "
				"seconds at most",
				p->shared.failures, POOL_BREAKER_MS / 1000);
			return FAIL;
		}
		if (clock_left_ms(deadline_ms) == 0) {
			err_set(err, ERR_BUSY,
				"all %d connections to this database are in use; try again in a moment",
				p->shared.size);
			return FAIL;
		}
		wait_for_change(p, deadline_ms);
	}
}

/* decide() and what follows from it, with the hook that wakes a waiter whose token is set. */
static enum verdict take(
	struct db_pool *p, int64_t deadline_ms, struct cancel *cancel, struct db_conn **c, struct err *err)
{
	struct cancel_hook hook = {.fn = wake_waiters, .p = p};

	cancel_hook(cancel, &hook); /* the hook takes the lock: it is hung up and taken off outside */
	pthread_mutex_lock(&p->shared.lock);
	enum verdict verdict = decide(p, deadline_ms, cancel, err);
	if (verdict == TAKE_IDLE)
		*c = p->shared.idle[--p->shared.n_idle];
	if (verdict == OPEN_ONE)
		p->shared.open++;
	pthread_mutex_unlock(&p->shared.lock);
	cancel_unhook(cancel, &hook);
	return verdict;
}

static void drop_dead(struct db_pool *p, struct db_conn *c)
{
	pthread_mutex_lock(&p->shared.lock);
	p->shared.open--;
	pthread_cond_broadcast(&p->shared.changed);
	pthread_mutex_unlock(&p->shared.lock);
	db_close(c);
}

int db_pool_get(
	struct db_pool *p, int64_t deadline_ms, struct cancel *cancel, struct db_conn **out, struct err *err)
{
	struct db_conn *c = NULL;

	if (deadline_ms == 0)
		deadline_ms = clock_mono_ms() + POOL_WAIT_MS;
	for (;;) {
		enum verdict verdict = take(p, deadline_ms, cancel, &c, err);
		if (verdict == FAIL || (verdict == OPEN_ONE && open_one(p, deadline_ms, cancel, &c, err)))
			return -1;
		if (verdict == OPEN_ONE || db_is_alive(c))
			break;
		drop_dead(p, c); /* the server ended it while it was idle */
	}
	db_pool_ref(p);
	*out = c;
	return 0;
}

void db_pool_put(struct db_pool *p, struct db_conn *c)
{
	if (!c)
		return;
	if (db_is_alive(c)) {
		pthread_mutex_lock(&p->shared.lock);
		p->shared.idle[p->shared.n_idle++] = c;
		pthread_cond_broadcast(&p->shared.changed);
		pthread_mutex_unlock(&p->shared.lock);
	} else {
		drop_dead(p, c);
	}
	db_pool_unref(p);
}

struct db_pool_stats db_pool_stats(struct db_pool *p)
{
	pthread_mutex_lock(&p->shared.lock);
	struct db_pool_stats stats = {
		.size = p->shared.size,
		.open = p->shared.open,
		.idle = p->shared.n_idle,
		.waiting = p->shared.waiting,
		.breaker_open = p->shared.breaker_until_ms != 0,
	};
	pthread_mutex_unlock(&p->shared.lock);
	return stats;
}
