// SPDX-License-Identifier: Apache-2.0
/*
 * What the engine makes of a snapshot before any question is asked, once for all questions: its names in words, the habits
 * of its accepted pairs, and each pair's question and statement in tokens. Kept with the snapshot, immutable.
 */
#pragma once

#include "assistant/offline/concept.h"
#include "assistant/offline/habits.h"
#include "sql/lexer.h"

enum {
	PAIRS_UNDERSTOOD_MAX = 5000
}; /* pairs laid over a question word by word; those after them only answer their own words */

struct learnt_pair {
	const char *question, *text; /* text: the statement as it was accepted */
	struct tokens words;         /* of the question */
	struct sql_tokens sql;       /* n 0 = the dialect cannot read it */
	const bool *blank_before;    /* per token of sql: was it set off from the one before? */
	struct concepts concepts;    /* empty past PAIRS_UNDERSTOOD_MAX */
};

struct learnt {
	const struct names *names; /* of every table */
	const struct habits *habits;
	const struct learnt_pair
		*pairs; /* in the order of the snapshot's documents, at most TRAINING_ITEMS_MAX */
	size_t n_pairs;
};

/* What is learnt of a snapshot; whoever asks first waits until it is made. Lives as long as the snapshot. Any thread. */
const struct learnt *learnt_of(const struct cat_snapshot *cat);
