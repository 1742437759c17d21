// SPDX-License-Identifier: Apache-2.0
/* What can be made of an answer as a whole, each kind on two schemas that share no name and no style. */
#include "offline_library.h"
#include "test.h"

struct shape_case {
	bool library;
	const char *question, *sql;
};

static void check_cases(const struct shape_case *cases, size_t n)
{
	CLEANUP(cat_snapshot_unref_ptr) struct cat_snapshot *shop = shop_snapshot(NULL, 0);
	CLEANUP(cat_snapshot_unref_ptr) struct cat_snapshot *library = library_snapshot(SQL_SQLITE);

	for (size_t i = 0; i < n; i++) {
		CLEANUP(arena_free_ptr) struct arena *a = arena_new();
		struct gen_answer got = shop_ask(a, cases[i].library ? library : shop, cases[i].question);
		CHECK_MSG(got.sql && str_eq(got.sql, cases[i].sql), "\"%s\":\n\tgot  %s\n\twant %s",
			cases[i].question, got.sql ? got.sql : "(nothing)", cases[i].sql);
	}
}

static void test_shares(void)
{
	static const struct shape_case cases[] = {
		{true, "What percentage of visits are for study?",
			"SELECT 100.0 * SUM(CASE WHEN purpose = 'study' THEN 1 ELSE 0 END) / COUNT(*) AS "
			"visit_percent FROM visit"},
		{false, "What percent of customers are from France?",
			"SELECT 100.0 * SUM(CASE WHEN Country = 'France' THEN 1 ELSE 0 END) / COUNT(*) AS "
			"CustomerPercent FROM Customer"},
		{false, "share of customers by country",
			"SELECT Country, COUNT(*) AS CustomerCount, 100.0 * COUNT(*) / SUM(COUNT(*)) OVER () "
			"AS CustomerPercent FROM Customer GROUP BY Country ORDER BY CustomerCount DESC"},
		{true, "share of visits by purpose in percent",
			"SELECT purpose, COUNT(*) AS visit_count, 100.0 * COUNT(*) / SUM(COUNT(*)) OVER () "
			"AS visit_percent FROM visit GROUP BY purpose ORDER BY visit_count DESC"},
		{false, "国別の顧客数の割合",
			"SELECT Country, COUNT(*) AS CustomerCount, 100.0 * COUNT(*) / SUM(COUNT(*)) OVER () "
			"AS CustomerPercent FROM Customer GROUP BY Country ORDER BY CustomerCount DESC"},
	};

	check_cases(cases, ARRAY_LEN(cases));
}

static void test_running_totals(void)
{
	static const struct shape_case cases[] = {
		{true, "running total of visits by month",
			"SELECT strftime('%Y-%m', visited_on) AS month, COUNT(*) AS visit_count, "
			"SUM(COUNT(*)) OVER (ORDER BY strftime('%Y-%m', visited_on)) AS running_visit_count "
			"FROM visit GROUP BY strftime('%Y-%m', visited_on) ORDER BY month"},
		{false, "cumulative sales by month",
			"SELECT strftime('%Y-%m', OrderDate) AS Month, SUM(Total) AS TotalSum, "
			"SUM(SUM(Total)) OVER (ORDER BY strftime('%Y-%m', OrderDate)) AS RunningTotalSum "
			"FROM Orders GROUP BY strftime('%Y-%m', OrderDate) ORDER BY Month"},
		{false, "月別の売上の累計",
			"SELECT strftime('%Y-%m', OrderDate) AS Month, SUM(Total) AS TotalSum, "
			"SUM(SUM(Total)) OVER (ORDER BY strftime('%Y-%m', OrderDate)) AS RunningTotalSum "
			"FROM Orders GROUP BY strftime('%Y-%m', OrderDate) ORDER BY Month"},
	};

	check_cases(cases, ARRAY_LEN(cases));
}

