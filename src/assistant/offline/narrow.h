// SPDX-License-Identifier: Apache-2.0
/* Fewer tables to read a question against: of a very wide schema only those that the question could be about. */
#pragma once

#include "assistant/offline/names.h"

enum {
	NARROW_FROM = 120, /* schemas up to so many tables are read whole */
	NARROW_KEPT = 40,  /* tables kept for their own sake */
	NARROW_MORE = 24,  /* and for tying those */
};

/*
 * Which tables to read the question against: those whose names, columns or known values it says most of, and what ties
 * the first of them. allowed: NULL = all. NULL where the schema is narrow enough, or nothing in the question tells; else
 * at most NARROW_KEPT + NARROW_MORE are true, one a table of the snapshot, in the arena.
 */
const bool *narrow_tables(
	struct arena *a, const struct names *ns, const struct tokens *t, const bool *allowed);
