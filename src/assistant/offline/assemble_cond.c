// SPDX-License-Identifier: Apache-2.0
/*
 * Conditions. What is denied of a row's many others becomes NOT IN; "both X and Y" of one column becomes an INTERSECT;
 * a comparison with an average or an extreme becomes a scalar subquery.
 */
#include "assistant/offline/assemble_int.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/num.h"

#include <inttypes.h>

static struct q_value value_of(struct assembly *s, const struct f_cond *c, int item, struct slice text)
{
	const struct item *it = &s->r.l->items[item];
	struct q_value v = {
		.is_number = it->text.n && it->kind != ITEM_TEXT, .text = it->text.n ? it->text : text};

	if (c->op == Q_LIKE || c->op == Q_NOT_LIKE) {
		v.is_number = false;
		v.text = slice_of(arena_printf(s->a, "%s%.*s%s", c->like == 1 ? "" : "%", SLICE_FMT(v.text),
			c->like == 2 ? "" : "%"));
	}
	return v;
}

/* "longer than 5 minutes" of a column of milliseconds. */
static void convert(struct assembly *s, struct place p, int item, struct q_value *v)
{
	const struct tokens *t = s->r.l->tokens;
	size_t behind = item >= 0 ? s->r.l->items[item].start + s->r.l->items[item].n : t->n;
	double number;

	if (behind >= t->n || !v->is_number || !num_parse_f64(v->text, &number))
		return;
	const struct tok *w = &t->items[behind];
	const struct unit *said = unit_of_word(w->cjk ? w->low : w->lemma),
			  *kept = unit_of_column(s->r.ns, p.table, p.column);
	if (said && kept && said->of == kept->of && said->size != kept->size)
		v->text = slice_of(arena_printf(s->a, "%.10g", number * said->size / kept->size));
}

/* SELECT agg(column) FROM its table. */
const struct query *assembly_scalar(struct assembly *s, enum q_agg agg, struct place p)
{
	struct query *q = ARENA_NEW(s->a, struct query);

	vec_push(&q->select, s->a, assembly_expr(p, agg));
	vec_push(&q->from, s->a, (struct q_join){.table = p.table, .left_table = -1});
	return q;
}

/* A flag set, or not: of numbers and truth values without quotes. */
static struct q_value flag_of(struct assembly *s, const struct f_cond *c, struct place p)
{
	struct slice text = names_flag(s->r.ns, p.table, p.column, !c->negated);

	if (!text.n)
		s->out->n_unplaced++;
	return (struct q_value){
		.is_number = s->r.ns->cat->tables[p.table].columns[p.column].type != DB_TEXT, .text = text};
}

/* SELECT column FROM its table WHERE its label is the value that was said. */
static const struct query *of_row(struct assembly *s, const struct f_cond *c, struct place p)
{
	struct query *q = ARENA_NEW(s->a, struct query);
	struct q_cond named = {.op = Q_EQ};
	const struct item *it = &s->r.l->items[c->a];

	vec_push(&q->select, s->a, assembly_expr(p, Q_PLAIN));
	vec_push(&q->from, s->a, (struct q_join){.table = p.table, .left_table = -1});
	for (size_t k = 0; k < it->n_readings; k++) {
		const struct reading_of *v = &it->readings[k];
		if (v->kind != READ_VALUE || v->table != p.table || named.a.text.n)
			continue;
		named.lhs = (struct q_expr){.table = v->table, .column = v->column};
		named.a.text = v->value;
	}
	if (named.a.text.n)
		vec_push(&q->where, s->a, named);
	else
		s->out->n_unplaced += 2; /* that row has no such measure */
	return q;
}

