// SPDX-License-Identifier: Apache-2.0
/* The English reader's eighth part: known values and quoted texts, each a condition on some column or on another row. */
#include "assistant/offline/read_en.h"

#include "base/arena.h"

static const struct lex_op anywhere = {.phrase = "contains", .kind = OP_LIKE};

static bool holds_value(const struct item *value, const struct item *column)
{
	for (size_t i = 0; i < value->n_readings; i++) {
		for (size_t k = 0; k < column->n_readings; k++) {
			const struct reading_of *v = &value->readings[i], *c = &column->readings[k];
			if (v->kind == READ_VALUE && c->kind == READ_COLUMN && v->table == c->table &&
				v->column == c->column)
				return true;
		}
	}
	return false;
}

/* Texts as bounds: dates mostly. */
static void take_between(struct reader *r, size_t i, int before)
{
	struct f_cond c = {.lhs = TARGET_INIT, .op = Q_BETWEEN, .a = r->between_a, .b = (int)i};

	reader_use(r, (int)i);
	if (r->between_a == -2) {
		r->between_a = (int)i;
		r->between_lhs = before >= 0 ? before : r->last_column;
		return;
	}
	c.lhs.kind = r->between_lhs >= 0 ? TARGET_COLUMN : TARGET_HINT;
	c.lhs.item = r->between_lhs;
	c.lhs.hint = READER_TIME_HINT;
	c.lhs.near = r->last_table;
	r->between_a = -1;
	reader_push_cond(r, c);
}

/* "have 'a' in their names" */
static bool is_part_of_name(const struct reader *r, size_t i)
{
	return reader_op(r, i + 1) == OP_OF &&
	       slice_eq(slice_of(r->l->items[i + 1].op->phrase), SLICE_LIT("in")) &&
	       reader_role(r, reader_next(r, i)) == ROLE_COLUMN;
}

/* A text without a digit is neither more nor less than another: "albums under the label 'X'" lie there. */
static bool is_mere_text(struct reader *r, size_t i)
{
	const struct item *it = &r->l->items[i];
	const struct reading_of *v = link_best(it, READ_VALUE, 0);
	struct slice said = it->kind == ITEM_TEXT ? it->text : v ? v->value : (struct slice){NULL, 0};

	for (size_t k = 0; k < said.n; k++) {
		if (said.p[k] >= '0' && said.p[k] <= '9')
			return false;
	}
	if (slice_find(slice_of(r->cmp->phrase), SLICE_LIT(" ")) >= 0)
		r->f->lost++; /* "higher than any from X" */
	return said.n > 0;
}

/* "more expensive than Part 04", "a higher wage than Ada Voss": than that row is. */
static bool take_against_row(struct reader *r, size_t i, struct f_cond *c)
{
	const struct reading_of *v = link_best(&r->l->items[i], READ_VALUE, 0.8);
	bool measured = r->last_column >= 0 && item_is_measure(r->l, &r->l->items[r->last_column]);

	if (!r->cmp || r->cmp->arg < Q_LT || r->cmp->arg > Q_GE || !v || tok_is_date(v->value) ||
		v->column != names_label_column(r->l->names, v->table) || !(measured || r->cmp->hint))
		return false;
	c->lhs.kind = r->cmp->hint ? TARGET_HINT : TARGET_COLUMN;
	c->lhs.hint = r->cmp->hint;
	c->lhs.item = r->cmp->hint ? -1 : r->last_column;
	c->op = r->cmp_negated ? reader_flip((enum q_op)r->cmp->arg) : (enum q_op)r->cmp->arg;
	c->against_row = true;
	r->cmp = NULL;
	r->negated = r->cmp_negated = false;
	if (c->lhs.kind == TARGET_COLUMN)
		reader_unproject(r, c->lhs.item);
	reader_use(r, c->lhs.item);
	reader_use(r, (int)i);
	reader_push_cond(r, *c);
	return true;
}

