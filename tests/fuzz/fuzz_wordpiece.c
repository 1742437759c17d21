// SPDX-License-Identifier: Apache-2.0
/* Any bytes as a text: never more pieces than the model takes, always within the vocabulary, the same when asked twice. */
#include "base/arena.h"
#include "embed/wordpiece.h"

#include <assert.h>

static const char vocabulary[] =
	"[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\na\nb\n##a\n##b\n1\n##1\n,\n[\n]\n.\n\xE4\xB8\xAD\n\xE1\x84\x80\n"
	"##\xE1\x85\xA1\ne\n##e\n";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	const struct slice text = {(const char *)data, size};
	const struct wordpiece *w;
	struct err err = ERR_INIT;
	uint32_t ids[EMBED_TOKENS_MAX], again[EMBED_TOKENS_MAX];
	int rc = wordpiece_open(a, slice_of(vocabulary), &w, &err);

	assert(rc == 0);
	size_t n = wordpiece_encode(w, text, ids);
	assert(n >= 2 && n <= EMBED_TOKENS_MAX && ids[0] == 2 && ids[n - 1] == 3);
	for (size_t i = 0; i < n; i++)
		assert(ids[i] < wordpiece_count(w));
	assert(wordpiece_encode(w, text, again) == n && memcmp(ids, again, n * sizeof *ids) == 0);
	err_ignore(wordpiece_open(a, text, &w, &err)); /* and as a vocabulary */
	arena_free(a);
	return 0;
}
