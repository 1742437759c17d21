// SPDX-License-Identifier: Apache-2.0
/* Spans of a question that spell a value which a column is known to hold. Inner to link. */
#pragma once

#include "assistant/offline/names.h"

struct value_hit {
	size_t start, n; /* tokens */
	int32_t table, column;
	struct slice value; /* as the database spells it; borrowed from the snapshot */
	double score;
};

struct span_set {
	struct value_hit *hits;
	size_t n_hits;
};

/* Every hit of a span of at most six words, or of a quoted text, among the known values. light: words that say nothing alone. */
struct span_set value_link(
	struct arena *a, const struct tokens *t, const struct names *ns, const bool *light);
