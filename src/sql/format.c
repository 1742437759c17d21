// SPDX-License-Identifier: Apache-2.0
/*
 * See format.h. The layout is a function of the tokens alone, so laying out twice changes nothing more; the result is
 * cut into tokens again and thrown away should they differ from the original's.
 */
#include "sql/format.h"

#include "base/arena.h"
#include "base/limits.h"
#include "base/vec.h"
#include "sql/format_int.h"

enum { INDENT = 2, LINE_WIDTH = 80, NESTING_MAX = 64 };

/* One pair of parentheses, or the statement itself. */
struct frame {
	bool is_query;
	bool is_broken; /* one item of the SELECT or VALUES list a line */
	enum format_clause clause;
	unsigned base;     /* indent of the line that opened it */
	unsigned indent;   /* of its clauses */
	unsigned cases;    /* open CASEs */
	unsigned betweens; /* BETWEENs whose AND is still to come */
};

struct layout {
	struct format_tokens f;
	struct str *out;
	struct frame frames[NESTING_MAX + 1];
	size_t depth, ignored; /* ignored: parentheses beyond NESTING_MAX, kept on their line */
	bool at_line_start;
	unsigned line_indent; /* of the line under way */
};

static struct frame *top(struct layout *l)
{
	return &l->frames[l->depth];
}

static void break_line(struct layout *l, unsigned indent)
{
	if (l->out->n == 0 || l->at_line_start) {
		if (l->at_line_start)
			while (l->out->n && l->out->buf[l->out->n - 1] == ' ')
				str_truncate(l->out, l->out->n - 1);
	} else {
		str_addc(l->out, '\n');
	}
	for (unsigned i = 0; l->out->n && i < indent; i++)
		str_addc(l->out, ' ');
	l->at_line_start = true;
	l->line_indent = l->out->n ? indent : 0;
}

/* Would the list behind the i-th token (SELECT or VALUES) be wider than a line? */
static bool is_wide(const struct layout *l, size_t i)
{
	size_t width = 0, depth = 0, commas = 0;
	enum format_clause ignored;

	for (i++; i < l->f.n; i++) {
		const struct sql_token *t = &l->f.items[i];
		if (depth == 0 && (sql_token_is_mark(t, ')') || format_begins_clause(&l->f, i, &ignored)))
			break;
		depth += sql_token_is_mark(t, '(');
		depth -= sql_token_is_mark(t, ')');
		commas += depth == 0 && sql_token_is_mark(t, ',');
		width += t->text.n + 1;
	}
	return commas && width > LINE_WIDTH;
}

static void write_word(struct layout *l, size_t i)
{
	struct slice text = l->f.items[i].text;
	bool is_keyword = format_is_keyword(&l->f, i, top(l)->clause);

	for (size_t k = 0; k < text.n; k++) {
		char c = text.p[k];
		str_addc(l->out, is_keyword && c >= 'a' && c <= 'z' ? (char)(c - 32) : c);
	}
}

/* A line comment loses its line end, which it gets back as a line break. */
static void write_comment(struct layout *l, struct slice text)
{
	bool is_line = text.p[0] == '-';

	if (is_line && text.p[text.n - 1] == '\n')
		text.n--;
	str_add(l->out, text.p, text.n);
	if (is_line)
		break_line(l, top(l)->indent);
}

/* Line breaks that belong before the i-th token. */
static void break_before(struct layout *l, size_t i)
{
	const struct sql_token *t = &l->f.items[i];
	struct frame *fr = top(l);
	enum format_clause clause;

	if (!fr->is_query || l->ignored)
		return;
	if (format_begins_clause(&l->f, i, &clause)) {
		break_line(l, fr->indent);
		fr->clause = clause;
		fr->betweens = 0;
		fr->is_broken = (clause == FORMAT_SELECT || clause == FORMAT_VALUES) && is_wide(l, i);
	} else if (fr->clause == FORMAT_FROM && format_begins_join(&l->f, i)) {
		break_line(l, fr->indent + INDENT);
	} else if (sql_token_is(t, "AND") && fr->betweens) {
		fr->betweens--;
	} else if ((sql_token_is(t, "AND") || sql_token_is(t, "OR")) && fr->clause == FORMAT_WHERE &&
		   !fr->cases) {
		break_line(l, fr->indent + INDENT);
	}
}

