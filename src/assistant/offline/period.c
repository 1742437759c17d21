// SPDX-License-Identifier: Apache-2.0
/*
 * Each form of a period is one function that reads tokens from a place on and moves behind them, or leaves the place alone.
 * Years, halves and quarters are the calendar's; weeks begin on Monday; what is "last" or "this" is told by today.
 */
#include "assistant/offline/period.h"

#include "base/clock.h"
#include "base/num.h"

enum {
	YEAR_FIRST = 1000,
	YEAR_LAST = 2999,
	COUNT_MAX = 1000,
	WEEKDAY_OF_EPOCH = 3 /* Thursday, from Monday */
};

struct spot {
	const struct tokens *t;
	size_t i;
};

static struct slice word_at(const struct spot *s, size_t ahead)
{
	return s->i + ahead < s->t->n ? s->t->items[s->i + ahead].low : (struct slice){NULL, 0};
}

static bool skip_word(struct spot *s, const char *word)
{
	if (!slice_eq(word_at(s, 0), slice_of(word)))
		return false;
	s->i++;
	return true;
}

/* The position + 1 of the word among the rows, each of words separated by blanks; 0 = in none. */
static size_t row_of(struct slice word, const char *const *rows, size_t n)
{
	for (size_t r = 0; r < n; r++) {
		struct slice rest = slice_of(rows[r]);
		while (rest.n) {
			if (slice_eq(word, slice_cut(&rest, ' ')))
				return r + 1;
		}
	}
	return 0;
}

static enum period_unit unit_here(struct spot *s)
{
	static const char *const units[] = {
		"day days", "week weeks", "month months", "quarter quarters", "year years"};
	size_t r = row_of(word_at(s, 0), units, ARRAY_LEN(units));

	s->i += r > 0;
	return (enum period_unit)r;
}

static int month_here(struct spot *s)
{
	static const char *const months[] = {"january jan", "february feb", "march mar", "april apr", "may",
		"june jun", "july jul", "august aug", "september sep sept", "october oct", "november nov",
		"december dec"};
	size_t r = row_of(word_at(s, 0), months, ARRAY_LEN(months));

	s->i += r > 0;
	return (int)r;
}

static int64_t year_here(struct spot *s)
{
	int64_t year = 0;

	if (s->i >= s->t->n || s->t->items[s->i].num.n != 4 ||
		!num_parse_i64(s->t->items[s->i].num, YEAR_FIRST, YEAR_LAST, &year))
		return 0;
	s->i++;
	return year;
}

/* "of 2024", "in 2024", "2024". */
static int64_t year_behind(struct spot *s)
{
	struct spot at = *s;

	if (!skip_word(&at, "of"))
		skip_word(&at, "in");
	skip_word(&at, "the");
	skip_word(&at, "year");
	int64_t year = year_here(&at);
	if (year)
		s->i = at.i;
	return year;
}

/* From the first of a month on, so many months; months count from 0 and may leave the year. */
static struct period months_from(int64_t year, int64_t month, int64_t length)
{
	struct period p = {.of_year = false};
	int64_t first = year * 12 + month, behind = first + length;

	p.from = clock_days_from_civil(first / 12, (int)(first % 12) + 1, 1);
	p.to = clock_days_from_civil(behind / 12, (int)(behind % 12) + 1, 1);
	return p;
}

static int64_t months_of(enum period_unit unit)
{
	return unit == PERIOD_YEAR ? 12 : unit == PERIOD_QUARTER ? 3 : unit == PERIOD_MONTH ? 1 : 0;
}

/* "first half of 2024", "last quarter of 2023", "Q3 2023", "H1 2024". */
static bool part_of_year(struct spot *s, struct period *out)
{
	static const char *const order[] = {
		"first 1st q1 h1", "second 2nd q2 h2", "third 3rd q3", "fourth 4th q4"};
	struct slice w = word_at(s, 0);
	size_t nth = row_of(w, order, ARRAY_LEN(order));
	bool last = slice_eq(w, SLICE_LIT("last")), code = w.n == 2 && (w.p[0] == 'q' || w.p[0] == 'h');
	bool half = code ? w.p[0] == 'h' : slice_eq(word_at(s, 1), SLICE_LIT("half"));

	if (!nth && !last)
		return false;
	if (!code && !half && !slice_eq(word_at(s, 1), SLICE_LIT("quarter")))
		return false;
	s->i += code ? 1 : 2;
	int64_t parts = half ? 2 : 4, year = year_behind(s);
	nth = last ? (size_t)parts : nth;
	if (!year || nth > (size_t)parts)
		return false;
	*out = months_from(year, ((int64_t)nth - 1) * (12 / parts), 12 / parts);
	return true;
}

