// SPDX-License-Identifier: Apache-2.0
/*
 * A chart as an SVG that stands alone: no script, no style sheet, no link. Colours are presentation attributes, either
 * fixed or CSS variables of the page around it. Everything that came from a database passes canvas_escape().
 */
#include "analysis/chart_canvas.h"
#include "analysis/chart_int.h"

#include "base/arena.h"
#include "base/utf8.h"

#include <math.h>

enum {
	MARGIN = 12,
	TITLE_HEIGHT = 28,
	LEGEND_ROW = 20,
	TICKS = 5,
	CHAR_WIDTH = 7,
	MARKS_MAX = 60,
	BAR_ROOM = 13,
};

/* --- the value axis --- */

static double stacked_height(const struct chart *c, size_t i)
{
	double sum = 0;

	for (size_t k = 0; k < c->n_series; k++)
		if (i < c->series[k].n && c->series[k].y[i] > 0)
			sum += c->series[k].y[i];
	return sum;
}

static void find_range(struct canvas *v)
{
	const struct chart *c = v->c;
	bool from_zero = c->type != CHART_LINE && c->type != CHART_SCATTER;

	v->low = from_zero ? 0 : INFINITY;
	v->high = from_zero ? 0 : -INFINITY;
	for (size_t k = 0; k < c->n_series; k++)
		for (size_t i = 0; i < c->series[k].n; i++) {
			double y = c->type == CHART_STACKED ? stacked_height(c, i) : c->series[k].y[i];

			if (!isfinite(y))
				continue;
			v->low = fmin(v->low, y);
			v->high = fmax(v->high, y);
		}
	if (!isfinite(v->low)) {
		v->low = 0;
		v->high = 1;
	}
	if (v->high <= v->low)
		v->high = v->low + (v->low == 0 ? 1 : fabs(v->low));
}

/* The step of 1, 2 or 5 times a power of ten that gives about TICKS ticks; the range is widened to whole steps. */
static double nice_step(struct canvas *v)
{
	double raw = (v->high - v->low) / TICKS, power = pow(10, floor(log10(raw))), step = power;

	if (raw / power > 5)
		step = 10 * power;
	else if (raw / power > 2)
		step = 5 * power;
	else if (raw / power > 1)
		step = 2 * power;
	v->low = floor(v->low / step) * step;
	v->high = ceil(v->high / step) * step;
	return step;
}

static double share_of(const struct canvas *v, double value)
{
	return (value - v->low) / (v->high - v->low);
}

/* --- kinds --- */

/* How many ticks there are from low to high, both whole multiples of step; none in a range too wide for a double. */
static int n_ticks(const struct canvas *v, double step)
{
	double n = round((v->high - v->low) / step) + 1;

	return n > 0 && n <= 2 * TICKS ? (int)n : 0;
}

static void value_ticks_below(const struct canvas *v, double step)
{
	for (int i = 0; i < n_ticks(v, step); i++) {
		double t = v->low + i * step;
		double x = v->left + share_of(v, t) * (v->right - v->left);

		str_addf(v->out, "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/>", x,
			v->top, x, v->bottom, canvas_grid_color(v));
		canvas_tick(v, &(struct text_at){x, v->bottom + 16, "middle", 11, false},
			fabs(t) < step / 1e6 ? 0 : t);
	}
}

static void value_ticks_left(const struct canvas *v, double step)
{
	for (int i = 0; i < n_ticks(v, step); i++) {
		double t = v->low + i * step;
		double y = v->bottom - share_of(v, t) * (v->bottom - v->top);

		str_addf(v->out, "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/>",
			v->left, y, v->right, y, canvas_grid_color(v));
		canvas_tick(v, &(struct text_at){v->left - 6, y + 4, "end", 11, false},
			fabs(t) < step / 1e6 ? 0 : t);
	}
}

