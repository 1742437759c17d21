// SPDX-License-Identifier: Apache-2.0
/*
 * Measures that documents define. A sum is only right over a table whose rows the joins do not repeat, so once the joins
 * are known the definition is chosen again: revenue is the invoices' total by customer, and the lines' by genre.
 */
#include "assistant/offline/assemble_int.h"

#include "assistant/offline/glossary.h"

struct q_expr assembly_expr(struct place p, enum q_agg agg)
{
	struct q_expr e = {
		.agg = agg, .table = p.table, .column = p.column, .times = p.times, .formula = p.formula};
	bool whole = p.formula && (p.formula->agg || p.formula->aggregates);

	if (whole && (agg == Q_PLAIN || agg == Q_SUM || p.formula->aggregates))
		e.agg = p.formula->agg ? p.formula->agg : Q_SUM;
	return e;
}

/* "most hosts" of a party that has a column "number of hosts". */
bool assembly_count_column(const struct assembly *s, const struct target *t, struct place *out)
{
	const struct names *ns = s->r.ns;
	int32_t head = s->r.head;

	if (t->item < 0 || head < 0 || t->distinct)
		return false;
	const struct item *it = &s->r.l->items[t->item];
	for (size_t c = 0; c < ns->cat->tables[head].n_columns; c++) {
		const struct name_entry *e = ns->columns[head][c];
		size_t counts = 0, said = 0;
		for (size_t w = 0; w < e->n; w++) {
			struct slice lemma = ns->words[e->words[w]].lemma;
			counts += slice_eq(lemma, SLICE_LIT("number")) ||
				  slice_eq(lemma, SLICE_LIT("count")) ||
				  slice_eq(lemma, SLICE_LIT("amount")) ||
				  slice_eq(lemma, SLICE_LIT("quantity"));
			for (size_t k = it->start; k < it->start + it->n; k++)
				said += slice_eq(lemma, s->r.l->tokens->items[k].lemma);
		}
		if (counts && said && counts + said == e->n && !names_is_key(ns, head, (int32_t)c)) {
			*out = (struct place){.table = head, .column = (int32_t)c, .score = 1.0};
			return true;
		}
	}
	return false;
}

/* Does the way from the head meet a row of the table again and again: customers' genres, by way of purchases and tracks? */
static bool is_met_again(const struct assembly *s, int32_t table)
{
	enum { LINK_STEPS = 2 }; /* a table that only links two meets each pair once */

	if (s->r.head < 0 || s->r.head == table || join_distance(s->r.joins, s->r.head, table) <= LINK_STEPS)
		return false;
	return join_is_many(s->r.joins, s->r.head, table) && join_is_many(s->r.joins, table, s->r.head);
}

/* How rows of an item's table are counted. */
struct q_expr assembly_count(struct assembly *s, const struct target *t)
{
	struct q_expr e = {.agg = Q_COUNT, .table = -1, .column = -1};
	int32_t table = t->item >= 0 ? s->r.tables[t->item] : -1;

	if (t->item >= 0 && table < 0) { /* "how many countries" where a country is a column */
		struct place p = resolve_column(&s->r,
			&(struct target){.kind = TARGET_COLUMN, .item = t->item, .near = t->near}, false);
		assembly_need(s, p.table);
		return e;
	}
	assembly_need(s, table);
	if (table >= 0)
		s->q->counted = s->q->counted && s->q->counted != table + 1 ? -1 : table + 1;
	int32_t key = table >= 0 ? names_primary_key(s->r.ns, table) : -1;
	if (!t->distinct && key >= 0 && (t->each || is_met_again(s, table)))
		return (struct q_expr){.agg = Q_COUNT, .distinct = true, .table = table, .column = key};
	if (t->distinct && table >= 0) {
		e.distinct = true;
		e.table = table;
		e.column = names_label_column(s->r.ns, table);
	}
	return e;
}

static bool is_repeated(const struct assembly *s, int32_t table)
{
	for (size_t i = 0; i < s->q->from.n; i++) {
		int32_t other = s->q->from.items[i].table;
		if (other != table && join_is_many(s->r.joins, table, other))
			return true;
	}
	return false;
}

