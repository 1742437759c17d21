// SPDX-License-Identifier: Apache-2.0
/* See house.h. */
#include "house.h"

#include "base/clock.h"
#include "embed/embed.h"

#include <unistd.h>

char house_dir[] = "/tmp/askdb-catalog-XXXXXX";
struct test_stores stores;
static struct embedder *embedder;

void open_house(struct house *h, struct store *s)
{
	static const char *const key = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";
	struct err err = ERR_INIT;

	*h = (struct house){.store = s};
	MUST(sources_open(&(struct sources_options){.store = s, .data_dir = house_dir, .key_base64 = key},
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

void start_runner(struct house *h)
{
	struct err err = ERR_INIT;

	MUST(job_runner_start(
		h->jobs, &(struct job_runner_options){.slots = 1, .app = h->catalog}, &h->runner, &err));
}

void close_house(struct house *h)
{
	job_runner_stop(h->runner);
	job_engine_free(h->jobs);
	catalog_free(h->catalog);
	sources_close(h->sources);
}

void exec_all(const char *path, const char *const *statements, size_t n)
{
	struct db_options opt = {.path = path, .writable = true, .create = true};
	CLEANUP(db_close_ptr) struct db_conn *c = NULL;
	struct err err = ERR_INIT;

	MUST(db_open(db_driver_find("sqlite"), &opt, &c, &err));
	for (size_t i = 0; i < n; i++)
		MUST(db_exec(c, statements[i], NULL, 0, &err));
}

const char *new_database(struct arena *a, const char *name)
{
	static const char *const statements[] = {
		"CREATE TABLE customer (customer_id INTEGER PRIMARY KEY, name TEXT, country TEXT)",
		("CREATE TABLE invoice (invoice_id INTEGER PRIMARY KEY, "
		 "customer_id INTEGER REFERENCES customer (customer_id), issued DATE, total NUMERIC)"),
		"CREATE TABLE staff (staff_id INTEGER PRIMARY KEY, password TEXT, city TEXT)",
		("INSERT INTO customer VALUES "
		 "(1, 'Ada', 'Brazil'), (2, 'Bob', 'Brazil'), (3, 'Chie', 'Japan')"),
		"INSERT INTO staff VALUES (1, 'hunter2', 'Oslo')",
	};
	const char *path = arena_printf(a, "%s/%s.db", house_dir, name);

	unlink(path);
	exec_all(path, statements, ARRAY_LEN(statements));
	return path;
}

const char *new_source(struct house *h, struct arena *a, const char *name, const char *path)
{
	struct source_input in = {.name = name, .type = "sqlite"};
	struct store_source src;
	struct err err = ERR_INIT;

	in.url = path;
	MUST(source_create(h->sources, a, &in, NULL, &src, &err));
	return src.id;
}

/* Wait for a job to end; the state's name. */
const char *wait_for(struct house *h, struct arena *a, const char *id, struct catalog_progress *p)
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

void sync_now(struct house *h, struct arena *a, const char *source, struct catalog_progress *p)
{
	struct err err = ERR_INIT;
	char id[UUID_LEN];

	MUST(catalog_sync_start(h->catalog, h->jobs, source, id, &err));
	if (!str_eq(wait_for(h, a, id, p), "COMPLETED"))
		test_must(err_set(&err, ERR_INTERNAL, "%s %s", p->status, p->error ? p->error : ""), "sync",
			&err);
}

bool has_table(const struct cat_snapshot *s, const char *name)
{
	return cat_find_table(s, slice_of(name)) >= 0;
}

const struct cat_table *table_named(const struct cat_snapshot *s, const char *name)
{
	int32_t at = cat_find_table(s, slice_of(name));
	struct err err = ERR_INIT;

	if (at < 0)
		test_must(err_set(&err, ERR_NOT_FOUND, "no table %s", name), "table_named", &err);
	return &s->tables[MAX(at, 0)];
}

const struct cat_column *column_named(const struct cat_table *t, const char *name)
{
	int32_t at = cat_find_column(t, slice_of(name));
	struct err err = ERR_INIT;

	if (at < 0)
		test_must(err_set(&err, ERR_NOT_FOUND, "no column %s", name), "column_named", &err);
	return &t->columns[MAX(at, 0)];
}

void houses_open(void)
{
	const char *model = getenv("ASKDB_MODEL_DIR");
	struct err err = ERR_INIT;

	if (!mkdtemp(house_dir))
		test_must(err_set(&err, ERR_INTERNAL, "no directory for the tests"), "mkdtemp", &err);
	if (model && *model)
		MUST(embed_open(model, &embedder, &err));
	test_stores_open(&stores);
}

void houses_close(void)
{
	char path[sizeof house_dir + 32];
	static const char *const names[] = {"before", "shop", "twice", "changes", "empty", "gone", "search",
		"words", "train", "refused", "similar", "wide", "restart"};
	static const char *const endings[] = {"", "-wal", "-shm"};

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		for (size_t k = 0; k < ARRAY_LEN(endings); k++) {
			snprintf(path, sizeof path, "%s/%s.db%s", house_dir, names[i], endings[k]);
			unlink(path);
		}
	test_stores_close(&stores);
	embed_close(embedder);
	if (rmdir(house_dir) != 0)
		fprintf(stderr, "files are left in %s\n", house_dir);
}
