// SPDX-License-Identifier: Apache-2.0
/*
 * Names go through the dialect's quoter, texts through its literal writer; nothing of a question is pasted. A query that
 * looks at its groups once more (the average of them, the first of each) becomes a subquery of FROM.
 */
#include "assistant/offline/render.h"

#include "assistant/offline/alias.h"
#include "assistant/offline/assemble_int.h"
#include "base/arena.h"
#include "base/limits.h"
#include "sql/dialect.h"

struct rendering {
	struct arena *a;
	struct str *out;
	const struct cat_snapshot *cat;
	const struct query *q;
	enum sql_dialect d;
	const char *const *names; /* of the select list's expressions; NULL = none is named */
};

static void add_query(struct rendering *r, const struct query *q, bool named);
static void add_conds(struct rendering *r, const char *word, const struct q_cond *conds, size_t n);

static void add_name(struct rendering *r, const char *name)
{
	sql_add_ident(r->out, r->d, slice_of(name));
}

static void add_qualifier(struct rendering *r, int32_t table)
{
	if (r->q->from.n < 2)
		return;
	for (size_t i = 0; i < r->q->from.n; i++) {
		if (r->q->from.items[i].table == table) {
			str_addf(r->out, "T%zu.", i + 1);
			return;
		}
	}
}

static void add_column(struct rendering *r, int32_t table, int32_t column)
{
	add_qualifier(r, table);
	if (column < 0)
		str_addc(r->out, '*');
	else
		add_name(r, r->cat->tables[q_table(table)].columns[column].name);
}

static void add_quarter(struct rendering *r, const struct q_expr *e)
{
	str_adds(r->out, "strftime('%Y', ");
	add_column(r, e->table, e->column);
	str_adds(r->out, ") || '-Q' || ((CAST(strftime('%m', ");
	add_column(r, e->table, e->column);
	str_adds(r->out, ") AS INTEGER) + 2) / 3)");
}

static void add_bucket(struct rendering *r, const struct q_expr *e)
{
	static const char *const sqlite[] = {
		[Q_WHOLE] = "", [Q_YEAR] = "%Y", [Q_MONTH] = "%Y-%m", [Q_DAY] = "%Y-%m-%d", [Q_QUARTER] = ""};
	static const char *const postgres[] = {[Q_WHOLE] = "",
		[Q_YEAR] = "YYYY",
		[Q_MONTH] = "YYYY-MM",
		[Q_DAY] = "YYYY-MM-DD",
		[Q_QUARTER] = "YYYY-\"Q\"Q"};

	if (r->d == SQL_POSTGRES) {
		str_adds(r->out, "to_char(");
		add_column(r, e->table, e->column);
		str_addf(r->out, ", '%s')", postgres[e->bucket]);
	} else if (e->bucket == Q_QUARTER) {
		add_quarter(r, e);
	} else {
		str_addf(r->out, "strftime('%s', ", sqlite[e->bucket]);
		add_column(r, e->table, e->column);
		str_addc(r->out, ')');
	}
}

/* What an aggregate is taken of, or what stands by itself. */
static void add_inner(struct rendering *r, const struct q_expr *e)
{
	for (size_t i = 0; e->formula && i < e->formula->n; i++) {
		const struct q_piece *p = &e->formula->pieces[i];
		if (p->column >= 0)
			add_column(r, e->table, p->column);
		else
			str_add(r->out, p->text.p, p->text.n);
	}
	if (e->formula)
		return;
	if (e->column < 0 && e->agg != Q_PLAIN)
		str_addc(r->out, '*');
	else
		add_column(r, e->table, e->column);
	if (e->times) {
		str_adds(r->out, " * ");
		add_column(r, e->table, e->times - 1);
	}
}

static void add_percent(struct rendering *r)
{
	str_adds(r->out, "100.0 * SUM(CASE WHEN ");
	add_conds(r, "", r->q->share.items, r->q->share.n);
	str_adds(r->out, " THEN 1 ELSE 0 END) / COUNT(*)");
}

