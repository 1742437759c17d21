// SPDX-License-Identifier: Apache-2.0
/*
 * The English reader's second part: conditions and their numbers. A number looks for its column behind it ("age over 20"), in
 * the comparison's own word ("older than 20") and before the next noun ("more than 3 songs"), in that order.
 */
#include "assistant/offline/read_en.h"

#include "base/arena.h"
#include "base/num.h"

static bool is_yearlike(const struct item *it)
{
	int64_t v;

	return it->text.n == 4 && num_parse_i64(it->text, 1000, 2100, &v);
}

void reader_begin_filter(struct reader *r, size_t i)
{
	(void)i;
	if (r->mode == MODE_SELECT && r->n_aggs == 1 && r->aggs[0] == Q_COUNT)
		reader_flush_count(r);
	if (r->mode == MODE_SELECT || r->mode == MODE_GROUP || r->mode == MODE_ORDER)
		r->mode = MODE_HEAD;
	r->in_filter = true;
	r->list_goes_on = false;
}

void reader_push_cond(struct reader *r, struct f_cond c)
{
	c.or_before = r->or_pending && r->f->conds.n > 0;
	c.scope = r->scope;
	c.both = r->both && r->f->conds.n > 0;
	r->or_pending = false;
	vec_push(&r->f->conds, r->a, c);
	if (r->mode == MODE_SELECT && !r->n_aggs)
		r->mode = MODE_HEAD;
}

void reader_use(struct reader *r, int i)
{
	if (i >= 0)
		r->f->used[i] = true;
}

enum q_op reader_flip(enum q_op op)
{
	static const enum q_op flipped[] = {
		[Q_EQ] = Q_NE, [Q_NE] = Q_EQ, [Q_LT] = Q_GE, [Q_LE] = Q_GT, [Q_GT] = Q_LE, [Q_GE] = Q_LT};

	return op <= Q_GE ? flipped[op] : op;
}

void reader_unproject(struct reader *r, int item)
{
	size_t n = r->f->projections.n;

	if (n && r->f->projections.items[n - 1].item == item && r->f->projections.items[n - 1].agg == Q_PLAIN)
		r->f->projections.n--;
}

/* The column a value at i belongs to because it stands right before it, or -1. */
int reader_column_before(const struct reader *r, size_t i, bool loose)
{
	size_t reach = loose ? 6 : 3;

	if (r->last_column < 0 || i < r->last_column_at || i - r->last_column_at > reach)
		return -1;
	for (size_t k = r->last_column_at + 1; k < i; k++) {
		enum op_kind op = reader_op(r, k);
		if (op == OP_AND && r->between_a >= 0)
			continue;
		if (reader_role(r, k) != ROLE_NONE || op == OP_COMMA || op == OP_STOP ||
			(op == OP_OF && !loose && !reader_is_event(r, r->last_column_at)) ||
			op == OP_FILTER || op == OP_NAME_ASK || op == OP_HAVE || op == OP_AND)
			return -1;
	}
	return r->last_column;
}

/* "2014 or after", unless a number follows: "before 2000 or after 2010" are two comparisons. */
void reader_take_post(struct reader *r, size_t i, struct f_cond *c)
{
	if (reader_op(r, i + 1) != OP_CMP_POST)
		return;
	for (size_t k = i + 2; k < r->l->n && k < i + 6; k++) {
		if (r->l->items[k].kind == ITEM_NUMBER || r->l->items[k].text.n)
			return;
	}
	c->op = (enum q_op)r->l->items[i + 1].op->arg;
	reader_use(r, (int)i + 1);
	r->skip_to = MAX(r->skip_to, i + 2);
}

/* "Not returned yet": a past participle that names a column which may be empty. */
static bool is_unfinished(const struct reader *r, size_t i)
{
	const struct item *it = &r->l->items[i];
	const struct reading_of *c = link_best(it, READ_COLUMN, 0.6);
	struct slice w = r->l->tokens->items[it->start].low;

	if (!c || it->n != 1 || w.n < 5 || memcmp(w.p + w.n - 2, "ed", 2) != 0)
		return false;
	const struct cat_column *col = &r->l->names->cat->tables[c->table].columns[c->column];
	return col->nullable && !names_is_key(r->l->names, c->table, c->column);
}

