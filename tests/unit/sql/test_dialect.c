// SPDX-License-Identifier: Apache-2.0
/* Quoting of identifiers and text, and the dialects' names. */
#include "sql/dialect.h"
#include "test.h"

static void test_idents(void)
{
	static const struct {
		const char *name, *sqlite, *postgres;
	} cases[] = {
		{"name", "name", "name"},
		{"_x1", "_x1", "_x1"},
		{"Name", "Name", "\"Name\""},
		{"order", "\"order\"", "\"order\""},
		{"User", "User", "\"User\""},
		{"user", "user", "\"user\""},
		{"key", "\"key\"", "key"},
		{"two words", "\"two words\"", "\"two words\""},
		{"a\"b", "\"a\"\"b\"", "\"a\"\"b\""},
		{"1a", "\"1a\"", "\"1a\""},
		{"a$b", "\"a$b\"", "\"a$b\""},
		{"売上", "\"売上\"", "\"売上\""},
		{"", "\"\"", "\"\""},
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct str s = STR_INIT(100);
		sql_add_ident(&s, SQL_SQLITE, slice_of(cases[i].name));
		CHECK_STR(s.buf, cases[i].sqlite);
		str_truncate(&s, 0);
		sql_add_ident(&s, SQL_POSTGRES, slice_of(cases[i].name));
		CHECK_STR(s.n ? s.buf : "", cases[i].postgres);
		str_free(&s);
	}
}

static void test_text(void)
{
	struct str s = STR_INIT(100);

	sql_add_text(&s, SQL_SQLITE, SLICE_LIT("it's\0 \\ \""));
	CHECK_STR(s.buf, "'it''s \\ \"'");
	str_free(&s);
}

static void test_names(void)
{
	enum sql_dialect d = SQL_SQLITE;

	CHECK(sql_dialect_parse("PostgreSQL", &d) && d == SQL_POSTGRES);
	CHECK(sql_dialect_parse("sqlite", &d) && d == SQL_SQLITE);
	CHECK(sql_dialect_parse("postgres", &d) && d == SQL_POSTGRES);
	CHECK(!sql_dialect_parse("oracle", &d) && !sql_dialect_parse(NULL, &d) && d == SQL_POSTGRES);
	CHECK_STR(sql_dialect_name(SQL_SQLITE), "sqlite");
	CHECK_STR(sql_dialect_name(SQL_POSTGRES), "postgresql");
}

TEST_MAIN(TEST(test_idents), TEST(test_text), TEST(test_names))
