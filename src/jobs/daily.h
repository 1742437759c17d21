// SPDX-License-Identifier: Apache-2.0
/*
 * Submits one job a day: at the start and soon after midnight UTC. The job's id is "<kind>/<date>", which every engine
 * takes once, so a restart, or several servers on one store, make one job a day and not more. Its own thread.
 */
#pragma once

#include "base/err.h"

struct job_daily;
struct job_engine;

/* Start it for a kind that the engine knows and that takes no arguments; both are borrowed. ERR_INTERNAL: no thread. */
NODISCARD int job_daily_start(
	struct job_engine *engine, const char *kind, struct job_daily **out, struct err *err);

/* End the thread and free; before the engine is freed. NULL is allowed. */
void job_daily_stop(struct job_daily *d);
