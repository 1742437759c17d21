// SPDX-License-Identifier: Apache-2.0
/*
 * Which words act: operators of the lexicon, measures that documents define. A word that is an operator in one place and a
 * noun or a verb in another is told apart by its neighbours.
 */
#include "assistant/offline/glossary.h"
#include "assistant/offline/link_int.h"
#include "assistant/offline/period.h"
#include "base/arena.h"

static bool is_light(const struct linking *l, size_t i)
{
	const struct lex_op *op = l->ops[i];

	if (l->t->items[i].kind == TOK_PUNCT)
		return true;
	if (!op || l->op_len[i] != 1)
		return false;
	return (op->kind == OP_NOISE && op->arg != 3) || op->kind == OP_OF || op->kind == OP_BE ||
	       op->kind == OP_AND || op->kind == OP_OR || op->kind == OP_COMMA || op->kind == OP_STOP ||
	       op->kind == OP_HAVE || op->kind == OP_FILTER || op->kind == OP_ASK ||
	       op->kind == OP_NAME_ASK || op->kind == OP_WHERE_ASK || op->kind == OP_WHEN_ASK ||
	       op->kind == OP_BOTH || op->kind == OP_NOT;
}

/* "Ordered" sorts before "by" and its like; before anything else it is what customers did. */
static void drop_verbs(struct linking *l)
{
	static const char *const sorting[] = {"by", "in", "from", "according", "alphabetically", "ascending",
		"descending", "on", "with", "based", "decreasingly", "increasingly"};

	for (size_t i = 0; i < l->t->n; i++) {
		bool sorts = l->op_len[i] != 1 || !l->ops[i] || l->ops[i]->kind != OP_ORDER ||
			     !slice_is(l->t->items[i].low, "ordered");
		for (size_t k = 0; k < ARRAY_LEN(sorting) && i + 1 < l->t->n; k++)
			sorts = sorts || slice_is(l->t->items[i + 1].low, sorting[k]);
		if (!sorts) {
			l->ops[i] = NULL;
			l->op_len[i] = 0;
		}
	}
}

/* "本" counts only behind a number. */
static void drop_counters(struct linking *l)
{
	for (size_t i = 0; i < l->t->n; i++) {
		bool behind_number = i > 0 && l->t->items[i - 1].num.n;
		if (l->t->items[i].cjk && l->t->items[i].num.n) { /* "세 건": three */
			l->ops[i] = NULL;
			l->op_len[i] = 0;
		}
		if (!l->ops[i] || l->ops[i]->kind != OP_UNIT || !l->t->items[i].cjk || behind_number ||
			slice_eq(l->t->items[i].lemma, l->t->items[i].low))
			continue;
		l->ops[i] = NULL;
		l->op_len[i] = 0;
	}
}

/* Measures that the documents define, and plain words for money where one of them is such a word. */
static void find_measures(struct linking *l)
{
	const struct glossary *g = l->ns->glossary;

	for (size_t i = 0; g && i < l->t->n; i++) {
		const struct gloss_measure *m = glossary_measure_at(g, l->t, i);
		const struct lex_op *op = l->ops[i];
		bool money = op && op->arg == 3 && op->hint &&
			     (op->kind == OP_SUM || (op->kind == OP_SUPER && slice_starts(slice_of(op->hint),
										     SLICE_LIT("total"))));
		if (m && m->words.n >= l->op_len[i]) {
			l->ops[i] = &m->op;
			l->op_len[i] = m->words.n;
		} else if (money && g->money >= 0) {
			struct lex_op *same = ARENA_NEW(l->a, struct lex_op);
			*same = *op;
			same->hint = g->measures[g->money].op.hint;
			l->ops[i] = same;
		}
	}
}

/* "starts with S", "with A": a letter, and no article. */
static void free_letters(struct linking *l)
{
	for (size_t i = 1; i < l->t->n; i++) {
		bool behind = false;
		for (size_t k = i; k > 0 && i - k < 4; k--)
			behind = behind || (l->ops[k - 1] && l->ops[k - 1]->kind == OP_LIKE &&
						   k - 1 + l->op_len[k - 1] == i);
		if (!behind || l->t->items[i].low.n != 1 || l->t->items[i].kind != TOK_WORD)
			continue;
		l->ops[i] = NULL;
		l->op_len[i] = 0;
	}
}

