// SPDX-License-Identifier: Apache-2.0
/* A sentence is put together from phrases, one a clause; English and Japanese differ in the phrases and in their order. */
#include "assistant/offline/explain.h"

#include "base/arena.h"
#include "base/vec.h"

enum { SENTENCE_MAX = 4000 };

const char *explain_expr(
	struct arena *a, const struct cat_snapshot *cat, const struct q_expr *e, bool japanese)
{
	static const char *const en[] = {[Q_PLAIN] = "",
		[Q_COUNT] = "number of ",
		[Q_SUM] = "total of ",
		[Q_AVG] = "average of ",
		[Q_MIN] = "lowest ",
		[Q_MAX] = "highest "};
	static const char *const ja[] = {[Q_PLAIN] = "",
		[Q_COUNT] = "の件数",
		[Q_SUM] = "の合計",
		[Q_AVG] = "の平均",
		[Q_MIN] = "の最小値",
		[Q_MAX] = "の最大値"};
	const char *distinct = e->distinct ? (japanese ? "異なる" : "different ") : "";

	if (e->table < 0)
		return japanese ? "行の件数" : "number of rows";
	if (e->column < 0)
		return arena_printf(
			a, japanese ? "%sの全ての列" : "every column of %s", cat->tables[e->table].name);
	const char *name = arena_printf(
		a, "%s.%s", cat->tables[e->table].name, cat->tables[e->table].columns[e->column].name);
	if (japanese)
		return arena_printf(a, "%s%s%s", distinct, name, ja[e->agg]);
	return arena_printf(a, "%s%s%s", en[e->agg], distinct, name);
}

static const char *value_text(
	struct arena *a, const struct cat_snapshot *cat, const struct q_value *v, bool japanese)
{
	if (v->query && v->query->select.n)
		return explain_expr(a, cat, &v->query->select.items[0], japanese);
	return arena_printf(a,
		v->is_number ? "%.*s"
		: japanese   ? "「%.*s」"
			     : "\"%.*s\"",
		SLICE_FMT(v->text));
}

static const char *cond_text(
	struct arena *a, const struct cat_snapshot *cat, const struct q_cond *c, bool japanese)
{
	static const char *const en[] = {[Q_EQ] = "%s is %s",
		[Q_NE] = "%s is not %s",
		[Q_LT] = "%s is less than %s",
		[Q_LE] = "%s is at most %s",
		[Q_GT] = "%s is more than %s",
		[Q_GE] = "%s is at least %s",
		[Q_LIKE] = "%s matches %s",
		[Q_NOT_LIKE] = "%s does not match %s",
		[Q_IN] = "%s is among the %s",
		[Q_NOT_IN] = "%s is not among the %s"};
	static const char *const ja[] = {[Q_EQ] = "%sが%s",
		[Q_NE] = "%sが%s以外",
		[Q_LT] = "%sが%s未満",
		[Q_LE] = "%sが%s以下",
		[Q_GT] = "%sが%sより大きい",
		[Q_GE] = "%sが%s以上",
		[Q_LIKE] = "%sが%sに一致する",
		[Q_NOT_LIKE] = "%sが%sに一致しない",
		[Q_IN] = "%sが%sに含まれる",
		[Q_NOT_IN] = "%sが%sに含まれない"};
	const char *lhs = explain_expr(a, cat, &c->lhs, japanese);
	struct str out = STR_INIT(SENTENCE_MAX);