/* Bars lie, so that a label of any script has room beside its bar. */
static void draw_bars(struct canvas *v)
{
	const struct chart *c = v->c;
	bool stacked = c->type == CHART_STACKED;
	size_t n = v->n_bars, lanes = stacked ? 1 : c->n_series;
	double band = (v->bottom - v->top) / (double)MAX(n, (size_t)1),
	       thick = band * 0.76 / (double)MAX(lanes, (size_t)1);

	value_ticks_below(v, nice_step(v));
	for (size_t i = 0; i < n; i++) {
		double y = v->top + band * (double)i + band * 0.12,
		       at = share_of(v, 0) * (v->right - v->left);

		if (c->series[0].labels)
			canvas_label(v, &(struct text_at){v->left - 6, y + band * 0.38 + 4, "end", 12, false},
				c->series[0].labels[i]);
		for (size_t k = 0; k < c->n_series; k++) {
			double value = c->series[k].y[i],
			       length = value / (v->high - v->low) * (v->right - v->left);

			if (!isfinite(value) || (stacked && value <= 0))
				continue;
			canvas_rect(v, v->left + at + fmin(0, length), y + (stacked ? 0 : thick * (double)k),
				fabs(length), thick);
			canvas_color(v, k);
			str_adds(v->out, "\">");
			canvas_tooltip(v, &c->series[k], i);
			str_adds(v->out, "</rect>");
			at += stacked ? length : 0;
		}
	}
}

static void draw_columns(struct canvas *v)
{
	const struct chart_series *s = v->c->n_series ? &v->c->series[0] : NULL;
	size_t n = s ? s->n : 0;
	double band = (v->right - v->left) / (double)MAX(n, (size_t)1);

	value_ticks_left(v, nice_step(v));
	for (size_t i = 0; i < n; i++) {
		double h = share_of(v, s->y[i]) * (v->bottom - v->top);

		canvas_rect(v, v->left + band * (double)i + 1, v->bottom - h, band - 2, h);
		canvas_color(v, 0);
		str_adds(v->out, "\">");
		canvas_tooltip(v, s, i);
		str_adds(v->out, "</rect>");
	}
	if (n > 0) {
		canvas_label(v, &(struct text_at){v->left, v->bottom + 16, "start", 11, false}, s->labels[0]);
		canvas_label(
			v, &(struct text_at){v->right, v->bottom + 16, "end", 11, false}, s->labels[n - 1]);
	}
}

static void draw_line(const struct canvas *v, size_t series)
{
	static const char *const dashes[] = {"", " stroke-dasharray=\"6 3\"", " stroke-dasharray=\"2 3\""};
	const struct chart_series *s = &v->c->series[series];
	double step = s->n > 1 ? (v->right - v->left) / (double)(s->n - 1) : 0;
	bool open = false;

	str_adds(v->out, "<path fill=\"none\" stroke-width=\"2\" stroke=\"");
	canvas_color(v, series);
	str_addf(v->out, "\"%s d=\"", dashes[series / CHART_COLORS % ARRAY_LEN(dashes)]);
	for (size_t i = 0; i < s->n; i++) {
		if (!isfinite(s->y[i])) {
			open = false;
			continue;
		}
		str_addf(v->out, "%s%.1f %.1f", open ? "L" : "M", v->left + step * (double)i,
			v->bottom - share_of(v, s->y[i]) * (v->bottom - v->top));
		open = true;
	}
	str_adds(v->out, "\"/>");
	for (size_t i = 0; s->n <= MARKS_MAX && i < s->n; i++) {
		if (!isfinite(s->y[i]))
			continue;
		str_addf(v->out, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"",
			v->left + step * (double)i, v->bottom - share_of(v, s->y[i]) * (v->bottom - v->top));
		canvas_color(v, series);
		str_adds(v->out, "\">");
		canvas_tooltip(v, s, i);
		str_adds(v->out, "</circle>");
	}
}

