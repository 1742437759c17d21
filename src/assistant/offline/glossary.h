// SPDX-License-Identifier: Apache-2.0
/*
 * The words that documents give to tables, columns and measures, read from plain prose by the conventions that
 * docs/training.md describes: "Other words: client, buyer", "`SupportRepId` (also called support agent)",
 * "revenue is `SUM(Total)`", and their like in Japanese and Korean. Whatever else a document says is passed over.
 */
#pragma once

#include "assistant/offline/names.h"
#include "assistant/offline/query.h"

struct gloss_name {
	struct tokens words;
	int32_t table, column;           /* column -1 = the table itself */
	const struct q_formula *formula; /* of a row, instead of the column; NULL = none */
};

/* One word for a sum or another aggregate; several formulas where documents of several tables define it. */
struct gloss_measure {
	struct tokens words;
	struct lex_op
		op; /* as a reader meets it: OP_SUM that is complete by itself, its hint "=" and the position */
	const struct q_formula **formulas;
	size_t n_formulas;
};

struct glossary {
	const struct gloss_name *names;
	size_t n_names;
	const struct gloss_measure *measures;
	size_t n_measures;
	int money; /* the measure that plain words for money ("sales", "spent") mean; -1 = none */
};

/* Read the snapshot's documents and descriptions. In the arena, borrowing from the snapshot. */
const struct glossary *glossary_read(struct arena *a, const struct names *ns);

/* Do the words stand at token i? */
bool glossary_spells(const struct tokens *words, const struct tokens *t, size_t i);

/* The measure that most tokens from i on spell, or NULL; of a glossary that may be NULL. */
const struct gloss_measure *glossary_measure_at(const struct glossary *g, const struct tokens *t, size_t i);

/* The name that most tokens from i on spell, or NULL; of a glossary that may be NULL. */
const struct gloss_name *glossary_name_at(const struct glossary *g, const struct tokens *t, size_t i);

/* The measure that a hint "=N" means, or NULL for any other hint. */
const struct gloss_measure *glossary_hinted(const struct glossary *g, const char *hint);
