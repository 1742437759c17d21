// SPDX-License-Identifier: Apache-2.0
/*
 * What a job is: a kind is data, a fixed list of steps, each retried, heart-beating, resumable and
 * cancellable. Nothing here knows which engine runs it. The composition root hands a const table of kinds to
 * the engine and the runner.
 *
 * Rule for authors of steps: an attempt may die at any point and the next one begins anew, so claim
 * job_key(c) (with "/item" behind it) and act in one store transaction; a step over many items keeps a cursor
 * in its details (job_beat()) and starts from job_resume(). Return references, not data: JOB_PAYLOAD_MAX
 * bounds arguments, details and results.
 */
#pragma once

#include "base/defs.h"
#include "base/limits.h"

#include <jansson.h>

struct arena;
struct cancel;
struct job_ctx;

enum job_result {
	JOB_OK,
	JOB_RETRY,     /* failed, may succeed later */
	JOB_FATAL,     /* failed for good: the job ends as failed */
	JOB_CANCELLED, /* stopped because job_cancelled() said so */
};

enum { JOB_MSG_MAX = 256 };

struct job_retry {
	int64_t first_ms, max_ms; /* wait before the second attempt; ceiling of the growing wait */
	double factor;            /* by which it grows, >= 1 */
	unsigned attempts;        /* in all, >= 1 */
};

/* Something sensible for a step that talks to a database: 5 attempts, 1 s doubling to 30 s. */
#define JOB_RETRY_DEFAULT                                                     \
	{                                                                     \
		.first_ms = 1000, .max_ms = 30000, .factor = 2, .attempts = 5 \
	}

struct job_step {
	const char *name;
	/*
	 * Do one attempt. in = {"args": the job's arguments, "prev": the result of the step before, or null},
	 * borrowed. *out (may stay NULL) is the step's result, taken over. msg says what went wrong, for
	 * people; no secrets.
	 */
	enum job_result (*run)(
		struct job_ctx *c, const json_t *in, json_t **out, char msg[static JOB_MSG_MAX]);
	int64_t timeout_s;   /* of one attempt; 0 = none */
	int64_t heartbeat_s; /* silence after which another worker takes over; 0 = JOB_HEARTBEAT_S */
	struct job_retry retry;
};

struct job_kind {
	const char *name;
	const struct job_step *steps; /* their order is the plan of a new job; it is stored with the job */
	size_t n;                     /* at most JOB_STEPS_MAX */
	void *app; /* what the composition root gives the steps of this kind; NULL = what it gave the runner */
};

struct job_kinds {
	const struct job_kind *items;
	size_t n;
};

/* The kind called name, or NULL. */
const struct job_kind *job_kind_find(const struct job_kinds *kinds, const char *name);

/* The step called name of a kind, or NULL. */
const struct job_step *job_step_find(const struct job_kind *kind, const char *name);

/* The job's id. */
const char *job_id(const struct job_ctx *c);

/* "<job id>/<step>": the same in every attempt, for effects that must happen once. */
const char *job_key(const struct job_ctx *c);

/* 1 for the first attempt of this step. */
unsigned job_attempt(const struct job_ctx *c);

/* The details the last attempt left, or NULL; borrowed. */
const json_t *job_resume(const struct job_ctx *c);

/*
 * Asked to stop: the job was cancelled, the attempt lost its lease or ran out of time, or the worker shuts
 * down.
 */
bool job_cancelled(const struct job_ctx *c);

/* The same as a token, for db_query() and the like; borrowed. */
struct cancel *job_cancel_token(const struct job_ctx *c);

/*
 * Leave details for the next attempt and for those who watch; takes over the reference. Cheap: a mutex, no
 * I/O. Also stored when the step ends.
 */
void job_beat(struct job_ctx *c, json_t *details);

/* Memory of this attempt. */
struct arena *job_arena(const struct job_ctx *c);

/* What the composition root gave to the kind, else to the runner, for the steps: the store, an embedder, ... */
void *job_app(const struct job_ctx *c);
