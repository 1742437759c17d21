// SPDX-License-Identifier: Apache-2.0
/*
 * The order matters: conditions and projections name the tables, tables give the joins, and only then it is known what a
 * count counts and what it is grouped by.
 */
#include "assistant/offline/assemble.h"

#include "assistant/offline/assemble_int.h"
#include "base/arena.h"

static const double link_sure = 1.5, nearly_as_good = 0.15;

void assembly_need(struct assembly *s, int32_t table)
{
	for (size_t i = 0; i < s->tables.n; i++) {
		if (s->tables.items[i] == table)
			return;
	}
	if (table >= 0)
		vec_push(&s->tables, s->a, table);
}

bool assembly_has(const struct assembly *s, int32_t table)
{
	for (size_t i = 0; i < s->tables.n; i++) {
		if (s->tables.items[i] == table)
			return true;
	}
	return false;
}

void assembly_note(struct assembly *s, double score)
{
	s->out->link_score += MIN(score, link_sure); /* else a reading wins by leaving out what is less sure */
	s->out->n_links++;
}

bool expr_same(const struct q_expr *x, const struct q_expr *y)
{
	return x->agg == y->agg && x->table == y->table && x->column == y->column &&
	       x->distinct == y->distinct && x->bucket == y->bucket && x->times == y->times &&
	       x->window == y->window && x->formula == y->formula;
}

static void add_select(struct assembly *s, struct q_expr e)
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
	add_select(s, (struct q_expr){.table = p.table, .column = first});
	add_select(s, (struct q_expr){.table = p.table, .column = last});
	return true;
}

/* What rows of a table are called, in one column or two. */
static void add_label(struct assembly *s, int32_t table)
{
	struct target t = {.kind = TARGET_LABEL, .item = 0, .near = -1};
	struct place p = {.table = table, .column = names_label_column(s->r.ns, table), .score = 1.0};

	if (!project_full_name(s, &t, p))
		add_select(s, (struct q_expr){.table = p.table, .column = p.column});
}

