// SPDX-License-Identifier: Apache-2.0
/*
 * A name is put together as words ("average", then the column's own) and written in the schema's style at the end: names
 * with an underscore or without capitals are snake_case, all others CamelCase; Japanese and Korean names take endings of
 * their own.
 */
#include "assistant/offline/alias.h"

#include "assistant/offline/token.h"
#include "base/arena.h"

#include <ctype.h>

enum { NAME_MAX_BYTES = 200, TRIES_MAX = 20 };

struct naming {
	struct arena *a;
	const struct cat_snapshot *cat;
	const struct query *q;
	const char **out;
	bool camel;
};

static bool is_ascii(const char *s)
{
	while (*s && (unsigned char)*s < 0x80)
		s++;
	return *s == '\0';
}

/* "CustomerId" rather than "customer_id"? 1, -1; 0 = a single word, which tells by its first letter at best. */
static int style_of(const char *name)
{
	if (strchr(name, '_'))
		return -1;
	for (const char *p = name; p[0] && p[1]; p++) {
		if (islower((unsigned char)p[0]) && isupper((unsigned char)p[1]))
			return 1;
	}
	return 0;
}

static bool is_camel(const struct cat_snapshot *cat, const struct query *q)
{
	int sum = 0, capitals = 0;

	for (size_t i = 0; i < q->from.n; i++) {
		const struct cat_table *t = &cat->tables[q_table(q->from.items[i].table)];
		for (size_t c = 0; c < t->n_columns; c++) {
			sum += style_of(t->columns[c].name);
			capitals += isupper((unsigned char)t->columns[c].name[0]) ? 1 : -1;
		}
	}
	return sum > 0 || (sum == 0 && capitals > 0);
}

/* Does a column of the query's tables, or an earlier expression, have the name? */
static bool is_taken(const struct naming *m, const char *name, size_t n_before)
{
	for (size_t i = 0; i < m->q->from.n; i++) {
		const struct cat_table *t = &m->cat->tables[q_table(m->q->from.items[i].table)];
		if (cat_find_column(t, slice_of(name)) >= 0)
			return true;
	}
	for (size_t i = 0; i < n_before; i++) {
		if (m->out && m->out[i] && slice_eq_nocase(slice_of(m->out[i]), slice_of(name)))
			return true;
	}
	return false;
}

/* Words, parted by blanks, in the schema's style. */
static const char *write_name(const struct naming *m, const char *words)
{
	struct str out = STR_INIT(NAME_MAX_BYTES);
	bool start = true;

	for (const char *p = words; *p; p++) {
		if (*p == ' ') {
			start = true;
			if (!m->camel)
				str_addc(&out, '_');
			continue;
		}
		str_addc(&out, start && m->camel ? (char)toupper((unsigned char)*p) : *p);
		start = false;
	}
	return str_to_arena(&out, m->a);
}

static const char *free_name(const struct naming *m, const char *words, size_t n_before)
{
	const char *name = write_name(m, words);

	for (int i = 2; is_taken(m, name, n_before) && i < TRIES_MAX; i++)
		name = write_name(m, arena_printf(m->a, i == 2 ? "%s value" : "%s value %d", words, i));
	return name;
}

/* A schema's name as lower-case words; `of` a table: in the singular, as it is counted. */
static const char *words_of(const struct naming *m, const char *name)
{
	struct str out = STR_INIT(NAME_MAX_BYTES);
	size_t n;
	const struct slice *words = tok_name_words(m->a, slice_of(name), &n);

	if (!is_ascii(name))
		return name;
	for (size_t i = 0; i < n; i++)
		str_addf(&out, "%s%.*s", i ? " " : "", SLICE_FMT(words[i]));
	return n ? str_to_arena(&out, m->a) : name;
}

static const char *column_of(const struct naming *m, const struct q_expr *e)
{
	return words_of(m, m->cat->tables[q_table(e->table)].columns[e->column].name);
}

