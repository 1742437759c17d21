// SPDX-License-Identifier: Apache-2.0
/* Answering from accepted question and SQL pairs: the same question again, or the same one with another value in it. */
#pragma once

#include "assistant/generator.h"
#include "assistant/offline/learnt.h"
#include "assistant/offline/link.h"

struct reused {
	const char *sql;      /* NULL = no pair is near enough */
	const char *question; /* of the pair */
	double likeness;      /* 1 = the same words */
	bool yields; /* turned round, or in another language: a sure reading of the question goes first */
	bool last_resort; /* rewritten so far that any reading of the question itself goes first */
};

/*
 * The nearest of the accepted pairs, its values exchanged for the question's own. Only near-certain matches
 * are given: every other word must be the same, and the value that differs must stand in the pair's SQL.
 */
struct reused reuse_example(
	struct arena *a, const struct gen_request *req, const struct linked *l, const struct learnt *learnt);
