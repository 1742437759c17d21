// SPDX-License-Identifier: Apache-2.0
/* See followup_phrase.h. One pass over the items; what ties a phrase to the rest is kept as its lead. */
#include "assistant/offline/followup_phrase.h"

#include "base/arena.h"
#include "base/num.h"

enum { YEAR_FIRST = 1900, YEAR_LAST = 2100 };

struct cutting {
	const struct linked *l;
	struct phrases out;
	size_t lead; /* items directly before that belong to the next phrase */
	bool compares, excludes;
};

struct slice phrase_text(const struct linked *l, struct slice question, size_t first, size_t n)
{
	const struct item *a = &l->items[first], *z = &l->items[first + n - 1];
	size_t from = l->tokens->items[a->start].start, to = l->tokens->items[z->start + z->n - 1].end;

	return (struct slice){question.p + from, to - from};
}

static enum op_kind op_of(const struct cutting *c, size_t i)
{
	return i < c->l->n && c->l->items[i].kind == ITEM_OP ? c->l->items[i].op->kind : OP_NONE;
}

static bool is_name(const struct cutting *c, size_t i)
{
	return i < c->l->n && c->l->items[i].kind == ITEM_LINK && item_role(&c->l->items[i]) != ROLE_VALUE;
}

static bool is_value(const struct cutting *c, size_t i)
{
	return i < c->l->n &&
	       ((c->l->items[i].kind == ITEM_LINK && item_role(&c->l->items[i]) == ROLE_VALUE) ||
		       c->l->items[i].kind == ITEM_TEXT);
}

static void add(struct cutting *c, enum phrase_kind kind, size_t first, size_t n)
{
	const struct item *it = &c->l->items[first];
	struct phrase p = {.kind = kind,
		.first = first,
		.n = n,
		.lead = c->lead,
		.table = -1,
		.column = -1,
		.compares = c->compares,
		.excludes = c->excludes};

	if (it->n_readings) {
		p.table = it->readings[0].table;
		p.column = it->readings[0].column;
	}
	c->out.items[c->out.n++] = p;
	c->lead = 0;
	c->compares = c->excludes = false;
}

/* How many items a grouping takes at i: "by year", "for each country", 国 別; 0 = it is none. */
static size_t group_at(const struct cutting *c, size_t i)
{
	enum op_kind op = op_of(c, i);
	bool by = op == OP_OF && c->l->items[i].op->arg == 1;

	if (op == OP_PERIOD)
		return 1;
	if ((op == OP_GROUP || by) && is_name(c, i + 1))
		return 2;
	if (is_name(c, i) && op_of(c, i + 1) == OP_GROUP && c->l->tokens->items[c->l->items[i].start].cjk)
		return 2;
	return 0;
}

/* "sorted by name in descending order" */
static size_t order_at(const struct cutting *c, size_t i)
{
	enum op_kind op = op_of(c, i);
	size_t n = 1;

	if (op == OP_DESC || op == OP_ASC)
		return 1;
	if (op != OP_ORDER)
		return 0;
	while (is_name(c, i + n) || op_of(c, i + n) == OP_DESC || op_of(c, i + n) == OP_ASC)
		n++;
	return n;
}

/* What is counted, behind its number: 3 件, 5 명. */
static bool is_counter(const struct cutting *c, size_t i)
{
	static const char *const counters[] = {
		"件", "人", "名", "個", "社", "曲", "枚", "本", "명", "개", "건", "곳", "곡"};

	for (size_t k = 0; k < ARRAY_LEN(counters) && op_of(c, i) == OP_NOISE; k++) {
		if (str_eq(c->l->items[i].op->phrase, counters[k]))
			return true;
	}
	return false;
}

/* "the top 5", "3 cheapest", 上位 5 件 */
static size_t top_at(const struct cutting *c, size_t i)
{
	enum op_kind op = op_of(c, i);
	bool number = c->l->items[i].kind == ITEM_NUMBER;
	enum op_kind next = op_of(c, i + 1);

	if (op == OP_SUPER || op == OP_COMMON) {
		bool counts = i + 1 < c->l->n && c->l->items[i + 1].kind == ITEM_NUMBER;
		return counts ? 2 + is_counter(c, i + 2) : 1;
	}
	return number && (next == OP_SUPER || next == OP_COMMON) ? 2 : 0;
}

/* Values with nothing but "and" between them. */
static size_t values_at(const struct cutting *c, size_t i)
{
	size_t n = is_value(c, i) ? 1 : 0;

	while (n) {
		enum op_kind op = op_of(c, i + n);
		bool joins = op == OP_AND || op == OP_OR || op == OP_COMMA;
		if (is_value(c, i + n))
			n++;
		else if (joins && is_value(c, i + n + 1))
			n += 2;
		else
			break;
	}
	return n;
}

