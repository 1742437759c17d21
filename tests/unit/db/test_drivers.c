// SPDX-License-Identifier: Apache-2.0
/*
 * What every driver promises in driver.h, checked on each engine that is there: values, parameters, columns, errors and
 * refusals. How statements end early is in test_ends.c.
 */
#include "base/clock.h"
#include "base/limits.h"
#include "engines.h"
#include "test.h"

#include <sys/resource.h>
#include <unistd.h>

static struct engines engines;

#define EACH_ENGINE(e) for (struct engine *e = engines.items; e < engines.items + engines.n; e++)

static const char *on(const struct engine *e, const char *sqlite, const char *postgres)
{
	return e->driver->dialect == DB_DIALECT_SQLITE || !postgres ? sqlite : postgres;
}

static bool begins(const char *s, const char *prefix)
{
	return strncmp(s, prefix, strlen(prefix)) == 0;
}

static void set_up(void)
{
	static const char *const fixture[] = {
		"CREATE TABLE v (b BOOLEAN, i BIGINT, r DOUBLE PRECISION, n NUMERIC(10,2), t VARCHAR(20), d "
		"DATE, "
		"ts TIMESTAMP)",
		"INSERT INTO v VALUES (TRUE, 9223372036854775807, 0.1, 12.5, 'x', '2026-01-31', '2026-01-31 "
		"23:59:59')",
		"INSERT INTO v VALUES (NULL, NULL, NULL, NULL, NULL, NULL, NULL)",
		NULL,
	};

	engines_open(&engines);
	EACH_ENGINE(e)
	engine_make(e, fixture);
	CHECK_MSG(engines.n > 0, "%zu engines", engines.n);
}

static void tear_down(void)
{
	engines_close(&engines);
	CHECK(access(engines.dir, F_OK) != 0);
}

static void test_values(void)
{
	static const struct {
		const char *sqlite, *postgres; /* NULL = the same */
		const char *want, *want_pg;    /* NULL = the same */
	} cases[] = {
		{"SELECT 1", NULL, "integer:1", NULL},
		{"SELECT -9223372036854775807", NULL, "integer:-9223372036854775807", NULL},
		{"SELECT NULL", NULL, "null", NULL},
		{"SELECT ''", NULL, "text:", NULL},
		{"SELECT 'sträße 日本語 🎉'", NULL, "text:sträße 日本語 🎉", NULL},
		{"SELECT 'a' || 'b' AS \"日本\"", NULL, "text:ab", NULL},
		{"SELECT 0.5", "SELECT 0.5::float8", "float:0.5", NULL},
		{"SELECT 1e300 * 1e300", "SELECT 'Infinity'::float8", "float:inf", NULL},
		{"SELECT 1 = 1", NULL, "integer:1", "boolean:1"},
		{"SELECT x'0001ff'", "SELECT '\\x0001ff'::bytea", NULL, NULL},
		{"SELECT b, i, r, n, t, d, ts FROM v WHERE t = 'x'", NULL,
			"boolean:1|integer:9223372036854775807|float:0.1|float:12.5|text:x|date:2026-01-31|"
			"timestamp:2026-01-31 23:59:59",
			"boolean:1|integer:9223372036854775807|float:0.1|numeric:12.50|text:x|date:2026-01-"
			"31|"
			"timestamp:2026-01-31 23:59:59"},
		{"SELECT * FROM v WHERE t IS NULL", NULL, "null|null|null|null|null|null|null", NULL},
		{"SELECT 1 UNION ALL SELECT 2 ORDER BY 1", NULL, "integer:1\ninteger:2", NULL},
		{"VALUES (1, 'a'), (2, 'b')", NULL, "integer:1|text:a\ninteger:2|text:b", NULL},
		{"SELECT count(*) FROM v; -- one row a table", NULL, "integer:2", NULL},
		{"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4) SELECT max(i) "
		 "FROM n",
			NULL, "integer:4", NULL},
		{"SELECT 'DROP TABLE v' AS \"update\"", NULL, "text:DROP TABLE v", NULL},
		{"SELECT json('{\"a\": 1}')", "SELECT '{\"a\":1}'::json", "text:{\"a\":1}", "json:{\"a\":1}"},
		{"SELECT 'x' WHERE 1 = 0", NULL, "", NULL},
	};

	EACH_ENGINE(e)
	{
		for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
			CLEANUP(arena_free_ptr) struct arena *a = arena_new();
			const char *sql = on(e, cases[i].sqlite, cases[i].postgres);
			const char *want = on(e, cases[i].want, cases[i].want_pg);
			const char *got = engine_ask(a, e->ro, sql);
			if (!want)
				want = arena_printf(a, "blob:%.0d", 0); /* the bytes begin with a NUL */
			if (strcmp(got, want) != 0)
				fprintf(stderr, "  got:  %s\n  want: %s\n", got, want);
			CHECK_MSG(strcmp(got, want) == 0, "%s: %s", e->name, sql);
		}
	}
}

