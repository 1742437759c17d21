// SPDX-License-Identifier: Apache-2.0
/* Stage 4 over a real SQLite file: both walls, what is counted and what is kept, exact numbers, insights, charts. */
#include "test.h"

#include "analysis/analysis.h"
#include "analysis/csv.h"
#include "base/arena.h"
#include "base/cancel.h"
#include "base/clock.h"
#include "base/limits.h"
#include "json/read.h"
#include "json/writer.h"

#include <math.h>
#include <unistd.h>

static char path[64];

/* The file and what SQLite keeps beside it. */
static void remove_db(void)
{
	static const char *const endings[] = {"", "-wal", "-shm"};
	char name[sizeof path + 8];

	for (size_t i = 0; i < ARRAY_LEN(endings); i++) {
		snprintf(name, sizeof name, "%s%s", path, endings[i]);
		unlink(name);
	}
}

static struct db_conn *open_db(bool writable)
{
	struct err err = ERR_INIT;
	struct db_options opt = {.path = path, .writable = writable, .create = writable};
	struct db_conn *c = NULL;

	if (db_open(db_driver_find("sqlite"), &opt, &c, &err) < 0) {
		fprintf(stderr, "%s\n", err.msg);
		exit(1);
	}
	return c;
}

static void make_db(void)
{
	static const char *const statements[] = {
		"CREATE TABLE sale (id INTEGER PRIMARY KEY, day TEXT, region TEXT, amount REAL, note TEXT)",
		"WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 59) INSERT INTO "
		"sale "
		"SELECT i + 1, date('2025-01-01', '+' || i || ' days'), CASE i % 3 WHEN 0 THEN 'north' WHEN "
		"1 THEN 'south' "
		"ELSE '東京' END, 100 + 5 * i + (i % 7), CASE WHEN i % 4 = 0 THEN NULL ELSE 'x' || i END "
		"FROM n",
		"CREATE TABLE big (i INTEGER)",
		"WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 29999) INSERT INTO "
		"big SELECT i FROM n",
		"CREATE TABLE shop (name TEXT, total REAL)",
		"INSERT INTO shop VALUES ('A', 900), ('B', 40), ('C', 30), ('D', 20), ('E', 10), ('F', 12), "
		"('G', 11), ('H', 13), "
		"('I', 12), ('J', 14), ('K', 15), ('L', 13)",
	};
	struct err err = ERR_INIT;
	struct db_conn *c;

	snprintf(path, sizeof path, "/tmp/askdb-analysis-%d.db", (int)getpid());
	unlink(path);
	c = open_db(true);
	for (size_t i = 0; i < ARRAY_LEN(statements); i++)
		if (db_exec(c, statements[i], NULL, 0, &err) < 0) {
			fprintf(stderr, "%s\n", err.msg);
			exit(1);
		}
	db_close(c);
}

static int run(const char *sql, const struct analysis_options *opt, struct arena *a,
	struct analysis_result *out, struct err *err)
{
	CLEANUP(db_close_ptr) struct db_conn *c = open_db(false);

	return analysis_run(c, SQL_SQLITE, slice_of(sql), opt, a, out, err);
}

static const char *written(struct arena *a, void (*write)(struct js_writer *, const struct analysis_result *),
	const struct analysis_result *r)
{
	struct str s = STR_INIT(JSON_TEXT_MAX);
	struct js_writer w = JS_WRITER(&s);

	write(&w, r);
	return str_to_arena(&s, a);
}

static void test_make(void)
{
	make_db();
	CHECK(path[0] == '/');
}

static void test_the_guard_is_asked(void)
{
	static const char *const refused[] = {
		"DELETE FROM sale", "SELECT 1; SELECT 2", "DROP TABLE sale", "SELEC 1", ""};

	for (size_t i = 0; i < ARRAY_LEN(refused); i++) {
		CLEANUP(arena_free_ptr) struct arena *a = arena_new();
		struct analysis_result r = {.n_rows = 77};
		struct err err = ERR_INIT;

		CHECK_MSG(run(refused[i], NULL, a, &r, &err) < 0, "refuses '%s'", refused[i]);
		CHECK_INT(err.code, ERR_DENIED);
		CHECK_STR(err.why, "sql_rejected");
		CHECK_INT(r.n_rows, 77); /* untouched */
	}
}

