// SPDX-License-Identifier: Apache-2.0
/*
 * Everything that is embedded and searched (table_documents): one "ddl" document a table and one a column,
 * written by the sync, and the documents and question/SQL examples people add (training data). Any thread.
 */
#pragma once

#include "store/page.h"

struct store_document {
	const char *id, *source_id;
	const char *key; /* unique within the source: "table:<id>", "column:<id>", or a training id */
	const char *document_type;        /* "ddl", "doc" or "example" */
	bool is_training;                 /* added by a person: key is its training id */
	const char *table_id, *column_id; /* may be NULL */
	const char *content;              /* what is embedded */
	const char *question, *sql;       /* of an example; else NULL */
	const char *content_hash;         /* HASH_HEX of content; set here */
	struct slice embedding;           /* EMBED_DIM floats, native order; n 0 = not yet */
	const char *embedding_model;      /* may be NULL */
	int64_t created_at;
};

struct store_document_list {
	struct store_document *items;
	size_t n;
	struct store_more more;
};

/*
 * Insert or replace by (source_id, key). Its embedding is kept while content stays the same and dropped when
 * it changed, unless one is given. doc->id, content_hash and created_at are set here. *changed (may be NULL):
 * was anything new written?
 * Errors     ERR_NOT_FOUND (source), ERR_LIMIT (STORE_DOCUMENT_MAX).
 */
NODISCARD int store_document_put(
	struct store_tx *tx, const struct store_document *doc, bool *changed, struct err *err);

/* As store_document_put() for n documents of one source in one transaction; *changed counts. */
NODISCARD int store_document_put_many(
	struct store_tx *tx, const struct store_document *docs, size_t n, size_t *changed, struct err *err);

/* Documents of a source as one embedding model sees them. */
struct store_document_scope {
	const char *source_id;
	const char *model; /* embed_model_name() */
};

/* Up to `limit` (at most PAGE_MAX) documents that have no embedding by this model, in the arena. */
NODISCARD int store_document_pending(struct store_tx *tx, struct arena *a,
	const struct store_document_scope *scope, size_t limit, struct store_document_list *out,
	struct err *err);

struct store_document_counts {
	int64_t total, embedded; /* embedded: by this model */
};

/* How many there are. */
NODISCARD int store_document_count(struct store_tx *tx, const struct store_document_scope *scope,
	struct store_document_counts *out, struct err *err);

/*
 * Set embeddings: docs[i].id, content_hash, embedding, embedding_model are read. A document whose content
 * changed meanwhile is passed over.
 */
NODISCARD int store_document_embed(
	struct store_tx *tx, const struct store_document *docs, size_t n, struct err *err);

/* Called with a document and its embedding, which are valid during the call. Non-zero stops. */
typedef int store_document_fn(void *ctx, const struct store_document *doc);

/* Every document of a source, by type and key. */
NODISCARD int store_document_each(
	struct store_tx *tx, const char *source_id, store_document_fn *fn, void *ctx, struct err *err);

/* Which training data; NULL = any. */
struct store_training_filter {
	const char *source_id, *document_type;
};

/* Training data, newest first, without embeddings. */
NODISCARD int store_training_list(struct store_tx *tx, struct arena *a,
	const struct store_training_filter *filter, const struct store_page *page,
	struct store_document_list *out, struct err *err);

/* Remove one training item by its key. ERR_NOT_FOUND. */
NODISCARD int store_training_delete(
	struct store_tx *tx, const char *source_id, const char *key, struct err *err);
