// SPDX-License-Identifier: Apache-2.0
/*
 * Reading times as databases write them: ISO 8601 dates, year and month, timestamps with a blank or a T, seconds,
 * fractions and offsets optional. Strict, because the answer decides whether a column of text is a time axis.
 */
#include "analysis/stats.h"
#include "base/clock.h"
#include "base/num.h"

static bool take_char(struct slice *s, char c)
{
	if (s->n == 0 || *s->p != c)
		return false;
	s->p++;
	s->n--;
	return true;
}

static int days_of_month(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return days[month - 1] + (month == 2 && leap);
}

/* Z, +09, +0900 or +09:00, or nothing; minutes east of Greenwich. */
static bool take_offset(struct slice *s, int *minutes)
{
	int sign, hours, rest = 0;

	*minutes = 0;
	if (s->n == 0 || take_char(s, 'Z'))
		return true;
	if (*s->p != '+' && *s->p != '-')
		return false;
	sign = *s->p == '-' ? -1 : 1;
	s->p++;
	s->n--;
	hours = num_take_digits(s, 2);
	if (s->n > 0) {
		take_char(s, ':');
		rest = num_take_digits(s, 2);
	}
	*minutes = sign * (hours * 60 + rest);
	return hours >= 0 && hours <= 15 && rest >= 0 && rest < 60;
}

/* hh:mm[:ss[.fraction]][offset] */
static bool take_clock(struct slice *s, int64_t *ms)
{
	int hour = num_take_digits(s, 2), minute, second = 0, offset, fraction = 0, scale = 100;

	if (hour < 0 || hour > 24 || !take_char(s, ':') || (minute = num_take_digits(s, 2)) < 0 ||
		minute > 59)
		return false;
	if (take_char(s, ':')) {
		second = num_take_digits(s, 2);
		if (second < 0 || second > 60)
			return false;
		if (take_char(s, '.')) {
			if (s->n == 0 || *s->p < '0' || *s->p > '9')
				return false;
			for (int d; s->n && (d = num_take_digits(s, 1)) >= 0; scale /= 10)
				fraction += d * scale;
		}
	}
	if (!take_offset(s, &offset))
		return false;
	*ms = ((hour * INT64_C(60) + minute - offset) * 60 + second) * 1000 + fraction;
	return true;
}

bool stats_parse_time(struct slice s, int64_t *ms)
{
	int year, month, day = 1;
	int64_t clock = 0;

	if (s.n < 7 || s.n > 35 || s.p[4] != '-')
		return false;
	year = num_take_digits(&s, 4);
	take_char(&s, '-');
	month = num_take_digits(&s, 2);
	if (year < 0 || month < 1 || month > 12)
		return false;
	if (s.n && (!take_char(&s, '-') || (day = num_take_digits(&s, 2)) < 1 ||
			   day > days_of_month(year, month)))
		return false;
	if (s.n && !((take_char(&s, ' ') || take_char(&s, 'T')) && take_clock(&s, &clock)))
		return false;
	if (s.n)
		return false;
	*ms = clock_days_from_civil(year, month, day) * INT64_C(86400000) + clock;
	return true;
}
