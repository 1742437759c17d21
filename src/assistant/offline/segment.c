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

static void look_through(const struct lex_op *ops, const struct lex_gloss *nouns, struct slice run,
	size_t *best, struct slice *gloss)
{
	for (const struct lex_op *op = ops; op->phrase; op++) {
		size_t n = begins(run, op->phrase);
		if (n > *best) {
			*best = n;
			*gloss = (struct slice){NULL, 0};
		}
	}
	for (const struct lex_gloss *g = nouns; g->word; g++) {
		size_t n = begins(run, g->word);
		if (n && n >= *best) { /* "本" counts after a number and is a book elsewhere */
			*best = n;
			*gloss = slice_of(g->gloss);
		}
	}
}

/* Bytes of the longest lexicon entry that begins the run; 0 = none. */
static size_t longest_entry(struct slice run, struct slice *gloss)
{
	size_t best = 0;

	look_through(lex_ops_ja, lex_nouns_ja, run, &best, gloss);
	return best;
}

/* Is all that is left of a word what may follow a noun? */
static bool is_particle(struct slice rest)
{
	for (const struct lex_op *op = lex_ops_ko; op->phrase; op++) {
		if (slice_is(rest, op->phrase))
			return true;
	}
	return false;
}

/* As longest_entry(), of Korean: a particle of one syllable only ends a word. */
static size_t longest_korean(struct slice run, struct slice *gloss)
{
	size_t best = 0;
	struct slice found = {NULL, 0};

	look_through(lex_ops_ko, lex_nouns_ko, run, &best, &found);
	if (best == ONE_SYLLABLE && best < run.n &&
		!(found.n && is_particle((struct slice){run.p + best, run.n - best})))
		return 0;
	*gloss = found;
	return best;
}

/* Bytes of the first word of a run that begins in Hangul. */
static size_t next_korean(struct slice run, struct slice *gloss)
{
	size_t n = longest_korean(run, gloss), i = 0;

	if (n)
		return n;
	while (i < run.n) {
		struct slice rest = {run.p + i, run.n - i}, ignored;
		size_t next = i;
		if (script_of(utf8_next(run, &next)) != SCRIPT_HANGUL)
			break;
		if (i > ONE_SYLLABLE &&
			longest_korean(rest, &ignored)) /* one syllable is rarely a word by itself */
			break;
		i = next;
	}
	return i;
}

size_t segment_next(struct slice run, struct slice *gloss)
{
	size_t i = 0, n;

	if (script_of(utf8_next(run, &i)) == SCRIPT_HANGUL)
		return next_korean(run, gloss);
	i = 0;
	n = longest_entry(run, gloss);
	if (n)
		return n;
	enum script first = script_of(utf8_next(run, &i));
	while (i < run.n) {
		size_t next = i;
		struct slice rest = {run.p + i, run.n - i}, ignored;
		enum script s = script_of(utf8_next(run, &next));
		if (s != first && !(first == SCRIPT_HAN && s == SCRIPT_OTHER))
			break;
		/* a lone character inside an unknown compound is no word of its own */
		if (first != SCRIPT_KATAKANA &&
			longest_entry(rest, &ignored) > (first == SCRIPT_HAN ? ONE_HAN : 0))
			break;
		i = next;
	}
	return i;
}

bool segment_knows(struct slice text)
{
	struct slice gloss;

	return longest_entry(text, &gloss) > ONE_HAN;
}
