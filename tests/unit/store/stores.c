// SPDX-License-Identifier: Apache-2.0
/* See stores.h. */
#include "stores.h"

#include "base/hash.h"
#include "db/driver.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

void test_must(int rc, const char *what, const struct err *err)
{
	if (rc == 0)
		return;
	fprintf(stderr, "%s: %s: %s\n", what, err_code_name(err->code), err->msg);
	printf("Bail out! %s\n", what);
	exit(1);
}

static void admin(const char *url, const char *sql)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	CLEANUP(db_close_ptr) struct db_conn *c = NULL;
	const struct db_driver *driver = NULL;
	struct db_options opt = {.port = 0};
	struct err err = ERR_INIT;

	MUST(db_url_parse(a, url, &driver, &opt, &err));
	opt.writable = true;
	MUST(db_open(driver, &opt, &c, &err));
	MUST(db_exec(c, sql, NULL, 0, &err));
}

static void open_sqlite(struct test_store *t)
{
	struct err err = ERR_INIT;

	t->name = "sqlite";
	memcpy(t->dir, "/tmp/askdb-store-XXXXXX", sizeof "/tmp/askdb-store-XXXXXX");
	test_must(mkdtemp(t->dir) ? 0 : -1, "mkdtemp", &err);
	t->opt.dir = t->dir;
	MUST(store_open(&t->opt, &t->s, &err));
}

/* The same server, another database: what is behind the last '/' of the URL is the database's name. */
static void open_postgres(struct test_store *t, const char *url)
{
	struct err err = ERR_INIT;
	uint32_t number;
	const char *slash = strrchr(url, '/');

	hash_random(&number, sizeof number);
	snprintf(t->database, sizeof t->database, "askdb_test_%ld_%u", (long)getpid(), (unsigned)number);
	admin(url, arena_printf(t->a, "CREATE DATABASE %s", t->database));
	t->name = "postgresql";
	t->opt.url = arena_printf(t->a, "%.*s/%s", (int)(slash - url), url, t->database);
	MUST(store_open(&t->opt, &t->s, &err));
}

void test_stores_open(struct test_stores *t)
{
	const char *url = getenv("ASKDB_TEST_PG");

	*t = (struct test_stores){.n = 1};
	for (size_t i = 0; i < 2; i++)
		t->items[i].a = arena_new();
	open_sqlite(&t->items[0]);
	if (url && *url) {
		open_postgres(&t->items[1], url);
		t->n = 2;
	}
}

static void remove_dir(struct arena *a, const char *dir)
{
	static const char *const files[] = {"askdb.db", "askdb.db-wal", "askdb.db-shm", "lock"};

	for (size_t i = 0; i < ARRAY_LEN(files); i++)
		unlink(arena_printf(a, "%s/%s", dir, files[i]));
	rmdir(dir);
}

void test_stores_close(struct test_stores *t)
{
	for (size_t i = 0; i < t->n; i++) {
		struct test_store *one = &t->items[i];
		store_close(one->s);
		if (one->dir[0])
			remove_dir(one->a, one->dir);
		if (one->database[0])
			admin(getenv("ASKDB_TEST_PG"),
				arena_printf(one->a, "DROP DATABASE %s WITH (FORCE)", one->database));
	}
	for (size_t i = 0; i < 2; i++)
		arena_free(t->items[i].a);
}

void test_store_reopen(struct test_store *t)
{
	struct err err = ERR_INIT;

	store_close(t->s);
	MUST(store_open(&t->opt, &t->s, &err));
}
