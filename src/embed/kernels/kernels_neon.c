// SPDX-License-Identifier: Apache-2.0
/* For AArch64: thirty-two registers of four floats. */
#include "embed/kernels/sets.h"

#define KERNEL_SET kernels_neon
#define KERNEL_ISA CPU_NEON
#define LANES 4
#define TILE_VECS 4
#define TILE_ROWS 6
#include "embed/kernels/body.h"
