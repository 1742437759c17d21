// SPDX-License-Identifier: Apache-2.0
/* For any processor; on x86-64 the baseline, SSE2: sixteen registers of four floats. */
#include "embed/kernels/sets.h"

#define KERNEL_SET kernels_portable
#define KERNEL_ISA CPU_PORTABLE
#define LANES 4
#define TILE_VECS 2
#define TILE_ROWS 4
#include "embed/kernels/body.h"
