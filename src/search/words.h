// SPDX-License-Identifier: Apache-2.0
/*
 * Words of a text, for the index and for queries alike. A word is what stands between blanks, punctuation, underscores,
 * letters and digits, and the humps of camelCase, folded (NFKC, case) and without an English plural ending. Chinese,
 * Japanese and Korean, where blanks do not show the words, are taken as overlapping pairs of characters.
 */
#pragma once

#include "base/arena.h"
#include "base/str.h"
#include "base/vec.h"

struct word {
	struct slice term;    /* what is compared: folded, singular */
	struct slice surface; /* what is shown: folded; neighbouring pairs overlap in memory */
};

struct words {
	struct word *items;
	size_t n, cap;
};

enum words_of {
	WORDS_OF_QUERY,    /* a single CJK character only where it stands alone */
	WORDS_OF_DOCUMENT, /* every CJK character too, so that a query of one character finds it */
};

/* Append the words of text to out; all memory is the arena's. */
void words_add(struct arena *a, struct slice text, enum words_of of, struct words *out);

/* Is term an English function word ("how", "many", "of", "the") that says nothing about what is looked for? */
bool words_is_stop(struct slice term);
