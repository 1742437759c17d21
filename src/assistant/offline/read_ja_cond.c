// SPDX-License-Identifier: Apache-2.0
/* Conditions in Japanese and Korean: the value stands behind its column, the comparison behind its number. */
#include "assistant/offline/read_ja.h"

#include "base/arena.h"
#include "base/num.h"

bool ja_is_year(const struct item *it)
{
	int64_t v;

	return num_parse_i64(it->text, 1000, 2100, &v);
}

void ja_take_value(struct ja *r, size_t i)
{
	struct f_cond c = {.lhs = TARGET_INIT, .op = Q_EQ, .a = (int)i, .b = -1};

	if (r->noun >= 0 && !ja_is_table(r, r->noun) &&
		!r->claimed[r->noun]) { /* "国が日本": the noun names the column */
		c.lhs.kind = TARGET_COLUMN;
		c.lhs.item = r->noun;
		ja_claim(r, r->noun);
	}
	c.lhs.near = r->last_table;
	c.or_before = i > 0 && ja_op(r, i - 1) == OP_OR && r->f->conds.n > 0;
	c.negated = ja_op(r, i + 1) == OP_EXCEPT || (i + 2 < r->l->n && ja_op(r, i + 2) == OP_EXCEPT);
	ja_add_cond(r, c);
}

/* "2024年12月": the year's condition narrows to the month. */
static bool take_month(struct ja *r, size_t i)
{
	int64_t month;
	struct slice next =
		i + 1 < r->l->n ? r->l->tokens->items[r->l->items[i + 1].start].low : (struct slice){NULL, 0};

	if (!(slice_eq(next, SLICE_LIT("月")) || slice_eq(next, SLICE_LIT("월"))) ||
		!num_parse_i64(r->l->items[i].text, 1, 12, &month) || !r->f->conds.n)
		return false;
	struct f_cond *year = &r->f->conds.items[r->f->conds.n - 1];
	if (year->a < 0 || (size_t)year->a + 2 != i || !ja_is_year(&r->l->items[year->a]))
		return false;
	year->month = (int)month;
	r->f->used[i] = r->f->used[i + 1] = true;
	return true;
}

/* A number with its year or its comparison right behind; else it waits. */
void ja_take_number(struct ja *r, size_t i)
{
	const struct item *it = &r->l->items[i];
	struct f_cond c = {.lhs = TARGET_INIT, .op = Q_EQ, .a = (int)i, .b = -1};
	int64_t n;
	bool is_unit_year = ja_op(r, i + 1) == OP_UNIT && r->l->items[i + 1].op->arg == 1;

	if (take_month(r, i))
		return;
	if (is_unit_year && ja_is_year(it) && ja_op(r, i + 2) != OP_CMP) {
		c.lhs.kind = TARGET_HINT;
		c.lhs.hint = r->l->items[i + 1].op->hint;
		c.lhs.near = r->last_table;
		ja_add_cond(r, c);
		return;
	}
	for (size_t k = i + 1; k < r->l->n && k < i + 4; k++) {
		if (ja_op(r, k) == OP_CMP) {
			r->number = (int)i;
			return;
		}
	}
	if (num_parse_i64(it->text, 1, 1000, &n)) {
		r->super_n = n;
		r->f->used[i] = true;
	}
}

void ja_compare(struct ja *r, size_t i, const struct lex_op *op)
{
	struct f_cond c = {.lhs = TARGET_INIT, .op = (enum q_op)op->arg, .a = r->number, .b = -1};
	const struct lex_op *unit = r->number >= 0 && ja_op(r, (size_t)r->number + 1) == OP_UNIT
					    ? r->l->items[r->number + 1].op
					    : NULL;

	if (r->number < 0) {
		if (r->agg && (op->hint || r->noun >= 0)) { /* "平均より高い" */
			bool named = r->noun >= 0 && !ja_is_table(r, r->noun) && !r->claimed[r->noun];
			c.lhs = ja_target(r, named ? r->noun : -1);
			c.lhs.kind = named ? TARGET_COLUMN : TARGET_HINT;
			c.lhs.hint = op->hint ? op->hint : "total|amount|price";
			c.against = r->agg;
			r->agg = Q_PLAIN;
			if (named)
				ja_claim(r, r->noun);
			ja_add_cond(r, c);
		}
		return;
	}
	bool yearly = ja_is_year(&r->l->items[r->number]) && unit && unit->arg == 1;
	if (r->measure.kind != TARGET_NONE) {
		c.lhs = r->measure;
		c.is_count = c.lhs.kind == TARGET_ROWS;
		r->measure = TARGET_INIT;
	} else if (!yearly && r->noun >= 0 && !r->claimed[r->noun]) {
		c.lhs = ja_target(r, r->noun);
		c.is_count = c.lhs.kind == TARGET_ROWS;
		ja_claim(r, r->noun);
	} else {
		c.lhs.kind = TARGET_HINT;
		c.lhs.hint = op->hint ? op->hint : unit && unit->hint ? unit->hint : "total|amount|price";
		c.lhs.near = r->last_table;
	}
	r->number = -1;
	ja_add_cond(r, c);
	(void)i;
}

/* "アルバムを出していないアーティスト": the noun before the denial is what is absent. */
void ja_deny(struct ja *r, size_t i)
{
	if (r->l->items[i].op->arg == 2 && r->l->items[i].n_readings) { /* "売れていない": no sale is there */
		vec_push(&r->f->absent, r->a, (int)i);
		return;
	}
	if (r->noun < 0 || r->claimed[r->noun])
		return;
	if (ja_is_table(r, r->noun)) {
		vec_push(&r->f->absent, r->a, r->noun);
	} else {
		struct f_cond c = {.lhs = ja_target(r, r->noun), .op = Q_IS_NULL, .a = -1, .b = -1};
		ja_add_cond(r, c);
	}
	ja_claim(r, r->noun);
}

void ja_like(struct ja *r, const struct lex_op *op)
{
	struct f_cond c = {.lhs = TARGET_INIT, .op = Q_LIKE, .a = r->text, .b = -1, .like = op->arg};

	if (r->text < 0)
		return;
	if (r->noun >= 0 && !ja_is_table(r, r->noun)) {
		c.lhs.kind = TARGET_COLUMN;
		c.lhs.item = r->noun;
		ja_claim(r, r->noun);
	}
	c.lhs.near = r->last_table;
	r->text = -1;
	ja_add_cond(r, c);
}
