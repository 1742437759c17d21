// SPDX-License-Identifier: Apache-2.0
/*
 * Which chart suits a result. Columns have a part to play (time, number, category, key) by type and cardinality; a
 * handful of rules, tried in order, turns the parts into specs. What a person asks for is checked against the same parts.
 */
#include "analysis/insight.h"
#include "base/arena.h"
#include "base/vec.h"

#include <math.h>

enum {
	PARTS_MAX = 6,
	LINES_MAX = 4,
	CATEGORIES_MAX = 200,
	BARS_SIDE_BY_SIDE = 3,
	BARS_SIDE_ROWS = 12,
	GROUPED_COLUMNS = 3,
	LINE_GROUPS_MAX = 40
};

static const struct {
	const char *name;
	enum chart_type type;
} type_names[] = {
	{"bar", CHART_BAR},
	{"stacked_bar", CHART_STACKED},
	{"line", CHART_LINE},
	{"scatter", CHART_SCATTER},
	{"pie", CHART_PIE},
	{"histogram", CHART_HISTOGRAM},
	{"metric", CHART_METRIC},
	{"stacked", CHART_STACKED},
	{"area", CHART_LINE},
};

static const char *const aggregation_names[] = {
	[CHART_AGG_NONE] = "none",
	[CHART_AGG_SUM] = "sum",
	[CHART_AGG_AVG] = "avg",
	[CHART_AGG_COUNT] = "count",
	[CHART_AGG_MIN] = "min",
	[CHART_AGG_MAX] = "max",
};

const char *chart_type_name(enum chart_type type)
{
	for (size_t i = 0; i < ARRAY_LEN(type_names); i++)
		if (type_names[i].type == type)
			return type_names[i].name;
	return "bar";
}

const char *chart_aggregation_name(enum chart_aggregation agg)
{
	return aggregation_names[agg];
}

bool chart_type_parse(const char *name, enum chart_type *out)
{
	for (size_t i = 0; i < ARRAY_LEN(type_names); i++)
		if (str_eq_nocase(name, type_names[i].name)) {
			*out = type_names[i].type;
			return true;
		}
	return false;
}

bool chart_aggregation_parse(const char *name, enum chart_aggregation *out)
{
	for (size_t i = 0; i < ARRAY_LEN(aggregation_names); i++)
		if (str_eq_nocase(name, aggregation_names[i])) {
			*out = (enum chart_aggregation)i;
			return true;
		}
	return false;
}

/* The columns by the part they can play; each list in the order of the result. */
struct parts {
	int32_t times[CHART_Y_MAX], numbers[CHART_Y_MAX], categories[CHART_Y_MAX], keys[CHART_Y_MAX];
	size_t n_times, n_numbers, n_categories, n_keys;
};

static void add_part(int32_t *list, size_t *n, size_t column)
{
	if (*n < CHART_Y_MAX)
		list[(*n)++] = (int32_t)column;
}

/* How many groups a column would make; one value, or mostly none, makes no groups worth drawing. */
static uint64_t group_count(const struct analysis_result *r, int32_t column)
{
	const struct stats_column *c = &r->stats.columns[column];

	return c->n_distinct < 2 || c->n_nulls > c->n_values ? UINT64_MAX : c->n_distinct;
}

/*
 * The category to draw by goes to the front. A listing of many rows is not drawn by what names each row but by what
 * groups them; a result of few columns was grouped by the one who asked, and keeps its order.
 */
static void prefer_category(const struct analysis_result *r, struct parts *p)
{
	size_t best = 0;

	if (r->n_rows <= CHART_BARS_MAX || r->n_columns <= GROUPED_COLUMNS || p->n_categories == 0)
		return;
	for (size_t i = 1; i < p->n_categories; i++)
		if (group_count(r, p->categories[i]) < group_count(r, p->categories[best]))
			best = i;
	p->categories[0] = p->categories[best];
	p->n_categories = group_count(r, p->categories[0]) <= CHART_BARS_MAX;
}

static void sort_parts(const struct analysis_result *r, struct parts *p)
{
	*p = (struct parts){0};
	for (size_t i = 0; i < r->n_columns; i++) {
		const struct stats_column *c = &r->stats.columns[i];

		if (analysis_is_time(r, i))
			add_part(p->times, &p->n_times, i);
		else if (analysis_is_key(r, i))
			add_part(p->keys, &p->n_keys, i);
		else if (c->role == STATS_NUMERIC)
			add_part(p->numbers, &p->n_numbers, i);
		else if (c->role == STATS_TEXT || c->role == STATS_BOOL)
			add_part(p->categories, &p->n_categories, i);
	}
	prefer_category(r, p);
}

