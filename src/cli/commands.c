// SPDX-License-Identifier: Apache-2.0
/* The table of commands. */
#include "cli/cli.h"

static const struct cli_option version_options[] = {
	{"json", 0, NULL, NULL, "as a JSON object"},
	{0},
};

static const struct cli_command commands[] = {
	{
		.name = "sample",
		.arguments = "PATH",
		.min_args = 1,
		.max_args = 1,
		.summary = "Write a sample SQLite database, a made-up music shop, to PATH",
		.details = "Eleven tables: artists, albums, tracks, customers, invoices over five years,\n"
			   "playlists. The content is the same every time. An existing file is left alone.",
		.example = "askdb sample music.sqlite",
		.run = cli_sample,
	},
	{
		.name = "version",
		.arguments = "",
		.summary = "Show the version, its libraries and the processor kernels chosen",
		.example = "askdb version --json",
		.options = version_options,
		.run = cli_version,
	},
	{
		.name = "completion",
		.arguments = "SHELL",
		.min_args = 1,
		.max_args = 1,
		.summary = "Print a completion script for bash or zsh",
		.details = "Put the output where the shell looks for completions.",
		.example = "askdb completion bash > ~/.local/share/bash-completion/completions/askdb\n"
			   "askdb completion zsh > ~/.zfunc/_askdb",
		.run = cli_completion,
	},
	{
		.name = "help",
		.arguments = "[COMMAND]",
		.max_args = 2,
		.summary = "Show what askdb can do, or the options of one command",
		.example = "askdb help ask",
		.run = cli_help,
	},
	{0},
};

const struct cli_command *cli_commands(void)
{
	return commands;
}
