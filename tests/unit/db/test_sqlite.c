// SPDX-License-Identifier: Apache-2.0
/* What is SQLite's own: files that are none, confinement, the store's connection, WAL, declared types. */
#include "base/arena.h"
#include "base/cancel.h"
#include "base/clock.h"
#include "base/limits.h"
#include "db/driver.h"
#include "test.h"

#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
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

static void test_declared_types(void)
{
	static const struct {
		const char *decl;
		enum db_type type;
	} cases[] = {
		{"INTEGER", DB_INT},
		{"bigint unsigned", DB_INT},
		{"NVARCHAR(160)", DB_TEXT},
		{"CLOB", DB_TEXT},
		{"BLOB", DB_BLOB},
		{"DOUBLE", DB_FLOAT},
		{"REAL", DB_FLOAT},
		{"DECIMAL(10,2)", DB_NUMERIC},
		{"NUMERIC(10,2)", DB_NUMERIC},
		{"whatever", DB_NUMERIC},
		{"DATE", DB_DATE},
		{"DATETIME", DB_TIMESTAMP},
		{"timestamp with time zone", DB_TIMESTAMP},
		{"TIME", DB_TIME},
		{"BOOLEAN", DB_BOOL},
		{"JSON", DB_JSON},
		{"UUID", DB_UUID},
		{"", DB_OTHER},
		{"CHARINT", DB_INT},
	};
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct err err = ERR_INIT;
	CLEANUP(db_close_ptr) struct db_conn *c = open_path(":memory:", true, &err);

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		ask(a, c, "DROP TABLE IF EXISTS t");
		ask(a, c, arena_printf(a, "CREATE TABLE t (x %s)", cases[i].decl));
		struct db_query q = {.sql = "SELECT x FROM t", .a = a};
		CHECK_MSG(db_query(c, &q, NULL, NULL, &err) == 0 && q.columns[0].type == cases[i].type,
			"%s is %s", cases[i].decl, db_type_name(q.columns[0].type));
	}
	static const char *const values[][3] = {
		{"DATE", "'2026-01-31'", "date:2026-01-31"},
		{"DATE", "'31.1.2026'", "text:31.1.2026"},
		{"DATE", "'2026-01-31 10:00:00'", "timestamp:2026-01-31 10:00:00"},
		{"DATETIME", "'2026-01-31'", "date:2026-01-31"},
		{"DATETIME", "1769817600", "integer:1769817600"},
		{"TIME", "'10:00'", "time:10:00"},
		{"BOOLEAN", "1", "boolean:1"},
		{"BOOLEAN", "'yes'", "text:yes"},
		{"TEXT", "'2026-01-31'", "text:2026-01-31"},
		{"DECIMAL", "'1.50'", "float:1.5"},
		{"TEXT", "CAST(x'ff41' AS TEXT)",
			"text:\xff"
			"A"},
	};
	for (size_t i = 0; i < ARRAY_LEN(values); i++) {
		ask(a, c, "DROP TABLE IF EXISTS t");
		ask(a, c, arena_printf(a, "CREATE TABLE t (x %s)", values[i][0]));
		ask(a, c, arena_printf(a, "INSERT INTO t VALUES (%s)", values[i][1]));
		CHECK_STR(ask(a, c, "SELECT x FROM t"), values[i][2]);
	}
}

static void test_statements_are_kept(void)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct err err = ERR_INIT;
	CLEANUP(db_close_ptr) struct db_conn *c = open_path(":memory:", true, &err);

	for (int round = 0; round < 3; round++) {
		for (int i = 0; i < 40; i++) {
			const char *sql = arena_printf(a, "SELECT $1 + %d", i);
			struct db_value v = DB_V_INT(round);
			struct db_query q = {.sql = sql, .params = &v, .n_params = 1, .a = a};
			struct str out = STR_INIT(100);
			CHECK(db_query(c, &q, collect, &out, &err) == 0);
			CHECK_STR(str_to_arena(&out, a), arena_printf(a, "integer:%d", round + i));
		}
	}
	ask(a, c, "CREATE TABLE t (x)");
	CHECK_STR(ask(a, c, "SELECT * FROM t"), "");
	ask(a, c, "ALTER TABLE t ADD COLUMN y DEFAULT 7");
	ask(a, c, "INSERT INTO t (x) VALUES (1)");
	CHECK_STR(ask(a, c, "SELECT * FROM t"), "integer:1|integer:7");
	ask(a, c, "DROP TABLE t");
	CHECK(begins(ask(a, c, "SELECT * FROM t"), "upstream"));
	CHECK(begins(ask(a, c, "SELECT * FROM t"), "upstream"));
}

