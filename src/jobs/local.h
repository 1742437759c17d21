// SPDX-License-Identifier: Apache-2.0
/*
 * The engine that keeps jobs in askdb's own store (tables jobs, job_tasks). Attempt numbers are the fences, a
 * lease is a time in the task's row. On PostgreSQL several servers share the queue by SKIP LOCKED.
 */
#pragma once

#include "jobs/engine.h"

struct store;

/*
 * A new engine over the store (borrowed, must outlive it) for these kinds (borrowed). Release with
 * job_engine_free().
 */
struct job_engine *job_local_new(struct store *s, const struct job_kinds *kinds)
	__attribute__((returns_nonnull));
