// SPDX-License-Identifier: Apache-2.0
/*
 * Names are split at case and underscores first; a part that is still glued ("petid", "countryname") is cut before a
 * common ending; a known abbreviation is written out. Each distinct word is kept once, so that linking compares a
 * question's words with each schema word a single time.
 */
#include "assistant/offline/names.h"

#include "assistant/offline/segment.h"
#include "base/arena.h"
#include "base/map.h"
#include "base/num.h"
#include "base/utf8.h"
#include "base/vec.h"

enum { NAME_WORDS_MAX = 24 };

struct reading {
	struct arena *a;
	struct map *seen; /* lemma -> position + 1 */
	VEC(struct name_word) words;
	VEC(struct name_entry) entries;
	VEC(struct slice) known;
};

static uint16_t word_id(struct reading *r, struct slice lemma)
{
	void *at = map_find(r->seen, lemma);

	if (at)
		return (uint16_t)((uintptr_t)at - 1);
	struct name_word w = {.lemma = lemma, .stem = tok_stem(lemma), .senses = lex_senses(lemma)};
	if ((unsigned char)lemma.p[0] >= 0x80)
		w.gloss = lex_gloss_of(lemma);
	for (struct slice rest = w.gloss; rest.n;) {
		struct lex_senses more = lex_senses(slice_cut(&rest, '|'));
		for (size_t k = 0; k < LEX_SENSE_WORDS; k++)
			w.senses.bits[k] |= more.bits[k];
	}
	vec_push(&r->words, r->a, w);
	map_put(r->seen, lemma, (void *)(uintptr_t)r->words.n);
	return (uint16_t)(r->words.n - 1);
}

struct parts {
	struct slice items[NAME_WORDS_MAX];
	size_t n;
};

static void add_part(struct parts *p, struct slice part)
{
	if (p->n < NAME_WORDS_MAX && part.n)
		p->items[p->n++] = part;
}

/* A part with its abbreviation written out, which may be two words. */
static void add_expanded(struct parts *p, struct slice part)
{
	struct slice full = lex_abbreviation(part);

	if (!full.n) {
		add_part(p, part);
		return;
	}
	while (full.n)
		add_part(p, slice_cut(&full, ' '));
}

static void add_unglued(struct parts *p, struct slice part)
{
	static const char *const endings[] = {
		"id", "name", "type", "code", "number", "date", "year", "title", "price", "count"};

	if (lex_abbreviation(part).n) {
		add_expanded(p, part);
		return;
	}
	for (size_t i = 0; i < ARRAY_LEN(endings); i++) {
		struct slice e = slice_of(endings[i]);
		if (part.n < e.n + 3 || memcmp(part.p + part.n - e.n, e.p, e.n) != 0)
			continue;
		if (e.n == 2 && part.p[part.n - 3] == 'a' && part.n > 4) /* paid, said */
			continue;
		add_expanded(p, (struct slice){part.p, part.n - e.n});
		add_part(p, e);
		return;
	}
	add_part(p, part);
}

/* "社員番号" is cut like a question is; letters within it ("顧客ID") are a part by themselves. */
static void add_cjk(struct parts *p, struct slice part)
{
	for (size_t i = 0; i < part.n;) {
		size_t end = i;
		bool cjk = utf8_is_cjk(utf8_next(part, &end));
		while (end < part.n) {
			size_t next = end;
			if (utf8_is_cjk(utf8_next(part, &next)) != cjk)
				break;
			end = next;
		}
		struct slice rest = {part.p + i, end - i}, gloss;
		while (cjk && rest.n) {
			size_t n = segment_next(rest, NULL, &gloss);
			add_part(p, (struct slice){rest.p, n});
			rest = (struct slice){rest.p + n, rest.n - n};
		}
		if (!cjk)
			add_unglued(p, rest);
		i = end;
	}
}

static bool has_cjk(struct slice s)
{
	for (size_t i = 0; i < s.n;) {
		if (utf8_is_cjk(utf8_next(s, &i)))
			return true;
	}
	return false;
}

