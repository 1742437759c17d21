// SPDX-License-Identifier: Apache-2.0
/* Asking back: a question that fits several tables equally well is put to the person again instead of being guessed. */
#pragma once

#include "assistant/generator.h"
#include "assistant/offline/frame.h"

/*
 * Does everything that the question says of the schema stand in several tables alike, as "list all names" does where
 * artists, genres and playlists have names? Then out has one choice for each of them (2 to 4, the table of `best` first),
 * a message, and no SQL. False, and out untouched, when the question tells which table it means. All in the arena.
 */
bool clarify_tables(struct arena *a, const struct gen_request *req, const struct frame *f,
	const struct query *best, struct gen_answer *out);

/* The sentence "Did you mean X, Y or Z?" over the answer's choices, in the question's language. In the arena. */
const char *clarify_message(
	struct arena *a, const struct tokens *t, const struct gen_choice *choices, size_t n);

/* A choice: the question with the words of the item replaced by the column's full name. In the arena. */
struct gen_choice clarify_choice(struct arena *a, const struct gen_request *req, const struct linked *l,
	const struct q_expr *e, int item);