static void draw_lines(struct canvas *v)
{
	const struct chart_series *s = v->c->n_series ? &v->c->series[0] : NULL;

	value_ticks_left(v, nice_step(v));
	for (size_t k = 0; k < v->c->n_series; k++)
		draw_line(v, k);
	if (s && s->n > 0) {
		canvas_label(v, &(struct text_at){v->left, v->bottom + 16, "start", 11, false}, s->labels[0]);
		if (s->n > 2)
			canvas_label(v,
				&(struct text_at){
					(v->left + v->right) / 2, v->bottom + 16, "middle", 11, false},
				s->labels[s->n / 2]);
		if (s->n > 1)
			canvas_label(v, &(struct text_at){v->right, v->bottom + 16, "end", 11, false},
				s->labels[s->n - 1]);
	}
}

static void draw_scatter(struct canvas *v)
{
	const struct chart_series *s = v->c->n_series ? &v->c->series[0] : NULL;
	double low = INFINITY, high = -INFINITY;

	value_ticks_left(v, nice_step(v));
	if (!s || !s->x || s->n == 0)
		return;
	for (size_t i = 0; i < s->n; i++) {
		low = fmin(low, s->x[i]);
		high = fmax(high, s->x[i]);
	}
	if (high <= low)
		high = low + 1;
	for (size_t i = 0; i < s->n; i++) {
		str_addf(v->out, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill-opacity=\"0.7\" fill=\"",
			v->left + (s->x[i] - low) / (high - low) * (v->right - v->left),
			v->bottom - share_of(v, s->y[i]) * (v->bottom - v->top));
		canvas_color(v, 0);
		str_adds(v->out, "\">");
		canvas_tooltip(v, s, i);
		str_adds(v->out, "</circle>");
	}
	canvas_number(v, &(struct text_at){v->left, v->bottom + 16, "start", 11, false}, low);
	canvas_number(v, &(struct text_at){v->right, v->bottom + 16, "end", 11, false}, high);
}

static void draw_pie(struct canvas *v)
{
	const struct chart_series *s = v->c->n_series ? &v->c->series[0] : NULL;
	double radius = fmin(v->right - v->left, v->bottom - v->top) / 2, cx = v->left + radius,
	       cy = (v->top + v->bottom) / 2;
	double total = 0, from = -M_PI / 2;

	for (size_t i = 0; s && i < s->n; i++)
		total += s->y[i] > 0 ? s->y[i] : 0;
	for (size_t i = 0; s && i < s->n && total > 0; i++) {
		double turn = s->y[i] > 0 ? fmin(s->y[i] / total, 0.99999) * 2 * M_PI : 0;

		if (turn <= 0)
			continue;
		str_addf(v->out, "<path d=\"M%.1f %.1fL%.2f %.2fA%.1f %.1f 0 %d 1 %.2f %.2fZ\" fill=\"", cx,
			cy, cx + radius * cos(from), cy + radius * sin(from), radius, radius, turn > M_PI,
			cx + radius * cos(from + turn), cy + radius * sin(from + turn));
		canvas_color(v, i);
		str_adds(v->out, "\">");
		canvas_tooltip(v, s, i);
		str_adds(v->out, "</path>");
		if (i < (size_t)((v->bottom - v->top) / LEGEND_ROW)) {
			double y = v->top + LEGEND_ROW * (double)i;

			canvas_rect(v, cx + radius + 24, y, 12, 12);
			canvas_color(v, i);
			str_adds(v->out, "\"/>");
			canvas_label(v, &(struct text_at){cx + radius + 42, y + 11, "start", 12, false},
				s->labels[i]);
		}
		from += turn;
	}
}

static void draw_metric(struct canvas *v)
{
	const struct chart_series *s = v->c->n_series ? &v->c->series[0] : NULL;

	if (s && s->n > 0 && isfinite(s->y[0]))
		canvas_number(
			v, &(struct text_at){v->width / 2, v->height / 2 + 16, "middle", 40, true}, s->y[0]);
}

/* --- the frame --- */

