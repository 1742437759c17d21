// SPDX-License-Identifier: Apache-2.0
/*
 * Two questions are laid side by side; what stands between their common beginning and their common end is the slot. The
 * old slot's text is looked for among the literals of the accepted SQL and replaced, so the shape of the statement stays
 * exactly as a person accepted it.
 */
#include "assistant/offline/reuse.h"

#include "base/arena.h"
#include "base/limits.h"
#include "sql/dialect.h"

struct sides {
	const struct tokens *x, *y;
	size_t head, tail; /* tokens that agree at the beginning and at the end */
};

static bool same_word(const struct tok *x, const struct tok *y)
{
	return slice_eq(x->low, y->low) || (!x->cjk && x->kind == TOK_WORD && slice_eq(x->lemma, y->lemma));
}

/* Questions end in "?" or not at all; that says nothing. */
static size_t spoken(const struct tokens *t)
{
	size_t n = t->n;

	while (n && t->items[n - 1].kind == TOK_PUNCT)
		n--;
	return n;
}

static struct sides compare(const struct tokens *x, const struct tokens *y)
{
	struct sides s = {.x = x, .y = y};
	size_t nx = spoken(x), ny = spoken(y);

	while (s.head < nx && s.head < ny && same_word(&x->items[s.head], &y->items[s.head]))
		s.head++;
	while (s.tail < nx - s.head && s.tail < ny - s.head &&
		same_word(&x->items[nx - 1 - s.tail], &y->items[ny - 1 - s.tail]))
		s.tail++;
	return s;
}

static struct slice slot_of(const struct tokens *t, size_t head, size_t tail)
{
	const struct tok *first = &t->items[head], *last = &t->items[spoken(t) - tail - 1];

	return (struct slice){first->raw.p, (size_t)(last->raw.p + last->raw.n - first->raw.p)};
}

/* The value as the database spells it where the slot is one linked value; else as it was written. */
static struct slice spelled(const struct linked *l, size_t head, struct slice said)
{
	for (size_t i = 0; i < l->n; i++) {
		const struct reading_of *v = link_best(&l->items[i], READ_VALUE, 0.8);
		if (l->items[i].start == head && v)
			return v->value;
	}
	return said;
}

static bool is_number(struct slice s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	}
	return s.n > 0;
}

/* The literal of the SQL that holds exactly `old`, case aside: its offset and length with quotes; false when there is none. */
static bool find_literal(struct slice sql, struct slice old, size_t *at, size_t *n)
{
	for (size_t i = 0; i < sql.n; i++) {
		struct slice rest = {sql.p + i, sql.n - i};
		if (sql.p[i] == '\'' && rest.n >= old.n + 2 && rest.p[old.n + 1] == '\'' &&
			slice_eq_nocase((struct slice){rest.p + 1, old.n}, old)) {
			*at = i;
			*n = old.n + 2;
			return true;
		}
		bool starts = i == 0 || sql.p[i - 1] == ' ' || sql.p[i - 1] == '(' || sql.p[i - 1] == '=' ||
			      sql.p[i - 1] == '>' || sql.p[i - 1] == '<';
		if (is_number(old) && starts && slice_starts(rest, old) &&
			(rest.n == old.n || !is_number((struct slice){rest.p + old.n, 1}))) {
			*at = i;
			*n = old.n;
			return true;
		}
	}
	return false;
}

static const char *exchange(struct arena *a, const struct gen_request *req, struct slice sql,
	struct slice old, struct slice value)
{
	struct str out = STR_INIT(SQL_MAX);
	size_t at, n;

	if (!find_literal(sql, old, &at, &n))
		return NULL;
	str_add(&out, sql.p, at);
	if (is_number(old) && is_number(value) && sql.p[at] != '\'')
		str_add(&out, value.p, value.n);
	else
		sql_add_text(&out, req->dialect, value);
	str_add(&out, sql.p + at + n, sql.n - at - n);
	return str_to_arena(&out, a);
}

/* May what was said stand in the slot? A number for a number; else one value, or words that nothing else is made of. */
static bool may_stand(const struct linked *l, size_t head, size_t tail, struct slice old, struct slice said)
{
	size_t end = spoken(l->tokens) - tail;

	if (is_number(old) || is_number(said))
		return is_number(old) && is_number(said);
	for (size_t i = 0; i < l->n; i++) {
		const struct item *it = &l->items[i];
		if (it->start < head || it->start >= end)
			continue;
		bool whole = it->start == head && it->start + it->n == end;
		if (!whole && (it->kind == ITEM_OP || it->kind == ITEM_NUMBER || it->kind == ITEM_LINK))
			return false;
	}
	return true;
}

struct reused reuse_example(
	struct arena *a, const struct gen_request *req, const struct linked *l, const struct learnt *learnt)
{
	struct reused best = {.likeness = 0};

	for (size_t i = 0; i < learnt->n_pairs; i++) {
		const struct learnt_pair *p = &learnt->pairs[i];
		struct sides s = compare(l->tokens, &p->words);
		size_t n = spoken(l->tokens), m = spoken(&p->words);
		if (s.head + s.tail == n && n == m)
			return (struct reused){.sql = p->text, .question = p->question, .likeness = 1.0};
		if (s.head + s.tail >= n || s.head + s.tail >= m || s.head + s.tail < 3)
			continue;
		struct slice old = slot_of(&p->words, s.head, s.tail),
			     said = slot_of(l->tokens, s.head, s.tail);
		if (!may_stand(l, s.head, s.tail, old, said))
			continue;
		const char *sql = exchange(a, req, slice_of(p->text), old, spelled(l, s.head, said));
		double likeness = (double)(s.head + s.tail) / (double)(n > m ? n : m);
		if (sql && likeness > best.likeness && likeness > 0.5)
			best = (struct reused){.sql = sql, .question = p->question, .likeness = likeness};
	}
	return best;
}
