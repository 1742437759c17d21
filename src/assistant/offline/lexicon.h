// SPDX-License-Identifier: Apache-2.0
/*
 * What words do in a question, as data: aggregates, superlatives, comparisons, grouping, ordering, negation, and the
 * everyday synonyms of schema words. One table a language; no table knows any schema.
 */
#pragma once

#include "assistant/offline/token.h"

enum {
	LEX_SENSE_WORDS = 4,
	LEX_LAST =
		16, /* in the arg of OP_SPAN beside an enum period_unit: the one before today's, today's, the one behind */
	LEX_THIS = 32,
	LEX_NEXT = 48,
	LEX_ALONE = 16, /* in the arg of OP_PERIOD: not behind a number, where it is a month of a year */
};

enum op_kind {
	OP_NONE,
	OP_ASK,   /* what, which, show, list: a select list begins */
	OP_COUNT, /* how many, number of */
	OP_SUM,
	OP_AVG,
	OP_MIN,
	OP_MAX,
	OP_SUPER,    /* highest, most, oldest; arg 1 = largest first, 0 = smallest first */
	OP_COMMON,   /* most common; arg as OP_SUPER */
	OP_CMP,      /* more than; arg is an enum q_op */
	OP_CMP_POST, /* "or more", after its number */
	OP_BETWEEN,
	OP_GROUP, /* for each, per */
	OP_ORDER, /* sorted by */
	OP_DESC,
	OP_ASC,
	OP_NOT,    /* not, without, never */
	OP_EXCEPT, /* except, other than */
	OP_NULL,   /* missing, unknown; arg 1 = the opposite */
	OP_DISTINCT,
	OP_LIKE,   /* contains; arg 0 anywhere, 1 at the start, 2 at the end */
	OP_FILTER, /* whose, that, with, where, having: a condition begins */
	OP_OF,     /* of, for, in, from ...: ties a noun to the next */
	OP_AND,
	OP_OR,
	OP_BOTH,
	OP_ALSO,       /* as well as, along with, and their: the select list goes on */
	OP_EVERYTHING, /* all the details: every column */
	OP_HAVE,       /* have, has, there are */
	OP_BE,
	OP_COMMA,
	OP_STOP,      /* end of a sentence */
	OP_NOISE,     /* says nothing: the, please */
	OP_NAME_ASK,  /* who: names of persons */
	OP_WHERE_ASK, /* where: a place */
	OP_WHEN_ASK,
	OP_SHARE,     /* percentage of; arg 1 = said behind what it is of */
	OP_RUNNING,   /* running total of */
	OP_PREVIOUS,  /* beside the period before; arg is an enum q_window, and an enum q_bucket << 4 */
	OP_INCLUDING, /* including those without */
	OP_PERIOD,    /* "per month"; arg is an enum q_bucket */
	OP_UNIT,      /* "years old": tells what the number before it measures */
	OP_SPAN,      /* "the first half of 2024": days, as period.h reads them */
};

struct lex_op {
	const char *phrase; /* words in lower case, separated by blanks; characters for Japanese */
	enum op_kind kind;
	int arg;
	const char *
		hint; /* words of columns it measures, "age|-birth|-year": '-' = the other way round; NULL = none */
};

/* The longest operator phrase that begins at token i; *n tokens of it. NULL when there is none. */
const struct lex_op *lex_match(const struct tokens *t, size_t i, size_t *n);

/* The rows of everyday synonyms that a lemma stands in, as a set of bits: two words are synonyms where the sets meet. */
struct lex_senses {
	uint64_t bits[LEX_SENSE_WORDS];
};

/* The rows of one lemma; none where it has no synonyms. */
struct lex_senses lex_senses(struct slice lemma);

/* Do two words share a row? */
bool lex_share_sense(const struct lex_senses *x, const struct lex_senses *y);

/* Is the second of two words only there to go with the first: "email address", "phone number"? */
bool lex_is_companion(struct slice first, struct slice second);

/* What an abbreviated part of a name stands for ("num" gives "number"), or the empty slice. */
struct slice lex_abbreviation(struct slice part);

/* The country or language noun behind an adjective of origin ("french" gives "france"), or the empty slice. */
struct slice lex_origin(struct slice low);

/* One-letter and yes/no codes that a word may be stored as ("female" gives "f"): up to max of them in out; how many. */
size_t lex_codes(struct slice lemma, struct slice *out, size_t max);

/* The tables, one file a language. Sorted by nothing; ended by a NULL phrase. */
extern const struct lex_op lex_ops_en[], lex_ops_en_glue[], lex_ops_en_shape[];
extern const struct lex_op lex_ops_ja[], lex_ops_ja_glue[], lex_ops_ko[], lex_ops_ko_glue[];

/* Japanese and Korean nouns with their English glosses, ended by NULL. */
struct lex_gloss {
	const char *word, *gloss; /* English words for it between '|', the likeliest first */
};
extern const struct lex_gloss lex_nouns_ja[], lex_facts_ja[], lex_nouns_ko[];

/* The glosses of a Japanese or Korean noun as they are listed; the empty slice where the word is none. */
struct slice lex_gloss_of(struct slice word);

/* Do two lists of words between '|' share one? */
bool lex_meet(struct slice x, struct slice y);
