// SPDX-License-Identifier: Apache-2.0
/* What is shown: the columns that were named, what rows are called, and what answers "who" and "where". */
#include "assistant/offline/assemble_int.h"

static const double nearly_as_good = 0.15, as_good_if_said_twice = 0.6;

void assembly_show(struct assembly *s, struct q_expr e)
{
	for (size_t i = 0; i < s->q->select.n; i++) {
		if (expr_same(&s->q->select.items[i], &e))
			return;
	}
	vec_push(&s->q->select, s->a, e);
	if (e.table >= 0)
		assembly_need(s, e.table);
}

/* A person's "name" or "full name" where the table keeps first and last apart. */
static bool project_full_name(struct assembly *s, const struct target *t, struct place p)
{
	const struct names *ns = s->r.ns;
	const struct name_entry *e = ns->columns[p.table][p.column];
	int32_t first = -1, last = -1;

	if (!names_has_word(ns, e, "name") || t->item < 0)
		return false;
	const struct item *it = &s->r.l->items[t->item];
	for (size_t k = it->start; t->kind != TARGET_LABEL && k < it->start + it->n; k++) {
		struct slice w = s->r.l->tokens->items[k].lemma;
		if (slice_eq(w, SLICE_LIT("first")) || slice_eq(w, SLICE_LIT("last")) ||
			slice_eq(w, SLICE_LIT("middle")) || slice_eq(w, SLICE_LIT("family")) ||
			slice_eq(w, SLICE_LIT("surname")) || slice_eq(w, SLICE_LIT("given")))
			return false;
		if (k + 1 == it->start + it->n && !slice_eq(w, SLICE_LIT("name")))
			return false;
	}
	for (size_t c = 0; c < ns->cat->tables[p.table].n_columns; c++) {
		const struct name_entry *o = ns->columns[p.table][c];
		if (o->n == 2 && names_has_word(ns, o, "first") && names_has_word(ns, o, "name"))
			first = (int32_t)c;
		if (o->n == 2 && names_has_word(ns, o, "last") && names_has_word(ns, o, "name"))
			last = (int32_t)c;
	}
	if (first < 0 || last < 0 || (p.column != first && p.column != last))
		return false;
	assembly_show(s, (struct q_expr){.table = p.table, .column = first});
	assembly_show(s, (struct q_expr){.table = p.table, .column = last});
	return true;
}

/* What rows of a table are called, in one column or two. */
static void add_label(struct assembly *s, int32_t table)
{
	struct target t = {.kind = TARGET_LABEL, .item = 0, .near = -1};
	struct place p = {.table = table, .column = names_label_column(s->r.ns, table), .score = 1.0};

	if (!project_full_name(s, &t, p))
		assembly_show(s, (struct q_expr){.table = p.table, .column = p.column});
}

void assembly_show_key(struct assembly *s, struct q_expr key)
{
	size_t before = s->q->select.n;

	if (key.bucket == Q_WHOLE && key.column == names_label_column(s->r.ns, key.table))
		add_label(s, key.table);
	else
		assembly_show(s, key);
	size_t added = s->q->select.n - before;
	for (size_t k = 0; k < added; k++) { /* rotate to the front */
		struct q_expr last = s->q->select.items[s->q->select.n - 1];
		memmove(s->q->select.items + 1, s->q->select.items, (s->q->select.n - 1) * sizeof last);
		s->q->select.items[0] = last;
	}
}

static bool is_taken(const struct assembly *s, struct place p)
{
	for (size_t i = 0; i < s->q->select.n; i++) {
		const struct q_expr *e = &s->q->select.items[i];
		if (e->agg == Q_PLAIN && e->table == p.table && e->column == p.column && !p.is_row)
			return true;
	}
	return false;
}

/* "names of cities and names of counties": the same word again is of something else. */
static bool said_before(const struct assembly *s, const struct target *t)
{
	const struct linked *l = s->r.l;
	struct slice word = l->tokens->items[l->items[t->item].start].lemma;

	for (size_t i = 0; i < s->f->projections.n; i++) {
		const struct target *o = &s->f->projections.items[i];
		if (o->kind == TARGET_COLUMN && o->item < t->item &&
			slice_eq(l->tokens->items[l->items[o->item].start].lemma, word))
			return true;
	}
	return false;
}

