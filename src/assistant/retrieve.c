// SPDX-License-Identifier: Apache-2.0
/*
 * Retrieval. A table's score comes from its own hit, its columns' hits and the examples that read it. While the whole
 * schema fits the budget all of it is proposed, only ordered; beyond, the best tables are joined up by the shortest
 * ways over foreign keys, so that the generator never gets two tables it cannot tie together.
 */
#include "assistant/retrieve.h"

#include "base/arena.h"
#include "base/limits.h"
#include "base/vec.h"
#include "catalog/snapshot.h"
#include "embed/embed.h"
#include "search/search.h"

#include <stdlib.h>

enum {
	HITS = 60,
	DOCS_MAX = 8,
	EXAMPLES_READ = 5,
	BUDGET_COLUMNS = 150, /* about what a prompt holds without losing accuracy */
	TABLES_MIN = 4,       /* wide tables must not push the others out */
	TABLES_MAX = 24,
	PATH_MAX_TABLES = 4,
	CONSIDERED_MAX = 50,
};

struct score {
	double own, columns, examples;
	const char *why; /* words of the best hit; "" when only meaning found it */
	double why_score;
	bool hit;
};

struct ranking {
	const struct assistant_request *req;
	const struct cat_snapshot *cat;
	struct arena *a;
	struct score *scores; /* per table */
	VEC(uint32_t) docs;
	const char **joins; /* per table: the two that it ties together, "Customer, Album", or NULL */
};

struct ranked {
	uint32_t table;
	double score;
};

static bool may_use(const struct assistant_request *req, uint32_t table)
{
	if (req->n_only_tables == 0)
		return true;
	for (size_t i = 0; i < req->n_only_tables; i++)
		if (req->only_tables[i] == table)
			return true;
	return false;
}

static int embed_question(const struct ranking *r, float **out, struct err *err)
{
	float *vector;

	*out = NULL;
	if (!embed_usable(r->cat->embedder))
		return 0;
	vector = ARENA_ARRAY(r->a, float, EMBED_DIM);
	if (embed_texts(r->cat->embedder, &r->req->question, 1, vector, r->req->cancel, err) < 0)
		return -1;
	*out = vector;
	return 0;
}

static void note_hit(struct score *s, const struct search_hit *hit)
{
	s->hit = true;
	if (hit->why && *hit->why && hit->score > s->why_score) {
		s->why = hit->why;
		s->why_score = hit->score;
	}
}

/* An accepted example is worth more than a name: its tables answered a question like this one. */
static void credit_example(struct ranking *r, const struct cat_doc *doc, double score)
{
	struct sql_binding binding;

	sql_bind(r->cat->dialect, slice_of(doc->sql), r->cat->schema, r->a, &binding);
	for (size_t i = 0; i < binding.n_tables; i++) {
		int32_t t = cat_find_table(r->cat, slice_of(binding.tables[i]));

		if (t >= 0)
			r->scores[t].examples = MAX(r->scores[t].examples, score);
	}
}

static void fold_hits(struct ranking *r, const struct search_hit *hits, size_t n)
{
	size_t examples = 0;

	for (size_t i = 0; i < n; i++) {
		const struct search_hit *hit = &hits[i];
		uint32_t table = (uint32_t)(hit->kind == CAT_HIT_COLUMN ? hit->tag >> 32 : hit->tag);

		switch ((enum cat_hit_kind)hit->kind) {
		case CAT_HIT_TABLE:
			r->scores[table].own = hit->score;
			note_hit(&r->scores[table], hit);
			break;
		case CAT_HIT_COLUMN:
			r->scores[table].columns +=
				hit->score / (1 + 2 * r->scores[table].columns / hits[0].score);
			note_hit(&r->scores[table], hit);
			break;
		case CAT_HIT_DOC:
			if (r->docs.n < DOCS_MAX)
				vec_push(&r->docs, r->a, (uint32_t)hit->tag);
			if (r->cat->docs[hit->tag].sql && examples++ < EXAMPLES_READ)
				credit_example(r, &r->cat->docs[hit->tag], hit->score);
			break;
		}
	}
}

static double total_score(const struct score *s)
{
	return s->own + 0.8 * s->columns + s->examples;
}

static int by_score_down(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;

	if (x->score != y->score)
		return x->score < y->score ? 1 : -1;
	return (x->table > y->table) - (x->table < y->table);
}

static struct ranked *rank_tables(const struct ranking *r, size_t *n)
{
	struct ranked *list = ARENA_ARRAY(r->a, struct ranked, MAX(r->cat->n_tables, (size_t)1));
	double best = 0;

	*n = 0;
	for (uint32_t t = 0; t < r->cat->n_tables; t++)
		if (may_use(r->req, t)) {
			list[(*n)++] = (struct ranked){t, total_score(&r->scores[t])};
			best = MAX(best, list[*n - 1].score);
		}
	qsort(list, *n, sizeof *list, by_score_down);
	for (size_t i = 0; i < *n && best > 0; i++)
		list[i].score /= best;
	return list;
}

/* --- closing over foreign keys --- */