static int keep_blob(void *ctx, const struct db_row *row)
{
	struct str *out = ctx;

	for (size_t i = 0; i < row->n; i++)
		str_add(out, row->values[i].s.p, row->values[i].s.n);
	return 0;
}

static void test_blobs_and_nul_bytes(void)
{
	static const char bytes[] = {0, 1, '\xff', 0, 'x'};
	struct db_value params[] = {
		DB_V_BLOB(((struct slice){bytes, sizeof bytes})), DB_V_BLOB(((struct slice){0}))};

	EACH_ENGINE(e)
	{
		CLEANUP(arena_free_ptr) struct arena *a = arena_new();
		struct str out = STR_INIT(100);
		struct err err = ERR_INIT;
		struct db_query q = {.sql = "SELECT $1, $2", .params = params, .n_params = 2, .a = a};
		int rc = db_query(e->ro, &q, keep_blob, &out, &err);
		CHECK_MSG(rc == 0 && out.n == sizeof bytes && memcmp(out.buf, bytes, out.n) == 0,
			"%s: bytes come back as they went: %zu %s", e->name, out.n, err.msg);
		str_free(&out);
	}
}

static void test_params(void)
{
	const struct {
		const char *sqlite, *postgres;
		struct db_value v;
		const char *want, *want_pg;
	} cases[] = {
		{"SELECT $1", NULL, DB_V_INT(-5), "integer:-5", NULL},
		{"SELECT $1", NULL, DB_V_FLOAT(0.1), "float:0.1", NULL},
		{"SELECT $1", NULL, DB_V_BOOL(true), "integer:1", "boolean:1"},
		{"SELECT $1", NULL, DB_V_NULL, "null", NULL},
		{"SELECT $1", NULL, db_v_text("'; DROP TABLE v --"), "text:'; DROP TABLE v --", NULL},
		{"SELECT $1", NULL, db_v_text("日本"), "text:日本", NULL},
		{"SELECT $1", NULL, db_v_text(""), "text:", NULL},
		{"SELECT $1", NULL, DB_V_SLICE((struct slice){0}), "text:", NULL},
		{"SELECT t FROM v WHERE i = $1", NULL, DB_V_INT(INT64_MAX), "text:x", NULL},
		{"SELECT t FROM v WHERE t = $1", NULL, db_v_text("x"), "text:x", NULL},
		{"SELECT t FROM v WHERE d = $1", NULL,
			((struct db_value){.type = DB_DATE, .s = SLICE_LIT("2026-01-31")}), "text:x", NULL},
		{"SELECT t FROM v WHERE $1 IS NULL AND t = 'x'",
			"SELECT t FROM v WHERE $1::text IS NULL AND t = 'x'", DB_V_NULL, "text:x", NULL},
		{"SELECT $1 + $1", NULL, DB_V_INT(2), "integer:4", NULL},
	};

	EACH_ENGINE(e)
	{
		for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
			CLEANUP(arena_free_ptr) struct arena *a = arena_new();
			struct db_query q = {.sql = on(e, cases[i].sqlite, cases[i].postgres),
				.params = &cases[i].v,
				.n_params = 1};
			const char *got = engine_query(a, e->ro, &q),
				   *want = on(e, cases[i].want, cases[i].want_pg);
			CHECK_MSG(strcmp(got, want) == 0, "%s: parameter %zu: got %s, want %s", e->name, i,
				got, want);
		}
		CLEANUP(arena_free_ptr) struct arena *a = arena_new();
		struct db_value two[] = {DB_V_INT(1), DB_V_INT(2)};
		struct db_query few = {.sql = "SELECT $1 + $2", .params = two, .n_params = 1};
		CHECK_MSG(begins(engine_query(a, e->ro, &few), on(e, "invalid", "upstream")),
			"%s: too few values", e->name);
		struct db_query many = {.sql = "SELECT $1 + 1", .params = two, .n_params = 2};
		const char *got = engine_query(a, e->ro, &many);
		CHECK_MSG(
			begins(got, on(e, "invalid", "integer:2")), "%s: a value too many: %s", e->name, got);
		CHECK_STR(engine_ask(a, e->ro, "SELECT 1"), "integer:1");
	}
}

