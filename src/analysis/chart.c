// SPDX-License-Identifier: Apache-2.0
/*
 * From a spec and rows to series. Cells are folded into accumulators by position on the x axis and series, so that
 * every aggregation, "Other" included, comes out right; then positions are ordered and cut to what can be drawn.
 */
#include "analysis/chart_int.h"

#include "base/arena.h"
#include "base/map.h"
#include "base/vec.h"

#include <math.h>
#include <stdlib.h>

enum { GROUPS_MAX = 10000, POSITIONS_MAX = 10000 };

struct cell {
	double sum, min, max;
	uint64_t n;
};

struct place { /* a position on the x axis, or a group */
	struct slice label;
	double order; /* its time or number; the total for categories */
	double total;
	uint32_t at; /* where it was before sorting */
};

typedef VEC(struct place) place_list;

struct fold {
	const struct chart_spec *spec;
	const struct analysis_result *r;
	struct arena *a;
	struct map *x_index, *group_index; /* label -> uint32_t, its position in the list */
	place_list xs, groups;
	size_t n_series;
	struct cell *cells;  /* xs.n * n_series */
	uint32_t *series_of; /* of a group */
};

/* Index of a label in a list, which it joins when it is new. */
static uint32_t place_of(struct fold *f, struct map *index, place_list *list, struct slice label)
{
	uint32_t *at = map_find(index, label);

	if (!at) {
		at = ARENA_NEW(f->a, uint32_t);
		*at = (uint32_t)list->n;
		map_put(index, label, at);
		vec_push(list, f->a,
			(struct place){.label = map_at(index, map_count(index) - 1, NULL), .at = *at});
	}
	return *at;
}

static struct slice x_label(struct fold *f, size_t row)
{
	return f->spec->x >= 0 ? analysis_label(f->r, row, (size_t)f->spec->x, f->a) : SLICE_LIT("");
}

/* The number a row adds to series y; false where it has none. */
static bool row_number(const struct fold *f, size_t row, size_t y, double *out)
{
	if (f->spec->aggregation == CHART_AGG_COUNT || f->spec->n_y == 0) {
		*out = 1;
		return true;
	}
	return analysis_number(f->r, row, (size_t)f->spec->y[y], out);
}

static int by_total_down(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	if (x->total != y->total)
		return x->total < y->total ? 1 : -1;
	return (x->at > y->at) - (x->at < y->at);
}

static int by_order_up(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	if (x->order != y->order)
		return x->order > y->order ? 1 : -1;
	return (x->at > y->at) - (x->at < y->at);
}

/* Which series each group belongs to: its own for the largest, the last for all others. */
static void assign_series(struct fold *f, struct chart *out)
{
	struct place *sorted = ARENA_ARRAY(f->a, struct place, MAX(f->groups.n, (size_t)1));
	bool other = f->groups.n > CHART_SERIES_MAX;
	size_t own = other ? CHART_SERIES_MAX - 1 : f->groups.n;

	if (f->groups.n)
		memcpy(sorted, f->groups.items, f->groups.n * sizeof *sorted);
	qsort(sorted, f->groups.n, sizeof *sorted, by_total_down);
	f->series_of = ARENA_ARRAY(f->a, uint32_t, MAX(f->groups.n, (size_t)1));
	for (size_t i = 0; i < f->groups.n; i++)
		f->series_of[sorted[i].at] = (uint32_t)MIN(i, own);
	for (size_t i = 0; i < own; i++)
		f->groups.items[i] = sorted[i];
	f->n_series = own + other;
	if (other) {
		f->groups.items[own] = (struct place){.label = SLICE_LIT("Other")};
		chart_note(out, CHART_NOTE_GROUPS, own, f->groups.n);
	}
	f->groups.n = f->n_series;
}

