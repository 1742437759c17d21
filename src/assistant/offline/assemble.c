// SPDX-License-Identifier: Apache-2.0
/*
 * The order matters: conditions and projections name the tables, tables give the joins, and only then it is known what a
 * count counts and what it is grouped by.
 */
#include "assistant/offline/assemble.h"

#include "assistant/offline/assemble_int.h"
#include "base/arena.h"

static const double link_sure = 1.5;

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
	s->out->link_score +=
		MIN(score, link_sure); /* else a reading wins by leaving out what is less sure */
	s->out->n_links++;
}

bool expr_same(const struct q_expr *x, const struct q_expr *y)
{
	return x->agg == y->agg && x->table == y->table && x->column == y->column &&
	       x->distinct == y->distinct && x->bucket == y->bucket && x->times == y->times &&
	       x->window == y->window && x->formula == y->formula;
}

bool query_aggregates(const struct query *q)
{
	for (size_t i = 0; i < q->select.n; i++) {
		if (q->select.items[i].agg != Q_PLAIN)
			return true;
	}
	return false;
}

bool query_shows_plain(const struct query *q)
{
	for (size_t i = 0; i < q->select.n; i++) {
		if (q->select.items[i].agg == Q_PLAIN)
			return true;
	}
	return false;
}

void assembly_group(struct assembly *s, struct q_expr e)
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

	assembly_group(s, (struct q_expr){.table = table, .column = key >= 0 ? key : label});
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
	bool shown = query_shows_plain(s->q);

	VEC(struct q_expr) keys = {0};
	for (size_t i = 0; i < f->groups.n; i++) {
		struct q_expr key, by;
		if (!assembly_said_group(s, i, &key, &by))
			continue;
		bool own = false;
		assembly_group(s, by);
		for (size_t k = 0; k < s->q->select.n; k++) { /* "average weight and year for each year" */
			struct q_expr *e = &s->q->select.items[k];
			if ((e->agg == Q_AVG || e->agg == Q_SUM) && e->table == by.table &&
				e->column == by.column) {
				e->agg = Q_PLAIN;
				own = true;
			}
		}
		if (!shown && !own)
			vec_push(&keys, s->a, key);
	}
	while (keys.n) /* each goes to the front */
		assembly_show_key(s, keys.items[--keys.n]);
}

/* Does the select list say which row of the table is meant: by its name, its key, or all of it? */
bool assembly_names_row(const struct assembly *s, int32_t table)
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
		bool names_row = e.table != counted && assembly_names_row(s, e.table);
		if (names_row && names_primary_key(s->r.ns, e.table) >= 0)
			group_rows(s, e.table, e.column);
		else
			assembly_group(s, e);
	}
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
		s->out->n_unplaced += t->bucket != Q_WHOLE; /* nothing is measured of the period */
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
	bool counts = query_aggregates(s->q) || s->q->having.n;

	for (size_t i = 0; i < s->q->order.n; i++)
		counts = counts || s->q->order.items[i].by.agg != Q_PLAIN;
	if (!counts) {
		show_whose(s);
		return;
	}
	if (!s->v->no_group)
		said_groups(s);
	if (query_shows_plain(s->q) && !s->q->group.n)
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
	return assembly_names_row(s, table);
}

static void settle_distinct(struct assembly *s)
{
	struct query *q = s->q;
	bool many = false;

	if (query_aggregates(q) || q->group.n)
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
		struct place p = by->agg != Q_PLAIN && by->kind != TARGET_ROWS
					 ? resolve_column(&s->r, by, true)
					 : (struct place){.table = -1};
		if (p.table >= 0)
			s->r.mentioned[p.table] = true;
	}
}

/* Is each row a group of its own: by its key, or by its name that no word of the question asked for? */
static bool groups_each_row(const struct assembly *s)
{
	const struct query *q = s->q;
	bool named = false;

	for (size_t i = 0; i < s->f->projections.n; i++)
		named = named || s->f->projections.items[i].kind == TARGET_COLUMN;
	for (size_t i = 0; i < q->group.n; i++) {
		const struct q_expr *by = &q->group.items[i];
		int32_t key = names_primary_key(s->r.ns, by->table);
		if (key >= 0 && ((q->group.n == 1 && by->column == key) ||
					(!named && by->column == names_label_column(s->r.ns, by->table))))
			return true;
	}
	return false;
}

/* One row of the only table in each group: how many there are of it says nothing. */
static void doubt_lone_groups(struct assembly *s)
{
	const struct query *q = s->q;
	bool counts = false;

	if (q->having.n && !q->group.n && q->from.n == 1) /* of all rows together it is true or not */
		s->out->n_unplaced += 2;
	if (q->from.n != 1 || !groups_each_row(s))
		return;
	for (size_t i = 0; i < q->having.n; i++)
		counts = counts || q->having.items[i].lhs.agg == Q_COUNT;
	for (size_t i = 0; i < q->order.n; i++)
		counts = counts || (q->order.items[i].by.agg == Q_COUNT && q->limit);
	s->out->n_unplaced += counts ? 2 : 0;
}

/* "Who manages Ann Berg": nothing is shown but what the question itself says. */
static void doubt_echo(struct assembly *s)
{
	const struct query *q = s->q;
	size_t said = 0;

	for (size_t i = 0; i < q->select.n; i++) {
		for (size_t k = 0; k < q->where.n; k++) {
			const struct q_cond *c = &q->where.items[k];
			if (c->op == Q_EQ && !c->or_before && expr_same(&c->lhs, &q->select.items[i])) {
				said++;
				break;
			}
		}
	}
	s->out->n_unplaced += q->select.n && said == q->select.n && s->f->ask_hint ? 2 : 0;
}

bool assemble(struct arena *a, const struct frame *f, const struct names *ns, struct join_map *joins,
	const struct variant *v, struct assembled *out)
{
	struct assembly s = {.a = a, .f = f, .v = v, .out = out, .q = &out->q, .forgotten = -1};

	*out = (struct assembled){.head = -1, .n_unplaced = 2 * (size_t)f->lost};
	s.r = (struct resolver){
		.a = a, .f = f, .l = f->linked, .ns = ns, .joins = joins, .skip_item = v->skip_item};
	s.r.tables = ARENA_ARRAY(a, int32_t, f->linked->n + 1);
	s.r.mentioned = ARENA_ARRAY(a, bool, ns->cat->n_tables + 1);
	s.r.head = -1;
	resolve_tables(&s.r);
	assembly_twin_head(&s);
	assembly_project(&s);
	if (s.r.head < 0 && s.q->select.n)
		s.r.head = s.q->select.items[0].table;
	out->head = s.r.head;
	mention_measured(&s);
	assembly_conditions(&s);
	for (size_t i = 0; i < f->supers.n; i++)
		assembly_extreme(&s, &f->supers.items[i]);
	assembly_orders(&s);
	group_all(&s);
	assembly_having(&s);
	assembly_finish_from(&s);
	need_mentioned(&s);
	if (!s.q->limit && f->limit)
		s.q->limit = f->limit;
	settle_distinct(&s);
	order_groups(&s);
	doubt_lone_groups(&s);
	doubt_echo(&s);
	assembly_measures(&s);
	assembly_both(&s);
	assembly_shape(&s);
	return s.q->select.n > 0 && s.q->from.n > 0;
}
