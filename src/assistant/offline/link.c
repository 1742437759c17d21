// SPDX-License-Identifier: Apache-2.0
/*
 * Every schema word is compared with every word of the question once (link_words.c); spans are then scored against names
 * by how much of both sides is covered. Values are found by the spans' texts. At last the spans that explain most are
 * taken, longest and surest first, until none fits between those taken.
 */
#include "assistant/offline/link.h"

#include "assistant/offline/glossary.h"
#include "assistant/offline/link_int.h"
#include "assistant/offline/period.h"
#include "base/arena.h"
#include "base/vec.h"

enum { SPAN_MAX = 6 };

static const double as_documented =
	0.97; /* a name that a document gives: hardly less than the schema's own */

/* A span laid on a name: which of its words are met, how well, and whether every word of the span that counts found one. */
struct laid {
	double sum;    /* of similarities */
	size_t tokens; /* of the span that count */
	uint32_t met;  /* words of the name */
	bool complete;
};

static struct laid lay(const struct linking *l, size_t i, size_t len, const struct name_entry *e,
	const struct name_entry *table)
{
	struct laid out = {.complete = true};
	uint32_t table_met = 0;

	for (size_t k = i; k < i + len; k++) {
		const float *row = l->sims + k * l->ns->n_words;
		float best = 0;
		size_t at = 0;
		bool of_table = false;
		for (size_t w = 0; w < e->n; w++) {
			if (row[e->words[w]] > best && !(out.met & 1u << w)) {
				best = row[e->words[w]];
				at = w;
			}
		}
		for (size_t w = 0; table && w < table->n; w++) {
			if (row[table->words[w]] > best && !(table_met & 1u << w)) {
				best = row[table->words[w]];
				at = w;
				of_table = true;
			}
		}
		if (best < 0.6f) {
			if (!l->glue[k] || table || k == i || k + 1 == i + len)
				out.complete = false;
			continue;
		}
		out.tokens++;
		out.sum += best;
		if (of_table)
			table_met |= 1u << at;
		else
			out.met |= 1u << at;
	}
	out.complete = out.complete && out.tokens > 0;
	return out;
}

/* A name in Japanese or Korean is met by the words themselves, others by what the words mean. */
static struct slice glued_word(const struct tok *t, const struct name_entry *e)
{
	return t->cjk && (unsigned char)e->joined.p[0] >= 0x80 ? t->low : t->lemma;
}

/* Span against "hometown" as one string: "home town". */
static bool glued(const struct linking *l, size_t i, size_t len, const struct name_entry *e)
{
	size_t at = 0;

	if (len == 1 && lex_meet(l->t->items[i].gloss, e->joined))
		return true;
	for (size_t k = i; k < i + len; k++) {
		struct slice w = glued_word(&l->t->items[k], e);
		if (at + w.n > e->joined.n || memcmp(e->joined.p + at, w.p, w.n) != 0)
			return false;
		at += w.n;
	}
	return at == e->joined.n;
}

/* Words that many tables carry and that name none of them. */
static bool says_something(const struct linking *l, const struct name_entry *e, uint32_t met)
{
	static const char *const generic[] = {"list", "data", "info", "information", "detail", "record",
		"table", "reference", "type", "history", "all", "name"};

	for (size_t w = 0; w < e->n; w++) {
		bool is_generic = !(met & 1u << w);
		for (size_t k = 0; k < ARRAY_LEN(generic); k++)
			is_generic =
				is_generic || slice_eq(l->ns->words[e->words[w]].lemma, slice_of(generic[k]));
		if (!is_generic)
			return true;
	}
	return false;
}

/* Words of a table's name that the question need not say: "cars_data" are cars. */
static size_t idle_words(const struct linking *l, const struct name_entry *e, uint32_t met)
{
	static const char *const idle[] = {"list", "data", "datum", "info", "information", "record", "table"};
	size_t n = 0;

	for (size_t w = 0; w < e->n; w++) {
		for (size_t k = 0; k < ARRAY_LEN(idle) && !(met & 1u << w); k++)
			n += slice_eq(l->ns->words[e->words[w]].lemma, slice_of(idle[k]));
	}
	return MIN(n, e->n - 1);
}

