// SPDX-License-Identifier: Apache-2.0
/*
 * What the two files of the local engine share: local.c submits and claims, local_report.c beats and
 * finishes.
 */
#pragma once

#include "db/types.h"
#include "jobs/engine.h"

#include <pthread.h>

struct store;
struct store_tx;

/* job_tasks.state */
enum job_local_task_state { TASK_WAITING, TASK_RUNNING, TASK_ENDED };

struct job_local {
	struct job_engine base;
	struct store *s;
	struct arena *arena;
	const char *peek_text, *claim_text;
	struct db_value *known; /* "Kind.step" of every step this build has */
	size_t n_known;
	void (*wake)(void *l); /* for store_after_commit(): there is something to claim */
	struct {               /* under lock */
		pthread_mutex_t lock;
		pthread_cond_t changed;
		uint64_t wakeups;
		bool orphans_freed;
	} shared;
};

/* A task to be queued; step NULL = not known to this build. */
struct job_local_task {
	const char *job_id, *kind, *name;
	int64_t step_no;
	const struct job_step *step;
};

/* Queue a step, ready now. */
NODISCARD int job_local_add_task(struct store_tx *tx, const struct job_local_task *t, struct err *err);

/* How a job ends. */
struct job_local_end {
	enum job_state state;
	struct slice result; /* n 0 = none */
	const char *error;   /* may be NULL */
};

/* End a job: no task of it waits or runs afterwards. */
NODISCARD int job_local_end(
	struct store_tx *tx, const char *job_id, const struct job_local_end *end, struct err *err);

/* The engine's beat slot. */
NODISCARD int job_local_beat(struct job_engine *e, const struct job_attempt *at, struct slice details,
	unsigned *flags, struct err *err);

/* The engine's finish slot. */
NODISCARD int job_local_finish(struct job_engine *e, const struct job_attempt *at,
	const struct job_outcome *outcome, struct err *err);
