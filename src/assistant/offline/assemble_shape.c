// SPDX-License-Identifier: Apache-2.0
/*
 * What is made of an answer as a whole, on the finished query: percentages, running totals, the period before, the first
 * of each group, the average of the groups, groups without rows, a unit. Each is a small change of a query that would
 * also stand without it, so that all of them mix with conditions and joins as they are.
 */
#include "assistant/offline/assemble_int.h"

#include "base/arena.h"

/* What was asked for cannot be made of this query: that weighs more than one word without a column. */
static void unfit(struct assembly *s)
{
	s->out->n_unplaced += 2;
}

static const struct q_expr *first_measure(const struct query *q)
{
	for (size_t i = 0; i < q->select.n; i++) {
		if (q->select.items[i].agg != Q_PLAIN)
			return &q->select.items[i];
	}
	return NULL;
}

static void show_window(struct assembly *s, struct q_expr measure, enum q_window window)
{
	measure.window = window;
	vec_push(&s->q->select, s->a, measure);
}

/* 100.0 * (rows that meet the share) / (rows); or each group's part of the whole. */
static void share(struct assembly *s)
{
	struct query *q = s->q;
	const struct q_expr *measure = first_measure(q);

	if (!measure || (!q->group.n && (!q->share.n || measure->agg != Q_COUNT || q->having.n))) {
		unfit(s);
		return;
	}
	if (q->group.n) {
		show_window(s, *measure, Q_OF_ALL);
		return;
	}
	for (size_t i = 0; i < q->from.n; i++) /* a row that a join repeats would be counted twice */
		s->out->n_unplaced += s->r.head >= 0 && q->from.items[i].table != s->r.head &&
				      join_is_many(s->r.joins, s->r.head, q->from.items[i].table);
	q->select.n = 0;
	vec_push(&q->select, s->a, (struct q_expr){.agg = Q_PERCENT, .table = -1, .column = -1});
}

/* Groups in their order, each with what comes before it. */
static void along(struct assembly *s)
{
	struct query *q = s->q;
	const struct f_shape *shape = &s->f->shape;
	const struct q_expr *first = first_measure(q);
	bool period = false;

	for (size_t i = 0; i < s->f->groups.n; i++)
		period = period || s->f->groups.items[i].bucket != Q_WHOLE;
	if (!first || q->group.n != 1 || !period) {
		unfit(s);
		return;
	}
	struct q_expr measure = *first;
	if (shape->running)
		show_window(s, measure, Q_RUNNING);
	if (shape->before)
		show_window(s, measure, Q_PREVIOUS);
	if (shape->before > Q_PREVIOUS)
		show_window(s, measure, shape->before);
	q->order.n = 0;
	q->limit = q->skip = 0;
	vec_push(&q->order, s->a, (struct q_order){.by = q->group.items[0]});
}

static void of_groups(struct assembly *s)
{
	struct query *q = s->q;
	const struct q_expr *measure = first_measure(q);

	if (!measure || !q->group.n || q->having.n) {
		unfit(s);
		return;
	}
	struct q_expr kept = *measure;
	q->select.n = 0;
	vec_push(&q->select, s->a, kept);
	q->order.n = 0;
	q->limit = q->skip = 0;
	q->of_groups = s->f->shape.of_groups;
}

/* COUNT(*) would count the row that an outer join makes up: the partner's own column is counted. */
static void count_partner(struct q_expr *e, const struct q_join *partner)
{
	if (e->agg != Q_COUNT || e->column >= 0)
		return;
	e->table = partner->table;
	e->column = partner->right_column;
}

/* The table whose rows are counted, as a position in FROM; the last one where the question does not tell. */
static const struct q_join *counted_join(const struct assembly *s)
{
	for (size_t k = 0; k < s->f->projections.n; k++) {
		const struct target *t = &s->f->projections.items[k];
		int32_t table = t->kind == TARGET_ROWS && t->item >= 0 ? s->r.tables[t->item] : -1;
		for (size_t i = 1; i < s->q->from.n; i++) {
			if (s->q->from.items[i].table == table)
				return &s->q->from.items[i];
		}
	}
	return &s->q->from.items[s->q->from.n - 1];
}

