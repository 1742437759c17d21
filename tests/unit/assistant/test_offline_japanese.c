// SPDX-License-Identifier: Apache-2.0
/* Japanese questions over English names: numbers, verbs, ranges, counts, days; and how the answers are told. */
#include "assistant/offline/explain_phrases.h"
#include "assistant/offline/period.h"
#include "base/clock.h"
#include "offline_shop.h"
#include "test.h"

static void test_questions(void)
{
	static const struct {
		const char *question, *sql, *told; /* sql NULL: abstains */
	} cases[] = {
		{"価格が１０以上の商品", "SELECT Name FROM Product WHERE Price >= 10",
			"価格が10以上の商品について、名前を表示します。"},
		{"価格が三十円未満の商品", "SELECT Name FROM Product WHERE Price < 30",
			"価格が30未満の商品について、名前を表示します。"},
		{"価格が5から20までの商品", "SELECT Name FROM Product WHERE Price BETWEEN 5 AND 20",
			"価格が5から20までの商品について、名前を表示します。"},
		{"年齢が20歳以上30歳未満の顧客", "SELECT Name FROM Customer WHERE Age >= 20 AND Age < 30",
			"年齢が20以上、かつ年齢が30未満の顧客について、名前を表示します。"},
		{"3件以上注文した顧客",
			"SELECT T1.Name FROM Customer AS T1 JOIN Orders AS T2 ON T1.CustomerId = "
			"T2.CustomerId GROUP BY T1.CustomerId HAVING COUNT(*) >= 3",
			"注文の件数が3以上の顧客について、顧客ごとに、名前を表示します。"},
		{"一番注文している顧客は誰？",
			"SELECT T1.Name FROM Customer AS T1 JOIN Orders AS T2 ON T1.CustomerId = "
			"T2.CustomerId GROUP BY T1.CustomerId ORDER BY COUNT(*) DESC LIMIT 1",
			"顧客ごとに、名前を表示します（注文の件数が多い順、先頭の1件）。"},
		{"注文を最も多くした顧客",
			"SELECT T1.Name FROM Customer AS T1 JOIN Orders AS T2 ON T1.CustomerId = "
			"T2.CustomerId GROUP BY T1.CustomerId ORDER BY COUNT(*) DESC LIMIT 1",
			"顧客ごとに、名前を表示します（注文の件数が多い順、先頭の1件）。"},
		{"価格が最大の商品", "SELECT Name FROM Product ORDER BY Price DESC LIMIT 1",
			"名前を表示します（価格が大きい順、先頭の1件）。"},
		{"ｶﾃｺﾞﾘ別の商品数",
			"SELECT Category, COUNT(*) AS ProductCount FROM Product GROUP BY Category ORDER BY "
			"ProductCount DESC",
			"カテゴリごとに、商品の件数を表示します（商品の件数が多い順）。"},
		{"日本とフランスの顧客",
			"SELECT Name FROM Customer WHERE Country = 'Japan' OR Country = 'France'",
			"国が「Japan」、または国が「France」の顧客について、名前を表示します。"},
		{"令和6年の注文件数",
			"SELECT COUNT(*) AS OrderCount FROM Orders WHERE OrderDate >= '2024-01-01' AND "
			"OrderDate < '2025-01-01'",
			"注文日が2024年の注文について、注文の件数を表示します。"},
		{"メールアドレスが登録されていない顧客", "SELECT Name FROM Customer WHERE Email IS NULL",
			"メールアドレスが空の顧客について、名前を表示します。"},
		{"2024年に注文した顧客は何人？",
			"SELECT COUNT(DISTINCT T1.CustomerId) AS CustomerCount FROM Customer AS T1 JOIN "
			"Orders AS T2 ON T1.CustomerId = T2.CustomerId WHERE T2.OrderDate >= '2024-01-01' "
			"AND T2.OrderDate < '2025-01-01'",
			"注文日が2024年の顧客について、顧客の数（重複なし）を表示します。"},
		{"売上が最も多かった月はいつですか",
			"SELECT strftime('%Y-%m', OrderDate) AS Month, SUM(Total) AS TotalSum FROM Orders "
			"GROUP BY strftime('%Y-%m', OrderDate) ORDER BY TotalSum DESC LIMIT 1",
			"注文日の月ごとに、金額の合計を表示します（金額の合計が大きい順、先頭の1件）。"},
		{"注文がない顧客",
			"SELECT Name FROM Customer WHERE CustomerId NOT IN (SELECT CustomerId FROM Orders "
			"WHERE CustomerId IS NOT NULL)",
			"注文がない顧客について、名前を表示します。"},
		{"2023年と2024年の売上",
			"SELECT strftime('%Y', OrderDate) AS Year, SUM(Total) AS TotalSum FROM Orders WHERE "
			"OrderDate >= '2023-01-01' AND OrderDate < '2025-01-01' GROUP BY strftime('%Y', "
			"OrderDate) ORDER BY Year",
			"注文日が2023-01-01以降、かつ注文日が2025-01-"
			"01より前の注文について、注文日の年ごとに、"
			"金額の合計を表示します（注文日の年の順）。"},
		{"価格の最大値と最小値",
			"SELECT MAX(Price) AS HighestPrice, MIN(Price) AS LowestPrice FROM Product",
			"最大の価格と最小の価格を表示します。"},
		{"価格が5から20の商品", "SELECT Name FROM Product WHERE Price BETWEEN 5 AND 20",
			"価格が5から20までの商品について、名前を表示します。"},
		{"どの顧客が一番多く注文していますか",
			"SELECT T1.Name FROM Customer AS T1 JOIN Orders AS T2 ON T1.CustomerId = "
			"T2.CustomerId "
			"GROUP BY T1.CustomerId ORDER BY COUNT(*) DESC LIMIT 1",
			"顧客ごとに、名前を表示します（注文の件数が多い順、先頭の1件）。"},
		{"注文1件あたりの平均金額", "SELECT AVG(Total) AS AverageTotal FROM Orders",
			"金額の平均を表示します。"},
		{"日本の顧客とフランスの顧客の人数",
			"SELECT COUNT(*) AS CustomerCount FROM Customer WHERE Country = 'Japan' OR Country = "
			"'France'",
			"国が「Japan」、または国が「France」の顧客について、顧客の件数を表示します。"},
		{"パリの天気は？", NULL,
			"「パリ」「天気」に当たる表や列が見つかりませんでした。データベースにあるのはCustomer"
			"、OrderItem、Orders、Productです。表や列の言葉を使って聞き直してください。"},
		{"商品の色ごとの価格", NULL,
			"「色」に当たる表や列が見つかりませんでした。データベースにあるのはCustomer、OrderIte"
			"m、Orders、Productです。表や列の言葉を使って聞き直してください。"},
		{"顧客の趣味を教えて", NULL,
			"「趣味」に当たる表や列が見つかりませんでした。データベースにあるのはCustomer、OrderI"
			"tem、Orders、Productです。表や列の言葉を使って聞き直してください。"},
	};
	CLEANUP(cat_snapshot_unref_ptr) struct cat_snapshot *s = shop_snapshot(NULL, 0);

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		CLEANUP(arena_free_ptr) struct arena *a = arena_new();
		struct gen_answer got = shop_ask(a, s, cases[i].question);
		CHECK_STR(got.sql, cases[i].sql);
		CHECK_STR(cases[i].sql ? got.explanation : got.message, cases[i].told);
	}
}

