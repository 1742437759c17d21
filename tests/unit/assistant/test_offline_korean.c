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
		{"풍선은 몇 곳", "풍선 은 몇 곳"}, /* an unknown noun loses its particle */
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

TEST_MAIN(TEST(test_words), TEST(test_questions))
