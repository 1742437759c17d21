// SPDX-License-Identifier: Apache-2.0
/*
 * Stage 2 from a registered source to search: sync as a job on each store, twice the same, after a change, after a
 * kill; descriptions, training, what is not there yet. Vectors are used where ASKDB_MODEL_DIR names a model.
 */
#include "test.h"

#include "../store/stores.h"

#include "base/clock.h"
#include "base/limits.h"
#include "catalog/catalog.h"
#include "embed/embed.h"
#include "jobs/local.h"
#include "jobs/runner.h"
#include "json/read.h"
#include "json/writer.h"
#include "source/source.h"
#include "store/document.h"
#include "store/history.h"

#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char dir[] = "/tmp/askdb-catalog-XXXXXX";
static struct test_stores stores;
static struct embedder *embedder;

/* Everything above a store, as the composition root puts it together. */
struct house {
	struct store *store;
	struct sources *sources;
	struct catalog *catalog;
	struct job_engine *jobs;
	struct job_runner *runner;
	struct job_step steps[8]; /* the kind's own, with a heartbeat short enough to wait for */
	struct job_kind kind;
	struct job_kinds kinds;
};

static void open_house(struct house *h, struct store *s)
{
	static const char *const key = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";
	struct err err = ERR_INIT;

	*h = (struct house){.store = s};
	MUST(sources_open(&(struct sources_options){.store = s, .data_dir = dir, .key_base64 = key},
		&h->sources, &err));
	h->catalog = catalog_new(&(struct catalog_options){s, h->sources, embedder});
	h->kind = *catalog_sync_kind();
	for (size_t i = 0; i < h->kind.n; i++) {
		h->steps[i] = h->kind.steps[i];
		h->steps[i].heartbeat_s = 1;
		h->steps[i].retry.first_ms = h->steps[i].retry.max_ms = 50;
	}
	h->kind.steps = h->steps;
	h->kinds = (struct job_kinds){&h->kind, 1};
	h->jobs = job_local_new(s, &h->kinds);
}

static void start_runner(struct house *h)
{
	struct err err = ERR_INIT;

	MUST(job_runner_start(
		h->jobs, &(struct job_runner_options){.slots = 1, .app = h->catalog}, &h->runner, &err));
}

static void close_house(struct house *h)
{
	job_runner_stop(h->runner);
	job_engine_free(h->jobs);
	catalog_free(h->catalog);
	sources_close(h->sources);
}

static void exec_all(const char *path, const char *const *statements, size_t n)
{
	struct db_options opt = {.path = path, .writable = true, .create = true};
	CLEANUP(db_close_ptr) struct db_conn *c = NULL;
	struct err err = ERR_INIT;

	MUST(db_open(db_driver_find("sqlite"), &opt, &c, &err));
	for (size_t i = 0; i < n; i++)
		MUST(db_exec(c, statements[i], NULL, 0, &err));
}

static const char *new_database(struct arena *a, const char *name)
{
	static const char *const statements[] = {
		"CREATE TABLE customer (customer_id INTEGER PRIMARY KEY, name TEXT, country TEXT)",
		"CREATE TABLE invoice (invoice_id INTEGER PRIMARY KEY, customer_id INTEGER REFERENCES "
		"customer (customer_id), "
		"issued DATE, total NUMERIC)",
		"CREATE TABLE staff (staff_id INTEGER PRIMARY KEY, password TEXT, city TEXT)",
		"INSERT INTO customer VALUES (1, 'Ada', 'Brazil'), (2, 'Bob', 'Brazil'), (3, 'Chie', "
		"'Japan')",
		"INSERT INTO staff VALUES (1, 'hunter2', 'Oslo')",
	};
	const char *path = arena_printf(a, "%s/%s.db", dir, name);

	unlink(path);
	exec_all(path, statements, ARRAY_LEN(statements));
	return path;
}

static const char *new_source(struct house *h, struct arena *a, const char *name, const char *path)
{
	struct source_input in = {.name = name, .type = "sqlite"};
	struct store_source src;
	struct err err = ERR_INIT;

	in.url = path;
	MUST(source_create(h->sources, a, &in, NULL, &src, &err));
	return src.id;
}

/* Wait for a job to end; the state's name. */
static const char *wait_for(struct house *h, struct arena *a, const char *id, struct catalog_progress *p)
{
	int64_t until = clock_mono_ms() + 60000;
	struct err err = ERR_INIT;

	do {
		MUST(catalog_sync_progress(h->catalog, h->jobs, id, a, p, &err));
		if (!str_eq(p->status, "RUNNING"))
			return p->status;
		usleep(5000);
	} while (clock_mono_ms() < until);
	return "still running";
}

