// SPDX-License-Identifier: Apache-2.0
/*
 * Name binding: every table and column that a statement names is resolved against a schema. A near miss is reported
 * with "did you mean" and corrected where there is exactly one good reading. Pure; any thread.
 */
#pragma once

#include "base/str.h"
#include "db/types.h"
#include "sql/dialect.h"

struct arena;

struct sql_issue {
	const char *name;       /* as written */
	const char *message;    /* a sentence */
	const char *suggestion; /* the name that was probably meant, or NULL */
	size_t offset;          /* byte in the statement */
};

struct sql_binding {
	struct sql_issue *issues; /* what could not be resolved as written */
	size_t n_issues;
	const char *
		corrected; /* the statement with near misses replaced, or NULL when nothing was or could be */
	const char **
		tables; /* base tables it reads, "schema.table" or "table" as the schema spells them, each once */
	size_t n_tables;
	const char **columns; /* "table.column" it mentions, as far as they could be resolved, each once */
	size_t n_columns;
};

/* Resolve the names of a statement that passed sql_guard(). Results live in the arena. Never fails: what cannot be judged is no issue. */
void sql_bind(enum sql_dialect d, struct slice sql, const struct db_schema *schema, struct arena *a,
	struct sql_binding *out);
