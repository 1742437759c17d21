// SPDX-License-Identifier: Apache-2.0
/* askdb serve: the command line of serve.h. */
#include "base/str.h"
#include "cli/cli.h"
#include "cli/serve.h"

int cli_serve(struct cli *cli)
{
	struct serve_options opt = SERVE_OPTIONS_INIT;
	struct err err = ERR_INIT;
	int64_t port = opt.port, drain_s = opt.drain_ms / 1000;
	const char *format = cli_value(cli, "log-format");

	if (cli_int(cli, "port", 0, 65535, &port, &err) ||
		cli_int(cli, "drain", 0, HTTP_DRAIN_MAX_MS / 1000, &drain_s, &err))
		return cli_usage(cli, "%s", err.msg);
	opt.port = (int)port;
	opt.drain_ms = drain_s * 1000;
	opt.host = cli_value(cli, "host");
	opt.data_dir = cli_value(cli, "data-dir");
	opt.ui_dir = cli_value(cli, "ui-dir");
	opt.demo = cli_has(cli, "demo");
	opt.log_format = format && str_eq(format, "json") ? LOG_JSON : LOG_TEXT;
	return serve_run(&opt, &err) ? cli_fail(cli, &err) : CLI_OK;
}
