// SPDX-License-Identifier: Apache-2.0
/*
 * The English reader's sixth part: nouns. A table's name is what is asked about, counted or denied; a column's is shown,
 * compared, grouped or sorted by, or says yes or no; which of these is told by what was read before it.
 */
#include "assistant/offline/read_en.h"

#include "base/arena.h"

static void add_entity(struct reader *r, size_t i)
{
	vec_push(&r->f->entities, r->a, (int)i);
	r->last_table = (int)i;
	r->f->used[i] = true;
}

/* The table item that owns a column said at i: "singer's name", "name of the singer". */
int reader_owner(const struct reader *r, size_t i)
{
	bool tied = false;

	if (i > 0 && reader_role(r, i - 1) == ROLE_TABLE)
		return (int)i - 1;
	if (r->in_filter && r->last_table >= 0)
		return r->last_table;
	for (size_t k = i + 1; k < r->l->n && !r->its; k++) {
		enum op_kind op = reader_op(r, k);
		tied = tied || op == OP_OF;
		if (reader_role(r, k) == ROLE_TABLE && (tied || r->last_table < 0))
			return (int)k;
		if (reader_role(r, k) == ROLE_TABLE || op == OP_FILTER || op == OP_STOP || op == OP_GROUP ||
			op == OP_ORDER || op == OP_COUNT || op == OP_SUPER)
			break;
	}
	return r->last_table;
}

/* "grouped by country and city": the last noun of the question goes with the one before it. */
static bool groups_on(const struct reader *r, size_t i)
{
	size_t last = i + 2;
	bool ends = last + 1 >= r->l->n || reader_op(r, last + 1) == OP_STOP;

	return (reader_op(r, i + 1) == OP_AND || reader_op(r, i + 1) == OP_COMMA) && ends &&
	       (reader_role(r, last) == ROLE_COLUMN || reader_role(r, last) == ROLE_TABLE) &&
	       !r->f->groups.items[0].bucket;
}

/* "each employee supports": what follows the table is a verb, by which other rows refer to it. */
static bool is_reference_to(const struct reader *r, size_t table, size_t i)
{
	const struct reading_of *t = link_best(&r->l->items[table], READ_TABLE, 0);
	const struct reading_of *c = i < r->l->n ? link_best(&r->l->items[i], READ_COLUMN, 0) : NULL;

	return t && c && r->l->items[i].n == 1 && c->table != t->table &&
	       r->l->names->cat->tables[c->table].columns[c->column].fk_table == t->table;
}

static void group_by(struct reader *r, size_t i)
{
	struct target t = TARGET_INIT;

	t.kind = reader_role(r, i) == ROLE_TABLE ? TARGET_LABEL : TARGET_COLUMN;
	t.item = (int)i;
	t.near = reader_owner(r, i);
	/* "for each stadium name": the noun is the column that follows */
	if (t.kind == TARGET_LABEL && reader_role(r, i + 1) == ROLE_COLUMN &&
		reader_op(r, i + 1) == OP_NONE && !r->l->tokens->items[r->l->items[i].start].possessive &&
		i + 1 < r->l->n && !is_reference_to(r, i, i + 1)) {
		add_entity(r, i);
		t.kind = TARGET_COLUMN;
		t.item = (int)i + 1;
		t.near = (int)i;
		r->f->used[i + 1] = true;
		r->skip_to = i + 2;
	}
	vec_push(&r->f->groups, r->a, t);
	if (t.kind == TARGET_LABEL)
		add_entity(r, i);
	r->f->used[i] = true;
	if (!groups_on(r, i))
		r->mode = r->before_group;
}

/* "number of floors" where floors is a number already: the column counts for us; "total number of floors" adds it up. */
static void drop_count_of_measure(struct reader *r, size_t i)
{
	size_t kept = 0;

	if (r->distinct || !item_is_measure(r->l, &r->l->items[i]))
		return;
	for (size_t k = 0; k < r->n_aggs; k++) {
		if (r->aggs[k] != Q_COUNT)
			r->aggs[kept++] = r->aggs[k];
	}
	if (kept < r->n_aggs && kept == 0 && r->total_count && r->mode == MODE_SELECT)
		r->aggs[kept++] = Q_SUM;
	r->n_aggs = kept;
	r->total_count = false;
}

