// SPDX-License-Identifier: Apache-2.0
/* Longest match first; between matches a change of script (Katakana, Han, Hiragana) ends a word. */
#include "assistant/offline/segment.h"

#include "assistant/offline/lexicon.h"
#include "base/utf8.h"

enum { ONE_HAN = 3, ONE_SYLLABLE = 3 }; /* bytes of one Han character, of one Hangul syllable */

enum script { SCRIPT_OTHER, SCRIPT_HIRAGANA, SCRIPT_KATAKANA, SCRIPT_HAN, SCRIPT_HANGUL };

static enum script script_of(uint32_t cp)
{
	if (cp >= 0x3041 && cp <= 0x309F)
		return SCRIPT_HIRAGANA;
	if ((cp >= 0x30A0 && cp <= 0x30FF) || (cp >= 0xFF66 && cp <= 0xFF9F))
		return SCRIPT_KATAKANA;
	if ((cp >= 0x3400 && cp <= 0x9FFF) || cp == 0x3005)
		return SCRIPT_HAN;
	if ((cp >= 0xAC00 && cp <= 0xD7AF) || (cp >= 0x1100 && cp <= 0x11FF))
		return SCRIPT_HANGUL;
	return SCRIPT_OTHER;
}

/* Bytes of the entry when it begins the run, else 0; most entries differ within their first character. */
static size_t begins(struct slice run, const char *entry)
{
	size_t n = 0;

	while (n < run.n && entry[n] && entry[n] == run.p[n])
		n++;
	return entry[n] ? 0 : n;
}

struct found {
	size_t n; /* bytes of the longest entry; 0 = none */
	struct slice gloss;
	bool counts; /* it is a counter: "명" */
};

static void look_at_ops(const struct lex_op *ops, struct slice run, struct found *best)
{
	for (const struct lex_op *op = ops; op->phrase; op++) {
		size_t n = begins(run, op->phrase);
		if (n > best->n)
			*best = (struct found){.n = n, .counts = op->kind == OP_UNIT};
	}
}

static void look_at_nouns(const struct lex_gloss *nouns, struct slice run, struct found *best)
{
	for (const struct lex_gloss *g = nouns; g->word; g++) {
		size_t n = begins(run, g->word);
		if (n && n >= best->n) /* "本" counts after a number and is a book elsewhere */
			*best = (struct found){.n = n, .gloss = slice_of(g->gloss)};
	}
}

static void look_at_known(const struct tok_known *known, struct slice run, struct found *best)
{
	for (size_t i = 0; known && i < known->n; i++) {
		if (known->items[i].n > best->n && slice_starts(run, known->items[i]))
			*best = (struct found){.n = known->items[i].n};
	}
}

static struct found longest_entry(struct slice run, const struct tok_known *known)
{
	struct found best = {0};

	look_at_ops(lex_ops_ja, run, &best);
	look_at_ops(lex_ops_ja_glue, run, &best);
	look_at_nouns(lex_nouns_ja, run, &best);
	look_at_nouns(lex_facts_ja, run, &best);
	look_at_known(known, run, &best);
	return best;
}

/* Is all that is left of a word what may follow a noun? */
static bool is_particle(struct slice rest)
{
	struct found longest = {0};

	look_at_ops(lex_ops_ko, rest, &longest);
	look_at_ops(lex_ops_ko_glue, rest, &longest);
	return longest.n == rest.n;
}

/* As longest_entry(), of Korean: a particle of one syllable only ends a word. */
static struct found longest_korean(struct slice run, const struct tok_known *known)
{
	struct found best = {0};

	look_at_ops(lex_ops_ko, run, &best);
	look_at_ops(lex_ops_ko_glue, run, &best);
	look_at_nouns(lex_nouns_ko, run, &best);
	look_at_known(known, run, &best);
	struct slice rest = {run.p + best.n, run.n - best.n};
	bool also = slice_is(rest, "도"); /* "한 번도" is a phrase */
	if (best.n == ONE_SYLLABLE && rest.n &&
		!((best.gloss.n || (best.counts && !also)) && is_particle(rest)))
		return (struct found){0};
	return best;
}

/* Bytes of the first word of a run that begins in Hangul. */
static size_t next_korean(struct slice run, const struct tok_known *known, struct slice *gloss)
{
	struct found first = longest_korean(run, known);
	size_t i = 0;

	*gloss = first.gloss;
	if (first.n)
		return first.n;
	while (i < run.n) {
		struct slice rest = {run.p + i, run.n - i};
		size_t next = i;
		if (script_of(utf8_next(run, &next)) != SCRIPT_HANGUL)
			break;
		if (i > ONE_SYLLABLE &&
			longest_korean(rest, known).n) /* one syllable is rarely a word by itself */
			break;
		i = next;
	}
	return i;
}

/* "診療科別", "内見数": what is put behind any noun, be the noun unknown. */
static bool is_suffix(struct slice rest)
{
	static const char *const suffixes[] = {"別", "毎", "順", "数", "額", "料", "費", "率", "日"};

	for (size_t i = 0; i < ARRAY_LEN(suffixes); i++) {
		if (slice_starts(rest, slice_of(suffixes[i])))
			return true;
	}
	return false;
}

/* Does a word begin at i within an unknown one? A lone character inside an unknown compound is none. */
static bool begins_inside(struct slice run, size_t i, enum script first, const struct tok_known *known)
{
	struct slice rest = {run.p + i, run.n - i};
	size_t n = longest_entry(rest, known).n, next = ONE_HAN;

	if (first == SCRIPT_KATAKANA)
		return false;
	if (first != SCRIPT_HAN)
		return n > 0;
	if (n == ONE_HAN && i >= (size_t)2 * ONE_HAN && is_suffix(rest))
		return next == rest.n || script_of(utf8_next(rest, &next)) != SCRIPT_HAN ||
		       longest_entry((struct slice){rest.p + ONE_HAN, rest.n - ONE_HAN}, known).n > 0;
	return n > ONE_HAN;
}

size_t segment_next(struct slice run, const struct tok_known *known, struct slice *gloss)
{
	size_t i = 0;

	if (script_of(utf8_next(run, &i)) == SCRIPT_HANGUL)
		return next_korean(run, known, gloss);
	struct found entry = longest_entry(run, known);
	*gloss = entry.gloss;
	if (entry.n)
		return entry.n;
	i = 0;
	enum script first = script_of(utf8_next(run, &i));
	while (i < run.n) {
		size_t next = i;
		enum script s = script_of(utf8_next(run, &next));
		if (s != first && !(first == SCRIPT_HAN && s == SCRIPT_OTHER))
			break;
		if (begins_inside(run, i, first, known))
			break;
		i = next;
	}
	return i;
}

bool segment_knows(struct slice text)
{
	return longest_entry(text, NULL).n > ONE_HAN;
}