/* Counted in characters of the text as it was sent, blanks and comments before the statement included. */
static void test_an_error_has_its_place(void)
{
	static const struct {
		const char *sql;
		int position;
	} cases[] = {
		{"SELECT nope FROM sale", 8}, {"  -- 売上\n SELECT 'ä', nope FROM sale;", 22},
		{"SELECT (", 9}, /* behind its end */
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		CLEANUP(arena_free_ptr) struct arena *a = arena_new();
		struct analysis_result r;
		struct err err = ERR_INIT;

		CHECK(run(cases[i].sql, NULL, a, &r, &err) < 0);
		CHECK_MSG(err.position == cases[i].position, "%s: %d", cases[i].sql, err.position);
	}
}

static void test_rows_and_statistics(void)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct analysis_result r;
	struct err err = ERR_INIT;

	CHECK_INT(run("SELECT * FROM sale ORDER BY id;", NULL, a, &r, &err), 0);
	CHECK_INT(r.n_rows, 60);
	CHECK_INT(r.n_counted, 60);
	CHECK(r.counted_all && r.cut == ANALYSIS_WHOLE && !r.cut_reason);
	CHECK_STR(r.sql, "SELECT * FROM sale ORDER BY id");
	CHECK_INT(r.stats.columns[4].n_nulls, 15);
	CHECK_INT(r.stats.columns[2].n_distinct, 3);
	CHECK(r.stats.columns[1].role == STATS_TEMPORAL && r.columns[1].type == DB_DATE);
	CHECK(slice_eq(r.rows[2][2].s, SLICE_LIT("東京")));
}

static void test_more_rows_than_are_kept(void)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct analysis_options opt = ANALYSIS_OPTIONS_INIT;
	struct analysis_result r;
	struct err err = ERR_INIT;

	opt.limit_rows = 100;
	CHECK_INT(run("SELECT i FROM big", &opt, a, &r, &err), 0);
	CHECK_INT(r.n_rows, 100);
	CHECK_INT(r.n_counted, 30000);
	CHECK(r.counted_all && r.cut == ANALYSIS_CUT_ROWS);
	CHECK(r.stats.columns[0].max_int == 29999 && r.stats.columns[0].mean == 14999.5);
	CHECK_STR(r.cut_reason, "The first 100 rows are shown; there are 30000 in all.");

	opt.include_statistics = false;
	CHECK_INT(run("SELECT i FROM big", &opt, a, &r, &err), 0);
	CHECK(r.n_rows == 100 && r.n_counted == 100 && !r.counted_all && !r.has_statistics);
	CHECK_STR(r.cut_reason, "The first 100 rows are shown; there are 101 or more.");
}

static void test_more_bytes_than_are_kept(void)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct analysis_options opt = ANALYSIS_OPTIONS_INIT;
	struct analysis_result r;
	struct err err = ERR_INIT;

	opt.limit_bytes = 4000;
	CHECK_INT(run("SELECT i, 'a text of some length' FROM big", &opt, a, &r, &err), 0);
	CHECK(r.cut == ANALYSIS_CUT_BYTES && r.n_rows > 10 && r.n_rows < 40 && r.n_counted == 30000);
}

