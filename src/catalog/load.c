// SPDX-License-Identifier: Apache-2.0
/* From the store's rows to a snapshot: the schema as the binder wants it, known values, documents and their vectors. */
#include "catalog/catalog_int.h"

#include "base/arena.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/vec.h"
#include "embed/embed.h"

enum { EMBED_WHILE_LOADING = 64 }; /* more documents without a vector than these are found by words only */

static const char *first_of(const char *a, const char *b)
{
	return a && *a ? a : b;
}

static void load_column(
	const struct store_column *from, struct db_schema_column *to, struct cat_column *extra)
{
	*to = (struct db_schema_column){.name = from->column_name,
		.type_name = from->data_type,
		.default_value = from->default_value,
		.comment = from->source_description,
		.type = (enum db_type)from->db_type,
		.nullable = from->is_nullable,
		.pk_position = from->pk_position};
	*extra = (struct cat_column){.id = from->id,
		.description = first_of(from->user_description, from->source_description),
		.values_complete = from->values_complete};
}

/* The keys of one table: rows with the same key_no are the column pairs of one key. */
static void load_fkeys(struct arena *a, const struct store_fkey *rows, size_t n, struct db_schema_table *t)
{
	VEC(struct db_schema_fkey) keys = {0};

	for (size_t i = 0; i < n;) {
		size_t end = i;
		const char **from, **to;

		while (end < n && rows[end].key_no == rows[i].key_no)
			end++;
		from = ARENA_ARRAY(a, const char *, end - i);
		to = ARENA_ARRAY(a, const char *, end - i);
		for (size_t k = i; k < end; k++) {
			from[k - i] = rows[k].column_name;
			to[k - i] = rows[k].ref_column;
		}
		vec_push(&keys, a,
			(struct db_schema_fkey){from, rows[i].ref_schema, rows[i].ref_table, to, end - i});
		i = end;
	}
	t->fkeys = keys.items;
	t->n_fkeys = keys.n;
}

/* Columns and keys come in the order of the tables: one walk over each. */
static void load_schema(struct arena *a, struct catalog_loaded *l)
{
	const struct store_catalog *rows = &l->rows;
	size_t n = rows->n_tables, column = 0, key = 0, *first = ARENA_ARRAY(a, size_t, n + 1);
	const char **ids = ARENA_ARRAY(a, const char *, n), **descriptions = ARENA_ARRAY(a, const char *, n);

	l->schema = (struct db_schema){ARENA_ARRAY(a, struct db_schema_table, n), n};
	l->extra = ARENA_ARRAY(a, const struct cat_column *, n);
	for (size_t t = 0; t < n; t++) {
		const struct store_table *row = &rows->tables[t];
		struct db_schema_table *table = &l->schema.tables[t];
		size_t from = column, from_key = key;
		struct cat_column *extra;

		while (column < rows->n_columns && str_eq(rows->columns[column].table_id, row->id))
			column++;
		while (key < rows->n_fkeys && str_eq(rows->fkeys[key].table_id, row->id))
			key++;
		*table = (struct db_schema_table){.schema = row->schema_name,
			.name = row->table_name,
			.comment = row->source_description,
			.is_view = str_eq(row->table_type, "view"),
			.row_count = row->row_count,
			.columns = ARENA_ARRAY(a, struct db_schema_column, column - from),
			.n_columns = column - from};
		extra = ARENA_ARRAY(a, struct cat_column, column - from);
		for (size_t i = from; i < column; i++)
			load_column(&rows->columns[i], &table->columns[i - from], &extra[i - from]);
		load_fkeys(a, rows->fkeys + from_key, key - from_key, table);
		l->extra[t] = extra;
		first[t] = from;
		ids[t] = row->id;
		descriptions[t] = first_of(row->user_description, row->source_description);
	}
	first[n] = column;
	l->first_column = first;
	l->table_ids = ids;
	l->table_descriptions = descriptions;
}

/* --- values --- */

struct value_reader {
	struct arena *a;
	struct map *columns; /* id -> struct cat_column */
	char at[UUID_LEN];   /* the column whose values are being read */
	VEC(struct slice) values;
};

static void end_column(struct value_reader *r)
{
	struct cat_column *column = r->at[0] ? map_find(r->columns, slice_of(r->at)) : NULL;

	if (column) {
		column->values = r->values.items;
		column->n_values = r->values.n;
	}
	r->values.items = NULL;
	r->values.n = r->values.cap = 0;
}

static int read_value(void *ctx, struct slice column_id, struct slice value)
{
	struct value_reader *r = ctx;

	if (!slice_eq(slice_of(r->at), column_id)) {
		end_column(r);
		memset(r->at, 0, sizeof r->at);
		memcpy(r->at, column_id.p, MIN(column_id.n, sizeof r->at - 1));
	}
	vec_push(&r->values, r->a, (struct slice){arena_strndup(r->a, value.p, value.n), value.n});
	return 0;
}

static int load_values(
	struct catalog *c, const char *source_id, struct arena *a, struct catalog_loaded *l, struct err *err)
{
	struct value_reader r = {.a = a, .columns = map_new(a)};

	for (size_t t = 0; t < l->rows.n_tables; t++)
		for (size_t i = l->first_column[t]; i < l->first_column[t + 1]; i++)
			map_put(r.columns, slice_of(l->rows.columns[i].id),
				(void *)(uintptr_t)&l->extra[t][i - l->first_column[t]]);
	if (store_values_each(store_auto(c->opt.store), source_id, read_value, &r, err) < 0)
		return -1;
	end_column(&r);
	return 0;
}