static void test_previous_periods(void)
{
	static const struct shape_case cases[] = {
		{true, "visits per month compared to the previous month",
			"SELECT strftime('%Y-%m', visited_on) AS month, COUNT(*) AS visit_count, "
			"LAG(COUNT(*)) OVER (ORDER BY strftime('%Y-%m', visited_on)) AS "
			"previous_visit_count, COUNT(*) - LAG(COUNT(*)) OVER (ORDER BY strftime('%Y-%m', "
			"visited_on)) AS visit_count_change FROM visit GROUP BY strftime('%Y-%m', "
			"visited_on) ORDER BY month"},
		{false, "month over month sales growth",
			"SELECT strftime('%Y-%m', OrderDate) AS Month, SUM(Total) AS TotalSum, "
			"LAG(SUM(Total)) OVER (ORDER BY strftime('%Y-%m', OrderDate)) AS PreviousTotalSum, "
			"100.0 * (SUM(Total) - LAG(SUM(Total)) OVER (ORDER BY strftime('%Y-%m', OrderDate))) "
			"/ LAG(SUM(Total)) OVER (ORDER BY strftime('%Y-%m', OrderDate)) AS "
			"TotalSumGrowthPercent FROM Orders GROUP BY strftime('%Y-%m', OrderDate) ORDER BY "
			"Month"},
		{false, "月別の売上の前月比",
			"SELECT strftime('%Y-%m', OrderDate) AS Month, SUM(Total) AS TotalSum, "
			"LAG(SUM(Total)) OVER (ORDER BY strftime('%Y-%m', OrderDate)) AS PreviousTotalSum, "
			"100.0 * (SUM(Total) - LAG(SUM(Total)) OVER (ORDER BY strftime('%Y-%m', OrderDate))) "
			"/ LAG(SUM(Total)) OVER (ORDER BY strftime('%Y-%m', OrderDate)) AS "
			"TotalSumGrowthPercent FROM Orders GROUP BY strftime('%Y-%m', OrderDate) ORDER BY "
			"Month"},
	};

	check_cases(cases, ARRAY_LEN(cases));
}

static void test_first_of_each_group(void)
{
	static const struct shape_case cases[] = {
		{false, "the most expensive product of each category",
			"SELECT Category, Name FROM (SELECT Category, Name, RANK() OVER (PARTITION BY "
			"Category ORDER BY Price DESC) AS Place FROM Product) AS Ranked WHERE Place <= 1 "
			"ORDER BY Category, Place"},
		{true, "the librarian with the highest salary in each branch",
			"SELECT branch_name, full_name FROM (SELECT T2.branch_name, T1.full_name, RANK() "
			"OVER (PARTITION BY T2.branch_id ORDER BY T1.salary DESC) AS place FROM librarian AS "
			"T1 JOIN branch AS T2 ON T1.branch_id = T2.branch_id) AS ranked WHERE place <= 1 "
			"ORDER BY branch_name, place"},
		{true, "top 2 librarians in each branch by salary",
			"SELECT branch_name, full_name FROM (SELECT T2.branch_name, T1.full_name, RANK() "
			"OVER (PARTITION BY T2.branch_id ORDER BY T1.salary DESC) AS place FROM librarian AS "
			"T1 JOIN branch AS T2 ON T1.branch_id = T2.branch_id) AS ranked WHERE place <= 2 "
			"ORDER BY branch_name, place"},
		{false, "カテゴリごとに最も価格が高い商品",
			"SELECT Category, Name FROM (SELECT Category, Name, RANK() OVER (PARTITION BY "
			"Category ORDER BY Price DESC) AS Place FROM Product) AS Ranked WHERE Place <= 1 "
			"ORDER BY Category, Place"},
	};

	check_cases(cases, ARRAY_LEN(cases));
}

static void test_groups_without_rows(void)
{
	static const struct shape_case cases[] = {
		{false, "number of orders for each customer, including those without orders",
			"SELECT T1.Name, COUNT(T2.CustomerId) AS OrderCount FROM Customer AS T1 LEFT JOIN "
			"Orders AS T2 ON T1.CustomerId = T2.CustomerId GROUP BY T1.CustomerId ORDER BY "
			"OrderCount DESC"},
		{true, "number of visits per branch, including branches with no visits",
			"SELECT T1.branch_name, COUNT(T2.branch_id) AS visit_count FROM branch AS T1 LEFT "
			"JOIN visit AS T2 ON T1.branch_id = T2.branch_id GROUP BY T1.branch_id ORDER BY "
			"visit_count DESC"},
		{false, "注文がない顧客も含めて顧客ごとの注文数",
			"SELECT T1.Name, COUNT(T2.CustomerId) AS OrderCount FROM Customer AS T1 LEFT JOIN "
			"Orders AS T2 ON T1.CustomerId = T2.CustomerId GROUP BY T1.CustomerId ORDER BY "
			"OrderCount DESC"},
	};

	check_cases(cases, ARRAY_LEN(cases));
}

