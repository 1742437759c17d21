// SPDX-License-Identifier: Apache-2.0
/*
 * The guard's common part: ceilings, exactly one statement, the wording of refusals. What is allowed is decided in
 * guard_sqlite.c and guard_postgres.c. The words that verdict.rule can be:
 *
 *   empty                  no statement in the text
 *   too_long, too_deep     a ceiling of limits.h (SQL_MAX, SQL_COMMENTS_MAX, SQL_DEPTH_MAX, SQL_CHAIN_MAX)
 *   syntax                 cannot be read; is_syntax is set
 *   several_statements     more than one statement
 *   statement_not_allowed  a statement of another kind than those that only read
 *   writes_data            INSERT, UPDATE, DELETE or MERGE, also inside WITH
 *   select_into            SELECT ... INTO makes a table
 *   locks_rows             SELECT ... FOR UPDATE or FOR SHARE
 *   explain_analyze        EXPLAIN ANALYZE runs the statement
 *   function_not_allowed   calls a function that is not known to only compute
 *   operator_not_allowed   an operator named with a schema other than pg_catalog
 *   table_not_allowed      reads a table that holds passwords, settings, server files or raw pages
 *   setting_not_allowed    shows a setting that can hold a secret
 *   pragma_not_allowed     a PRAGMA that is not known to only read
 *   parameter_not_allowed  a placeholder that nobody fills
 *   not_understood         a construct that the reader does not know
 */
#include "sql/guard.h"

#include "base/arena.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "sql/guard_int.h"
#include "sql/sqlite_reader.h"

bool guard_refuse(struct guard *g, const char *rule, size_t offset, const char *hint, const char *fmt, ...)
{
	va_list ap;

	if (g->out->rule)
		return false;
	va_start(ap, fmt);
	g->out->message = arena_vprintf(g->a, fmt, ap);
	va_end(ap);
	g->out->rule = rule;
	g->out->hint = hint;
	g->out->offset = MIN(offset, g->sql.n);
	return false;
}

bool guard_refuse_syntax(struct guard *g, size_t offset, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	const char *message = arena_vprintf(g->a, fmt, ap);
	va_end(ap);
	g->out->is_syntax = g->out->is_syntax || !g->out->rule;
	return guard_refuse(
		g, "syntax", offset, "Correct the statement at the place that is shown.", "%s", message);
}

bool guard_refuse_function(struct guard *g, size_t offset, struct slice name)
{
	return guard_refuse(g, "function_not_allowed", offset,
		"Use functions that only compute: aggregates, window, text, number, date and JSON functions.",
		"The function %.*s() is not among those that are known to only compute.", SLICE_FMT(name));
}

struct level {
	char opened_by; /* ( [ or C for CASE */
	size_t chain,
		fixed; /* operators of the expression under way; joins and set operations, which a comma does not end */
};

struct nesting {
	struct level levels[SQL_DEPTH_MAX + 1];
	size_t depth, total; /* total: chain and fixed of all open levels */
};

static void close_level(struct nesting *s)
{
	s->total -= s->levels[s->depth].chain + s->levels[s->depth].fixed;
	s->depth--;
}

/* A closing bracket takes everything with it that was opened inside. */
static void close_bracket(struct nesting *s, char opened_by)
{
	size_t at = s->depth;

	while (at && s->levels[at].opened_by != opened_by)
		at--;
	while (at && s->depth >= at)
		close_level(s);
}

static bool is_word_of(const struct sql_token *t, const char *const *words)
{
	for (; *words; words++)
		if (sql_token_is(t, *words))
			return true;
	return false;
}

/* Count one token that neither opens nor closes a level. */
static void count_token(struct nesting *s, const struct sql_token *t)
{
	static const char *const ends[] = {"AND", "OR", "WHEN", "THEN", "ELSE", "ON", "WHERE", NULL};
	static const char *const joins[] = {"JOIN", "UNION", "INTERSECT", "EXCEPT", NULL};
	static const char *const operators[] = {"NOT", "IS", "IN", "LIKE", "ILIKE", "SIMILAR", "BETWEEN",
		"COLLATE", "AT", "ISNULL", "NOTNULL", "ESCAPE", "GLOB", "REGEXP", "MATCH", "OVERLAPS", NULL};
	struct level *l = &s->levels[s->depth];

	if (sql_token_is_mark(t, ',') || is_word_of(t, ends)) {
		s->total -= l->chain;
		l->chain = 0;
	} else if (is_word_of(t, joins)) {
		l->fixed++, s->total++;
	} else if (t->kind == SQL_TOK_OPERATOR || is_word_of(t, operators)) {
		l->chain++, s->total++;
	}
}

