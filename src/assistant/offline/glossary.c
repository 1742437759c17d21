// SPDX-License-Identifier: Apache-2.0
/*
 * What a name is and what it may mean. A name has one to four words and neither begins nor ends with a word that only
 * ties others together; one that the lexicon reads as an operator stays that operator wherever a question says it.
 */
#include "assistant/offline/glossary.h"

#include "assistant/offline/glossary_int.h"
#include "base/arena.h"
#include "base/limits.h"
#include "base/num.h"
#include "sql/lexer.h"

enum { GLOSS_WORDS_MAX = 4, GLOSS_NAMES_MAX = 4000, GLOSS_MEASURES_MAX = 500 };

static int32_t column_of(const struct cat_snapshot *cat, int32_t table, struct slice name)
{
	return table >= 0 ? cat_find_column(&cat->tables[table], name) : -1;
}

/* A column said without its table: the subject's, else the only one of that name. */
static struct gloss_thing lone_column(const struct gloss_reading *r, struct slice name)
{
	const struct cat_snapshot *cat = r->ns->cat;
	struct gloss_thing found = {.what = GLOSS_NOTHING};
	int32_t c = r->subject.what == GLOSS_NOTHING ? -1 : column_of(cat, r->subject.table, name);

	if (c >= 0)
		return (struct gloss_thing){GLOSS_COLUMN, r->subject.table, c, NULL};
	for (size_t t = 0; t < cat->n_tables; t++) {
		c = column_of(cat, (int32_t)t, name);
		if (c >= 0 && found.what)
			return (struct gloss_thing){.what = GLOSS_NOTHING};
		if (c >= 0)
			found = (struct gloss_thing){GLOSS_COLUMN, (int32_t)t, c, NULL};
	}
	return found;
}

/* The column that the tokens at i name, "Column" or "Table.Column"; *n of them. */
static struct gloss_thing column_at(
	const struct gloss_reading *r, const struct sql_tokens *t, size_t i, size_t *n)
{
	const struct cat_snapshot *cat = r->ns->cat;
	enum sql_dialect d = cat->dialect;
	struct slice name = sql_token_name(d, &t->items[i], r->a);

	*n = 1;
	if (i + 2 >= t->n || !sql_token_is_mark(&t->items[i + 1], '.'))
		return lone_column(r, name);
	*n = 3;
	int32_t table = cat_find_table(cat, name);
	int32_t column = column_of(cat, table, sql_token_name(d, &t->items[i + 2], r->a));
	return column < 0 ? (struct gloss_thing){.what = GLOSS_NOTHING}
			  : (struct gloss_thing){GLOSS_COLUMN, table, column, NULL};
}

static bool is_keyword(const struct sql_token *t)
{
	static const char *const words[] = {
		"distinct", "case", "when", "then", "else", "end", "null", "cast", "as", "real", "integer"};

	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (sql_token_is(t, words[i]))
			return true;
	}
	return false;
}

static enum q_agg aggregate_of(const struct sql_token *t)
{
	static const char *const names[] = {
		[Q_COUNT] = "count", [Q_SUM] = "sum", [Q_AVG] = "avg", [Q_MIN] = "min", [Q_MAX] = "max"};

	for (size_t i = Q_COUNT; i < ARRAY_LEN(names); i++) {
		if (sql_token_is(t, names[i]))
			return (enum q_agg)i;
	}
	return Q_PLAIN;
}

struct pieces {
	VEC(struct q_piece) v;
	size_t copied; /* bytes of the code that are in pieces */
};

static void add_text(struct gloss_reading *r, struct pieces *p, struct slice code, size_t end)
{
	if (end > p->copied)
		vec_push(&p->v, r->a,
			(struct q_piece){.text = {code.p + p->copied, end - p->copied}, .column = -1});
	p->copied = end;
}

