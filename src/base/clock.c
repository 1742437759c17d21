// SPDX-License-Identifier: Apache-2.0
/* See clock.h. The civil-date arithmetic follows H. Hinnant, "chrono-Compatible Low-Level Date Algorithms". */
#include "base/clock.h"

#include "base/num.h"

#include <stdio.h>
#include <time.h>

enum { MS_PER_DAY = 86400000 };

static int64_t now_us(clockid_t id)
{
	struct timespec ts;

	clock_gettime(id, &ts);
	return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

int64_t clock_mono_ms(void)
{
	return now_us(CLOCK_MONOTONIC) / 1000;
}

int64_t clock_mono_us(void)
{
	return now_us(CLOCK_MONOTONIC);
}

int64_t clock_unix_ms(void)
{
	return now_us(CLOCK_REALTIME) / 1000;
}

int64_t clock_days_from_civil(int64_t year, int month, int day)
{
	year -= month <= 2;
	int64_t era = (year >= 0 ? year : year - 399) / 400;
	int64_t yoe = year - era * 400;
	int64_t doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	int64_t doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;

	return era * 146097 + doe - 719468;
}

void clock_civil_from_days(int64_t days, int64_t *year, int *month, int *day)
{
	days += 719468;
	int64_t era = (days >= 0 ? days : days - 146096) / 146097;
	int64_t doe = days - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int64_t mp = (5 * doy + 2) / 153;

	*day = (int)(doy - (153 * mp + 2) / 5 + 1);
	*month = (int)(mp < 10 ? mp + 3 : mp - 9);
	*year = yoe + era * 400 + (*month <= 2);
}

void clock_format(int64_t unix_ms, char out[static CLOCK_TEXT_LEN])
{
	int64_t first = clock_days_from_civil(0, 1, 1), last = clock_days_from_civil(9999, 12, 31);
	int64_t days = unix_ms / MS_PER_DAY - (unix_ms % MS_PER_DAY < 0);
	int64_t ms = unix_ms - days * MS_PER_DAY, year;
	int month, day;

	if (days < first)
		days = first, ms = 0;
	if (days > last)
		days = last, ms = MS_PER_DAY - 1;
	clock_civil_from_days(days, &year, &month, &day);
	snprintf(out, CLOCK_TEXT_LEN, "%04u-%02u-%02uT%02u:%02u:%02u.%03uZ", (unsigned)year % 10000U,
		(unsigned)month % 100U, (unsigned)day % 100U, (unsigned)(ms / 3600000) % 100U,
		(unsigned)(ms / 60000 % 60), (unsigned)(ms / 1000 % 60), (unsigned)(ms % 1000));
}

static bool take_char(struct slice *s, const char *any)
{
	if (s->n == 0 || !strchr(any, s->p[0]) || s->p[0] == '\0')
		return false;
	s->p++;
	s->n--;
	return true;
}

static int take_fraction_ms(struct slice *s)
{
	int ms = 0, scale = 100;

	if (!take_char(s, "."))
		return 0;
	if (s->n == 0 || s->p[0] < '0' || s->p[0] > '9')
		return -1;
	while (s->n && s->p[0] >= '0' && s->p[0] <= '9') {
		ms += (s->p[0] - '0') * scale;
		scale /= 10;
		s->p++;
		s->n--;
	}
	return ms;
}

/* 'Z', or an offset in minutes. */
static bool take_zone(struct slice *s, int *minutes)
{
	*minutes = 0;
	if (take_char(s, "Zz"))
		return true;
	int sign = s->n && s->p[0] == '-' ? -1 : 1;
	if (!take_char(s, "+-"))
		return false;
	int h = num_take_digits(s, 2);
	if (h < 0 || h > 23 || !take_char(s, ":"))
		return false;
	int m = num_take_digits(s, 2);
	if (m < 0 || m > 59)
		return false;
	*minutes = sign * (h * 60 + m);
	return true;
}

bool clock_parse(struct slice s, int64_t *unix_ms)
{
	int year, month, day, hour, minute, second, ms, zone;

	if ((year = num_take_digits(&s, 4)) < 0 || !take_char(&s, "-") ||
		(month = num_take_digits(&s, 2)) < 1 || month > 12 || !take_char(&s, "-") ||
		(day = num_take_digits(&s, 2)) < 1 || day > 31 || !take_char(&s, "Tt ") ||
		(hour = num_take_digits(&s, 2)) < 0 || hour > 23 || !take_char(&s, ":") ||
		(minute = num_take_digits(&s, 2)) < 0 || minute > 59 || !take_char(&s, ":") ||
		(second = num_take_digits(&s, 2)) < 0 || second > 60 || (ms = take_fraction_ms(&s)) < 0 ||
		!take_zone(&s, &zone) || s.n)
		return false;
	*unix_ms = clock_days_from_civil(year, month, day) * MS_PER_DAY + hour * 3600000LL +
		   (minute - zone) * 60000LL + second * 1000LL + ms;
	return true;
}

int64_t clock_left_ms(int64_t deadline_ms)
{
	if (deadline_ms == 0)
		return INT64_MAX;
	int64_t left = deadline_ms - clock_mono_ms();
	return left > 0 ? left : 0;
}
