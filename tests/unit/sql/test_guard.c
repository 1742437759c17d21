// SPDX-License-Identifier: Apache-2.0
/* The guard against the corpora: no hostile statement passes, no honest one is refused, every refusal can be read by a person. */
#include "base/limits.h"
#include "corpus.h"
#include "json/read.h"
#include "sql/guard.h"
#include "test.h"

#include <ctype.h>
#include <pthread.h>

static struct sql_verdict judge(enum sql_dialect d, const char *sql, struct arena *a)
{
	struct sql_verdict v;

	sql_guard(d, slice_of(sql), a, &v);
	return v;
}

static bool is_sentence(const char *s)
{
	size_t n = s ? strlen(s) : 0;

	return n > 10 && !islower((unsigned char)s[0]) && s[n - 1] == '.' && !strchr(s, '\n');
}

static void check_hostile(enum sql_dialect d, const char *file, size_t at_least)
{
	struct arena *a = arena_new();
	struct corpus all = corpus_read(a, file);

	CHECK_MSG(all.n >= at_least, "%s holds at least %zu statements (%zu)", file, at_least, all.n);
	for (size_t i = 0; i < all.n; i++) {
		struct sql_verdict v;
		sql_guard(d, all.items[i], a, &v);
		bool ok = !v.allowed && v.rule && is_sentence(v.message) && v.hint && is_sentence(v.hint) &&
			  v.offset <= all.items[i].n;
		CHECK_MSG(ok, "refused (%s: %s): %.*s", v.rule ? v.rule : "passed",
			v.message ? v.message : "", SLICE_FMT(all.items[i]));
	}
	arena_free(a);
}

static void test_hostile_sqlite(void)
{
	check_hostile(SQL_SQLITE, "hostile_sqlite.sql", 150);
}

static void test_hostile_postgres(void)
{
	check_hostile(SQL_POSTGRES, "hostile_postgres.sql", 150);
}

static void check_honest(enum sql_dialect d, const char *file, size_t at_least)
{
	struct arena *a = arena_new();
	struct corpus all = corpus_read(a, file);

	CHECK_MSG(all.n >= at_least, "%s holds at least %zu statements (%zu)", file, at_least, all.n);
	for (size_t i = 0; i < all.n; i++) {
		struct sql_verdict v;
		sql_guard(d, all.items[i], a, &v);
		CHECK_MSG(v.allowed && !v.rule && v.sql.n, "passes (%s): %.*s", v.message ? v.message : "",
			SLICE_FMT(all.items[i]));
	}
	arena_free(a);
}

static void test_honest_sqlite(void)
{
	check_honest(SQL_SQLITE, "honest_sqlite.sql", 100);
}

static void test_honest_postgres(void)
{
	check_honest(SQL_POSTGRES, "honest_postgres.sql", 100);
}

static void test_verdicts(void)
{
	static const struct {
		enum sql_dialect d;
		const char *sql, *statement;
		enum sql_kind kind;
		bool has_limit;
	} cases[] = {
		{SQL_SQLITE, " -- x\n SELECT 1 LIMIT 2 ; /* y */ ;", "SELECT 1 LIMIT 2", SQL_KIND_SELECT,
			true},
		{SQL_SQLITE, "SELECT (SELECT 1 LIMIT 1)", "SELECT (SELECT 1 LIMIT 1)", SQL_KIND_SELECT,
			false},
		{SQL_SQLITE, "SELECT 1 LIMIT (SELECT 1)", "SELECT 1 LIMIT (SELECT 1)", SQL_KIND_SELECT, true},
		{SQL_SQLITE, "VALUES (1)", "VALUES (1)", SQL_KIND_VALUES, false},
		{SQL_SQLITE, "EXPLAIN SELECT 1", "EXPLAIN SELECT 1", SQL_KIND_EXPLAIN, false},
		{SQL_SQLITE, "PRAGMA table_info(a);", "PRAGMA table_info(a)", SQL_KIND_PRAGMA, false},
		{SQL_POSTGRES, "SELECT 1 LIMIT 2 ; -- x", "SELECT 1 LIMIT 2", SQL_KIND_SELECT, true},
		{SQL_POSTGRES, "SELECT 1 FETCH FIRST ROW ONLY", "SELECT 1 FETCH FIRST ROW ONLY",
			SQL_KIND_SELECT, true},
		{SQL_POSTGRES, "SELECT 1 LIMIT ALL", "SELECT 1 LIMIT ALL", SQL_KIND_SELECT, false},
		{SQL_POSTGRES, "SELECT (SELECT 1 LIMIT 1)", "SELECT (SELECT 1 LIMIT 1)", SQL_KIND_SELECT,
			false},
		{SQL_POSTGRES, "VALUES (1)", "VALUES (1)", SQL_KIND_VALUES, false},
		{SQL_POSTGRES, "EXPLAIN SELECT 1", "EXPLAIN SELECT 1", SQL_KIND_EXPLAIN, false},
		{SQL_POSTGRES, "SHOW timezone", "SHOW timezone", SQL_KIND_SHOW, false},
	};
	struct arena *a = arena_new();

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct sql_verdict v = judge(cases[i].d, cases[i].sql, a);
		CHECK(v.allowed && v.kind == cases[i].kind && v.has_limit == cases[i].has_limit);
		CHECK_STR(arena_strndup(a, v.sql.p, v.sql.n), cases[i].statement);
	}
	arena_free(a);
}

