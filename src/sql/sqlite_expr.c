// SPDX-License-Identifier: Apache-2.0
/* See sqlite_reader.h: tokens and expressions. */
#include "sql/sqlite_reader.h"

#include "base/arena.h"
#include "base/limits.h"
#include "sql/keywords.h"

bool sqlite_accept(struct reader *r, const char *word)
{
	bool is = sql_token_is(sqlite_peek(r), word);

	r->at += is;
	return is;
}

bool sqlite_accept_mark(struct reader *r, char mark)
{
	bool is = sql_token_is_mark(sqlite_peek(r), mark);

	r->at += is;
	return is;
}

bool sqlite_expect(struct reader *r, const char *word)
{
	return sqlite_accept(r, word) || sqlite_unexpected(r);
}

bool sqlite_expect_mark(struct reader *r, char mark)
{
	return sqlite_accept_mark(r, mark) || sqlite_unexpected(r);
}

bool sqlite_unexpected(struct reader *r)
{
	const struct sql_token *t = sqlite_peek(r);

	if (t->kind == SQL_TOK_END)
		return guard_refuse_syntax(r->g, t->offset, "The statement ends too early.");
	if (t->kind == SQL_TOK_PARAM)
		return guard_refuse(r->g, "parameter_not_allowed", t->offset, "Write the value itself.",
			"The placeholder %.*s has no value.", SLICE_FMT(t->text));
	size_t n = MIN(t->text.n, 60);
	return guard_refuse_syntax(
		r->g, t->offset, "The statement cannot be read from \"%.*s\" on.", (int)n, t->text.p);
}

bool sqlite_enter(struct reader *r)
{
	if (r->depth++ <
		3 * SQL_DEPTH_MAX) /* an expression, a SELECT and a list can share one pair of parentheses */
		return true;
	return guard_refuse(r->g, "too_deep", sqlite_peek(r)->offset,
		"Break the statement into named parts with WITH.",
		"The statement is nested more than %d levels deep.", SQL_DEPTH_MAX);
}

bool sqlite_at_select(const struct reader *r)
{
	const struct sql_token *t = sqlite_peek(r);

	return sql_token_is(t, "SELECT") || sql_token_is(t, "VALUES") || sql_token_is(t, "WITH");
}

bool sqlite_at_name(const struct reader *r)
{
	const struct sql_token *t = sqlite_peek(r);

	return t->kind == SQL_TOK_QUOTED ||
	       (t->kind == SQL_TOK_WORD && !sql_is_reserved(SQL_SQLITE, t->text));
}

struct sql_name sqlite_take_name(struct reader *r)
{
	const struct sql_token *t = sqlite_peek(r);

	r->at++;
	return (struct sql_name){
		.text = sql_token_name(SQL_SQLITE, t, r->g->a),
		.offset = t->offset,
		.length = t->text.n,
		.may_be_text = t->kind == SQL_TOK_QUOTED && t->text.p[0] == '"',
	};
}

bool sqlite_read_exprs(struct reader *r)
{
	struct sql_reference ignored;

	do {
		if (!sqlite_read_expr(r, &ignored))
			return false;
	} while (sqlite_accept_mark(r, ','));
	return true;
}

bool sqlite_read_order(struct reader *r)
{
	struct sql_reference ignored;

	do {
		if (!sqlite_read_expr(r, &ignored))
			return false;
		if (!sqlite_accept(r, "ASC"))
			sqlite_accept(r, "DESC");
		if (sqlite_accept(r, "NULLS") && !sqlite_accept(r, "FIRST") && !sqlite_expect(r, "LAST"))
			return false;
	} while (sqlite_accept_mark(r, ','));
	return true;
}

static bool read_frame_bound(struct reader *r)
{
	struct sql_reference ignored;

	if (sqlite_accept(r, "CURRENT"))
		return sqlite_expect(r, "ROW");
	if (!sqlite_accept(r, "UNBOUNDED") && !sqlite_read_expr(r, &ignored))
		return false;
	return sqlite_accept(r, "PRECEDING") || sqlite_expect(r, "FOLLOWING");
}

static bool read_frame_exclusion(struct reader *r)
{
	if (!sqlite_accept(r, "EXCLUDE"))
		return true;
	if (sqlite_accept(r, "NO"))
		return sqlite_expect(r, "OTHERS");
	if (sqlite_accept(r, "CURRENT"))
		return sqlite_expect(r, "ROW");
	return sqlite_accept(r, "GROUP") || sqlite_expect(r, "TIES");
}

