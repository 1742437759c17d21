// SPDX-License-Identifier: Apache-2.0
/*
 * The kernels, written once on GCC's vector extension and compiled by each kernels_*.c with its own flags. That file
 * defines KERNEL_SET (the table's name), KERNEL_ISA, LANES (floats a register), TILE_VECS (registers a row of a tile),
 * TILE_ROWS and, where the processor converts halves, WIDEN(p) (LANES halves at p as a vec) and NARROW(p, v) (the nearest
 * halves of v to p). A tile keeps TILE_ROWS x TILE_VECS sums in registers; multiply and add contract to FMA.
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
#if defined(KERNEL_ROLLED)
#define UNROLL
#elif defined(__clang__)
#define UNROLL _Pragma("clang loop unroll(full)")
#else
#define UNROLL _Pragma("GCC unroll 16")
#endif

#ifdef WIDEN
typedef uint16_t weight; /* an IEEE 754 half */
#else
typedef float weight;
#define WIDEN(p) load((const float *)(const void *)(p))
#define NARROW(p, v) store((p), (v))
#endif

enum {
	PANEL = LANES * TILE_VECS,
	CHAINS = 4,              /* sums side by side, so that an addition need not wait for the one before */
	LINE_BYTES = 64,         /* of the cache */
	BLOCK_FLOATS = 64 << 10, /* of a, walked for every panel of b: stays in the second-level cache */
	PAIR_BYTES = 2 * PANEL * sizeof(weight), /* two rows of a panel of weights */
	FETCHES = (PAIR_BYTES + LINE_BYTES - 1) / LINE_BYTES,
	FETCH_BYTES = PAIR_BYTES / FETCHES,
};

/* Where a tile is; with weights, its share of the panel after this one, which it fetches into the second-level cache. */
struct place {
	size_t row, col;
	const char *ahead;
	size_t ahead_step;
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
	UNROLL
	for (size_t n = LANES / 2; n; n /= 2)
		UNROLL
	for (size_t i = 0; i < n; i++)
		v[i] += v[i + n];
	return v[0];
}

ALWAYS_INLINE float max_of(vec v)
{
	UNROLL
	for (size_t n = LANES / 2; n; n /= 2)
		UNROLL
	for (size_t i = 0; i < n; i++)
		v[i] = v[i] > v[i + n] ? v[i] : v[i + n];
	return v[0];
}

