// SPDX-License-Identifier: Apache-2.0
/* The statistics pass against numbers computed the plain way, and the sketches against their stated errors. */
#include "test.h"

#include "analysis/sketch.h"
#include "analysis/stats.h"
#include "base/arena.h"
#include "base/mem.h"

#include <math.h>

static bool near(double got, double want, double relative)
{
	return fabs(got - want) <= relative * fmax(1, fabs(want));
}

static void test_numbers(void)
{
	static const struct db_column columns[] = {{"v", "INTEGER", DB_INT}};
	static const int64_t values[] = {2, 4, 4, 4, 5, 5, 7, 9};
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	CLEANUP(stats_free_ptr) struct stats *s = stats_new(columns, 1);
	struct stats_summary sum;

	for (size_t i = 0; i < 8; i++)
		stats_add(s, &DB_V_INT(values[i]));
	stats_add(s, &DB_V_NULL);
	stats_finish(s, a, &sum);
	CHECK_INT(sum.n_rows, 9);
	CHECK_INT(sum.columns[0].n_values, 8);
	CHECK_INT(sum.columns[0].n_nulls, 1);
	CHECK_INT(sum.columns[0].n_distinct, 5);
	CHECK(sum.columns[0].distinct_exact);
	CHECK(sum.columns[0].role == STATS_NUMERIC && sum.columns[0].type == DB_INT);
	CHECK(sum.columns[0].mean == 5 && sum.columns[0].min == 2 && sum.columns[0].max == 9);
	CHECK(near(sum.columns[0].std_dev, sqrt(32.0 / 7), 1e-12));
	CHECK(sum.columns[0].q1 == 4 && sum.columns[0].median == 4.5 && sum.columns[0].q3 == 5.5);
	CHECK(sum.columns[0].quantiles_exact);
}

static void test_large_integers_stay_exact(void)
{
	static const struct db_column columns[] = {{"v", "BIGINT", DB_INT}};
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	CLEANUP(stats_free_ptr) struct stats *s = stats_new(columns, 1);
	struct stats_summary sum;

	stats_add(s, &DB_V_INT(INT64_MAX));
	stats_add(s, &DB_V_INT(INT64_MAX - 1));
	stats_add(s, &DB_V_INT(INT64_MIN));
	stats_finish(s, a, &sum);
	CHECK(sum.columns[0].max_int == INT64_MAX);
	CHECK(sum.columns[0].min_int == INT64_MIN);
	CHECK_INT(sum.columns[0].n_distinct, 3);
}

/* Small deviation on a large mean: the sum of squares would lose all digits. */
static void test_moments_do_not_cancel(void)
{
	static const struct db_column columns[] = {{"v", "REAL", DB_FLOAT}};
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	CLEANUP(stats_free_ptr) struct stats *s = stats_new(columns, 1);
	struct stats_summary sum;

	for (int i = 0; i < 30000; i++)
		stats_add(s, &DB_V_FLOAT(1e9 + i % 3));
	stats_finish(s, a, &sum);
	CHECK(near(sum.columns[0].mean, 1e9 + 1, 1e-15));
	CHECK(near(sum.columns[0].std_dev, sqrt(2.0 / 3 * 30000 / 29999), 1e-9));
}

static const struct {
	const char *label;
	struct db_value values[4];
	enum stats_role role;
	enum db_type type;
} roles[] = {
	{"nothing", {{0}, {0}}, STATS_EMPTY, DB_OTHER},
	{"whole numbers", {{.type = DB_INT, .i = 1}, {.type = DB_INT, .i = 2}}, STATS_NUMERIC, DB_INT},
	{"whole and broken", {{.type = DB_INT, .i = 1}, {.type = DB_FLOAT, .f = 2.5}}, STATS_NUMERIC,
		DB_FLOAT},
	{"dates as text",
		{{.type = DB_TEXT, .s = {"2026-01-31", 10}}, {.type = DB_TEXT, .s = {"2026-02-28", 10}}},
		STATS_TEMPORAL, DB_DATE},
	{"times as text", {{.type = DB_TEXT, .s = {"2026-01-31 00:00:00", 19}}}, STATS_TEMPORAL,
		DB_TIMESTAMP},
	{"months as text", {{.type = DB_TEXT, .s = {"2026-01", 7}}}, STATS_TEMPORAL, DB_DATE},
	{"dates and a word",
		{{.type = DB_TEXT, .s = {"2026-01-31", 10}}, {.type = DB_TEXT, .s = {"never", 5}}},
		STATS_TEXT, DB_TEXT},
	{"number and text", {{.type = DB_INT, .i = 1}, {.type = DB_TEXT, .s = {"x", 1}}}, STATS_OTHER,
		DB_OTHER},
	{"booleans", {{.type = DB_BOOL, .i = 1}, {0}}, STATS_BOOL, DB_BOOL},
	{"empty text", {{.type = DB_TEXT, .s = {NULL, 0}}}, STATS_TEXT, DB_TEXT},
};

