// SPDX-License-Identifier: Apache-2.0
/*
 * Finding what is worth saying. Each finder looks for one thing, computes it from the statistics or the kept rows, and
 * says it in a sentence whose numbers stand in the evidence too. Nothing is said for the sake of saying something:
 * each has a threshold of effect and of rows.
 */
#include "analysis/insight.h"

#include "analysis/insight_say.h"
#include "base/arena.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "json/writer.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { EVIDENCE_MAX = 8192, OUTLIER_ROWS_MIN = 8, TREND_POINTS_MIN = 5, PAIR_ROWS_MIN = 10 };

struct found {
	struct analysis_insight insight;
	double weight; /* what is shown first */
};

struct finding {
	struct analysis_result *r;
	struct arena *a;
	enum insight_language language;
	VEC(struct found) found;
	VEC(struct analysis_anomaly) anomalies;
};

/* A sentence and its evidence while they are written. */
struct note {
	const char *text;
	struct str evidence;
	struct js_writer w;
};

const char *analysis_insight_name(enum analysis_insight_type type)
{
	static const char *const names[] = {
		[INSIGHT_DATA_QUALITY] = "data_quality",
		[INSIGHT_PATTERN] = "pattern",
		[INSIGHT_OUTLIER] = "outlier",
		[INSIGHT_TREND] = "trend",
	};

	return names[type];
}

/* counted: the numbers are of all rows that were counted, not only of those kept. */
static void note_open(struct note *n, const struct finding *f, const char *method, bool counted)
{
	n->text = "";
	n->evidence = STR_INIT(EVIDENCE_MAX);
	n->w = JS_WRITER(&n->evidence);
	js_obj(&n->w);
	js_kv_str(&n->w, "method", method);
	js_kv_int(&n->w, "rows", (int64_t)(counted ? f->r->n_counted : f->r->n_rows));
	js_kv_bool(&n->w, "whole_result", counted ? f->r->counted_all : f->r->cut == ANALYSIS_WHOLE);
}

#define NOTE_SAY(f, n, what, ...) \
	((n)->text = insight_say((f)->a, (f)->language, (what), (const char *const[]){__VA_ARGS__}))

static void note_close(
	struct finding *f, struct note *n, enum analysis_insight_type type, double confidence, double weight)
{
	struct found found = {.weight = weight};

	js_obj_end(&n->w);
	if (n->evidence.over) { /* names and values are bounded, so this takes very long ones */
		str_free(&n->evidence);
		str_adds(&n->evidence, "{}");
	}
	found.insight.type = type;
	found.insight.confidence = round(fmin(0.99, fmax(0, confidence)) * 100) / 100;
	found.insight.evidence.n = n->evidence.n;
	found.insight.evidence.p = str_to_arena(&n->evidence, f->a);
	found.insight.text = n->text;
	vec_push(&f->found, f->a, found);
}

static const char *number_text(struct finding *f, double v)
{
	struct str s = STR_INIT(64);

	analysis_add_number(&s, v);
	return str_to_arena(&s, f->a);
}

static const char *share_text(struct finding *f, double share)
{
	return arena_printf(f->a, "%.1f %%", 100 * share);
}

static const char *label_text(struct finding *f, struct slice label)
{
	size_t n = utf8_cut(label, STATS_COMMON_BYTES);

	return arena_printf(f->a, "%.*s%s", (int)n, label.p ? label.p : "", n < label.n ? "..." : "");
}

/* --- data quality --- */

/* Values that are missing: NULL, or text that is empty or blank. */
static void find_missing(struct finding *f, size_t column)
{
	const struct stats_column *c = &f->r->stats.columns[column];
	uint64_t rows = c->n_values + c->n_nulls, missing = c->n_nulls + c->n_blank;
	double share = rows ? (double)missing / (double)rows : 0;
	struct note n;

	if (missing == 0 || rows < 2 || share < 0.01)
		return;
	note_open(&n, f, "counted", true);
	js_kv_str(&n.w, "column", c->name);
	js_kv_int(&n.w, "null_count", (int64_t)c->n_nulls);
	js_kv_int(&n.w, "blank_count", (int64_t)c->n_blank);
	js_kv_num(&n.w, "share", share);
	NOTE_SAY(f, &n, SAY_MISSING, c->name, number_text(f, (double)missing), number_text(f, (double)rows),
		share_text(f, share));
	note_close(f, &n, INSIGHT_DATA_QUALITY, 0.99, 0.3 + 0.5 * share);
}