static void sync_now(struct house *h, struct arena *a, const char *source, struct catalog_progress *p)
{
	struct err err = ERR_INIT;
	char id[UUID_LEN];

	MUST(catalog_sync_start(h->catalog, h->jobs, source, id, &err));
	CHECK_MSG(str_eq(wait_for(h, a, id, p), "COMPLETED"), "sync: %s %s", p->status,
		p->error ? p->error : "");
}

#define EACH_HOUSE(h, t)                                                                               \
	for (struct test_store *t = stores.items; t < stores.items + stores.n; t++)                    \
		for (struct house h##_, *h = (open_house(&h##_, t->s), start_runner(&h##_), &h##_); h; \
			close_house(h), h = NULL)

static bool has_table(const struct cat_snapshot *s, const char *name)
{
	return cat_find_table(s, slice_of(name)) >= 0;
}

/* The table, or the column of a table; without it the test cannot go on. */
static const struct cat_table *table_named(const struct cat_snapshot *s, const char *name)
{
	int32_t at = cat_find_table(s, slice_of(name));
	struct err err = ERR_INIT;

	if (at < 0)
		test_must(err_set(&err, ERR_NOT_FOUND, "no table %s", name), "table_named", &err);
	return &s->tables[MAX(at, 0)];
}

static const struct cat_column *column_named(const struct cat_table *t, const char *name)
{
	int32_t at = cat_find_column(t, slice_of(name));
	struct err err = ERR_INIT;

	if (at < 0)
		test_must(err_set(&err, ERR_NOT_FOUND, "no column %s", name), "column_named", &err);
	return &t->columns[MAX(at, 0)];
}

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
		const char *path = arena_printf(a, "%s/empty.db", dir), *id;
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

static bool finds(const struct catalog_hit *hits, size_t n, const char *table, const char *column)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(hits[i].table, table) &&
			(!column || (hits[i].column && str_eq(hits[i].column, column))))
			return true;
	return false;
}

static void test_search(void)
{
	EACH_HOUSE(h, t)
	{
		CLEANUP(arena_free_ptr) struct arena *a = arena_new();
		const char *id = new_source(h, a, "search", new_database(a, "search"));
		struct str out = STR_INIT(100000);
		struct js_writer w = JS_WRITER(&out);
		struct catalog_search q = {.query = SLICE_LIT("country of the customer"),
			.type = CATALOG_SEARCH_BOTH,
			.user = "u"};
		const struct catalog_hit *hits;
		struct catalog_progress p;
		struct err err = ERR_INIT;
		size_t n;

		sync_now(h, a, id, &p);
		MUST(catalog_search(h->catalog, &q, a, &hits, &n, &err));
		CHECK(n > 0 && finds(hits, n, "customer", "country"));
		for (size_t i = 0; i < n; i++)
			CHECK(hits[i].relevance >= CATALOG_SEARCH_FLOOR && hits[i].relevance <= 1 &&
				(i == 0 || hits[i].relevance <= hits[i - 1].relevance) && hits[i].snippet);
		q.type = CATALOG_SEARCH_TABLES;
		MUST(catalog_search(h->catalog, &q, a, &hits, &n, &err));
		for (size_t i = 0; i < n; i++)
			CHECK(!hits[i].column_id);
		q.type = CATALOG_SEARCH_BOTH;
		q.query = SLICE_LIT("zzyzx quux");
		MUST(catalog_search(h->catalog, &q, a, &hits, &n, &err));
		CHECK_INT(n, 0);
		q.schema = "elsewhere";
		q.query = SLICE_LIT("country");
		MUST(catalog_search(h->catalog, &q, a, &hits, &n, &err));
		CHECK_INT(n, 0);
		q.query = SLICE_LIT("  ");
		CHECK(catalog_search(h->catalog, &q, a, &hits, &n, &err) < 0 && err.code == ERR_INVALID);
		err_clear(&err);
		q.query = SLICE_LIT("country");
		q.source_ids = (const char *const[]){"00000000-0000-4000-8000-000000000000"};
		q.n_source_ids = 1;
		CHECK(catalog_search(h->catalog, &q, a, &hits, &n, &err) < 0 && err.code == ERR_NOT_FOUND);
		err_clear(&err);
		MUST(catalog_write_history(h->catalog, "u", &(struct catalog_filter){0}, &w, &err));
		CHECK(strstr(out.buf, "\"query\":\"zzyzx quux\"") && strstr(out.buf, "\"total\":4"));
		MUST(source_delete(h->sources, id, &err));
		str_free(&out);
	}
}