/* The first `count` lanes of v, `other` in those after them. */
ALWAYS_INLINE vec first_lanes(vec v, size_t count, float other)
{
	static const int32_t order[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
	ivec lane;

	memcpy(&lane, order, sizeof lane);
	return choose(lane < (int32_t)MIN(count, (size_t)LANES), v, all(other));
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
static const float erf_coefficients[] = {-0.00096570794f, 0.002631454f, -0.0028437385f, 0.0045720716f,
	-0.011626564f, 0.021246728f, -0.032550372f, 0.048292857f, -0.06802954f, 0.0898119f, -0.11379397f,
	0.14381093f, -0.19549051f, 0.39271212f};

/* n (a constant at every call) vectors at once, step by step, so that none waits for its own last step. */
ALWAYS_INLINE void gelu(vec *x, const size_t n)
{
	const float limit = 3.6f;
	vec z[2 * TILE_VECS], u[2 * TILE_VECS], p[2 * TILE_VECS];

	UNROLL
	for (size_t j = 0; j < n; j++) {
		z[j] = vmin(vmax(x[j] * 0.70710678f, all(-limit)), all(limit));
		u[j] = z[j] * z[j] * (2.0f / (limit * limit)) - 1.0f;
		p[j] = all(erf_coefficients[0]);
	}
	UNROLL
	for (size_t i = 1; i < ARRAY_LEN(erf_coefficients); i++) {
		vec coefficient = all(erf_coefficients[i]);
		UNROLL
		for (size_t j = 0; j < n; j++)
			p[j] = p[j] * u[j] + coefficient;
	}
	UNROLL
	for (size_t j = 0; j < n; j++) {
		vec half = x[j] * 0.5f;
		x[j] = half + half * (p[j] * z[j]);
	}
}

/* One row of a panel of b, at its first value, times one column of a, added to the sums. */
ALWAYS_INLINE void step(vec sum[TILE_ROWS][TILE_VECS], const float *a, size_t a_stride, const char *b,
	const size_t rows, const bool weights)
{
	vec right[TILE_VECS];

	UNROLL
	for (size_t j = 0; j < TILE_VECS; j++)
		right[j] = weights ? WIDEN(b + j * LANES * sizeof(weight))
				   : load((const float *)(const void *)b + j * LANES);
	UNROLL
	for (size_t i = 0; i < rows; i++) {
		vec left = all(a[i * a_stride]);
		UNROLL
		for (size_t j = 0; j < TILE_VECS; j++)
			sum[i][j] += left * right[j];
	}
}

/* Rows of c and one panel. rows and weights are constants at every call, so the sums are registers and b is read one way. */
ALWAYS_INLINE void tile(const struct matmul *m, const struct place *at, const size_t rows, const bool weights)
{
	const size_t depth = m->depth, a_stride = m->a_stride,
		     b_row = PANEL * (weights ? sizeof(weight) : sizeof(float));
	const float *a = m->a + at->row * a_stride;
	const char *b =
		(weights ? (const char *)m->weights : (const char *)m->b) + at->col / PANEL * depth * b_row;
	const char *ahead = at->ahead;
	vec sum[TILE_ROWS][TILE_VECS];
	size_t k = 0;

	UNROLL
	for (size_t i = 0; i < rows; i++)
		UNROLL
	for (size_t j = 0; j < TILE_VECS; j++)
		sum[i][j] = m->bias ? load(m->bias + at->col + j * LANES) : all(0);
	for (; k + 2 <= depth; k += 2, b += 2 * b_row) {
		UNROLL
		for (size_t i = 0; weights && i < FETCHES; i++, ahead += at->ahead_step)
			__builtin_prefetch(ahead, 0, 2);
		step(sum, a + k, a_stride, b, rows, weights);
		step(sum, a + k + 1, a_stride, b + b_row, rows, weights);
	}
	if (k < depth)
		step(sum, a + k, a_stride, b, rows, weights);
	UNROLL
	for (size_t i = 0; i < rows; i++) {
		UNROLL
		for (size_t j = 0; j < TILE_VECS; j++) {
			size_t c = (at->row + i) * m->c_stride + at->col + j * LANES;
			store(m->c + c, m->add ? sum[i][j] + load(m->add + c) : sum[i][j]);
		}
	}
}

static void tile_of(const struct matmul *m, const struct place *at, size_t rows)
{
#define TILE_CASE(n)                           \
	case n:                                \
		if (m->weights)                \
			tile(m, at, n, true);  \
		else                           \
			tile(m, at, n, false); \
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

/* In place, a panel's width of each row, two rows at a time: enough independent values to hide the latency of one. */
static void gelu_rows(float *c, size_t stride, size_t rows)
{
	size_t i = 0;

	for (; i + 2 <= rows; i += 2, c += 2 * stride) {
		vec x[2 * TILE_VECS];
		UNROLL
		for (size_t j = 0; j < 2 * TILE_VECS; j++)
			x[j] = load(c + j / TILE_VECS * stride + j % TILE_VECS * LANES);
		gelu(x, 2 * TILE_VECS);
		UNROLL
		for (size_t j = 0; j < 2 * TILE_VECS; j++)
			store(c + j / TILE_VECS * stride + j % TILE_VECS * LANES, x[j]);
	}
	if (i < rows) {
		vec x[TILE_VECS];
		UNROLL
		for (size_t j = 0; j < TILE_VECS; j++)
			x[j] = load(c + j * LANES);
		gelu(x, TILE_VECS);
		UNROLL
		for (size_t j = 0; j < TILE_VECS; j++)
			store(c + j * LANES, x[j]);
	}
}

/* n things in parts of at most max, all nearly equal: the size of the part that begins at `at`. */
ALWAYS_INLINE size_t part_size(size_t n, size_t at, size_t max)
{
	size_t left = n - at, parts = (left + max - 1) / max;

	return (left + parts - 1) / parts;
}

/* One panel of a block of rows. The tiles fetch the panel after it together, each its share, evenly over their time. */
static void panel_of(const struct matmul *m, size_t row, size_t rows, size_t col)
{
	const size_t tiles = (rows + TILE_ROWS - 1) / TILE_ROWS;
	const size_t share = m->depth * PANEL * sizeof(weight) / tiles;
	struct place at = {.row = row, .col = col, .ahead_step = FETCH_BYTES / tiles};

	for (size_t i = 0; at.row < row + rows; i++) {
		size_t n = part_size(row + rows, at.row, TILE_ROWS);
		if (m->weights)
			at.ahead = (const char *)m->weights + (col + PANEL) * m->depth * sizeof(weight) +
				   i * share;
		tile_of(m, &at, n);
		if (m->gelu)
			gelu_rows(m->c + at.row * m->c_stride + col, m->c_stride, n);
		at.row += n;
	}
}

/* Blocks of rows, then panels, then tiles: a panel of b stays near the processor for all tiles of a block. */
static void matmul(const struct matmul *m)
{
	const size_t block_max = MAX((size_t)BLOCK_FLOATS / m->depth, (size_t)TILE_ROWS);

	for (size_t row = 0; row < m->rows;) {
		size_t block = part_size(m->rows, row, block_max);
		for (size_t col = 0; col < m->cols; col += PANEL)
			panel_of(m, row, block, col);
		row += block;
	}
}

/* Column j of the panels is row j of src: a panel's columns side by side. */
static void pack_weights(void *packed, const float *src, size_t depth, size_t cols, float scale)
{
	weight *dst = packed;
	float row[PANEL];

	for (size_t col = 0; col < cols; col += PANEL, src += PANEL * depth) {
		for (size_t k = 0; k < depth; k++, dst += PANEL) {
			UNROLL
			for (size_t j = 0; j < PANEL; j++)
				row[j] = src[j * depth + k] * scale;
			UNROLL
			for (size_t j = 0; j < PANEL; j += LANES)
				NARROW(dst + j, load(row + j));
		}
	}
}

static void softmax_row(float *x, size_t n)
{
	vec highest = all(x[0]), total = all(0);

	for (size_t i = 0; i < n; i += LANES)
		highest = vmax(highest, first_lanes(load(x + i), n - i, x[0]));
	const float max = max_of(highest);
	for (size_t i = 0; i < n; i += LANES) {
		vec v = exp_negative(first_lanes(load(x + i), n - i, max) - max);
		total += first_lanes(v, n - i, 0);
		store(x + i, v);
	}
	const float scale = 1.0f / sum_of(total);
	for (size_t i = 0; i < n; i += LANES)
		store(x + i, load(x + i) * scale);
}

static void softmax(float *x, size_t rows, size_t n, size_t stride)
{
	for (size_t r = 0; r < rows; r++)
		softmax_row(x + r * stride, n);
}

static void layer_norm(float *x, size_t rows, size_t n, const float *gain, const float *bias)
{
	for (size_t r = 0; r < rows; r++, x += n) {
		vec total[CHAINS] = {0}, squares[CHAINS] = {0};
		for (size_t i = 0; i < n; i += CHAINS * LANES)
			UNROLL
		for (size_t j = 0; j < CHAINS; j++)
			total[j] += load(x + i + j * LANES);
		float mean = sum_of((total[0] + total[1]) + (total[2] + total[3])) / (float)n;
		for (size_t i = 0; i < n; i += CHAINS * LANES) {
			UNROLL
			for (size_t j = 0; j < CHAINS; j++) {
				vec d = load(x + i + j * LANES) - mean;
				squares[j] += d * d;
			}
		}
		float variance = sum_of((squares[0] + squares[1]) + (squares[2] + squares[3])) / (float)n;
		float scale = 1.0f / sqrtf(variance + 1e-12f);
		for (size_t i = 0; i < n; i += LANES)
			store(x + i, (load(x + i) - mean) * scale * load(gain + i) + load(bias + i));
	}
}

const struct kernel_set KERNEL_SET = {
	.isa = KERNEL_ISA,
	.panel = PANEL,
	.weight_size = sizeof(weight),
	.pack_weights = pack_weights,
	.matmul = matmul,
	.softmax = softmax,
	.layer_norm = layer_norm,
};
