// SPDX-License-Identifier: Apache-2.0
/* Everything that is embedded and searched; see document.h. */
#include "store/document.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/limits.h"
#include "store/store_int.h"

#define COLUMNS                                                                                             \
	"id, source_id, document_key, document_type, is_training, table_id, column_id, content, question, " \
	"sql, "                                                                                             \
	"content_hash, embedding_model, created_at"

static void read_document(const struct store_rows *r, size_t i, void *item)
{
	*(struct store_document *)item = (struct store_document){
		.id = store_text(r, i, 0),
		.source_id = store_text(r, i, 1),
		.key = store_text(r, i, 2),
		.document_type = store_text(r, i, 3),
		.is_training = store_int(r, i, 4),
		.table_id = store_text(r, i, 5),
		.column_id = store_text(r, i, 6),
		.content = store_text(r, i, 7),
		.question = store_text(r, i, 8),
		.sql = store_text(r, i, 9),
		.content_hash = store_text(r, i, 10),
		.embedding_model = store_text(r, i, 11),
		.created_at = store_int(r, i, 12),
	};
}

static const struct store_kind document_kind = {"document", sizeof(struct store_document), read_document};

static void documents_of(const struct store_rows *r, struct store_document_list *out)
{
	out->n = r->n;
	out->items = store_items(r, &document_kind);
}

/* Writing. */

struct put_many {
	const struct store_document *docs;
	size_t n, changed;
};

/*
 * The conflict's WHERE makes an unchanged document no write at all; CASE keeps the embedding of unchanged
 * content.
 */
static const char put_text[] =
	"INSERT INTO table_documents (id, source_id, document_key, document_type, is_training, table_id, "
	"column_id, "
	"content, question, sql, content_hash, embedding, embedding_model, created_at) "
	"VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) "
	"ON CONFLICT (source_id, document_key) DO UPDATE SET document_type = excluded.document_type, "
	"is_training = excluded.is_training, table_id = excluded.table_id, column_id = excluded.column_id, "
	"content = excluded.content, question = excluded.question, sql = excluded.sql, "
	"content_hash = excluded.content_hash, "
	"embedding = CASE WHEN excluded.embedding IS NOT NULL THEN excluded.embedding "
	"WHEN table_documents.content_hash = excluded.content_hash THEN table_documents.embedding END, "
	"embedding_model = CASE WHEN excluded.embedding IS NOT NULL THEN excluded.embedding_model "
	"WHEN table_documents.content_hash = excluded.content_hash THEN table_documents.embedding_model END "
	"WHERE table_documents.content_hash <> excluded.content_hash OR excluded.embedding IS NOT NULL "
	"OR table_documents.document_type <> excluded.document_type "
	"OR table_documents.is_training <> excluded.is_training "
	"OR COALESCE(table_documents.table_id, '') <> COALESCE(excluded.table_id, '') "
	"OR COALESCE(table_documents.column_id, '') <> COALESCE(excluded.column_id, '') "
	"OR COALESCE(table_documents.question, '') <> COALESCE(excluded.question, '') "
	"OR COALESCE(table_documents.sql, '') <> COALESCE(excluded.sql, '')";

static int put_one(struct store_tx *tx, const struct store_document *d, int64_t *changes, struct err *err)
{
	char id[UUID_LEN], hash[HASH_HEX_LEN];
	bool embedded = d->embedding.n > 0;

	uuid_make(id);
	hash_sha256_hex(d->content, strlen(d->content), hash);
	return store_exec(tx,
		STORE_SQL(put_text, db_v_text(id), db_v_text(d->source_id), db_v_text(d->key),
			db_v_text(d->document_type), DB_V_INT(d->is_training), db_v_text(d->table_id),
			db_v_text(d->column_id), db_v_text(d->content), db_v_text(d->question),
			db_v_text(d->sql), db_v_text(hash), embedded ? DB_V_BLOB(d->embedding) : DB_V_NULL,
			embedded ? db_v_text(d->embedding_model) : DB_V_NULL, DB_V_INT(clock_unix_ms())),
		changes, err);
}

static int put_many(struct store_tx *tx, void *ctx, struct err *err)
{
	struct put_many *p = ctx;

	p->changed = 0;
	if (store_need(tx, "SELECT 1 FROM data_sources WHERE id = $1", "data source", p->docs[0].source_id,
		    err) < 0)
		return -1;
	for (size_t i = 0; i < p->n; i++) {
		int64_t changes = 0;
		if (put_one(tx, &p->docs[i], &changes, err) < 0)
			return -1;
		p->changed += changes > 0;
	}
	return 0;
}

int store_document_put_many(
	struct store_tx *tx, const struct store_document *docs, size_t n, size_t *changed, struct err *err)
{
	struct put_many p = {.docs = docs, .n = n};

	for (size_t i = 0; i < n; i++)
		if (store_check_size(docs[i].content, STORE_DOCUMENT_MAX, "a document", err) < 0 ||
			store_check_size(docs[i].question, QUESTION_MAX, "a question", err) < 0 ||
			store_check_size(docs[i].sql, SQL_MAX, "the SQL of an example", err) < 0)
			return -1;
	if (n && store_atomic(tx, put_many, &p, err) < 0)
		return -1;
	if (changed)
		*changed = p.changed;
	return 0;
}

