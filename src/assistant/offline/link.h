// SPDX-License-Identifier: Apache-2.0
/*
 * Tying the words of a question to the schema: which spans are operators, tables, columns or values, and how well. The
 * result is a row of items that do not overlap, each with its readings, best first.
 */
#pragma once

#include "assistant/offline/names.h"

enum item_kind { ITEM_WORD, ITEM_OP, ITEM_LINK, ITEM_NUMBER, ITEM_TEXT };

enum reading_kind { READ_TABLE, READ_COLUMN, READ_VALUE };

struct reading_of {
	enum reading_kind kind;
	int32_t table, column; /* column -1 of READ_TABLE */
	struct slice value;    /* of READ_VALUE, as the database spells it */
	double score;          /* 0..about 1.1 */
	bool own_table;        /* the span names the column's table too: "singer name" */
	bool documented;       /* a document calls it so */
	const struct q_formula
		*formula; /* of READ_COLUMN: a document's expression instead of the column; NULL = none */
};

enum { READINGS_MAX = 64 };

struct item {
	enum item_kind kind;
	size_t start, n;         /* tokens */
	const struct lex_op *op; /* of ITEM_OP; and of an ITEM_LINK whose words are an operator as well */
	struct reading_of *readings;
	size_t n_readings;
	struct slice text; /* ITEM_TEXT: the quoted text; ITEM_NUMBER: its digits */
	double weight;     /* how much of the question it explains */
};

struct linked {
	const struct tokens *tokens;
	const struct names *names;
	struct item *items;
	size_t n;
	int64_t today; /* what "last month" is seen from: days since 1970-01-01 */
};

/* How well a word of a question says a word of a name: 0, or 0.6 (a part of it) to 1 (the same). senses: of the word. */
float link_word_similarity(const struct tok *t, const struct lex_senses *senses, const struct name_word *w);

/* Link a question. In the arena. */
struct linked link_question(struct arena *a, const struct tokens *t, const struct names *ns);

/* The item's best reading of a kind at least as good as `least`, or NULL. */
const struct reading_of *link_best(const struct item *it, enum reading_kind kind, double least);
