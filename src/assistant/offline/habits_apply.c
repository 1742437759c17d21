// SPDX-License-Identifier: Apache-2.0
/* Writing a query as the accepted pairs are written. Only what the question leaves open is touched. */
#include "assistant/offline/assemble_int.h"
#include "assistant/offline/habits.h"
#include "base/arena.h"

static bool shows(const struct query *q, const struct q_expr *e)
{
	for (size_t i = 0; i < q->select.n; i++) {
		if (expr_same(&q->select.items[i], e))
			return true;
	}
	return false;
}

static bool has_aggregate(const struct query *q)
{
	for (size_t i = 0; i < q->select.n; i++) {
		if (q->select.items[i].agg != Q_PLAIN)
			return true;
	}
	return false;
}

static bool is_list(const struct query *q)
{
	return !has_aggregate(q) && !q->group.n && !q->having.n && q->set == Q_SET_NONE && q->from.n;
}

/* Is the row of a table shown by nothing but its name or its key? */
static bool names_rows_only(const struct habits *h, const struct query *q, int32_t table)
{
	int32_t label = names_label_column(h->names, table), key = names_primary_key(h->names, table);

	for (size_t i = 0; i < q->select.n; i++) {
		const struct q_expr *e = &q->select.items[i];
		if (e->table != table || e->agg != Q_PLAIN || (e->column != label && e->column != key))
			return false;
	}
	return q->select.n == 1;
}

static void show_rows(struct arena *a, const struct habits *h, struct query *q)
{
	int32_t table = q->select.items[0].table;

	if (table < 0 || q->set != Q_SET_NONE || !names_rows_only(h, q, table))
		return;
	const struct table_habit *t = &h->tables[table];
	if (t->n_shown < 2)
		return;
	q->select.n = 0;
	for (size_t i = 0; i < t->n_shown; i++)
		vec_push(&q->select, a, (struct q_expr){.table = table, .column = t->shown[i]});
}

static bool is_number_or_date(const struct habits *h, const struct q_expr *e)
{
	const struct cat_column *c;

	if (e->table < 0 || e->column < 0)
		return false;
	c = &h->names->cat->tables[e->table].columns[e->column];
	return !names_is_key(h->names, e->table, e->column) &&
	       (c->type == DB_INT || c->type == DB_FLOAT || c->type == DB_NUMERIC || c->type == DB_DATE ||
		       c->type == DB_TIMESTAMP);
}

/* What rows are ranked or compared by is shown. */
static void show_measures(struct arena *a, const struct habits *h, struct query *q)
{
	if (q->distinct || q->set != Q_SET_NONE)
		return;
	for (size_t i = 0; i < q->having.n; i++) {
		const struct q_cond *c = &q->having.items[i];
		if (c->lhs.agg == Q_PLAIN || c->a.query || shows(q, &c->lhs))
			continue;
		vec_push(&q->select, a, c->lhs);
		if (!q->order.n)
			vec_push(&q->order, a, (struct q_order){.by = c->lhs, .desc = true});
	}
	for (size_t i = 0; i < q->order.n && q->limit; i++) {
		if (!shows(q, &q->order.items[i].by))
			vec_push(&q->select, a, q->order.items[i].by);
	}
	for (size_t i = 0; i < q->where.n && is_list(q); i++) {
		const struct q_cond *c = &q->where.items[i];
		bool compares = c->op >= Q_LT && c->op <= Q_GE && is_number_or_date(h, &c->lhs);
		if ((compares || c->op == Q_NOT_NULL) && !c->a.query && !shows(q, &c->lhs))
			vec_push(&q->select, a, c->lhs);
	}
}

/* A column that says nothing of which row it is: each of its values once. */
static void show_values_once(const struct habits *h, struct query *q)
{
	const struct q_expr *e = &q->select.items[0];

	if (q->select.n != 1 || q->order.n || e->agg != Q_PLAIN || e->table < 0 || e->column < 0 ||
		names_is_key(h->names, e->table, e->column) ||
		e->column == names_label_column(h->names, e->table))
		return;
	q->distinct = q->distinct || h->names->cat->tables[e->table].columns[e->column].values_complete;
}

/* The row formula that a table's neighbour has, over the columns of the same names; NULL where it has none such. */
static const struct q_formula *as_neighbour(
	struct arena *a, const struct habits *h, const struct q_formula *f, int32_t table)
{
	const struct cat_table *from = &h->names->cat->tables[f->table], *to = &h->names->cat->tables[table];
	struct q_piece *pieces = ARENA_ARRAY(a, struct q_piece, f->n);
	struct q_formula *out = ARENA_NEW(a, struct q_formula);

