// SPDX-License-Identifier: Apache-2.0
/*
 * The kernels, written once on GCC's vector extension and compiled by each kernels_*.c with its own flags. That file
 * defines KERNEL_SET (the table's name), KERNEL_ISA, LANES (floats a register), TILE_VECS (registers a row of a tile)
 * and TILE_ROWS. A tile keeps TILE_ROWS x TILE_VECS sums in registers; multiply and add contract to FMA.
 * NOLINT(header): a body, included once by each file that compiles it, not a header of its own.
 */
#include "embed/kernels/kernels.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

typedef float vec __attribute__((vector_size(LANES * 4)));
typedef float vec_mem __attribute__((vector_size(LANES * 4), aligned(4), may_alias));
typedef int32_t ivec __attribute__((vector_size(LANES * 4)));

#define ALWAYS_INLINE static inline __attribute__((always_inline))
#ifdef __clang__
#define UNROLL _Pragma("clang loop unroll(full)")
#else
#define UNROLL _Pragma("GCC unroll 16")
#endif

enum {
	PANEL = LANES * TILE_VECS,
	LINE_FLOATS = 16,        /* a cache line */
	BLOCK_FLOATS = 64 << 10, /* of a, walked for every panel of b: stays in the second-level cache */
};

_Static_assert(KERNEL_PANEL_MAX % PANEL == 0, "a head is whole panels");

ALWAYS_INLINE vec load(const float *p)
{
	return *(const vec_mem *)(const void *)p;
}

ALWAYS_INLINE void store(float *p, vec v)
{
	*(vec_mem *)(void *)p = v;
}

ALWAYS_INLINE vec all(float x)
{
	return x - (vec){0};
}

ALWAYS_INLINE vec choose(ivec mask, vec yes, vec no)
{
	return (vec)((mask & (ivec)yes) | (~mask & (ivec)no));
}

ALWAYS_INLINE vec vmax(vec a, vec b)
{
	return choose(a > b, a, b);
}

ALWAYS_INLINE vec vmin(vec a, vec b)
{
	return choose(a < b, a, b);
}

ALWAYS_INLINE float sum_of(vec v)
{
	float sum = 0;

	UNROLL
	for (size_t i = 0; i < LANES; i++)
		sum += v[i];
	return sum;
}

/* exp(x) for x <= 0: 2^n times the Taylor series on [-ln2/2, ln2/2]; below -87 it is about 1e-38. Relative error 2e-7. */
ALWAYS_INLINE vec exp_negative(vec x)
{
	const float magic = 12582912.0f; /* 1.5 * 2^23: adding it rounds to an integer */

	x = vmax(x, all(-87.0f));
	vec n = (x * 1.44269504f + magic) - magic;
	vec r = x - n * 0.693359375f + n * 2.12194440e-4f;
	vec p = r * (1.0f / 720) + (1.0f / 120);
	p = p * r + (1.0f / 24);
	p = p * r + (1.0f / 6);
	p = p * r + 0.5f;
	p = p * r + 1.0f;
	p = p * r + 1.0f;
	ivec exponent = (__builtin_convertvector(n, ivec) + 127) << 23;
	return p * (vec)exponent;
}

/*
 * erf(x) = x P(x^2) for |x| <= 3.6 and 1 - 3.6e-7 beyond. P is a weighted least-squares fit at Chebyshev nodes in
 * u = x^2 * 2 / 3.6^2 - 1 (tests/bench/fit_erf.py); absolute error 3.6e-7.
 */
ALWAYS_INLINE vec erf_of(vec x)
{
	static const float coefficients[] = {-0.00096570794f, 0.002631454f, -0.0028437385f, 0.0045720716f,
		-0.011626564f, 0.021246728f, -0.032550372f, 0.048292857f, -0.06802954f, 0.0898119f,
		-0.11379397f, 0.14381093f, -0.19549051f, 0.39271212f};

	x = vmin(vmax(x, all(-3.6f)), all(3.6f));
	vec u = x * x * (2.0f / (3.6f * 3.6f)) - 1.0f;
	vec p = all(coefficients[0]);
	UNROLL
	for (size_t i = 1; i < ARRAY_LEN(coefficients); i++)
		p = p * u + coefficients[i];
	return p * x;
}

ALWAYS_INLINE vec gelu(vec x)
{
	vec half = x * 0.5f;

	return half + half * erf_of(x * 0.70710678f);
}