/* The measure itself, without what is made of it beside other groups. */
static void add_measure(struct rendering *r, const struct q_expr *e)
{
	static const char *const names[] = {[Q_COUNT] = "COUNT",
		[Q_SUM] = "SUM",
		[Q_AVG] = "AVG",
		[Q_MIN] = "MIN",
		[Q_MAX] = "MAX",
		[Q_PERCENT] = ""};

	if (e->formula && e->formula->aggregates) {
		add_inner(r, e);
		return;
	}
	str_addf(r->out, "%s%s(%s", e->round_digits ? "ROUND(" : "", names[e->agg],
		e->distinct ? "DISTINCT " : "");
	add_inner(r, e);
	str_addc(r->out, ')');
	if (e->unit.per > 0)
		str_addf(r->out, " / %.1f", e->unit.per);
	if (e->round_digits)
		str_addf(r->out, ", %d)", e->round_digits);
}

static void add_previous(struct rendering *r, const struct q_expr *e)
{
	str_adds(r->out, "LAG(");
	add_measure(r, e);
	str_adds(r->out, ")");
}

static void add_over(struct rendering *r, const struct q_expr *e);

static void add_window(struct rendering *r, const struct q_expr *e)
{
	struct q_expr before = *e;

	before.window = Q_PREVIOUS;
	switch (e->window) {
	case Q_RUNNING:
		str_adds(r->out, "SUM(");
		add_measure(r, e);
		str_adds(r->out, ")");
		add_over(r, e);
		return;
	case Q_PREVIOUS:
		add_previous(r, e);
		add_over(r, e);
		return;
	case Q_OF_ALL:
		str_adds(r->out, "100.0 * ");
		add_measure(r, e);
		str_adds(r->out, " / SUM(");
		add_measure(r, e);
		str_adds(r->out, ") OVER ()");
		return;
	case Q_CHANGE:
		add_measure(r, e);
		str_adds(r->out, " - ");
		add_window(r, &before);
		return;
	case Q_GROWTH:
		str_adds(r->out, "100.0 * (");
		add_measure(r, e);
		str_adds(r->out, " - ");
		add_window(r, &before);
		str_adds(r->out, ") / ");
		add_window(r, &before);
		return;
	case Q_NO_WINDOW:
		return;
	}
}

static void add_expr(struct rendering *r, const struct q_expr *e)
{
	struct q_expr whole = *e;

	whole.round_digits = 0;
	if (e->round_digits && (e->window || e->agg == Q_PERCENT)) {
		str_adds(r->out, "ROUND(");
		add_expr(r, &whole);
		str_addf(r->out, ", %d)", e->round_digits);
	} else if (e->window)
		add_window(r, e);
	else if (e->agg == Q_PERCENT)
		add_percent(r);
	else if (e->agg != Q_PLAIN)
		add_measure(r, e);
	else if (e->bucket != Q_WHOLE)
		add_bucket(r, e);
	else {
		add_inner(r, e);
		if (e->unit.per > 0)
			str_addf(r->out, " / %.1f", e->unit.per);
	}
}

/* In the order of the query's groups. */
static void add_over(struct rendering *r, const struct q_expr *e)
{
	struct q_expr by = r->q->group.items[0];

	(void)e;
	str_adds(r->out, " OVER (ORDER BY ");
	add_expr(r, &by);
	str_addc(r->out, ')');
}

static void add_from(struct rendering *r)
{
	for (size_t i = 0; i < r->q->from.n; i++) {
		const struct q_join *j = &r->q->from.items[i];
		const struct cat_table *t = &r->cat->tables[q_table(j->table)];
		str_adds(r->out, !i ? " FROM " : j->outer ? " LEFT JOIN " : " JOIN ");
		if (r->d == SQL_POSTGRES && t->schema && !str_eq(t->schema, "public")) {
			add_name(r, t->schema);
			str_addc(r->out, '.');
		}
		add_name(r, t->name);
		if (r->q->from.n > 1)
			str_addf(r->out, " AS T%zu", i + 1);
		if (i) {
			str_adds(r->out, " ON ");
			add_column(r, j->left_table, j->left_column);
			str_adds(r->out, " = ");
			add_column(r, j->table, j->right_column);
		}
	}
}

static void add_value(struct rendering *r, const struct q_value *v)
{
	if (v->query) {
		str_addc(r->out, '(');
		add_query(r, v->query, false);
		str_addc(r->out, ')');
	} else if (v->expr) {
		add_expr(r, v->expr);
	} else if (v->is_number) {
		str_add(r->out, v->text.p, v->text.n);
	} else {
		sql_add_text(r->out, r->d, v->text);
	}
}

