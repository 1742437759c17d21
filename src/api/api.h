// SPDX-License-Identifier: Apache-2.0
/*
 * What the handlers share: borrowed pointers to the stages, made by the composition root and outliving the server. It
 * arrives as http_request.ctx. Immutable after start except where a member says so.
 */
#pragma once

#include "http/route.h"

struct catalog;
struct embedder;
struct http_assets;
struct http_server;
struct job_engine;
struct job_kind;
struct job_runner;
struct sources;
struct store;

struct api_services {
	struct store *store;
	struct sources *sources;
	struct catalog *catalog;
	struct job_engine *jobs;
	struct job_runner *runner;
	const struct embedder *embedder; /* NULL = searching by words only; may still be opening */
	const char *embedder_problem;    /* why there is no embedder, or NULL */
	struct http_server *server;      /* set once, before the first request is read */
	const char *data_dir;            /* where the sample's file goes */
	int64_t execute_inline_ms;       /* a statement that runs longer goes on as a job */
	const char *version, *commit;
	int64_t started_at; /* Unix ms */
};

/* Close what an earlier process left running, drop what has expired. Once, before the server starts. Errors: the store's. */
NODISCARD int api_recover(const struct api_services *s, struct err *err);

/*
 * The kind of job that a statement goes on as when it outlives its request, "AnalysisExecutionWorkflow". Its step takes
 * job_app() for the struct api_services.
 */
const struct job_kind *api_execution_kind(void);

/*
 * Have the source called "sample" ready to be asked: write its database into the data directory, register it, add its
 * training items, wait for its first sync. Idempotent; a sample that a person deleted stays deleted (a marker in the data directory says so).
 * Errors     those of the rooms it calls; ERR_CONFLICT "name_taken"; ERR_TIMEOUT when the sync does not end in DEMO_SYNC_MS.
 * Blocks: a second or so the first time.
 */
NODISCARD int api_sample_prepare(const struct api_services *s, struct err *err);

/* The route tables of everything the server answers; static storage. *n is their number. */
const struct http_routes *api_routes(size_t *n);
