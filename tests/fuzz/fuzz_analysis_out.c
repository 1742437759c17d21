// SPDX-License-Identifier: Apache-2.0
/*
 * A result whose column names and values are the input's lines, written as CSV, SVG and Plotly JSON. Whatever they
 * hold, the CSV reads back cell for cell and starts no formula, the SVG has no element but its own, and no text that
 * Plotly draws has markup in it.
 */
#include "analysis/chart.h"
#include "analysis/csv.h"
#include "analysis/insight.h"
#include "base/arena.h"
#include "base/num.h"
#include "base/utf8.h"
#include "json/read.h"
#include "json/writer.h"

#include <assert.h>

enum { COLUMNS = 3, ROWS_MAX = 40, OUT_MAX = 8 << 20 };

static struct slice next_line(struct slice *rest)
{
	return slice_cut(rest, '\n');
}

static const char *text_of(struct arena *a, struct slice s)
{
	return arena_strndup(a, s.p ? s.p : "", s.n);
}

/* Three columns named by the first lines; the other lines are cells of the first and last, their lengths the numbers. */
static void make_result(struct arena *a, struct slice rest, struct analysis_result *r)
{
	struct analysis_options opt = ANALYSIS_OPTIONS_INIT;
	struct db_column columns[COLUMNS];
	const struct db_value **rows = ARENA_ARRAY(a, const struct db_value *, ROWS_MAX);
	struct stats *s;

	*r = (struct analysis_result){.sql = "SELECT 1", .counted_all = true};
	for (size_t i = 0; i < COLUMNS; i++)
		columns[i] = (struct db_column){text_of(a, next_line(&rest)), "", DB_OTHER};
	analysis_set_columns(r, columns, COLUMNS, a);
	while (rest.n > 0 && r->n_rows < ROWS_MAX) {
		struct db_value *row = ARENA_ARRAY(a, struct db_value, COLUMNS);

		row[0] = DB_V_SLICE(next_line(&rest));
		row[1] = DB_V_INT((int64_t)row[0].s.n - 3);
		row[2] = DB_V_SLICE(next_line(&rest));
		rows[r->n_rows++] = row;
	}
	r->rows = rows;
	r->n_counted = r->n_rows;
	opt.title = columns[0].name;
	s = stats_new(r->columns, COLUMNS);
	for (size_t i = 0; i < r->n_rows; i++)
		stats_add(s, rows[i]);
	analysis_conclude(r, s, &opt, a);
	stats_free(s);
}

/* --- CSV --- */

/* One cell by RFC 4180; the separator behind it is taken too. */
static const char *read_cell(struct slice *in, struct arena *a)
{
	struct str cell = STR_INIT(OUT_MAX);
	bool quoted = in->n > 0 && *in->p == '"';
	size_t i = quoted;

	for (; i < in->n; i++) {
		if (quoted && in->p[i] == '"') {
			if (i + 1 < in->n && in->p[i + 1] == '"')
				i++;
			else
				break;
		} else if (!quoted && (in->p[i] == ',' || in->p[i] == '\r')) {
			break;
		}
		str_addc(&cell, in->p[i]);
	}
	i += quoted;
	assert(i < in->n && (in->p[i] == ',' || in->p[i] == '\r'));
	i += in->p[i] == '\r' ? 2 : 1;
	*in = (struct slice){in->p + i, in->n - i};
	return str_to_arena(&cell, a);
}

/* The text as it may stand in a cell: without NUL, and with an apostrophe where it would be a formula. */
static void check_text(const char *cell, struct slice wanted)
{
	double number;

	while (wanted.n > 0 && *wanted.p == '\0')
		wanted = (struct slice){wanted.p + 1, wanted.n - 1};
	if (*cell == '\'' && !(wanted.n && *wanted.p == '\''))
		cell++;
	else
		assert(!strchr("=+-@\t\r", *cell) || *cell == '\0' || num_parse_f64(slice_of(cell), &number));
	for (size_t i = 0; i < wanted.n; i++)
		if (wanted.p[i] != '\0')
			assert(*cell++ == wanted.p[i]);
	assert(*cell == '\0');
}

