// SPDX-License-Identifier: Apache-2.0
/*
 * What a reader takes down of a statement for name binding: its queries, what they read from and which names they
 * mention, with the place of each. Plain data in an arena, the same for both dialects; expressions are not kept.
 */
#pragma once

#include "base/str.h"
#include "base/vec.h"

struct db_schema_table;
struct sql_query;

/* One name as it stands in the statement. text is what it spells, the span is where it is written with its quotes. */
struct sql_name {
	struct slice text; /* p NULL = not written */
	size_t offset, length;
	bool may_be_text; /* SQLite: "x" that is no column is the text x */
};

enum sql_source_kind { SQL_FROM_TABLE, SQL_FROM_QUERY, SQL_FROM_FUNCTION };

struct sql_source {
	enum sql_source_kind kind;
	struct sql_name schema, name;        /* of a table or function */
	struct slice alias;                  /* p NULL = none */
	struct sql_query *query;             /* SQL_FROM_QUERY */
	bool has_column_aliases;             /* AS t(a, b): its columns carry other names than the table's */
	const struct db_schema_table *table; /* filled by binding: what SQL_FROM_TABLE names */
};

struct sql_reference {
	struct sql_name schema, table, column;
};

struct sql_output {
	struct slice name; /* alias, or the column's own name; p NULL = an expression without name */
	bool is_alias;     /* said with AS or behind the expression */
	bool is_star;      /* name is then the table of t.*, p NULL for a bare * */
};

struct sql_cte {
	struct slice name;
	struct sql_query *query;
	bool has_column_aliases;
};

/* One SELECT or VALUES; the members of a UNION are linked by next. */
struct sql_query {
	struct sql_query *outer; /* whose names are visible here too; NULL for the outermost */
	struct sql_query *next,
		*head; /* of a compound: what follows, and the first member, which holds WITH and ORDER BY */
	VEC(struct sql_cte) ctes;
	VEC(struct sql_source) sources;
	VEC(struct sql_reference) references;
	VEC(struct sql_name) shared; /* columns that USING names */
	VEC(struct sql_output) outputs;
	bool is_values;
};

/* A whole statement: every query in it, the outermost first, a CTE's before those that use it. */
struct sql_reading {
	VEC(struct sql_query *) queries;
};