/* "pName", "aid": a lone letter before a word is a prefix that nobody says. */
static void drop_letters(struct parts *p)
{
	size_t kept = 0;

	if (p->n == 1 && p->items[0].n == 3 && p->items[0].p[1] == 'i' && p->items[0].p[2] == 'd')
		p->items[0] = (struct slice){p->items[0].p + 1, 2};
	for (size_t i = 0; i < p->n; i++) {
		if (p->items[i].n > 1 || p->n == 1)
			p->items[kept++] = p->items[i];
	}
	p->n = kept ? kept : p->n;
}

static void read_entry(struct reading *r, const char *name, struct name_entry *e)
{
	struct parts p = {.n = 0};
	struct str joined = STR_INIT(1024);
	size_t n;
	struct slice *words = tok_name_words(r->a, slice_of(name), &n);

	struct slice whole = utf8_fold(r->a, slice_of(name));
	if (lex_abbreviation(whole).n)
		add_expanded(&p, whole);
	for (size_t i = 0; !lex_abbreviation(whole).n && i < n; i++) {
		if (has_cjk(words[i])) {
			add_cjk(&p, words[i]);
			vec_push(&r->known, r->a, words[i]);
		} else {
			add_unglued(&p, words[i]);
		}
	}
	drop_letters(&p);
	e->words = ARENA_ARRAY(r->a, uint16_t, p.n);
	for (size_t i = 0; i < p.n; i++) {
		if (slice_eq(p.items[i], SLICE_LIT("of")) || slice_eq(p.items[i], SLICE_LIT("in")) ||
			slice_eq(p.items[i], SLICE_LIT("the")))
			continue;
		struct slice lemma = tok_lemma(r->a, p.items[i]);
		e->words[e->n++] = word_id(r, lemma);
		str_add(&joined, lemma.p, lemma.n);
	}
	size_t len = joined.n;
	e->joined = (struct slice){str_to_arena(&joined, r->a), len};
}

/* Which words of the column say more than the table's name does; all of them where nothing would be left. */
static void mark_core(struct name_entry *col, const struct name_entry *table)
{
	uint32_t core = 0;

	for (size_t i = 0; i < col->n; i++) {
		bool own = false;
		for (size_t k = 0; k < table->n; k++)
			own = own || col->words[i] == table->words[k];
		if (!own)
			core |= 1u << i;
	}
	col->core = core ? core : (1u << col->n) - 1;
}

const struct names *names_read(struct arena *a, const struct cat_snapshot *cat, const bool *use)
{
	struct names *ns = ARENA_NEW(a, struct names);
	struct reading r = {.a = a, .seen = map_new(a)};

	for (size_t t = 0; t < cat->n_tables; t++) {
		for (int32_t c = -1; (!use || use[t]) && c < (int32_t)cat->tables[t].n_columns; c++) {
			struct name_entry e = {.table = (int32_t)t, .column = c};
			read_entry(&r, c < 0 ? cat->tables[t].name : cat->tables[t].columns[c].name, &e);
			vec_push(&r.entries, a, e);
		}
	}
	ns->cat = cat;
	ns->words = r.words.items;
	ns->n_words = r.words.n;
	ns->entries = r.entries.items;
	ns->n_entries = r.entries.n;
	ns->known = (struct tok_known){.items = r.known.items, .n = r.known.n};
	ns->tables = ARENA_ARRAY(a, struct name_entry *, cat->n_tables);
	ns->columns = ARENA_ARRAY(a, struct name_entry **, cat->n_tables);
	for (size_t i = 0; i < ns->n_entries; i++) {
		struct name_entry *e = &ns->entries[i];
		if (e->column < 0) {
			ns->tables[e->table] = e;
			ns->columns[e->table] =
				ARENA_ARRAY(a, struct name_entry *, cat->tables[e->table].n_columns);
		} else {
			ns->columns[e->table][e->column] = e;
			mark_core(e, ns->tables[e->table]);
		}
	}
	return ns;
}

const struct names *names_with(struct arena *a, const struct names *ns, const struct glossary *glossary)
{
	struct names *out = ARENA_NEW(a, struct names);

	*out = *ns;
	out->glossary = glossary;
	return out;
}