static void check_csv(const struct analysis_result *r, struct arena *a)
{
	struct str s = STR_INIT(OUT_MAX);
	struct slice rest;

	analysis_add_csv(&s, r, false);
	rest = str_slice(&s);
	for (size_t i = 0; i < COLUMNS; i++)
		check_text(read_cell(&rest, a), slice_of(r->columns[i].name));
	for (size_t row = 0; row < r->n_rows; row++)
		for (size_t i = 0; i < COLUMNS; i++) {
			const char *cell = read_cell(&rest, a);

			if (i != 1)
				check_text(cell, r->rows[row][i].s);
		}
	assert(rest.n == 0);
	str_free(&s);
}

/* --- SVG --- */

static bool is_own_element(const char *p)
{
	static const char *const names[] = {"svg", "title", "desc", "text", "rect", "line", "path", "circle"};

	p += *p == '/';
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (strncmp(p, names[i], strlen(names[i])) == 0 && strchr(" />", p[strlen(names[i])]))
			return true;
	return false;
}

static bool is_own_entity(const char *p)
{
	return strncmp(p, "&lt;", 4) == 0 || strncmp(p, "&gt;", 4) == 0 || strncmp(p, "&amp;", 5) == 0 ||
	       strncmp(p, "&quot;", 6) == 0 || strncmp(p, "&#39;", 5) == 0;
}

/* Every "<" opens or closes one of our elements, whose attributes hold no character of the data. */
static void check_svg(const struct str *s)
{
	int depth = 0;

	assert(utf8_is_valid(str_slice(s)) && strlen(s->buf) == s->n);
	for (const char *p = s->buf; *p; p++) {
		assert((unsigned char)*p >= 0x20);
		if (*p == '&')
			assert(is_own_entity(p));
		if (*p != '<')
			continue;
		assert(is_own_element(p + 1));
		const char *end = strchr(p, '>');
		assert(end);
		depth += p[1] == '/' ? -1 : end[-1] == '/' ? 0 : 1;
		assert(depth >= 0);
		for (; p < end; p++)
			assert((unsigned char)*p < 0x80 && *p != '\'');
	}
	assert(depth == 0);
}

/* --- Plotly --- */

static void check_strings(const json_t *v)
{
	const char *key;
	json_t *item;
	size_t i;

	if (json_is_string(v))
		assert(!strchr(json_string_value(v), '<'));
	json_array_foreach ((json_t *)(uintptr_t)v, i, item)
		check_strings(item);
	json_object_foreach ((json_t *)(uintptr_t)v, key, item)
		check_strings(item);
}

static void check_chart(const struct chart_spec *spec, const struct analysis_result *r, struct arena *a)
{
	struct str svg = STR_INIT(OUT_MAX), json = STR_INIT(OUT_MAX);
	struct js_writer w = JS_WRITER(&json);
	struct err err = ERR_INIT;
	struct chart chart;
	json_t *doc;

	chart_build(spec, r, a, &chart);
	for (int theme = CHART_THEME_AUTO; theme <= CHART_THEME_DARK; theme++) {
		str_truncate(&svg, 0);
		chart_add_svg(&svg, &chart, (enum chart_theme)theme, 640, 360);
		check_svg(&svg);
	}
	chart_write_plotly(&w, &chart);
	assert(js_parse(a, str_slice(&json), &doc, &err) == 0);
	check_strings(doc);
	str_free(&svg);
	str_free(&json);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const types[] = {"bar", "stacked_bar", "line", "pie", "metric"};
	struct arena *a = arena_new();
	struct analysis_result r;
	struct str answer = STR_INIT(OUT_MAX);
	struct js_writer w = JS_WRITER(&answer);
	struct err err = ERR_INIT;
	json_t *doc;

	make_result(a, (struct slice){(const char *)data, size}, &r);
	check_csv(&r, a);
	for (size_t i = 0; i < r.n_charts; i++)
		check_chart(&r.charts[i], &r, a);
	for (size_t i = 0; i < ARRAY_LEN(types); i++) {
		struct chart_request req = {types[i], r.columns[0].name, r.columns[1].name,
			i < 2 ? r.columns[2].name : NULL, NULL, NULL};
		struct chart_spec spec;

		if (chart_spec_make(&r, &req, a, &spec, &err) == 0)
			check_chart(&spec, &r, a);
		err_clear(&err);
	}
	js_obj(&w);
	analysis_write_members(&w, &r);
	js_obj_end(&w);
	assert(js_parse(a, str_slice(&answer), &doc, &err) == 0);
	str_free(&answer);
	arena_free(a);
	return 0;
}