/* Does the bracket at i close with the last token? */
static bool encloses_rest(const struct sql_tokens *t, size_t i)
{
	int depth = 0;

	for (; i < t->n; i++) {
		depth += sql_token_is_mark(&t->items[i], '(') - sql_token_is_mark(&t->items[i], ')');
		if (depth == 0)
			return i + 1 == t->n;
	}
	return false;
}

/* A comparison tells rows apart and measures nothing. */
static bool compares(const struct sql_token *t)
{
	return t->kind == SQL_TOK_OPERATOR && t->text.n && strchr("<>=!", t->text.p[0]);
}

static struct gloss_thing formula_of(struct gloss_reading *r, struct slice code, const struct sql_tokens *t)
{
	struct q_formula *f = ARENA_NEW(r->a, struct q_formula);
	struct pieces p = {.copied = 0};
	struct gloss_thing nothing = {.what = GLOSS_NOTHING};
	size_t from = 0, to = t->n, end = code.n, n;
	bool counts = false;

	*f = (struct q_formula){.table = -1, .column = -1};
	if (t->n > 3 && aggregate_of(&t->items[0]) && encloses_rest(t, 1)) {
		f->agg = aggregate_of(&t->items[0]);
		from = 2;
		to = t->n - 1;
		end = t->items[to].offset;
		p.copied = t->items[2].offset;
	}
	for (size_t i = from; i < to; i += n) {
		const struct sql_token *w = &t->items[i];
		bool calls = i + 1 < t->n && sql_token_is_mark(w + 1, '(');
		n = 1;
		if (compares(w) || sql_token_is_mark(w, ';'))
			return nothing;
		f->aggregates = f->aggregates || (calls && aggregate_of(w) != Q_PLAIN);
		counts = counts || (sql_token_is_mark(w, '*') && f->agg == Q_COUNT && to == from + 1);
		if ((w->kind != SQL_TOK_WORD && w->kind != SQL_TOK_QUOTED) || calls || is_keyword(w))
			continue;
		struct gloss_thing c = column_at(r, t, i, &n);
		if (c.what != GLOSS_COLUMN || (f->table >= 0 && f->table != c.table))
			return nothing;
		if (f->table < 0)
			f->column = c.column;
		f->table = c.table;
		add_text(r, &p, code, w->offset);
		vec_push(&p.v, r->a, (struct q_piece){.column = c.column});
		p.copied = t->items[i + n - 1].offset + t->items[i + n - 1].text.n;
	}
	add_text(r, &p, code, end);
	if (counts && r->subject.what && f->table < 0) {
		f->table = r->subject.table;
		f->column = names_label_column(r->ns, f->table);
	}
	f->pieces = p.v.items;
	f->n = p.v.n;
	return f->table < 0 ? nothing : (struct gloss_thing){GLOSS_FORMULA, f->table, f->column, f};
}

struct gloss_thing gloss_code(struct gloss_reading *r, struct slice code)
{
	struct gloss_thing none = {.what = GLOSS_NOTHING};
	struct sql_tokens t = {.n = 0};
	struct err err = ERR_INIT;
	size_t n;

	code = slice_trim(code);
	int32_t table = cat_find_table(r->ns->cat, code);
	if (!code.n || code.n > DESCRIPTION_MAX ||
		sql_lex_all(r->ns->cat->dialect, code, r->a, &t, &err) < 0 || !t.n)
		return none;
	if (table >= 0)
		return (struct gloss_thing){GLOSS_TABLE, table, -1, NULL};
	if (t.items[0].kind == SQL_TOK_WORD || t.items[0].kind == SQL_TOK_QUOTED) {
		struct gloss_thing c = column_at(r, &t, 0, &n);
		if (n == t.n)
			return c;
	}
	return t.n > 2 ? formula_of(r, code, &t) : none;
}

struct gloss_thing gloss_heading(struct gloss_reading *r, struct slice heading)
{
	struct tokens t = tok_split_known(r->a, heading, &r->ns->known);
	struct str joined = STR_INIT(NAME_MAX_BYTES);

