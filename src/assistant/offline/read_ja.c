// SPDX-License-Identifier: Apache-2.0
/*
 * Reading Japanese. What modifies stands before what is modified and operators follow their nouns, so one walk keeps the
 * nouns that nothing has claimed yet; an operator claims the one before it ("国別", "4枚以上", "売上の合計"), and what is
 * left at the end is what is asked for, the last noun first of all.
 */
#include "assistant/offline/frame.h"

#include "base/arena.h"
#include "base/num.h"

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
	int64_t super_n;
	const struct lex_op *adjective; /* "多い": an order if "順" follows, else an extreme */
	struct target measure;          /* what was measured last: "曲数", "売上" */
	enum q_bucket period;           /* "前月比": groups are months, where nothing else is said */
};

static enum op_kind op_at(const struct ja *r, size_t i)
{
	return i < r->l->n && r->l->items[i].kind == ITEM_OP ? r->l->items[i].op->kind : OP_NONE;
}

static void claim(struct ja *r, int item)
{
	if (item < 0)
		return;
	r->claimed[item] = true;
	r->f->used[item] = true;
}

static void add_cond(struct ja *r, struct f_cond c)
{
	vec_push(&r->f->conds, r->a, c);
	claim(r, c.a);
	claim(r, c.b);
}

static struct target noun_target(const struct ja *r, int item)
{
	struct target t = TARGET_INIT;

	t.item = item;
	t.near = r->last_table;
	t.kind = item < 0                                      ? TARGET_ROWS
		 : item_role(&r->l->items[item]) == ROLE_TABLE ? TARGET_ROWS
							       : TARGET_COLUMN;
	return t;
}

static bool is_table(const struct ja *r, int item)
{
	return item >= 0 && item_role(&r->l->items[item]) == ROLE_TABLE;
}

static bool is_year(const struct item *it)
{
	int64_t v;

	return num_parse_i64(it->text, 1000, 2100, &v);
}

static void take_value(struct ja *r, size_t i)
{
	struct f_cond c = {.lhs = TARGET_INIT, .op = Q_EQ, .a = (int)i, .b = -1};

	if (r->noun >= 0 && !is_table(r, r->noun) &&
		!r->claimed[r->noun]) { /* "国が日本": the noun names the column */
		c.lhs.kind = TARGET_COLUMN;
		c.lhs.item = r->noun;
		claim(r, r->noun);
	}
	c.lhs.near = r->last_table;
	c.or_before = i > 0 && op_at(r, i - 1) == OP_OR && r->f->conds.n > 0;
	c.negated = op_at(r, i + 1) == OP_EXCEPT || (i + 2 < r->l->n && op_at(r, i + 2) == OP_EXCEPT);
	add_cond(r, c);
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
	if (year->a < 0 || (size_t)year->a + 2 != i || !is_year(&r->l->items[year->a]))
		return false;
	year->month = (int)month;
	r->f->used[i] = r->f->used[i + 1] = true;
	return true;
}

/* A number with its year or its comparison right behind; else it waits. */
static void take_number(struct ja *r, size_t i)
{
	const struct item *it = &r->l->items[i];
	struct f_cond c = {.lhs = TARGET_INIT, .op = Q_EQ, .a = (int)i, .b = -1};
	int64_t n;
	bool is_unit_year = op_at(r, i + 1) == OP_UNIT && r->l->items[i + 1].op->arg == 1;

	if (take_month(r, i))
		return;
	if (is_unit_year && is_year(it) && op_at(r, i + 2) != OP_CMP) {
		c.lhs.kind = TARGET_HINT;
		c.lhs.hint = r->l->items[i + 1].op->hint;
		c.lhs.near = r->last_table;
		add_cond(r, c);
		return;
	}
	for (size_t k = i + 1; k < r->l->n && k < i + 4; k++) {
		if (op_at(r, k) == OP_CMP) {
			r->number = (int)i;
			return;
		}
	}
	if (num_parse_i64(it->text, 1, 1000, &n)) {
		r->super_n = n;
		r->f->used[i] = true;
	}
}