static void test_rules(void)
{
	static const struct {
		enum sql_dialect d;
		const char *sql, *rule;
		size_t offset;
		bool is_syntax;
	} cases[] = {
		{SQL_SQLITE, "", "empty", 0, false},
		{SQL_SQLITE, "SELECT 1; SELECT 2", "several_statements", 8, false},
		{SQL_SQLITE, "DROP TABLE a", "statement_not_allowed", 0, false},
		{SQL_SQLITE, "DELETE FROM a", "writes_data", 0, false},
		{SQL_SQLITE, "SELECT a FROM b WHERE", "syntax", 21, true},
		{SQL_SQLITE, "SELECT 'é', load_extension(1)", "function_not_allowed", 13, false},
		{SQL_SQLITE, "SELECT * FROM sqlite_dbpage", "table_not_allowed", 14, false},
		{SQL_SQLITE, "SELECT ?", "parameter_not_allowed", 7, false},
		{SQL_SQLITE, "PRAGMA user_version = 1", "pragma_not_allowed", 7, false},
		{SQL_POSTGRES, "DELETE FROM a", "writes_data", 0, false},
		{SQL_POSTGRES, "VACUUM", "statement_not_allowed", 0, false},
		{SQL_POSTGRES, "SELECT 1 FOR UPDATE", "locks_rows", 0, false},
		{SQL_POSTGRES, "SELECT 1 INTO a", "select_into", 0, false},
		{SQL_POSTGRES, "EXPLAIN ANALYZE SELECT 1", "explain_analyze", 8, false},
		{SQL_POSTGRES, "SELECT 'é', pg_sleep(1)", "function_not_allowed", 13, false},
		{SQL_POSTGRES, "SELECT 'é' FROM WHERE", "syntax", 17, true},
		{SQL_POSTGRES, "SHOW ALL", "setting_not_allowed", 0, false},
		{SQL_POSTGRES, "SELECT 1 OPERATOR(x.+) 2", "operator_not_allowed", 9, false},
		{SQL_POSTGRES, "SELECT * FROM pg_authid", "table_not_allowed", 14, false},
		{SQL_POSTGRES, "VALUES (DEFAULT)", "not_understood", 8, false},
	};
	struct arena *a = arena_new();

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct sql_verdict v = judge(cases[i].d, cases[i].sql, a);
		CHECK_STR(v.rule, cases[i].rule);
		CHECK_INT(v.offset, cases[i].offset);
		CHECK(v.is_syntax == cases[i].is_syntax && !v.allowed);
	}
	arena_free(a);
}

/* n times open, a middle, n times close. */
static struct sql_verdict judge_nested(enum sql_dialect d, const char *open, size_t n, const char *middle,
	const char *close, struct arena *a)
{
	struct str s = STR_INIT(1 << 20);
	struct sql_verdict v;

	str_adds(&s, "SELECT ");
	for (size_t i = 0; i < n; i++)
		str_adds(&s, open);
	str_adds(&s, middle);
	for (size_t i = 0; i < n; i++)
		str_adds(&s, close);
	sql_guard(d,
		(struct slice){
			str_to_arena(&s, a), strlen(open) * n + strlen(middle) + strlen(close) * n + 7},
		a, &v);
	return v;
}

