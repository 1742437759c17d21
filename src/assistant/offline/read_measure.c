// SPDX-License-Identifier: Apache-2.0
/* The English reader's fourth part: what is measured ("how many", "average", "sales", "how old") and by which period. */
#include "assistant/offline/read_en.h"

#include "base/arena.h"

/* "how old are they": a column that the adjective measures. */
void reader_take_how(struct reader *r, const struct lex_op *op)
{
	struct target t = {.kind = TARGET_HINT, .item = -1, .hint = op->hint, .near = r->last_table};

	reader_end_clause(r);
	r->scope = 0;
	reader_project(r, t);
	r->mode = MODE_HEAD;
}

/* "spent the most", "earned the most in fees": ranked by the sum, which is not asked for by itself. */
static bool spent_most(struct reader *r, struct target t)
{
	size_t at = r->at + 1, behind;

	while (reader_op(r, at) == OP_NOISE)
		at++;
	if (reader_op(r, at) != OP_SUPER || r->l->items[at].op->hint || r->mode == MODE_ORDER ||
		reader_role(r, at + 1) != ROLE_NONE)
		return false;
	behind = reader_next(r, at);
	r->skip_to = at + 1;
	if (behind == at + 2 && reader_op(r, at + 1) == OP_OF && reader_role(r, behind) == ROLE_COLUMN &&
		item_is_measure(r->l, &r->l->items[behind])) {
		t.kind = TARGET_COLUMN;
		t.item = (int)behind;
		reader_use(r, (int)behind);
		r->skip_to = behind + 1;
	}
	reader_use(r, (int)at);
	r->super = r->l->items[at].op;
	r->super_desc = r->super->arg != 0;
	reader_push_super(r, t);
	return true;
}

/* "sales", "revenue": a sum by itself, of whatever column holds the money. */
void reader_take_money(struct reader *r, const struct lex_op *op)
{
	struct target t = {
		.kind = TARGET_HINT, .item = -1, .hint = op->hint, .near = r->last_table, .agg = Q_SUM};

	if (r->super) {
		reader_push_super(r, t);
		return;
	}
	if (spent_most(r, t))
		return;
	if (reader_op(r, r->at + 1) == OP_CMP && r->f->asked >= 0 && r->mode != MODE_ORDER) {
		r->money = op; /* "who spent more than 40": what is compared */
		return;
	}
	if (r->mode == MODE_ORDER) {
		vec_push(&r->f->orders, r->a,
			(struct f_order){.by = t, .desc = r->order_dir != 1, .has_dir = true});
		return;
	}
	enum q_agg said[READER_AGGS] = {Q_SUM};
	size_t n = r->n_aggs && r->aggs[0] != Q_COUNT ? r->n_aggs : 1;
	if (r->n_aggs && r->aggs[0] != Q_COUNT)
		memcpy(said, r->aggs, sizeof said);
	r->n_aggs = 0;
	if (r->f->asked >= 0 && r->mode == MODE_HEAD && !r->in_filter && !r->f->projections.n) {
		struct target label = {.kind = TARGET_LABEL, .item = r->f->asked, .near = r->f->asked};
		reader_project(r, label); /* "which genres earn ...": of each of them */
	}
	for (size_t k = 0; k < n; k++) { /* "maximum and minimum sales" */
		t.agg = said[k];
		reader_project(r, t);
	}
	if (r->mode == MODE_SELECT)
		r->mode = MODE_HEAD;
}

/* "per month": grouped by a part of a date. */
void reader_take_period(struct reader *r, const struct lex_op *op)
{
	struct target t = {.kind = TARGET_HINT,
		.item = -1,
		.hint = op->hint,
		.near = r->last_table,
		.bucket = (enum q_bucket)op->arg};

	reader_flush_count(r);
	reader_end_clause(r);
	vec_push(&r->f->groups, r->a, t);
}

