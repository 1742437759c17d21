// SPDX-License-Identifier: Apache-2.0
/*
 * Splitting a question. Quoted strings stay whole; "don't" is two words; numbers lose their separators and number words
 * get their value. A run of Chinese or Japanese characters goes to segment.c.
 */
#include "assistant/offline/token.h"

#include "assistant/offline/lexicon.h"
#include "assistant/offline/numeral.h"
#include "assistant/offline/segment.h"
#include "assistant/offline/width.h"
#include "base/arena.h"
#include "base/utf8.h"
#include "base/vec.h"

#include <ctype.h>

struct splitting {
	struct arena *a;
	struct slice original, q; /* q: in even width */
	const size_t *at;         /* bytes of q in the original; NULL = the same */
	const struct tok_known *known;
	size_t i;
	VEC(struct tok) out;
	bool japanese, korean;
};

static const struct {
	const char *word, *num;
} number_words[] = {
	{"zero", "0"},
	{"one", "1"},
	{"two", "2"},
	{"three", "3"},
	{"four", "4"},
	{"five", "5"},
	{"six", "6"},
	{"seven", "7"},
	{"eight", "8"},
	{"nine", "9"},
	{"ten", "10"},
	{"eleven", "11"},
	{"twelve", "12"},
	{"fifteen", "15"},
	{"twenty", "20"},
	{"thirty", "30"},
	{"fifty", "50"},
	{"hundred", "100"},
	{"once", "1"},
	{"twice", "2"},
};

static const struct {
	const char *open, *close;
} quotes[] = {
	{"\"", "\""},
	{"\xe2\x80\x9c", "\xe2\x80\x9d"},
	{"\xe2\x80\x98", "\xe2\x80\x99"},
	{"`", "`"},
	{"``", "''"},
	{"\xe3\x80\x8c", "\xe3\x80\x8d"},
	{"\xe3\x80\x8e", "\xe3\x80\x8f"},
};

static struct tok *push(struct splitting *s, enum tok_kind kind, size_t start, size_t end)
{
	struct tok t = {.kind = kind, .start = s->at ? s->at[start] : start, .end = s->at ? s->at[end] : end};

	t.raw = (struct slice){s->q.p + start, end - start};
	if (kind == TOK_QUOTED) /* is looked for as it was written */
		t.raw = (struct slice){s->original.p + t.start, t.end - t.start};
	t.low = utf8_fold(s->a, t.raw);
	if (slice_eq(t.low, SLICE_LIT("e-mail")) || slice_eq(t.low, SLICE_LIT("e-mails")))
		t.low = SLICE_LIT("email");
	t.lemma = tok_lemma(s->a, t.low);
	t.stem = tok_stem(t.lemma);
	t.capital = isupper((unsigned char)t.raw.p[0]) && s->out.n > 0;
	vec_push(&s->out, s->a, t);
	return &s->out.items[s->out.n - 1];
}

/* A single quote opens only where a word could begin, and needs a partner that ends one. */
static bool single_quoted(struct splitting *s, size_t *end)
{
	if (s->q.p[s->i] != '\'' ||
		(s->i && !isspace((unsigned char)s->q.p[s->i - 1]) && s->q.p[s->i - 1] != '('))
		return false;
	for (size_t j = s->i + 1; j < s->q.n; j++) {
		if (s->q.p[j] == '\'' && j > s->i + 1 &&
			(j + 1 == s->q.n || !isalnum((unsigned char)s->q.p[j + 1]))) {
			*end = j;
			return true;
		}
	}
	return false;
}

static bool take_quoted(struct splitting *s)
{
	struct slice rest = {s->q.p + s->i, s->q.n - s->i};
	size_t end;

	if (single_quoted(s, &end)) {
		push(s, TOK_QUOTED, s->i + 1, end);
		s->i = end + 1;
		return true;
	}
	for (size_t k = 0; k < ARRAY_LEN(quotes); k++) {
		struct slice open = slice_of(quotes[k].open), close = slice_of(quotes[k].close);
		if (!slice_starts(rest, open))
			continue;
		struct slice inner = {rest.p + open.n, rest.n - open.n};
		ptrdiff_t at = slice_find(inner, close);
		if (at <= 0)
			continue;
		size_t from = s->i + open.n, to = from + (size_t)at;
		while (to > from + 1 && s->q.p[to - 1] == ' ')
			to--;
		while (from + 1 < to && s->q.p[from] == ' ')
			from++;
		push(s, TOK_QUOTED, from, to);
		s->i += open.n + (size_t)at + close.n;
		return true;
	}
	return false;
}

