// SPDX-License-Identifier: Apache-2.0
/*
 * See wordpiece.h. The text is read once, code point by code point; a word is collected in its normalised form and
 * looked up when it ends, so nothing grows with the text.
 */
#include "embed/wordpiece.h"

#include "base/arena.h"
#include "base/map.h"
#include "base/utf8.h"
#include "embed/category.h"

#include <utf8proc.h>

enum {
	WORD_CHARS_MAX = 100, /* a longer word is one [UNK], as in the reference */
	DECOMPOSED_MAX = 8,   /* a canonical decomposition has at most 4 code points */
	VOCAB_PIECES_MAX = 1 << 20,
};

enum special { PAD, UNK, CLS, SEP, MASK, SPECIALS };

static const struct slice special_names[SPECIALS] = {[PAD] = {"[PAD]", 5},
	[UNK] = {"[UNK]", 5},
	[CLS] = {"[CLS]", 5},
	[SEP] = {"[SEP]", 5},
	[MASK] = {"[MASK]", 6}};

struct wordpiece {
	struct map *first; /* piece that begins a word -> its id in ids[] */
	struct map *next;  /* piece that continues one, without the "##" */
	uint32_t *ids;     /* 0, 1, 2, ...: what the maps' values point to */
	size_t n;
	uint32_t special[SPECIALS];
};

/* The pieces so far and the word being collected. */
struct encoding {
	const struct wordpiece *w;
	uint32_t *ids;
	size_t n, max;
	char word[WORD_CHARS_MAX * 4];
	size_t word_bytes, word_chars;
};

static int find_specials(struct wordpiece *w, struct err *err)
{
	for (size_t i = 0; i < SPECIALS; i++) {
		const uint32_t *id = map_find(w->first, special_names[i]);
		if (!id)
			return err_set(err, ERR_INVALID,
				"the vocabulary has no piece %s: it is not that of an uncased BERT model",
				special_names[i].p);
		w->special[i] = *id;
	}
	return 0;
}

int wordpiece_open(struct arena *a, struct slice text, const struct wordpiece **out, struct err *err)
{
	struct wordpiece *w = ARENA_NEW(a, struct wordpiece);
	size_t lines = 0;

	for (size_t i = 0; i < text.n; i++)
		lines += text.p[i] == '\n' || i == text.n - 1;
	if (lines > VOCAB_PIECES_MAX)
		return err_set(err, ERR_INVALID, "the vocabulary has %zu lines, more than %d", lines,
			VOCAB_PIECES_MAX);
	w->first = map_new(a);
	w->next = map_new(a);
	w->ids = ARENA_ARRAY(a, uint32_t, lines ? lines : 1);
	for (w->n = 0; text.n; w->n++) {
		struct slice piece = slice_cut(&text, '\n');
		if (piece.n && piece.p[piece.n - 1] == '\r')
			piece.n--;
		w->ids[w->n] = (uint32_t)w->n;
		if (piece.n > 2 && slice_starts(piece, SLICE_LIT("##")))
			map_put(w->next, (struct slice){piece.p + 2, piece.n - 2}, &w->ids[w->n]);
		else
			map_put(w->first, piece, &w->ids[w->n]);
	}
	if (find_specials(w, err) < 0)
		return -1;
	*out = w;
	return 0;
}

size_t wordpiece_count(const struct wordpiece *w)
{
	return w->n;
}

static void add_id(struct encoding *e, uint32_t id)
{
	if (e->n < e->max)
		e->ids[e->n++] = id;
}

/* The longest piece that word begins with at `at`; *end is where it ends. NULL when there is none. */
static const uint32_t *longest_piece(const struct encoding *e, size_t at, size_t *end)
{
	const struct map *pieces = at ? e->w->next : e->w->first;

	for (size_t to = e->word_bytes; to > at; to--) {
		if (to < e->word_bytes && ((unsigned char)e->word[to] & 0xC0) == 0x80)
			continue; /* within a code point */
		const uint32_t *id = map_find(pieces, (struct slice){e->word + at, to - at});
		if (id) {
			*end = to;
			return id;
		}
	}
	return NULL;
}

/* The collected word becomes pieces, or one [UNK] when any part of it is unknown. */
static void end_word(struct encoding *e)
{
	uint32_t pieces[WORD_CHARS_MAX];
	size_t n = 0;

	if (!e->word_chars)
		return;
	for (size_t at = 0; at < e->word_bytes && e->word_chars <= WORD_CHARS_MAX;) {
		const uint32_t *id = longest_piece(e, at, &at);
		if (!id) {
			n = 0;
			break;
		}
		pieces[n++] = *id;
	}
	if (!n)
		add_id(e, e->w->special[UNK]);
	for (size_t i = 0; i < n; i++)
		add_id(e, pieces[i]);
	e->word_bytes = e->word_chars = 0;
}

