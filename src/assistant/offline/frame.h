// SPDX-License-Identifier: Apache-2.0
/*
 * What a question asks for, before it is decided which table each word means: projections, conditions, grouping, order
 * and extremes, each pointing at linked items. A reader for each family of languages fills it; assemble.c turns it into
 * queries. Items, not columns, because "name" stays open until the whole question has been read.
 */
#pragma once

#include "assistant/offline/habits.h"
#include "assistant/offline/link.h"
#include "assistant/offline/period.h"
#include "assistant/offline/query.h"
#include "assistant/offline/unit.h"
#include "base/vec.h"

enum target_kind {
	TARGET_NONE,
	TARGET_COLUMN, /* item is a column */
	TARGET_ROWS,   /* rows of the item's table, or of whatever is asked about (item -1) */
	TARGET_LABEL,  /* what rows of the item's table are called */
	TARGET_HINT,   /* a column that fits one of the words of hint */
	TARGET_KEY,    /* the primary key of the item's table */
};

struct target {
	enum target_kind kind;
	int item; /* -1 = none */
	const char *hint;
	enum q_agg agg;
	bool distinct;
	bool each;            /* a row counts once, however often what was done with it is met */
	enum q_bucket bucket; /* a date is wanted by its year, month or day */
	int near;             /* the table item that it was said beside; -1 = none */
};

#define TARGET_INIT ((struct target){.item = -1, .near = -1})

struct f_cond {
	struct target lhs;
	enum q_op op;
	int a, b;           /* items that hold the value; -1 = none */
	enum q_agg against; /* compared with this aggregate of the same column; Q_PLAIN = with a value */
	bool or_before, negated, both; /* both: the second half of "both ... and ..." */
	int like;                      /* 0 anywhere, 1 start, 2 end */
	int scope;                     /* 0 = the question itself, else the absence it belongs to */
	bool is_count;                 /* lhs counts rows: a HAVING */
	bool flag;                     /* the column says yes or no: "discontinued products" */
	int month;                     /* of the year that is its value, 1..12; 0 = the whole year */
	const struct period *span;     /* of days, instead of a value; NULL = none */
	bool none;                     /* the value is 0 */
	bool against_row;              /* compared with what the row has that the value a names */
};

struct f_order {
	struct target by;
	bool desc;
	bool has_dir;
};

struct f_super {
	struct target by;
	bool desc;
	int64_t n;    /* how many rows; 0 = not said */
	int64_t skip; /* "the second longest": rows before it */
	bool common;  /* "most common X": groups by X itself */
	bool ranks;   /* "which genres earn most": of several, all in their order */
	bool good;    /* "the best X": by what they bring in, where nothing else is said */
	bool amount;  /* "the most X": of all rows together, where there are many */
};

/* What is made of the answer as a whole. */
struct f_shape {
	bool share; /* in percent of all */
	int split; /* of a share: what is said behind this item tells which rows it counts; -1 = everything does */
	bool running;            /* each group with all before it */
	enum q_window before;    /* each group beside the one before it */
	bool with_empty;         /* groups without rows too */
	enum q_agg of_groups;    /* one figure of all groups: their average */
	const struct unit *unit; /* shown in this unit; NULL = as stored */
	/* of a table that refers to itself; -1 = nothing is said of that */
	int32_t twin_table, twin_column;
	int twin_value;               /* the item that the row referred to is called by; -1 */
	const struct item *twin_name; /* what that item was */
	int twin_by;                  /* the condition that compares both rows' columns; -1 */
	bool twin_shown, twin_grouped;
};

struct frame {
	const struct linked *linked;
	const struct habits *habits; /* of the accepted pairs */
	VEC(struct target) projections;
	VEC(struct f_cond) conds;
	VEC(struct target) groups;
	VEC(struct f_order) orders;
	VEC(struct f_super) supers;
	VEC(int) entities; /* table items mentioned in the question itself, in order */
	VEC(int) absent;   /* table items of absences; scope k is absent[k - 1] */
	int asked;         /* the table item asked about ("which singers"); -1 = none */
	bool distinct, everything;
	int64_t limit;
	bool unmet;           /* an unknown verb is denied of what is asked about: no row refers to it */
	int lost;             /* denials and comparisons that found nothing to work on */
	bool times;           /* "how many times": what happened is counted, not to whom */
	VEC(int) unknown;     /* items of nouns that nothing explains, where a reader can tell nouns */
	bool both;            /* "both ... and ...": conditions hold for different rows */
	const char *ask_hint; /* "who", "where", "when": words of the columns that answer it */
	bool *used;           /* per item: it found a place */
	struct f_shape shape;
};

/* Read an English question. */
void read_english(struct arena *a, const struct linked *l, struct frame *f);

/* Read a Japanese or a Korean question: what modifies stands before what is modified, operators behind their nouns. */
void read_japanese(struct arena *a, const struct linked *l, struct frame *f);

enum item_role { ROLE_NONE, ROLE_TABLE, ROLE_COLUMN, ROLE_VALUE };

/* What an item mainly is, from its best readings. */
enum item_role item_role(const struct item *it);

/* Does the item have a reading as a number column? */
bool item_is_measure(const struct linked *l, const struct item *it);
