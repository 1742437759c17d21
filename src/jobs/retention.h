// SPDX-License-Identifier: Apache-2.0
/* The kind of job that deletes what is past its time (store/retention.h), meant to run once a day. */
#pragma once

#include "jobs/job.h"

struct store;

/* What its step takes for job_app(). */
struct job_retention {
	struct store *store;
	int64_t keep_days; /* of questions, results and searches; 0 = for ever */
};

/* The kind, "Retention", for the table of job kinds; its app is a struct job_retention. */
const struct job_kind *job_retention_kind(void);
