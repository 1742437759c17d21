// SPDX-License-Identifier: Apache-2.0
/* Connecting tables over the foreign keys: breadth-first paths and a small tree that holds every table needed. */
#pragma once

#include "assistant/offline/query.h"
#include "catalog/snapshot.h"

struct arena;

struct join_map {
	const struct cat_snapshot *cat;
	const bool *use; /* per table: may it be joined through; NULL = all */
	int16_t *dist;   /* n_tables x n_tables, -1 = not connected; filled a row at a time */
	bool *has_row;
	const bool
		*favoured; /* per table: said in the question, so a path through it costs less; NULL = none */
	struct arena *a;
};

/* Distances are computed when first asked for. In the arena. */
struct join_map *join_map_new(struct arena *a, const struct cat_snapshot *cat, const bool *use);

/* Edges between two tables; 0 for the same, -1 when they are not connected. */
int join_distance(struct join_map *m, int32_t from, int32_t to);

/*
 * Append to q->from what connects `tables` (n > 0; the first becomes the base where q->from is empty) by shortest paths.
 * Tables in between are added. False when some cannot be reached: they are left out.
 */
bool join_tables(struct join_map *m, struct query *q, const int32_t *tables, size_t n);

/* The first step of the shortest path from a table towards another: columns on both sides and the table it reaches. */
bool join_step(struct join_map *m, int32_t from, int32_t to, struct q_join *step);

/* Can a row of `from` meet more than one row of `to` on the shortest path? */
bool join_is_many(struct join_map *m, int32_t from, int32_t to);
