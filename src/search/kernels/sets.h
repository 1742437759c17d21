// SPDX-License-Identifier: Apache-2.0
/* The kernels that the dot_*.c files define, for the dispatch alone: calling one on the wrong processor is a crash. */
#pragma once

#include "search/kernels/dot.h"

extern dot_fn dot_portable, dot_neon, dot_avx2, dot_avx512;
