// SPDX-License-Identifier: Apache-2.0
/*
 * The encoder's arithmetic, once for each vector instruction set. One source, body.h, is compiled with the flags of each
 * set; the results agree to the rounding of f32. Weights are packed for the set that will use them: panels of
 * `panel` columns, each depth x panel values in the order in which a tile reads them.
 */
#pragma once

#include "base/cpu.h"
#include "base/defs.h"

/* c = a x b + bias, then + add or GELU. Row-major; strides in floats. */
struct matmul {
	const float *a;      /* rows x depth */
	const float *b;      /* packed: depth x cols; 64-byte aligned */
	const void *weights; /* instead of b: depth x cols, packed by pack_weights() of the same set */
	const float *bias;   /* cols, or NULL */
	const float *add;    /* rows x cols, stride c_stride, or NULL */
	float *c;            /* rows x cols, cols rounded up to whole panels; may be add, never a */
	size_t rows, cols, depth;
	size_t a_stride, c_stride;
	bool gelu; /* exact (erf) GELU, Hendrycks & Gimpel 2016 */
};

struct kernel_set {
	enum cpu_isa isa;
	size_t panel; /* columns in a packed panel: at most 32 and a divisor of 32 */
	size_t weight_size; /* bytes: 2, a half (IEEE 754), where the processor makes floats of them as it reads; else 4 */

	/*
	 * Pack the transpose of weights: column j is src[j * depth ...], depth values, each times scale and rounded to the
	 * nearest half where weights are halves; below 65504. cols: whole panels. dst: depth * cols * weight_size bytes.
	 */
	void (*pack_weights)(void *dst, const float *src, size_t depth, size_t cols, float scale);

	/* See struct matmul. */
	void (*matmul)(const struct matmul *m);

	/* Each row of n values to exp(x - max) / sum. Rows are stride floats apart, at least n rounded up to 16: that much is written. */
	void (*softmax)(float *x, size_t rows, size_t n, size_t stride);

	/* Each row of n (a multiple of 64) values to mean 0 and variance 1 (eps 1e-12), times gain, plus bias (Ba et al. 2016). */
	void (*layer_norm)(float *x, size_t rows, size_t n, const float *gain, const float *bias);
};

enum { KERNEL_PANEL_MAX = 32 };

/* The set for isa, or NULL when this binary or this processor has none. Any thread. */
const struct kernel_set *kernel_set_for(enum cpu_isa isa);

/* The fastest set this processor can run. Any thread. */
const struct kernel_set *kernel_set_best(void) __attribute__((returns_nonnull));

/* Floats that pack_columns() and pack_rows() write for a depth x cols matrix. */
size_t pack_size(const struct kernel_set *k, size_t depth, size_t cols);

/*
 * Pack the transpose of src: column j is src[j * stride ...], depth values, each times scale. Columns missing in the last
 * panel become 0. dst: pack_size() floats.
 */
void pack_columns(const struct kernel_set *k, float *dst, const float *src, size_t stride, size_t depth,
	size_t cols, float scale);

/* Pack src as it is: row i is src[i * stride ...]; cols must be whole panels. dst: pack_size() floats. */
void pack_rows(
	const struct kernel_set *k, float *dst, const float *src, size_t stride, size_t depth, size_t cols);
