// SPDX-License-Identifier: Apache-2.0
/* See format_int.h: what a token is in its place. Every answer depends on the tokens alone, never on the blanks between them, which is what makes the layout idempotent. */
#include "sql/format_int.h"

#include "sql/keywords.h"

static const struct sql_token no_token = {.kind = SQL_TOK_END};

const struct sql_token *format_before(const struct format_tokens *f, size_t i)
{
	while (i > 0)
		if (f->items[--i].kind != SQL_TOK_COMMENT)
			return &f->items[i];
	return &no_token;
}

const struct sql_token *format_behind(const struct format_tokens *f, size_t i)
{
	while (++i < f->n)
		if (f->items[i].kind != SQL_TOK_COMMENT)
			return &f->items[i];
	return &no_token;
}

static bool is_any(const struct sql_token *t, const char *const *words)
{
	for (; *words; words++)
		if (sql_token_is(t, *words))
			return true;
	return false;
}

#define IS_ANY(t, ...) is_any((t), (const char *const[]){__VA_ARGS__, NULL})

/* Can an operand end with t? */
static bool ends_operand(const struct format_tokens *f, const struct sql_token *t)
{
	if (t->kind == SQL_TOK_WORD)
		return !sql_is_reserved(f->dialect, t->text) || IS_ANY(t, "NULL", "END", "TRUE", "FALSE");
	return t->kind == SQL_TOK_QUOTED || t->kind == SQL_TOK_STRING || t->kind == SQL_TOK_BLOB ||
	       t->kind == SQL_TOK_NUMBER || t->kind == SQL_TOK_PARAM || sql_token_is_mark(t, ')') ||
	       sql_token_is_mark(t, ']');
}

/* A keyword in its place, told by the words around it. NULL lists ask nothing. */
struct soft_keyword {
	const char *word;
	const char *before[5], *behind[5];
};

static const struct soft_keyword soft_keywords[] = {
	{"BY", {"GROUP", "ORDER", "PARTITION"}, {NULL}},
	{"CAST", {NULL}, {"("}},
	{"CURRENT", {NULL}, {"ROW"}},
	{"EXISTS", {NULL}, {"("}},
	{"FILTER", {")"}, {"("}},
	{"FIRST", {"NULLS", "FETCH"}, {NULL}},
	{"LAST", {"NULLS"}, {NULL}},
	{"MATERIALIZED", {"AS", "NOT"}, {"("}},
	{"NEXT", {"FETCH"}, {NULL}},
	{"OVER", {")"}, {NULL}},
	{"PARTITION", {NULL}, {"BY"}},
	{"RECURSIVE", {"WITH"}, {NULL}},
	{"ROW", {"CURRENT"}, {NULL}},
	{"UNBOUNDED", {NULL}, {"PRECEDING", "FOLLOWING"}},
	{"VALUES", {NULL}, {"("}},
};

static bool is_one_of(const struct sql_token *t, const char *const *list)
{
	if (!list[0])
		return true;
	for (; *list; list++)
		if (sql_token_is(t, *list) || ((*list)[1] == '\0' && sql_token_is_mark(t, (*list)[0])))
			return true;
	return false;
}

/* Keywords that are no reserved words. */
static bool is_soft_keyword(const struct format_tokens *f, const struct sql_token *t,
	const struct sql_token *before, const struct sql_token *behind, enum format_clause clause)
{
	bool is_late = ends_operand(f, before);

	for (size_t i = 0; i < ARRAY_LEN(soft_keywords); i++)
		if (sql_token_is(t, soft_keywords[i].word))
			return is_one_of(before, soft_keywords[i].before) &&
			       is_one_of(behind, soft_keywords[i].behind);
	if (IS_ANY(t, "ASC", "DESC", "NULLS"))
		return clause == FORMAT_ORDER && is_late;
	if (IS_ANY(t, "LIKE", "GLOB", "REGEXP", "MATCH", "BETWEEN", "ESCAPE"))
		return !sql_token_is_mark(behind, '(') && (is_late || sql_token_is(before, "NOT"));
	if (IS_ANY(t, "ROWS", "RANGE", "GROUPS"))
		return IS_ANY(behind, "BETWEEN", "UNBOUNDED", "CURRENT", "ONLY") &&
		       (is_late || sql_token_is_mark(before, '('));
	if (IS_ANY(t, "WITH", "EXPLAIN"))
		return !is_late;
	if (sql_token_is(t, "OFFSET"))
		return is_late && (clause == FORMAT_OTHER || clause == FORMAT_ORDER);
	if (sql_token_is(t, "WINDOW"))
		return is_late && clause == FORMAT_OTHER;
	return IS_ANY(t, "END", "PRECEDING", "FOLLOWING") && is_late;
}

bool format_is_keyword(const struct format_tokens *f, size_t i, enum format_clause clause)
{
	const struct sql_token *t = &f->items[i], *before = format_before(f, i),
			       *behind = format_behind(f, i);

	if (t->kind != SQL_TOK_WORD || sql_token_is_mark(before, '.') || sql_token_is_mark(behind, '.'))
		return false;
	if (sql_token_is(before, "AS") && !IS_ANY(t, "NOT", "MATERIALIZED"))
		return false;
	if (IS_ANY(t, "LEFT", "RIGHT", "REPLACE", "IF") && sql_token_is_mark(behind, '('))
		return false;
	return sql_is_reserved(f->dialect, t->text) || is_soft_keyword(f, t, before, behind, clause);
}

