// SPDX-License-Identifier: Apache-2.0
/* Charts of many points: scatter, histogram, and lines thinned so that a browser can draw them. */
#include "analysis/chart_int.h"

#include "base/arena.h"

#include <math.h>

void chart_build_scatter(
	const struct chart_spec *spec, const struct analysis_result *r, struct arena *a, struct chart *out)
{
	struct chart_series *s = ARENA_NEW(a, struct chart_series);
	size_t step = r->n_rows / CHART_POINTS_MAX + 1, n = 0;
	double *x = ARENA_ARRAY(a, double, r->n_rows / step + 1),
	       *y = ARENA_ARRAY(a, double, r->n_rows / step + 1);

	for (size_t row = 0; row < r->n_rows; row += step)
		n += analysis_number(r, row, (size_t)spec->x, &x[n]) &&
		     analysis_number(r, row, (size_t)spec->y[0], &y[n]);
	*s = (struct chart_series){.name = r->columns[spec->y[0]].name, .x = x, .y = y, .n = n};
	out->x_axis = CHART_AXIS_NUMBER;
	out->y_title = r->columns[spec->y[0]].name;
	out->series = s;
	out->n_series = 1;
	if (step > 1)
		chart_note(out, CHART_NOTE_SAMPLE, n, r->n_rows);
}

/* Number of bins for a column of n values, at least one. */
static size_t bin_count(const struct stats_column *c, size_t n)
{
	double width = 2 * (c->q3 - c->q1) / cbrt((double)n), bins;

	if (!(c->max > c->min))
		return 1;
	bins = width > 0 ? ceil((c->max - c->min) / width) : ceil(log2((double)n) + 1);
	return (size_t)fmax(1, fmin(HISTOGRAM_BINS_MAX, bins));
}

void chart_build_histogram(
	const struct chart_spec *spec, const struct analysis_result *r, struct arena *a, struct chart *out)
{
	const struct stats_column *c = &r->stats.columns[spec->x];
	size_t n = bin_count(c, MAX(r->n_rows, (size_t)1));
	double width = (c->max - c->min) / (double)n, v;
	struct chart_series *s = ARENA_NEW(a, struct chart_series);
	struct slice *labels = ARENA_ARRAY(a, struct slice, n);
	double *counts = ARENA_ARRAY(a, double, n);

	for (size_t row = 0; row < r->n_rows; row++)
		if (analysis_number(r, row, (size_t)spec->x, &v) && v >= c->min && v <= c->max)
			counts[width > 0 ? MIN((size_t)((v - c->min) / width), n - 1) : 0]++;
	for (size_t i = 0; i < n; i++) {
		struct str label = STR_INIT(128);

		analysis_add_number(&label, c->min + width * (double)i);
		str_adds(&label, " to ");
		analysis_add_number(&label, i + 1 == n ? c->max : c->min + width * (double)(i + 1));
		labels[i].n = label.n;
		labels[i].p = str_to_arena(&label, a);
	}
	*s = (struct chart_series){.name = "Rows", .labels = labels, .y = counts, .n = n};
	out->y_title = "Rows";
	out->series = s;
	out->n_series = 1;
}

/* The point of [from, to) that makes the largest triangle with the last kept point and the next bucket's mean. */
static size_t largest_triangle(const double *y, size_t last, size_t from, size_t to, size_t next_to)
{
	double mean_y = 0, mean_x = ((double)to + (double)next_to - 1) / 2, best_area = -1;
	size_t best = from, n = 0;

	for (size_t i = to; i < next_to; i++)
		if (!isnan(y[i])) {
			mean_y += y[i];
			n++;
		}
	mean_y = n ? mean_y / (double)n : 0;
	for (size_t i = from; i < to; i++) {
		double area = fabs(((double)last - mean_x) * (y[i] - y[last]) -
				   ((double)last - (double)i) * (mean_y - y[last]));

		if (area > best_area) {
			best_area = area;
			best = i;
		}
	}
	return best;
}

static void thin_one(struct chart_series *s, size_t want, struct arena *a)
{
	double *y = ARENA_ARRAY(a, double, want), bucket = (double)(s->n - 2) / (double)(want - 2);
	struct slice *labels = ARENA_ARRAY(a, struct slice, want);
	size_t last = 0;

	y[0] = s->y[0];
	labels[0] = s->labels[0];
	for (size_t i = 0; i + 2 < want; i++) {
		size_t from = (size_t)((double)i * bucket) + 1, to = (size_t)((double)(i + 1) * bucket) + 1;
		size_t next_to = MIN((size_t)((double)(i + 2) * bucket) + 1, s->n);

		last = largest_triangle(s->y, last, from, to, MAX(next_to, to + 1));
		y[i + 1] = s->y[last];
		labels[i + 1] = s->labels[last];
	}
	y[want - 1] = s->y[s->n - 1];
	labels[want - 1] = s->labels[s->n - 1];
	s->y = y;
	s->labels = labels;
	s->n = want;
}

void chart_thin_lines(struct chart *c, struct arena *a)
{
	size_t want = MAX(CHART_POINTS_MAX / MAX(c->n_series, (size_t)1), (size_t)200), before = 0;
	struct chart_series *series = ARENA_ARRAY(a, struct chart_series, MAX(c->n_series, (size_t)1));

	for (size_t i = 0; i < c->n_series; i++) {
		series[i] = c->series[i];
		before = series[i].n;
		if (series[i].n > want)
			thin_one(&series[i], want, a);
	}
	c->series = series;
	if (before > want)
		chart_note(c, CHART_NOTE_THINNED, want, before);
}
