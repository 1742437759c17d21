// SPDX-License-Identifier: Apache-2.0
/*
 * Leave one out over the sample: each of its accepted pairs is asked while all the others, with the statements and the
 * documents, are what the engine has learnt. The engine never sees the pair it is asked about.
 */
#pragma once

#include "base/err.h"

#include <stddef.h>
#include <stdio.h>

struct loo_tally {
	size_t n, answered;
	size_t right; /* gold's rows, in gold's order where its outermost query has ORDER BY; columns in any order */
	size_t any_row_order; /* gold's rows in any order */
};

enum loo_language { LOO_EN, LOO_JA, LOO_LANGUAGES_ };

struct loo_options {
	FILE *failures;     /* what went wrong is told here; NULL = nowhere */
	bool no_pairs;      /* the other pairs are not loaded either: what the engine does by itself */
	bool no_documents;  /* nor are the statements and documents */
	bool same_language; /* of the other pairs only those in the language of the one asked */
};

/*
 * Write the sample database to `path` (a new file), ask every pair, count by language.
 * Errors     those of sample_write(), sample_training(), db_open(), cat_snapshot_from_conn() and assistant_ask().
 */
NODISCARD int loo_run(const char *path, const struct loo_options *opt, struct loo_tally tally[LOO_LANGUAGES_],
	struct err *err);
