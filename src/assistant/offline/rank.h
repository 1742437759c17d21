// SPDX-License-Identifier: Apache-2.0
/*
 * Choosing among the queries that a frame allows: a log-linear score over named features before the trial, the trial's
 * outcome after it, and from both the confidence that the answer is right.
 */
#pragma once

#include "assistant/generator.h"
#include "assistant/offline/assemble.h"

enum feature {
	F_UNPLACED, /* conditions and measures that found no column */
	F_LINK,     /* how well the columns used were said, 0..about 1.5 */
	F_JOINS,    /* tables beyond the first */
	F_DISTINCT, /* each row once, unasked */
	F_NO_GROUP,
	F_LEAN,         /* tables mentioned but not joined */
	F_SECOND,       /* a word's second-best column */
	F_UNREAD,       /* share of the question's own words that found no place */
	F_DISCONNECTED, /* tables without a key between them */
	F_NO_TARGET,    /* nothing in the question says what to show */
	F_CONDITIONS,
	F_NESTED,
	F_GROUPED,
	F_EMPTY, /* the trial returned no row */
	F_NULL,  /* only NULLs */
	F_COUNT_,
};

struct candidate_query {
	struct assembled as;
	struct variant v;
	const char *sql;
	double f[F_COUNT_];
	double score;
	struct gen_trial trial;
	bool tried;
};

/* Every query worth trying, best first, without duplicates; at most max. In the arena; *n of them. */
struct candidate_query *rank_candidates(
	struct arena *a, const struct frame *f, struct join_map *joins, size_t max, size_t *n);

/* Enter what the trial showed and score again. */
void rank_note_trial(struct candidate_query *c);

/* The chance that the first of n candidates is right, 0..1; fitted on pairs over schemas that no rule was written for. */
double rank_confidence(const struct candidate_query *c, size_t n);
