// SPDX-License-Identifier: Apache-2.0
/* For x86-64 with AVX2 and FMA: sixteen registers of eight floats. */
#include "embed/kernels/sets.h"

#include <immintrin.h>

#define KERNEL_SET kernels_avx2
#define KERNEL_ISA CPU_AVX2
#define LANES 8
#define TILE_VECS 2
#define TILE_ROWS 6
#define WIDEN(p) ((vec)_mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)(const void *)(p))))
#define NARROW(p, v) \
	_mm_storeu_si128((__m128i *)(void *)(p), _mm256_cvtps_ph((__m256)(v), _MM_FROUND_TO_NEAREST_INT))
#include "embed/kernels/body.h"