/* Out of time with a row there: cut, unless the caller wants all or nothing. */
static void test_out_of_time(void)
{
	static const char sql[] =
		"SELECT 1 AS n UNION ALL SELECT * FROM (WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL "
		"SELECT i + 1 FROM n) SELECT count(*) FROM n)";
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct analysis_options opt = ANALYSIS_OPTIONS_INIT;
	struct analysis_result r;
	struct err err = ERR_INIT;

	opt.deadline_ms = clock_mono_ms() + 200;
	CHECK_INT(run(sql, &opt, a, &r, &err), 0);
	CHECK(r.n_rows == 1 && r.cut == ANALYSIS_CUT_TIME);
	opt.deadline_ms = clock_mono_ms() + 200;
	opt.whole = true;
	CHECK(run(sql, &opt, a, &r, &err) < 0 && err.code == ERR_TIMEOUT);
}

static void test_a_result_that_never_ends(void)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct analysis_options opt = ANALYSIS_OPTIONS_INIT;
	struct analysis_result r;
	struct err err = ERR_INIT;

	opt.limit_rows = 10;
	CHECK_INT(run("WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n", &opt,
			  a, &r, &err),
		0);
	CHECK(r.n_rows == 10 && !r.counted_all && r.n_counted <= RESULT_SCAN_ROWS_MAX);
}

static int stop_at_third(void *ctx, const struct db_row *row)
{
	(void)row;
	return ++*(int *)ctx == 3;
}

static void test_listener_and_cancel(void)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct analysis_options opt = ANALYSIS_OPTIONS_INIT;
	struct analysis_result r;
	struct err err = ERR_INIT;
	int seen = 0;

	opt.on_row = stop_at_third;
	opt.on_row_ctx = &seen;
	CHECK(run("SELECT i FROM big", &opt, a, &r, &err) < 0 && err.code == ERR_CANCELLED && seen == 3);
	opt = ANALYSIS_OPTIONS_INIT;
	opt.cancel = cancel_new();
	cancel_set(opt.cancel);
	err_clear(&err);
	CHECK(run("SELECT i FROM big", &opt, a, &r, &err) < 0 && err.code == ERR_CANCELLED);
	cancel_unref(opt.cancel);
}

static void test_same_names_get_numbers(void)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct analysis_result r;
	struct err err = ERR_INIT;

	CHECK_INT(run("SELECT 1 AS id, 2 AS id, 3 AS id_2, 4 AS id", NULL, a, &r, &err), 0);
	CHECK_STR(r.columns[1].name, "id_2");
	CHECK_STR(r.columns[2].name, "id_2_2");
	CHECK_STR(r.columns[3].name, "id_3");
}

static const struct {
	struct db_value v;
	const char *json;
} values[] = {
	{{.type = DB_INT, .i = INT64_C(9007199254740992)}, "9007199254740992"},
	{{.type = DB_INT, .i = INT64_C(9007199254740993)}, "\"9007199254740993\""},
	{{.type = DB_INT, .i = INT64_MIN}, "\"-9223372036854775808\""},
	{{.type = DB_NUMERIC, .s = {"1.50", 4}}, "1.50"},
	{{.type = DB_NUMERIC, .s = {"-0.05", 5}}, "-0.05"},
	{{.type = DB_NUMERIC, .s = {"1234567890123456.7", 18}}, "\"1234567890123456.7\""},
	{{.type = DB_NUMERIC, .s = {"NaN", 3}}, "\"NaN\""},
	{{.type = DB_NUMERIC, .s = {"007", 3}}, "\"007\""},
	{{.type = DB_NUMERIC, .s = {".5", 2}}, "\".5\""},
	{{.type = DB_NUMERIC, .s = {"1.", 2}}, "\"1.\""},
	{{.type = DB_FLOAT, .f = 0.1}, "0.1"},
	{{.type = DB_BOOL, .i = 1}, "true"},
	{{.type = DB_BLOB, .s = {"\x01\xff", 2}}, "\"\\\\x01ff\""},
	{{.type = DB_TEXT, .s = {"</script>", 9}}, NULL}, /* only has to be a string; see below */
	{{0}, "null"},
};

static void test_values_as_json(void)
{
	for (size_t i = 0; i < ARRAY_LEN(values); i++) {
		struct str s = STR_INIT(1000);
		struct js_writer w = JS_WRITER(&s);

		analysis_write_value(&w, &values[i].v);
		if (values[i].json)
			CHECK_STR(s.buf, values[i].json);
		else
			CHECK(s.buf[0] == '"');
		str_free(&s);
	}
}

