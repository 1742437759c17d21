// SPDX-License-Identifier: Apache-2.0
/* One query being told; shared by explain.c, which makes sentences, and explain_words.c, which makes their phrases. */
#pragma once

#include "assistant/offline/explain.h"
#include "assistant/offline/explain_phrases.h"

enum { SENTENCE_MAX = 4000 };

struct telling {
	struct arena *a;
	const struct cat_snapshot *cat;
	const struct query *q;
	const struct phrases *say;
	int32_t subject; /* the table whose rows are spoken of; its columns need no owner. -1 = none */
};

/* What rows of the table are called, in the sentence's language. */
const char *telling_thing(const struct telling *t, int32_t table);

/* The noun for several of them. */
const char *telling_plural(const struct telling *t, const char *noun);

/* An expression with what is made of it. */
const char *telling_expr(const struct telling *t, const struct q_expr *e);

/* A condition, as it stands behind "where". */
const char *telling_cond(const struct telling *t, const struct q_cond *c);

/* All conditions, tied together; q: the query that is told, or the other half of its intersection. */
void telling_add_conds(struct str *out, const struct telling *t, const struct query *q);

/* "supervisor": what refers to the second row of a table, as words without its "id". */
const char *telling_referrer(const struct telling *t, int32_t twin);
