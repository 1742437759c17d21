// SPDX-License-Identifier: Apache-2.0
/* Questions to SQL, end to end, in English and Japanese; abstaining; examples; cancelling. */
#include "base/cancel.h"
#include "offline_shop.h"
#include "test.h"

static void check_cases(const char *const (*cases)[2], size_t n)
{
	CLEANUP(cat_snapshot_unref_ptr) struct cat_snapshot *s = shop_snapshot(NULL, 0);

	for (size_t i = 0; i < n; i++) {
		CLEANUP(arena_free_ptr) struct arena *a = arena_new();
		struct gen_answer got = shop_ask(a, s, cases[i][0]);
		CHECK_STR(got.sql, cases[i][1]);
	}
}

static void test_english(void)
{
	static const char *const cases[][2] = {
		{"How many customers are there?", "SELECT COUNT(*) AS CustomerCount FROM Customer"},
		{"customers by country", "SELECT Country, COUNT(*) AS CustomerCount FROM Customer GROUP BY "
					 "Country ORDER BY CustomerCount DESC"},
		{"products per category", "SELECT Category, COUNT(*) AS ProductCount FROM Product GROUP BY "
					  "Category ORDER BY ProductCount DESC"},
		{"List the names and countries of all customers.", "SELECT Name, Country FROM Customer"},
		{"What are the names of customers older than 30?",
			"SELECT Name FROM Customer WHERE Age > 30"},
		{"Show the names of customers from France or Japan.",
			"SELECT Name FROM Customer WHERE Country = 'France' OR Country = 'Japan'"},
		{"What is the average age of customers in each country?",
			"SELECT Country, AVG(Age) AS AverageAge FROM Customer GROUP BY Country ORDER BY "
			"AverageAge "
			"DESC"},
		{"Which customer has the most orders?", "SELECT T1.Name FROM Customer AS T1 JOIN Orders AS "
							"T2 ON T1.CustomerId = T2.CustomerId GROUP BY "
							"T1.CustomerId ORDER BY COUNT(*) DESC LIMIT 1"},
		{"What are the names of customers without any orders?",
			"SELECT Name FROM Customer WHERE CustomerId NOT IN (SELECT CustomerId FROM Orders "
			"WHERE CustomerId IS "
			"NOT NULL)"},
		{"What is the name of the most expensive product?",
			"SELECT Name FROM Product ORDER BY Price DESC LIMIT 1"},
		{"List the product names sorted by price in descending order.",
			"SELECT Name FROM Product ORDER BY Price DESC"},
		{"Which products have a price above the average price?",
			"SELECT Name FROM Product WHERE Price > (SELECT AVG(Price) FROM Product)"},
		{"What is the highest price of products?", "SELECT MAX(Price) AS HighestPrice FROM Product"},
		{"How many different countries do customers come from?",
			"SELECT COUNT(DISTINCT Country) AS CountryCount FROM Customer"},
		{"Find the names of products whose name contains 'pen'.",
			"SELECT Name FROM Product WHERE Name LIKE '%pen%'"},
		{"Show products with a price between 5 and 10.",
			"SELECT Name FROM Product WHERE Price BETWEEN 5 AND 10"},
	};

	check_cases(cases, ARRAY_LEN(cases));
}

static void test_japanese(void)
{
	static const char *const cases[][2] = {
		{"顧客は何人いますか。", "SELECT COUNT(*) AS CustomerCount FROM Customer"},
		{"日本の顧客の名前を教えてください。", "SELECT Name FROM Customer WHERE Country = 'Japan'"},
		{"国別の顧客数を教えて",
			"SELECT Country, COUNT(*) AS CustomerCount FROM Customer GROUP BY Country ORDER BY "
			"CustomerCount DESC"},
		{"価格が10以上の商品", "SELECT Name FROM Product WHERE Price >= 10"},
		{"商品を価格の高い順に5件見せてください",
			"SELECT Name FROM Product ORDER BY Price DESC LIMIT 5"},
	};

	check_cases(cases, ARRAY_LEN(cases));
}

static void test_abstains(void)
{
	static const char *const questions[] = {
		"What is the weather in Paris?",
		"Tell me a joke",
		"Who won the football world cup?",
		"asdf qwer zxcv",
		"",
		"?",
		"!!!",
	};
	CLEANUP(cat_snapshot_unref_ptr) struct cat_snapshot *s = shop_snapshot(NULL, 0);

	for (size_t i = 0; i < ARRAY_LEN(questions); i++) {
		CLEANUP(arena_free_ptr) struct arena *a = arena_new();
		struct gen_answer got = shop_ask(a, s, questions[i]);
		CHECK_MSG(!got.sql, "\"%s\" is not answered (%s)", questions[i], got.sql ? got.sql : "");
		CHECK_MSG(got.message && *got.message, "\"%s\" gets a sentence", questions[i]);
	}
}

