// SPDX-License-Identifier: Apache-2.0
/* The sentences of insights, in each language that askdb speaks. Inner to analysis. */
#pragma once

#include "base/arena.h"

enum insight_language { INSIGHT_EN, INSIGHT_JA, INSIGHT_KO, INSIGHT_LANGUAGES };

enum insight_sentence {
	SAY_MISSING,  /* column, missing, rows, share */
	SAY_MIXED,    /* column */
	SAY_CONSTANT, /* column, value */
	SAY_SHARES,   /* first, its share, column, its value, total, rows, share of the first three */
	SAY_TOGETHER, /* column, column, correlation, rows */
	SAY_AGAINST,  /* column, column, correlation, rows */
	SAY_OUTLIERS, /* how many, rows, column, low, high, farthest, where */
	SAY_RISES,    /* column, from, to, points, R2 */
	SAY_FALLS,    /* column, from, to, points, R2 */
	SAY_COUNT_,
};

/* The language of a BCP 47 tag such as "ja" or "ko-KR"; English for NULL and for what is not spoken here. */
enum insight_language insight_language_of(const char *tag);

/* The sentence with its arguments, in the order listed above, in their places. In the arena; any thread. */
const char *insight_say(
	struct arena *a, enum insight_language language, enum insight_sentence what, const char *const *args);
