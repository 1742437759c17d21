// SPDX-License-Identifier: Apache-2.0
/*
 * The schema's own documents: written when their text changes, embedded when they have no vector by the present model.
 * The store is the cursor: what is pending there is what is left to do, so a killed run goes on where it was.
 */
#include "catalog/catalog_int.h"

#include "base/arena.h"
#include "base/cancel.h"
#include "base/limits.h"
#include "base/vec.h"
#include "embed/embed.h"

enum { WRITE_BATCH = 200, EMBED_ROUND = 4 * EMBED_BATCH };

struct writing {
	struct catalog *c;
	const char *source_id;
	const struct catalog_watch *watch;
	struct arena *a; /* of this batch; dropped after it */
	VEC(struct store_document) batch;
	int64_t done, total;
};

static int write_batch(struct writing *w, struct err *err)
{
	int rc = w->batch.n == 0 ? 0
				 : store_document_put_many(store_auto(w->c->opt.store), w->batch.items,
					   w->batch.n, NULL, err);

	w->done += (int64_t)w->batch.n;
	w->batch.items = NULL;
	w->batch.n = w->batch.cap = 0;
	arena_free(w->a);
	w->a = arena_new();
	if (rc == 0 && cancel_is_set(w->watch->cancel))
		return err_set(err, ERR_CANCELLED, "The sync was stopped.");
	if (rc == 0 && w->watch->fn)
		w->watch->fn(w->watch->ctx, w->done, w->total);
	return rc;
}

static int add_document(
	struct writing *w, const char *table_id, const char *column_id, struct slice text, struct err *err)
{
	struct store_document d = {.source_id = w->source_id,
		.key = arena_printf(
			w->a, "%s:%s", column_id ? "column" : "table", column_id ? column_id : table_id),
		.document_type = "ddl",
		.table_id = table_id,
		.column_id = column_id,
		.content = text.p};

	vec_push(&w->batch, w->a, d);
	return w->batch.n == WRITE_BATCH ? write_batch(w, err) : 0;
}

static int write_all(struct writing *w, const struct cat_snapshot *s, struct err *err)
{
	for (size_t t = 0; t < s->n_tables; t++) {
		const struct cat_table *table = &s->tables[t];

		if (add_document(w, table->id, NULL, cat_table_text(w->a, table), err) < 0)
			return -1;
		for (size_t i = 0; i < table->n_columns; i++)
			if (add_document(w, table->id, table->columns[i].id,
				    cat_column_text(w->a, table, &table->columns[i]), err) < 0)
				return -1;
	}
	return write_batch(w, err);
}

/* The texts come from a snapshot without vectors, so that they are the very ones its index would hold. */
static int plain_snapshot(struct catalog *c, const char *source_id, struct cancel *cancel,
	struct cat_snapshot **out, int64_t *total, struct err *err)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct catalog_loaded l;
	struct cat_input in = {0};

	if (catalog_load(c, source_id, a, &l, err) < 0)
		return -1;
	in.dialect = l.dialect;
	in.schema = &l.schema;
	in.extra = l.extra;
	in.table_ids = l.table_ids;
	in.table_descriptions = l.table_descriptions;
	*total = (int64_t)(l.rows.n_tables + l.first_column[l.rows.n_tables]);
	return cat_snapshot_build(&in, cancel, out, err);
}

int catalog_documents_write(struct catalog *c, const char *source_id, const struct catalog_watch *watch,
	int64_t *n, struct err *err)
{
	CLEANUP(cat_snapshot_unref_ptr) struct cat_snapshot *s = NULL;
	struct writing w = {.c = c, .source_id = source_id, .watch = watch};
	int rc;

	if (plain_snapshot(c, source_id, watch->cancel, &s, &w.total, err) < 0)
		return -1;
	w.a = arena_new();
	rc = write_all(&w, s, err);
	arena_free(w.a);
	if (rc == 0 && n)
		*n = w.total;
	return rc;
}

/* One round: at most EMBED_ROUND documents; *left says whether there may be more. */
static int embed_round(struct catalog *c, const struct store_document_scope *scope, struct cancel *cancel,
	size_t *n, struct err *err)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct store_document_list pending;
	struct slice *texts;
	float *vectors;

	if (store_document_pending(store_auto(c->opt.store), a, scope, EMBED_ROUND, &pending, err) < 0)
		return -1;
	*n = pending.n;
	if (pending.n == 0)
		return 0;
	texts = ARENA_ARRAY(a, struct slice, pending.n);
	vectors = ARENA_ARRAY(a, float, pending.n *EMBED_DIM);
	for (size_t i = 0; i < pending.n; i++)
		texts[i] = slice_of(pending.items[i].content);
	if (embed_texts(c->opt.embedder, texts, pending.n, vectors, cancel, err) < 0)
		return -1;
	for (size_t i = 0; i < pending.n; i++) {
		pending.items[i].embedding =
			(struct slice){(const char *)(vectors + i * EMBED_DIM), EMBED_DIM * sizeof *vectors};
		pending.items[i].embedding_model = scope->model;
	}
	return store_document_embed(store_auto(c->opt.store), pending.items, pending.n, err);
}

int catalog_documents_embed(
	struct catalog *c, const char *source_id, const struct catalog_watch *watch, struct err *err)
{
	struct store_document_scope scope = {source_id, NULL};
	struct store_document_counts counts;
	int64_t before = INT64_MAX;
	size_t n = 1;

	if (!embed_usable(c->opt.embedder) && embed_state(c->opt.embedder) == EMBED_OFF)
		return 0;
	scope.model = embed_model_name(c->opt.embedder);
	while (n > 0) {
		if (embed_round(c, &scope, watch->cancel, &n, err) < 0 ||
			store_document_count(store_auto(c->opt.store), &scope, &counts, err) < 0)
			return -1;
		if (watch->fn)
			watch->fn(watch->ctx, counts.embedded, counts.total);
		/* Documents that change while they are embedded stay pending: go on only while it helps. */
		if (n > 0 && counts.total - counts.embedded >= before)
			return 0;
		before = counts.total - counts.embedded;
	}
	return 0;
}
