// SPDX-License-Identifier: Apache-2.0
/* Inside the guard: what the common part and the two dialects' readers share. Thread-confined. */
#pragma once

#include "sql/guard.h"
#include "sql/lexer.h"

#include <jansson.h>

struct db_row_functions;
struct sql_reading;

/* One judgement under way. */
struct guard {
	struct slice sql; /* the text as it came */
	struct arena *a;
	const struct db_row_functions *rows; /* NULL = not known */
	struct sql_tokens tokens;
	struct sql_verdict *out;
};

/*
 * Refuse: fill the verdict and return false. Only the first refusal counts. The message is one sentence saying what was
 * refused, the hint one saying what to do instead; rule and hint are static.
 */
bool guard_refuse(struct guard *g, const char *rule, size_t offset, const char *hint, const char *fmt, ...)
	PRINTF_LIKE(5, 6);

/* Refuse because the text cannot be read. */
bool guard_refuse_syntax(struct guard *g, size_t offset, const char *fmt, ...) PRINTF_LIKE(3, 4);

/* Refuse a call of a function that is not on the dialect's list. */
bool guard_refuse_function(struct guard *g, size_t offset, struct slice name);

/*
 * Read one SQLite statement whose tokens are in g->tokens (no semicolon among them) and judge it; fills kind and has_limit
 * when it is allowed. False = refused, the verdict says why.
 */
bool guard_sqlite(struct guard *g);

/* As guard_sqlite() for a PostgreSQL statement, which libpg_query parses. */
bool guard_postgres(struct guard *g);

/* Take down the names of a SQLite statement (see reading.h), in the arena. False = the guard refuses it, or it is a PRAGMA. */
bool guard_read_sqlite(struct slice sql, struct arena *a, struct sql_reading *reading);

/* Is it a function that only computes from its arguments, its rows or the clock? name as the parser folds it. */
bool guard_postgres_function_allowed(struct slice name);

/* May SHOW and current_setting() tell this setting? Settings that can hold a secret may not. */
bool guard_postgres_setting_allowed(struct slice name);

/* May (x).name be written? It is the call name(x) when x has no such member: (65536).lo_creat makes a large object. */
bool guard_postgres_field_allowed(struct slice name);

struct guard_rows;

/* What decides whether q.f is a column or a call; in the guard's arena. */
struct guard_rows *guard_rows_new(struct guard *g) __attribute__((returns_nonnull));

/* The walk has come to a node: take down what stands in FROM and which qualified names are written. Borrows from the tree. */
void guard_rows_note(struct guard_rows *r, const char *type, const json_t *fields, size_t offset);

/* After the walk: is no qualified name a call that may do more than compute? False = refused. */
bool guard_rows_judge(struct guard_rows *r);