/* `rows` rows of c and one panel. rows is a constant at every call, so the sums are registers. */
ALWAYS_INLINE void tile(const struct matmul *m, size_t row, size_t col, const size_t rows)
{
	const float *a = m->a + row * m->a_stride, *b = m->b + col * m->depth;
	vec sum[TILE_ROWS][TILE_VECS];

	UNROLL
	for (size_t i = 0; i < rows; i++)
		UNROLL
	for (size_t j = 0; j < TILE_VECS; j++)
		sum[i][j] = m->bias ? load(m->bias + col + j * LANES) : all(0);
	for (size_t k = 0; k < m->depth; k++, b += PANEL) {
		vec right[TILE_VECS];
		UNROLL
		for (size_t j = 0; j < PANEL;
			j += LINE_FLOATS) /* the next panel: weights come from memory in time */
			__builtin_prefetch(b + m->depth * PANEL + j, 0, 2);
		UNROLL
		for (size_t j = 0; j < TILE_VECS; j++)
			right[j] = load(b + j * LANES);
		UNROLL
		for (size_t i = 0; i < rows; i++) {
			vec left = all(a[i * m->a_stride + k]);
			UNROLL
			for (size_t j = 0; j < TILE_VECS; j++)
				sum[i][j] += left * right[j];
		}
	}
	UNROLL
	for (size_t i = 0; i < rows; i++) {
		UNROLL
		for (size_t j = 0; j < TILE_VECS; j++) {
			size_t at = (row + i) * m->c_stride + col + j * LANES;
			vec v = m->add ? sum[i][j] + load(m->add + at) : sum[i][j];
			store(m->c + at, m->gelu ? gelu(v) : v);
		}
	}
}

static void tile_of(const struct matmul *m, size_t row, size_t col, size_t rows)
{
#define TILE_CASE(n)                  \
	case n:                       \
		tile(m, row, col, n); \
		break
	switch (rows) {
		TILE_CASE(1);
		TILE_CASE(2);
		TILE_CASE(3);
		TILE_CASE(4);
#if TILE_ROWS > 4
		TILE_CASE(5);
		TILE_CASE(6);
#endif
#if TILE_ROWS > 6
		TILE_CASE(7);
		TILE_CASE(8);
		TILE_CASE(9);
		TILE_CASE(10);
		TILE_CASE(11);
		TILE_CASE(12);
#endif
	default:
		__builtin_unreachable();
	}
#undef TILE_CASE
}

/* n things in parts of at most max, all nearly equal: the size of the part that begins at `at`. */
ALWAYS_INLINE size_t part_size(size_t n, size_t at, size_t max)
{
	size_t left = n - at, parts = (left + max - 1) / max;

	return (left + parts - 1) / parts;
}

/* Blocks of rows, then panels, then tiles: a panel of b stays in the first-level cache for all tiles of a block. */
static void matmul(const struct matmul *m)
{
	size_t block_max = MAX((size_t)BLOCK_FLOATS / m->depth, (size_t)TILE_ROWS);

	for (size_t row = 0; row < m->rows;) {
		size_t block = part_size(m->rows, row, block_max);
		for (size_t col = 0; col < m->cols; col += PANEL) {
			for (size_t at = 0; at < block;) {
				size_t rows = part_size(block, at, TILE_ROWS);
				tile_of(m, row + at, col, rows);
				at += rows;
			}
		}
		row += block;
	}
}

static void softmax_row(float *x, size_t n)
{
	float max = x[0], tail[LANES], sum = 0;

	for (size_t i = 1; i < n; i++)
		max = x[i] > max ? x[i] : max;
	for (size_t i = 0; i < n; i += LANES) {
		size_t count = MIN(n - i, (size_t)LANES);
		for (size_t j = 0; j < LANES; j++)
			tail[j] = j < count ? x[i + j] - max : -87.0f;
		store(tail, exp_negative(load(tail)));
		for (size_t j = 0; j < count; j++) {
			x[i + j] = tail[j];
			sum += tail[j];
		}
	}
	for (size_t i = 0; i < n; i++)
		x[i] /= sum;
}

static void softmax(float *x, size_t rows, size_t n, size_t stride)
{
	for (size_t r = 0; r < rows; r++)
		softmax_row(x + r * stride, n);
}

static void layer_norm(float *x, size_t rows, size_t n, const float *gain, const float *bias)
{
	for (size_t r = 0; r < rows; r++, x += n) {
		vec total = all(0), squares = all(0);
		for (size_t i = 0; i < n; i += LANES)
			total += load(x + i);
		float mean = sum_of(total) / (float)n;
		for (size_t i = 0; i < n; i += LANES) {
			vec d = load(x + i) - mean;
			squares += d * d;
		}
		float scale = 1.0f / sqrtf(sum_of(squares) / (float)n + 1e-12f);
		for (size_t i = 0; i < n; i += LANES)
			store(x + i, (load(x + i) - mean) * scale * load(gain + i) + load(bias + i));
	}
}

const struct kernel_set KERNEL_SET = {
	.isa = KERNEL_ISA,
	.panel = PANEL,
	.matmul = matmul,
	.softmax = softmax,
	.layer_norm = layer_norm,
};
