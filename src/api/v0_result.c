// SPDX-License-Identifier: Apache-2.0
/* Results as v0's clients read them: records in pandas' JSON, a figure whatever the data, a summary of what was computed. */
#include "analysis/chart.h"
#include "api/v0_int.h"
#include "base/clock.h"
#include "base/num.h"
#include "base/utf8.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>

enum { TABLE_ROWS = 50, SUMMARY_INSIGHTS = 3 };

/* pandas writes ten decimals at most and no NaN. */
static void write_number(struct js_writer *w, double v)
{
	char text[64];
	double rounded;

	if (fabs(v) < 1e15) {
		snprintf(text, sizeof text, "%.10f", v);
		if (num_parse_f64(slice_of(text), &rounded))
			v = rounded;
	}
	js_num(w, v);
}

/* "2021-01-02 03:04:05.678" becomes "2021-01-02T03:04:05.678"; with an offset, UTC and "Z". */
static void write_timestamp(struct js_writer *w, struct arena *a, struct slice s)
{
	char utc[CLOCK_TEXT_LEN];
	int64_t ms;

	if (clock_parse(s, &ms)) {
		clock_format(ms, utc);
		js_str(w, utc);
		return;
	}
	if (s.n < 19 || (s.p[10] != ' ' && s.p[10] != 'T')) {
		js_slice(w, s);
		return;
	}
	const char *fraction = s.n > 20 && s.p[19] == '.' ? s.p + 20 : NULL;
	char millis[4] = "000";
	for (size_t i = 0;
		fraction && i < 3 && fraction + i < s.p + s.n && isdigit((unsigned char)fraction[i]); i++)
		millis[i] = fraction[i];
	js_str(w, arena_printf(a, "%.10sT%.8s.%s", s.p, s.p + 11, millis));
}

static void write_value(struct js_writer *w, struct arena *a, const struct db_value *v)
{
	double number;

	switch (v->type) {
	case DB_NULL:
		js_null(w);
		break;
	case DB_BOOL:
		js_bool(w, v->i != 0);
		break;
	case DB_INT:
		js_int(w, v->i);
		break;
	case DB_FLOAT:
		write_number(w, v->f);
		break;
	case DB_NUMERIC:
		if (num_parse_f64(v->s, &number))
			write_number(w, number);
		else
			js_null(w);
		break;
	case DB_DATE:
		js_str(w, arena_printf(a, "%.*sT00:00:00.000", SLICE_FMT(v->s)));
		break;
	case DB_TIMESTAMP:
		write_timestamp(w, a, v->s);
		break;
	case DB_TEXT:
	case DB_TIME:
	case DB_JSON:
	case DB_UUID:
	case DB_OTHER:
		js_slice(w, v->s);
		break;
	case DB_BLOB:
		analysis_write_value(w, v);
		break;
	}
}

/* JSON with everything beyond ASCII as \u escapes (surrogate pairs where needed), as pandas writes it. */
static const char *to_ascii(struct arena *a, struct slice json)
{
	struct str out = STR_INIT(6 * json.n + 1);

	for (size_t i = 0; i < json.n;) {
		if ((unsigned char)json.p[i] < 0x80) {
			str_addc(&out, json.p[i++]);
			continue;
		}
		uint32_t cp = utf8_next(json, &i);
		if (cp >= 0x10000) {
			cp -= 0x10000;
			str_addf(&out, "\\u%04x\\u%04x", 0xD800 + (cp >> 10), 0xDC00 + (cp & 0x3FF));
		} else {
			str_addf(&out, "\\u%04x", cp);
		}
	}
	return str_to_arena(&out, a);
}

