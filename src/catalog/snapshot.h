// SPDX-License-Identifier: Apache-2.0
/*
 * What askdb knows about one data source at one moment: tables, columns, keys, descriptions, known values, documents,
 * and the search index over all of it. Built by a sync (from the store) or straight from a connection (askdb ask,
 * askdb eval); immutable and reference-counted afterwards: readers never wait, a newer one is swapped in beside it.
 */
#pragma once

#include "base/err.h"
#include "base/str.h"
#include "db/driver.h"
#include "search/search.h"
#include "sql/dialect.h"

struct arena;
struct embedder;

enum cat_doc_kind { CAT_DOC_DDL, CAT_DOC_DOC, CAT_DOC_EXAMPLE };

/* What a hit of the snapshot's search index points at; the index's document kind is one of these, the tag is the position. */
enum cat_hit_kind {
	CAT_HIT_TABLE,
	CAT_HIT_COLUMN,
	CAT_HIT_DOC
}; /* CAT_HIT_COLUMN's tag: table << 32 | column */

struct cat_column {
	const char *id; /* the store's UUID, or NULL when built without a store */
	const char *name, *type_name;
	enum db_type type;
	const char *description; /* the person's, else the database's, else NULL */
	bool nullable;
	unsigned pk_position;        /* 1.. within the primary key; 0 = no */
	int32_t fk_table, fk_column; /* what it references, by position; -1 = nothing */
	const struct slice
		*values; /* distinct values known, most frequent first; text columns of low cardinality */
	size_t n_values;
	bool values_complete; /* values holds every distinct value */
};

struct cat_table {
	const char *id, *schema, *name, *description;
	bool is_view;
	int64_t row_count; /* -1 = unknown */
	const struct cat_column *columns;
	size_t n_columns;
};

/* A foreign key: one edge a column pair; n > 1 pairs of a composite key share the same key number. */
struct cat_edge {
	uint32_t from_table, from_column, to_table, to_column, key;
	bool inferred; /* from names and types, not declared by the database */
};

struct cat_doc {
	const char *id;
	enum cat_doc_kind kind;
	const char *text;           /* a DDL statement, a document; of an example the question again */
	const char *question, *sql; /* of an example; else NULL */
};

struct cat_snapshot {
	enum sql_dialect dialect;
	const struct cat_table *tables;
	size_t n_tables;
	const struct cat_edge *edges;
	size_t n_edges;
	const struct cat_doc *docs;
	size_t n_docs;
	const struct db_schema *schema;  /* the same tables as sql_bind() wants them */
	struct search_index *index;      /* over tables, columns and documents */
	const struct embedder *embedder; /* NULL = words only; borrowed, outlives every snapshot */
	int64_t built_at;                /* Unix milliseconds */
};

/* What a snapshot is made of. Borrowed during the call; everything is copied. */
struct cat_input {
	enum sql_dialect dialect;
	const struct db_schema *schema;
	const struct cat_column *const
		*extra;               /* per table, per column: id, description, values; NULL = none */
	const char *const *table_ids; /* per table, or NULL */
	const char *const *table_descriptions; /* per table, or NULL; over the schema's comments */
	const struct cat_doc *docs;
	size_t n_docs;
	/* For tables, then columns in order, then docs: rows of EMBED_DIM, of zeros where there is none yet; NULL = embed here, or words only. */
	const float *vectors;
	const struct embedder *embedder;
};

/* Build a snapshot with one reference. Foreign keys are taken as declared; where a schema declares none at all they are inferred. ERR_LIMIT, ERR_CANCELLED. */
NODISCARD int cat_snapshot_build(
	const struct cat_input *in, struct cancel *cancel, struct cat_snapshot **out, struct err *err);

/* Introspect a connection, collect values, build. docs: examples and documents for this database, may be empty. */
NODISCARD int cat_snapshot_from_conn(struct db_conn *c, const struct cat_doc *docs, size_t n_docs,
	const struct embedder *embedder, struct cancel *cancel, struct cat_snapshot **out, struct err *err);

/* One more owner; returns s. */
struct cat_snapshot *cat_snapshot_ref(struct cat_snapshot *s);

/* One owner less; NULL is allowed. */
void cat_snapshot_unref(struct cat_snapshot *s);

/* Makes something of a snapshot that later readers share; everything goes into `a`. Must not depend on who asks. */
typedef const void *cat_derive_fn(struct arena *a, const struct cat_snapshot *s);

/*
 * What `derive` makes of the snapshot: made by whoever asks first (others wait for it), immutable afterwards, dropped with
 * the snapshot. One slot a snapshot, so every caller gives the same function; asserted. Any thread.
 */
const void *cat_snapshot_derived(const struct cat_snapshot *s, cat_derive_fn *derive);

/* Position of a table by name, "name" or "schema.name", without case; -1 when absent. */
int32_t cat_find_table(const struct cat_snapshot *s, struct slice name);

/* Position of a column in a table by name, without case; -1 when absent. */
int32_t cat_find_column(const struct cat_table *t, struct slice name);

/* The text under which a table is searched and embedded: its name in words, description, neighbours, sample values. In the arena. */
struct slice cat_table_text(struct arena *a, const struct cat_table *t);

/* As cat_table_text() for a column. */
struct slice cat_column_text(struct arena *a, const struct cat_table *t, const struct cat_column *c);

DEFINE_CLEANUP(struct cat_snapshot *, cat_snapshot_unref)