/* Every row of the table that is grouped by stays, with partners or without. */
static void with_empty(struct assembly *s)
{
	struct query *q = s->q;
	size_t n = 0;
	int32_t *tables = ARENA_ARRAY(s->a, int32_t, q->from.n + 1);

	if (q->group.n != 1 || q->from.n < 2 || q->where.n || q->having.n) {
		unfit(s);
		return;
	}
	tables[n++] = q->group.items[0].table;
	for (size_t i = 0; i < q->from.n; i++) {
		if (q->from.items[i].table != tables[0])
			tables[n++] = q->from.items[i].table;
	}
	q->from.n = 0;
	s->out->disconnected = !join_tables(s->r.joins, q, tables, n) || s->out->disconnected;
	for (size_t i = 1; i < q->from.n; i++)
		q->from.items[i].outer = true;
	const struct q_join *partner = counted_join(s);
	for (size_t i = 0; i < q->select.n; i++)
		count_partner(&q->select.items[i], partner);
	for (size_t i = 0; i < q->order.n; i++)
		count_partner(&q->order.items[i].by, partner);
}

/* "the cheapest product of each category": the extreme is looked for within each group. */
static bool is_top_of_groups(const struct assembly *s)
{
	const struct frame *f = s->f;
	const struct query *q = s->q;

	if (f->supers.n != 1 || f->groups.n != 1 || f->supers.items[0].common || !q->limit || !q->order.n ||
		q->set != Q_SET_NONE || s->v->no_group || f->groups.items[0].bucket)
		return false;
	int group = f->groups.items[0].item;
	return group != f->asked && (f->asked >= 0 || !first_measure(q)) &&
	       group != f->supers.items[0].by.item;
}

static void top_of_groups(struct assembly *s)
{
	struct query *q = s->q;
	struct q_expr key, by;

	if (!assembly_said_group(s, 0, &key, &by))
		return;
	assembly_finish_from(s);
	bool shown = false;
	for (size_t i = 0; i < q->select.n; i++)
		shown = shown || expr_same(&q->select.items[i], &key);
	if (!shown)
		assembly_show_key(s, key);
	q->partition = by;
	if (q->skip)
		unfit(s);
	q->top = q->limit;
	q->limit = q->skip = 0;
	q->distinct = false;
}

static void convert(const struct assembly *s, struct q_expr *e)
{
	const struct unit *want = s->f->shape.unit;

	if (e->table < 0 || e->column < 0 || e->agg == Q_COUNT || e->times)
		return;
	const struct unit *kept = unit_of_column(s->r.ns, e->table, e->column);
	if (kept && kept->of == want->of && kept->size != want->size)
		e->unit = (struct q_unit){.name = want->plural, .per = want->size / kept->size};
}

static void in_unit(struct assembly *s)
{
	struct query *q = s->q;

	for (size_t i = 0; i < q->select.n; i++)
		convert(s, &q->select.items[i]);
	for (size_t i = 0; i < q->order.n; i++)
		convert(s, &q->order.items[i].by);
}

void assembly_twin_head(struct assembly *s)
{
	const struct f_shape *shape = &s->f->shape;

	if (shape->twin_table >= 0 && (s->r.head < 0 || s->f->ask_hint || shape->twin_grouped))
		s->r.head = shape->twin_table;
}

/* The other row's column of the same kind. */
static struct q_expr of_twin(const struct assembly *s, int32_t column)
{
	return (struct q_expr){.table = s->f->shape.twin_table | Q_TWIN, .column = column};
}

/* What rows of the table are called, for the other row: its name as it is shown of the row itself. */
static void show_twin(struct assembly *s)
{
	struct query *q = s->q;
	const struct names *ns = s->r.ns;
	int32_t table = s->f->shape.twin_table;
	size_t n = q->select.n, added = 0;

	for (size_t i = 0; i < n; i++) {
		const struct q_expr *e = &q->select.items[i];
		if (e->table != table || e->agg != Q_PLAIN || e->column < 0 ||
			!names_has_word(ns, ns->columns[table][e->column], "name"))
			continue;
		vec_push(&q->select, s->a, of_twin(s, e->column));
		added++;
	}
	if (!added)
		vec_push(&q->select, s->a, of_twin(s, names_label_column(ns, table)));
}

