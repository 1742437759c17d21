// SPDX-License-Identifier: Apache-2.0
/* Any text laid out, for both dialects: twice is once. */
#include "sql/format.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	for (enum sql_dialect d = SQL_SQLITE; d <= SQL_POSTGRES; d++) {
		struct str once = STR_INIT(64u << 20), twice = STR_INIT(64u << 20);
		sql_format(&once, d, (struct slice){(const char *)data, size});
		sql_format(&twice, d, str_slice(&once));
		assert(slice_eq(str_slice(&once), str_slice(&twice)));
		str_free(&once);
		str_free(&twice);
	}
	return 0;
}
