// SPDX-License-Identifier: Apache-2.0
/* One assembly in progress; shared by the files called assemble*.c only. */
#pragma once

#include "assistant/offline/assemble.h"

struct assembly {
	struct arena *a;
	const struct frame *f;
	const struct variant *v;
	struct resolver r;
	struct assembled *out;
	struct query *q;
	VEC(int32_t) tables;
	const struct q_cond *pair[2]; /* the halves of "both ... and ..." */
	size_t pair_at;
	bool tied;     /* a verb that refers from one table to another was read as such */
	int forgotten; /* a table item that turned out to be a column; -1 = none */
};

/* The query needs this table; a negative one is nothing. */
void assembly_need(struct assembly *s, int32_t table);

/* Is the table needed already? */
bool assembly_has(const struct assembly *s, int32_t table);

/* A column was settled with this score. */
void assembly_note(struct assembly *s, double score);

/* Show an expression, unless it is shown already; its table becomes needed. */
void assembly_show(struct assembly *s, struct q_expr e);

/* The select list from the frame's projections, or what rows of the head are called. */
void assembly_project(struct assembly *s);

/* ORDER BY from what the question sorts by. */
void assembly_orders(struct assembly *s);

/* An extreme: ORDER BY and LIMIT, with the group that it is an extreme of. */
void assembly_extreme(struct assembly *s, const struct f_super *u);

/* Group by an expression, unless it is grouped by already. */
void assembly_group(struct assembly *s, struct q_expr e);

/* Does the select list say which row of the table is meant: by its name, its key, or all of it? */
bool assembly_names_row(const struct assembly *s, int32_t table);

/* Is something measured in the select list? */
bool query_aggregates(const struct query *q);

/* Is something shown as it is in the select list? */
bool query_shows_plain(const struct query *q);

/* COUNT of a target's rows; its table becomes needed. */
struct q_expr assembly_count(struct assembly *s, const struct target *t);

/* The head's own column that already counts what the target counts; false when there is none. */
bool assembly_count_column(const struct assembly *s, const struct target *t, struct place *out);

/* Group by what the select list shows plainly; counted: the table whose rows are counted, or -1. */
void assembly_group_shown(struct assembly *s, int32_t counted);

/* The i-th group that the question says: what is shown of it and what it is grouped by. False when it has no place. */
bool assembly_said_group(struct assembly *s, size_t i, struct q_expr *key, struct q_expr *by);

/* Show the key of a group before what is measured of it. */
void assembly_show_key(struct assembly *s, struct q_expr key);

/* The only other table whose rows refer to the table's, or -1. */
int32_t assembly_only_referrer(const struct assembly *s, int32_t table);

/* Join the tables needed so far. */
void assembly_finish_from(struct assembly *s);

/* Last of all: what is made of the answer as a whole (shares, running totals, the first of each group, ...). */
void assembly_shape(struct assembly *s);

/* Whose rows have a twin (employees and their managers): it is asked about where nothing else is. */
void assembly_twin_head(struct assembly *s);

/* WHERE from the frame's conditions and absences. */
void assembly_conditions(struct assembly *s);

/* HAVING from the conditions that count or aggregate; groups by what is shown where nothing else groups. */
void assembly_having(struct assembly *s);

/* The column or the document's expression at a place, under an aggregate; what aggregates by itself stays so. */
struct q_expr assembly_expr(struct place p, enum q_agg agg);

/* A documented measure over rows that the joins repeat is taken by another of its definitions, where one fits. */
void assembly_measures(struct assembly *s);

/* Last: two conditions that no one row can meet become the halves of an INTERSECT. */
void assembly_both(struct assembly *s);

/* SELECT agg(column) FROM its table, as a value to compare with. In the arena. */
const struct query *assembly_scalar(struct assembly *s, enum q_agg agg, struct place p);

/* Same column, same aggregate. */
bool expr_same(const struct q_expr *x, const struct q_expr *y);
