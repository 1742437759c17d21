// SPDX-License-Identifier: Apache-2.0
/* Writing CSV. A cell is text or a number by its type, never by its looks: only text is ever changed. */
#include "analysis/csv.h"

#include "base/num.h"

#include <inttypes.h>
#include <math.h>

void csv_add_bom(struct str *out)
{
	str_adds(out, "\xEF\xBB\xBF");
}

/* Also the full-width forms, which Excel reads as the plain ones in Japanese. A number written as text stays one. */
static bool is_formula(struct slice s)
{
	static const char *const wide[] = {"＝", "＋", "－", "＠"};
	double number;

	while (s.n > 0 && *s.p == '\0') { /* will not be written */
		s.p++;
		s.n--;
	}
	if (s.n == 0)
		return false;
	for (size_t i = 0; i < ARRAY_LEN(wide); i++)
		if (slice_starts(s, slice_of(wide[i])))
			return true;
	return strchr("=+-@\t\r", *s.p) && !num_parse_f64(s, &number);
}

static void add_text(struct str *out, struct slice s)
{
	bool formula = is_formula(s), quote = s.n == 0;

	for (size_t i = 0; i < s.n && !quote; i++)
		quote = s.p[i] == '"' || s.p[i] == ',' || s.p[i] == '\n' || s.p[i] == '\r';
	quote = quote || *s.p == ' ' || s.p[s.n - 1] == ' ';
	if (quote)
		str_addc(out, '"');
	if (formula)
		str_addc(out, '\'');
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '"')
			str_addc(out, '"');
		if (s.p[i] != '\0')
			str_addc(out, s.p[i]);
	}
	if (quote)
		str_addc(out, '"');
}

static void add_value(struct str *out, const struct db_value *v)
{
	char number[NUM_F64_LEN];

	switch (v->type) {
	case DB_NULL:
		break;
	case DB_BOOL:
		str_adds(out, v->i ? "true" : "false");
		break;
	case DB_INT:
		str_addf(out, "%" PRId64, v->i);
		break;
	case DB_FLOAT:
		if (isfinite(v->f)) {
			num_format_f64(v->f, number);
			str_adds(out, number);
		} else {
			str_adds(out, isnan(v->f) ? "NaN" : v->f > 0 ? "Infinity" : "-Infinity");
		}
		break;
	case DB_NUMERIC:
		str_add(out, v->s.p, v->s.n);
		break;
	case DB_BLOB:
		str_adds(out, "\\x");
		for (size_t i = 0; i < v->s.n; i++)
			str_addf(out, "%02x", (unsigned)(unsigned char)v->s.p[i]);
		break;
	case DB_TEXT:
	case DB_DATE:
	case DB_TIME:
	case DB_TIMESTAMP:
	case DB_JSON:
	case DB_UUID:
	case DB_OTHER:
		add_text(out, v->s);
		break;
	}
}

void csv_add_header(struct str *out, const struct db_column *columns, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			str_addc(out, ',');
		add_text(out, slice_of(columns[i].name));
	}
	str_adds(out, "\r\n");
}

void csv_add_row(struct str *out, const struct db_value *values, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			str_addc(out, ',');
		add_value(out, &values[i]);
	}
	str_adds(out, "\r\n");
}