static void test_new_words_are_found_at_once(void)
{
	EACH_HOUSE(h, t)
	{
		CLEANUP(arena_free_ptr) struct arena *a = arena_new();
		const char *id = new_source(h, a, "words", new_database(a, "words"));
		struct str out = STR_INIT(100000);
		struct js_writer w = JS_WRITER(&out);
		struct catalog_search q = {.query = SLICE_LIT("売上"), .type = CATALOG_SEARCH_BOTH};
		const struct catalog_hit *hits;
		struct cat_snapshot *s;
		struct catalog_progress p;
		struct err err = ERR_INIT;
		size_t n;

		sync_now(h, a, id, &p);
		MUST(catalog_snapshot(h->catalog, id, NULL, &s, &err));
		MUST(catalog_describe_column(h->catalog, column_named(table_named(s, "invoice"), "total")->id,
			"売上の合計", &w, &err));
		CHECK(strstr(out.buf, "\"user_description\":\"売上の合計\""));
		cat_snapshot_unref(s);
		MUST(catalog_search(h->catalog, &q, a, &hits, &n, &err));
		CHECK(finds(hits, n, "invoice", "total"));
		CHECK(catalog_describe_table(h->catalog, id, "no such table", &w, &err) < 0 &&
			err.code == ERR_NOT_FOUND);
		err_clear(&err);
		MUST(source_delete(h->sources, id, &err));
		str_free(&out);
	}
}

static const struct catalog_training items[] = {
	{.kind = "sql", .question = "How many customers?", .content = "SELECT count(*) FROM customer"},
	{.kind = "documentation", .content = "A customer is active after the first invoice."},
	{.kind = "ddl", .content = "CREATE TABLE customer (customer_id INTEGER)"},
};

static void test_training(void)
{
	EACH_HOUSE(h, t)
	{
		CLEANUP(arena_free_ptr) struct arena *a = arena_new();
		const char *id = new_source(h, a, "train", new_database(a, "train")), *first, *again;
		const struct catalog_training *list;
		struct catalog_progress p;
		struct cat_snapshot *s;
		struct err err = ERR_INIT;
		size_t added, n;

		MUST(catalog_train(
			h->catalog, id, &items[0], a, &first, &err)); /* before the sync: kept for later */
		sync_now(h, a, id, &p);
		MUST(catalog_import(h->catalog, id, items, 3, &added, &err));
		CHECK_INT(added, 2);
		MUST(catalog_train(h->catalog, id, &items[0], a, &again, &err));
		CHECK_STR(again, first);
		CHECK(strlen(first) == UUID_LEN - 1 + 4 && str_eq(first + UUID_LEN - 1, "-sql"));
		MUST(catalog_snapshot(h->catalog, id, NULL, &s, &err));
		CHECK_INT(s->n_docs, 3);
		cat_snapshot_unref(s);
		MUST(catalog_training_list(h->catalog, id, a, &list, &n, &err));
		CHECK_INT(n, 3);
		CHECK(n == 3 && str_eq(list[0].id, first) && str_eq(list[0].kind, "sql") &&
			str_eq(list[0].question, items[0].question) &&
			str_eq(list[0].content, items[0].content));
		sync_now(h, a, id, &p); /* a sync leaves what people added alone */
		MUST(catalog_untrain(h->catalog, id, first, &err));
		CHECK(catalog_untrain(h->catalog, id, first, &err) < 0 && err.code == ERR_NOT_FOUND);
		err_clear(&err);
		MUST(catalog_snapshot(h->catalog, id, NULL, &s, &err));
		CHECK_INT(s->n_docs, 2);
		cat_snapshot_unref(s);
		MUST(source_delete(h->sources, id, &err));
	}
}

static const struct {
	struct catalog_training item;
	enum err_code code;
} bad_items[] = {
	{{.kind = "sql", .question = "Remove them", .content = "DELETE FROM customer"}, ERR_DENIED},
	{{.kind = "sql", .content = "SELECT 1"}, ERR_INVALID},
	{{.kind = "sql", .question = "q", .content = " "}, ERR_INVALID},
	{{.kind = "prose", .content = "x"}, ERR_INVALID},
	{{.content = "x"}, ERR_INVALID},
};