/* Breadth first from `from` to any chosen table; marks what lies between. */
static void join_up(struct ranking *r, uint32_t from, bool *chosen, size_t *n_chosen)
{
	size_t n = r->cat->n_tables, head = 0, tail = 0;
	int32_t *before = ARENA_ARRAY(r->a, int32_t, n);
	unsigned *depth = ARENA_ARRAY(r->a, unsigned, n);
	uint32_t *queue = ARENA_ARRAY(r->a, uint32_t, n);

	for (size_t i = 0; i < n; i++)
		before[i] = -1;
	before[from] = (int32_t)from;
	queue[tail++] = from;
	while (head < tail) {
		uint32_t at = queue[head++];

		if (at != from && chosen[at]) {
			for (uint32_t t = (uint32_t)before[at]; t != from; t = (uint32_t)before[t]) {
				chosen[t] = true;
				(*n_chosen)++;
				r->joins[t] = arena_printf(
					r->a, "%s, %s", r->cat->tables[from].name, r->cat->tables[at].name);
			}
			return;
		}
		for (size_t e = 0; e < r->cat->n_edges && depth[at] < PATH_MAX_TABLES; e++) {
			const struct cat_edge *edge = &r->cat->edges[e];
			uint32_t next = edge->from_table == at ? edge->to_table : edge->from_table;

			if ((edge->from_table != at && edge->to_table != at) || before[next] >= 0 ||
				!may_use(r->req, next))
				continue;
			before[next] = (int32_t)at;
			depth[next] = depth[at] + 1;
			queue[tail++] = next;
		}
	}
}

static size_t count_columns(const struct ranking *r, const struct ranked *list, size_t n)
{
	size_t columns = 0;

	for (size_t i = 0; i < n; i++)
		columns += r->cat->tables[list[i].table].n_columns;
	return columns;
}

/* Mark what goes to the generator: everything while it fits, else the best and what ties them together. */
static size_t choose_tables(struct ranking *r, const struct ranked *list, size_t n, bool *chosen)
{
	size_t columns = 0, n_chosen = 0;

	if (count_columns(r, list, n) <= BUDGET_COLUMNS) {
		for (size_t i = 0; i < n; i++)
			chosen[list[i].table] = true;
		return n;
	}
	for (size_t i = 0; i < n && n_chosen < TABLES_MAX; i++) {
		columns += r->cat->tables[list[i].table].n_columns;
		if ((columns > BUDGET_COLUMNS && n_chosen >= TABLES_MIN) ||
			(list[i].score <= 0 && n_chosen > 0))
			break;
		if (chosen[list[i].table])
			continue;
		chosen[list[i].table] = true;
		n_chosen++;
		if (i > 0)
			join_up(r, list[i].table, chosen, &n_chosen);
	}
	return n_chosen;
}

static enum assistant_reason reason_of(const struct ranking *r, uint32_t table, const char **about)
{
	const struct score *s = &r->scores[table];

	*about = r->joins[table] ? r->joins[table] : s->why && *s->why ? s->why : NULL;
	if (r->joins[table])
		return REASON_JOIN;
	if (*about)
		return REASON_WORDS;
	if (s->examples > 0)
		return REASON_EXAMPLE;
	return s->hit ? REASON_MEANING : REASON_SMALL;
}

/* Reason, subject and sentence of a table whose `proposed` is set. */
static void explain(const struct ranking *r, uint32_t table, struct assistant_table *t)
{
	static const char *const sentences[] = {[REASON_EXAMPLE] = "an example reads it",
		[REASON_MEANING] = "meaning",
		[REASON_SMALL] = "part of a small schema"};

	t->reason = reason_of(r, table, &t->about);
	t->why = t->reason == REASON_JOIN ? arena_printf(r->a, "joins %s", t->about)
		 : t->about               ? t->about
					  : sentences[t->reason];
	if (!t->proposed)
		t->why = arena_printf(r->a, "left out: over the budget (%s)", t->why);
}

static void fill_considered(
	struct ranking *r, const struct ranked *list, size_t n, const bool *chosen, struct retrieved *out)
{
	VEC(uint32_t) at = {0};
	struct assistant_table *tables;
	double *scores = ARENA_ARRAY(r->a, double, MAX(r->cat->n_tables, (size_t)1));

	for (size_t i = 0; i < n; i++) {
		scores[list[i].table] = list[i].score;
		if (chosen[list[i].table])
			vec_push(&at, r->a, list[i].table);
	}
	out->n_tables = at.n;
	for (size_t i = 0; i < n && at.n < MAX((size_t)CONSIDERED_MAX, out->n_tables); i++)
		if (!chosen[list[i].table] && r->scores[list[i].table].hit)
			vec_push(&at, r->a, list[i].table);
	tables = ARENA_ARRAY(r->a, struct assistant_table, MAX(at.n, (size_t)1));
	for (size_t i = 0; i < at.n; i++) {
		const struct cat_table *t = &r->cat->tables[at.items[i]];

		tables[i] = (struct assistant_table){.id = t->id,
			.name = t->name,
			.score = scores[at.items[i]],
			.proposed = i < out->n_tables};
		explain(r, at.items[i], &tables[i]);
	}
	out->tables = at.items;
	out->considered = tables;
	out->considered_at = at.items;
	out->n_considered = at.n;
}

int retrieve(const struct assistant_request *req, struct retrieved *out, struct err *err)
{
	struct ranking r = {.req = req, .cat = req->cat, .a = req->a};
	size_t n_tables = MAX(req->cat->n_tables, (size_t)1), n_hits, n;
	struct search_query query = {.text = req->question, .limit = HITS};
	const struct search_hit *hits;
	struct ranked *list;
	bool *chosen = ARENA_ARRAY(req->a, bool, n_tables);
	float *vector;

	*out = (struct retrieved){0};
	if (embed_question(&r, &vector, err) < 0)
		return -1;
	r.scores = ARENA_ARRAY(req->a, struct score, n_tables);
	r.joins = ARENA_ARRAY(req->a, const char *, n_tables);
	query.vector = vector;
	hits = search_run(req->cat->index, &query, req->a, &n_hits);
	fold_hits(&r, hits, n_hits);
	list = rank_tables(&r, &n);
	choose_tables(&r, list, n, chosen);
	fill_considered(&r, list, n, chosen, out);
	out->docs = r.docs.items;
	out->n_docs = r.docs.n;
	return 0;
}
