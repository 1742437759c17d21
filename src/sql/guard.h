// SPDX-License-Identifier: Apache-2.0
/*
 * The first wall: decides from the text alone whether a statement only reads. Exactly one statement, of an allowed
 * kind, calling allowed functions only; what is not known is refused, with a sentence that says why and what to do.
 * PostgreSQL is read with libpg_query's parser, SQLite with our own. Pure functions; any thread. The second wall is
 * the read-only session in db/.
 */
#pragma once

#include "base/str.h"
#include "sql/dialect.h"

struct arena;
struct db_row_functions;

enum sql_kind { SQL_KIND_SELECT, SQL_KIND_VALUES, SQL_KIND_EXPLAIN, SQL_KIND_SHOW, SQL_KIND_PRAGMA };

struct sql_verdict {
	bool allowed;
	enum sql_kind kind;  /* when allowed */
	bool is_syntax;      /* refused because it cannot be read at all, rather than for what it does */
	const char *rule;    /* when refused: a stable word, "function_not_allowed"; static storage */
	const char *message; /* when refused: a sentence for a person; in the arena */
	const char *hint;    /* what would be accepted instead, or NULL; in the arena */
	size_t offset;       /* byte in sql where it was seen; 0 when there is no one place */
	struct slice
		sql; /* when allowed: the statement without trailing semicolons, blanks and comments; borrowed */
	bool has_limit; /* when allowed: the outermost query has a LIMIT or FETCH */
};

/* Judge one text. Everything in *out lives in the arena or is borrowed from sql. Never fails: doubt is a refusal. */
void sql_guard(enum sql_dialect d, struct slice sql, struct arena *a, struct sql_verdict *out);

/*
 * As sql_guard(), for a statement that is to be run: knows which functions of the database t.name would call. rows is
 * borrowed and may be NULL, then only what the text alone tells is judged.
 */
void sql_guard_for(enum sql_dialect d, const struct db_row_functions *rows, struct slice sql, struct arena *a,
	struct sql_verdict *out);