void assembly_show_key(struct assembly *s, struct q_expr key)
{
	size_t before = s->q->select.n;

	if (key.bucket == Q_WHOLE && key.column == names_label_column(s->r.ns, key.table))
		add_label(s, key.table);
	else
		add_select(s, key);
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

static void project_one(struct assembly *s, const struct target *t)
{
	struct place p;

	if (t->kind == TARGET_ROWS) {
		add_select(s, assembly_count(s, t));
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
		p = second.score > p.score - nearly_as_good ? second : p;
	}
	assembly_note(s, p.score);
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
	e.distinct = t->distinct;
	add_select(s, e);
}

/* "who", "where": the column of the head or of a table beside it that answers. */
static bool project_hint(struct assembly *s)
{
	struct place p = resolve_hint(&s->r, s->f->ask_hint, s->r.head, false);

	if (p.table < 0 || p.score < 0.7)
		return false;
	if (p.column == names_label_column(s->r.ns, p.table)) {
		add_label(s, p.table);
		return true;
	}
	add_select(s, (struct q_expr){.table = p.table, .column = p.column});
	return true;
}

static void project_all(struct assembly *s)
{
	const struct frame *f = s->f;

	if (f->everything && s->r.head >= 0) {
		add_select(s, (struct q_expr){.table = s->r.head, .column = -1});
		return;
	}
	for (size_t i = 0; i < f->projections.n; i++)
		project_one(s, &f->projections.items[i]);
	if (s->q->select.n)
		return;
	s->out->n_unplaced += f->projections.n > 0; /* nothing of what is wanted was found */
	if (f->ask_hint && project_hint(s))
		return;
	if (s->r.head >= 0)
		add_label(s, s->r.head);
}

static bool has_aggregate(const struct query *q)
{
	for (size_t i = 0; i < q->select.n; i++) {
		if (q->select.items[i].agg != Q_PLAIN)
			return true;
	}
	return false;
}

static bool has_plain(const struct query *q)
{
	for (size_t i = 0; i < q->select.n; i++) {
		if (q->select.items[i].agg == Q_PLAIN)
			return true;
	}
	return false;
}

static void add_group(struct assembly *s, struct q_expr e)
{
	e.agg = Q_PLAIN;
	for (size_t i = 0; i < s->q->group.n; i++) {
		if (expr_same(&s->q->group.items[i], &e))
			return;
	}
	vec_push(&s->q->group, s->a, e);
}

/* Group by a table's rows: by its key where it has one. */
static void group_rows(struct assembly *s, int32_t table, int32_t label)
{
	int32_t key = names_primary_key(s->r.ns, table);

	add_group(s, (struct q_expr){.table = table, .column = key >= 0 ? key : label});
}

bool assembly_said_group(struct assembly *s, size_t i, struct q_expr *key, struct q_expr *by)
{
	const struct target *t = &s->f->groups.items[i];
	bool cut = false;
	struct place p = t->bucket ? resolve_period(&s->r, t, &cut) : resolve_column(&s->r, t, false);

	if (p.table < 0) {
		s->out->n_unplaced++;
		return false;
	}
	assembly_need(s, p.table);
	assembly_note(s, p.score);
	*key = *by =
		(struct q_expr){.table = p.table, .column = p.column, .bucket = cut ? t->bucket : Q_WHOLE};
	int32_t pk = names_primary_key(s->r.ns, p.table);
	if ((t->kind == TARGET_LABEL || p.is_row) && pk >= 0)
		by->column = pk;
	return true;
}

/* What the question says it is grouped by; shown first where it is not shown yet. */
static void said_groups(struct assembly *s)
{
	const struct frame *f = s->f;
	bool shown = has_plain(s->q);

	for (size_t i = 0; i < f->groups.n; i++) {
		struct q_expr key, by;
		if (!assembly_said_group(s, i, &key, &by))
			continue;
		bool own = false;
		add_group(s, by);
		for (size_t k = 0; k < s->q->select.n; k++) { /* "average weight and year for each year" */
			struct q_expr *e = &s->q->select.items[k];
			if ((e->agg == Q_AVG || e->agg == Q_SUM) && e->table == by.table &&
				e->column == by.column) {
				e->agg = Q_PLAIN;
				own = true;
			}
		}
		if (!shown && !own)
			assembly_show_key(s, key);
	}
}

/* Does the select list say which row of the table is meant: by its name, its key, or all of it? */
static bool row_is_named(const struct assembly *s, int32_t table)
{
	for (size_t i = 0; i < s->q->select.n; i++) {
		const struct q_expr *e = &s->q->select.items[i];
		if (e->agg == Q_PLAIN && e->table == table &&
			(e->column < 0 || e->column == names_label_column(s->r.ns, table) ||
				e->column == names_primary_key(s->r.ns, table)))
			return true;
	}
	return false;
}

/* Group by what is shown plainly: a whole row where its name or key is shown, else the columns. */
void assembly_group_shown(struct assembly *s, int32_t counted)
{
	struct query *q = s->q;
	size_t n = q->select.n;

	if (q->group.n)
		return;
	for (size_t i = 0; i < n; i++) {
		struct q_expr e = q->select.items[i];
		if (e.agg != Q_PLAIN)
			continue;
		bool names_row = e.table != counted && row_is_named(s, e.table);
		if (names_row && names_primary_key(s->r.ns, e.table) >= 0)
			group_rows(s, e.table, e.column);
		else
			add_group(s, e);
	}
}

static void order_all(struct assembly *s)
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

static void extreme(struct assembly *s, const struct f_super *u)
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
			add_select(s, (struct q_expr){.table = p.table, .column = p.column});
		assembly_need(s, p.table);
		count_referrers(s, &u->by, p);
		add_group(s, (struct q_expr){.table = p.table, .column = p.column});
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
		struct place p = resolve_column(&s->r, &u->by, true);
		if (p.table < 0) {
			s->out->n_unplaced++;
			return;
		}
		assembly_note(s, p.score);
		assembly_need(s, p.table);
		if (u->by.kind == TARGET_HINT && u->by.near >= 0 && !p.formula && u->by.agg == Q_PLAIN &&
			is_part(s, s->r.tables[u->by.near], p))
			s->out->n_unplaced++; /* "the longest album", where only tracks have a length */
		o.desc ^= p.flipped;
		if (has_aggregate(s->q) && !has_plain(s->q) && !s->f->groups.n && u->by.agg == Q_PLAIN &&
			u->n <= 1) {
			/* a measure over the rows that hold the extreme: nothing is left to sort */
			struct q_cond c = {.lhs = {.table = p.table, .column = p.column}, .op = Q_EQ};
			c.a.query = assembly_scalar(s, o.desc ? Q_MAX : Q_MIN, p);
			vec_push(&s->q->where, s->a, c);
			return;
		}
		o.by = assembly_expr(p, u->by.agg);
		if (u->amount && u->by.agg == Q_PLAIN && !p.formula && s->r.head >= 0 &&
			p.table != s->r.head && row_is_named(s, s->r.head) &&
			join_is_many(s->r.joins, s->r.head, p.table))
			o.by.agg = Q_SUM;
		bool summed = u->by.agg != Q_PLAIN && p.table == s->r.head && !row_is_named(s, s->r.head);
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
	if (!(u->ranks && s->q->group.n))
		s->q->limit = u->n ? u->n : s->f->limit ? s->f->limit : 1;
}

