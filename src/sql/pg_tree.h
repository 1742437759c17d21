// SPDX-License-Identifier: Apache-2.0
/*
 * PostgreSQL's own parse tree, as libpg_query gives it in JSON: an object with one capitalised member is a node,
 * {"SelectStmt": {...}}; where a member's type is fixed its object stands bare. Thread-confined.
 */
#pragma once

#include "base/err.h"
#include "base/str.h"

#include <jansson.h>

struct arena;

/*
 * Parse sql (no NUL inside, within SQL_DEPTH_MAX and SQL_CHAIN_MAX). *out is released when the arena drops.
 * Errors     ERR_INVALID with PostgreSQL's message and the byte in *offset; ERR_LIMIT when the tree is too deep.
 */
NODISCARD int pg_tree_parse(struct slice sql, struct arena *a, json_t **out, size_t *offset, struct err *err);

/* The type name and, through *fields, the members of a node; NULL when value is not a node. Borrowed from value. */
const char *pg_tree_node(const json_t *value, const json_t **fields);

/* The members of value when it is a node of that type, else NULL. Borrowed from value. */
const json_t *pg_tree_as(const json_t *value, const char *type);

/* The text of a String node, or NULL. Borrowed from value. */
const char *pg_tree_string(const json_t *value);

/* The same value for jansson's iteration, which takes no const although it changes nothing. */
static inline json_t *pg_tree_iterable(const json_t *value)
{
	json_t *same;

	memcpy(&same, &value, sizeof same);
	return same;
}

/* The byte that the member "location" tells, or fallback. */
size_t pg_tree_offset(const json_t *fields, size_t fallback);
