// SPDX-License-Identifier: Apache-2.0
/* For x86-64 with AVX-512: thirty-two registers of sixteen floats. */
#include "embed/kernels/sets.h"
#include "embed/kernels/sizes_avx512.h"

#include <immintrin.h>

#define KERNEL_SET kernels_avx512
#define KERNEL_ISA CPU_AVX512
#define WIDEN(p) ((vec)_mm512_cvtph_ps(_mm256_loadu_si256((const __m256i *)(const void *)(p))))
#define NARROW(p, v) \
	_mm256_storeu_si256((__m256i *)(void *)(p), _mm512_cvtps_ph((__m512)(v), _MM_FROUND_TO_NEAREST_INT))
#include "embed/kernels/body.h"