void assembly_finish_from(struct assembly *s)
{
	if (!s->tables.n && s->r.head >= 0)
		assembly_need(s, s->r.head);
	if (s->tables.n)
		s->out->disconnected = !join_tables(s->r.joins, s->q, s->tables.items, s->tables.n);
}

/* "Works in the Sales department", where a department is what employees have: the verb is not a table of its own. */
static bool is_plain_verb(const struct assembly *s, const struct reading_of *best)
{
	static const double synonym = 0.75;
	const struct q_join *j = s->q->from.n == 2 ? &s->q->from.items[1] : NULL;

	if (!j || best->score > synonym || !s->q->where.n)
		return false;
	const struct cat_table *head = &s->r.ns->cat->tables[s->q->from.items[0].table];
	return s->q->from.items[0].table == s->r.head && head->columns[j->left_column].fk_table == j->table;
}

/* The table needed last is tied right after the head, so that what else is needed may be reached through it. */
static void tie_second(struct assembly *s)
{
	size_t n = s->tables.n;
	int32_t last = n ? s->tables.items[n - 1] : -1;

	if (n < 3 || s->tables.items[0] != s->r.head)
		return;
	memmove(s->tables.items + 2, s->tables.items + 1, (n - 2) * sizeof last);
	s->tables.items[1] = last;
	s->q->from.n = 0;
}

/* Tables that are mentioned tell which rows are meant, unless what they could mean is there already. */
static void need_mentioned(struct assembly *s)
{
	for (size_t i = 0; i < s->f->entities.n; i++) {
		int e = s->f->entities.items[i];
		const struct item *it = &s->r.l->items[e];
		const struct reading_of *best = link_best(it, READ_TABLE, 0);
		bool there = e == s->forgotten;
		for (size_t k = 0; k < s->q->from.n; k++)
			there = there || s->q->from.items[k].table == s->r.tables[e];
		for (size_t k = 0; k < it->n_readings; k++) {
			const struct reading_of *x = &it->readings[k];
			if (x->kind != READ_TABLE || x->score < best->score - 0.3)
				continue;
			for (size_t j = 0; j < s->q->from.n; j++)
				there = there || s->q->from.items[j].table == x->table;
		}
		if (!there && best && best->score > 0.6 && !(s->v->lean && s->tables.n) &&
			!is_plain_verb(s, best)) {
			assembly_need(s, s->r.tables[e]);
			tie_second(s);
			assembly_finish_from(s);
		}
	}
}

/* "Which albums did each artist release": nothing is measured, but whose they are is shown. */
static void show_whose(struct assembly *s)
{
	for (size_t i = 0; i < s->f->groups.n && s->q->select.n && !s->v->no_group; i++) {
		const struct target *t = &s->f->groups.items[i];
		int32_t table = t->kind == TARGET_LABEL ? s->r.tables[t->item] : -1;
		bool shown = table < 0;
		for (size_t k = 0; k < s->q->select.n; k++)
			shown = shown || s->q->select.items[k].table == table;
		if (!shown) {
			assembly_need(s, table);
			assembly_show_key(s, (struct q_expr){.table = table,
						     .column = names_label_column(s->r.ns, table)});
		}
	}
}

static void group_all(struct assembly *s)
{
	bool counts = has_aggregate(s->q) || s->q->having.n;

	for (size_t i = 0; i < s->q->order.n; i++)
		counts = counts || s->q->order.items[i].by.agg != Q_PLAIN;
	if (!counts) {
		show_whose(s);
		return;
	}
	if (!s->v->no_group)
		said_groups(s);
	if (has_plain(s->q) && !s->q->group.n)
		assembly_group_shown(s, -1);
}

static bool is_shown(const struct query *q, const struct q_expr *e)
{
	for (size_t i = 0; i < q->select.n; i++) {
		if (expr_same(&q->select.items[i], e))
			return true;
	}
	return false;
}

/* Is a name of the row shown, its own or a part of it? */
static bool shows_name(const struct assembly *s)
{
	int32_t table = s->q->select.items[0].table;

	for (size_t i = 0; i < s->q->select.n; i++) {
		const struct q_expr *e = &s->q->select.items[i];
		if (e->column >= 0 && names_has_word(s->r.ns, s->r.ns->columns[table][e->column], "name"))
			return true;
	}
	return row_is_named(s, table);
}

