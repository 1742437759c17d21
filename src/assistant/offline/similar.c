// SPDX-License-Identifier: Apache-2.0
/*
 * Two questions are laid over each other as sets of concepts. What only one of them says must be something that the edits
 * below know how to carry over; a denial, a comparison or a noun that the other lacks ends the matter.
 */
#include "assistant/offline/similar.h"

#include "assistant/offline/similar_int.h"
#include "assistant/offline/frame.h"
#include "assistant/offline/glossary.h"
#include "base/arena.h"
#include "base/limits.h"
#include "sql/lexer.h"

static const double alike_enough = 0.6, idle_weight = 0.5;
static const double sure_alike = 0.95;
static const double foreign_counts = 0.8, turned_counts = 0.9; /* beside a pair that needs neither */

/* The texts of the question that are values of the database, or quoted. */
static struct slice *said_values(struct arena *a, const struct linked *l, size_t *n)
{
	struct slice *out = ARENA_ARRAY(a, struct slice, l->n + 1);

	*n = 0;
	for (size_t i = 0; i < l->n; i++) {
		const struct item *it = &l->items[i];
		if (it->kind != ITEM_LINK || item_role(it) != ROLE_VALUE)
			continue;
		const struct tok *first = &l->tokens->items[it->start], *last = first + it->n - 1;
		out[(*n)++] =
			(struct slice){first->raw.p, (size_t)(last->raw.p + last->raw.n - first->raw.p)};
	}
	return out;
}

static double weight_of(const struct concepts *c)
{
	double sum = 0;

	for (size_t i = 0; i < c->list.n; i++)
		sum += c->list.items[i].weight;
	return sum;
}

static const struct concept by_group = {.kind = CONCEPT_OP, .op = OP_GROUP},
			    largest = {.kind = CONCEPT_OP, .op = OP_SUPER, .arg = 1};

static bool holds(const struct concepts *c, const struct concept *x)
{
	for (size_t i = 0; i < c->list.n; i++) {
		if (concept_same(&c->list.items[i], x))
			return true;
	}
	return false;
}

/* As holds(); where both questions group, what the one groups by the other must group by too. */
static bool shares(const struct editing *e, const struct concepts *c, const struct concept *x)
{
	bool both_group = holds(&e->asked, &by_group) && holds(&e->known, &by_group);

	for (size_t i = 0; i < c->list.n; i++) {
		const struct concept *y = &c->list.items[i];
		if (concept_same(y, x) && (y->grouped == x->grouped || !both_group))
			return true;
	}
	return false;
}

size_t concepts_count(const struct concepts *c, enum concept_kind kind)
{
	size_t n = 0;

	for (size_t i = 0; i < c->list.n; i++)
		n += c->list.items[i].kind == kind;
	return n;
}

bool editing_has(const struct editing *e, const char *word)
{
	for (size_t i = 0; i < e->sql.n; i++) {
		if (sql_token_is(&e->sql.items[i], word))
			return true;
	}
	return false;
}

/* Does a document give the table a name that says the same? */
static bool is_called(const struct names *ns, size_t table, const struct concept *x)
{
	const struct glossary *g = ns->glossary;

	if (x->thing == concept_thing((int32_t)table, -1))
		return true;
	for (size_t i = 0; g && i < g->n_names; i++) {
		const struct gloss_name *n = &g->names[i];
		if (n->table != (int32_t)table || n->column >= 0 || n->words.n != 1)
			continue;
		const struct tok *t = &n->words.items[0];
		if (slice_eq(t->lemma, x->word) || (x->row && concept_row(t) == x->row))
			return true;
	}
	return false;
}

/* Is it the noun of a table that the pair's statement reads, so that it may go without saying? */
static bool goes_without_saying(const struct editing *e, const struct concept *x)
{
	const struct names *ns = e->l->names;

	for (size_t i = 0; !x->grouped && i < ns->cat->n_tables; i++) {
		const struct name_entry *t = ns->tables[i];
		if (!t || !editing_has(e, ns->cat->tables[i].name))
			continue;
		if (is_called(ns, i, x))
			return true;
		for (size_t w = 0; t->n == 1 && w < t->n; w++) {
			const struct name_word *word = &ns->words[t->words[w]];
			if (slice_eq(word->lemma, x->word) || lex_share_sense(&word->senses, &x->senses))
				return true;
		}
	}
	return false;
}

