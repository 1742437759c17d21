// SPDX-License-Identifier: Apache-2.0
/*
 * The guard over SQLite: which kinds of statement are read at all. What a SELECT may hold is decided while it is read,
 * in sqlite_select.c and sqlite_expr.c; the lists of names are in sqlite_names.c.
 */
#include "sql/guard_int.h"

#include "base/arena.h"
#include "sql/sqlite_reader.h"

/* PRAGMA is taken: [schema.]name, then nothing or one name, text or number in parentheses. */
static bool read_pragma(struct reader *r)
{
	struct guard *g = r->g;

	if (!sqlite_at_name(r))
		return sqlite_unexpected(r);
	struct sql_name name = sqlite_take_name(r);
	if (sqlite_accept_mark(r, '.')) {
		if (!sqlite_at_name(r))
			return sqlite_unexpected(r);
		name = sqlite_take_name(r);
	}
	bool has_argument = sqlite_accept_mark(r, '(');
	if (sql_token_is_mark(sqlite_peek(r), '=') || !sqlite_pragma_allowed(name.text, has_argument))
		return guard_refuse(g, "pragma_not_allowed", name.offset,
			"Use PRAGMA table_info(name), index_list(name) or foreign_key_list(name).",
			"PRAGMA %.*s is not known to only read in this form.", SLICE_FMT(name.text));
	g->out->kind = SQL_KIND_PRAGMA;
	if (!has_argument)
		return true;
	enum sql_token_kind kind = sqlite_peek(r)->kind;
	if (kind != SQL_TOK_STRING && kind != SQL_TOK_NUMBER && !sqlite_at_name(r))
		return sqlite_unexpected(r);
	r->at++;
	return sqlite_expect_mark(r, ')');
}

static bool refuse_statement(struct reader *r)
{
	static const char *const writers[] = {"INSERT", "UPDATE", "DELETE", "REPLACE"};
	const struct sql_token *t = sqlite_peek(r);

	for (size_t i = 0; i < ARRAY_LEN(writers); i++)
		if (sql_token_is(t, writers[i]))
			return guard_refuse(r->g, "writes_data", t->offset, "Write a SELECT statement.",
				"%s changes data; only statements that read are run.", writers[i]);
	if (t->kind != SQL_TOK_WORD)
		return sqlite_unexpected(r);
	return guard_refuse(r->g, "statement_not_allowed", t->offset, "Write a SELECT statement.",
		"A statement that begins with %.*s is not among those that only read.",
		SLICE_FMT(((struct slice){t->text.p, MIN(t->text.n, 40)})));
}

static bool read_statement(struct reader *r)
{
	struct sql_verdict *out = r->g->out;

	if (sqlite_accept(r, "PRAGMA"))
		return read_pragma(r);
	bool is_explain = sqlite_accept(r, "EXPLAIN");
	if (is_explain && sqlite_accept(r, "QUERY") && !sqlite_expect(r, "PLAN"))
		return false;
	if (!sqlite_at_select(r))
		return refuse_statement(r);
	struct sql_query *q = sqlite_read_select(r);
	if (!q)
		return false;
	out->kind = is_explain ? SQL_KIND_EXPLAIN : q->is_values ? SQL_KIND_VALUES : SQL_KIND_SELECT;
	out->has_limit = r->has_limit;
	return true;
}

bool sqlite_read_statement(struct guard *g, struct sql_reading *reading)
{
	struct reader r = {.g = g, .reading = reading};

	return read_statement(&r) && (r.at == g->tokens.n || sqlite_unexpected(&r));
}

bool guard_sqlite(struct guard *g)
{
	struct sql_reading reading = {0};

	return sqlite_read_statement(g, &reading);
}
