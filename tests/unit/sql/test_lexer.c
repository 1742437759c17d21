// SPDX-License-Identifier: Apache-2.0
/* Each dialect's scanner: where tokens end, and what it refuses. */
#include "base/arena.h"
#include "sql/lexer.h"
#include "test.h"

/* The tokens of sql as "kind text¦kind text"; blanks are left out. "!" when the text is refused. */
static const char *lexed(enum sql_dialect d, const char *sql, struct arena *a)
{
	static const char kinds[] = "$_cwqsbnpo,";
	struct sql_lexer lx = SQL_LEXER(d, slice_of(sql));
	struct str out = STR_INIT(4096);
	struct err err = ERR_INIT;
	struct sql_token t;
	size_t at = 0;

	for (;;) {
		if (sql_lex(&lx, &t, &err) < 0) {
			str_free(&out);
			return "!";
		}
		if (t.kind == SQL_TOK_END)
			return t.offset == strlen(sql) ? str_to_arena(&out, a)
						       : "tokens do not reach the end";
		if (t.offset != at || t.text.p != sql + at)
			return "tokens do not lie end to end";
		at += t.text.n;
		if (t.kind != SQL_TOK_SPACE)
			str_addf(&out, "%s%c%.*s", out.n ? "¦" : "", kinds[t.kind], SLICE_FMT(t.text));
	}
}

static void test_tokens(void)
{
	static const struct {
		const char *sql, *sqlite, *postgres;
	} cases[] = {
		{"a1 _b", "wa1¦w_b", "wa1¦w_b"},
		{"'it''s'", "s'it''s'", "s'it''s'"},
		{"'a\\' b", "s'a\\'¦wb", "s'a\\'¦wb"},
		{"\"a\"\"b\"", "q\"a\"\"b\"", "q\"a\"\"b\""},
		{"`a``b`", "q`a``b`", "o`¦wa¦o``¦wb¦o`"},
		{"[a b]", "q[a b]", ",[¦wa¦wb¦,]"},
		{"a -- b\rc\nd", "wa¦c-- b\rc\n¦wd", "wa¦c-- b¦wc¦wd"},
		{"/* a /* b */ c */", "c/* a /* b */¦wc¦o*¦o/", "c/* a /* b */ c */"},
		{"/**/a/*/*/", "c/**/¦wa¦c/*/*/", "!"},
		{"x'4f' X'' b'01'", "bx'4f'¦bX''¦wb¦s'01'", "bx'4f'¦bX''¦bb'01'"},
		{"x'4'", "!", "bx'4'"},
		{"1 1.5 .5 1. 1e5 1E-5 1e", "!", "!"},
		{"1 1.5 .5 1. 1e5 1E-5", "n1¦n1.5¦n.5¦n1.¦n1e5¦n1E-5", "n1¦n1.5¦n.5¦n1.¦n1e5¦n1E-5"},
		{"0x1F", "n0x1F", "!"},
		{"1a", "!", "!"},
		{"1..2", "n1.¦n.2", "n1¦o..¦n2"},
		{"a.b", "wa¦,.¦wb", "wa¦,.¦wb"},
		{"?1 ?", "p?1¦p?", "o?¦n1¦o?"},
		{":a @b $c", "p:a¦p@b¦p$c", "!"},
		{"$1", "p$1", "p$1"},
		{"$a::b", "!", "!"},
		{"$a(1)", "!", "!"},
		{"#1", "!", "o#¦n1"},
		{"a$b", "wa$b", "wa$b"},
		{"a$$b$$", "wa$$b$$", "wa$$b$$"},
		{"$$a'b$$", "!", "s$$a'b$$"},
		{"$t$a$$b$t$c", "p$t$a$$b$t$c", "s$t$a$$b$t$¦wc"},
		{"E'a\\'b' e'\\\\'", "!", "sE'a\\'b'¦se'\\\\'"},
		{"U&'a' u&\"b\"", "wU¦o&¦s'a'¦wu¦o&¦q\"b\"", "sU&'a'¦qu&\"b\""},
		{"'a'\n'b' 'c'", "s'a'¦s'b'¦s'c'", "s'a'\n'b'¦s'c'"},
		{"E'a' -- x\n '\\''", "!", "sE'a' -- x\n '\\''"},
		{"a->b ->> c", "wa¦o->¦wb¦o->>¦wc", "wa¦o->¦wb¦o->>¦wc"},
		{"a||b<>c!=d==e", "wa¦o||¦wb¦o<>¦wc¦o!=¦wd¦o==¦we", "wa¦o||¦wb¦o<>¦wc¦o!=¦wd¦o==¦we"},
		{"a::int", "!", "wa¦o::¦wint"},
		{"1+-2", "n1¦o+¦o-¦n2", "n1¦o+¦o-¦n2"},
		{"1@-2", "!", "n1¦o@-¦n2"},
		{"a*/b", "wa¦o*¦o/¦wb", "wa¦o*/¦wb"},
		{"a+/*x*/b", "wa¦o+¦c/*x*/¦wb", "wa¦o+¦c/*x*/¦wb"},
		{"a=--x", "wa¦o=¦c--x", "wa¦o=¦c--x"},
		{"売上 é", "w売上¦wé", "w売上¦wé"},
		{"\xEF\xBB\xBF"
		 "a",
			"wa",
			"w\xEF\xBB\xBF"
			"a"},
		{"'a", "!", "!"},
		{"\"a", "!", "!"},
		{"/* a", "!", "!"},
		{"a\vb", "!", "!"},
		{"a\\b", "!", "!"},
		{"", "", ""},
	};
	struct arena *a = arena_new();

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		CHECK_STR(lexed(SQL_SQLITE, cases[i].sql, a), cases[i].sqlite);
		CHECK_STR(lexed(SQL_POSTGRES, cases[i].sql, a), cases[i].postgres);
	}
	arena_free(a);
}

