// SPDX-License-Identifier: Apache-2.0
/*
 * The stages over one data directory, opened in order and closed in the other: what the server runs on, and what the
 * commands that work on the data directory themselves use while no server does.
 */
#pragma once

#include "api/api.h"
#include "base/err.h"
#include "jobs/retention.h"

struct arena;
struct embedder;
struct job_daily;

struct composition {
	struct arena *a;
	const char *data_dir;  /* NULL before opening = the user's (XDG) */
	bool without_jobs;     /* leave jobs to others: no runner is started */
	bool without_embedder; /* nothing is going to be searched or learned: do not load the model */
	bool alone;            /* no other process may use the store meanwhile */
	/* Told, perhaps on another thread, that there will be no embedding; NULL = nobody is. */
	void (*without_model)(const char *why);
	struct embedder *embedder;
	struct job_kind kinds[3];
	struct job_retention retention;
	struct job_daily *daily; /* the caller's to start; stopped when the composition is closed */
	struct job_kinds job_kinds;
	struct api_services services; /* the server itself is the caller's */
};

/*
 * Open store, sources and catalog, begin to open the embedder, start the job runner. *c is zeroed by the caller but for
 * data_dir and the without_ members.
 * Errors     those of store_open() (ERR_CONFLICT "store_locked" while a server runs) and sources_open().
 * Close with composition_close(), after a failure as well.   Threads: the main thread.
 */
NODISCARD int composition_open(struct composition *c, struct err *err);

/* In the other order than they were opened; what is not there is NULL. */
void composition_close(struct composition *c);
