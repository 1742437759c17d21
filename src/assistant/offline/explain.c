// SPDX-License-Identifier: Apache-2.0
/* A sentence is put together from phrases, one a clause; the languages differ in the phrases and in their order. */
#include "assistant/offline/explain_int.h"

#include "assistant/offline/lexicon.h"
#include "base/arena.h"
#include "base/vec.h"

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
		str_adds(out, !at ? "" : at + 1 == n ? t->say->last_and : t->say->shown_and);
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
		str_adds(out, i ? t->say->groups_and : "");
		str_adds(out, !is_row             ? telling_expr(t, g)
			      : g->table & Q_TWIN ? telling_referrer(t, g->table)
						  : telling_thing(t, g->table));
	}
}

/* One figure of all groups: their average. */
static void add_of_groups(struct str *out, const struct telling *t)
{
	const char *measure = telling_expr(t, &t->q->select.items[0]),
		   *figure = t->say->figure[t->q->of_groups];

	if (t->q->of_groups == Q_COUNT) {
		phrases_add(out, t->say->counts_met,
			telling_plural(t, telling_thing(t, t->q->group.items[0].table)), NULL, NULL);
		telling_add_conds(out, t, t->q);
		return;
	}
	if (t->say->tongue == TONGUE_EN)
		str_addf(out, "Shows the %s, over each ", figure);
	add_groups(out, t);
	if (t->say->tongue == TONGUE_EN)
		str_addf(out, " that has any, of the %s", measure);
	else if (t->say->tongue == TONGUE_JA)
		str_addf(out, "ごとの%sの%sを表示します", measure, figure);
	else
		str_addf(out, "별 %s의 %s을(를) 표시합니다", measure, figure);
}

/* Only the first of each group, and groups without rows. */
static void add_shape(struct str *out, const struct telling *t)
{
	const struct query *q = t->q;

	if (q->top) {
		bool is_row =
			q->partition.column >= 0 &&
			t->cat->tables[q_table(q->partition.table)].columns[q->partition.column].pk_position;
		phrases_add(out, t->say->first_of,
			is_row ? telling_thing(t, q->partition.table) : telling_expr(t, &q->partition),
			arena_printf(t->a, "%lld", (long long)q->top), NULL);
	}
	if (q->from.n > 1 && q->from.items[1].outer)
		str_adds(out, t->say->with_empty);
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
		telling_add_conds(out, t, q);
	}
	if (q->set == Q_INTERSECT && q->right) {
		str_adds(out, ", keeping those for which also ");
		telling_add_conds(out, t, q->right);
	}
	for (size_t i = 0; i < q->order.n; i++)
		str_addf(out, "%s %s%s", i ? " and" : ", sorted by", telling_expr(t, &q->order.items[i].by),
			q->order.items[i].desc ? " from the largest" : "");
	if (q->skip)
		str_addf(out, "; behind the first %lld, only %lld", (long long)q->skip, (long long)q->limit);
	else if (q->limit)
		str_addf(out, "; only the first %lld", (long long)q->limit);
	add_shape(out, t);
	str_addc(out, '.');
}

/* How a sentence goes on that puts its verb last. */
struct verb_last {
	const char *a_noun, *about;            /* a noun follows the condition as it is; of whose rows */
	const char *each, *each_alone;         /* behind the groups */
	const char *object, *show, *show_once; /* behind what is shown */
	const char *open, *next, *close, *end; /* around the order */
	const char *most, *least, *largest, *smallest, *newest, *oldest, *down, *up; /* the order itself */
	const char *first, *behind;
};

static const struct verb_last in_japanese = {.a_noun = "の",
	.about = "について、",
	.each = "ごとに、",
	.each_alone = "を",
	.object = "を",
	.show = "表示します",
	.show_once = "重複なく表示します",
	.open = "（",
	.next = "、",
	.close = "）",
	.end = "。",
	.most = "が多い順",
	.least = "が少ない順",
	.largest = "が大きい順",
	.smallest = "が小さい順",
	.newest = "が新しい順",
	.oldest = "が古い順",
	.down = "の降順",
	.up = "の順",
	.first = "先頭の%s件",
	.behind = "%s件を除く先頭の%s件"};

static const struct verb_last in_korean = {.a_noun = "인",
	.about = "에 대해 ",
	.each = "별로 ",
	.each_alone = "을(를) ",
	.object = "을(를) ",
	.show = "표시합니다",
	.show_once = "중복 없이 표시합니다",
	.open = "(",
	.next = ", ",
	.close = ")",
	.end = ".",
	.most = "이(가) 많은 순",
	.least = "이(가) 적은 순",
	.largest = "이(가) 큰 순",
	.smallest = "이(가) 작은 순",
	.newest = "이(가) 최근인 순",
	.oldest = "이(가) 오래된 순",
	.down = " 내림차순",
	.up = " 순",
	.first = "처음 %s건",
	.behind = "%s건을 뺀 처음 %s건"};

/* Does the last condition end so that a noun can follow it as it is ("より大きい", "비어 있는")? */
static bool is_adjective(const struct telling *t)
{
	const struct query *q = t->q;
	const struct q_cond *c =
		q->having.n ? &q->having.items[q->having.n - 1] : &q->where.items[q->where.n - 1];
	bool day = !c->a.is_number && !c->a.query && tok_is_date(c->a.text);

	if (c->op == Q_LIKE || c->op == Q_NOT_LIKE || c->op == Q_IN || c->op == Q_NOT_IN ||
		c->op == Q_NOT_NULL)
		return true;
	return t->say->tongue == TONGUE_KO ? c->op == Q_IS_NULL : c->op == Q_GT && !day;
}

