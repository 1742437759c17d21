// SPDX-License-Identifier: Apache-2.0
/* The one growing step behind vec_push(); see vec.h. */
#include "base/vec.h"

void *vec_grow_(struct arena *a, void *items, size_t n, size_t *cap, size_t size)
{
	size_t want = *cap ? *cap * 2 : 8;
	char *grown = arena_zalloc(a, want, size);

	if (n)
		memcpy(grown, items, n * size);
	*cap = want;
	return grown;
}
