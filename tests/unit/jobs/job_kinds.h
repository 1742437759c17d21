// SPDX-License-Identifier: Apache-2.0
/* The kinds of job that the tests run: one for each thing that can happen to a step. */
#pragma once

#include "jobs/job.h"

struct store;
struct store_tx;

/* What steps find as job_app(). */
struct test_app {
	struct store *s;
};

/* Echo, Three, Flaky, Fatal, Never, Patient, Walk, Wait, Deaf, Big, BigDetails, Slow. */
extern const struct job_kinds test_kinds;

/* Make the table in which Walk leaves its effects: one row an item, and how often it was done. */
void test_effects_init(struct store *s);