/* The condition as typed SQL, its table noted; false when it has no place. */
static bool make_cond(struct assembly *s, const struct f_cond *c, struct q_cond *out, struct place *at)
{
	struct slice text = {NULL, 0};
	struct place p;

	*out = (struct q_cond){.op = c->op, .or_before = c->or_before};
	if (c->a >= 0 && !c->against_row && (s->r.l->items[c->a].kind != ITEM_NUMBER))
		p = resolve_value(&s->r, c, &text);
	else
		p = resolve_column(&s->r, &c->lhs, true);
	if (p.table < 0 || p.column < 0) {
		s->out->n_unplaced += 2; /* without it another question is answered */
		return false;
	}
	assembly_note(s, p.score);
	out->lhs = assembly_expr(p, c->lhs.agg);
	if (p.flipped) {
		static const enum q_op mirrored[] = {[Q_EQ] = Q_EQ,
			[Q_NE] = Q_NE,
			[Q_LT] = Q_GT,
			[Q_LE] = Q_GE,
			[Q_GT] = Q_LT,
			[Q_GE] = Q_LE};
		if (c->op <= Q_GE && (c->against || c->against_row))
			out->op = mirrored[c->op];
	}
	if (c->against_row)
		out->a.query = of_row(s, c, p);
	else if (c->against)
		out->a.query = assembly_scalar(s, c->against, p);
	else if (c->none)
		out->a = (struct q_value){.is_number = true, .text = SLICE_LIT("0")};
	else if (c->flag)
		out->a = flag_of(s, c, p);
	else if (c->a >= 0)
		out->a = value_of(s, c, c->a, text);
	if (c->b >= 0)
		out->b = value_of(s, c, c->b, text);
	if (out->op >= Q_LT && out->op <= Q_BETWEEN && out->a.is_number && c->lhs.agg == Q_PLAIN &&
		names_is_wordy(s->r.ns, p.table, p.column))
		s->out->n_unplaced++; /* no word is more than 3 */
	convert(s, p, c->a, &out->a);
	convert(s, p, c->b, &out->b);
	*at = p;
	return true;
}

/* head.key NOT IN (SELECT reference FROM ... WHERE conditions): the rows that have none such. */
static void exclude(struct assembly *s, int32_t table, const struct q_cond *conds, size_t n)
{
	struct query *sub = ARENA_NEW(s->a, struct query);
	struct q_cond c = {.op = Q_NOT_IN};
	struct q_join step;

	if (s->r.head < 0 || !join_step(s->r.joins, s->r.head, table, &step)) {
		s->out->n_unplaced++;
		return;
	}
	if (!n && step.table == table &&
		s->r.ns->cat->tables[s->r.head].columns[step.left_column].fk_table == table) {
		struct q_cond none = {
			.lhs = {.table = s->r.head, .column = step.left_column}, .op = Q_IS_NULL};
		assembly_need(s, s->r.head);
		vec_push(&s->q->where, s->a, none);
		return;
	}
	vec_push(&sub->select, s->a, (struct q_expr){.table = step.table, .column = step.right_column});
	vec_push(&sub->from, s->a, (struct q_join){.table = step.table, .left_table = -1});
	int32_t wanted[] = {table};
	if (n && !join_tables(s->r.joins, sub, wanted, 1))
		s->out->n_unplaced++;
	for (size_t i = 0; i < n; i++) {
		int32_t t[] = {conds[i].lhs.table};
		if (!join_tables(s->r.joins, sub, t, 1))
			s->out->n_unplaced++;
		vec_push(&sub->where, s->a, conds[i]);
	}
	const struct cat_column *ref = &s->r.ns->cat->tables[step.table].columns[step.right_column];
	if (ref->nullable && !ref->pk_position && !sub->where.n) /* one NULL would empty the answer */
		vec_push(&sub->where, s->a,
			(struct q_cond){
				.lhs = {.table = step.table, .column = step.right_column}, .op = Q_NOT_NULL});
	c.lhs = (struct q_expr){.table = s->r.head, .column = step.left_column};
	c.a.query = sub;
	assembly_need(s, s->r.head);
	vec_push(&s->q->where, s->a, c);
}

int32_t assembly_only_referrer(const struct assembly *s, int32_t table)
{
	const struct cat_snapshot *cat = s->r.ns->cat;
	int32_t found = -1;

	for (size_t e = 0; e < cat->n_edges; e++) {
		int32_t from = (int32_t)cat->edges[e].from_table;
		if ((int32_t)cat->edges[e].to_table != table || from == table || from == found)
			continue;
		if (found >= 0)
			return -1;
		found = from;
	}
	return found;
}

