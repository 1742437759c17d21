// SPDX-License-Identifier: Apache-2.0
/* See followup_cues.h. Two tables, tried longest first at either end until none fits any more. */
#include "assistant/offline/followup_cues.h"

#include <ctype.h>

struct cue {
	const char *text; /* lower case */
	bool refers;
};

static const struct cue leading[] = {
	{"and what about", false},
	{"and how about", false},
	{"what about", false},
	{"how about", false},
	{"do the same for", false},
	{"the same thing for", false},
	{"the same for", false},
	{"same thing for", false},
	{"same for", false},
	{"the same but", false},
	{"same but", false},
	{"and only", false},
	{"but only", false},
	{"and then", false},
	{"and now", false},
	{"and", false},
	{"but", false},
	{"ok", false},
	{"okay", false},
	{"now", false},
	{"then", false},
	{"so", false},
	{"also", false},
	{"instead", false},
	{"only", false},
	{"just", false},
	{"no", false},
	{"sorry", false},
	{"i mean", false},
	{"i meant", false},
	{"make it", false},
	{"make that", false},
	{"the ones", true},
	{"those", true},
	{"them", true},
	{"それでは", false},
	{"では", false},
	{"じゃあ", false},
	{"じゃ", false},
	{"それなら", false},
	{"ちなみに", false},
	{"さらに", false},
	{"次に", false},
	{"あと", false},
	{"同じく", false},
	{"そのうち", true},
	{"その中で", true},
	{"その中の", true},
	{"このうち", true},
	{"それらのうち", true},
	{"それらの", true},
	{"その", true},
	{"그럼", false},
	{"그러면", false},
	{"그렇다면", false},
	{"그리고", false},
	{"그럼 이제", false},
	{"그중에서", true},
	{"그 중에서", true},
	{"그중에", true},
	{"그 중에", true},
	{"그중", true},
	{"그 중", true},
	{"그들의", true},
};

static const struct cue trailing[] = {
	{"instead", false},
	{"as well", false},
	{"only", false},
	{"too", false},
	{"please", false},
	{"again", false},
	{"についてはどうですか", false},
	{"についてはどう", false},
	{"についても", false},
	{"についても教えて", false},
	{"については", false},
	{"についてだけ", false},
	{"の場合はどうですか", false},
	{"の場合はどう", false},
	{"の場合は", false},
	{"はどうですか", false},
	{"はどうなりますか", false},
	{"はどう", false},
	{"に絞って", false},
	{"に絞ってください", false},
	{"に限ると", false},
	{"に限って", false},
	{"だけにして", false},
	{"だけにしてください", false},
	{"だけで", false},
	{"だけ", false},
	{"のみ", false},
	{"だったら", false},
	{"だと", false},
	{"なら", false},
	{"にして", false},
	{"にしてください", false},
	{"では", false},
	{"は", false},
	{"も", false},
	{"의 경우는", false},
	{"의 경우", false},
	{"은 어때", false},
	{"는 어때", false},
	{"은 어떤가요", false},
	{"는 어떤가요", false},
	{"은요", false},
	{"는요", false},
	{"이요", false},
	{"요", false},
	{"만", false},
	{"은", false},
	{"는", false},
	{"도", false},
};

static bool is_letter(char c)
{
	return isalnum((unsigned char)c) != 0;
}

/* Does s have the cue at its end, or at its beginning, as a word of its own? */
static bool has_cue(struct slice s, struct slice cue, bool at_end)
{
	if (s.n < cue.n || !slice_eq_nocase((struct slice){at_end ? s.p + s.n - cue.n : s.p, cue.n}, cue))
		return false;
	if (s.n == cue.n)
		return true;
	return at_end ? !(is_letter(s.p[s.n - cue.n - 1]) && is_letter(cue.p[0]))
		      : !(is_letter(s.p[cue.n]) && is_letter(cue.p[cue.n - 1]));
}

static const struct cue *longest(const struct cue *cues, size_t n, struct slice s, bool at_end)
{
	const struct cue *best = NULL;

	for (size_t i = 0; i < n; i++) {
		struct slice text = slice_of(cues[i].text);
		if (has_cue(s, text, at_end) && (!best || text.n > strlen(best->text)))
			best = &cues[i];
	}
	return best;
}

struct slice cue_trim(struct slice s)
{
	static const char *const marks[] = {" ", "\t", "\n", ",", ".", "?", "!", "、", "。", "？", "！"};

	for (bool again = true; again;) {
		again = false;
		for (size_t i = 0; i < ARRAY_LEN(marks); i++) {
			struct slice mark = slice_of(marks[i]);
			if (slice_starts(s, mark)) {
				s = (struct slice){s.p + mark.n, s.n - mark.n};
				again = true;
			}
			if (s.n >= mark.n && memcmp(s.p + s.n - mark.n, mark.p, mark.n) == 0) {
				s.n -= mark.n;
				again = true;
			}
		}
	}
	return s;
}

struct cue_cut cue_strip(struct slice question)
{
	struct cue_cut out = {.rest = cue_trim(question)};
	const struct cue *cue;

	while ((cue = longest(leading, ARRAY_LEN(leading), out.rest, false))) {
		size_t n = strlen(cue->text);
		out.rest = cue_trim((struct slice){out.rest.p + n, out.rest.n - n});
		out.tied = true;
		out.refers = out.refers || cue->refers;
	}
	while ((cue = longest(trailing, ARRAY_LEN(trailing), out.rest, true))) {
		out.rest = cue_trim((struct slice){out.rest.p, out.rest.n - strlen(cue->text)});
		out.tied = true;
	}
	return out;
}

struct cue_pronoun cue_pronoun(const struct tokens *t)
{
	static const char *const words[] = {"them", "they", "those", "these", "their", "it", "its"};
	static const char *const before[] = {"of", "among", "from"};

	for (size_t i = 0; i < t->n; i++) {
		for (size_t w = 0; w < ARRAY_LEN(words); w++) {
			if (!slice_is(t->items[i].low, words[w]))
				continue;
			struct cue_pronoun p = {
				i, 1, slice_is(t->items[i].low, "their") || slice_is(t->items[i].low, "its")};
			for (size_t b = 0; b < ARRAY_LEN(before) && i > 0 && p.n == 1; b++) {
				if (slice_is(t->items[i - 1].low, before[b]))
					p = (struct cue_pronoun){i - 1, 2, p.owns};
			}
			return p;
		}
	}
	return (struct cue_pronoun){0};
}
