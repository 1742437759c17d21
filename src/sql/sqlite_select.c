// SPDX-License-Identifier: Apache-2.0
/* See sqlite_reader.h: SELECT, VALUES, WITH and FROM. */
#include "sql/sqlite_reader.h"

#include "base/arena.h"

struct sql_query *sqlite_new_query(struct reader *r)
{
	struct sql_query *q = ARENA_NEW(r->g->a, struct sql_query);

	q->outer = r->query;
	q->head = q;
	vec_push(&r->reading->queries, r->g->a, q);
	return q;
}

static bool expect_name(struct reader *r)
{
	return sqlite_at_name(r) || sqlite_unexpected(r);
}

/* A name where SQLite also takes text in single quotes: tables and aliases. */
static bool at_name_or_text(const struct reader *r)
{
	return sqlite_at_name(r) || sqlite_peek(r)->kind == SQL_TOK_STRING;
}

/* Does the next word begin a clause rather than name something? Only words that SQLite does not reserve anyway. */
static bool at_clause(const struct reader *r)
{
	const struct sql_token *t = sqlite_peek(r);

	return sql_token_is(t, "WINDOW") && sqlite_peek_at(r, 1)->kind != SQL_TOK_END &&
	       sql_token_is(sqlite_peek_at(r, 2), "AS");
}

/* [AS] alias; *out stays as it is when there is none. */
static bool read_alias(struct reader *r, struct slice *out)
{
	bool is_said = sqlite_accept(r, "AS");

	if (is_said && !at_name_or_text(r))
		return sqlite_unexpected(r);
	if (is_said || (at_name_or_text(r) && !at_clause(r)))
		*out = sqlite_take_name(r).text;
	return true;
}

/* t.* ; the caller has seen that it is one. */
static void read_table_star(struct reader *r)
{
	struct sql_name table = sqlite_take_name(r);

	r->at += 2;
	vec_push(&r->query->outputs, r->g->a, (struct sql_output){.name = table.text, .is_star = true});
}

static bool read_result(struct reader *r)
{
	struct sql_output output = {0};
	struct sql_reference only;

	if (sqlite_accept_mark(r, '*')) {
		vec_push(&r->query->outputs, r->g->a, (struct sql_output){.is_star = true});
		return true;
	}
	if (at_name_or_text(r) && sql_token_is_mark(sqlite_peek_at(r, 1), '.') &&
		sql_token_is_mark(sqlite_peek_at(r, 2), '*')) {
		read_table_star(r);
		return true;
	}
	if (!sqlite_read_expr(r, &only))
		return false;
	if (!read_alias(r, &output.name))
		return false;
	output.is_alias = output.name.p != NULL;
	if (!output.is_alias)
		output.name = only.column.text;
	vec_push(&r->query->outputs, r->g->a, output);
	return true;
}

static bool read_from_list(struct reader *r);

/* "(" is taken: a subquery or a parenthesised join. */
static bool read_from_parenthesis(struct reader *r)
{
	struct sql_source source = {.kind = SQL_FROM_QUERY};

	if (!sqlite_enter(r))
		return false;
	bool is_query = sqlite_at_select(r);
	if (is_query ? !(source.query = sqlite_read_select(r)) : !read_from_list(r))
		return false;
	r->depth--;
	if (!sqlite_expect_mark(r, ')') || !read_alias(r, &source.alias))
		return false;
	if (is_query) {
		vec_push(&r->query->sources, r->g->a, source);
	} else if (source.alias.p) { /* the joined tables under one more name: its columns are not followed */
		source.kind = SQL_FROM_FUNCTION;
		vec_push(&r->query->sources, r->g->a, source);
	}
	return true;
}

static bool read_index_hint(struct reader *r)
{
	if (sqlite_accept(r, "NOT"))
		return sqlite_expect(r, "INDEXED");
	if (!sqlite_accept(r, "INDEXED"))
		return true;
	if (!sqlite_expect(r, "BY") || !expect_name(r))
		return false;
	r->at++;
	return true;
}

/* "(" is taken behind a name in FROM: the arguments of a table-valued function. */
static bool read_table_call(struct reader *r, struct sql_source *source)
{
	bool has_arguments = !sql_token_is_mark(sqlite_peek(r), ')');

	if (source->schema.text.p || !sqlite_table_function_allowed(source->name.text, has_arguments))
		return guard_refuse_function(r->g, source->name.offset, source->name.text);
	source->kind = SQL_FROM_FUNCTION;
	return (!has_arguments || sqlite_read_exprs(r)) && sqlite_expect_mark(r, ')');
}