static void test_average_of_groups(void)
{
	static const struct shape_case cases[] = {
		{false, "What is the average number of orders per customer?",
			"SELECT AVG(OrderCount) AS AverageOrderCount FROM (SELECT COUNT(*) AS OrderCount "
			"FROM Orders AS T1 JOIN Customer AS T2 ON T1.CustomerId = T2.CustomerId GROUP BY "
			"T2.CustomerId) AS GroupsOfRows"},
		{true, "average number of visits per branch",
			"SELECT AVG(visit_count) AS average_visit_count FROM (SELECT COUNT(*) AS visit_count "
			"FROM visit AS T1 JOIN branch AS T2 ON T1.branch_id = T2.branch_id GROUP BY "
			"T2.branch_id) AS groups_of_rows"},
		{true, "the maximum number of visits per branch",
			"SELECT MAX(visit_count) AS highest_visit_count FROM (SELECT COUNT(*) AS visit_count "
			"FROM visit AS T1 JOIN branch AS T2 ON T1.branch_id = T2.branch_id GROUP BY "
			"T2.branch_id) AS groups_of_rows"},
		{false, "顧客あたりの平均注文数",
			"SELECT AVG(OrderCount) AS AverageOrderCount FROM (SELECT COUNT(*) AS OrderCount "
			"FROM Orders AS T1 JOIN Customer AS T2 ON T1.CustomerId = T2.CustomerId GROUP BY "
			"T2.CustomerId) AS GroupsOfRows"},
	};

	check_cases(cases, ARRAY_LEN(cases));
}

static void test_twins(void)
{
	static const struct shape_case cases[] = {
		{true, "list each librarian with the name of their supervisor",
			"SELECT T1.full_name, T2.full_name AS supervisor_full_name FROM librarian AS T1 JOIN "
			"librarian AS T2 ON T1.supervisor_id = T2.librarian_id"},
		{true, "Who reports to Ann Berg?",
			"SELECT T1.full_name FROM librarian AS T1 JOIN librarian AS T2 ON T1.supervisor_id = "
			"T2.librarian_id WHERE T2.full_name = 'Ann Berg'"},
		{true, "librarians with a higher salary than their supervisor",
			"SELECT T1.full_name FROM librarian AS T1 JOIN librarian AS T2 ON T1.supervisor_id = "
			"T2.librarian_id WHERE T1.salary > T2.salary"},
		{true, "number of librarians per supervisor",
			"SELECT T2.full_name AS supervisor_full_name, COUNT(*) AS librarian_count FROM "
			"librarian AS T1 JOIN librarian AS T2 ON T1.supervisor_id = T2.librarian_id GROUP BY "
			"T2.librarian_id ORDER BY librarian_count DESC"},
		{true, "librarianと上司の名前",
			"SELECT T1.full_name, T2.full_name AS supervisor_full_name FROM librarian AS T1 JOIN "
			"librarian AS T2 ON T1.supervisor_id = T2.librarian_id"},
	};

	check_cases(cases, ARRAY_LEN(cases));
}

static void test_units(void)
{
	static const struct shape_case cases[] = {
		{true, "average duration of visits in minutes",
			"SELECT AVG(duration_seconds) / 60.0 AS average_minutes FROM visit"},
		{true, "visits longer than 5 minutes",
			"SELECT visit_id FROM visit WHERE duration_seconds > 300"},
		{true, "10分より長いvisit", "SELECT visit_id FROM visit WHERE duration_seconds > 600"},
	};

	check_cases(cases, ARRAY_LEN(cases));
}