/* Values of several types in one column, which only some engines allow. */
static void find_mixed(struct finding *f, size_t column)
{
	const struct stats_column *c = &f->r->stats.columns[column];
	struct note n;

	if (c->role != STATS_OTHER || c->type == DB_BLOB || c->type == DB_JSON || c->n_values < 2)
		return;
	note_open(&n, f, "types of the values", true);
	js_kv_str(&n.w, "column", c->name);
	NOTE_SAY(f, &n, SAY_MIXED, c->name);
	note_close(f, &n, INSIGHT_DATA_QUALITY, 0.95, 0.6);
}

/* One value in every row says nothing, and often means a filter or a join went wrong. */
static void find_constant(struct finding *f, size_t column)
{
	const struct stats_column *c = &f->r->stats.columns[column];
	const char *value;
	struct note n;

	if (c->n_distinct != 1 || !c->distinct_exact || c->n_values < 10 || c->n_nulls > 0 ||
		f->r->n_rows == 0)
		return;
	value = label_text(f, analysis_label(f->r, 0, column, f->a));
	note_open(&n, f, "distinct values counted", true);
	js_kv_str(&n.w, "column", c->name);
	js_kv_str(&n.w, "value", value);
	NOTE_SAY(f, &n, SAY_CONSTANT, c->name, value);
	note_close(f, &n, INSIGHT_DATA_QUALITY, 0.99, 0.2);
}

/* --- pattern --- */

struct share {
	size_t row;
	double value;
};

static int by_share_down(const void *a, const void *b)
{
	const struct share *x = a, *y = b;

	if (x->value != y->value)
		return x->value < y->value ? 1 : -1;
	return (x->row > y->row) - (x->row < y->row);
}

/* The column whose values are one a row and are words: what the rows are about. */
static ptrdiff_t naming_column(const struct analysis_result *r)
{
	for (size_t i = 0; i < r->n_columns; i++) {
		const struct stats_column *c = &r->stats.columns[i];

		if (c->role == STATS_TEXT && c->n_distinct == r->n_rows && c->n_nulls == 0 &&
			!analysis_is_time(r, i))
			return (ptrdiff_t)i;
	}
	return -1;
}

static void say_concentration(
	struct finding *f, size_t column, size_t names, const struct share *top, size_t n, double total)
{
	const struct analysis_result *r = f->r;
	double three = (top[0].value + top[1].value + top[2].value) / total, first = top[0].value / total;
	const char *name = label_text(f, analysis_label(r, top[0].row, names, f->a));
	const char *column_name = r->columns[column].name;
	struct note note;

	note_open(&note, f, "shares of the sum", false);
	js_kv_str(&note.w, "column", column_name);
	js_kv_str(&note.w, "by", r->columns[names].name);
	js_kv_str(&note.w, "first", name);
	js_kv_num(&note.w, "first_value", top[0].value);
	js_kv_num(&note.w, "total", total);
	js_kv_num(&note.w, "first_share", first);
	js_kv_num(&note.w, "first_three_share", three);
	NOTE_SAY(f, &note, SAY_SHARES, name, share_text(f, first), column_name, number_text(f, top[0].value),
		number_text(f, total), number_text(f, (double)n), share_text(f, three));
	note_close(f, &note, INSIGHT_PATTERN, r->cut == ANALYSIS_WHOLE ? 0.95 : 0.6, 0.4 + three * 0.5);
}

/* Shares only mean something for amounts: no negative numbers, and rows that name what they belong to. */
static void find_concentration(struct finding *f, size_t column)
{
	const struct analysis_result *r = f->r;
	const struct stats_column *c = &r->stats.columns[column];
	ptrdiff_t names = naming_column(r);
	struct share *shares;
	double total = 0;
	size_t n = 0;

	if (c->role != STATS_NUMERIC || names < 0 || r->n_rows < 5 || c->n_negative > 0 ||
		analysis_is_key(r, column))
		return;
	shares = ARENA_ARRAY(f->a, struct share, r->n_rows);
	for (size_t row = 0; row < r->n_rows; row++)
		if (analysis_number(r, row, column, &shares[n].value)) {
			shares[n].row = row;
			total += shares[n++].value;
		}
	qsort(shares, n, sizeof *shares, by_share_down);
	/* Worth a word only where the first three hold half as much again as an even spread would give them. */
	if (n < 5 || total <= 0 ||
		(shares[0].value + shares[1].value + shares[2].value) / total < 4.5 / (double)n)
		return;
	say_concentration(f, column, (size_t)names, shares, n, total);
}

/* Fisher's z: how far r is from nothing, in standard errors, becomes the confidence. */
static double correlation_confidence(double r, uint64_t n)
{
	double z = atanh(fmin(fabs(r), 0.999999)) * sqrt((double)n - 3);

	return erf(z / M_SQRT2) * fmin(1, 0.6 + (double)n / 100);
}

