// SPDX-License-Identifier: Apache-2.0
/* For AArch64. */
#include "search/kernels/sets.h"

#define DOT dot_neon
#define LANES 4
#include "search/kernels/body.h"