static bool read_source(struct reader *r)
{
	struct sql_source source = {.kind = SQL_FROM_TABLE};

	if (sqlite_accept_mark(r, '('))
		return read_from_parenthesis(r);
	if (!at_name_or_text(r))
		return sqlite_unexpected(r);
	source.name = sqlite_take_name(r);
	if (sqlite_accept_mark(r, '.')) {
		if (!at_name_or_text(r))
			return sqlite_unexpected(r);
		source.schema = source.name;
		source.name = sqlite_take_name(r);
	}
	if (sqlite_accept_mark(r, '(')) {
		if (!read_table_call(r, &source))
			return false;
	} else if (!sqlite_table_allowed(source.name.text)) {
		return guard_refuse(r->g, "table_not_allowed", source.name.offset,
			"Read the tables of the data instead.",
			"The table %.*s shows the database file's inside or other files.",
			SLICE_FMT(source.name.text));
	}
	if (!read_alias(r, &source.alias) || !read_index_hint(r))
		return false;
	vec_push(&r->query->sources, r->g->a, source);
	return true;
}

static bool accept_join_word(struct reader *r)
{
	static const char *const words[] = {"NATURAL", "LEFT", "RIGHT", "FULL", "OUTER", "INNER", "CROSS"};

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (sqlite_accept(r, words[i]))
			return true;
	return false;
}

/* [NATURAL] [LEFT|RIGHT|FULL [OUTER] | INNER | CROSS] JOIN, or a comma; *found says whether there was one. */
static bool read_join(struct reader *r, bool *found)
{
	size_t before = r->at;

	*found = true;
	if (sqlite_accept_mark(r, ','))
		return true;
	while (accept_join_word(r))
		;
	if (r->at != before)
		return sqlite_expect(r, "JOIN");
	*found = sqlite_accept(r, "JOIN");
	return true;
}

static bool read_using(struct reader *r)
{
	if (!sqlite_expect_mark(r, '('))
		return false;
	do {
		if (!expect_name(r))
			return false;
		vec_push(&r->query->shared, r->g->a, sqlite_take_name(r));
	} while (sqlite_accept_mark(r, ','));
	return sqlite_expect_mark(r, ')');
}

static bool read_from_list(struct reader *r)
{
	struct sql_reference ignored;
	bool more = true;

	while (more) {
		if (!read_source(r))
			return false;
		if (sqlite_accept(r, "ON") && !sqlite_read_expr(r, &ignored))
			return false;
		if (sqlite_accept(r, "USING") && !read_using(r))
			return false;
		if (!read_join(r, &more))
			return false;
	}
	return true;
}

static bool read_named_windows(struct reader *r)
{
	do {
		if (!expect_name(r))
			return false;
		r->at++;
		if (!sqlite_expect(r, "AS") || !sqlite_read_window(r))
			return false;
	} while (sqlite_accept_mark(r, ','));
	return true;
}

static bool read_optional_expr(struct reader *r, const char *word)
{
	struct sql_reference ignored;

	return !sqlite_accept(r, word) || sqlite_read_expr(r, &ignored);
}

static bool read_core_select(struct reader *r)
{
	if (!sqlite_accept(r, "DISTINCT"))
		sqlite_accept(r, "ALL");
	do {
		if (!read_result(r))
			return false;
	} while (sqlite_accept_mark(r, ','));
	if (sql_token_is(sqlite_peek(r), "INTO"))
		return guard_refuse(r->g, "select_into", sqlite_peek(r)->offset, "Leave out INTO.",
			"SELECT ... INTO makes a new table.");
	if (sqlite_accept(r, "FROM") && !read_from_list(r))
		return false;
	if (!read_optional_expr(r, "WHERE"))
		return false;
	if (sqlite_accept(r, "GROUP") && (!sqlite_expect(r, "BY") || !sqlite_read_exprs(r)))
		return false;
	if (!read_optional_expr(r, "HAVING"))
		return false;
	return !sqlite_accept(r, "WINDOW") || read_named_windows(r);
}

static bool read_core_values(struct reader *r)
{
	r->query->is_values = true;
	do {
		if (!sqlite_expect_mark(r, '(') || !sqlite_read_exprs(r) || !sqlite_expect_mark(r, ')'))
			return false;
	} while (sqlite_accept_mark(r, ','));
	return true;
}

