// SPDX-License-Identifier: Apache-2.0
/*
 * What a question is about, as a set that does not depend on its language or its order: what is done (counted, summed,
 * denied), the nouns and verbs, and slots where values stand. Two questions with the same set want the same statement.
 */
#pragma once

#include "assistant/offline/names.h"
#include "base/vec.h"

enum concept_kind { CONCEPT_OP, CONCEPT_WORD, CONCEPT_NUMBER, CONCEPT_VALUE };

struct concept {
	enum concept_kind kind;
	enum op_kind op; /* of CONCEPT_OP, made alike: OP_SUPER also stands for OP_COMMON and OP_DESC */
	int arg;         /* direction, comparison or period */
	struct slice
		word; /* of CONCEPT_WORD its lemma, of CONCEPT_NUMBER its digits, of CONCEPT_VALUE as it was written */
	struct lex_senses senses;
	size_t row;       /* the row of everyday verbs and nouns it stands in, 1..; 0 = none */
	size_t thing;     /* the table or column that the schema or a document calls so, 1..; 0 = none */
	bool grouped;     /* "for each" was said of it */
	bool is_schema;   /* names a table or a column */
	bool wanted;      /* what "which" or "how many" asks for; of a Japanese superlative the last noun */
	bool ranked;      /* stands right behind "longest" or its like, whose extreme it is */
	bool is_name;     /* a capitalised word within the question that nothing explains */
	bool plural;      /* was said in another form than its lemma */
	const char *said; /* where a CONCEPT_WORD stands in its question; NULL = an operator implies it */
	double weight;
};

struct concepts {
	VEC(struct concept) list;
};

/*
 * The concepts of a question. values: texts of it that are values (of an accepted pair: its SQL's literals), found case
 * aside; of several words too. In the arena.
 */
struct concepts concepts_read(struct arena *a, const struct tokens *t, const struct names *ns,
	const struct slice *values, size_t n_values);

/* What concepts that name this table (column -1) or column hold as `thing`. */
size_t concept_thing(int32_t table, int32_t column);

/* The row of everyday verbs and nouns that a word stands in, 1..; 0 = none. */
size_t concept_row(const struct tok *t);

/* Do two concepts say the same? Numbers and values always do: they are slots. */
bool concept_same(const struct concept *x, const struct concept *y);

/* A text literal without its quotes and wildcards; borrowed from it. */
struct slice concept_literal(struct slice literal);
