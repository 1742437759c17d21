// SPDX-License-Identifier: Apache-2.0
/*
 * "ＴＯＰ５" is typed by whoever does not switch the keyboard, "ｱﾙﾊﾞﾑ" comes from old systems. Han and everything else stay
 * as they are: a whole normalisation would change texts that are looked up in the database.
 */
#include "assistant/offline/width.h"

#include "base/arena.h"
#include "base/utf8.h"

enum { WIDE_FROM = 0xFF01, WIDE_TO = 0xFF5E, WIDE_SHIFT = 0xFEE0, BLANK = 0x3000 };
enum { KANA_FROM = 0xFF61, KANA_TO = 0xFF9D, VOICED = 0xFF9E, HALF_VOICED = 0xFF9F };

static bool is_uneven(uint32_t cp)
{
	return (cp >= WIDE_FROM && cp <= WIDE_TO) || cp == BLANK || (cp >= KANA_FROM && cp <= HALF_VOICED);
}

static bool has_uneven(struct slice s)
{
	for (size_t i = 0; i < s.n;) {
		if (is_uneven(utf8_next(s, &i)))
			return true;
	}
	return false;
}

/* The character at from, which ends at *next; a half-width kana takes its voicing mark along. */
static void add_even(struct arena *a, struct str *out, struct slice s, size_t from, size_t *next, uint32_t cp)
{
	size_t mark = *next;

	if (cp == BLANK) {
		str_addc(out, ' ');
	} else if (cp >= WIDE_FROM && cp <= WIDE_TO) {
		str_addc(out, (char)(cp - WIDE_SHIFT));
	} else if (is_uneven(cp)) {
		uint32_t voice = mark < s.n ? utf8_next(s, &mark) : 0;
		if (cp <= KANA_TO && (voice == VOICED || voice == HALF_VOICED))
			*next = mark;
		struct slice even = utf8_fold(a, (struct slice){s.p + from, *next - from});
		str_add(out, even.p, even.n);
	} else {
		str_add(out, s.p + from, *next - from);
	}
}

struct width width_even(struct arena *a, struct slice s)
{
	struct str out = STR_INIT(s.n + 1);
	size_t *at, done = 0;

	if (!has_uneven(s))
		return (struct width){.text = s};
	at = ARENA_ARRAY(a, size_t,
		s.n + 1); /* nothing grows: what changes takes three bytes, and one or three after */
	for (size_t i = 0; i < s.n;) {
		size_t from = i;
		uint32_t cp = utf8_next(s, &i);
		add_even(a, &out, s, from, &i, cp);
		while (done < out.n)
			at[done++] = from;
	}
	at[done] = s.n;
	const char *text = str_to_arena(&out, a);
	return (struct width){.text = {text, done}, .at = at};
}
