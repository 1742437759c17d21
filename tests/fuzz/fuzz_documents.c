// SPDX-License-Identifier: Apache-2.0
/* Any bytes as a document, and its first line as a question: what is read is of the schema, and asking survives it. */
#include "../unit/assistant/offline_shop.h"
#include "assistant/offline/glossary.h"
#include "assistant/offline/learnt.h"
#include "base/limits.h"
#include "base/utf8.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void check(const struct cat_snapshot *s)
{
	const struct glossary *g = learnt_of(s)->names->glossary;

	for (size_t i = 0; i < g->n_names; i++) {
		const struct gloss_name *name = &g->names[i];
		assert(name->words.n && name->table >= 0 && (size_t)name->table < s->n_tables);
		assert(name->column < (int32_t)s->tables[name->table].n_columns);
	}
	for (size_t i = 0; i < g->n_measures; i++) {
		const struct gloss_measure *m = &g->measures[i];
		assert(glossary_hinted(g, m->op.hint) == m);
		for (size_t k = 0; k < m->n_formulas; k++)
			assert((size_t)m->formulas[k]->table < s->n_tables && m->formulas[k]->n);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *a = arena_new();
	struct slice text = {(const char *)data, MIN(n, STORE_DOCUMENT_MAX)};

	if (utf8_is_valid(text) && !memchr(data, 0, text.n)) {
		struct slice rest = text;
		struct slice line = slice_cut(&rest, '\n');
		struct cat_doc doc = {.kind = CAT_DOC_DOC, .text = arena_strndup(a, text.p, text.n)};
		struct cat_snapshot *s = shop_snapshot(&doc, 1);
		check(s);
		shop_ask(a, s, arena_strndup(a, line.p, MIN(line.n, QUESTION_MAX)));
		cat_snapshot_unref(s);
	}
	arena_free(a);
	return 0;
}
