// SPDX-License-Identifier: Apache-2.0
/* A small shop for the offline engine's tests: a snapshot built by hand, so that no database is needed. */
#pragma once

#include "assistant/generator.h"
#include "base/arena.h"
#include "catalog/snapshot.h"

#include <stdlib.h>

#define SHOP_COL(n, t, pk)                                                                  \
	{                                                                                   \
		.name = n, .type_name = "", .type = t, .nullable = !(pk), .pk_position = pk \
	}

static struct db_schema_column shop_customer[] = {SHOP_COL("CustomerId", DB_INT, 1),
	SHOP_COL("Name", DB_TEXT, 0), SHOP_COL("Country", DB_TEXT, 0), SHOP_COL("Age", DB_INT, 0),
	SHOP_COL("Email", DB_TEXT, 0)};
static struct db_schema_column shop_orders[] = {SHOP_COL("OrderId", DB_INT, 1),
	SHOP_COL("CustomerId", DB_INT, 0), SHOP_COL("Total", DB_FLOAT, 0), SHOP_COL("OrderDate", DB_DATE, 0)};
static struct db_schema_column shop_product[] = {SHOP_COL("ProductId", DB_INT, 1),
	SHOP_COL("Name", DB_TEXT, 0), SHOP_COL("Price", DB_FLOAT, 0), SHOP_COL("Category", DB_TEXT, 0)};
static struct db_schema_column shop_item[] = {
	SHOP_COL("OrderId", DB_INT, 1), SHOP_COL("ProductId", DB_INT, 2), SHOP_COL("Quantity", DB_INT, 0)};

static const char *const shop_customer_key[] = {"CustomerId"};
static const char *const shop_order_key[] = {"OrderId"};
static const char *const shop_product_key[] = {"ProductId"};
static struct db_schema_fkey shop_orders_fk[] = {{shop_customer_key, NULL, "Customer", shop_customer_key, 1}};
static struct db_schema_fkey shop_item_fk[] = {{shop_order_key, NULL, "Orders", shop_order_key, 1},
	{shop_product_key, NULL, "Product", shop_product_key, 1}};

static struct db_schema_table shop_tables[] = {
	{.schema = "main", .name = "Customer", .row_count = 3, .columns = shop_customer, .n_columns = 5},
	{.schema = "main",
		.name = "OrderItem",
		.row_count = 9,
		.columns = shop_item,
		.n_columns = 3,
		.fkeys = shop_item_fk,
		.n_fkeys = 2},
	{.schema = "main",
		.name = "Orders",
		.row_count = 5,
		.columns = shop_orders,
		.n_columns = 4,
		.fkeys = shop_orders_fk,
		.n_fkeys = 1},
	{.schema = "main", .name = "Product", .row_count = 4, .columns = shop_product, .n_columns = 4},
};

/* The shop with examples; drop it with cat_snapshot_unref(). */
static inline struct cat_snapshot *shop_snapshot(const struct cat_doc *docs, size_t n_docs)
{
	static const struct slice countries[] = {{"France", 6}, {"Japan", 5}, {"United States", 13}};
	static const struct slice categories[] = {{"book", 4}, {"toy", 3}};
	struct cat_column customer[5] = {{0}}, item[3] = {{0}}, orders[4] = {{0}}, product[4] = {{0}};
	const struct cat_column *extra[] = {customer, item, orders, product};
	struct db_schema schema = {.tables = shop_tables, .n_tables = 4};
	struct cat_input in = {.schema = &schema, .extra = extra, .docs = docs, .n_docs = n_docs};
	struct cat_snapshot *s = NULL;
	struct err err = ERR_INIT;

	customer[2].values = countries;
	customer[2].n_values = 3;
	product[3].values = categories;
	product[3].n_values = 2;
	if (cat_snapshot_build(&in, NULL, &s, &err) < 0)
		abort();
	return s;
}

/* Ask without running anything; outputs live in the arena. */
static inline struct gen_answer shop_ask(struct arena *a, const struct cat_snapshot *s, const char *question)
{
	struct gen_request req = {.question = slice_of(question), .cat = s, .dialect = s->dialect, .a = a};
	struct gen_answer out = {0};
	struct err err = ERR_INIT;

	err_ignore(generator_offline()->generate(generator_offline(), &req, &out, &err));
	return out;
}
