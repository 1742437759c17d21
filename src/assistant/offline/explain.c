// SPDX-License-Identifier: Apache-2.0
/* A sentence is put together from phrases, one a clause; English and Japanese differ in the phrases and in their order. */
#include "assistant/offline/explain_int.h"

#include "assistant/offline/lexicon.h"
#include "base/arena.h"
#include "base/vec.h"

/* A sentence in the making: how things are called in it depends on what it groups by. */
static void add_conds(struct str *out, const struct telling *t, const struct query *q)
{
	size_t n = q->where.n + q->having.n;

	for (size_t i = 0; i < n; i++) {
		const struct q_cond *c =
			i < q->where.n ? &q->where.items[i] : &q->having.items[i - q->where.n];
		if (i)
			str_adds(out, c->or_before  ? (t->japanese ? "、または" : " or ")
				      : t->japanese ? "、かつ"
						    : " and ");
		str_adds(out, telling_cond(t, c));
	}
}

static bool is_grouped_by(const struct query *q, const struct q_expr *e)
{
	for (size_t i = 0; i < q->group.n; i++) {
		const struct q_expr *g = &q->group.items[i];
		if (e->agg == Q_PLAIN && g->table == e->table && g->column == e->column &&
			g->bucket == e->bucket)
			return true;
	}
	return false;
}

/* What is shown; what it is grouped by has been named already. False when nothing is left. */
static bool add_shown(struct str *out, const struct telling *t)
{
	const struct query *q = t->q;
	size_t n = 0, at = 0;

	for (size_t i = 0; i < q->select.n; i++)
		n += !is_grouped_by(q, &q->select.items[i]);
	for (size_t i = 0; i < q->select.n; i++) {
		if (is_grouped_by(q, &q->select.items[i]))
			continue;
		str_adds(out, !at ? "" : t->japanese ? "と" : at + 1 == n ? " and the " : ", the ");
		str_adds(out, telling_expr(t, &q->select.items[i]));
		at++;
	}
	return n > 0;
}

/* "artist" where rows are grouped by their key, else the columns. */
static void add_groups(struct str *out, const struct telling *t)
{
	for (size_t i = 0; i < t->q->group.n; i++) {
		const struct q_expr *g = &t->q->group.items[i];
		bool is_row = g->column >= 0 && g->bucket == Q_WHOLE &&
			      t->cat->tables[q_table(g->table)].columns[g->column].pk_position;
		str_adds(out, !i ? "" : t->japanese ? "・" : " and ");
		str_adds(out, !is_row             ? telling_expr(t, g)
			      : g->table & Q_TWIN ? telling_referrer(t, g->table)
						  : telling_thing(t, g->table));
	}
}

/* One figure of all groups: their average. */
static void add_of_groups(struct str *out, const struct telling *t)
{
	static const char *const en[] = {[Q_PLAIN] = "",
		[Q_COUNT] = "",
		[Q_SUM] = "sum",
		[Q_AVG] = "average",
		[Q_MIN] = "lowest",
		[Q_MAX] = "highest",
		[Q_PERCENT] = ""};
	static const char *const ja[] = {[Q_PLAIN] = "",
		[Q_COUNT] = "",
		[Q_SUM] = "合計",
		[Q_AVG] = "平均",
		[Q_MIN] = "最小値",
		[Q_MAX] = "最大値",
		[Q_PERCENT] = ""};
	const char *measure = telling_expr(t, &t->q->select.items[0]);

	if (t->q->of_groups == Q_COUNT) {
		str_addf(out,
			t->japanese ? "次の条件を満たす%sの件数を表示します："
				    : "Shows the number of %s for which ",
			telling_plural(t, telling_thing(t, t->q->group.items[0].table)));
		add_conds(out, t, t->q);
		return;
	}
	if (!t->japanese)
		str_addf(out, "Shows the %s, over each ", en[t->q->of_groups]);
	add_groups(out, t);
	if (t->japanese)
		str_addf(out, "ごとの%sの%sを表示します", measure, ja[t->q->of_groups]);
	else
		str_addf(out, " that has any, of the %s", measure);
}

/* Only the first of each group, and groups without rows. */
static void add_shape(struct str *out, const struct telling *t)
{
	const struct query *q = t->q;

	if (q->top)
		str_addf(out,
			t->japanese ? "（%sごとの先頭%lld件、同順位を含む）"
				    : "; of each %s only the first %lld, ties kept",
			q->partition.column >= 0 && t->cat->tables[q_table(q->partition.table)]
							    .columns[q->partition.column]
							    .pk_position
				? telling_thing(t, q->partition.table)
				: telling_expr(t, &q->partition),
			(long long)q->top);
	if (q->from.n > 1 && q->from.items[1].outer)
		str_adds(out, t->japanese ? "（該当のないものも含みます）" : ", those without any included");
}

/* The first rows, or those that stand behind some. */
static void add_limit(struct str *out, const struct telling *t)
{
	const struct query *q = t->q;

	if (t->japanese)
		str_adds(out, q->order.n ? "、" : "（");
	if (q->skip)
		str_addf(out, t->japanese ? "%lld件を除く先頭の%lld件" : "; behind the first %lld, only %lld",
			(long long)q->skip, (long long)q->limit);
	else
		str_addf(out, t->japanese ? "先頭の%lld件" : "; only the first %lld", (long long)q->limit);
}

