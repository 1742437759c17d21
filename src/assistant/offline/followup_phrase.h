// SPDX-License-Identifier: Apache-2.0
/* A question cut into the phrases that can take each other's place from one question to the next. */
#pragma once

#include "assistant/offline/frame.h"

enum phrase_kind {
	PHRASE_GROUP,   /* by year, for each country, 国別 */
	PHRASE_ORDER,   /* sorted by name, in descending order */
	PHRASE_TOP,     /* the top 5, the cheapest */
	PHRASE_MEASURE, /* how many, the average */
	PHRASE_VALUE,   /* Germany and France; a quoted text; a date */
	PHRASE_YEAR,    /* a number that is a year */
	PHRASE_NUMBER,
	PHRASE_TABLE,
	PHRASE_COLUMN,
	PHRASE_WORD, /* a word that nothing in the schema is called */
};

struct phrase {
	enum phrase_kind kind;
	size_t first, n;         /* items */
	size_t lead;             /* items before it that belong to it: in, from, more than, except */
	int32_t table, column;   /* of the best reading of a value or a name; -1 = none */
	bool compares, excludes; /* its lead does more than tie it */
};

struct phrases {
	struct phrase *items;
	size_t n;
	bool asks; /* there is a word that asks by itself: which, show, are there */
};

/* Cut a linked question. In the arena. */
struct phrases phrases_cut(struct arena *a, const struct linked *l);

/* The text of items first .. first + n - 1 within the question that was linked. */
struct slice phrase_text(const struct linked *l, struct slice question, size_t first, size_t n);
