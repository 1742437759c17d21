// SPDX-License-Identifier: Apache-2.0
/*
 * The threads that run jobs, once for every engine: one a slot (claim, run, finish) and a keeper that beats
 * for all of them, so that a step blocked in a query stays alive and a cancel or a lost lease reaches it.
 */
#pragma once

#include "base/err.h"

struct job_engine;
struct job_runner;

struct job_runner_options {
	unsigned slots; /* 0 = JOB_SLOTS, at most JOB_SLOTS_MAX */
	void *app;      /* given to steps as job_app() */
};

/* Start the threads. engine is borrowed and must outlive the runner. ERR_INTERNAL (no threads to be had). */
NODISCARD int job_runner_start(struct job_engine *engine, const struct job_runner_options *opt,
	struct job_runner **out, struct err *err);

/*
 * Ask running steps to stop, wait for them to report their details, end the threads and free. NULL is
 * allowed.
 */
void job_runner_stop(struct job_runner *r);

struct job_runner_stats {
	unsigned slots, busy;
	uint64_t attempts, completed, retried, failed, cancelled, lost; /* since the start */
};

/* What it is doing. Any thread. */
struct job_runner_stats job_runner_stats(struct job_runner *r);