/* "30万", "三十", "令和6": false where the digits say all, or nothing is a number. */
static bool take_numeral(struct splitting *s)
{
	struct slice rest = {s->q.p + s->i, s->q.n - s->i}, num;
	struct tokens before = {.items = s->out.items, .n = s->out.n};
	size_t n = numeral_take_era(s->a, rest, &num), ignored;
	const struct lex_op *op = s->out.n ? lex_match(&before, s->out.n - 1, &ignored) : NULL;

	if (!n) {
		n = numeral_take(s->a, rest, op && op->kind == OP_SUPER, &num);
		n = n && !segment_knows(rest) ? n : 0;
	}
	if (!n)
		return false;
	push(s, TOK_NUMBER, s->i, s->i + n)->num = num;
	s->i += n;
	return true;
}

/* "190cm": a measure behind digits is a word of its own. */
static bool is_measure(const char *p, size_t n)
{
	static const char *const measures[] = {"cm", "mm", "km", "kg", "ml", "kb", "mb", "gb"};

	for (size_t i = 0; i < ARRAY_LEN(measures); i++) {
		if (n >= 2 && slice_eq_nocase((struct slice){p, 2}, slice_of(measures[i])) &&
			!(n > 2 && (isalnum((unsigned char)p[2]) || p[2] == '_')))
			return true;
	}
	return false;
}

static bool take_number(struct splitting *s)
{
	const char *p = s->q.p;
	size_t i = s->i, n = s->q.n;
	char *num;

	if (!isdigit((unsigned char)p[i]))
		return false;
	while (i < n && (isdigit((unsigned char)p[i]) || ((p[i] == ',' || p[i] == '.') && i + 1 < n &&
								 isdigit((unsigned char)p[i + 1]))))
		i++;
	if (i < n &&
		(isalpha((unsigned char)p[i]) || p[i] == '_' || p[i] == '-' || p[i] == '/' || p[i] == ':') &&
		!(p[i] == '-' && (i + 1 == n || !isalnum((unsigned char)p[i + 1]))) &&
		!is_measure(p + i, n - i))
		return false; /* 3rd, 2014-05-01, 18_49: a word */
	struct tok *t = push(s, TOK_NUMBER, s->i, i);
	num = arena_alloc(s->a, i - s->i + 1);
	size_t k = 0;
	for (size_t j = s->i; j < i; j++) {
		if (p[j] != ',')
			num[k++] = p[j];
	}
	num[k] = '\0';
	t->num = (struct slice){num, k};
	s->i = i;
	return true;
}

/* The length of either ending where the word has more than it, or 0: phones type the curved apostrophe. */
static size_t cut(struct slice w, const char *straight, const char *curved)
{
	const char *const endings[] = {straight, curved};

	for (size_t i = 0; i < ARRAY_LEN(endings); i++) {
		size_t n = strlen(endings[i]);
		if (w.n > n && memcmp(w.p + w.n - n, endings[i], n) == 0)
			return n;
	}
	return 0;
}

static void finish_word(struct splitting *s, size_t start, size_t end)
{
	struct slice w = {s->q.p + start, end - start};

	size_t denied = cut(w, "n't", "n\xe2\x80\x99t"), owned = cut(w, "'s", "\xe2\x80\x99s");

	if (denied) { /* don't: do + not */
		push(s, TOK_WORD, start, end - denied);
		struct tok *neg = push(s, TOK_WORD, end - denied, end);
		neg->low = neg->lemma = neg->stem = SLICE_LIT("not");
		return;
	}
	bool possessive = owned > 0;
	if (possessive)
		end -= owned;
	else if (w.n > 1 && w.p[w.n - 1] == '\'') {
		possessive = true;
		end--;
	}
	struct tok *t = push(s, TOK_WORD, start, end);
	t->possessive = possessive;
	for (size_t k = 0; k < ARRAY_LEN(number_words); k++) {
		if (slice_eq(t->low, slice_of(number_words[k].word)))
			t->num = slice_of(number_words[k].num);
	}
}

static bool joins(const char *p, size_t i, size_t n)
{
	unsigned char c = (unsigned char)p[i];

	if (isalnum(c) || c == '_' || c == '@')
		return true;
	if (c >= 0x80)
		return false; /* decided by code point */
	bool inner = i + 1 < n && isalnum((unsigned char)p[i + 1]);
	return (c == '\'' || c == '-' || c == '.' || c == '/' || c == ':' || c == '&') && inner && i &&
	       isalnum((unsigned char)p[i - 1]);
}

