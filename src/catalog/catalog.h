// SPDX-License-Identifier: Apache-2.0
/*
 * Stage 2: what the registered sources hold, to browse and to search. The store keeps the catalog; of each source a
 * snapshot is kept in memory, built from the store when first wanted, replaced whole when a sync or a change of words
 * publishes a newer one. Locks internally: readers take a reference and never wait for a writer.
 */
#pragma once

#include "base/err.h"
#include "base/hash.h"
#include "base/str.h"
#include "catalog/snapshot.h"

struct arena;
struct cancel;
struct embedder;
struct job_kind;
struct job_engine;
struct js_writer;
struct sources;
struct store;

enum { CATALOG_SEARCH_MAX = 100, CATALOG_SEARCH_DEFAULT = 10 };

/* Below these a hit is not shown. */
#define CATALOG_SEARCH_FLOOR 0.3
#define CATALOG_SIMILAR_FLOOR 0.5

struct catalog;

struct catalog_options { /* all borrowed; they outlive the catalog */
	struct store *store;
	struct sources *sources;
	const struct embedder *embedder; /* NULL = words only */
};

/* A catalog with no snapshot loaded. Drop with catalog_free(). */
struct catalog *catalog_new(const struct catalog_options *opt) __attribute__((returns_nonnull));

/* Release with all snapshots that nobody else holds; NULL is allowed. */
void catalog_free(struct catalog *c);

/*
 * The source's snapshot with one reference more, for the caller to drop; loaded from the store when it is not in memory.
 * Errors     ERR_NOT_FOUND (no such source), ERR_CONFLICT with why "source_not_synced", or "catalog_empty" when the
 *            last sync found no table; ERR_CANCELLED.   Threads: any; two that want the same one load it once.
 */
NODISCARD int catalog_snapshot(struct catalog *c, const char *source_id, struct cancel *cancel,
	struct cat_snapshot **out, struct err *err);

/* Build the source's snapshot anew from the store and swap it in; readers of the old one are not disturbed. */
NODISCARD int catalog_publish(
	struct catalog *c, const char *source_id, struct cancel *cancel, struct err *err);

/* Forget a source that was deleted. */
void catalog_forget(struct catalog *c, const char *source_id);

/*
 * --- sync: a job of the kind "CatalogSyncWorkflow" ---
 * introspect (read the schema and write what differs, in one transaction; what is gone is dropped), values (known
 * values of text columns), embed (only documents whose text or model changed), publish (a new snapshot).
 */

/* The kind, for the table of job kinds. Its steps take job_app() for the struct catalog. */
const struct job_kind *catalog_sync_kind(void);

/* Start a sync; a source that is being synced already gives the id of that job. ERR_NOT_FOUND, ERR_BUSY. */
NODISCARD int catalog_sync_start(struct catalog *c, struct job_engine *jobs, const char *source_id,
	char workflow_id[static UUID_LEN], struct err *err);

struct catalog_progress {
	const char *workflow_id, *source_id;
	const char *status;                          /* RUNNING, COMPLETED, FAILED, CANCELLED */
	const char *step;                            /* "introspect", "values", "embed", "publish" */
	int64_t schemas, tables, columns, documents; /* found so far */
	int64_t done, total;                         /* of the running step */
	int64_t elapsed_ms;
	const char *error; /* or NULL */
};

/* How far a sync has come; texts in the arena. ERR_NOT_FOUND. */
NODISCARD int catalog_sync_progress(struct catalog *c, struct job_engine *jobs, const char *workflow_id,
	struct arena *a, struct catalog_progress *out, struct err *err);

/* --- browsing: every answer is written as the v1 contract's JSON --- */

/* The whole tree of a source: {data_source_id,schemas:[{id,schema_name,tables:[table with columns]}]}. ERR_NOT_FOUND, ERR_CONFLICT. */
NODISCARD int catalog_write_tree(
	struct catalog *c, const char *source_id, struct js_writer *w, struct err *err);

struct catalog_filter { /* NULL = any */
	const char *source_id, *schema, *table_type, *tag, *text;
	size_t limit;       /* 0 = PAGE_DEFAULT */
	const char *cursor; /* what the last page gave as next */
};

/* A page of schemas, {items,next}. ERR_INVALID (cursor). */
NODISCARD int catalog_write_schemas(
	struct catalog *c, const struct catalog_filter *f, struct js_writer *w, struct err *err);

/* A page of tables, {items,next}. ERR_INVALID (cursor). */
NODISCARD int catalog_write_tables(
	struct catalog *c, const struct catalog_filter *f, struct js_writer *w, struct err *err);

