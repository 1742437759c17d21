// SPDX-License-Identifier: Apache-2.0
/* One small table; a lone "min" or "second" is a unit only beside a number or behind "in". */
#include "assistant/offline/unit.h"

static const struct unit units[] = {
	{"millisecond", "milliseconds", UNIT_TIME, 1},
	{"ms", "milliseconds", UNIT_TIME, 1},
	{"second", "seconds", UNIT_TIME, 1000},
	{"sec", "seconds", UNIT_TIME, 1000},
	{"秒", "seconds", UNIT_TIME, 1000},
	{"minute", "minutes", UNIT_TIME, 60000},
	{"min", "minutes", UNIT_TIME, 60000},
	{"分", "minutes", UNIT_TIME, 60000},
	{"hour", "hours", UNIT_TIME, 3600000},
	{"時間", "hours", UNIT_TIME, 3600000},
	{"초", "seconds", UNIT_TIME, 1000},
	{"분", "minutes", UNIT_TIME, 60000},
	{"시간", "hours", UNIT_TIME, 3600000},
	{"byte", "bytes", UNIT_SIZE, 1},
	{"kb", "kilobytes", UNIT_SIZE, 1024},
	{"kilobyte", "kilobytes", UNIT_SIZE, 1024},
	{"mb", "megabytes", UNIT_SIZE, 1048576},
	{"megabyte", "megabytes", UNIT_SIZE, 1048576},
	{"gb", "gigabytes", UNIT_SIZE, 1073741824},
	{"gigabyte", "gigabytes", UNIT_SIZE, 1073741824},
};

const struct unit *unit_of_word(struct slice lemma)
{
	for (size_t i = 0; i < ARRAY_LEN(units); i++) {
		if (slice_eq(lemma, slice_of(units[i].word)))
			return &units[i];
	}
	return NULL;
}

const char *unit_called(enum tongue tongue, const char *plural)
{
	for (size_t i = 0; i < ARRAY_LEN(units) && tongue != TONGUE_EN; i++) {
		unsigned char first = (unsigned char)units[i].word[0];
		bool hangul = first >= 0xea && first <= 0xed;
		if (first >= 0x80 && hangul == (tongue == TONGUE_KO) && str_eq(units[i].plural, plural))
			return units[i].word;
	}
	return plural;
}

const struct unit *unit_of_column(const struct names *ns, int32_t table, int32_t column)
{
	const struct name_entry *e = ns->columns[table][column];

	for (size_t i = 0; i < e->n; i++) {
		const struct unit *u = unit_of_word(ns->words[e->words[i]].lemma);
		if (u)
			return u;
	}
	return NULL;
}

static bool is_in(const struct tok *t)
{
	return slice_eq(t->low, SLICE_LIT("in"));
}

/* "分で", "分単位", "分に換算". */
static bool is_japanese_in(const struct tok *t)
{
	return slice_eq(t->low, SLICE_LIT("で")) || slice_starts(t->low, SLICE_LIT("単位")) ||
	       slice_starts(t->low, SLICE_LIT("に換算"));
}

const struct unit *unit_asked(const struct tokens *t)
{
	for (size_t i = 0; i < t->n; i++) {
		const struct unit *u = unit_of_word(t->items[i].cjk ? t->items[i].low : t->items[i].lemma);
		if (!u)
			continue;
		if (i && is_in(&t->items[i - 1]))
			return u;
		if (t->items[i].cjk && i + 1 < t->n && is_japanese_in(&t->items[i + 1]) &&
			!(i && t->items[i - 1].num.n))
			return u;
		if (i > 1 && slice_eq(t->items[i - 1].low, SLICE_LIT("many")) &&
			slice_eq(t->items[i - 2].low, SLICE_LIT("how")))
			return u;
	}
	return NULL;
}