static bool names_table(const struct linking *l, size_t i)
{
	for (size_t k = 0; i < l->t->n && k < l->ns->n_entries; k++) {
		const struct name_entry *e = &l->ns->entries[k];
		if (e->column < 0 && e->n &&
			slice_eq(l->ns->words[e->words[e->n - 1]].lemma, l->t->items[i].lemma))
			return true;
	}
	return false;
}

/* "the last invoice", "first order", "the last 5 visits": by their day. */
static void find_last(struct linking *l)
{
	static const struct lex_op ops[] = {
		{"last", OP_SUPER, 1, "date|time|day|year"}, {"first", OP_SUPER, 0, "date|time|day|year"}};

	for (size_t i = 0; i < l->t->n; i++) {
		for (size_t k = 0; k < ARRAY_LEN(ops); k++) {
			bool begins = i == 0 || slice_is(l->t->items[i - 1].low, "the") ||
				      slice_is(l->t->items[i - 1].low, "me");
			size_t noun = i + 1 < l->t->n && l->t->items[i + 1].num.n ? i + 2 : i + 1;
			if (!begins || !slice_is(l->t->items[i].low, ops[k].phrase) || !names_table(l, noun))
				continue;
			l->ops[i] = &ops[k];
			l->op_len[i] = 1;
		}
	}
}

/* "last month", unless a column is called so. */
static void find_periods(struct linking *l)
{
	static const struct lex_op span = {.phrase = "period", .kind = OP_SPAN};
	struct period p;
	size_t n;

	for (size_t i = 0; i < l->t->n; i++) {
		if (l->t->items[i].cjk || !period_at(l->t, i, period_today(), &p, &n))
			continue;
		if (l->ops[i] && l->op_len[i] > n)
			continue;
		l->ops[i] = &span;
		l->op_len[i] = n;
	}
}

/* A share or a growth that some column is called by is the column. */
static bool is_said_by_schema(const struct linking *l, size_t i)
{
	const struct lex_op *op = l->ops[i];

	if (op->kind != OP_SHARE && op->kind != OP_RUNNING && op->kind != OP_PREVIOUS &&
		!(op->kind == OP_SUM && op->arg == 3 && l->op_len[i] > 1))
		return false;
	for (size_t k = i; k < i + l->op_len[i]; k++) {
		for (size_t w = 0; w < l->ns->n_words && !l->t->items[k].cjk; w++) {
			if (l->t->items[k].lemma.n > 3 && !slice_is(l->t->items[k].lemma, "total") &&
				slice_eq(l->ns->words[w].lemma, l->t->items[k].lemma))
				return true;
		}
	}
	return false;
}

void link_find_ops(struct linking *l)
{
	l->ops = ARENA_ARRAY(l->a, const struct lex_op *, l->t->n + 1);
	l->op_len = ARENA_ARRAY(l->a, size_t, l->t->n + 1);
	l->light = ARENA_ARRAY(l->a, bool, l->t->n + 1);
	l->glue = ARENA_ARRAY(l->a, bool, l->t->n + 1);
	for (size_t i = 0; i < l->t->n; i++) {
		struct tokens one = *l->t;
		size_t n = 0;
		bool noun = slice_is(l->t->items[i].low, "names"); /* nobody is told to "names" */
		if (l->t->items[i].kind != TOK_QUOTED && !noun)
			l->ops[i] = lex_match(&one, i, &n);
		l->op_len[i] = n;
		if (l->ops[i] && is_said_by_schema(l, i)) {
			struct tokens word = {.items = l->t->items + i, .n = 1};
			l->ops[i] = lex_match(&word, 0, &l->op_len[i]);
		}
	}
	drop_verbs(l);
	drop_counters(l);
	find_measures(l);
	find_last(l);
	find_periods(l);
	free_letters(l);
	for (size_t i = 0; i < l->t->n; i++) {
		const struct lex_op *kept = l->ops[i];
		size_t len = l->op_len[i];
		struct tokens one = {.items = l->t->items + i, .n = 1};
		if (len > 1) { /* a word may be light alone though a phrase begins with it */
			l->ops[i] = lex_match(&one, 0, &l->op_len[i]);
			l->light[i] = is_light(l, i);
			l->ops[i] = kept;
			l->op_len[i] = len;
		} else {
			l->light[i] = is_light(l, i);
		}
		const struct lex_op *op = lex_match(&one, 0, &len);
		l->glue[i] = op && (op->kind == OP_OF || op->kind == OP_NOISE);
	}
}
