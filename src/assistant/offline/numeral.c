// SPDX-License-Identifier: Apache-2.0
/*
 * A number is read in sections of ten thousand: digits, then ten, hundred and thousand within a section, then the section's
 * own multiplier. Digits in a row ("二〇二四") are places. Whether characters are a number at all, their neighbours tell:
 * most of them also stand in words.
 */
#include "assistant/offline/numeral.h"

#include "assistant/offline/lexicon.h"
#include "base/arena.h"
#include "base/num.h"

#include <ctype.h>

enum { HAN_BYTES = 3, DIGITS_MAX = 15 };

static const double largest = 1e15; /* beyond it a double no longer counts by ones */

static const struct numeral {
	const char *sign;
	double value;
	bool korean;
} digits[] =
	{
		{"〇", 0, false},
		{"零", 0, false},
		{"一", 1, false},
		{"二", 2, false},
		{"三", 3, false},
		{"四", 4, false},
		{"五", 5, false},
		{"六", 6, false},
		{"七", 7, false},
		{"八", 8, false},
		{"九", 9, false},
		{"일", 1, true},
		{"이", 2, true},
		{"삼", 3, true},
		{"사", 4, true},
		{"오", 5, true},
		{"육", 6, true},
		{"칠", 7, true},
		{"팔", 8, true},
		{"구", 9, true},
},
  multipliers[] = {
	  {"十", 10, false},
	  {"百", 100, false},
	  {"千", 1000, false},
	  {"万", 1e4, false},
	  {"億", 1e8, false},
	  {"兆", 1e12, false},
	  {"십", 10, true},
	  {"백", 100, true},
	  {"천", 1000, true},
	  {"만", 1e4, true},
	  {"억", 1e8, true},
	  {"조", 1e12, true},
};

static const struct {
	const char *name;
	int before; /* the year before its first */
} eras[] = {{"令和", 2018}, {"平成", 1988}, {"昭和", 1925}, {"大正", 1911}, {"明治", 1867}};

/* What may stand behind a number written in characters, besides the lexicon's counters and comparisons. */
static const char *const behind[] = {"から", "まで", "より", "円", "月", "日", "分", "時", "名", "冊", "台",
	"点", "階", "부터", "까지", "원", "명", "개", "건", "번", "곳", "권", "대", "점", "회", "분", "시간",
	"달러", "쪽"};

struct reading_number {
	double total, section, digit;
	size_t n; /* bytes read */
	unsigned signs, scaled;
	bool ascii, korean, bare; /* bare: begins with a large multiplier */
};

static const struct numeral *sign_at(const struct numeral *table, size_t n, struct slice text)
{
	for (size_t i = 0; i < n; i++) {
		if (slice_starts(text, slice_of(table[i].sign)))
			return &table[i];
	}
	return NULL;
}

/* "1,200" or "1.5": digits as they stand. */
static size_t take_ascii(struct reading_number *r, struct slice text)
{
	char buf[DIGITS_MAX + 1];
	size_t n = 0, i = 0;

	while (i < text.n && n < DIGITS_MAX) {
		bool inner = i && (text.p[i] == ',' || text.p[i] == '.') && i + 1 < text.n &&
			     isdigit((unsigned char)text.p[i + 1]);
		if (!isdigit((unsigned char)text.p[i]) && !inner)
			break;
		if (text.p[i] != ',')
			buf[n++] = text.p[i];
		i++;
	}
	double v;
	if (!n || !num_parse_f64((struct slice){buf, n}, &v))
		return 0;
	r->digit = v;
	r->ascii = true;
	return i;
}

static void multiply(struct reading_number *r, double by)
{
	double one = r->digit < 0 ? 1 : r->digit;

	r->bare = r->bare || (!r->signs && !r->ascii && by >= 1e4);
	r->scaled++;
	if (by < 1e4) {
		r->section += one * by;
	} else {
		double all = r->section + (r->digit < 0 ? 0 : r->digit);
		r->total += (all > 0 ? all : 1) * by;
		r->section = 0;
	}
	r->digit = -1;
}

