// SPDX-License-Identifier: Apache-2.0
/* What is SQLite's own: files that are none, confinement, the store's connection, WAL, declared types. */
#include "base/arena.h"
#include "db/driver.h"
#include "test.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static char dir[] = "/tmp/askdb-sqlite-XXXXXX";

static const char *path_of(struct arena *a, const char *name)
{
	return arena_printf(a, "%s/%s", dir, name);
}

static struct db_conn *open_path(const char *path, bool writable, struct err *err)
{
	struct db_conn *c = NULL;
	struct db_options opt = {.path = path, .writable = writable, .create = writable};

	return db_open(db_driver_find("sqlite"), &opt, &c, err) ? NULL : c;
}

static int collect(void *ctx, const struct db_row *row)
{
	struct str *out = ctx;

	for (size_t i = 0; i < row->n; i++) {
		const struct db_value *v = &row->values[i];
		str_addf(out, "%s%s:", i ? "|" : out->n ? "\n" : "", db_type_name(v->type));
		if (v->type == DB_INT || v->type == DB_BOOL)
			str_addf(out, "%lld", (long long)v->i);
		else if (v->type == DB_FLOAT)
			str_addf(out, "%g", v->f);
		else
			str_add(out, v->s.p, v->s.n);
	}
	return 0;
}

/* All rows as text, or the error's code and message. */
static const char *ask(struct arena *a, struct db_conn *c, const char *sql)
{
	struct str out = STR_INIT(1 << 20);
	struct db_query q = {.sql = sql, .a = a};
	struct err err = ERR_INIT;

	if (db_query(c, &q, collect, &out, &err)) {
		str_truncate(&out, 0);
		str_addf(&out, "%s %s", err_code_name(err.code), err.msg);
	}
	return str_to_arena(&out, a);
}

static bool begins(const char *s, const char *prefix)
{
	return strncmp(s, prefix, strlen(prefix)) == 0;
}

static void test_store_connection(void)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct err err = ERR_INIT;
	const char *path = path_of(a, "store.db");
	struct stat st;

	CLEANUP(db_close_ptr) struct db_conn *c = open_path(path, true, &err);
	CHECK_MSG(c != NULL, "opens: %s", err.msg);
	CHECK(stat(path, &st) == 0 && (st.st_mode & 0777) == 0600);
	CHECK_STR(ask(a, c, "PRAGMA journal_mode"), "text:wal");
	CHECK_STR(ask(a, c, "PRAGMA synchronous"), "integer:2");
	CHECK_STR(ask(a, c, "PRAGMA foreign_keys"), "integer:1");
	CHECK_STR(ask(a, c, "CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT UNIQUE)"), "");
	for (int i = 0; i < 3; i++) {
		struct db_value params[] = {DB_V_INT(i), db_v_text(i == 2 ? "n1" : i ? "n1" : "n0")};
		int rc = db_exec(c, "INSERT INTO t VALUES ($1, $2)", params, 2, &err);
		CHECK_MSG(
			i == 2 ? rc == -1 && err.code == ERR_CONFLICT : rc == 0, "insert %d: %s", i, err.msg);
	}
	CHECK_STR(ask(a, c, "SELECT * FROM t ORDER BY 1"), "integer:0|text:n0\ninteger:1|text:n1");
	struct db_query q = {.sql = "UPDATE t SET name = name || 'x'", .a = a};
	err_clear(&err);
	CHECK(db_query(c, &q, NULL, NULL, &err) == 0 && q.changes == 2);
}

static void test_confinement(void)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct err err = ERR_INIT;
	const char *path = path_of(a, "user.db");

	CLEANUP(db_close_ptr) struct db_conn *w = open_path(path, true, &err);
	ask(a, w, "CREATE TABLE t (x UNIQUE)");
	CLEANUP(db_close_ptr) struct db_conn *c = open_path(path, false, &err);
	CHECK_MSG(c != NULL, "opens: %s", err.msg);
	const char *refused[] = {"INSERT INTO t VALUES (1)", "DELETE FROM t", "CREATE TEMP TABLE x (y)",
		"ATTACH '/etc/passwd' AS p", "DETACH main", "PRAGMA journal_mode = DELETE",
		"PRAGMA query_only = OFF", "PRAGMA database_list", "BEGIN", "SAVEPOINT s",
		"VACUUM INTO '/tmp/x'", "REINDEX", "ANALYZE", "SELECT load_extension('x')",
		"PRAGMA writable_schema = ON", "DROP TABLE t", "CREATE VIRTUAL TABLE v USING fts5(x)"};
	for (size_t i = 0; i < ARRAY_LEN(refused); i++)
		CHECK_MSG(
			begins(ask(a, c, refused[i]), "denied") || begins(ask(a, c, refused[i]), "upstream"),
			"refused: %s", refused[i]);
	CHECK_STR(ask(a, c, "SELECT value FROM json_each('[1,\"a\"]')"), "integer:1\ntext:a");
	CHECK_STR(ask(a, c, "SELECT name FROM pragma_table_info('t')"), "text:x");
	CHECK_STR(ask(a, c,
			  "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3) "
			  "SELECT sum(i) FROM n"),
		"integer:6");
}

static void test_files_that_are_none(void)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	const struct {
		const char *path;
		enum err_code code;
	} cases[] = {
		{"", ERR_INVALID},
		{path_of(a, "missing.db"), ERR_NOT_FOUND},
		{path_of(a, "missing/x.db"), ERR_NOT_FOUND},
		{dir, ERR_INVALID},
		{"/dev/zero", ERR_INVALID},
		{":memory:", ERR_INVALID},
		{path_of(a, "text.db"), ERR_UPSTREAM},
	};
	FILE *f = fopen(path_of(a, "text.db"), "we");
	for (int i = 0; i < 1000; i++)
		fprintf(f, "this is not a database\n");
	fclose(f);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct err err = ERR_INIT;
		struct db_conn *c = open_path(cases[i].path, false, &err);
		CHECK_MSG(!c && err.code == cases[i].code, "%s: %s: %s", cases[i].path,
			err_code_name(err.code), err.msg);
		db_close(c);
	}
}

static void set_up(void)
{
	CHECK(mkdtemp(dir) != NULL);
}

static void tear_down(void)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	const char *names[] = {"store.db", "user.db", "text.db"}, *ends[] = {"", "-wal", "-shm"};

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		for (size_t j = 0; j < ARRAY_LEN(ends); j++)
			unlink(arena_printf(a, "%s/%s%s", dir, names[i], ends[j]));
	CHECK(rmdir(dir) == 0);
}

TEST_MAIN(TEST(set_up), TEST(test_store_connection), TEST(test_confinement), TEST(test_files_that_are_none),
	TEST(tear_down))
