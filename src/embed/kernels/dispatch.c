// SPDX-License-Identifier: Apache-2.0
/* See kernels.h: which set runs here, and the packing that all sets share. */
#include "embed/kernels/sets.h"

#include <string.h>

/* Fastest first. */
static const struct kernel_set *const sets[] = {
#if defined(__x86_64__)
	&kernels_avx512,
	&kernels_avx2,
#elif defined(__aarch64__)
	&kernels_neon,
#endif
	&kernels_portable,
};

const struct kernel_set *kernel_set_for(enum cpu_isa isa)
{
	for (size_t i = 0; i < ARRAY_LEN(sets); i++)
		if (sets[i]->isa == isa && cpu_has(isa))
			return sets[i];
	return NULL;
}

const struct kernel_set *kernel_set_best(void)
{
	size_t i = 0;

	while (i < ARRAY_LEN(sets) - 1 && !cpu_has(sets[i]->isa))
		i++;
	return sets[i];
}

static size_t round_up(size_t n, size_t to)
{
	return (n + to - 1) / to * to;
}

size_t pack_size(const struct kernel_set *k, size_t depth, size_t cols)
{
	return depth * round_up(cols, k->panel);
}

void pack_columns(const struct kernel_set *k, float *dst, const float *src, size_t stride, size_t depth,
	size_t cols, float scale)
{
	for (size_t col = 0; col < cols; col += k->panel, dst += depth * k->panel) {
		size_t n = MIN(cols - col, k->panel);
		for (size_t j = 0; j < n; j++)
			for (size_t i = 0; i < depth; i++)
				dst[i * k->panel + j] = src[(col + j) * stride + i] * scale;
		for (size_t j = n; j < k->panel; j++)
			for (size_t i = 0; i < depth; i++)
				dst[i * k->panel + j] = 0;
	}
}

void pack_rows(
	const struct kernel_set *k, float *dst, const float *src, size_t stride, size_t depth, size_t cols)
{
	for (size_t col = 0; col < cols; col += k->panel)
		for (size_t i = 0; i < depth; i++, dst += k->panel)
			memcpy(dst, src + i * stride + col, k->panel * sizeof *dst);
}
