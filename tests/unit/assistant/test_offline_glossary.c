// SPDX-License-Identifier: Apache-2.0
/* What documents call things, as it is read from prose, and what questions make of it. */
#include "assistant/offline/glossary.h"

#include "assistant/offline/learnt.h"
#include "base/arena.h"
#include "offline_shop.h"
#include "test.h"

static struct cat_snapshot *with_document(const char *text)
{
	struct cat_doc doc = {.kind = CAT_DOC_DOC, .text = text};

	return shop_snapshot(&doc, 1);
}

/* "word > Table.Column | word = formula": everything the glossary holds, in the order of the text. */
static const char *listed(struct arena *a, const struct cat_snapshot *s)
{
	const struct glossary *g = learnt_of(s)->names->glossary;
	const char *out = "";

	for (size_t i = 0; i < g->n_names; i++) {
		const struct gloss_name *n = &g->names[i];
		const struct tok *first = n->words.items, *last = first + n->words.n - 1;
		out = arena_printf(a, "%s%s%.*s > %s%s%s%s", out, i ? " | " : "",
			(int)(last->end - first->start), first->raw.p, s->tables[n->table].name,
			n->column >= 0 ? "." : "",
			n->column >= 0 ? s->tables[n->table].columns[n->column].name : "",
			n->formula ? " computed" : "");
	}
	for (size_t i = 0; i < g->n_measures; i++) {
		const struct gloss_measure *m = &g->measures[i];
		const struct tok *first = m->words.items, *last = first + m->words.n - 1;
		out = arena_printf(a, "%s%s%.*s =", out, *out ? " | " : "", (int)(last->end - first->start),
			first->raw.p);
		for (size_t k = 0; k < m->n_formulas; k++)
			out = arena_printf(a, "%s %s", out, s->tables[m->formulas[k]->table].name);
	}
	return out;
}

static void test_reading(void)
{
	static const char *const cases[][2] = {
		/* other names of a table, announced in several ways */
		{"# Customer: who buys\n\nOne row is a person. Other words: client, shopper or buyer. Some "
		 "pay late.",
			"client > Customer | shopper > Customer | buyer > Customer"},
		{"# Customers\nOther words for it: regular guest.", "regular guest > Customer"},
		{"## The orders\n\nA `Customer` (also called client, account holder) may cancel them.",
			"client > Customer | account holder > Customer"},
		{"`Product` is also known as \"article\".", "article > Product"},
		{"# 顧客 `Customer`\n「お得意様」「会員」もこの表です。", ""},
		{"# Customer\n\n## 顧客\n「お得意様」「会員」もこの表です。",
			"お得意様 > Customer | 会員 > Customer"},
		{"# Customer\n別名: 会員、お得意様", "会員 > Customer | お得意様 > Customer"},
		{"# Customer\n다른 말: 손님, 구매자", "손님 > Customer | 구매자 > Customer"},
		{"# Customer\n'손님'이라고도 합니다.", "손님 > Customer"},
		/* of a column */
		{"# Product\n- `Category`: what kind it is. Also called department, aisle\n- `Price`: in "
		 "euros",
			"department > Product.Category | aisle > Product.Category"},
		{"# Product\n| column | meaning |\n|---|---|\n| `Price` | list price; synonyms: tag |",
			"tag > Product.Price"},
		{"# Product\n`Category` は「部門」「売り場」とも呼びます。",
			"部門 > Product.Category | 売り場 > Product.Category"},
		{"# Product\n\nshelf price\n: `Price`", "shelf price > Product.Price"},
		/* measures */
		{"# Orders\nTotal includes tax, so takings are `SUM(Total)`; never count it twice.",
			"takings = Orders"},
		{"# Orders\n- revenue, takings = `SUM(Total)`", "revenue = Orders | takings = Orders"},
		{"# Orders\n- **Basket size**: `AVG(Total)`", "Basket size = Orders"},
		{"# Orders\nTakings by customer or by country is `SUM(Orders.Total)`.", "Takings = Orders"},
		{"# Orders\nWhat counts are takings, that is the sum of `Total`.", ""},
		{"# Orders\nTakings means the sum of `Total`.", "Takings = Orders"},
		{"# 注文 (Orders)\n", ""},
		{"# Orders\n国別の取引額は `SUM(Total)` です。", "取引額 = Orders"},
		{"# Orders\n取引額は `Total` の合計です。", "取引額 = Orders"},
		{"# Orders\n거래액은 `SUM(Total)` 입니다.", "거래액 = Orders"},
		{"# OrderItem\nUnits are `SUM(Quantity)`. Takings are `SUM(Orders.Total * Quantity)`.",
			"Units = OrderItem"},
		/* of each row */
		{"# Product\nPrice with tax = `Price * 1.2`", "Price with tax > Product.Price computed"},
		/* what looks like it and is not */
		{"# Orders\nA late order is `Total IS NULL`. See `docs/late.md` and `DROP TABLE Orders`.",
			""},
		{"# Orders\nCustomers are found by `Orders.CustomerId`, which is `INTEGER`.", ""},
		{"# Orders\nOther words: of, in the, one two three four five", ""},
		{"# Orders\nrevenue = `SELECT SUM(Total) FROM Orders`", ""},
		{"# Orders\nrevenue = `SUM(Missing)`", ""},
		{"# Orders\nrevenue = `SUM(Total", ""},
		{"# Nobody\nOther words: client", ""},
		{"", ""},
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		CLEANUP(arena_free_ptr) struct arena *a = arena_new();
		CLEANUP(cat_snapshot_unref_ptr) struct cat_snapshot *s = with_document(cases[i][0]);
		CHECK_STR(listed(a, s), cases[i][1]);
	}
}

