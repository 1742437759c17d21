// SPDX-License-Identifier: Apache-2.0
/*
 * Unicode text: decoding, validation, and the normalisations of utf8proc under names that say what they are for.
 * Pure functions; any thread.
 */
#pragma once

#include "base/str.h"

struct arena;

enum { UTF8_REPLACEMENT = 0xFFFD };

/* Decode the code point at *i and advance; broken input gives UTF8_REPLACEMENT and advances one byte. *i < s.n. */
uint32_t utf8_next(struct slice s, size_t *i);

/* Append a code point (a surrogate or one past U+10FFFF is written as UTF8_REPLACEMENT). */
void utf8_add(struct str *out, uint32_t cp);

/* Is s well-formed UTF-8 (RFC 3629)? */
bool utf8_is_valid(struct slice s);

/* Largest length <= max at which s can be cut without splitting a code point. */
size_t utf8_cut(struct slice s, size_t max);

/* Number of code points. */
size_t utf8_count(struct slice s);

/* Terminal columns that s takes (East Asian wide = 2, combining = 0). */
size_t utf8_width(struct slice s);

/* NFKC and case folding, for comparing words of any script: full-width digits, half-width kana and case are gone. In the arena. */
struct slice utf8_fold(struct arena *a, struct slice s);

/* Han, Hiragana, Katakana or Hangul: scripts written without blanks between words, or searched by bigrams. */
bool utf8_is_cjk(uint32_t cp);

/* Letter, mark or number, any script. */
bool utf8_is_word(uint32_t cp);
