// SPDX-License-Identifier: Apache-2.0
/* A schema's names as words people say: split, singular, abbreviations written out. Inner room between lexicon and link. */
#pragma once

#include "assistant/offline/lexicon.h"
#include "catalog/snapshot.h"

struct glossary;

struct name_word {
	struct slice lemma, stem;
	struct slice gloss; /* of a Japanese or Korean word its English ones, between '|' */
	struct lex_senses senses;
};

/* One table or column; words are positions in names.words. */
struct name_entry {
	int32_t table, column; /* column -1 = the table itself */
	uint16_t *words;
	size_t n;
	uint32_t core;       /* bits of the words that are not the table's own */
	struct slice joined; /* all words without blanks: "hometown" */
};

struct names {
	struct name_word *words; /* each once */
	size_t n_words;
	struct name_entry *entries;
	size_t n_entries;
	struct name_entry **tables;   /* by position in the snapshot */
	struct name_entry ***columns; /* by table, column */
	struct tok_known known;       /* the Japanese and Korean names as they stand */
	const struct cat_snapshot *cat;
	const struct glossary *glossary; /* what the documents call things; NULL = nothing */
};

/* Read the names of the tables that `use` allows (NULL = all). In the arena. */
const struct names *names_read(struct arena *a, const struct cat_snapshot *cat, const bool *use);

/* The same names with what the documents call things. In the arena. */
const struct names *names_with(struct arena *a, const struct names *ns, const struct glossary *glossary);

/* Does the name hold this lemma, or a word that means it in English? */
bool names_has_word(const struct names *ns, const struct name_entry *e, const char *lemma);

/* Does the word, or one that it means in English, begin so? */
bool names_word_starts(const struct name_word *w, struct slice start);

/* The column by which people know a row of the table ("name", "title", ...), or its key; -1 when it has no column. */
int32_t names_label_column(const struct names *ns, int32_t table);

/* Is the column a key of a row rather than a fact about it: part of the primary key, a reference, or called an id? */
bool names_is_key(const struct names *ns, int32_t table, int32_t column);

/* Is the column a date or a time: by its type, or a text that by its name and its known values holds one? */
bool names_is_date(const struct names *ns, int32_t table, int32_t column);

/* What a column that says yes or no holds for yes, or for no; the empty slice where it is none such. */
struct slice names_flag(const struct names *ns, int32_t table, int32_t column, bool yes);

/* Is the column a text that is known to hold something else than numbers? */
bool names_is_wordy(const struct names *ns, int32_t table, int32_t column);

/* The only column of the primary key, or -1. */
int32_t names_primary_key(const struct names *ns, int32_t table);
