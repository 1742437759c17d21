// SPDX-License-Identifier: Apache-2.0
/*
 * Opening and closing, connections and transactions. sql.c runs statements, migrate.c keeps the tables up to
 * date.
 *
 * On SQLite all writing goes through one connection that is lent out: two writers would only meet as
 * SQLITE_BUSY, and waiting on a condition is fair and wakes at once. A transaction starts with BEGIN
 * IMMEDIATE, so it can never find at its first write that what it read is stale.
 */
#include "store/store_int.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/mem.h"
#include "db/pool.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

/* PostgreSQL's advisory lock of a store, one number for all: whoever uses it shares it, maintenance takes it alone. */
enum { STORE_LOCK = 0x61736b64 };

static bool is_postgres(const struct store *s)
{
	return s->driver->dialect == DB_DIALECT_POSTGRES;
}

/* Opening. */

static void read_holder(int fd, char *out, size_t size)
{
	ssize_t n = pread(fd, out, size - 1, 0);

	out[n > 0 ? n : 0] = '\0';
	out[strcspn(out, "\n")] = '\0';
}

/* The kernel drops the lock when the process ends in whatever way, so nothing stale is ever left behind. */
static int lock_dir(struct store *s, const char *dir, struct err *err)
{
	const char *path = arena_printf(s->arena, "%s/lock", dir);
	char holder[32], pid[32];

	s->lock_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (s->lock_fd < 0)
		return err_set(err, ERR_DENIED, "the data directory %s cannot be written: %s", dir,
			strerrordesc_np(errno));
	if (flock(s->lock_fd, LOCK_EX | LOCK_NB) < 0) {
		if (errno != EWOULDBLOCK)
			return err_set(err, ERR_INTERNAL, "the data directory %s cannot be locked: %s", dir,
				strerrordesc_np(errno));
		read_holder(s->lock_fd, holder, sizeof holder);
		return err_set_why(err, ERR_CONFLICT, "store_locked",
			"the data directory %s is in use by another askdb (process %s): stop it, or give "
			"this "
			"one a "
			"data directory of its own",
			dir, holder[0] ? holder : "unknown");
	}
	int n = snprintf(pid, sizeof pid, "%ld\n", (long)getpid());
	if (ftruncate(s->lock_fd, 0) < 0 || pwrite(s->lock_fd, pid, (size_t)n, 0) != n)
		return err_set(err, ERR_INTERNAL, "%s cannot be written: %s", path, strerrordesc_np(errno));
	return 0;
}

static int choose_engine(struct store *s, const struct store_options *opt, struct err *err)
{
	if (opt->url) {
		if (db_url_parse(s->arena, opt->url, &s->driver, &s->opt, err) < 0)
			return err_wrap(err, "the address of the store");
		if (!is_postgres(s))
			return err_set(err, ERR_INVALID,
				"the store can be kept in PostgreSQL or in the data directory, not in %s: "
				"give "
				"a postgres:// address or none",
				s->driver->name);
		s->opt.search_path = "data_catalog";
	} else {
		s->driver = db_driver_find("sqlite");
		s->opt.path = arena_printf(s->arena, "%s/askdb.db", opt->dir);
		s->opt.create = true;
		if (file_make_dir(opt->dir, 0700, err) < 0 || lock_dir(s, opt->dir, err) < 0)
			return -1;
	}
	s->opt.writable = true;
	s->opt.statement_timeout_ms = STORE_TIMEOUT_MS;
	return 0;
}

/* The lock that all connections of one process share: nobody holds it when the process is gone. */
static int64_t lock_of(const char *instance)
{
	int64_t lock = 0;

	for (const char *p = instance; *p; p++)
		if (*p != '-')
			lock = (int64_t)((uint64_t)lock * 31 + (unsigned char)*p);
	return lock;
}

static int find_free(void *ctx, const struct db_row *row)
{
	*(bool *)ctx = row->values[0].i != 0;
	return 0;
}

/*
 * Every connection of every process shares the lock while it is open, and each process keeps one open, so the server
 * itself knows who is there, however they end.
 */
static int lock_alone(struct store *s, struct err *err)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct db_query q = {.sql = "SELECT pg_catalog.pg_try_advisory_lock($1)",
		.params = &DB_V_INT(STORE_LOCK),
		.n_params = 1,
		.a = a};
	bool is_free = false;

	if (db_open(s->driver, &s->opt, &s->alone, err) < 0 ||
		db_query(s->alone, &q, find_free, &is_free, err) < 0)
		return err_wrap(err, "the store cannot be opened");
	if (!is_free)
		return err_set_why(err, ERR_CONFLICT, "store_locked",
			"the store is in use by another askdb: stop every server that has this DATABASE_URL");
	return 0;
}

/* Share the lock from now on, or take it alone. */
static int lock_database(struct store *s, bool alone, struct err *err)
{
	if (alone)
		return lock_alone(s, err);
	s->opt.session_locks[0] = STORE_LOCK;
	s->opt.session_locks[1] = lock_of(s->instance);
	return 0;
}

