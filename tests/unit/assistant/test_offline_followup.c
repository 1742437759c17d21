// SPDX-License-Identifier: Apache-2.0
/* Questions that lean on the one before them become ones that stand alone; those that do not stay as they are. */
#include "base/arena.h"
#include "offline_shop.h"
#include "test.h"

struct follow {
	const char *before, *now, *alone; /* alone NULL = now itself */
};

static const char *rewritten(struct arena *a, const struct cat_snapshot *s, const struct gen_turn *turns,
	size_t n, const char *now)
{
	struct gen_request req = {.question = slice_of(now), .cat = s, .dialect = s->dialect, .a = a};
	struct slice out = {NULL, 0};
	struct err err = ERR_INIT;

	if (generator_offline()->rewrite(generator_offline(), &req, turns, n, &out, &err) < 0)
		return arena_strdup(a, err.msg);
	return arena_strndup(a, out.p, out.n);
}

static void check_all(const struct follow *cases, size_t n)
{
	CLEANUP(cat_snapshot_unref_ptr) struct cat_snapshot *s = shop_snapshot(NULL, 0);

	for (size_t i = 0; i < n; i++) {
		CLEANUP(arena_free_ptr) struct arena *a = arena_new();
		struct gen_turn turn = {slice_of(cases[i].before), "SELECT 1"};
		const char *got = rewritten(a, s, &turn, 1, cases[i].now);
		const char *want = cases[i].alone ? cases[i].alone : cases[i].now;
		CHECK_MSG(str_eq(got, want), "%s + %s: %s", cases[i].before, cases[i].now, got);
	}
}

static void test_english(void)
{
	static const struct follow cases[] = {
		{"How many customers are in France?", "and in Japan?", "How many customers are in Japan?"},
		{"How many customers are in France?", "What about Japan?",
			"How many customers are in Japan?"},
		{"How many customers are in France?", "Japan", "How many customers are in Japan?"},
		{"How many customers are in France?", "And Japan and France?",
			"How many customers are in Japan and France?"},
		{"How many customers are in France?", "and how many products?",
			"How many products are in France?"},
		{"What is the total of orders in 2023?", "and in 2024?",
			"What is the total of orders in 2024?"},
		{"What is the total of orders?", "only 2024", "What is the total of orders 2024?"},
		{"How many orders are there?", "in 2024", "How many orders are there in 2024?"},
		{"How many orders are there per customer?", "by year?", "How many orders are there by year?"},
		{"How many orders are there?", "per year", "How many orders are there per year?"},
		{"How many customers are there in each country?", "and products?",
			"How many products are there in each country?"},
		{"List the top 5 customers by age", "top 10", "List the top 10 customers by age"},
		{"List customers", "sorted by name", "List customers sorted by name"},
		{"List customers", "in descending order of age", "List customers in descending order of age"},
		{"List products over 10", "and over 20?", "List products over 20"},
		{"List products over 10", "under 20", "List products under 20"},
		{"List all customers", "but not in France", "List all customers not in France"},
		{"List all customers", "except France", "List all customers except France"},
	};

	check_all(cases, ARRAY_LEN(cases));
}

static void test_measures(void)
{
	static const struct follow cases[] = {
		{"What is the average age of customers in France?", "and the maximum?",
			"What is the maximum age of customers in France?"},
		{"How many customers are in France?", "and their average age?",
			"the average age of customers in France?"},
		{"How many customers are in France?", "what about the average age?",
			"the average age of customers in France?"},
		{"フランスの顧客は何人ですか", "平均年齢は？", "フランスの顧客の平均年齢"},
		{"프랑스 고객은 몇 명인가요?", "평균 나이는?", "프랑스 고객의 평균 나이?"},
	};

	check_all(cases, ARRAY_LEN(cases));
}

static void test_pronouns(void)
{
	static const struct follow cases[] = {
		{"Which customers are from France?", "How many of them are older than 30?",
			"How many customers from France are older than 30?"},
		{"Which customers are from France?", "show their emails",
			"show the emails of customers from France"},
		{"Which customers are from France?", "those older than 30",
			"Which customers are from France older than 30?"},
		{"Which customers bought toys?", "what is their average age?",
			"what is the average age of customers that bought toys?"},
		{"フランスの顧客を教えて", "そのうち30歳以上の人は何人？",
			"フランスの顧客のうち30歳以上の人は何人？"},
		{"프랑스 고객을 보여줘", "그중 30세 이상은 몇 명?", "프랑스 고객 중 30세 이상은 몇 명?"},
	};

	check_all(cases, ARRAY_LEN(cases));
}

static void test_japanese_and_korean(void)
{
	static const struct follow cases[] = {
		{"フランスの顧客は何人ですか？", "日本は？", "日本の顧客は何人ですか？"},
		{"フランスの顧客は何人ですか？", "では日本の場合は？", "日本の顧客は何人ですか？"},
		{"フランスの顧客は何人ですか？", "商品は？", "フランスの商品は何人ですか？"},
		{"注文は何件ありますか", "2024年は？", "2024年の注文は何件ありますか"},
		{"2023年の注文は何件ありますか", "2024年だけ", "2024年の注文は何件ありますか"},
		{"国別の顧客数を教えて", "年別では？", "年別の顧客数を教えて"},
		{"年齢の上位5人の顧客", "上位3人だけ", "年齢の上位3人の顧客"},
		{"注文の合計は？", "年別では？", "年別の注文の合計は？"},
		{"顧客別の注文の合計は？", "国別に", "国別に注文の合計は？"},
		{"프랑스 고객은 몇 명인가요?", "일본은요?", "일본 고객은 몇 명인가요?"},
		{"프랑스 고객은 몇 명인가요?", "그럼 일본은?", "일본 고객은 몇 명인가요?"},
		{"주문은 몇 건인가요?", "2024년은?", "2024년 주문은 몇 건인가요?"},
		{"주문 합계는?", "국가별로", "국가별로 주문 합계는?"},
	};

	check_all(cases, ARRAY_LEN(cases));
}

/* What asks by itself is not touched; nor is anything after a question that found no answer. */
static void test_alone(void)
{
	static const char *const questions[] = {"What is the most expensive product?",
		"What is the weather in Paris?", "How many products are there?", "customers by country",
		"and how many products are there?", "顧客は何人ですか", "商品の一覧", "고객은 몇 명인가요?",
		"list all customers", "why?", "and?", "は？", "?"};
	CLEANUP(cat_snapshot_unref_ptr) struct cat_snapshot *s = shop_snapshot(NULL, 0);
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	const char *before = "How many customers are in France?";
	const struct gen_turn turns[] = {{slice_of(before), "SELECT 1"}, {SLICE_LIT("What is love?"), NULL}};

	for (size_t i = 0; i < ARRAY_LEN(questions); i++)
		CHECK_MSG(str_eq(rewritten(a, s, turns, 1, questions[i]), questions[i]), "%s: %s",
			questions[i], rewritten(a, s, turns, 1, questions[i]));
	CHECK_STR(rewritten(a, s, turns, 2, "in Japan?"), "How many customers are in Japan?");
	CHECK_STR(rewritten(a, s, turns + 1, 1, "in Japan?"), "in Japan?");
	CHECK_STR(rewritten(a, s, NULL, 0, "in Japan?"), "in Japan?");
}

TEST_MAIN(TEST(test_english), TEST(test_measures), TEST(test_pronouns), TEST(test_japanese_and_korean),
	TEST(test_alone))
