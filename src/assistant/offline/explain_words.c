// SPDX-License-Identifier: Apache-2.0
/* The phrases of a sentence: nouns for tables and columns, what is measured of them, conditions; in the language's own phrases. */
#include "assistant/offline/explain_int.h"

#include "assistant/offline/lexicon.h"
#include "base/arena.h"
#include "base/num.h"

/* A document's formula as it is computed, its columns by their names in the schema. */
static const char *formula_text(
	struct arena *a, const struct cat_snapshot *cat, const struct q_formula *formula)
{
	struct str out = STR_INIT(SENTENCE_MAX);

	for (size_t i = 0; i < formula->n; i++) {
		const struct q_piece *p = &formula->pieces[i];
		if (p->column >= 0)
			str_adds(&out, cat->tables[q_table(formula->table)].columns[p->column].name);
		else
			str_add(&out, p->text.p, p->text.n);
	}
	return str_to_arena(&out, a);
}

static const char *filled(struct arena *a, const char *form, const char *first, const char *second)
{
	struct str out = STR_INIT(SENTENCE_MAX);

	phrases_add(&out, form, first, second, NULL);
	return str_to_arena(&out, a);
}

const char *explain_expr(
	struct arena *a, const struct cat_snapshot *cat, const struct q_expr *e, enum tongue tongue)
{
	const struct phrases *say = phrases_of(tongue);

	if (e->table < 0)
		return say->rows;
	if (e->column < 0)
		return filled(a, say->every_column_of, cat->tables[q_table(e->table)].name, NULL);
	const struct cat_table *table = &cat->tables[q_table(e->table)];
	const char *name = arena_printf(a, "%s.%s", table->name, table->columns[e->column].name);
	if (e->formula && e->formula->aggregates)
		return formula_text(a, cat, e->formula);
	if (e->formula && e->formula->n > 1) /* one piece is the column itself */
		name = formula_text(a, cat, e->formula);
	else if (e->times)
		name = arena_printf(a, "%s × %s.%s", name, table->name, table->columns[e->times - 1].name);
	return filled(a, say->term[e->agg], e->distinct ? filled(a, say->distinct, name, NULL) : name, NULL);
}

/* The words of a name, each by its noun; NULL where one of them has none. */
static const char *word_by_word(const struct telling *t, const struct slice *words, size_t n)
{
	struct str out = STR_INIT(SENTENCE_MAX);

	for (size_t i = 0; i < n; i++) {
		struct slice full = lex_abbreviation(words[i]);
		struct slice noun = phrases_noun(t->say->tongue, full.n ? full : words[i]);
		if (!noun.n) {
			str_free(&out);
			return NULL;
		}
		str_addf(&out, "%s%.*s", i && t->say->tongue == TONGUE_KO ? " " : "", SLICE_FMT(noun));
	}
	return n ? str_to_arena(&out, t->a) : NULL;
}

/* A name as words: "InvoiceLine" is "invoice line"; elsewhere its nouns, if any. owner: said before it, or NULL. */
static const char *plain_name(const struct telling *t, const char *name, const char *owner)
{
	struct str spaced = STR_INIT(SENTENCE_MAX), joined = STR_INIT(SENTENCE_MAX);
	size_t n, n_owner = 0, from = 0;
	const struct slice *words = tok_name_words(t->a, slice_of(name), &n);
	const struct slice *owners = owner ? tok_name_words(t->a, slice_of(owner), &n_owner) : NULL;

	for (size_t i = 0; i < n; i++) {
		str_addf(&spaced, "%s%.*s", i ? " " : "", SLICE_FMT(words[i]));
		str_add(&joined, words[i].p, words[i].n);
	}
	const char *one = str_to_arena(&joined, t->a), *apart = str_to_arena(&spaced, t->a);
	if (t->say->tongue == TONGUE_EN)
		return n ? apart : name;
	struct slice noun = phrases_noun(t->say->tongue, slice_of(one));
	if (noun.n)
		return arena_strndup(t->a, noun.p, noun.n);
	while (from < n_owner && from + 1 < n &&
		slice_eq(words[from], owners[from])) /* "client_name" of clients */
		from++;
	const char *each = word_by_word(t, words + from, n - from);
	return each ? each : name;
}

const char *telling_thing(const struct telling *t, int32_t table)
{
	return plain_name(t, t->cat->tables[q_table(table)].name, NULL);
}

/* "supervisor": what refers to the second row of a table, as words without its "id". */
const char *telling_referrer(const struct telling *t, int32_t twin)
{
	for (size_t i = 1; i < t->q->from.n; i++) {
		const struct q_join *j = &t->q->from.items[i];
		if (j->table != twin)
			continue;
		const char *name = plain_name(
			t, t->cat->tables[q_table(j->left_table)].columns[j->left_column].name, NULL);
		size_t n = strlen(name);
		bool id = n > 3 && str_eq(name + n - 3, " id");
		return arena_strndup(t->a, name, id ? n - 3 : n);
	}
	return telling_thing(t, twin);
}

