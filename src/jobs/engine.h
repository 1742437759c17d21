// SPDX-License-Identifier: Apache-2.0
/*
 * The seam between jobs and what makes them durable: the store (local.h) or a workflow service. Clients use
 * the job_*() functions below, which check limits; the runner uses claim, beat and finish. JSON crosses the
 * seam as text.
 */
#pragma once

#include "base/err.h"
#include "base/str.h"
#include "jobs/job.h"

struct store_tx;

enum job_state { JOB_QUEUED, JOB_RUNNING, JOB_COMPLETED, JOB_FAILED, JOB_STOPPED /* cancelled */ };

/* "QUEUED", "RUNNING", "COMPLETED", "FAILED", "CANCELLED"; static storage. */
const char *job_state_name(enum job_state state);

/* Will the state still change? */
bool job_state_is_open(enum job_state state);

struct job_request {
	const char *id; /* unique for ever; submitting the same id again is success and changes nothing */
	const char *kind;
	const json_t *args;  /* object, borrowed; NULL = {} */
	struct store_tx *tx; /* write in this transaction of the caller; NULL = one of its own */
};

/* A job as it is now; texts in the arena. */
struct job_view {
	const char *id, *kind;
	enum job_state state;
	bool cancel_requested;
	const char *step; /* the current or last step */
	size_t step_index, n_steps;
	unsigned attempt;     /* of that step; 0 = not begun */
	struct slice args;    /* JSON */
	struct slice details; /* JSON the step left with job_beat(); n 0 = none */
	struct slice result;  /* JSON of the last step; n 0 = none */
	const char *error;    /* why it failed, or why the last attempt did; may be NULL */
	int64_t created_at, started_at, finished_at; /* Unix ms; 0 = not yet */
};

/* One attempt at one step, claimed by one runner; texts in the arena given to claim(). */
struct job_attempt {
	const char *job_id, *kind, *step;
	unsigned attempt;
	int64_t token; /* the engine's own */
	int64_t heartbeat_ms;
	int64_t deadline_ms;              /* monotonic; 0 = none */
	struct slice args, prev, details; /* JSON; prev and details n 0 = none */
};

enum job_beat_flags {
	JOB_BEAT_CANCEL = 1u << 0, /* someone asked to stop the job */
	JOB_BEAT_LOST = 1u << 1,   /* the attempt is no longer ours: drop it without a report */
};

struct job_outcome {
	enum job_result result;
	bool released; /* JOB_CANCELLED because the worker stops: again at once, not counted as an attempt */
	struct slice out;     /* JSON; n 0 = none */
	struct slice details; /* JSON as last left; n 0 = unchanged */
	const char *msg;      /* "" = none */
};

struct job_engine;

struct job_engine_ops {
	NODISCARD int (*submit)(struct job_engine *e, const struct job_request *req, struct err *err);
	NODISCARD int (*cancel)(struct job_engine *e, const char *id, struct err *err);
	NODISCARD int (*get)(
		struct job_engine *e, struct arena *a, const char *id, struct job_view *out, struct err *err);
	/* Wait at most JOB_POLL_MS or until stop is set: 1 = *out is ours, 0 = nothing, -1 = error. */
	NODISCARD int (*claim)(struct job_engine *e, struct arena *a, struct cancel *stop,
		struct job_attempt *out, struct err *err);
	/* Still alive, with the newest details (n 0 = unchanged). */
	NODISCARD int (*beat)(struct job_engine *e, const struct job_attempt *at, struct slice details,
		unsigned *flags, struct err *err);
	/*
	 * Report the end. ERR_NOT_FOUND = the attempt was lost meanwhile: nothing happened. Repeating it is
	 * safe.
	 */
	NODISCARD int (*finish)(struct job_engine *e, const struct job_attempt *at,
		const struct job_outcome *outcome, struct err *err);
	void (*free)(struct job_engine *e);
};

struct job_engine { /* first member of each engine's struct */
	const struct job_engine_ops *ops;
	const struct job_kinds *kinds; /* borrowed for the engine's life */
};

/*
 * Queue a job. ERR_INVALID (unknown kind, bad id), ERR_LIMIT (arguments over JOB_PAYLOAD_MAX), ERR_BUSY. Any
 * thread.
 */
NODISCARD int job_submit(struct job_engine *e, const struct job_request *req, struct err *err);

/*
 * Ask a job to stop; it ends when its running step notices, at once when none runs. One that ended already is
 * success. ERR_NOT_FOUND. Any thread.
 */
NODISCARD int job_cancel(struct job_engine *e, const char *id, struct err *err);

/* The job as it is now, in the arena. ERR_NOT_FOUND. Any thread. */
NODISCARD int job_get(
	struct job_engine *e, struct arena *a, const char *id, struct job_view *out, struct err *err);

/* Release; no runner may use it any more. NULL is allowed. */
void job_engine_free(struct job_engine *e);

DEFINE_CLEANUP(struct job_engine *, job_engine_free)
