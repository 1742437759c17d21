// SPDX-License-Identifier: Apache-2.0
/* Cutting Japanese text, which has no blanks, and Korean words with their particles. Inner to the token room. */
#pragma once

#include "base/str.h"

struct tok_known;

/*
 * Bytes of the first word of a run of CJK characters (at least one character): the longest entry of the lexicon, or of the
 * known words (NULL = none), that begins there, else the characters of one script up to the next entry. *gloss becomes the
 * English words of a noun, or stays empty.
 */
size_t segment_next(struct slice run, const struct tok_known *known, struct slice *gloss);

/* Does a word of the lexicon begin the text that is longer than the number it seems to begin with: "一番", "三つ星"? */
bool segment_knows(struct slice text);
