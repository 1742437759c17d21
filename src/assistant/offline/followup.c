// SPDX-License-Identifier: Apache-2.0
/* See followup.h. The question before is edited as text, so that whatever reads questions reads the result as well. */
#include "assistant/offline/followup.h"

#include "assistant/offline/followup_cues.h"
#include "assistant/offline/followup_phrase.h"
#include "assistant/offline/learnt.h"
#include "assistant/offline/narrow.h"
#include "base/arena.h"
#include "base/limits.h"

#include <ctype.h>

/* A question with what it was read as. */
struct side {
	struct slice text;
	struct tokens *tokens;
	struct linked linked;
	struct phrases phrases;
};

/* A piece of the question before that goes, and what comes there. */
struct edit {
	size_t from, to; /* bytes */
	struct slice text;
};

struct rewriting {
	struct arena *a;
	struct side before, now;
	struct edit *edits; /* by place */
	size_t n_edits;
	struct slice *added; /* what found no counterpart */
	size_t n_added;
	bool *taken; /* per phrase of the question before */
	bool stacks; /* what modifies stands before its noun: Japanese, Korean */
	bool failed;
};

static struct side read_side(struct arena *a, const struct gen_request *req, struct slice text)
{
	const struct learnt *learnt = learnt_of(req->cat);
	struct side s = {.text = text, .tokens = ARENA_NEW(a, struct tokens)};

	*s.tokens = tok_split(a, text);
	const bool *few = narrow_tables(a, learnt->names, s.tokens, NULL);
	s.linked = link_question(a, s.tokens,
		few ? names_with(a, names_read(a, req->cat, few), learnt->names->glossary) : learnt->names);
	s.phrases = phrases_cut(a, &s.linked);
	return s;
}

static const struct phrase *find_kind(const struct side *s, enum phrase_kind kind)
{
	for (size_t i = 0; i < s->phrases.n; i++) {
		if (s->phrases.items[i].kind == kind)
			return &s->phrases.items[i];
	}
	return NULL;
}

/* ---- what was asked about ---- */

/* Where the noun phrase of what is asked about begins: its noun with the values and numbers directly before it. */
static size_t noun_start(const struct side *s, size_t noun)
{
	size_t p = noun;

	while (p > 0) {
		const struct phrase *before = &s->phrases.items[p - 1], *at = &s->phrases.items[p];
		bool modifies = before->kind == PHRASE_VALUE || before->kind == PHRASE_NUMBER ||
				before->kind == PHRASE_TOP || before->kind == PHRASE_YEAR;
		if (!modifies || (!s->tokens->japanese && !s->tokens->korean &&
					 before->first + before->n != at->first))
			break;
		p--;
	}
	return s->phrases.items[p].first - (p < noun ? s->phrases.items[p].lead : 0);
}

/* "customers from Germany" of "Which customers are from Germany?"; empty where nothing is asked about. */
static struct slice noun_phrase(struct arena *a, const struct side *s)
{
	const struct linked *l = &s->linked;
	const struct phrase *table = NULL;
	bool stacks = s->tokens->japanese || s->tokens->korean;
	size_t at = 0;

	for (size_t i = 0; i < s->phrases.n && !(table && !stacks); i++) {
		if (s->phrases.items[i].kind == PHRASE_TABLE) {
			table = &s->phrases.items[i];
			at = i;
		}
	}
	if (!table)
		return (struct slice){NULL, 0};
	size_t first = noun_start(s, at), next = table->first + table->n;
	if (stacks)
		return phrase_text(l, s->text, first, next - first);
	struct slice noun = phrase_text(l, s->text, first, next - first);
	bool links = true, was = false;
	while (next < l->n &&
		links) { /* "customers are there in each country" are customers in each country */
		const struct item *it = &l->items[next];
		links = it->kind == ITEM_OP &&
			(it->op->kind == OP_BE || it->op->kind == OP_NOISE || it->op->kind == OP_STOP);
		was = was || links;
		next += links;
	}
	if (next >= l->n)
		return noun;
	struct slice rest = phrase_text(l, s->text, next, l->n - next);
	const struct item *it = &l->items[next];
	bool ties = it->kind == ITEM_OP && (it->op->kind == OP_OF || it->op->kind == OP_FILTER ||
						   it->op->kind == OP_GROUP || it->op->kind == OP_NOT);
	return slice_of(arena_printf(
		a, "%.*s%s%.*s", SLICE_FMT(noun), ties || was ? " " : " that ", SLICE_FMT(rest)));
}

/* ---- edits ---- */

/* Does a particle stand between a modifier and what follows it already? */
static bool ends_tied(struct slice s)
{
	static const char *const ends[] = {"の", "に", "で", "を", "が", "は", "、", "した", "する", "いる",
		"ない", "별", "별로", "의", "에서", "에", "한", "된", "는", "은"};

	for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
		struct slice end = slice_of(ends[i]);
		if (s.n > end.n && memcmp(s.p + s.n - end.n, end.p, end.n) == 0)
			return true;
	}
	return false;
}