static void test_columns(void)
{
	static const enum db_type want[] = {
		DB_BOOL, DB_INT, DB_FLOAT, DB_NUMERIC, DB_TEXT, DB_DATE, DB_TIMESTAMP};

	EACH_ENGINE(e)
	{
		CLEANUP(arena_free_ptr) struct arena *a = arena_new();
		struct db_query q = {.sql = "SELECT * FROM v WHERE i = 0"};
		CHECK_STR(engine_query(a, e->ro, &q), "");
		CHECK_MSG(q.n_columns == ARRAY_LEN(want), "%s: an empty result has its columns", e->name);
		for (size_t i = 0; i < q.n_columns; i++)
			CHECK_MSG(q.columns[i].type == want[i], "%s: column %s is %s", e->name,
				q.columns[i].name, db_type_name(q.columns[i].type));
		CHECK_STR(q.columns[4].name, "t");
		CHECK_STR(q.columns[4].type_name, on(e, "VARCHAR(20)", "character varying(20)"));
		CHECK_STR(q.columns[3].type_name, on(e, "NUMERIC(10,2)", "numeric(10,2)"));
		struct db_query twice = {.sql = "SELECT 1 AS a, 'x' AS a"};
		engine_query(a, e->ro, &twice);
		CHECK_MSG(twice.n_columns == 2 && twice.columns[1].type == DB_TEXT,
			"%s: two columns of one name", e->name);
	}
}

static const char *many_rows(const struct engine *e)
{
	return on(e,
		"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000) "
		"SELECT i, i * 2, 'row ' || i FROM n",
		"SELECT i, i * 2, 'row ' || i FROM generate_series(1, 1000000) AS i");
}

static int add_up(void *ctx, const struct db_row *row)
{
	*(int64_t *)ctx += row->values[0].i;
	return 0;
}

static long max_rss_kb(void)
{
	struct rusage use;

	getrusage(RUSAGE_SELF, &use);
	return use.ru_maxrss;
}