static void test_roles(void)
{
	static const struct db_column columns[] = {{"v", "", DB_OTHER}};

	for (size_t i = 0; i < ARRAY_LEN(roles); i++) {
		CLEANUP(arena_free_ptr) struct arena *a = arena_new();
		CLEANUP(stats_free_ptr) struct stats *s = stats_new(columns, 1);
		struct stats_summary sum;

		for (size_t k = 0; k < 4; k++)
			stats_add(s, &roles[i].values[k]);
		stats_finish(s, a, &sum);
		CHECK_MSG(sum.columns[0].role == roles[i].role, "role of %s", roles[i].label);
		CHECK_MSG(sum.columns[0].type == roles[i].type, "type of %s", roles[i].label);
	}
}

static const struct {
	const char *text;
	bool ok;
	int64_t ms;
} times[] = {
	{"1970-01-01", true, 0},
	{"1970-01", true, 0},
	{"1970-01-02 00:00:01", true, 86401000},
	{"1970-01-01T00:00:00.25Z", true, 250},
	{"1970-01-01 09:00:00+09", true, 0},
	{"1970-01-01 09:00:00.123456+09:00", true, 123},
	{"1969-12-31 23:59", true, -60000},
	{"2024-02-29", true, INT64_C(1709164800000)},
	{"2023-02-29", false, 0},
	{"2026-13-01", false, 0},
	{"2026-1-1", false, 0},
	{"2026-01-01x", false, 0},
	{"2026-01-01 25:00", false, 0},
	{"2026-01-01 10:00:00 ", false, 0},
	{"12345-678", false, 0},
	{"", false, 0},
};

static void test_times(void)
{
	for (size_t i = 0; i < ARRAY_LEN(times); i++) {
		int64_t ms = 0;
		bool ok = stats_parse_time(slice_of(times[i].text), &ms);

		CHECK_MSG(ok == times[i].ok && ms == times[i].ms, "'%s'", times[i].text);
	}
}

static void test_text(void)
{
	static const struct db_column columns[] = {{"v", "TEXT", DB_TEXT}};
	static const char *const words[] = {"東京", "大阪", "東京", "", "  ", "東京", "大阪"};
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	CLEANUP(stats_free_ptr) struct stats *s = stats_new(columns, 1);
	struct stats_summary sum;

	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		struct db_value v = db_v_text(words[i]);
		stats_add(s, &v);
	}
	stats_finish(s, a, &sum);
	CHECK_INT(sum.columns[0].min_length, 0);
	CHECK_INT(sum.columns[0].max_length, 2);
	CHECK(near(sum.columns[0].avg_length, 12.0 / 7, 1e-12));
	CHECK_INT(sum.columns[0].n_blank, 2);
	CHECK_INT(sum.columns[0].n_common, 4);
	CHECK(slice_eq(sum.columns[0].common[0].value, SLICE_LIT("東京")) &&
		sum.columns[0].common[0].count == 3);
	CHECK(sum.columns[0].common_exact);
}

/* Perfect, inverse and no relation, with holes in different rows of each column and over several blocks. */
static void test_correlation(void)
{
	static const struct db_column columns[] = {
		{"x", "", DB_FLOAT}, {"up", "", DB_FLOAT}, {"down", "", DB_FLOAT}, {"flat", "", DB_FLOAT}};
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	CLEANUP(stats_free_ptr) struct stats *s = stats_new(columns, 4);
	struct stats_summary sum;

	for (int i = 0; i < 5000; i++) {
		struct db_value row[] = {
			DB_V_FLOAT(i), DB_V_FLOAT(3.0 * i + 7), DB_V_FLOAT(-2.0 * i), DB_V_FLOAT(1)};

		if (i % 7 == 0)
			row[1] = DB_V_NULL;
		if (i % 11 == 0)
			row[2] = DB_V_NULL;
		stats_add(s, row);
	}
	stats_finish(s, a, &sum);
	CHECK_INT(sum.n_correlations, 3); /* the constant column has none */
	for (size_t i = 0; i < sum.n_correlations; i++) {
		const struct stats_correlation *c = &sum.correlations[i];

		CHECK(near(c->r, c->y == 2 ? -1 : 1, 1e-9));
		CHECK(c->n < 5000 && c->n > 3800);
	}
}