static double table_score(const struct linking *l, size_t i, size_t len, const struct name_entry *e)
{
	struct laid on = lay(l, i, len, e, NULL);

	for (size_t k = i; k < i + len; k++) {
		if (l->glue[k])
			return 0;
	}

	if (glued(l, i, len, e))
		return 1.0;
	if (!on.complete || !on.met)
		return 0;
	double cover = (double)__builtin_popcount(on.met) / (double)(e->n - idle_words(l, e, on.met));
	if (cover < 1.0 && (on.sum < 0.95 * (double)on.tokens || !says_something(l, e, on.met)))
		return 0;
	bool has_head = on.met >> (e->n - 1) & 1u;
	return on.sum / (double)on.tokens * (0.5 + 0.5 * cover) * (has_head ? 1.0 : 0.92);
}

static double column_score(
	const struct linking *l, size_t i, size_t len, const struct name_entry *e, bool *own)
{
	const struct name_entry *table = l->ns->tables[e->table];
	struct laid alone = lay(l, i, len, e, NULL);

	*own = false;
	if ((len > 1 || l->t->items[i].cjk) && glued(l, i, len, e)) {
		*own = e->core != (1u << e->n) - 1;
		return *own ? 1.02 : 1.0;
	}
	if (alone.complete && alone.met & e->core) {
		uint32_t core_met = alone.met & e->core;
		double cover = (double)__builtin_popcount(alone.met) / (double)e->n;
		double core = (double)__builtin_popcount(core_met) / (double)__builtin_popcount(e->core);
		cover = MAX(cover, core * 0.93);
		*own = (alone.met & ~e->core) != 0 && core >= 1.0;
		return alone.sum / (double)alone.tokens * (0.45 + 0.55 * cover) + (*own ? 0.02 : 0);
	}
	if (alone.complete || len < 2)
		return 0;
	struct laid both = lay(l, i, len, e, table);
	if (!both.complete || (both.met & e->core) != e->core)
		return 0;
	*own = true;
	return both.sum / (double)both.tokens * 0.98;
}

struct candidate {
	size_t start, n;
	struct reading_of r;
};

struct candidates {
	VEC(struct candidate) v;
};

/* "ids of customers" are two nouns, "level of membership" is one: is what follows the preposition a table by itself? */
static bool spans_two(const struct linking *l, size_t i, size_t len)
{
	bool has_glue = false;

	for (size_t k = i; k < i + len; k++) {
		has_glue = has_glue || l->glue[k];
		for (size_t e = 0; has_glue && !l->light[k] && e < l->ns->n_entries; e++) {
			if (l->ns->entries[e].column < 0 && table_score(l, k, 1, &l->ns->entries[e]) > 0.9)
				return true;
		}
	}
	return false;
}

static void add_names(struct linking *l, struct candidates *out)
{
	for (size_t i = 0; i < l->t->n; i++) {
		if (l->light[i] || l->t->items[i].kind != TOK_WORD)
			continue;
		for (size_t len = 1; len <= SPAN_MAX && i + len <= l->t->n; len++) {
			if (l->t->items[i + len - 1].kind != TOK_WORD)
				break;
			if (l->light[i + len - 1])
				continue;
			if (len > 2 && spans_two(l, i, len))
				continue;
			for (size_t k = 0; k < l->ns->n_entries; k++) {
				const struct name_entry *e = &l->ns->entries[k];
				bool own = false;
				double s = !e->n           ? 0
					   : e->column < 0 ? table_score(l, i, len, e)
							   : column_score(l, i, len, e, &own);
				if (len == 2 && e->column >= 0 &&
					lex_is_companion(l->t->items[i].lemma, l->t->items[i + 1].lemma))
					s = MAX(s, as_documented * column_score(l, i, 1, e, &own));
				if (s < 0.42)
					continue;
				vec_push(&out->v, l->a,
					(struct candidate){i, len,
						{e->column < 0 ? READ_TABLE : READ_COLUMN, e->table,
							e->column, {NULL, 0}, s, own, false, NULL}});
			}
		}
	}
}

