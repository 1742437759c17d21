// SPDX-License-Identifier: Apache-2.0
/*
 * A chart as a Plotly figure: plain arrays and a layout. Plotly reads a little markup (<b>, <a href>) and entities in
 * every text it draws, so what came from a database is escaped for it; the JSON writer escapes for JSON.
 */
#include "analysis/chart_int.h"

#include "base/arena.h"
#include "base/utf8.h"
#include "json/writer.h"

#include <math.h>

const char *const chart_colors_light[CHART_COLORS] = {
	"#2f5bd8", "#b8480f", "#0f766e", "#a21caf", "#7a6a00", "#be123c", "#4b5563", "#0369a1"};
const char *const chart_colors_dark[CHART_COLORS] = {
	"#8ab0ff", "#ffab70", "#4fd1c5", "#e59af5", "#e0cf5a", "#ff8fa3", "#b6c0cf", "#6cc5ff"};

enum { LABEL_MAX = 400, LONG_LABEL = 12, MANY_BARS = 12, MARKERS_MAX = 60 };

/* Does an entity (&name; or &#38;) begin here? A lone ampersand is left as it is. */
static bool is_entity(struct slice s, size_t at)
{
	for (size_t i = at + 1; i < s.n && i < at + 12; i++) {
		char c = s.p[i];

		if (c == ';')
			return i > at + 1;
		if (c != '#' && !(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z'))
			return false;
	}
	return false;
}

static void write_text(struct js_writer *w, struct slice s)
{
	size_t n = utf8_cut(s, LABEL_MAX);
	struct str out = STR_INIT(6 * LABEL_MAX + 8);

	for (size_t i = 0; i < n; i++) {
		if (s.p[i] == '<')
			str_adds(&out, "&lt;");
		else if (s.p[i] == '>')
			str_adds(&out, "&gt;");
		else if (s.p[i] == '&' && is_entity(s, i))
			str_adds(&out, "&amp;");
		else
			str_addc(&out, s.p[i]);
	}
	if (n < s.n)
		str_adds(&out, "…");
	js_slice(w, str_slice(&out));
	str_free(&out);
}

static void write_text_member(struct js_writer *w, const char *key, const char *text)
{
	js_key(w, key);
	write_text(w, slice_of(text));
}

static void write_labels(struct js_writer *w, const char *key, const struct chart_series *s)
{
	js_key(w, key);
	js_arr(w);
	for (size_t i = 0; i < s->n; i++)
		write_text(w, s->labels[i]);
	js_arr_end(w);
}

static void write_numbers(struct js_writer *w, const char *key, const double *v, size_t n)
{
	js_key(w, key);
	js_arr(w);
	for (size_t i = 0; i < n; i++)
		js_num(w, v[i]); /* NAN becomes null, which Plotly draws as a gap */
	js_arr_end(w);
}

/* Bars lie down when their labels would not fit side by side. */
static bool bars_lie(const struct chart *c)
{
	if ((c->type != CHART_BAR && c->type != CHART_STACKED) || c->x_axis != CHART_AXIS_CATEGORY ||
		c->n_series == 0)
		return false;
	if (c->series[0].n > MANY_BARS)
		return true;
	for (size_t i = 0; i < c->series[0].n; i++)
		if (utf8_width(c->series[0].labels[i]) > LONG_LABEL)
			return true;
	return false;
}

static void write_trace(struct js_writer *w, const struct chart *c, const struct chart_series *s, bool lie)
{
	js_obj(w);
	write_text_member(w, "name", s->name);
	switch (c->type) {
	case CHART_BAR:
	case CHART_STACKED:
	case CHART_HISTOGRAM:
		js_kv_str(w, "type", "bar");
		js_kv_str(w, "orientation", lie ? "h" : "v");
		write_labels(w, lie ? "y" : "x", s);
		write_numbers(w, lie ? "x" : "y", s->y, s->n);
		break;
	case CHART_LINE:
		js_kv_str(w, "type", "scatter");
		js_kv_str(w, "mode", s->n <= MARKERS_MAX ? "lines+markers" : "lines");
		write_labels(w, "x", s);
		write_numbers(w, "y", s->y, s->n);
		break;
	case CHART_SCATTER:
		js_kv_str(w, "type", "scatter");
		js_kv_str(w, "mode", "markers");
		if (s->x)
			write_numbers(w, "x", s->x, s->n);
		write_numbers(w, "y", s->y, s->n);
		break;
	case CHART_PIE:
		js_kv_str(w, "type", "pie");
		write_labels(w, "labels", s);
		write_numbers(w, "values", s->y, s->n);
		break;
	case CHART_METRIC:
		js_kv_str(w, "type", "indicator");
		js_kv_str(w, "mode", "number");
		if (s->n > 0)
			js_kv_num(w, "value", s->y[0]);
		break;
	}
	js_obj_end(w);
}

static const char *axis_type(const struct chart *c)
{
	if (c->x_axis == CHART_AXIS_TIME)
		return "date";
	return c->x_axis == CHART_AXIS_NUMBER ? "linear" : "category";
}

static void write_axis(struct js_writer *w, const char *key, const char *title, const char *type)
{
	js_key(w, key);
	js_obj(w);
	js_key(w, "title");
	js_obj(w);
	write_text_member(w, "text", title);
	js_obj_end(w);
	if (type)
		js_kv_str(w, "type", type);
	js_kv_bool(w, "automargin", true);
	if (type && str_eq(type, "category") && str_eq(key, "yaxis"))
		js_kv_str(w, "autorange", "reversed"); /* the first, longest bar on top */
	js_obj_end(w);
}

static void write_layout(struct js_writer *w, const struct chart *c, bool lie)
{
	js_key(w, "layout");
	js_obj(w);
	js_key(w, "title");
	js_obj(w);
	write_text_member(w, "text", c->title);
	js_obj_end(w);
	js_key(w, "colorway");
	js_arr(w);
	for (size_t i = 0; i < CHART_COLORS; i++)
		js_str(w, chart_colors_light[i]);
	js_arr_end(w);
	if (c->type == CHART_STACKED)
		js_kv_str(w, "barmode", "stack");
	else if (c->type == CHART_BAR)
		js_kv_str(w, "barmode", "group");
	if (c->type == CHART_HISTOGRAM)
		js_kv_num(w, "bargap", 0.05);
	if (c->type != CHART_PIE && c->type != CHART_METRIC) {
		write_axis(w, "xaxis", lie ? c->y_title : c->x_title, lie ? NULL : axis_type(c));
		write_axis(w, "yaxis", lie ? c->x_title : c->y_title, lie ? "category" : NULL);
	}
	js_kv_bool(w, "showlegend", c->n_series > 1 || c->type == CHART_PIE);
	js_obj_end(w);
}

void chart_write_plotly(struct js_writer *w, const struct chart *c)
{
	bool lie = bars_lie(c);

	js_obj(w);
	js_key(w, "data");
	js_arr(w);
	for (size_t i = 0; i < c->n_series; i++)
		write_trace(w, c, &c->series[i], lie);
	js_arr_end(w);
	write_layout(w, c, lie);
	js_obj_end(w);
}
