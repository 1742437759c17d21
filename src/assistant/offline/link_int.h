// SPDX-License-Identifier: Apache-2.0
/* One question being linked; shared by link.c, link_words.c and link_ops.c only. */
#pragma once

#include "assistant/offline/link.h"
#include "assistant/offline/value_link.h"

struct linking {
	struct arena *a;
	const struct tokens *t;
	const struct names *ns;
	float *sims; /* tokens x words */
	const struct lex_op **ops;
	size_t *op_len;
	bool *light; /* tokens that say nothing by themselves */
	bool *glue;  /* those of them that may stand inside a name: "year of work" */
	struct span_set spans;
};

/* Find the operators, measures and light words of the question. */
void link_find_ops(struct linking *l);

/* Compare every word of the question with every word of the names. */
void link_compare_words(struct linking *l);
