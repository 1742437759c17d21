// SPDX-License-Identifier: Apache-2.0
/* Deciding which table and column each item of a frame means, all together: nearness in the question and in the schema. */
#pragma once

#include "assistant/offline/frame.h"
#include "assistant/offline/join.h"

struct place { /* a column; column -1 = the table's rows; table -1 = nowhere */
	int32_t table, column;
	double score;
	bool flipped; /* a hint's column that runs the other way: a birth year for "oldest" */
	const struct q_formula *formula; /* stands instead of the column; NULL = none */
	bool is_row;                     /* the row that the column is the label of is meant */
	int32_t times; /* position + 1 of a column it is multiplied with: quantity times price; 0 = none */
};

struct resolver {
	struct arena *a;
	const struct frame *f;
	const struct linked *l;
	const struct names *ns;
	struct join_map *joins;
	int32_t *tables; /* per item: the table a table item means; -1 */
	int32_t head;    /* the table the question is about; -1 = unknown */
	bool *mentioned; /* per table */
	int skip_item;   /* of a variant: this item's best column is passed over; -1 */
};

/* Settle the table items and the head. */
void resolve_tables(struct resolver *r);

/* The column that a target means; number: the context wants a number. */
struct place resolve_column(const struct resolver *r, const struct target *t, bool number);

/* The column that a period groups by, and whether it is a date to be cut (else it holds the period itself). */
struct place resolve_period(const struct resolver *r, const struct target *t, bool *cut);

/* Is the column a date or a time by its type? */
bool resolve_is_date(const struct resolver *r, struct place p);

/* The column and the stored spelling that a value item means. lhs: the column said beside it, or table -1. */
struct place resolve_value(const struct resolver *r, const struct f_cond *c, struct slice *value);

/* A column of the tables mentioned that fits a hint, the head's first. */
struct place resolve_hint(const struct resolver *r, const char *hint, int32_t table, bool number);
