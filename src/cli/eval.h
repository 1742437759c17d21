// SPDX-License-Identifier: Apache-2.0
/*
 * askdb eval: questions in, SQL out, for measuring the engine against a set of questions. Reads JSON lines with id,
 * db_id and question and nothing else of them; a gold query that stands beside them is never looked at.
 */
#pragma once

#include "base/err.h"

#include <stdio.h>

struct generator;

struct eval_options {
	const char *databases; /* DIR/<db_id>/<db_id>.sqlite or DIR/<db_id>.sqlite */
	const char *questions; /* JSON lines */
	FILE *out;             /* one JSON line a question, in order: id, sql, confidence, abstained, ms */
	FILE *progress;        /* a bar is drawn here; NULL = none */
	const struct generator *generator; /* NULL = the offline engine */
	bool no_trial;                     /* propose only: no candidate is run */
	bool raw; /* answer even where the engine would abstain, for measuring its judgement */
};

/*
 * Answer every question in one process, one after the other. Databases are opened read-only.
 * Errors     ERR_NOT_FOUND (a file or a database is missing), ERR_INVALID (a line is no question), ERR_INTERNAL (writing).
 */
NODISCARD int eval_run(const struct eval_options *opt, struct err *err);
