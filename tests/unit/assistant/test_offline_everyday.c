// SPDX-License-Identifier: Apache-2.0
/* Questions as they are typed, on two schemas that share no name and no style: what each once answered wrongly. */
#include "offline_library.h"
#include "test.h"

struct everyday {
	bool library;
	const char *question, *sql; /* sql NULL: only abstaining is right */
};

static void check_cases(const struct everyday *cases, size_t n)
{
	CLEANUP(cat_snapshot_unref_ptr) struct cat_snapshot *shop = shop_snapshot(NULL, 0);
	CLEANUP(cat_snapshot_unref_ptr) struct cat_snapshot *library = library_snapshot(SQL_SQLITE);

	for (size_t i = 0; i < n; i++) {
		CLEANUP(arena_free_ptr) struct arena *a = arena_new();
		struct gen_answer got = shop_ask(a, cases[i].library ? library : shop, cases[i].question);
		CHECK_MSG((!got.sql && !cases[i].sql) ||
				  (got.sql && cases[i].sql && str_eq(got.sql, cases[i].sql)),
			"\"%s\":\n\tgot  %s\n\twant %s", cases[i].question, got.sql ? got.sql : "(nothing)",
			cases[i].sql ? cases[i].sql : "(nothing)");
	}
}

static void test_denials(void)
{
	static const struct everyday cases[] = {
		{false, "customers who arent from France",
			"SELECT Name FROM Customer WHERE Country <> 'France'"},
		{false, "customers who don\xe2\x80\x99t have orders",
			"SELECT Name FROM Customer WHERE CustomerId NOT IN (SELECT CustomerId FROM Orders "
			"WHERE CustomerId IS NOT NULL)"},
		{true, "which branches dont have visits",
			"SELECT branch_name FROM branch WHERE branch_id NOT IN (SELECT branch_id FROM visit "
			"WHERE branch_id IS NOT NULL)"},
	};

	check_cases(cases, ARRAY_LEN(cases));
}

static void test_measures(void)
{
	static const struct everyday cases[] = {
		{false, "What are the maximum and minimum price of products in the book category?",
			"SELECT MAX(Price) AS HighestPrice, MIN(Price) AS LowestPrice FROM Product WHERE "
			"Category = 'book'"},
		{false, "how many orders are there in total", "SELECT COUNT(*) AS OrderCount FROM Orders"},
		{false, "total age of customers from France and Japan",
			"SELECT SUM(Age) AS AgeSum FROM Customer WHERE Country = 'France' OR Country = "
			"'Japan'"},
		{true, "list branch names ordered by the number of visits",
			"SELECT T1.branch_name FROM branch AS T1 JOIN visit AS T2 ON T1.branch_id = "
			"T2.branch_id GROUP BY T1.branch_id ORDER BY COUNT(*)"},
		{true, "Which purpose is most common?",
			"SELECT purpose FROM visit GROUP BY purpose ORDER BY COUNT(*) DESC LIMIT 1"},
		{true, "What is the purpose that is most common?",
			"SELECT purpose FROM visit GROUP BY purpose ORDER BY COUNT(*) DESC LIMIT 1"},
	};

	check_cases(cases, ARRAY_LEN(cases));
}

static void test_comparisons(void)
{
	static const struct everyday cases[] = {
		{true, "librarians with a higher salary than Ann Berg",
			"SELECT full_name FROM librarian WHERE salary > (SELECT salary FROM librarian WHERE "
			"full_name = 'Ann Berg')"},
		{true, "librarians who earn more than Ole Dahl",
			"SELECT full_name FROM librarian WHERE salary > (SELECT salary FROM librarian WHERE "
			"full_name = 'Ole Dahl')"},
		{true, "librarians who earn more than 40000",
			"SELECT full_name FROM librarian WHERE salary > 40000"},
		{true, "visits that took more than 2 hours",
			"SELECT visit_id FROM visit WHERE duration_seconds > 7200"},
		{false, "customers older than the average",
			"SELECT Name FROM Customer WHERE Age > (SELECT AVG(Age) FROM Customer)"},
		{false, "customers with at least 20 places", NULL},
		{false, "customers who make more than the average", NULL},
	};

	check_cases(cases, ARRAY_LEN(cases));
}

static void test_days(void)
{
	static const struct everyday cases[] = {
		{false, "number of orders in the first half of 2024",
			"SELECT COUNT(*) AS OrderCount FROM Orders WHERE OrderDate >= '2024-01-01' AND "
			"OrderDate < '2024-07-01'"},
		{false, "orders between january and march 2025",
			"SELECT OrderId FROM Orders WHERE OrderDate >= '2025-01-01' AND OrderDate < "
			"'2025-04-01'"},
		{false, "How many orders before March 2022?",
			"SELECT COUNT(*) AS OrderCount FROM Orders WHERE OrderDate < '2022-03-01'"},
		{false, "Top 2 customers by spending in Q4 2024",
			"SELECT T1.Name FROM Customer AS T1 JOIN Orders AS T2 ON T1.CustomerId = "
			"T2.CustomerId WHERE T2.OrderDate >= '2024-10-01' AND T2.OrderDate < '2025-01-01' "
			"GROUP BY T1.CustomerId ORDER BY SUM(T2.Total) DESC LIMIT 2"},
		{false, "customers without orders in 2024",
			"SELECT Name FROM Customer WHERE CustomerId NOT IN (SELECT CustomerId FROM Orders "
			"WHERE OrderDate >= '2024-01-01' AND OrderDate < '2025-01-01')"},
		{true, "branches without visits in the second half of 2024",
			"SELECT branch_name FROM branch WHERE branch_id NOT IN (SELECT branch_id FROM visit "
			"WHERE visited_on >= '2024-07-01' AND visited_on < '2025-01-01')"},
	};

	check_cases(cases, ARRAY_LEN(cases));
}