static void test_insights_are_computed(void)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct analysis_result r;
	struct err err = ERR_INIT;
	bool trend = false, missing = false;

	CHECK_INT(run("SELECT day, amount, note FROM sale", NULL, a, &r, &err), 0);
	for (size_t i = 0; i < r.n_insights; i++) {
		json_t *evidence;

		CHECK_INT(js_parse(a, r.insights[i].evidence, &evidence, &err), 0);
		CHECK(r.insights[i].confidence > 0 && r.insights[i].confidence < 1);
		if (r.insights[i].type == INSIGHT_TREND) {
			trend = true;
			CHECK(fabs(json_number_value(json_object_get(evidence, "slope_per_day")) - 5) < 0.1);
		}
		if (r.insights[i].type == INSIGHT_DATA_QUALITY) {
			missing = true;
			CHECK_STR(r.insights[i].text, "note has no value in 15 of 60 rows (25.0 %).");
			CHECK_INT(js_get_int(evidence, "null_count", -1), 15);
		}
	}
	CHECK(trend && missing);
}

static void test_concentration_and_outlier(void)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct analysis_options opt = ANALYSIS_OPTIONS_INIT;
	struct analysis_result r;
	struct err err = ERR_INIT;
	const char *pattern = NULL, *outlier = NULL;

	CHECK_INT(run("SELECT name, total FROM shop", &opt, a, &r, &err), 0);
	for (size_t i = 0; i < r.n_insights; i++) {
		if (r.insights[i].type == INSIGHT_PATTERN)
			pattern = r.insights[i].text;
		if (r.insights[i].type == INSIGHT_OUTLIER)
			outlier = r.insights[i].text;
	}
	CHECK_STR(pattern, "A makes 82.6 % of total (900 of 1,090); the first 3 of 12 together make 89.0 %.");
	CHECK(outlier == NULL); /* two of twelve are more than a tenth */
	CHECK_INT(r.n_anomalies, 2);
	opt.language = "ja";
	CHECK_INT(run("SELECT name, total FROM shop WHERE name <> 'B'", &opt, a, &r, &err), 0);
	for (size_t i = 0; i < r.n_insights; i++)
		if (r.insights[i].type == INSIGHT_PATTERN)
			CHECK(strstr(
				r.insights[i].text, "total の合計 1,050 のうち A が 900 (85.7 %) を占め"));
	opt.language = "ko-KR";
	CHECK_INT(run("SELECT name, total FROM shop WHERE name <> 'B'", &opt, a, &r, &err), 0);
	for (size_t i = 0; i < r.n_insights; i++)
		if (r.insights[i].type == INSIGHT_PATTERN)
			CHECK(strstr(r.insights[i].text, "total 합계 1,050 중 A의 몫이 900(85.7 %)이고"));
}

static void test_nothing_to_say(void)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct analysis_result r;
	struct err err = ERR_INIT;

	CHECK_INT(run("SELECT name, total FROM shop WHERE 1 = 0", NULL, a, &r, &err), 0);
	CHECK(r.n_rows == 0 && r.n_insights == 0 && r.n_charts == 0 && !analysis_should_chart(&r));
	CHECK_STR(r.columns[1].name, "total");
	CHECK_STR(written(a, analysis_write_figure, &r), "null");
	CHECK_INT(run("SELECT 1", NULL, a, &r, &err), 0);
	CHECK(!analysis_should_chart(&r));
}

