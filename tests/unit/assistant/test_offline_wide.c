// SPDX-License-Identifier: Apache-2.0
/* A schema of a thousand tables: few are read against a question, and they are the right ones. Work is counted, not timed. */
#include "assistant/offline/narrow.h"
#include "offline_shop.h"
#include "test.h"

enum { QUALIFIERS = 40, NOUNS = 25, WIDE_TABLES = QUALIFIERS * NOUNS, WIDE_COLUMNS = 15 };

static const char *const qualifiers[QUALIFIERS] = {"daily", "weekly", "archived", "raw", "staged", "audited",
	"legacy", "exported", "imported", "northern", "southern", "eastern", "western", "central", "coastal",
	"tested", "drafted", "final", "mobile", "bulk", "lite", "mini", "mega", "alpha", "beta", "gamma",
	"delta", "sigma", "omega", "prime", "spare", "joint", "inner", "outer", "upper", "lower", "public",
	"private", "shared", "remote"};
static const char *const nouns[NOUNS] = {"order", "customer", "product", "invoice", "payment", "shipment",
	"warehouse", "supplier", "employee", "project", "task", "ticket", "asset", "account", "ledger",
	"branch", "device", "sensor", "reading", "contract", "claim", "policy", "visit", "course", "route"};

/* Every table has the same columns, and refers to the next table of its qualifier. */
static struct cat_snapshot *wide_snapshot(struct arena *a)
{
	static const char *const columns[WIDE_COLUMNS] = {"id", "name", "status", "amount", "quantity",
		"price", "city", "country", "code", "kind", "total", "note", "owner", "parent_id",
		"created_on"};
	struct db_schema_table *tables = ARENA_ARRAY(a, struct db_schema_table, WIDE_TABLES);
	struct db_schema schema = {.tables = tables, .n_tables = WIDE_TABLES};
	struct cat_input in = {.schema = &schema};
	struct cat_snapshot *s = NULL;
	struct err err = ERR_INIT;

	for (size_t t = 0; t < WIDE_TABLES; t++) {
		struct db_schema_column *c = ARENA_ARRAY(a, struct db_schema_column, WIDE_COLUMNS);
		for (size_t i = 0; i < WIDE_COLUMNS; i++)
			c[i] = (struct db_schema_column){.name = columns[i],
				.type_name = "",
				.type = i == 0 || i == 13             ? DB_INT
					: i == 14                     ? DB_DATE
					: (i > 2 && i < 6) || i == 10 ? DB_FLOAT
								      : DB_TEXT,
				.nullable = i > 0,
				.pk_position = i == 0};
		const char **from = ARENA_ARRAY(a, const char *, 1), **to = ARENA_ARRAY(a, const char *, 1);
		from[0] = columns[13];
		to[0] = columns[0];
		struct db_schema_fkey *fk = ARENA_ARRAY(a, struct db_schema_fkey, 1);
		size_t next = t / NOUNS * NOUNS + (t + 1) % NOUNS;
		*fk = (struct db_schema_fkey){from, NULL,
			arena_printf(a, "%s_%s", qualifiers[next / NOUNS], nouns[next % NOUNS]), to, 1};
		tables[t] = (struct db_schema_table){.schema = "main",
			.name = arena_printf(a, "%s_%s", qualifiers[t / NOUNS], nouns[t % NOUNS]),
			.row_count = 10,
			.columns = c,
			.n_columns = WIDE_COLUMNS,
			.fkeys = fk,
			.n_fkeys = 1};
	}
	if (cat_snapshot_build(&in, NULL, &s, &err) < 0)
		return NULL;
	return s;
}

static const struct {
	const char *question, *table, *sql;
} wide_cases[] = {
	{"How many weekly shipments are there?", "weekly_shipment",
		"SELECT COUNT(*) AS weekly_shipment_count FROM weekly_shipment"},
	{"What is the total amount of legacy invoices by country?", "legacy_invoice",
		"SELECT country, SUM(amount) AS amount_sum FROM legacy_invoice GROUP BY country ORDER BY "
		"amount_sum "
		"DESC"},
	{"Which remote customer has the highest total?", "remote_customer",
		"SELECT name FROM remote_customer ORDER BY total DESC LIMIT 1"},
};

static void test_few_tables_are_read(void)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	CLEANUP(cat_snapshot_unref_ptr) struct cat_snapshot *s = wide_snapshot(a);
	const struct names *ns = names_read(a, s, NULL);

	for (size_t i = 0; i < ARRAY_LEN(wide_cases); i++) {
		struct tokens t = tok_split(a, slice_of(wide_cases[i].question));
		const bool *few = narrow_tables(a, ns, &t, NULL);
		size_t n = 0;
		for (size_t k = 0; few && k < s->n_tables; k++)
			n += few[k];
		CHECK_MSG(n > 0 && n <= NARROW_KEPT + NARROW_MORE, "%zu of %zu tables are read", n,
			s->n_tables);
		CHECK(few && few[cat_find_table(s, slice_of(wide_cases[i].table))]);
	}
}

static void test_answers(void)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	CLEANUP(cat_snapshot_unref_ptr) struct cat_snapshot *s = wide_snapshot(a);

	for (size_t i = 0; i < ARRAY_LEN(wide_cases); i++)
		CHECK_STR(shop_ask(a, s, wide_cases[i].question).sql, wide_cases[i].sql);
}

static void test_narrow_schemas_are_read_whole(void)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	CLEANUP(cat_snapshot_unref_ptr) struct cat_snapshot *s = shop_snapshot(NULL, 0);
	struct tokens t = tok_split(a, SLICE_LIT("How many customers are there?"));

	CHECK(narrow_tables(a, names_read(a, s, NULL), &t, NULL) == NULL);
}

static void test_a_selection_is_kept(void)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	CLEANUP(cat_snapshot_unref_ptr) struct cat_snapshot *s = wide_snapshot(a);
	struct tokens t = tok_split(a, slice_of(wide_cases[0].question));
	bool *allowed = ARENA_ARRAY(a, bool, s->n_tables + 1);
	const bool *few;

	for (size_t i = 0; i < s->n_tables; i++)
		allowed[i] = i % 2 == 0;
	few = narrow_tables(a, names_read(a, s, NULL), &t, allowed);
	for (size_t i = 0; few && i < s->n_tables; i++) {
		if (few[i] && !allowed[i])
			CHECK_MSG(false, "table %zu is outside the selection", i);
	}
	CHECK(few != NULL);
}

TEST_MAIN(TEST(test_few_tables_are_read), TEST(test_answers), TEST(test_narrow_schemas_are_read_whole),
	TEST(test_a_selection_is_kept))
