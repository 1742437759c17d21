// SPDX-License-Identifier: Apache-2.0
/*
 * Collecting the distinct values of text columns of low cardinality, so that "customers in Brazil" can find its column.
 * Long texts, secrets by name (password, token, ...) and columns with more than VALUES_PER_COLUMN_MAX values are passed over.
 */
#pragma once

#include "base/err.h"
#include "catalog/snapshot.h"

struct cat_values {
	const struct slice *items; /* most frequent first */
	size_t n;
	bool complete;
};

/*
 * Values of one column, in the arena; n = 0 where it is not a column worth indexing.
 * c          read-only connection of the source; each query has TRY_TIMEOUT_MS, and running out of it gives no values, not an error.
 * Errors     ERR_CANCELLED, ERR_UPSTREAM (the connection is gone).
 */
NODISCARD int cat_collect_values(struct db_conn *c, const struct db_schema_table *t,
	const struct db_schema_column *col, struct arena *a, struct cancel *cancel, struct cat_values *out,
	struct err *err);