bool format_begins_query(const struct format_tokens *f, size_t i)
{
	return i < f->n && IS_ANY(&f->items[i], "SELECT", "WITH", "VALUES");
}

bool format_begins_clause(const struct format_tokens *f, size_t i, enum format_clause *clause)
{
	static const struct {
		const char *word;
		enum format_clause clause;
	} clauses[] = {{"SELECT", FORMAT_SELECT}, {"FROM", FORMAT_FROM}, {"WHERE", FORMAT_WHERE},
		{"HAVING", FORMAT_WHERE}, {"GROUP", FORMAT_OTHER}, {"ORDER", FORMAT_ORDER},
		{"LIMIT", FORMAT_OTHER}, {"FETCH", FORMAT_OTHER}, {"UNION", FORMAT_OTHER},
		{"INTERSECT", FORMAT_OTHER}, {"EXCEPT", FORMAT_OTHER}, {"VALUES", FORMAT_VALUES},
		{"WITH", FORMAT_WITH}, {"WINDOW", FORMAT_OTHER}};
	const struct sql_token *t = &f->items[i], *before = format_before(f, i),
			       *behind = format_behind(f, i);

	if (sql_token_is_mark(before, '.') || sql_token_is_mark(behind, '.') || sql_token_is(before, "AS"))
		return false;
	if (sql_token_is(before, "DISTINCT") && sql_token_is(t, "FROM"))
		return false;
	if (IS_ANY(t, "GROUP", "ORDER") && !sql_token_is(behind, "BY"))
		return false;
	if (sql_token_is(t, "VALUES") && !sql_token_is_mark(behind, '('))
		return false;
	if (sql_token_is(t, "WITH") && ends_operand(f, before) && f->dialect == SQL_SQLITE)
		return false;
	if (sql_token_is(t, "WINDOW") && (i + 2 >= f->n || !sql_token_is(&f->items[i + 2], "AS")))
		return false;
	for (size_t k = 0; k < ARRAY_LEN(clauses); k++) {
		if (sql_token_is(t, clauses[k].word)) {
			*clause = clauses[k].clause;
			return true;
		}
	}
	return false;
}

static bool is_join_word(const struct sql_token *t)
{
	return IS_ANY(t, "NATURAL", "LEFT", "RIGHT", "FULL", "INNER", "OUTER", "CROSS", "JOIN");
}

bool format_begins_join(const struct format_tokens *f, size_t i)
{
	const struct sql_token *before = format_before(f, i);

	if (!is_join_word(&f->items[i]) || is_join_word(before) || sql_token_is_mark(before, '.'))
		return false;
	while (i < f->n && is_join_word(&f->items[i]))
		if (sql_token_is(&f->items[i++], "JOIN"))
			return true;
	return false;
}

/* Is t a sign in front of its operand, given what stands before it? */
static bool is_sign(const struct format_tokens *f, const struct sql_token *t, const struct sql_token *before)
{
	bool is = sql_token_is_mark(t, '-') || sql_token_is_mark(t, '+') || sql_token_is_mark(t, '~');

	return is && t->kind == SQL_TOK_OPERATOR && !ends_operand(f, before);
}

static bool calls_with_blank(const struct format_tokens *f, size_t i, enum format_clause clause)
{
	static const char *const close[] = {
		"CAST", "COALESCE", "NULLIF", "ANY", "SOME", "ARRAY", "LEFT", "RIGHT", NULL};
	const struct sql_token *t = &f->items[i];

	if (t->kind == SQL_TOK_QUOTED || t->kind == SQL_TOK_WORD)
		return format_is_keyword(f, i, clause) && !is_any(t, close);
	return !sql_token_is_mark(t, '(') && !sql_token_is_mark(t, '[');
}

bool format_needs_blank(const struct format_tokens *f, size_t i, enum format_clause clause)
{
	const struct sql_token *t = &f->items[i], *p = t - 1;

	if (i == 0 || sql_token_is_mark(p, '(') || sql_token_is_mark(p, '.') || sql_token_is_mark(p, '['))
		return i > 0 && (t->kind == SQL_TOK_COMMENT ||
					(sql_token_is_mark(p, '.') && t->kind == SQL_TOK_NUMBER));
	if (t->kind == SQL_TOK_COMMENT || p->kind == SQL_TOK_COMMENT)
		return !sql_token_is_mark(t, ',') && !sql_token_is_mark(t, ';');
	if (slice_eq(t->text, SLICE_LIT("::")) || slice_eq(p->text, SLICE_LIT("::")))
		return t->kind == p->kind;
	if (t->kind == SQL_TOK_PUNCT) {
		if (sql_token_is_mark(t, '('))
			return calls_with_blank(f, i - 1, clause);
		if (sql_token_is_mark(t, '.'))
			return p->kind == SQL_TOK_NUMBER;
		return sql_token_is_mark(t, ':') && p->kind != SQL_TOK_NUMBER && !ends_operand(f, p);
	}
	if (sql_token_is_mark(p, ':'))
		return t->kind == SQL_TOK_OPERATOR;
	return t->kind == SQL_TOK_OPERATOR || !is_sign(f, p, i > 1 ? format_before(f, i - 1) : &no_token);
}