static void settle_distinct(struct assembly *s)
{
	struct query *q = s->q;
	bool many = false;

	if (has_aggregate(q) || q->group.n)
		return;
	q->distinct = s->f->distinct;
	for (size_t i = 1; i < q->from.n && q->select.n; i++)
		many = many || join_is_many(s->r.joins, q->select.items[0].table, q->from.items[i].table);
	for (size_t i = 1; i < q->select.n; i++)
		many = many && q->select.items[i].table == q->select.items[0].table;
	for (size_t i = 0; i < q->order.n; i++)
		many = many && is_shown(q, &q->order.items[i].by); /* else PostgreSQL refuses it */
	if (many && s->v->distinct_rows && shows_name(s))
		q->distinct = true; /* of what does not tell rows apart, each row's own is wanted */
}

/* Groups come largest first, periods in their order, where the question says nothing of it. */
static void order_groups(struct assembly *s)
{
	struct query *q = s->q;
	const struct q_expr *measure = NULL;

	if (!q->group.n || q->order.n || q->select.n < 2 || s->pair_at)
		return;
	for (size_t i = 0; i < q->select.n; i++) {
		const struct q_expr *e = &q->select.items[i];
		bool sums =
			e->agg == Q_SUM && measure && measure->agg == Q_COUNT; /* says more than how many */
		if (e->agg != Q_PLAIN && (!measure || sums))
			measure = e;
	}
	if (!measure)
		return;
	if (q->group.items[0].bucket != Q_WHOLE)
		vec_push(&q->order, s->a, (struct q_order){.by = q->group.items[0]});
	else
		vec_push(&q->order, s->a, (struct q_order){.by = *measure, .desc = true});
}

/* What is measured or ranked by is spoken of, so that "in 2024" is the day of the sale and not of some hire. */
static void mention_measured(struct assembly *s)
{
	for (size_t i = 0; i < s->q->select.n; i++) {
		if (s->q->select.items[i].agg != Q_PLAIN && s->q->select.items[i].table >= 0)
			s->r.mentioned[s->q->select.items[i].table] = true;
	}
	for (size_t i = 0; i < s->f->supers.n; i++) {
		const struct target *by = &s->f->supers.items[i].by;
		struct place p = by->agg != Q_PLAIN && by->kind != TARGET_ROWS ? resolve_column(&s->r, by, true)
									       : (struct place){.table = -1};
		if (p.table >= 0)
			s->r.mentioned[p.table] = true;
	}
}

/* One row of the only table in each group: how many there are of it says nothing. */
static void doubt_lone_groups(struct assembly *s)
{
	const struct query *q = s->q;
	bool counts = false;

	if (q->from.n != 1 || q->group.n != 1 ||
		q->group.items[0].column != names_primary_key(s->r.ns, q->group.items[0].table))
		return;
	for (size_t i = 0; i < q->having.n; i++)
		counts = counts || q->having.items[i].lhs.agg == Q_COUNT;
	for (size_t i = 0; i < q->order.n; i++)
		counts = counts || (q->order.items[i].by.agg == Q_COUNT && q->limit);
	s->out->n_unplaced += counts ? 2 : 0;
}

bool assemble(struct arena *a, const struct frame *f, const struct names *ns, struct join_map *joins,
	const struct variant *v, struct assembled *out)
{
	struct assembly s = {.a = a, .f = f, .v = v, .out = out, .q = &out->q, .forgotten = -1};

	*out = (struct assembled){.head = -1, .n_unplaced = (size_t)f->lost};
	s.r = (struct resolver){
		.a = a, .f = f, .l = f->linked, .ns = ns, .joins = joins, .skip_item = v->skip_item};
	s.r.tables = ARENA_ARRAY(a, int32_t, f->linked->n + 1);
	s.r.mentioned = ARENA_ARRAY(a, bool, ns->cat->n_tables + 1);
	s.r.head = -1;
	resolve_tables(&s.r);
	assembly_twin_head(&s);
	project_all(&s);
	if (s.r.head < 0 && s.q->select.n)
		s.r.head = s.q->select.items[0].table;
	out->head = s.r.head;
	mention_measured(&s);
	assembly_conditions(&s);
	for (size_t i = 0; i < f->supers.n; i++)
		extreme(&s, &f->supers.items[i]);
	order_all(&s);
	group_all(&s);
	assembly_having(&s);
	assembly_finish_from(&s);
	need_mentioned(&s);
	if (!s.q->limit && f->limit)
		s.q->limit = f->limit;
	settle_distinct(&s);
	order_groups(&s);
	doubt_lone_groups(&s);
	assembly_measures(&s);
	assembly_both(&s);
	assembly_shape(&s);
	return s.q->select.n > 0 && s.q->from.n > 0;
}
