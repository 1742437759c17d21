// SPDX-License-Identifier: Apache-2.0
/* The English reader's seventh part: days. What happened on one is a column that a verb spells ("joined", "was shipped"). */
#include "assistant/offline/read_en.h"

#include "base/arena.h"

/* The item's best column where that holds a date, or NULL. */
static const struct reading_of *date_column(const struct reader *r, size_t i)
{
	const struct reading_of *c = i < r->l->n && r->l->items[i].kind == ITEM_LINK
					     ? link_best(&r->l->items[i], READ_COLUMN, 0)
					     : NULL;

	return c && names_is_date(r->l->names, c->table, c->column) ? c : NULL;
}

bool reader_is_event(const struct reader *r, size_t i)
{
	const struct reading_of *c = date_column(r, i);
	struct slice w =
		i < r->l->n ? r->l->tokens->items[r->l->items[i].start].low : (struct slice){NULL, 0};

	if (!c || r->l->items[i].n != 1 || reader_role(r, i) != ROLE_COLUMN)
		return false;
	return w.n > 3 && w.p[w.n - 1] == 'd' && w.p[w.n - 2] == 'e' &&
	       (r->last_table >= 0 || r->f->ask_hint) && !r->super && r->mode != MODE_GROUP &&
	       r->mode != MODE_ORDER;
}

/* "was hired last": an order by that day. */
static bool take_rank(struct reader *r, size_t i)
{
	static const struct {
		const char *word;
		bool desc;
	} ranks[] = {{"last", true}, {"latest", true}, {"first", false}, {"earliest", false}};
	struct slice w =
		i + 1 < r->l->n ? r->l->tokens->items[r->l->items[i + 1].start].low : (struct slice){NULL, 0};
	struct target by = {.kind = TARGET_COLUMN, .item = (int)i, .near = r->last_table};

	if (i + 2 < r->l->n && reader_op(r, i + 2) != OP_STOP)
		return false;
	for (size_t k = 0; k < ARRAY_LEN(ranks); k++) {
		if (!slice_eq(w, slice_of(ranks[k].word)))
			continue;
		vec_push(&r->f->supers, r->a, (struct f_super){.by = by, .desc = ranks[k].desc});
		reader_use(r, (int)i + 1);
		r->skip_to = i + 2;
		return true;
	}
	return false;
}

void reader_take_event(struct reader *r, size_t i)
{
	const struct reading_of *c = date_column(r, i);
	bool ends = i + 1 >= r->l->n || reader_op(r, i + 1) == OP_STOP;

	reader_use(r, (int)i);
	if (take_rank(r, i))
		return;
	reader_begin_filter(r, i);
	r->last_column = (int)i;
	r->last_column_at = i;
	reader_deny_column(r, i);
	if (!ends || !r->l->names->cat->tables[c->table].columns[c->column].nullable || r->f->conds.n)
		return;
	reader_push_cond(
		r, (struct f_cond){.lhs = {.kind = TARGET_COLUMN, .item = (int)i, .near = r->last_table},
			   .op = Q_NOT_NULL,
			   .a = -1,
			   .b = -1});
}

void reader_take_span(struct reader *r, size_t i)
{
	struct period *p = ARENA_NEW(r->a, struct period);
	struct f_cond c = {.lhs = TARGET_INIT, .op = Q_EQ, .a = -1, .b = -1, .span = p};
	size_t n;

	if (!period_at(r->l->tokens, r->l->items[i].start, r->l->today, p, &n))
		return;
	bool said = r->last_column >= 0 && date_column(r, (size_t)r->last_column);
	c.lhs.kind = said ? TARGET_COLUMN : TARGET_HINT;
	c.lhs.item = said ? r->last_column : -1;
	c.lhs.hint = "date|time|day|year";
	c.lhs.near = r->last_table;
	if (said)
		reader_unproject(r, r->last_column);
	reader_use(r, c.lhs.item);
	if (r->cmp && r->cmp->arg != Q_EQ)
		c.op = (enum q_op)r->cmp->arg;
	c.negated = r->negated || (r->cmp && r->cmp_negated);
	r->cmp = NULL;
	r->negated = r->denied = r->cmp_negated = false;
	r->between_a = -1;
	reader_push_cond(r, c);
}
