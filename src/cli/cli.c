// SPDX-License-Identifier: Apache-2.0
/* From argv to a command: finding its row, reading options and arguments, saying what is wrong with them. */
#include "cli/cli.h"

#include "base/num.h"
#include "base/str.h"
#include "json/writer.h"

#include <assert.h>
#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>

enum { ERROR_TEXT_MAX = 4096 };

static const struct cli_option help_option = {"help", 'h', NULL, NULL, "show this help"};

static bool is_switch(const struct cli_option *o)
{
	return !o->value;
}

static int option_find(const struct cli_command *cmd, struct slice name, char letter)
{
	for (int i = 0; cmd->options && cmd->options[i].name; i++) {
		const struct cli_option *o = &cmd->options[i];
		if (letter ? o->letter == letter : slice_eq(name, slice_of(o->name)))
			return i;
	}
	return -1;
}

const char *cli_value(const struct cli *cli, const char *name)
{
	int i = option_find(cli->command, slice_of(name), 0);
	assert(i >= 0 && i < CLI_OPTIONS_MAX);
	return cli->values[i];
}

bool cli_has(const struct cli *cli, const char *name)
{
	return cli_value(cli, name) != NULL;
}

int cli_int(
	const struct cli *cli, const char *name, int64_t min, int64_t max, int64_t *value, struct err *err)
{
	const char *text = cli_value(cli, name);
	if (!text || num_parse_i64(slice_of(text), min, max, value))
		return 0;
	return err_set(err, ERR_INVALID, "--%s takes a number from %lld to %lld, not \"%s\"", name,
		(long long)min, (long long)max, text);
}

bool cli_has_color(FILE *f)
{
	const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");
	return isatty(fileno(f)) && !(no_color && no_color[0]) && !(term && str_eq(term, "dumb"));
}

