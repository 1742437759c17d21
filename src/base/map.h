// SPDX-License-Identifier: Apache-2.0
/*
 * A hash map from byte strings to pointers, in an arena. Open addressing, FNV-1a with a per-process seed, so that
 * keys a stranger chose cannot be made to collide. Keys are copied; values are borrowed. Iteration order is the
 * order of insertion. Thread-confined while it is written; immutable afterwards it may be read by any thread.
 */
#pragma once

#include "base/str.h"

struct arena;
struct map;

/* An empty map in the arena; nothing to free. */
struct map *map_new(struct arena *a) __attribute__((returns_nonnull));

/* The value under key, or NULL when absent. */
void *map_find(const struct map *m, struct slice key);

/* Put value (not NULL) under key; an old value is replaced and returned, else NULL. */
void *map_put(struct map *m, struct slice key, void *value);

/* Number of keys. */
size_t map_count(const struct map *m);

/* The i-th key in order of insertion (i < map_count()) and, when value is not NULL, its value. */
struct slice map_at(const struct map *m, size_t i, void **value);