static bool read_frame(struct reader *r)
{
	if (!sqlite_accept(r, "ROWS") && !sqlite_accept(r, "RANGE") && !sqlite_accept(r, "GROUPS"))
		return true;
	if (sqlite_accept(r, "BETWEEN")) {
		if (!read_frame_bound(r) || !sqlite_expect(r, "AND") || !read_frame_bound(r))
			return false;
	} else if (!read_frame_bound(r)) {
		return false;
	}
	return read_frame_exclusion(r);
}

static bool at_frame(const struct reader *r)
{
	const struct sql_token *t = sqlite_peek(r);

	return sql_token_is(t, "PARTITION") || sql_token_is(t, "ORDER") || sql_token_is(t, "ROWS") ||
	       sql_token_is(t, "RANGE") || sql_token_is(t, "GROUPS");
}

bool sqlite_read_window(struct reader *r)
{
	if (!sqlite_expect_mark(r, '('))
		return false;
	if (!at_frame(r) && sqlite_at_name(r))
		r->at++; /* the window it builds on */
	if (sqlite_accept(r, "PARTITION") && (!sqlite_expect(r, "BY") || !sqlite_read_exprs(r)))
		return false;
	if (sqlite_accept(r, "ORDER") && (!sqlite_expect(r, "BY") || !sqlite_read_order(r)))
		return false;
	return read_frame(r) && sqlite_expect_mark(r, ')');
}

/* FILTER (WHERE ...) and OVER behind a call. */
static bool read_call_tail(struct reader *r)
{
	struct sql_reference ignored;

	if (sql_token_is(sqlite_peek(r), "FILTER") && sql_token_is_mark(sqlite_peek_at(r, 1), '(')) {
		r->at += 2;
		if (!sqlite_expect(r, "WHERE") || !sqlite_read_expr(r, &ignored) ||
			!sqlite_expect_mark(r, ')'))
			return false;
	}
	if (!sql_token_is(sqlite_peek(r), "OVER"))
		return true;
	r->at++;
	if (sql_token_is_mark(sqlite_peek(r), '('))
		return sqlite_read_window(r);
	if (!sqlite_at_name(r))
		return sqlite_unexpected(r);
	r->at++;
	return true;
}

/* Does a format ask for a width or precision of more than three digits, or take one from an argument? */
static bool is_format_wide(struct slice format)
{
	bool in_conversion = false;
	size_t n_digits = 0;

	for (size_t i = 0; i < format.n; i++) {
		char c = format.p[i];
		if (!in_conversion) {
			in_conversion = c == '%';
			n_digits = 0;
			continue;
		}
		bool is_digit =
			c >= '0' && c <= '9' && (c != '0' || n_digits); /* zeros that come first are a flag */
		n_digits = is_digit ? n_digits + 1 : 0;
		if (c == '*' || n_digits > 3)
			return true;
		in_conversion = n_digits || strchr("-+ #!,.0", c);
	}
	return false;
}

/*
 * printf() writes a wide field character by character, for minutes, and nothing interrupts it between two of them: its
 * format must be a text that shows how wide. The "(" comes next.
 */
static bool check_format(struct reader *r, const struct sql_name *name)
{
	const struct sql_token *format = sqlite_peek_at(r, 1);

	if (!slice_eq_nocase(name->text, SLICE_LIT("printf")) &&
		!slice_eq_nocase(name->text, SLICE_LIT("format")))
		return true;
	bool is_whole =
		sql_token_is_mark(sqlite_peek_at(r, 2), ',') || sql_token_is_mark(sqlite_peek_at(r, 2), ')');
	if (format->kind == SQL_TOK_STRING && is_whole && !is_format_wide(format->text))
		return true;
	return guard_refuse(r->g, "function_not_allowed", format->offset,
		"Write the format as a text, with fields of at most three digits: printf('%.2f', x).",
		"The format of %.*s() may ask for a text of any length.", SLICE_FMT(name->text));
}

/* A call whose name was taken; its "(" comes next. */
static bool read_call(struct reader *r, const struct sql_name *name)
{
	if (!sqlite_function_allowed(name->text))
		return guard_refuse_function(r->g, name->offset, name->text);
	if (!check_format(r, name) || !sqlite_expect_mark(r, '('))
		return false;
	if (sqlite_accept_mark(r, ')'))
		return read_call_tail(r);
	if (!sqlite_accept_mark(r, '*')) {
		if (!sqlite_accept(r, "DISTINCT"))
			sqlite_accept(r, "ALL");
		if (!sqlite_read_exprs(r))
			return false;
		if (sqlite_accept(r, "ORDER") && (!sqlite_expect(r, "BY") || !sqlite_read_order(r)))
			return false;
	}
	return sqlite_expect_mark(r, ')') && read_call_tail(r);
}