static void draw_legend(struct canvas *v)
{
	double x = v->left, y = v->top;

	for (size_t k = 0; k < v->c->n_series; k++) {
		size_t width = MIN(utf8_width(slice_of(v->c->series[k].name)), (size_t)CANVAS_LABEL_CHARS) *
				       CHAR_WIDTH +
			       34;

		if (k > 0 && x + (double)width > v->right) {
			x = v->left;
			y += LEGEND_ROW;
		}
		canvas_rect(v, x, y, 12, 12);
		canvas_color(v, k);
		str_adds(v->out, "\"/>");
		canvas_label(v, &(struct text_at){x + 18, y + 11, "start", 12, false},
			slice_of(v->c->series[k].name));
		x += (double)width;
	}
	v->top = y + LEGEND_ROW + 4;
}

/* Room for the labels: beside lying bars, else for the numbers of the value axis. */
static double left_margin(const struct chart *c)
{
	size_t widest = 8;

	if ((c->type == CHART_BAR || c->type == CHART_STACKED) && c->n_series)
		for (size_t i = 0; i < c->series[0].n; i++)
			widest = MAX(widest, utf8_width(c->series[0].labels[i]));
	return MARGIN + 8 + (double)(MIN(widest, (size_t)CANVAS_LABEL_CHARS) * CHAR_WIDTH);
}

static void draw(struct canvas *v)
{
	switch (v->c->type) {
	case CHART_BAR:
	case CHART_STACKED:
		draw_bars(v);
		break;
	case CHART_LINE:
		draw_lines(v);
		break;
	case CHART_SCATTER:
		draw_scatter(v);
		break;
	case CHART_HISTOGRAM:
		draw_columns(v);
		break;
	case CHART_PIE:
		draw_pie(v);
		break;
	case CHART_METRIC:
		draw_metric(v);
		break;
	}
}

/* Bars that would be thinner than their labels are left out; the note says how many are drawn. */
static size_t bars_with_room(const struct canvas *v)
{
	size_t n = v->c->n_series ? v->c->series[0].n : 0;

	return MIN(n, (size_t)fmax(1, (v->bottom - v->top) / BAR_ROOM));
}

static bool lies(const struct chart *c)
{
	return c->type == CHART_BAR || c->type == CHART_STACKED;
}

static void add_note(const struct canvas *v)
{
	const struct chart *c = v->c;
	size_t n = c->n_series ? c->series[0].n : 0;
	bool cut = lies(c) && v->n_bars < n;

	if (!c->note && !cut)
		return;
	canvas_open_text(v, &(struct text_at){MARGIN, v->height - 6, "start", 11, false});
	if (c->note)
		canvas_escape(v->out, slice_of(c->note));
	if (cut)
		str_addf(v->out, "%sThe first %zu of %zu bars.", c->note ? " " : "", v->n_bars, n);
	str_adds(v->out, "</text>");
}

void chart_add_svg(struct str *out, const struct chart *c, enum chart_theme theme, int width, int height)
{
	struct canvas v = {
		.out = out, .c = c, .theme = theme, .width = MAX(width, 160), .height = MAX(height, 120)};
	struct slice title = slice_of(c->title);

	str_addf(out,
		"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %.0f %.0f\" width=\"%.0f\" "
		"height=\"%.0f\" role=\"img\" "
		"font-family=\"system-ui, sans-serif\"><title>",
		v.width, v.height, v.width, v.height);
	canvas_escape(out, title);
	str_adds(out, "</title><desc>");
	canvas_escape(out, slice_of(c->summary));
	str_adds(out, "</desc>");
	canvas_open_text(&v, &(struct text_at){MARGIN, 20, "start", 14, true});
	canvas_escape(out, (struct slice){title.p, utf8_cut(title, (size_t)v.width / 6)});
	str_adds(out, "</text>");
	v.left = c->type == CHART_PIE ? MARGIN : left_margin(c);
	v.top = TITLE_HEIGHT + 4;
	v.right = v.width - MARGIN - 16;
	v.bottom = v.height - 28 - (c->note || lies(c) ? 16 : 0);
	if (c->n_series > 1)
		draw_legend(&v);
	v.bottom = fmax(v.bottom, v.top + 20);
	v.n_bars = bars_with_room(&v);
	find_range(&v);
	draw(&v);
	add_note(&v);
	str_adds(out, "</svg>");
}