/* A table with its columns. ERR_NOT_FOUND. */
NODISCARD int catalog_write_table(
	struct catalog *c, const char *table_id, struct js_writer *w, struct err *err);

/* Tables and columns whose names hold q: {query,results,total_found}. */
NODISCARD int catalog_write_name_search(struct catalog *c, struct slice q, const struct catalog_filter *f,
	struct js_writer *w, struct err *err);

/* {total_schemas,total_tables,total_columns,data_sources,last_updated} */
NODISCARD int catalog_write_stats(struct catalog *c, struct js_writer *w, struct err *err);

/* Set or clear (NULL) the person's description of a table, embed again what changed, publish, write the table. ERR_NOT_FOUND, ERR_INVALID (DESCRIPTION_MAX). */
NODISCARD int catalog_describe_table(struct catalog *c, const char *table_id, const char *description,
	struct js_writer *w, struct err *err);

/* As catalog_describe_table() for a column, which is written. */
NODISCARD int catalog_describe_column(struct catalog *c, const char *column_id, const char *description,
	struct js_writer *w, struct err *err);

/* --- search --- */

enum catalog_search_type { CATALOG_SEARCH_TABLES, CATALOG_SEARCH_COLUMNS, CATALOG_SEARCH_BOTH };

struct catalog_search {
	struct slice query;
	const char *const *source_ids; /* n 0 = every source that is synced */
	size_t n_source_ids;
	enum catalog_search_type type;
	size_t limit;       /* 0 = CATALOG_SEARCH_DEFAULT */
	const char *schema; /* NULL = any */
	const char *const *table_types;
	size_t n_table_types;
	const char *user; /* for the history; NULL = nobody */
	struct cancel *cancel;
};

struct catalog_hit {
	const char *source_id, *table_id, *column_id; /* column_id NULL for a table */
	const char *schema, *table, *column;
	const char *description; /* the person's, else the database's, else NULL */
	double relevance;        /* 0..1, CATALOG_SEARCH_FLOOR at least */
	bool by_words;           /* else by meaning only */
	const char *match;       /* the words, or what it says about itself */
	const char *snippet;     /* both as English text, "words: country" */
};

/* Words and vectors fused over the sources' snapshots, best first; written to the history. ERR_INVALID (empty), ERR_NOT_FOUND (source), ERR_CANCELLED. */
NODISCARD int catalog_search(struct catalog *c, const struct catalog_search *q, struct arena *a,
	const struct catalog_hit **out, size_t *n, struct err *err);

/* Tables whose meaning is near a table's, itself left out; CATALOG_SIMILAR_FLOOR at least. ERR_NOT_FOUND. */
NODISCARD int catalog_similar(struct catalog *c, const char *table_id, size_t limit, struct arena *a,
	const struct catalog_hit **out, size_t *n, struct err *err);

/* Write the `results` array of hits. */
void catalog_write_hits(struct js_writer *w, const struct catalog_hit *hits, size_t n);

/* A page of past searches, newest first, {items,next}. */
NODISCARD int catalog_write_history(struct catalog *c, const char *user, const struct catalog_filter *f,
	struct js_writer *w, struct err *err);

/* --- training: documents and examples, in the same table as the schema's own --- */

struct catalog_training {
	const char *id;       /* content-derived: "<uuid>-sql", "-ddl", "-doc" */
	const char *kind;     /* "sql", "ddl", "documentation" */
	const char *question; /* of an example; else NULL */
	const char *content;  /* the SQL, the statement or the text */
};

/* Add one item (id is not read) and publish; the same item twice is one. *id in the arena. ERR_INVALID, ERR_DENIED (an example whose SQL the guard refuses). */
NODISCARD int catalog_train(struct catalog *c, const char *source_id, const struct catalog_training *item,
	struct arena *a, const char **id, struct err *err);

/* Add many with one publication; *added counts those that were new. The first bad item fails the whole call. */
NODISCARD int catalog_import(struct catalog *c, const char *source_id, const struct catalog_training *items,
	size_t n, size_t *added, struct err *err);

/* Remove one item and publish. ERR_NOT_FOUND. */
NODISCARD int catalog_untrain(struct catalog *c, const char *source_id, const char *id, struct err *err);

/* All items of a source, in the arena, oldest first. */
NODISCARD int catalog_training_list(struct catalog *c, const char *source_id, struct arena *a,
	const struct catalog_training **out, size_t *n, struct err *err);
