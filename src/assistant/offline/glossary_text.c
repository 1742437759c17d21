// SPDX-License-Identifier: Apache-2.0
/*
 * Markdown as people write it. Headings say what the text below is about; paragraphs fall into sentences, list items and
 * table rows stand by themselves. In a sentence two things are looked for: a phrase that announces other names, and a
 * piece of code with "is", "means" or "=" before it.
 */
#include "assistant/offline/glossary_int.h"

#include "base/arena.h"
#include "base/limits.h"

#include <ctype.h>

/* Phrases that announce other names: those that follow, or those quoted before. */
static const struct {
	const char *phrase;
	bool quoted_before;
} announcers[] = {
	{"other words", false},
	{"other names", false},
	{"also called", false},
	{"also known as", false},
	{"also named", false},
	{"a.k.a.", false},
	{"aka ", false},
	{"synonyms", false},
	{"synonym:", false},
	{"aliases", false},
	{"alias:", false},
	{"別名", false},
	{"同義語", false},
	{"類義語", false},
	{"別の言い方", false},
	{"他の言い方", false},
	{"もこの表", true},
	{"もこの列", true},
	{"とも呼", true},
	{"ともいう", true},
	{"とも言", true},
	{"다른 이름", false},
	{"다른 말", false},
	{"동의어", false},
	{"별칭", false},
	{"라고도", true},
	{"으로도 부", true},
};

/* What may stand between the announcing phrase and the first name. */
static const char *const introductions[] = {
	":", "：", "=", " for it", " are", " is", " as", "は", "에는", "는", "은", " "};

/* What ends a term before its expression. */
static const char *const verbs[] = {" is", " are", " was", " means", " equals", "=", ":", "：", "＝", "とは",
	"は", "는", "은", "이란", "란", "|"};

/* May stand between the verb and the expression, or between the term and the verb. */
static const char *const fillers[] = {" defined as", " computed as", " calculated as", " measured as",
	" given by", " as", " always", " simply", " therefore", " thus", ","};

static const char *const separators[] = {
	",", "、", "，", "・", "/", "／", "|", " or ", " and ", "または", "또는", " 및 "};

static const char *const quotes[][2] = {
	{"「", "」"}, {"『", "』"}, {"\"", "\""}, {"“", "”"}, {"'", "'"}, {"‘", "’"}};

static bool ends_with(struct slice s, struct slice end)
{
	return s.n >= end.n && slice_eq_nocase((struct slice){s.p + s.n - end.n, end.n}, end);
}

static bool begins_with(struct slice s, struct slice start)
{
	return s.n >= start.n && slice_eq_nocase((struct slice){s.p, start.n}, start);
}

/* Cut one of the endings off; true when there was one. */
static bool cut_end(struct slice *s, const char *const *ends, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (ends_with(*s, slice_of(ends[i]))) {
			s->n -= strlen(ends[i]);
			*s = slice_trim(*s);
			return true;
		}
	}
	return false;
}

static bool cut_start(struct slice *s, const char *const *starts, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		size_t len = strlen(starts[i]);
		if (begins_with(*s, slice_of(starts[i]))) {
			*s = (struct slice){s->p + len, s->n - len};
			return true;
		}
	}
	return false;
}

/* A name without the quotes, stars and closing words around it. */
static struct slice bare(struct slice s)
{
	static const char *const marks[] = {"*", "_", "\"", "'", "`", "「", "」", "『", "』", "“", "”", "‘",
		"’", ".", "。", ";", "；", "です", "など"};
	static const char *const articles[] = {
		"the ", "a ", "an ", "so ", "thus ", "hence ", "therefore ", "and ", "or "};

	s = slice_trim(s);
	while (cut_end(&s, marks, ARRAY_LEN(marks)) || cut_start(&s, marks, 10) ||
		cut_start(&s, articles, ARRAY_LEN(articles)))
		s = slice_trim(s);
	return s;
}