/* "the shortest tracks on average", "more than 14 bikes on average": said behind what it is of. */
static bool average_behind(struct reader *r, const struct lex_op *op)
{
	struct frame *f = r->f;
	struct target *of = f->supers.n  ? &f->supers.items[f->supers.n - 1].by
			    : f->conds.n ? &f->conds.items[f->conds.n - 1].lhs
					 : NULL;

	if (op->kind != OP_AVG || !slice_starts(slice_of(op->phrase), SLICE_LIT("on ")) || !of || r->super ||
		r->cmp)
		return false;
	bool measures = of->kind == TARGET_HINT ||
			(of->kind == TARGET_COLUMN && item_is_measure(r->l, &r->l->items[of->item]));
	if (!measures || of->agg != Q_PLAIN)
		return false;
	of->agg = Q_AVG;
	return true;
}

/* The word is no aggregate here: it belongs to a comparison, a superlative, or a column's name. */
static bool aggregate_is_other(struct reader *r, size_t i, enum q_agg agg)
{
	const struct item *it = &r->l->items[i];

	if (r->cmp && agg != Q_COUNT && r->cmp_value < 0) {
		if (r->against && it->n_readings)
			r->last_column = (int)i; /* "above the average total" */
		else
			r->against = agg;
		return true;
	}
	if ((agg == Q_MIN || agg == Q_MAX) && r->mode != MODE_SELECT && r->mode != MODE_ORDER &&
		!r->list_goes_on) {
		reader_begin_super(r, i, agg == Q_MAX);
		return true;
	}
	if (agg == Q_COUNT && it->op->arg == 2 && i > 0 && reader_role(r, i - 1) != ROLE_NONE)
		return true; /* "phone number" */
	if (agg == Q_COUNT && r->mode == MODE_GROUP && reader_role(r, reader_next(r, i)) == ROLE_COLUMN)
		return true; /* "for different number of cylinders" */
	if (r->super && link_best(it, READ_COLUMN, 0.7) &&
		(agg == Q_SUM || reader_role(r, reader_next(r, i)) == ROLE_NONE)) { /* "the highest total" */
		struct target t = {.kind = TARGET_COLUMN, .item = (int)i, .near = r->last_table};
		reader_push_super(r, t);
		return true;
	}
	return false;
}

/* "total ...": where the sum is all there is to take. */
static bool take_total(struct reader *r, size_t i)
{
	const struct item *it = &r->l->items[i];
	enum item_role next = reader_role(r, reader_next(r, i));

	if (it->op->arg == 5 && next == ROLE_TABLE) {
		reader_take_money(r, it->op); /* "total amount of invoices" */
		return true;
	}
	if (it->op->arg == 1)
		return true; /* "in total" comes after what it sums */
	if (!it->n_readings || r->mode != MODE_SELECT || next == ROLE_COLUMN)
		return false;
	struct target t = {.kind = TARGET_COLUMN, .item = (int)i, .near = reader_owner(r, i)};
	r->aggs[r->n_aggs++] = Q_SUM;
	reader_project(r, t);
	return true;
}

void reader_take_aggregate(struct reader *r, size_t i, enum q_agg agg)
{
	const struct item *it = &r->l->items[i];

	if (average_behind(r, it->op))
		return;
	r->f->times = r->f->times ||
		      (agg == Q_COUNT && slice_find(slice_of(it->op->phrase), SLICE_LIT("times")) >= 0);
	if (aggregate_is_other(r, i, agg))
		return;
	if (agg == Q_COUNT && (reader_take_of_groups(r, i) || reader_take_unit_sum(r, i)))
		return;
	r->total_count = agg == Q_COUNT && slice_starts(slice_of(it->op->phrase), SLICE_LIT("total"));
	if (agg == Q_COUNT && it->op->arg == 5) {
		reader_end_clause(r);
		r->mode = MODE_SELECT;
		r->scope = 0;
	}
	if (agg == Q_COUNT && r->mode == MODE_HEAD && r->list_goes_on)
		r->mode = MODE_SELECT;
	if (agg == Q_SUM && take_total(r, i))
		return;
	if (r->n_aggs == 1 && r->aggs[0] == Q_SUM && agg == Q_COUNT)
		r->n_aggs = 0;
	if (agg == Q_COUNT && it->op->arg == 1 && reader_role(r, reader_next(r, i)) == ROLE_COLUMN)
		return; /* "the amount of horsepower" is the horsepower */
	if (r->n_aggs < READER_AGGS)
		r->aggs[r->n_aggs++] = agg;
	if (agg == Q_COUNT && it->op->arg == 4)
		r->distinct = true;
}