/* Nesting that would overrun a recursive reader's stack is refused before one sees it; what a person nests is not. */
static void test_ceilings(void)
{
	static const struct {
		const char *open, *middle, *close;
		size_t fine, many;
	} cases[] = {
		{"(", "1", ")", 90, 20000},
		{"(SELECT ", "1", ")", 40, 7000},
		{"CASE WHEN 1=1 THEN ", "1", " END", 40, 2500},
		{"CASE x.end WHEN 1 THEN ", "1", " END", 0, 2000},
		{"(SELECT 1 AS end, ", "1", ")", 0, 3000},
		{"- ", "1", "", 90, 30000},
		{"NOT ", "true", "", 90, 15000},
		{"1 + ", "1", "", 300, 15000},
		{"1 = 1 AND ", "1 = 1", "", 5000, 0},
		{"1, ", "1", "", 5000, 0},
		{"1 UNION SELECT ", "1", "", 200, 4000},
		{"coalesce(1, ", "1", ")", 90, 5000},
		{"/**/", "1", "", 900, 15000},
	};
	struct arena *a = arena_new();

	for (size_t d = SQL_SQLITE; d <= SQL_POSTGRES; d++) {
		for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
			struct sql_verdict v = judge_nested(
				d, cases[i].open, cases[i].fine, cases[i].middle, cases[i].close, a);
			CHECK_MSG(v.allowed, "%zu of \"%s\" pass: %s", cases[i].fine, cases[i].open,
				v.message ? v.message : "");
			v = judge_nested(d, cases[i].open, cases[i].many, cases[i].middle, cases[i].close, a);
			if (cases[i].many)
				CHECK_MSG(!v.allowed && v.rule, "%zu of \"%s\" are refused", cases[i].many,
					cases[i].open);
		}
		char *big = arena_alloc(a, SQL_MAX + 1);
		memset(big, ' ', SQL_MAX + 1);
		memcpy(big, "SELECT 1", 8);
		struct sql_verdict v;
		sql_guard(d, (struct slice){big, SQL_MAX}, a, &v);
		CHECK(v.allowed);
		sql_guard(d, (struct slice){big, SQL_MAX + 1}, a, &v);
		CHECK_STR(v.rule, "too_long");
		sql_guard(d, SLICE_LIT("SELECT '\xff'"), a, &v);
		CHECK_STR(v.rule, "syntax");
	}
	arena_free(a);
}

enum { THREADS = 8, THREAD_STACK = 1 << 20 };

static void *judge_corpus(void *file)
{
	struct arena *a = arena_new();
	struct corpus all = corpus_read(a, file);
	size_t passed = 0;

	for (size_t i = 0; i < all.n; i++) {
		struct sql_verdict v;
		sql_guard(SQL_POSTGRES, all.items[i], a, &v);
		passed += v.allowed;
	}
	arena_free(a);
	return (void *)passed;
}

/* Many threads at once, on small stacks, each ending while others still parse: libpg_query keeps thread-local memory. */
static void test_threads(void)
{
	static char honest[] = "honest_postgres.sql", hostile[] = "hostile_postgres.sql";
	pthread_attr_t attr;
	pthread_t threads[THREADS];

	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, THREAD_STACK);
	size_t expected = (size_t)judge_corpus(honest);
	for (size_t i = 0; i < THREADS; i++)
		CHECK(pthread_create(&threads[i], &attr, judge_corpus, i % 2 ? hostile : honest) == 0);
	for (size_t i = 0; i < THREADS; i++) {
		void *passed = NULL;
		pthread_join(threads[i], &passed);
		CHECK_INT((size_t)passed, i % 2 ? 0 : expected);
	}
	pthread_attr_destroy(&attr);
}

/* Queries that people wrote for real databases: what is refused must be what SQLite itself cannot read. */
static void test_real_questions(void)
{
	const char *dir = getenv("ASKDB_TEST_DATA");
	struct arena *a = arena_new();
	struct slice text;
	struct err err = ERR_INIT;
	size_t n = 0, refused = 0;

	if (!dir || !*dir ||
		file_read(a, arena_printf(a, "%s/spider/train_questions.jsonl", dir), 64 << 20, &text, &err) <
			0) {
		arena_free(a);
		SKIP("no test data");
	}
	while (text.n) {
		struct sql_verdict v;
		json_t *doc = NULL;
		struct slice line = slice_cut(&text, '\n');
		if (!line.n || js_parse(a, line, &doc, &err) < 0)
			continue;
		const char *sql = js_get_str(doc, "query");
		sql_guard(SQL_SQLITE, slice_of(sql), a, &v);
		n++;
		if (!v.allowed) {
			refused++;
			CHECK_MSG(v.is_syntax, "refused as unreadable: %s", sql);
		}
	}
	CHECK_MSG(n > 1000 && refused <= 2, "%zu of %zu queries refused", refused, n);
	arena_free(a);
}

TEST_MAIN(TEST(test_hostile_sqlite), TEST(test_hostile_postgres), TEST(test_honest_sqlite),
	TEST(test_honest_postgres), TEST(test_verdicts), TEST(test_rules), TEST(test_ceilings),
	TEST(test_threads), TEST(test_real_questions))
