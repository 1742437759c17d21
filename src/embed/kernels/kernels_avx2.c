// SPDX-License-Identifier: Apache-2.0
/* For x86-64 with AVX2 and FMA: sixteen registers of eight floats. */
#include "embed/kernels/sets.h"

#define KERNEL_SET kernels_avx2
#define KERNEL_ISA CPU_AVX2
#define LANES 8
#define TILE_VECS 2
#define TILE_ROWS 6
#include "embed/kernels/body.h"