/* A column, with its table's name before it unless the sentence is about that table or the name says it. */
static const char *column_words(const struct telling *t, int32_t table, int32_t column)
{
	const struct cat_table *of = &t->cat->tables[q_table(table)];
	const char *name = plain_name(t, of->columns[column].name, of->name);
	const char *owner = table & Q_TWIN ? telling_referrer(t, table) : telling_thing(t, table);

	if (table == t->subject || slice_starts(slice_of(name), slice_of(owner)))
		return name;
	return filled(t->a, t->say->of, owner, name);
}

/* "album" -> "albums". Good enough for names of tables, which are plain nouns. */
const char *telling_plural(const struct telling *t, const char *noun)
{
	size_t n = strlen(noun);
	char last = n ? noun[n - 1] : ' ', before = n > 1 ? noun[n - 2] : ' ';

	if (t->say->tongue != TONGUE_EN)
		return noun;
	if (last == 'y' && !strchr("aeiou", before))
		return arena_printf(t->a, "%.*sies", (int)(n - 1), noun);
	bool hisses = last == 's' || last == 'x' || (last == 'h' && (before == 'c' || before == 's'));
	return arena_printf(t->a, "%s%s", noun, hisses ? "es" : "s");
}

/* What COUNT(*) counts: what was said, the rows of the only other table, or of the only one. */
static const char *counted_words(const struct telling *t)
{
	int32_t table = -1;

	if (query_counts(t->q) >= 0)
		return telling_thing(t, query_counts(t->q));
	for (size_t i = 0; i < t->q->from.n; i++) {
		int32_t one = t->q->from.items[i].table;
		if (one == t->subject && t->q->from.n > 1)
			continue;
		if (table >= 0)
			return t->say->row;
		table = one;
	}
	return table >= 0 ? telling_thing(t, table) : t->say->row;
}

static const char *plain_words(const struct telling *t, const struct q_expr *e)
{
	const struct phrases *say = t->say;
	bool outer = t->q->from.n > 1 && t->q->from.items[1].outer;

	if (e->column < 0 && e->agg == Q_COUNT)
		return filled(t->a, say->count, telling_plural(t, counted_words(t)), NULL);
	if (e->agg == Q_COUNT && !e->distinct && outer)
		return filled(t->a, say->count, telling_plural(t, telling_thing(t, e->table)), NULL);
	if (e->table < 0 || e->column < 0)
		return say->every_column;
	if (e->agg == Q_COUNT && e->distinct && say->each_once &&
		t->cat->tables[q_table(e->table)].columns[e->column].pk_position)
		return filled(t->a, say->each_once, telling_thing(t, e->table), NULL);
	const char *name = column_words(t, e->table, e->column);
	if (e->formula && e->formula->aggregates)
		return formula_text(t->a, t->cat, e->formula);
	if (e->formula && e->formula->n > 1) /* one piece is the column itself */
		name = formula_text(t->a, t->cat, e->formula);
	else if (e->times)
		name = arena_printf(t->a, "%s × %s", name, column_words(t, e->table, e->times - 1));
	if (e->distinct)
		name = filled(t->a, say->distinct, name, NULL);
	return filled(t->a, e->bucket ? say->bucket[e->bucket] : say->measure[e->agg], name, NULL);
}

/* "percentage of visits where purpose is "study"". */
static const char *percent_words(const struct telling *t)
{
	struct str conds = STR_INIT(SENTENCE_MAX);

	for (size_t i = 0; i < t->q->share.n; i++)
		str_addf(&conds, "%s%s", i ? t->say->and_ : "", telling_cond(t, &t->q->share.items[i]));
	const char *met = str_to_arena(&conds, t->a), *rows = telling_plural(t, counted_words(t));
	return t->say->tongue == TONGUE_EN ? filled(t->a, t->say->percent, rows, met)
					   : filled(t->a, t->say->percent, met, rows);
}

/* An expression with what is made of it. */
const char *telling_expr(const struct telling *t, const struct q_expr *e)
{
	if (e->window)
		return t->say->window[e->window];
	const char *words = e->agg == Q_PERCENT ? percent_words(t) : plain_words(t, e);
	if (!e->unit.name)
		return words;
	const char *last = strrchr(words, ' '); /* "duration second in minutes" */
	size_t n = last && unit_of_word(slice_of(last + 1)) ? (size_t)(last - words) : strlen(words);
	return filled(t->a, t->say->in_unit, arena_strndup(t->a, words, n),
		unit_called(t->say->tongue, e->unit.name));
}

static const char *value_text(const struct telling *t, const struct q_value *v)
{
	if (v->expr)
		return telling_expr(t, v->expr);
	if (v->query && v->query->select.n)
		return telling_expr(t, &v->query->select.items[0]);
	const char *text = arena_strndup(t->a, v->text.p, v->text.n);
	return v->is_number || (t->say->date[Q_GE] && tok_is_date(v->text))
		       ? text
		       : filled(t->a, t->say->text, text, NULL);
}

