// SPDX-License-Identifier: Apache-2.0
/* For x86-64 with AVX2 and FMA. */
#include "search/kernels/sets.h"

#define DOT dot_avx2
#define LANES 8
#include "search/kernels/body.h"
