// SPDX-License-Identifier: Apache-2.0
/* The English reader's state, shared by the files that read English and by nobody else. */
#pragma once

#include "assistant/offline/frame.h"

enum { READER_AGGS = 6 };

#define READER_TIME_HINT "year|date|time|day"
#define READER_RATING_HINT "rating|score|grade|-rank|-position"

enum reader_mode { MODE_SELECT, MODE_HEAD, MODE_GROUP, MODE_ORDER };

struct reader {
	struct arena *a;
	const struct linked *l;
	struct frame *f;
	enum reader_mode mode, before_group;
	enum q_agg aggs[READER_AGGS]; /* announced, waiting for their noun */
	size_t n_aggs;
	bool total_count; /* the count that waits is a "total number" */
	bool named;       /* "who is the": the next table is the one asked about */
	bool order_first; /* the question began with "order" or "sort" */
	bool ranked;      /* "top" has its noun, not its measure */
	bool its;         /* "their", "its": of what was spoken of last */
	bool denied;      /* within a clause that denies something */
	size_t second_at; /* projections of a second sentence begin here; 0 = none */
	bool distinct, negated, in_filter, or_pending, both, list_goes_on, after_of;
	const struct lex_op *cmp; /* a comparison waiting for its number */
	bool cmp_negated;
	const struct lex_op *money; /* "spent", of which the sum is compared with the number that comes */
	int cmp_value;              /* number seen, its unit not yet; -1 */
	enum q_agg against;
	int between_lhs; /* the column said before BETWEEN, or -1 */
	int between_a;   /* first number of BETWEEN */
	const struct lex_op *like;
	const struct lex_op *super; /* a superlative waiting for its noun */
	bool super_desc;
	int64_t super_n, super_skip;
	int order_dir; /* 0 not said, 1 ascending, 2 descending */
	bool order_due;
	int last_table, last_column, last_projected;
	size_t last_column_at, skip_to;
	size_t at; /* the item being read */
	int scope;
};

/* The operator at item i; OP_NONE past the end or where it is none. */
enum op_kind reader_op(const struct reader *r, size_t i);

/* What the item at i mainly is, seen from its place: after "whose" a property rather than a table. */
enum item_role reader_role(const struct reader *r, size_t i);

/* "top 3 products in each category by price": what it ranks by is still to come. */
bool reader_keeps_rank(const struct reader *r, size_t i);

/* The next item that is not mere glue; the number of items at the end. */
size_t reader_next(const struct reader *r, size_t i);

/* A noun at item i: a table, a column or a known value. */
void reader_take_link(struct reader *r, size_t i);

/* A column at item i. */
void reader_take_column(struct reader *r, size_t i);

/* "by the company named 'X'": the column at i gets a value and groups nothing. */
bool reader_is_valued(const struct reader *r, size_t i);

/* The column a value at i belongs to because it stands right before it, or -1. loose: some words may lie between. */
int reader_column_before(const struct reader *r, size_t i, bool loose);

/* What the comparison becomes when it is denied. */
enum q_op reader_flip(enum q_op op);

/* "2014 or after": the comparison that follows its value at i, taken for the condition. */
void reader_take_post(struct reader *r, size_t i, struct f_cond *c);

/* A known value or a quoted text at item i becomes a condition. */
void reader_take_value(struct reader *r, size_t i);

/* A number at item i: a limit, a key, or half of a comparison. */
void reader_take_number(struct reader *r, size_t i);

/* An operator that belongs to conditions: comparisons, denials, LIKE, "whose". */
void reader_take_condition_op(struct reader *r, size_t i, const struct lex_op *op);

/* From item i on nouns are conditions and no longer the select list. */
void reader_begin_filter(struct reader *r, size_t i);

/* "have no composer": the column at i is empty. */
void reader_deny_column(struct reader *r, size_t i);

/* Show a target, with the aggregates that wait. */
void reader_project(struct reader *r, struct target t);

/* The table item that owns the column said at i, or -1. */
int reader_owner(const struct reader *r, size_t i);

/* An aggregate at item i, which waits for its noun. */
void reader_take_aggregate(struct reader *r, size_t i, enum q_agg agg);

/* "how old are they": a column that the adjective measures is shown. */
void reader_take_how(struct reader *r, const struct lex_op *op);

/* "sales": a sum by itself, of whatever column holds the money. */
void reader_take_money(struct reader *r, const struct lex_op *op);

/* A share, a running total, a comparison with the period before, groups without rows. */
void reader_take_shape(struct reader *r, size_t i, const struct lex_op *op);

/* "average number of orders" with "per customer" to come: the average of the groups' counts. */
bool reader_take_of_groups(struct reader *r, size_t i);

/* "how many hours": the sum of a column that is kept in such a unit. */
bool reader_take_unit_sum(struct reader *r, size_t i);

/* "last month", "in the first half of 2024": days that a date lies in, or before or behind. */
void reader_take_span(struct reader *r, size_t i);

/* "members joined", "orders that were shipped": the column at i is the day on which that happened. */
bool reader_is_event(const struct reader *r, size_t i);

/* Such a column: what comes next is said of that day. */
void reader_take_event(struct reader *r, size_t i);

/* "per month": grouped by a part of a date. */
void reader_take_period(struct reader *r, const struct lex_op *op);

/* Enter a condition, with what is pending about it (or, both, scope). */
void reader_push_cond(struct reader *r, struct f_cond c);

/* Take a projection back that turns out to be what a condition is about: "the shop named X", "age 20". */
void reader_unproject(struct reader *r, int item);

/* The item found a place; -1 is nothing. */
void reader_use(struct reader *r, int i);

/* The comparison that waits has its number and its column now. */
void reader_finish_compare(struct reader *r);

/* A superlative stands at item i. */
void reader_begin_super(struct reader *r, size_t i, bool desc);

/* The noun at item i for the superlative that waits: true when it took the noun for itself. */
bool reader_take_super(struct reader *r, size_t i);

/* A count that was announced and found no noun: of whatever the question is about. */
void reader_flush_count(struct reader *r);

/* The extreme that waits is by this. */
void reader_push_super(struct reader *r, struct target by);

/* A clause ends: what still waits is settled without its noun. */
void reader_end_clause(struct reader *r);

/* The question ends. */
void reader_finish(struct reader *r);
