// SPDX-License-Identifier: Apache-2.0
/* Syncing a source on each store: twice the same, after a change, empty, gone, stopped, killed, after a restart. */
#include "test.h"

#include "house.h"

#include "json/writer.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static void test_before_the_first_sync(void)
{
	EACH_HOUSE(h, t)
	{
		CLEANUP(arena_free_ptr) struct arena *a = arena_new();
		const char *id = new_source(h, a, "before", new_database(a, "before"));
		struct cat_snapshot *s;
		struct str out = STR_INIT(10000);
		struct js_writer w = JS_WRITER(&out);
		struct err err = ERR_INIT;

		CHECK(catalog_snapshot(h->catalog, id, NULL, &s, &err) < 0 && err.code == ERR_CONFLICT);
		CHECK_STR(err.why, "source_not_synced");
		err_clear(&err);
		CHECK(catalog_write_tree(h->catalog, id, &w, &err) < 0);
		CHECK_STR(err.why, "source_not_synced");
		err_clear(&err);
		CHECK(catalog_snapshot(h->catalog, "00000000-0000-4000-8000-000000000000", NULL, &s, &err) <
			0);
		CHECK_INT(err.code, ERR_NOT_FOUND);
		str_free(&out);
		err_clear(&err);
		MUST(source_delete(h->sources, id, &err));
	}
}

static void test_sync_and_snapshot(void)
{
	EACH_HOUSE(h, t)
	{
		CLEANUP(arena_free_ptr) struct arena *a = arena_new();
		CLEANUP(cat_snapshot_unref_ptr) struct cat_snapshot *s = NULL;
		const char *id = new_source(h, a, "shop", new_database(a, "shop"));
		const struct cat_column *country, *password;
		struct catalog_progress p;
		struct store_source src;
		struct err err = ERR_INIT;

		sync_now(h, a, id, &p);
		CHECK_MSG(p.tables == 3 && p.columns == 10 && p.schemas == 1 && p.documents == 13,
			"%s: %d tables, %d columns, %d documents", t->name, (int)p.tables, (int)p.columns,
			(int)p.documents);
		CHECK_STR(p.source_id, id);
		CHECK_STR(p.step, "publish");
		MUST(catalog_snapshot(h->catalog, id, NULL, &s, &err));
		CHECK_INT(s->n_tables, 3);
		CHECK_INT(s->n_edges, 1);
		country = column_named(table_named(s, "customer"), "country");
		password = column_named(table_named(s, "staff"), "password");
		CHECK(country->n_values == 2 && slice_eq(country->values[0], SLICE_LIT("Brazil")) &&
			country->values_complete);
		CHECK(password->n_values == 0);
		CHECK(country->id && uuid_is_valid(country->id));
		MUST(source_get(h->sources, a, id, &src, &err));
		CHECK(src.last_synced > 0);
		CHECK_STR(src.status, "connected");
		MUST(source_delete(h->sources, id, &err));
	}
}

/* The ids, and the whole tree but for its times, are the same after a second sync; so is what a person wrote. */
static void test_sync_twice_changes_nothing(void)
{
	EACH_HOUSE(h, t)
	{
		CLEANUP(arena_free_ptr) struct arena *a = arena_new();
		const char *id = new_source(h, a, "twice", new_database(a, "twice"));
		struct str first = STR_INIT(100000), second = STR_INIT(100000), ignored = STR_INIT(100000);
		struct js_writer w1 = JS_WRITER(&first), w2 = JS_WRITER(&second), wi = JS_WRITER(&ignored);
		struct cat_snapshot *s, *again;
		struct catalog_progress p;
		struct err err = ERR_INIT;
		const char *cut1, *cut2;

		sync_now(h, a, id, &p);
		MUST(catalog_snapshot(h->catalog, id, NULL, &s, &err));
		MUST(catalog_describe_table(
			h->catalog, table_named(s, "customer")->id, "People who buy from us", &wi, &err));
		MUST(catalog_describe_column(h->catalog, column_named(table_named(s, "invoice"), "total")->id,
			"Gross, in yen", &(struct js_writer){.out = &ignored}, &err));
		cat_snapshot_unref(s);
		MUST(catalog_write_tree(h->catalog, id, &w1, &err));
		sync_now(h, a, id, &p);
		MUST(catalog_write_tree(h->catalog, id, &w2, &err));
		cut1 = strstr(first.buf, "\"schemas\"");
		cut2 = strstr(second.buf, "\"schemas\"");
		CHECK_STR(cut2, cut1);
		MUST(catalog_snapshot(h->catalog, id, NULL, &again, &err));
		CHECK_STR(table_named(again, "customer")->description, "People who buy from us");
		CHECK_STR(column_named(table_named(again, "invoice"), "total")->description, "Gross, in yen");
		cat_snapshot_unref(again);
		str_free(&first);
		str_free(&second);
		str_free(&ignored);
		MUST(source_delete(h->sources, id, &err));
	}
}

