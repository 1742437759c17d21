// SPDX-License-Identifier: Apache-2.0
/*
 * SQL text to tokens, exactly as the dialect's own scanner cuts it: where a comment ends, whether a quote is escaped
 * and what a dollar begins differ between SQLite and PostgreSQL, and a reader that gets one of them wrong judges
 * another statement than the one the database runs. SQLite as of 3.40, PostgreSQL as of 15 with
 * standard_conforming_strings on. Pure; any thread.
 */
#pragma once

#include "base/err.h"
#include "base/str.h"
#include "sql/dialect.h"

struct arena;

enum sql_token_kind {
	SQL_TOK_END,
	SQL_TOK_SPACE,
	SQL_TOK_COMMENT,
	SQL_TOK_WORD,   /* keyword or plain identifier */
	SQL_TOK_QUOTED, /* quoted identifier, in any of the dialect's forms */
	SQL_TOK_STRING, /* text literal with its prefix; a continued PostgreSQL literal is one token */
	SQL_TOK_BLOB,   /* x'..', and PostgreSQL's b'..' */
	SQL_TOK_NUMBER,
	SQL_TOK_PARAM, /* ?1 :a @a $a on SQLite, $1 on PostgreSQL */
	SQL_TOK_OPERATOR,
	SQL_TOK_PUNCT, /* one of ( ) , ; . [ ] and PostgreSQL's lone : */
};

struct sql_token {
	enum sql_token_kind kind;
	size_t offset; /* byte in the statement */
	struct slice text;
};

struct sql_lexer {
	enum sql_dialect dialect;
	struct slice sql;
	size_t at;
};

#define SQL_LEXER(d, text) ((struct sql_lexer){.dialect = (d), .sql = (text)})

/*
 * The next token; SQL_TOK_END again and again at the end. Tokens lie end to end: their texts joined are the statement.
 * Errors     ERR_INVALID for what the dialect's scanner refuses too: an open quote or comment, a NUL, a stray byte.
 */
NODISCARD int sql_lex(struct sql_lexer *lx, struct sql_token *out, struct err *err);

struct sql_tokens {
	struct sql_token *items;
	size_t n, cap;
};

/*
 * All tokens but blanks and comments, in the arena, with a SQL_TOK_END behind them (not counted in n).
 * Errors     as sql_lex(); ERR_LIMIT for more than SQL_COMMENTS_MAX comments.
 */
NODISCARD int sql_lex_all(
	enum sql_dialect d, struct slice sql, struct arena *a, struct sql_tokens *out, struct err *err);

/* The name that a SQL_TOK_QUOTED or SQLite SQL_TOK_STRING spells, without quotes; any other token's text as it is. */
struct slice sql_token_name(enum sql_dialect d, const struct sql_token *t, struct arena *a);

/* Is t the unquoted word `word`, in any case? */
static inline bool sql_token_is(const struct sql_token *t, const char *word)
{
	return t->kind == SQL_TOK_WORD && slice_eq_nocase(t->text, slice_of(word));
}

/* Is t the punctuation mark or one-byte operator c? */
static inline bool sql_token_is_mark(const struct sql_token *t, char c)
{
	return (t->kind == SQL_TOK_PUNCT || t->kind == SQL_TOK_OPERATOR) && t->text.n == 1 &&
	       t->text.p[0] == c;
}
