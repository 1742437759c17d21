// SPDX-License-Identifier: Apache-2.0
/* Inner header of the catalog: the cache of snapshots, and the store's catalog as a snapshot is made of it. */
#pragma once

#include "catalog/catalog.h"
#include "source/source.h"
#include "store/catalog.h"
#include "store/document.h"
#include "store/store.h"

#include <pthread.h>

/* One source's place in the cache. Slots are never freed before the catalog: a source that was deleted leaves an empty one. */
struct catalog_slot {
	struct catalog_slot *next;
	char source_id[UUID_LEN];
	pthread_mutex_t build; /* held by the one thread that builds; never while shared.lock is held */
	pthread_mutex_t
		starting; /* held by the one thread that starts a sync: two that ask at once get one job */
	struct cat_snapshot *snapshot; /* under shared.lock */
	char sync_job[UUID_LEN];       /* the last sync that was started here; under shared.lock */
};

struct catalog {
	struct catalog_options opt;
	struct {
		pthread_mutex_t lock; /* held for a few instructions only */
		struct catalog_slot *slots;
	} shared;
};

/* The source's slot, made when it is missing; never NULL. */
struct catalog_slot *catalog_slot_of(struct catalog *c, const char *source_id);

/* A source's catalog in the shape that the binder, the collector of values and the snapshot take. */
struct catalog_loaded {
	enum sql_dialect dialect;
	struct store_catalog rows;
	struct db_schema schema;    /* tables in the order of rows.tables */
	const size_t *first_column; /* per table: where its columns begin in rows.columns */
	const struct cat_column **extra;
	const char *const *table_ids, *const *table_descriptions;
};

/*
 * Load tables, columns, keys and values of a source into the arena.
 * Errors     ERR_NOT_FOUND, ERR_CONFLICT "catalog_empty" when there is no table.
 */
NODISCARD int catalog_load(struct catalog *c, const char *source_id, struct arena *a,
	struct catalog_loaded *out, struct err *err);

/* Build a snapshot of what the store holds now, with the stored vectors. As catalog_load(), and ERR_CANCELLED. */
NODISCARD int catalog_build(struct catalog *c, const char *source_id, struct cancel *cancel,
	struct cat_snapshot **out, struct err *err);

/* Called between batches with how far it is; may be NULL. */
typedef void catalog_progress_fn(void *ctx, int64_t done, int64_t total);

struct catalog_watch {
	catalog_progress_fn *fn;
	void *ctx;
	struct cancel *cancel;
};

/* Write one ddl document a table and one a column, as their texts are now. *n (may be NULL): documents of the schema. */
NODISCARD int catalog_documents_write(struct catalog *c, const char *source_id,
	const struct catalog_watch *watch, int64_t *n, struct err *err);

/* Embed every document of the source that has no vector by the present model; nothing without an embedder. */
NODISCARD int catalog_documents_embed(
	struct catalog *c, const char *source_id, const struct catalog_watch *watch, struct err *err);

/* The source, texts in the arena. ERR_NOT_FOUND, ERR_CONFLICT "source_not_synced" before its first sync has ended. */
NODISCARD int catalog_synced_source(
	struct catalog *c, struct arena *a, const char *source_id, struct store_source *out, struct err *err);

/* Write the contract's table; its columns too unless the list is NULL. */
void catalog_put_table(struct js_writer *w, const struct store_table *t, const struct store_column *columns,
	size_t n_columns);

/* Write the contract's column. */
void catalog_put_column(struct js_writer *w, const struct store_column *c);
