// SPDX-License-Identifier: Apache-2.0
/* The sizes of the AVX-512 set, apart because a test runs them where no processor has its instructions. */
#pragma once

#define LANES 16
#define TILE_VECS 2
#define TILE_ROWS 12
