// SPDX-License-Identifier: Apache-2.0
/*
 * q.f in PostgreSQL, which may be the call f(q): what the connection learns about functions of rows and what the guard
 * makes of it. What it lets pass is run, and must not have called anything.
 */
#include "../db/engines.h"
#include "sql/guard.h"
#include "test.h"

#include <unistd.h>

static struct engines engines;

static const char *const fixture[] = {
	"CREATE TABLE t (id int, total int)",
	"INSERT INTO t VALUES (1, 10)",
	"CREATE TABLE u (id int, note text)",
	"INSERT INTO u VALUES (2, 'x')",
	"CREATE TABLE heir () INHERITS (t)",
	"INSERT INTO heir VALUES (3, 30)",
	"CREATE SCHEMA other",
	"CREATE TABLE other.twice (total int)",
	"CREATE TABLE twice (id int)",
	"INSERT INTO twice VALUES (4)",
	"CREATE FUNCTION total(u) RETURNS text LANGUAGE sql AS $$SELECT 'called'$$",
	"CREATE FUNCTION total(twice) RETURNS text LANGUAGE sql AS $$SELECT 'called'$$",
	"CREATE FUNCTION of_t(t) RETURNS text LANGUAGE sql AS $$SELECT 'called'$$",
	"CREATE FUNCTION of_any(anyelement) RETURNS text LANGUAGE sql AS $$SELECT 'called'$$",
	"CREATE FUNCTION of_record(record) RETURNS text LANGUAGE plpgsql AS $$BEGIN RETURN 'called'; END$$",
	"CREATE FUNCTION with_default(t, int DEFAULT 1) RETURNS text LANGUAGE sql AS $$SELECT 'called'$$",
	"CREATE FUNCTION of_many(VARIADIC anyarray) RETURNS text LANGUAGE sql AS $$SELECT 'called'$$",
	"CREATE FUNCTION of_rows(VARIADIC t[]) RETURNS text LANGUAGE sql AS $$SELECT 'called'$$",
	"CREATE FUNCTION a_set(t) RETURNS SETOF text LANGUAGE sql AS $$SELECT 'called'$$",
	"CREATE DOMAIN domain_t AS t",
	"CREATE FUNCTION of_domain(domain_t) RETURNS text LANGUAGE sql AS $$SELECT 'called'$$",
	"CREATE FUNCTION \"Größe\"(t) RETURNS text LANGUAGE sql AS $$SELECT 'called'$$",
	"CREATE FUNCTION step(text, anyelement) RETURNS text LANGUAGE sql AS $$SELECT 'called'$$",
	"CREATE AGGREGATE gather(anyelement) (SFUNC = step, STYPE = text)",
	"CREATE FUNCTION of_int(int) RETURNS text LANGUAGE sql AS $$SELECT 'called'$$",
	"CREATE FUNCTION t_to_date(t) RETURNS date LANGUAGE sql AS $$SELECT '2026-01-01'::date$$",
	"CREATE CAST (t AS date) WITH FUNCTION t_to_date(t) AS IMPLICIT",
	"CREATE FUNCTION of_date(date) RETURNS text LANGUAGE sql AS $$SELECT 'called'$$",
	"CREATE FUNCTION other.elsewhere(public.t) RETURNS text LANGUAGE sql AS $$SELECT 'called'$$",
	"CREATE FUNCTION id(t) RETURNS text LANGUAGE sql AS $$SELECT 'called'$$",
	NULL,
};