static void test_asking(void)
{
	static const char *const cases[][3] = {
		{"# Customer\nOther words: shopper.", "How many shoppers are there?",
			"SELECT COUNT(*) AS CustomerCount FROM Customer"},
		{"# Customer\n「会員」もこの表です。", "会員は何人いますか。",
			"SELECT COUNT(*) AS CustomerCount FROM Customer"},
		{"# Product\n- `Category`, also called aisle", "How many products are there in each aisle?",
			"SELECT Category, COUNT(*) AS ProductCount FROM Product GROUP BY Category ORDER BY "
			"ProductCount DESC"},
		{"# Orders\n- takings = `SUM(Total)`", "What are the takings?",
			"SELECT SUM(Total) AS TotalAmount FROM Orders"},
		{"# Orders\n- takings = `SUM(Total)`", "What are the takings per country?",
			"SELECT T2.Country, SUM(T1.Total) AS TotalAmount FROM Orders AS T1 JOIN Customer AS "
			"T2 ON "
			"T1.CustomerId = "
			"T2.CustomerId GROUP BY T2.Country ORDER BY TotalAmount DESC"},
		{"# Orders\n- basket size = `SUM(Total) / COUNT(*)`", "What is the basket size in 2024?",
			"SELECT SUM(Total) / COUNT(*) AS Amount FROM Orders WHERE OrderDate >= '2024-01-01' "
			"AND "
			"OrderDate < "
			"'2025-01-01'"},
		{"# Product\n- gross price = `Price * 1.2`",
			"What is the average gross price of each category?",
			"SELECT Category, AVG(Price * 1.2) AS AverageAmount FROM Product GROUP BY Category "
			"ORDER BY "
			"AverageAmount DESC"},
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		CLEANUP(arena_free_ptr) struct arena *a = arena_new();
		CLEANUP(cat_snapshot_unref_ptr) struct cat_snapshot *s = with_document(cases[i][0]);
		CHECK_STR(shop_ask(a, s, cases[i][1]).sql, cases[i][2]);
	}
}

/* A document's measure is told as it is computed, not by the first column that it reads. */
static void test_explaining(void)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	CLEANUP(cat_snapshot_unref_ptr)
	struct cat_snapshot *s = with_document("# Product\n- takings = `SUM(Price * 1.2)`");

	CHECK_STR(shop_ask(a, s, "What are the takings?").explanation, "Shows the total of Price * 1.2.");
}

TEST_MAIN(TEST(test_reading), TEST(test_asking), TEST(test_explaining))