	if (c->op == Q_IS_NULL || c->op == Q_NOT_NULL)
		return arena_printf(a,
			japanese ? (c->op == Q_IS_NULL ? "%sが空" : "%sが空でない")
				 : (c->op == Q_IS_NULL ? "%s is empty" : "%s is not empty"),
			lhs);
	const char *v = value_text(a, cat, &c->a, japanese);
	if (c->op == Q_BETWEEN)
		return arena_printf(a, japanese ? "%sが%sから%sまで" : "%s is between %s and %s", lhs, v,
			value_text(a, cat, &c->b, japanese));
	for (const char *p = japanese ? ja[c->op] : en[c->op]; *p;
		p++) { /* the phrase with its two places filled */
		if (p[0] == '%' && p[1] == 's') {
			str_adds(&out, lhs);
			lhs = v;
			p++;
		} else {
			str_addc(&out, *p);
		}
	}
	return str_to_arena(&out, a);
}

static void add_conds(struct str *out, struct arena *a, const struct cat_snapshot *cat, const struct query *q,
	bool japanese)
{
	size_t n = q->where.n + q->having.n;

	for (size_t i = 0; i < n; i++) {
		const struct q_cond *c =
			i < q->where.n ? &q->where.items[i] : &q->having.items[i - q->where.n];
		if (i)
			str_adds(out, c->or_before ? (japanese ? "、または" : " or ")
				      : japanese   ? "、かつ"
						   : " and ");
		str_adds(out, cond_text(a, cat, c, japanese));
	}
}

static void add_list(struct str *out, struct arena *a, const struct cat_snapshot *cat, const struct q_expr *e,
	size_t n, bool japanese)
{
	for (size_t i = 0; i < n; i++) {
		str_adds(out, !i ? "" : japanese ? "、" : i + 1 == n ? " and " : ", ");
		str_adds(out, explain_expr(a, cat, &e[i], japanese));
	}
}

static const char *english(struct arena *a, const struct cat_snapshot *cat, const struct query *q)
{
	struct str out = STR_INIT(SENTENCE_MAX);

	str_adds(&out, q->distinct ? "Shows each different " : "Shows the ");
	add_list(&out, a, cat, q->select.items, q->select.n, false);
	if (q->group.n) {
		str_adds(&out, " for each ");
		add_list(&out, a, cat, q->group.items, q->group.n, false);
	}
	if (q->where.n + q->having.n) {
		str_adds(&out, " where ");
		add_conds(&out, a, cat, q, false);
	}
	if (q->set == Q_INTERSECT && q->right) {
		str_adds(&out, ", keeping those for which also ");
		add_conds(&out, a, cat, q->right, false);
	}
	for (size_t i = 0; i < q->order.n; i++)
		str_addf(&out, "%s %s, %s first", i ? " and" : ", sorted by",
			explain_expr(a, cat, &q->order.items[i].by, false),
			q->order.items[i].desc ? "largest" : "smallest");
	if (q->limit)
		str_addf(&out, "; only the first %lld", (long long)q->limit);
	str_addc(&out, '.');
	return str_to_arena(&out, a);
}

static const char *in_japanese(struct arena *a, const struct cat_snapshot *cat, const struct query *q)
{
	struct str out = STR_INIT(SENTENCE_MAX);

	if (q->where.n + q->having.n) {
		add_conds(&out, a, cat, q, true);
		str_adds(&out, "という条件で、");
	}
	if (q->group.n) {
		add_list(&out, a, cat, q->group.items, q->group.n, true);
		str_adds(&out, "ごとに、");
	}
	add_list(&out, a, cat, q->select.items, q->select.n, true);
	str_adds(&out, q->distinct ? "を重複なく表示します" : "を表示します");
	for (size_t i = 0; i < q->order.n; i++)
		str_addf(&out, "（%sの%s順）", explain_expr(a, cat, &q->order.items[i].by, true),
			q->order.items[i].desc ? "大きい" : "小さい");
	if (q->limit)
		str_addf(&out, "（先頭の%lld件）", (long long)q->limit);
	str_adds(&out, "。");
	return str_to_arena(&out, a);
}

const char *explain_query(
	struct arena *a, const struct cat_snapshot *cat, const struct query *q, bool japanese)
{
	return japanese ? in_japanese(a, cat, q) : english(a, cat, q);
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