static void test_nul(void)
{
	struct arena *a = arena_new();
	struct sql_tokens tokens;

	for (size_t d = SQL_SQLITE; d <= SQL_POSTGRES; d++) {
		struct err err = ERR_INIT;
		CHECK(sql_lex_all(d, SLICE_LIT("SELECT 1\0; DROP"), a, &tokens, &err) < 0 &&
			err.code == ERR_INVALID);
		err_clear(&err);
		CHECK(sql_lex_all(d, SLICE_LIT("SELECT '\0'"), a, &tokens, &err) < 0);
		err_clear(&err);
		CHECK(sql_lex_all(d, SLICE_LIT("SELECT 1 -- \0"), a, &tokens, &err) < 0);
		err_clear(&err);
		CHECK(sql_lex_all(d, SLICE_LIT("SELECT 1 -- x"), a, &tokens, &err) == 0 && tokens.n == 2);
		CHECK(tokens.items[2].kind == SQL_TOK_END && tokens.items[2].offset == 13);
	}
	arena_free(a);
}

static void test_names(void)
{
	static const struct {
		enum sql_dialect d;
		const char *token, *name;
	} cases[] = {
		{SQL_SQLITE, "abc", "abc"},
		{SQL_SQLITE, "\"a\"\"b\"", "a\"b"},
		{SQL_SQLITE, "[a]", "a"},
		{SQL_SQLITE, "`a``b`", "a`b"},
		{SQL_SQLITE, "'a''b'", "a'b"},
		{SQL_SQLITE, "\"\"", ""},
		{SQL_POSTGRES, "\"A b\"", "A b"},
		{SQL_POSTGRES, "'a'", "'a'"},
	};
	struct arena *a = arena_new();

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct sql_tokens tokens;
		struct err err = ERR_INIT;
		CHECK(sql_lex_all(cases[i].d, slice_of(cases[i].token), a, &tokens, &err) == 0 &&
			tokens.n == 1);
		struct slice name = sql_token_name(cases[i].d, &tokens.items[0], a);
		CHECK_STR(arena_strndup(a, name.p, name.n), cases[i].name);
	}
	arena_free(a);
}

TEST_MAIN(TEST(test_tokens), TEST(test_nul), TEST(test_names))