/* What the documents call tables and columns, unless the words already say what is to be done. */
static void add_glossary(struct linking *l, struct candidates *out)
{
	const struct glossary *g = l->ns->glossary;

	for (size_t k = 0; g && k < g->n_names; k++) {
		const struct gloss_name *w = &g->names[k];
		for (size_t i = 0; i + w->words.n <= l->t->n && l->ns->tables[w->table]; i++) {
			bool acts = l->ops[i] && !l->light[i] && l->op_len[i] >= w->words.n;
			if (acts || !glossary_spells(&w->words, l->t, i))
				continue;
			vec_push(&out->v, l->a,
				(struct candidate){i, w->words.n,
					{w->column < 0 ? READ_TABLE : READ_COLUMN, w->table, w->column,
						{NULL, 0}, as_documented, false, true, w->formula}});
		}
	}
}

static void add_values(struct linking *l, struct candidates *out)
{
	for (size_t k = 0; k < l->spans.n_hits; k++) {
		const struct value_hit *h = &l->spans.hits[k];
		vec_push(&out->v, l->a,
			(struct candidate){h->start, h->n,
				{READ_VALUE, h->table, h->column, h->value, h->score, false, false, NULL}});
	}
}

/* What a candidate explains: more words are worth more than proportionally, since a long match is rarely chance. */
static double weigh(const struct linking *l, const struct candidate *c)
{
	size_t content = 0;

	for (size_t k = c->start; k < c->start + c->n; k++)
		content += !l->light[k];
	return c->r.score * (double)content + 0.15 * (double)(c->n - 1);
}

static void add_reading(struct arena *a, struct item *it, const struct reading_of *r)
{
	size_t at = it->n_readings;

	if (!it->readings)
		it->readings = ARENA_ARRAY(a, struct reading_of, READINGS_MAX);
	for (size_t i = 0; i < it->n_readings; i++) {
		const struct reading_of *o = &it->readings[i];
		if (o->kind == r->kind && o->table == r->table && o->column == r->column &&
			(r->kind != READ_VALUE || slice_eq_nocase(o->value, r->value)))
			return;
	}
	if (at == READINGS_MAX)
		return;
	while (at > 0 && it->readings[at - 1].score < r->score) {
		it->readings[at] = it->readings[at - 1];
		at--;
	}
	it->readings[at] = *r;
	it->n_readings++;
}

/* Operators stand as candidates beside names: a name needs to explain more to displace one. */
static double op_weight(const struct linking *l, size_t i)
{
	double content = 0;

	for (size_t k = i; k < i + l->op_len[i]; k++)
		content += l->light[k] ? 0.3 : 1.02;
	if (l->ops[i] && l->ops[i]->kind == OP_SUM && l->ops[i]->arg == 3 && l->ops[i]->hint[0] != '=')
		return 0.9 * content; /* a column called sales goes before what "sales" usually means */
	return l->ops[i] ? content : 0;
}

/* A denied verb means the tables that its hint names: "never sold" those of sales. */
static void add_hinted_tables(struct linking *l, struct item *it)
{
	for (size_t k = 0; k < l->ns->n_entries; k++) {
		const struct name_entry *e = &l->ns->entries[k];
		struct slice rest = slice_of(it->op->hint);
		bool named = false;
		while (e->column < 0 && rest.n && !named) {
			struct slice word = slice_cut(&rest, '|');
			for (size_t w = 0; w < e->n; w++)
				named = named || names_word_starts(&l->ns->words[e->words[w]], word);
		}
		if (named)
			add_reading(l->a, it,
				&(struct reading_of){
					.kind = READ_TABLE, .table = e->table, .column = -1, .score = 0.7});
	}
}

static bool is_free(const bool *taken, size_t start, size_t n)
{
	for (size_t k = start; k < start + n; k++) {
		if (taken[k])
			return false;
	}
	return true;
}

static void take(struct linking *l, struct item *by_start, bool *taken, const struct candidates *c,
	size_t best, double weight)
{
	struct item *it = &by_start[c->v.items[best].start];

	struct slice digits = l->t->items[c->v.items[best].start].num;
	*it = (struct item){.text = digits,
		.kind = ITEM_LINK,
		.start = c->v.items[best].start,
		.n = c->v.items[best].n,
		.weight = weight};
	for (size_t k = 0; k < c->v.n; k++) {
		const struct candidate *o = &c->v.items[k];
		if (o->start == it->start && o->n == it->n)
			add_reading(l->a, it, &o->r);
	}
	if (l->ops[it->start] && l->op_len[it->start] == it->n)
		it->op = l->ops[it->start];
	for (size_t k = it->start; k < it->start + it->n; k++)
		taken[k] = true;
}

