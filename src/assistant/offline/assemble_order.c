// SPDX-License-Identifier: Apache-2.0
/* Orders and extremes: "sorted by price", "the oldest", "the most orders", "most common". */
#include "assistant/offline/assemble_int.h"

#include "assistant/offline/glossary.h"

#include <limits.h>

void assembly_orders(struct assembly *s)
{
	for (size_t i = 0; i < s->f->orders.n; i++) {
		const struct f_order *o = &s->f->orders.items[i];
		struct q_order out = {.desc = o->desc};
		if (o->by.kind == TARGET_ROWS) {
			out.by = assembly_count(s, &o->by);
		} else {
			struct place p = resolve_column(&s->r, &o->by, o->by.agg != Q_PLAIN);
			if (p.table < 0) {
				s->out->n_unplaced++;
				continue;
			}
			assembly_note(s, p.score);
			out.by = assembly_expr(p, o->by.agg);
			out.desc ^= p.flipped;
			assembly_need(s, p.table);
		}
		for (size_t k = 0; o->by.agg == Q_PLAIN && k < s->q->select.n;
			k++) { /* "sorted by it": what is shown of it */
			const struct q_expr *e = &s->q->select.items[k];
			if (e->agg != Q_PLAIN && e->table == out.by.table && e->column == out.by.column)
				out.by = *e;
		}
		vec_push(&s->q->order, s->a, out);
	}
}

/* The noun was a column after all: its table is not needed for its own sake. */
static void forget_entity(struct assembly *s, int item)
{
	s->forgotten = item;
}

/* "the most common media type", whose rows stand once each: what refers to them is counted. */
static void count_referrers(struct assembly *s, const struct target *by, struct place p)
{
	bool once = by->kind == TARGET_LABEL || names_primary_key(s->r.ns, p.table) == p.column;

	for (size_t i = 0; i < s->tables.n; i++) /* something is said that they are counted by */
		once = once && s->tables.items[i] == p.table;
	if (!once)
		return;
	int32_t referrer = assembly_only_referrer(s, p.table);
	if (referrer < 0)
		s->out->n_unplaced++;
	assembly_need(s, referrer);
}

/* Is the amount one of many that a row of the table has? A day is no amount: the latest of all is the latest. */
static bool is_part(const struct assembly *s, int32_t table, struct place p)
{
	return table >= 0 && table != p.table && !resolve_is_date(&s->r, p) &&
	       join_is_many(s->r.joins, table, p.table);
}

/* "The best customers": by the money that a document says how to count; table -1 where none does. */
static struct place by_money(const struct assembly *s, const struct f_super *u)
{
	const struct glossary *g = s->r.ns->glossary;
	struct place p = {.table = -1, .column = -1};

	if (!u->good || u->by.kind != TARGET_HINT || !g || g->money < 0 || s->r.head < 0 ||
		s->q->select.n == 0 || query_aggregates(s->q))
		return p;
	const struct gloss_measure *m = &g->measures[g->money];
	int nearest = INT_MAX;
	for (size_t i = 0; i < m->n_formulas; i++) {
		const struct q_formula *f = m->formulas[i];
		int far =
			s->r.ns->tables[f->table] ? join_distance(s->r.joins, s->r.head, f->table) : INT_MAX;
		if (far >= nearest)
			continue;
		nearest = far;
		p = (struct place){.table = f->table, .column = f->column, .formula = f, .score = 0.8};
	}
	return p;
}

/* What the extreme is of; false where that has no place. */
static bool ranked_by(struct assembly *s, const struct f_super *u, struct place *p)
{
	*p = resolve_column(&s->r, &u->by, true);
	if (p->table < 0)
		*p = by_money(s, u);
	if (p->table < 0) {
		s->out->n_unplaced += 2; /* "the best customers": by what? */
		return false;
	}
	assembly_note(s, p->score);
	assembly_need(s, p->table);
	if (u->amount && u->by.kind == TARGET_COLUMN && !p->formula && p->column >= 0 &&
		names_is_wordy(s->r.ns, p->table, p->column))
		s->out->n_unplaced += 2; /* "the most" of words is none */
	if (u->by.kind == TARGET_HINT && u->by.near >= 0 && !p->formula && u->by.agg == Q_PLAIN &&
		is_part(s, s->r.tables[u->by.near], *p))
		s->out->n_unplaced++; /* "the longest album", where only tracks have a length */
	return true;
}

void assembly_extreme(struct assembly *s, const struct f_super *u)
{
	struct q_order o = {.desc = u->desc};
	struct place kept;

	if (u->common) {
		struct place p = resolve_column(&s->r, &u->by, false);
		if (p.table < 0) {
			s->out->n_unplaced++;
			return;
		}
		if (!s->q->select.n)
			assembly_show(s, (struct q_expr){.table = p.table, .column = p.column});
		assembly_need(s, p.table);
		count_referrers(s, &u->by, p);
		assembly_group(s, (struct q_expr){.table = p.table, .column = p.column});
		o.by = (struct q_expr){.agg = Q_COUNT, .table = -1, .column = -1};
	} else if (u->by.kind == TARGET_ROWS && assembly_count_column(s, &u->by, &kept)) {
		o.by = (struct q_expr){.table = kept.table, .column = kept.column};
		forget_entity(s, u->by.item);
	} else if (u->by.kind == TARGET_ROWS) {
		o.by = assembly_count(s, &u->by);
		o.by.distinct = false;
		o.by.column = -1;
		assembly_group_shown(s, u->by.item >= 0 ? s->r.tables[u->by.item] : -1);
	} else {
		struct place p;
		if (!ranked_by(s, u, &p))
			return;
		o.desc ^= p.flipped;
		if (query_aggregates(s->q) && !query_shows_plain(s->q) && !s->f->groups.n &&
			u->by.agg == Q_PLAIN && u->n <= 1) {
			/* a measure over the rows that hold the extreme: nothing is left to sort */
			struct q_cond c = {.lhs = {.table = p.table, .column = p.column}, .op = Q_EQ};
			c.a.query = assembly_scalar(s, o.desc ? Q_MAX : Q_MIN, p);
			vec_push(&s->q->where, s->a, c);
			return;
		}
		o.by = assembly_expr(p, u->by.agg);
		if (u->amount && u->by.agg == Q_PLAIN && !p.formula && s->r.head >= 0 &&
			p.table != s->r.head && assembly_names_row(s, s->r.head) &&
			join_is_many(s->r.joins, s->r.head, p.table))
			o.by.agg = Q_SUM;
		bool summed =
			u->by.agg != Q_PLAIN && p.table == s->r.head && !assembly_names_row(s, s->r.head);
		if (o.by.agg != Q_PLAIN && (p.table != s->r.head || s->q->group.n || summed))
			assembly_group_shown(s, p.table);
		else if (!s->q->group.n && !p.formula)
			o.by.agg = Q_PLAIN;
		for (size_t i = 0; s->f->groups.n && o.by.agg == Q_PLAIN && i < s->q->select.n; i++) {
			const struct q_expr *e =
				&s->q->select.items[i]; /* groups rank by what is measured of them */
			if (e->agg != Q_PLAIN && e->table == o.by.table && e->column == o.by.column)
				o.by = *e;
		}
	}
	vec_push(&s->q->order, s->a, o);
	s->q->skip = u->skip;
	if (!(u->ranks && s->q->group.n))
		s->q->limit = u->n ? u->n : s->f->limit ? s->f->limit : 1;
}