static void test_the_database_changes(void)
{
	static const char *const changes[] = {
		"DROP TABLE staff",
		"ALTER TABLE customer ADD COLUMN vip INTEGER",
		"CREATE TABLE refund (refund_id INTEGER PRIMARY KEY, reason TEXT)",
	};

	EACH_HOUSE(h, t)
	{
		CLEANUP(arena_free_ptr) struct arena *a = arena_new();
		const char *path = new_database(a, "changes"), *id = new_source(h, a, "changes", path),
			   *customer_id;
		struct cat_snapshot *old, *fresh;
		struct catalog_progress p;
		struct err err = ERR_INIT;

		sync_now(h, a, id, &p);
		MUST(catalog_snapshot(h->catalog, id, NULL, &old, &err));
		customer_id = arena_strdup(a, table_named(old, "customer")->id);
		exec_all(path, changes, ARRAY_LEN(changes));
		sync_now(h, a, id, &p);
		MUST(catalog_snapshot(h->catalog, id, NULL, &fresh, &err));
		CHECK(has_table(old, "staff") &&
			!has_table(old, "refund")); /* a reader keeps what it holds */
		CHECK(!has_table(fresh, "staff") && has_table(fresh, "refund"));
		CHECK_STR(column_named(table_named(fresh, "customer"), "vip")->name, "vip");
		CHECK_STR(table_named(fresh, "customer")->id, customer_id);
		cat_snapshot_unref(old);
		cat_snapshot_unref(fresh);
		MUST(source_delete(h->sources, id, &err));
	}
}

static void test_an_empty_database(void)
{
	EACH_HOUSE(h, t)
	{
		CLEANUP(arena_free_ptr) struct arena *a = arena_new();
		const char *path = arena_printf(a, "%s/empty.db", house_dir), *id;
		struct catalog_progress p;
		struct cat_snapshot *s;
		struct err err = ERR_INIT;

		unlink(path);
		exec_all(path, (const char *const[]){"CREATE TABLE t (x)", "DROP TABLE t"}, 2);
		id = new_source(h, a, "empty", path);
		sync_now(h, a, id, &p);
		CHECK(catalog_snapshot(h->catalog, id, NULL, &s, &err) < 0 && err.code == ERR_CONFLICT);
		CHECK_STR(err.why, "catalog_empty");
		err_clear(&err);
		MUST(source_delete(h->sources, id, &err));
	}
}

static void test_a_database_that_is_gone(void)
{
	EACH_HOUSE(h, t)
	{
		CLEANUP(arena_free_ptr) struct arena *a = arena_new();
		const char *path = new_database(a, "gone"), *id = new_source(h, a, "gone", path);
		struct catalog_progress p;
		struct store_source src;
		char job[UUID_LEN];
		struct err err = ERR_INIT;

		unlink(path);
		MUST(catalog_sync_start(h->catalog, h->jobs, id, job, &err));
		CHECK_STR(wait_for(h, a, job, &p), "FAILED");
		CHECK(p.error && *p.error);
		MUST(source_get(h->sources, a, id, &src, &err));
		CHECK_STR(src.status, "error");
		CHECK(src.last_error != NULL);
		MUST(source_delete(h->sources, id, &err));
	}
}

static const char *wide_database(struct arena *a)
{
	const char *path = arena_printf(a, "%s/wide.db", house_dir);
	const char *statements[160];
	size_t n = 0;

	unlink(path);
	for (unsigned i = 0; i < 80; i++) {
		statements[n++] = arena_printf(
			a, "CREATE TABLE t%u (id INTEGER PRIMARY KEY, a TEXT, b TEXT, c TEXT, d TEXT)", i);
		statements[n++] = arena_printf(
			a, "INSERT INTO t%u VALUES (1, 'a%u', 'b', 'c', 'd'), (2, 'x', 'y', 'z', 'w')", i, i);
	}
	exec_all(path, statements, n);
	return path;
}

