// SPDX-License-Identifier: Apache-2.0
/*
 * Reading Japanese. What modifies stands before what is modified and operators follow their nouns, so one walk keeps the
 * nouns that nothing has claimed yet; an operator claims the one before it ("国別", "4枚以上", "売上の合計"), and what is
 * left at the end is what is asked for, the last noun first of all.
 */
#include "assistant/offline/read_ja.h"

#include "base/arena.h"

enum op_kind ja_op(const struct ja *r, size_t i)
{
	return i < r->l->n && r->l->items[i].kind == ITEM_OP ? r->l->items[i].op->kind : OP_NONE;
}

void ja_claim(struct ja *r, int item)
{
	if (item < 0)
		return;
	r->claimed[item] = true;
	r->f->used[item] = true;
}

void ja_add_cond(struct ja *r, struct f_cond c)
{
	vec_push(&r->f->conds, r->a, c);
	ja_claim(r, c.a);
	ja_claim(r, c.b);
}

struct target ja_target(const struct ja *r, int item)
{
	struct target t = TARGET_INIT;

	t.item = item;
	t.near = r->last_table;
	t.kind = item < 0                                      ? TARGET_ROWS
		 : item_role(&r->l->items[item]) == ROLE_TABLE ? TARGET_ROWS
							       : TARGET_COLUMN;
	return t;
}

bool ja_is_table(const struct ja *r, int item)
{
	return item >= 0 && item_role(&r->l->items[item]) == ROLE_TABLE;
}

