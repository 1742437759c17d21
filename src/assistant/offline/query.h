// SPDX-License-Identifier: Apache-2.0
/*
 * The typed representation of one SELECT: what the sketch room writes, the join room completes, and rank, render and
 * explain read. No SQL text lives in it, so that one query can be written in any dialect and told in any language.
 */
#pragma once

#include "base/str.h"
#include "base/vec.h"

/* Q_PERCENT: how many of the rows meet the query's share, in percent. */
enum q_agg { Q_PLAIN, Q_COUNT, Q_SUM, Q_AVG, Q_MIN, Q_MAX, Q_PERCENT };

enum q_op {
	Q_EQ,
	Q_NE,
	Q_LT,
	Q_LE,
	Q_GT,
	Q_GE,
	Q_BETWEEN,
	Q_LIKE,
	Q_NOT_LIKE,
	Q_IN,
	Q_NOT_IN,
	Q_IS_NULL,
	Q_NOT_NULL
};

enum q_set { Q_SET_NONE, Q_UNION, Q_INTERSECT, Q_EXCEPT };

/* A date seen as the year, the month, the day or the quarter it lies in. */
enum q_bucket { Q_WHOLE, Q_YEAR, Q_MONTH, Q_DAY, Q_QUARTER };

/* What is made of a group's measure beside the other groups'; those with an order go by the query's first group. */
enum q_window {
	Q_NO_WINDOW,
	Q_RUNNING,  /* with all before it */
	Q_OF_ALL,   /* in percent of all groups together */
	Q_PREVIOUS, /* the group before */
	Q_CHANGE,   /* less the group before */
	Q_GROWTH,   /* the same in percent of the group before */
};

/* Set in a table's position: the second row of the same table, which a row refers to. */
enum { Q_TWIN = 1 << 30 };

/* The table's position in the snapshot. */
static inline int32_t q_table(int32_t table)
{
	return table < 0 ? table : table & ~Q_TWIN;
}

/* A unit that a measure is converted to: shown as column / per. */
struct q_unit {
	const char *name; /* "minutes" */
	double per;       /* 0 = none */
};

struct q_piece {
	struct slice text;
	int32_t column; /* stands instead of the text; -1 = none */
};

/*
 * An expression over the columns of one table that a document gives a name: "UnitPrice * Quantity" within SUM, or
 * "Milliseconds / 60000.0" of each row.
 */
struct q_formula {
	int32_t table, column; /* column: the first it reads; the table's label where it reads none */
	enum q_agg agg;  /* the function around the whole of it, which the pieces leave out; Q_PLAIN = none */
	bool aggregates; /* without agg: the pieces aggregate by themselves */
	const struct q_piece *pieces;
	size_t n;
};

/* A column, perhaps aggregated; column < 0 is the star (of COUNT, or of a table whose every column is wanted). */
struct q_expr {
	enum q_agg agg;
	bool distinct;
	int32_t table, column;
	enum q_bucket bucket;
	int32_t times;    /* position + 1 of a column of the table it is multiplied with; 0 = none */
	int round_digits; /* shown rounded; 0 = as it is */
	const struct q_formula *formula; /* stands instead of the column; NULL = none */
	enum q_window window;
	struct q_unit unit;
};

struct query;

struct q_value {
	bool is_number;
	struct slice text;         /* of a number its digits */
	const struct query *query; /* a subquery of one column instead */
	const struct q_expr *expr; /* a column instead */
};

struct q_cond {
	struct q_expr lhs;
	enum q_op op;
	struct q_value a, b; /* b of BETWEEN */
	bool or_before;      /* tied to the condition before it by OR */
	const char *said;    /* the words it came from, for explaining; may be NULL */
};

struct q_order {
	struct q_expr by;
	bool desc;
};

/* One equality between two tables of the FROM clause; on the first table it is unused. */
struct q_join {
	int32_t table;
	int32_t left_table, left_column, right_column; /* left_table.left_column = table.right_column */
	bool outer;                                    /* rows without a partner are kept */
};

struct query {
	bool distinct;
	VEC(struct q_expr) select;
	VEC(struct q_join) from; /* the first is the base table */
	VEC(struct q_cond) where;
	VEC(struct q_expr) group;
	VEC(struct q_cond) having;
	VEC(struct q_order) order;
	int64_t limit;            /* 0 = none */
	int64_t skip;             /* rows before the first */
	VEC(struct q_cond) share; /* of Q_PERCENT */
	enum q_agg of_groups; /* the only thing shown is this of the groups' measures: their average, say */
	int64_t top;          /* only the first so many of each partition, by order; 0 = all */
	struct q_expr partition;
	int32_t counted; /* position + 1 of the table whose rows COUNT(*) counts; 0 = not said, -1 = several */
	bool shaped;     /* made by assemble_shape.c: to be left as it is */
	enum q_set set;
	const struct query *right; /* of the set operation */
};

/* The table of FROM whose rows the question counts; -1 = it is left to the tables themselves. */
static inline int32_t query_counts(const struct query *q)
{
	for (size_t i = 0; i < q->from.n; i++) {
		if (q->counted > 0 && q->from.items[i].table == q->counted - 1)
			return q->counted - 1;
	}
	return -1;
}