static void order_by(struct reader *r, size_t i)
{
	struct f_order o = {.by = TARGET_INIT, .desc = r->order_dir == 2};

	o.has_dir = r->order_dir != 0;
	o.by.item = (int)i;
	o.by.kind = reader_role(r, i) == ROLE_TABLE ? TARGET_LABEL : TARGET_COLUMN;
	o.by.near = reader_owner(r, i);
	drop_count_of_measure(r, i);
	if (r->n_aggs) {
		o.by.agg = r->aggs[0];
		if (o.by.agg == Q_COUNT && o.by.kind == TARGET_LABEL) {
			o.by.kind = TARGET_ROWS;
			o.by.agg = Q_PLAIN;
		}
		r->n_aggs = 0;
	}
	if (reader_role(r, i) == ROLE_TABLE)
		add_entity(r, i);
	vec_push(&r->f->orders, r->a, o);
	r->f->used[i] = true;
}

/* "by the company named 'X'": the column at i gets a value and groups nothing. */
bool reader_is_valued(const struct reader *r, size_t i)
{
	for (size_t k = i + 1; k < r->l->n && k < i + 4; k++) {
		if (r->l->items[k].kind == ITEM_TEXT || reader_role(r, k) == ROLE_VALUE)
			return true;
		if (reader_role(r, k) != ROLE_NONE)
			return false;
	}
	return false;
}

/* "employees and their customers": shown beside what is asked about. */
static bool is_theirs(const struct reader *r, size_t i)
{
	bool ends = i + 1 >= r->l->n || reader_op(r, i + 1) == OP_STOP;

	return ends && reader_op(r, i - 1) == OP_ALSO && r->f->asked == (int)i - 2 && !r->n_aggs &&
	       r->f->projections.n == 1 && r->f->projections.items[0].kind == TARGET_LABEL;
}

/* "names of parties and their regions", "the names and the players of clubs": shown beside what was listed before. */
static bool is_listed(const struct reader *r, size_t i)
{
	size_t before = i;

	while (before > 0 && reader_op(r, before - 1) == OP_NOISE)
		before--;
	enum op_kind joint = before > 0 ? reader_op(r, before - 1) : OP_NONE;
	bool ends = i + 1 >= r->l->n || reader_op(r, i + 1) == OP_STOP;
	return r->mode == MODE_SELECT && r->f->projections.n && r->f->asked < 0 && !r->n_aggs &&
	       ((joint == OP_ALSO && ends) || (joint == OP_AND && reader_op(r, i + 1) == OP_OF));
}

static void take_table(struct reader *r, size_t i)
{
	struct target t = TARGET_INIT;

	t.item = (int)i;
	bool happens = false;
	if (i + 1 < r->l->n) {
		int before = r->last_table;
		r->last_table = (int)i;
		happens = reader_is_event(r, i + 1); /* "members joined" are no joined of members */
		r->last_table = before;
	}
	if (!happens && reader_op(r, i + 1) == OP_NONE && reader_role(r, i + 1) == ROLE_COLUMN &&
		r->mode == MODE_SELECT && i + 1 < r->l->n && !reader_is_valued(r, i + 1)) {
		add_entity(r, i); /* "singer names": the column speaks */
		return;
	}
	if (r->denied && !r->negated) {
		r->f->used[i] = true; /* "not have a cat as a pet": belongs to what is denied */
		return;
	}
	if (r->negated && !r->cmp) {
		vec_push(&r->f->absent, r->a, (int)i);
		r->scope = (int)r->f->absent.n;
		r->f->used[i] = true;
		r->negated = false;
		r->last_table = (int)i;
		return;
	}
	if (r->mode == MODE_SELECT && r->n_aggs && r->aggs[0] == Q_COUNT) {
		t.kind = TARGET_ROWS;
		r->n_aggs = 1;
		bool distinct = r->distinct;
		r->distinct = false;
		r->aggs[0] = Q_PLAIN;
		r->n_aggs = 0;
		reader_project(r, t);
		r->f->projections.items[r->f->projections.n - 1].distinct = distinct;
	} else if (i >= 2 && (is_listed(r, i) || is_theirs(r, i))) {
		t.kind = TARGET_LABEL;
		t.near = (int)i;
		reader_project(r, t);
	} else if (r->mode == MODE_SELECT && r->f->asked < 0 && !r->after_of) {
		r->f->asked = (int)i;
		if (r->distinct)
			r->f->distinct = true;
		r->distinct = false;
	} else if (r->mode == MODE_SELECT && r->list_goes_on && !r->after_of) {
		t.kind = TARGET_LABEL;
		reader_project(r, t);
	}
	if (r->named && r->f->asked < 0 && !r->in_filter)
		r->f->asked = (int)i;
	r->named = false;
	add_entity(r, i);
	if (r->mode == MODE_SELECT)
		r->mode = MODE_HEAD;
	r->list_goes_on = false;
}