/* What COUNT(*) counts: what was said, rows of the only table that nothing is grouped by, or of the only one. */
static const char *counted_of(const struct naming *m)
{
	const struct query *q = m->q;

	if (query_counts(q) >= 0)
		return words_of(m, m->cat->tables[query_counts(q)].name);
	int32_t grouped = q->group.n ? q->group.items[0].table : -1, table = -1;

	for (size_t i = 0; i < q->from.n; i++) {
		if (q->from.items[i].table == grouped && q->from.n > 1)
			continue;
		if (table >= 0)
			return "row";
		table = q->from.items[i].table;
	}
	return table < 0 ? "row" : words_of(m, m->cat->tables[q_table(table)].name);
}

static bool is_hangul(const char *s)
{
	unsigned char first = (unsigned char)s[0];

	return first >= 0xea && first <= 0xed;
}

/* A measure of a Japanese or a Korean name, which takes an ending. */
static const char *ended_measure(const struct naming *m, const struct q_expr *e, const char *name)
{
	static const char *const ja[] = {[Q_PLAIN] = "",
		[Q_COUNT] = "数",
		[Q_SUM] = "合計",
		[Q_AVG] = "平均",
		[Q_MIN] = "最小",
		[Q_MAX] = "最大",
		[Q_PERCENT] = "割合"};
	static const char *const ko[] = {[Q_PLAIN] = "",
		[Q_COUNT] = "수",
		[Q_SUM] = "합계",
		[Q_AVG] = "평균",
		[Q_MIN] = "최소",
		[Q_MAX] = "최대",
		[Q_PERCENT] = "비율"};

	return arena_printf(m->a, "%s%s", name, (is_hangul(name) ? ko : ja)[e->agg]);
}

/* Different values of a table's own key are different rows of it. */
static bool counts_rows(const struct naming *m, const struct q_expr *e)
{
	const struct cat_column *c = &m->cat->tables[q_table(e->table)].columns[e->column];

	return c->pk_position && c->fk_table < 0;
}

static const char *measure_words(const struct naming *m, const struct q_expr *e)
{
	static const char *const forms[] = {[Q_PLAIN] = "%s",
		[Q_COUNT] = "%s count",
		[Q_SUM] = "%s sum",
		[Q_AVG] = "average %s",
		[Q_MIN] = "lowest %s",
		[Q_MAX] = "highest %s",
		[Q_PERCENT] = "%s percent"};
	const char *name = e->column < 0 ? counted_of(m) : column_of(m, e);
	struct str out = STR_INIT(NAME_MAX_BYTES);

	bool rows = e->column >= 0 && (!e->distinct || counts_rows(m, e));
	if (e->agg == Q_COUNT && rows)
		name = words_of(m, m->cat->tables[q_table(e->table)].name);
	if (e->formula && e->formula->aggregates)
		return "amount";
	if ((e->times || e->formula) && e->agg == Q_SUM)
		return "total amount";
	if (e->times || e->formula)
		name = "amount";
	else if (e->unit.name)
		name = e->unit.name;
	if (!is_ascii(name))
		return ended_measure(m, e, name);
	const char *form = forms[e->agg], *at = strstr(form, "%s");
	str_addf(&out, "%.*s%s%s", (int)(at - form), form, name, at + 2);
	return str_to_arena(&out, m->a);
}

static const char *window_words(const struct naming *m, const struct q_expr *e)
{
	static const char *const before[] = {"", "running ", "", "previous ", "", ""};
	static const char *const after[] = {"", "", " percent", "", " change", " growth percent"};
	static const char *const ja[] = {"", "累計", "割合", "前期", "増減", "伸び率"};
	static const char *const ko[] = {"", "누계", "비율", "전기", "증감", "증감률"};

	const char *measure = e->window == Q_OF_ALL && e->agg == Q_COUNT && e->column < 0
				      ? counted_of(m)
				      : measure_words(m, e);
	if (!is_ascii(measure)) {
		const char *word = (is_hangul(measure) ? ko : ja)[e->window];
		bool first = e->window == Q_PREVIOUS;
		return arena_printf(m->a, "%s%s", first ? word : measure, first ? measure : word);
	}
	return arena_printf(m->a, "%s%s%s", before[e->window], measure, after[e->window]);
}