static const struct {
	const char *sql, *type, *x, *y, *group, *aggregation;
} charts[] = {
	{"SELECT day, amount FROM sale", "line", "day", "amount", NULL, "none"},
	{"SELECT strftime('%Y-%m', day) AS month, sum(amount) AS total FROM sale GROUP BY 1", "line", "month",
		"total", NULL, "none"},
	{"SELECT day, region, amount FROM sale", "line", "day", "amount", NULL, "none"},
	{"SELECT strftime('%Y-%m', day) AS month, region, sum(amount) AS total FROM sale GROUP BY 1, 2",
		"line", "month", "total", "region", "sum"},
	{"SELECT region, sum(amount) AS total FROM sale GROUP BY 1", "bar", "region", "total", NULL, "none"},
	{"SELECT region, amount FROM sale", "bar", "region", "amount", NULL, "sum"},
	{"SELECT region, avg(amount) AS avg_amount, amount > 200 AS x FROM sale GROUP BY 1, 3", "bar",
		"region", "avg_amount", NULL, "avg"},
	{"SELECT region, CAST(amount > 200 AS TEXT) AS large, amount FROM sale", "stacked_bar", "region",
		"amount", "large", "sum"},
	{"SELECT 2020 + i AS year, i * i AS total FROM big WHERE i < 5", "line", "year", "total", NULL,
		"none"},
	{"SELECT id, amount FROM sale WHERE id < 10", "bar", "id", "amount", NULL, "none"},
	{"SELECT amount, amount * amount AS square FROM sale", "scatter", "amount", "square", NULL, "none"},
	{"SELECT amount FROM sale", "histogram", "amount", NULL, NULL, "count"},
	{"SELECT region FROM sale", "bar", "region", NULL, NULL, "count"},
	{"SELECT count(*) AS n FROM sale", "metric", NULL, "n", NULL, "none"},
};

static const char *column_name(const struct analysis_result *r, int32_t i)
{
	return i < 0 ? NULL : r->columns[i].name;
}

static void test_chart_choice(void)
{
	for (size_t i = 0; i < ARRAY_LEN(charts); i++) {
		CLEANUP(arena_free_ptr) struct arena *a = arena_new();
		struct analysis_result r;
		struct err err = ERR_INIT;

		CHECK_INT(run(charts[i].sql, NULL, a, &r, &err), 0);
		CHECK_MSG(r.n_charts > 0, "a chart for %s", charts[i].sql);
		if (r.n_charts == 0)
			continue;
		CHECK_STR(chart_type_name(r.charts[0].type), charts[i].type);
		CHECK_STR(column_name(&r, r.charts[0].x), charts[i].x);
		CHECK_STR(r.charts[0].n_y ? column_name(&r, r.charts[0].y[0]) : NULL, charts[i].y);
		CHECK_STR(column_name(&r, r.charts[0].group), charts[i].group);
		CHECK_STR(chart_aggregation_name(r.charts[0].aggregation), charts[i].aggregation);
	}
}

static void test_chart_values(void)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct analysis_result r;
	struct chart c;
	struct err err = ERR_INIT;

	CHECK_INT(run("SELECT region, amount FROM sale", NULL, a, &r, &err), 0);
	chart_build(&r.charts[0], &r, a, &c);
	CHECK_INT(c.series[0].n, 3);
	CHECK(slice_eq(c.series[0].labels[0], SLICE_LIT("東京"))); /* the largest first */
	CHECK(c.series[0].y[0] > c.series[0].y[1] && c.series[0].y[1] > c.series[0].y[2]);
	CHECK(fabs(c.series[0].y[0] + c.series[0].y[1] + c.series[0].y[2] - r.stats.columns[1].sum) < 1e-6);
	CHECK_STR(c.y_title, "sum of amount");
}