static bool is_year(const struct item *it)
{
	int64_t n;

	return num_parse_i64(it->text, INT64_MIN, INT64_MAX, &n) && n >= YEAR_FIRST && n <= YEAR_LAST;
}

/* A number with what stands behind it: its unit, "or more". */
static size_t number_at(struct cutting *c, size_t i)
{
	size_t n = 1;

	if (c->l->items[i].kind != ITEM_NUMBER)
		return 0;
	for (; op_of(c, i + n) == OP_CMP_POST || op_of(c, i + n) == OP_UNIT; n++)
		c->compares = c->compares || op_of(c, i + n) == OP_CMP_POST;
	return n;
}

static bool is_content(const struct cutting *c, size_t i)
{
	const struct tok *t = &c->l->tokens->items[c->l->items[i].start];

	return c->l->items[i].kind == ITEM_WORD && t->kind == TOK_WORD;
}

/* What an operator does that is no phrase of its own. */
enum op_duty { DUTY_PARTS, DUTY_ASKS, DUTY_COMPARES, DUTY_EXCLUDES, DUTY_TIES, DUTY_NONE };

static const enum op_duty duties[OP_UNIT + 1] = {
	[OP_ASK] = DUTY_ASKS,
	[OP_NAME_ASK] = DUTY_ASKS,
	[OP_WHERE_ASK] = DUTY_ASKS,
	[OP_WHEN_ASK] = DUTY_ASKS,
	[OP_HAVE] = DUTY_ASKS,
	[OP_BE] = DUTY_ASKS,
	[OP_CMP] = DUTY_COMPARES,
	[OP_BETWEEN] = DUTY_COMPARES,
	[OP_LIKE] = DUTY_COMPARES,
	[OP_NOT] = DUTY_EXCLUDES,
	[OP_EXCEPT] = DUTY_EXCLUDES,
	[OP_NULL] = DUTY_EXCLUDES,
	[OP_OF] = DUTY_TIES,
	[OP_FILTER] = DUTY_TIES,
	[OP_NOISE] = DUTY_NONE,
};

/* "are there" says nothing of what is asked, but that something is. */
static bool does_exist(const struct lex_op *op)
{
	static const char *const phrases[] = {
		"are there", "is there", "there are", "do we have", "do you have"};

	for (size_t i = 0; i < ARRAY_LEN(phrases); i++) {
		if (str_eq(op->phrase, phrases[i]))
			return true;
	}
	return false;
}

static void take_op(struct cutting *c, size_t i)
{
	enum op_kind op = op_of(c, i);
	enum op_duty duty = op == OP_NOISE && does_exist(c->l->items[i].op) ? DUTY_ASKS : duties[op];

	if (duty == DUTY_NONE) {
		c->lead += c->lead > 0;
	} else if (duty == DUTY_PARTS || duty == DUTY_ASKS) {
		c->out.asks = c->out.asks || duty == DUTY_ASKS;
		c->lead = 0;
		c->compares = c->excludes = false;
	} else {
		c->lead++;
		c->compares = c->compares || duty == DUTY_COMPARES;
		c->excludes = c->excludes || duty == DUTY_EXCLUDES;
	}
}

/* Take the phrase that begins at item i; how many items it is, 0 = none begins there. */
static size_t take_phrase(struct cutting *c, size_t i)
{
	enum op_kind op = op_of(c, i);
	enum phrase_kind kind;
	size_t n;

	if ((n = group_at(c, i)))
		kind = PHRASE_GROUP;
	else if ((n = order_at(c, i)))
		kind = PHRASE_ORDER;
	else if ((n = top_at(c, i)))
		kind = PHRASE_TOP;
	else if ((n = values_at(c, i)))
		kind = PHRASE_VALUE;
	else if ((n = number_at(c, i)))
		kind = is_year(&c->l->items[i]) ? PHRASE_YEAR : PHRASE_NUMBER;
	else if (op == OP_COUNT || op == OP_SUM || op == OP_AVG || op == OP_MIN || op == OP_MAX)
		kind = (n = 1, PHRASE_MEASURE);
	else if (is_name(c, i))
		kind = (n = 1, item_role(&c->l->items[i]) == ROLE_TABLE ? PHRASE_TABLE : PHRASE_COLUMN);
	else if (is_content(c, i))
		kind = (n = 1, PHRASE_WORD);
	else
		return 0;
	add(c, kind, i, n);
	return n;
}

struct phrases phrases_cut(struct arena *a, const struct linked *l)
{
	struct cutting c = {.l = l, .out = {.items = ARENA_ARRAY(a, struct phrase, l->n + 1)}};

	for (size_t i = 0; i < l->n;) {
		size_t n = take_phrase(&c, i);
		if (n == 0) {
			take_op(&c, i);
			n = 1;
		}
		i += n;
	}
	return c.out;
}
