// SPDX-License-Identifier: Apache-2.0
/* What a query does, in a sentence of the question's language, made from the typed query and never from SQL text. */
#pragma once

#include "assistant/offline/frame.h"

struct arena;

/* One sentence, in the arena. */
const char *explain_query(
	struct arena *a, const struct cat_snapshot *cat, const struct query *q, enum tongue tongue);

/* A column as people are shown it: "Invoice.Total"; or "rows". In the arena. */
const char *explain_expr(
	struct arena *a, const struct cat_snapshot *cat, const struct q_expr *e, enum tongue tongue);

/* What was taken for granted ("'most' means the highest number of rows of Album"); *n of them, in the arena. */
const char *const *explain_assumptions(struct arena *a, const struct frame *f, const struct cat_snapshot *cat,
	const struct query *q, size_t *n);
