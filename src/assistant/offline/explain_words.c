// SPDX-License-Identifier: Apache-2.0
/* The phrases of a sentence: nouns for tables and columns, what is measured of them, conditions; in English and Japanese. */
#include "assistant/offline/explain_int.h"

#include "assistant/offline/lexicon.h"
#include "base/arena.h"
#include "base/vec.h"

/* A document's formula as it is computed, its columns by their names in the schema. */
static const char *formula_text(
	struct arena *a, const struct cat_snapshot *cat, const struct q_formula *formula)
{
	struct str out = STR_INIT(SENTENCE_MAX);

	for (size_t i = 0; i < formula->n; i++) {
		const struct q_piece *p = &formula->pieces[i];
		if (p->column >= 0)
			str_adds(&out, cat->tables[q_table(formula->table)].columns[p->column].name);
		else
			str_add(&out, p->text.p, p->text.n);
	}
	return str_to_arena(&out, a);
}

const char *explain_expr(
	struct arena *a, const struct cat_snapshot *cat, const struct q_expr *e, bool japanese)
{
	static const char *const en[] = {[Q_PLAIN] = "",
		[Q_COUNT] = "number of ",
		[Q_SUM] = "total of ",
		[Q_AVG] = "average of ",
		[Q_MIN] = "lowest ",
		[Q_MAX] = "highest ",
		[Q_PERCENT] = "percent of "};
	static const char *const ja[] = {[Q_PLAIN] = "",
		[Q_COUNT] = "の件数",
		[Q_SUM] = "の合計",
		[Q_AVG] = "の平均",
		[Q_MIN] = "の最小値",
		[Q_MAX] = "の最大値",
		[Q_PERCENT] = "の割合"};
	const char *distinct = e->distinct ? (japanese ? "異なる" : "different ") : "";

	if (e->table < 0)
		return japanese ? "行の件数" : "number of rows";
	if (e->column < 0)
		return arena_printf(a, japanese ? "%sの全ての列" : "every column of %s",
			cat->tables[q_table(e->table)].name);
	const struct cat_table *table = &cat->tables[q_table(e->table)];
	const char *name = arena_printf(a, "%s.%s", table->name, table->columns[e->column].name);
	if (e->formula && e->formula->aggregates)
		return formula_text(a, cat, e->formula);
	if (e->formula && e->formula->n > 1) /* one piece is the column itself */
		name = formula_text(a, cat, e->formula);
	else if (e->times)
		name = arena_printf(a, "%s × %s.%s", name, table->name, table->columns[e->times - 1].name);
	if (japanese)
		return arena_printf(a, "%s%s%s", distinct, name, ja[e->agg]);
	return arena_printf(a, "%s%s%s", en[e->agg], distinct, name);
}

/* A phrase with its one or two places filled. */
static void add_filled(struct str *out, const char *form, const char *first, const char *second)
{
	for (const char *p = form; *p; p++) {
		if (p[0] == '%' && p[1] == 's') {
			str_adds(out, first ? first : "");
			first = second;
			p++;
		} else {
			str_addc(out, *p);
		}
	}
}

/* The everyday Japanese noun of an English one, or the empty slice. */
static struct slice japanese_noun(struct slice word)
{
	static const struct lex_gloss *const tables[] = {lex_nouns_ja, lex_facts_ja};

	for (size_t i = 0; i < ARRAY_LEN(tables); i++) {
		for (const struct lex_gloss *g = tables[i]; g->word; g++) {
			struct slice first = slice_of(g->gloss);
			if (slice_eq(slice_cut(&first, '|'), word))
				return slice_of(g->word);
		}
	}
	return (struct slice){NULL, 0};
}

/* A name of the schema as words: "InvoiceLine" is "invoice line"; in Japanese its noun where there is one. */
static const char *plain_name(const struct telling *t, const char *name)
{
	struct str spaced = STR_INIT(SENTENCE_MAX), joined = STR_INIT(SENTENCE_MAX);
	size_t n;
	const struct slice *words = tok_name_words(t->a, slice_of(name), &n);

	for (size_t i = 0; i < n; i++) {
		str_addf(&spaced, "%s%.*s", i ? " " : "", SLICE_FMT(words[i]));
		str_add(&joined, words[i].p, words[i].n);
	}
	const char *one = str_to_arena(&joined, t->a), *apart = str_to_arena(&spaced, t->a);
	if (!t->japanese)
		return n ? apart : name;
	struct slice noun = japanese_noun(slice_of(one));
	return noun.n ? arena_strndup(t->a, noun.p, noun.n) : name;
}

const char *telling_thing(const struct telling *t, int32_t table)
{
	return plain_name(t, t->cat->tables[q_table(table)].name);
}