static bool ends_with(struct slice s, const char *end)
{
	struct slice e = slice_of(end);

	return s.n >= e.n && memcmp(s.p + s.n - e.n, e.p, e.n) == 0;
}

bool names_has_word(const struct names *ns, const struct name_entry *e, const char *lemma)
{
	for (size_t i = 0; i < e->n; i++) {
		const struct name_word *w = &ns->words[e->words[i]];
		if (slice_eq(w->lemma, slice_of(lemma)) || lex_meet(w->gloss, slice_of(lemma)))
			return true;
	}
	return false;
}

bool names_word_starts(const struct name_word *w, struct slice start)
{
	struct slice rest = w->gloss;

	if (slice_starts(w->lemma, start))
		return true;
	while (rest.n) {
		if (slice_starts(slice_cut(&rest, '|'), start))
			return true;
	}
	return false;
}

bool names_is_wordy(const struct names *ns, int32_t table, int32_t column)
{
	const struct cat_column *c = &ns->cat->tables[table].columns[column];
	size_t n = 0;
	double v;

	for (size_t i = 0; c->type == DB_TEXT && i < c->n_values; i++)
		n += !num_parse_f64(c->values[i], &v);
	return n * 2 > c->n_values || (c->type == DB_TEXT && column == names_label_column(ns, table));
}

struct slice names_flag(const struct names *ns, int32_t table, int32_t column, bool yes)
{
	static const char *const words[][2] = {
		{"no", "yes"}, {"n", "y"}, {"false", "true"}, {"f", "t"}, {"0", "1"}};
	const struct cat_column *c = &ns->cat->tables[table].columns[column];
	const struct name_entry *e = ns->columns[table][column];
	struct slice first = e->n ? ns->words[e->words[0]].lemma : (struct slice){NULL, 0},
		     all = slice_of(c->name);
	bool named = slice_eq(first, SLICE_LIT("is")) || slice_eq(first, SLICE_LIT("has")) ||
		     (e->n == 1 && all.n > 4 && all.p[all.n - 2] == 'e' && all.p[all.n - 1] == 'd');

	if (c->type == DB_BOOL)
		return ns->cat->dialect == SQL_SQLITE ? slice_of(words[4][yes]) : slice_of(words[2][yes]);
	if (c->type == DB_INT && named && !names_is_key(ns, table, column))
		return slice_of(words[4][yes]);
	for (size_t v = 0; c->type == DB_TEXT && v < c->n_values && c->n_values < 4; v++) {
		for (size_t k = 0; k < ARRAY_LEN(words); k++) {
			if (slice_eq_nocase(c->values[v], slice_of(words[k][yes])))
				return c->values[v];
		}
	}
	return (struct slice){NULL, 0};
}

int32_t names_primary_key(const struct names *ns, int32_t table)
{
	const struct cat_table *t = &ns->cat->tables[table];
	int32_t found = -1;

	for (size_t c = 0; c < t->n_columns; c++) {
		if (!t->columns[c].pk_position)
			continue;
		if (found >= 0)
			return -1;
		found = (int32_t)c;
	}
	return found;
}

/* Do the words of a name end so? In Japanese and Korean a name is one word, which says last what it holds. */
static bool ends_in(const struct names *ns, const struct name_entry *e, const char *const *endings, size_t n)
{
	struct slice last = e->n ? ns->words[e->words[e->n - 1]].lemma : (struct slice){NULL, 0};

	for (size_t i = 0; i < n; i++) {
		struct slice end = slice_of(endings[i]);
		if (last.n >= end.n && memcmp(last.p + last.n - end.n, end.p, end.n) == 0)
			return true;
	}
	return false;
}

static const char *const key_endings[] = {"番号", "コード", "번호", "코드", "아이디"};
static const char *const label_endings[] = {
	"氏名", "名前", "名称", "名", "이름", "성명", "명칭", "상품명", "명"};
static const char *const title_endings[] = {"題名", "件名", "タイトル", "제목"};