static void add_to_word(struct encoding *e, uint32_t cp)
{
	if (++e->word_chars <= WORD_CHARS_MAX)
		e->word_bytes += (size_t)utf8proc_encode_char(
			(utf8proc_int32_t)cp, (utf8proc_uint8_t *)e->word + e->word_bytes);
}

/* BERT's idea of a Chinese character: the Han blocks, without kana and hangul. */
static bool is_han(uint32_t cp)
{
	return (cp >= 0x4E00 && cp <= 0x9FFF) || (cp >= 0x3400 && cp <= 0x4DBF) ||
	       (cp >= 0x20000 && cp <= 0x2A6DF) || (cp >= 0x2A700 && cp <= 0x2B73F) ||
	       (cp >= 0x2B740 && cp <= 0x2B81F) || (cp >= 0x2B920 && cp <= 0x2CEAF) ||
	       (cp >= 0xF900 && cp <= 0xFAFF) || (cp >= 0x2F800 && cp <= 0x2FA1F);
}

static bool is_punctuation(uint32_t cp, utf8proc_category_t category)
{
	if (cp < 0x80)
		return (cp >= 33 && cp <= 47) || (cp >= 58 && cp <= 64) || (cp >= 91 && cp <= 96) ||
		       (cp >= 123 && cp <= 126);
	return category >= UTF8PROC_CATEGORY_PC && category <= UTF8PROC_CATEGORY_PO;
}

static bool is_blank(uint32_t cp, utf8proc_category_t category)
{
	return cp == '\t' || cp == '\n' || cp == '\r' ||
	       (category >= UTF8PROC_CATEGORY_ZS && category <= UTF8PROC_CATEGORY_ZP);
}

static bool is_control(uint32_t cp, utf8proc_category_t category)
{
	return cp == 0 || cp == UTF8_REPLACEMENT || category == UTF8PROC_CATEGORY_CC ||
	       category == UTF8PROC_CATEGORY_CF || category == UTF8PROC_CATEGORY_CO ||
	       category == UTF8PROC_CATEGORY_CS;
}

/* One code point that is not ASCII or not simple: clean, isolate, decompose, lower, split. */
static void add_code_point(struct encoding *e, uint32_t cp)
{
	utf8proc_category_t category = category_of(cp);
	utf8proc_int32_t parts[DECOMPOSED_MAX];
	int boundary = 0;

	if (is_blank(cp, category)) {
		end_word(e);
		return;
	}
	if (is_control(cp, category))
		return;
	bool alone = is_han(cp);
	if (alone)
		end_word(e);
	utf8proc_ssize_t n = utf8proc_decompose_char(
		(utf8proc_int32_t)cp, parts, DECOMPOSED_MAX, UTF8PROC_DECOMPOSE, &boundary);
	for (utf8proc_ssize_t i = 0; i < n && i < DECOMPOSED_MAX; i++) {
		utf8proc_category_t part = category_of((uint32_t)parts[i]);
		if (part == UTF8PROC_CATEGORY_MN)
			continue;
		bool punctuation = is_punctuation((uint32_t)parts[i], part);
		if (punctuation)
			end_word(e);
		add_to_word(e, (uint32_t)utf8proc_tolower(parts[i]));
		if (punctuation)
			end_word(e);
	}
	if (alone)
		end_word(e);
}

/* "[MASK]" and its like are pieces of their own wherever they stand in the raw text, as in the reference. */
static size_t special_at(const struct encoding *e, struct slice text, size_t at, uint32_t *id)
{
	struct slice rest = {text.p + at, text.n - at};

	for (size_t i = 0; i < SPECIALS; i++) {
		if (slice_starts(rest, special_names[i])) {
			*id = e->w->special[i];
			return special_names[i].n;
		}
	}
	return 0;
}

static void add_text(struct encoding *e, struct slice text)
{
	for (size_t i = 0; i < text.n && e->n < e->max;) {
		unsigned char c = (unsigned char)text.p[i];
		uint32_t id = 0;
		size_t special = c == '[' ? special_at(e, text, i, &id) : 0;
		if (special) {
			end_word(e);
			add_id(e, id);
			i += special;
		} else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
			add_to_word(e, c);
			i++;
		} else {
			add_code_point(e, utf8_next(text, &i));
		}
	}
	end_word(e);
}

size_t wordpiece_encode(const struct wordpiece *w, struct slice text, uint32_t ids[static EMBED_TOKENS_MAX])
{
	struct encoding e = {.w = w, .ids = ids, .max = EMBED_TOKENS_MAX - 1};

	text.n = utf8_cut(text, EMBED_TEXT_MAX);
	add_id(&e, w->special[CLS]);
	add_text(&e, text);
	ids[e.n++] = w->special[SEP];
	return e.n;
}
