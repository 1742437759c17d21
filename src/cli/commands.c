// SPDX-License-Identifier: Apache-2.0
/* The table of commands. */
#include "cli/cli.h"

static const char *const log_formats[] = {"text", "json", NULL};
static const char *const result_formats[] = {"table", "json", "csv", "sql", NULL};
static const char *const shells[] = {"bash", "zsh", NULL};

/* Tables to be read by the line. */
/* clang-format off */

/* Options that mean the same wherever they stand. */
#define URL_OPTION {"url", 'u', "URL", NULL, "ask the server at URL, or at ASKDB_URL, instead of working here"}
#define DATA_DIR_OPTION {"data-dir", 0, "DIR", NULL, "askdb's own files; default: in the user's data directory"}
#define JSON_OPTION {"json", 0, NULL, NULL, "print JSON"}

static const struct cli_option serve_options[] = {
	{"host", 0, "HOST", NULL, "address to listen on; default 127.0.0.1"},
	{"port", 'p', "N", NULL, "port to listen on, 0 for any free one; default 8000"},
	DATA_DIR_OPTION,
	{"demo", 0, NULL, NULL, "register the sample music shop as a first source"},
	{"drain", 0, "SECONDS", NULL, "on SIGTERM, let what runs go on for so long; default 10"},
	{"log-format", 0, "FORMAT", log_formats, "lines on stderr"},
	{"ui-dir", 0, "DIR", NULL, "serve the pages from DIR instead of those in the program"},
	{0},
};

static const struct cli_option ask_options[] = {
	{"source", 's', "SOURCE", NULL, "SQLite file, postgres:// URL or name of a registered source; or ASKDB_SOURCE"},
	{"demo", 0, NULL, NULL, "ask the sample music shop"},
	{"format", 'f', "FORMAT", result_formats, "what goes to stdout"},
	{"json", 0, NULL, NULL, "same as --format json"},
	{"rows", 'n', "N", NULL, "at most N rows; default 10000"},
	{"timeout", 't', "SECONDS", NULL, "give up after SECONDS; default 30"},
	{"training", 0, "DIR", NULL, "learn from DIR/ddl/*.sql, docs/*.md and pairs/*.jsonl first"},
	{"quiet", 'q', NULL, NULL, "say nothing on stderr beside errors"},
	URL_OPTION,
	DATA_DIR_OPTION,
	{0},
};

static const struct cli_option eval_options[] = {
	{"databases", 0, "DIR", NULL, "DIR/<db_id>/<db_id>.sqlite or DIR/<db_id>.sqlite"},
	{"questions", 0, "FILE", NULL, "JSON lines with id, db_id and question"},
	{"out", 'o', "FILE", NULL, "write there instead of to stdout"},
	{"no-trial", 0, NULL, NULL, "propose only: run no candidate"},
	{"raw", 0, NULL, NULL, "answer even where the engine would abstain"},
	{"quiet", 'q', NULL, NULL, "draw no progress bar"},
	{0},
};

static const struct cli_option source_add_options[] = {
	{"description", 0, "TEXT", NULL, "what it holds, for people and for search"},
	{"no-sync", 0, NULL, NULL, "do not look at its schema yet"},
	URL_OPTION,
	DATA_DIR_OPTION,
	{0},
};

static const struct cli_option source_list_options[] = {JSON_OPTION, URL_OPTION, DATA_DIR_OPTION, {0}};
static const struct cli_option source_options[] = {URL_OPTION, DATA_DIR_OPTION, {0}};

static const struct cli_option train_options[] = {
	{"source", 's', "NAME", NULL, "the registered source it is about"},
	DATA_DIR_OPTION,
	{0},
};

static const struct cli_option key_options[] = {
	{"to", 0, "FILE", NULL, "the new key, 32 random bytes in base64; default: make one in place of the old"},
	DATA_DIR_OPTION,
	{0},
};

static const struct cli_option version_options[] = {JSON_OPTION, {0}};

