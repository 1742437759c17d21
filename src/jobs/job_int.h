// SPDX-License-Identifier: Apache-2.0
/*
 * What one attempt carries between its slot, which runs the step, and the keeper, which beats for it. The
 * step's thread owns the fields above `shared`; the others are guarded by the runner's lock.
 */
#pragma once

#include "jobs/engine.h"

#include <pthread.h>

/* Why an attempt was told to stop; the first reason stays. */
enum job_stop {
	JOB_STOP_NONE,
	JOB_STOP_CANCEL,  /* someone cancelled the job */
	JOB_STOP_LOST,    /* the attempt belongs to somebody else now */
	JOB_STOP_TIMEOUT, /* it took longer than its step may */
	JOB_STOP_WORKER,  /* the runner shuts down */
};

struct job_ctx {
	struct job_attempt at; /* texts in arena */
	const struct job_step *step;
	const char *key;
	const json_t *resume;
	struct arena *arena;
	struct cancel *cancel; /* set with a reason in shared.stop */
	void *app;
	pthread_mutex_t *lock; /* the runner's */
	struct {               /* under lock */
		char *details; /* newest JSON text; NULL = none yet */
		bool dirty;    /* not yet seen by the engine */
		bool too_large;
		enum job_stop stop;
	} shared;
};