static void compare(struct ja *r, size_t i, const struct lex_op *op)
{
	struct f_cond c = {.lhs = TARGET_INIT, .op = (enum q_op)op->arg, .a = r->number, .b = -1};
	const struct lex_op *unit = r->number >= 0 && op_at(r, (size_t)r->number + 1) == OP_UNIT
					    ? r->l->items[r->number + 1].op
					    : NULL;

	if (r->number < 0) {
		if (r->agg && (op->hint || r->noun >= 0)) { /* "平均より高い" */
			bool named = r->noun >= 0 && !is_table(r, r->noun) && !r->claimed[r->noun];
			c.lhs = noun_target(r, named ? r->noun : -1);
			c.lhs.kind = named ? TARGET_COLUMN : TARGET_HINT;
			c.lhs.hint = op->hint ? op->hint : "total|amount|price";
			c.against = r->agg;
			r->agg = Q_PLAIN;
			if (named)
				claim(r, r->noun);
			add_cond(r, c);
		}
		return;
	}
	bool yearly = is_year(&r->l->items[r->number]) && unit && unit->arg == 1;
	if (r->measure.kind != TARGET_NONE) {
		c.lhs = r->measure;
		c.is_count = c.lhs.kind == TARGET_ROWS;
		r->measure = TARGET_INIT;
	} else if (!yearly && r->noun >= 0 && !r->claimed[r->noun]) {
		c.lhs = noun_target(r, r->noun);
		c.is_count = c.lhs.kind == TARGET_ROWS;
		claim(r, r->noun);
	} else {
		c.lhs.kind = TARGET_HINT;
		c.lhs.hint = op->hint ? op->hint : unit && unit->hint ? unit->hint : "total|amount|price";
		c.lhs.near = r->last_table;
	}
	r->number = -1;
	add_cond(r, c);
	(void)i;
}

static void group(struct ja *r, int item)
{
	struct target t = TARGET_INIT;

	if (item < 0)
		return;
	t.item = item;
	t.near = r->last_table;
	t.kind = is_table(r, item) ? TARGET_LABEL : TARGET_COLUMN;
	if (is_table(r, item))
		vec_push(&r->f->entities, r->a, item);
	vec_push(&r->f->groups, r->a, t);
	claim(r, item);
}

/* A measure to show: "曲数", "売上の合計", "平均価格". */
static void show_measure(struct ja *r, struct target t)
{
	vec_push(&r->f->projections, r->a, t);
	r->measure = t;
	r->agg = Q_PLAIN;
}

/* "顧客あたりの平均注文数", "注文数の平均": one figure of the groups' counts. */
static bool is_of_groups(struct ja *r, enum q_agg agg)
{
	enum q_agg outer = agg == Q_COUNT ? r->agg : agg;

	if (!r->f->groups.n || r->f->groups.items[0].bucket || (outer != Q_AVG && agg != Q_COUNT) || !outer)
		return false;
	if (agg != Q_COUNT && r->measure.kind != TARGET_ROWS)
		return false;
	r->f->shape.of_groups = outer;
	r->agg = Q_PLAIN;
	return agg != Q_COUNT;
}

static void aggregate(struct ja *r, size_t i, const struct lex_op *op)
{
	enum q_agg agg = (enum q_agg)(op->kind - OP_COUNT + Q_COUNT);
	bool noun_waits = r->noun >= 0 && !r->claimed[r->noun];
	struct target t;

	if (is_of_groups(r, agg))
		return;
	if (agg == Q_AVG && op_at(r, i + 1) == OP_CMP) { /* "給与が平均より高い" */
		r->agg = agg;
		return;
	}

	if (op->hint && (op->arg == 3 || !noun_waits)) { /* "売上" is a sum by itself */
		t = TARGET_INIT;
		t.kind = TARGET_HINT;
		t.hint = op->hint;
		t.agg = r->agg ? r->agg : agg;
		t.near = r->last_table;
		show_measure(r, t);
		return;
	}
	if (agg != Q_COUNT && r->measure.kind == TARGET_HINT && r->f->projections.n) { /* "売上の平均" */
		r->f->projections.items[r->f->projections.n - 1].agg = agg;
		return;
	}
	if (agg != Q_COUNT && !(noun_waits && !is_table(r, r->noun))) {
		r->agg = agg;
		return;
	}
	t = noun_target(r, noun_waits ? r->noun : -1);
	if (agg == Q_COUNT)
		t.kind = TARGET_ROWS;
	else
		t.agg = agg;
	if (agg == Q_COUNT && t.item < 0)
		t.item = r->last_table;
	if (agg == Q_COUNT && op->arg == 4 && t.item >= 0 && !is_table(r, t.item)) {
		t.kind = TARGET_COLUMN;
		t.agg = Q_COUNT;
		t.distinct = true;
	}
	claim(r, noun_waits ? r->noun : -1);
	if (is_table(r, t.item))
		vec_push(&r->f->entities, r->a, t.item);
	show_measure(r, t);
	(void)i;
}