static const struct cli_command commands[] = {
	{
		.name = "serve",
		.arguments = "",
		.summary = "Start the server: the web interface and the HTTP interface",
		.details =
			"Prints one line, \"askdb ready http://HOST:PORT\", when everything answers; logs go to\n"
			"stderr. Ctrl-C finishes what runs and stops. Listening on anything but this machine\n"
			"needs ASKDB_API_KEY.",
		.example =
			"askdb serve --demo\n"
			"askdb serve --port 0 --data-dir /var/lib/askdb --log-format json",
		.options = serve_options,
		.run = cli_serve,
	},
	{
		.name = "ask",
		.arguments = "QUESTION",
		.min_args = 1,
		.max_args = 1,
		.summary = "Ask a database a question; get its answer and the SQL behind it",
		.details =
			"The answer goes to stdout, the SQL and how it came about to stderr. No server is needed\n"
			"for a file or a URL. Where the question leaves too much open, nothing is guessed: what\n"
			"may have been meant is listed and the exit status is 3.",
		.example =
			"askdb ask --demo \"Which genres earn the most money?\"\n"
			"askdb ask -s shop.sqlite -f csv \"sales per month in 2025\" > sales.csv\n"
			"askdb ask -s postgres://reader@db.example/shop \"国別の顧客数は?\"",
		.options = ask_options,
		.run = cli_ask,
	},
	{
		.name = "source add",
		.arguments = "NAME FILE-OR-URL",
		.min_args = 2,
		.max_args = 2,
		.summary = "Register a database and read its schema",
		.example = "askdb source add shop postgres://reader@db.example/shop",
		.options = source_add_options,
		.run = cli_source_add,
	},
	{
		.name = "source list",
		.arguments = "",
		.summary = "List the registered databases",
		.example = "askdb source list --json",
		.options = source_list_options,
		.run = cli_source_list,
	},
	{
		.name = "source sync",
		.arguments = "NAME",
		.min_args = 1,
		.max_args = 1,
		.summary = "Read a database's schema again",
		.example = "askdb source sync shop",
		.options = source_options,
		.run = cli_source_sync,
	},
	{
		.name = "source remove",
		.arguments = "NAME",
		.min_args = 1,
		.max_args = 1,
		.summary = "Forget a database and what is known about it; the database itself stays",
		.example = "askdb source remove shop",
		.options = source_options,
		.run = cli_source_remove,
	},
	{
		.name = "train import",
		.arguments = "DIR",
		.min_args = 1,
		.max_args = 1,
		.summary = "Teach a source from files: statements, documents, question/SQL pairs",
		.details =
			"Reads DIR/ddl/*.sql, DIR/docs/*.md and DIR/pairs/*.jsonl (one object with question, sql\n"
			"and optionally language a line). What is known already is not added twice.",
		.example = "askdb train import training/ --source shop",
		.options = train_options,
		.run = cli_train_import,
	},
	{
		.name = "key rotate",
		.arguments = "",
		.summary = "Seal the passwords of all sources with another key",
		.details =
			"All of them or none, also when it is interrupted; no server may be running. Where the\n"
			"key is given by ENCRYPTION_KEY, make the new one with \"openssl rand -base64 32\", put it\n"
			"into a file, name that with --to, and start askdb with it afterwards.",
		.example =
			"askdb key rotate\n"
			"askdb key rotate --to /etc/askdb/key.2027",
		.options = key_options,
		.run = cli_key_rotate,
	},
	{
		.name = "eval",
		.arguments = "",
		.summary = "Answer a file of questions without a server, for measuring",
		.example = "askdb eval --databases databases/ --questions questions.jsonl > answers.jsonl",
		.options = eval_options,
		.run = cli_eval,
	},
	{
		.name = "sample",
		.arguments = "PATH",
		.min_args = 1,
		.max_args = 1,
		.summary = "Write a sample SQLite database, a made-up music shop, to PATH",
		.details =
			"Eleven tables: artists, albums, tracks, customers, invoices over five years,\n"
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
		.choices = shells,
		.summary = "Print a completion script for bash or zsh",
		.details = "Put the output where the shell looks for completions.",
		.example =
			"askdb completion bash > ~/.local/share/bash-completion/completions/askdb\n"
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
/* clang-format on */

const struct cli_command *cli_commands(void)
{
	return commands;
}