static void take_op(struct ja *r, size_t i)
{
	const struct lex_op *op = r->l->items[i].op;

	r->f->used[i] = true;
	if (ja_take_count_back(r, i + 1))
		return;
	if (op->kind == OP_GROUP && op->arg == 1)
		r->group_next = true;
	else if (op->kind == OP_GROUP)
		ja_group(r, r->noun);
	else if (op->kind == OP_SPAN)
		ja_take_span(r, op);
	else if (op->kind == OP_BETWEEN)
		ja_take_bound(r, op);
	else if (op->kind == OP_PERIOD && (op->arg & LEX_ALONE) && i &&
		 r->l->items[i - 1].kind == ITEM_NUMBER)
		return; /* "3月" */
	else if (op->kind == OP_PERIOD)
		vec_push(&r->f->groups, r->a,
			(struct target){.kind = TARGET_HINT,
				.item = -1,
				.hint = op->hint,
				.near = -1,
				.bucket = (enum q_bucket)(op->arg & ~LEX_ALONE)});
	else if (op->kind >= OP_COUNT && op->kind <= OP_MAX)
		ja_aggregate(r, i, op);
	else if (op->kind == OP_SUPER)
		r->super = true, r->super_desc = op->arg == 1;
	else if (op->kind == OP_DESC || op->kind == OP_ASC)
		ja_adjective(r, i, op);
	else if (op->kind == OP_ORDER)
		ja_order(r, i, op);
	else if (op->kind == OP_CMP)
		ja_compare(r, op);
	else if (op->kind == OP_NOT)
		ja_deny(r, i);
	else if (op->kind == OP_LIKE)
		ja_like(r, op);
	else if (op->kind >= OP_SHARE && op->kind <= OP_INCLUDING)
		ja_take_shape(r, i, op);
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
		dated = dated || ja_is_dated(r, &f->conds.items[i]);
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

/* Where each row has one figure, "for one of them" says nothing. */
static void drop_own_group(struct ja *r)
{
	struct frame *f = r->f;
	const struct target *t = f->projections.n ? &f->projections.items[0] : NULL;

	if (!r->per_one || f->groups.n != 1 || f->groups.items[0].item < 0 || !t ||
		t->kind != TARGET_COLUMN || t->item < 0)
		return;
	const struct reading_of *g = link_best(&r->l->items[f->groups.items[0].item], READ_TABLE, 0),
				*c = link_best(&r->l->items[t->item], READ_COLUMN, 0);
	if (g && c && g->table == c->table)
		f->groups.n = 0;
}

/* "売上が多かった月": each month with its figure, the first of them asked for. */
static void settle_periods(struct ja *r)
{
	struct frame *f = r->f;

	if (!has_period(f) || f->projections.n || !f->supers.n)
		return;
	vec_push(&f->projections, r->a, f->supers.items[0].by);
	f->ask_hint = NULL;
}

/* "一番処方されている薬", "3件以上注文した顧客": what was done most, or so often, is counted. */
static void settle_deed(struct ja *r)
{
	struct frame *f = r->f;
	struct target t = {.kind = TARGET_ROWS, .item = r->deed, .near = -1};

	for (size_t i = 0; i < f->projections.n && r->deed >= 0 && !f->groups.n; i++) {
		struct target *p = &f->projections.items[i];
		p->each = p->kind == TARGET_ROWS && p->item >= 0 && p->item != r->deed;
	}
	if (r->counted >= 0) {
		f->conds.items[r->counted].lhs = t;
		f->lost += t.item < 0 || t.item == f->asked;
	}
	if (r->super && !f->supers.n && r->measure.kind == TARGET_NONE && t.item >= 0 && t.item != f->asked) {
		struct f_super s = {.by = t, .desc = r->super_desc, .n = r->super_n};
		vec_push(&f->supers, r->a, s);
	}
}

/* "男性患者と女性患者の人数": said twice, counted once. */
static bool is_counted(const struct ja *r, size_t i)
{
	const struct reading_of *x = link_best(&r->l->items[i], READ_TABLE, 0);

	for (size_t k = 0; k < r->f->projections.n; k++) {
		const struct target *t = &r->f->projections.items[k];
		const struct reading_of *y = t->kind == TARGET_ROWS && t->item >= 0
						     ? link_best(&r->l->items[t->item], READ_TABLE, 0)
						     : NULL;
		if (x && y && x->table == y->table)
			return true;
	}
	return false;
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
		if (role == ROLE_TABLE && is_counted(r, i))
			continue;
		if (role == ROLE_TABLE) {
			vec_push(&f->entities, r->a, (int)i);
			r->last_table = (int)i;
			f->asked = (int)i;
			continue;
		}
		t.near = r->last_table;
		vec_push(&f->projections, r->a, t);
	}
	if (f->asked < 0 && !f->projections.n)
		f->asked = r->deed;
	for (size_t i = 0; f->asked >= 0 && i < f->projections.n;
		i++) { /* "ジャンルを曲数の多い順に": show whose count it is */
		if (f->projections.items[i].kind == TARGET_ROWS && f->projections.items[i].item != f->asked &&
			!f->groups.n) {
			struct target label = {.kind = TARGET_LABEL, .item = f->asked, .near = f->asked};
			vec_push(&f->projections, r->a, label);
			break;
		}
	}
	if (f->asked >= 0 && f->ask_hint && slice_starts(slice_of(f->ask_hint), SLICE_LIT("name|")))
		f->ask_hint = NULL; /* "社員は誰": what its rows are called is shown anyway */
	drop_own_group(r);
	settle_periods(r);
	settle_sums(r);
	settle_deed(r);
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
		.counted = -1,
		.deed = -1,
		.lower = -1,
		.measure = TARGET_INIT};

	r.claimed = ARENA_ARRAY(a, bool, l->n + 1);
	for (size_t i = 0; i < l->n; i++) {
		const struct item *it = &l->items[i];
		enum item_role role = item_role(it);
		if (i < r.skip_to)
			continue;
		if (it->kind == ITEM_OP)
			take_op(&r, i);
		else if (it->kind == ITEM_NUMBER || (it->text.n && it->kind == ITEM_LINK))
			ja_take_number(&r, i);
		else if (it->kind == ITEM_TEXT &&
			 ja_op(&r, i + 1 + (ja_op(&r, i + 1) == OP_NOISE)) != OP_LIKE)
			ja_take_value(&r, i);
		else if (it->kind == ITEM_TEXT)
			r.text = (int)i;
		else if (role == ROLE_VALUE && !ja_is_denied(&r, i))
			ja_take_value(&r, i);
		else if (role != ROLE_NONE)
			ja_take_noun(&r, i);
		else
			ja_note_unread(&r, i);
	}
	settle(&r);
	f->shape.unit = unit_asked(l->tokens);
}