bool store_is_running(struct store *s, const char *instance)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	uint64_t lock = (uint64_t)lock_of(instance);
	struct store_rows rows;
	struct err err = ERR_INIT;

	if (str_eq(instance, s->instance))
		return true;
	if (!is_postgres(s))
		return false;
	int rc = store_fetch(store_auto(s), a,
		STORE_SQL("SELECT count(*) FROM pg_catalog.pg_locks WHERE locktype = 'advisory' AND "
			  "classid::int8 = $1 "
			  "AND objid::int8 = $2 AND objsubid = 1 AND granted AND database = "
			  "(SELECT oid FROM pg_catalog.pg_database WHERE datname = "
			  "pg_catalog.current_database())",
			DB_V_INT((int64_t)(lock >> 32)), DB_V_INT((int64_t)(lock & UINT32_MAX))),
		&rows, &err);
	return rc < 0 || store_int(&rows, 0, 0) > 0;
}

/*
 * The tables are brought up to date on a connection without the usual ceiling: an index over millions of rows
 * takes its time.
 */
static int migrate(struct store *s, struct err *err)
{
	CLEANUP(db_close_ptr) struct db_conn *c = NULL;
	struct db_options opt = s->opt;

	opt.statement_timeout_ms = STORE_MIGRATE_MS;
	if (db_open(s->driver, &opt, &c, err) < 0)
		return err_wrap(err, "the store cannot be opened");
	snprintf(s->version, sizeof s->version, "%s", db_server_version(c));
	return store_migrate(c, err);
}

int store_open(const struct store_options *opt, struct store **out, struct err *err)
{
	struct store *s = mem_zalloc(1, sizeof *s);
	pthread_condattr_t attr;

	assert(opt->url || opt->dir);
	s->arena = arena_new();
	s->lock_fd = -1;
	s->auto_tx.s = s;
	uuid_make(s->instance);
	pthread_mutex_init(&s->shared.lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&s->shared.freed, &attr);
	pthread_condattr_destroy(&attr);

	int rc = choose_engine(s, opt, err);
	if (rc == 0 && is_postgres(s))
		rc = lock_database(s, opt->alone, err);
	if (rc == 0)
		rc = migrate(s, err);
	if (rc == 0 && !is_postgres(s)) {
		s->opt.create = false;
		rc = db_open(s->driver, &s->opt, &s->writer, err);
	}
	if (rc < 0) {
		store_close(s);
		return -1;
	}
	s->pool = db_pool_new(s->driver, &s->opt, opt->pool_size ? opt->pool_size : STORE_POOL);
	*out = s;
	return 0;
}

void store_close(struct store *s)
{
	if (!s)
		return;
	db_pool_unref(s->pool);
	db_close(s->writer);
	db_close(s->alone);
	if (s->lock_fd >= 0)
		close(s->lock_fd);
	pthread_cond_destroy(&s->shared.freed);
	pthread_mutex_destroy(&s->shared.lock);
	arena_free(s->arena);
	mem_free(s);
}

const char *store_instance(struct store *s)
{
	return s->instance;
}

bool store_is_exclusive(struct store *s)
{
	return s->lock_fd >= 0;
}

const char *store_version(struct store *s)
{
	return s->version;
}

struct store_tx *store_auto(struct store *s)
{
	return &s->auto_tx;
}

const char *store_skip_locked(struct store_tx *tx)
{
	return tx->s->driver->caps & DB_CAP_SKIP_LOCKED ? " FOR UPDATE SKIP LOCKED" : "";
}

/* Connections. */

int store_fail(struct db_conn *c, struct err *err)
{
	if (err->code == ERR_UPSTREAM || err->code == ERR_DENIED || err->code == ERR_INVALID)
		err->code = !db_is_alive(c) ? ERR_BUSY : ERR_INTERNAL;
	return err_wrap(err, "askdb's store");
}

static int writer_get(struct store *s, struct db_conn **out, struct err *err)
{
	int64_t until = clock_mono_ms() + STORE_TIMEOUT_MS;
	struct timespec at = {.tv_sec = until / 1000, .tv_nsec = until % 1000 * 1000000};
	int rc = 0;

	pthread_mutex_lock(&s->shared.lock);
	while (s->shared.writer_taken && rc == 0)
		rc = pthread_cond_timedwait(&s->shared.freed, &s->shared.lock, &at);
	bool mine = !s->shared.writer_taken;
	s->shared.writer_taken = true;
	pthread_mutex_unlock(&s->shared.lock);
	if (!mine)
		return err_set(err, ERR_BUSY, "askdb's store is busy writing: try again");
	*out = s->writer;
	return 0;
}

int store_conn_get(struct store *s, enum store_use use, struct db_conn **out, struct err *err)
{
	if (s->writer && use == STORE_USE_WRITE)
		return writer_get(s, out, err);
	if (db_pool_get(s->pool, clock_mono_ms() + STORE_TIMEOUT_MS, NULL, out, err) < 0) {
		err->code = ERR_BUSY;
		return err_wrap(err, "askdb's store cannot be reached");
	}
	return 0;
}