static void test_waiting_for_a_lock(void)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct err err = ERR_INIT;
	CLEANUP(db_close_ptr) struct db_conn *one = open_path(path_of(a, "store.db"), true, &err);
	CLEANUP(db_close_ptr) struct db_conn *two = open_path(path_of(a, "store.db"), true, &err);
	struct db_query q = {.sql = "BEGIN IMMEDIATE", .a = a, .deadline_ms = clock_mono_ms() + 60};
	int64_t started = clock_mono_ms();

	CHECK_STR(ask(a, one, "BEGIN IMMEDIATE"), "");
	CHECK(db_query(two, &q, NULL, NULL, &err) == -1 && err.code == ERR_TIMEOUT);
	CHECK_MSG(clock_mono_ms() - started >= 50, "it waited");
	CHECK_STR(ask(a, one, "COMMIT"), "");
	CHECK_STR(ask(a, two, "BEGIN IMMEDIATE"), "");
	CHECK_STR(ask(a, two, "ROLLBACK"), "");
}

/*
 * SQLite counts a whole table in one step, in which it looks at nothing but an interrupt. Small pages, one row on each,
 * make that step about 80 ms long here.
 */
static void test_counting_a_large_table(void)
{
	static const char fill[] =
		"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000) "
		"INSERT INTO big SELECT i, zeroblob(400) FROM n";
	static const char *const setup[] = {"PRAGMA journal_mode = DELETE", "PRAGMA page_size = 512",
		"VACUUM", "CREATE TABLE big (id INTEGER PRIMARY KEY, x BLOB)", fill};
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct err err = ERR_INIT;
	struct db_conn *rw = open_path(path_of(a, "count.db"), true, &err);

	for (size_t i = 0; i < ARRAY_LEN(setup); i++)
		CHECK_MSG(!begins(ask(a, rw, setup[i]), "upstream"), "%s", setup[i]);
	db_close(rw);
	CLEANUP(db_close_ptr) struct db_conn *c = open_path(path_of(a, "count.db"), false, &err);
	struct db_query q = {.sql = "SELECT count(*) FROM big", .a = a, .deadline_ms = clock_mono_ms() + 10};
	CHECK_MSG(db_query(c, &q, NULL, NULL, &err) == -1 && err.code == ERR_TIMEOUT,
		"stopped at its deadline: %s", err.msg);
	CHECK_STR(ask(a, c, "SELECT count(*) FROM big"), "integer:100000");

	CLEANUP(cancel_unref_ptr) struct cancel *token = cancel_new();
	cancel_set(token);
	q.cancel = token;
	q.deadline_ms = 0;
	err_clear(&err);
	CHECK_MSG(
		db_query(c, &q, NULL, NULL, &err) == -1 && err.code == ERR_CANCELLED, "a cancel is not late");
}

/* What an aggregate builds has no ceiling of SQLite's own: it would take gigabytes before it ends. */
static void test_memory_of_an_aggregate(void)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct err err = ERR_INIT;
	CLEANUP(db_close_ptr) struct db_conn *c = open_path(path_of(a, "count.db"), false, &err);

	const char *got = ask(a, c,
		"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
		"SELECT json_group_array(printf('%.*c', 100000, 'x')) FROM n");
	CHECK_MSG(begins(got, "limit the query needs more memory"), "%.200s", got);
	CHECK_STR(ask(a, c, "SELECT 7"), "integer:7");
}

/* What a program without a jump computes, or the mere preparing of a statement, ends by the same ceilings. */
static void test_work_without_a_jump(void)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct err err = ERR_INIT;
	CLEANUP(db_close_ptr) struct db_conn *c = open_path(path_of(a, "count.db"), false, &err);
	struct str sql = STR_INIT(SQL_MAX);

	str_adds(&sql, "WITH t AS MATERIALIZED (SELECT printf('%.*c', 50000000, 'x') AS x) SELECT 1");
	for (int i = 0; i < 40; i++)
		str_addf(&sql, ", x || %d", i);
	str_adds(&sql, " FROM t");
	const char *got = ask(a, c, str_to_arena(&sql, a));
	CHECK_MSG(begins(got, "limit the query needs more memory"), "%.200s", got);

	/* Each use of a name is read anew, so this is a product of products before the first row. */
	str_adds(&sql, "WITH t0 AS (SELECT 1 AS x)");
	for (int i = 0; i < 12; i++)
		str_addf(&sql, ", t%d AS (SELECT a.x FROM t%d a, t%d b, t%d c, t%d d, t%d e, t%d f)", i + 1,
			i, i, i, i, i, i);
	str_adds(&sql, " SELECT x FROM t12");
	struct db_query q = {.sql = str_to_arena(&sql, a), .deadline_ms = clock_mono_ms() + 2000, .a = a};
	CHECK(db_query(c, &q, NULL, NULL, &err) == -1);
	CHECK_MSG(
		err.code == ERR_LIMIT || err.code == ERR_TIMEOUT, "%s %s", err_code_name(err.code), err.msg);
	CHECK_STR(ask(a, c, "SELECT 7"), "integer:7");
}

