// SPDX-License-Identifier: Apache-2.0
/* Results as the JSON of the v1 contract. Exact digits go out: a number that JavaScript would round is a string. */
#include "analysis/analysis.h"
#include "analysis/csv.h"
#include "analysis/insight.h"
#include "base/arena.h"
#include "json/writer.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

enum { BLOB_SHOWN = 64, DOUBLE_DIGITS = 15 };

/* Is s a JSON number of so few digits that a double gives them all back? */
static bool is_plain_number(struct slice s)
{
	size_t i = 0, whole, digits = 0;

	if (i < s.n && s.p[i] == '-')
		i++;
	whole = i;
	for (; i < s.n && s.p[i] >= '0' && s.p[i] <= '9'; i++)
		digits++;
	if (digits == 0 || (s.p[whole] == '0' && digits > 1))
		return false;
	if (i < s.n && s.p[i] == '.') {
		size_t before = digits;

		for (i++; i < s.n && s.p[i] >= '0' && s.p[i] <= '9'; i++)
			digits++;
		if (digits == before)
			return false;
	}
	return i == s.n && digits <= DOUBLE_DIGITS;
}

static void write_int(struct js_writer *w, int64_t v)
{
	static const int64_t exact = INT64_C(1) << 53;
	char text[24];

	if (v >= -exact && v <= exact) {
		js_int(w, v);
		return;
	}
	snprintf(text, sizeof text, "%" PRId64, v); /* 20 characters at most */
	js_str(w, text);
}

static void write_blob(struct js_writer *w, struct slice bytes)
{
	struct str hex = STR_INIT(4 * BLOB_SHOWN + 64);

	str_adds(&hex, "\\x");
	for (size_t i = 0; i < bytes.n && i < BLOB_SHOWN; i++)
		str_addf(&hex, "%02x", (unsigned)(unsigned char)bytes.p[i]);
	if (bytes.n > BLOB_SHOWN)
		str_addf(&hex, "... (%zu bytes)", bytes.n);
	js_slice(w, str_slice(&hex));
	str_free(&hex);
}

void analysis_write_value(struct js_writer *w, const struct db_value *v)
{
	switch (v->type) {
	case DB_NULL:
		js_null(w);
		break;
	case DB_BOOL:
		js_bool(w, v->i != 0);
		break;
	case DB_INT:
		write_int(w, v->i);
		break;
	case DB_FLOAT:
		if (isfinite(v->f))
			js_num(w, v->f);
		else
			js_str(w, isnan(v->f) ? "NaN" : v->f > 0 ? "Infinity" : "-Infinity");
		break;
	case DB_NUMERIC:
		if (is_plain_number(v->s))
			js_raw(w, v->s);
		else
			js_slice(w, v->s);
		break;
	case DB_BLOB:
		write_blob(w, v->s);
		break;
	case DB_TEXT:
	case DB_DATE:
	case DB_TIME:
	case DB_TIMESTAMP:
	case DB_JSON:
	case DB_UUID:
	case DB_OTHER:
		js_slice(w, v->s);
		break;
	}
}

void analysis_write_columns(struct js_writer *w, const struct analysis_result *r)
{
	js_arr(w);
	for (size_t i = 0; i < r->n_columns; i++) {
		const struct stats_column *s = &r->stats.columns[i];

		js_obj(w);
		js_kv_str(w, "name", r->columns[i].name);
		js_kv_str(w, "type", db_type_name(r->columns[i].type));
		js_kv_int(w, "null_count", (int64_t)s->n_nulls);
		js_kv_int(w, "unique_count", (int64_t)s->n_distinct);
		js_kv_bool(w, "unique_count_exact", s->distinct_exact);
		js_kv_str(w, "database_type", r->columns[i].type_name);
		js_obj_end(w);
	}
	js_arr_end(w);
}

void analysis_write_data(struct js_writer *w, const struct analysis_result *r, size_t from, size_t n)
{
	js_arr(w);
	for (size_t row = from; row < r->n_rows && row - from < n; row++) {
		js_obj(w);
		for (size_t i = 0; i < r->n_columns; i++) {
			js_key(w, r->columns[i].name);
			analysis_write_value(w, &r->rows[row][i]);
		}
		js_obj_end(w);
	}
	js_arr_end(w);
}

void analysis_write_rows(struct js_writer *w, const struct analysis_result *r, size_t from, size_t n)
{
	js_arr(w);
	for (size_t row = from; row < r->n_rows && row - from < n; row++) {
		js_arr(w);
		for (size_t i = 0; i < r->n_columns; i++)
			analysis_write_value(w, &r->rows[row][i]);
		js_arr_end(w);
	}
	js_arr_end(w);
}

/* --- statistics --- */

