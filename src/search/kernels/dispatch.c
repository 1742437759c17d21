// SPDX-License-Identifier: Apache-2.0
/* See dot.h: which kernel runs here. */
#include "search/kernels/sets.h"

/* Fastest first. */
static const struct dot_kernel {
	enum cpu_isa isa;
	dot_fn *fn;
} kernels[] = {
#if defined(__x86_64__)
	{CPU_AVX512, dot_avx512},
	{CPU_AVX2, dot_avx2},
#elif defined(__aarch64__)
	{CPU_NEON, dot_neon},
#endif
	{CPU_PORTABLE, dot_portable},
};

dot_fn *dot_for(enum cpu_isa isa)
{
	for (size_t i = 0; i < ARRAY_LEN(kernels); i++)
		if (kernels[i].isa == isa && cpu_has(isa))
			return kernels[i].fn;
	return NULL;
}

dot_fn *dot_best(void)
{
	size_t i = 0;

	while (i < ARRAY_LEN(kernels) - 1 && !cpu_has(kernels[i].isa))
		i++;
	return kernels[i].fn;
}