/* Ours give what SQLite's own give; those of the store's connection are SQLite's. */
static void test_functions_as_sqlite_has_them(void)
{
	static const char *const cases[] = {"'abc' LIKE 'A%'", "'a%c' LIKE 'a!%c' ESCAPE '!'",
		"'abc' LIKE 'a!%c' ESCAPE '!'", "'x' LIKE NULL", "12 LIKE '1_'", "'\xc3\xa4' LIKE '_'",
		"x'6162' LIKE 'ab'", "'abc' GLOB 'a*[b-d]'", "'abc' GLOB 'A*'", "NULL GLOB 'a'",
		"instr('h\xc3\xa4user', 'user')", "instr('abc', '')", "instr('abc', 'd')",
		"instr(x'c3a4ff', x'ff')", "instr(NULL, 'a')", "instr(1234, 34)", "instr('', '')",
		"replace('aXbXc', 'X', '--')", "replace('abc', '', 'x')", "replace('abc', 'abc', '')",
		"replace(NULL, 'a', 'b')", "replace('aaa', 'aa', 'b')", "typeof(replace(12, '', 'x'))",
		"typeof(replace(12, 1, 3))", "trim('  a b  ')", "trim('xxaxx', 'x')",
		"ltrim('\xc3\xa4\xc3\xb6x', '\xc3\xb6\xc3\xa4')", "rtrim('abcabc', 'cb')", "trim('abc', '')",
		"trim(NULL, 'x')", "trim('x', NULL)", "trim(7)", "trim('xyx', 'yx')",
		"'abc' LIKE 'abc' ESCAPE 'xx'"};
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct err err = ERR_INIT;
	CLEANUP(db_close_ptr) struct db_conn *theirs = open_path(path_of(a, "store.db"), true, &err);
	CLEANUP(db_close_ptr) struct db_conn *ours = open_path(path_of(a, "count.db"), false, &err);

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const char *sql = arena_printf(a, "SELECT %s", cases[i]);
		const char *want = ask(a, theirs, sql), *got = ask(a, ours, sql);
		CHECK_MSG(strcmp(want, got) == 0, "%s: %s, %s", cases[i], got, want);
	}
}

/* Two texts of some megabytes: each of these took hours and looked at nothing meanwhile. */
static void test_comparing_large_texts(void)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct err err = ERR_INIT;
	CLEANUP(db_close_ptr) struct db_conn *c = open_path(path_of(a, "count.db"), false, &err);
	const char *texts =
		"WITH t AS (SELECT printf('%.*c', 4000000, 'a') AS x, printf('%.*c', 2000000, 'a') || 'b' "
		"AS y) SELECT ";

	CHECK_STR(ask(a, c, arena_printf(a, "%s instr(x, y) FROM t", texts)), "integer:0");
	CHECK_STR(
		ask(a, c, arena_printf(a, "%s length(replace(x, y, 'z')) FROM t", texts)), "integer:4000000");
	CHECK(begins(ask(a, c, arena_printf(a, "%s length(trim(x, y)) FROM t", texts)), "limit a text"));
	CHECK(begins(ask(a, c, arena_printf(a, "%s x LIKE '%%' || substr(y, -900) FROM t", texts)),
		"limit a text"));
	CHECK_STR(ask(a, c, arena_printf(a, "%s x LIKE '%%ab%%' FROM t", texts)), "integer:0");
}

static void copy_file(const char *from, const char *to)
{
	FILE *in = fopen(from, "re"), *out = fopen(to, "we");
	char buf[4096];
	size_t n;

	CHECK(in && out);
	while (in && out && (n = fread(buf, 1, sizeof buf, in)) > 0)
		fwrite(buf, 1, n, out);
	if (in)
		fclose(in);
	if (out)
		fclose(out);
	CHECK(chmod(to, 0444) == 0);
}