/* Can no one value fulfil both? "older than 30 and younger than 20" means two rows. */
static bool excludes(const struct q_cond *x, const struct q_cond *y)
{
	double a, b;

	if (!num_parse_f64(x->a.text, &a) || !num_parse_f64(y->a.text, &b))
		return false;
	return x->op <= Q_LE ? a <= b : a >= b;
}

/* The month named before a year ("December 2024"), 1..12; 0 = none. */
static int month_before(const struct assembly *s, int item)
{
	static const char *const months[] = {"january", "february", "march", "april", "may", "june", "july",
		"august", "september", "october", "november", "december"};
	size_t at = item >= 0 ? s->r.l->items[item].start : 0;

	for (size_t m = 0; at > 0 && m < ARRAY_LEN(months); m++) {
		if (slice_eq(s->r.l->tokens->items[at - 1].low, slice_of(months[m])))
			return (int)m + 1;
	}
	return 0;
}

static void push_day(struct assembly *s, struct q_expr lhs, enum q_op op, int64_t day)
{
	struct q_cond d = {.lhs = lhs, .op = op};
	int64_t year;
	int month, of_month;

	clock_civil_from_days(day, &year, &month, &of_month);
	d.a.text = slice_of(arena_printf(s->a, "%04" PRId64 "-%02d-%02d", year, month, of_month));
	vec_push(&s->q->where, s->a, d);
}

static void push_date(struct assembly *s, struct q_expr lhs, enum q_op op, int year, int month)
{
	push_day(s, lhs, op, clock_days_from_civil(year + month / 12, month % 12 + 1, 1));
}

/* Days from one to another, before them or behind them; the table of the date they are of, or -1. */
static int32_t push_span(struct assembly *s, const struct f_cond *f, const struct period *span)
{
	struct place p = resolve_column(&s->r, &f->lhs, false);
	bool lower = f->op == Q_EQ || f->op == Q_GE || f->op == Q_GT,
	     upper = f->op == Q_EQ || f->op == Q_LT || f->op == Q_LE;

	if (p.table < 0 || p.column < 0 || !resolve_is_date(&s->r, p) || f->negated || !(lower || upper)) {
		s->out->n_unplaced++;
		return -1;
	}
	struct q_expr lhs = {.table = p.table, .column = p.column};
	assembly_note(s, p.score);
	if (lower)
		push_day(s, lhs, Q_GE, f->op == Q_GT ? span->to : span->from);
	if (upper)
		push_day(s, lhs, Q_LT, f->op == Q_LT ? span->from : span->to);
	return p.table;
}

/* A year said of a date is a range of days: "in 2025", "after 2010". */
static bool push_year(struct assembly *s, const struct q_cond *c, struct place at, int month)
{
	int64_t from, to;

	if (!c->a.is_number || !resolve_is_date(&s->r, at) || !num_parse_i64(c->a.text, 1000, 2999, &from) ||
		c->op > Q_BETWEEN || c->op == Q_NE)
		return false;
	to = from;
	if (c->op == Q_BETWEEN && !num_parse_i64(c->b.text, 1000, 2999, &to))
		return false;
	bool lower = c->op == Q_EQ || c->op == Q_BETWEEN || c->op == Q_GE || c->op == Q_GT;
	bool upper = c->op == Q_EQ || c->op == Q_BETWEEN || c->op == Q_LT || c->op == Q_LE;
	int first = month ? month - 1 : 0, length = month ? 1 : 12; /* months from January; how many */
	if (c->op == Q_BETWEEN)
		first = 0, length = 12;
	if (lower)
		push_date(s, c->lhs, Q_GE, (int)from, first + (c->op == Q_GT ? length : 0));
	if (upper)
		push_date(s, c->lhs, Q_LT, (int)to, first + (c->op != Q_LT ? length : 0));
	return true;
}

/* Has a row of what is asked about many rows of the table, which may meet one condition each? */
static bool is_of_many(const struct assembly *s, int32_t table)
{
	return s->r.head >= 0 && table != s->r.head && join_is_many(s->r.joins, s->r.head, table);
}