/* What an adjective measures: what was measured just now, the noun before it, or what it means by itself. */
static struct target adjective_target(struct ja *r, const struct lex_op *op)
{
	struct target t = r->measure;
	bool noun_waits = r->noun >= 0 && !r->claimed[r->noun];

	if (t.kind != TARGET_NONE) {
		size_t n = r->f->projections.n;
		bool shown = n && r->f->projections.items[n - 1].item == t.item && !r->f->groups.n &&
			     r->super_n == 0;
		if (shown && n == 1)
			r->f->projections.n--; /* it ranks, and is not asked for by itself */
		return t;
	}
	t = TARGET_INIT;
	t.near = r->last_table;
	if (noun_waits && (!op->hint || !is_table(r, r->noun))) {
		t = noun_target(r, r->noun);
		claim(r, r->noun);
		if (is_table(r, r->noun))
			vec_push(&r->f->entities, r->a, r->noun);
		return t;
	}
	t.kind = op->hint ? TARGET_HINT : TARGET_ROWS;
	t.hint = op->hint;
	t.agg = op->arg == 2 ? Q_SUM : Q_PLAIN;
	return t;
}

static void adjective(struct ja *r, size_t i, const struct lex_op *op)
{
	bool desc = op->kind == OP_DESC;

	if (op_at(r, i + 1) == OP_ORDER) {
		struct f_order o = {.by = adjective_target(r, op), .desc = desc, .has_dir = true};
		vec_push(&r->f->orders, r->a, o);
		if (r->measure.kind != TARGET_NONE && r->f->groups.n == 0 && r->f->projections.n == 0)
			r->measure = TARGET_INIT;
		return;
	}
	struct f_super s = {
		.by = adjective_target(r, op), .desc = desc, .n = r->super_n, .amount = !op->hint};
	vec_push(&r->f->supers, r->a, s);
	r->super = false;
	r->measure = TARGET_INIT;
}

static void order(struct ja *r, size_t i, const struct lex_op *op)
{
	struct f_order o = {.by = TARGET_INIT, .desc = op->arg == 2, .has_dir = true};

	if (i > 0 && (op_at(r, i - 1) == OP_DESC || op_at(r, i - 1) == OP_ASC))
		return;
	if (op->hint) {
		o.by.kind = TARGET_HINT;
		o.by.hint = op->hint;
		o.by.near = r->last_table;
	} else if (r->noun >= 0 && !r->claimed[r->noun]) {
		o.by = noun_target(r, r->noun);
		claim(r, r->noun);
	} else if (r->measure.kind != TARGET_NONE) {
		o.by = r->measure;
	} else {
		return;
	}
	vec_push(&r->f->orders, r->a, o);
}

/* "アルバムを出していないアーティスト": the noun before the denial is what is absent. */
static void deny(struct ja *r, size_t i)
{
	if (r->l->items[i].op->arg == 2 && r->l->items[i].n_readings) { /* "売れていない": no sale is there */
		vec_push(&r->f->absent, r->a, (int)i);
		return;
	}
	if (r->noun < 0 || r->claimed[r->noun])
		return;
	if (is_table(r, r->noun)) {
		vec_push(&r->f->absent, r->a, r->noun);
	} else {
		struct f_cond c = {.lhs = noun_target(r, r->noun), .op = Q_IS_NULL, .a = -1, .b = -1};
		add_cond(r, c);
	}
	claim(r, r->noun);
}