static void replace(struct rewriting *r, struct slice old, struct slice text)
{
	size_t from = (size_t)(old.p - r->before.text.p), at = r->n_edits++;
	struct slice of = SLICE_LIT("の"); /* a part of "by" in 国別の */

	if (old.n > of.n && memcmp(old.p + old.n - of.n, of.p, of.n) == 0 && !ends_tied(text))
		text = slice_of(arena_printf(r->a, "%.*s%.*s", SLICE_FMT(text), SLICE_FMT(of)));
	for (; at > 0 && r->edits[at - 1].from > from; at--)
		r->edits[at] = r->edits[at - 1];
	r->edits[at] = (struct edit){from, from + old.n, text};
}

static struct slice with_lead(const struct side *s, const struct phrase *p)
{
	return phrase_text(&s->linked, s->text, p->first - p->lead, p->n + p->lead);
}

static struct slice bare(const struct side *s, const struct phrase *p)
{
	return phrase_text(&s->linked, s->text, p->first, p->n);
}

/* May p of the question before make place for f? */
static bool is_counterpart(const struct phrase *f, const struct phrase *p)
{
	bool same = f->kind == p->kind;

	if (f->kind ==
		PHRASE_WORD) /* nobody knows what it is called in the schema: most likely another value */
		same = p->kind == PHRASE_VALUE || p->kind == PHRASE_WORD;
	if (f->kind == PHRASE_VALUE && same)
		same = f->table == p->table && f->column == p->column;
	return same && f->compares == p->compares && f->excludes == p->excludes;
}

static void place(struct rewriting *r, const struct phrase *f)
{
	for (size_t i = 0; i < r->before.phrases.n; i++) {
		const struct phrase *p = &r->before.phrases.items[i];
		if (r->taken[i] || !is_counterpart(f, p))
			continue;
		r->taken[i] = true;
		bool whole = f->compares && f->lead && p->lead;
		replace(r, whole ? with_lead(&r->before, p) : bare(&r->before, p),
			whole ? with_lead(&r->now, f) : bare(&r->now, f));
		return;
	}
	if (f->kind == PHRASE_TABLE || f->kind == PHRASE_MEASURE)
		r->failed = true;
	r->added[r->n_added++] = with_lead(&r->now, f);
}

static void add_piece(struct str *out, const struct rewriting *r, struct slice piece)
{
	if (r->before.tokens->korean)
		str_addf(out, "%.*s ", SLICE_FMT(piece));
	else
		str_addf(out, "%.*s%s", SLICE_FMT(piece), ends_tied(piece) ? "" : "の");
}

/* The question before with its edits; what was added stands where modifiers stand in its language. */
static struct slice compose(const struct rewriting *r)
{
	struct str out = STR_INIT(QUESTION_MAX);
	struct slice text = r->before.text;
	size_t at = 0;

	for (size_t i = 0; i < r->n_added && r->stacks; i++)
		add_piece(&out, r, r->added[i]);
	for (size_t i = 0; i < r->n_edits; i++) {
		str_add(&out, text.p + at, r->edits[i].from - at);
		str_add(&out, r->edits[i].text.p, r->edits[i].text.n);
		at = r->edits[i].to;
	}
	str_add(&out, text.p + at, text.n - at);
	for (size_t i = 0; i < r->n_added && !r->stacks; i++)
		str_addf(&out, " %.*s", SLICE_FMT(r->added[i]));
	if (out.n && isupper((unsigned char)text.p[0])) /* "how many" may have come to its beginning */
		out.buf[0] = (char)toupper((unsigned char)out.buf[0]);
	bool over = out.over;
	const char *made = str_to_arena(&out, r->a);
	return over ? (struct slice){NULL, 0} : slice_of(made);
}

/* Phrase by phrase; empty where one of them fits nowhere. */
static struct slice edit_before(struct rewriting *r)
{
	const struct phrase *column = find_kind(&r->now, PHRASE_COLUMN);

	for (size_t i = 0; i < r->now.phrases.n; i++) {
		const struct phrase *f = &r->now.phrases.items[i];
		if (f->kind == PHRASE_COLUMN && !find_kind(&r->before, PHRASE_COLUMN))
			r->failed = true;
		place(r, f);
	}
	if (!r->failed)
		return compose(r);
	/* "the average age?" after a count of customers: that figure of the same rows */
	struct slice noun = noun_phrase(r->a, &r->before);
	if (!column || !noun.n || find_kind(&r->now, PHRASE_TABLE))
		return (struct slice){NULL, 0};
	return slice_of(
		r->before.tokens->korean
			? arena_printf(r->a, "%.*s의 %.*s", SLICE_FMT(noun), SLICE_FMT(r->now.text))
		: r->before.tokens->japanese
			? arena_printf(r->a, "%.*sの%.*s", SLICE_FMT(noun), SLICE_FMT(r->now.text))
			: arena_printf(r->a, "%.*s of %.*s", SLICE_FMT(r->now.text), SLICE_FMT(noun)));
}

