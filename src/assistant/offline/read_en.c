// SPDX-License-Identifier: Apache-2.0
/*
 * Reading English, left to right. A question has a select list, then what it is about, then conditions; words like
 * "whose", "for each" or "sorted by" change what the nouns after them are for. Numbers and values are in read_cond.c.
 */
#include "assistant/offline/read_en.h"

#include "base/arena.h"

enum item_role item_role(const struct item *it)
{
	const struct reading_of *v = link_best(it, READ_VALUE, 0), *c = link_best(it, READ_COLUMN, 0),
				*t = link_best(it, READ_TABLE, 0);
	double best = MAX(c ? c->score : 0, t ? t->score : 0);

	if (it->kind != ITEM_LINK)
		return ROLE_NONE;
	if (v && v->score > best + 0.01)
		return ROLE_VALUE;
	if (t && (!c || t->score >= c->score - 0.005))
		return ROLE_TABLE;
	return c ? ROLE_COLUMN : ROLE_NONE;
}

bool item_is_measure(const struct linked *l, const struct item *it)
{
	for (size_t i = 0; i < it->n_readings; i++) {
		const struct reading_of *r = &it->readings[i];
		if (r->kind == READ_COLUMN && r->score > 0.55 &&
			db_type_is_number(l->names->cat->tables[r->table].columns[r->column].type) &&
			!names_is_key(l->names, r->table, r->column))
			return true;
	}
	return false;
}

enum op_kind reader_op(const struct reader *r, size_t i)
{
	return i < r->l->n && r->l->items[i].kind == ITEM_OP ? r->l->items[i].op->kind : OP_NONE;
}

enum item_role reader_role(const struct reader *r, size_t i)
{
	/* after "whose" and "its" comes a property, though a table may be called the same */
	if (i < r->l->n && i > 0 && r->l->items[i - 1].kind == ITEM_OP && r->l->items[i - 1].op->arg == 1 &&
		(reader_op(r, i - 1) == OP_FILTER || reader_op(r, i - 1) == OP_NOISE) &&
		item_role(&r->l->items[i]) == ROLE_TABLE && link_best(&r->l->items[i], READ_COLUMN, 0.7))
		return ROLE_COLUMN;
	return i < r->l->n ? item_role(&r->l->items[i]) : ROLE_NONE;
}

size_t reader_next(const struct reader *r, size_t i)
{
	for (i++; i < r->l->n; i++) {
		enum op_kind k = reader_op(r, i);
		if (k != OP_NOISE && k != OP_OF && k != OP_DISTINCT && k != OP_BE)
			return i;
	}
	return r->l->n;
}

void reader_project(struct reader *r, struct target t)
{
	if (r->n_aggs == 0) {
		t.distinct = false;
		vec_push(&r->f->projections, r->a, t);
	}
	for (size_t k = 0; k < r->n_aggs; k++) {
		t.agg = r->aggs[k];
		t.distinct = t.agg == Q_COUNT && r->distinct && t.kind == TARGET_COLUMN;
		vec_push(&r->f->projections, r->a, t);
	}
	if (r->n_aggs == 0 && r->distinct)
		r->f->distinct = true;
	r->n_aggs = 0;
	r->distinct = false;
	r->last_projected = t.item;
}

/* A count that was announced and found no noun of its own: of whatever the question is about. */
void reader_flush_count(struct reader *r)
{
	struct target t = TARGET_INIT;

	if (r->n_aggs == 1 && r->aggs[0] == Q_COUNT && r->mode == MODE_ORDER) {
		t.kind = TARGET_ROWS;
		vec_push(&r->f->orders, r->a,
			(struct f_order){.by = t, .desc = r->order_dir == 2, .has_dir = r->order_dir != 0});
	}
	if (r->n_aggs == 1 && r->aggs[0] == Q_COUNT && r->mode == MODE_SELECT) {
		t.kind = TARGET_ROWS;
		r->distinct = false;
		reader_project(r, t);
	}
	r->f->lost += r->n_aggs && r->aggs[0] != Q_COUNT; /* an average that found nothing to measure */
	r->n_aggs = 0;
}