	*out = *f;
	for (size_t i = 0; i < f->n; i++) {
		pieces[i] = f->pieces[i];
		if (pieces[i].column < 0)
			continue;
		pieces[i].column = cat_find_column(to, slice_of(from->columns[pieces[i].column].name));
		if (pieces[i].column < 0)
			return NULL;
	}
	out->table = table;
	out->column = pieces[0].column;
	out->pieces = pieces;
	return out;
}

/* The columns of the formula, shown one after the other from i on, become one. */
static void join_columns(struct query *q, size_t i, const struct q_formula *f)
{
	const struct q_expr *x = &q->select.items[i], *y = x + 1;

	if (i + 1 >= q->select.n || x->table != f->table || y->table != f->table || x->agg != Q_PLAIN ||
		y->agg != Q_PLAIN)
		return;
	bool same = x->column == f->pieces[0].column && y->column == f->pieces[f->n - 1].column;
	bool swapped = y->column == f->pieces[0].column && x->column == f->pieces[f->n - 1].column;
	if (!same && !swapped)
		return;
	q->select.items[i] = (struct q_expr){.table = f->table, .column = f->column, .formula = f};
	for (size_t k = i + 1; k + 1 < q->select.n; k++)
		q->select.items[k] = q->select.items[k + 1];
	q->select.n--;
}

/* Beside other tables' rows a row is one text where the pairs write it so; then its neighbours' are too. */
static void show_rows_as_text(struct arena *a, const struct habits *h, struct query *q)
{
	const struct q_formula *f = NULL;

	for (size_t i = 0; i + 1 < q->select.n && q->from.n > 1; i++) {
		int32_t table = q->select.items[i].table;
		if (table >= 0 && h->tables[table].row && q->select.items[i].agg == Q_PLAIN)
			f = h->tables[table].row;
	}
	for (size_t i = 0; f && i + 1 < q->select.n; i++) {
		int32_t table = q->select.items[i].table;
		if (table < 0 || q->select.items[i].agg != Q_PLAIN || q->select.items[i].formula)
			continue;
		const struct q_formula *own =
			h->tables[table].row ? h->tables[table].row : as_neighbour(a, h, f, table);
		if (own)
			join_columns(q, i, own);
	}
}

static bool shows_label(const struct habits *h, const struct query *q, int32_t table)
{
	int32_t label = names_label_column(h->names, table);

	for (size_t i = 0; i < q->select.n; i++) {
		if (q->select.items[i].table == table &&
			(q->select.items[i].column == label || q->select.items[i].column < 0))
			return true;
	}
	return false;
}

/* Does a row of the table refer to one of the other? */
static bool refers(const struct habits *h, int32_t table, int32_t other)
{
	const struct cat_table *t = &h->names->cat->tables[table];

	for (size_t c = 0; c < t->n_columns; c++) {
		if (t->columns[c].fk_table == other)
			return true;
	}
	return false;
}

/* Rows shown with what they belong to stay together: sorted by the owner first. True where two tables are shown so. */
static bool sort_by_owner(struct arena *a, const struct habits *h, struct query *q)
{
	const struct q_expr *first = &q->select.items[0], *other = NULL;

	for (size_t i = 1; i < q->select.n && !other; i++)
		other = q->select.items[i].table != first->table ? &q->select.items[i] : NULL;
	if (!other || other->table < 0 || other->column < 0)
		return false;
	bool owned = refers(h, first->table, other->table);
	if (!owned && !refers(h, other->table, first->table))
		return false;
	vec_push(&q->order, a, (struct q_order){.by = owned ? *other : *first});
	vec_push(&q->order, a, (struct q_order){.by = owned ? *first : *other});
	return true;
}

/* A list of rows is sorted by the date it was chosen by, else by what the pairs sort the table by, else by name. */
static void sort_list(struct arena *a, const struct habits *h, struct query *q)
{
	const struct q_expr *first = &q->select.items[0];
	struct q_order o = {.by = *first};

	if (q->order.n || q->limit || first->table < 0 || first->column < 0)
		return;
	if (sort_by_owner(a, h, q))
		return;
	if (!q->distinct && h->tables[first->table].order >= 0 && shows_label(h, q, first->table))
		o.by.column = h->tables[first->table].order;
	for (size_t i = 0; i < q->where.n && !q->distinct; i++) {
		const struct q_expr *e = &q->where.items[i].lhs;
		if (e->table >= 0 && e->column >= 0 && e->agg == Q_PLAIN && e->bucket == Q_WHOLE) {
			enum db_type type = h->names->cat->tables[e->table].columns[e->column].type;
			if (type == DB_DATE || type == DB_TIMESTAMP)
				o.by = *e;
		}
	}
	for (size_t i = 0; i < q->where.n && !q->distinct; i++) {
		const struct q_cond *c = &q->where.items[i];
		bool above = c->op == Q_GT || c->op == Q_GE;
		if (c->op == Q_NOT_NULL && shows(q, &c->lhs))
			o = (struct q_order){.by = c->lhs};
		if (c->a.query && (above || c->op == Q_LT) && shows(q, &c->lhs))
			o = (struct q_order){.by = c->lhs, .desc = above};
	}
	vec_push(&q->order, a, o);
	for (size_t i = 1; i < q->select.n && q->select.items[0].table == q->select.items[i].table &&
			   expr_same(&o.by, first) && q->from.n > 1;
		i++)
		vec_push(&q->order, a, (struct q_order){.by = q->select.items[i]});
}