/* Does the statement, which joins, show a column of the table that the concept names? */
static bool is_shown(const struct editing *e, const struct concept *x)
{
	const struct cat_snapshot *cat = e->req->cat;
	size_t from = 0;

	while (from < e->sql.n && !sql_token_is(&e->sql.items[from], "FROM"))
		from++;
	for (size_t i = from; x->thing && i + 2 < e->sql.n; i++) {
		const struct sql_token *t = &e->sql.items[i];
		if (!sql_token_is(t, "FROM") && !sql_token_is(t, "JOIN"))
			continue;
		int32_t table = cat_find_table(cat, t[1].text);
		if (table < 0 || x->thing != concept_thing(table, -1))
			continue;
		struct slice alias = sql_token_is(t + 2, "AS") && i + 3 < e->sql.n ? t[3].text : t[2].text;
		for (size_t k = 0; k + 1 < from; k++) {
			if (slice_eq(e->sql.items[k].text, alias) &&
				sql_token_is_mark(&e->sql.items[k + 1], '.'))
				return true;
		}
	}
	return false;
}

/* "Who reports to whom" names nobody, but asks for those that are shown. */
static bool asks_who(const struct editing *e)
{
	for (size_t i = 0; i < e->l->n; i++) {
		if (e->l->items[i].kind == ITEM_OP && e->l->items[i].op->kind == OP_NAME_ASK)
			return true;
	}
	return false;
}

/* May the question lack this, which the pair says? Its statement may show it all the same. */
static bool may_lack(struct editing *e, const struct concept *x)
{
	if (x->kind == CONCEPT_WORD && x->weight <= idle_weight)
		return ++e->unread_known == 1;
	if (x->kind == CONCEPT_WORD)
		return !e->implied++ && goes_without_saying(e, x) && (asks_who(e) || !is_shown(e, x));
	if (x->kind != CONCEPT_OP)
		return false;
	if (x->op == OP_GROUP) /* "the best of each" is not the best */
		return editing_has(e, "GROUP") && !editing_has(e, "PARTITION");
	if (x->op == OP_COUNT && !editing_has(e, "GROUP")) {
		e->list_rows = true;
		return true;
	}
	if (x->op == OP_COUNT) /* what is most is counted */
		return holds(&e->asked, &largest);
	return x->op == OP_SUPER && !editing_has(e, "LIMIT") && editing_has(e, "ORDER") &&
	       !editing_has(e, "OVER");
}

static const struct concept *wanted(const struct concepts *c)
{
	for (size_t i = 0; i < c->list.n; i++) {
		if (c->list.items[i].wanted)
			return &c->list.items[i];
	}
	return NULL;
}

/* "How many artists have at least four albums" counts the groups that the pair lists. */
static bool counts_groups(const struct editing *e)
{
	const struct concept *x = wanted(&e->asked), *y = wanted(&e->known);

	return x && y && concept_same(x, y) && editing_has(e, "HAVING") && !holds(&e->asked, &by_group);
}

/* "Which customer", not "which customers". */
static bool wants_one(const struct concepts *c)
{
	const struct concept *x = wanted(c);

	return x && !x->plural;
}

/* May the pair lack this, which the question says? Notes what is to be done for it. */
static bool may_add(struct editing *e, const struct concept *x)
{
	bool can_rank = editing_has(e, "ORDER") && !editing_has(e, "LIMIT") && !holds(&e->asked, &by_group);

	if (x->kind == CONCEPT_WORD && x->weight <= idle_weight)
		return !x->is_name && ++e->unread_asked == 1;
	if (x->kind == CONCEPT_WORD)
		return !e->implied++ && goes_without_saying(e, x);
	if (x->kind == CONCEPT_NUMBER) {
		e->limit = x->word;
		return can_rank && holds(&e->asked, &largest);
	}
	if (x->kind != CONCEPT_OP)
		return false;
	if (x->op == OP_GROUP)
		return editing_has(e, "GROUP");
	if (x->op == OP_COUNT) {
		e->count_rows = !editing_has(e, "GROUP") || counts_groups(e);
		if (e->count_rows && holds(&e->asked, &by_group)) /* a count for each is not one of all */
			return false;
		return e->count_rows || editing_has(e, "COUNT");
	}
	bool is_order = x->weight < 1; /* "in descending order" takes no row away */
	if (!is_order && can_rank && wants_one(&e->asked) && !concepts_count(&e->asked, CONCEPT_NUMBER))
		e->limit = SLICE_LIT("1");
	return x->op == OP_SUPER && x->arg == 1 && editing_has(e, "DESC") && !editing_has(e, "LIMIT") &&
	       (can_rank || is_order);
}

/* Whose extreme it is: of the noun behind the superlative, else of what is wanted. */
static const struct concept *ranked(const struct concepts *c)
{
	for (size_t i = 0; i < c->list.n; i++) {
		if (c->list.items[i].ranked)
			return &c->list.items[i];
	}
	return wanted(c);
}

/* Does the question ask for something else than the pair? */
static bool asks_for_other(const struct editing *e)
{
	const struct concept *x = wanted(&e->asked), *y = wanted(&e->known);
	const struct concept *of = ranked(&e->asked), *other = ranked(&e->known);
	bool ranks = of && other && (of->ranked || other->ranked);

	return (x && y && !concept_same(x, y)) || (ranks && !concept_same(of, other));
}