void reader_deny_column(struct reader *r, size_t i)
{
	struct f_cond c = {.lhs = TARGET_INIT, .op = Q_IS_NULL, .a = -1, .b = -1};
	size_t at = i; /* of what stands before its article */

	while (at > 0 && reader_op(r, at - 1) == OP_NOISE)
		at--;
	const struct lex_op *before =
		at > 0 && r->l->items[at - 1].kind == ITEM_OP ? r->l->items[at - 1].op : NULL;

	bool has_none = before && before->kind == OP_NOT && before->arg == 1 && i + 2 >= r->l->n;
	if (!r->negated || r->cmp || !(has_none || (is_unfinished(r, i) && !reader_is_valued(r, i))))
		return;
	c.lhs.kind = TARGET_COLUMN;
	c.lhs.item = (int)i;
	c.lhs.near = r->last_table;
	r->negated = false;
	reader_use(r, (int)i);
	reader_push_cond(r, c);
}

/* "twice", "three times": the number counts rows. */
static bool counts_times(const struct reader *r, size_t number)
{
	const struct tokens *t = r->l->tokens;
	size_t at = r->l->items[number].start;
	struct slice low = t->items[at].low;

	return slice_eq(low, SLICE_LIT("twice")) || slice_eq(low, SLICE_LIT("once")) ||
	       (at + 1 < t->n && slice_eq(t->items[at + 1].low, SLICE_LIT("times")));
}

/* "the weight of cars with 8 cylinders produced in 1974": not the weight, unless it is said to be a year or a date. */
static bool is_year_of(const struct reader *r, size_t number, int column)
{
	const struct reading_of *x = link_best(&r->l->items[column], READ_COLUMN, 0);
	bool timed =
		x && (names_is_date(r->l->names, x->table, x->column) ||
			     names_has_word(r->l->names, r->l->names->columns[x->table][x->column], "year") ||
			     names_has_word(r->l->names, r->l->names->columns[x->table][x->column], "date"));

	return is_yearlike(&r->l->items[number]) && number > 0 && reader_op(r, number - 1) == OP_OF && x &&
	       !timed && number > (size_t)column + 1;
}

static bool is_dated(const struct reader *r, int item)
{
	const struct reading_of *x = link_best(&r->l->items[item], READ_COLUMN, 0);

	return x && names_is_date(r->l->names, x->table, x->column);
}

/* The column said before a number, unless the number is of something else. */
static int compared_before(const struct reader *r, size_t number)
{
	int before = reader_column_before(r, number, true);

	if (before >= 0 && r->cmp && r->cmp->hint && !is_yearlike(&r->l->items[number]) &&
		!item_is_measure(r->l, &r->l->items[before]) && !is_dated(r, before))
		return -1; /* "which last longer than 60": a verb that spells a column */
	if (before >= 0 && r->between_a >= 0 && !item_is_measure(r->l, &r->l->items[before]))
		return -1; /* "the campus opened between 1935 and 1939" */
	if (before >= 0 && !r->cmp && r->between_a < 0 && is_year_of(r, number, before) &&
		!reader_is_event(r, (size_t)before))
		return -1;
	return before;
}

/* What needs no column of its own: money that was spent, "twice", "store 1". */
static bool settle_without_column(struct reader *r, struct f_cond *c, size_t number, int before)
{
	if (r->money && r->cmp) {
		c->lhs.kind = TARGET_HINT;
		c->lhs.hint = r->money->hint;
		c->lhs.agg = Q_SUM;
		r->money = NULL;
		return true;
	}
	if (counts_times(r, number)) {
		c->lhs.kind = TARGET_ROWS;
		c->is_count = true;
		return true;
	}
	bool behind_table = number > 0 && reader_role(r, number - 1) == ROLE_TABLE;
	if (before < 0 && !r->cmp && behind_table && !is_yearlike(&r->l->items[number])) {
		c->lhs.kind = TARGET_KEY;
		c->lhs.item = (int)number - 1;
		return true;
	}
	return false;
}

