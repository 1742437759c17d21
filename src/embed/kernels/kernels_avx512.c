// SPDX-License-Identifier: Apache-2.0
/* For x86-64 with AVX-512: thirty-two registers of sixteen floats. */
#include "embed/kernels/sets.h"

#define KERNEL_SET kernels_avx512
#define KERNEL_ISA CPU_AVX512
#define LANES 16
#define TILE_VECS 2
#define TILE_ROWS 12
#include "embed/kernels/body.h"