static void test_training_that_is_refused(void)
{
	EACH_HOUSE(h, t)
	{
		CLEANUP(arena_free_ptr) struct arena *a = arena_new();
		const char *id = new_source(h, a, "refused", new_database(a, "refused")), *item;
		struct err err = ERR_INIT;

		for (size_t i = 0; i < ARRAY_LEN(bad_items); i++) {
			CHECK_MSG(catalog_train(h->catalog, id, &bad_items[i].item, a, &item, &err) < 0 &&
					  err.code == bad_items[i].code,
				"%s: item %d: %s", t->name, (int)i, err.msg);
			err_clear(&err);
		}
		MUST(source_delete(h->sources, id, &err));
	}
}

static void test_similar_and_lists(void)
{
	EACH_HOUSE(h, t)
	{
		CLEANUP(arena_free_ptr) struct arena *a = arena_new();
		const char *path = new_database(a, "similar"), *id;
		struct str out = STR_INIT(200000);
		const struct catalog_hit *hits;
		struct catalog_progress p;
		struct cat_snapshot *s;
		struct err err = ERR_INIT;
		json_t *doc;
		size_t n;

		exec_all(path,
			(const char *const[]){"CREATE TABLE customer_archive (customer_id INTEGER, name "
					      "TEXT, country TEXT)"},
			1);
		id = new_source(h, a, "similar", path);
		sync_now(h, a, id, &p);
		MUST(catalog_snapshot(h->catalog, id, NULL, &s, &err));
		MUST(catalog_similar(h->catalog, table_named(s, "customer")->id, 5, a, &hits, &n, &err));
		CHECK(n >= 1 && str_eq(hits[0].table, "customer_archive") &&
			!finds(hits, n, "customer", NULL));
		MUST(catalog_write_table(
			h->catalog, table_named(s, "customer")->id, &(struct js_writer){.out = &out}, &err));
		MUST(js_parse(a, str_slice(&out), &doc, &err));
		CHECK_INT(json_array_size(json_object_get(doc, "columns")), 3);
		str_truncate(&out, 0);
		MUST(catalog_write_tables(h->catalog, &(struct catalog_filter){.source_id = id, .limit = 2},
			&(struct js_writer){.out = &out}, &err));
		MUST(js_parse(a, str_slice(&out), &doc, &err));
		CHECK(json_array_size(json_object_get(doc, "items")) == 2 && js_get_str(doc, "next") &&
			js_get_int(doc, "total", 0) == 4);
		str_truncate(&out, 0);
		MUST(catalog_write_name_search(h->catalog, SLICE_LIT("CUST"),
			&(struct catalog_filter){.source_id = id}, &(struct js_writer){.out = &out}, &err));
		MUST(js_parse(a, str_slice(&out), &doc, &err));
		CHECK_INT(js_get_int(doc, "total_found", 0), 5); /* two tables, three columns */
		cat_snapshot_unref(s);
		MUST(source_delete(h->sources, id, &err));
		str_free(&out);
	}
}

static const char *wide_database(struct arena *a)
{
	const char *path = arena_printf(a, "%s/wide.db", dir);
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

static void test_open(void)
{
	const char *model = getenv("ASKDB_MODEL_DIR");
	struct err err = ERR_INIT;

	CHECK(mkdtemp(dir) != NULL);
	if (model && *model)
		MUST(embed_open(model, &embedder, &err));
	test_stores_open(&stores);
}

static void test_close(void)
{
	char path[sizeof dir + 32];
	static const char *const names[] = {"before", "shop", "twice", "changes", "empty", "gone", "search",
		"words", "train", "refused", "similar", "wide", "restart"};
	static const char *const endings[] = {"", "-wal", "-shm"};

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		for (size_t k = 0; k < ARRAY_LEN(endings); k++) {
			snprintf(path, sizeof path, "%s/%s.db%s", dir, names[i], endings[k]);
			unlink(path);
		}
	test_stores_close(&stores);
	embed_close(embedder);
	CHECK(rmdir(dir) == 0);
}

TEST_MAIN(TEST(test_open), TEST(test_a_killed_sync_goes_on), TEST(test_before_the_first_sync),
	TEST(test_sync_and_snapshot), TEST(test_sync_twice_changes_nothing), TEST(test_the_database_changes),
	TEST(test_an_empty_database), TEST(test_a_database_that_is_gone), TEST(test_search),
	TEST(test_new_words_are_found_at_once), TEST(test_training), TEST(test_training_that_is_refused),
	TEST(test_similar_and_lists), TEST(test_a_stopped_sync_goes_on), TEST(test_after_a_restart),
	TEST(test_close))
