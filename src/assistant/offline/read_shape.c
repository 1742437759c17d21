// SPDX-License-Identifier: Apache-2.0
/*
 * The English reader's fifth part: what is made of the answer as a whole. The words for it are taken out here and noted in
 * the frame's shape; what is left of the question is read as if they were not there.
 */
#include "assistant/offline/read_en.h"

#include "base/arena.h"

static void wait_for_count(struct reader *r)
{
	r->aggs[0] = Q_COUNT;
	r->n_aggs = 1;
}

static void take_share(struct reader *r, size_t i, const struct lex_op *op)
{
	bool named = i > 0 && reader_role(r, i - 1) == ROLE_COLUMN &&
		     !r->l->tokens->items[r->l->items[i].start - 1].possessive;

	if (r->n_aggs || (named && op->arg == 0))
		return; /* "literacy percentage of countries": what the column holds */
	r->f->shape.share = true;
	if (op->arg == 0)
		wait_for_count(r);
}

/* "including those without orders", "including empty ones": to the end of the clause. */
static void take_including(struct reader *r, size_t i)
{
	static const char *const none[] = {
		"without", "no", "none", "zero", "empty", "not", "never", "nothing"};
	const struct tokens *t = r->l->tokens;
	size_t end = i + 1;
	bool denies = false;

	while (end < r->l->n && reader_op(r, end) != OP_COMMA && reader_op(r, end) != OP_STOP) {
		const struct item *it = &r->l->items[end++];
		for (size_t w = it->start; w < it->start + it->n; w++) {
			for (size_t k = 0; k < ARRAY_LEN(none); k++)
				denies = denies || slice_eq(t->items[w].low, slice_of(none[k]));
		}
	}
	if (!denies)
		return;
	for (size_t k = i; k < end; k++)
		r->f->used[k] = true;
	r->f->shape.with_empty = true;
	r->skip_to = end;
}

/* "the previous month": the period, where one is named behind it. */
static enum q_bucket period_behind(const struct reader *r, size_t i)
{
	static const struct {
		const char *word;
		enum q_bucket bucket;
	} periods[] = {{"year", Q_YEAR}, {"month", Q_MONTH}, {"day", Q_DAY}, {"quarter", Q_QUARTER}};
	struct slice lemma = i + 1 < r->l->n ? r->l->tokens->items[r->l->items[i + 1].start].lemma
					     : (struct slice){NULL, 0};

	for (size_t k = 0; k < ARRAY_LEN(periods); k++) {
		if (slice_eq(lemma, slice_of(periods[k].word)))
			return periods[k].bucket;
	}
	return Q_WHOLE;
}

static void take_previous(struct reader *r, size_t i, const struct lex_op *op)
{
	enum q_bucket said = (enum q_bucket)(op->arg >> 4), behind = said ? Q_WHOLE : period_behind(r, i);
	bool grouped = false;

	r->f->shape.before = (enum q_window)(op->arg & 15);
	if (behind) {
		r->f->used[i + 1] = true;
		r->skip_to = i + 2;
	}
	for (size_t k = 0; k < r->f->groups.n; k++)
		grouped = grouped || r->f->groups.items[k].bucket;
	struct lex_op period = {.hint = READER_TIME_HINT, .arg = (int)(said ? said : behind)};
	if (!grouped && period.arg)
		reader_take_period(r, &period);
}

void reader_take_shape(struct reader *r, size_t i, const struct lex_op *op)
{
	if (op->kind == OP_SHARE)
		take_share(r, i, op);
	else if (op->kind == OP_INCLUDING)
		take_including(r, i);
	else if (op->kind == OP_PREVIOUS)
		take_previous(r, i, op);
	else {
		r->f->shape.running = true;
		wait_for_count(r);
		r->total_count = true;
	}
}

bool reader_take_of_groups(struct reader *r, size_t i)
{
	if (r->n_aggs != 1 || (r->aggs[0] != Q_AVG && r->aggs[0] != Q_MAX && r->aggs[0] != Q_MIN) ||
		r->mode != MODE_SELECT || reader_role(r, reader_next(r, i)) != ROLE_TABLE)
		return false;
	for (size_t k = i + 1; k < r->l->n; k++) {
		if (reader_op(r, k) != OP_GROUP)
			continue;
		r->f->shape.of_groups = r->aggs[0];
		wait_for_count(r);
		return true;
	}
	return false;
}

bool reader_take_unit_sum(struct reader *r, size_t i)
{
	const struct names *ns = r->l->names;
	const struct item *next = i + 1 < r->l->n ? &r->l->items[i + 1] : NULL;
	const struct unit *u =
		next && next->kind == ITEM_WORD ? unit_of_word(r->l->tokens->items[next->start].lemma) : NULL;

	for (size_t k = 0; u && k < ns->n_entries; k++) {
		const struct name_entry *e = &ns->entries[k];
		const struct unit *kept = e->column >= 0 ? unit_of_column(ns, e->table, e->column) : NULL;
		if (!kept || kept->of != u->of ||
			!db_type_is_number(ns->cat->tables[e->table].columns[e->column].type))
			continue;
		struct target t = {.kind = TARGET_HINT,
			.item = -1,
			.hint = u->of == UNIT_TIME ? "minute|second|millisecond|hour" : "byte|kb|mb|megabyte",
			.near = -1,
			.agg = Q_SUM};
		r->n_aggs = 0;
		reader_project(r, t);
		r->f->used[i + 1] = true;
		r->skip_to = i + 2;
		r->mode = MODE_HEAD;
		return true;
	}
	return false;
}