static bool take_word(struct splitting *s)
{
	size_t i = s->i, n = s->q.n;

	while (i < n) {
		size_t next = i;
		uint32_t cp = utf8_next(s->q, &next);
		if (cp < 0x80 ? joins(s->q.p, i, n) : utf8_is_word(cp) && !utf8_is_cjk(cp))
			i = next;
		else if (cp == 0x2019 && next < n && isalpha((unsigned char)s->q.p[next]) && i > s->i)
			i = next; /* typographic apostrophe */
		else
			break;
	}
	if (i < n && s->q.p[i] == '\'' && i > s->i && s->q.p[i - 1] == 's' &&
		(i + 1 == n || s->q.p[i + 1] == ' '))
		i++; /* students' */
	if (i == s->i)
		return false;
	finish_word(s, s->i, i);
	s->i = i;
	return true;
}

static bool is_hangul(uint32_t cp)
{
	return (cp >= 0xAC00 && cp <= 0xD7AF) || (cp >= 0x1100 && cp <= 0x11FF);
}

/* "本" counts behind a number and is a book elsewhere: is the last word such a counter? */
static bool is_counter(const struct splitting *s)
{
	const struct tok *last = &s->out.items[s->out.n - 1];
	struct tokens all = {.items = s->out.items, .n = s->out.n};
	size_t n;
	const struct lex_op *op = s->out.n > 1 && last[-1].num.n ? lex_match(&all, s->out.n - 1, &n) : NULL;

	return op && op->kind == OP_UNIT;
}

static bool take_cjk(struct splitting *s)
{
	size_t end = s->i;

	while (end < s->q.n) {
		size_t next = end;
		uint32_t cp = utf8_next(s->q, &next);
		if (!utf8_is_cjk(cp) && cp != 0x30FC && cp != 0x3005)
			break;
		end = next;
		s->korean = s->korean || is_hangul(cp);
		s->japanese = s->japanese || !is_hangul(cp);
	}
	if (end == s->i)
		return false;
	while (s->i < end && s->out.n < TOKENS_MAX) {
		if (take_numeral(s))
			continue;
		struct slice run = {s->q.p + s->i, end - s->i}, gloss = {NULL, 0};
		size_t n = segment_next(run, s->known, &gloss);
		struct tok *t = push(s, TOK_WORD, s->i, s->i + n);
		t->cjk = true;
		t->num = numeral_of_word(t->low, (struct slice){s->q.p + s->i + n, s->q.n - s->i - n});
		if (gloss.n && !is_counter(s)) {
			t->gloss = gloss;
			t->lemma = slice_cut(&gloss, '|');
			t->stem = tok_stem(t->lemma);
		}
		s->i += n;
	}
	return true;
}

bool tok_is_date(struct slice s)
{
	static const char form[] = "dddd-dd-dd";

	for (size_t i = 0; i < sizeof form - 1; i++) {
		if (i >= s.n || (form[i] == 'd' ? !isdigit((unsigned char)s.p[i]) : s.p[i] != form[i]))
			return false;
	}
	return true;
}

struct tokens tok_split(struct arena *a, struct slice question)
{
	return tok_split_known(a, question, NULL);
}

struct tokens tok_split_known(struct arena *a, struct slice question, const struct tok_known *known)
{
	struct width even = width_even(a, question);
	struct splitting s = {.a = a, .original = question, .q = even.text, .at = even.at, .known = known};

	while (s.i < s.q.n && s.out.n < TOKENS_MAX) {
		if (isspace((unsigned char)s.q.p[s.i])) {
			s.i++;
			continue;
		}
		if (take_quoted(&s) || take_numeral(&s) || take_number(&s) || take_cjk(&s) || take_word(&s))
			continue;
		size_t next = s.i;
		utf8_next(s.q, &next);
		push(&s, TOK_PUNCT, s.i, next);
		s.i = next;
	}
	return (struct tokens){
		.items = s.out.items, .n = s.out.n, .japanese = s.japanese, .korean = s.korean};
}

struct slice *tok_name_words(struct arena *a, struct slice name, size_t *n)
{
	VEC(struct slice) words = {0};
	size_t start = 0;

	for (size_t i = 0; i <= name.n; i++) {
		bool end = i == name.n;
		unsigned char c = end ? ' ' : (unsigned char)name.p[i],
			      before = i ? (unsigned char)name.p[i - 1] : ' ';
		bool is_sep = !(isalnum(c) || c >= 0x80);
		bool after_lower =
			isupper(c) && (islower(before) || (isupper(before) && i + 1 < name.n && i > start &&
								  islower((unsigned char)name.p[i + 1])));
		bool digit_edge = i > start && !is_sep && (isdigit(c) != 0) != (isdigit(before) != 0);
		if ((is_sep || after_lower || digit_edge) && i > start) {
			struct slice low = utf8_fold(a, (struct slice){name.p + start, i - start});
			vec_push(&words, a, tok_lemma(a, low));
			start = i;
		}
		if (is_sep)
			start = i + 1;
	}
	*n = words.n;
	return words.items;
}