const char *v0_records(struct arena *a, const struct analysis_result *r)
{
	struct str json = STR_INIT(HTTP_ANSWER_MAX);
	struct js_writer w = JS_WRITER(&json);

	js_arr(&w);
	for (size_t i = 0; i < r->n_rows && i < V0_ROWS_SHOWN; i++) {
		js_obj(&w);
		for (size_t c = 0; c < r->n_columns; c++) {
			js_key(&w, r->columns[c].name);
			write_value(&w, a, &r->rows[i][c]);
		}
		js_obj_end(&w);
	}
	js_arr_end(&w);
	const char *text = to_ascii(a, str_slice(&json));
	str_free(&json);
	return text;
}

/* A word of the instructions that names a kind of chart; NULL = none. */
static const char *wanted_chart(const char *instructions)
{
	static const char *const words[] = {"bar", "line", "pie", "scatter", "histogram", "stacked", NULL};
	struct slice rest = slice_of(instructions);

	while (rest.n) {
		struct slice word = slice_cut(&rest, ' ');
		for (const char *const *p = words; *p; p++) {
			if (slice_eq_nocase(word, slice_of(*p)))
				return *p;
		}
	}
	return NULL;
}

static void write_table_figure(
	struct js_writer *w, struct arena *a, const struct analysis_result *r, const char *title)
{
	js_obj(w);
	js_key(w, "data");
	js_arr(w);
	js_obj(w);
	js_kv_str(w, "type", "table");
	js_key(w, "header");
	js_obj(w);
	js_key(w, "values");
	js_arr(w);
	for (size_t c = 0; c < r->n_columns; c++)
		js_str(w, r->columns[c].name);
	js_arr_end(w);
	js_obj_end(w);
	js_key(w, "cells");
	js_obj(w);
	js_key(w, "values");
	js_arr(w);
	for (size_t c = 0; c < r->n_columns; c++) {
		js_arr(w);
		for (size_t i = 0; i < r->n_rows && i < TABLE_ROWS; i++)
			write_value(w, a, &r->rows[i][c]);
		js_arr_end(w);
	}
	js_arr_end(w);
	js_obj_end(w);
	js_obj_end(w);
	js_arr_end(w);
	js_key(w, "layout");
	js_obj(w);
	js_key(w, "title");
	js_obj(w);
	js_kv_str(w, "text", title ? title : "");
	js_obj_end(w);
	js_obj_end(w);
	js_obj_end(w);
}

static void write_figure(struct js_writer *w, struct arena *a, const struct analysis_result *r,
	const char *title, const char *instructions)
{
	const char *type = instructions ? wanted_chart(instructions) : NULL;
	struct chart_request wanted = {.chart_type = type, .title = title};
	struct chart_spec spec;
	struct chart chart;
	struct err err = ERR_INIT;

	if (type && chart_spec_make(r, &wanted, a, &spec, &err) == 0) {
		chart_build(&spec, r, a, &chart);
		chart_write_plotly(w, &chart);
	} else if (r->n_charts) {
		analysis_write_figure(w, r);
	} else {
		write_table_figure(w, a, r, title);
	}
}

int v0_figure(struct http_request *req, const struct store_v0 *q, const struct analysis_result *r,
	const char *instructions, const char **json, struct err *err)
{
	struct str text = STR_INIT(V0_FIELD_MAX);
	struct js_writer w = JS_WRITER(&text);

	write_figure(&w, req->a, r, q->question, instructions);
	if (str_check(&text, "the figure", err)) {
		str_free(&text);
		return -1;
	}
	*json = str_to_arena(&text, req->a);
	return store_v0_set(api_tx(req), q, STORE_V0_FIG, *json, err);
}

const char *v0_summary(struct arena *a, const struct analysis_result *r)
{
	struct str s = STR_INIT(DESCRIPTION_MAX);

	str_addf(&s, "The result has %zu %s and %zu %s.", r->n_rows, r->n_rows == 1 ? "row" : "rows",
		r->n_columns, r->n_columns == 1 ? "column" : "columns");
	for (size_t i = 0; i < r->n_insights && i < SUMMARY_INSIGHTS; i++)
		str_addf(&s, " %s", r->insights[i].text);
	return str_to_arena(&s, a);
}
