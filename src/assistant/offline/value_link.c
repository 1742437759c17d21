// SPDX-License-Identifier: Apache-2.0
/*
 * The spans of the question go into a hash table by their folded text (and variants: singular, the country behind an
 * adjective, a code); then one walk over the known values asks the table for each. That costs as much as the values
 * are many, and nothing has to be kept beside the snapshot.
 */
#include "assistant/offline/value_link.h"

#include "base/arena.h"
#include "base/map.h"
#include "base/vec.h"

#include <ctype.h>

enum { VALUE_SPAN_MAX = 8, HITS_MAX = 400, KEY_MAX = 160 };

struct spelling {
	size_t start, n;
	double score;
	struct spelling *next; /* another span of the same text */
};

struct finding {
	struct arena *a;
	const struct tokens *t;
	const bool *light;
	struct map *by_text;
	VEC(struct value_hit) hits;
};

static void spell(struct finding *f, struct slice text, size_t start, size_t n, double score)
{
	struct spelling *s = ARENA_NEW(f->a, struct spelling), *old;

	if (!text.n || text.n > KEY_MAX)
		return;
	*s = (struct spelling){.start = start, .n = n, .score = score};
	old = map_find(f->by_text, text);
	s->next = old;
	map_put(f->by_text, text, s);
}

/* Lower case without blanks at the ends; other bytes as they are. */
static struct slice key_of(char *buf, struct slice v)
{
	size_t n = 0;

	v = slice_trim(v);
	if (v.n > KEY_MAX)
		return (struct slice){buf, 0};
	for (size_t i = 0; i < v.n; i++)
		buf[n++] = (char)tolower((unsigned char)v.p[i]);
	return (struct slice){buf, n};
}

/* A single word that is a value: sure when capitalised, doubtful when it is short or says something else. */
static double word_score(const struct finding *f, size_t i)
{
	const struct tok *t = &f->t->items[i];

	if (f->light[i])
		return t->capital && t->raw.n > 3 ? 0.5 : 0;
	if (t->num.n)
		return 0.55;
	if (t->raw.n < 2)
		return 0;
	return t->capital || t->cjk ? 1.06 : 0.9;
}

static void spell_word(struct finding *f, size_t i)
{
	const struct tok *t = &f->t->items[i];
	double score = word_score(f, i);
	struct slice codes[8];

	if (score <= 0)
		return;
	spell(f, t->low, i, 1, score);
	if (!t->gloss.n && !slice_eq(t->lemma, t->low))
		spell(f, t->lemma, i, 1, t->cjk ? 0.95 : score - 0.03);
	for (struct slice rest = t->gloss; rest.n;)
		spell(f, slice_cut(&rest, '|'), i, 1, 0.95);
	size_t n = lex_codes(t->lemma, codes, ARRAY_LEN(codes));
	for (size_t k = 0; k < n; k++)
		spell(f, codes[k], i, 1, codes[k].n == 1 ? 0.8 : 0.93);
}

static void spell_spans(struct finding *f)
{
	char buf[KEY_MAX + 1];

	for (size_t i = 0; i < f->t->n; i++) {
		const struct tok *t = &f->t->items[i];
		if (t->kind == TOK_QUOTED) {
			struct slice key = key_of(buf, t->raw);
			spell(f, key, i, 1, 1.2);
			struct slice codes[8];
			size_t n = lex_codes(t->low, codes, ARRAY_LEN(codes));
			for (size_t k = 0; k < n; k++)
				spell(f, codes[k], i, 1, 0.9);
			continue;
		}
		if (t->kind == TOK_PUNCT)
			continue;
		spell_word(f, i);
		for (size_t len = 2; len <= VALUE_SPAN_MAX && i + len <= f->t->n; len++) {
			const struct tok *last = &f->t->items[i + len - 1];
			if (last->kind == TOK_QUOTED)
				break;
			struct slice text = {t->raw.p, (size_t)(last->raw.p + last->raw.n - t->raw.p)};
			if (last->kind == TOK_PUNCT && last->raw.p[0] != '!' && last->raw.p[0] != ')' &&
				last->raw.p[0] != '.')
				continue;
			size_t heavy = 0;
			for (size_t k = i; k < i + len; k++)
				heavy += !f->light[k];
			if (!heavy)
				continue;
			spell(f, key_of(buf, text), i, len, 1.1);
			if (last->kind == TOK_WORD && last->lemma.n < last->low.n)
				spell(f,
					key_of(buf, (struct slice){text.p,
							    text.n - (last->low.n - last->lemma.n)}),
					i, len, 1.05);
		}
	}
}

static void look_up(struct finding *f, int32_t table, int32_t column, struct slice value)
{
	char buf[KEY_MAX + 1];
	struct slice key = key_of(buf, value);

	for (int round = 0; round < 2 && key.n; round++) {
		for (const struct spelling *s = map_find(f->by_text, key); s; s = s->next) {
			if (f->hits.n < HITS_MAX)
				vec_push(&f->hits, f->a,
					(struct value_hit){s->start, s->n, table, column, value,
						s->score - 0.02 * round});
		}
		char end = key.p[key.n - 1];
		if (end != '!' && end != '?' && end != '.')
			return;
		key.n--;
	}
}

struct span_set value_link(struct arena *a, const struct tokens *t, const struct names *ns, const bool *light)
{
	struct finding f = {.a = a, .t = t, .light = light, .by_text = map_new(a)};

	spell_spans(&f);
	for (size_t k = 0; k < ns->n_entries; k++) {
		const struct name_entry *e = &ns->entries[k];
		if (e->column < 0)
			continue;
		const struct cat_column *c = &ns->cat->tables[e->table].columns[e->column];
		for (size_t i = 0; i < c->n_values; i++)
			look_up(&f, e->table, e->column, c->values[i]);
	}
	return (struct span_set){.hits = f.hits.items, .n_hits = f.hits.n};
}
