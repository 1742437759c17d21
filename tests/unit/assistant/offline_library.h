// SPDX-License-Identifier: Apache-2.0
/* A library for the offline engine's tests: snake_case, a table that refers to itself, amounts as quantity and price. */
#pragma once

#include "offline_shop.h"

static struct db_schema_column library_branch[] = {SHOP_COL("branch_id", DB_INT, 1),
	SHOP_COL("branch_name", DB_TEXT, 0), SHOP_COL("city", DB_TEXT, 0), SHOP_COL("renovated", DB_INT, 0)};
static struct db_schema_column library_librarian[] = {SHOP_COL("librarian_id", DB_INT, 1),
	SHOP_COL("full_name", DB_TEXT, 0), SHOP_COL("salary", DB_INT, 0), SHOP_COL("branch_id", DB_INT, 0),
	SHOP_COL("supervisor_id", DB_INT, 0)};
static struct db_schema_column library_visit[] = {SHOP_COL("visit_id", DB_INT, 1),
	SHOP_COL("branch_id", DB_INT, 0), SHOP_COL("visited_on", DB_DATE, 0),
	SHOP_COL("duration_seconds", DB_INT, 0), SHOP_COL("purpose", DB_TEXT, 0)};
static struct db_schema_column library_line[] = {SHOP_COL("line_no", DB_INT, 1),
	SHOP_COL("branch_id", DB_INT, 0), SHOP_COL("quantity", DB_INT, 0),
	SHOP_COL("unit_price", DB_FLOAT, 0), SHOP_COL("sold_on", DB_DATE, 0)};

static const char *const library_branch_key[] = {"branch_id"};
static const char *const library_librarian_key[] = {"librarian_id"};
static const char *const library_supervisor_key[] = {"supervisor_id"};
static struct db_schema_fkey library_librarian_fk[] = {
	{library_branch_key, NULL, "branch", library_branch_key, 1},
	{library_supervisor_key, NULL, "librarian", library_librarian_key, 1}};
static struct db_schema_fkey library_branch_fk[] = {
	{library_branch_key, NULL, "branch", library_branch_key, 1}};

static struct db_schema_table library_tables[] = {
	{.schema = "main", .name = "branch", .row_count = 4, .columns = library_branch, .n_columns = 4},
	{.schema = "main",
		.name = "librarian",
		.row_count = 9,
		.columns = library_librarian,
		.n_columns = 5,
		.fkeys = library_librarian_fk,
		.n_fkeys = 2},
	{.schema = "main",
		.name = "sale_line",
		.row_count = 90,
		.columns = library_line,
		.n_columns = 5,
		.fkeys = library_branch_fk,
		.n_fkeys = 1},
	{.schema = "main",
		.name = "visit",
		.row_count = 80,
		.columns = library_visit,
		.n_columns = 5,
		.fkeys = library_branch_fk,
		.n_fkeys = 1},
};

/* The library; drop it with cat_snapshot_unref(). */
static inline struct cat_snapshot *library_snapshot(enum sql_dialect dialect)
{
	static const struct slice cities[] = {{"Oslo", 4}, {"Bergen", 6}};
	static const struct slice purposes[] = {{"study", 5}, {"loan", 4}};
	static const struct slice people[] = {{"Ann Berg", 8}, {"Ole Dahl", 8}};
	struct cat_column branch[4] = {{0}}, librarian[5] = {{0}}, line[5] = {{0}}, visit[5] = {{0}};
	const struct cat_column *extra[] = {branch, librarian, line, visit};
	struct db_schema schema = {.tables = library_tables, .n_tables = 4};
	struct cat_input in = {.dialect = dialect, .schema = &schema, .extra = extra};
	struct cat_snapshot *s = NULL;
	struct err err = ERR_INIT;

	branch[2].values = cities;
	branch[2].n_values = 2;
	visit[4].values = purposes;
	visit[4].n_values = 2;
	librarian[1].values = people;
	librarian[1].n_values = 2;
	if (cat_snapshot_build(&in, NULL, &s, &err) < 0)
		return NULL;
	return s;
}
