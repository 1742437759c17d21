// SPDX-License-Identifier: Apache-2.0
/* The layout of examples, and over the corpora: twice is once, no token changes, the guard's verdict stays. */
#include "corpus.h"
#include "sql/format.h"
#include "sql/guard.h"
#include "test.h"

static const char *formatted(enum sql_dialect d, struct slice sql, struct arena *a)
{
	struct str out = STR_INIT(1 << 20);

	sql_format(&out, d, sql);
	return str_to_arena(&out, a);
}

static void test_layout(void)
{
	static const struct {
		enum sql_dialect d;
		const char *sql, *want;
	} cases[] = {
		{SQL_SQLITE,
			"select a,b from t where a=1 and b between 2 and 3 or c order by a desc limit 5 "
			"offset 2",
			"SELECT a, b\nFROM t\nWHERE a = 1\n  AND b BETWEEN 2 AND 3\n  OR c\nORDER BY a DESC\n"
			"LIMIT 5 OFFSET 2"},
		{SQL_SQLITE,
			"select count(*),x.y from t x left join u using(id) join(select 1 from v)w on w.a=-1 "
			"group by 2",
			"SELECT count(*), x.y\nFROM t x\n  LEFT JOIN u USING (id)\n  JOIN (\n    SELECT 1\n  "
			"  FROM v\n"
			"  ) w ON w.a = -1\nGROUP BY 2"},
		{SQL_SQLITE, "with a as(select 1),b as(select 2) select * from a union all select * from b",
			"WITH a AS (\n  SELECT 1\n),\nb AS (\n  SELECT 2\n)\nSELECT *\nFROM a\nUNION "
			"ALL\nSELECT *\nFROM b"},
		{SQL_SQLITE, "select 'select  from', \"from\", [where] -- from\nfrom t /* where */ where x",
			"SELECT 'select  from', \"from\", [where] -- from\nFROM t /* where */\nWHERE x"},
		{SQL_SQLITE,
			"select sum(x) over(partition by y order by z rows between 1 preceding and current "
			"row) from t",
			"SELECT sum(x) OVER (PARTITION BY y ORDER BY z ROWS BETWEEN 1 PRECEDING AND CURRENT "
			"ROW)\nFROM t"},
		{SQL_SQLITE,
			"select case when a and b then 1 else 2 end from t where case when a or b then 1 end "
			"and c",
			"SELECT CASE WHEN a AND b THEN 1 ELSE 2 END\nFROM t\nWHERE CASE WHEN a OR b THEN 1 "
			"END\n  AND c"},
		{SQL_SQLITE, "select 1 - -1, - - 1, a.b, 1.5", "SELECT 1 - -1, - -1, a.b, 1.5"},
		{SQL_SQLITE, "select key, value, date from t as desc",
			"SELECT key, value, date\nFROM t AS desc"},
		{SQL_POSTGRES,
			"select x::int,a[1:2],extract(year from d),left(a,1) from t where a is distinct from "
			"b",
			"SELECT x::int, a[1:2], extract(year FROM d), left(a, 1)\nFROM t\nWHERE a IS "
			"DISTINCT FROM b"},
		{SQL_POSTGRES, "select $$ from $$, E'\\'', \"A\" from t fetch first 5 rows only",
			"SELECT $$ from $$, E'\\'', \"A\"\nFROM t\nFETCH FIRST 5 ROWS ONLY"},
		{SQL_SQLITE, "select 'left open", "select 'left open"},
		{SQL_SQLITE, "", ""},
		{SQL_SQLITE, "  ", ""},
	};
	struct arena *a = arena_new();

	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		CHECK_STR(formatted(cases[i].d, slice_of(cases[i].sql), a), cases[i].want);
	CHECK_STR(formatted(SQL_SQLITE,
			  SLICE_LIT("select distinct artist.name, count(*) as number_of_albums, "
				    "sum(unit_price * quantity) as "
				    "revenue from artist"),
			  a),
		"SELECT DISTINCT\n  artist.name,\n  count(*) AS number_of_albums,\n  sum(unit_price * "
		"quantity) AS revenue\n"
		"FROM artist");
	arena_free(a);
}

static void check_corpus(enum sql_dialect d, const char *file)
{
	struct arena *a = arena_new();
	struct corpus all = corpus_read(a, file);

	CHECK(all.n > 0);
	for (size_t i = 0; i < all.n; i++) {
		struct sql_verdict before, after;
		const char *once = formatted(d, all.items[i], a);
		CHECK_STR(formatted(d, slice_of(once), a), once);
		sql_guard(d, all.items[i], a, &before);
		sql_guard(d, slice_of(once), a, &after);
		CHECK_MSG(memchr(all.items[i].p, 0, all.items[i].n) ||
				  (before.allowed == after.allowed && str_eq(before.rule, after.rule)),
			"same verdict: %s", once);
	}
	arena_free(a);
}

static void test_corpora(void)
{
	check_corpus(SQL_SQLITE, "honest_sqlite.sql");
	check_corpus(SQL_SQLITE, "hostile_sqlite.sql");
	check_corpus(SQL_POSTGRES, "honest_postgres.sql");
	check_corpus(SQL_POSTGRES, "hostile_postgres.sql");
}

TEST_MAIN(TEST(test_layout), TEST(test_corpora))
