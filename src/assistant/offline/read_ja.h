// SPDX-License-Identifier: Apache-2.0
/* The state of the reader of Japanese and Korean, shared by the read_ja files and by nobody else. */
#pragma once

#include "assistant/offline/frame.h"

struct ja {
	struct arena *a;
	const struct linked *l;
	struct frame *f;
	int noun;         /* the last noun; -1 = none */
	int number, text; /* waiting for their operator; -1 */
	int last_table;
	bool *claimed;  /* per item: something else than the select list has it */
	enum q_agg agg; /* said before its noun: "平均価格" */
	const struct lex_op *agg_op;
	bool super, super_desc;
	bool group_next; /* "各" comes before its noun */
	bool per_one;    /* "注文1件あたりの平均送料": of rows that have the figure, no groups */
	bool deny_next;  /* "未" too */
	int64_t super_n;
	const struct lex_op *adjective; /* "多い": an order if "順" follows, else an extreme */
	struct target measure;          /* what was measured last: "曲数", "売上" */
	int counted;          /* the condition on how often something was done, which is said behind it; -1 */
	int deed;             /* the table that something done stands for, or that waits behind "most"; -1 */
	size_t skip_to;       /* items before it have been read */
	int lower;            /* the number before "から"; -1 */
	enum q_bucket period; /* "前月比": groups are months, where nothing else is said */
};

/* The operator at item i; OP_NONE past the end or where it is none. */
enum op_kind ja_op(const struct ja *r, size_t i);

/* The item found a place, and is no longer what is asked for; -1 is nothing. */
void ja_claim(struct ja *r, int item);

/* Is the item a table? -1 is none. */
bool ja_is_table(const struct ja *r, int item);

/* Is the item's number a year? */
bool ja_is_year(const struct item *it);

/* What the noun means where it is measured, compared or ordered by; -1 = rows of whatever is asked about. */
struct target ja_target(const struct ja *r, int item);

/* Enter a condition and claim its values. */
void ja_add_cond(struct ja *r, struct f_cond c);

/* A known value or a quoted text at item i becomes a condition. */
void ja_take_value(struct ja *r, size_t i);

/* A number at item i: a year, a limit, or one that waits for its comparison. */
void ja_take_number(struct ja *r, size_t i);

/* "先月": days that are seen from today. */
void ja_take_span(struct ja *r, const struct lex_op *op);

/* "過去30日" from the number at item i on; false where nothing of the kind is said. */
bool ja_take_count_back(struct ja *r, size_t i);

/* Does the condition compare with a year or with days? */
bool ja_is_dated(const struct ja *r, const struct f_cond *c);

/* "から" or "まで" behind the number that waits. */
void ja_take_bound(struct ja *r, const struct lex_op *op);

/* Does the next item follow item i without a blank? */
bool ja_is_joined(const struct ja *r, size_t i);

/* A table or a column at item i. */
void ja_take_noun(struct ja *r, size_t i);

/* Is the noun at item i denied right behind, so that its column is empty or its rows are absent? */
bool ja_is_denied(const struct ja *r, size_t i);

/* A word at item i that nothing explains: where it is a noun, the answer lacks what it says. */
void ja_note_unread(struct ja *r, size_t i);

/* A comparison behind its number. */
void ja_compare(struct ja *r, const struct lex_op *op);

/* A denial at item i: rows of the noun before it are absent, or its column is empty. */
void ja_deny(struct ja *r, size_t i);

/* The text that waits is to be contained. */
void ja_like(struct ja *r, const struct lex_op *op);

/* The answer has one row for each of the noun; -1 is nothing. */
void ja_group(struct ja *r, int item);

/* A measure to show: "曲数", "売上の合計", "平均価格". */
void ja_show_measure(struct ja *r, struct target t);

/* An aggregate at item i, of the noun before it or of the one to come. */
void ja_aggregate(struct ja *r, size_t i, const struct lex_op *op);

/* "多い", "長い" at item i: an order where "順" follows, else an extreme. */
void ja_adjective(struct ja *r, size_t i, const struct lex_op *op);

/* "順", "降順" at item i. */
void ja_order(struct ja *r, size_t i, const struct lex_op *op);

/* A share, a running total, a comparison with the period before, groups without rows. */
void ja_take_shape(struct ja *r, size_t i, const struct lex_op *op);