/* First pass: what positions and groups are there, and how much is in each? */
static void collect_places(struct fold *f)
{
	const struct chart_spec *s = f->spec;
	double v;

	f->x_index = map_new(f->a);
	f->group_index = map_new(f->a);
	for (size_t row = 0; row < f->r->n_rows; row++) {
		uint32_t x = place_of(f, f->x_index, &f->xs, x_label(f, row));
		int64_t ms;

		if (s->x >= 0 && analysis_is_time(f->r, (size_t)s->x) &&
			analysis_time(f->r, row, (size_t)s->x, &ms))
			f->xs.items[x].order = (double)ms;
		else if (s->x >= 0 && analysis_number(f->r, row, (size_t)s->x, &v))
			f->xs.items[x].order = v;
		if (row_number(f, row, 0, &v))
			f->xs.items[x].total += fabs(v);
		if (s->group < 0)
			continue;
		uint32_t g = place_of(
			f, f->group_index, &f->groups, analysis_label(f->r, row, (size_t)s->group, f->a));
		if (row_number(f, row, 0, &v))
			f->groups.items[g].total += fabs(v);
	}
}

static void add_to_cell(struct cell *c, double v)
{
	c->min = c->n ? fmin(c->min, v) : v;
	c->max = c->n ? fmax(c->max, v) : v;
	c->sum += v;
	c->n++;
}

/* Second pass: every row into its cell. */
static void fill_cells(struct fold *f)
{
	f->cells = ARENA_ARRAY(f->a, struct cell, MAX(f->xs.n * f->n_series, (size_t)1));
	for (size_t row = 0; row < f->r->n_rows; row++) {
		const uint32_t *x = map_find(f->x_index, x_label(f, row));
		struct cell *cells = &f->cells[*x * f->n_series];
		double v;

		if (f->spec->group >= 0) {
			const uint32_t *g = map_find(
				f->group_index, analysis_label(f->r, row, (size_t)f->spec->group, f->a));

			if (row_number(f, row, 0, &v))
				add_to_cell(&cells[f->series_of[*g]], v);
			continue;
		}
		for (size_t y = 0; y < f->n_series; y++)
			if (row_number(f, row, y, &v))
				add_to_cell(&cells[y], v);
	}
}

static double cell_value(const struct cell *c, enum chart_aggregation agg)
{
	if (c->n == 0)
		return NAN;
	switch (agg) {
	case CHART_AGG_AVG:
		return c->sum / (double)c->n;
	case CHART_AGG_MIN:
		return c->min;
	case CHART_AGG_MAX:
		return c->max;
	case CHART_AGG_NONE:
	case CHART_AGG_SUM:
	case CHART_AGG_COUNT:
		break;
	}
	return c->sum;
}

/* Bars go by size unless their axis has an order of its own; too many are cut, and the note says so. */
static void order_places(struct fold *f, struct chart *out)
{
	size_t max = out->type == CHART_LINE ? POSITIONS_MAX : CHART_BARS_MAX;
	bool ordered = out->x_axis != CHART_AXIS_CATEGORY;

	if (f->xs.n > max && !ordered && f->spec->group < 0)
		chart_note(out, CHART_NOTE_LARGEST, max, f->xs.n);
	else if (f->xs.n > max)
		chart_note(out, CHART_NOTE_POSITIONS, max, f->xs.n);
	if (f->xs.n > max || !ordered)
		qsort(f->xs.items, f->xs.n, sizeof *f->xs.items, by_total_down);
	f->xs.n = MIN(f->xs.n, max);
	if (ordered)
		qsort(f->xs.items, f->xs.n, sizeof *f->xs.items, by_order_up);
}

/* The range of the values in words, for those who cannot see the chart. */
static const char *summarize(const struct chart *c, struct arena *a)
{
	struct str s = STR_INIT(4096);
	const char *low_at = NULL, *high_at = NULL;
	int low_n = 0, high_n = 0;
	double low = INFINITY, high = -INFINITY;

	for (size_t i = 0; i < c->n_series; i++)
		for (size_t k = 0; k < c->series[i].n; k++) {
			const struct chart_series *one = &c->series[i];
			struct slice at = one->labels ? one->labels[k] : (struct slice){NULL, 0};

			if (one->y[k] < low) {
				low = one->y[k];
				low_at = at.p;
				low_n = (int)MIN(at.n, (size_t)200);
			}
			if (one->y[k] > high) {
				high = one->y[k];
				high_at = at.p;
				high_n = (int)MIN(at.n, (size_t)200);
			}
		}
	str_addf(&s, "%s: ", c->title);
	if (!isfinite(low) || !isfinite(high)) {
		str_adds(&s, "no values");
	} else if (low == high) {
		analysis_add_number(&s, low);
	} else {
		str_adds(&s, "from ");
		analysis_add_number(&s, low);
		if (low_at && low_n)
			str_addf(&s, " (%.*s)", low_n, low_at);
		str_adds(&s, " to ");
		analysis_add_number(&s, high);
		if (high_at && high_n)
			str_addf(&s, " (%.*s)", high_n, high_at);
	}
	if (c->n_series > 1)
		str_addf(&s, ", %zu series", c->n_series);
	str_addc(&s, '.');
	return str_to_arena(&s, a);
}