static void begin_select(struct reader *r, size_t i)
{
	bool first = i == 0 || reader_op(r, i - 1) == OP_STOP || reader_op(r, i - 1) == OP_COMMA ||
		     reader_op(r, i - 1) == OP_AND || r->mode == MODE_SELECT;

	if (!first) {
		reader_begin_filter(r, i);
		return;
	}
	reader_flush_count(r);
	reader_end_clause(r);
	if (i > 1 && reader_op(r, i - 1) == OP_STOP && r->l->items[i].op->arg == 0 && r->f->projections.n &&
		!r->second_at)
		r->second_at =
			r->f->projections.n; /* "... List the name and the count." says it again, better */
	r->mode = MODE_SELECT;
	r->scope = 0;
}

static void ask_for(struct reader *r, size_t i, const char *hint)
{
	if (i == 0 || reader_op(r, i - 1) == OP_STOP || reader_op(r, i - 1) == OP_COMMA) {
		r->f->ask_hint = hint;
		r->mode = MODE_HEAD;
		r->named = r->l->items[i].op->kind == OP_NAME_ASK && r->l->items[i].op->arg == 1;
		return;
	}
	if (reader_op(r, i - 1) == OP_AND && !r->in_filter) {
		struct target t = {.kind = TARGET_HINT, .item = -1, .hint = hint, .near = r->last_table};
		reader_project(r, t);
	} else
		reader_begin_filter(r, i);
}

static void take_joiner(struct reader *r, size_t i, enum op_kind kind)
{
	if (kind == OP_ALSO) {
		if (r->mode == MODE_HEAD && r->f->asked >= 0 && !r->f->projections.n && !r->in_filter &&
			!r->n_aggs) {
			struct target label = {
				.kind = TARGET_LABEL, .item = r->f->asked, .near = r->f->asked};
			reader_project(r, label); /* "customers and their emails" */
		}
		reader_flush_count(r);
		reader_end_clause(r);
		r->mode = MODE_SELECT;
		r->scope = 0;
		return;
	}
	if (kind == OP_OR) {
		r->or_pending = true;
		return;
	}
	if (r->n_aggs && reader_op(r, reader_next(r, i)) == OP_NONE && r->mode == MODE_SELECT &&
		kind == OP_AND && reader_role(r, reader_next(r, i)) == ROLE_NONE)
		reader_flush_count(r);
	if (!r->in_filter && (r->mode == MODE_HEAD || r->mode == MODE_SELECT))
		r->list_goes_on = true;
	r->after_of = false;
	if (kind == OP_COMMA && r->scope)
		r->scope = 0;
	if (kind == OP_COMMA && r->mode == MODE_ORDER)
		r->order_dir = 0;
	if (kind == OP_COMMA && r->before_group == MODE_SELECT && r->f->projections.n == 0)
		r->mode = MODE_SELECT;
}

static void take_direction(struct reader *r, const struct lex_op *op)
{
	bool desc = op->kind == OP_DESC;
	struct f_order o = {.by = TARGET_INIT, .desc = desc, .has_dir = true};

	if (r->f->orders.n) {
		struct f_order *last = &r->f->orders.items[r->f->orders.n - 1];
		last->desc = desc;
		last->has_dir = true;
		return;
	}
	if (r->mode == MODE_ORDER) {
		r->order_dir = desc ? 2 : 1;
		return;
	}
	r->order_dir = desc ? 2 : 1;
	if (op->hint) {
		o.by.kind = TARGET_HINT;
		o.by.hint = op->hint;
		vec_push(&r->f->orders, r->a, o);
	} else {
		r->order_due = true; /* by the first thing shown, unless a key follows */
	}
}