static bool is_constant_word(struct slice text)
{
	static const char *const words[] = {
		"TRUE", "FALSE", "CURRENT_DATE", "CURRENT_TIME", "CURRENT_TIMESTAMP"};

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (slice_eq_nocase(text, slice_of(words[i])))
			return true;
	return false;
}

/* A column, [[schema.]table.]column, or a call. */
static bool read_named(struct reader *r, struct sql_reference *only)
{
	bool is_word = sqlite_peek(r)->kind == SQL_TOK_WORD;
	struct sql_name names[3];
	size_t n = 0;

	names[n++] = sqlite_take_name(r);
	if (sql_token_is_mark(sqlite_peek(r), '('))
		return read_call(r, &names[0]);
	if (is_word && !sql_token_is_mark(sqlite_peek(r), '.') && is_constant_word(names[0].text))
		return true;
	while (n < 3 && sqlite_accept_mark(r, '.')) {
		if (!sqlite_at_name(r))
			return sqlite_unexpected(r);
		names[n++] = sqlite_take_name(r);
	}
	*only = (struct sql_reference){.column = names[n - 1]};
	if (n > 1)
		only->table = names[n - 2];
	if (n > 2)
		only->schema = names[0];
	only->column.may_be_text = only->column.may_be_text && n == 1;
	vec_push(&r->query->references, r->g->a, *only);
	return true;
}

static bool read_case(struct reader *r)
{
	struct sql_reference ignored;

	if (!sql_token_is(sqlite_peek(r), "WHEN") && !sqlite_read_expr(r, &ignored))
		return false;
	do {
		if (!sqlite_expect(r, "WHEN") || !sqlite_read_expr(r, &ignored) ||
			!sqlite_expect(r, "THEN") || !sqlite_read_expr(r, &ignored))
			return false;
	} while (sql_token_is(sqlite_peek(r), "WHEN"));
	if (sqlite_accept(r, "ELSE") && !sqlite_read_expr(r, &ignored))
		return false;
	return sqlite_expect(r, "END");
}

/* CAST( is taken: expr AS type words (n, n) ) */
static bool read_cast(struct reader *r)
{
	struct sql_reference ignored;

	if (!sqlite_read_expr(r, &ignored) || !sqlite_expect(r, "AS"))
		return false;
	while (sqlite_at_name(r))
		r->at++;
	if (sqlite_accept_mark(r, '(')) {
		do {
			if (!sqlite_accept_mark(r, '+'))
				sqlite_accept_mark(r, '-');
			if (sqlite_peek(r)->kind != SQL_TOK_NUMBER)
				return sqlite_unexpected(r);
			r->at++;
		} while (sqlite_accept_mark(r, ','));
		if (!sqlite_expect_mark(r, ')'))
			return false;
	}
	return sqlite_expect_mark(r, ')');
}

/* "(" is taken: a subquery or expressions up to ")". */
static bool read_parenthesis(struct reader *r)
{
	if (sqlite_at_select(r) ? !sqlite_read_select(r) : !sqlite_read_exprs(r))
		return false;
	return sqlite_expect_mark(r, ')');
}

/* IN is taken: a list, a subquery, a table or a table-valued function. */
static bool read_in(struct reader *r)
{
	struct sql_source source = {.kind = SQL_FROM_TABLE};

	if (sqlite_accept_mark(r, '('))
		return sqlite_accept_mark(r, ')') || read_parenthesis(r);
	if (!sqlite_at_name(r))
		return sqlite_unexpected(r);
	source.name = sqlite_take_name(r);
	if (sqlite_accept_mark(r, '.')) {
		if (!sqlite_at_name(r))
			return sqlite_unexpected(r);
		source.schema = source.name;
		source.name = sqlite_take_name(r);
	}
	bool is_call = sqlite_accept_mark(r, '(');
	if (is_call ? !sqlite_table_function_allowed(source.name.text, true)
		    : !sqlite_table_allowed(source.name.text))
		return guard_refuse_function(r->g, source.name.offset, source.name.text);
	if (is_call)
		return sqlite_accept_mark(r, ')') || (sqlite_read_exprs(r) && sqlite_expect_mark(r, ')'));
	struct sql_query *q = sqlite_new_query(r);
	vec_push(&q->sources, r->g->a, source);
	return true;
}