static const char *day_text(struct arena *a, int64_t day)
{
	int64_t year;
	int month, of_month;

	clock_civil_from_days(day, &year, &month, &of_month);
	return arena_printf(a, "%04lld-%02d-%02d", (long long)year, month, of_month);
}

static void test_days_seen_from_today(void)
{
	int64_t today = period_today();
	const struct {
		const char *question;
		struct period span;
	} cases[] = {
		{"先月の注文件数", period_around(today, PERIOD_MONTH, -1)},
		{"今年の注文件数", period_around(today, PERIOD_YEAR, 0)},
		{"過去30日の注文件数", period_back(today, PERIOD_DAY, 30)},
		{"直近3か月の注文件数", period_back(today, PERIOD_MONTH, 3)},
		{"작년 주문 건수", period_around(today, PERIOD_YEAR, -1)},
		{"최근 3개월 주문 건수", period_back(today, PERIOD_MONTH, 3)},
	};
	CLEANUP(cat_snapshot_unref_ptr) struct cat_snapshot *s = shop_snapshot(NULL, 0);

	if (today != period_today())
		return; /* midnight passed: what was asked before it has another answer now */
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		CLEANUP(arena_free_ptr) struct arena *a = arena_new();
		const char *want = arena_printf(a,
			"SELECT COUNT(*) AS OrderCount FROM Orders WHERE OrderDate >= '%s' AND OrderDate < "
			"'%s'",
			day_text(a, cases[i].span.from), day_text(a, cases[i].span.to));
		CHECK_STR(shop_ask(a, s, cases[i].question).sql, want);
	}
}

static void test_particles(void)
{
	static const char *const cases[][2] = {
		{"국가이(가) 비어", "국가가 비어"}, {"가격이(가) 10", "가격이 10"},
		{"이름을(를) 표시", "이름을 표시"},
		{"'서울'(으)로", "'서울'로"}, /* ㄹ takes the short form of this one alone */
		{"3을(를)", "3을"}, {"Total이(가)", "Total이(가)"}, /* nobody can tell how it is read */
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		CLEANUP(arena_free_ptr) struct arena *a = arena_new();
		CHECK_STR(phrases_settle(a, TONGUE_KO, cases[i][0]), cases[i][1]);
		CHECK_STR(phrases_settle(a, TONGUE_EN, cases[i][0]), cases[i][0]);
	}
}

TEST_MAIN(TEST(test_questions), TEST(test_days_seen_from_today), TEST(test_particles))
