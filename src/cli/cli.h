// SPDX-License-Identifier: Apache-2.0
/*
 * The command line: one constant table of commands, from which parsing, help and shell completion come. A command is
 * one row in commands.c and one function that gets its parsed arguments and returns an exit status. Data goes to
 * stdout, everything said about it to stderr.
 */
#pragma once

#include "base/arena.h"
#include "base/err.h"

#include <stdio.h>

/* Documented in askdb(1); scripts rely on them. */
enum cli_exit {
	CLI_OK = 0,
	CLI_FAILURE = 1,
	CLI_USAGE = 2,
	CLI_NO_ANSWER = 3, /* the question was understood too little to answer it */
	CLI_NOT_FOUND = 5,
	CLI_REJECTED = 6, /* the statement does more than read */
	CLI_DATABASE = 7,
	CLI_TIMEOUT = 9,
	CLI_INTERRUPTED = 130,
};

struct cli_option {
	const char *name;           /* without the dashes; NULL ends a list */
	char letter;                /* 0 = none */
	const char *value;          /* what help calls it, "PORT"; NULL = a switch */
	const char *const *choices; /* the values allowed, ended by NULL; NULL = any */
	const char *help;           /* half a sentence */
};

struct cli;

struct cli_command {
	const char *name;      /* "ask", "source add" */
	const char *arguments; /* as usage shows them, "PATH"; "" = none */
	size_t min_args, max_args;
	const char *const *choices;       /* the words an argument may be, ended by NULL; NULL = any */
	const char *summary;              /* half a sentence */
	const char *details;              /* paragraphs for --help, or NULL */
	const char *example;              /* lines, without the prompt */
	const struct cli_option *options; /* beside --help, which every command has; may be NULL */
	int (*run)(struct cli *cli);      /* gives an enum cli_exit */
};

enum { CLI_OPTIONS_MAX = 16 };

/* One invocation. */
struct cli {
	const struct cli_command *command;
	struct arena *a;
	const char *const *args; /* what is no option */
	size_t n_args;
	const char
		*values[CLI_OPTIONS_MAX]; /* by position in command->options; "" for a switch that is set */
};

/* All commands, ended by a row without a name, in the order help shows them. */
const struct cli_command *cli_commands(void);

/* Run what argv says; the result is the process's exit status. Main thread, before any other was started. */
int cli_main(int argc, char **argv);

/* The value of an option of this command, NULL when it was not given (asserts that the command has it). */
const char *cli_value(const struct cli *cli, const char *name);

/* Was the switch (or option) given? */
bool cli_has(const struct cli *cli, const char *name);

/* The integer value of an option, fallback when it was not given. ERR_INVALID outside [min, max]. */
NODISCARD int cli_int(
	const struct cli *cli, const char *name, int64_t min, int64_t max, int64_t *value, struct err *err);

/* Say on stderr what is wrong with the call and how to see its help; gives CLI_USAGE. */
int cli_usage(const struct cli *cli, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* Say the error on stderr (as a JSON object when the command has --json and it was given); gives its exit status. */
int cli_fail(const struct cli *cli, const struct err *err);

/* Which exit status an error ends with. */
int cli_exit_of(const struct err *err);

/* May text on this stream carry colour? It is a terminal, NO_COLOR (no-color.org) is not set, TERM is not "dumb". */
bool cli_has_color(FILE *f);

/* The one of `words` (ended by NULL) that was probably meant by `word`, or NULL. */
const char *cli_did_you_mean(const char *word, const char *const *words);

/* Print the help of a command, or the overview when it is NULL. */
void cli_print_help(FILE *f, const struct cli_command *command);

/* The commands' functions, each in the file of its name. */

/* "ask" */
int cli_ask(struct cli *cli);

/* "completion" */
int cli_completion(struct cli *cli);

/* "eval" */
int cli_eval(struct cli *cli);

/* "help" */
int cli_help(struct cli *cli);

/* "key rotate" */
int cli_key_rotate(struct cli *cli);

/* "sample" */
int cli_sample(struct cli *cli);

/* "serve" */
int cli_serve(struct cli *cli);

/* "source add" */
int cli_source_add(struct cli *cli);

/* "source list" */
int cli_source_list(struct cli *cli);

/* "source remove" */
int cli_source_remove(struct cli *cli);

/* "source sync" */
int cli_source_sync(struct cli *cli);

/* "train import" */
int cli_train_import(struct cli *cli);

/* "version" */
int cli_version(struct cli *cli);
