// SPDX-License-Identifier: Apache-2.0
/*
 * Values, columns and rows as every driver hands them out, and a database's schema as introspection finds it. Plain
 * data; what a pointer points to lives as long as the arena or the callback that the function names.
 */
#pragma once

#include "base/defs.h"
#include "base/str.h"

enum db_type {
	DB_NULL,
	DB_BOOL,
	DB_INT,
	DB_FLOAT,
	DB_NUMERIC, /* exact decimal, as text in .s */
	DB_TEXT,
	DB_BLOB,
	DB_DATE,      /* ISO text in .s: 2026-01-31 */
	DB_TIME,      /* ISO text in .s */
	DB_TIMESTAMP, /* ISO text in .s, offset when the type has one */
	DB_JSON,
	DB_UUID,
	DB_OTHER, /* the engine's own text form in .s */
};

/* "integer", "text", ...: our own name of a type; static storage. */
const char *db_type_name(enum db_type type);

/* Is it a number (DB_INT, DB_FLOAT, DB_NUMERIC)? */
bool db_type_is_number(enum db_type type);

/* A plain struct rather than a union: reading the wrong member gives zero, not another type's bytes. */
struct db_value {
	enum db_type type;
	int64_t i;      /* DB_BOOL, DB_INT */
	double f;       /* DB_FLOAT */
	struct slice s; /* every other type */
};

#define DB_V_NULL ((struct db_value){.type = DB_NULL})
#define DB_V_INT(v) ((struct db_value){.type = DB_INT, .i = (v)})
#define DB_V_FLOAT(v) ((struct db_value){.type = DB_FLOAT, .f = (v)})
#define DB_V_BOOL(v) ((struct db_value){.type = DB_BOOL, .i = (v)})
#define DB_V_SLICE(v) ((struct db_value){.type = DB_TEXT, .s = (v)})
#define DB_V_BLOB(v) ((struct db_value){.type = DB_BLOB, .s = (v)})

/* Text value borrowed from s; NULL gives the SQL NULL. */
static inline struct db_value db_v_text(const char *s)
{
	return s ? DB_V_SLICE(slice_of(s)) : DB_V_NULL;
}

struct db_column {
	const char *name;      /* as the result names it */
	const char *type_name; /* the engine's word, "NVARCHAR(160)"; "" where it has none */
	enum db_type type;     /* DB_OTHER where the engine cannot tell before the first row */
};

struct db_row {
	const struct db_column *columns;
	const struct db_value *values; /* valid during the callback only */
	size_t n;
};

struct db_schema_column {
	const char *name, *type_name, *default_value, *comment; /* the last two may be NULL */
	enum db_type type;
	bool nullable;
	unsigned pk_position; /* 1.. within the primary key; 0 = not part of it */
};

struct db_schema_fkey {
	const char *const *columns;
	const char *ref_schema; /* NULL = the table's own */
	const char *ref_table;
	const char *const *ref_columns;
	size_t n; /* columns on each side */
};

struct db_schema_table {
	const char *schema, *name, *comment; /* schema "main" on SQLite; comment may be NULL */
	bool is_view;
	int64_t row_count; /* exact on SQLite while cheap, the planner's estimate on PostgreSQL; -1 = unknown */
	struct db_schema_column *columns;
	size_t n_columns;
	struct db_schema_fkey *fkeys;
	size_t n_fkeys;
};

struct db_schema {
	struct db_schema_table *tables; /* ordered by schema, name */
	size_t n_tables;
};

/*
 * A function that PostgreSQL may call where t.name is written: it takes a whole row. column_of is NULL, or the name of
 * relations which all have a column of that name, so that their column is meant; then there is an item for each.
 */
struct db_row_function {
	const char *name, *column_of;
};

struct db_row_functions {
	const struct db_row_function *items; /* ordered by name, bytewise */
	size_t n;
};
