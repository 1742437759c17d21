// SPDX-License-Identifier: Apache-2.0
/* Names for what a query computes, as a person who wrote the schema would have called them: customer_count, TotalSum. */
#pragma once

#include "assistant/offline/query.h"
#include "catalog/snapshot.h"

struct arena;

/*
 * What each expression of the select list is called: NULL where it is a column whose own name will do. Written as the
 * schema writes its names (snake_case or CamelCase), and never like a column of the query's tables or like another of
 * them. One a select item, in the arena.
 */
const char *const *alias_names(struct arena *a, const struct cat_snapshot *cat, const struct query *q);

/* "customer count" of the table Customers. In the arena. */
const char *alias_count_words(struct arena *a, const char *table);

/* A name made of these words, written as the schema's are and like no column of the query's tables. In the arena. */
const char *alias_of_words(
	struct arena *a, const struct cat_snapshot *cat, const struct query *q, const char *words);
