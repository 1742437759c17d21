// SPDX-License-Identifier: Apache-2.0
/* Rewriting an accepted statement: its literals, years and limits exchanged, its rows counted or listed, token by token. */
#include "assistant/offline/similar_int.h"

#include "assistant/offline/alias.h"
#include "assistant/offline/frame.h"
#include "base/arena.h"
#include "base/limits.h"

#include <inttypes.h>

enum { YEAR_MIN = 1900, YEAR_MAX = 2100, YEAR_DIGITS = 4 };

/* The n-th slot of a kind; the empty slice past the end. */
static struct slice nth(const struct concepts *c, enum concept_kind kind, size_t n)
{
	for (size_t i = 0; i < c->list.n; i++) {
		if (c->list.items[i].kind == kind && n-- == 0)
			return c->list.items[i].word;
	}
	return (struct slice){NULL, 0};
}

static int64_t digits(struct slice s)
{
	int64_t n = 0;

	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9' || n > INT32_MAX)
			return -1;
		n = n * 10 + (s.p[i] - '0');
	}
	return s.n ? n : -1;
}

static bool is_year(int64_t n)
{
	return n >= YEAR_MIN && n <= YEAR_MAX;
}

/* A year of a date in a text literal moves as far as the year that was said. */
static bool move_years(struct editing *e, int64_t from, int64_t to)
{
	bool moved = false;

	for (size_t i = 0; i < e->sql.n; i++) {
		struct sql_token *t = &e->sql.items[i];
		if (t->kind != SQL_TOK_STRING || t->text.n < YEAR_DIGITS + 2)
			continue;
		int64_t year = digits((struct slice){t->text.p + 1, YEAR_DIGITS});
		if (year != from && year != from + 1)
			continue;
		t->text = slice_of(arena_printf(e->a, "'%04" PRId64 "%.*s", year - from + to,
			(int)(t->text.n - YEAR_DIGITS - 1), t->text.p + 1 + YEAR_DIGITS));
		moved = moved || year == from || to != from;
	}
	return moved;
}

static bool exchange_number(struct editing *e, struct slice old, struct slice said)
{
	if (slice_eq(old, said))
		return true;
	if (is_year(digits(old)) || is_year(digits(said)))
		return is_year(digits(old)) && is_year(digits(said)) &&
		       move_years(e, digits(old), digits(said));
	for (size_t i = 0; i < e->sql.n; i++) {
		if (e->sql.items[i].kind == SQL_TOK_NUMBER && slice_eq(e->sql.items[i].text, old)) {
			e->sql.items[i].text = said;
			return true;
		}
	}
	return false;
}

/* The name before "= 'value'". */
static struct slice compared_column(const struct editing *e, size_t at)
{
	for (size_t i = at; i-- > 0;) {
		const struct sql_token *t = &e->sql.items[i];
		if (t->kind == SQL_TOK_WORD && !sql_token_is(t, "LIKE"))
			return t->text;
	}
	return (struct slice){NULL, 0};
}

/* The spelling under which a column of this name holds what was said; as it was said where it is quoted. */
static struct slice stored_value(const struct editing *e, struct slice said, struct slice column)
{
	const struct cat_snapshot *cat = e->req->cat;

	for (size_t i = 0; i < e->l->n; i++) {
		const struct item *it = &e->l->items[i];
		if (e->l->tokens->items[it->start].raw.p != said.p)
			continue;
		if (it->kind == ITEM_TEXT)
			return it->text;
		for (size_t k = 0; k < it->n_readings; k++) {
			const struct reading_of *r = &it->readings[k];
			if (r->kind == READ_VALUE &&
				slice_eq_nocase(
					slice_of(cat->tables[r->table].columns[r->column].name), column))
				return r->value;
		}
	}
	return (struct slice){NULL, 0};
}

static bool exchange_value(struct editing *e, struct slice old, struct slice said)
{
	for (size_t i = 0; i < e->sql.n; i++) {
		struct sql_token *t = &e->sql.items[i];
		struct slice text = concept_literal(t->text);
		if (t->kind != SQL_TOK_STRING || !text.n)
			continue;
		struct tokens alone = tok_split(e->a, old);
		bool same = slice_eq_nocase(text, old) ||
			    (alone.n == 1 && slice_eq_nocase(text, alone.items[0].lemma));
		if (!same)
			continue;
		struct slice value = stored_value(e, said, compared_column(e, i));
		struct str out = STR_INIT(SQL_MAX);
		if (!value.n)
			return false;
		bool before = t->text.p[1] == '%', after = t->text.p[t->text.n - 2] == '%';
		sql_add_text(&out, e->req->dialect,
			slice_of(arena_printf(
				e->a, "%s%.*s%s", before ? "%" : "", SLICE_FMT(value), after ? "%" : "")));
		t->text = slice_of(str_to_arena(&out, e->a));
		return true;
	}
	return false;
}