/* "names of teachers and the courses they teach": shown beside what was listed before. */
static bool take_theirs(struct reader *r, size_t i)
{
	struct target t = {.kind = TARGET_LABEL, .item = (int)i, .near = (int)i};
	size_t next = i + 1, before = i;

	while (before > 0 && reader_op(r, before - 1) == OP_NOISE)
		before--;
	enum op_kind joint = before > 0 ? reader_op(r, before - 1) : OP_NONE;
	if (joint != OP_AND && joint != OP_ALSO && joint != OP_COMMA)
		return false;
	if (reader_op(r, next) == OP_FILTER && r->l->items[next].op->arg == 0)
		next++; /* "that they conducted" */
	if (!r->f->projections.n || r->n_aggs || r->in_filter || r->negated || next >= r->l->n ||
		!slice_eq(r->l->tokens->items[r->l->items[next].start].low, SLICE_LIT("they")))
		return false;
	reader_project(r, t);
	add_entity(r, i);
	r->mode = MODE_HEAD;
	r->list_goes_on = false;
	return true;
}

/* "how many models": rows of a table where one is called so, though a column is too. */
static bool count_table(struct reader *r, size_t i)
{
	if (r->mode != MODE_SELECT || !r->n_aggs || r->aggs[0] != Q_COUNT || r->distinct ||
		!link_best(&r->l->items[i], READ_TABLE, 0.6))
		return false;
	take_table(r, i);
	return true;
}

/* Is it a reference that a document gives a name? */
static bool refers_by_document(const struct reader *r, size_t i)
{
	const struct reading_of *c = link_best(&r->l->items[i], READ_COLUMN, 0);

	return c && c->documented && r->l->names->cat->tables[c->table].columns[c->column].fk_table >= 0;
}

/* "Which customers are companies?", "how many of them are": those that have one. */
static bool take_kind(struct reader *r, size_t i)
{
	const struct reading_of *c = link_best(&r->l->items[i], READ_COLUMN, 0.9);
	bool counted = r->f->projections.n == 1 && r->f->projections.items[0].kind == TARGET_ROWS;
	int subject = counted ? r->f->projections.items[0].item : r->f->projections.n ? -1 : r->f->asked;
	const struct reading_of *t = subject >= 0 ? link_best(&r->l->items[subject], READ_TABLE, 0) : NULL;
	bool said = i >= 2 && reader_op(r, i - 1) == OP_BE && t && c && c->table == t->table;

	if (!said || !c || !(i + 1 == r->l->n || reader_op(r, i + 1) == OP_STOP) ||
		!r->l->names->cat->tables[c->table].columns[c->column].nullable ||
		r->l->names->cat->tables[c->table].columns[c->column].type != DB_TEXT)
		return false;
	struct f_cond cond = {.lhs = {.kind = TARGET_COLUMN, .item = (int)i, .near = subject},
		.op = Q_NOT_NULL,
		.a = -1,
		.b = -1};
	reader_push_cond(r, cond);
	reader_use(r, (int)i);
	return true;
}

/* "discontinued products", "that are discontinued": the column says yes or no, and is a condition. */
static bool take_flag(struct reader *r, size_t i)
{
	const struct reading_of *x = link_best(&r->l->items[i], READ_COLUMN, 0.6);
	struct f_cond c = {.lhs = TARGET_INIT, .op = Q_EQ, .a = -1, .b = -1, .flag = true};
	bool before_noun = reader_role(r, i + 1) == ROLE_TABLE,
	     last = i + 1 >= r->l->n || reader_op(r, i + 1) == OP_STOP || reader_op(r, i + 1) == OP_COMMA ||
		    reader_op(r, i + 1) == OP_AND;
	bool first = r->mode == MODE_SELECT && !r->f->projections.n && !r->n_aggs; /* "cancelled orders" */
	bool said =
		r->in_filter || (i > 0 && (reader_op(r, i - 1) == OP_BE || reader_op(r, i - 1) == OP_NOT));

	if (!x || !names_flag(r->l->names, x->table, x->column, true).n || r->cmp || r->super ||
		!(before_noun || (last && said) || (x->own_table && r->l->items[i].n > 1 && first)))
		return false;
	c.lhs.kind = TARGET_COLUMN;
	c.lhs.item = (int)i;
	c.lhs.near = before_noun ? (int)i + 1 : r->last_table;
	c.negated = r->negated;
	r->negated = r->denied = false;
	reader_use(r, (int)i);
	enum reader_mode mode = r->mode;
	reader_push_cond(r, c);
	r->mode = mode;
	return true;
}