/* The part of *rest before the first separator, which is cut off with it. */
static struct slice next_part(struct slice *rest)
{
	for (size_t i = 0; i < rest->n; i++) {
		struct slice from = {rest->p + i, rest->n - i};
		for (size_t k = 0; k < ARRAY_LEN(separators); k++) {
			struct slice sep = slice_of(separators[k]);
			if (!begins_with(from, sep))
				continue;
			struct slice part = {rest->p, i};
			*rest = (struct slice){from.p + sep.n, from.n - sep.n};
			return part;
		}
	}
	struct slice part = *rest;
	rest->n = 0;
	return part;
}

static void call_all(struct gloss_reading *r, struct slice list, struct gloss_thing thing)
{
	while (list.n) {
		struct slice name = bare(next_part(&list));
		if (name.n)
			gloss_call(r, name, thing);
	}
}

/* Everything in quotation marks before the announcing phrase. */
static void call_quoted(struct gloss_reading *r, struct slice text, struct gloss_thing thing)
{
	for (size_t i = 0; i < text.n; i++) {
		struct slice from = {text.p + i, text.n - i};
		for (size_t k = 0; k < ARRAY_LEN(quotes); k++) {
			struct slice open = slice_of(quotes[k][0]), close = slice_of(quotes[k][1]);
			struct slice rest = {from.p + open.n, from.n > open.n ? from.n - open.n : 0};
			if (!slice_starts(from, open))
				continue;
			ptrdiff_t at = slice_find(rest, close);
			if (at <= 0)
				continue;
			call_all(r, (struct slice){rest.p, (size_t)at}, thing);
			i += open.n + (size_t)at + close.n - 1;
			break;
		}
	}
}

/* The last table or column that stands in code before the end of the text; else the subject. */
static struct gloss_thing meant_by(struct gloss_reading *r, struct slice text)
{
	struct gloss_thing found = r->subject;

	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] != '`')
			continue;
		struct slice rest = {text.p + i + 1, text.n - i - 1};
		struct slice code = slice_cut(&rest, '`');
		struct gloss_thing t = gloss_code(r, code);
		if (t.what == GLOSS_TABLE || t.what == GLOSS_COLUMN)
			found = t;
		i += code.n + 1;
	}
	return found;
}

/* Where other names are announced: the offset, and which phrase; -1 = nowhere. */
static ptrdiff_t find_announcer(struct slice s, size_t *which)
{
	for (size_t i = 0; i < s.n; i++) {
		for (size_t k = 0; k < ARRAY_LEN(announcers); k++) {
			bool inside =
				i && isalpha((unsigned char)s.p[i - 1]) && isalpha((unsigned char)s.p[i]);
			if (!inside && begins_with((struct slice){s.p + i, s.n - i},
					       slice_of(announcers[k].phrase))) {
				*which = k;
				return (ptrdiff_t)i;
			}
		}
	}
	return -1;
}

static void read_other_names(struct gloss_reading *r, struct slice s, size_t at, size_t which)
{
	struct slice before = {s.p, at}, names = {s.p + at, s.n - at};
	size_t skip = strlen(announcers[which].phrase), end = 0;
	struct gloss_thing thing = meant_by(r, before);

	if (announcers[which].quoted_before) {
		call_quoted(r, before, thing);
		return;
	}
	names = (struct slice){names.p + skip, names.n - skip};
	while (cut_start(&names, introductions, ARRAY_LEN(introductions)))
		;
	while (end < names.n && names.p[end] != ')' && names.p[end] != '(' && names.p[end] != '\n' &&
		!slice_starts((struct slice){names.p + end, names.n - end}, SLICE_LIT("）")))
		end++;
	call_all(r, (struct slice){names.p, end}, thing);
}

/* From the last of some words on: what qualifies stands before it. */
static struct slice after_last(struct slice s, const char *word)
{
	struct slice w = slice_of(word);

	for (;;) {
		ptrdiff_t at = slice_find(s, w);
		if (at < 0)
			return s;
		s = (struct slice){s.p + at + w.n, s.n - (size_t)at - w.n};
	}
}

/* "Revenue by track or genre": what qualifies stands behind. */
static struct slice before_first(struct slice s, const char *word)
{
	ptrdiff_t at = slice_find(s, slice_of(word));

	return at > 0 ? (struct slice){s.p, (size_t)at} : s;
}

