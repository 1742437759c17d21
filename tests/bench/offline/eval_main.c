// SPDX-License-Identifier: Apache-2.0
/* The engine's evaluation as a program of its own: eval_main DATABASES QUESTIONS.jsonl [--no-trial] [--raw], answers on stdout. */
#include "cli/eval.h"

#include <string.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	struct err err = ERR_INIT;
	struct eval_options opt = {.out = stdout, .progress = isatty(STDERR_FILENO) ? stderr : NULL};

	if (argc < 3) {
		fprintf(stderr, "usage: %s DATABASES QUESTIONS.jsonl [--no-trial] [--raw]\n", argv[0]);
		return 2;
	}
	opt.databases = argv[1];
	opt.questions = argv[2];
	for (int i = 3; i < argc; i++) {
		opt.no_trial = opt.no_trial || strcmp(argv[i], "--no-trial") == 0;
		opt.raw = opt.raw || strcmp(argv[i], "--raw") == 0;
	}
	if (eval_run(&opt, &err) < 0) {
		fprintf(stderr, "%s\n", err.msg);
		return 1;
	}
	return 0;
}
