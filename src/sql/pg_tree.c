// SPDX-License-Identifier: Apache-2.0
/*
 * See pg_tree.h. The tree is our own parser's output, not a stranger's document: its depth is bounded by what the
 * statement may nest and by jansson's own limit of 2048, not by JSON_DEPTH_MAX. libpg_query keeps its memory in
 * thread-local contexts, which it frees when the thread ends.
 */
#include "sql/pg_tree.h"

#include "base/arena.h"

#include <pg_query.h>

static void release(void *doc)
{
	json_decref(doc);
}

/* PostgreSQL counts characters from 1. */
static size_t byte_of_char(struct slice sql, int cursor)
{
	size_t i = 0;

	for (int n = 1; n < cursor && i < sql.n; n++)
		for (i++; i < sql.n && ((unsigned char)sql.p[i] & 0xC0) == 0x80;)
			i++;
	return i;
}

int pg_tree_parse(struct slice sql, struct arena *a, json_t **out, size_t *offset, struct err *err)
{
	PgQueryParseResult r = pg_query_parse(arena_strndup(a, sql.p, sql.n));
	json_error_t why;
	json_t *doc = NULL;
	int rc = 0;

	if (r.error) {
		*offset = byte_of_char(sql, r.error->cursorpos);
		rc = err_set(err, ERR_INVALID, "%s", r.error->message);
	} else {
		doc = json_loads(r.parse_tree, JSON_REJECT_DUPLICATES, &why);
		if (!doc)
			rc = err_set(err, ERR_LIMIT, "%s", why.text);
	}
	pg_query_free_parse_result(r);
	if (rc == 0) {
		arena_defer(a, release, doc);
		*out = doc;
	}
	return rc;
}

const char *pg_tree_node(const json_t *value, const json_t **fields)
{
	if (!json_is_object(value) || json_object_size(value) != 1)
		return NULL;
	void *member = json_object_iter(pg_tree_iterable(value));
	const char *type = json_object_iter_key(member);
	*fields = json_object_iter_value(member);
	return type[0] >= 'A' && type[0] <= 'Z' && json_is_object(*fields) ? type : NULL;
}

const json_t *pg_tree_as(const json_t *value, const char *type)
{
	const json_t *fields = NULL;
	const char *found = pg_tree_node(value, &fields);

	return found && str_eq(found, type) ? fields : NULL;
}

const char *pg_tree_string(const json_t *value)
{
	const json_t *s = pg_tree_as(value, "String");

	if (!s)
		return NULL;
	const char *text = json_string_value(json_object_get(s, "sval"));
	return text ? text : "";
}

size_t pg_tree_offset(const json_t *fields, size_t fallback)
{
	const json_t *at = json_object_get(fields, "location");

	return json_is_integer(at) && json_integer_value(at) >= 0 ? (size_t)json_integer_value(at) : fallback;
}
