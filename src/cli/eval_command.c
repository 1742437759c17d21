// SPDX-License-Identifier: Apache-2.0
/* askdb eval: the command around eval_run(). */
#include "cli/cli.h"
#include "cli/eval.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

int cli_eval(struct cli *cli)
{
	struct err err = ERR_INIT;
	const char *path = cli_value(cli, "out");
	struct eval_options opt = {
		.databases = cli_value(cli, "databases"),
		.questions = cli_value(cli, "questions"),
		.out = stdout,
		.progress = isatty(STDERR_FILENO) && !cli_has(cli, "quiet") ? stderr : NULL,
		.no_trial = cli_has(cli, "no-trial"),
		.raw = cli_has(cli, "raw"),
	};
	if (!opt.databases || !opt.questions)
		return cli_usage(cli, "eval needs --databases DIR and --questions FILE");
	FILE *f = path ? fopen(path, "we") : NULL;
	if (path && !f) {
		err_ignore(err_set(&err, ERR_INTERNAL, "cannot write %s: %s", path, strerror(errno)));
		return cli_fail(cli, &err);
	}
	if (f)
		opt.out = f;
	int rc = eval_run(&opt, &err);
	if (f && fclose(f) != 0 && rc == 0)
		rc = err_set(&err, ERR_INTERNAL, "cannot write %s: %s", path, strerror(errno));
	return rc < 0 ? cli_fail(cli, &err) : CLI_OK;
}
