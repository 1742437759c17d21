// SPDX-License-Identifier: Apache-2.0
/*
 * The AVX-512 set on the instructions of any processor: its sizes and so its tiles, panels and shares of fetching, all but
 * the two conversions of halves, are tested where there is no AVX-512. Slow and used by the test alone.
 */
#include "embed/kernels/sets.h"
#include "embed/kernels/sizes_avx512.h"

extern const struct kernel_set kernels_wide;

#define KERNEL_ROLLED /* sums that fit no register file: unrolled, they take compilers a minute */
#define KERNEL_SET kernels_wide
#define KERNEL_ISA CPU_AVX512
#include "embed/kernels/body.h"
