// SPDX-License-Identifier: Apache-2.0
/*
 * Reading one SQLite SELECT: a recursive descent over SQLite's own grammar that refuses every function, table and
 * construct it does not know, and takes down the names on the way. Operators are read without precedence: neither
 * the guard nor binding needs it. Thread-confined.
 */
#pragma once

#include "sql/guard_int.h"
#include "sql/reading.h"

struct reader {
	struct guard *g;
	size_t at; /* of the next token */
	unsigned depth;
	struct sql_query *query; /* where names are taken down; NULL before the first */
	struct sql_reading *reading;
	bool has_limit; /* of the SELECT that was read last */
};

/* Judge the statement in g->tokens and take down its names. False = refused, the verdict says why. */
bool sqlite_read_statement(struct guard *g, struct sql_reading *reading);

/* Read [WITH ...] SELECT or VALUES with all that belongs to it. NULL = refused, the verdict says why. */
struct sql_query *sqlite_read_select(struct reader *r);

/* A new query inside the present one, entered in the reading; the caller makes it the present one. */
struct sql_query *sqlite_new_query(struct reader *r);

/* Read one expression; *only is the reference when the expression is nothing but one, else its column.text.p is NULL. False = refused. */
bool sqlite_read_expr(struct reader *r, struct sql_reference *only);

/* Read expressions separated by commas, at least one. False = refused. */
bool sqlite_read_exprs(struct reader *r);

/* Read ORDER BY's terms (behind BY). False = refused. */
bool sqlite_read_order(struct reader *r);

/* Read what stands between the parentheses of OVER or WINDOW w AS, both included. False = refused. */
bool sqlite_read_window(struct reader *r);

/* Does a SELECT, VALUES or WITH come next? */
bool sqlite_at_select(const struct reader *r);

/* Can the next token be a name (of a column, table, function, alias)? Keywords that SQLite takes as names count. */
bool sqlite_at_name(const struct reader *r);

/* Take the next token as a name. Only when sqlite_at_name(). */
struct sql_name sqlite_take_name(struct reader *r);

/* Is it a function that only computes? Any case. */
bool sqlite_function_allowed(struct slice name);

/* May FROM call it? json_each, generate_series, pragma_table_info ... Any case. */
bool sqlite_table_function_allowed(struct slice name, bool has_arguments);

/* May FROM name it without parentheses? False for virtual tables that show pages or files. Any case. */
bool sqlite_table_allowed(struct slice name);

/* A PRAGMA that only reads; has_argument: written with (...). Any case. */
bool sqlite_pragma_allowed(struct slice name, bool has_argument);

/* The next token; a SQL_TOK_END at the end. */
static inline const struct sql_token *sqlite_peek(const struct reader *r)
{
	return &r->g->tokens.items[r->at];
}

/* The token n behind the next; the end when there are fewer. */
static inline const struct sql_token *sqlite_peek_at(const struct reader *r, size_t n)
{
	return &r->g->tokens.items[MIN(r->at + n, r->g->tokens.n)];
}

/* Step over the next token when it is the word. */
bool sqlite_accept(struct reader *r, const char *word);

/* Step over the next token when it is the mark. */
bool sqlite_accept_mark(struct reader *r, char mark);

/* As sqlite_accept(); refuse when it is not there. */
bool sqlite_expect(struct reader *r, const char *word);

/* As sqlite_accept_mark(); refuse when it is not there. */
bool sqlite_expect_mark(struct reader *r, char mark);

/* Refuse because the next token does not fit. */
bool sqlite_unexpected(struct reader *r);

/* One level deeper, within SQL_DEPTH_MAX; leave with r->depth--. */
bool sqlite_enter(struct reader *r);