/* "how many product types": the different ones, where a column holds them again and again. */
static bool counts_kinds(const struct assembly *s, const struct target *t, struct place p)
{
	const struct cat_column *c = p.column >= 0 ? &s->r.ns->cat->tables[p.table].columns[p.column] : NULL;

	return c && !s->f->conds.n && !s->f->groups.n && t->agg == Q_COUNT && t->kind == TARGET_COLUMN &&
	       c->type == DB_TEXT && !p.formula && !p.is_row && c->n_values > 0 && c->fk_table < 0 &&
	       !c->pk_position && !names_is_date(s->r.ns, p.table, p.column) &&
	       p.column != names_label_column(s->r.ns, p.table);
}

/* "Which employee supports ...": the verb is the reference to what is asked about, and no more of it is wanted. */
static bool is_tie(const struct assembly *s, const struct target *t, struct place p)
{
	const struct cat_column *c = p.column >= 0 ? &s->r.ns->cat->tables[p.table].columns[p.column] : NULL;

	if (!c || c->fk_table < 0 || t->kind != TARGET_COLUMN || t->agg != Q_PLAIN || c->fk_table == p.table)
		return false;
	const struct item *it = &s->r.l->items[t->item];
	struct slice said = s->r.l->tokens->items[it->start].low;
	bool own = it->n != 1 || slice_eq_nocase(slice_of(c->name), said) || it->readings[0].documented;
	for (size_t i = 0; i < s->f->entities.n && !own; i++) {
		if (s->f->entities.items[i] != t->item && s->r.tables[s->f->entities.items[i]] == c->fk_table)
			return true;
	}
	return false;
}

static void project_one(struct assembly *s, const struct target *t)
{
	struct place p;

	if (t->kind == TARGET_ROWS) {
		assembly_show(s, assembly_count(s, t));
		return;
	}
	p = resolve_column(&s->r, t, t->agg == Q_SUM || t->agg == Q_AVG);
	if (p.table < 0) {
		s->out->n_unplaced++;
		return;
	}
	if (t->agg == Q_PLAIN && t->kind == TARGET_COLUMN && is_taken(s, p)) {
		struct resolver other = s->r; /* "ids and customer ids": two nouns are two columns */
		other.skip_item = t->item;
		struct place second = resolve_column(&other, t, false);
		p = second.score > p.score - (said_before(s, t) ? as_good_if_said_twice : nearly_as_good)
			    ? second
			    : p;
	}
	assembly_note(s, p.score);
	if (is_tie(s, t, p)) {
		s->tied = true;
		assembly_need(s, p.table);
		return;
	}
	if (p.is_row && t->agg == Q_PLAIN) {
		add_label(s, p.table);
		return;
	}
	if (t->agg == Q_PLAIN && project_full_name(s, t, p))
		return;
	struct q_expr e = assembly_expr(p, t->agg);
	if ((e.agg == Q_SUM || e.agg == Q_AVG) && !p.formula && p.column >= 0 &&
		names_is_wordy(s->r.ns, p.table, p.column))
		s->out->n_unplaced++; /* words have no average */
	e.distinct = t->distinct || counts_kinds(s, t, p);
	assembly_show(s, e);
}

/* "who", "where": the column of the head or of a table beside it that answers. */
static bool project_hint(struct assembly *s)
{
	struct place p = resolve_hint(&s->r, s->f->ask_hint, s->r.head, false);

	if (p.table < 0 || p.score < 0.7)
		return false;
	const struct target name = {.kind = TARGET_LABEL, .item = 0, .near = -1};
	if (p.column == names_label_column(s->r.ns, p.table))
		add_label(s, p.table);
	else if (!project_full_name(s, &name, p))
		assembly_show(s, (struct q_expr){.table = p.table, .column = p.column});
	return true;
}

void assembly_project(struct assembly *s)
{
	const struct frame *f = s->f;

	if (f->everything && s->r.head >= 0) {
		assembly_show(s, (struct q_expr){.table = s->r.head, .column = -1});
		return;
	}
	for (size_t i = 0; i < f->projections.n; i++)
		project_one(s, &f->projections.items[i]);
	if (s->q->select.n)
		return;
	s->out->n_unplaced += f->projections.n > 0 && !s->tied; /* nothing of what is wanted was found */
	if (f->ask_hint && project_hint(s))
		return;
	if (s->r.head >= 0)
		add_label(s, s->r.head);
}