static bool same_formula(const struct q_formula *x, const struct q_formula *y)
{
	if (x->table != y->table || x->agg != y->agg || x->n != y->n)
		return false;
	for (size_t i = 0; i < x->n; i++) {
		if (x->pieces[i].column != y->pieces[i].column ||
			(x->pieces[i].column < 0 && !slice_eq(x->pieces[i].text, y->pieces[i].text)))
			return false;
	}
	return true;
}

/* Another definition of the same measure whose rows are not repeated, or the formula itself. */
static const struct q_formula *fitting(const struct assembly *s, const struct q_formula *f)
{
	const struct glossary *g = s->r.ns->glossary;

	for (size_t i = 0; g && i < g->n_measures; i++) {
		const struct gloss_measure *m = &g->measures[i];
		bool same = false;
		for (size_t k = 0; k < m->n_formulas; k++)
			same = same || same_formula(m->formulas[k], f);
		for (size_t k = 0; same && k < m->n_formulas; k++) {
			if (s->r.ns->tables[m->formulas[k]->table] && !is_repeated(s, m->formulas[k]->table))
				return m->formulas[k];
		}
	}
	return f;
}

static void settle(struct assembly *s, struct q_expr *e)
{
	if (!e->formula || e->agg == Q_PLAIN || !is_repeated(s, e->table))
		return;
	const struct q_formula *f = fitting(s, e->formula);
	if (f == e->formula) {
		s->out->n_unplaced++; /* the sum would count rows twice */
		return;
	}
	if (e->agg == e->formula->agg)
		e->agg = f->agg ? f->agg : Q_SUM;
	e->formula = f;
	e->table = f->table;
	e->column = f->column;
	if (!join_tables(s->r.joins, s->q, &f->table, 1))
		s->out->disconnected = true;
}

/* The table whose rows the question counts, or -1. */
static int32_t counted_table(const struct assembly *s)
{
	for (size_t i = 0; i < s->f->projections.n; i++) {
		const struct target *t = &s->f->projections.items[i];
		if (t->kind == TARGET_ROWS && t->item >= 0)
			return s->r.tables[t->item];
	}
	return -1;
}

/* "the number of customers and the revenue": each customer counts once, though the sum reads a row a purchase. */
static void count_once(struct assembly *s)
{
	int32_t table = counted_table(s), key = table >= 0 ? names_primary_key(s->r.ns, table) : -1;
	const struct q_expr rows = {.agg = Q_COUNT, .table = -1, .column = -1};
	const struct q_expr once = {.agg = Q_COUNT, .distinct = true, .table = table, .column = key};
	bool repeated = key >= 0 && s->q->select.n == 1 && !s->q->group.n && !s->q->having.n &&
			!s->f->times && is_repeated(s, table);

	for (size_t i = 0; i < s->q->select.n && key >= 0; i++) {
		const struct q_expr *e = &s->q->select.items[i];
		repeated = repeated || (e->agg != Q_PLAIN && e->table >= 0 && e->table != table &&
					       join_is_many(s->r.joins, table, e->table));
	}
	for (size_t i = 0; repeated && i < s->q->select.n; i++) {
		if (expr_same(&s->q->select.items[i], &rows))
			s->q->select.items[i] = once;
	}
	for (size_t i = 0; repeated && i < s->q->order.n; i++) {
		if (expr_same(&s->q->order.items[i].by, &rows))
			s->q->order.items[i].by = once;
	}
}

/* "customers per month": a customer has many days, and which of them is meant nobody said. */
static void doubt_periods(struct assembly *s)
{
	int32_t table = counted_table(s);

	for (size_t i = 0; i < s->q->group.n && table >= 0; i++) {
		const struct q_expr *by = &s->q->group.items[i];
		if (by->bucket != Q_WHOLE && by->table != table && join_is_many(s->r.joins, table, by->table))
			s->out->n_unplaced += 2;
	}
}

void assembly_measures(struct assembly *s)
{
	doubt_periods(s);
	count_once(s);
	for (size_t i = 0; i < s->q->select.n; i++)
		settle(s, &s->q->select.items[i]);
	for (size_t i = 0; i < s->q->order.n; i++)
		settle(s, &s->q->order.items[i].by);
	for (size_t i = 0; i < s->q->having.n; i++)
		settle(s, &s->q->having.items[i].lhs);
}