/* One sign more: true when there was one. */
static bool take_sign(struct reading_number *r, struct slice text)
{
	const struct numeral *m = sign_at(multipliers, ARRAY_LEN(multipliers), text);
	const struct numeral *d = m ? NULL : sign_at(digits, ARRAY_LEN(digits), text);
	const struct numeral *one = m ? m : d;

	if (!one || (r->signs && one->korean != r->korean))
		return false;
	if (d && (r->ascii || (r->digit >= 0 && r->korean))) /* "5만이": the particle */
		return false;
	if (m)
		multiply(r, m->value);
	else
		r->digit = r->digit < 0 ? d->value : r->digit * 10 + d->value;
	r->korean = one->korean;
	r->signs++;
	r->n += HAN_BYTES;
	return true;
}

static struct reading_number read_number(struct slice text)
{
	struct reading_number r = {.digit = -1};

	for (;;) {
		struct slice rest = {text.p + r.n, text.n - r.n};
		size_t n = r.digit < 0 ? take_ascii(&r, rest) : 0;
		r.n += n;
		if (!n && (!rest.n || !take_sign(&r, rest)))
			break;
	}
	r.total += r.section + (r.digit < 0 ? 0 : r.digit);
	return r;
}

static bool begins_with_counter(struct slice rest)
{
	static const struct lex_op *const tables[] = {
		lex_ops_ja, lex_ops_ja_glue, lex_ops_ko, lex_ops_ko_glue};

	if (rest.n && rest.p[0] == ' ')
		rest = (struct slice){rest.p + 1, rest.n - 1};
	for (size_t i = 0; i < ARRAY_LEN(behind); i++) {
		if (slice_starts(rest, slice_of(behind[i])))
			return true;
	}
	for (size_t i = 0; i < ARRAY_LEN(tables); i++) {
		for (const struct lex_op *op = tables[i]; op->phrase; op++) {
			if ((op->kind == OP_UNIT || op->kind == OP_CMP) &&
				slice_starts(rest, slice_of(op->phrase)))
				return true;
		}
	}
	return false;
}

static struct slice decimal(struct arena *a, double v)
{
	char buf[NUM_F64_LEN];

	if (v == (double)(int64_t)v)
		return slice_of(arena_printf(a, "%lld", (long long)v));
	num_format_f64(v, buf);
	return slice_of(arena_printf(a, "%s", buf));
}

size_t numeral_take(struct arena *a, struct slice text, bool sure, struct slice *num)
{
	struct reading_number r = read_number(text);
	struct slice rest = {text.p + r.n, text.n - r.n};

	if (!r.signs || r.total >= largest)
		return 0;
	if (!r.ascii &&
		((!sure && !begins_with_counter(rest)) || (r.bare && !r.korean) || (r.korean && !r.scaled)))
		return 0;
	*num = decimal(a, r.total);
	return r.n;
}

size_t numeral_take_era(struct arena *a, struct slice text, struct slice *num)
{
	for (size_t i = 0; i < ARRAY_LEN(eras); i++) {
		struct slice name = slice_of(eras[i].name), first = SLICE_LIT("元年");
		if (!slice_starts(text, name))
			continue;
		struct slice year = {text.p + name.n, text.n - name.n};
		struct reading_number r = read_number(year);
		struct slice rest = {year.p + r.n, year.n - r.n};
		bool is_first = slice_starts(year, first);
		if (!is_first &&
			(!(r.ascii || r.signs) || r.total > 99 || !slice_starts(rest, SLICE_LIT("年"))))
			return 0;
		*num = decimal(a, eras[i].before + (is_first ? 1 : r.total));
		return name.n + (is_first ? (size_t)HAN_BYTES : r.n);
	}
	return 0;
}

struct slice numeral_of_word(struct slice word, struct slice rest)
{
	static const char *const words[][2] = {{"두", "2"}, {"둘", "2"}, {"세", "3"}, {"셋", "3"},
		{"네", "4"}, {"넷", "4"}, {"다섯", "5"}, {"여섯", "6"}, {"일곱", "7"}, {"여덟", "8"},
		{"아홉", "9"}, {"열", "10"}, {"스무", "20"}};

	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (slice_is(word, words[i][0]) && rest.n && rest.p[0] == ' ' && begins_with_counter(rest))
			return slice_of(words[i][1]);
	}
	return (struct slice){NULL, 0};
}
