// SPDX-License-Identifier: Apache-2.0
/* The process's door: everything is behind the table of commands in cli/commands.c. */
#include "cli/cli.h"

int main(int argc, char **argv)
{
	return cli_main(argc, argv);
}
