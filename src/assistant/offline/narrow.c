// SPDX-License-Identifier: Apache-2.0
/*
 * One pass over the schema's words with a table of similarities, one over its known values, and a short walk over its
 * keys. All of it is linear in the schema; what is not (spans laid on names, readings resolved against each other) then
 * only sees the tables kept.
 */
#include "assistant/offline/narrow.h"

#include "assistant/offline/join.h"
#include "assistant/offline/link.h"
#include "assistant/offline/value_link.h"
#include "base/arena.h"

enum { TIED = 6 }; /* tables whose ways to each other are kept */

struct narrowing {
	struct arena *a;
	const struct names *ns;
	const struct tokens *t;
	const bool *allowed;
	float *sims; /* tokens x words of names */
	double *score;
	bool *out;
	int32_t best[NARROW_KEPT];
	size_t n_best, n_more;
};

static bool says_something(const struct tokens *t, size_t i)
{
	struct tokens one = {.items = t->items + i, .n = 1};
	size_t n;
	const struct lex_op *op = lex_match(&one, 0, &n);

	return t->items[i].kind == TOK_WORD && (!op || (op->kind != OP_NOISE && op->kind != OP_OF &&
							       op->kind != OP_BE && op->kind != OP_ASK));
}

static void compare(struct narrowing *w)
{
	size_t n = w->ns->n_words;

	w->sims = ARENA_ARRAY(w->a, float, w->t->n *n + 1);
	for (size_t i = 0; i < w->t->n; i++) {
		struct lex_senses senses = lex_senses(w->t->items[i].lemma);
		for (size_t k = 0; k < n && says_something(w->t, i); k++)
			w->sims[i * n + k] = link_word_similarity(&w->t->items[i], &senses, &w->ns->words[k]);
	}
}

/* How well a token is met by the words of a name. */
static double met(const struct narrowing *w, size_t token, const struct name_entry *e)
{
	double best = 0;

	for (size_t i = 0; i < e->n; i++)
		best = MAX(best, (double)w->sims[token * w->ns->n_words + e->words[i]]);
	return best;
}

/* A table by its own name counts most, by how much of the name was said, and a little by its columns. */
static void score_tables(struct narrowing *w)
{
	for (size_t t = 0; t < w->ns->cat->n_tables; t++) {
		const struct name_entry *e = w->ns->tables[t];
		double named = 0, by_columns = 0;
		for (size_t i = 0; e && i < w->t->n; i++) {
			double column = 0;
			named += met(w, i, e);
			for (size_t c = 0; c < w->ns->cat->tables[t].n_columns; c++)
				column = MAX(column, met(w, i, w->ns->columns[t][c]));
			by_columns += column;
		}
		if (e && e->n && (!w->allowed || w->allowed[t]))
			w->score[t] = named * (0.5 + 0.5 * MIN(1.0, named / (double)e->n)) + 0.3 * by_columns;
	}
}

static void score_values(struct narrowing *w)
{
	struct span_set s = value_link(w->a, w->t, w->ns, ARENA_ARRAY(w->a, bool, w->t->n + 1));

	for (size_t i = 0; i < s.n_hits; i++) {
		if (!w->allowed || w->allowed[s.hits[i].table])
			w->score[s.hits[i].table] += 0.2 * s.hits[i].score * (double)s.hits[i].n;
	}
}

static void choose(struct narrowing *w)
{
	for (size_t t = 0; t < w->ns->cat->n_tables; t++) {
		size_t at = w->n_best;
		if (w->score[t] <= 0 || (at == NARROW_KEPT && w->score[t] <= w->score[w->best[at - 1]]))
			continue;
		if (at == NARROW_KEPT)
			at--;
		else
			w->n_best++;
		for (; at > 0 && w->score[w->best[at - 1]] < w->score[t]; at--)
			w->best[at] = w->best[at - 1];
		w->best[at] = (int32_t)t;
	}
	for (size_t i = 0; i < w->n_best; i++)
		w->out[w->best[i]] = true;
}

static void keep(struct narrowing *w, int32_t table)
{
	if (w->out[table] || w->n_more == NARROW_MORE || (w->allowed && !w->allowed[table]))
		return;
	w->out[table] = true;
	w->n_more++;
}

/* The ways between the best tables, then their neighbours. */
static void tie(struct narrowing *w)
{
	const struct cat_snapshot *cat = w->ns->cat;
	struct join_map *m = join_map_new(w->a, cat, w->allowed);
	size_t n = MIN(w->n_best, (size_t)TIED);

	for (size_t i = 1; i < n; i++) {
		struct q_join step;
		for (int32_t at = w->best[i]; at != w->best[0] && join_step(m, at, w->best[0], &step);
			at = step.table)
			keep(w, step.table);
	}
	for (size_t i = 0; i < n; i++) {
		for (size_t e = 0; e < cat->n_edges; e++) {
			if ((int32_t)cat->edges[e].from_table == w->best[i])
				keep(w, (int32_t)cat->edges[e].to_table);
			if ((int32_t)cat->edges[e].to_table == w->best[i])
				keep(w, (int32_t)cat->edges[e].from_table);
		}
	}
}

const bool *narrow_tables(
	struct arena *a, const struct names *ns, const struct tokens *t, const bool *allowed)
{
	struct narrowing w = {.a = a, .ns = ns, .t = t, .allowed = allowed};

	if (ns->cat->n_tables <= NARROW_FROM)
		return NULL;
	w.score = ARENA_ARRAY(a, double, ns->cat->n_tables + 1);
	w.out = ARENA_ARRAY(a, bool, ns->cat->n_tables + 1);
	compare(&w);
	score_tables(&w);
	score_values(&w);
	choose(&w);
	if (!w.n_best)
		return NULL;
	tie(&w);
	return w.out;
}
