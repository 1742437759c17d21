// SPDX-License-Identifier: Apache-2.0
/* The k best of a stream of scores: a binary heap with the worst on top. Equal scores: the earlier document is better. */
#pragma once

#include "base/defs.h"

struct arena;

struct scored {
	float score;
	uint32_t doc;
};

struct topk {
	struct scored *items;
	size_t n, k;
};

/* Room for k items, in the arena. */
struct topk topk_new(struct arena *a, size_t k);

/* Would topk_put() keep it? NaN is never wanted. */
bool topk_wants(const struct topk *t, float score, size_t doc);

/* Keep it, dropping the worst when full. Only what topk_wants(). */
void topk_put(struct topk *t, float score, size_t doc);

/* Order the items best first. No more topk_put() after it. */
void topk_sort(struct topk *t);