static void test_products_of_columns(void)
{
	static const struct shape_case cases[] = {
		{true, "Which branch has the highest revenue?",
			"SELECT T1.branch_name FROM branch AS T1 JOIN sale_line AS T2 ON T1.branch_id = "
			"T2.branch_id GROUP BY T1.branch_id ORDER BY SUM(T2.quantity * T2.unit_price) DESC "
			"LIMIT 1"},
		{true, "revenue per branch",
			"SELECT T2.branch_name, SUM(T1.quantity * T1.unit_price) AS total_amount FROM "
			"sale_line AS T1 JOIN branch AS T2 ON T1.branch_id = T2.branch_id GROUP BY "
			"T2.branch_id ORDER BY total_amount DESC"},
		{false, "What are the total sales?", "SELECT SUM(Total) AS TotalSum FROM Orders"},
		{true, "Which branch sold the most?",
			"SELECT T1.branch_name FROM branch AS T1 JOIN sale_line AS T2 ON T1.branch_id = "
			"T2.branch_id GROUP BY T1.branch_id ORDER BY SUM(T2.quantity) DESC LIMIT 1"},
	};

	check_cases(cases, ARRAY_LEN(cases));
}

static void test_counts_of_groups(void)
{
	static const struct shape_case cases[] = {
		{false, "How many customers have more than 5 orders?",
			"SELECT COUNT(*) AS CustomerCount FROM (SELECT T1.CustomerId FROM Customer AS T1 "
			"JOIN Orders AS T2 ON T1.CustomerId = T2.CustomerId GROUP BY T1.CustomerId HAVING "
			"COUNT(*) > 5) AS GroupsOfRows"},
		{true, "How many branches have at least 2 visits?",
			"SELECT COUNT(*) AS branch_count FROM (SELECT T1.branch_id FROM branch AS T1 JOIN "
			"visit AS T2 ON T1.branch_id = T2.branch_id GROUP BY T1.branch_id HAVING COUNT(*) >= "
			"2) AS groups_of_rows"},
	};

	check_cases(cases, ARRAY_LEN(cases));
}

static void test_flags(void)
{
	static const struct shape_case cases[] = {
		{true, "renovated branches", "SELECT branch_name FROM branch WHERE renovated = 1"},
		{true, "How many branches are renovated?",
			"SELECT COUNT(*) AS branch_count FROM branch WHERE renovated = 1"},
		{true, "branches that are not renovated",
			"SELECT branch_name FROM branch WHERE renovated = 0"},
	};

	check_cases(cases, ARRAY_LEN(cases));
}

static void test_who(void)
{
	static const struct shape_case cases[] = {
		{false, "Which customer spent the most?",
			"SELECT T1.Name FROM Customer AS T1 JOIN Orders AS T2 ON T1.CustomerId = "
			"T2.CustomerId GROUP BY T1.CustomerId ORDER BY SUM(T2.Total) DESC LIMIT 1"},
		{true, "Who has the highest salary?",
			"SELECT full_name FROM librarian ORDER BY salary DESC LIMIT 1"},
		{false, "Which products cost more than the average?",
			"SELECT Name FROM Product WHERE Price > (SELECT AVG(Price) FROM Product)"},
		{true, "Which branches have visits with an average duration above 30 minutes?",
			"SELECT T1.branch_name FROM branch AS T1 JOIN visit AS T2 ON T1.branch_id = "
			"T2.branch_id GROUP BY T1.branch_id HAVING AVG(T2.duration_seconds) > 1800"},
	};

	check_cases(cases, ARRAY_LEN(cases));
}

static void test_periods(void)
{
	static const struct shape_case cases[] = {
		{true, "visits per quarter",
			"SELECT strftime('%Y', visited_on) || '-Q' || ((CAST(strftime('%m', visited_on) AS "
			"INTEGER) + 2) / 3) AS quarter, COUNT(*) AS visit_count FROM visit GROUP BY "
			"strftime('%Y', visited_on) || '-Q' || ((CAST(strftime('%m', visited_on) AS INTEGER) "
			"+ 2) / 3) ORDER BY quarter"},
		{true, "How many visits were there in February 2024?",
			"SELECT COUNT(*) AS visit_count FROM visit WHERE visited_on >= '2024-02-01' AND "
			"visited_on < '2024-03-01'"},
		{false, "2024年12月の注文数",
			"SELECT COUNT(*) AS OrderCount FROM Orders WHERE OrderDate >= '2024-12-01' AND "
			"OrderDate < '2025-01-01'"},
		{false, "orders per year",
			"SELECT strftime('%Y', OrderDate) AS Year, COUNT(*) AS OrderCount FROM Orders GROUP "
			"BY strftime('%Y', OrderDate) ORDER BY Year"},
	};

	check_cases(cases, ARRAY_LEN(cases));
}

