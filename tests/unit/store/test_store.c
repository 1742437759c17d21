// SPDX-License-Identifier: Apache-2.0
/* The store itself: opening, locking, migrations, transactions, threads, pages. */
#include "test.h"

#include "stores.h"

#include "base/clock.h"
#include "base/hash.h"
#include "base/limits.h"
#include "store/page.h"
#include "store/source.h"
#include "store/store_int.h"

#include <pthread.h>
#include <unistd.h>

static struct test_stores stores;

#define EACH_STORE(t) for (struct test_store *t = stores.items; t < stores.items + stores.n; t++)

static int64_t count(struct store_tx *tx, const char *sql)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct err err = ERR_INIT;
	struct store_rows rows;

	MUST(store_fetch(tx, a, STORE_SQL(sql), &rows, &err));
	return store_int(&rows, 0, 0);
}

static void make_scratch(struct test_store *t)
{
	struct err err = ERR_INIT;

	MUST(store_exec(store_auto(t->s),
		STORE_SQL("CREATE TABLE IF NOT EXISTS scratch (id BIGINT NOT NULL PRIMARY KEY, word TEXT)"),
		NULL, &err));
	MUST(store_exec(store_auto(t->s), STORE_SQL("DELETE FROM scratch"), NULL, &err));
}

static void test_versions(void)
{
	EACH_STORE(t)
	{
		struct err err = ERR_INIT;
		CHECK_MSG(strncmp(store_version(t->s), "SQLite", 6) == 0 ||
				  strncmp(store_version(t->s), "PostgreSQL", 10) == 0,
			"%s: %s", t->name, store_version(t->s));
		CHECK_MSG(store_ping(t->s, &err) == 0, "%s answers", t->name);
		CHECK_MSG(store_is_exclusive(t->s) == (t->opt.url == NULL), "%s exclusive", t->name);
		CHECK_MSG(uuid_is_valid(store_instance(t->s)), "%s instance", t->name);
	}
}

static void test_second_server_is_refused(void)
{
	struct store *second = NULL;
	struct err err = ERR_INIT;

	CHECK(store_open(&stores.items[0].opt, &second, &err) < 0);
	CHECK_INT(err.code, ERR_CONFLICT);
	CHECK_STR(err.why, "store_locked");
	CHECK(strstr(err.msg, "in use by another askdb (process ") != NULL);
	if (stores.n == 2) { /* several servers share one PostgreSQL */
		err_clear(&err);
		CHECK(store_open(&stores.items[1].opt, &second, &err) == 0);
		store_close(second);
	}
}

/* On PostgreSQL several processes share a store; who needs it alone waits for nobody and says so. */
static void test_alone(void)
{
	if (stores.n < 2)
		SKIP("no PostgreSQL server");
	struct store_options opt = stores.items[1].opt;
	struct store *shared = NULL, *alone = NULL;
	struct err err = ERR_INIT;

	CHECK_MSG(store_open(&opt, &shared, &err) == 0, "%s", err.msg);
	opt.alone = true;
	CHECK(store_open(&opt, &alone, &err) == -1 && err.code == ERR_CONFLICT);
	CHECK_STR(err.why, "store_locked");
	err_clear(&err);
	store_close(shared);
	store_close(stores.items[1].s);
	CHECK_MSG(store_open(&opt, &alone, &err) == 0, "%s", err.msg);
	CHECK_MSG(store_ping(alone, &err) == 0, "it does not keep itself out: %s", err.msg);
	opt.alone = false;
	CHECK(store_open(&opt, &shared, &err) == -1 && err.code == ERR_BUSY);
	CHECK_MSG(strstr(err.msg, "another askdb needs the database for itself"), "%s", err.msg);
	err_clear(&err);
	store_close(alone);
	CHECK_MSG(store_open(&opt, &stores.items[1].s, &err) == 0, "%s", err.msg);
}

