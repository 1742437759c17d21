// SPDX-License-Identifier: Apache-2.0
/*
 * What a table or a column is found by: its name split into words, its description, its neighbours and a few values.
 * The same text goes to the word index and to the embedder.
 */
#include "catalog/index.h"

#include "base/arena.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/vec.h"
#include "embed/embed.h"

#include <ctype.h>

enum { TEXT_COLUMNS = 24, TEXT_VALUES = 8 }; /* neighbours and values named in one text */

/* Append a name in words: "InvoiceLine" and "invoice_line" both as "invoice line". */
static void add_words(struct str *out, const char *name)
{
	for (const char *p = name; *p; p++) {
		bool is_upper = isupper((unsigned char)*p);
		bool starts = p > name && is_upper &&
			      (islower((unsigned char)p[-1]) || (p[1] && islower((unsigned char)p[1])));
		if (*p == '_' || *p == '-' || *p == '.' || *p == ' ') {
			str_addc(out, ' ');
			continue;
		}
		if (starts && out->n && out->buf[out->n - 1] != ' ')
			str_addc(out, ' ');
		str_addc(out, (char)tolower((unsigned char)*p));
	}
}

struct slice cat_table_text(struct arena *a, const struct cat_table *t)
{
	struct str text = STR_INIT(EMBED_TEXT_MAX);

	add_words(&text, t->name);
	if (t->description)
		str_addf(&text, ". %s", t->description);
	str_adds(&text, t->n_columns ? ": " : "");
	for (size_t c = 0; c < t->n_columns && c < TEXT_COLUMNS; c++) {
		str_adds(&text, c ? ", " : "");
		add_words(&text, t->columns[c].name);
	}
	size_t n = text.n;
	return (struct slice){str_to_arena(&text, a), n};
}

struct slice cat_column_text(struct arena *a, const struct cat_table *t, const struct cat_column *c)
{
	struct str text = STR_INIT(EMBED_TEXT_MAX);

	add_words(&text, c->name);
	str_adds(&text, " of ");
	add_words(&text, t->name);
	if (c->description)
		str_addf(&text, ". %s", c->description);
	for (size_t i = 0; i < c->n_values && i < TEXT_VALUES; i++)
		str_addf(&text, "%s%.*s", i ? ", " : ": ", SLICE_FMT(c->values[i]));
	size_t n = text.n;
	return (struct slice){str_to_arena(&text, a), n};
}

static struct search_doc *documents(struct arena *a, const struct cat_snapshot *s, size_t *n)
{
	VEC(struct search_doc) docs = {0};

	for (size_t t = 0; t < s->n_tables; t++)
		vec_push(&docs, a,
			(struct search_doc){
				.text = cat_table_text(a, &s->tables[t]), .kind = CAT_HIT_TABLE, .tag = t});
	for (size_t t = 0; t < s->n_tables; t++) {
		for (size_t c = 0; c < s->tables[t].n_columns; c++)
			vec_push(&docs, a,
				(struct search_doc){
					.text = cat_column_text(a, &s->tables[t], &s->tables[t].columns[c]),
					.kind = CAT_HIT_COLUMN,
					.tag = (uint64_t)t << 32 | c});
	}
	for (size_t i = 0; i < s->n_docs; i++)
		vec_push(&docs, a,
			(struct search_doc){
				.text = slice_of(s->docs[i].text), .kind = CAT_HIT_DOC, .tag = i});
	*n = docs.n;
	return docs.items;
}

static int embed_documents(const struct embedder *e, const struct search_doc *docs, size_t n, float *out,
	struct cancel *cancel, struct err *err)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct slice *texts = ARENA_ARRAY(a, struct slice, n);

	for (size_t i = 0; i < n; i++)
		texts[i] = docs[i].text;
	return embed_texts(e, texts, n, out, cancel, err);
}

/* A row of zeros stands for a document that has no vector yet: it is found by words only. */
static const float *vector_at(const float *vectors, size_t i)
{
	const float *v = vectors + i * EMBED_DIM;

	for (size_t k = 0; k < EMBED_DIM; k++)
		if (v[k] != 0)
			return v;
	return NULL;
}

int cat_index_build(const struct cat_snapshot *s, const float *vectors, struct cancel *cancel,
	struct search_index **out, struct err *err)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	size_t n;
	struct search_doc *docs = documents(a, s, &n);

	if (!vectors && n && embed_usable(s->embedder)) {
		float *own = arena_alloc(a, n * EMBED_DIM * sizeof *own);
		if (embed_documents(s->embedder, docs, n, own, cancel, err) < 0)
			return -1;
		vectors = own;
	}
	for (size_t i = 0; vectors && i < n; i++)
		docs[i].vector = vector_at(vectors, i);
	*out = search_build(docs, n);
	return 0;
}