int catalog_load(struct catalog *c, const char *source_id, struct arena *a, struct catalog_loaded *out,
	struct err *err)
{
	struct catalog_loaded l = {0};
	enum db_dialect dialect;

	if (source_dialect(c->opt.sources, source_id, &dialect, err) < 0 ||
		store_catalog_load(store_auto(c->opt.store), a, source_id, &l.rows, err) < 0)
		return -1;
	l.dialect = dialect == DB_DIALECT_POSTGRES ? SQL_POSTGRES : SQL_SQLITE;
	if (l.rows.n_tables == 0)
		return err_set_why(err, ERR_CONFLICT, "catalog_empty",
			"The last sync found no table that may be read; check the source's database and its "
			"role's grants.");
	load_schema(a, &l);
	if (load_values(c, source_id, a, &l, err) < 0)
		return -1;
	*out = l;
	return 0;
}

/* --- documents and vectors --- */

struct doc_reader {
	struct arena *a;
	const struct catalog_loaded *l;
	const char *model;
	struct map *rows; /* table or column id -> size_t, its row among the vectors */
	size_t n_schema;  /* tables and columns */
	float *vectors;   /* of the schema, n_schema rows */
	VEC(struct cat_doc) docs;
	VEC(const float *) doc_vectors;
};

/* The stored vector, when it is of the present model; copied, since bytes from a database are not aligned. */
static bool copy_vector(const struct doc_reader *r, const struct store_document *d, float *to)
{
	if (!r->model || !str_eq(d->embedding_model, r->model) || d->embedding.n != EMBED_DIM * sizeof *to)
		return false;
	memcpy(to, d->embedding.p, d->embedding.n);
	return true;
}

static enum cat_doc_kind kind_of(const char *document_type)
{
	if (str_eq(document_type, "example"))
		return CAT_DOC_EXAMPLE;
	return str_eq(document_type, "ddl") ? CAT_DOC_DDL : CAT_DOC_DOC;
}

static int read_document(void *ctx, const struct store_document *d)
{
	struct doc_reader *r = ctx;
	float *vector;

	if (!d->is_training) {
		const char *id = d->column_id ? d->column_id : d->table_id;
		const size_t *row = id ? map_find(r->rows, slice_of(id)) : NULL;

		if (row && r->vectors)
			copy_vector(r, d, r->vectors + *row * EMBED_DIM);
		return 0;
	}
	vec_push(&r->docs, r->a,
		(struct cat_doc){arena_strdup(r->a, d->key), kind_of(d->document_type),
			arena_strdup(r->a, d->content), arena_strdup(r->a, d->question),
			arena_strdup(r->a, d->sql)});
	vector = ARENA_ARRAY(r->a, float, EMBED_DIM);
	copy_vector(r, d, vector);
	vec_push(&r->doc_vectors, r->a, vector);
	return 0;
}

static struct map *index_rows(struct arena *a, const struct catalog_loaded *l, size_t *n)
{
	struct map *rows = map_new(a);
	size_t *numbers = ARENA_ARRAY(a, size_t, l->rows.n_tables + l->rows.n_columns), at = 0;

	for (size_t t = 0; t < l->rows.n_tables; t++, at++) {
		numbers[at] = at;
		map_put(rows, slice_of(l->rows.tables[t].id), &numbers[at]);
	}
	for (size_t i = 0; i < l->first_column[l->rows.n_tables]; i++, at++) {
		numbers[at] = at;
		map_put(rows, slice_of(l->rows.columns[i].id), &numbers[at]);
	}
	*n = at;
	return rows;
}

static size_t count_missing(const float *vectors, size_t n)
{
	size_t missing = 0;

	for (size_t i = 0; i < n; i++) {
		size_t k = 0;

		while (k < EMBED_DIM && vectors[i * EMBED_DIM + k] == 0)
			k++;
		missing += k == EMBED_DIM;
	}
	return missing;
}

int catalog_build(struct catalog *c, const char *source_id, struct cancel *cancel, struct cat_snapshot **out,
	struct err *err)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	const struct embedder *e = c->opt.embedder;
	struct catalog_loaded l;
	struct doc_reader r = {.a = a, .l = &l, .model = e ? embed_model_name(e) : NULL};
	struct cat_input in;
	float *all = NULL;
	size_t n;
	int rc;

	if (catalog_load(c, source_id, a, &l, err) < 0)
		return -1;
	r.rows = index_rows(a, &l, &r.n_schema);
	r.vectors = e ? ARENA_ARRAY(a, float, r.n_schema *EMBED_DIM) : NULL;
	if (store_document_each(store_auto(c->opt.store), source_id, read_document, &r, err) < 0)
		return -1;
	n = r.n_schema + r.docs.n;
	if (e) {
		all = mem_zalloc(n * EMBED_DIM, sizeof *all);
		memcpy(all, r.vectors, r.n_schema * EMBED_DIM * sizeof *all);
		for (size_t i = 0; i < r.docs.n; i++)
			memcpy(all + (r.n_schema + i) * EMBED_DIM, r.doc_vectors.items[i],
				EMBED_DIM * sizeof *all);
	}
	in = (struct cat_input){.dialect = l.dialect,
		.schema = &l.schema,
		.extra = l.extra,
		.table_ids = l.table_ids,
		.table_descriptions = l.table_descriptions,
		.docs = r.docs.items,
		.n_docs = r.docs.n,
		.vectors = all,
		.embedder = e};
	/* Nothing embedded yet in a small catalog (a sync that was killed): it is done here rather than never. */
	if (all && n <= EMBED_WHILE_LOADING && count_missing(all, n) > 0 && embed_usable(e))
		in.vectors = NULL;
	rc = cat_snapshot_build(&in, cancel, out, err);
	mem_free(all);
	return rc;
}