/* "invoices over 20": a table, a comparison and a number, and nothing behind it. */
static bool is_bare(const struct reader *r, size_t number)
{
	bool ends = number + 1 >= r->l->n || reader_op(r, number + 1) == OP_STOP;

	return r->cmp && ends && number > 1 && reader_op(r, number - 1) == OP_CMP &&
	       !is_yearlike(&r->l->items[number]) && reader_role(r, number - 2) == ROLE_TABLE;
}

/* "in 2010": a day, though some postal code is the same. */
static bool is_year_in(const struct reader *r, size_t number)
{
	const struct item *it = &r->l->items[number];

	if (!is_yearlike(it) || reader_op(r, number - 1) != OP_OF ||
		!slice_eq(slice_of(r->l->items[number - 1].op->phrase), SLICE_LIT("in")))
		return false;
	for (size_t i = 0; i < it->n_readings; i++) {
		const struct reading_of *x = &it->readings[i];
		if (names_has_word(r->l->names, r->l->names->columns[x->table][x->column], "year"))
			return false;
	}
	return true;
}

/* The condition before, where it compares a figure: "above 40 and ... below 30". */
static const struct f_cond *compared_last(const struct reader *r)
{
	const struct f_cond *last = r->f->conds.n ? &r->f->conds.items[r->f->conds.n - 1] : NULL;

	return last && !last->is_count && last->op >= Q_LT && last->op <= Q_GE ? last : NULL;
}

/* No noun stands at the number: what it is of was said before, or only hinted at. */
static void settle_unnamed(struct reader *r, struct f_cond *c, size_t number)
{
	const struct f_cond *last = compared_last(r);

	if (r->cmp && r->cmp->hint) {
		c->lhs.kind = TARGET_HINT;
		c->lhs.hint = r->cmp->hint;
	} else if (reader_op(r, number + 1) == OP_UNIT) {
		c->lhs.kind = TARGET_HINT;
		c->lhs.hint = r->l->items[number + 1].op->hint;
	} else if (r->cmp && last) {
		c->lhs = last->lhs;
	} else if (r->last_column >= 0 && r->in_filter && !is_year_of(r, number, r->last_column) &&
		   item_is_measure(r->l, &r->l->items[r->last_column])) {
		c->lhs.kind = TARGET_COLUMN;
		c->lhs.item = r->last_column;
	} else if (!r->cmp && r->l->items[number].n_readings && !is_year_in(r, number)) {
		return; /* a value that some column holds */
	} else if (is_bare(r, number)) {
		c->lhs.kind = TARGET_HINT;
		c->lhs.hint = "total|amount|price|cost|value";
	} else {
		c->lhs.kind = is_yearlike(&r->l->items[number]) ? TARGET_HINT : TARGET_ROWS;
		c->lhs.hint = READER_TIME_HINT;
		c->is_count = c->lhs.kind == TARGET_ROWS;
	}
}

/* "3 songs", "20 points": the noun behind the number. */
static void settle_noun_behind(struct reader *r, struct f_cond *c, size_t next)
{
	bool rows = reader_role(r, next) == ROLE_TABLE || !item_is_measure(r->l, &r->l->items[next]);

	c->lhs.kind = rows ? TARGET_ROWS : TARGET_COLUMN;
	c->lhs.item = (int)next;
	c->is_count = c->is_count || rows;
	reader_use(r, (int)next);
	if (reader_role(r, next) == ROLE_TABLE)
		vec_push(&r->f->entities, r->a, (int)next);
	r->skip_to = next + 1;
}

