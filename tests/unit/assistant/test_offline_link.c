// SPDX-License-Identifier: Apache-2.0
/* Which words of a question point at which table, column or value; and how tables are joined. */
#include "assistant/offline/join.h"
#include "assistant/offline/link.h"
#include "offline_shop.h"
#include "test.h"

/* "words=Table.Column" or "words=Table" or "words~Table.Column:value" for each linked item. */
static const char *links(struct arena *a, const struct cat_snapshot *s, const char *question)
{
	struct tokens t = tok_split(a, slice_of(question));
	struct linked l = link_question(a, &t, names_read(a, s, NULL));
	struct str out = STR_INIT(4000);

	for (size_t i = 0; i < l.n; i++) {
		const struct item *it = &l.items[i];
		if (it->kind != ITEM_LINK)
			continue;
		const struct reading_of *r = &it->readings[0];
		const struct cat_table *table = &s->tables[r->table];
		const struct tok *last = &t.items[it->start + it->n - 1];
		struct slice said = {t.items[it->start].raw.p,
			(size_t)(last->raw.p + last->raw.n - t.items[it->start].raw.p)};
		str_addf(&out, "%s%.*s=%s", out.n ? "; " : "", SLICE_FMT(said), table->name);
		if (r->column >= 0)
			str_addf(&out, ".%s", table->columns[r->column].name);
		if (r->kind == READ_VALUE)
			str_addf(&out, ":%.*s", SLICE_FMT(r->value));
	}
	return str_to_arena(&out, a);
}

static void test_links(void)
{
	static const struct {
		const char *question, *want;
	} cases[] = {
		{"How many customers?", "customers=Customer"},
		{"customers from France", "customers=Customer; France=Customer.Country:France"},
		{"clients in the United States",
			"clients=Customer; United States=Customer.Country:United States"},
		{"french customers", "french=Customer.Country:France; customers=Customer"},
		{"the product name", "product name=Product.Name"},
		{"prices of books", "prices=Product.Price; books=Product.Category:book"},
		{"order dates", "order dates=Orders.OrderDate"},
		{"quantitys sold", "quantitys=OrderItem.Quantity"},
		{"the weather", ""},
		{"日本の顧客", "日本=Customer.Country:Japan; 顧客=Customer"},
	};
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	CLEANUP(cat_snapshot_unref_ptr) struct cat_snapshot *s = shop_snapshot(NULL, 0);

	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		CHECK_STR(links(a, s, cases[i].question), cases[i].want);
}

static void test_labels(void)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	CLEANUP(cat_snapshot_unref_ptr) struct cat_snapshot *s = shop_snapshot(NULL, 0);
	const struct names *ns = names_read(a, s, NULL);

	CHECK_INT(names_label_column(ns, 0), 1);
	CHECK_INT(names_primary_key(ns, 0), 0);
	CHECK_INT(names_primary_key(ns, 1), -1);
	CHECK(names_is_key(ns, 2, 1));
	CHECK(!names_is_key(ns, 2, 2));
}

static void test_joins(void)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	CLEANUP(cat_snapshot_unref_ptr) struct cat_snapshot *s = shop_snapshot(NULL, 0);
	struct join_map *m = join_map_new(a, s, NULL);
	struct query q = {0};
	const int32_t ends[] = {0, 3};

	CHECK_INT(join_distance(m, 0, 0), 0);
	CHECK_INT(join_distance(m, 0, 2), 1);
	CHECK_INT(join_distance(m, 0, 3), 3);
	CHECK(join_tables(m, &q, ends, 2));
	CHECK_INT(q.from.n, 4);
	CHECK_INT(q.from.items[0].table, 0);
	CHECK(join_is_many(m, 0, 2));
	CHECK(!join_is_many(m, 2, 0));
}

static void test_joins_within_selection(void)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	CLEANUP(cat_snapshot_unref_ptr) struct cat_snapshot *s = shop_snapshot(NULL, 0);
	const bool use[] = {true, false, true, true};
	struct join_map *m = join_map_new(a, s, use);
	struct query q = {0};
	const int32_t ends[] = {0, 3};

	CHECK(join_distance(m, 0, 3) < 0);
	CHECK(!join_tables(m, &q, ends, 2));
}

TEST_MAIN(TEST(test_links), TEST(test_labels), TEST(test_joins), TEST(test_joins_within_selection))