static void test_quantiles_of_a_million(void)
{
	static const double fractions[] = {0, 0.01, 0.25, 0.5, 0.75, 0.99, 1};
	struct quantiles q = {0};
	double got[7];
	enum { N = 1000003 };

	for (uint64_t i = 0; i < N; i++) {
		double v = (double)(i * UINT64_C(7919) % N); /* every number from 0 to N - 1 once, shuffled */
		quantiles_add(&q, &v, 1);
	}
	quantiles_read(&q, fractions, 7, got);
	CHECK(!quantiles_exact(&q));
	for (size_t i = 0; i < 7; i++)
		CHECK_MSG(fabs(got[i] / N - fractions[i]) < 5 * STATS_RANK_ERROR, "rank at %g is off by %g",
			fractions[i], got[i] / N - fractions[i]);
	CHECK(quantiles_memory(&q) < 1 << 20);
	quantiles_release(&q);
}

static void test_distinct_of_a_million(void)
{
	struct distinct d = {0};
	bool exact;

	for (uint64_t i = 0; i < 16000; i++) {
		distinct_add(&d, sketch_hash_word(i));
		distinct_add(&d, sketch_hash_word(i));
	}
	CHECK_INT(distinct_count(&d, &exact), 16000);
	CHECK(exact);
	for (uint64_t step = 20000; step <= 1280000; step *= 4) {
		for (uint64_t i = 0; i < step; i++)
			distinct_add(&d, sketch_hash_word(i));
		uint64_t got = distinct_count(&d, &exact);
		CHECK(!exact);
		CHECK_MSG(fabs((double)got / (double)step - 1) < 4 * STATS_DISTINCT_ERROR, "%llu of %llu",
			(unsigned long long)got, (unsigned long long)step);
	}
	distinct_release(&d);
}

/* A third of the rows share one text, the others are all different: it must be found, its count a lower bound. */
static void test_common_among_many(void)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct common c = {0};
	struct common_item *top;
	size_t n;

	for (unsigned i = 0; i < 300000; i++) {
		char text[16];
		int len = snprintf(text, sizeof text, "row %u", i);
		struct slice s = i % 3 ? (struct slice){text, (size_t)len} : SLICE_LIT("often");

		common_add(&c, s, sketch_hash(s.p, s.n));
	}
	top = common_top(&c, 3, a, &n);
	CHECK(n >= 1 && top[0].n == 5 && memcmp(top[0].text, "often", 5) == 0);
	CHECK(top[0].count <= 100000 && top[0].count + c.lowered >= 100000);
	CHECK(c.lowered > 0 && c.lowered < 3000);
	common_release(&c);
}

static void test_nan_and_infinity_are_left_out(void)
{
	static const struct db_column columns[] = {{"v", "", DB_FLOAT}};
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	CLEANUP(stats_free_ptr) struct stats *s = stats_new(columns, 1);
	struct stats_summary sum;

	stats_add(s, &DB_V_FLOAT(NAN));
	stats_add(s, &DB_V_FLOAT(INFINITY));
	stats_add(s, &DB_V_FLOAT(3));
	stats_finish(s, a, &sum);
	CHECK(sum.columns[0].mean == 3 && sum.columns[0].max == 3 && sum.columns[0].std_dev == 0);
	CHECK_INT(sum.columns[0].n_values, 3);
}

static void test_no_row(void)
{
	static const struct db_column columns[] = {{"v", "", DB_FLOAT}};
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	CLEANUP(stats_free_ptr) struct stats *s = stats_new(columns, 1);
	struct stats_summary sum;

	stats_finish(s, a, &sum);
	CHECK(sum.n_rows == 0 && sum.columns[0].role == STATS_EMPTY && sum.n_correlations == 0);
}

TEST_MAIN(TEST(test_numbers), TEST(test_large_integers_stay_exact), TEST(test_moments_do_not_cancel),
	TEST(test_roles), TEST(test_times), TEST(test_text), TEST(test_correlation),
	TEST(test_quantiles_of_a_million), TEST(test_distinct_of_a_million), TEST(test_common_among_many),
	TEST(test_nan_and_infinity_are_left_out), TEST(test_no_row))