/* Every row has its own value in this column. */
static bool is_distinct(const struct analysis_result *r, int32_t column)
{
	const struct stats_column *c = &r->stats.columns[column];

	return c->n_distinct + (c->n_nulls > 0) >= r->n_rows;
}

/* The name tells whether adding makes sense: an average of averages is a lesser lie than their sum. */
static enum chart_aggregation aggregation_for(const struct analysis_result *r, int32_t column)
{
	static const char *const means[] = {"avg", "average", "mean", "median", "rate", "ratio", "percent",
		"share", "price", "平均", "率"};
	struct slice name = slice_of(r->columns[column].name);
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	char *lower = arena_strndup(a, name.p, name.n);

	for (char *c = lower; *c; c++)
		*c = *c >= 'A' && *c <= 'Z' ? (char)(*c + 32) : *c;
	for (size_t i = 0; i < ARRAY_LEN(means); i++)
		if (slice_find(slice_of(lower), slice_of(means[i])) >= 0)
			return CHART_AGG_AVG;
	return CHART_AGG_SUM;
}

/* Numbers of about the same size can share an axis. */
static bool same_scale(const struct analysis_result *r, int32_t a, int32_t b)
{
	double x = fmax(fabs(r->stats.columns[a].max), fabs(r->stats.columns[a].min));
	double y = fmax(fabs(r->stats.columns[b].max), fabs(r->stats.columns[b].min));

	return x > 0 && y > 0 && x / y < 20 && y / x < 20;
}

static void take_numbers(
	const struct analysis_result *r, const struct parts *p, size_t max, struct chart_spec *s)
{
	s->y[0] = p->numbers[0];
	s->n_y = 1;
	for (size_t i = 1; i < p->n_numbers && s->n_y < max; i++)
		if (same_scale(r, p->numbers[0], p->numbers[i]))
			s->y[s->n_y++] = p->numbers[i];
}

static const char *make_title(const struct analysis_result *r, const struct chart_spec *s, struct arena *a)
{
	const char *y = s->n_y ? r->columns[s->y[0]].name : "Rows";

	if (s->type == CHART_METRIC || s->x < 0)
		return y;
	if (s->type == CHART_HISTOGRAM)
		return arena_printf(a, "Distribution of %s", r->columns[s->x].name);
	if (s->group >= 0)
		return arena_printf(
			a, "%s by %s and %s", y, r->columns[s->x].name, r->columns[s->group].name);
	return arena_printf(a, "%s by %s", y, r->columns[s->x].name);
}

/* A spec of no columns yet, with the reason it will be shown for. */
static struct chart_spec spec_of(enum chart_type type, const char *why)
{
	return (struct chart_spec){.type = type, .x = -1, .group = -1, .why = why};
}

static struct chart_spec line_over_time(const struct analysis_result *r, const struct parts *p)
{
	struct chart_spec s = spec_of(CHART_LINE, "a time and numbers: a line over time");

	s.x = p->times[0];
	if (p->n_categories > 0 && !is_distinct(r, p->times[0]) &&
		r->stats.columns[p->categories[0]].n_distinct < r->n_rows &&
		r->stats.columns[p->categories[0]].n_distinct <= LINE_GROUPS_MAX) {
		s.group = p->categories[0];
		s.y[0] = p->numbers[0];
		s.n_y = 1;
		s.why = "a time, a category and a number: a line for each category";
	} else {
		take_numbers(r, p, LINES_MAX, &s);
	}
	if (!is_distinct(r, s.x))
		s.aggregation = aggregation_for(r, s.y[0]);
	return s;
}

static struct chart_spec bars(const struct analysis_result *r, const struct parts *p, int32_t x)
{
	struct chart_spec s = spec_of(CHART_BAR, "a category and a number: bars, longest first");

	s.x = x;
	if (p->n_categories > 1 && x == p->categories[0] && !is_distinct(r, x) &&
		r->stats.columns[p->categories[1]].n_distinct <= CHART_SERIES_MAX * 2) {
		s.type = CHART_STACKED;
		s.group = p->categories[1];
		s.y[0] = p->numbers[0];
		s.n_y = 1;
		s.why = "two categories and a number: stacked bars";
	} else {
		take_numbers(r, p, r->n_rows <= BARS_SIDE_ROWS ? BARS_SIDE_BY_SIDE : 1, &s);
	}
	if (!is_distinct(r, x))
		s.aggregation = aggregation_for(r, s.y[0]);
	return s;
}

