// SPDX-License-Identifier: Apache-2.0
/*
 * The catalog of every source: schemas, tables, columns, foreign keys, known values. Ids stay the same from
 * sync to sync (rows are matched by name), and so does what people wrote (user_description, tags). Any
 * thread.
 */
#pragma once

#include "store/page.h"

struct db_schema;

struct store_schema {
	const char *id, *source_id, *schema_name;
	int64_t table_count, created_at, updated_at;
};

struct store_table {
	const char *id, *source_id, *schema_id, *schema_name, *table_name;
	const char *table_type;         /* "table" or "view" */
	int64_t row_count;              /* -1 = unknown */
	const char *source_description; /* the database's comment, overwritten by a sync; may be NULL */
	const char *user_description;   /* the person's; may be NULL */
	const char *const *tags;
	size_t n_tags;
	int64_t created_at, updated_at;
};

struct store_column {
	const char *id, *table_id, *column_name, *data_type;
	int64_t db_type; /* enum db_type as the driver understood data_type */
	bool is_nullable;
	const char *default_value; /* may be NULL */
	unsigned pk_position;      /* 1.. within the primary key; 0 = no */
	bool is_foreign_key;
	const char *references_column; /* "Artist.ArtistId" or "schema.Artist.ArtistId"; may be NULL */
	const char *source_description, *user_description; /* may be NULL */
	unsigned ordinal_position;                         /* 1.. */
	bool values_complete;                              /* the known values are all there are */
};

/* One column pair of a foreign key; pairs with the same table_id and key_no belong to one composite key. */
struct store_fkey {
	const char *table_id, *column_name, *ref_schema, *ref_table, *ref_column;
	unsigned key_no; /* 0.. within the table */
};

struct store_schema_list {
	struct store_schema *items;
	size_t n;
	struct store_more more;
};

struct store_table_list {
	struct store_table *items;
	size_t n;
	struct store_more more;
};

struct store_column_list {
	struct store_column *items;
	size_t n;
};

/* What a sync did. */
struct store_sync_counts {
	int64_t schemas, tables, columns; /* there are now */
	int64_t added, changed, dropped;  /* tables and columns together */
};

/*
 * Make the catalog of a source equal to `schema`: one transaction that writes only what differs.
 * Errors     ERR_NOT_FOUND (no such source), ERR_LIMIT (SCHEMA_TABLES_MAX, SCHEMA_COLUMNS_MAX).
 */
NODISCARD int store_catalog_put(struct store_tx *tx, const char *source_id, const struct db_schema *schema,
	struct store_sync_counts *counts, struct err *err);

/* Schemas by name; source_id NULL = of all sources. */
NODISCARD int store_schema_list(struct store_tx *tx, struct arena *a, const char *source_id,
	const struct store_page *page, struct store_schema_list *out, struct err *err);

/* Filters of a table list; NULL = any. */
struct store_table_filter {
	const char *source_id, *schema_name, *tag;
	const char *table_type; /* "table" or "view" */
	const char *text;       /* part of the table's name or descriptions, without case */
};

/* Tables by name. */
NODISCARD int store_table_list(struct store_tx *tx, struct arena *a, const struct store_table_filter *filter,
	const struct store_page *page, struct store_table_list *out, struct err *err);

/* The table with this id, in the arena. ERR_NOT_FOUND. */
NODISCARD int store_table_get(
	struct store_tx *tx, struct arena *a, const char *id, struct store_table *out, struct err *err);

/* All columns of a table in their order, in the arena. */
NODISCARD int store_table_columns(struct store_tx *tx, struct arena *a, const char *table_id,
	struct store_column_list *out, struct err *err);

/* The column with this id, in the arena. ERR_NOT_FOUND. */
NODISCARD int store_column_get(
	struct store_tx *tx, struct arena *a, const char *id, struct store_column *out, struct err *err);

/*
 * A whole source for building a snapshot: tables by schema and name; columns by table (same order) and
 * position; keys by table.
 */
struct store_catalog {
	struct store_table *tables;
	struct store_column *columns;
	struct store_fkey *fkeys;
	size_t n_tables, n_columns, n_fkeys;
};

/* Load it into the arena. A source without a catalog is success with n_tables 0. */
NODISCARD int store_catalog_load(struct store_tx *tx, struct arena *a, const char *source_id,
	struct store_catalog *out, struct err *err);

/* The person's words for a table; NULL takes them away. ERR_NOT_FOUND. */
NODISCARD int store_table_describe(
	struct store_tx *tx, const char *id, const char *description, struct err *err);

/* The person's words for a column; NULL takes them away. ERR_NOT_FOUND. */
NODISCARD int store_column_describe(
	struct store_tx *tx, const char *id, const char *description, struct err *err);

/*
 * Replace the tags of a table. ERR_NOT_FOUND, ERR_INVALID (more than STORE_TAGS_MAX, empty, too long, a line
 * break in one).
 */
NODISCARD int store_table_set_tags(
	struct store_tx *tx, const char *id, const char *const *tags, size_t n, struct err *err);

/* One hit of a search by name. */
struct store_name_hit {
	const char *type; /* "schema", "table" or "column" */
	const char *id, *table_id, *source_id, *schema_name, *table_name, *column_name; /* those that apply */
	const char *description; /* the person's, else the database's, else NULL */
};

struct store_name_hits {
	struct store_name_hit *items;
	size_t n;
};

struct store_name_query {
	const char *source_id; /* NULL = all sources */
	const char *text;
	size_t limit; /* 0 = PAGE_DEFAULT, at most PAGE_MAX */
};

/*
 * Schemas, tables and columns whose name contains the text (without case), exact names first; in the arena.
 */
NODISCARD int store_catalog_search(struct store_tx *tx, struct arena *a, const struct store_name_query *q,
	struct store_name_hits *out, struct err *err);

struct store_catalog_stats {
	int64_t total_schemas, total_tables, total_columns, data_sources;
	int64_t last_updated; /* Unix ms; 0 = nothing was synced yet */
};

/* Counts over all sources. */
NODISCARD int store_catalog_stats(struct store_tx *tx, struct store_catalog_stats *out, struct err *err);

/*
 * Replace the known values of a column (most frequent first). ERR_NOT_FOUND, ERR_LIMIT
 * (VALUES_PER_COLUMN_MAX).
 */
NODISCARD int store_values_put(struct store_tx *tx, const char *column_id, const struct slice *values,
	size_t n, bool complete, struct err *err);

/* Called with a known value; texts are valid during the call. Non-zero stops. */
typedef int store_value_fn(void *ctx, struct slice column_id, struct slice value);

/* Every known value of a source, ordered by column_id and frequency. */
NODISCARD int store_values_each(
	struct store_tx *tx, const char *source_id, store_value_fn *fn, void *ctx, struct err *err);
