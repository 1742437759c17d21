// SPDX-License-Identifier: Apache-2.0
/* askdb key rotate: another key for the secrets of the sources. */
#include "cli/cli.h"
#include "cli/compose.h"
#include "source/source.h"

int cli_key_rotate(struct cli *cli)
{
	struct composition c = {.data_dir = cli_value(cli, "data-dir"),
		.without_jobs = true,
		.without_embedder = true,
		.alone = true};
	const char *to = cli_value(cli, "to");
	struct err err = ERR_INIT;
	size_t n = 0;

	int rc = composition_open(&c, &err);
	if (rc == 0)
		rc = source_rotate_key(c.services.sources, to, &n, &err);
	else if (str_eq(err.why, "store_locked"))
		err_ignore(err_wrap(&err, "stop the server first: it holds the old key"));
	composition_close(&c);
	if (rc < 0)
		return cli_fail(cli, &err);
	fprintf(stderr, "Sealed %zu %s with the new key%s%s%s.\n", n, n == 1 ? "secret" : "secrets",
		to ? "; from now on start askdb with ENCRYPTION_KEY_FILE=" : "", to ? to : "",
		to ? "" : ", which has taken the old one's place");
	return CLI_OK;
}
