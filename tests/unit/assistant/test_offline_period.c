// SPDX-License-Identifier: Apache-2.0
/* Periods that English names, seen from a day that the tests choose. */
#include "assistant/offline/period.h"
#include "base/arena.h"
#include "base/clock.h"
#include "test.h"

/* Monday, 16 March 2026. */
static int64_t today(void)
{
	return clock_days_from_civil(2026, 3, 16);
}

static const char *day_text(struct arena *a, int64_t day)
{
	int64_t year;
	int month, of_month;

	clock_civil_from_days(day, &year, &month, &of_month);
	return arena_printf(a, "%04lld-%02d-%02d", (long long)year, month, of_month);
}

static void test_periods(void)
{
	static const struct {
		const char *words, *from, *to;
		size_t n;
	} cases[] = {
		{"first half of 2024", "2024-01-01", "2024-07-01", 4},
		{"the second half of 2023", "2023-07-01", "2024-01-01", 5},
		{"third quarter of 2024", "2024-07-01", "2024-10-01", 4},
		{"last quarter of 2024", "2024-10-01", "2025-01-01", 4},
		{"Q1 2025", "2025-01-01", "2025-04-01", 2},
		{"H2 of 2025", "2025-07-01", "2026-01-01", 3},
		{"March 2022", "2022-03-01", "2022-04-01", 2},
		{"dec 2022", "2022-12-01", "2023-01-01", 2},
		{"between January and March 2025", "2025-01-01", "2025-04-01", 5},
		{"from November 2024 to February 2025", "2024-11-01", "2025-03-01", 6},
		{"last year", "2025-01-01", "2026-01-01", 2},
		{"this year", "2026-01-01", "2027-01-01", 2},
		{"last month", "2026-02-01", "2026-03-01", 2},
		{"the previous quarter", "2025-10-01", "2026-01-01", 3},
		{"this week", "2026-03-16", "2026-03-23", 2},
		{"last week", "2026-03-09", "2026-03-16", 2},
		{"yesterday", "2026-03-15", "2026-03-16", 1},
		{"today", "2026-03-16", "2026-03-17", 1},
		{"last 30 days", "2026-02-15", "2026-03-17", 3},
		{"the past 6 months", "2025-09-16", "2026-03-17", 4},
		{"last two weeks", "2026-03-03", "2026-03-17", 3},
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		CLEANUP(arena_free_ptr) struct arena *a = arena_new();
		struct tokens t = tok_split(a, slice_of(cases[i].words));
		struct period p;
		size_t n = 0;

		CHECK_MSG(period_at(&t, 0, today(), &p, &n), "\"%s\" is a period", cases[i].words);
		CHECK_INT(n, cases[i].n);
		CHECK_STR(day_text(a, p.from), cases[i].from);
		CHECK_STR(day_text(a, p.to), cases[i].to);
	}
}

static void test_other_words(void)
{
	static const char *const cases[] = {"last name", "first half", "the last order", "quarter of 2024",
		"may", "last day", "second half of the game", "fourth half of 2024",
		"between January and 2025", "between March and January 2025", "2024", "h3 2024", "last"};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		CLEANUP(arena_free_ptr) struct arena *a = arena_new();
		struct tokens t = tok_split(a, slice_of(cases[i]));
		struct period p;
		size_t n;

		CHECK_MSG(!period_at(&t, 0, today(), &p, &n), "\"%s\" is none", cases[i]);
	}
}

TEST_MAIN(TEST(test_periods), TEST(test_other_words))