static void add_cond(struct rendering *r, const struct q_cond *c)
{
	static const char *const ops[] = {[Q_EQ] = " = ",
		[Q_NE] = " <> ",
		[Q_LT] = " < ",
		[Q_LE] = " <= ",
		[Q_GT] = " > ",
		[Q_GE] = " >= ",
		[Q_BETWEEN] = " BETWEEN ",
		[Q_LIKE] = " LIKE ",
		[Q_NOT_LIKE] = " NOT LIKE ",
		[Q_IN] = " IN ",
		[Q_NOT_IN] = " NOT IN ",
		[Q_IS_NULL] = " IS NULL",
		[Q_NOT_NULL] = " IS NOT NULL"};

	add_expr(r, &c->lhs);
	str_adds(r->out, ops[c->op]);
	if (c->op == Q_IS_NULL || c->op == Q_NOT_NULL)
		return;
	add_value(r, &c->a);
	if (c->op == Q_BETWEEN) {
		str_adds(r->out, " AND ");
		add_value(r, &c->b);
	}
}

/* Conditions tied by OR stand in parentheses, so that AND around them keeps its meaning. */
static void add_conds(struct rendering *r, const char *word, const struct q_cond *conds, size_t n)
{
	for (size_t i = 0; i < n;) {
		size_t end = i + 1;
		while (end < n && conds[end].or_before)
			end++;
		str_adds(r->out, i ? " AND " : word);
		bool group = end - i > 1 && end - i < n;
		str_adds(r->out, group ? "(" : "");
		for (size_t k = i; k < end; k++) {
			str_adds(r->out, k > i ? " OR " : "");
			add_cond(r, &conds[k]);
		}
		str_adds(r->out, group ? ")" : "");
		i = end;
	}
}

static void add_exprs(struct rendering *r, const char *word, const struct q_expr *e, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		str_adds(r->out, i ? ", " : word);
		add_expr(r, &e[i]);
	}
}

static void add_select(struct rendering *r)
{
	for (size_t i = 0; i < r->q->select.n; i++) {
		str_adds(r->out, i ? ", " : r->q->distinct ? "SELECT DISTINCT " : "SELECT ");
		add_expr(r, &r->q->select.items[i]);
		if (r->names && r->names[i]) {
			str_adds(r->out, " AS ");
			add_name(r, r->names[i]);
		}
	}
}

/* What is sorted by: by its name where it is shown under one. */
static void add_order(struct rendering *r, const struct q_order *o)
{
	const char *name = NULL;

	for (size_t i = 0; r->names && i < r->q->select.n && !name; i++) {
		if (expr_same(&r->q->select.items[i], &o->by))
			name = r->names[i];
	}
	if (name)
		add_name(r, name);
	else
		add_expr(r, &o->by);
	str_adds(r->out, o->desc ? " DESC" : "");
}

static void add_tail(struct rendering *r)
{
	for (size_t i = 0; i < r->q->order.n; i++) {
		str_adds(r->out, i ? ", " : " ORDER BY ");
		add_order(r, &r->q->order.items[i]);
	}
	if (r->q->limit)
		str_addf(r->out, " LIMIT %lld", (long long)r->q->limit);
	if (r->q->limit && r->q->skip)
		str_addf(r->out, " OFFSET %lld", (long long)r->q->skip);
}

/* FROM to HAVING. */
static void add_rows(struct rendering *r)
{
	const struct query *q = r->q;

	add_from(r);
	add_conds(r, " WHERE ", q->where.items, q->where.n);
	add_exprs(r, " GROUP BY ", q->group.items, q->group.n);
	add_conds(r, " HAVING ", q->having.items, q->having.n);
}

/* SELECT COUNT(*) FROM (the groups). */
static void add_count_of_groups(struct rendering *r)
{
	const char *table = r->cat->tables[q_table(r->q->group.items[0].table)].name;

	str_adds(r->out, "SELECT COUNT(*) AS ");
	add_name(r, alias_of_words(r->a, r->cat, r->q, alias_count_words(r->a, table)));
	str_adds(r->out, " FROM (");
	add_select(r);
	add_rows(r);
	str_adds(r->out, ") AS ");
	add_name(r, alias_of_words(r->a, r->cat, r->q, "groups of rows"));
}