/* The column that the comparison that waits is about, and where it is a count of rows. */
static void settle_lhs(struct reader *r, struct f_cond *c, size_t number)
{
	size_t next = reader_next(r, number);
	bool glued = next < r->l->n && next <= number + 2;
	int before = compared_before(r, number);

	if (reader_role(r, number + 1) == ROLE_NONE && reader_op(r, number + 1) == OP_NONE &&
		number + 2 < r->l->n && r->l->items[number + 1].kind == ITEM_WORD &&
		reader_role(r, number + 2) != ROLE_NONE)
		next = number + 2; /* "more than 3 big songs" */
	if (settle_without_column(r, c, number, before))
		return;
	if (r->n_aggs && r->aggs[0] != Q_COUNT && (r->cmp || !is_yearlike(&r->l->items[number]))) {
		c->lhs.agg = r->aggs[0];
		r->n_aggs = 0;
	}
	enum item_role role = glued ? reader_role(r, next) : ROLE_NONE;
	if (before >= 0) {
		c->lhs.item = before;
		c->lhs.kind = TARGET_COLUMN;
		reader_unproject(r, before);
	} else if (role == ROLE_TABLE || role == ROLE_COLUMN) {
		settle_noun_behind(r, c, next);
	} else {
		settle_unnamed(r, c, number);
	}
}

void reader_finish_compare(struct reader *r)
{
	struct f_cond c = {.lhs = TARGET_INIT, .op = (enum q_op)r->cmp->arg, .a = r->cmp_value, .b = -1};

	c.lhs.kind = TARGET_COLUMN;
	c.lhs.item = r->last_column;
	c.lhs.near = r->last_table;
	if (r->cmp_negated)
		c.op = reader_flip(c.op);
	reader_use(r, r->last_column);
	reader_use(r, r->cmp_value);
	r->cmp = NULL;
	r->cmp_value = -1;
	reader_push_cond(r, c);
}

/* "each one", "the one that": a pronoun and no number. */
static bool is_said_number(const struct reader *r, size_t i)
{
	const struct tok *t = &r->l->tokens->items[r->l->items[i].start];
	enum op_kind before = i ? reader_op(r, i - 1) : OP_NONE;

	return !slice_eq(t->low, SLICE_LIT("one")) || before == OP_HAVE ||
	       (before == OP_FILTER && r->l->items[i - 1].op->arg == 2);
}

static void compare_number(struct reader *r, size_t i)
{
	struct f_cond c = {.lhs = TARGET_INIT, .op = Q_EQ, .a = (int)i, .b = -1};

	if (!r->cmp && r->between_a < 0 && !is_said_number(r, i))
		return;
	c.lhs.near = r->last_table;
	if (r->between_a >= 0) {
		c.op = Q_BETWEEN;
		c.a = r->between_a;
		c.b = (int)i;
		struct lex_op between = {.kind = OP_CMP, .hint = NULL};
		const struct lex_op *kept = r->cmp;
		r->cmp = kept ? kept : &between;
		settle_lhs(r, &c, i);
		r->between_a = -1;
	} else {
		c.op = r->cmp ? (enum q_op)r->cmp->arg : Q_EQ;
		settle_lhs(r, &c, i);
		if (r->cmp_negated || (r->negated && r->cmp))
			c.op = reader_flip(c.op);
		else if (r->negated && c.op == Q_EQ)
			c.negated = true;
	}
	reader_take_post(r, i, &c);
	r->negated = false;
	r->cmp_negated = false;
	/* "1990 or 2000": the second keeps the first one's comparison */
	if (!(reader_op(r, i + 1) == OP_OR && i + 2 < r->l->n && r->l->items[i + 2].kind == ITEM_NUMBER))
		r->cmp = NULL;
	reader_push_cond(r, c);
	reader_use(r, (int)i);
}

static bool is_first(const struct reader *r, size_t i)
{
	size_t at = r->l->items[i].start;

	return at > 0 && (slice_eq(r->l->tokens->items[at - 1].low, SLICE_LIT("first")) ||
				 slice_eq(r->l->tokens->items[at - 1].low, SLICE_LIT("top")));
}

