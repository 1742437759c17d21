// SPDX-License-Identifier: Apache-2.0
/*
 * What may be forgotten, and when. Everything has an end but what a person keeps: data sources and their catalogs,
 * training items, conversations with all that was generated in them, and results of what is kept. A stage that lets
 * people keep more (a dashboard's widget, say) adds its table to the conditions in retention.c. Any thread.
 */
#pragma once

#include "store/store.h"

struct cancel;

struct store_retention {
	int64_t now_ms;    /* Unix */
	int64_t keep_days; /* of questions, results and searches; 0 = for ever */
	struct cancel *cancel;
};

/* Rows that were deleted, by what they were. */
struct store_retired {
	int64_t jobs, events, executions, generations, searches, keys;
};

/*
 * Delete what is past its time, a few hundred rows a transaction, so that nobody waits long for the writer. May end at
 * any point and be called again; what was counted is what is gone. Errors: the store's, ERR_CANCELLED.
 */
NODISCARD int store_retention_run(
	struct store_tx *tx, const struct store_retention *opt, struct store_retired *out, struct err *err);
