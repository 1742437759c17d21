// SPDX-License-Identifier: Apache-2.0
/*
 * A growing array of any type whose items live in an arena: `VEC(struct hit) hits = {0}; vec_push(&hits, a, hit);`.
 * Growth copies and leaves the old storage to the arena (at most as much again), so pointers to items are stable
 * only until the next push. Nothing to free. Thread-confined.
 */
#pragma once

#include "base/arena.h"

#include <string.h>

#define VEC(type)              \
	struct {               \
		type *items;   \
		size_t n, cap; \
	}

/* Append one item (copied). The arguments are evaluated more than once: none of them may change or read v->n. */
#define vec_push(v, a, ...)                                                                             \
	do {                                                                                            \
		if ((v)->n == (v)->cap)                                                                 \
			(v)->items = vec_grow_((a), (v)->items, (v)->n, &(v)->cap, sizeof *(v)->items); \
		(v)->items[(v)->n++] = (__VA_ARGS__);                                                   \
	} while (0)

/* for (T *it ...) over the items. */
#define VEC_EACH(type, it, v) for (type *it = (v)->items, *it##_end = it + (v)->n; it < it##_end; it++)

/* Not for callers: the storage for at least one item more. */
void *vec_grow_(struct arena *a, void *items, size_t n, size_t *cap, size_t size)
	__attribute__((returns_nonnull));