void reader_take_number(struct reader *r, size_t i)
{
	const struct item *it = &r->l->items[i];
	size_t next = reader_next(r, i);
	enum op_kind after = reader_op(r, next);
	int64_t n;

	if (reader_op(r, i + 1) == OP_CMP || r->between_a == -2) {
		if (r->between_a == -2) {
			r->between_a = (int)i;
			reader_use(r, (int)i);
			return;
		}
	}
	if (is_first(r, i) && r->f->supers.n && num_parse_i64(it->text, 1, 1000, &n)) {
		r->f->supers.items[r->f->supers.n - 1].n = n; /* "... Show the first three" */
		reader_use(r, (int)i);
		return;
	}
	if (r->super && !r->super_n && num_parse_i64(it->text, 1, 1000, &n)) {
		r->super_n = n;
		reader_use(r, (int)i);
		return;
	}
	if ((after == OP_SUPER || after == OP_COMMON) && !r->cmp && num_parse_i64(it->text, 1, 1000, &n)) {
		r->super_n = n;
		reader_use(r, (int)i);
		return;
	}
	if (!r->cmp && r->between_a < 0 && !r->in_filter && (r->mode == MODE_SELECT || r->after_of) &&
		!it->n_readings && reader_role(r, next) != ROLE_NONE && next == i + 1 &&
		num_parse_i64(it->text, 1, 1000, &n) && r->n_aggs == 0 && it->text.n < 4 && i > 0) {
		if (n > 1)
			r->f->limit = n; /* "list 5 customers" */
		reader_use(r, (int)i);
		return;
	}
	/* a second value of the same comparison: "32 or 33" */
	if (!r->cmp && r->or_pending && r->f->conds.n && reader_op(r, i - 1) == OP_OR) {
		struct f_cond c = r->f->conds.items[r->f->conds.n - 1];
		c.a = (int)i;
		c.b = -1;
		reader_push_cond(r, c);
		reader_use(r, (int)i);
		return;
	}
	compare_number(r, i);
}

/* "out of stock": none of what a column counts is left. */
static void take_none_left(struct reader *r, size_t i)
{
	size_t next = reader_next(r, i);
	struct f_cond c = {.lhs = TARGET_INIT, .op = Q_EQ, .a = -1, .b = -1, .none = true};

	if (next >= r->l->n || !item_is_measure(r->l, &r->l->items[next]))
		return;
	c.lhs.kind = TARGET_COLUMN;
	c.lhs.item = (int)next;
	c.lhs.near = r->last_table;
	c.negated = r->negated;
	r->negated = false;
	reader_use(r, (int)next);
	r->skip_to = next + 1;
	reader_push_cond(r, c);
}

void reader_take_condition_op(struct reader *r, size_t i, const struct lex_op *op)
{
	if (op->kind == OP_CMP && op->hint && op->hint[0] == '0') {
		take_none_left(r, i);
	} else if (op->kind == OP_CMP) {
		r->cmp = op;
		r->cmp_negated = r->negated;
		r->negated = false;
		if (op->hint && op->hint[0] == '1') { /* "more than once" */
			struct f_cond c = {.lhs = TARGET_INIT,
				.op = (enum q_op)op->arg,
				.a = -1,
				.b = -1,
				.is_count = true};
			c.lhs.kind = TARGET_ROWS;
			r->cmp = NULL;
			reader_push_cond(r, c);
		}
	} else if (op->kind == OP_BETWEEN) {
		r->between_a = -2;
	} else if (op->kind == OP_NOT) {
		r->negated = true;
		r->denied = true;
		if (r->mode == MODE_SELECT)
			reader_begin_filter(r, i);
	} else if (op->kind == OP_EXCEPT) {
		r->negated = true;
	} else if (op->kind == OP_LIKE) {
		r->like = op;
	} else if (op->kind == OP_BOTH) {
		r->both = true;
		r->f->both = op->arg == 0;
	} else if (op->kind == OP_NULL) {
		struct f_cond c = {
			.lhs = TARGET_INIT, .op = op->arg ? Q_NOT_NULL : Q_IS_NULL, .a = -1, .b = -1};
		if (r->last_column < 0)
			return;
		c.lhs.kind = TARGET_COLUMN;
		c.lhs.item = r->last_column;
		reader_push_cond(r, c);
	} else if (op->kind == OP_FILTER || op->kind == OP_HAVE) {
		if (op->kind == OP_FILTER && op->arg == 3 && r->mode == MODE_SELECT)
			return; /* "what does ..." */
		if (r->super && r->super->kind == OP_COMMON)
			return;
		if (r->mode == MODE_SELECT && r->n_aggs && r->aggs[0] == Q_COUNT && r->f->asked < 0 &&
			op->kind == OP_HAVE)
			return;
		reader_begin_filter(r, i);
	}
}
