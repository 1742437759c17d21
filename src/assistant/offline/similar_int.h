// SPDX-License-Identifier: Apache-2.0
/* A question laid over one accepted pair; shared by similar.c, which compares them, and similar_edit.c, which rewrites. */
#pragma once

#include "assistant/offline/concept.h"
#include "assistant/offline/similar.h"
#include "sql/lexer.h"

struct editing {
	struct arena *a;
	const struct gen_request *req;
	const struct linked *l;
	const struct habits *habits;
	struct concepts asked, known; /* of the question, of the pair */
	struct sql_tokens sql; /* of the pair; ours once it is rewritten, its texts exchanged one by one */
	bool *blank_before;    /* per token, ours */
	int unread_asked, unread_known; /* words without weight that only one of them says */
	int implied;                    /* nouns that only one of them says */
	bool list_rows;                 /* what the pair counts is listed */
	bool count_rows;                /* what the pair lists is counted */
	struct slice limit;
};

/* Does the pair's statement hold the word? */
bool editing_has(const struct editing *e, const char *word);

/* How many concepts of a kind there are. */
size_t concepts_count(const struct concepts *c, enum concept_kind kind);

/* The pair's statement with what the question says in its slots, in the arena; NULL where a slot cannot be filled. */
const char *editing_rewrite(struct editing *e, const struct learnt_pair *p);