/* Equal measures come in the order of what they are measured for. */
static void break_ties(struct arena *a, const struct habits *h, struct query *q)
{
	if (!q->group.n || q->order.n != 1 || q->order.items[0].by.agg == Q_PLAIN || q->set != Q_SET_NONE)
		return;
	for (size_t i = 0; i < q->select.n; i++) {
		if (q->select.items[i].agg == Q_PLAIN && q->select.items[i].bucket == Q_WHOLE) {
			struct q_expr e = q->select.items[i];
			if (e.table >= 0 && h->tables[e.table].plain_ties)
				return;
			if (e.table >= 0 && !e.formula && h->tables[e.table].order >= 0 &&
				shows_label(h, q, e.table))
				e.column = h->tables[e.table].order;
			vec_push(&q->order, a, (struct q_order){.by = e});
			break;
		}
	}
}

/* "GROUP BY Key, Name": a group's key with what is shown of its row. */
static void group_by_shown(struct arena *a, struct query *q)
{
	size_t n = q->group.n;

	for (size_t i = 0; i < q->select.n; i++) {
		const struct q_expr *e = &q->select.items[i];
		bool of_key = false, there = e->agg != Q_PLAIN || e->formula || e->column < 0;
		for (size_t k = 0; k < q->group.n; k++) {
			of_key = of_key || (k < n && q->group.items[k].table == e->table);
			there = there || expr_same(&q->group.items[k], e);
		}
		if (of_key && !there)
			vec_push(&q->group, a, *e);
	}
}

static void round_one(const struct habits *h, struct q_expr *e)
{
	if ((e->agg != Q_SUM && e->agg != Q_AVG) || e->table < 0 || e->column < 0 ||
		(e->formula && e->formula->aggregates))
		return;
	enum db_type type = h->names->cat->tables[e->table].columns[e->column].type;
	if (e->agg == Q_AVG || type == DB_FLOAT || type == DB_NUMERIC)
		e->round_digits = h->round_digits;
}

/* A sum over a table whose rows the joins repeat is taken over the rows that repeat them. */
static void sum_products(const struct habits *h, const struct query *q, struct q_expr *e)
{
	if (e->agg != Q_SUM || e->table < 0 || e->column < 0 || e->times || e->formula)
		return;
	for (size_t i = 0; i < q->from.n; i++) {
		int32_t t = q->from.items[i].table;
		if (t == e->table || h->tables[t].product < 0 || h->tables[t].by_name)
			continue;
		e->table = t;
		e->column = h->tables[t].product;
		e->times = h->tables[t].multiplier + 1;
		return;
	}
}

static bool is_percent(const struct q_expr *e)
{
	return e->agg == Q_PERCENT || e->window == Q_OF_ALL || e->window == Q_GROWTH;
}

void habits_round(const struct habits *h, struct query *q)
{
	for (size_t i = 0; i < q->select.n; i++) {
		struct q_expr *e = &q->select.items[i];
		if (is_percent(e))
			e->round_digits = h->percent_digits;
		else
			round_one(h, e);
	}
}

void habits_apply(struct arena *a, const struct habits *h, struct query *q)
{
	if (!q->select.n)
		return;
	show_rows(a, h, q);
	if (h->groups_by_shown)
		group_by_shown(a, q);
	show_rows_as_text(a, h, q);
	if (h->shows_measure)
		show_measures(a, h, q);
	if (h->sorts_lists && is_list(q)) {
		show_values_once(h, q);
		sort_list(a, h, q);
	}
	if (h->sorts_lists)
		break_ties(a, h, q);
	for (size_t i = 0; i < q->select.n; i++) {
		sum_products(h, q, &q->select.items[i]);
		round_one(h, &q->select.items[i]);
	}
	for (size_t i = 0; i < q->order.n; i++) {
		sum_products(h, q, &q->order.items[i].by);
		if (!q->limit) /* what looks equal is a tie; but no row is cut off by it */
			round_one(h, &q->order.items[i].by);
	}
}