/* Does the text end in a verb that defines? The verb is cut off; listing: by a mark, so that all before it is names. */
static bool cut_verb(struct slice *s, bool *listing)
{
	*s = slice_trim(*s);
	while (cut_end(s, fillers, ARRAY_LEN(fillers)))
		;
	size_t n = s->n;
	if (!cut_end(s, verbs, ARRAY_LEN(verbs)))
		return false;
	struct slice verb = {s->p + s->n, n - s->n};
	*listing =
		!isalpha((unsigned char)slice_trim(verb).p[0]) && (unsigned char)slice_trim(verb).p[0] < 0x80;
	while (cut_end(s, fillers, ARRAY_LEN(fillers)))
		;
	return true;
}

/* The term before an expression: "so revenue is", "sales, turnover =", "ジャンル別の売上は". */
static void define(struct gloss_reading *r, struct slice before, struct gloss_thing thing)
{
	bool listing = false;

	if (!cut_verb(&before, &listing))
		return;
	before = before_first(before_first(before, " by "), " per ");
	before = after_last(after_last(before, "別の"), "ごとの");
	if (!listing) { /* in prose only what stands right before the verb */
		before = after_last(after_last(before, "、"), ", so ");
		before = after_last(after_last(before, "で"), "の");
		size_t from = before.n;
		while (from > 0 && before.p[from - 1] != ',' && before.p[from - 1] != '(')
			from--;
		struct slice last = {before.p + from, before.n - from};
		ptrdiff_t or_at = slice_find(before, SLICE_LIT(" or "));
		before = or_at > 0 && from ? before : last;
	}
	call_all(r, before, thing);
}

/* Is the code all that the sentence says of the term, or does it go on about it? */
static bool ends_there(struct slice rest)
{
	static const char *const ends[] = {
		"です", "。", ".", ",", ";", "、", "(", "（", ")", "）", "입니다", "이다", "|", "—", " - "};

	rest = slice_trim(rest);
	return !rest.n || cut_start(&rest, ends, ARRAY_LEN(ends));
}

/* "the sum of `Total`", "`Total` の合計": the column summed up. */
static struct gloss_thing summed(
	struct gloss_reading *r, struct slice *before, struct slice rest, struct gloss_thing thing)
{
	static const struct {
		const char *before, *after, *function;
	} said[] = {
		{" the sum of", "", "SUM"},
		{" the total of", "", "SUM"},
		{" the average of", "", "AVG"},
		{" the number of", "", "COUNT"},
		{"", "の合計", "SUM"},
		{"", "の平均", "AVG"},
		{"", "의 합계", "SUM"},
		{"", "의 평균", "AVG"},
	};

	*before = slice_trim(*before);
	for (size_t i = 0; i < ARRAY_LEN(said); i++) {
		if (!ends_with(*before, slice_of(said[i].before)) ||
			!begins_with(slice_trim(rest), slice_of(said[i].after)))
			continue;
		before->n -= strlen(said[i].before);
		const struct cat_table *t = &r->ns->cat->tables[thing.table];
		return gloss_code(r, slice_of(arena_printf(r->a, "%s(%s.%s)", said[i].function, t->name,
					     t->columns[thing.column].name)));
	}
	return thing;
}

/* Terms that stand before pieces of code. True when one was an expression. */
static bool read_definitions(struct gloss_reading *r, struct slice s)
{
	size_t from = 0;
	bool defined = false;

	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] != '`')
			continue;
		struct slice rest = {s.p + i + 1, s.n - i - 1};
		if (slice_find(rest, SLICE_LIT("`")) < 0)
			return defined;
		struct slice code = slice_cut(&rest, '`'), before = {s.p + from, i - from};
		struct gloss_thing thing = gloss_code(r, code);
		if (thing.what == GLOSS_COLUMN)
			thing = summed(r, &before, rest, thing);
		if (thing.what == GLOSS_FORMULA)
			defined = true;
		if (thing.what == GLOSS_FORMULA || (thing.what == GLOSS_COLUMN && ends_there(rest)))
			define(r, before, thing);
		i += code.n + 1;
		from = i + 1;
	}
	return defined;
}

