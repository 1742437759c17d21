// SPDX-License-Identifier: Apache-2.0
/* See search.h: one query. Both lists are exact; they are fused by rank, since cosines and BM25 scores have no common scale. */
#include "search/index.h"

#include "base/arena.h"
#include "base/map.h"
#include "search/kernels/dot.h"
#include "search/topk.h"
#include "search/words.h"

#include <math.h>
#include <stdlib.h>

enum {
	LIST_MIN = 100,  /* entries of each list that take part in the fusion, or `limit` if that is more */
	RRF_K = 60,      /* as in the paper */
	DOT_ROWS = 1024, /* rows scored before the best are picked out */
	WHY_BYTES_MAX = 400,
};

static const double bm25_k1 = 1.2, bm25_b = 0.75;

/* A word of the query that the index knows. */
struct query_term {
	const struct term *term;
	struct slice surface;
};

struct query_terms {
	struct query_term *items;
	size_t n, cap;
};

/* One query on its way through. */
struct run {
	const struct search_index *ix;
	const struct search_query *q;
	struct arena *scratch;
	struct query_terms terms;
	float *bm25; /* a score for each document; 0 = no word matched */
	size_t depth;
};

static bool accepted(const struct run *r, size_t doc)
{
	return !r->q->accept || r->q->accept(r->q->ctx, r->ix->kinds[doc], r->ix->tags[doc]);
}

static bool has_term(const struct query_terms *terms, const struct term *term)
{
	for (size_t i = 0; i < terms->n; i++)
		if (terms->items[i].term == term)
			return true;
	return false;
}

/* The query's distinct words that the index has; function words only when there is nothing else. */
static void find_terms(struct run *r)
{
	struct words words = {0};
	bool only_stops = true;

	words_add(r->scratch, r->q->text, WORDS_OF_QUERY, &words);
	for (size_t i = 0; i < words.n; i++)
		only_stops = only_stops && words_is_stop(words.items[i].surface);
	for (size_t i = 0; i < words.n; i++) {
		const struct term *term = map_find(r->ix->terms, words.items[i].term);
		if (term && (only_stops || !words_is_stop(words.items[i].surface)) &&
			!has_term(&r->terms, term))
			vec_push(&r->terms, r->scratch, (struct query_term){term, words.items[i].surface});
	}
}

static void score_words(struct run *r)
{
	const struct search_index *ix = r->ix;

	r->bm25 = ARENA_ARRAY(r->scratch, float, ix->n);
	for (size_t t = 0; t < r->terms.n; t++) {
		const struct term *term = r->terms.items[t].term;
		double with = (double)term->n, idf = log(1 + ((double)ix->n - with + 0.5) / (with + 0.5));
		for (size_t i = 0; i < term->n; i++) {
			const struct posting *p = &term->postings[i];
			double length = (double)ix->lengths[p->doc] / ix->mean_length;
			double count = (double)p->count;
			double damped =
				count * (bm25_k1 + 1) / (count + bm25_k1 * (1 - bm25_b + bm25_b * length));
			r->bm25[p->doc] += (float)(idf * damped);
		}
	}
}

static struct topk best_by_words(const struct run *r)
{
	struct topk best = topk_new(r->scratch, r->depth);

	for (size_t doc = 0; r->terms.n && doc < r->ix->n; doc++)
		if (r->bm25[doc] > 0 && topk_wants(&best, r->bm25[doc], doc) && accepted(r, doc))
			topk_put(&best, r->bm25[doc], doc);
	topk_sort(&best);
	return best;
}

static struct topk best_by_vector(const struct run *r)
{
	const struct search_index *ix = r->ix;
	struct topk best = topk_new(r->scratch, r->depth);
	dot_fn *dot = dot_best();
	float cosines[DOT_ROWS];

	for (size_t from = 0; r->q->vector && from < ix->n_vectors; from += DOT_ROWS) {
		size_t rows = MIN(ix->n_vectors - from, (size_t)DOT_ROWS);
		dot(ix->vectors + from * EMBED_DIM, rows, EMBED_DIM, r->q->vector, cosines);
		for (size_t i = 0; i < rows; i++) {
			size_t doc = ix->doc_of_vector[from + i];
			if (topk_wants(&best, cosines[i], doc) && accepted(r, doc))
				topk_put(&best, cosines[i], doc);
		}
	}
	topk_sort(&best);
	return best;
}