static void test_twins(void)
{
	static const struct everyday cases[] = {
		{true, "Who is the supervisor of each librarian?",
			"SELECT T1.full_name, T2.full_name AS supervisor_full_name FROM librarian AS T1 JOIN "
			"librarian AS T2 ON T1.supervisor_id = T2.librarian_id"},
		{true, "who is the best paid librarian",
			"SELECT full_name FROM librarian ORDER BY salary DESC LIMIT 1"},
	};

	check_cases(cases, ARRAY_LEN(cases));
}

static void test_shapes(void)
{
	static const struct everyday cases[] = {
		{false, "customers grouped by country and age",
			"SELECT Country, Age, COUNT(*) AS CustomerCount FROM Customer GROUP BY Country, Age "
			"ORDER BY CustomerCount DESC"},
		{false, "number of products per category, highest first",
			"SELECT Category, COUNT(*) AS ProductCount FROM Product GROUP BY Category ORDER BY "
			"ProductCount DESC"},
		{false, "customers whose name starts with S",
			"SELECT Name FROM Customer WHERE Name LIKE 'S%'"},
		{false, "when was the last order",
			"SELECT OrderDate FROM Orders ORDER BY OrderDate DESC LIMIT 1"},
		{false, "how many customers ordered something in 2025",
			"SELECT COUNT(DISTINCT T1.CustomerId) AS CustomerCount FROM Customer AS T1 JOIN "
			"Orders AS T2 ON T1.CustomerId = T2.CustomerId WHERE T2.OrderDate >= '2025-01-01' "
			"AND T2.OrderDate < '2026-01-01'"},
		{false, "which categories have the cheapest products on average",
			"SELECT Category FROM Product GROUP BY Category ORDER BY AVG(Price) LIMIT 1"},
		{true, "visits per quarter in 2024",
			"SELECT strftime('%Y', visited_on) || '-Q' || ((CAST(strftime('%m', visited_on) AS "
			"INTEGER) + 2) / 3) AS quarter, COUNT(*) AS visit_count FROM visit WHERE visited_on "
			">= '2024-01-01' AND visited_on < '2025-01-01' GROUP BY strftime('%Y', visited_on) "
			"|| '-Q' || ((CAST(strftime('%m', visited_on) AS INTEGER) + 2) / 3) ORDER BY "
			"quarter"},
		{true, "when was the first visit?",
			"SELECT visited_on FROM visit ORDER BY visited_on LIMIT 1"},
	};

	check_cases(cases, ARRAY_LEN(cases));
}

/* What has no place in the query is no small thing: without it another question is answered. */
static void test_no_place(void)
{
	static const struct everyday cases[] = {
		{false, "How many orders did Iron Maiden place?", NULL},
		{false, "which country has the best customers", NULL},
		{false, "What is the average order weight?", NULL},
		{false, "total of orders in 2023 and 2024", NULL},
		{false, "how many customers under 20, between 20 and 30 and over 30", NULL},
		{false, "customers without any orders at all",
			"SELECT Name FROM Customer WHERE CustomerId NOT IN (SELECT CustomerId FROM Orders "
			"WHERE CustomerId IS NOT NULL)"},
		{false, "countries with only one customer",
			"SELECT Country FROM Customer GROUP BY Country HAVING COUNT(*) = 1"},
		{true, "branches by number of visits",
			"SELECT T2.branch_name, COUNT(*) AS visit_count FROM visit AS T1 JOIN branch AS T2 "
			"ON T1.branch_id = T2.branch_id GROUP BY T2.branch_id ORDER BY visit_count DESC"},
		{false, "who has the most customers", NULL},
		{false, "how many customers in europe", NULL},
		{false, "products by beyonce", NULL},
		{true, "who does Ann Berg admire", NULL},
		{false, "customers from France and Japan",
			"SELECT Name FROM Customer WHERE Country = 'France' OR Country = 'Japan'"},
		{false, "best customer", NULL},
		{false, "customers who ordered nothing in 2024", NULL},
		{false, "list customers that have a dog", NULL},
		{true, "how many librarians play polka", NULL},
		{true, "how many librarians work in the library",
			"SELECT COUNT(*) AS librarian_count FROM librarian"},
		{false, "customers and their orders",
			"SELECT T1.Name, T2.OrderId FROM Customer AS T1 JOIN Orders AS T2 ON T1.CustomerId = "
			"T2.CustomerId"},
		{false, "names of customers and their emails", "SELECT Name, Email FROM Customer"},
		{false, "the second most expensive product",
			"SELECT Name FROM Product ORDER BY Price DESC LIMIT 1 OFFSET 1"},
		{false, "customers who spent more than 40",
			"SELECT T1.Name FROM Customer AS T1 JOIN Orders AS T2 ON T1.CustomerId = "
			"T2.CustomerId "
			"GROUP BY T1.CustomerId HAVING SUM(T2.Total) > 40"},
		{false, "orders over 20", "SELECT OrderId FROM Orders WHERE Total > 20"},
		{false, "how many customers have an email",
			"SELECT COUNT(*) AS CustomerCount FROM Customer WHERE Email IS NOT NULL"},
		{false, "how many product categories are there",
			"SELECT COUNT(DISTINCT Category) AS CategoryCount FROM Product"},
	};

	check_cases(cases, ARRAY_LEN(cases));
}

TEST_MAIN(TEST(test_denials), TEST(test_measures), TEST(test_comparisons), TEST(test_days), TEST(test_twins),
	TEST(test_shapes), TEST(test_no_place))
