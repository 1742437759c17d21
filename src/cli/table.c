// SPDX-License-Identifier: Apache-2.0
/* See table.h. Cells are made into text once, measured, then printed. */
#include "cli/table.h"

#include "base/arena.h"
#include "base/limits.h"
#include "base/utf8.h"

enum { BLOB_SHOWN = 16, NUMBER_DIGITS = 12, CELL_TEXT_MAX = RESULT_CELL_MAX * 3 + 64, GAP = 2 };

struct grid {
	const struct table_data *data;
	const struct table_style *style;
	struct slice *names, *cells; /* cells: n_rows * n_columns */
	size_t *widths;
	bool *right;
};

static bool is_control(uint32_t cp)
{
	return cp < 0x20 || (cp >= 0x7f && cp < 0xa0);
}

/* As it may be shown: white space as blanks, other control characters made harmless. */
static void add_clean(struct str *out, struct slice s)
{
	for (size_t i = 0; i < s.n;) {
		uint32_t cp = utf8_next(s, &i);
		if (cp == '\n' || cp == '\t' || cp == '\r')
			str_addc(out, ' ');
		else
			utf8_add(out, is_control(cp) ? UTF8_REPLACEMENT : cp);
	}
}

static void add_blob(struct str *out, struct slice s)
{
	str_adds(out, "\\x");
	for (size_t i = 0; i < MIN(s.n, (size_t)BLOB_SHOWN); i++)
		str_addf(out, "%02x", (unsigned char)s.p[i]);
	if (s.n > BLOB_SHOWN)
		str_addf(out, "… (%zu bytes)", s.n);
}

static void add_value(struct str *out, const struct db_value *v)
{
	switch (v->type) {
	case DB_NULL:
		str_adds(out, "NULL");
		break;
	case DB_BOOL:
		str_adds(out, v->i ? "true" : "false");
		break;
	case DB_INT:
		str_addf(out, "%lld", (long long)v->i);
		break;
	case DB_FLOAT:
		str_addf(out, "%.*g", NUMBER_DIGITS, v->f); /* sums of cents without their binary dust */
		break;
	case DB_BLOB:
		add_blob(out, v->s);
		break;
	case DB_NUMERIC:
	case DB_TEXT:
	case DB_DATE:
	case DB_TIME:
	case DB_TIMESTAMP:
	case DB_JSON:
	case DB_UUID:
	case DB_OTHER:
		add_clean(out, v->s);
		break;
	}
}

/* The longest beginning that takes at most `width` columns. */
static size_t cut_at_width(struct slice s, size_t width)
{
	size_t end = 0;
	for (size_t i = 0; i < s.n;) {
		utf8_next(s, &i);
		if (utf8_width((struct slice){s.p, i}) > width)
			break;
		end = i;
	}
	return end;
}

static struct slice finish_cell(const struct grid *g, struct str *text, struct arena *a)
{
	size_t max = g->style->cell_width;
	if (max && utf8_width(str_slice(text)) > max) {
		str_truncate(text, cut_at_width(str_slice(text), max - 1));
		str_adds(text, "…");
	}
	size_t n = text->n;
	return (struct slice){str_to_arena(text, a), n};
}

static struct slice value_cell(const struct grid *g, const struct db_value *v, struct arena *a)
{
	struct str text = STR_INIT(CELL_TEXT_MAX);
	add_value(&text, v);
	return finish_cell(g, &text, a);
}

static struct slice name_cell(const struct grid *g, const char *name, struct arena *a)
{
	struct str text = STR_INIT(CELL_TEXT_MAX);
	add_clean(&text, slice_of(name));
	return finish_cell(g, &text, a);
}

/* Every value that is not NULL is a number, and there is one. */
static bool is_number_column(const struct table_data *t, size_t column)
{
	bool any = false;
	for (size_t i = 0; i < t->n_rows; i++) {
		enum db_type type = t->rows[i][column].type;
		if (type == DB_NULL)
			continue;
		if (!db_type_is_number(type))
			return false;
		any = true;
	}
	return any || (t->n_rows == 0 && db_type_is_number(t->columns[column].type));
}

static void grid_fill(struct grid *g, struct arena *a)
{
	const struct table_data *t = g->data;
	g->names = ARENA_ARRAY(a, struct slice, t->n_columns);
	g->cells = ARENA_ARRAY(a, struct slice, t->n_columns * t->n_rows);
	g->widths = ARENA_ARRAY(a, size_t, t->n_columns);
	g->right = ARENA_ARRAY(a, bool, t->n_columns);
	for (size_t j = 0; j < t->n_columns; j++) {
		g->names[j] = name_cell(g, t->columns[j].name, a);
		g->widths[j] = utf8_width(g->names[j]);
		g->right[j] = is_number_column(t, j);
		for (size_t i = 0; i < t->n_rows; i++) {
			struct slice cell = value_cell(g, &t->rows[i][j], a);
			g->cells[i * t->n_columns + j] = cell;
			g->widths[j] = MAX(g->widths[j], utf8_width(cell));
		}
	}
}

/* on: an escape sequence to print the text in, or NULL. */
static void print_cell(FILE *f, const struct grid *g, size_t column, struct slice text, const char *on)
{
	bool last = column + 1 == g->data->n_columns;
	int pad = (int)(g->widths[column] - utf8_width(text));
	if (g->right[column])
		fprintf(f, "%*s", pad, "");
	if (on && g->style->color)
		fprintf(f, "%s%.*s\033[0m", on, SLICE_FMT(text));
	else
		fwrite(text.p, 1, text.n, f);
	if (last)
		fputc('\n', f);
	else
		fprintf(f, "%*s", (g->right[column] ? 0 : pad) + GAP, "");
}

static void print_rule(FILE *f, const struct grid *g)
{
	for (size_t j = 0; j < g->data->n_columns; j++) {
		for (size_t i = 0; i < g->widths[j]; i++)
			fputc('-', f);
		fprintf(f, "%*s", j + 1 < g->data->n_columns ? GAP : 0, "");
	}
	fputc('\n', f);
}

void table_print(FILE *f, const struct table_data *t, const struct table_style *style, struct arena *a)
{
	struct grid g = {.data = t, .style = style};
	if (t->n_columns == 0)
		return;
	grid_fill(&g, a);
	for (size_t j = 0; j < t->n_columns; j++)
		print_cell(f, &g, j, g.names[j], "\033[1m");
	print_rule(f, &g);
	for (size_t i = 0; i < t->n_rows; i++) {
		for (size_t j = 0; j < t->n_columns; j++) {
			bool is_null = t->rows[i][j].type == DB_NULL;
			print_cell(f, &g, j, g.cells[i * t->n_columns + j], is_null ? "\033[2m" : NULL);
		}
	}
}
