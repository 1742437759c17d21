// SPDX-License-Identifier: Apache-2.0
/*
 * Document search in memory: exact top-k by cosine over stored vectors, BM25 (Robertson & Zaragoza 2009) over words, with
 * bigrams for Chinese, Japanese and Korean, and reciprocal rank fusion (Cormack et al. 2009) of the two with the
 * reason for each hit. An index is immutable once built; readers hold a reference and never wait, a writer builds a
 * new one and swaps it in.
 */
#pragma once

#include "base/err.h"
#include "base/str.h"

struct arena;
struct search_index;

struct search_doc {
	struct slice text;   /* what words are taken from */
	const float *vector; /* EMBED_DIM floats of unit length, or NULL: then found by words only */
	unsigned kind;       /* the caller's; filters by it */
	uint64_t tag;        /* the caller's; handed back in hits */
};

/* Copy what is needed of n documents into a new index; reference count 1. Any thread. */
struct search_index *search_build(const struct search_doc *docs, size_t n) __attribute__((returns_nonnull));

/* One more owner; returns ix. NULL stays NULL. */
struct search_index *search_ref(struct search_index *ix);

/* One owner less; NULL is allowed. */
void search_unref(struct search_index *ix);

/* Number of documents. */
size_t search_count(const struct search_index *ix);

struct search_query {
	struct slice text;   /* may be empty: vector only */
	const float *vector; /* EMBED_DIM floats of unit length, or NULL: words only */
	bool (*accept)(void *ctx, unsigned kind, uint64_t tag); /* NULL = every document */
	void *ctx;
	size_t limit; /* hits wanted */
};

struct search_hit {
	size_t doc; /* position in the array given to search_build() */
	uint64_t tag;
	unsigned kind;
	double score;                    /* fused: larger is better; comparable within one answer only */
	double cosine;                   /* -1..1; 0 when there is no vector */
	double bm25;                     /* 0 when no word matched */
	unsigned vector_rank, word_rank; /* 1-based; 0 = not among that list */
	const char *
		why; /* the words that matched, "country, customer", "" when only meaning did; in the arena */
};

/* Best hits first, in the arena; *n of them. Never fails; an empty query finds nothing. Any thread. */
const struct search_hit *search_run(
	const struct search_index *ix, const struct search_query *q, struct arena *a, size_t *n);

/* Words of a text as the index sees them (folded, split at underscores and camelCase, CJK bigrams), in the arena. */
const struct slice *search_words(struct arena *a, struct slice text, size_t *n);
