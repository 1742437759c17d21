// SPDX-License-Identifier: Apache-2.0
/* See topk.h. */
#include "search/topk.h"

#include "base/arena.h"

#include <stdlib.h>

static bool better(struct scored a, struct scored b)
{
	return a.score > b.score ||
	       (a.score == b.score && a.doc < b.doc); /* exact: the order must be total */
}

struct topk topk_new(struct arena *a, size_t k)
{
	return (struct topk){.items = ARENA_ARRAY(a, struct scored, k + 1), .k = k};
}

bool topk_wants(const struct topk *t, float score, size_t doc)
{
	if (t->n < t->k)
		return score == score;
	return t->k && better((struct scored){score, (uint32_t)doc}, t->items[0]);
}

static void sink(struct topk *t, size_t at)
{
	struct scored item = t->items[at];

	for (size_t child = 2 * at + 1; child < t->n; child = 2 * at + 1) {
		if (child + 1 < t->n && better(t->items[child], t->items[child + 1]))
			child++;
		if (!better(item, t->items[child]))
			break;
		t->items[at] = t->items[child];
		at = child;
	}
	t->items[at] = item;
}

static void rise(struct topk *t, size_t at)
{
	struct scored item = t->items[at];

	while (at && better(t->items[(at - 1) / 2], item)) {
		t->items[at] = t->items[(at - 1) / 2];
		at = (at - 1) / 2;
	}
	t->items[at] = item;
}

void topk_put(struct topk *t, float score, size_t doc)
{
	struct scored item = {score, (uint32_t)doc};

	if (t->n < t->k) {
		t->items[t->n] = item;
		rise(t, t->n++);
	} else {
		t->items[0] = item;
		sink(t, 0);
	}
}

static int best_first(const void *a, const void *b)
{
	const struct scored *x = a, *y = b;

	return better(*x, *y) ? -1 : better(*y, *x) ? 1 : 0;
}

void topk_sort(struct topk *t)
{
	if (t->n)
		qsort(t->items, t->n, sizeof *t->items, best_first);
}
