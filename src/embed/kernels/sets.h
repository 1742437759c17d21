// SPDX-License-Identifier: Apache-2.0
/* The tables that the kernels_*.c files define, for the dispatch alone: calling one on the wrong processor is a crash. */
#pragma once

#include "embed/kernels/kernels.h"

extern const struct kernel_set kernels_portable;
extern const struct kernel_set kernels_neon;
extern const struct kernel_set kernels_avx2;
extern const struct kernel_set kernels_avx512;
