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

/* "文具と食品の商品", "男性患者と女性患者": no row has two values of one column, so either will do. */
static bool is_listed(const struct ja *r, size_t i)
{
	const struct f_cond *last = &r->f->conds.items[r->f->conds.n - 1];
	bool tied = false;

	if (last->a < 0 || last->op != Q_EQ || last->negated)
		return false;
	for (size_t k = (size_t)last->a + 1; k < i; k++)
		tied = tied || ja_op(r, k) == OP_AND || ja_op(r, k) == OP_COMMA;
	const struct reading_of *x = link_best(&r->l->items[i], READ_VALUE, 0),
				*y = link_best(&r->l->items[last->a], READ_VALUE, 0);
	return tied && x && y && x->table == y->table && x->column == y->column;
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
	c.or_before = i > 0 && r->f->conds.n > 0 && (ja_op(r, i - 1) == OP_OR || is_listed(r, i));
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

/* "2023年と2024年の売上": both years, each with its figure. */
static bool joins_years(struct ja *r, size_t i)
{
	int64_t first, second;
	struct f_cond *last = r->f->conds.n ? &r->f->conds.items[r->f->conds.n - 1] : NULL;

	if (!last || last->a < 0 || last->op != Q_EQ || last->lhs.kind != TARGET_HINT || last->month ||
		(size_t)last->a + 3 != i || (ja_op(r, i - 1) != OP_AND && ja_op(r, i - 1) != OP_COMMA) ||
		!num_parse_i64(r->l->items[last->a].text, 1000, 2100, &first) ||
		!num_parse_i64(r->l->items[i].text, 1000, 2100, &second))
		return false;
	last->op = Q_BETWEEN;
	last->b = (int)i;
	ja_claim(r, (int)i);
	r->f->lost += second != first + 1; /* what lies between is not asked for */
	r->period = Q_YEAR;
	return true;
}

/* "3학년", "2階以上": the column right behind its number. */
static bool take_counted_column(struct ja *r, size_t i)
{
	struct f_cond c = {.lhs = TARGET_INIT, .op = Q_EQ, .a = (int)i, .b = -1};

	if (i + 1 >= r->l->n || !ja_is_joined(r, i) || item_role(&r->l->items[i + 1]) != ROLE_COLUMN)
		return false;
	r->skip_to = i + 2;
	if (ja_op(r, i + 2) == OP_CMP) {
		c.op = (enum q_op)r->l->items[i + 2].op->arg;
		r->f->used[i + 2] = true;
		r->skip_to = i + 3;
	}
	c.lhs = ja_target(r, (int)i + 1);
	ja_claim(r, (int)i + 1);
	ja_add_cond(r, c);
	return true;
}

/* A number with its year or its comparison right behind; else it waits. */
void ja_take_number(struct ja *r, size_t i)
{
	const struct item *it = &r->l->items[i];
	struct f_cond c = {.lhs = TARGET_INIT, .op = Q_EQ, .a = (int)i, .b = -1};
	int64_t n;
	bool is_unit_year = ja_op(r, i + 1) == OP_UNIT && r->l->items[i + 1].op->arg == 1;

	if (take_month(r, i) || take_counted_column(r, i))
		return;
	if (r->lower >= 0 && i > 0 && ja_op(r, i - 1) == OP_BETWEEN) { /* "50から80の物件" */
		static const struct lex_op to = {.kind = OP_CMP, .arg = Q_LE};
		r->number = (int)i;
		ja_compare(r, &to);
		return;
	}
	if (is_unit_year && ja_is_year(it) && ja_op(r, i + 2) != OP_CMP && ja_op(r, i + 2) != OP_BETWEEN) {
		c.lhs.kind = TARGET_HINT;
		c.lhs.hint = r->l->items[i + 1].op->hint;
		c.lhs.near = r->last_table;
		if (!joins_years(r, i))
			ja_add_cond(r, c);
		return;
	}
	for (size_t k = i + 1; k < r->l->n && k < i + 4; k++) {
		if (ja_op(r, k) == OP_CMP || ja_op(r, k) == OP_BETWEEN) {
			r->number = (int)i;
			return;
		}
		if (ja_op(r, k) != OP_UNIT && ja_op(r, k) != OP_NOISE && ja_op(r, k) != OP_OF)
			break;
	}
	if (ja_op(r, i + 1) == OP_UNIT && ja_op(r, i + 2) == OP_GROUP && slice_eq(it->text, SLICE_LIT("1"))) {
		r->per_one = true; /* "1件あたり" */
		r->f->used[i] = true;
		return;
	}
	if (num_parse_i64(it->text, 1, 1000, &n)) {
		r->super_n = n;
		r->f->used[i] = true;
	}
}

void ja_compare(struct ja *r, const struct lex_op *op)
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
		} else {
			r->f->lost++;
		}
		return;
	}
	bool yearly = ja_is_year(&r->l->items[r->number]) && unit && unit->arg == 1;
	if (ja_op(r, (size_t)r->number - 1) == OP_CMP && r->f->conds.n) { /* "50以上60未満" */
		const struct f_cond *last = &r->f->conds.items[r->f->conds.n - 1];
		c.lhs = last->lhs;
		c.is_count = last->is_count;
	} else if (r->measure.kind != TARGET_NONE) {
		c.lhs = r->measure;
		c.is_count = c.lhs.kind == TARGET_ROWS;
		r->measure = TARGET_INIT;
	} else if (r->noun >= 0 && !r->claimed[r->noun] && !(yearly && ja_is_table(r, r->noun))) {
		c.lhs = ja_target(r, r->noun);
		c.is_count = c.lhs.kind == TARGET_ROWS;
		ja_claim(r, r->noun);
	} else if (unit && !unit->hint && !unit->arg && !op->hint) { /* "3件以上注文した": how often */
		c.is_count = true;
		c.lhs.kind = TARGET_ROWS;
		r->counted = (int)r->f->conds.n;
	} else {
		c.lhs.kind = TARGET_HINT;
		c.lhs.hint = op->hint ? op->hint : unit && unit->hint ? unit->hint : "total|amount|price";
		c.lhs.near = r->last_table;
	}
	if (r->lower >= 0) {
		c.op = Q_BETWEEN;
		c.b = c.a;
		c.a = r->lower;
	}
	r->number = r->lower = -1;
	ja_add_cond(r, c);
}

