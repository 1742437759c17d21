// SPDX-License-Identifier: Apache-2.0
/*
 * A Steiner tree by the shortest-path heuristic (Takahashi & Matsuyama 1980): each table still missing is tied to the
 * nearest one already there. Schemas are small and paths short, so a breadth-first row of distances a table is enough.
 */
#include "assistant/offline/join.h"

#include "base/arena.h"

struct join_map *join_map_new(struct arena *a, const struct cat_snapshot *cat, const bool *use)
{
	struct join_map *m = ARENA_NEW(a, struct join_map);

	m->cat = cat;
	m->use = use;
	m->a = a;
	m->dist = ARENA_ARRAY(a, int16_t, cat->n_tables * cat->n_tables + 1);
	m->has_row = ARENA_ARRAY(a, bool, cat->n_tables + 1);
	return m;
}

static int32_t other_end(const struct cat_edge *e, int32_t table)
{
	if ((int32_t)e->from_table == table)
		return (int32_t)e->to_table;
	return (int32_t)e->to_table == table ? (int32_t)e->from_table : -1;
}

enum { STEP_COST = 10, FAVOURED_COST = 7 };

/* What it costs to pass through a table. */
static int16_t cost_of(const struct join_map *m, int32_t table)
{
	return m->favoured && m->favoured[table] ? FAVOURED_COST : STEP_COST;
}

/* Reach `far` through `near` where that is cheaper than what is known; true when it was. */
static bool relax(const struct join_map *m, int16_t *d, int32_t near, int32_t far)
{
	if (d[near] < 0 || (m->use && !m->use[far]))
		return false;
	int cost = d[near] + cost_of(m, near);
	if (cost > INT16_MAX || (d[far] >= 0 && d[far] <= cost))
		return false;
	d[far] = (int16_t)cost;
	return true;
}

/* Distances of every table to `to`. */
static int16_t *row(struct join_map *m, int32_t to)
{
	size_t n = m->cat->n_tables;
	int16_t *d = m->dist + (size_t)to * n;

	if (m->has_row[to])
		return d;
	m->has_row[to] = true;
	for (size_t i = 0; i < n; i++)
		d[i] = -1;
	d[to] = 0;
	/* costs are small and graphs sparse: relax until nothing changes */
	for (bool changed = true; changed;) {
		changed = false;
		for (size_t e = 0; e < m->cat->n_edges; e++) {
			changed = relax(m, d, (int32_t)m->cat->edges[e].from_table,
					  (int32_t)m->cat->edges[e].to_table) ||
				  changed;
			changed = relax(m, d, (int32_t)m->cat->edges[e].to_table,
					  (int32_t)m->cat->edges[e].from_table) ||
				  changed;
		}
	}
	return d;
}

int join_distance(struct join_map *m, int32_t from, int32_t to)
{
	int16_t d = row(m, to)[from];

	return d <= 0 ? d : (d + STEP_COST - 1) / STEP_COST;
}

bool join_step(struct join_map *m, int32_t from, int32_t to, struct q_join *step)
{
	const int16_t *d = row(m, to);

	if (d[from] <= 0)
		return false;
	for (size_t e = 0; e < m->cat->n_edges; e++) {
		const struct cat_edge *edge = &m->cat->edges[e];
		int32_t o = other_end(edge, from);
		if (o < 0 || o == from || d[o] < 0 || d[o] + cost_of(m, o) != d[from])
			continue;
		bool forward = (int32_t)edge->from_table == from;
		*step = (struct q_join){
			.table = o,
			.left_table = from,
			.left_column = (int32_t)(forward ? edge->from_column : edge->to_column),
			.right_column = (int32_t)(forward ? edge->to_column : edge->from_column),
		};
		return true;
	}
	return false;
}

/* Is the column by itself the primary key, so that a value occurs once? */
static bool is_only_key(const struct cat_table *t, const struct cat_column *c)
{
	size_t n = 0;

	for (size_t i = 0; i < t->n_columns; i++)
		n += t->columns[i].pk_position != 0;
	return n == 1 && c->pk_position;
}

bool join_is_many(struct join_map *m, int32_t from, int32_t to)
{
	struct q_join step;

	while (from != to) {
		if (!join_step(m, from, to, &step))
			return false;
		const struct cat_column *right = &m->cat->tables[step.table].columns[step.right_column];
		if (right->fk_table == from && !is_only_key(&m->cat->tables[step.table], right))
			return true;
		from = step.table;
	}
	return false;
}

static bool is_in(const struct query *q, int32_t table)
{
	for (size_t i = 0; i < q->from.n; i++) {
		if (q->from.items[i].table == table)
			return true;
	}
	return false;
}

/* Tie one table to the nearest table of the query. */
static bool tie(struct join_map *m, struct query *q, int32_t table)
{
	int best = -1;
	int32_t from = -1;

	for (size_t i = 0; i < q->from.n; i++) {
		int d = row(m, table)[q->from.items[i].table];
		bool said = i > 0 && m->favoured && m->favoured[q->from.items[i].table];
		if (d >= 0 && (best < 0 || d < best || (d == best && said))) {
			best = d;
			from = q->from.items[i].table;
		}
	}
	while (from >= 0 && from != table) {
		struct q_join step;
		if (!join_step(m, from, table, &step))
			return false;
		if (!is_in(q, step.table))
			vec_push(&q->from, m->a, step);
		from = step.table;
	}
	return from == table;
}

bool join_tables(struct join_map *m, struct query *q, const int32_t *tables, size_t n)
{
	bool all = true;

	if (!q->from.n)
		vec_push(&q->from, m->a, (struct q_join){.table = tables[0], .left_table = -1});
	for (size_t i = 0; i < n; i++) {
		if (!is_in(q, tables[i]) && !tie(m, q, tables[i]))
			all = false;
	}
	return all;
}
