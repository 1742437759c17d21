// SPDX-License-Identifier: Apache-2.0
/* Names go through the dialect's quoter, texts through its literal writer; nothing of a question is pasted. */
#include "assistant/offline/render.h"

#include "base/arena.h"
#include "base/limits.h"
#include "sql/dialect.h"

struct rendering {
	struct str *out;
	const struct cat_snapshot *cat;
	const struct query *q;
	enum sql_dialect d;
};

static void add_query(struct str *out, const struct cat_snapshot *cat, const struct query *q);

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
		sql_add_ident(r->out, r->d, slice_of(r->cat->tables[table].columns[column].name));
}

static void add_bucket(struct rendering *r, const struct q_expr *e)
{
	static const char *const sqlite[] = {
		[Q_WHOLE] = "", [Q_YEAR] = "%Y", [Q_MONTH] = "%Y-%m", [Q_DAY] = "%Y-%m-%d"};
	static const char *const postgres[] = {
		[Q_WHOLE] = "", [Q_YEAR] = "YYYY", [Q_MONTH] = "YYYY-MM", [Q_DAY] = "YYYY-MM-DD"};

	if (r->d == SQL_POSTGRES) {
		str_adds(r->out, "to_char(");
		add_column(r, e->table, e->column);
		str_addf(r->out, ", '%s')", postgres[e->bucket]);
		return;
	}
	str_addf(r->out, "strftime('%s', ", sqlite[e->bucket]);
	add_column(r, e->table, e->column);
	str_addc(r->out, ')');
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

static void add_expr(struct rendering *r, const struct q_expr *e)
{
	static const char *const names[] = {
		[Q_COUNT] = "COUNT", [Q_SUM] = "SUM", [Q_AVG] = "AVG", [Q_MIN] = "MIN", [Q_MAX] = "MAX"};

	if (e->bucket != Q_WHOLE) {
		add_bucket(r, e);
		return;
	}
	if (e->agg == Q_PLAIN) {
		add_inner(r, e);
		return;
	}
	if (e->formula && e->formula->aggregates) {
		add_inner(r, e);
		return;
	}
	str_addf(r->out, "%s%s(%s", e->round_digits ? "ROUND(" : "", names[e->agg],
		e->distinct ? "DISTINCT " : "");
	add_inner(r, e);
	str_addc(r->out, ')');
	if (e->round_digits)
		str_addf(r->out, ", %d)", e->round_digits);
}

static void add_from(struct rendering *r)
{
	for (size_t i = 0; i < r->q->from.n; i++) {
		const struct q_join *j = &r->q->from.items[i];
		const struct cat_table *t = &r->cat->tables[j->table];
		str_adds(r->out, i ? " JOIN " : " FROM ");
		if (r->d == SQL_POSTGRES && t->schema && !str_eq(t->schema, "public")) {
			sql_add_ident(r->out, r->d, slice_of(t->schema));
			str_addc(r->out, '.');
		}
		sql_add_ident(r->out, r->d, slice_of(t->name));
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
		add_query(r->out, r->cat, v->query);
		str_addc(r->out, ')');
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

static void add_tail(struct rendering *r)
{
	for (size_t i = 0; i < r->q->order.n; i++) {
		str_adds(r->out, i ? ", " : " ORDER BY ");
		add_expr(r, &r->q->order.items[i].by);
		str_adds(r->out, r->q->order.items[i].desc ? " DESC" : "");
	}
	if (r->q->limit)
		str_addf(r->out, " LIMIT %lld", (long long)r->q->limit);
}

static void add_query(struct str *out, const struct cat_snapshot *cat, const struct query *q)
{
	struct rendering r = {.out = out, .cat = cat, .q = q, .d = cat->dialect};

	add_exprs(&r, q->distinct ? "SELECT DISTINCT " : "SELECT ", q->select.items, q->select.n);
	add_from(&r);
	add_conds(&r, " WHERE ", q->where.items, q->where.n);
	add_exprs(&r, " GROUP BY ", q->group.items, q->group.n);
	add_conds(&r, " HAVING ", q->having.items, q->having.n);
	if (q->set != Q_SET_NONE && q->right) {
		static const char *const words[] = {
			[Q_UNION] = " UNION ", [Q_INTERSECT] = " INTERSECT ", [Q_EXCEPT] = " EXCEPT "};
		str_adds(out, words[q->set]);
		add_query(out, cat, q->right);
		return;
	}
	add_tail(&r);
}

const char *render_sql(struct arena *a, const struct cat_snapshot *cat, const struct query *q)
{
	struct str out = STR_INIT(SQL_MAX);

	add_query(&out, cat, q);
	return str_to_arena(&out, a);
}