int cli_usage(const struct cli *cli, const char *fmt, ...)
{
	va_list ap;
	fputs("askdb: ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fprintf(stderr, "\nTry 'askdb %s --help'.\n", cli->command ? cli->command->name : "");
	return CLI_USAGE;
}

/* Who refused: the guard, the database's login, or a server's door. */
static int exit_of_denial(const char *why)
{
	if (str_eq(why, "sql_rejected") || str_eq(why, "read_only"))
		return CLI_REJECTED;
	return why[0] == '\0' || str_eq(why, "not_read_only") ? CLI_DATABASE : CLI_FAILURE;
}

int cli_exit_of(const struct err *err)
{
	switch (err->code) {
	case ERR_NOT_FOUND:
		return CLI_NOT_FOUND;
	case ERR_DENIED:
		return exit_of_denial(err->why);
	case ERR_UPSTREAM:
		return CLI_DATABASE;
	case ERR_TIMEOUT:
		return CLI_TIMEOUT;
	case ERR_CANCELLED:
		return CLI_INTERRUPTED;
	case ERR_NONE:
	case ERR_INVALID:
	case ERR_CONFLICT:
	case ERR_LIMIT:
	case ERR_BUSY:
	case ERR_INTERNAL:
		break;
	}
	return CLI_FAILURE;
}

int cli_fail(const struct cli *cli, const struct err *err)
{
	int json = option_find(cli->command, SLICE_LIT("json"), 0);
	if (json < 0 || !cli->values[json]) {
		fprintf(stderr, "askdb: %s\n", err->msg);
		return cli_exit_of(err);
	}
	struct str text = STR_INIT(ERROR_TEXT_MAX);
	struct js_writer w = JS_WRITER(&text);
	js_obj(&w);
	js_kv_str(&w, "code", err->why[0] ? err->why : err_code_name(err->code));
	js_kv_str(&w, "detail", err->msg);
	js_obj_end(&w);
	fprintf(stderr, "%s\n", text.buf);
	str_free(&text);
	return cli_exit_of(err);
}

/* --- reading argv --- */

struct reader {
	struct cli cli;
	char **argv;
	int at, argc;
	const char **args;
	bool help;
};

static int unknown_option(const struct cli *cli, const char *text)
{
	const char *names[CLI_OPTIONS_MAX + 2] = {0};
	size_t n = 0;
	for (const struct cli_option *o = cli->command->options; o && o->name; o++)
		names[n++] = arena_printf(cli->a, "--%s", o->name);
	names[n] = "--help";
	struct slice rest = slice_of(text), name = slice_cut(&rest, '=');
	const char *meant = cli_did_you_mean(arena_strndup(cli->a, name.p, name.n), names);
	if (meant)
		return cli_usage(
			cli, "%s has no option %s; did you mean %s?", cli->command->name, text, meant);
	return cli_usage(cli, "%s has no option %s", cli->command->name, text);
}

static bool is_choice(const char *const *choices, const char *value)
{
	for (const char *const *c = choices; c && *c; c++) {
		if (str_eq(*c, value))
			return true;
	}
	return !choices;
}

/* what: "--format", or the command for its argument. */
static int bad_choice(const struct cli *cli, const char *what, const char *const *choices, const char *value)
{
	struct str list = STR_INIT(ERROR_TEXT_MAX);
	for (const char *const *c = choices; *c; c++)
		str_addf(&list, "%s%s", c == choices ? "" : c[1] ? ", " : " or ", *c);
	int rc = cli_usage(cli, "%s takes %s, not \"%s\"", what, list.buf, value);
	str_free(&list);
	return rc;
}

/* value: what followed '=' or the letter, or NULL. */
static int take_option(struct reader *r, int i, const char *value)
{
	const struct cli_option *o = &r->cli.command->options[i];
	if (is_switch(o)) {
		if (value)
			return cli_usage(&r->cli, "--%s takes no value", o->name);
		r->cli.values[i] = "";
		return CLI_OK;
	}
	if (!value && r->at >= r->argc)
		return cli_usage(&r->cli, "--%s needs a value: --%s %s", o->name, o->name, o->value);
	if (!value)
		value = r->argv[r->at++];
	if (!is_choice(o->choices, value))
		return bad_choice(&r->cli, arena_printf(r->cli.a, "--%s", o->name), o->choices, value);
	r->cli.values[i] = value;
	return CLI_OK;
}

static int read_long(struct reader *r, const char *text)
{
	struct slice rest = slice_of(text + 2), name = slice_cut(&rest, '=');
	const char *value = name.p[name.n] == '=' ? name.p + name.n + 1 : NULL;
	if (slice_eq(name, slice_of(help_option.name))) {
		r->help = true;
		return CLI_OK;
	}
	int i = option_find(r->cli.command, name, 0);
	return i < 0 ? unknown_option(&r->cli, text) : take_option(r, i, value);
}

/* -j, -jv, -oVALUE */
static int read_letters(struct reader *r, const char *text)
{
	for (const char *p = text + 1; *p; p++) {
		if (*p == help_option.letter) {
			r->help = true;
			continue;
		}
		int i = option_find(r->cli.command, (struct slice){0}, *p);
		if (i < 0)
			return unknown_option(&r->cli, text);
		bool takes_rest = !is_switch(&r->cli.command->options[i]) && p[1];
		int rc = take_option(r, i, takes_rest ? p + 1 : NULL);
		if (rc != CLI_OK || takes_rest)
			return rc;
	}
	return CLI_OK;
}

static int read_arguments(struct reader *r)
{
	bool only_args = false;
	while (r->at < r->argc) {
		const char *text = r->argv[r->at++];
		int rc = CLI_OK;
		if (!only_args && str_eq(text, "--"))
			only_args = true;
		else if (!only_args && text[0] == '-' && text[1] == '-')
			rc = read_long(r, text);
		else if (!only_args && text[0] == '-' && text[1])
			rc = read_letters(r, text);
		else
			r->args[r->cli.n_args++] = text;
		if (rc != CLI_OK)
			return rc;
	}
	return CLI_OK;
}

static int run_command(struct reader *r)
{
	const struct cli_command *cmd = r->cli.command;
	int rc = read_arguments(r);
	if (r->help) {
		cli_print_help(stdout, cmd);
		return CLI_OK;
	}
	if (rc != CLI_OK)
		return rc;
	if (r->cli.n_args < cmd->min_args)
		return cli_usage(&r->cli, "%s needs %s", cmd->name, cmd->arguments);
	if (r->cli.n_args > cmd->max_args)
		return cli_usage(
			&r->cli, "%s was given too much: \"%s\"", cmd->name, r->cli.args[cmd->max_args]);
	for (size_t i = 0; i < r->cli.n_args; i++) {
		if (!is_choice(cmd->choices, r->args[i]))
			return bad_choice(&r->cli, cmd->name, cmd->choices, r->args[i]);
	}
	rc = cmd->run(&r->cli);
	if (fflush(stdout) != 0 || ferror(stdout)) {
		fputs("askdb: cannot write to standard output\n", stderr);
		return rc == CLI_OK ? CLI_FAILURE : rc;
	}
	return rc;
}

/* --- finding the command --- */

/* The row whose words are the first of argv[1..]; *n_words of them. */
static const struct cli_command *command_find(int argc, char **argv, int *n_words)
{
	for (const struct cli_command *cmd = cli_commands(); cmd->name; cmd++) {
		struct slice second = slice_of(cmd->name), first = slice_cut(&second, ' ');
		if (argc < 2 || !slice_eq(first, slice_of(argv[1])))
			continue;
		*n_words = second.n ? 2 : 1;
		if (!second.n || (argc > 2 && slice_eq(second, slice_of(argv[2]))))
			return cmd;
	}
	return NULL;
}

/* Names of all commands, or of those below `group` without the group; ended by NULL. */
static const char *const *command_names(struct arena *a, const char *group)
{
	size_t n = 0;
	for (const struct cli_command *cmd = cli_commands(); cmd->name; cmd++)
		n++;
	const char **names = ARENA_ARRAY(a, const char *, n + 1);
	n = 0;
	for (const struct cli_command *cmd = cli_commands(); cmd->name; cmd++) {
		struct slice second = slice_of(cmd->name), first = slice_cut(&second, ' ');
		if (!group)
			names[n++] = arena_strndup(a, first.p, first.n);
		else if (second.n && slice_eq(first, slice_of(group)))
			names[n++] = second.p;
	}
	return names;
}

static int unknown_command(struct arena *a, int argc, char **argv)
{
	const char *const *below = command_names(a, argv[1]);
	const char *group = below[0] ? argv[1] : NULL, *word = group ? argv[2] : argv[1];
	if (group && (argc < 3 || word[0] == '-')) {
		fprintf(stderr, "askdb: %s needs one of:", group);
		for (; *below; below++)
			fprintf(stderr, " %s", *below);
		fputs("\n", stderr);
		return CLI_USAGE;
	}
	const char *meant = cli_did_you_mean(word, group ? below : command_names(a, NULL));
	fprintf(stderr, "askdb: there is no command '%s%s%s'", group ? group : "", group ? " " : "", word);
	if (meant)
		fprintf(stderr, "; did you mean '%s%s%s'?", group ? group : "", group ? " " : "", meant);
	fputs("\nTry 'askdb help'.\n", stderr);
	return CLI_USAGE;
}

static int dispatch(struct arena *a, int argc, char **argv)
{
	static char version[] = "version", help[] = "help";
	if (argc > 1 && str_eq(argv[1], "--version"))
		argv[1] = version;
	if (argc > 1 && (str_eq(argv[1], "--help") || str_eq(argv[1], "-h")))
		argv[1] = help;
	if (argc < 2) {
		cli_print_help(stderr, NULL);
		return CLI_USAGE;
	}
	int n_words = 0;
	const struct cli_command *cmd = command_find(argc, argv, &n_words);
	if (!cmd)
		return unknown_command(a, argc, argv);
	struct reader r = {.argv = argv, .argc = argc, .at = 1 + n_words};
	r.args = ARENA_ARRAY(a, const char *, (size_t)argc);
	r.cli = (struct cli){.command = cmd, .a = a, .args = r.args};
	return run_command(&r);
}

int cli_main(int argc, char **argv)
{
	struct arena *a = arena_new();
	int rc = dispatch(a, argc, argv);
	arena_free(a);
	return rc;
}