static void choose(struct linking *l, struct candidates *c, struct item *by_start)
{
	bool *taken = ARENA_ARRAY(l->a, bool, l->t->n + 1);
	bool *dead = ARENA_ARRAY(l->a, bool, c->v.n + 1);

	for (;;) {
		double best = 0;
		size_t at = 0, op_at = l->t->n;
		for (size_t k = 0; k < c->v.n; k++) {
			const struct candidate *o = &c->v.items[k];
			if (dead[k] || !is_free(taken, o->start, o->n)) {
				dead[k] = true;
				continue;
			}
			double w = weigh(l, o);
			if (w > best) {
				best = w;
				at = k;
			}
		}
		for (size_t i = 0; i < l->t->n; i++) {
			double w = op_weight(l, i);
			if (w > best && is_free(taken, i, l->op_len[i])) {
				best = w;
				op_at = i;
			}
		}
		if (best <= 0)
			return;
		if (op_at == l->t->n) {
			take(l, by_start, taken, c, at, best);
			continue;
		}
		by_start[op_at] = (struct item){.kind = ITEM_OP,
			.start = op_at,
			.n = l->op_len[op_at],
			.op = l->ops[op_at],
			.weight = best};
		for (size_t k = 0; k < c->v.n; k++) { /* "total" may still be the column that it spells */
			const struct candidate *o = &c->v.items[k];
			size_t skipped = l->ops[op_at]->kind == OP_EVERYTHING ? o->start - op_at
									      : 0; /* "the details" */
			if (o->start == op_at + skipped && o->start + o->n == op_at + l->op_len[op_at] &&
				o->r.kind != READ_VALUE && o->r.score > 0.7)
				add_reading(l->a, &by_start[op_at], &o->r);
		}
		if (l->ops[op_at]->kind == OP_NOT && l->ops[op_at]->hint)
			add_hinted_tables(l, &by_start[op_at]);
		for (size_t k = op_at; k < op_at + l->op_len[op_at]; k++)
			taken[k] = true;
	}
}

static void fill_rest(const struct linking *l, struct item *it, size_t i)
{
	const struct tok *t = &l->t->items[i];

	bool after_like = i > 0 && l->ops[i - 1] && l->ops[i - 1]->kind == OP_LIKE;
	for (size_t k = i; k > 0 && !after_like && i - k < 4; k--)
		after_like = l->ops[k - 1] && l->ops[k - 1]->kind == OP_LIKE && k - 1 + l->op_len[k - 1] == i;
	*it = (struct item){.kind = ITEM_WORD, .start = i, .n = 1};
	if (t->kind == TOK_QUOTED || tok_is_date(t->low) ||
		(after_like && t->kind == TOK_WORD && !t->num.n)) {
		it->kind = ITEM_TEXT;
		it->text = t->raw;
	} else if (t->num.n) {
		it->kind = ITEM_NUMBER;
		it->text = t->num;
	}
}

struct linked link_question(struct arena *a, const struct tokens *t, const struct names *ns)
{
	struct linking l = {.a = a, .t = t, .ns = ns};
	struct candidates c = {0};
	struct item *by_start = ARENA_ARRAY(a, struct item, t->n + 1);
	struct linked out = {.tokens = t, .names = ns, .today = period_today()};

	link_find_ops(&l);
	link_compare_words(&l);
	l.spans = value_link(a, t, ns, l.light);
	add_names(&l, &c);
	add_glossary(&l, &c);
	add_values(&l, &c);
	choose(&l, &c, by_start);
	out.items = ARENA_ARRAY(a, struct item, t->n + 1);
	for (size_t i = 0; i < t->n; i += MAX(by_start[i].n, 1)) {
		if (!by_start[i].n)
			fill_rest(&l, &by_start[i], i);
		out.items[out.n++] = by_start[i];
	}
	return out;
}

const struct reading_of *link_best(const struct item *it, enum reading_kind kind, double least)
{
	for (size_t i = 0; i < it->n_readings; i++) {
		if (it->readings[i].kind == kind)
			return it->readings[i].score >= least ? &it->readings[i] : NULL;
	}
	return NULL;
}
