// SPDX-License-Identifier: Apache-2.0
/*
 * The drawing of a chart while it is made: where it goes, its measures, and the pieces of SVG that every kind of chart
 * is made of. Everything that came from a database passes canvas_escape(). Thread-confined.
 */
#pragma once

#include "analysis/chart.h"

enum { CANVAS_LABEL_CHARS = 24 }; /* columns of a label that are shown */

struct canvas {
	struct str *out;
	const struct chart *c;
	enum chart_theme theme;
	double width, height;
	double left, top, right, bottom; /* of the plotting area */
	double low, high;                /* of the value axis */
	size_t n_bars;                   /* lying bars that have room, the first ones */
};

struct text_at {
	double x, y;
	const char *anchor; /* "start", "middle", "end" */
	int size;
	bool bold;
};

/* Text for XML: markup escaped, what XML forbids (controls, broken UTF-8) replaced. */
void canvas_escape(struct str *out, struct slice s);

/* The value of a colour attribute for the series of this number. */
void canvas_color(const struct canvas *v, size_t series);

/* The colour of lines behind the marks; static storage. */
const char *canvas_grid_color(const struct canvas *v);

/* The start of a text element; the caller adds what it says, escaped, and "</text>". */
void canvas_open_text(const struct canvas *v, const struct text_at *t);

/* A text, cut to a label's length. */
void canvas_label(const struct canvas *v, const struct text_at *t, struct slice text);

/* A number in full. */
void canvas_number(const struct canvas *v, const struct text_at *t, double number);

/* A number as short as an axis wants it. */
void canvas_tick(const struct canvas *v, const struct text_at *t, double number);

/* What a mark (value i of a series) stands for, shown by browsers when the pointer rests on it. */
void canvas_tooltip(const struct canvas *v, const struct chart_series *s, size_t i);

/* A rectangle up to its fill colour, which the caller writes and closes. */
void canvas_rect(const struct canvas *v, double x, double y, double w, double h);
