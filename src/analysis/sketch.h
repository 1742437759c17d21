// SPDX-License-Identifier: Apache-2.0
/*
 * The three sketches behind the statistics, each exact while there is little and estimating within a stated error when
 * there is much: quantiles, distinct values, most common values. Bounded memory; thread-confined.
 */
#pragma once

#include "base/str.h"

struct arena;

/* A 64-bit hash of n bytes, the same in every process so that the same rows give the same estimates. Not for hash tables of strangers' keys. */
uint64_t sketch_hash(const void *p, size_t n);

/* As sketch_hash() for one 64-bit word. */
uint64_t sketch_hash_word(uint64_t word);

enum {
	QUANTILE_BUFFER = 16384, /* so many values are exact */
	QUANTILE_RUN = QUANTILE_BUFFER / 2,
	QUANTILE_LEVELS = 48,
	DISTINCT_EXACT = 16384,
	DISTINCT_BITS = 14, /* HyperLogLog of 2^14 registers */
	COMMON_COUNTERS = 1024,
	COMMON_BYTES = 80,
};

/*
 * Quantiles by the randomised summary of Agarwal et al. (2013), "Mergeable Summaries": equal runs are merged and every
 * second item, from a random start, stands for both. Rank error about 1 / QUANTILE_RUN of the values.
 */
struct quantiles {
	uint64_t *buffer; /* QUANTILE_BUFFER sortable keys, n of them in use */
	uint64_t *runs
		[QUANTILE_LEVELS]; /* sorted runs of QUANTILE_RUN keys, each key standing for 2^(level + 1) values; NULL = none */
	uint64_t *spare; /* a run's memory to use again, or NULL */
	size_t n;
	uint64_t total;
	uint64_t random;
};

/* Take n numbers in; none is NaN. q is zeroed before the first call. */
void quantiles_add(struct quantiles *q, const double *values, size_t n);

/* Is every value still there, so that quantiles are exact? */
bool quantiles_exact(const struct quantiles *q);

/* The values at n fractions (0..1, ascending): between neighbours by linear interpolation while exact. With no value: zeros. */
void quantiles_read(const struct quantiles *q, const double *fractions, size_t n, double *out);

/* Bytes held. */
size_t quantiles_memory(const struct quantiles *q);

/* Release what q points to. */
void quantiles_release(struct quantiles *q);

/* Distinct values: their hashes while at most DISTINCT_EXACT, then HyperLogLog with the estimator of Ertl (2017). */
struct distinct {
	uint64_t *set; /* open addressing, 0 = free */
	size_t n, cap;
	uint8_t *registers;
};

/* Take one value's hash in. d is zeroed before the first call. */
void distinct_add(struct distinct *d, uint64_t hash);

/* How many; *exact says whether that is counted or estimated. */
uint64_t distinct_count(const struct distinct *d, bool *exact);

/* Bytes held. */
size_t distinct_memory(const struct distinct *d);

/* Release what d points to. */
void distinct_release(struct distinct *d);

struct common_item {
	uint64_t hash, count; /* count 0 = free */
	uint16_t n;
	char text[COMMON_BYTES];
};

/* The most common texts: counters that are all lowered when they run out (Misra & Gries 1982; Anderson et al. 2017). */
struct common {
	struct common_item *items; /* 2 * COMMON_COUNTERS slots */
	size_t n;
	uint64_t lowered; /* a count is too low by at most this; 0 = exact */
};

/* Take one text with its hash in. c is zeroed before the first call. */
void common_add(struct common *c, struct slice text, uint64_t hash);

/* The k most common, most frequent first (ties by text), copied into the arena; *n of them. */
struct common_item *common_top(const struct common *c, size_t k, struct arena *a, size_t *n);

/* Bytes held. */
size_t common_memory(const struct common *c);

/* Release what c points to. */
void common_release(struct common *c);