static void test_twelve_series_and_the_rest(void)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct analysis_result r;
	struct chart_spec spec;
	struct chart c;
	struct err err = ERR_INIT;
	double sum = 0;

	CHECK_INT(run("SELECT 'x' || (i % 3) AS x, 'g' || (i % 20) AS g, i AS v FROM big WHERE i < 1200",
			  NULL, a, &r, &err),
		0);
	CHECK_INT(chart_spec_make(
			  &r, &(struct chart_request){"bar", "x", "v", "g", "sum", NULL}, a, &spec, &err),
		0);
	chart_build(&spec, &r, a, &c);
	CHECK_INT(c.n_series, CHART_SERIES_MAX);
	CHECK_STR(c.series[CHART_SERIES_MAX - 1].name, "Other");
	CHECK_STR(c.note, "The 11 largest of 20 groups; the rest is Other.");
	CHECK(c.n_notes == 1 && c.notes[0].kind == CHART_NOTE_GROUPS && c.notes[0].shown == 11 &&
		c.notes[0].all == 20);
	for (size_t i = 0; i < c.n_series; i++)
		for (size_t k = 0; k < c.series[i].n; k++)
			sum += isnan(c.series[i].y[k]) ? 0 : c.series[i].y[k];
	CHECK(sum == 1199.0 * 1200 / 2); /* nothing is lost in Other */
}

static void test_a_persons_chart_is_checked(void)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct analysis_result r;
	struct chart_spec spec;
	struct err err = ERR_INIT;

	CHECK_INT(run("SELECT region, amount FROM sale", NULL, a, &r, &err), 0);
	CHECK(chart_spec_make(&r, &(struct chart_request){.chart_type = "bar", .x_axis = "place"}, a, &spec,
		      &err) < 0);
	CHECK_STR(err.msg, "x_axis: the result has no column \"place\"; it has region, amount.");
	err_clear(&err);
	CHECK(chart_spec_make(&r, &(struct chart_request){.chart_type = "radar"}, a, &spec, &err) < 0);
	err_clear(&err);
	CHECK(chart_spec_make(&r, &(struct chart_request){.chart_type = "scatter", .x_axis = "region"}, a,
		      &spec, &err) < 0);
	err_clear(&err);
	CHECK(chart_spec_make(&r, &(struct chart_request){.chart_type = "bar", .y_axis = "region"}, a, &spec,
		      &err) < 0);
	err_clear(&err);
	CHECK_INT(chart_spec_make(&r, &(struct chart_request){.chart_type = "pie", .title = "By region"}, a,
			  &spec, &err),
		0);
	CHECK(spec.x == 0 && spec.y[0] == 1 && spec.aggregation == CHART_AGG_SUM);
	CHECK_STR(spec.title, "By region");
}

static void test_long_lines_are_thinned(void)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct analysis_result r;
	struct chart c;
	struct err err = ERR_INIT;
	double high = 0;

	CHECK_INT(run("SELECT datetime('2026-01-01', '+' || i || ' minutes') AS t, CASE WHEN i = 4321 THEN "
		      "1000 ELSE i % 10 END AS v "
		      "FROM big WHERE i < 9000",
			  NULL, a, &r, &err),
		0);
	chart_build(&r.charts[0], &r, a, &c);
	CHECK_INT(c.series[0].n, CHART_POINTS_MAX);
	for (size_t i = 0; i < c.series[0].n; i++)
		high = fmax(high, c.series[0].y[i]);
	CHECK(high == 1000); /* the one spike is still there */
}

static void test_restore_gives_the_same(void)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct str columns = STR_INIT(100000), rows = STR_INIT(1000000);
	struct js_writer wc = JS_WRITER(&columns), wr = JS_WRITER(&rows);
	struct str csv = STR_INIT(100000), again = STR_INIT(100000);
	struct analysis_result r, back;
	struct err err = ERR_INIT;

	CHECK_INT(run("SELECT *, 9007199254740993 AS large FROM sale", NULL, a, &r, &err), 0);
	analysis_write_columns(&wc, &r);
	analysis_write_rows(&wr, &r, 0, r.n_rows);
	CHECK_INT(analysis_restore(
			  a, slice_of(r.sql), str_slice(&columns), str_slice(&rows), NULL, &back, &err),
		0);
	analysis_add_csv(&csv, &r, false);
	analysis_add_csv(&again, &back, false);
	CHECK_STR(again.buf, csv.buf);
	CHECK(back.n_charts == r.n_charts && back.charts[0].type == r.charts[0].type);
	CHECK(back.stats.columns[3].mean == r.stats.columns[3].mean);
	CHECK(analysis_restore(a, SLICE_LIT(""), SLICE_LIT("{}"), SLICE_LIT("[]"), NULL, &back, &err) < 0);
	err_clear(&err);
	CHECK(analysis_restore(a, SLICE_LIT(""), SLICE_LIT("[{\"name\":\"a\"}]"), SLICE_LIT("[[1,2]]"), NULL,
		      &back, &err) < 0);
	str_free(&columns);
	str_free(&rows);
	str_free(&csv);
	str_free(&again);
}