static void take_structure(struct reader *r, size_t i, const struct lex_op *op)
{
	if (op->kind == OP_GROUP && op->arg == 3 && i > 0 && reader_op(r, i - 1) == OP_COUNT && r->n_aggs) {
		r->distinct = true; /* "the count of different types" */
	} else if (op->kind == OP_GROUP) {
		r->before_group = r->mode == MODE_GROUP || r->mode == MODE_ORDER ? MODE_HEAD : r->mode;
		if (r->n_aggs && r->aggs[0] == Q_COUNT)
			reader_flush_count(r);
		if (op->arg == 2 && r->mode == MODE_SELECT && i > 0 &&
			reader_role(r, reader_next(r, i)) == ROLE_COLUMN)
			return;
		const struct lex_op *top = reader_keeps_rank(r, i) ? r->super : NULL;
		r->super = top ? NULL : r->super;
		reader_end_clause(r);
		r->super = top ? top : r->super;
		r->mode = MODE_GROUP;
		r->scope = 0;
	} else if (op->kind == OP_ORDER) {
		reader_flush_count(r);
		reader_end_clause(r);
		r->mode = MODE_ORDER;
		r->order_dir = op->arg ? op->arg : r->order_due ? r->order_dir : 0;
		r->order_due = false;
		r->scope = 0;
	} else if (op->kind == OP_STOP) {
		reader_flush_count(r);
		reader_end_clause(r);
		r->mode = MODE_HEAD;
		r->in_filter = false;
		r->its = false;
		r->scope = 0;
	}
}

/* "written by", "made by": of the agent of a verb, not of a group. */
static bool is_participle(const struct reader *r, size_t i)
{
	static const char *const irregular[] = {"written", "made", "held", "won", "sung", "drawn", "sold",
		"bought", "sent", "led", "taught", "given", "taken", "spent", "run", "built", "driven",
		"paid", "done", "shown", "seen", "sponsored"};
	const struct tok *t = &r->l->tokens->items[r->l->items[i].start + r->l->items[i].n - 1];

	for (size_t k = 0; k < ARRAY_LEN(irregular); k++) {
		if (slice_eq(t->low, slice_of(irregular[k])))
			return true;
	}
	return t->low.n > 3 && t->low.p[t->low.n - 1] == 'd' && t->low.p[t->low.n - 2] == 'e';
}

/* "orders by status", when that is all that is said: a sort of rows is counted. "List customers by city" wants rows. */
static bool counts_by(const struct reader *r, size_t i, size_t next)
{
	enum item_role role = reader_role(r, next);

	return i == 1 && reader_role(r, 0) == ROLE_TABLE && (role == ROLE_COLUMN || role == ROLE_TABLE) &&
	       reader_next(r, next) >= r->l->n;
}

/* "average price by category": what was measured is grouped by the noun; "albums by Nirvana" is not. */
static bool groups_by(const struct reader *r, size_t i)
{
	size_t next = reader_next(r, i), n = r->f->projections.n;
	enum item_role role = reader_role(r, next);

	if (r->in_filter || r->super || reader_is_valued(r, next))
		return false;
	if (!n)
		return counts_by(r, i, next);
	if (role == ROLE_COLUMN && r->mode == MODE_HEAD)
		return true;
	const struct target *last = &r->f->projections.items[n - 1];
	if (is_participle(r, i - 1) || (next < r->l->n && reader_op(r, next + 1) == OP_FILTER))
		return false;
	return (role == ROLE_COLUMN || role == ROLE_TABLE) && n == 1 &&
	       (r->mode == MODE_HEAD || r->mode == MODE_SELECT) &&
	       (last->agg != Q_PLAIN || last->kind == TARGET_ROWS);
}

/* "genres by number of tracks": the tracks are counted for each genre. */
static bool counts_per(const struct reader *r, size_t i)
{
	size_t next = i + 1;

	while (reader_op(r, next) == OP_NOISE)
		next++;
	return r->l->items[i].op->arg == 1 && i > 0 && r->f->asked == (int)i - 1 && !r->order_first &&
	       !r->super && !r->super_n && !r->f->projections.n && !r->in_filter &&
	       reader_op(r, next) == OP_COUNT && reader_role(r, reader_next(r, next)) == ROLE_TABLE;
}

static const struct lex_op after_op = {
	.phrase = "after", .kind = OP_CMP, .arg = Q_GT, .hint = "year|date|time"};