static void test_bad_places(void)
{
	static const struct {
		struct store_options opt;
		enum err_code code;
		const char *says;
	} cases[] = {
		{{.dir = "/dev/null/x"}, ERR_INTERNAL, "/dev/null"},
		{{.dir = "/tmp", .url = "sqlite:///tmp/x.db"}, ERR_INVALID, "postgres://"},
		{{.url = "nonsense://x"}, ERR_INVALID, "no driver serves"},
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct store *s = NULL;
		struct err err = ERR_INIT;
		CHECK_MSG(store_open(&cases[i].opt, &s, &err) < 0, "case %zu is refused", i);
		CHECK_MSG(strstr(err.msg, cases[i].says) != NULL, "case %zu says why: %s", i, err.msg);
	}
}

static void test_reopening_applies_nothing_twice(void)
{
	EACH_STORE(t)
	{
		int64_t before = count(store_auto(t->s), "SELECT count(*) FROM schema_migrations");
		int64_t at = count(store_auto(t->s), "SELECT max(applied_at) FROM schema_migrations");
		test_store_reopen(t);
		CHECK_INT(count(store_auto(t->s), "SELECT count(*) FROM schema_migrations"), before);
		CHECK_INT(count(store_auto(t->s), "SELECT max(applied_at) FROM schema_migrations"), at);
	}
}

static void refuse_after(struct test_store *t, const char *spoil, const char *mend, const char *why)
{
	struct err err = ERR_INIT;

	MUST(store_exec(store_auto(t->s), STORE_SQL(spoil), NULL, &err));
	store_close(t->s);
	t->s = NULL;
	CHECK_MSG(store_open(&t->opt, &t->s, &err) < 0, "%s: %s", t->name, why);
	CHECK_INT(err.code, ERR_CONFLICT);
	CHECK_STR(err.why, why);
	CHECK(strstr(err.msg, "askdb") != NULL);
	if (t->opt.dir) {
		/* Only an askdb that knows it may open it: mend it from outside. */
		CLEANUP(db_close_ptr) struct db_conn *c = NULL;
		struct db_options opt = {.path = arena_printf(t->a, "%s/askdb.db", t->dir), .writable = true};
		err_clear(&err);
		MUST(db_open(db_driver_find("sqlite"), &opt, &c, &err));
		MUST(db_exec(c, mend, NULL, 0, &err));
	} else {
		CLEANUP(db_close_ptr) struct db_conn *c = NULL;
		const struct db_driver *driver = NULL;
		struct db_options opt = {.port = 0};
		err_clear(&err);
		MUST(db_url_parse(t->a, t->opt.url, &driver, &opt, &err));
		opt.writable = true;
		opt.search_path = "data_catalog";
		MUST(db_open(driver, &opt, &c, &err));
		MUST(db_exec(c, mend, NULL, 0, &err));
	}
	MUST(store_open(&t->opt, &t->s, &err));
}

static void test_newer_or_changed_stores_are_refused(void)
{
	EACH_STORE(t)
	{
		refuse_after(t, "INSERT INTO schema_migrations VALUES (9999, '9999_future.sql', 'x', 1)",
			"DELETE FROM schema_migrations WHERE version = 9999", "store_newer");
		refuse_after(t,
			"UPDATE schema_migrations SET name = checksum, checksum = 'other' WHERE version = 1",
			"UPDATE schema_migrations SET checksum = name WHERE version = 1", "store_changed");
	}
}

/* Transactions. */

static void test_commit_and_rollback(void)
{
	EACH_STORE(t)
	{
		struct store_tx *tx = NULL;
		struct err err = ERR_INIT;
		make_scratch(t);
		MUST(store_begin(t->s, &tx, &err));
		MUST(store_exec(tx,
			STORE_SQL("INSERT INTO scratch VALUES ($1, $2)", DB_V_INT(1), db_v_text("kept")),
			NULL, &err));
		CHECK_INT(count(tx, "SELECT count(*) FROM scratch"), 1);
		CHECK_MSG(count(store_auto(t->s), "SELECT count(*) FROM scratch") == 0,
			"%s: not seen before the commit", t->name);
		MUST(store_commit(tx, &err));
		MUST(store_begin(t->s, &tx, &err));
		MUST(store_exec(tx, STORE_SQL("DELETE FROM scratch"), NULL, &err));
		store_rollback(tx);
		CHECK_MSG(count(store_auto(t->s), "SELECT count(*) FROM scratch") == 1,
			"%s: a rollback undoes", t->name);
	}
}

