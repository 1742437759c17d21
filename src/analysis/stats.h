// SPDX-License-Identifier: Apache-2.0
/*
 * Statistics of a result in one streaming pass: rows go in, nothing but sketches and sums stays. What is exact and
 * what is estimated is part of the answer. Methods: block-wise Welford (Chan, Golub & LeVeque 1983) for mean,
 * deviation and Pearson correlation; a KLL sketch (Karnin, Lang & Liberty 2016) for quantiles; HyperLogLog (Flajolet
 * et al. 2007) for distinct values; lazily purged Misra-Gries counters (Anderson et al. 2017) for the most common.
 */
#pragma once

#include "base/err.h"
#include "db/types.h"

struct arena;
struct js_writer;
struct stats;

enum stats_role {
	STATS_EMPTY, /* no value that is not NULL */
	STATS_NUMERIC,
	STATS_TEMPORAL, /* dates and times, also those that an engine keeps as ISO text */
	STATS_TEXT,
	STATS_BOOL,
	STATS_OTHER, /* blobs, and columns whose values have several types */
};

/* "numeric", "temporal", ...; static storage. */
const char *stats_role_name(enum stats_role role);

struct stats_common {
	struct slice value; /* at most STATS_COMMON_BYTES, cut between code points */
	uint64_t count;     /* exact while stats_column.common_exact; else a lower bound */
};

struct stats_column {
	const char *name;
	enum db_type type; /* what the values are: the engine's word where it knows, else what was seen */
	enum stats_role role;
	uint64_t n_values, n_nulls; /* together: the rows counted */
	uint64_t n_distinct;
	bool distinct_exact; /* false: HyperLogLog, standard error STATS_DISTINCT_ERROR of the number */

	/* numeric */
	double min, max, mean, std_dev; /* std_dev of the sample (n - 1); 0 for fewer than two values */
	double q1, median, q3;
	double sum;
	int64_t min_int, max_int; /* exact, where type is DB_INT */
	bool quantiles_exact;     /* false: KLL, rank error about STATS_RANK_ERROR */
	uint64_t n_negative, n_zero;

	/* text: lengths in characters */
	uint64_t min_length, max_length;
	double avg_length;
	uint64_t n_blank;                  /* empty or white space only */
	const struct stats_common *common; /* most common values first; text and boolean columns */
	size_t n_common;
	bool common_exact;

	/* temporal: ISO text as the database gave it, and milliseconds since 1970 */
	struct slice first_time, last_time;
	int64_t first_ms, last_ms;
};

struct stats_correlation {
	uint32_t x, y; /* columns, x < y */
	double r;      /* Pearson, -1..1 */
	uint64_t n;    /* rows in which both are present */
};

struct stats_summary {
	uint64_t n_rows; /* rows the numbers are made of */
	const struct stats_column *columns;
	size_t n_columns;
	const struct stats_correlation
		*correlations; /* strongest first; among the first STATS_CORRELATED numeric columns */
	size_t n_correlations;
	size_t n_uncorrelated; /* numeric columns left out of the correlations because there are too many */
};

enum { STATS_CORRELATED = 12, STATS_COMMON_SHOWN = 10, STATS_COMMON_BYTES = 80 };
#define STATS_DISTINCT_ERROR 0.0081 /* 1.04 / sqrt(2^14) */
#define STATS_RANK_ERROR 0.0002

/* A pass over rows of n_columns columns (copied). Release with stats_free(). Thread-confined. */
struct stats *stats_new(const struct db_column *columns, size_t n_columns) __attribute__((returns_nonnull));

/* Take one row in; its values are not kept. values has as many items as there are columns. */
void stats_add(struct stats *s, const struct db_value *values);

/* The numbers so far, in the arena; rows can be added afterwards. */
void stats_finish(struct stats *s, struct arena *a, struct stats_summary *out);

/* Bytes held by sketches and buffers. */
size_t stats_memory(const struct stats *s);

/* Release; NULL is allowed. */
void stats_free(struct stats *s);

/* Read an ISO date, year and month, or timestamp as milliseconds since 1970 (UTC unless it says); false leaves *ms alone. */
bool stats_parse_time(struct slice s, int64_t *ms);

DEFINE_CLEANUP(struct stats *, stats_free)
