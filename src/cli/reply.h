// SPDX-License-Identifier: Apache-2.0
/* What came of a question, however it was asked, and how it is shown: data on stdout, the rest on stderr. */
#pragma once

#include "analysis/analysis.h"

struct arena;
struct cli;

struct reply_choice {
	const char *label, *question;
};

struct reply {
	const char *question;
	const char *sql; /* NULL = no answer */
	const char *explanation, *model;
	double confidence;
	const char *message; /* why there is no answer */
	const struct reply_choice *choices;
	size_t n_choices;
	const char *const *assumptions;
	size_t n_assumptions;
	bool has_result;
	struct analysis_result result;
};

/* Print it as the command's --format (or --json) says; gives CLI_OK or CLI_NO_ANSWER. */
int reply_print(const struct cli *cli, const struct reply *r);
