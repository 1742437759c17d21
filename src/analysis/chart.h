// SPDX-License-Identifier: Apache-2.0
/*
 * Charts from a validated declaration, never from generated code: a spec names columns of a result, chart_build()
 * turns it into plain series of numbers and labels, and two writers draw those as a Plotly figure or as an SVG that
 * needs no script. Pure functions; any thread.
 */
#pragma once

#include "base/err.h"
#include "base/str.h"

struct analysis_result;
struct arena;
struct js_writer;

enum chart_type {
	CHART_BAR,
	CHART_STACKED,
	CHART_LINE,
	CHART_SCATTER,
	CHART_PIE,
	CHART_HISTOGRAM,
	CHART_METRIC
};
enum chart_aggregation {
	CHART_AGG_NONE,
	CHART_AGG_SUM,
	CHART_AGG_AVG,
	CHART_AGG_COUNT,
	CHART_AGG_MIN,
	CHART_AGG_MAX
};
enum chart_theme {
	CHART_THEME_AUTO,
	CHART_THEME_LIGHT,
	CHART_THEME_DARK
}; /* AUTO follows the reader's color scheme */

enum { CHART_SERIES_MAX = 12, CHART_Y_MAX = 12, CHART_POINTS_MAX = 5000, CHART_BARS_MAX = 50 };

/* "bar", "line", ...: the contract's words; static storage. */
const char *chart_type_name(enum chart_type type);

/* "sum", "avg", "count", "min", "max", "none"; static storage. */
const char *chart_aggregation_name(enum chart_aggregation agg);

/* Read the contract's word ("stacked_bar" and "area" too); false leaves *out alone. */
bool chart_type_parse(const char *name, enum chart_type *out);

/* Read an aggregation's word; false leaves *out alone. */
bool chart_aggregation_parse(const char *name, enum chart_aggregation *out);

struct chart_spec {
	enum chart_type type;
	enum chart_aggregation aggregation; /* over rows that share x (and group) */
	const char *title;
	int32_t x;              /* column; -1 = none (metric) */
	int32_t y[CHART_Y_MAX]; /* columns of numbers, one series each */
	size_t n_y;
	int32_t group;   /* column that splits the one y into series; -1 = none */
	const char *why; /* "one time column and one number", for the reader; static or in the arena */
};

struct chart_request { /* what a person asked for, by name; NULL = choose */
	const char *chart_type, *x_axis, *y_axis, *group_by, *aggregation, *title;
};

/*
 * The charts that suit a result, best first, in the arena; none where nothing can be drawn.
 * title      borrowed; NULL = made from the column names.
 */
const struct chart_spec *chart_choose(
	const struct analysis_result *r, const char *title, struct arena *a, size_t *n);

/* Check a person's choice against the result's columns and fill in what was left open. ERR_INVALID names the field and the columns there are. */
NODISCARD int chart_spec_make(const struct analysis_result *r, const struct chart_request *req,
	struct arena *a, struct chart_spec *out, struct err *err);

struct chart_series {
	const char *name;
	const struct slice *labels; /* x as text, n of them; for a category or time axis */
	const double *x;            /* x as numbers, where the axis is numeric; else NULL */
	const double *y;            /* NAN = no value */
	size_t n;
};

enum chart_axis { CHART_AXIS_CATEGORY, CHART_AXIS_TIME, CHART_AXIS_NUMBER };

/* What of the data a chart does not draw; `shown` of `all`, whose meaning the kind tells. */
enum chart_note_kind {
	CHART_NOTE_GROUPS,    /* the largest groups; the others are one, called Other */
	CHART_NOTE_LARGEST,   /* the largest bars */
	CHART_NOTE_POSITIONS, /* the largest positions of an axis that several series share */
	CHART_NOTE_SAMPLE,    /* rows, evenly spaced */
	CHART_NOTE_THINNED,   /* points, chosen to keep the shape */
	CHART_NOTE_FIRST,     /* rows kept; all is 0, because there may be any number */
	CHART_NOTE_KINDS,
};

struct chart_note {
	enum chart_note_kind kind;
	size_t shown, all;
};

struct chart {
	enum chart_type type;
	const char *title, *x_title, *y_title;
	const char *summary; /* one sentence for those who cannot see it */
	const char *note;    /* the notes as English sentences, or NULL */
	struct chart_note notes[CHART_NOTE_KINDS];
	size_t n_notes;
	enum chart_axis x_axis;
	const struct chart_series *series;
	size_t n_series;
};

/* Fold the result's kept rows into series (sorted, aggregated, at most CHART_SERIES_MAX with the rest as Other). In the arena, texts borrowed from the result. */
void chart_build(
	const struct chart_spec *spec, const struct analysis_result *r, struct arena *a, struct chart *out);

/* A note's stable word: "groups". */
const char *chart_note_name(enum chart_note_kind kind);

/* A Plotly figure {data:[...],layout:{...}}: plain arrays, no typed ones, no templates. */
void chart_write_plotly(struct js_writer *w, const struct chart *c);

/* A self-contained <svg> of width x height with title and desc; all text is escaped, nothing is loaded or run. */
void chart_add_svg(struct str *out, const struct chart *c, enum chart_theme theme, int width, int height);