static void add_condition(struct assembly *s, const struct f_cond *f)
{
	struct q_cond c;
	struct place at;

	if (f->span) {
		assembly_need(s, push_span(s, f, f->span));
		return;
	}
	if (!make_cond(s, f, &c, &at))
		return;
	if (f->negated && !f->flag) {
		if (is_of_many(s, at.table)) {
			exclude(s, at.table, &c, 1);
			return;
		}
		c.op = c.op == Q_EQ ? Q_NE : c.op == Q_LIKE ? Q_NOT_LIKE : c.op;
		c.or_before = false;
	}
	assembly_need(s, at.table);
	if (push_year(s, &c, at, f->month ? f->month : month_before(s, f->a)))
		return;
	vec_push(&s->q->where, s->a, c);
	size_t n = s->q->where.n;
	if (n < 2)
		return;
	const struct q_cond *before = &s->q->where.items[n - 2];
	bool same = expr_same(&before->lhs, &c.lhs) && before->op == c.op && c.op == Q_EQ;
	bool contrary = expr_same(&before->lhs, &c.lhs) &&
			((before->op <= Q_LE && c.op >= Q_GT && c.op <= Q_GE) ||
				(c.op <= Q_LE && before->op >= Q_GT && before->op <= Q_GE)) &&
			before->op != Q_EQ && c.op != Q_EQ;
	contrary = contrary && (s->f->both || excludes(before, &c));
	bool others = expr_same(&before->lhs, &c.lhs) || is_of_many(s, at.table);
	if (c.or_before || !(same || contrary || (s->f->both && f->both && others)))
		return;
	if (same && !s->f->both && at.table == s->r.head && assembly_names_row(s, at.table)) {
		s->q->where.items[n - 1].or_before =
			true; /* "customers from Brazil and Canada": no row is of both */
		return;
	}
	bool one_figure =
		query_aggregates(s->q) && !query_shows_plain(s->q); /* has nothing to be intersected */
	if (!one_figure)
		s->pair_at = n; /* position + 1 of the second half */
	else if (same)
		s->q->where.items[n - 1].or_before = true; /* "the budget of Sales and Finance" is of both */
}

/* A condition on the rows that there are none of, at the end of WHERE for its caller to take away. */
static void push_denied(struct assembly *s, const struct f_cond *f)
{
	struct q_cond c;
	struct place at;

	if (f->span)
		push_span(s, f, f->span);
	else if (make_cond(s, f, &c, &at) &&
		 !push_year(s, &c, at, f->month ? f->month : month_before(s, f->a)))
		vec_push(&s->q->where, s->a, c);
}

static void absences(struct assembly *s)
{
	int32_t referrer = s->f->unmet ? assembly_only_referrer(s, s->r.head) : -1;

	if (referrer >= 0)
		exclude(s, referrer, NULL, 0);
	else if (s->f->unmet)
		s->out->n_unplaced++;
	for (size_t k = 0; k < s->f->absent.n; k++) {
		int32_t table = s->r.tables[s->f->absent.items[k]];
		VEC(struct q_cond) conds = {0};
		for (size_t i = 0; i < s->f->conds.n; i++) {
			if (s->f->conds.items[i].scope != (int)k + 1)
				continue;
			size_t before = s->q->where.n;
			push_denied(s, &s->f->conds.items[i]);
			for (size_t c = before; c < s->q->where.n; c++)
				vec_push(&conds, s->a, s->q->where.items[c]);
			s->q->where.n = before;
		}
		if (table >= 0 && table != s->r.head)
			exclude(s, table, conds.items, conds.n);
		else
			s->out->n_unplaced++;
	}
}

static bool is_range(const struct q_cond *c)
{
	return c->op >= Q_LT && c->op <= Q_BETWEEN && !c->a.query && !c->a.expr;
}