/* ---- "them" ---- */

/* The question with what was asked about in the pronoun's place. */
static struct slice put_noun(struct rewriting *r, const struct cue_pronoun *p)
{
	struct slice text = r->now.text, noun = noun_phrase(r->a, &r->before);
	const struct tok *first = &r->now.tokens->items[p->first],
			 *last = &r->now.tokens->items[p->first + p->n - 1];
	struct slice head = {text.p, first->start}, tail = {text.p + last->end, text.n - last->end};

	if (!noun.n)
		return noun;
	if (p->owns)
		return slice_of(arena_printf(
			r->a, "%.*sthe%.*s of %.*s", SLICE_FMT(head), SLICE_FMT(tail), SLICE_FMT(noun)));
	return slice_of(
		arena_printf(r->a, "%.*s%.*s%.*s", SLICE_FMT(head), SLICE_FMT(noun), SLICE_FMT(tail)));
}

/* "そのうち東京の人は?": of what was asked about. */
static struct slice of_noun(struct rewriting *r)
{
	struct slice noun = noun_phrase(r->a, &r->before);

	if (!noun.n)
		return noun;
	return slice_of(arena_printf(r->a, r->before.tokens->korean ? "%.*s 중 %.*s" : "%.*sのうち%.*s",
		SLICE_FMT(noun), SLICE_FMT(r->now.text)));
}

/* ---- deciding ---- */

/* Nothing but what can only change another question: by year, 2011, in descending order. */
static bool is_loose(const struct phrases *f)
{
	for (size_t i = 0; i < f->n; i++) {
		enum phrase_kind k = f->items[i].kind;
		if (k == PHRASE_TABLE || k == PHRASE_COLUMN || k == PHRASE_WORD || k == PHRASE_MEASURE)
			return false;
	}
	return f->n && !f->asks;
}

/* In Japanese and Korean a count asks by itself: 何人, 몇 명. */
static bool does_ask(const struct side *s)
{
	return s->phrases.asks ||
	       ((s->tokens->japanese || s->tokens->korean) && find_kind(s, PHRASE_MEASURE));
}

/* A question of its own, whatever ties it: it asks, and says about what. */
static bool is_whole(const struct side *s)
{
	return does_ask(s) && (find_kind(s, PHRASE_TABLE) || find_kind(s, PHRASE_WORD));
}

static const struct gen_turn *last_answered(const struct gen_turn *turns, size_t n)
{
	while (n > 0 && !turns[n - 1].sql)
		n--;
	return n ? &turns[n - 1] : NULL;
}

/* The question made, with the end mark of the one whose form it has. */
static struct slice with_end(struct arena *a, struct slice made, struct slice form)
{
	static const char *const marks[] = {"?", "？", "。"};
	const char *end = "";

	if (made.n == 0)
		return made;
	for (size_t i = 0; i < ARRAY_LEN(marks); i++) {
		size_t n = strlen(marks[i]);
		if (form.n > n && memcmp(form.p + form.n - n, marks[i], n) == 0)
			end = marks[i];
	}
	return slice_of(arena_printf(a, "%.*s%s", SLICE_FMT(made), end));
}

struct slice followup_rewrite(
	struct arena *a, const struct gen_request *req, const struct gen_turn *turns, size_t n_turns)
{
	const struct gen_turn *last = last_answered(turns, n_turns);
	struct cue_cut cut = cue_strip(req->question);
	struct slice out = {NULL, 0};

	if (!last || cut.rest.n == 0)
		return req->question;
	struct rewriting r = {.a = a,
		.before = read_side(a, req, cue_trim(last->question)),
		.now = read_side(a, req, cut.rest)};
	r.stacks = r.before.tokens->japanese || r.before.tokens->korean;
	r.edits = ARENA_ARRAY(a, struct edit, r.now.phrases.n + 1);
	r.added = ARENA_ARRAY(a, struct slice, r.now.phrases.n + 1);
	r.taken = ARENA_ARRAY(a, bool, r.before.phrases.n + 1);
	struct cue_pronoun pronoun = cue_pronoun(r.now.tokens);
	bool other_language =
		r.stacks != (r.now.tokens->japanese || r.now.tokens->korean) && !is_loose(&r.now.phrases);
	if (other_language)
		return req->question;
	if (pronoun.n && r.now.phrases.n)
		out = with_end(a, put_noun(&r, &pronoun), req->question);
	else if (cut.refers && r.stacks && does_ask(&r.now))
		out = with_end(a, of_noun(&r), req->question);
	else if ((cut.tied && !is_whole(&r.now)) || is_loose(&r.now.phrases))
		out = with_end(a, edit_before(&r), slice_trim(last->question));
	return out.n && out.n <= QUESTION_MAX ? out : req->question;
}
