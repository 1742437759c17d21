// SPDX-License-Identifier: Apache-2.0
/*
 * How the accepted pairs of a database are written where a question leaves it open: how a row of a table is shown, what
 * money is rounded to, whether a ranking shows what it ranks by, how lists are sorted. A habit counts when most of the
 * pairs that could have it do; without pairs there is none.
 */
#pragma once

#include "assistant/offline/names.h"
#include "assistant/offline/query.h"

struct arena;

struct table_habit {
	int32_t *shown; /* columns that show a row; n_shown 0 = no habit */
	size_t n_shown;
	int32_t order;               /* column that lists of rows are sorted by; -1 = no habit */
	int32_t product, multiplier; /* SUM(product * multiplier) is taken of its rows; -1 = never */
	const struct q_formula
		*row;    /* beside rows of other tables shown as this: first || ' ' || last; NULL = never */
	bool plain_ties; /* its groups that measure the same are left as they come */
	bool by_name;    /* which only their names tell: a quantity and a price */
};

struct habits {
	const struct names *names;
	struct table_habit *tables; /* by position in the snapshot */
	int round_digits;           /* of sums and averages; 0 = no habit */
	int percent_digits;         /* of shares and growth; 0 = no habit */
	bool shows_measure;         /* what is ranked or compared by is shown */
	bool sorts_lists;
	bool groups_by_shown; /* beside a row's key, groups are by what is shown of the row */
};

/* Read the snapshot's accepted pairs. In the arena. */
const struct habits *habits_read(struct arena *a, const struct names *ns);

/* Write a query as the pairs are written. */
void habits_apply(struct arena *a, const struct habits *h, struct query *q);

/* Round a query that was shaped as a whole, which is left as it is otherwise. */
void habits_round(const struct habits *h, struct query *q);