static const struct lex_op exactly_op = {.phrase = "only", .kind = OP_CMP, .arg = Q_EQ};
static const struct lex_op before_op = {
	.phrase = "before", .kind = OP_CMP, .arg = Q_LT, .hint = "year|date|time"};

/* "were never ordered", "earning more than 90000": the operator's word is the noun that it also spells. */
static bool is_noun_here(const struct reader *r, size_t i)
{
	const struct item *it = &r->l->items[i];

	if (it->op->kind == OP_ORDER)
		return r->negated && link_best(it, READ_TABLE, 0.7);
	if (it->op->kind == OP_NOISE && it->op->arg == 3) /* "the results of the battles" */
		return link_best(it, READ_COLUMN, 0.9);
	return it->op->kind == OP_SUM && it->op->arg == 3 && reader_op(r, i + 1) == OP_CMP &&
	       link_best(it, READ_COLUMN, 0.7);
}

/* "the details of the projects", which have a column of that name. */
static bool is_owned(const struct reader *r, size_t i)
{
	const struct item *it = &r->l->items[i];
	int owner = reader_owner(r, i);
	const struct reading_of *t = owner >= 0 ? link_best(&r->l->items[owner], READ_TABLE, 0) : NULL;

	for (size_t k = 0; t && k < it->n_readings; k++) {
		if (it->readings[k].kind == READ_COLUMN && it->readings[k].table == t->table)
			return true;
	}
	return !t && link_best(it, READ_COLUMN, 0.7);
}

/* What asks: "which", "where", "when", "how long". */
static bool take_asking(struct reader *r, size_t i, const struct lex_op *op)
{
	switch ((int)op->kind) {
	case OP_ORDER:
		if (i)
			return false;
		r->order_first = true;
		begin_select(r, i);
		return true;
	case OP_ASK:
		begin_select(r, i);
		return true;
	case OP_NAME_ASK:
		ask_for(r, i, "name|title");
		return true;
	case OP_WHERE_ASK:
		ask_for(r, i, "city|town|location|hometown|place|country|address|state|venue");
		return true;
	case OP_WHEN_ASK:
		if (op->arg == 2)
			reader_take_how(r, op);
		else
			ask_for(r, i, op->arg ? "year|date" : "date|year|time|day");
		return true;
	default:
		return false;
	}
}

/* What is computed, and of which span of time. */
static bool take_computing(struct reader *r, size_t i, const struct lex_op *op)
{
	if (op->kind == OP_PERIOD)
		reader_take_period(r, op);
	else if (op->kind == OP_SPAN)
		reader_take_span(r, i);
	else if (op->kind == OP_SUM && op->arg == 3)
		reader_take_money(r, op);
	else if (op->kind >= OP_COUNT && op->kind <= OP_MAX)
		reader_take_aggregate(r, i, (enum q_agg)(op->kind - OP_COUNT + Q_COUNT));
	else if (op->kind == OP_SUPER || op->kind == OP_COMMON)
		reader_begin_super(r, i, op->arg != 0);
	else if (op->kind >= OP_SHARE && op->kind <= OP_INCLUDING)
		reader_take_shape(r, i, op);
	else
		return false;
	return true;
}

static void take_noise(struct reader *r, size_t i, const struct lex_op *op)
{
	if (op->arg == 4 && r->in_filter && i + 1 < r->l->n && r->l->items[i + 1].kind == ITEM_NUMBER)
		reader_take_condition_op(r, i, &exactly_op);
	else
		r->its = r->its || op->arg == 1;
}

static void take_everything(struct reader *r, size_t i, const struct lex_op *op)
{
	if (op->arg == 1 && is_owned(r, i))
		reader_take_column(r, i);
	else
		r->f->everything = r->f->everything || op->arg == 0 || !r->f->projections.n;
}