static void like(struct ja *r, const struct lex_op *op)
{
	struct f_cond c = {.lhs = TARGET_INIT, .op = Q_LIKE, .a = r->text, .b = -1, .like = op->arg};

	if (r->text < 0)
		return;
	if (r->noun >= 0 && !is_table(r, r->noun)) {
		c.lhs.kind = TARGET_COLUMN;
		c.lhs.item = r->noun;
		claim(r, r->noun);
	}
	c.lhs.near = r->last_table;
	r->text = -1;
	add_cond(r, c);
}

/* "顧客の割合", "注文の累計": of how many there are, where nothing else is measured. */
static void take_shape(struct ja *r, size_t i, const struct lex_op *op)
{
	static const struct lex_op count = {.phrase = "数", .kind = OP_COUNT};
	struct f_shape *shape = &r->f->shape;

	if (op->kind == OP_INCLUDING) {
		shape->with_empty = r->f->absent.n > 0;
		r->f->absent.n -= shape->with_empty;
		return;
	}
	shape->share = shape->share || op->kind == OP_SHARE;
	shape->running = shape->running || op->kind == OP_RUNNING;
	if (op->kind == OP_PREVIOUS) {
		shape->before = (enum q_window)(op->arg & 15);
		r->period = (enum q_bucket)(op->arg >> 4);
	}
	if (r->measure.kind == TARGET_NONE && r->noun >= 0 && is_table(r, r->noun) && !r->claimed[r->noun])
		aggregate(r, i, &count);
}

static void take_op(struct ja *r, size_t i)
{
	const struct lex_op *op = r->l->items[i].op;

	r->f->used[i] = true;
	if (op->kind == OP_GROUP && op->arg == 1)
		r->group_next = true;
	else if (op->kind == OP_GROUP)
		group(r, r->noun);
	else if (op->kind == OP_PERIOD)
		vec_push(&r->f->groups, r->a,
			(struct target){.kind = TARGET_HINT,
				.item = -1,
				.hint = op->hint,
				.near = -1,
				.bucket = (enum q_bucket)op->arg});
	else if (op->kind >= OP_COUNT && op->kind <= OP_MAX)
		aggregate(r, i, op);
	else if (op->kind == OP_SUPER)
		r->super = true, r->super_desc = op->arg == 1;
	else if (op->kind == OP_DESC || op->kind == OP_ASC)
		adjective(r, i, op);
	else if (op->kind == OP_ORDER)
		order(r, i, op);
	else if (op->kind == OP_CMP)
		compare(r, i, op);
	else if (op->kind == OP_NOT)
		deny(r, i);
	else if (op->kind == OP_LIKE)
		like(r, op);
	else if (op->kind >= OP_SHARE && op->kind <= OP_INCLUDING)
		take_shape(r, i, op);
	else if (op->kind == OP_DISTINCT)
		r->f->distinct = true;
	else if (op->kind == OP_EVERYTHING)
		r->f->everything = true;
	else if (op->kind == OP_NAME_ASK)
		r->f->ask_hint = "name|title";
	else if (op->kind == OP_WHERE_ASK)
		r->f->ask_hint = "city|location|country|address|place";
	else if (op->kind == OP_WHEN_ASK)
		r->f->ask_hint = "date|time|year";
}

static void take_noun(struct ja *r, size_t i)
{
	struct target t = {.kind = TARGET_COLUMN, .item = (int)i, .near = r->last_table};

	if (is_table(r, (int)i))
		r->last_table = (int)i;
	if (r->group_next) {
		group(r, (int)i);
		r->group_next = false;
	} else if (r->agg && !is_table(r, (int)i)) {
		t.agg = r->agg;
		claim(r, (int)i);
		show_measure(r, t);
	}
	r->noun = (int)i;
}

static bool has_period(const struct frame *f)
{
	for (size_t i = 0; i < f->groups.n; i++) {
		if (f->groups.items[i].bucket)
			return true;
	}
	return false;
}

