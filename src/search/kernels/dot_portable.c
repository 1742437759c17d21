// SPDX-License-Identifier: Apache-2.0
/* For any processor. */
#include "search/kernels/sets.h"

#define DOT dot_portable
#define LANES 4
#include "search/kernels/body.h"
