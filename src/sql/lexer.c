// SPDX-License-Identifier: Apache-2.0
/*
 * See lexer.h. What the dialects share; their own rules are in lexer_sqlite.c and lexer_postgres.c. Scanners get the
 * rest of the text and give the length of one token.
 */
#include "sql/lexer.h"

#include "base/limits.h"
#include "base/vec.h"
#include "sql/lexer_int.h"

size_t sql_scan_quoted(struct slice s, size_t from, char quote)
{
	for (size_t i = from; i < s.n; i++) {
		if (s.p[i] != quote)
			continue;
		if (i + 1 < s.n && s.p[i + 1] == quote)
			i++;
		else
			return i + 1;
	}
	return 0;
}

int sql_scan_open(struct err *err, size_t offset, const char *what)
{
	return err_set(err, ERR_INVALID, "The %s that begins at byte %zu is not closed", what, offset);
}

int sql_lex(struct sql_lexer *lx, struct sql_token *out, struct err *err)
{
	struct slice rest = {lx->sql.p + lx->at, lx->sql.n - lx->at};
	struct sql_token t = {.kind = SQL_TOK_END, .offset = lx->at, .text = {rest.p, 0}};

	if (rest.n) {
		if (rest.p[0] == '\0')
			return err_set(err, ERR_INVALID, "There is a NUL byte at byte %zu", lx->at);
		int rc = lx->dialect == SQL_SQLITE ? sql_lex_sqlite(rest, &t, err)
						   : sql_lex_postgres(rest, &t, err);
		if (rc < 0)
			return -1;
		if (memchr(t.text.p, '\0', t.text.n))
			return err_set(err, ERR_INVALID,
				"There is a NUL byte in the text that begins at byte %zu", lx->at);
	}
	lx->at += t.text.n;
	*out = t;
	return 0;
}

int sql_lex_all(
	enum sql_dialect d, struct slice sql, struct arena *a, struct sql_tokens *out, struct err *err)
{
	struct sql_lexer lx = SQL_LEXER(d, sql);
	struct sql_tokens all = {0};
	struct sql_token t = {.kind = SQL_TOK_SPACE};
	size_t comments = 0;

	do {
		if (sql_lex(&lx, &t, err) < 0)
			return -1;
		if (t.kind == SQL_TOK_COMMENT && ++comments > SQL_COMMENTS_MAX)
			return err_set(
				err, ERR_LIMIT, "The statement has more than %d comments", SQL_COMMENTS_MAX);
		if (t.kind != SQL_TOK_SPACE && t.kind != SQL_TOK_COMMENT)
			vec_push(&all, a, t);
	} while (t.kind != SQL_TOK_END);
	all.n--;
	*out = all;
	return 0;
}

struct slice sql_token_name(enum sql_dialect d, const struct sql_token *t, struct arena *a)
{
	struct slice s = t->text;

	if (t->kind != SQL_TOK_QUOTED && !(d == SQL_SQLITE && t->kind == SQL_TOK_STRING))
		return s;
	if (d == SQL_POSTGRES && s.p[0] != '"') /* U&"..": escapes are libpg_query's to read */
		return s;
	char quote = s.p[0];
	char *name = arena_strndup(a, s.p + 1, s.n - 2);
	size_t n = 0;
	for (size_t i = 0; i < s.n - 2; i++) {
		name[n++] = s.p[i + 1];
		if (s.p[i + 1] == quote && quote != '[')
			i++;
	}
	name[n] = '\0';
	return (struct slice){name, n};
}
