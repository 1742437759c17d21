// SPDX-License-Identifier: Apache-2.0
/*
 * A word such as "name" or "price" often stands in many tables. Where the rest of the question decides between them there
 * is nothing to ask; where it says nothing at all, any answer is one of several, and the others look as right as it does.
 */
#include "assistant/offline/clarify.h"

#include "assistant/offline/explain.h"
#include "base/arena.h"
#include "base/str.h"

enum { CHOICES_MAX = 4 };

static const double as_good = 0.02; /* readings whose scores are this near say the same */

struct gen_choice clarify_choice(struct arena *a, const struct gen_request *req, const struct linked *l,
	const struct q_expr *e, int item)
{
	const struct cat_table *t = &req->cat->tables[q_table(e->table)];
	const struct item *it = &l->items[item];
	const struct tok *first = &l->tokens->items[it->start],
			 *last = &l->tokens->items[it->start + it->n - 1];
	struct slice all = req->question;
	struct gen_choice c;

	c.label = explain_expr(a, req->cat, e, tok_tongue(l->tokens));
	c.question = arena_printf(a, "%.*s%s %s%.*s", (int)first->start, all.p, t->name,
		e->column >= 0 ? t->columns[e->column].name : "", (int)(all.n - last->end),
		all.p + last->end);
	return c;
}

const char *clarify_message(
	struct arena *a, const struct tokens *t, const struct gen_choice *choices, size_t n)
{
	struct str s = STR_INIT(1000);

	for (size_t i = 0; i < n; i++) {
		const char *between = i == 0        ? ""
				      : t->japanese ? "、"
				      : i + 1 < n   ? ", "
				      : t->korean   ? ", "
						    : " or ";
		str_addf(&s, "%s%s", between, choices[i].label);
	}
	const char *labels = str_to_arena(&s, a);
	return arena_printf(a,
		t->japanese ? "%sのどれのことですか。"
		: t->korean ? "%s 중 어느 것인가요?"
			    : "Did you mean %s?",
		labels);
}

/* The column of the table that a link may mean as well as its best reading; -1 = none. */
static int32_t column_in(const struct names *ns, const struct item *it, int32_t table)
{
	for (size_t i = 0; i < it->n_readings; i++) {
		const struct reading_of *r = &it->readings[i];
		if (r->score < it->readings[0].score - as_good)
			break;
		if (r->kind == READ_COLUMN && r->table == table && !names_is_key(ns, table, r->column))
			return r->column;
	}
	return -1;
}

/* The link that shows the way, when nothing else in the question points at a table; -1 = the question tells enough. */
static int only_link(const struct frame *f)
{
	int found = -1;

	if (f->asked >= 0 || f->entities.n || f->absent.n || f->ask_hint || f->shape.twin_table >= 0)
		return -1;
	for (size_t i = 0; i < f->linked->n; i++) {
		const struct item *it = &f->linked->items[i];
		if (it->kind != ITEM_LINK)
			continue;
		if (item_role(it) != ROLE_COLUMN || it->readings[0].own_table || it->readings[0].documented ||
			it->readings[0].formula)
			return -1;
		if (found < 0)
			found = (int)i;
	}
	return found;
}

/* Do all links of the question stand in the table? */
static bool holds_all(const struct frame *f, int32_t table)
{
	for (size_t i = 0; i < f->linked->n; i++) {
		const struct item *it = &f->linked->items[i];
		if (it->kind == ITEM_LINK && column_in(f->linked->names, it, table) < 0)
			return false;
	}
	return true;
}

bool clarify_tables(struct arena *a, const struct gen_request *req, const struct frame *f,
	const struct query *best, struct gen_answer *out)
{
	struct gen_choice *choices = ARENA_ARRAY(a, struct gen_choice, CHOICES_MAX);
	int item = best->from.n == 1 ? only_link(f) : -1;
	int32_t first = item >= 0 ? q_table(best->from.items[0].table) : -1;
	size_t n = 0;

	if (item < 0 || !holds_all(f, first))
		return false;
	for (int32_t i = -1; i < (int32_t)req->cat->n_tables && n < CHOICES_MAX; i++) {
		int32_t table = i < 0 ? first : i;
		if ((i >= 0 && table == first) || !holds_all(f, table))
			continue;
		struct q_expr e = {.table = table,
			.column = column_in(f->linked->names, &f->linked->items[item], table)};
		choices[n++] = clarify_choice(a, req, f->linked, &e, item);
	}
	if (n < 2)
		return false;
	out->choices = choices;
	out->n_choices = n;
	out->message = clarify_message(a, f->linked->tokens, choices, n);
	return true;
}