/* Compared with what another row of the same table has. */
static bool is_of_row(const struct q_cond *c)
{
	return c->op <= Q_GE && c->a.query && c->a.query->where.n == 1 &&
	       c->a.query->select.items[0].agg == Q_PLAIN;
}

/* "contains", "begins with" rather than a pattern; NULL where the language has no words for it. *v is the text alone. */
static const char *like_form(const struct telling *t, const struct q_cond *c, const char **v)
{
	struct slice s = c->a.text;
	const char *const *forms = c->op == Q_LIKE ? t->say->like : t->say->not_like;
	bool before = s.n && s.p[0] == '%', after = s.n && s.p[s.n - 1] == '%';

	if ((c->op != Q_LIKE && c->op != Q_NOT_LIKE) || !forms[0] || (!before && !after))
		return NULL;
	s = (struct slice){s.p + before, s.n - before - after};
	*v = filled(t->a, t->say->text, arena_strndup(t->a, s.p, s.n), NULL);
	return forms[before && after ? 0 : after ? 1 : 2];
}

/* "顧客がない" of rows that nothing refers to; NULL where more than that is told. */
static const char *absence(const struct telling *t, const struct q_cond *c)
{
	const struct query *q = c->a.query;

	if ((c->op != Q_NOT_IN && c->op != Q_IN) || !t->say->none || !q || q->from.n != 1 || q->where.n > 1 ||
		(q->where.n && q->where.items[0].op != Q_NOT_NULL) || q->having.n ||
		t->cat->tables[q_table(q->from.items[0].table)].columns[q->select.items[0].column].fk_table <
			0)
		return NULL;
	return filled(t->a, c->op == Q_IN ? t->say->some : t->say->none,
		telling_thing(t, q->from.items[0].table), NULL);
}

const char *telling_cond(const struct telling *t, const struct q_cond *c)
{
	const char *lhs = telling_expr(t, &c->lhs), *v = NULL, *to = NULL;
	const char *form = like_form(t, c, &v);
	struct str out = STR_INIT(SENTENCE_MAX);
	const char *absent = absence(t, c);

	if (absent)
		return absent;
	if (!form) {
		bool day = !c->a.is_number && !c->a.query && tok_is_date(c->a.text) && t->say->date[c->op];
		form = day ? t->say->date[c->op] : t->say->cond[c->op];
		if (is_of_row(c))
			v = filled(t->a, t->say->that_of, value_text(t, &c->a.query->where.items[0].a), NULL);
		else if (c->op != Q_IS_NULL && c->op != Q_NOT_NULL)
			v = value_text(t, &c->a);
		to = c->op == Q_BETWEEN ? value_text(t, &c->b) : NULL;
	}
	phrases_add(&out, form, lhs, v, to);
	return str_to_arena(&out, t->a);
}

struct day {
	int64_t year, month, of_month;
};

static bool read_day(struct slice s, struct day *d)
{
	return tok_is_date(s) && num_parse_i64((struct slice){s.p, 4}, 0, 9999, &d->year) &&
	       num_parse_i64((struct slice){s.p + 5, 2}, 1, 12, &d->month) &&
	       num_parse_i64((struct slice){s.p + 8, 2}, 1, 31, &d->of_month);
}

/* "2024年", "2024年3月" instead of its two ends; NULL where the two conditions are no such span. */
static const char *whole_span(const struct telling *t, const struct q_cond *from, const struct q_cond *to)
{
	struct day a, b;
	struct str out = STR_INIT(SENTENCE_MAX);

	if (!t->say->year || from->op != Q_GE || to->op != Q_LT || from->lhs.table != to->lhs.table ||
		from->lhs.column != to->lhs.column || !read_day(from->a.text, &a) ||
		!read_day(to->a.text, &b) || a.of_month != 1 || b.of_month != 1)
		return NULL;
	int64_t months = (b.year - a.year) * 12 + b.month - a.month;
	bool year = months == 12 && a.month == 1;
	if (!year && months != 1)
		return NULL;
	phrases_add(&out, year ? t->say->year : t->say->month, telling_expr(t, &from->lhs),
		arena_printf(t->a, "%lld", (long long)a.year),
		arena_printf(t->a, "%lld", (long long)a.month));
	return str_to_arena(&out, t->a);
}

void telling_add_conds(struct str *out, const struct telling *t, const struct query *q)
{
	size_t n = q->where.n + q->having.n;

	for (size_t i = 0; i < n; i++) {
		const struct q_cond *c =
			i < q->where.n ? &q->where.items[i] : &q->having.items[i - q->where.n];
		const char *span = i + 1 < q->where.n ? whole_span(t, c, c + 1) : NULL;
		if (i)
			str_adds(out, c->or_before ? t->say->or_ : t->say->and_);
		str_adds(out, span ? span : telling_cond(t, c));
		i += span != NULL;
	}
}