/* "customers who have a fax number": those where it is not empty. */
static void take_presence(struct reader *r, size_t i)
{
	const struct item *it = &r->l->items[i];
	const struct reading_of *t =
		r->last_table >= 0 ? link_best(&r->l->items[r->last_table], READ_TABLE, 0) : NULL;
	const struct reading_of *c = NULL;
	size_t before = i;

	for (size_t k = 0; t && k < it->n_readings && !c; k++) {
		if (it->readings[k].kind == READ_COLUMN && it->readings[k].table == t->table)
			c = &it->readings[k];
	}

	while (before > 0 && reader_op(r, before - 1) == OP_NOISE)
		before--;
	bool has = before > 0 && before < i && reader_op(r, before - 1) == OP_HAVE;
	bool ends = i + 1 >= r->l->n || reader_op(r, i + 1) == OP_STOP;
	if (!has || !ends || !c || !r->in_filter || r->f->used[i] || r->negated || r->denied || r->cmp ||
		r->super || !r->l->names->cat->tables[c->table].columns[c->column].nullable ||
		item_is_measure(r->l, &r->l->items[i]))
		return;
	reader_use(r, (int)i);
	reader_push_cond(
		r, (struct f_cond){.lhs = {.kind = TARGET_COLUMN, .item = (int)i, .near = r->last_table},
			   .op = Q_NOT_NULL,
			   .a = -1,
			   .b = -1});
}

void reader_take_column(struct reader *r, size_t i)
{
	struct target t = {.kind = TARGET_COLUMN, .item = (int)i, .near = reader_owner(r, i)};

	if (take_flag(r, i) || count_table(r, i) || take_kind(r, i))
		return;
	if (reader_is_event(r, i) && (r->f->asked >= 0 || r->f->projections.n || r->mode == MODE_HEAD)) {
		reader_take_event(r, i);
		return;
	}
	bool waited = r->n_aggs && r->aggs[0] != Q_COUNT && !r->in_filter && r->f->projections.n == 0;
	bool answers = r->f->ask_hint && r->mode == MODE_HEAD && !r->in_filter && !r->f->projections.n &&
		       refers_by_document(r, i); /* "who looks after": whom the column refers to */
	bool in_list =
		r->mode == MODE_SELECT || answers || (r->mode == MODE_HEAD && (r->list_goes_on || waited));

	drop_count_of_measure(r, i);

	if (r->mode == MODE_SELECT && r->after_of && !r->n_aggs && r->f->projections.n) {
		r->mode = MODE_HEAD; /* "the speed of the pilot": whose, not what */
		in_list = false;
	}
	if (r->cmp && r->cmp_value >= 0) { /* "more than 3 points": the unit comes last */
		r->last_column = (int)i;
		reader_finish_compare(r);
		return;
	}
	if (in_list && !r->cmp) {
		r->f->used[i] = true;
		if (r->mode == MODE_HEAD && r->f->projections.n == 0 && r->f->asked >= 0 && !r->n_aggs) {
			struct target label = {
				.kind = TARGET_LABEL, .item = r->f->asked, .near = r->f->asked};
			reader_project(r, label); /* "the players and their ages" */
		}
		bool listed = i > 0 &&
			      (reader_op(r, i - 1) == OP_AND || (i > 1 && reader_op(r, i - 1) == OP_NOISE &&
									reader_op(r, i - 2) == OP_AND));
		size_t n = r->f->projections.n;
		if (!r->n_aggs && listed && n && r->f->projections.items[n - 1].agg >= Q_SUM &&
			item_is_measure(r->l, &r->l->items[i]))
			r->aggs[r->n_aggs++] =
				r->f->projections.items[n - 1].agg; /* "average rating and price" */
		else if (!r->n_aggs && listed && n && r->f->projections.items[n - 1].agg == Q_COUNT &&
			 r->f->projections.items[n - 1].distinct) {
			r->aggs[r->n_aggs++] = Q_COUNT; /* "number of different names and cities" */
			r->distinct = true;
		}
		reader_project(r, t);
		r->mode = MODE_SELECT;
		r->list_goes_on = false;
	}
	r->last_column = (int)i;
	r->last_column_at = i;
	reader_deny_column(r, i);
	take_presence(r, i);
}

void reader_take_link(struct reader *r, size_t i)
{
	enum item_role role = reader_role(r, i);

	if (role == ROLE_VALUE) {
		if (r->l->tokens->items[r->l->items[i].start].num.n && r->l->items[i].n == 1)
			reader_take_number(r, i);
		else
			reader_take_value(r, i);
		return;
	}
	if (r->super && r->mode != MODE_GROUP && reader_take_super(r, i))
		return;
	if (r->mode == MODE_GROUP)
		group_by(r, i);
	else if (r->mode == MODE_ORDER)
		order_by(r, i);
	else if (role == ROLE_TABLE) {
		if (!take_theirs(r, i))
			take_table(r, i);
	} else
		reader_take_column(r, i);
	r->after_of = false;
}
