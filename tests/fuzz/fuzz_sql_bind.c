// SPDX-License-Identifier: Apache-2.0
/* Any text bound to a small schema, for both dialects: issues lie in the text, and a correction passes the guard still. */
#include "base/arena.h"
#include "sql/bind.h"
#include "sql/guard.h"

#include <assert.h>

static struct db_schema_column artist[] = {{.name = "ArtistId", .type_name = ""},
	{.name = "Name", .type_name = ""}, {.name = "two words", .type_name = ""}};
static struct db_schema_column album[] = {
	{.name = "album_id", .type_name = ""}, {.name = "title", .type_name = ""}};
static struct db_schema_table tables[] = {
	{.schema = "main", .name = "Artist", .columns = artist, .n_columns = 3},
	{.schema = "public", .name = "album", .columns = album, .n_columns = 2},
	{.schema = "other", .name = "select", .columns = album, .n_columns = 2},
};
static const struct db_schema schema = {tables, 3};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice sql = {(const char *)data, size};

	for (enum sql_dialect d = SQL_SQLITE; d <= SQL_POSTGRES; d++) {
		struct arena *a = arena_new();
		struct sql_binding b;
		struct sql_verdict v;
		sql_bind(d, sql, &schema, a, &b);
		for (size_t i = 0; i < b.n_issues; i++)
			assert(b.issues[i].message && b.issues[i].name && b.issues[i].offset < size);
		if (b.corrected) {
			sql_guard(d, slice_of(b.corrected), a, &v);
			assert(v.allowed || slice_eq(slice_of(v.rule), SLICE_LIT("too_long")));
		}
		arena_free(a);
	}
	return 0;
}