/* "between January and March 2025", "from June 2024 to May 2025". */
static bool month_to_month(struct spot *s, struct period *out)
{
	if (!skip_word(s, "between") && !skip_word(s, "from"))
		return false;
	int first = month_here(s);
	int64_t from = first ? year_behind(s) : 0;
	if (!first || !(skip_word(s, "and") || skip_word(s, "to") || skip_word(s, "until") ||
			      skip_word(s, "through")))
		return false;
	int last = month_here(s);
	int64_t to = last ? year_behind(s) : 0;
	if (!to)
		return false;
	from = from ? from : to;
	*out = months_from(from, first - 1, (to * 12 + last) - (from * 12 + first) + 1);
	return out->to > out->from;
}

static bool month_of_year(struct spot *s, struct period *out)
{
	int month = month_here(s);
	int64_t year = month ? year_behind(s) : 0;

	if (!year)
		return false;
	*out = months_from(year, month - 1, 1);
	out->of_year = true;
	return true;
}

struct period period_around(int64_t today, enum period_unit unit, int64_t move)
{
	int64_t year;
	int month, day;

	if (unit == PERIOD_DAY)
		return (struct period){.from = today + move, .to = today + move + 1};
	if (unit == PERIOD_WEEK) {
		int64_t monday = today - (today + WEEKDAY_OF_EPOCH) % 7 + move * 7;
		return (struct period){.from = monday, .to = monday + 7};
	}
	clock_civil_from_days(today, &year, &month, &day);
	int64_t length = MAX(months_of(unit), 1), first = (month - 1) / length * length;
	return months_from(year, first + move * length, length);
}

struct period period_back(int64_t today, enum period_unit unit, int64_t n)
{
	struct period p = {.to = today + 1};
	int64_t year;
	int month, day;

	if (unit == PERIOD_DAY || unit == PERIOD_WEEK) {
		p.from = p.to - n * (unit == PERIOD_WEEK ? 7 : 1);
		return p;
	}
	clock_civil_from_days(today, &year, &month, &day);
	p.from = months_from(year, month - 1 - n * months_of(unit), 1).from + day - 1;
	return p;
}

/* "last month", "this year", "the past 12 weeks", "yesterday". */
static bool seen_from_today(struct spot *s, int64_t today, struct period *out)
{
	static const char *const moves[] = {"last previous past", "this current", "next coming"};
	int64_t count;

	if (skip_word(s, "today") || skip_word(s, "yesterday")) {
		bool before = slice_eq(s->t->items[s->i - 1].low, SLICE_LIT("yesterday"));
		*out = period_around(today, PERIOD_DAY, before ? -1 : 0);
		return true;
	}
	size_t move = row_of(word_at(s, 0), moves, ARRAY_LEN(moves));
	if (!move)
		return false;
	s->i++;
	bool counted =
		s->i < s->t->n && move == 1 && num_parse_i64(s->t->items[s->i].num, 1, COUNT_MAX, &count);
	s->i += counted;
	enum period_unit unit = unit_here(s);
	if (unit == PERIOD_NONE || (unit == PERIOD_DAY && !counted))
		return false;
	*out = counted ? period_back(today, unit, count) : period_around(today, unit, (int64_t)move - 2);
	return true;
}

bool period_at(const struct tokens *t, size_t i, int64_t today, struct period *out, size_t *n)
{
	for (int form = 0; form < 4; form++) {
		struct spot s = {t, i};
		skip_word(&s, "the");
		bool found = form == 0   ? part_of_year(&s, out)
			     : form == 1 ? month_to_month(&s, out)
			     : form == 2 ? month_of_year(&s, out)
					 : seen_from_today(&s, today, out);
		if (found) {
			*n = s.i - i;
			return true;
		}
	}
	return false;
}

int64_t period_today(void)
{
	enum { DAY_MS = 86400000 };

	return clock_unix_ms() / DAY_MS;
}
