// SPDX-License-Identifier: Apache-2.0
/* Any bytes as a document and as a query: words are never empty, and a document is found by its own text. */
#include "base/arena.h"
#include "search/search.h"
#include "search/words.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	const struct slice text = {(const char *)data, size};
	size_t n_words, n_hits;
	const struct slice *words = search_words(a, text, &n_words);

	for (size_t i = 0; i < n_words; i++)
		assert(words[i].n);
	struct search_index *ix = search_build(&(struct search_doc){.text = text}, 1);
	const struct search_hit *hits =
		search_run(ix, &(struct search_query){.text = text, .limit = 1}, a, &n_hits);
	assert(n_hits == (n_words > 0));
	assert(!n_hits || hits[0].why[0]);
	search_unref(ix);
	arena_free(a);
	return 0;
}
