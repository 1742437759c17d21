// SPDX-License-Identifier: Apache-2.0
/* Answering by the accepted pair that asks the same in other words, or in another language, with its slots refilled. */
#pragma once

#include "assistant/offline/learnt.h"
#include "assistant/offline/reuse.h"

/*
 * The pair most like the question whose every difference can be carried over into its SQL: values, numbers, years, a
 * number of rows where it has none, counting what it lists. sql NULL where none is like it. Likeness is at most 1.
 */
struct reused similar_example(
	struct arena *a, const struct gen_request *req, const struct linked *l, const struct learnt *learnt);
