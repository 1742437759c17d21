// SPDX-License-Identifier: Apache-2.0
/* Help, made from the table of commands. */
#include "base/str.h"
#include "cli/cli.h"

enum { NAME_COLUMN = 26 };

static void print_option(FILE *f, const struct cli_option *o)
{
	char letter[5] = "    ";
	if (o->letter)
		snprintf(letter, sizeof letter, "-%c, ", o->letter);
	int n = fprintf(f, "  %s--%s%s%s", letter, o->name, o->value ? " " : "", o->value ? o->value : "");
	fprintf(f, "%*s%s", n < NAME_COLUMN ? NAME_COLUMN - n : 1, "", o->help);
	for (const char *const *c = o->choices; c && *c; c++)
		fprintf(f, "%s%s", c == o->choices ? ": " : ", ", *c);
	fputc('\n', f);
}

static void print_heading(FILE *f, const char *text)
{
	bool color = cli_has_color(f);
	fprintf(f, "\n%s%s%s\n", color ? "\033[1m" : "", text, color ? "\033[0m" : "");
}

static void print_lines(FILE *f, const char *text, const char *before)
{
	struct slice rest = slice_of(text);
	while (rest.n > 0) {
		struct slice line = slice_cut(&rest, '\n');
		fprintf(f, "%s%.*s\n", line.n ? before : "", SLICE_FMT(line));
	}
}

static void print_command(FILE *f, const struct cli_command *cmd)
{
	static const struct cli_option help = {"help", 'h', NULL, NULL, "show this help"};
	fprintf(f, "Usage: askdb %s%s%s%s\n\n", cmd->name, cmd->options ? " [OPTIONS]" : "",
		cmd->arguments[0] ? " " : "", cmd->arguments);
	fprintf(f, "%s.\n", cmd->summary);
	if (cmd->details) {
		fputc('\n', f);
		print_lines(f, cmd->details, "");
	}
	print_heading(f, "Options:");
	for (const struct cli_option *o = cmd->options; o && o->name; o++)
		print_option(f, o);
	print_option(f, &help);
	print_heading(f, "Example:");
	print_lines(f, cmd->example, "  ");
}

static void print_overview(FILE *f)
{
	fputs("Usage: askdb COMMAND [OPTIONS] [ARGUMENTS]\n\n"
	      "Ask databases questions in plain language; get SQL that only reads, and its answer.\n",
		f);
	print_heading(f, "Commands:");
	for (const struct cli_command *cmd = cli_commands(); cmd->name; cmd++)
		fprintf(f, "  %-16s%s\n", cmd->name, cmd->summary);
	print_heading(f, "Example:");
	fputs("  askdb sample music.sqlite\n"
	      "  askdb ask --source music.sqlite \"Which genres earn the most money?\"\n"
	      "\n'askdb help COMMAND' says more about one; 'man askdb' about all.\n",
		f);
}

void cli_print_help(FILE *f, const struct cli_command *command)
{
	if (command)
		print_command(f, command);
	else
		print_overview(f);
}

int cli_help(struct cli *cli)
{
	if (cli->n_args == 0) {
		cli_print_help(stdout, NULL);
		return CLI_OK;
	}
	const char *name =
		cli->n_args == 1 ? cli->args[0] : arena_printf(cli->a, "%s %s", cli->args[0], cli->args[1]);
	const char *names[64];
	size_t n = 0;
	bool is_group = false;
	for (const struct cli_command *cmd = cli_commands(); cmd->name && n < ARRAY_LEN(names) - 1; cmd++) {
		struct slice second = slice_of(cmd->name), first = slice_cut(&second, ' ');
		names[n++] = cmd->name;
		if (str_eq(cmd->name, name) || (second.n && slice_eq(first, slice_of(name)))) {
			if (is_group)
				fputc('\n', stdout);
			cli_print_help(stdout, cmd);
			is_group = true;
		}
	}
	names[n] = NULL;
	if (is_group)
		return CLI_OK;
	const char *meant = cli_did_you_mean(name, names);
	if (meant)
		return cli_usage(cli, "there is no command '%s'; did you mean '%s'?", name, meant);
	return cli_usage(cli, "there is no command '%s'", name);
}
