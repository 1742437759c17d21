// SPDX-License-Identifier: Apache-2.0
/* What the sentences of an explanation are made of, as data: one set of phrases a language. */
#pragma once

#include "assistant/offline/query.h"
#include "assistant/offline/token.h"

struct arena;

enum { Q_AGGS = Q_PERCENT + 1, Q_OPS = Q_NOT_NULL + 1, Q_BUCKETS = Q_QUARTER + 1, Q_WINDOWS = Q_GROWTH + 1 };

/* "%s" is what a phrase is about; a Korean particle stands as "이(가)" until phrases_settle() chooses. */
struct phrases {
	enum tongue tongue;
	const char *row, *rows, *every_column, *every_column_of; /* a row; how many; what a star shows */
	const char *of;                                          /* a table's column: "%s %s" */
	const char *count, *distinct, *each_once; /* of rows; "different %s"; of rows, each once */
	const char *measure[Q_AGGS];              /* as a sentence has it */
	const char *term[Q_AGGS];                 /* as a label has it */
	const char *figure[Q_AGGS];               /* of groups: "average" */
	const char *bucket[Q_BUCKETS];
	const char *window[Q_WINDOWS];
	const char *in_unit, *text, *that_of; /* "%s in %s"; a quoted value; "that of %s" */
	const char *cond[Q_OPS];              /* two places, BETWEEN has three */
	const char *none, *some;              /* rows of a table that refer to it; NULL = as cond says */
	const char *like[3], *not_like[3];    /* contains, begins with, ends with; NULL = as cond says */
	const char *date[Q_OPS];              /* of days, where they differ */
	const char *year, *month;             /* all days of one; NULL = both ends are told */
	const char *and_, *or_, *shown_and, *last_and; /* between conditions; between what is shown */
	const char *groups_and;
	const char *percent;    /* of rows that meet conditions: conditions, rows */
	const char *counts_met; /* how many groups meet conditions */
	const char *means, *largest, *smallest, *value_of; /* what was taken for granted */
	const char *first_of, *with_empty;
};

/* The phrases of a language. */
const struct phrases *phrases_of(enum tongue tongue);

/* The everyday noun for an English word in that language, or the empty slice. */
struct slice phrases_noun(enum tongue tongue, struct slice word);

/* The text with each Korean particle as the sound before it asks for; as it is in other languages. In the arena. */
const char *phrases_settle(struct arena *a, enum tongue tongue, const char *text);

/* Add a phrase with its places filled, as many as there are; later ones may be NULL. */
void phrases_add(struct str *out, const char *form, const char *first, const char *second, const char *third);
