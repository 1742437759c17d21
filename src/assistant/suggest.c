// SPDX-License-Identifier: Apache-2.0
/*
 * Questions to begin with. Those of the examples come first, since their answers were accepted; the rest are made from
 * the schema by patterns that the offline engine is sure to understand, the most connected tables first.
 */
#include "assistant/assistant.h"
#include "base/arena.h"
#include "base/map.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "catalog/snapshot.h"
#include "search/search.h"

#include <stdlib.h>

enum language { LANG_EN, LANG_JA, LANG_KO, LANGS };

/* Placeholders: {t} a table, {p} the table it refers to, {n} a number column, {c} a category column. */
enum pattern { PATTERN_COUNT, PATTERN_TOP, PATTERN_GROUP, PATTERN_CHILDREN, PATTERN_TIME, PATTERNS };

static const char *const patterns[PATTERNS][LANGS] = {
	[PATTERN_COUNT] = {"How many {t} are there?", "{t}は何件ありますか？", "{t}은(는) 몇 개인가요?"},
	[PATTERN_TOP] = {"Which 10 {t} have the highest {n}?", "{n}が最も大きい{t}を10件見せて",
		"{n}이(가) 가장 큰 {t} 10개를 보여줘"},
	[PATTERN_GROUP] = {"What is the total {n} for each {c}?", "{c}ごとの{n}の合計は？",
		"{c}별 {n} 합계는?"},
	[PATTERN_CHILDREN] = {"How many {t} does each {p} have?", "{p}ごとの{t}の件数は？",
		"{p}별 {t} 수는?"},
	[PATTERN_TIME] = {"What is the total {n} per month?", "月ごとの{n}の合計は？", "월별 {n} 합계는?"},
};

struct suggesting {
	const struct cat_snapshot *cat;
	enum language language;
	size_t limit;
	struct arena *a;
	struct map *seen;
	VEC(const char *) out;
};

struct subject { /* a table worth asking about */
	uint32_t table;
	double weight;
};

static enum language language_of(const char *language)
{
	if (language && (strncmp(language, "ja", 2) == 0 || strncmp(language, "jp", 2) == 0))
		return LANG_JA;
	return language && strncmp(language, "ko", 2) == 0 ? LANG_KO : LANG_EN;
}

static enum language language_of_text(struct slice s)
{
	enum language found = LANG_EN;

	for (size_t i = 0; i < s.n;) {
		uint32_t cp = utf8_next(s, &i);

		if (cp >= 0xAC00 && cp <= 0xD7A3)
			return LANG_KO;
		if (utf8_is_cjk(cp))
			found = LANG_JA;
	}
	return found;
}

static void offer(struct suggesting *s, const char *question)
{
	if (s->out.n >= s->limit || !question || map_find(s->seen, slice_of(question)))
		return;
	map_put(s->seen, slice_of(question), s);
	vec_push(&s->out, s->a, question);
}

/* A name in words: InvoiceLine becomes "invoice line". */
static const char *in_words(struct suggesting *s, const char *name)
{
	size_t n;
	const struct slice *words = search_words(s->a, slice_of(name), &n);
	struct str out = STR_INIT(512);

	if (language_of_text(slice_of(name)) != LANG_EN) /* words of these would be pairs of letters */
		return name;
	for (size_t i = 0; i < n; i++)
		str_addf(&out, "%s%.*s", i ? " " : "", SLICE_FMT(words[i]));
	return out.n ? str_to_arena(&out, s->a) : name;
}

/* Several of them, in English: "categories", "addresses", "invoices". */
static const char *plural(struct suggesting *s, const char *words)
{
	size_t n = strlen(words);
	char last = n ? words[n - 1] : 'x', before = n > 1 ? words[n - 2] : 'x';

	if (s->language != LANG_EN || language_of_text(slice_of(words)) != LANG_EN ||
		(last == 's' && before != 's'))
		return words;
	if (last == 'y' && !strchr("aeiou", before))
		return arena_printf(s->a, "%.*sies", (int)n - 1, words);
	if (last == 's' || last == 'x' || (last == 'h' && (before == 'c' || before == 's')))
		return arena_printf(s->a, "%ses", words);
	return arena_printf(s->a, "%ss", words);
}

struct filling {
	const char *t, *p, *n, *c;
};

static const char *fill(struct suggesting *s, enum pattern pattern, const struct filling *f)
{
	const char *text = patterns[pattern][s->language];
	struct str out = STR_INIT(1024);

	for (; *text; text++) {
		if (text[0] != '{') {
			str_addc(&out, *text);
			continue;
		}
		str_adds(&out, text[1] == 't' ? f->t : text[1] == 'p' ? f->p : text[1] == 'n' ? f->n : f->c);
		text += 2; /* the letter and the brace */
	}
	return str_to_arena(&out, s->a);
}

