// SPDX-License-Identifier: Apache-2.0
/* What is measured, grouped and ordered in Japanese and Korean: the function stands behind its noun, the adjective too. */
#include "assistant/offline/read_ja.h"

#include "base/arena.h"

void ja_group(struct ja *r, int item)
{
	struct target t = TARGET_INIT;

	if (item < 0)
		return;
	t.item = item;
	t.near = r->last_table;
	t.kind = ja_is_table(r, item) ? TARGET_LABEL : TARGET_COLUMN;
	if (ja_is_table(r, item))
		vec_push(&r->f->entities, r->a, item);
	vec_push(&r->f->groups, r->a, t);
	ja_claim(r, item);
}

/* A measure to show: "曲数", "売上の合計", "平均価格". */
void ja_show_measure(struct ja *r, struct target t)
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

/* Is what has the extreme value asked for, rather than the value? */
static bool is_extreme_of(const struct ja *r, size_t i)
{
	size_t k = i + 1 + (ja_op(r, i + 1) == OP_OF);

	return k < r->l->n && ja_is_table(r, (int)k) && !r->f->groups.n;
}

void ja_aggregate(struct ja *r, size_t i, const struct lex_op *op)
{
	enum q_agg agg = (enum q_agg)(op->kind - OP_COUNT + Q_COUNT);
	bool noun_waits = r->noun >= 0 && !r->claimed[r->noun];
	struct target t;

	if (is_of_groups(r, agg))
		return;
	if (agg == Q_AVG && ja_op(r, i + 1) == OP_CMP) { /* "給与が平均より高い" */
		r->agg = agg;
		return;
	}

	if (op->hint && (op->arg == 3 || !noun_waits)) { /* "売上" is a sum by itself */
		t = TARGET_INIT;
		t.kind = TARGET_HINT;
		t.hint = op->hint;
		t.agg = r->agg ? r->agg : agg;
		t.near = r->last_table;
		ja_show_measure(r, t);
		return;
	}
	if (agg != Q_COUNT && r->measure.kind == TARGET_HINT && r->f->projections.n) { /* "売上の平均" */
		r->f->projections.items[r->f->projections.n - 1].agg = agg;
		return;
	}
	if (agg != Q_COUNT && !noun_waits && i && ja_op(r, i - 1) == OP_AND &&
		r->measure.kind == TARGET_COLUMN) { /* "給与の最大値と最小値" */
		t = r->measure;
		t.agg = agg;
		ja_show_measure(r, t);
		return;
	}
	if (agg != Q_COUNT && !(noun_waits && !ja_is_table(r, r->noun))) {
		r->agg = agg;
		return;
	}
	if ((agg == Q_MAX || agg == Q_MIN) && is_extreme_of(r, i)) { /* "予算が最大のプロジェクト" */
		struct f_super s = {.by = ja_target(r, r->noun), .desc = agg == Q_MAX, .n = r->super_n};
		ja_claim(r, r->noun);
		vec_push(&r->f->supers, r->a, s);
		return;
	}
	t = ja_target(r, noun_waits ? r->noun : -1);
	if (agg == Q_COUNT)
		t.kind = TARGET_ROWS;
	else
		t.agg = agg;
	if (agg == Q_COUNT && t.item < 0)
		t.item = r->last_table;
	if (agg == Q_COUNT && op->arg == 4 && t.item >= 0 && !ja_is_table(r, t.item)) {
		t.kind = TARGET_COLUMN;
		t.agg = Q_COUNT;
		t.distinct = true;
	}
	ja_claim(r, noun_waits ? r->noun : -1);
	if (ja_is_table(r, t.item))
		vec_push(&r->f->entities, r->a, t.item);
	ja_show_measure(r, t);
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
	if (noun_waits && (!op->hint || !ja_is_table(r, r->noun))) {
		t = ja_target(r, r->noun);
		ja_claim(r, r->noun);
		if (ja_is_table(r, r->noun))
			vec_push(&r->f->entities, r->a, r->noun);
		return t;
	}
	t.kind = op->hint ? TARGET_HINT : TARGET_ROWS;
	t.hint = op->hint;
	t.agg = op->arg == 2 ? Q_SUM : Q_PLAIN;
	return t;
}

/* "どの医師が一番多く診察": who does most, rather than how many there are of them. */
static bool is_doer(const struct ja *r, size_t i, const struct lex_op *op)
{
	static const char *const adverbs[] = {"多く", "最も多く", "많이"}, *const objects[] = {
										   "を", "을", "를", "도"};
	bool adverb = false, object = false;

	for (size_t k = 0; k < ARRAY_LEN(adverbs); k++)
		adverb = adverb || str_eq(op->phrase, adverbs[k]);
	for (size_t j = (size_t)r->noun + 1; j < i; j++) {
		for (size_t k = 0; k < ARRAY_LEN(objects); k++)
			object = object || (r->l->items[j].kind == ITEM_OP &&
						   str_eq(r->l->items[j].op->phrase, objects[k]));
	}
	return adverb && !object && ja_is_table(r, r->noun);
}

void ja_adjective(struct ja *r, size_t i, const struct lex_op *op)
{
	bool desc = op->kind == OP_DESC;

	if (ja_op(r, i + 1) == OP_ORDER) {
		struct f_order o = {.by = adjective_target(r, op), .desc = desc, .has_dir = true};
		vec_push(&r->f->orders, r->a, o);
		if (r->measure.kind != TARGET_NONE && r->f->groups.n == 0 && r->f->projections.n == 0)
			r->measure = TARGET_INIT;
		return;
	}
	bool noun_waits = r->noun >= 0 && !r->claimed[r->noun];
	noun_waits = noun_waits && !is_doer(r, i, op);
	if (!op->hint && !noun_waits && r->measure.kind == TARGET_NONE && desc) { /* "最も多く借りた会員" */
		r->super = r->super_desc = true;
		return;
	}
	struct f_super s = {
		.by = adjective_target(r, op), .desc = desc, .n = r->super_n, .amount = !op->hint};
	vec_push(&r->f->supers, r->a, s);
	r->super = false;
	r->measure = TARGET_INIT;
}

void ja_order(struct ja *r, size_t i, const struct lex_op *op)
{
	struct f_order o = {.by = TARGET_INIT, .desc = op->arg == 2, .has_dir = true};

	if (i > 0 && (ja_op(r, i - 1) == OP_DESC || ja_op(r, i - 1) == OP_ASC))
		return;
	if (op->hint) {
		o.by.kind = TARGET_HINT;
		o.by.hint = op->hint;
		o.by.near = r->last_table;
	} else if (r->noun >= 0 && !r->claimed[r->noun]) {
		o.by = ja_target(r, r->noun);
		ja_claim(r, r->noun);
	} else if (r->measure.kind != TARGET_NONE) {
		o.by = r->measure;
	} else {
		return;
	}
	vec_push(&r->f->orders, r->a, o);
}

/* "顧客の割合", "注文の累計": of how many there are, where nothing else is measured. */
void ja_take_shape(struct ja *r, size_t i, const struct lex_op *op)
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
	if (r->measure.kind == TARGET_NONE && r->noun >= 0 && ja_is_table(r, r->noun) && !r->claimed[r->noun])
		ja_aggregate(r, i, &count);
}