/* "supervisor": what refers to the second row of a table, as words without its "id". */
const char *telling_referrer(const struct telling *t, int32_t twin)
{
	for (size_t i = 1; i < t->q->from.n; i++) {
		const struct q_join *j = &t->q->from.items[i];
		if (j->table != twin)
			continue;
		const char *name =
			plain_name(t, t->cat->tables[q_table(j->left_table)].columns[j->left_column].name);
		size_t n = strlen(name);
		bool id = n > 3 && str_eq(name + n - 3, " id");
		return arena_strndup(t->a, name, id ? n - 3 : n);
	}
	return telling_thing(t, twin);
}

/* A column, with its table's name before it unless the sentence is about that table or the name says it. */
static const char *column_words(const struct telling *t, int32_t table, int32_t column)
{
	const char *name = plain_name(t, t->cat->tables[q_table(table)].columns[column].name);
	const char *owner = table & Q_TWIN ? telling_referrer(t, table) : telling_thing(t, table);

	if (table == t->subject || slice_starts(slice_of(name), slice_of(owner)))
		return name;
	return arena_printf(t->a, t->japanese ? "%sの%s" : "%s %s", owner, name);
}

/* "album" -> "albums". Good enough for names of tables, which are plain nouns. */
const char *telling_plural(const struct telling *t, const char *noun)
{
	size_t n = strlen(noun);
	char last = n ? noun[n - 1] : ' ', before = n > 1 ? noun[n - 2] : ' ';

	if (t->japanese)
		return noun;
	if (last == 'y' && !strchr("aeiou", before))
		return arena_printf(t->a, "%.*sies", (int)(n - 1), noun);
	bool hisses = last == 's' || last == 'x' || (last == 'h' && (before == 'c' || before == 's'));
	return arena_printf(t->a, "%s%s", noun, hisses ? "es" : "s");
}

/* What COUNT(*) counts: the rows of the only other table, else of the only one. */
static const char *counted_words(const struct telling *t)
{
	int32_t table = -1;

	for (size_t i = 0; i < t->q->from.n; i++) {
		int32_t one = t->q->from.items[i].table;
		if (one == t->subject && t->q->from.n > 1)
			continue;
		if (table >= 0)
			return t->japanese ? "行" : "row";
		table = one;
	}
	return table >= 0 ? telling_thing(t, table) : t->japanese ? "行" : "row";
}

static const char *plain_words(const struct telling *t, const struct q_expr *e)
{
	static const char *const en[] = {[Q_PLAIN] = "%s",
		[Q_COUNT] = "number of %s values",
		[Q_SUM] = "total of %s",
		[Q_AVG] = "average %s",
		[Q_MIN] = "lowest %s",
		[Q_MAX] = "highest %s",
		[Q_PERCENT] = "%s"};
	static const char *const ja[] = {[Q_PLAIN] = "%s",
		[Q_COUNT] = "%sの数",
		[Q_SUM] = "%sの合計",
		[Q_AVG] = "%sの平均",
		[Q_MIN] = "最小の%s",
		[Q_MAX] = "最大の%s",
		[Q_PERCENT] = "%s"};
	static const char *const periods_en[] = {
		"", "year of %s", "month of %s", "day of %s", "quarter of %s"};
	static const char *const periods_ja[] = {"", "%sの年", "%sの月", "%sの日", "%sの四半期"};
	struct str out = STR_INIT(SENTENCE_MAX);

	if (e->column < 0 && e->agg == Q_COUNT)
		return arena_printf(
			t->a, t->japanese ? "%sの件数" : "number of %s", telling_plural(t, counted_words(t)));
	if (e->agg == Q_COUNT && !e->distinct && t->q->from.n > 1 && t->q->from.items[1].outer)
		return arena_printf(t->a, t->japanese ? "%sの件数" : "number of %s",
			telling_plural(t, telling_thing(t, e->table)));
	if (e->table < 0 || e->column < 0)
		return t->japanese ? "全ての列" : "every column";
	const char *name = column_words(t, e->table, e->column);
	if (e->formula && e->formula->aggregates)
		return formula_text(t->a, t->cat, e->formula);
	if (e->formula && e->formula->n > 1) /* one piece is the column itself */
		name = formula_text(t->a, t->cat, e->formula);
	else if (e->times)
		name = arena_printf(t->a, "%s × %s", name, column_words(t, e->table, e->times - 1));
	if (e->distinct)
		name = arena_printf(t->a, t->japanese ? "異なる%s" : "different %s", name);
	const char *form = e->bucket ? (t->japanese ? periods_ja : periods_en)[e->bucket]
				     : (t->japanese ? ja : en)[e->agg];
	add_filled(&out, form, name, NULL);
	return str_to_arena(&out, t->a);
}