int store_document_put(struct store_tx *tx, const struct store_document *doc, bool *changed, struct err *err)
{
	size_t n = 0;

	if (store_document_put_many(tx, doc, 1, &n, err) < 0)
		return -1;
	if (changed)
		*changed = n > 0;
	return 0;
}

static int embed_all(struct store_tx *tx, void *ctx, struct err *err)
{
	const struct put_many *p = ctx;

	for (size_t i = 0; i < p->n; i++) {
		const struct store_document *d = &p->docs[i];
		if (store_exec(tx,
			    STORE_SQL("UPDATE table_documents SET embedding = $3, embedding_model = $4 "
				      "WHERE id = $1 AND content_hash = $2",
				    db_v_text(d->id), db_v_text(d->content_hash), DB_V_BLOB(d->embedding),
				    db_v_text(d->embedding_model)),
			    NULL, err) < 0)
			return -1;
	}
	return 0;
}

int store_document_embed(struct store_tx *tx, const struct store_document *docs, size_t n, struct err *err)
{
	struct put_many p = {.docs = docs, .n = n};

	return store_atomic(tx, embed_all, &p, err);
}

/* Reading. */

int store_document_pending(struct store_tx *tx, struct arena *a, const struct store_document_scope *scope,
	size_t limit, struct store_document_list *out, struct err *err)
{
	struct store_rows rows;
	int64_t most = (int64_t)MIN(limit, (size_t)PAGE_MAX);

	if (store_fetch(tx, a,
		    STORE_SQL(
			    "SELECT " COLUMNS " FROM table_documents WHERE source_id = $1 "
			    "AND (embedding IS NULL OR embedding_model <> $2) ORDER BY document_key LIMIT $3",
			    db_v_text(scope->source_id), db_v_text(scope->model), DB_V_INT(most)),
		    &rows, err) < 0)
		return -1;
	documents_of(&rows, out);
	out->more = (struct store_more){.next = NULL, .total = -1};
	return 0;
}

int store_document_count(struct store_tx *tx, const struct store_document_scope *scope,
	struct store_document_counts *out, struct err *err)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct store_rows rows;

	if (store_fetch(tx, a,
		    STORE_SQL(
			    "SELECT count(*), count(CASE WHEN embedding IS NOT NULL AND embedding_model = $2 "
			    "THEN 1 END) FROM table_documents WHERE source_id = $1",
			    db_v_text(scope->source_id), db_v_text(scope->model)),
		    &rows, err) < 0)
		return -1;
	*out = (struct store_document_counts){store_int(&rows, 0, 0), store_int(&rows, 0, 1)};
	return 0;
}

struct each {
	store_document_fn *fn;
	void *ctx;
};

/*
 * Cells of a row are slices; documents have NUL-terminated texts, so each row is copied for the time of the
 * call.
 */
static int document_row(void *ctx, const struct db_row *row)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct each *e = ctx;
	struct db_value *cells = ARENA_ARRAY(a, struct db_value, row->n);

	for (size_t i = 0; i < row->n; i++) {
		cells[i] = row->values[i];
		if (cells[i].type == DB_TEXT)
			cells[i].s.p = arena_strndup(a, cells[i].s.p, cells[i].s.n);
	}
	struct store_rows rows = {.a = a, .cells = cells, .n = 1, .columns = row->n};
	struct store_document d;
	read_document(&rows, 0, &d);
	d.embedding = store_bytes(&rows, 0, row->n - 1);
	return e->fn(e->ctx, &d);
}

int store_document_each(
	struct store_tx *tx, const char *source_id, store_document_fn *fn, void *ctx, struct err *err)
{
	struct each e = {.fn = fn, .ctx = ctx};

	return store_each(tx,
		STORE_SQL("SELECT " COLUMNS ", embedding FROM table_documents WHERE source_id = $1 "
			  "ORDER BY document_type, document_key",
			db_v_text(source_id)),
		document_row, &e, err);
}

/* Training data. */

int store_training_list(struct store_tx *tx, struct arena *a, const struct store_training_filter *filter,
	const struct store_page *page, struct store_document_list *out, struct err *err)
{
	static const struct store_order order = {
		.key = "created_at", .id = "id", .descending = true, .key_column = 12};
	struct store_query q;
	struct store_rows rows;

	store_query_init(&q, a, COLUMNS, "FROM table_documents");
	store_query_where(&q, "source_id = ?", db_v_text(filter->source_id));
	store_query_where(&q, "is_training = ?", DB_V_INT(1));
	store_query_where(&q, "document_type = ?", db_v_text(filter->document_type));
	if (store_query_page(&q, tx, &(struct store_list){&order, page}, &rows, &out->more, err) < 0)
		return -1;
	documents_of(&rows, out);
	return 0;
}

int store_training_delete(struct store_tx *tx, const char *source_id, const char *key, struct err *err)
{
	return store_exec_one(tx,
		STORE_SQL("DELETE FROM table_documents WHERE source_id = $1 AND document_key = $2 "
			  "AND is_training = 1",
			db_v_text(source_id), db_v_text(key)),
		"training item", key, err);
}