void ja_take_bound(struct ja *r, const struct lex_op *op)
{
	static const struct lex_op from = {.kind = OP_CMP, .arg = Q_GE}, to = {.kind = OP_CMP, .arg = Q_LE};

	if (r->number < 0)
		return;
	if (op->arg) {
		ja_compare(r, &to);
		return;
	}
	for (size_t k = (size_t)r->number + 1; k < r->l->n; k++) { /* "20から50まで" */
		bool closed = ja_op(r, k) == OP_BETWEEN && r->l->items[k].op->arg;
		bool follows = r->l->items[k].kind == ITEM_NUMBER && ja_op(r, k - 1) == OP_BETWEEN;
		if (closed || follows) {
			r->lower = r->number;
			r->number = -1;
			return;
		}
	}
	ja_compare(r, &from);
}

/* "アルバムを出していないアーティスト": the noun before the denial is what is absent. */
void ja_deny(struct ja *r, size_t i)
{
	const struct item *it = &r->l->items[i];

	if (it->kind == ITEM_OP && it->op->arg == 3) {
		r->deny_next = true;
		return;
	}
	if (it->kind == ITEM_OP && it->op->arg == 2 &&
		it->n_readings) { /* "売れていない": no sale is there */
		vec_push(&r->f->absent, r->a, (int)i);
		return;
	}
	if (r->noun < 0 || r->claimed[r->noun]) {
		r->f->lost++;
		return;
	}
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