/* "percentage of visits where purpose is "study"". */
static const char *percent_words(const struct telling *t)
{
	struct str out = STR_INIT(SENTENCE_MAX);

	if (!t->japanese)
		str_addf(&out, "percentage of %s where ", telling_plural(t, counted_words(t)));
	for (size_t i = 0; i < t->q->share.n; i++)
		str_addf(&out, "%s%s",
			!i            ? ""
			: t->japanese ? "、かつ"
				      : " and ",
			telling_cond(t, &t->q->share.items[i]));
	if (t->japanese)
		str_addf(&out, "の%sの割合（%%）", counted_words(t));
	return str_to_arena(&out, t->a);
}

/* An expression with what is made of it. */
const char *telling_expr(const struct telling *t, const struct q_expr *e)
{
	static const char *const en[] = {[Q_NO_WINDOW] = "%s",
		[Q_RUNNING] = "running total of it",
		[Q_OF_ALL] = "share of it in percent",
		[Q_PREVIOUS] = "same of the one before",
		[Q_CHANGE] = "change from the one before",
		[Q_GROWTH] = "growth over the one before in percent"};
	static const char *const ja[] = {[Q_NO_WINDOW] = "%s",
		[Q_RUNNING] = "その累計",
		[Q_OF_ALL] = "全体に占める割合（%）",
		[Q_PREVIOUS] = "一つ前の値",
		[Q_CHANGE] = "一つ前との差",
		[Q_GROWTH] = "一つ前からの伸び率（%）"};

	if (e->window)
		return (t->japanese ? ja : en)[e->window];
	const char *words = e->agg == Q_PERCENT ? percent_words(t) : plain_words(t, e);
	if (!e->unit.name)
		return words;
	const char *last = strrchr(words, ' '); /* "duration second in minutes" */
	size_t n = last && unit_of_word(slice_of(last + 1)) ? (size_t)(last - words) : strlen(words);
	words = arena_strndup(t->a, words, n);
	return arena_printf(t->a, t->japanese ? "%s（%s）" : "%s in %s", words, e->unit.name);
}

static const char *value_text(const struct telling *t, const struct q_value *v)
{
	if (v->expr)
		return telling_expr(t, v->expr);
	if (v->query && v->query->select.n)
		return telling_expr(t, &v->query->select.items[0]);
	return arena_printf(t->a,
		v->is_number  ? "%.*s"
		: t->japanese ? "「%.*s」"
			      : "\"%.*s\"",
		SLICE_FMT(v->text));
}

/* Compared with what another row of the same table has. */
static bool is_of_row(const struct q_cond *c)
{
	return c->op <= Q_GE && c->a.query && c->a.query->where.n == 1 &&
	       c->a.query->select.items[0].agg == Q_PLAIN;
}

const char *telling_cond(const struct telling *t, const struct q_cond *c)
{
	static const char *const en[] = {[Q_EQ] = "%s is %s",
		[Q_NE] = "%s is not %s",
		[Q_LT] = "%s is less than %s",
		[Q_LE] = "%s is at most %s",
		[Q_GT] = "%s is more than %s",
		[Q_GE] = "%s is at least %s",
		[Q_LIKE] = "%s matches %s",
		[Q_NOT_LIKE] = "%s does not match %s",
		[Q_IN] = "%s is among the %s",
		[Q_NOT_IN] = "%s is not among the %s"};
	static const char *const ja[] = {[Q_EQ] = "%sが%s",
		[Q_NE] = "%sが%s以外",
		[Q_LT] = "%sが%s未満",
		[Q_LE] = "%sが%s以下",
		[Q_GT] = "%sが%sより大きい",
		[Q_GE] = "%sが%s以上",
		[Q_LIKE] = "%sが%sに一致する",
		[Q_NOT_LIKE] = "%sが%sに一致しない",
		[Q_IN] = "%sが%sに含まれる",
		[Q_NOT_IN] = "%sが%sに含まれない"};
	const char *lhs = telling_expr(t, &c->lhs);
	struct str out = STR_INIT(SENTENCE_MAX);

	if (c->op == Q_IS_NULL || c->op == Q_NOT_NULL)
		return arena_printf(t->a,
			t->japanese ? (c->op == Q_IS_NULL ? "%sが空" : "%sが空でない")
				    : (c->op == Q_IS_NULL ? "%s is empty" : "%s is not empty"),
			lhs);
	const char *v = is_of_row(c) ? arena_printf(t->a, t->japanese ? "%sのそれ" : "that of %s",
					       value_text(t, &c->a.query->where.items[0].a))
				     : value_text(t, &c->a);
	if (c->op == Q_BETWEEN)
		return arena_printf(t->a, t->japanese ? "%sが%sから%sまで" : "%s is between %s and %s", lhs,
			v, value_text(t, &c->b));
	add_filled(&out, t->japanese ? ja[c->op] : en[c->op], lhs, v);
	return str_to_arena(&out, t->a);
}