/* Is it the same as a noun of the other only by a sense that another of its own nouns says in that very word? */
static bool is_left_over(const struct concepts *own, const struct concepts *other, const struct concept *x)
{
	for (size_t i = 0; x->kind == CONCEPT_WORD && i < other->list.n; i++) {
		const struct concept *y = &other->list.items[i];
		bool exact = slice_eq(x->word, y->word) || (x->row && x->row == y->row) ||
			     (x->thing && x->thing == y->thing);
		if (y->kind != CONCEPT_WORD || !concept_same(x, y))
			continue;
		bool taken = false;
		for (size_t k = 0; k < own->list.n && !exact; k++) {
			const struct concept *z = &own->list.items[k];
			taken = taken || (z != x && z->kind == CONCEPT_WORD && slice_eq(z->word, y->word));
		}
		if (!taken)
			return false;
	}
	return x->kind == CONCEPT_WORD;
}

/* 0 where they differ in what cannot be carried over, else how much of both is common. */
static double likeness(struct editing *e)
{
	double common = 0, all = weight_of(&e->asked) + weight_of(&e->known);

	for (size_t i = 0; i < e->asked.list.n; i++) {
		const struct concept *x = &e->asked.list.items[i];
		if (shares(e, &e->known, x) && !is_left_over(&e->asked, &e->known, x))
			common += x->weight;
		else if (!may_add(e, x))
			return 0;
	}
	for (size_t i = 0; i < e->known.list.n; i++) {
		const struct concept *x = &e->known.list.items[i];
		if (shares(e, &e->asked, x) && !is_left_over(&e->known, &e->asked, x))
			common += x->weight;
		else if (!may_lack(e, x))
			return 0;
	}
	if (e->unread_asked != e->unread_known) /* one verb may stand for another, but none for nothing */
		return 0;
	if (asks_for_other(e) ||
		concepts_count(&e->asked, CONCEPT_VALUE) != concepts_count(&e->known, CONCEPT_VALUE))
		return 0;
	return all > 0 ? common / all : 0;
}

/* Do all the concepts name more than slots and operators? */
static bool says_something(const struct concepts *c)
{
	for (size_t i = 0; i < c->list.n; i++) {
		if (c->list.items[i].kind == CONCEPT_WORD && c->list.items[i].weight > idle_weight)
			return true;
	}
	return false;
}

/* Does the statement read none but the tables that may be used? */
static bool is_allowed(const struct editing *e)
{
	const struct names *ns = e->l->names;

	for (size_t i = 0; e->req->n_only_tables && i < ns->cat->n_tables; i++) {
		bool allowed = false;
		for (size_t k = 0; k < e->req->n_only_tables; k++)
			allowed = allowed || e->req->only_tables[k] == i;
		if (!allowed && editing_has(e, ns->cat->tables[i].name))
			return false;
	}
	return true;
}

/* A pair in another language names its columns in that one. */
static bool is_foreign(const struct linked *l, const struct learnt_pair *p)
{
	return tok_tongue(l->tokens) != tok_tongue(&p->words);
}

struct reused similar_example(
	struct arena *a, const struct gen_request *req, const struct linked *l, const struct learnt *learnt)
{
	struct reused best = {.likeness = 0};
	size_t n_said;
	const struct slice *said = said_values(a, l, &n_said);
	struct concepts asked = concepts_read(a, l->tokens, learnt->names, said, n_said);

	if (!says_something(&asked))
		return best;
	/* English names are the schema's own, so that a Japanese or Korean question may take them over; the
	 * other way round a sure reading goes first, and any does where a noun went without saying */
	bool english = tok_tongue(l->tokens) == TONGUE_EN;
	for (size_t i = 0; i < learnt->n_pairs && i < PAIRS_UNDERSTOOD_MAX; i++) {
		const struct learnt_pair *p = &learnt->pairs[i];
		struct editing e = {.a = a,
			.req = req,
			.l = l,
			.habits = learnt->habits,
			.asked = asked,
			.known = p->concepts,
			.sql = p->sql};
		if (!p->sql.n || !is_allowed(&e))
			continue;
		double like = likeness(&e);
		bool turned = e.count_rows || e.list_rows || e.limit.n;
		bool foreign = is_foreign(l, p);
		if (like < alike_enough)
			continue;
		like *= (foreign ? foreign_counts : 1) * (turned ? turned_counts : 1);
		double same = sure_alike * foreign_counts;
		if (like <= best.likeness)
			continue;
		const char *sql = editing_rewrite(&e, p);
		if (sql)
			best = (struct reused){.sql = sql,
				.question = p->question,
				.likeness = like,
				.yields = turned || (foreign && (english || like < same)),
				.last_resort = e.list_rows || (foreign && english && e.implied)};
	}
	return best;
}