static void emit_series(struct fold *f, struct chart *out)
{
	struct chart_series *series = ARENA_ARRAY(f->a, struct chart_series, MAX(f->n_series, (size_t)1));
	struct slice *labels = ARENA_ARRAY(f->a, struct slice, MAX(f->xs.n, (size_t)1));

	for (size_t k = 0; k < f->xs.n; k++)
		labels[k] = f->xs.items[k].label;
	for (size_t i = 0; i < f->n_series; i++) {
		double *y = ARENA_ARRAY(f->a, double, MAX(f->xs.n, (size_t)1));

		for (size_t k = 0; k < f->xs.n; k++)
			y[k] = cell_value(
				&f->cells[f->xs.items[k].at * f->n_series + i], f->spec->aggregation);
		series[i] = (struct chart_series){.labels = labels, .y = y, .n = f->xs.n};
		if (f->spec->group >= 0)
			series[i].name =
				arena_strndup(f->a, f->groups.items[i].label.p, f->groups.items[i].label.n);
		else
			series[i].name = f->spec->n_y ? f->r->columns[f->spec->y[i]].name : "Rows";
	}
	out->series = series;
	out->n_series = f->n_series;
}

static void build_folded(
	const struct chart_spec *spec, const struct analysis_result *r, struct arena *a, struct chart *out)
{
	struct fold f = {.spec = spec, .r = r, .a = a};

	if (spec->x >= 0 && analysis_is_time(r, (size_t)spec->x))
		out->x_axis = CHART_AXIS_TIME;
	else if (spec->x >= 0 && r->stats.columns[spec->x].role == STATS_NUMERIC &&
		 !analysis_is_key(r, (size_t)spec->x))
		out->x_axis = CHART_AXIS_NUMBER;
	collect_places(&f);
	if (spec->group >= 0)
		assign_series(&f, out);
	else
		f.n_series = spec->aggregation == CHART_AGG_COUNT ? 1 : MAX(spec->n_y, (size_t)1);
	fill_cells(&f);
	order_places(&f, out);
	emit_series(&f, out);
}

/* Years as whole numbers and text are shown as they are, not as dates. */
static const char *y_title(const struct chart_spec *s, const struct analysis_result *r, struct arena *a)
{
	if (s->aggregation == CHART_AGG_COUNT || s->n_y == 0)
		return "Rows";
	if (s->n_y > 1)
		return "";
	if (s->aggregation == CHART_AGG_NONE)
		return r->columns[s->y[0]].name;
	return arena_printf(a, "%s of %s", chart_aggregation_name(s->aggregation), r->columns[s->y[0]].name);
}

void chart_build(
	const struct chart_spec *spec, const struct analysis_result *r, struct arena *a, struct chart *out)
{
	*out = (struct chart){
		.type = spec->type, .title = spec->title ? spec->title : "", .x_axis = CHART_AXIS_CATEGORY};
	out->x_title = spec->x >= 0 ? r->columns[spec->x].name : "";
	out->y_title = y_title(spec, r, a);
	if (spec->type == CHART_SCATTER)
		chart_build_scatter(spec, r, a, out);
	else if (spec->type == CHART_HISTOGRAM)
		chart_build_histogram(spec, r, a, out);
	else
		build_folded(spec, r, a, out);
	if (spec->type == CHART_LINE)
		chart_thin_lines(out, a);
	if (r->cut != ANALYSIS_WHOLE)
		chart_note(out, CHART_NOTE_FIRST, r->n_rows, 0);
	out->note = chart_note_text(out, a);
	out->summary = summarize(out, a);
}
