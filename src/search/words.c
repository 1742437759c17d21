// SPDX-License-Identifier: Apache-2.0
/* See words.h. Humps and digits are looked for in the raw text, which still has its case; folding comes after. */
#include "search/words.h"

#include "base/utf8.h"
#include "search/search.h"

#include <stdlib.h>
#include <utf8proc.h>

enum { STEM_BYTES_MIN = 4 }; /* "gas", "bus" and "is" are left alone */

enum glyph {
	OTHER,
	DIGIT,
	UPPER,
	LETTER,
	MARK, /* goes with the character before it */
};

/* Function words of questions, sorted. Not "top", "average" or "more": those say something about the answer. */
static const char *const stop_words[] = {"a", "about", "all", "an", "and", "any", "are", "as", "at", "be",
	"been", "by", "can", "could", "did", "do", "does", "each", "every", "find", "for", "from", "get",
	"give", "had", "has", "have", "how", "i", "in", "is", "it", "its", "list", "many", "me", "much", "my",
	"of", "on", "or", "our", "please", "show", "tell", "than", "that", "the", "their", "them", "there",
	"these", "they", "this", "those", "to", "us", "was", "we", "were", "what", "when", "where", "which",
	"who", "whose", "will", "with", "would", "you"};

static int compare_stop(const void *key, const void *item)
{
	const struct slice *term = key;
	const char *stop = *(const char *const *)item;
	size_t n = strlen(stop);
	int order = memcmp(term->p, stop, MIN(term->n, n));

	return order ? order : (term->n > n) - (term->n < n);
}

bool words_is_stop(struct slice term)
{
	return term.n && bsearch(&term, stop_words, ARRAY_LEN(stop_words), sizeof *stop_words, compare_stop);
}

static bool ends(struct slice s, struct slice end)
{
	return s.n >= end.n && memcmp(s.p + s.n - end.n, end.p, end.n) == 0;
}

/*
 * The singular of a folded English word, or something that singular and plural share: "movies" and "movie" both become
 * "movy". Other scripts and words with digits come back as they are.
 */
static struct slice stem(struct arena *a, struct slice word)
{
	if (word.n < STEM_BYTES_MIN)
		return word;
	for (size_t i = 0; i < word.n; i++)
		if (word.p[i] < 'a' || word.p[i] > 'z')
			return word;
	size_t cut = ends(word, SLICE_LIT("ies")) ? 3 : ends(word, SLICE_LIT("ie")) ? 2 : 0;
	if (cut) {
		char *y = arena_strndup(a, word.p, word.n - cut + 1);
		y[word.n - cut] = 'y';
		return (struct slice){y, word.n - cut + 1};
	}
	if (ends(word, SLICE_LIT("sses")) || ends(word, SLICE_LIT("xes")) || ends(word, SLICE_LIT("ches")) ||
		ends(word, SLICE_LIT("shes")))
		return (struct slice){word.p, word.n - 2};
	if (ends(word, SLICE_LIT("s")) && !ends(word, SLICE_LIT("ss")) && !ends(word, SLICE_LIT("us")) &&
		!ends(word, SLICE_LIT("is")))
		return (struct slice){word.p, word.n - 1};
	return word;
}

/* A run of CJK characters: its pairs, and the single ones where they are wanted. */
static void add_cjk_run(struct arena *a, struct slice run, enum words_of of, struct words *out)
{
	size_t before = 0, chars = 0; /* where the character before the current one begins */

	for (size_t i = 0; i < run.n; chars++) {
		size_t at = i;
		utf8_next(run, &i);
		struct slice pair = {run.p + before, i - before}, one = {run.p + at, i - at};
		if (chars)
			vec_push(out, a, (struct word){pair, pair});
		if (of == WORDS_OF_DOCUMENT || one.n == run.n)
			vec_push(out, a, (struct word){one, one});
		before = at;
	}
}

/* A chunk between boundaries: fold it, then tell CJK runs from others, since folding can turn one into the other. */
static void add_chunk(struct arena *a, struct slice raw, enum words_of of, struct words *out)
{
	struct slice chunk = utf8_fold(a, raw);

	for (size_t i = 0; i < chunk.n;) {
		size_t begin = i, end;
		bool cjk = utf8_is_cjk(utf8_next(chunk, &i));
		for (end = i; i < chunk.n; end = i)
			if (utf8_is_cjk(utf8_next(chunk, &i)) != cjk)
				break;
		i = end;
		struct slice run = {chunk.p + begin, end - begin};
		if (cjk)
			add_cjk_run(a, run, of, out);
		else
			vec_push(out, a, (struct word){stem(a, run), run});
	}
}

static enum glyph glyph_of(uint32_t cp)
{
	utf8proc_category_t c = utf8proc_category((utf8proc_int32_t)cp);

	if (c == UTF8PROC_CATEGORY_LU || c == UTF8PROC_CATEGORY_LT)
		return UPPER;
	if (c == UTF8PROC_CATEGORY_ND)
		return DIGIT;
	if (c >= UTF8PROC_CATEGORY_MN && c <= UTF8PROC_CATEGORY_ME)
		return MARK;
	return utf8_is_word(cp) ? LETTER : OTHER;
}

/* "orderId" breaks before I, "HTTPServer" before S, "address2" before 2. next is what comes after current. */
static bool breaks(enum glyph before, enum glyph current, enum glyph next)
{
	if ((before == DIGIT) != (current == DIGIT))
		return true;
	return current == UPPER && (before == LETTER || (before == UPPER && next == LETTER));
}

void words_add(struct arena *a, struct slice text, enum words_of of, struct words *out)
{
	size_t begin = 0, at = 0, ahead = 0;
	enum glyph before = OTHER, current, next = OTHER;

	if (text.n)
		next = glyph_of(utf8_next(text, &ahead));
	while (at < text.n) {
		size_t from = at; /* where the current character begins; `ahead` is past it */
		at = ahead;
		current = next != MARK ? next : before != OTHER ? before : LETTER;
		next = ahead < text.n ? glyph_of(utf8_next(text, &ahead)) : OTHER;
		if (before != OTHER && (current == OTHER || breaks(before, current, next)))
			add_chunk(a, (struct slice){text.p + begin, from - begin}, of, out);
		if (before == OTHER || current == OTHER || breaks(before, current, next))
			begin = from;
		before = current;
	}
	if (before != OTHER)
		add_chunk(a, (struct slice){text.p + begin, text.n - begin}, of, out);
}

const struct slice *search_words(struct arena *a, struct slice text, size_t *n)
{
	struct words words = {0};

	words_add(a, text, WORDS_OF_QUERY, &words);
	struct slice *terms = ARENA_ARRAY(a, struct slice, words.n + 1);
	for (size_t i = 0; i < words.n; i++)
		terms[i] = words.items[i].term;
	*n = words.n;
	return terms;
}