/* A sanitizer keeps freed memory aside and shadows the rest: the peak says nothing then. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { PEAK_MAX_KB = 1 << 30 };
#else
enum { PEAK_MAX_KB = 8192 };
#endif

static void test_million_rows(void)
{
	EACH_ENGINE(e)
	{
		CLEANUP(arena_free_ptr) struct arena *a = arena_new();
		int64_t sum = 0, started = clock_mono_us();
		long before = max_rss_kb();
		struct err err = ERR_INIT;
		struct db_query q = {.sql = many_rows(e), .a = a};
		int rc = db_query(e->ro, &q, add_up, &sum, &err);
		double seconds = (double)(clock_mono_us() - started) / 1e6;
		CHECK_MSG(rc == 0 && q.n_rows == 1000000 && sum == 500000500000LL, "%s: a million rows: %s",
			e->name, err.msg);
		printf("# %s: %.0f rows/s, %ld KB more at the peak\n", e->name, 1e6 / seconds,
			max_rss_kb() - before);
		CHECK_MSG(max_rss_kb() - before < PEAK_MAX_KB, "%s: in constant memory", e->name);
	}
}

static void test_errors(void)
{
	static const struct {
		const char *sql;
		const char *word; /* is in the server's message */
		int position, position_pg;
	} cases[] = {
		{"SELECT '日本', nonesuch FROM v", "nonesuch", 14, 14},
		{"SELECT 1 FROM nowhere", "nowhere", 0, 15},
		{"SELEC 1", "SELEC", 1, 1},
		{"SELECT (1", "", 0, 10},
		{"SELECT no_such_function(1)", "no_such_function", 8, 8},
	};

	EACH_ENGINE(e)
	{
		for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
			CLEANUP(arena_free_ptr) struct arena *a = arena_new();
			struct db_query q = {.sql = cases[i].sql};
			const char *got = engine_query(a, e->ro, &q);
			int want = e->driver->dialect == DB_DIALECT_SQLITE ? cases[i].position
									   : cases[i].position_pg;
			CHECK_MSG(begins(got, "upstream") && q.server_message &&
					  strstr(q.server_message, cases[i].word),
				"%s: %s: %s", e->name, cases[i].sql, got);
			CHECK_MSG(!want || q.error_position == want, "%s: at %d: %s", e->name,
				q.error_position, cases[i].sql);
		}
		CLEANUP(arena_free_ptr) struct arena *a = arena_new();
		CHECK_MSG(begins(engine_ask(a, e->ro, ""), "invalid"), "%s: nothing", e->name);
		CHECK_MSG(begins(engine_ask(a, e->ro, "-- only a comment"), "invalid"), "%s: a comment",
			e->name);
		const char *two = engine_ask(a, e->ro, "SELECT 1; SELECT 2");
		CHECK_MSG(begins(two, on(e, "invalid", "upstream")), "%s: two statements: %s", e->name, two);
		char *long_sql = arena_alloc(a, SQL_MAX + 2);
		memset(long_sql, ' ', SQL_MAX + 1);
		long_sql[SQL_MAX + 1] = '\0';
		CHECK_MSG(begins(engine_ask(a, e->ro, long_sql), "limit"), "%s: too long", e->name);
		const char *big = engine_ask(a, e->ro,
			on(e, "SELECT hex(zeroblob(1000000)) AS big", "SELECT repeat('x', 2000000) AS big"));
		CHECK_MSG(begins(big, "limit: column big"), "%s: %s", e->name, big);
		CHECK_STR(engine_ask(a, e->ro, "SELECT 7"), "integer:7");
	}
}

static void test_writes_are_refused(void)
{
	static const char *const statements[] = {"INSERT INTO v (t) VALUES ('w')", "UPDATE v SET t = 'w'",
		"DELETE FROM v", "DROP TABLE v", "CREATE TABLE w (x INTEGER)",
		"ALTER TABLE v ADD COLUMN y INTEGER", "CREATE TEMPORARY TABLE w (x INTEGER)",
		"WITH w AS (SELECT 1) INSERT INTO v (t) SELECT 'w' FROM w"};
	static const char *const postgres[] = {"SELECT nextval('seq')", "SET TRANSACTION READ WRITE",
		"SELECT set_config('transaction_read_only', 'off', false)", "COPY v TO STDOUT",
		"COPY v FROM STDIN", "EXPLAIN ANALYZE INSERT INTO v (t) VALUES ('w')",
		"CREATE TABLE w AS SELECT 1", "SELECT 1 INTO w"};

	EACH_ENGINE(e)
	{
		CLEANUP(arena_free_ptr) struct arena *a = arena_new();
		for (size_t i = 0; i < ARRAY_LEN(statements); i++) {
			const char *got = engine_ask(a, e->ro, statements[i]);
			CHECK_MSG(begins(got, "denied") || begins(got, "upstream"), "%s: %s: %s", e->name,
				statements[i], got);
		}
		if (e->driver->dialect == DB_DIALECT_POSTGRES) {
			CHECK_STR(engine_ask(a, e->rw, "CREATE SEQUENCE seq"), "");
			for (size_t i = 0; i < ARRAY_LEN(postgres); i++) {
				/* COPY costs the connection, as a new one shows */
				struct err err = ERR_INIT;
				CLEANUP(db_close_ptr) struct db_conn *c = NULL;
				CHECK(db_open(e->driver, &e->opt, &c, &err) == 0);
				const char *got = engine_ask(a, c, postgres[i]);
				CHECK_MSG(begins(got, "denied") || begins(got, "upstream"), "%s: %s: %s",
					e->name, postgres[i], got);
			}
		}
		CHECK_STR(engine_ask(a, e->ro, "SELECT count(*), max(t) FROM v"), "integer:2|text:x");
	}
}

