// SPDX-License-Identifier: Apache-2.0
/* What an index holds, for the files of this room: the documents' vectors as one matrix, their words as postings. */
#pragma once

#include "base/limits.h"
#include "search/search.h"

#include <stdatomic.h>

struct map;

struct posting {
	uint32_t doc, count; /* count: how often the word is in the document */
};

/* One word: its documents, in their order. */
struct term {
	const struct posting *postings;
	size_t n;
};

struct search_index {
	atomic_size_t refs;
	struct arena *arena; /* owns everything below and the index itself */
	size_t n;
	uint64_t *tags;
	unsigned *kinds;

	const float *vectors; /* n_vectors x EMBED_DIM */
	size_t n_vectors;
	uint32_t *doc_of_vector; /* ascending */
	uint32_t *vector_of_doc; /* NO_VECTOR where a document has none */

	struct map *terms; /* term -> struct term */
	uint32_t *lengths; /* words a document has */
	double mean_length;
};

#define NO_VECTOR UINT32_MAX