static void name_twin(struct assembly *s)
{
	const struct item *it = s->f->shape.twin_name;
	int32_t table = s->f->shape.twin_table;
	struct q_cond c = {.op = Q_EQ, .a.text = it->text};

	c.lhs = of_twin(s, names_label_column(s->r.ns, table));
	for (size_t k = 0; k < it->n_readings; k++) {
		if (it->readings[k].kind != READ_VALUE || it->readings[k].table != table)
			continue;
		c.lhs.column = it->readings[k].column;
		c.a.text = it->readings[k].value;
		break;
	}
	vec_push(&s->q->where, s->a, c);
}

static void compare_twin(struct assembly *s)
{
	const struct f_cond *f = &s->f->conds.items[s->f->shape.twin_by];
	struct place p = resolve_column(&s->r, &f->lhs, true);
	struct q_cond c = {.op = f->op};

	if (p.table != s->f->shape.twin_table) {
		unfit(s);
		return;
	}
	struct q_expr *other = ARENA_NEW(s->a, struct q_expr);
	*other = of_twin(s, p.column);
	assembly_note(s, p.score);
	c.lhs = (struct q_expr){.table = p.table, .column = p.column};
	c.a.expr = other;
	vec_push(&s->q->where, s->a, c);
}

/* "employees per manager": the other rows are what is shown and grouped by. */
static void group_by_twin(struct assembly *s)
{
	struct query *q = s->q;
	int32_t table = s->f->shape.twin_table;
	const struct q_expr *first = first_measure(q);
	struct q_expr measure = {.agg = Q_COUNT, .table = -1, .column = -1};

	if (first)
		measure = *first;
	q->select.n = q->group.n = q->order.n = 0;
	vec_push(&q->select, s->a, of_twin(s, names_label_column(s->r.ns, table)));
	vec_push(&q->select, s->a, measure);
	vec_push(&q->group, s->a, of_twin(s, names_primary_key(s->r.ns, table)));
	vec_push(&q->order, s->a, (struct q_order){.by = measure, .desc = true});
}

static void twin(struct assembly *s)
{
	const struct f_shape *shape = &s->f->shape;
	int32_t table = shape->twin_table;
	const struct cat_column *ref = &s->r.ns->cat->tables[table].columns[shape->twin_column];
	bool there = false;

	for (size_t i = 0; i < s->q->from.n; i++)
		there = there || s->q->from.items[i].table == table;
	if (!there || s->q->set != Q_SET_NONE) {
		unfit(s);
		return;
	}
	vec_push(&s->q->from, s->a,
		(struct q_join){.table = table | Q_TWIN,
			.left_table = table,
			.left_column = shape->twin_column,
			.right_column = ref->fk_column});
	if (shape->twin_grouped)
		group_by_twin(s);
	if (shape->twin_shown)
		show_twin(s);
	if (shape->twin_value >= 0)
		name_twin(s);
	if (shape->twin_by >= 0)
		compare_twin(s);
}

/* "How many customers have more than 5 orders": the customers are grouped, and then counted. */
static void count_groups(struct assembly *s)
{
	struct query *q = s->q;
	int32_t key = s->r.head >= 0 ? names_primary_key(s->r.ns, s->r.head) : -1;

	if (q->select.n != 1 || q->select.items[0].agg != Q_COUNT || q->select.items[0].column >= 0 ||
		q->group.n || !q->having.n || q->from.n < 2 || key < 0 || q->set != Q_SET_NONE)
		return;
	struct q_expr row = {.table = s->r.head, .column = key};
	q->select.items[0] = row;
	vec_push(&q->group, s->a, row);
	q->order.n = 0;
	q->limit = q->skip = 0;
	q->of_groups = Q_COUNT;
	q->shaped = true;
}

void assembly_shape(struct assembly *s)
{
	const struct f_shape *shape = &s->f->shape;
	struct query *q = s->q;

	if (!q->select.n || !q->from.n)
		return;
	q->shaped = true;
	if (shape->twin_table >= 0)
		twin(s);
	if (shape->with_empty)
		with_empty(s);
	if (shape->of_groups)
		of_groups(s);
	else if (shape->running || shape->before)
		along(s);
	else if (shape->share)
		share(s);
	else if (is_top_of_groups(s))
		top_of_groups(s);
	else
		q->shaped = shape->with_empty || shape->twin_table >= 0;
	if (!q->shaped)
		count_groups(s);
	if (shape->unit)
		in_unit(s);
}
