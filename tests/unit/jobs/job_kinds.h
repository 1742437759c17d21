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

/* Empty the tables in which Walk leaves its effects: a row for each item, and counts of items tried and done. */
void test_effects_init(struct store *s);