static const struct {
	const char *text, *csv;
} cells[] = {
	{"plain", "plain"},
	{"", "\"\""},
	{"a,b", "\"a,b\""},
	{"say \"hi\"", "\"say \"\"hi\"\"\""},
	{"two\nlines", "\"two\nlines\""},
	{" blank", "\" blank\""},
	{"=1+1", "'=1+1"},
	{"+SUM(A1)", "'+SUM(A1)"},
	{"-5", "-5"},
	{"-5+cmd|' /C calc'!A0", "'-5+cmd|' /C calc'!A0"},
	{"@x", "'@x"},
	{"\t=1", "'\t=1"},
	{"\r=1", "\"'\r=1\""},
	{"＝1+1", "'＝1+1"},
	{"=HYPERLINK(\"http://x\",\"y\")", "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\""},
};

static void test_csv(void)
{
	for (size_t i = 0; i < ARRAY_LEN(cells); i++) {
		struct str s = STR_INIT(1000);
		struct db_value row[] = {db_v_text(cells[i].text), DB_V_INT(-5), DB_V_NULL};
		char want[200];

		csv_add_row(&s, row, 3);
		snprintf(want, sizeof want, "%s,-5,\r\n", cells[i].csv);
		CHECK_STR(s.buf, want);
		str_free(&s);
	}
}

static void test_the_whole_answer_is_json(void)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct analysis_result r;
	struct str s = STR_INIT(JSON_TEXT_MAX);
	struct js_writer w = JS_WRITER(&s);
	struct err err = ERR_INIT;
	json_t *doc;

	CHECK_INT(run("SELECT * FROM sale", NULL, a, &r, &err), 0);
	js_obj(&w);
	analysis_write_members(&w, &r);
	js_obj_end(&w);
	CHECK_INT(js_parse(a, str_slice(&s), &doc, &err), 0);
	CHECK_INT(js_get_int(doc, "row_count", -1), 60);
	CHECK(!js_get_bool(doc, "truncated", true));
	CHECK_INT(json_array_size(json_object_get(doc, "data")), 60);
	CHECK(json_is_object(json_object_get(json_object_get(doc, "statistics"), "summary")));
	CHECK(json_array_size(json_object_get(doc, "visualizations")) >= 2);
	CHECK_STR(js_get_str(json_array_get(json_object_get(doc, "columns"), 1), "type"), "date");
	str_free(&s);
	remove_db();
}

TEST_MAIN(TEST(test_make), TEST(test_the_guard_is_asked), TEST(test_an_error_has_its_place),
	TEST(test_rows_and_statistics), TEST(test_more_rows_than_are_kept),
	TEST(test_more_bytes_than_are_kept), TEST(test_a_result_that_never_ends), TEST(test_out_of_time),
	TEST(test_listener_and_cancel), TEST(test_same_names_get_numbers), TEST(test_values_as_json),
	TEST(test_insights_are_computed), TEST(test_concentration_and_outlier), TEST(test_nothing_to_say),
	TEST(test_chart_choice), TEST(test_chart_values), TEST(test_twelve_series_and_the_rest),
	TEST(test_a_persons_chart_is_checked), TEST(test_long_lines_are_thinned),
	TEST(test_restore_gives_the_same), TEST(test_csv), TEST(test_the_whole_answer_is_json))