/* Why a WITH does not end in a query. */
static bool refuse_core(struct reader *r)
{
	static const char *const writers[] = {"INSERT", "UPDATE", "DELETE", "REPLACE"};
	const struct sql_token *t = sqlite_peek(r);

	for (size_t i = 0; i < ARRAY_LEN(writers); i++)
		if (sql_token_is(t, writers[i]))
			return guard_refuse(r->g, "writes_data", t->offset, "Write a SELECT statement.",
				"%s changes data; only statements that read are run.", writers[i]);
	return sqlite_unexpected(r);
}

static bool read_core(struct reader *r)
{
	if (sqlite_accept(r, "SELECT"))
		return read_core_select(r);
	return sqlite_accept(r, "VALUES") ? read_core_values(r) : refuse_core(r);
}

/* name [(columns)]: entered before its body is read, which may be recursive. */
static bool read_cte_name(struct reader *r)
{
	struct sql_cte cte = {0};

	if (!expect_name(r))
		return false;
	cte.name = sqlite_take_name(r).text;
	if (sqlite_accept_mark(r, '(')) {
		cte.has_column_aliases = true;
		do {
			if (!expect_name(r))
				return false;
			r->at++;
		} while (sqlite_accept_mark(r, ','));
		if (!sqlite_expect_mark(r, ')'))
			return false;
	}
	vec_push(&r->query->ctes, r->g->a, cte);
	return true;
}

static bool read_cte(struct reader *r)
{
	struct sql_query *user = r->query;
	size_t at = user->ctes.n;

	if (!read_cte_name(r) || !sqlite_expect(r, "AS"))
		return false;
	if (sqlite_accept(r, "NOT") && !sql_token_is(sqlite_peek(r), "MATERIALIZED"))
		return sqlite_unexpected(r);
	sqlite_accept(r, "MATERIALIZED");
	if (!sqlite_expect_mark(r, '('))
		return false;
	struct sql_query *body = sqlite_read_select(r);
	user->ctes.items[at].query = body;
	return body && sqlite_expect_mark(r, ')');
}

/* WITH's list; sees itself and the ones before, so it is taken down in the query that uses it. */
static bool read_with(struct reader *r)
{
	if (!sqlite_accept(r, "WITH"))
		return true;
	if (sql_token_is(sqlite_peek(r), "RECURSIVE") && !sql_token_is(sqlite_peek_at(r, 1), "AS"))
		r->at++;
	do {
		if (!read_cte(r))
			return false;
	} while (sqlite_accept_mark(r, ','));
	return true;
}

static bool read_compound(struct reader *r, struct sql_query *head)
{
	while (sqlite_accept(r, "UNION") || sqlite_accept(r, "INTERSECT") || sqlite_accept(r, "EXCEPT")) {
		struct sql_query *member = ARENA_NEW(r->g->a, struct sql_query);
		sqlite_accept(r, "ALL");
		member->outer = head->outer;
		member->head = head;
		vec_push(&r->reading->queries, r->g->a, member);
		r->query->next = member;
		r->query = member;
		if (!read_core(r))
			return false;
	}
	r->query = head;
	return true;
}

static bool read_order_and_limit(struct reader *r)
{
	struct sql_reference ignored;
	bool has_limit = false;

	if (sqlite_accept(r, "ORDER") && (!sqlite_expect(r, "BY") || !sqlite_read_order(r)))
		return false;
	if (sqlite_accept(r, "LIMIT")) {
		has_limit = true;
		if (!sqlite_read_expr(r, &ignored))
			return false;
		if ((sqlite_accept(r, "OFFSET") || sqlite_accept_mark(r, ',')) &&
			!sqlite_read_expr(r, &ignored))
			return false;
	}
	r->has_limit = has_limit; /* last, because a subquery's own LIMIT was noted meanwhile */
	return true;
}

struct sql_query *sqlite_read_select(struct reader *r)
{
	struct sql_query *outer = r->query;
	struct sql_query *q = sqlite_new_query(r);

	if (!sqlite_enter(r))
		return NULL;
	r->query = q;
	if (!read_with(r) || !read_core(r) || !read_compound(r, q) || !read_order_and_limit(r))
		return NULL;
	r->query = outer;
	r->depth--;
	return q;
}
