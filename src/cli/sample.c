// SPDX-License-Identifier: Apache-2.0
/* askdb sample PATH */
#include "cli/cli.h"
#include "sample/sample.h"

int cli_sample(struct cli *cli)
{
	struct err err = ERR_INIT;
	const char *path = cli->args[0];
	if (sample_write(path, &err) < 0)
		return cli_fail(cli, &err);
	fprintf(stderr, "Wrote the sample music shop to %s. Ask it something:\n", path);
	fprintf(stderr, "  askdb ask --source %s \"Which genres earn the most money?\"\n", path);
	return CLI_OK;
}