/* "月別の金額", "2024年3月の金額": a figure of many rows is their sum. */
static void settle_sums(struct ja *r)
{
	struct frame *f = r->f;
	bool dated = false;

	if (r->period && !has_period(f))
		vec_push(&f->groups, r->a,
			(struct target){.kind = TARGET_HINT,
				.item = -1,
				.hint = "date|year|time|day",
				.near = -1,
				.bucket = r->period});
	for (size_t i = 0; i < f->conds.n; i++)
		dated = dated || (f->conds.items[i].a >= 0 && is_year(&r->l->items[f->conds.items[i].a]));
	if (!f->groups.n && !(dated && f->asked < 0 && f->projections.n == 1))
		return;
	for (size_t i = 0; i < f->projections.n; i++) {
		struct target *t = &f->projections.items[i];
		if (t->kind == TARGET_COLUMN && t->agg == Q_PLAIN && t->item >= 0 &&
			item_is_measure(r->l, &r->l->items[t->item]))
			t->agg = Q_SUM;
	}
	for (size_t i = 0; i < f->orders.n && f->groups.n;
		i++) { /* "商品ごとの金額を多い順に": ranked by it and shown */
		struct target *t = &f->orders.items[i].by;
		if (t->kind != TARGET_COLUMN || t->agg != Q_PLAIN || t->item < 0 ||
			!item_is_measure(r->l, &r->l->items[t->item]))
			continue;
		t->agg = Q_SUM;
		if (!f->projections.n)
			vec_push(&f->projections, r->a, *t);
	}
}

/* What nothing claimed: columns are shown, the last table is what is asked about. */
static void settle(struct ja *r)
{
	struct frame *f = r->f;

	for (size_t i = 0; i < r->l->n; i++) {
		struct target t = {.kind = TARGET_COLUMN, .item = (int)i, .near = -1};
		enum item_role role = item_role(&r->l->items[i]);
		if (r->claimed[i] || (role != ROLE_TABLE && role != ROLE_COLUMN))
			continue;
		f->used[i] = true;
		if (role == ROLE_TABLE) {
			vec_push(&f->entities, r->a, (int)i);
			r->last_table = (int)i;
			f->asked = (int)i;
			continue;
		}
		t.near = r->last_table;
		vec_push(&f->projections, r->a, t);
	}
	for (size_t i = 0; f->asked >= 0 && i < f->projections.n;
		i++) { /* "ジャンルを曲数の多い順に": show whose count it is */
		if (f->projections.items[i].kind == TARGET_ROWS && f->projections.items[i].item != f->asked &&
			!f->groups.n) {
			struct target label = {.kind = TARGET_LABEL, .item = f->asked, .near = f->asked};
			vec_push(&f->projections, r->a, label);
			break;
		}
	}
	settle_sums(r);
	if (r->super && !f->supers.n && r->measure.kind != TARGET_NONE) {
		struct f_super s = {.by = r->measure, .desc = r->super_desc, .n = r->super_n};
		vec_push(&f->supers, r->a, s);
	}
	for (size_t i = 0; i < f->supers.n; i++) {
		if (!f->supers.items[i].n)
			f->supers.items[i].n = r->super_n;
	}
	if (!f->supers.n && r->super_n)
		f->limit = r->super_n;
}

void read_japanese(struct arena *a, const struct linked *l, struct frame *f)
{
	struct ja r = {.a = a,
		.l = l,
		.f = f,
		.noun = -1,
		.number = -1,
		.text = -1,
		.last_table = -1,
		.measure = TARGET_INIT};

	r.claimed = ARENA_ARRAY(a, bool, l->n + 1);
	for (size_t i = 0; i < l->n; i++) {
		const struct item *it = &l->items[i];
		enum item_role role = item_role(it);
		if (it->kind == ITEM_OP)
			take_op(&r, i);
		else if (it->kind == ITEM_NUMBER || (it->text.n && it->kind == ITEM_LINK))
			take_number(&r, i);
		else if (it->kind == ITEM_TEXT &&
			 op_at(&r, i + 1 + (op_at(&r, i + 1) == OP_NOISE)) != OP_LIKE)
			take_value(&r, i);
		else if (it->kind == ITEM_TEXT)
			r.text = (int)i;
		else if (role == ROLE_VALUE)
			take_value(&r, i);
		else if (role != ROLE_NONE)
			take_noun(&r, i);
	}
	settle(&r);
	f->shape.unit = unit_asked(l->tokens);
}
