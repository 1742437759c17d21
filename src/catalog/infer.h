// SPDX-License-Identifier: Apache-2.0
/* Guessing foreign keys of a schema that declares none, from names and types alone. Pure; inner to the catalog. */
#pragma once

#include "catalog/snapshot.h"

/*
 * Guess edges between tables: a column called like another table's single-column primary key ("customer_id"), or like
 * that table followed by its key ("customerid" where customer's key is "id"), of the same kind of type.
 * Edges live in the arena, each marked inferred; *n of them.
 */
struct cat_edge *cat_infer_edges(struct arena *a, const struct cat_table *tables, size_t n_tables, size_t *n);