static void test_says_what_it_does(void)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	CLEANUP(cat_snapshot_unref_ptr) struct cat_snapshot *s = shop_snapshot(NULL, 0);
	struct gen_answer got = shop_ask(a, s, "What are the names of customers in France?");

	CHECK_STR(got.explanation, "Shows the name of each customer where country is \"France\".");
	CHECK_INT(got.n_assumptions, 1);
	CHECK(got.confidence > 0.5 && got.confidence <= 1.0);
	got = shop_ask(a, s, "日本の顧客の名前");
	CHECK_STR(got.explanation, "国が「Japan」の顧客について、名前を表示します。");
}

static void test_examples(void)
{
	static const struct cat_doc docs[] = {{.kind = CAT_DOC_EXAMPLE,
		.text = "How many loyal buyers live in France?",
		.question = "How many loyal buyers live in France?",
		.sql = "SELECT COUNT(*) FROM Customer WHERE Country = 'France' AND Age > 60"}};
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	CLEANUP(cat_snapshot_unref_ptr) struct cat_snapshot *s = shop_snapshot(docs, 1);

	struct gen_answer got = shop_ask(a, s, "how many loyal buyers live in France");
	CHECK_STR(got.sql, docs[0].sql);
	CHECK(got.confidence > 0.9);
	got = shop_ask(a, s, "How many loyal buyers live in Japan?");
	CHECK_STR(got.sql, "SELECT COUNT(*) FROM Customer WHERE Country = 'Japan' AND Age > 60");
	got = shop_ask(a, s, "In Japan, how many loyal buyers live?");
	CHECK_STR(got.sql, "SELECT COUNT(*) FROM Customer WHERE Country = 'Japan' AND Age > 60");
	got = shop_ask(a, s, "How many loyal buyers do not live in Japan?");
	CHECK_MSG(
		!got.sql || !strstr(got.sql, "Age > 60"), "a denial that the pair lacks is not passed over");
	got = shop_ask(a, s, "How many loyal buyers with a dog live in Japan?");
	CHECK_MSG(!got.sql || !strstr(got.sql, "Age > 60"), "a word that the pair lacks is not passed over");
	got = shop_ask(a, s, "How many loyal buyers live in O'Brien's?");
	CHECK_MSG(!got.sql || !strstr(got.sql, "'O'B"), "a quote in a value is escaped");
}

static void test_only_tables(void)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	CLEANUP(cat_snapshot_unref_ptr) struct cat_snapshot *s = shop_snapshot(NULL, 0);
	const uint32_t only[] = {3};
	struct gen_request req = {.question = SLICE_LIT("How many customers are there?"),
		.cat = s,
		.only_tables = only,
		.n_only_tables = 1,
		.a = a};
	struct gen_answer got = {0};
	struct err err = ERR_INIT;

	CHECK_INT(generator_offline()->generate(generator_offline(), &req, &got, &err), 0);
	CHECK_MSG(!got.sql || !strstr(got.sql, "Customer"), "tables outside the selection are not used");
}

static void fail_trial(void *ctx, const char *sql, struct gen_trial *out)
{
	(void)sql;
	++*(int *)ctx;
	*out = (struct gen_trial){.ok = false, .error = "no such table"};
}

static void test_failing_candidates_are_dropped(void)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	CLEANUP(cat_snapshot_unref_ptr) struct cat_snapshot *s = shop_snapshot(NULL, 0);
	int tried = 0;
	struct gen_request req = {.question = SLICE_LIT("How many customers are there?"),
		.cat = s,
		.try = fail_trial,
		.try_ctx = &tried,
		.a = a};
	struct gen_answer got = {0};
	struct err err = ERR_INIT;

	CHECK_INT(generator_offline()->generate(generator_offline(), &req, &got, &err), 0);
	CHECK(tried > 0);
	CHECK(!got.sql);
}

static void test_cancelled(void)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	CLEANUP(cat_snapshot_unref_ptr) struct cat_snapshot *s = shop_snapshot(NULL, 0);
	CLEANUP(cancel_unref_ptr) struct cancel *cancel = cancel_new();
	struct gen_request req = {
		.question = SLICE_LIT("How many customers?"), .cat = s, .cancel = cancel, .a = a};
	struct gen_answer got = {0};
	struct err err = ERR_INIT;

	cancel_set(cancel);
	CHECK_INT(generator_offline()->generate(generator_offline(), &req, &got, &err), -1);
	CHECK_INT(err.code, ERR_CANCELLED);
}

TEST_MAIN(TEST(test_english), TEST(test_japanese), TEST(test_abstains), TEST(test_says_what_it_does),
	TEST(test_examples), TEST(test_only_tables), TEST(test_failing_candidates_are_dropped),
	TEST(test_cancelled))