/* Line breaks that belong behind the i-th token, which is written. */
static void break_after(struct layout *l, size_t i)
{
	const struct sql_token *t = &l->f.items[i];
	struct frame *fr = top(l);

	if (!fr->is_query || l->ignored)
		return;
	if (sql_token_is(t, "CASE"))
		fr->cases++;
	else if (sql_token_is(t, "END") && fr->cases)
		fr->cases--;
	else if (sql_token_is(t, "BETWEEN"))
		fr->betweens++;
	bool opens_list = sql_token_is(t, "SELECT") || sql_token_is(t, "VALUES") ||
			  ((sql_token_is(t, "DISTINCT") || sql_token_is(t, "ALL")) &&
				  sql_token_is(format_before(&l->f, i), "SELECT"));
	const struct sql_token *behind = format_behind(&l->f, i);
	bool goes_on =
		sql_token_is(behind, "DISTINCT") || sql_token_is(behind, "ALL") || sql_token_is(behind, "ON");
	if (fr->is_broken && opens_list && !goes_on)
		break_line(l, fr->indent + INDENT);
	if (!sql_token_is_mark(t, ','))
		return;
	if (fr->is_broken)
		break_line(l, fr->indent + INDENT);
	else if (fr->clause == FORMAT_WITH)
		break_line(l, fr->indent);
}

static void open_parenthesis(struct layout *l, size_t i)
{
	size_t next = i + 1;

	while (next < l->f.n && l->f.items[next].kind == SQL_TOK_COMMENT)
		next++;
	if (l->ignored || l->depth == NESTING_MAX) {
		l->ignored++;
		return;
	}
	unsigned base = l->line_indent;
	bool is_query = format_begins_query(&l->f, next);
	unsigned indent = base + (is_query ? INDENT : 0);
	l->frames[++l->depth] = (struct frame){.is_query = is_query, .base = base, .indent = indent};
	if (is_query)
		break_line(l, indent);
}

/* The frame is left before ")" is written, so that it stands under what opened it. */
static void close_parenthesis(struct layout *l)
{
	if (l->ignored) {
		l->ignored--;
	} else if (l->depth) {
		struct frame left = *top(l);
		l->depth--;
		if (left.is_query)
			break_line(l, left.base);
	}
}

static void write_token(struct layout *l, size_t i)
{
	const struct sql_token *t = &l->f.items[i];

	if (sql_token_is_mark(t, ')'))
		close_parenthesis(l);
	else
		break_before(l, i);
	if (!l->at_line_start && format_needs_blank(&l->f, i, top(l)->clause))
		str_addc(l->out, ' ');
	l->at_line_start = false;
	if (t->kind == SQL_TOK_COMMENT) {
		write_comment(l, t->text);
		return;
	}
	write_word(l, i);
	if (sql_token_is_mark(t, '('))
		open_parenthesis(l, i);
	else
		break_after(l, i);
}

/* All tokens but blanks, in the arena; false when the text cannot be lexed or has too many comments. */
static bool tokens_of(enum sql_dialect d, struct slice sql, struct arena *a, struct format_tokens *out)
{
	struct sql_lexer lx = SQL_LEXER(d, sql);
	struct err err = ERR_INIT;
	struct sql_tokens all = {0};
	struct sql_token t;
	size_t comments = 0;

	do {
		if (sql_lex(&lx, &t, &err) < 0)
			return false;
		comments += t.kind == SQL_TOK_COMMENT;
		if (t.kind != SQL_TOK_SPACE)
			vec_push(&all, a, t);
	} while (t.kind != SQL_TOK_END);
	*out = (struct format_tokens){.dialect = d, .items = all.items, .n = all.n - 1};
	return comments <= SQL_COMMENTS_MAX;
}

static struct slice comparable(const struct sql_token *t)
{
	struct slice s = t->text;

	if (t->kind == SQL_TOK_COMMENT && s.p[0] == '-' && s.p[s.n - 1] == '\n')
		s.n--;
	return s;
}

static bool is_same(const struct format_tokens *a, const struct format_tokens *b)
{
	if (a->n != b->n)
		return false;
	for (size_t i = 0; i < a->n; i++) {
		struct slice x = comparable(&a->items[i]), y = comparable(&b->items[i]);
		bool same = a->items[i].kind == SQL_TOK_WORD ? slice_eq_nocase(x, y) : slice_eq(x, y);
		if (a->items[i].kind != b->items[i].kind || !same)
			return false;
	}
	return true;
}

void sql_format(struct str *out, enum sql_dialect d, struct slice sql)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	CLEANUP(str_free) struct str text = STR_INIT((size_t)4 * SQL_MAX + 4 * sql.n);
	struct layout *l = ARENA_NEW(a, struct layout);
	struct format_tokens again;

	l->out = &text;
	l->frames[0].is_query = true;
	bool ok = tokens_of(d, sql, a, &l->f);
	for (size_t i = 0; ok && i < l->f.n; i++)
		write_token(l, i);
	while (text.n && l->at_line_start && (text.buf[text.n - 1] == ' ' || text.buf[text.n - 1] == '\n'))
		str_truncate(&text, text.n - 1);
	if (ok && !text.over && tokens_of(d, str_slice(&text), a, &again) && is_same(&l->f, &again))
		str_add(out, text.buf, text.n);
	else
		str_add(out, sql.p, sql.n);
}