static int by_document(const void *a, const void *b)
{
	const struct search_hit *x = a, *y = b;

	return (x->doc > y->doc) - (x->doc < y->doc);
}

static int by_score(const void *a, const void *b)
{
	const struct search_hit *x = a, *y = b;

	return x->score != y->score ? (x->score < y->score) - (x->score > y->score) : by_document(a, b);
}

/* Both lists as hits, one for each document, best first; returns how many. hits has room for both. */
static size_t fuse(const struct topk *words, const struct topk *vectors, struct search_hit *hits)
{
	size_t n = 0, merged = 0;

	for (size_t i = 0; i < words->n; i++)
		hits[n++] = (struct search_hit){.doc = words->items[i].doc,
			.word_rank = (unsigned)i + 1,
			.score = 1.0 / (RRF_K + (double)i + 1)};
	for (size_t i = 0; i < vectors->n; i++)
		hits[n++] = (struct search_hit){.doc = vectors->items[i].doc,
			.vector_rank = (unsigned)i + 1,
			.score = 1.0 / (RRF_K + (double)i + 1)};
	if (!n)
		return 0;
	qsort(hits, n, sizeof *hits, by_document);
	for (size_t i = 1; i < n; i++) {
		if (hits[i].doc != hits[merged].doc) {
			hits[++merged] = hits[i];
			continue;
		}
		hits[merged].score += hits[i].score;
		hits[merged].word_rank += hits[i].word_rank; /* one of the two is 0 */
		hits[merged].vector_rank += hits[i].vector_rank;
	}
	qsort(hits, merged + 1, sizeof *hits, by_score);
	return merged + 1;
}

static bool is_in(const struct term *term, size_t doc)
{
	size_t low = 0, high = term->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (term->postings[middle].doc < doc)
			low = middle + 1;
		else
			high = middle;
	}
	return low < term->n && term->postings[low].doc == doc;
}

/* The query's words that are in doc; pairs that overlap in the query are joined to the longer word they came from. */
static const char *why(const struct run *r, size_t doc, struct arena *a)
{
	struct str out = STR_INIT(WHY_BYTES_MAX);
	struct slice last = {0};

	for (size_t t = 0; t < r->terms.n; t++) {
		struct slice word = r->terms.items[t].surface;
		if (!is_in(r->terms.items[t].term, doc))
			continue;
		if (last.p && word.p > last.p && word.p < last.p + last.n) {
			size_t overlap = (size_t)(last.p + last.n - word.p);
			str_add(&out, word.p + overlap, word.n - overlap);
		} else {
			str_adds(&out, out.n ? ", " : "");
			str_add(&out, word.p, word.n);
		}
		last = word;
	}
	return str_to_arena(&out, a);
}

static void describe(const struct run *r, struct search_hit *hit, struct arena *a)
{
	const struct search_index *ix = r->ix;
	uint32_t vector = ix->vector_of_doc[hit->doc];
	float cosine = 0;

	if (r->q->vector && vector != NO_VECTOR)
		dot_best()(ix->vectors + (size_t)vector * EMBED_DIM, 1, EMBED_DIM, r->q->vector, &cosine);
	hit->cosine = (double)cosine;
	hit->bm25 = (double)r->bm25[hit->doc];
	hit->tag = ix->tags[hit->doc];
	hit->kind = ix->kinds[hit->doc];
	hit->why = why(r, hit->doc, a);
}

const struct search_hit *search_run(
	const struct search_index *ix, const struct search_query *q, struct arena *a, size_t *n)
{
	CLEANUP(arena_free_ptr) struct arena *scratch = arena_new();
	size_t limit = MIN(q->limit, ix->n);
	struct run r = {
		.ix = ix, .q = q, .scratch = scratch, .depth = MIN(MAX(limit, (size_t)LIST_MIN), ix->n)};

	*n = 0;
	if (!limit)
		return ARENA_NEW(a, struct search_hit);
	find_terms(&r);
	score_words(&r);
	struct topk words = best_by_words(&r), vectors = best_by_vector(&r);
	struct search_hit *hits = ARENA_ARRAY(scratch, struct search_hit, words.n + vectors.n + 1);
	*n = MIN(fuse(&words, &vectors, hits), limit);
	struct search_hit *out = ARENA_ARRAY(a, struct search_hit, *n + 1);
	for (size_t i = 0; i < *n; i++) {
		out[i] = hits[i];
		describe(&r, &out[i], a);
	}
	return out;
}