bool names_is_key(const struct names *ns, int32_t table, int32_t column)
{
	const struct cat_column *c = &ns->cat->tables[table].columns[column];
	const struct name_entry *e = ns->columns[table][column];

	if (c->fk_table >= 0)
		return true;
	if (e->n && slice_eq(ns->words[e->words[e->n - 1]].lemma, SLICE_LIT("id")))
		return true;
	if (c->pk_position && ends_in(ns, e, key_endings, ARRAY_LEN(key_endings)))
		return true;
	return c->pk_position && names_primary_key(ns, table) == column && db_type_is_number(c->type);
}

bool names_is_date(const struct names *ns, int32_t table, int32_t column)
{
	static const char *const words[] = {"date", "at", "on", "datetime", "timestamp"};
	const struct cat_column *c = &ns->cat->tables[table].columns[column];
	const struct name_entry *e = ns->columns[table][column];
	bool named =
		ends_with(e->joined, "日") || ends_with(e->joined, "日時") || ends_with(e->joined, "日付");

	if (c->type == DB_DATE || c->type == DB_TIMESTAMP)
		return true;
	if (c->type != DB_TEXT || ns->cat->dialect != SQL_SQLITE)
		return false; /* elsewhere a date that is kept as a text takes no part in a date's functions */
	for (size_t i = 0; i < ARRAY_LEN(words) && e->n; i++)
		named = named || slice_eq(ns->words[e->words[e->n - 1]].lemma, slice_of(words[i]));
	if (!c->n_values)
		return named;
	return tok_is_date(c->values[0]) && (named || tok_is_date(c->values[c->n_values - 1]));
}

/* Does nearly every row hold a text of its own there: a plate, a code, a place? */
static bool tells_rows_apart(const struct names *ns, int32_t table, int32_t column)
{
	static const char *const words[] = {"plate", "code", "label", "number", "serial", "city", "email",
		"username", "model", "place", "location", "subject", "caption", "headline", "nickname",
		"topic", "address"};
	const struct cat_table *t = &ns->cat->tables[table];
	const struct cat_column *c = &t->columns[column];
	bool named = false;

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		named = named || names_has_word(ns, ns->columns[table][column], words[i]);
	bool repeats = c->values_complete && t->row_count > 0 && (int64_t)c->n_values * 10 < t->row_count * 9;
	return named && c->type == DB_TEXT && !repeats && !names_is_key(ns, table, column);
}

/* How much a column looks like what people call a row by. */
static int label_score(const struct names *ns, int32_t table, int32_t column)
{
	const struct name_entry *e = ns->columns[table][column], *t = ns->tables[table];
	const struct cat_column *c = &ns->cat->tables[table].columns[column];
	int score = 0;

	if (c->fk_table >= 0)
		return 0;
	if (names_has_word(ns, e, "name") || ends_in(ns, e, label_endings, ARRAY_LEN(label_endings)))
		score = 60 - 4 * (int)(e->n);
	else if (names_has_word(ns, e, "title") || ends_in(ns, e, title_endings, ARRAY_LEN(title_endings)))
		score = 50 - 4 * (int)(e->n);
	else if (e->n && t->n && e->words[e->n - 1] == t->words[t->n - 1] && c->type == DB_TEXT)
		score = 45;
	else if (names_has_word(ns, e, "description") || names_has_word(ns, e, "label") ||
		 names_has_word(ns, e, "detail"))
		score = 20;
	else if (tells_rows_apart(ns, table, column))
		score = 16;
	else if (c->pk_position && names_primary_key(ns, table) == column)
		score = 14;
	else if (!names_is_key(ns, table, column) && c->type == DB_TEXT)
		score = 10;
	else if (names_is_key(ns, table, column))
		score = 5;
	if (score > 10 && (names_has_word(ns, e, "last") || names_has_word(ns, e, "middle")))
		score -= 12;
	if (score >= 40 && e->n > 1 && __builtin_popcount(e->core) == 1)
		score += 6; /* "contestant_name" of contestant rather than "manager_name" */
	return score * 64 - column;
}

int32_t names_label_column(const struct names *ns, int32_t table)
{
	int32_t best = -1;
	int best_score = -1000;

	for (size_t c = 0; c < ns->cat->tables[table].n_columns; c++) {
		int score = label_score(ns, table, (int32_t)c);
		if (score > best_score) {
			best = (int32_t)c;
			best_score = score;
		}
	}
	return best;
}
