// SPDX-License-Identifier: Apache-2.0
/*
 * A table that refers to itself: employees and their managers, categories and their parents. What a question says of the
 * other row is taken out before the question is read, whatever its language, and noted in the frame's shape; the rest is
 * about the row itself.
 */
#include "assistant/offline/read_twin.h"

#include "base/arena.h"

struct twin_reading {
	struct arena *a;
	struct linked *l;
	struct frame *f;
	const struct name_entry *ref; /* the column that refers */
};

static const struct lex_op taken_out = {.phrase = "", .kind = OP_NOISE};

static bool is_one_of(struct slice w, const char *words)
{
	struct slice rest = slice_of(words);

	while (rest.n) {
		if (slice_eq(w, slice_cut(&rest, '|')))
			return true;
	}
	return false;
}

/* Words for the row that is referred to: the column's own, and what people in charge are called where it says one of them. */
static bool names_twin(const struct twin_reading *r, const struct tok *t)
{
	static const char in_charge[] = "manager|boss|supervisor|superior|report";
	const struct names *ns = r->l->names;
	bool of_people = false;

	if (t->kind != TOK_WORD)
		return false;
	for (size_t i = 0; i < r->ref->n; i++) {
		struct slice w = ns->words[r->ref->words[i]].lemma;
		if (slice_eq(w, t->lemma) && !is_one_of(w, "id|number|code|to|report|key"))
			return true;
		of_people = of_people || is_one_of(w, in_charge);
	}
	return of_people && is_one_of(t->lemma, in_charge) && !slice_eq(t->lemma, SLICE_LIT("report"));
}

static void take_out(struct twin_reading *r, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++) {
		struct item *it = &r->l->items[i];
		*it = (struct item){.kind = ITEM_OP, .start = it->start, .n = it->n, .op = &taken_out};
		r->f->used[i] = true;
	}
}

static const struct tok *first_word(const struct twin_reading *r, size_t i)
{
	return &r->l->tokens->items[r->l->items[i].start];
}

static enum op_kind op_at(const struct twin_reading *r, size_t i)
{
	return i < r->l->n && r->l->items[i].kind == ITEM_OP ? r->l->items[i].op->kind : OP_NONE;
}

/* A name of a row of the table at item i. */
static bool is_name(const struct twin_reading *r, size_t i)
{
	if (i >= r->l->n)
		return false;
	const struct item *it = &r->l->items[i];
	for (size_t k = 0; k < it->n_readings; k++) {
		if (it->readings[k].kind == READ_VALUE && it->readings[k].table == r->ref->table)
			return true;
	}
	return it->kind == ITEM_TEXT;
}

/* "who reports to Ann": the twin is called so. */
static bool read_reports_to(struct twin_reading *r, size_t i)
{
	bool to_each = op_at(r, i + 1) == OP_GROUP; /* "to each" */
	size_t name = to_each ? i + 1 : i + 2;

	if (!slice_eq(first_word(r, i)->lemma, SLICE_LIT("report")) || i + 2 >= r->l->n ||
		!slice_eq(first_word(r, i + 1)->low, SLICE_LIT("to")))
		return false;
	while (op_at(r, name) == OP_NOISE)
		name++;
	if (is_name(r, name))
		r->f->shape.twin_value = (int)name;
	else if (name + 1 < r->l->n && op_at(r, name) == OP_GROUP && names_twin(r, first_word(r, name + 1)))
		r->f->shape.twin_grouped = true, name++;
	else
		return false;
	struct item value = r->l->items[name];
	take_out(r, i, name + 1);
	if (r->f->shape.twin_value >= 0) {
		struct item *kept = ARENA_NEW(r->a, struct item);
		*kept = value;
		r->f->shape.twin_name = kept;
	}
	return true;
}

/* The item of a measure right before a comparison: "earns more than", "has a higher salary than". */
static int measure_before(const struct twin_reading *r, size_t cmp)
{
	for (size_t i = cmp; i-- > 0 && i + 3 > cmp;) {
		if (link_best(&r->l->items[i], READ_COLUMN, 0.6))
			return (int)i;
	}
	return -1;
}

