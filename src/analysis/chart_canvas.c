// SPDX-License-Identifier: Apache-2.0
/* Text, colours and marks of a drawing; see chart_canvas.h. */
#include "analysis/chart_canvas.h"

#include "analysis/chart_int.h"
#include "base/utf8.h"

#include <math.h>

void canvas_escape(struct str *out, struct slice s)
{
	for (size_t i = 0; i < s.n;) {
		uint32_t cp = utf8_next(s, &i);

		if (cp == '<')
			str_adds(out, "&lt;");
		else if (cp == '>')
			str_adds(out, "&gt;");
		else if (cp == '&')
			str_adds(out, "&amp;");
		else if (cp == '"')
			str_adds(out, "&quot;");
		else if (cp == '\'')
			str_adds(out, "&#39;");
		else if (cp < 0x20 || cp == 0x7F || cp == 0xFFFE || cp == 0xFFFF)
			str_addc(out, ' ');
		else
			utf8_add(out, cp);
	}
}

/* At most CANVAS_LABEL_CHARS columns of a label, with an ellipsis when it is cut. */
static void add_short(struct str *out, struct slice s)
{
	size_t i = 0, end = 0, width = 0;

	while (i < s.n && width < CANVAS_LABEL_CHARS) {
		size_t from = i;

		(void)utf8_next(s, &i);
		width += utf8_width((struct slice){s.p + from, i - from});
		end = i;
	}
	canvas_escape(out, (struct slice){s.p, end});
	if (end < s.n)
		str_adds(out, "…");
}

void canvas_color(const struct canvas *v, size_t series)
{
	size_t i = series % CHART_COLORS;

	if (v->theme == CHART_THEME_AUTO)
		str_addf(v->out, "var(--chart-%zu, %s)", i + 1, chart_colors_light[i]);
	else
		str_adds(v->out, v->theme == CHART_THEME_DARK ? chart_colors_dark[i] : chart_colors_light[i]);
}

static const char *text_color(const struct canvas *v)
{
	static const char *const colors[] = {"var(--chart-text, #171b24)", "#171b24", "#e7eaf0"};

	return colors[v->theme];
}

const char *canvas_grid_color(const struct canvas *v)
{
	static const char *const colors[] = {"var(--chart-grid, #d5dae2)", "#d5dae2", "#2c3340"};

	return colors[v->theme];
}

void canvas_open_text(const struct canvas *v, const struct text_at *t)
{
	str_addf(v->out, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" font-size=\"%d\"%s fill=\"%s\">",
		t->x, t->y, t->anchor, t->size, t->bold ? " font-weight=\"600\"" : "", text_color(v));
}

void canvas_label(const struct canvas *v, const struct text_at *t, struct slice text)
{
	canvas_open_text(v, t);
	add_short(v->out, text);
	str_adds(v->out, "</text>");
}

void canvas_number(const struct canvas *v, const struct text_at *t, double number)
{
	canvas_open_text(v, t);
	analysis_add_number(v->out, number);
	str_adds(v->out, "</text>");
}

void canvas_tick(const struct canvas *v, const struct text_at *t, double number)
{
	canvas_open_text(v, t);
	analysis_add_short_number(v->out, number);
	str_adds(v->out, "</text>");
}

void canvas_tooltip(const struct canvas *v, const struct chart_series *s, size_t i)
{
	str_adds(v->out, "<title>");
	if (v->c->n_series > 1) {
		add_short(v->out, slice_of(s->name));
		str_adds(v->out, ", ");
	}
	if (s->labels) {
		add_short(v->out, s->labels[i]);
		str_adds(v->out, ": ");
	} else if (s->x) {
		analysis_add_number(v->out, s->x[i]);
		str_adds(v->out, ": ");
	}
	analysis_add_number(v->out, s->y[i]);
	str_adds(v->out, "</title>");
}

void canvas_rect(const struct canvas *v, double x, double y, double w, double h)
{
	str_addf(v->out, "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"", x, y,
		fmax(w, 0.5), fmax(h, 0.5));
}
