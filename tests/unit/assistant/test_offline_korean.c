// SPDX-License-Identifier: Apache-2.0
/* Korean words and their particles, and Korean questions over English names. */
#include "base/arena.h"
#include "offline_shop.h"
#include "test.h"

#include "assistant/offline/token.h"

static void test_words(void)
{
	static const char *const cases[][2] = {
		{"국가별 고객 수", "country 별 customer 수"},
		{"고객은 몇 명입니까?", "customer 은 몇 명입니까 ?"},
		{"가장 비싼 상품", "가장 비싼 product"},
		{"직원 3명을", "employee 3 명 을"}, /* a counter of one syllable behind its number */
		{"풍선은 몇 곳", "풍선 은 몇 곳"},  /* an unknown noun loses its particle */
		{"곡의 가수",
			"track 의 singer"}, /* a noun of one syllable, and one that begins like a particle */
		{"한 번도 주문하지 않은 고객", "한 번도 order 하지 않은 customer"},
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		CLEANUP(arena_free_ptr) struct arena *a = arena_new();
		struct tokens t = tok_split(a, slice_of(cases[i][0]));
		const char *got = "";
		for (size_t k = 0; k < t.n; k++)
			got = arena_printf(a, "%s%s%.*s", got, k ? " " : "", SLICE_FMT(t.items[k].lemma));
		CHECK_STR(got, cases[i][1]);
		CHECK(t.korean && !t.japanese);
	}
}

static void test_questions(void)
{
	static const char *const cases[][2] = {
		{"고객은 몇 명입니까?", "SELECT COUNT(*) AS CustomerCount FROM Customer"},
		{"국가별 고객 수", "SELECT Country, COUNT(*) AS CustomerCount FROM Customer GROUP BY Country "
				   "ORDER BY CustomerCount "
				   "DESC"},
		{"가장 비싼 상품 3개", "SELECT Name FROM Product ORDER BY Price DESC LIMIT 3"},
		{"일본 고객의 이름과 이메일", "SELECT Name, Email FROM Customer WHERE Country = 'Japan'"},
		{"가격이 10 이상인 상품 목록", "SELECT Name FROM Product WHERE Price >= 10"},
		{"주문이 없는 고객", "SELECT Name FROM Customer WHERE CustomerId NOT IN (SELECT CustomerId "
				     "FROM Orders WHERE CustomerId IS "
				     "NOT NULL)"},
		{"평균보다 비싼 상품",
			"SELECT Name FROM Product WHERE Price > (SELECT AVG(Price) FROM Product)"},
		{"이름에 'pen'이 들어간 상품", "SELECT Name FROM Product WHERE Name LIKE '%pen%'"},
		{"상품의 평균 가격", "SELECT AVG(Price) AS AveragePrice FROM Product"},
		{"2024년 월별 매출", "SELECT strftime('%Y-%m', OrderDate) AS Month, SUM(Total) AS "
				     "TotalSum FROM Orders WHERE OrderDate "
				     ">= '2024-01-01' AND OrderDate < '2025-01-01' GROUP BY "
				     "strftime('%Y-%m', OrderDate) ORDER BY Month"},
		{"파리의 날씨는 어때?", NULL},
	};
	CLEANUP(cat_snapshot_unref_ptr) struct cat_snapshot *s = shop_snapshot(NULL, 0);

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		CLEANUP(arena_free_ptr) struct arena *a = arena_new();
		CHECK_STR(shop_ask(a, s, cases[i][0]).sql, cases[i][1]);
	}
}

static void test_tells_in_korean(void)
{
	static const struct {
		const char *question, *sql, *told; /* sql NULL: abstains */
	} cases[] = {
		{"가격이 10 이상 20 이하인 상품",
			"SELECT Name FROM Product WHERE Price >= 10 AND Price <= 20",
			"가격이 10 이상, 그리고 가격이 20 이하인 상품에 대해 이름을 표시합니다."},
		{"주문을 가장 많이 한 고객은 누구야?",
			"SELECT T1.Name FROM Customer AS T1 JOIN Orders AS T2 ON T1.CustomerId = "
			"T2.CustomerId GROUP BY T1.CustomerId ORDER BY COUNT(*) DESC LIMIT 1",
			"고객별로 이름을 표시합니다(주문 수가 많은 순, 처음 1건)."},
		{"주문이 세 건 이상인 고객",
			"SELECT T1.Name FROM Customer AS T1 JOIN Orders AS T2 ON T1.CustomerId = "
			"T2.CustomerId GROUP BY T1.CustomerId HAVING COUNT(*) >= 3",
			"주문 수가 3 이상인 고객에 대해 고객별로 이름을 표시합니다."},
		{"가장 비싼 상품 두 개", "SELECT Name FROM Product ORDER BY Price DESC LIMIT 2",
			"이름을 표시합니다(가격이 큰 순, 처음 2건)."},
		{"2024년에 주문한 고객은 몇 명이야?",
			"SELECT COUNT(DISTINCT T1.CustomerId) AS CustomerCount FROM Customer AS T1 JOIN "
			"Orders AS T2 ON T1.CustomerId = T2.CustomerId WHERE T2.OrderDate >= '2024-01-01' "
			"AND T2.OrderDate < '2025-01-01'",
			"주문일이 2024년인 고객에 대해 고객 수(중복 제외)를 표시합니다."},
		{"이메일이 없는 고객", "SELECT Name FROM Customer WHERE Email IS NULL",
			"이메일이 비어 있는 고객에 대해 이름을 표시합니다."},
		{"고객의 혈액형을 알려줘", NULL,
			"'혈액형'에 해당하는 표나 열을 찾지 못했습니다. 이 데이터베이스에는 Customer, "
			"OrderItem, Orders, Product이(가) 있습니다. 그 말을 써서 다시 물어봐 주세요."},
	};
	CLEANUP(cat_snapshot_unref_ptr) struct cat_snapshot *s = shop_snapshot(NULL, 0);

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		CLEANUP(arena_free_ptr) struct arena *a = arena_new();
		struct gen_answer got = shop_ask(a, s, cases[i].question);
		CHECK_STR(got.sql, cases[i].sql);
		CHECK_STR(cases[i].sql ? got.explanation : got.message, cases[i].told);
	}
}

TEST_MAIN(TEST(test_words), TEST(test_questions), TEST(test_tells_in_korean))
