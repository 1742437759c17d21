// SPDX-License-Identifier: Apache-2.0
/* Where everything comes together; see ARCHITECTURE.md. */
#include <stdio.h>

int main(void)
{
	puts("askdb");
	return 0;
}