void store_conn_put(struct store *s, struct db_conn *c)
{
	if (!c || c != s->writer) {
		db_pool_put(s->pool, c);
		return;
	}
	pthread_mutex_lock(&s->shared.lock);
	s->shared.writer_taken = false;
	pthread_cond_signal(&s->shared.freed);
	pthread_mutex_unlock(&s->shared.lock);
}

bool store_backoff(unsigned n, int64_t until)
{
	uint8_t dice;
	int64_t ms = 2 << MIN(n, 6u);

	hash_random(&dice, sizeof dice);
	ms += ms * dice / 255; /* so that two who met do not meet again */
	if (clock_mono_ms() + ms > until)
		return false;
	struct timespec pause = {.tv_nsec = ms * 1000000};
	nanosleep(&pause, NULL);
	return true;
}

int store_ping(struct store *s, struct err *err)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct store_rows rows;

	return store_fetch(store_auto(s), a, STORE_SQL("SELECT 1"), &rows, err);
}

/* Transactions. */

static const char *begin_text(const struct store *s, enum store_use use)
{
	if (is_postgres(s))
		return use == STORE_USE_READ ? "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" : "BEGIN";
	return use == STORE_USE_READ ? "BEGIN" : "BEGIN IMMEDIATE";
}

/*
 * A pooled connection may have died while it lay idle: BEGIN is where that shows, and another one can be
 * taken.
 */
static int begin(struct store *s, enum store_use use, struct store_tx **out, struct err *err)
{
	int64_t until = clock_mono_ms() + STORE_RETRY_MS;

	for (unsigned n = 0;; n++) {
		struct db_conn *c = NULL;
		if (store_conn_get(s, use, &c, err) < 0)
			return -1;
		if (db_exec(c, begin_text(s, use), NULL, 0, err) == 0) {
			struct store_tx *tx = mem_zalloc(1, sizeof *tx);
			tx->s = s;
			tx->conn = c;
			tx->reading = use == STORE_USE_READ;
			*out = tx;
			return 0;
		}
		store_fail(c, err);
		store_conn_put(s, c);
		if (err->code != ERR_BUSY || !store_backoff(n, until))
			return -1;
		err_clear(err);
	}
}

int store_begin(struct store *s, struct store_tx **out, struct err *err)
{
	return begin(s, STORE_USE_WRITE, out, err);
}

void store_rollback(struct store_tx *tx)
{
	struct err ignored = ERR_INIT;

	if (!tx)
		return;
	err_ignore(db_exec(tx->conn, "ROLLBACK", NULL, 0, &ignored));
	store_conn_put(tx->s, tx->conn);
	mem_free(tx);
}

int store_commit(struct store_tx *tx, struct err *err)
{
	assert(tx->conn);
	if (tx->failed) {
		store_rollback(tx);
		return err_set(err, ERR_INTERNAL, "askdb's store: a statement of the transaction had failed");
	}
	if (db_exec(tx->conn, "COMMIT", NULL, 0, err) < 0) {
		store_fail(tx->conn, err);
		store_rollback(tx);
		return -1;
	}
	store_conn_put(tx->s, tx->conn);
	for (size_t i = 0; i < tx->n_after; i++)
		tx->after[i].fn(tx->after[i].ctx);
	mem_free(tx);
	return 0;
}

void store_after_commit(struct store_tx *tx, void (*fn)(void *), void *ctx)
{
	if (!tx->conn) {
		fn(ctx);
		return;
	}
	for (size_t i = 0; i < tx->n_after; i++)
		if (tx->after[i].fn == fn && tx->after[i].ctx == ctx)
			return;
	assert(tx->n_after < STORE_AFTER_MAX);
	tx->after[tx->n_after].fn = fn;
	tx->after[tx->n_after++].ctx = ctx;
}

static int run_in_transaction(
	struct store_tx *tx, enum store_use use, store_fn *fn, void *ctx, struct err *err)
{
	if (tx->conn)
		return fn(tx, ctx, err);

	int64_t until = clock_mono_ms() + STORE_RETRY_MS;
	for (unsigned n = 0;; n++) {
		struct store_tx *inner = NULL;
		if (begin(tx->s, use, &inner, err) < 0)
			return -1;
		bool lost = false;
		if (fn(inner, ctx, err) == 0) {
			if (store_commit(inner, err) == 0)
				return 0;
			lost = err->code == ERR_BUSY && tx->s->writer == NULL && use == STORE_USE_WRITE;
		} else {
			store_rollback(inner);
		}
		/*
		 * When the connection broke during COMMIT nobody knows whether it happened: not for us to
		 * repeat.
		 */
		if (err->code != ERR_BUSY || lost || !store_backoff(n, until))
			return -1;
		err_clear(err);
	}
}

int store_atomic(struct store_tx *tx, store_fn *fn, void *ctx, struct err *err)
{
	assert(!tx->reading);
	return run_in_transaction(tx, STORE_USE_WRITE, fn, ctx, err);
}

int store_reading(struct store_tx *tx, store_fn *fn, void *ctx, struct err *err)
{
	return run_in_transaction(tx, STORE_USE_READ, fn, ctx, err);
}