static void write_numeric(struct js_writer *w, const struct stats_column *c)
{
	if (c->type == DB_INT) {
		js_key(w, "min");
		write_int(w, c->min_int);
		js_key(w, "max");
		write_int(w, c->max_int);
	} else {
		js_kv_num(w, "min", c->min);
		js_kv_num(w, "max", c->max);
	}
	js_kv_num(w, "mean", c->mean);
	js_kv_num(w, "median", c->median);
	js_kv_num(w, "std_dev", c->std_dev);
	js_kv_num(w, "sum", c->sum);
	js_key(w, "quartiles");
	js_obj(w);
	js_kv_num(w, "q1", c->q1);
	js_kv_num(w, "q2", c->median);
	js_kv_num(w, "q3", c->q3);
	js_obj_end(w);
	js_kv_str(w, "quantiles", c->quantiles_exact ? "exact" : "estimated");
	if (!c->quantiles_exact)
		js_kv_num(w, "quantile_rank_error", STATS_RANK_ERROR);
	js_kv_int(w, "zero_count", (int64_t)c->n_zero);
	js_kv_int(w, "negative_count", (int64_t)c->n_negative);
}

static void write_texts(struct js_writer *w, const struct stats_column *c)
{
	if (c->role == STATS_TEXT) {
		js_kv_int(w, "min_length", (int64_t)c->min_length);
		js_kv_int(w, "max_length", (int64_t)c->max_length);
		js_kv_num(w, "avg_length", c->avg_length);
		js_kv_int(w, "blank_count", (int64_t)c->n_blank);
	}
	js_key(w, "most_common");
	js_arr(w);
	for (size_t i = 0; i < c->n_common; i++) {
		js_obj(w);
		js_kv_slice(w, "value", c->common[i].value);
		js_kv_int(w, "count", (int64_t)c->common[i].count);
		js_obj_end(w);
	}
	js_arr_end(w);
	js_kv_str(w, "most_common_counts", c->common_exact ? "exact" : "at least");
}

static void write_temporal(struct js_writer *w, const struct stats_column *c)
{
	js_kv_slice(w, "min", c->first_time);
	js_kv_slice(w, "max", c->last_time);
	js_kv_num(w, "range_days", (double)(c->last_ms - c->first_ms) / 86400000.0);
}

static void write_column(struct js_writer *w, const struct stats_column *c, enum db_type type)
{
	js_obj(w);
	js_kv_str(w, "name", c->name);
	js_kv_str(w, "type", db_type_name(type));
	js_kv_str(w, "role", stats_role_name(c->role));
	js_kv_int(w, "count", (int64_t)c->n_values);
	js_kv_int(w, "null_count", (int64_t)c->n_nulls);
	js_kv_int(w, "unique_count", (int64_t)c->n_distinct);
	js_kv_str(w, "unique", c->distinct_exact ? "exact" : "estimated");
	if (!c->distinct_exact)
		js_kv_num(w, "unique_error", STATS_DISTINCT_ERROR);
	switch (c->role) {
	case STATS_NUMERIC:
		write_numeric(w, c);
		break;
	case STATS_TEXT:
	case STATS_BOOL:
		write_texts(w, c);
		break;
	case STATS_TEMPORAL:
		write_temporal(w, c);
		break;
	case STATS_EMPTY:
	case STATS_OTHER:
		break;
	}
	js_obj_end(w);
}

static void write_summary(struct js_writer *w, const struct analysis_result *r)
{
	js_obj(w);
	js_kv_int(w, "rows_counted", (int64_t)r->n_counted);
	js_kv_int(w, "rows_kept", (int64_t)r->n_rows);
	js_kv_bool(w, "counted_all", r->counted_all);
	js_key(w, "columns");
	js_arr(w);
	for (size_t i = 0; i < r->n_columns; i++)
		write_column(w, &r->stats.columns[i], r->columns[i].type);
	js_arr_end(w);
	js_key(w, "correlations");
	js_arr(w);
	for (size_t i = 0; i < r->stats.n_correlations; i++) {
		const struct stats_correlation *c = &r->stats.correlations[i];

		js_obj(w);
		js_kv_str(w, "x", r->columns[c->x].name);
		js_kv_str(w, "y", r->columns[c->y].name);
		js_kv_num(w, "r", c->r);
		js_kv_int(w, "rows", (int64_t)c->n);
		js_obj_end(w);
	}
	js_arr_end(w);
	js_kv_int(w, "columns_not_correlated", (int64_t)r->stats.n_uncorrelated);
	js_obj_end(w);
}

void analysis_write_insights(struct js_writer *w, const struct analysis_result *r)
{
	js_arr(w);
	for (size_t i = 0; i < r->n_insights; i++) {
		const struct analysis_insight *in = &r->insights[i];

		js_obj(w);
		js_kv_str(w, "insight_type", analysis_insight_name(in->type));
		js_kv_str(w, "insight_text", in->text);
		js_kv_num(w, "confidence_score", in->confidence);
		js_key(w, "evidence");
		js_raw(w, in->evidence);
		js_obj_end(w);
	}
	js_arr_end(w);
}

static void write_anomalies(struct js_writer *w, const struct analysis_result *r)
{
	js_arr(w);
	for (size_t i = 0; i < r->n_anomalies; i++) {
		const struct analysis_anomaly *an = &r->anomalies[i];

		js_obj(w);
		js_kv_str(w, "column", r->columns[an->column].name);
		js_kv_int(w, "row", (int64_t)an->row);
		js_key(w, "value");
		analysis_write_value(w, &r->rows[an->row][an->column]);
		js_kv_num(w, "expected_low", an->low);
		js_kv_num(w, "expected_high", an->high);
		js_kv_str(w, "method", "outside the quartiles by more than 1.5 times their range");
		js_obj_end(w);
	}
	js_arr_end(w);
}

