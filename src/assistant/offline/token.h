// SPDX-License-Identifier: Apache-2.0
/*
 * A question as words. English is split at blanks and punctuation and reduced to lemma and stem; Japanese is segmented by
 * longest match over the lexicon and script changes. First inner room of the offline engine: it knows no schema.
 */
#pragma once

#include "base/str.h"

struct arena;

enum { TOKENS_MAX = 256 }; /* words of a question that are looked at */

enum tok_kind { TOK_WORD, TOK_NUMBER, TOK_QUOTED, TOK_PUNCT };

struct tok {
	enum tok_kind kind;
	struct slice raw;   /* as written, without quotes */
	struct slice low;   /* folded */
	struct slice lemma; /* singular, lower case; of Japanese and Korean nouns the first English gloss */
	struct slice gloss; /* of those all glosses, between '|' */
	struct slice stem;  /* what is left without derivational endings */
	struct slice num;   /* TOK_NUMBER: decimal text without separators */
	bool capital;       /* written with a capital and not the first word */
	bool possessive;    /* followed by 's or s' */
	bool cjk;           /* of Chinese, Japanese or Korean script */
	size_t start, end;  /* bytes in the question */
};

struct tokens {
	struct tok *items;
	size_t n;
	bool japanese; /* the question holds kana or Han */
	bool korean;   /* the question holds Hangul */
};

enum tongue { TONGUE_EN, TONGUE_JA, TONGUE_KO };

/* The language that a question is asked in, and is answered in. */
static inline enum tongue tok_tongue(const struct tokens *t)
{
	return t->korean ? TONGUE_KO : t->japanese ? TONGUE_JA : TONGUE_EN;
}

/* Words that are not in the lexicon and yet are one word: the schema's Japanese and Korean names. */
struct tok_known {
	const struct slice *items;
	size_t n;
};

/* "2024-03-01", perhaps with a time behind it? */
bool tok_is_date(struct slice s);

/* Split a question. Everything lives in the arena or borrows from it; at most TOKENS_MAX words. */
struct tokens tok_split(struct arena *a, struct slice question);

/* As tok_split(), where some Japanese and Korean words are known besides the lexicon's. */
struct tokens tok_split_known(struct arena *a, struct slice question, const struct tok_known *known);

/* Singular of an English word in lower case ("countries" gives "country"); in the arena or borrowed. */
struct slice tok_lemma(struct arena *a, struct slice low);

/* What is left of a lemma without derivational endings ("citizenship" gives "citizen"); borrowed from it. */
struct slice tok_stem(struct slice lemma);

/* A name as lower-case words: split at underscores, blanks, digits and camelCase; *n of them, in the arena. */
struct slice *tok_name_words(struct arena *a, struct slice name, size_t *n);