static void find_correlation(struct finding *f)
{
	const struct analysis_result *r = f->r;

	for (size_t i = 0; i < r->stats.n_correlations; i++) {
		const struct stats_correlation *c = &r->stats.correlations[i];
		char value[32];
		struct note n;

		if (fabs(c->r) < 0.7 || c->n < PAIR_ROWS_MIN)
			return;
		if (analysis_is_key(r, c->x) || analysis_is_key(r, c->y) || analysis_is_time(r, c->x) ||
			analysis_is_time(r, c->y))
			continue;
		snprintf(value, sizeof value, "%.2f", c->r);
		note_open(&n, f, "Pearson correlation", true);
		js_kv_str(&n.w, "x", r->columns[c->x].name);
		js_kv_str(&n.w, "y", r->columns[c->y].name);
		js_kv_num(&n.w, "r", c->r);
		js_kv_int(&n.w, "pairs", (int64_t)c->n);
		NOTE_SAY(f, &n, c->r > 0 ? SAY_TOGETHER : SAY_AGAINST, r->columns[c->x].name,
			r->columns[c->y].name, value, number_text(f, (double)c->n));
		note_close(
			f, &n, INSIGHT_PATTERN, correlation_confidence(c->r, c->n), 0.3 + 0.4 * fabs(c->r));
		return;
	}
}

/* --- outlier --- */

static void say_outliers(struct finding *f, size_t column, size_t n, const struct analysis_anomaly *worst)
{
	const struct analysis_result *r = f->r;
	const struct stats_column *c = &r->stats.columns[column];
	double range = c->q3 - c->q1;
	double far = fmax(worst->value - worst->high, worst->low - worst->value) / range;
	const char *where = "";
	ptrdiff_t names = naming_column(r);
	struct note note;

	if (names >= 0)
		where = arena_printf(
			f->a, " (%s)", label_text(f, analysis_label(r, worst->row, (size_t)names, f->a)));
	note_open(&note, f, "outside the quartiles by more than 1.5 times their range", false);
	js_kv_str(&note.w, "column", c->name);
	js_kv_int(&note.w, "count", (int64_t)n);
	js_kv_num(&note.w, "low", worst->low);
	js_kv_num(&note.w, "high", worst->high);
	js_kv_num(&note.w, "farthest", worst->value);
	js_kv_int(&note.w, "farthest_row", (int64_t)worst->row);
	js_kv_bool(&note.w, "quartiles_exact", c->quantiles_exact);
	NOTE_SAY(f, &note, SAY_OUTLIERS, number_text(f, (double)n), number_text(f, (double)r->n_rows),
		c->name, number_text(f, worst->low), number_text(f, worst->high),
		number_text(f, worst->value), where);
	note_close(f, &note, INSIGHT_OUTLIER, fmin(0.95, 0.6 + 0.15 * far) * (r->n_rows < 20 ? 0.8 : 1),
		0.4 + fmin(0.5, far / 10));
}

/* More than a tenth outside the fences is no set of outliers but a skewed distribution: then nothing is said. */
static void find_outliers(struct finding *f, size_t column)
{
	const struct analysis_result *r = f->r;
	const struct stats_column *c = &r->stats.columns[column];
	double range = c->q3 - c->q1, low = c->q1 - 1.5 * range, high = c->q3 + 1.5 * range, v;
	struct analysis_anomaly worst = {0};
	size_t n = 0;

	if (c->role != STATS_NUMERIC || r->n_rows < OUTLIER_ROWS_MIN || !(range > 0) ||
		analysis_is_key(r, column) || analysis_is_time(r, column))
		return;
	for (size_t row = 0; row < r->n_rows; row++) {
		struct analysis_anomaly one = {(uint32_t)column, row, 0, low, high};

		if (!analysis_number(r, row, column, &v) || (v >= low && v <= high))
			continue;
		one.value = v;
		if (n++ == 0 || fmax(v - high, low - v) > fmax(worst.value - high, low - worst.value))
			worst = one;
		if (f->anomalies.n < ANOMALIES_MAX)
			vec_push(&f->anomalies, f->a, one);
	}
	if (n == 0 || 10 * n > r->n_rows)
		return;
	say_outliers(f, column, n, &worst);
}

/* --- trend --- */

struct line { /* least squares of y on time in days */
	size_t n;
	double slope, intercept, r2, confidence;
	int64_t first_ms, last_ms;
};