/* "under 1, 1 to 3 and over 3", "in 2023 and 2024": one range has two ends, and what has more asks for each by itself. */
static void doubt_ranges(struct assembly *s)
{
	enum { ENDS = 2 };

	for (size_t i = 0; i < s->q->where.n; i++) {
		const struct q_cond *c = &s->q->where.items[i];
		int ends = 0;
		for (size_t k = 0; k < s->q->where.n; k++) {
			const struct q_cond *o = &s->q->where.items[k];
			if (is_range(o) && !o->or_before && expr_same(&o->lhs, &c->lhs))
				ends += o->op == Q_BETWEEN ? ENDS : 1;
		}
		if (!is_range(c) || ends <= ENDS)
			continue;
		s->out->n_unplaced += 2;
		return;
	}
}

void assembly_conditions(struct assembly *s)
{
	for (size_t i = 0; i < s->f->conds.n; i++) {
		const struct f_cond *c = &s->f->conds.items[i];
		size_t before = s->q->where.n;
		if ((int)i == s->f->shape.twin_by || c->is_count || c->scope || c->lhs.agg != Q_PLAIN)
			continue;
		add_condition(s, c);
		if (!s->f->shape.share || s->f->groups.n || MAX(c->a, c->lhs.item) < s->f->shape.split)
			continue;
		for (size_t k = before; k < s->q->where.n; k++)
			vec_push(&s->q->share, s->a, s->q->where.items[k]);
		s->q->where.n = MIN(before, s->q->where.n);
	}
	doubt_ranges(s);
	absences(s);
}

void assembly_having(struct assembly *s)
{
	for (size_t i = 0; i < s->f->conds.n; i++) {
		const struct f_cond *c = &s->f->conds.items[i];
		struct q_cond out = {.op = c->op, .or_before = c->or_before};
		if (c->scope || (!c->is_count && c->lhs.agg == Q_PLAIN))
			continue;
		struct place measured = {.table = -1, .column = -1};
		int32_t counted = -1;
		struct place kept;
		if (c->is_count && c->a >= 0 && assembly_count_column(s, &c->lhs, &kept)) {
			out.lhs = (struct q_expr){.table = kept.table, .column = kept.column};
			out.a = value_of(s, c, c->a, (struct slice){NULL, 0});
			s->forgotten = c->lhs.item;
			vec_push(&s->q->where, s->a, out);
			continue;
		}
		if (c->is_count) {
			out.lhs = assembly_count(s, &c->lhs);
			counted = c->lhs.item >= 0 ? s->r.tables[c->lhs.item] : -1;
		} else {
			struct place p = resolve_column(&s->r, &c->lhs, true);
			if (p.table < 0) {
				s->out->n_unplaced++;
				continue;
			}
			out.lhs = assembly_expr(p, c->lhs.agg);
			measured = p;
			counted = p.table;
			assembly_need(s, p.table);
		}
		if (c->a >= 0)
			out.a = value_of(s, c, c->a, (struct slice){NULL, 0});
		else
			out.a = (struct q_value){.is_number = true, .text = SLICE_LIT("1")};
		if (c->b >= 0)
			out.b = value_of(s, c, c->b, (struct slice){NULL, 0});
		if (measured.table >= 0 && measured.column >= 0) {
			convert(s, measured, c->a, &out.a);
			convert(s, measured, c->b, &out.b);
		}
		assembly_group_shown(s, counted);
		vec_push(&s->q->having, s->a, out);
	}
}

void assembly_both(struct assembly *s)
{
	if (!s->pair_at)
		return;
	struct query *right = ARENA_NEW(s->a, struct query), *q = s->q;
	size_t second = s->pair_at - 1;

	*right = *q;
	right->where.items = NULL;
	right->where.n = right->where.cap = 0;
	right->order.n = 0;
	right->limit = right->skip = 0;
	for (size_t i = 0; i < q->where.n; i++) {
		if (i + 1 != second)
			vec_push(&right->where, s->a, q->where.items[i]);
	}
	for (size_t i = second; i + 1 < q->where.n; i++)
		q->where.items[i] = q->where.items[i + 1];
	q->where.n--;
	q->set = Q_INTERSECT;
	q->right = right;
	q->distinct = right->distinct = false;
}