static const char *const refused[] = {
	"SELECT u.total FROM u",
	"SELECT x.total FROM u AS x",
	"SELECT public.u.total FROM public.u",
	"SELECT t.of_t FROM t",
	"SELECT t.\"of_t\" FROM t",
	"SELECT t.U&\"of\\005ft\" FROM t",
	"SELECT t/**/./**/of_t FROM t",
	"SELECT T.OF_T FROM t",
	"SELECT t.\"Größe\" FROM t",
	"SELECT heir.of_t FROM heir",
	"SELECT t.of_any FROM t",
	"SELECT t.of_record FROM t",
	"SELECT t.with_default FROM t",
	"SELECT t.of_many FROM t",
	"SELECT t.of_rows FROM t",
	"SELECT t.a_set FROM t",
	"SELECT t.of_domain FROM t",
	"SELECT t.gather FROM t",
	"SELECT t.of_date FROM t",
	"SELECT (t).of_t FROM t",
	"SELECT 1 FROM t ORDER BY t.of_t",
	"SELECT 1 FROM t GROUP BY t.of_t",
	"SELECT 1 FROM t WHERE t.of_t = 'x'",
	"SELECT 1 FROM t JOIN u ON t.of_t = u.note",
	"SELECT (SELECT t.of_t) FROM t",
	"SELECT x.of_any FROM (SELECT id FROM t) AS x",
	"SELECT x.of_record FROM (SELECT id FROM t) AS x",
	"SELECT x.of_record FROM (VALUES (1)) AS x",
	"SELECT x.of_record FROM (t CROSS JOIN u) AS x",
	"SELECT x.of_record FROM (t JOIN u USING (id) AS x)",
	"WITH x AS (SELECT 1 AS a) SELECT x.of_any FROM x",
	"SELECT x.of_any FROM xmltable('/a' PASSING ('<a/>'::xml) COLUMNS b text) AS x",
	/* a column of one that is called so, not of the other */
	"SELECT (SELECT x.total FROM u AS x) FROM t AS x",
	"WITH a AS (SELECT u.total FROM u), u AS (SELECT 1 AS total) SELECT * FROM a",
	/* renamed away, so that the name is free for the function */
	"SELECT x.id FROM t AS x(a, b)",
	"SELECT twice.total FROM twice",
	/* values of functions in FROM */
	"SELECT x.of_int FROM generate_series(1, 2) AS x",
	"SELECT x.of_any FROM unnest(ARRAY['a']) AS x",
	NULL,
};

static const char *const allowed[] = {
	"SELECT t.total FROM t",
	"SELECT x.total FROM t AS x",
	"SELECT public.t.total FROM public.t",
	"SELECT heir.total FROM heir",
	"SELECT t.id FROM t",
	"SELECT x.total FROM (SELECT sum(total) AS total FROM t) AS x",
	"SELECT x.total FROM (SELECT t.total FROM t UNION ALL SELECT 1) AS x",
	"SELECT x.total FROM u AS x(id, total)",
	"SELECT x.total FROM generate_series(1, 2) AS x(total)",
	"SELECT x.total FROM json_to_recordset('[]') AS x(total int)",
	"SELECT u.note, u.id, total FROM u JOIN t ON t.id < u.id",
	"SELECT x.a FROM (SELECT 1 AS a) AS x",
	NULL,
};

static const char *const exist_only_elsewhere[] = {
	"SELECT t.elsewhere FROM t", "SELECT u.of_int FROM u", NULL};

static bool judge(struct arena *a, const struct db_conn *c, const char *sql, struct sql_verdict *v)
{
	sql_guard_for(SQL_POSTGRES, &c->row_functions, slice_of(sql), a, v);
	return v->allowed;
}

static void test_functions_of_rows(void)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	CLEANUP(db_close_ptr) struct db_conn *c = NULL;
	struct sql_verdict v;
	struct err err = ERR_INIT;
	size_t n_calls = 0;

	if (engines.n < 2)
		SKIP("no PostgreSQL server");
	engine_make(&engines.items[1], fixture);
	CHECK_MSG(
		db_open(engines.items[1].driver, &engines.items[1].opt, &c, &err) == 0, "opens: %s", err.msg);
	for (const char *const *sql = refused; *sql; sql++) {
		CHECK_MSG(!judge(a, c, *sql, &v) && strcmp(v.rule, "function_not_allowed") == 0,
			"refused: %s", *sql);
		n_calls += strstr(engine_ask(a, c, *sql), "called") != NULL;
	}
	/* The list would prove little if the server saw columns in it. */
	CHECK_MSG(n_calls >= 30, "%zu of them are calls", n_calls);
	for (const char *const *sql = allowed; *sql; sql++) {
		bool passes = judge(a, c, *sql, &v);
		const char *got = engine_ask(a, c, *sql);
		CHECK_MSG(passes && !strstr(got, "called") && !strstr(got, "upstream"), "%s: %s: %s", *sql,
			passes ? "passes" : v.message, got);
	}
	/* What is in no schema of the session, or takes no row, cannot be called so. */
	for (const char *const *sql = exist_only_elsewhere; *sql; sql++)
		CHECK_MSG(judge(a, c, *sql, &v) && strstr(engine_ask(a, c, *sql), "does not exist"), "%s",
			*sql);
}

static void set_up(void)
{
	engines_open(&engines);
	CHECK_MSG(engines.n > 0, "%zu engines", engines.n);
}

static void tear_down(void)
{
	engines_close(&engines);
	CHECK(access(engines.dir, F_OK) != 0);
}

TEST_MAIN(TEST(set_up), TEST(test_functions_of_rows), TEST(tear_down))
