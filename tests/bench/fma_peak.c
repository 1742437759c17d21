// SPDX-License-Identifier: Apache-2.0
/* See fma_peak.h. Twelve sums, as many as a tile of the AVX2 kernel has, are enough for two units of latency four or five. */
#include "fma_peak.h"

#include "base/defs.h"

#include <stddef.h>
#include <time.h>

enum { SUMS = 12, TIMES = 40000 };

static double cpu_seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* The empty statement takes each sum for changed, so that no step can be left out or moved out of the loop. */
#define DEFINE_PEAK(name, lanes, reg, ...)                                          \
	__VA_ARGS__ static double name(void)                                        \
	{                                                                           \
		typedef float vec __attribute__((vector_size((lanes)*4)));          \
		vec sums[SUMS] = {0}, a = (vec){0} + 0.999f, b = (vec){0} + 0.001f; \
		double start = cpu_seconds();                                       \
		for (size_t i = 0; i < TIMES; i++) {                                \
			_Pragma("GCC unroll 12") for (size_t j = 0; j < SUMS; j++)  \
			{                                                           \
				sums[j] = sums[j] * a + b;                          \
				__asm__ volatile("" : "+" reg(sums[j]));            \
			}                                                           \
		}                                                                   \
		return 2.0 * (lanes)*SUMS * TIMES / (cpu_seconds() - start) / 1e9;  \
	}

#if defined(__x86_64__)
DEFINE_PEAK(peak_avx512, 16, "v", __attribute__((target("avx512f,fma"))))
DEFINE_PEAK(peak_avx2, 8, "x", __attribute__((target("avx2,fma"))))
DEFINE_PEAK(peak_portable, 4, "x", )
#elif defined(__aarch64__)
DEFINE_PEAK(peak_neon, 4, "w", )
#endif

double fma_peak(enum cpu_isa isa)
{
	switch (isa) {
#if defined(__x86_64__)
	case CPU_AVX512:
		return peak_avx512();
	case CPU_AVX2:
		return peak_avx2();
	case CPU_PORTABLE:
		return peak_portable();
	case CPU_NEON:
		break;
#elif defined(__aarch64__)
	case CPU_NEON:
	case CPU_PORTABLE:
		return peak_neon();
	case CPU_AVX512:
	case CPU_AVX2:
		break;
#endif
	}
	return 0;
}
