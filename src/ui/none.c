// SPDX-License-Identifier: Apache-2.0
/* A binary without pages: `/` says what the server is and where its API is. */
#include "ui/ui.h"

#include <stddef.h>

const struct http_assets *ui_assets(void)
{
	return NULL;
}
