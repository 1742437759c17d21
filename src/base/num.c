// SPDX-License-Identifier: Apache-2.0
/* See num.h. strtod_l with the C locale does the reading; the grammar is checked first. */
#include "base/num.h"

#include <locale.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

static locale_t c_locale;
static pthread_once_t c_locale_once = PTHREAD_ONCE_INIT;

static void make_c_locale(void)
{
	c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
}

bool num_parse_i64(struct slice s, int64_t min, int64_t max, int64_t *out)
{
	size_t i = 0;
	bool minus = s.n && s.p[0] == '-';
	int64_t v = 0;

	if (s.n && (s.p[0] == '-' || s.p[0] == '+'))
		i++;
	if (i == s.n)
		return false;
	for (; i < s.n; i++) {
		int digit = s.p[i] - '0';
		if (digit < 0 || digit > 9 || __builtin_mul_overflow(v, 10, &v) ||
			__builtin_sub_overflow(v, digit, &v)) /* downwards: INT64_MIN has no positive twin */
			return false;
	}
	if (!minus && __builtin_sub_overflow(0, v, &v))
		return false;
	if (v < min || v > max)
		return false;
	*out = v;
	return true;
}

static size_t digits(struct slice s, size_t i)
{
	size_t from = i;

	while (i < s.n && s.p[i] >= '0' && s.p[i] <= '9')
		i++;
	return i - from;
}

static bool is_number(struct slice s)
{
	size_t i = s.n && (s.p[0] == '-' || s.p[0] == '+');
	size_t whole = digits(s, i), part = 0;

	i += whole;
	if (i < s.n && s.p[i] == '.') {
		part = digits(s, ++i);
		i += part;
	}
	if (whole + part == 0)
		return false;
	if (i < s.n && (s.p[i] | 32) == 'e') {
		i++;
		if (i < s.n && (s.p[i] == '-' || s.p[i] == '+'))
			i++;
		size_t exp = digits(s, i);
		if (exp == 0)
			return false;
		i += exp;
	}
	return i == s.n;
}

bool num_parse_f64(struct slice s, double *out)
{
	char small[64];

	if (s.n == 0 || s.n >= sizeof small || !is_number(s))
		return false;
	memcpy(small, s.p, s.n);
	small[s.n] = '\0';
	pthread_once(&c_locale_once, make_c_locale);
	double v = strtod_l(small, NULL, c_locale);
	if (!isfinite(v))
		return false;
	*out = v;
	return true;
}

void num_format_f64(double v, char out[static NUM_F64_LEN])
{
	pthread_once(&c_locale_once, make_c_locale);
	for (int precision = 15; precision <= 17; precision++) {
		snprintf(out, NUM_F64_LEN, "%.*g", precision, v);
		if (strtod_l(out, NULL, c_locale) == v)
			return;
	}
}

int num_take_digits(struct slice *s, size_t n)
{
	int v = 0;

	if (s->n < n)
		return -1;
	for (size_t i = 0; i < n; i++) {
		if (s->p[i] < '0' || s->p[i] > '9')
			return -1;
		v = v * 10 + (s->p[i] - '0');
	}
	s->p += n;
	s->n -= n;
	return v;
}
