// SPDX-License-Identifier: Apache-2.0
/* The inner loop of exact vector search, once for each vector instruction set (body.h compiled with each one's flags). */
#pragma once

#include "base/cpu.h"
#include "base/defs.h"

/* out[i] = row i of matrix (rows x dim, row-major; dim a multiple of 16) times query. */
typedef void dot_fn(const float *matrix, size_t rows, size_t dim, const float *query, float *out);

/* The kernel for isa, or NULL when this binary or this processor has none. Any thread. */
dot_fn *dot_for(enum cpu_isa isa);

/* The fastest kernel this processor can run. Any thread. */
dot_fn *dot_best(void) __attribute__((returns_nonnull));