static bool refill(struct editing *e)
{
	size_t n = concepts_count(&e->known, CONCEPT_VALUE), m = concepts_count(&e->known, CONCEPT_NUMBER);

	for (size_t i = 0; i < n; i++) {
		if (!exchange_value(e, nth(&e->known, CONCEPT_VALUE, i), nth(&e->asked, CONCEPT_VALUE, i)))
			return false;
	}
	if (m && m != concepts_count(&e->asked, CONCEPT_NUMBER))
		return false;
	for (size_t i = 0; i < m; i++) {
		if (!exchange_number(e, nth(&e->known, CONCEPT_NUMBER, i), nth(&e->asked, CONCEPT_NUMBER, i)))
			return false;
	}
	return true;
}

/* "SELECT COUNT(*) AS n FROM t x" becomes the list of its rows. */
static bool list_instead(struct editing *e, const char **order)
{
	const struct names *ns = e->l->names;
	size_t from = 5;

	if (e->sql.n < 7 || !sql_token_is(&e->sql.items[1], "COUNT") ||
		!sql_token_is_mark(&e->sql.items[3], '*') || editing_has(e, "ORDER"))
		return false;
	while (from + 1 < e->sql.n && !sql_token_is(&e->sql.items[from], "FROM"))
		from++;
	int32_t table = from + 1 < e->sql.n ? cat_find_table(ns->cat, e->sql.items[from + 1].text) : -1;
	if (table < 0 || from > 7)
		return false;
	const struct table_habit *h = &e->habits->tables[table];
	const struct cat_column *columns = ns->cat->tables[table].columns;
	const struct sql_token *next = &e->sql.items[from + 2];
	bool alias = from + 2 < e->sql.n && next->kind == SQL_TOK_WORD && !sql_token_is(next, "WHERE");
	struct slice by = alias ? next->text : e->sql.items[from + 1].text;
	int32_t label = names_label_column(ns, table);
	struct str out = STR_INIT(SQL_MAX);
	for (size_t i = 0; i < (h->n_shown ? h->n_shown : 1); i++)
		str_addf(&out, "%s%.*s.%s", i ? ", " : "SELECT ", SLICE_FMT(by),
			columns[h->n_shown ? h->shown[i] : label].name);
	*order = arena_printf(
		e->a, " ORDER BY %.*s.%s", SLICE_FMT(by), columns[h->order >= 0 ? h->order : label].name);
	e->sql.items[0].text = slice_of(str_to_arena(&out, e->a));
	memmove(e->sql.items + 1, e->sql.items + from, (e->sql.n - from) * sizeof *e->sql.items);
	memmove(e->blank_before + 1, e->blank_before + from, (e->sql.n - from) * sizeof *e->blank_before);
	e->sql.n -= from - 1;
	return true;
}

static bool starts_with_select(const struct editing *e)
{
	return e->sql.n && sql_token_is(&e->sql.items[0], "SELECT");
}

/* The pair is shared: its tokens are copied before they change. */
static void take_copy(struct editing *e, const struct learnt_pair *p)
{
	e->sql.items = ARENA_ARRAY(e->a, struct sql_token, p->sql.n + 1);
	memcpy(e->sql.items, p->sql.items, p->sql.n * sizeof *p->sql.items);
	e->blank_before = ARENA_ARRAY(e->a, bool, p->sql.n + 1);
	memcpy(e->blank_before, p->blank_before, p->sql.n * sizeof *p->blank_before);
}

/* What the rows of the statement are counted as: after the first table that it reads. */
static const char *count_alias(const struct editing *e)
{
	const struct cat_snapshot *cat = e->req->cat;
	struct query q = {.limit = 0};

	for (size_t i = 0; i + 1 < e->sql.n; i++) {
		int32_t table = sql_token_is(&e->sql.items[i], "FROM")
					? cat_find_table(cat, e->sql.items[i + 1].text)
					: -1;
		if (table < 0)
			continue;
		vec_push(&q.from, e->a, (struct q_join){.table = table});
		return alias_of_words(e->a, cat, &q, alias_count_words(e->a, cat->tables[table].name));
	}
	return "n";
}

const char *editing_rewrite(struct editing *e, const struct learnt_pair *p)
{
	struct str out = STR_INIT(SQL_MAX);
	const char *order = "";

	take_copy(e, p);
	if (!refill(e) || ((e->count_rows || e->list_rows) && !starts_with_select(e)))
		return NULL;
	if (e->list_rows && !list_instead(e, &order))
		return NULL;
	if (e->count_rows)
		str_addf(&out, "SELECT COUNT(*) AS %s FROM (", count_alias(e));
	for (size_t i = 0; i < e->sql.n; i++) {
		str_adds(&out, e->blank_before[i] ? " " : "");
		str_add(&out, e->sql.items[i].text.p, e->sql.items[i].text.n);
	}
	str_adds(&out, e->count_rows ? ") AS counted" : "");
	str_adds(&out, order);
	if (e->limit.n)
		str_addf(&out, " LIMIT %.*s", SLICE_FMT(e->limit));
	return str_to_arena(&out, e->a);
}