/* "manager name": the twin's column by what refers to it. */
static const char *twin_words(const struct naming *m, const struct q_expr *e)
{
	for (size_t i = 1; i < m->q->from.n; i++) {
		const struct q_join *j = &m->q->from.items[i];
		if (j->table != e->table)
			continue;
		const char *ref =
			words_of(m, m->cat->tables[q_table(j->left_table)].columns[j->left_column].name);
		size_t n = strlen(ref);
		if (n > 3 && str_eq(ref + n - 3, " id"))
			n -= 3;
		return arena_printf(m->a, "%.*s %s", (int)n, ref, column_of(m, e));
	}
	return column_of(m, e);
}

/* Is another column of the same name shown? */
static bool is_doubled(const struct naming *m, size_t at)
{
	const struct q_expr *e = &m->q->select.items[at];
	struct slice name = slice_of(m->cat->tables[q_table(e->table)].columns[e->column].name);

	for (size_t i = 0; i < m->q->select.n; i++) {
		const struct q_expr *o = &m->q->select.items[i];
		if (i != at && o->agg == Q_PLAIN && o->column >= 0 && o->bucket == Q_WHOLE &&
			!(o->table & Q_TWIN) &&
			slice_eq_nocase(
				slice_of(m->cat->tables[q_table(o->table)].columns[o->column].name), name))
			return true;
	}
	return false;
}

/* Are rows of another table shown by such a name, too? */
static bool is_doubled_name(const struct naming *m, size_t at)
{
	const struct q_expr *e = &m->q->select.items[at];
	bool other = false;

	for (size_t i = 0; i < m->q->select.n; i++) {
		const struct q_expr *o = &m->q->select.items[i];
		other = other || (i != at && o->formula && o->agg == Q_PLAIN && o->table != e->table);
	}
	return other && !(e->table & Q_TWIN) && strstr(column_of(m, e), "name");
}

static const char *words_for(const struct naming *m, size_t at)
{
	static const char *const buckets[] = {"", "year", "month", "day", "quarter"};
	static const char *const ja[] = {"", "年", "月", "日", "四半期"};
	static const char *const ko[] = {"", "연도", "월", "일", "분기"};
	const struct q_expr *e = &m->q->select.items[at];

	if (e->window)
		return window_words(m, e);
	if (e->agg != Q_PLAIN)
		return measure_words(m, e);
	if (e->column < 0)
		return NULL;
	if (e->bucket != Q_WHOLE)
		return (is_ascii(column_of(m, e))    ? buckets
			: is_hangul(column_of(m, e)) ? ko
						     : ja)[e->bucket];
	if (e->formula && is_doubled_name(m, at)) /* "first || ' ' || last" */
		return arena_printf(m->a, "%s name", words_of(m, m->cat->tables[q_table(e->table)].name));
	if (e->formula)
		return strstr(column_of(m, e), "name") ? "name" : column_of(m, e);
	if (e->table & Q_TWIN)
		return twin_words(m, e);
	if (e->unit.name)
		return e->unit.name;
	if (is_doubled(m, at))
		return arena_printf(
			m->a, "%s %s", words_of(m, m->cat->tables[e->table].name), column_of(m, e));
	return NULL;
}

const char *const *alias_names(struct arena *a, const struct cat_snapshot *cat, const struct query *q)
{
	const char **out = ARENA_ARRAY(a, const char *, q->select.n + 1);
	struct naming m = {.a = a, .cat = cat, .q = q, .out = out, .camel = is_camel(cat, q)};

	for (size_t i = 0; i < q->select.n; i++) {
		const char *words = words_for(&m, i);
		if (words)
			out[i] = free_name(&m, words, i);
	}
	return out;
}

const char *alias_count_words(struct arena *a, const char *table)
{
	struct naming m = {.a = a};

	return arena_printf(a,
		is_ascii(table)    ? "%s count"
		: is_hangul(table) ? "%s수"
				   : "%s数",
		words_of(&m, table));
}

const char *alias_of_words(
	struct arena *a, const struct cat_snapshot *cat, const struct query *q, const char *words)
{
	struct naming m = {.a = a, .cat = cat, .q = q, .camel = is_camel(cat, q)};

	return free_name(&m, words, 0);
}