void gloss_sentence(struct gloss_reading *r, struct slice text)
{
	size_t which = 0;
	ptrdiff_t at = find_announcer(text, &which);

	if (!read_definitions(r, text) && at >= 0)
		read_other_names(r, text, (size_t)at, which);
}

/* Bytes of the mark that ends a sentence at i; 0 = none. */
static size_t sentence_end(struct slice s, size_t i)
{
	if (slice_starts((struct slice){s.p + i, s.n - i}, SLICE_LIT("。")) ||
		slice_starts((struct slice){s.p + i, s.n - i}, SLICE_LIT("；")))
		return 3;
	bool last = i + 1 == s.n || s.p[i + 1] == ' ' || s.p[i + 1] == '\n';
	bool abbreviated = i > 1 && s.p[i - 2] == '.'; /* "a.k.a. ", "e.g. " */
	return last && (s.p[i] == ';' || s.p[i] == '!' || (s.p[i] == '.' && !abbreviated)) ? 1 : 0;
}

static void read_block(struct gloss_reading *r, struct slice s)
{
	bool in_code = false;
	size_t from = 0;

	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '`')
			in_code = !in_code;
		size_t end = in_code ? 0 : sentence_end(s, i);
		if (!end)
			continue;
		gloss_sentence(r, (struct slice){s.p + from, i - from});
		i += end - 1;
		from = i + 1;
	}
	gloss_sentence(r, (struct slice){s.p + from, s.n - from});
}

/* A list item speaks of what it begins with. */
static void read_item(struct gloss_reading *r, struct slice s)
{
	struct gloss_thing outer = r->subject;

	s = slice_trim(s);
	while (s.n && (s.p[0] == '*' || s.p[0] == '|' || s.p[0] == ' '))
		s = (struct slice){s.p + 1, s.n - 1};
	if (s.n && s.p[0] == '`') {
		struct slice rest = {s.p + 1, s.n - 1};
		struct gloss_thing t = gloss_code(r, slice_cut(&rest, '`'));
		if (t.what == GLOSS_TABLE || t.what == GLOSS_COLUMN)
			r->subject = t;
	}
	read_block(r, s);
	r->subject = outer;
}

struct layout {
	struct str block;
	bool is_item;
	size_t level; /* of the heading that says what the text is about */
};

static void flush(struct gloss_reading *r, struct layout *y)
{
	struct slice s = slice_of(arena_strndup(r->a, y->block.buf, y->block.n));

	if (y->is_item)
		read_item(r, s);
	else if (s.n)
		read_block(r, s);
	str_truncate(&y->block, 0);
	y->is_item = false;
}

static void read_heading(struct gloss_reading *r, struct layout *y, struct slice line)
{
	size_t level = 0;

	while (level < line.n && line.p[level] == '#')
		level++;
	struct gloss_thing t = gloss_heading(r, slice_trim((struct slice){line.p + level, line.n - level}));
	if (t.what == GLOSS_NOTHING && level > y->level)
		return; /* a part of what is spoken of */
	r->subject = t;
	y->level = level;
}

static bool begins_item(struct slice line)
{
	bool marked =
		line.n > 1 && (line.p[0] == '-' || line.p[0] == '*' || line.p[0] == '+') && line.p[1] == ' ';

	return marked || (line.n && line.p[0] == '|');
}

void gloss_text(struct gloss_reading *r, struct slice text)
{
	struct layout y = {.block = STR_INIT(STORE_DOCUMENT_MAX)};

	while (text.n) {
		struct slice line = slice_trim(slice_cut(&text, '\n'));
		bool item = begins_item(line), heading = line.n && line.p[0] == '#';
		if (!line.n || item || heading)
			flush(r, &y);
		if (heading) {
			read_heading(r, &y, line);
			continue;
		}
		if (item)
			line = (struct slice){line.p + 1, line.n - 1};
		y.is_item = y.is_item || item;
		str_adds(&y.block, y.block.n ? " " : "");
		str_add(&y.block, line.p, line.n);
	}
	flush(r, &y);
	str_free(&y.block);
}
