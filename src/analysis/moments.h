// SPDX-License-Identifier: Apache-2.0
/*
 * Mean, squared deviation and co-deviation of a stream, a block at a time: two plain passes over the block, then the
 * pairwise update of Chan, Golub & LeVeque (1983), which stays accurate where the sum of squares would cancel.
 */
#pragma once

#include "base/defs.h"

enum { STATS_BLOCK = 1024 };

struct moments { /* zeroed before the first call */
	uint64_t n, n_negative, n_zero;
	double mean, m2, min, max;
};

/* Take n finite numbers in. */
void moments_add(struct moments *m, const double *v, size_t n);

struct block_moments {
	double mean, m2;
	bool whole; /* no NAN in the block: mean and m2 may be used for every pair */
};

struct co_moments { /* zeroed before the first call */
	uint64_t n;
	double mean_x, mean_y, m2_x, m2_y, c;
};

/* Mean and squared deviation of a block of n numbers; not computed when one is NAN. */
struct block_moments block_moments(const double *v, size_t n);

/* Take n pairs in, those with a NAN left out. of_x and of_y are the blocks' own moments. */
void co_moments_add(struct co_moments *m, const double *x, const double *y, size_t n,
	const struct block_moments *of_x, const struct block_moments *of_y);

/* Pearson's r; false for fewer than three pairs, or where one side is constant. */
bool co_moments_pearson(const struct co_moments *m, double *r);
