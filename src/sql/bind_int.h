// SPDX-License-Identifier: Apache-2.0
/* Inside binding: how alike two names are, and the best of several candidates. Pure. */
#pragma once

#include "base/str.h"

enum { NAMES_FAR = 1000 };

/*
 * How far `wrong` is from being a way to write `name`: 0 = the same but for case, underscores, blanks and plural;
 * 1 = with its table's name in front, or without it (table may be empty); else 2 + edit distance (Damerau's, of the
 * simplified names) while that is at most a quarter of the longer one and short names begin alike; NAMES_FAR = another.
 */
int names_distance(struct slice wrong, struct slice table, struct slice name);

/* The nearest names seen so far. */
struct nearest {
	int distance;
	struct slice best;   /* p NULL = none */
	struct slice second; /* another name just as near; p NULL = none */
	const void *thing;   /* what best names */
};

#define NEAREST_INIT ((struct nearest){.distance = NAMES_FAR})

/* Consider one candidate. thing is kept for the first of the nearest. */
void nearest_offer(struct nearest *n, int distance, struct slice name, const void *thing);
