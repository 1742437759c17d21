// SPDX-License-Identifier: Apache-2.0
/*
 * The dot products, written once on GCC's vector extension. The including file defines DOT (the function's name) and
 * LANES (floats a register). Four rows at a time, two sums each: enough additions in flight to wait for memory only.
 * NOLINT(header): a body, included once by each file that compiles it, not a header of its own.
 */
#include "search/kernels/dot.h"

#include <stdint.h>

typedef float vec __attribute__((vector_size(LANES * 4)));
typedef float vec_mem __attribute__((vector_size(LANES * 4), aligned(4), may_alias));

enum { ROWS = 4 };

static inline __attribute__((always_inline)) vec load(const float *p)
{
	return *(const vec_mem *)(const void *)p;
}

static inline __attribute__((always_inline)) float sum_of(vec v)
{
	float sum = 0;

	for (size_t i = 0; i < LANES; i++)
		sum += v[i];
	return sum;
}

/* n is a constant at every call. */
static inline __attribute__((always_inline)) void dot_rows(
	const float *m, const size_t n, size_t dim, const float *q, float *out)
{
	vec sum[ROWS][2] = {0};

	for (size_t i = 0; i < dim; i += 2 * (size_t)LANES) {
		vec low = load(q + i), high = load(q + i + LANES);
		for (size_t r = 0; r < n; r++) {
			sum[r][0] += load(m + r * dim + i) * low;
			sum[r][1] += load(m + r * dim + i + LANES) * high;
		}
	}
	for (size_t r = 0; r < n; r++)
		out[r] = sum_of(sum[r][0] + sum[r][1]);
}

void DOT(const float *matrix, size_t rows, size_t dim, const float *query, float *out)
{
	size_t r = 0;

	for (; r + ROWS <= rows; r += ROWS)
		dot_rows(matrix + r * dim, ROWS, dim, query, out + r);
	for (; r < rows; r++)
		dot_rows(matrix + r * dim, 1, dim, query, out + r);
}
