// SPDX-License-Identifier: Apache-2.0
/* From a frame to a typed query: columns settled, tables joined, grouping and set operations made explicit. */
#pragma once

#include "assistant/offline/resolve.h"

/* The choices a frame leaves open; each combination is one candidate. */
struct variant {
	bool distinct_rows; /* rows of the one asked about once each, though joins repeat them */
	bool lean;          /* tables that only are mentioned are not joined */
	bool no_group;      /* "each" says nothing */
	int skip_item;      /* this item means its second-best column; -1 = none */
};

struct assembled {
	struct query q;
	size_t n_unplaced; /* conditions, keys and measures whose column could not be found */
	double link_score; /* mean of the scores of the columns that were used */
	size_t n_links;
	bool disconnected; /* some tables needed are not tied by any key */
	int32_t head;
};

/* Build the query of a frame under a variant. False when nothing is left to select. In the arena. */
bool assemble(struct arena *a, const struct frame *f, const struct names *ns, struct join_map *joins,
	const struct variant *v, struct assembled *out);