static void test_postgres(void)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	CLEANUP(cat_snapshot_unref_ptr) struct cat_snapshot *s = library_snapshot(SQL_POSTGRES);

	CHECK_STR(shop_ask(a, s, "visits per quarter").sql,
		"SELECT to_char(visited_on, 'YYYY-\"Q\"Q') AS quarter, COUNT(*) AS visit_count FROM "
		"main.visit "
		"GROUP BY to_char(visited_on, 'YYYY-\"Q\"Q') ORDER BY quarter");
}

static void test_says_when_it_cannot(void)
{
	static const char *const questions[] = {
		"running total of customers",
		"customers compared to the previous month",
		"What percentage of customers?",
	};
	CLEANUP(cat_snapshot_unref_ptr) struct cat_snapshot *s = shop_snapshot(NULL, 0);

	for (size_t i = 0; i < ARRAY_LEN(questions); i++) {
		CLEANUP(arena_free_ptr) struct arena *a = arena_new();
		struct gen_answer got = shop_ask(a, s, questions[i]);
		CHECK_MSG(!got.sql, "\"%s\" is not answered (%s)", questions[i], got.sql ? got.sql : "");
	}
}

static void test_explains(void)
{
	static const char *const cases[][2] = {
		{"What percentage of visits are for study?",
			"Shows the percentage of visits where visit purpose is \"study\"."},
		{"share of visits by purpose in percent",
			"For each purpose, shows the number of visits and the share of it in percent, sorted "
			"by number of visits "
			"from the largest."},
		{"the librarian with the highest salary in each branch",
			"Shows the branch name and the librarian full name, sorted by librarian salary from "
			"the largest; of each "
			"branch only the first 1, ties kept."},
		{"number of visits per branch, including branches with no visits",
			"For each branch, shows the branch name and the number of visits, sorted by number "
			"of visits from the largest, "
			"those without any included."},
		{"average number of visits per branch",
			"Shows the average, over each branch that has any, of the number of visits."},
		{"librarians with a higher salary than their supervisor",
			"Shows the librarian full name where librarian salary is more than supervisor "
			"salary."},
		{"average duration of visits in minutes", "Shows the average visit duration in minutes."},
		{"What is the total revenue?",
			"Shows the total of sale line quantity × sale line unit price."},
	};
	CLEANUP(cat_snapshot_unref_ptr) struct cat_snapshot *s = library_snapshot(SQL_SQLITE);

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		CLEANUP(arena_free_ptr) struct arena *a = arena_new();
		CHECK_STR(shop_ask(a, s, cases[i][0]).explanation, cases[i][1]);
	}
}

/* What an extreme was taken to mean is what the query sorts by, whole. */
static void test_assumes_whole_measures(void)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	CLEANUP(cat_snapshot_unref_ptr) struct cat_snapshot *s = library_snapshot(SQL_SQLITE);
	struct gen_answer got = shop_ask(a, s, "Which branch has the highest revenue?");

	CHECK_INT(got.n_assumptions, 1);
	CHECK_STR(got.assumptions[0],
		"'highest' means the total of sale_line.quantity × sale_line.unit_price, largest first");
}

TEST_MAIN(TEST(test_shares), TEST(test_running_totals), TEST(test_previous_periods),
	TEST(test_first_of_each_group), TEST(test_groups_without_rows), TEST(test_average_of_groups),
	TEST(test_twins), TEST(test_units), TEST(test_products_of_columns), TEST(test_counts_of_groups),
	TEST(test_flags), TEST(test_who), TEST(test_periods), TEST(test_postgres), TEST(test_explains),
	TEST(test_assumes_whole_measures), TEST(test_says_when_it_cannot))
