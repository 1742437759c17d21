// SPDX-License-Identifier: Apache-2.0
/*
 * The generator behind the sample: splitmix64 (Steele, Lea & Flood 2014). Each table starts its own from a constant,
 * so that changing one table leaves the others as they are. Not for secrets.
 */
#pragma once

#include "base/defs.h"

#include <assert.h>

struct prng {
	uint64_t state;
};

static inline uint64_t prng_next(struct prng *r)
{
	uint64_t z = r->state += 0x9e3779b97f4a7c15u;
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

/* A number in [0, n), n > 0; the bias of the remainder is far below anything visible here. */
static inline int prng_below(struct prng *r, int n)
{
	assert(n > 0);
	return (int)(prng_next(r) % (uint64_t)n);
}

/* A number in [min, max]. */
static inline int prng_between(struct prng *r, int min, int max)
{
	return min + prng_below(r, max - min + 1);
}

/* True in `percent` of a hundred cases. */
static inline bool prng_chance(struct prng *r, int percent)
{
	return prng_below(r, 100) < percent;
}