/* Open path as somebody who cannot write to its folder and count the rows of t; 100 + the error's code when that fails. */
static int count_as_nobody(const char *path)
{
	pid_t child = fork();
	int status = 0;

	if (child == 0) {
		CLEANUP(arena_free_ptr) struct arena *a = arena_new();
		struct err err = ERR_INIT;
		if (geteuid() == 0 && (setgid(65534) || setuid(65534)))
			_exit(99);
		struct db_conn *c = open_path(path, false, &err);
		const char *got = c ? ask(a, c, "SELECT count(*) FROM t") : "";
		_exit(c ? got[strlen(got) - 1] - '0' : 100 + (int)err.code);
	}
	waitpid(child, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void test_wal_in_a_folder_that_cannot_be_written(void)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct err err = ERR_INIT;
	const char *path = path_of(a, "wal.db"), *folder = path_of(a, "ro");

	CHECK(mkdir(folder, 0755) == 0 && chmod(dir, 0755) == 0);
	struct db_conn *w = open_path(path, true, &err);
	ask(a, w, "CREATE TABLE t (x)");
	ask(a, w, "PRAGMA wal_checkpoint(TRUNCATE)");
	ask(a, w, "INSERT INTO t VALUES (1), (2)");
	/* a writer is at work: the last rows are only in the -wal file */
	copy_file(path, path_of(a, "ro/live.db"));
	copy_file(path_of(a, "wal.db-wal"), path_of(a, "ro/live.db-wal"));
	copy_file(path_of(a, "wal.db-shm"), path_of(a, "ro/live.db-shm"));
	copy_file(path, path_of(a, "ro/half.db"));
	copy_file(path_of(a, "wal.db-wal"), path_of(a, "ro/half.db-wal"));
	db_close(w);
	copy_file(path, path_of(a, "ro/rest.db"));
	CHECK(chmod(folder, 0555) == 0);

	CHECK_MSG(count_as_nobody(path_of(a, "ro/rest.db")) == 2, "nobody writes: read as it is");
	CHECK_MSG(count_as_nobody(path_of(a, "ro/live.db")) == 2, "with the writer's -shm file");
	int rc = count_as_nobody(path_of(a, "ro/half.db"));
	CHECK_MSG(rc >= 100, "a -wal that cannot be read is not passed over: %d", rc);
	CHECK(chmod(folder, 0755) == 0);
	static const char *const names[] = {
		"live.db", "live.db-wal", "live.db-shm", "half.db", "half.db-wal", "rest.db"};
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		unlink(arena_printf(a, "%s/%s", folder, names[i]));
	CHECK(rmdir(folder) == 0);
}

static void test_damaged_file(void)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct err err = ERR_INIT;
	const char *path = path_of(a, "bad.db");
	struct db_conn *w = open_path(path, true, &err);

	ask(a, w, "CREATE TABLE t (x)");
	ask(a, w,
		"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) INSERT INTO "
		"t SELECT i FROM n");
	db_close(w);
	FILE *f = fopen(path, "r+e");
	CHECK(f && fseek(f, 4096 + 10, SEEK_SET) == 0);
	for (int i = 0; f && i < 20000; i++)
		fputc(i * 7 & 0xff, f);
	if (f)
		fclose(f);
	CLEANUP(db_close_ptr) struct db_conn *c = open_path(path, false, &err);
	const char *got = c ? ask(a, c, "SELECT sum(x) FROM t") : err.msg;
	CHECK_MSG(strstr(got, "damaged"), "%s", got);
}

static void set_up(void)
{
	CHECK(mkdtemp(dir) != NULL);
}

static void tear_down(void)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	const char *names[] = {"store.db", "user.db", "text.db", "wal.db", "bad.db", "count.db"},
		   *ends[] = {"", "-wal", "-shm"};

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		for (size_t j = 0; j < ARRAY_LEN(ends); j++)
			unlink(arena_printf(a, "%s/%s%s", dir, names[i], ends[j]));
	CHECK(rmdir(dir) == 0);
}

TEST_MAIN(TEST(set_up), TEST(test_store_connection), TEST(test_confinement), TEST(test_files_that_are_none),
	TEST(test_declared_types), TEST(test_statements_are_kept), TEST(test_waiting_for_a_lock),
	TEST(test_counting_a_large_table), TEST(test_memory_of_an_aggregate), TEST(test_work_without_a_jump),
	TEST(test_functions_as_sqlite_has_them), TEST(test_comparing_large_texts),
	TEST(test_wal_in_a_folder_that_cannot_be_written), TEST(test_damaged_file), TEST(tear_down))