static void test_a_failed_statement_fails_the_transaction(void)
{
	EACH_STORE(t)
	{
		struct store_tx *tx = NULL;
		struct err err = ERR_INIT;
		make_scratch(t);
		MUST(store_begin(t->s, &tx, &err));
		MUST(store_exec(tx, STORE_SQL("INSERT INTO scratch VALUES (1, NULL)"), NULL, &err));
		CHECK(store_exec(tx, STORE_SQL("INSERT INTO scratch VALUES (1, NULL)"), NULL, &err) < 0);
		CHECK_MSG(err.code == ERR_CONFLICT, "%s: %s", t->name, err.msg);
		err_clear(&err);
		CHECK(store_exec(tx, STORE_SQL("INSERT INTO scratch VALUES (2, NULL)"), NULL, &err) < 0);
		err_clear(&err);
		CHECK(store_commit(tx, &err) < 0);
		CHECK_MSG(count(store_auto(t->s), "SELECT count(*) FROM scratch") == 0,
			"%s: nothing was written", t->name);
	}
}

static void note(void *ctx)
{
	++*(int *)ctx;
}

static void test_after_commit(void)
{
	EACH_STORE(t)
	{
		struct store_tx *tx = NULL;
		struct err err = ERR_INIT;
		int called = 0;
		store_after_commit(store_auto(t->s), note, &called);
		CHECK_INT(called, 1);
		MUST(store_begin(t->s, &tx, &err));
		store_after_commit(tx, note, &called);
		store_after_commit(tx, note, &called);
		CHECK_INT(called, 1);
		MUST(store_commit(tx, &err));
		CHECK_MSG(called == 2, "%s: once, after the commit", t->name);
		MUST(store_begin(t->s, &tx, &err));
		store_after_commit(tx, note, &called);
		store_rollback(tx);
		CHECK_MSG(called == 2, "%s: not after a rollback", t->name);
	}
}

struct body {
	int runs, busy_for;
	struct err *err;
};

static int busy_at_first(struct store_tx *tx, void *ctx, struct err *err)
{
	struct body *b = ctx;

	if (store_exec(tx, STORE_SQL("INSERT INTO scratch VALUES (7, NULL)"), NULL, err) < 0)
		return -1;
	return ++b->runs <= b->busy_for ? err_set(err, ERR_BUSY, "try again") : 0;
}

static void test_a_busy_transaction_is_repeated(void)
{
	EACH_STORE(t)
	{
		struct err err = ERR_INIT;
		struct body b = {.busy_for = 3};
		make_scratch(t);
		CHECK(store_atomic(store_auto(t->s), busy_at_first, &b, &err) == 0);
		CHECK_INT(b.runs, 4);
		CHECK_MSG(count(store_auto(t->s), "SELECT count(*) FROM scratch") == 1, "%s: once", t->name);
	}
}

/* Threads: each adds to one counter, so an update that was lost shows. */

enum { THREADS = 6, ROUNDS = 40 };

static int add_one(struct store_tx *tx, void *ctx, struct err *err)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct store_rows rows;

	(void)ctx;
	if (store_fetch(tx, a, STORE_SQL("SELECT id FROM scratch"), &rows, err) < 0)
		return -1;
	return store_exec(tx, STORE_SQL("UPDATE scratch SET id = id + 1"), NULL, err);
}

static void *adder(void *p)
{
	struct test_store *t = p;

	for (int i = 0; i < ROUNDS; i++) {
		struct err err = ERR_INIT;
		MUST(i % 2 ? store_atomic(store_auto(t->s), add_one, NULL, &err)
			   : store_exec(store_auto(t->s), STORE_SQL("UPDATE scratch SET id = id + 1"), NULL,
				     &err));
		if (count(store_auto(t->s), "SELECT count(*) FROM scratch") != 1)
			return t; /* a check from here would mix with another thread's */
	}
	return NULL;
}

static void test_threads(void)
{
	EACH_STORE(t)
	{
		pthread_t threads[THREADS];
		struct err err = ERR_INIT;
		make_scratch(t);
		MUST(store_exec(
			store_auto(t->s), STORE_SQL("INSERT INTO scratch VALUES (0, NULL)"), NULL, &err));
		for (size_t i = 0; i < THREADS; i++)
			test_must(pthread_create(&threads[i], NULL, adder, t), "pthread_create", &err);
		for (size_t i = 0; i < THREADS; i++) {
			void *bad = NULL;
			pthread_join(threads[i], &bad);
			CHECK_MSG(!bad, "%s: thread %zu saw one row at all times", t->name, i);
		}
		CHECK_INT(count(store_auto(t->s), "SELECT id FROM scratch"), THREADS * ROUNDS);
	}
}

