// SPDX-License-Identifier: Apache-2.0
/* The search index of a snapshot: one document a table, a column and a doc. Inner to the catalog. */
#pragma once

#include "catalog/snapshot.h"

/*
 * Build s's search index from its tables, columns and docs (already filled in); one reference in *out.
 * vectors    as in struct cat_input; NULL = embedded here with s->embedder,
 *            or words only where there is none.
 * Errors     ERR_CANCELLED, ERR_INTERNAL (the embedder failed).
 */
NODISCARD int cat_index_build(const struct cat_snapshot *s, const float *vectors, struct cancel *cancel,
	struct search_index **out, struct err *err);
