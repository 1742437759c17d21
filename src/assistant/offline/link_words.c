// SPDX-License-Identifier: Apache-2.0
/* How well each word of a question says each word of the schema's names, once for all spans: the same, a synonym, an ending. */
#include "assistant/offline/link_int.h"
#include "base/arena.h"

enum { EDIT_MIN = 5 };

static const float as_meant = 0.9f; /* a Japanese or Korean word of the same English meaning */

/* One insertion, deletion, substitution or swap apart? */
static bool one_edit(struct slice x, struct slice y)
{
	size_t i = 0, j = 0;

	if (x.n > y.n)
		return one_edit(y, x);
	if (y.n - x.n > 1)
		return false;
	while (i < x.n && x.p[i] == y.p[i])
		i++;
	while (j < x.n - i && x.p[x.n - 1 - j] == y.p[y.n - 1 - j])
		j++;
	if (x.n == y.n && i + j + 2 == x.n && x.p[i] == y.p[i + 1] && x.p[i + 1] == y.p[i])
		return true;
	return i + j + 1 >= y.n;
}

float link_word_similarity(const struct tok *t, const struct lex_senses *senses, const struct name_word *w)
{
	if (slice_eq(t->lemma, w->lemma) || slice_eq(t->low, w->lemma))
		return 1.0f;
	if (t->num.n) /* "three" is not nearly "there" */
		return 0.0f;
	if (w->gloss.n && (lex_meet(t->gloss, w->gloss) || lex_meet(t->lemma, w->gloss)))
		return as_meant;
	if (t->stem.n >= 3 && slice_eq(t->stem, w->stem))
		return 0.82f;
	if (lex_share_sense(senses, &w->senses))
		return 0.72f;
	size_t k = 0, least = MIN(t->lemma.n, w->lemma.n), most = MAX(t->lemma.n, w->lemma.n);
	while (k < least && t->lemma.p[k] == w->lemma.p[k])
		k++;
	if ((k >= 5 && k * 10 >= most * 6) || (k >= 6 && k * 2 >= most && least >= 9))
		return 0.74f;
	if (least >= EDIT_MIN && !(t->cjk && !t->gloss.n) && one_edit(t->lemma, w->lemma))
		return 0.78f;
	if (k == w->lemma.n && k >= 3 &&
		k * 2 >= most) /* "est" of "established" is too little, "dept" enough */
		return 0.62f;
	return 0.0f;
}

/* A past tense; but "showed" is what an answer does. */
static bool is_past(const struct tok *t)
{
	struct tok verb = {.kind = TOK_WORD, .low = t->stem, .lemma = t->stem};
	struct tokens one = {.items = &verb, .n = 1};
	size_t n;

	return t->low.n > 4 && t->stem.n && memcmp(t->low.p + t->low.n - 2, "ed", 2) == 0 &&
	       !lex_match(&one, 0, &n);
}

/* What a Japanese or a Korean noun may mean besides its first gloss, which says a little less. */
static void compare_glosses(struct linking *l, size_t i)
{
	const struct tok *t = &l->t->items[i];
	struct slice rest = t->gloss;
	float *row = l->sims + i * l->ns->n_words;

	slice_cut(&rest, '|');
	while (rest.n) {
		struct tok one = {.kind = TOK_WORD, .lemma = slice_cut(&rest, '|')};
		one.low = one.lemma;
		one.stem = tok_stem(one.lemma);
		struct lex_senses senses = lex_senses(one.lemma);
		for (size_t w = 0; w < l->ns->n_words; w++)
			row[w] = MAX(row[w], 0.97f * link_word_similarity(&one, &senses, &l->ns->words[w]));
	}
}

/* A Japanese or Korean word that the schema itself has is that, and none of its synonyms there. */
static void keep_exact(struct linking *l, size_t i)
{
	float *row = l->sims + i * l->ns->n_words;
	bool exact = false;

	for (size_t w = 0; w < l->ns->n_words && l->t->items[i].cjk; w++)
		exact = exact || slice_eq(l->t->items[i].low, l->ns->words[w].lemma);
	for (size_t w = 0; w < l->ns->n_words && exact; w++) {
		bool cjk = (unsigned char)l->ns->words[w].lemma.p[0] >= 0x80;
		if (cjk && row[w] < as_meant) /* what means the same in English stays: "名前" and "名" */
			row[w] = 0;
	}
}

void link_compare_words(struct linking *l)
{
	size_t n = l->ns->n_words;

	l->sims = ARENA_ARRAY(l->a, float, l->t->n *n + 1);
	for (size_t i = 0; i < l->t->n; i++) {
		const struct tok *t = &l->t->items[i];
		if (t->kind != TOK_WORD)
			continue;
		struct lex_senses senses = lex_senses(t->lemma);
		if (is_past(t)) { /* "borrowed" in the row of "borrow" */
			struct lex_senses verb = lex_senses(t->stem);
			for (size_t k = 0; k < LEX_SENSE_WORDS; k++)
				senses.bits[k] |= verb.bits[k];
		}
		for (size_t w = 0; w < n; w++)
			l->sims[i * n + w] = link_word_similarity(t, &senses, &l->ns->words[w]);
		compare_glosses(l, i);
		keep_exact(l, i);
	}
}