static void test_many_rows(void)
{
	enum { N = 2500 };
	static const struct store_insert into = {.head = "INSERT INTO scratch (id, word)", .columns = 2};

	EACH_STORE(t)
	{
		CLEANUP(arena_free_ptr) struct arena *a = arena_new();
		struct db_value *values = ARENA_ARRAY(a, struct db_value, N * 2);
		struct err err = ERR_INIT;
		struct store_rows rows;
		make_scratch(t);
		for (int i = 0; i < N; i++) {
			values[2 * i] = DB_V_INT(i);
			values[2 * i + 1] = i % 3 ? db_v_text("wort 売上") : DB_V_NULL;
		}
		MUST(store_insert_many(store_auto(t->s), &into, values, N, &err));
		MUST(store_fetch(store_auto(t->s), a, STORE_SQL("SELECT id, word FROM scratch ORDER BY id"),
			&rows, &err));
		CHECK_INT(rows.n, N);
		CHECK_INT(store_int(&rows, N - 1, 0), N - 1);
		CHECK(store_is_null(&rows, 0, 1));
		CHECK_STR(store_text(&rows, 1, 1), "wort 売上");
		values[1] = values[0]; /* a clash in the last chunk takes the first ones with it */
		values[2 * (N - 1)] = DB_V_INT(0);
		make_scratch(t);
		CHECK(store_insert_many(store_auto(t->s), &into, values, N, &err) < 0);
		CHECK_MSG(count(store_auto(t->s), "SELECT count(*) FROM scratch") == 0, "%s: all or nothing",
			t->name);
	}
}

/* Pages. */

static void test_cursors(void)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	static const char *const bad[] = {
		"x", "zz", "6e", "6e31", "6e310a", "7a310a61", "6e780a61", "6e310a610", "74000a61"};
	struct store_cursor c;
	struct err err = ERR_INIT;
	const char *text = store_cursor_make(a, 0, "名前\\x", "id-1"),
		   *number = store_cursor_make(a, -5, NULL, "id-2");

	MUST(store_cursor_parse(a, &(struct store_page){.cursor = text}, &c, &err));
	CHECK_STR(c.text, "名前\\x");
	CHECK_STR(c.id, "id-1");
	MUST(store_cursor_parse(a, &(struct store_page){.cursor = number}, &c, &err));
	CHECK_INT(c.number, -5);
	CHECK_STR(c.id, "id-2");
	MUST(store_cursor_parse(a, NULL, &c, &err));
	CHECK(!c.set);
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		err_clear(&err);
		CHECK_MSG(store_cursor_parse(a, &(struct store_page){.cursor = bad[i]}, &c, &err) < 0 &&
				  err.code == ERR_INVALID,
			"%s is refused", bad[i]);
	}
	CHECK_INT(store_page_limit(NULL), PAGE_DEFAULT);
	CHECK_INT(store_page_limit(&(struct store_page){.limit = 7}), 7);
	CHECK_INT(store_page_limit(&(struct store_page){.limit = 100000}), PAGE_MAX);
}

static void open_all(void)
{
	test_stores_open(&stores);
	CHECK(stores.n >= 1);
}

static void close_all(void)
{
	test_stores_close(&stores);
	CHECK(access(stores.items[0].dir, F_OK) != 0);
}

TEST_MAIN(TEST(open_all), TEST(test_versions), TEST(test_second_server_is_refused), TEST(test_alone),
	TEST(test_bad_places), TEST(test_reopening_applies_nothing_twice), TEST(test_commit_and_rollback),
	TEST(test_a_failed_statement_fails_the_transaction), TEST(test_after_commit),
	TEST(test_a_busy_transaction_is_repeated), TEST(test_threads), TEST(test_many_rows),
	TEST(test_cursors), TEST(test_newer_or_changed_stores_are_refused), TEST(close_all))