static void english(struct str *out, const struct telling *t)
{
	const struct query *q = t->q;
	struct str shown = STR_INIT(SENTENCE_MAX);
	bool some = add_shown(&shown, t), ranked = q->top > 0;

	if (q->of_groups) {
		str_free(&shown);
		add_of_groups(out, t);
		str_addc(out, '.');
		return;
	}
	if (q->group.n && !ranked) {
		str_adds(out, some ? "For each " : "Shows each ");
		add_groups(out, t);
		str_adds(out, some ? ", shows the " : "");
	} else {
		str_adds(out, q->distinct ? "Shows each different " : "Shows the ");
	}
	str_add(out, shown.buf, shown.n);
	str_free(&shown);
	if (!q->group.n && !q->distinct && t->subject >= 0)
		str_addf(out, " of each %s", telling_thing(t, t->subject));
	if (q->where.n + q->having.n) {
		str_adds(out, " where ");
		add_conds(out, t, q);
	}
	if (q->set == Q_INTERSECT && q->right) {
		str_adds(out, ", keeping those for which also ");
		add_conds(out, t, q->right);
	}
	for (size_t i = 0; i < q->order.n; i++)
		str_addf(out, "%s %s%s", i ? " and" : ", sorted by", telling_expr(t, &q->order.items[i].by),
			q->order.items[i].desc ? " from the largest" : "");
	if (q->limit)
		add_limit(out, t);
	add_shape(out, t);
	str_addc(out, '.');
}

/* Does the last condition end so that a noun can follow it as it is ("より大きい", "に含まれる")? */
static bool is_adjective(const struct query *q)
{
	const struct q_cond *c =
		q->having.n ? &q->having.items[q->having.n - 1] : &q->where.items[q->where.n - 1];

	return c->op == Q_GT || c->op == Q_LIKE || c->op == Q_NOT_LIKE || c->op == Q_IN ||
	       c->op == Q_NOT_IN || c->op == Q_NOT_NULL;
}

static void in_japanese(struct str *out, const struct telling *t)
{
	const struct query *q = t->q;
	struct str shown = STR_INIT(SENTENCE_MAX);
	bool some = add_shown(&shown, t);

	if (q->of_groups) {
		str_free(&shown);
		add_of_groups(out, t);
		str_adds(out, "。");
		return;
	}
	if (q->where.n + q->having.n) {
		add_conds(out, t, q);
		str_addf(out, "%s%sについて、", is_adjective(q) ? "" : "の",
			t->subject >= 0 ? telling_thing(t, t->subject)
					: telling_thing(t, q->from.items[0].table));
	}
	if (q->group.n) {
		add_groups(out, t);
		str_adds(out, some ? "ごとに、" : "を");
	}
	str_add(out, shown.buf, shown.n);
	str_free(&shown);
	str_adds(out, some ? "を" : "");
	str_adds(out, q->distinct ? "重複なく表示します" : "表示します");
	for (size_t i = 0; i < q->order.n; i++) {
		const struct q_order *o = &q->order.items[i];
		str_addf(out, "%s%s%s", i ? "、" : "（", telling_expr(t, &o->by),
			o->by.agg == Q_COUNT ? (o->desc ? "が多い順" : "が少ない順")
			: o->desc            ? "の大きい順"
					     : "の順");
	}
	if (q->limit)
		add_limit(out, t);
	str_adds(out, q->order.n || q->limit ? "）" : "");
	add_shape(out, t);
	str_adds(out, "。");
}

const char *explain_query(
	struct arena *a, const struct cat_snapshot *cat, const struct query *q, bool japanese)
{
	struct telling t = {.a = a, .cat = cat, .q = q, .japanese = japanese, .subject = -1};
	struct str out = STR_INIT(SENTENCE_MAX);

	bool counts = false;
	for (size_t i = 0; i < q->select.n; i++)
		counts = counts || q->select.items[i].agg != Q_PLAIN;
	if (q->group.n == 1)
		t.subject = q->group.items[0].table;
	else if (!q->group.n && !counts && q->select.n && q->from.n == 1)
		t.subject = q->from.items[0].table;
	if (japanese)
		in_japanese(&out, &t);
	else
		english(&out, &t);
	return str_to_arena(&out, a);
}

static struct slice phrase_of(const struct frame *f, size_t item)
{
	const struct item *it = &f->linked->items[item];
	const struct tok *first = &f->linked->tokens->items[it->start],
			 *last = &f->linked->tokens->items[it->start + it->n - 1];

	return (struct slice){first->raw.p, (size_t)(last->raw.p + last->raw.n - first->raw.p)};
}

const char *const *explain_assumptions(struct arena *a, const struct frame *f, const struct cat_snapshot *cat,
	const struct query *q, size_t *n)
{
	VEC(const char *) out = {0};
	bool ja = f->linked->tokens->japanese;

	for (size_t i = 0; i < f->linked->n && q->order.n; i++) {
		const struct item *it = &f->linked->items[i];
		if (it->kind != ITEM_OP || (it->op->kind != OP_SUPER && it->op->kind != OP_COMMON))
			continue;
		const struct q_order *o = &q->order.items[0];
		struct slice said = phrase_of(f, i);
		vec_push(&out, a,
			arena_printf(a,
				ja ? "「%.*s」は%sが%sという意味に取りました"
				   : "'%.*s' means the %s, %s first",
				SLICE_FMT(said), explain_expr(a, cat, &o->by, ja),
				o->desc ? (ja ? "最大" : "largest")
				: ja    ? "最小"
					: "smallest"));
		break;
	}
	for (size_t i = 0; i < q->where.n; i++) {
		const struct q_cond *c = &q->where.items[i];
		if (c->op == Q_EQ && !c->a.query && !c->a.is_number && c->a.text.n)
			vec_push(&out, a,
				arena_printf(a, ja ? "「%.*s」は%sの値としました" : "'%.*s' is a value of %s",
					SLICE_FMT(c->a.text), explain_expr(a, cat, &c->lhs, ja)));
	}
	*n = out.n;
	return out.items;
}