static void take_of(struct reader *r, size_t i, const struct lex_op *op)
{
	if (counts_per(r, i)) {
		struct target by = {.kind = TARGET_LABEL, .item = r->f->asked, .near = r->f->asked};
		vec_push(&r->f->groups, r->a, by);
		r->mode = MODE_SELECT;
		r->f->asked = -1;
		return;
	}
	r->after_of = true;
	if (op->arg == 1 && r->order_first) {
		r->order_first = false;
		take_structure(r, i, &(struct lex_op){.kind = OP_ORDER});
	} else if (op->arg == 1 && groups_by(r, i)) {
		take_structure(r, i, &(struct lex_op){.kind = OP_GROUP});
	}
}

static void take_op(struct reader *r, size_t i)
{
	const struct lex_op *op = r->l->items[i].op;

	r->f->used[i] = true;
	if (r->f->shape.share && r->f->shape.split < 0 &&
		(op->kind == OP_BE || op->kind == OP_HAVE || op->kind == OP_FILTER || op->kind == OP_NOT))
		r->f->shape.split = (int)i;
	if (is_noun_here(r, i)) {
		r->l->items[i].kind = ITEM_LINK;
		reader_take_link(r, i);
		return;
	}
	if (take_asking(r, i, op) || take_computing(r, i, op))
		return;
	if (op->kind == OP_NOISE)
		take_noise(r, i, op);
	else if (op->kind == OP_GROUP || op->kind == OP_ORDER || op->kind == OP_STOP)
		take_structure(r, i, op);
	else if (op->kind == OP_DESC || op->kind == OP_ASC)
		take_direction(r, op);
	else if (op->kind == OP_AND || op->kind == OP_COMMA || op->kind == OP_ALSO || op->kind == OP_OR)
		take_joiner(r, i, op->kind);
	else if (op->kind == OP_DISTINCT)
		r->distinct = op->arg == 0 || r->distinct;
	else if (op->kind == OP_EVERYTHING)
		take_everything(r, i, op);
	else if (op->kind == OP_CMP_POST) {
		r->or_pending = slice_starts(
			slice_of(op->phrase), SLICE_LIT("or ")); /* "before 2000 or after 2010" */
		r->cmp = op->arg == Q_GE ? &after_op : &before_op;
	} else if (op->kind == OP_OF)
		take_of(r, i, op);
	else
		reader_take_condition_op(r, i, op);
}

/* "miles per gallon (mpg)": the column once more. */
static bool is_said_again(struct reader *r, size_t i)
{
	size_t at = r->l->items[i].start;
	const struct reading_of *x = link_best(&r->l->items[i], READ_COLUMN, 0),
				*y = r->last_column >= 0
					     ? link_best(&r->l->items[r->last_column], READ_COLUMN, 0)
					     : NULL;

	if (at == 0 || !slice_eq(r->l->tokens->items[at - 1].raw, SLICE_LIT("(")) || !x || !y ||
		x->table != y->table || x->column != y->column)
		return false;
	reader_use(r, (int)i);
	return true;
}

void read_english(struct arena *a, const struct linked *l, struct frame *f)
{
	struct reader r = {
		.a = a,
		.l = l,
		.f = f,
		.mode = MODE_SELECT,
		.last_table = -1,
		.last_column = -1,
		.last_projected = -1,
		.cmp_value = -1,
		.between_a = -1,
	};

	for (size_t i = 0; i < l->n; i++) {
		if (i < r.skip_to)
			continue;
		const struct item *it = &l->items[i];
		r.at = i;
		if (it->kind == ITEM_OP)
			take_op(&r, i);
		else if (it->kind == ITEM_LINK && !is_said_again(&r, i))
			reader_take_link(&r, i);
		else if (it->kind == ITEM_NUMBER)
			reader_take_number(&r, i);
		else if (it->kind == ITEM_TEXT)
			reader_take_value(&r, i);
	}
	r.f->lost += r.mode == MODE_GROUP; /* "per quarter" of what has no such thing */
	r.f->lost +=
		r.n_aggs && r.aggs[0] != Q_COUNT && !r.super; /* an average that found nothing to measure */
	reader_flush_count(&r);
	reader_end_clause(&r);
	reader_finish(&r);
	f->shape.unit = unit_asked(l->tokens);
}
