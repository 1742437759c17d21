// SPDX-License-Identifier: Apache-2.0
/* For x86-64 with AVX-512. */
#include "search/kernels/sets.h"

#define DOT dot_avx512
#define LANES 16
#include "search/kernels/body.h"
