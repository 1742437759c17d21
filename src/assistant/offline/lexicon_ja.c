// SPDX-License-Identifier: Apache-2.0
/* Japanese: what phrases do, and nouns with the English word that schemas use for them. */
#include "assistant/offline/lexicon.h"
#include "assistant/offline/query.h"

const struct lex_op lex_ops_ja[] = {
	{"は", OP_NOISE, 0, NULL},
	{NULL, OP_NONE, 0, NULL},
};

const struct lex_gloss lex_nouns_ja[] = {
	{"顧客", "customer"},
	{NULL, NULL},
};