static void test_changes(void)
{
	EACH_ENGINE(e)
	{
		CLEANUP(arena_free_ptr) struct arena *a = arena_new();
		const char *table[] = {
			"CREATE TABLE c (id INTEGER PRIMARY KEY, p INTEGER REFERENCES c (id))", NULL};
		engine_make(e, table);
		struct db_query q = {.sql = "INSERT INTO c (id) VALUES (1), (2), (3)"};
		CHECK_STR(engine_query(a, e->rw, &q), "");
		CHECK_INT(q.changes, 3);
		struct db_query r = {.sql = "UPDATE c SET p = 1 WHERE id > 1 RETURNING id"};
		CHECK_STR(engine_query(a, e->rw, &r), "integer:2\ninteger:3");
		CHECK_INT(r.changes, 2);
		CHECK_MSG(begins(engine_ask(a, e->rw, "INSERT INTO c (id) VALUES (1)"), "conflict"),
			"%s: unique", e->name);
		CHECK_MSG(begins(engine_ask(a, e->rw, "DELETE FROM c WHERE id = 1"), "conflict"),
			"%s: foreign key", e->name);
		CHECK_STR(engine_ask(a, e->rw, "BEGIN"), "");
		CHECK_STR(engine_ask(a, e->rw, "DELETE FROM c WHERE id = 3"), "");
		CHECK_STR(engine_ask(a, e->rw, "ROLLBACK"), "");
		CHECK_STR(engine_ask(a, e->ro, "SELECT count(*) FROM c"), "integer:3");
	}
}

static void test_login_errors(void)
{
	struct db_conn *c = NULL;

	if (engines.n < 2)
		SKIP("ASKDB_TEST_PG names no server");
	struct engine *e = &engines.items[1];
	struct db_options wrong_password = e->opt, no_password = e->opt, no_database = e->opt,
			  no_server = e->opt, no_tls = e->opt;
	wrong_password.password = "not the password";
	no_password.password = NULL;
	no_database.database = "nonesuch";
	no_server.port = 1;
	no_tls.ssl_mode = "require";
	const struct {
		const char *label;
		struct db_options opt;
		enum err_code code;
	} cases[] = {
		{"wrong password", wrong_password, ERR_DENIED},
		{"no password", no_password, ERR_DENIED},
		{"no such database", no_database, ERR_NOT_FOUND},
		{"nobody listens", no_server, ERR_UPSTREAM},
		{"no TLS", no_tls, ERR_UPSTREAM},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct err err = ERR_INIT;
		int rc = db_open(e->driver, &cases[i].opt, &c, &err);
		CHECK_MSG(rc == -1 && err.code == cases[i].code, "%s: %s: %s", cases[i].label,
			err_code_name(err.code), err.msg);
		CHECK(!strstr(err.msg, e->opt.password) && !strstr(err.msg, "not the password"));
	}
}

TEST_MAIN(TEST(set_up), TEST(test_values), TEST(test_blobs_and_nul_bytes), TEST(test_params),
	TEST(test_columns), TEST(test_million_rows), TEST(test_errors), TEST(test_writes_are_refused),
	TEST(test_changes), TEST(test_login_errors), TEST(tear_down))