static const char *order_words(const struct telling *t, const struct q_order *o, const struct verb_last *v)
{
	const struct cat_column *c = o->by.table >= 0 && o->by.column >= 0
					     ? &t->cat->tables[q_table(o->by.table)].columns[o->by.column]
					     : NULL;

	if (o->by.agg == Q_COUNT)
		return o->desc ? v->most : v->least;
	if (o->by.agg != Q_PLAIN || (c && db_type_is_number(c->type)))
		return o->desc ? v->largest : v->smallest;
	bool day =
		c && o->by.bucket == Q_WHOLE &&
		(c->type == DB_DATE || c->type == DB_TIMESTAMP || (c->n_values && tok_is_date(c->values[0])));
	if (day)
		return o->desc ? v->newest : v->oldest;
	return o->desc ? v->down : v->up;
}

static void add_order(struct str *out, const struct telling *t, const struct verb_last *v)
{
	const struct query *q = t->q;

	for (size_t i = 0; i < q->order.n; i++) {
		const struct q_order *o = &q->order.items[i];
		str_addf(out, "%s%s%s", i ? v->next : v->open, telling_expr(t, &o->by), order_words(t, o, v));
	}
	if (q->limit) {
		str_adds(out, q->order.n ? v->next : v->open);
		const char *n = arena_printf(t->a, "%lld", (long long)q->limit);
		if (q->skip)
			phrases_add(out, v->behind, arena_printf(t->a, "%lld", (long long)q->skip), n, NULL);
		else
			phrases_add(out, v->first, n, NULL, NULL);
	}
	str_adds(out, q->order.n || q->limit ? v->close : "");
}

static void verb_last(struct str *out, const struct telling *t, const struct verb_last *v)
{
	const struct query *q = t->q;
	struct str shown = STR_INIT(SENTENCE_MAX);
	bool some = add_shown(&shown, t);

	if (q->of_groups) {
		str_free(&shown);
		add_of_groups(out, t);
		str_adds(out, v->end);
		return;
	}
	if (q->where.n + q->having.n) {
		telling_add_conds(out, t, q);
		str_addf(out, "%s%s%s%s", is_adjective(t) ? "" : v->a_noun,
			t->say->tongue == TONGUE_KO ? " " : "",
			telling_thing(t, t->subject >= 0 ? t->subject : q->from.items[0].table), v->about);
	}
	if (q->group.n) {
		add_groups(out, t);
		str_adds(out, some ? v->each : v->each_alone);
	}
	str_add(out, shown.buf, shown.n);
	str_free(&shown);
	str_adds(out, some ? v->object : "");
	str_adds(out, q->distinct ? v->show_once : v->show);
	add_order(out, t, v);
	add_shape(out, t);
	str_adds(out, v->end);
}

const char *explain_query(
	struct arena *a, const struct cat_snapshot *cat, const struct query *q, enum tongue tongue)
{
	struct telling t = {.a = a, .cat = cat, .q = q, .say = phrases_of(tongue), .subject = -1};
	struct str out = STR_INIT(SENTENCE_MAX);

	bool counts = false;
	for (size_t i = 0; i < q->select.n && tongue == TONGUE_EN; i++)
		counts = counts || q->select.items[i].agg != Q_PLAIN;
	if (q->group.n == 1)
		t.subject = q->group.items[0].table;
	else if (!q->group.n && !counts && q->select.n && q->from.n == 1)
		t.subject = q->from.items[0].table;
	if (tongue == TONGUE_EN)
		english(&out, &t);
	else
		verb_last(&out, &t, tongue == TONGUE_KO ? &in_korean : &in_japanese);
	return phrases_settle(a, tongue, str_to_arena(&out, a));
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
	enum tongue tongue = tok_tongue(f->linked->tokens);
	const struct phrases *say = phrases_of(tongue);

	for (size_t i = 0; i < f->linked->n && q->order.n; i++) {
		const struct item *it = &f->linked->items[i];
		if (it->kind != ITEM_OP || (it->op->kind != OP_SUPER && it->op->kind != OP_COMMON))
			continue;
		const struct q_order *o = &q->order.items[0];
		struct slice said = phrase_of(f, i);
		struct str s = STR_INIT(SENTENCE_MAX);
		phrases_add(&s, say->means, arena_strndup(a, said.p, said.n),
			explain_expr(a, cat, &o->by, tongue), o->desc ? say->largest : say->smallest);
		vec_push(&out, a, phrases_settle(a, tongue, str_to_arena(&s, a)));
		break;
	}
	for (size_t i = 0; i < q->where.n; i++) {
		const struct q_cond *c = &q->where.items[i];
		bool value = c->op == Q_EQ && !c->a.query && !c->a.is_number && c->a.text.n;
		struct str s = STR_INIT(SENTENCE_MAX);
		if (!value)
			continue;
		phrases_add(&s, say->value_of, arena_strndup(a, c->a.text.p, c->a.text.n),
			explain_expr(a, cat, &c->lhs, tongue), NULL);
		vec_push(&out, a, phrases_settle(a, tongue, str_to_arena(&s, a)));
	}
	*n = out.n;
	return out.items;
}
