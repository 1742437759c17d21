// SPDX-License-Identifier: Apache-2.0
/*
 * Text to word pieces as the uncased BERT tokenizer makes them (Devlin et al. 2019; WordPiece, Wu et al. 2016): control
 * characters dropped, Han characters isolated, canonical decomposition with non-spacing marks dropped, lower case,
 * split at blanks and around punctuation, then the longest piece of the vocabulary first. Immutable once opened.
 */
#pragma once

#include "base/err.h"
#include "base/limits.h"
#include "base/str.h"

struct arena;
struct wordpiece;

/*
 * Read a vocabulary: one piece a line, the line number is the piece's id, "##" before a piece that continues a word.
 * The result and all it refers to live in the arena; text may go away.
 * Errors     ERR_INVALID: too many or too few lines, or [UNK], [CLS] or [SEP] is missing.
 */
NODISCARD int wordpiece_open(
	struct arena *a, struct slice text, const struct wordpiece **out, struct err *err);

/* Number of pieces in the vocabulary. */
size_t wordpiece_count(const struct wordpiece *w);

/*
 * Piece ids of text with [CLS] before and [SEP] after, cut at EMBED_TOKENS_MAX; returns how many (at least 2). The first
 * EMBED_TEXT_MAX bytes of text are looked at; what is not UTF-8 is dropped. Any thread.
 */
size_t wordpiece_encode(const struct wordpiece *w, struct slice text, uint32_t ids[static EMBED_TOKENS_MAX]);
