// SPDX-License-Identifier: Apache-2.0
/* Any text through the guard, for both dialects: a verdict is whole, and what passes is cut out of the text and passes again. */
#include "base/arena.h"
#include "sql/guard.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice sql = {(const char *)data, size};

	for (enum sql_dialect d = SQL_SQLITE; d <= SQL_POSTGRES; d++) {
		struct arena *a = arena_new();
		struct sql_verdict v, again;
		sql_guard(d, sql, a, &v);
		assert(v.allowed ? !v.rule : v.rule && v.message && v.offset <= size);
		if (v.allowed) {
			assert(v.sql.p >= sql.p && v.sql.p + v.sql.n <= sql.p + sql.n);
			sql_guard(d, v.sql, a, &again);
			assert(again.allowed && again.kind == v.kind && again.has_limit == v.has_limit &&
				again.sql.n == v.sql.n);
		}
		arena_free(a);
	}
	return 0;
}
