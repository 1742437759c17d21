// SPDX-License-Identifier: Apache-2.0
/*
 * Completion scripts, made from the table of commands. The bash one needs nothing but bash; the zsh one is a
 * completion function for its compsys.
 */
#include "base/str.h"
#include "cli/cli.h"

/* The first words of all commands, each once. */
static void print_first_words(void)
{
	const char *last = "";
	for (const struct cli_command *cmd = cli_commands(); cmd->name; cmd++) {
		struct slice rest = slice_of(cmd->name), first = slice_cut(&rest, ' ');
		if (!slice_starts(slice_of(last), first))
			printf("%s%.*s", last[0] ? " " : "", SLICE_FMT(first));
		last = cmd->name;
	}
}

static void print_bash_command(const struct cli_command *cmd)
{
	printf("\t\"%s\")\n\t\tcase $previous in\n", cmd->name);
	for (const struct cli_option *o = cmd->options; o && o->name; o++) {
		if (!o->value)
			continue;
		printf("\t\t--%s) ", o->name);
		if (o->choices) {
			printf("words=\"");
			for (const char *const *c = o->choices; *c; c++)
				printf("%s%s", c == o->choices ? "" : " ", *c);
			printf("\" ;;\n");
		} else {
			printf("files=1 ;;\n");
		}
	}
	printf("\t\t*) words=\"");
	for (const struct cli_option *o = cmd->options; o && o->name; o++)
		printf("--%s ", o->name);
	printf("--help");
	for (const char *const *c = cmd->choices; c && *c; c++)
		printf(" %s", *c);
	printf("\"%s ;;\n\t\tesac ;;\n", cmd->choices ? "" : "; files=1");
}

/* Commands of two words complete their second one. */
static void print_bash_groups(void)
{
	for (const struct cli_command *cmd = cli_commands(); cmd->name; cmd++) {
		struct slice second = slice_of(cmd->name), first = slice_cut(&second, ' ');
		if (!second.n)
			continue;
		printf("\t\"%.*s\") words=\"", SLICE_FMT(first));
		for (; cmd->name && slice_starts(slice_of(cmd->name), first); cmd++)
			printf("%s ", cmd->name + first.n + 1);
		printf("\" ;;\n");
		cmd--;
	}
}

static void print_bash(void)
{
	printf("# askdb: completion for bash\n"
	       "_askdb()\n{\n"
	       "\tlocal word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}\n"
	       "\tlocal first=${COMP_WORDS[1]} second=${COMP_WORDS[2]-} command words= files=\n"
	       "\tif [ \"$COMP_CWORD\" -eq 1 ]; then\n"
	       "\t\tCOMPREPLY=($(compgen -W \"");
	print_first_words();
	printf("\" -- \"$word\"))\n\t\treturn\n\tfi\n"
	       "\tcommand=$first\n"
	       "\t[ \"$COMP_CWORD\" -gt 2 ] && case \"$first $second\" in\n\t");
	const char *bar = "";
	for (const struct cli_command *cmd = cli_commands(); cmd->name; cmd++) {
		if (strchr(cmd->name, ' ')) {
			printf("%s\"%s\"", bar, cmd->name);
			bar = "|";
		}
	}
	printf("%s) command=\"$first $second\" ;;\n\tesac\n\tcase $command in\n", bar[0] ? "" : "\"\"");
	for (const struct cli_command *cmd = cli_commands(); cmd->name; cmd++)
		print_bash_command(cmd);
	print_bash_groups();
	printf("\tesac\n"
	       "\tcase $word in -*) files= ;; esac\n"
	       "\tCOMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
	       "\t[ -n \"$files\" ] && COMPREPLY+=($(compgen -f -- \"$word\"))\n"
	       "}\n"
	       "complete -o filenames -F _askdb askdb\n");
}

/* Text inside single quotes of a zsh specification: ' [ ] : are special. */
static void print_zsh_text(const char *s)
{
	for (; *s; s++) {
		if (*s == '\'')
			fputs("'\\''", stdout);
		else if (*s == '[' || *s == ']' || *s == ':')
			printf("\\%c", *s);
		else
			putchar(*s);
	}
}

/* What a value is completed from: the words allowed, else files. */
static void print_zsh_choices(const char *const *choices)
{
	if (!choices) {
		fputs("_files", stdout);
		return;
	}
	for (const char *const *c = choices; *c; c++)
		printf("%c%s", c == choices ? '(' : ' ', *c);
	putchar(')');
}

static void print_zsh_option(const struct cli_option *o)
{
	printf(" \\\n\t\t\t'--%s[", o->name);
	print_zsh_text(o->help);
	putchar(']');
	if (o->value) {
		printf(":%s:", o->value);
		print_zsh_choices(o->choices);
	}
	putchar('\'');
}

/* "'add:summary'" for the commands below a group, or for all when it is empty; a group stands once, with its commands. */
static void print_zsh_words(struct slice group)
{
	const char *last = "";
	for (const struct cli_command *cmd = cli_commands(); cmd->name; cmd++) {
		struct slice second = slice_of(cmd->name), first = slice_cut(&second, ' ');
		bool is_in_group = second.n && slice_eq(first, group);
		if (group.n ? !is_in_group : slice_starts(slice_of(last), first))
			continue;
		last = cmd->name;
		printf(" '%.*s:", SLICE_FMT(group.n ? second : first));
		if (group.n || !second.n)
			print_zsh_text(cmd->summary);
		else
			printf("commands about a %.*s", SLICE_FMT(first));
		putchar('\'');
	}
}

/* A command of two words is completed in two steps; then its words are taken off, as _arguments wants it. */
static void print_zsh_groups(void)
{
	const char *last = "";
	for (const struct cli_command *cmd = cli_commands(); cmd->name; cmd++) {
		struct slice second = slice_of(cmd->name), first = slice_cut(&second, ' ');
		if (!second.n || slice_starts(slice_of(last), first))
			continue;
		last = cmd->name;
		printf("\t%.*s)\n\t\tif (( CURRENT == 3 )); then\n\t\t\tlocal -a below=(", SLICE_FMT(first));
		print_zsh_words(first);
		printf(" )\n\t\t\t_describe command below\n\t\t\treturn\n\t\tfi\n"
		       "\t\tcommand=\"$words[2] $words[3]\"\n\t\tshift words\n\t\t(( CURRENT-- )) ;;\n");
	}
}

static void print_zsh(void)
{
	printf("#compdef askdb\n# askdb: completion for zsh\n_askdb()\n{\n"
	       "\tlocal command=$words[2]\n"
	       "\tif (( CURRENT == 2 )); then\n\t\tlocal -a commands=(");
	print_zsh_words((struct slice){0});
	printf(" )\n\t\t_describe command commands\n\t\treturn\n\tfi\n\tcase $command in\n");
	print_zsh_groups();
	printf("\tesac\n\tshift words\n\t(( CURRENT-- ))\n\tcase $command in\n");
	for (const struct cli_command *cmd = cli_commands(); cmd->name; cmd++) {
		printf("\t'%s')\n\t\t_arguments '(-h --help)'{-h,--help}'[show help]'", cmd->name);
		for (const struct cli_option *o = cmd->options; o && o->name; o++)
			print_zsh_option(o);
		printf(" \\\n\t\t\t'*:argument:");
		print_zsh_choices(cmd->choices);
		printf("' ;;\n");
	}
	printf("\tesac\n}\n_askdb \"$@\"\n");
}

int cli_completion(struct cli *cli)
{
	if (str_eq(cli->args[0], "bash"))
		print_bash();
	else
		print_zsh();
	return CLI_OK;
}