static bool fit_line(const struct analysis_result *r, size_t time, size_t column, struct line *out)
{
	double mean_x = 0, mean_y = 0, sxx = 0, syy = 0, sxy = 0, y, t;
	struct line l = {.first_ms = INT64_MAX, .last_ms = INT64_MIN};
	int64_t ms;

	for (size_t row = 0; row < r->n_rows; row++) { /* Welford's update for two variables */
		double x, dx, dy;

		if (!analysis_time(r, row, time, &ms) || !analysis_number(r, row, column, &y))
			continue;
		l.n++;
		l.first_ms = MIN(l.first_ms, ms);
		l.last_ms = MAX(l.last_ms, ms);
		x = (double)ms / 86400000.0;
		dx = x - mean_x;
		dy = y - mean_y;
		mean_x += dx / (double)l.n;
		mean_y += dy / (double)l.n;
		sxx += dx * (x - mean_x);
		syy += dy * (y - mean_y);
		sxy += dx * (y - mean_y);
	}
	if (l.n < TREND_POINTS_MIN || !(sxx > 0) || !(syy > 0))
		return false;
	l.slope = sxy / sxx;
	l.intercept = mean_y - l.slope * mean_x;
	l.r2 = sxy * sxy / (sxx * syy);
	/* Student's t of the slope, by the normal distribution: close enough above five points to rank with. */
	t = sqrt(l.r2 * (double)(l.n - 2) / fmax(1e-12, 1 - l.r2));
	l.confidence = erf(t / M_SQRT2) * fmin(1, 0.7 + (double)l.n / 50);
	*out = l;
	return true;
}

static void find_trend(struct finding *f, size_t time, size_t column)
{
	const struct analysis_result *r = f->r;
	const char *name = r->columns[column].name, *from, *to;
	struct line l;
	struct note n;
	char r2[16];

	if (r->stats.columns[column].role != STATS_NUMERIC || analysis_is_key(r, column) ||
		analysis_is_time(r, column) || !fit_line(r, time, column, &l) || l.r2 < 0.25 ||
		l.confidence < 0.8)
		return;
	from = number_text(f, l.intercept + l.slope * (double)l.first_ms / 86400000.0);
	to = number_text(f, l.intercept + l.slope * (double)l.last_ms / 86400000.0);
	snprintf(r2, sizeof r2, "%.2f", l.r2);
	note_open(&n, f, "least squares over time", false);
	js_kv_str(&n.w, "column", name);
	js_kv_str(&n.w, "time", r->columns[time].name);
	js_kv_num(&n.w, "slope_per_day", l.slope);
	js_kv_num(&n.w, "r2", l.r2);
	js_kv_int(&n.w, "points", (int64_t)l.n);
	js_kv_str(&n.w, "line_from", from);
	js_kv_str(&n.w, "line_to", to);
	NOTE_SAY(f, &n, l.slope > 0 ? SAY_RISES : SAY_FALLS, name, from, to, number_text(f, (double)l.n), r2);
	note_close(f, &n, INSIGHT_TREND, l.confidence, 0.5 + 0.4 * l.r2);
}

/* --- all of them --- */

static int by_weight_down(const void *a, const void *b)
{
	const struct found *x = a, *y = b;

	return (x->weight < y->weight) - (x->weight > y->weight);
}

static void find_in_columns(struct finding *f)
{
	const struct analysis_result *r = f->r;
	ptrdiff_t time = -1;

	for (size_t i = 0; i < r->n_columns && time < 0; i++)
		if (analysis_is_time(r, i))
			time = (ptrdiff_t)i;
	for (size_t i = 0; i < r->n_columns; i++) {
		find_missing(f, i);
		find_mixed(f, i);
		find_constant(f, i);
		find_concentration(f, i);
		find_outliers(f, i);
		if (time >= 0 && (size_t)time != i)
			find_trend(f, (size_t)time, i);
	}
	find_correlation(f);
}

void insight_find(struct analysis_result *r, const char *language, struct arena *a)
{
	struct finding f = {.r = r, .a = a, .language = insight_language_of(language)};
	struct analysis_insight *insights;
	unsigned of_type[INSIGHT_TREND + 1] = {0};

	if (r->n_columns == 0 || r->n_counted == 0)
		return;
	find_in_columns(&f);
	if (f.found.n > 0)
		qsort(f.found.items, f.found.n, sizeof *f.found.items, by_weight_down);
	insights = ARENA_ARRAY(a, struct analysis_insight, INSIGHTS_MAX);
	for (size_t i = 0; i < f.found.n && r->n_insights < INSIGHTS_MAX; i++) {
		size_t type = f.found.items[i].insight.type;

		if (of_type[type]++ < INSIGHTS_OF_TYPE)
			insights[r->n_insights++] = f.found.items[i].insight;
	}
	r->insights = insights;
	r->anomalies = f.anomalies.items;
	r->n_anomalies = f.anomalies.n;
}