/* SELECT AVG(order_count) FROM (the groups). */
static void add_of_groups(struct rendering *r)
{
	static const char *const words[] = {[Q_PLAIN] = "",
		[Q_COUNT] = "",
		[Q_SUM] = "sum of",
		[Q_AVG] = "average",
		[Q_MIN] = "lowest",
		[Q_MAX] = "highest",
		[Q_PERCENT] = ""};
	static const char *const names[] = {[Q_PLAIN] = "",
		[Q_COUNT] = "",
		[Q_SUM] = "SUM",
		[Q_AVG] = "AVG",
		[Q_MIN] = "MIN",
		[Q_MAX] = "MAX",
		[Q_PERCENT] = ""};
	if (r->q->of_groups == Q_COUNT) {
		add_count_of_groups(r);
		return;
	}
	const char *inner = r->names[0] ? r->names[0] : alias_of_words(r->a, r->cat, r->q, "measure");
	const char *joint = strchr(inner, '_') ? "_" : "";

	str_addf(r->out, "SELECT %s(", names[r->q->of_groups]);
	add_name(r, inner);
	str_adds(r->out, ") AS ");
	add_name(r,
		alias_of_words(r->a, r->cat, r->q,
			arena_printf(r->a, "%s%s%s", words[r->q->of_groups], *joint ? joint : " ", inner)));
	str_adds(r->out, " FROM (");
	add_select(r);
	add_rows(r);
	str_adds(r->out, ") AS ");
	add_name(r, alias_of_words(r->a, r->cat, r->q, "groups of rows"));
}

static const char *shown_name(const struct rendering *r, size_t i)
{
	const struct q_expr *e = &r->q->select.items[i];

	return r->names[i] ? r->names[i] : r->cat->tables[q_table(e->table)].columns[e->column].name;
}

/* SELECT name, price FROM (each with its place among its group) WHERE place <= 3. */
static void add_top(struct rendering *r)
{
	const struct query *q = r->q;
	const char *place = alias_of_words(r->a, r->cat, q, "place");

	for (size_t i = 0; i < q->select.n; i++) {
		str_adds(r->out, i ? ", " : "SELECT ");
		add_name(r, shown_name(r, i));
	}
	str_adds(r->out, " FROM (");
	add_select(r);
	str_adds(r->out, ", RANK() OVER (PARTITION BY ");
	add_expr(r, &q->partition);
	for (size_t i = 0; i < q->order.n; i++) {
		str_adds(r->out, i ? ", " : " ORDER BY ");
		add_expr(r, &q->order.items[i].by);
		str_adds(r->out, q->order.items[i].desc ? " DESC" : "");
	}
	str_adds(r->out, ") AS ");
	add_name(r, place);
	add_rows(r);
	str_adds(r->out, ") AS ");
	add_name(r, alias_of_words(r->a, r->cat, q, "ranked"));
	str_adds(r->out, " WHERE ");
	add_name(r, place);
	str_addf(r->out, " <= %lld ORDER BY ", (long long)q->top);
	add_name(r, shown_name(r, 0));
	str_adds(r->out, ", ");
	add_name(r, place);
}

static void add_query(struct rendering *outer, const struct query *q, bool named)
{
	static const char *const words[] = {[Q_SET_NONE] = "",
		[Q_UNION] = " UNION ",
		[Q_INTERSECT] = " INTERSECT ",
		[Q_EXCEPT] = " EXCEPT "};
	struct rendering r = *outer;

	r.q = q;
	r.names = named ? alias_names(r.a, r.cat, q) : NULL;
	if (q->of_groups && named) {
		add_of_groups(&r);
	} else if (q->top && named) {
		add_top(&r);
	} else {
		add_select(&r);
		add_rows(&r);
		if (q->set != Q_SET_NONE && q->right) {
			str_adds(r.out, words[q->set]);
			add_query(&r, q->right, named);
		} else {
			add_tail(&r);
		}
	}
}

const char *render_sql(struct arena *a, const struct cat_snapshot *cat, const struct query *q)
{
	struct str out = STR_INIT(SQL_MAX);
	struct rendering r = {.a = a, .out = &out, .cat = cat, .d = cat->dialect};

	add_query(&r, q, true);
	return str_to_arena(&out, a);
}
