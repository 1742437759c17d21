// SPDX-License-Identifier: Apache-2.0
/* What a column of a result is good for, and its cells as numbers, times and labels: shared by insights and charts. */
#include "analysis/insight.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/num.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

enum { YEAR_FIRST = 1500, YEAR_LAST = 2200 };

/* Does the name end in the word, as a word: order_id, CustomerId, ID, but not paid? */
static bool ends_in_word(const char *name, const char *word)
{
	size_t n = strlen(name), k = strlen(word);
	const char *end;

	if (n < k)
		return false;
	end = name + n - k;
	if (!slice_eq_nocase(slice_of(end), slice_of(word)))
		return false;
	return n == k || end[-1] == '_' || end[-1] == ' ' || end[-1] == '.' ||
	       (end[0] >= 'A' && end[0] <= 'Z' && !(end[-1] >= 'A' && end[-1] <= 'Z'));
}

static bool is_whole(const struct stats_column *c)
{
	return c->role == STATS_NUMERIC && c->type == DB_INT;
}

bool analysis_is_key(const struct analysis_result *r, size_t column)
{
	static const char *const words[] = {"id", "key", "code", "no", "uuid", "zip", "番号"};
	const struct stats_column *c = &r->stats.columns[column];

	if (!is_whole(c))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (ends_in_word(c->name, words[i]))
			return true;
	return false;
}

/* Columns called year hold years when every value looks like one. */
static bool is_year(const struct stats_column *c)
{
	struct slice name = slice_of(c->name);
	bool called = ends_in_word(c->name, "year") || slice_starts(name, SLICE_LIT("year")) ||
		      slice_starts(name, SLICE_LIT("Year")) || slice_find(name, SLICE_LIT("年")) >= 0;

	return called && is_whole(c) && c->min_int >= YEAR_FIRST && c->max_int <= YEAR_LAST;
}

/* SQLite's strftime('%Y', ...) gives years as text. */
static bool is_year_text(const struct stats_column *c)
{
	if (c->role != STATS_TEXT || c->min_length != 4 || c->max_length != 4)
		return false;
	for (size_t i = 0; i < c->n_common; i++) {
		int64_t year;

		if (!num_parse_i64(c->common[i].value, YEAR_FIRST, YEAR_LAST, &year))
			return false;
	}
	return c->n_common > 0 && c->n_distinct <= STATS_COMMON_SHOWN * 10;
}

bool analysis_is_time(const struct analysis_result *r, size_t column)
{
	const struct stats_column *c = &r->stats.columns[column];

	return c->role == STATS_TEMPORAL || is_year(c) || is_year_text(c);
}

bool analysis_number(const struct analysis_result *r, size_t row, size_t column, double *out)
{
	const struct db_value *v = &r->rows[row][column];
	double number;

	if (v->type == DB_INT)
		number = (double)v->i;
	else if (v->type == DB_FLOAT)
		number = v->f;
	else if (v->type != DB_NUMERIC || !num_parse_f64(v->s, &number))
		return false;
	if (!isfinite(number))
		return false;
	*out = number;
	return true;
}

bool analysis_time(const struct analysis_result *r, size_t row, size_t column, int64_t *ms)
{
	const struct db_value *v = &r->rows[row][column];
	int64_t year;

	if (v->type == DB_NULL)
		return false;
	if (v->type == DB_INT || r->stats.columns[column].role == STATS_TEXT) {
		if (v->type == DB_INT)
			year = v->i;
		else if (!num_parse_i64(v->s, YEAR_FIRST, YEAR_LAST, &year))
			return false;
		*ms = clock_days_from_civil(year, 1, 1) * INT64_C(86400000);
		return true;
	}
	return stats_parse_time(v->s, ms);
}

struct slice analysis_label(const struct analysis_result *r, size_t row, size_t column, struct arena *a)
{
	const struct db_value *v = &r->rows[row][column];
	char number[NUM_F64_LEN];

	switch (v->type) {
	case DB_NULL:
		return SLICE_LIT("NULL");
	case DB_BOOL:
		return v->i ? SLICE_LIT("true") : SLICE_LIT("false");
	case DB_INT:
		return slice_of(arena_printf(a, "%" PRId64, v->i));
	case DB_FLOAT:
		if (!isfinite(v->f))
			return isnan(v->f) ? SLICE_LIT("NaN") : SLICE_LIT("Infinity");
		num_format_f64(v->f, number);
		return slice_of(arena_strdup(a, number));
	case DB_BLOB:
		return slice_of(arena_printf(a, "(%zu bytes)", v->s.n));
	case DB_NUMERIC:
	case DB_TEXT:
	case DB_DATE:
	case DB_TIME:
	case DB_TIMESTAMP:
	case DB_JSON:
	case DB_UUID:
	case DB_OTHER:
		break;
	}
	return v->s;
}

/* The digits before the point in groups of three. */
static void add_grouped(struct str *out, const char *digits, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (i > 0 && (n - i) % 3 == 0)
			str_addc(out, ',');
		str_addc(out, digits[i]);
	}
}

void analysis_add_number(struct str *out, double v)
{
	char text[64];
	size_t n, whole;
	double size = fabs(v);

	if (size >= 1e15 || (size > 0 && size < 1e-4)) {
		str_addf(out, "%.3g", v);
		return;
	}
	/* 1e15 has 16 digits; with sign, point, decimals and NUL that is under 64 */
	snprintf(text, sizeof text, "%.*f", v == floor(v) ? 0 : size >= 1 ? 2 : 4, size);
	n = strlen(text);
	whole = strcspn(text, ".");
	while (whole < n && text[n - 1] == '0')
		n--;
	if (n > 0 && text[n - 1] == '.')
		n--;
	if (v < 0)
		str_addc(out, '-');
	add_grouped(out, text, whole);
	str_add(out, text + whole, n > whole ? n - whole : 0);
}

void analysis_add_short_number(struct str *out, double v)
{
	static const struct {
		double size;
		const char *unit;
	} units[] = {{1e12, "T"}, {1e9, "B"}, {1e6, "M"}, {1e4, "K"}};

	for (size_t i = 0; i < ARRAY_LEN(units); i++)
		if (fabs(v) >= units[i].size && fabs(v) < 1e15) {
			str_addf(out, "%.4g%s", v / (units[i].size == 1e4 ? 1e3 : units[i].size),
				units[i].unit);
			return;
		}
	analysis_add_number(out, v);
}