/* --- what can be asked of a table --- */

static bool is_amount(const struct cat_column *c)
{
	return db_type_is_number(c->type) && c->pk_position == 0 && c->fk_table < 0;
}

static bool is_category(const struct cat_column *c)
{
	return c->type == DB_TEXT && c->n_values >= 2 && c->values_complete && c->n_values <= 50;
}

static bool is_date(const struct cat_column *c)
{
	return c->type == DB_DATE || c->type == DB_TIMESTAMP;
}

static const struct cat_column *first_column(const struct cat_table *t, bool (*is)(const struct cat_column *))
{
	for (size_t i = 0; i < t->n_columns; i++)
		if (is(&t->columns[i]))
			return &t->columns[i];
	return NULL;
}

/* A table that only ties others together is not asked about by name. */
static bool is_link(const struct cat_table *t)
{
	size_t own = 0;

	for (size_t i = 0; i < t->n_columns; i++)
		own += t->columns[i].fk_table < 0;
	return own == 0;
}

static void ask_of_table(struct suggesting *s, uint32_t at, enum pattern pattern)
{
	const struct cat_table *t = &s->cat->tables[at];
	const struct cat_column *amount = first_column(t, is_amount),
				*category = first_column(t, is_category);
	const char *name = plural(s, in_words(s, t->name));
	struct filling f = {.t = name,
		.n = amount ? in_words(s, amount->name) : NULL,
		.c = category ? in_words(s, category->name) : NULL};

	switch (pattern) {
	case PATTERN_COUNT:
		offer(s, fill(s, pattern, &f));
		break;
	case PATTERN_TOP:
		if (amount)
			offer(s, fill(s, pattern, &f));
		break;
	case PATTERN_GROUP:
		if (amount && category)
			offer(s, fill(s, pattern, &f));
		break;
	case PATTERN_TIME:
		if (amount && first_column(t, is_date))
			offer(s, fill(s, pattern, &f));
		break;
	case PATTERN_CHILDREN:
		for (size_t i = 0; i < s->cat->n_edges; i++)
			if (s->cat->edges[i].from_table == at && s->cat->edges[i].to_table != at) {
				f.p = in_words(s, s->cat->tables[s->cat->edges[i].to_table].name);
				offer(s, fill(s, pattern, &f));
				break;
			}
		break;
	case PATTERNS:
		break;
	}
}

static int by_weight_down(const void *a, const void *b)
{
	const struct subject *x = a, *y = b;

	if (x->weight != y->weight)
		return x->weight < y->weight ? 1 : -1;
	return (x->table > y->table) - (x->table < y->table);
}

static const struct subject *list_subjects(struct suggesting *s, size_t *n)
{
	struct subject *list = ARENA_ARRAY(s->a, struct subject, MAX(s->cat->n_tables, (size_t)1));
	double *ties = ARENA_ARRAY(s->a, double, MAX(s->cat->n_tables, (size_t)1));

	for (size_t i = 0; i < s->cat->n_edges; i++) {
		ties[s->cat->edges[i].from_table]++;
		ties[s->cat->edges[i].to_table]++;
	}
	*n = 0;
	for (uint32_t i = 0; i < s->cat->n_tables; i++) {
		const struct cat_table *t = &s->cat->tables[i];

		if (is_link(t) || t->row_count == 0)
			continue;
		list[(*n)++] = (struct subject){i,
			ties[i] + (first_column(t, is_amount) ? 2 : 0) + (first_column(t, is_date) ? 1 : 0)};
	}
	qsort(list, *n, sizeof *list, by_weight_down);
	return list;
}

const char *const *assistant_suggest(
	const struct cat_snapshot *cat, const char *language, size_t limit, struct arena *a, size_t *n)
{
	static const enum pattern order[] = {
		PATTERN_COUNT, PATTERN_TOP, PATTERN_TIME, PATTERN_CHILDREN, PATTERN_GROUP};
	struct suggesting s = {
		.cat = cat, .language = language_of(language), .limit = limit, .a = a, .seen = map_new(a)};
	const struct subject *subjects;
	size_t n_subjects;

	for (size_t i = 0; i < cat->n_docs; i++)
		if (cat->docs[i].question && language_of_text(slice_of(cat->docs[i].question)) == s.language)
			offer(&s, arena_strdup(a, cat->docs[i].question));
	subjects = list_subjects(&s, &n_subjects);
	/* Different patterns on different tables first: variety shows more than depth. */
	for (size_t round = 0; round < ARRAY_LEN(order) && n_subjects > 0; round++)
		for (size_t i = 0; i < n_subjects && s.out.n < limit; i++)
			ask_of_table(&s, subjects[i].table, order[(i + round) % ARRAY_LEN(order)]);
	*n = s.out.n;
	return s.out.items;
}