/* The column that a value is said of: the one before it, the one behind it, or the one whose part it is. */
static void settle_value_column(struct reader *r, size_t i, int before, struct f_cond *c)
{
	const struct item *it = &r->l->items[i];
	size_t after = i + 1;

	if (before >= 0 && (it->kind == ITEM_TEXT || holds_value(it, &r->l->items[before]))) {
		c->lhs.item = before;
		c->lhs.kind = TARGET_COLUMN;
		if (!(r->mode == MODE_SELECT && r->f->projections.n == 1 && r->after_of))
			reader_unproject(r, before);
		reader_use(r, before);
	} else if (reader_role(r, after) == ROLE_COLUMN && it->kind == ITEM_LINK &&
		   holds_value(it, &r->l->items[after])) {
		c->lhs.item = (int)after; /* "English language" */
		c->lhs.kind = TARGET_COLUMN;
		reader_use(r, (int)after);
		r->skip_to = after + 1;
	} else if ((r->like || is_part_of_name(r, i)) && it->kind == ITEM_TEXT) {
		r->like = r->like ? r->like : &anywhere;
		size_t next = reader_next(r, i); /* "have 'Hey' in its name" */
		if (reader_role(r, next) == ROLE_COLUMN) {
			c->lhs.item = (int)next;
			c->lhs.kind = TARGET_COLUMN;
			reader_use(r, (int)next);
			r->skip_to = next + 1;
		} else if (r->last_column >= 0) {
			c->lhs.item = r->last_column;
			c->lhs.kind = TARGET_COLUMN;
		}
	}
	if (c->lhs.kind == TARGET_NONE && it->kind == ITEM_TEXT && tok_is_date(it->text)) {
		c->lhs.kind = TARGET_HINT;
		c->lhs.hint = READER_TIME_HINT;
	}
}

/* How the value is compared: alike, more or less than, or equal. */
static void settle_value_op(struct reader *r, size_t i, struct f_cond *c)
{
	const struct item *it = &r->l->items[i];

	if (r->like && r->like->arg == 0 && it->kind == ITEM_LINK &&
		r->l->tokens->items[it->start].kind != TOK_QUOTED)
		r->like = NULL; /* "contain jazz": the value itself is known */
	if (r->like) {
		c->op = r->negated ? Q_NOT_LIKE : Q_LIKE;
		c->like = r->like->arg;
	} else if (r->cmp && r->cmp->arg != Q_EQ && !is_mere_text(r, i)) {
		c->op = (enum q_op)r->cmp->arg;
		if (c->lhs.kind == TARGET_NONE && r->cmp->hint) {
			c->lhs.kind = TARGET_HINT;
			c->lhs.hint = r->cmp->hint;
		}
	} else {
		c->negated = r->negated || (r->cmp && r->cmp_negated);
	}
}

void reader_take_value(struct reader *r, size_t i)
{
	const struct item *it = &r->l->items[i];
	struct f_cond c = {.lhs = TARGET_INIT, .op = Q_EQ, .a = (int)i, .b = -1};
	int before = reader_column_before(r, i, it->kind == ITEM_TEXT || r->in_filter || r->like);

	c.lhs.near = r->last_table;
	if (r->between_a == -2 || r->between_a >= 0) {
		take_between(r, i, before);
		return;
	}
	settle_value_column(r, i, before, &c);
	if (take_against_row(r, i, &c))
		return;
	settle_value_op(r, i, &c);
	r->negated = r->negated && reader_op(r, i + 1) == OP_OR;
	reader_take_post(r, i, &c);
	r->like = reader_op(r, i + 1) == OP_OR || reader_op(r, i + 1) == OP_AND ? r->like : NULL;
	r->cmp = NULL;
	bool adjective = r->mode == MODE_SELECT && !r->f->projections.n && r->f->asked < 0 &&
			 it->kind == ITEM_LINK && reader_role(r, i + 1) == ROLE_COLUMN &&
			 c.lhs.kind == TARGET_NONE;
	reader_push_cond(r, c);
	if (adjective)
		r->mode = MODE_SELECT; /* "public schools and their locations" */
	reader_use(r, (int)i);
	if (r->mode == MODE_HEAD && !r->list_goes_on)
		r->after_of = false;
}