static bool read_primary(struct reader *r, struct sql_reference *only)
{
	const struct sql_token *t = sqlite_peek(r);
	bool opens = sql_token_is_mark(sqlite_peek_at(r, 1), '(');

	if (t->kind == SQL_TOK_NUMBER || t->kind == SQL_TOK_STRING || t->kind == SQL_TOK_BLOB ||
		sql_token_is(t, "NULL")) {
		r->at++;
		return true;
	}
	if (sqlite_accept_mark(r, '('))
		return read_parenthesis(r);
	if (sqlite_accept(r, "CASE"))
		return read_case(r);
	if (opens && (sql_token_is(t, "CAST") || sql_token_is(t, "EXISTS"))) {
		r->at += 2;
		if (sql_token_is(t, "CAST"))
			return read_cast(r);
		return sqlite_read_select(r) && sqlite_expect_mark(r, ')');
	}
	return sqlite_at_name(r) ? read_named(r, only) : sqlite_unexpected(r);
}

static bool accept_any(struct reader *r, const char *const *words)
{
	for (; *words; words++)
		if (sqlite_accept(r, *words))
			return true;
	return false;
}

enum tail { TAIL_NONE, TAIL_POSTFIX, TAIL_INFIX, TAIL_REFUSED };

/* What follows an operand: nothing, something complete (IS NULL's short forms, COLLATE, IN), or an operator that wants another operand. */
static enum tail read_tail(struct reader *r)
{
	static const char *const infix[] = {
		"AND", "OR", "LIKE", "GLOB", "REGEXP", "MATCH", "BETWEEN", "ESCAPE", NULL};
	static const char *const negated[] = {"LIKE", "GLOB", "REGEXP", "MATCH", "BETWEEN", NULL};
	const struct sql_token *t = sqlite_peek(r);

	if (t->kind == SQL_TOK_OPERATOR && !sql_token_is_mark(t, '~')) {
		r->at++;
		return TAIL_INFIX;
	}
	if (sqlite_accept(r, "COLLATE")) {
		if (!sqlite_at_name(r)) {
			sqlite_unexpected(r);
			return TAIL_REFUSED;
		}
		r->at++;
		return TAIL_POSTFIX;
	}
	if (sqlite_accept(r, "ISNULL") || sqlite_accept(r, "NOTNULL"))
		return TAIL_POSTFIX;
	if (sqlite_accept(r, "IN"))
		return read_in(r) ? TAIL_POSTFIX : TAIL_REFUSED;
	if (sqlite_accept(r, "IS")) {
		sqlite_accept(r, "NOT");
		if (sql_token_is(sqlite_peek(r), "DISTINCT") && sql_token_is(sqlite_peek_at(r, 1), "FROM"))
			r->at += 2;
		return TAIL_INFIX;
	}
	if (accept_any(r, infix))
		return TAIL_INFIX;
	if (!sql_token_is(t, "NOT") || sql_token_is(sqlite_peek_at(r, 1), "INDEXED"))
		return TAIL_NONE;
	r->at++;
	if (sqlite_accept(r, "NULL"))
		return TAIL_POSTFIX;
	if (sqlite_accept(r, "IN"))
		return read_in(r) ? TAIL_POSTFIX : TAIL_REFUSED;
	if (accept_any(r, negated))
		return TAIL_INFIX;
	sqlite_unexpected(r);
	return TAIL_REFUSED;
}

static bool accept_prefix(struct reader *r)
{
	return sqlite_accept_mark(r, '-') || sqlite_accept_mark(r, '+') || sqlite_accept_mark(r, '~') ||
	       sqlite_accept(r, "NOT");
}

bool sqlite_read_expr(struct reader *r, struct sql_reference *only)
{
	bool is_plain = true;
	enum tail tail = TAIL_NONE;

	*only = (struct sql_reference){0};
	if (!sqlite_enter(r))
		return false;
	do {
		while (accept_prefix(r))
			is_plain = false;
		if (!read_primary(r, only))
			return false;
		while ((tail = read_tail(r)) == TAIL_POSTFIX)
			is_plain = false;
		is_plain = is_plain && tail == TAIL_NONE;
	} while (tail == TAIL_INFIX);
	if (!is_plain)
		*only = (struct sql_reference){0};
	r->depth--;
	return tail == TAIL_NONE;
}