	for (size_t i = 0; i < heading.n; i++) { /* "Album: a record", "Album - ..." */
		if (heading.p[i] == ':' || heading.p[i] == '(' ||
			(heading.p[i] == '-' && i && heading.p[i - 1] == ' '))
			return gloss_heading(r, slice_trim((struct slice){heading.p, i}));
	}
	if (heading.n > 2 && heading.p[0] == '`' && heading.p[heading.n - 1] == '`')
		return gloss_code(r, (struct slice){heading.p + 1, heading.n - 2});
	struct gloss_thing said = gloss_code(r, heading);
	if (said.what == GLOSS_TABLE || said.what == GLOSS_COLUMN)
		return said;
	for (size_t i = 0; i < t.n && i < GLOSS_WORDS_MAX; i++)
		str_add(&joined, t.items[i].lemma.p, t.items[i].lemma.n);
	for (size_t i = 0; i < r->ns->n_entries && t.n <= GLOSS_WORDS_MAX; i++) {
		const struct name_entry *e = &r->ns->entries[i];
		if (e->column < 0 && e->n && slice_eq(e->joined, str_slice(&joined))) {
			said = (struct gloss_thing){GLOSS_TABLE, e->table, -1, NULL};
			break;
		}
	}
	str_free(&joined);
	return said.what == GLOSS_FORMULA ? (struct gloss_thing){.what = GLOSS_NOTHING} : said;
}

/* Does the word only tie others together? At the end of a phrase it may belong to a verb: "looks after", "listens to". */
static bool ties(const struct tokens *t, size_t i)
{
	struct tokens one = {.items = t->items + i, .n = 1};
	bool may_follow_verb = i > 0 && i + 1 == t->n;
	size_t n;
	const struct lex_op *op = lex_match(&one, 0, &n);

	if (t->items[i].kind != TOK_WORD)
		return true;
	switch (op ? (int)op->kind : OP_NONE) {
	case OP_OF:
	case OP_CMP:
		return !may_follow_verb;
	case OP_NOISE:
	case OP_AND:
	case OP_OR:
	case OP_BE:
	case OP_HAVE:
	case OP_FILTER:
	case OP_ASK:
	case OP_NOT:
		return true;
	default:
		return false;
	}
}

static bool same_words(const struct tokens *x, const struct tokens *y)
{
	return x->n == y->n && glossary_spells(x, y, 0);
}

static void add_measure(struct gloss_reading *r, struct tokens words, const struct q_formula *f)
{
	struct gloss_measure *m = NULL;

	for (size_t i = 0; i < r->measures.n && !m; i++)
		m = same_words(&r->measures.items[i].words, &words) ? &r->measures.items[i] : NULL;
	if (!m) {
		if (r->measures.n == GLOSS_MEASURES_MAX)
			return;
		vec_push(&r->measures, r->a, (struct gloss_measure){.words = words});
		m = &r->measures.items[r->measures.n - 1];
		m->op = (struct lex_op){.phrase = "",
			.kind = OP_SUM,
			.arg = 3,
			.hint = arena_printf(r->a, "=%zu", r->measures.n - 1)};
	}
	const struct q_formula **more = ARENA_ARRAY(r->a, const struct q_formula *, m->n_formulas + 1);
	if (m->n_formulas)
		memcpy(more, m->formulas, m->n_formulas * sizeof(const struct q_formula *));
	more[m->n_formulas++] = f;
	m->formulas = more;
}

void gloss_call(struct gloss_reading *r, struct slice text, struct gloss_thing thing)
{
	struct tokens t = tok_split_known(r->a, text, &r->ns->known);

	if (thing.what == GLOSS_NOTHING || !t.n || t.n > GLOSS_WORDS_MAX || ties(&t, 0) || ties(&t, t.n - 1))
		return;
	const struct q_formula *f = thing.formula;
	if (f && (f->agg || f->aggregates)) {
		add_measure(r, t, f);
		return;
	}
	if (r->names.n < GLOSS_NAMES_MAX)
		vec_push(&r->names, r->a,
			(struct gloss_name){
				.words = t, .table = thing.table, .column = thing.column, .formula = f});
}