void analysis_write_statistics(struct js_writer *w, const struct analysis_result *r)
{
	js_obj(w);
	js_key(w, "summary");
	if (r->has_statistics)
		write_summary(w, r);
	else
		js_null(w);
	js_key(w, "insights");
	analysis_write_insights(w, r);
	js_key(w, "anomalies");
	write_anomalies(w, r);
	js_obj_end(w);
}

/* --- the whole --- */

static void write_notes(struct js_writer *w, const struct chart *c)
{
	js_key(w, "notes");
	js_arr(w);
	for (size_t i = 0; i < c->n_notes; i++) {
		js_obj(w);
		js_kv_str(w, "kind", chart_note_name(c->notes[i].kind));
		js_kv_int(w, "shown", (int64_t)c->notes[i].shown);
		if (c->notes[i].all)
			js_kv_int(w, "all", (int64_t)c->notes[i].all);
		js_obj_end(w);
	}
	js_arr_end(w);
}

static void write_chart(
	struct js_writer *w, const struct analysis_result *r, const struct chart_spec *spec, struct arena *a)
{
	struct chart chart;

	chart_build(spec, r, a, &chart);
	js_obj(w);
	js_kv_str(w, "type", "chart");
	js_kv_str(w, "title", spec->title);
	js_key(w, "config");
	js_obj(w);
	js_kv_str(w, "chart_type", chart_type_name(spec->type));
	js_kv_str(w, "x_axis", spec->x >= 0 ? r->columns[spec->x].name : NULL);
	js_kv_str(w, "y_axis", spec->n_y ? r->columns[spec->y[0]].name : NULL);
	js_key(w, "y_axes");
	js_arr(w);
	for (size_t i = 0; i < spec->n_y; i++)
		js_str(w, r->columns[spec->y[i]].name);
	js_arr_end(w);
	js_kv_str(w, "group_by", spec->group >= 0 ? r->columns[spec->group].name : NULL);
	js_kv_str(w, "aggregation",
		spec->aggregation == CHART_AGG_NONE ? NULL : chart_aggregation_name(spec->aggregation));
	js_kv_str(w, "reason", spec->why);
	js_kv_str(w, "note", chart.note);
	write_notes(w, &chart);
	js_kv_str(w, "summary", chart.summary);
	js_obj_end(w);
	js_key(w, "data");
	chart_write_plotly(w, &chart);
	js_obj_end(w);
}

void analysis_write_visualizations(struct js_writer *w, const struct analysis_result *r)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();

	js_arr(w);
	for (size_t i = 0; i < r->n_charts; i++)
		write_chart(w, r, &r->charts[i], a);
	if (r->n_columns > 0) {
		js_obj(w);
		js_kv_str(w, "type", "table");
		js_kv_str(w, "title", r->n_charts ? r->charts[0].title : "Result");
		js_key(w, "config");
		js_obj(w);
		js_key(w, "columns");
		js_arr(w);
		for (size_t i = 0; i < r->n_columns; i++)
			js_str(w, r->columns[i].name);
		js_arr_end(w);
		js_obj_end(w);
		js_kv_null(w, "data"); /* the rows are in the answer already */
		js_obj_end(w);
	}
	js_arr_end(w);
}

void analysis_write_members(struct js_writer *w, const struct analysis_result *r)
{
	js_kv_str(w, "sql", r->sql);
	js_kv_int(w, "execution_time_ms", r->ms);
	js_kv_int(w, "row_count", (int64_t)r->n_counted);
	js_kv_bool(w, "row_count_exact", r->counted_all);
	js_kv_int(w, "rows_returned", (int64_t)r->n_rows);
	js_kv_bool(w, "truncated", r->cut != ANALYSIS_WHOLE);
	js_kv_str(w, "truncated_reason", r->cut_reason);
	js_kv_str(w, "truncated_by", analysis_cut_name(r->cut));
	js_key(w, "columns");
	analysis_write_columns(w, r);
	js_key(w, "data");
	analysis_write_data(w, r, 0, r->n_rows);
	js_key(w, "statistics");
	analysis_write_statistics(w, r);
	js_key(w, "visualizations");
	analysis_write_visualizations(w, r);
}

void analysis_write_figure(struct js_writer *w, const struct analysis_result *r)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct chart chart;

	if (r->n_charts == 0) {
		js_null(w);
		return;
	}
	chart_build(&r->charts[0], r, a, &chart);
	chart_write_plotly(w, &chart);
}

void analysis_add_csv(struct str *out, const struct analysis_result *r, bool bom)
{
	if (bom)
		csv_add_bom(out);
	csv_add_header(out, r->columns, r->n_columns);
	for (size_t i = 0; i < r->n_rows && !out->over; i++)
		csv_add_row(out, r->rows[i], r->n_columns);
}
