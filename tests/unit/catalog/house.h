// SPDX-License-Identifier: Apache-2.0
/*
 * What the catalog's tests stand on: each store with sources, jobs and a catalog above it, put together as the
 * composition root does, and small databases to register. Vectors are used where ASKDB_MODEL_DIR names a model.
 */
#pragma once

#include "../store/stores.h"

#include "catalog/catalog.h"
#include "jobs/local.h"
#include "jobs/runner.h"
#include "source/source.h"

extern char house_dir[];
extern struct test_stores stores;

/* Everything above a store, as the composition root puts it together. */
struct house {
	struct store *store;
	struct sources *sources;
	struct catalog *catalog;
	struct job_engine *jobs;
	struct job_runner *runner;
	struct job_step steps[8]; /* the kind's own, with a heartbeat short enough to wait for */
	struct job_kind kind;
	struct job_kinds kinds;
};

/* Open and remove what all tests share. */
void houses_open(void);
void houses_close(void);

/* Sources, catalog and job engine over a store; no worker yet. */
void open_house(struct house *h, struct store *s);

/* One worker for the house's jobs. */
void start_runner(struct house *h);

/* Stop the worker and drop everything but the store. */
void close_house(struct house *h);

/* Run statements on a SQLite file, made when it is missing. */
void exec_all(const char *path, const char *const *statements, size_t n);

/* A fresh SQLite file of three tables; its path. */
const char *new_database(struct arena *a, const char *name);

/* Register a SQLite file; the source's id. */
const char *new_source(struct house *h, struct arena *a, const char *name, const char *path);

/* Wait for a sync to end; the state's name. */
const char *wait_for(struct house *h, struct arena *a, const char *id, struct catalog_progress *p);

/* Sync a source and check that it worked. */
void sync_now(struct house *h, struct arena *a, const char *source, struct catalog_progress *p);

/* Is there such a table? */
bool has_table(const struct cat_snapshot *s, const char *name);

/* The table, or the column of a table; without it the test cannot go on. */
const struct cat_table *table_named(const struct cat_snapshot *s, const char *name);
const struct cat_column *column_named(const struct cat_table *t, const char *name);

/* The body runs once on each store, in a house with a worker. */
#define EACH_HOUSE(h, t)                                                                               \
	for (struct test_store *t = stores.items; t < stores.items + stores.n; t++)                    \
		for (struct house h##_, *h = (open_house(&h##_, t->s), start_runner(&h##_), &h##_); h; \
			close_house(h), h = NULL)