/* What plain words for money mean: the measure with most definitions whose own name is such a word. */
static int find_money(const struct gloss_reading *r)
{
	int best = -1;

	for (size_t i = 0; i < r->measures.n; i++) {
		size_t n;
		const struct lex_op *op = lex_match(&r->measures.items[i].words, 0, &n);
		bool is_money = op && op->kind == OP_SUM && op->arg == 3 && n == r->measures.items[i].words.n;
		if (is_money &&
			(best < 0 || r->measures.items[i].n_formulas > r->measures.items[best].n_formulas))
			best = (int)i;
	}
	return best;
}

static void read_descriptions(struct gloss_reading *r)
{
	const struct cat_snapshot *cat = r->ns->cat;

	for (size_t t = 0; t < cat->n_tables; t++) {
		r->subject = (struct gloss_thing){GLOSS_TABLE, (int32_t)t, -1, NULL};
		if (cat->tables[t].description)
			gloss_text(r, slice_of(cat->tables[t].description));
		for (size_t c = 0; c < cat->tables[t].n_columns; c++) {
			const char *said = cat->tables[t].columns[c].description;
			r->subject = (struct gloss_thing){GLOSS_COLUMN, (int32_t)t, (int32_t)c, NULL};
			if (said)
				gloss_text(r, slice_of(said));
		}
	}
}

const struct glossary *glossary_read(struct arena *a, const struct names *ns)
{
	struct glossary *g = ARENA_NEW(a, struct glossary);
	struct gloss_reading r = {.a = a, .ns = ns};

	read_descriptions(&r);
	for (size_t i = 0; i < ns->cat->n_docs; i++) {
		r.subject = (struct gloss_thing){.what = GLOSS_NOTHING};
		if (ns->cat->docs[i].kind == CAT_DOC_DOC && ns->cat->docs[i].text)
			gloss_text(&r, slice_of(ns->cat->docs[i].text));
	}
	*g = (struct glossary){.names = r.names.items,
		.n_names = r.names.n,
		.measures = r.measures.items,
		.n_measures = r.measures.n,
		.money = find_money(&r)};
	return g;
}

bool glossary_spells(const struct tokens *words, const struct tokens *t, size_t i)
{
	if (i + words->n > t->n)
		return false;
	for (size_t k = 0; k < words->n; k++) {
		const struct tok *x = &words->items[k], *y = &t->items[i + k];
		if (y->kind == TOK_QUOTED || x->cjk != y->cjk)
			return false;
		if (!slice_eq(x->low, y->low) && (x->cjk || !slice_eq(x->lemma, y->lemma)))
			return false;
	}
	return words->n > 0;
}

const struct gloss_measure *glossary_measure_at(const struct glossary *g, const struct tokens *t, size_t i)
{
	const struct gloss_measure *best = NULL;

	for (size_t k = 0; g && k < g->n_measures; k++) {
		const struct gloss_measure *m = &g->measures[k];
		if ((!best || m->words.n > best->words.n) && glossary_spells(&m->words, t, i))
			best = m;
	}
	return best;
}

const struct gloss_name *glossary_name_at(const struct glossary *g, const struct tokens *t, size_t i)
{
	const struct gloss_name *best = NULL;

	for (size_t k = 0; g && k < g->n_names; k++) {
		const struct gloss_name *m = &g->names[k];
		if ((!best || m->words.n > best->words.n) && glossary_spells(&m->words, t, i))
			best = m;
	}
	return best;
}

const struct gloss_measure *glossary_hinted(const struct glossary *g, const char *hint)
{
	int64_t at;

	if (!g || !hint || hint[0] != '=' || !num_parse_i64(slice_of(hint + 1), 0, GLOSS_MEASURES_MAX, &at))
		return NULL;
	return (size_t)at < g->n_measures ? &g->measures[at] : NULL;
}