/* At most PARTS_MAX amounts, one a row, that together are a whole. */
static bool are_parts(const struct analysis_result *r, const struct chart_spec *s)
{
	const struct stats_column *y = &r->stats.columns[s->y[0]];

	return s->type == CHART_BAR && s->n_y == 1 && s->aggregation == CHART_AGG_NONE && r->n_rows >= 2 &&
	       r->n_rows <= PARTS_MAX && y->n_negative == 0 && y->sum > 0 &&
	       aggregation_for(r, s->y[0]) == CHART_AGG_SUM;
}

static bool sums_to_hundred(const struct stats_column *c)
{
	return fabs(c->sum - 100) < 0.5 || fabs(c->sum - 1) < 0.005;
}

typedef VEC(struct chart_spec) spec_list;

static void choose_for_categories(
	const struct analysis_result *r, const struct parts *p, struct arena *a, spec_list *out)
{
	int32_t x = p->n_categories ? p->categories[0] : p->keys[0];
	struct chart_spec s = bars(r, p, x), whole;

	if (!are_parts(r, &s)) {
		vec_push(out, a, s);
		return;
	}
	whole = spec_of(CHART_STACKED, "a few parts of a whole: one stacked bar");
	whole.group = x;
	whole.n_y = 1;
	whole.y[0] = s.y[0];
	if (sums_to_hundred(&r->stats.columns[s.y[0]])) {
		vec_push(out, a, whole);
		vec_push(out, a, s);
	} else {
		vec_push(out, a, s);
		vec_push(out, a, whole);
	}
}

static void choose_for_numbers(const struct parts *p, struct arena *a, spec_list *out)
{
	if (p->n_numbers >= 2) {
		struct chart_spec s = spec_of(CHART_SCATTER, "two numbers: a point for each row");

		s.x = p->numbers[0];
		s.n_y = 1;
		s.y[0] = p->numbers[1];
		vec_push(out, a, s);
	}
	struct chart_spec h =
		spec_of(CHART_HISTOGRAM, "one number in many rows: how often each range occurs");

	h.x = p->numbers[0];
	h.aggregation = CHART_AGG_COUNT;
	vec_push(out, a, h);
}

static void choose(const struct analysis_result *r, const struct parts *p, struct arena *a, spec_list *out)
{
	if (r->n_rows == 1) {
		struct chart_spec s = spec_of(CHART_METRIC, "one row: the number itself");

		s.n_y = 1;
		s.y[0] = p->n_numbers ? p->numbers[0] : 0;
		if (p->n_numbers)
			vec_push(out, a, s);
	} else if (p->n_times && p->n_numbers) {
		vec_push(out, a, line_over_time(r, p));
	} else if (p->n_numbers && p->n_categories) {
		choose_for_categories(r, p, a, out);
		if (p->n_numbers >= 2 && r->n_rows > BARS_SIDE_ROWS)
			choose_for_numbers(p, a, out);
	} else if (p->n_numbers && p->n_keys && is_distinct(r, p->keys[0]) && r->n_rows <= CHART_BARS_MAX) {
		choose_for_categories(r, p, a, out);
	} else if (p->n_numbers) {
		choose_for_numbers(p, a, out);
	} else if (p->n_categories && !is_distinct(r, p->categories[0]) &&
		   r->stats.columns[p->categories[0]].n_distinct <= CATEGORIES_MAX) {
		struct chart_spec s = spec_of(CHART_BAR, "a category that repeats: how many rows each has");

		s.x = p->categories[0];
		s.aggregation = CHART_AGG_COUNT;
		vec_push(out, a, s);
	}
}

const struct chart_spec *chart_choose(
	const struct analysis_result *r, const char *title, struct arena *a, size_t *n)
{
	struct parts parts;
	spec_list specs = {0};

	sort_parts(r, &parts);
	if (r->n_rows > 0)
		choose(r, &parts, a, &specs);
	for (size_t i = 0; i < specs.n; i++)
		specs.items[i].title =
			i == 0 && title ? arena_strdup(a, title) : make_title(r, &specs.items[i], a);
	*n = specs.n;
	return specs.items;
}

/* --- what a person asks for --- */

static int find_column(
	const struct analysis_result *r, const char *field, const char *name, int32_t *out, struct err *err)
{
	struct str known = STR_INIT(ERR_MSG_MAX);

	if (!name)
		return 0;
	for (size_t i = 0; i < r->n_columns; i++)
		if (str_eq_nocase(r->columns[i].name, name)) {
			*out = (int32_t)i;
			return 0;
		}
	for (size_t i = 0; i < r->n_columns; i++)
		str_addf(&known, "%s%s", i ? ", " : "", r->columns[i].name);
	err_set(err, ERR_INVALID, "%s: the result has no column \"%.100s\"; it has %.300s.", field, name,
		known.buf);
	str_free(&known);
	return -1;
}