/* Stop the worker at different moments; another goes on where it was and the catalog comes out whole. */
static void test_a_stopped_sync_goes_on(void)
{
	EACH_HOUSE(h, t)
	{
		CLEANUP(arena_free_ptr) struct arena *a = arena_new();
		CLEANUP(cat_snapshot_unref_ptr) struct cat_snapshot *s = NULL;
		const char *id = new_source(h, a, "stopped", wide_database(a));
		struct catalog_progress p;
		char job[UUID_LEN], same[UUID_LEN];
		struct err err = ERR_INIT;
		size_t with_values = 0;

		MUST(catalog_sync_start(h->catalog, h->jobs, id, job, &err));
		MUST(catalog_sync_start(h->catalog, h->jobs, id, same, &err));
		CHECK_STR(same, job); /* one sync of a source at a time */
		for (int i = 0; i < 6; i++) {
			usleep(20000);
			job_runner_stop(h->runner);
			start_runner(h);
		}
		CHECK_STR(wait_for(h, a, job, &p), "COMPLETED");
		MUST(catalog_snapshot(h->catalog, id, NULL, &s, &err));
		CHECK_INT(s->n_tables, 80);
		for (size_t i = 0; i < s->n_tables; i++)
			for (size_t k = 0; k < s->tables[i].n_columns; k++)
				with_values += s->tables[i].columns[k].n_values == 2;
		CHECK_INT(with_values, 320);
		MUST(source_delete(h->sources, id, &err));
	}
}

/* A process that is killed mid-sync leaves a job that the next one finishes. Forked before any thread exists here. */
static void test_a_killed_sync_goes_on(void)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct test_store *t = &stores.items[0];
	struct catalog_progress p;
	struct house h;
	char job[UUID_LEN];
	struct cat_snapshot *s;
	struct err err = ERR_INIT;
	const char *id;
	int status;
	pid_t child;

	open_house(&h, t->s);
	id = new_source(&h, a, "killed", wide_database(a));
	MUST(catalog_sync_start(h.catalog, h.jobs, id, job, &err));
	close_house(&h);
	store_close(TAKE(t->s));
	fflush(NULL);
	child = fork();
	if (child == 0) {
		MUST(store_open(&t->opt, &t->s, &err));
		open_house(&h, t->s);
		start_runner(&h);
		pause();
		_exit(0);
	}
	usleep(60000);
	kill(child, SIGKILL);
	waitpid(child, &status, 0);
	CHECK(WIFSIGNALED(status));
	MUST(store_open(&t->opt, &t->s, &err));
	open_house(&h, t->s);
	start_runner(&h);
	CHECK_STR(wait_for(&h, a, job, &p), "COMPLETED");
	MUST(catalog_snapshot(h.catalog, id, NULL, &s, &err));
	CHECK_INT(s->n_tables, 80);
	cat_snapshot_unref(s);
	MUST(source_delete(h.sources, id, &err));
	close_house(&h);
}

/* After a restart the snapshot comes from the store, without a sync. */
static void test_after_a_restart(void)
{
	for (struct test_store *t = stores.items; t < stores.items + stores.n; t++) {
		CLEANUP(arena_free_ptr) struct arena *a = arena_new();
		struct cat_snapshot *s;
		struct catalog_progress p;
		struct err err = ERR_INIT;
		struct house h;
		const char *id;

		open_house(&h, t->s);
		start_runner(&h);
		id = new_source(&h, a, "restart", new_database(a, "restart"));
		sync_now(&h, a, id, &p);
		close_house(&h);
		test_store_reopen(t);
		open_house(&h, t->s);
		MUST(catalog_snapshot(h.catalog, id, NULL, &s, &err));
		CHECK_INT(s->n_tables, 3);
		cat_snapshot_unref(s);
		MUST(source_delete(h.sources, id, &err));
		catalog_forget(h.catalog, id);
		CHECK(catalog_snapshot(h.catalog, id, NULL, &s, &err) < 0 && err.code == ERR_NOT_FOUND);
		close_house(&h);
	}
}

TEST_MAIN(TEST(houses_open), TEST(test_a_killed_sync_goes_on), TEST(test_before_the_first_sync),
	TEST(test_sync_and_snapshot), TEST(test_sync_twice_changes_nothing), TEST(test_the_database_changes),
	TEST(test_an_empty_database), TEST(test_a_database_that_is_gone), TEST(test_a_stopped_sync_goes_on),
	TEST(test_after_a_restart), TEST(houses_close))
