// SPDX-License-Identifier: Apache-2.0
/* See engines.h. */
#include "engines.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* How long a statement may take whose time is not what is tested: under sanitizers, on a busy machine, a sort takes half a minute. */
enum { PATIENCE_MS = 180000 };

static void must(bool ok, const char *what, const struct err *err)
{
	if (ok)
		return;
	fprintf(stderr, "%s: %s\n", what, err->msg);
	printf("Bail out! %s\n", what);
	exit(1);
}

static int add_row(void *ctx, const struct db_row *row)
{
	struct str *out = ctx;

	for (size_t i = 0; i < row->n; i++) {
		const struct db_value *v = &row->values[i];
		str_addf(out, "%s%s", i ? "|" : out->n ? "\n" : "", db_type_name(v->type));
		if (v->type == DB_INT || v->type == DB_BOOL)
			str_addf(out, ":%lld", (long long)v->i);
		else if (v->type == DB_FLOAT)
			str_addf(out, ":%g", v->f);
		else if (v->type != DB_NULL)
			str_addf(out, ":%.*s", SLICE_FMT(v->s));
	}
	return 0;
}

const char *engine_query(struct arena *a, struct db_conn *c, struct db_query *q)
{
	struct str out = STR_INIT(1 << 20);
	struct err err = ERR_INIT;

	q->a = a;
	if (db_query(c, q, add_row, &out, &err)) {
		str_truncate(&out, 0);
		str_addf(&out, "%s: %s", err_code_name(err.code), err.msg);
	}
	return str_to_arena(&out, a);
}

const char *engine_ask(struct arena *a, struct db_conn *c, const char *sql)
{
	struct db_query q = {.sql = sql};

	return engine_query(a, c, &q);
}

void engine_make(struct engine *e, const char *const *statements)
{
	struct err err = ERR_INIT;

	for (; *statements; statements++)
		must(db_exec(e->rw, *statements, NULL, 0, &err) == 0, *statements, &err);
}

static void open_both_ways(struct engine *e, struct db_options opt)
{
	struct err err = ERR_INIT;

	e->name = e->driver->name;
	opt.statement_timeout_ms = PATIENCE_MS;
	opt.writable = true;
	opt.create = opt.path != NULL;
	must(db_open(e->driver, &opt, &e->rw, &err) == 0, "open read-write", &err);
	opt.writable = opt.create = false;
	e->opt = opt;
	must(db_open(e->driver, &opt, &e->ro, &err) == 0, "open read-only", &err);
}

static bool server_options(struct arena *a, const struct db_driver **driver, struct db_options *opt)
{
	const char *url = getenv("ASKDB_TEST_PG");
	struct err err = ERR_INIT;

	if (!url || !*url)
		return false;
	must(db_url_parse(a, url, driver, opt, &err) == 0, "ASKDB_TEST_PG", &err);
	return true;
}

struct db_conn *engines_admin(struct engines *e)
{
	const struct db_driver *driver;
	struct db_options opt;
	struct db_conn *c = NULL;
	struct err err = ERR_INIT;

	if (!server_options(e->a, &driver, &opt))
		return NULL;
	opt.writable = true;
	must(db_open(driver, &opt, &c, &err) == 0, "open the server", &err);
	return c;
}

void engines_open(struct engines *e)
{
	struct err err = ERR_INIT;

	*e = (struct engines){.a = arena_new(), .dir = "/tmp/askdb-db-XXXXXX"};
	must(mkdtemp(e->dir) != NULL, "mkdtemp", &err);
	e->items[e->n].driver = db_driver_find("sqlite");
	open_both_ways(&e->items[e->n++], (struct db_options){.path = arena_printf(e->a, "%s/x.db", e->dir)});

	CLEANUP(db_close_ptr) struct db_conn *admin = engines_admin(e);
	if (!admin)
		return;
	snprintf(e->database, sizeof e->database, "askdb_test_%d", (int)getpid());
	must(db_exec(admin, arena_printf(e->a, "CREATE DATABASE %s", e->database), NULL, 0, &err) == 0,
		"CREATE DATABASE", &err);
	struct engine *pg = &e->items[e->n++];
	struct db_options opt;
	must(server_options(e->a, &pg->driver, &opt), "ASKDB_TEST_PG", &err);
	opt.database = e->database;
	open_both_ways(pg, opt);
}

void engines_close(struct engines *e)
{
	static const char *const ends[] = {"", "-wal", "-shm"};
	struct err err = ERR_INIT;

	for (size_t i = 0; i < e->n; i++) {
		db_close(e->items[i].ro);
		db_close(e->items[i].rw);
	}
	CLEANUP(db_close_ptr) struct db_conn *admin = engines_admin(e);
	if (admin)
		must(db_exec(admin, arena_printf(e->a, "DROP DATABASE %s WITH (FORCE)", e->database), NULL, 0,
			     &err) == 0,
			"DROP DATABASE", &err);
	for (size_t i = 0; i < ARRAY_LEN(ends); i++)
		unlink(arena_printf(e->a, "%s/x.db%s", e->dir, ends[i]));
	rmdir(e->dir);
	arena_free(e->a);
}