/* Fill in what was left open from what would have been chosen. */
static void complete_spec(const struct analysis_result *r, const struct parts *p, struct chart_spec *s)
{
	bool needs_x = s->type != CHART_METRIC && !(s->type == CHART_STACKED && s->group >= 0);

	if (needs_x && s->x < 0) {
		if (s->type == CHART_SCATTER || s->type == CHART_HISTOGRAM)
			s->x = p->n_numbers ? p->numbers[0] : -1;
		else
			s->x = p->n_times        ? p->times[0]
			       : p->n_categories ? p->categories[0]
			       : p->n_keys       ? p->keys[0]
						 : -1;
		if (s->x < 0)
			s->x = 0;
	}
	if (s->n_y == 0 && s->type != CHART_HISTOGRAM)
		for (size_t i = 0; i < p->n_numbers && s->n_y == 0; i++)
			if (p->numbers[i] != s->x)
				s->y[s->n_y++] = p->numbers[i];
	if (s->aggregation == CHART_AGG_NONE && s->n_y == 0)
		s->aggregation = CHART_AGG_COUNT;
	if (s->aggregation == CHART_AGG_NONE && s->type != CHART_SCATTER && s->x >= 0 &&
		!is_distinct(r, s->x))
		s->aggregation = aggregation_for(r, s->y[0]);
}

static int check_spec(const struct analysis_result *r, const struct chart_spec *s, struct err *err)
{
	if (r->n_columns == 0 || r->n_rows == 0)
		return err_set(err, ERR_INVALID, "chart_type: there is no row to draw.");
	if ((s->type == CHART_SCATTER || s->type == CHART_HISTOGRAM) &&
		r->stats.columns[s->x].role != STATS_NUMERIC)
		return err_set(err, ERR_INVALID, "x_axis: a %s needs numbers, and %s holds none.",
			chart_type_name(s->type), r->columns[s->x].name);
	if (s->type == CHART_SCATTER && s->n_y == 0)
		return err_set(err, ERR_INVALID, "y_axis: a scatter needs a second column of numbers.");
	if (s->n_y > 0 && s->aggregation != CHART_AGG_COUNT &&
		r->stats.columns[s->y[0]].role != STATS_NUMERIC)
		return err_set(err, ERR_INVALID,
			"y_axis: %s holds no numbers; choose another column or count rows.",
			r->columns[s->y[0]].name);
	return 0;
}

int chart_spec_make(const struct analysis_result *r, const struct chart_request *req, struct arena *a,
	struct chart_spec *out, struct err *err)
{
	struct chart_spec s = spec_of(CHART_BAR, "as asked for");
	struct parts parts;
	size_t n;
	const struct chart_spec *chosen;
	int32_t y = -1;

	sort_parts(r, &parts);
	if (!req->chart_type && !req->x_axis && !req->y_axis && !req->group_by && !req->aggregation) {
		chosen = chart_choose(r, req->title, a, &n);
		if (n == 0)
			return err_set(err, ERR_INVALID, "chart_type: no chart suits this result.");
		*out = chosen[0];
		return 0;
	}
	if (req->chart_type && !chart_type_parse(req->chart_type, &s.type))
		return err_set(err, ERR_INVALID,
			"chart_type: \"%.60s\" is none of bar, stacked_bar, line, scatter, pie, histogram, "
			"metric.",
			req->chart_type);
	if (req->aggregation && !chart_aggregation_parse(req->aggregation, &s.aggregation))
		return err_set(err, ERR_INVALID,
			"aggregation: \"%.60s\" is none of none, sum, avg, count, min, max.",
			req->aggregation);
	if (find_column(r, "x_axis", req->x_axis, &s.x, err) < 0 ||
		find_column(r, "y_axis", req->y_axis, &y, err) < 0 ||
		find_column(r, "group_by", req->group_by, &s.group, err) < 0)
		return -1;
	if (y >= 0)
		s.y[s.n_y++] = y;
	if (r->n_columns > 0 && r->n_rows > 0)
		complete_spec(r, &parts, &s);
	if (check_spec(r, &s, err) < 0)
		return -1;
	s.title = req->title ? arena_strdup(a, req->title) : make_title(r, &s, a);
	*out = s;
	return 0;
}