/*
 * Do brackets, CASEs and operators stay within the ceilings? Bounds the recursion of every later reader, libpg_query's
 * included. END closes a CASE only where it cannot be a name: not behind a dot or AS, not inside a bracket.
 */
static bool check_depth(struct guard *g)
{
	struct nesting s = {0};
	const char *hint = "Break the statement into named parts with WITH.";

	for (size_t i = 0; i < g->tokens.n; i++) {
		const struct sql_token *t = &g->tokens.items[i], *before = i ? t - 1 : NULL;
		bool is_name = before && (sql_token_is_mark(before, '.') || sql_token_is(before, "AS"));
		bool is_case = sql_token_is(t, "CASE") && !is_name;
		if (is_case || sql_token_is_mark(t, '(') || sql_token_is_mark(t, '[')) {
			if (s.depth == SQL_DEPTH_MAX)
				return guard_refuse(g, "too_deep", t->offset, hint,
					"The statement is nested more than %d levels deep.", SQL_DEPTH_MAX);
			s.levels[++s.depth] = (struct level){.opened_by = is_case ? 'C' : t->text.p[0]};
		} else if (sql_token_is_mark(t, ')') || sql_token_is_mark(t, ']')) {
			close_bracket(&s, t->text.p[0] == ')' ? '(' : '[');
		} else if (sql_token_is(t, "END") && !is_name && s.levels[s.depth].opened_by == 'C') {
			close_level(&s);
		} else {
			count_token(&s, t);
		}
		if (s.total > SQL_CHAIN_MAX)
			return guard_refuse(g, "too_deep", t->offset, hint,
				"More than %d operators or joins of the statement build on one another.",
				SQL_CHAIN_MAX);
	}
	return true;
}

/* Cut semicolons off the end; a semicolon before anything else means several statements. */
static bool check_single(struct guard *g)
{
	while (g->tokens.n && sql_token_is_mark(&g->tokens.items[g->tokens.n - 1], ';'))
		g->tokens.items[--g->tokens.n].kind = SQL_TOK_END;
	if (g->tokens.n == 0)
		return guard_refuse(
			g, "empty", 0, "Write a SELECT statement.", "There is no statement in the text.");
	VEC_EACH (struct sql_token, t, &g->tokens) {
		if (sql_token_is_mark(t, ';'))
			return guard_refuse(g, "several_statements", t->offset,
				"Send the statements one by one, each without a semicolon inside.",
				"The text holds more than one statement.");
	}
	return true;
}

static bool check_text(struct guard *g, enum sql_dialect d)
{
	struct err err = ERR_INIT;

	if (g->sql.n > SQL_MAX)
		return guard_refuse(g, "too_long", 0, "Shorten the statement.",
			"The statement has %zu bytes; at most %d are read.", g->sql.n, SQL_MAX);
	if (!utf8_is_valid(g->sql))
		return guard_refuse_syntax(g, 0, "The statement is not valid UTF-8.");
	if (sql_lex_all(d, g->sql, g->a, &g->tokens, &err) < 0 && err.code == ERR_LIMIT)
		return guard_refuse(g, "too_long", 0, "Leave out comments.", "%s.", err.msg);
	if (err.code != ERR_NONE)
		return guard_refuse_syntax(g, 0, "%s.", err.msg);
	return check_single(g) && check_depth(g);
}

/* From the first token to the last: blanks, comments and semicolons around the statement fall away. */
static struct slice statement_of(const struct guard *g)
{
	const struct sql_token *first = &g->tokens.items[0], *last = &g->tokens.items[g->tokens.n - 1];

	return (struct slice){first->text.p, last->offset + last->text.n - first->offset};
}

bool guard_read_sqlite(struct slice sql, struct arena *a, struct sql_reading *reading)
{
	struct sql_verdict verdict = {0};
	struct guard g = {.sql = sql, .a = a, .out = &verdict};

	return check_text(&g, SQL_SQLITE) && sqlite_read_statement(&g, reading);
}

void sql_guard_for(enum sql_dialect d, const struct db_row_functions *rows, struct slice sql, struct arena *a,
	struct sql_verdict *out)
{
	struct guard g = {.sql = sql, .a = a, .rows = rows, .out = out};

	*out = (struct sql_verdict){0};
	if (!check_text(&g, d))
		return;
	if (d == SQL_SQLITE ? !guard_sqlite(&g) : !guard_postgres(&g))
		return;
	out->allowed = true;
	out->sql = statement_of(&g);
}

void sql_guard(enum sql_dialect d, struct slice sql, struct arena *a, struct sql_verdict *out)
{
	sql_guard_for(d, NULL, sql, a, out);
}
