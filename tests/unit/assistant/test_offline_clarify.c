// SPDX-License-Identifier: Apache-2.0
/* A question that fits several tables alike is asked back; one that tells its table is not; a choice decides it. */
#include "base/arena.h"
#include "offline_shop.h"
#include "test.h"

/* "label | label: message" or the SQL; "" when it abstains without choices. */
static const char *answer(struct arena *a, struct cat_snapshot *s, const char *question)
{
	struct gen_answer got = shop_ask(a, s, question);
	const char *out = got.sql ? got.sql : "";

	for (size_t i = 0; i < got.n_choices; i++)
		out = arena_printf(a, "%s%s%s", out, i ? " | " : "", got.choices[i].label);
	return got.n_choices ? arena_printf(a, "%s: %s", out, got.message) : out;
}

static void test_asks_back(void)
{
	static const char *const cases[][2] = {
		{"list all names",
			"Customer.Name | Product.Name: Did you mean Customer.Name or Product.Name?"},
		{"名前の一覧",
			"Customer.Name | Product.Name: Customer.Name、Product.Nameのどれのことですか。"},
		{"이름 목록", "Customer.Name | Product.Name: Customer.Name, Product.Name 중 어느 것인가요?"},
		{"list all customer names", "SELECT Name FROM Customer"},
		{"list all names and prices", "SELECT Name, Price FROM Product"},
		{"list all prices", "SELECT Price FROM Product"},
		{"names from France", "SELECT Name FROM Customer WHERE Country = 'France'"},
	};
	CLEANUP(cat_snapshot_unref_ptr) struct cat_snapshot *s = shop_snapshot(NULL, 0);

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		CLEANUP(arena_free_ptr) struct arena *a = arena_new();
		CHECK_STR(answer(a, s, cases[i][0]), cases[i][1]);
	}
}

static void test_choices_decide(void)
{
	static const char *const questions[] = {
		"list all names", "show every different name", "名前の一覧", "이름 목록"};
	CLEANUP(cat_snapshot_unref_ptr) struct cat_snapshot *s = shop_snapshot(NULL, 0);

	for (size_t i = 0; i < ARRAY_LEN(questions); i++) {
		CLEANUP(arena_free_ptr) struct arena *a = arena_new();
		struct gen_answer got = shop_ask(a, s, questions[i]);
		CHECK_INT(got.n_choices, 2);
		for (size_t k = 0; k < got.n_choices; k++) {
			struct gen_answer then = shop_ask(a, s, got.choices[k].question);
			const char *table = k ? "FROM Product" : "FROM Customer";
			CHECK_MSG(then.sql && strstr(then.sql, table), "%s: %s", got.choices[k].question,
				then.sql ? then.sql : "no answer");
		}
	}
}

TEST_MAIN(TEST(test_asks_back), TEST(test_choices_decide))