/* "earns more than their manager": both rows' column, from the comparison at item `cmp` to the twin at `twin`. */
static void read_comparison(struct twin_reading *r, size_t cmp, size_t twin)
{
	const struct lex_op *op = r->l->items[cmp].op;
	struct f_cond c = {.lhs = TARGET_INIT, .op = (enum q_op)op->arg, .a = -1, .b = -1};
	int at = measure_before(r, cmp);
	bool behind = cmp + 1 < twin && link_best(&r->l->items[cmp + 1], READ_COLUMN, 0.6);

	if (behind)
		at = (int)cmp + 1; /* "a higher salary than" */
	c.lhs.kind = at >= 0 ? TARGET_COLUMN : TARGET_HINT;
	c.lhs.hint = op->hint;
	c.lhs.item = at;
	if (at < 0 && !op->hint) {
		r->f->lost++;
		return;
	}
	r->f->shape.twin_by = (int)r->f->conds.n;
	vec_push(&r->f->conds, r->a, c);
	struct item kept = at >= 0 ? r->l->items[at] : (struct item){.n = 0};
	take_out(r, at >= 0 && !behind ? (size_t)at : cmp, twin + 1);
	if (at >= 0) { /* its readings stay, to be resolved */
		r->l->items[at].readings = kept.readings;
		r->l->items[at].n_readings = kept.n_readings;
	}
}

/* "Who is the manager of each employee", "of Ann": shown beside the row itself, which is what is left of the question. */
static bool read_twin_of(struct twin_reading *r, size_t from, size_t i)
{
	size_t to = i + 1;

	while (op_at(r, to) == OP_OF || op_at(r, to) == OP_GROUP || op_at(r, to) == OP_NOISE)
		to++;
	const struct reading_of *row = to < r->l->n ? link_best(&r->l->items[to], READ_TABLE, 0.9) : NULL;
	enum op_kind before = from ? op_at(r, from - 1) : OP_NONE;
	if (to == i + 1 || (before != OP_NAME_ASK && before != OP_ASK) ||
		!((row && row->table == r->ref->table) || is_name(r, to)))
		return false;
	r->f->shape.twin_shown = true;
	take_out(r, from - 1, to);
	return true;
}

/* The item at i means the other row: what is asked of it tells the words before. */
static bool read_twin(struct twin_reading *r, size_t i)
{
	size_t from = i, to = i + 1;

	while (from > 0 && (op_at(r, from - 1) == OP_NOISE || op_at(r, from - 1) == OP_OF ||
				   is_one_of(first_word(r, from - 1)->lemma, "name|title")))
		from--;
	if (to < r->l->n && first_word(r, i)->possessive && is_one_of(first_word(r, to)->lemma, "name|title"))
		to++;
	if (first_word(r, i)->cjk && op_at(r, to) == OP_OF && to + 1 < r->l->n &&
		is_one_of(first_word(r, to + 1)->lemma, "name|title"))
		to += 2; /* "上司の名前" */
	enum op_kind before = from ? op_at(r, from - 1) : OP_NONE;
	if (from > 1 && before != OP_CMP && op_at(r, from - 2) == OP_CMP) { /* "a higher salary than" */
		read_comparison(r, from - 2, i);
		return true;
	}
	if (before == OP_CMP) {
		read_comparison(r, from - 1, i);
		return true;
	}
	if (before == OP_GROUP || (from < i && op_at(r, i - 1) == OP_OF && r->l->items[i - 1].op->arg == 1)) {
		r->f->shape.twin_grouped = true;
		take_out(r, before == OP_GROUP ? from - 1 : i - 1, to);
		return true;
	}
	if (read_twin_of(r, from, i))
		return true;
	if (before != OP_AND && before != OP_ALSO && before != OP_FILTER)
		return false;
	r->f->shape.twin_shown = true;
	take_out(r, from - 1, to);
	return true;
}

void twin_read(struct arena *a, struct linked *l, struct frame *f)
{
	const struct names *ns = l->names;

	for (size_t k = 0; k < ns->n_entries; k++) {
		struct twin_reading r = {.a = a, .l = l, .f = f, .ref = &ns->entries[k]};
		if (r.ref->column < 0 ||
			ns->cat->tables[r.ref->table].columns[r.ref->column].fk_table != r.ref->table)
			continue;
		for (size_t i = 0; i < l->n; i++) {
			const struct tok *t = first_word(&r, i);
			if (read_reports_to(&r, i) || (names_twin(&r, t) && read_twin(&r, i))) {
				f->shape.twin_table = r.ref->table;
				f->shape.twin_column = r.ref->column;
				return;
			}
		}
	}
}
