// SPDX-License-Identifier: Apache-2.0
/*
 * Habits are read from the pairs' tokens, not from a parse: a plain list "SELECT a, b FROM t" is all that is understood of
 * a table's own habits, and whatever is more involved is passed over.
 */
#include "assistant/offline/habits.h"

#include "base/arena.h"
#include "sql/lexer.h"

enum { SHOWN_MAX = 8, LISTS_MAX = 64, RANKED_MIN = 3, PAIRS_READ_MAX = 2000 };

struct list_seen { /* one way in which rows of a table were shown or sorted */
	int32_t table, columns[SHOWN_MAX], order;
	size_t n, times;
};

/* How rows of one table are shown and sorted where the statement reads several tables or groups. */
struct row_seen {
	int32_t first, last; /* columns that were joined into one text */
	size_t joined, apart;
	size_t tied, untied; /* groups sorted by their measure: with a further key, without one */
};

struct learning {
	struct arena *a;
	const struct cat_snapshot *cat;
	struct habits *h;
	struct sql_tokens t;
	VEC(struct list_seen) shown, sorted;
	struct row_seen *rows;       /* by position in the snapshot */
	size_t n_by_key, n_by_shown; /* groups by a row's key: alone, with further columns of the row */
	size_t n_ranked, n_ranked_shown, n_lists, n_lists_sorted, n_sums, n_rounded;
};

static ptrdiff_t find_word(const struct sql_tokens *t, const char *word)
{
	int depth = 0;

	for (size_t i = 0; i < t->n; i++) {
		depth += sql_token_is_mark(&t->items[i], '(') - sql_token_is_mark(&t->items[i], ')');
		if (depth == 0 && sql_token_is(&t->items[i], word))
			return (ptrdiff_t)i;
	}
	return -1;
}

/* "SUM(x.a * y.b)": rows of the table that has both columns are measured so. */
static void learn_product(struct learning *l, size_t i)
{
	struct slice col[2] = {{NULL, 0}, {NULL, 0}};
	size_t n = 0;

	for (size_t k = i + 2; k < l->t.n && !sql_token_is_mark(&l->t.items[k], ')'); k++) {
		bool last = k + 1 < l->t.n && !sql_token_is_mark(&l->t.items[k + 1], '.');
		if (l->t.items[k].kind == SQL_TOK_WORD && last) {
			if (n == 2)
				return;
			col[n++] = l->t.items[k].text;
		} else if (l->t.items[k].kind == SQL_TOK_OPERATOR &&
			   !sql_token_is_mark(&l->t.items[k], '*')) {
			return;
		}
	}
	for (size_t t = 0; n == 2 && t < l->cat->n_tables; t++) {
		int32_t x = cat_find_column(&l->cat->tables[t], col[0]),
			y = cat_find_column(&l->cat->tables[t], col[1]);
		if (x >= 0 && y >= 0) {
			l->h->tables[t].by_name = false;
			l->h->tables[t].product = x;
			l->h->tables[t].multiplier = y;
		}
	}
}

/* "ROUND(SUM(...), 2)" and sums that are not rounded. */
static void learn_sums(struct learning *l)
{
	for (size_t i = 0; i + 1 < l->t.n; i++) {
		const struct sql_token *t = &l->t.items[i];
		if (!sql_token_is_mark(t + 1, '(') || !(sql_token_is(t, "SUM") || sql_token_is(t, "AVG")))
			continue;
		learn_product(l, i);
		if (i < 2 || !sql_token_is(t - 2, "ROUND")) {
			l->n_sums += sql_token_is(t, "AVG");
			continue;
		}
		int depth = 1;
		for (size_t k = i; k + 1 < l->t.n && depth > 0; k++) {
			depth += sql_token_is_mark(&l->t.items[k], '(') -
				 sql_token_is_mark(&l->t.items[k], ')');
			const struct sql_token *digits = &l->t.items[k + 1];
			if (depth != 1 || !sql_token_is_mark(&l->t.items[k], ',') ||
				digits->kind != SQL_TOK_NUMBER || digits->text.n != 1)
				continue;
			l->n_rounded++;
			if (!l->h->round_digits || digits->text.p[0] - '0' > l->h->round_digits)
				l->h->round_digits = digits->text.p[0] - '0';
		}
	}
}

/* A ranking shows its measure when the word it is sorted by stands in the select list. */
static void learn_ranking(struct learning *l, ptrdiff_t from, ptrdiff_t order)
{
	if (order < 0 || from < 0 || find_word(&l->t, "LIMIT") < 0 || order + 2 >= (ptrdiff_t)l->t.n)
		return;
	size_t by = (size_t)order + 2;
	if (sql_token_is_mark(&l->t.items[by + 1], '.') && by + 2 < l->t.n)
		by += 2;
	bool shown = false;
	for (size_t i = 0; i < (size_t)from; i++)
		shown = shown || slice_eq_nocase(l->t.items[i].text, l->t.items[by].text);
	l->n_ranked++;
	l->n_ranked_shown += shown;
}

/* "SELECT a, b FROM t": its columns; false where it is more than that. */
static bool plain_list(const struct learning *l, ptrdiff_t from, struct list_seen *out)
{
	*out = (struct list_seen){.table = -1, .order = -1, .times = 1};
	if (from < 2 || from + 1 >= (ptrdiff_t)l->t.n || !sql_token_is(&l->t.items[0], "SELECT") ||
		find_word(&l->t, "GROUP") >= 0 || find_word(&l->t, "JOIN") >= 0)
		return false;
	out->table = cat_find_table(l->cat, l->t.items[from + 1].text);
	if (out->table < 0)
		return false;
	for (size_t i = 1; i < (size_t)from; i++) {
		const struct sql_token *t = &l->t.items[i];
		if (sql_token_is_mark(t, ',') || (i + 1 < (size_t)from && sql_token_is_mark(t + 1, '.')) ||
			sql_token_is_mark(t, '.'))
			continue;
		if (sql_token_is(t, "AS")) {
			i++;
			continue;
		}
		int32_t c = cat_find_column(&l->cat->tables[out->table], t->text);
		if (t->kind != SQL_TOK_WORD || c < 0 || out->n == SHOWN_MAX)
			return false;
		out->columns[out->n++] = c;
	}
	return out->n > 0;
}

static bool same_list(const struct list_seen *x, const struct list_seen *y)
{
	if (x->table != y->table || x->n != y->n || x->order != y->order)
		return false;
	for (size_t i = 0; i < x->n; i++) {
		bool found = false;
		for (size_t k = 0; k < y->n; k++)
			found = found || x->columns[i] == y->columns[k];
		if (!found)
			return false;
	}
	return true;
}

static void see(struct list_seen *items, size_t *n, struct list_seen one)
{
	for (size_t i = 0; i < *n; i++) {
		if (same_list(&items[i], &one)) {
			items[i].times++;
			return;
		}
	}
	if (*n < LISTS_MAX)
		items[(*n)++] = one;
}

static void learn_list(struct learning *l, ptrdiff_t from, ptrdiff_t order)
{
	struct list_seen one, by;

	if (!plain_list(l, from, &one))
		return;
	see(l->shown.items, &l->shown.n, one);
	if (find_word(&l->t, "LIMIT") >= 0)
		return;
	l->n_lists++;
	if (order < 0 || order + 2 >= (ptrdiff_t)l->t.n)
		return;
	l->n_lists_sorted++;
	size_t at = (size_t)order + 2;
	if (at + 2 < l->t.n && sql_token_is_mark(&l->t.items[at + 1], '.'))
		at += 2;
	by = (struct list_seen){.table = one.table, .times = 1};
	by.order = cat_find_column(&l->cat->tables[one.table], l->t.items[at].text);
	if (by.order >= 0 && !(at + 1 < l->t.n && sql_token_is(&l->t.items[at + 1], "DESC")))
		see(l->sorted.items, &l->sorted.n, by);
}

/* The table that the statement reads under a name; the only one it reads where the name is empty. -1 = unknown. */
static int32_t table_called(const struct learning *l, struct slice alias)
{
	int32_t only = -1;

	for (size_t i = 0; i + 1 < l->t.n; i++) {
		if (!sql_token_is(&l->t.items[i], "FROM") && !sql_token_is(&l->t.items[i], "JOIN"))
			continue;
		int32_t table = cat_find_table(l->cat, l->t.items[i + 1].text);
		size_t as = i + 2 < l->t.n && sql_token_is(&l->t.items[i + 2], "AS") ? i + 3 : i + 2;
		bool named = as < l->t.n && slice_eq_nocase(l->t.items[as].text, alias);
		if (alias.n && (named || slice_eq_nocase(l->t.items[i + 1].text, alias)))
			return table;
		only = only < 0 ? table : -1;
	}
	return alias.n ? -1 : only;
}

/* "x.Column" or "Column" at i: its table and column and how many tokens it takes; 0 = none. */
static size_t column_at(const struct learning *l, size_t i, int32_t *table, int32_t *column)
{
	bool qualified = i + 2 < l->t.n && sql_token_is_mark(&l->t.items[i + 1], '.');
	struct slice none = {NULL, 0};

	if (i >= l->t.n || l->t.items[i].kind != SQL_TOK_WORD)
		return 0;
	*table = table_called(l, qualified ? l->t.items[i].text : none);
	if (*table < 0)
		return 0;
	*column = cat_find_column(&l->cat->tables[*table], l->t.items[qualified ? i + 2 : i].text);
	return *column < 0 ? 0 : qualified ? 3 : 1;
}

static bool is_concat(const struct learning *l, size_t i)
{
	return i < l->t.n && slice_is(l->t.items[i].text, "||");
}

/* "x.First || ' ' || x.Last", and the two side by side in the select list of a statement that joins. */
static void learn_rows(struct learning *l, ptrdiff_t from)
{
	int32_t table = -1, column = -1, table2 = -1, column2 = -1;

	for (size_t i = 0; i < l->t.n; i++) {
		size_t n = column_at(l, i, &table, &column);
		bool joined = n && is_concat(l, i + n) && is_concat(l, i + n + 2);
		size_t next = i + n + (joined ? 3 : 1);
		if (!n || !column_at(l, next, &table2, &column2) || table2 != table)
			continue;
		struct row_seen *seen = &l->rows[table];
		bool listed = (ptrdiff_t)next < from && sql_token_is_mark(&l->t.items[i + n], ',');
		if (joined) {
			seen->first = column;
			seen->last = column2;
			seen->joined++;
		} else if (listed && find_word(&l->t, "JOIN") >= 0 &&
			   (column == names_label_column(l->h->names, table) ||
				   column2 == names_label_column(l->h->names, table))) {
			seen->apart++;
		}
		i = next;
	}
}

/* "GROUP BY x.Key, x.Name". */
static void learn_groups(struct learning *l)
{
	ptrdiff_t group = find_word(&l->t, "GROUP");
	int32_t table = -1, column = -1, table2 = -1, column2 = -1;
	size_t n = group < 0 ? 0 : column_at(l, (size_t)group + 2, &table, &column);

	if (!n || column != names_primary_key(l->h->names, table))
		return;
	size_t next = (size_t)group + 2 + n;
	bool more = next < l->t.n && sql_token_is_mark(&l->t.items[next], ',') &&
		    column_at(l, next + 1, &table2, &column2) && table2 == table;
	l->n_by_shown += more;
	l->n_by_key += !more;
}

/* "GROUP BY x.A ... ORDER BY measure DESC", and whether a further key follows. */
static void learn_ties(struct learning *l, ptrdiff_t order)
{
	ptrdiff_t group = find_word(&l->t, "GROUP");
	int32_t table = -1, column = -1;

	if (group < 0 || order < group || !column_at(l, (size_t)group + 2, &table, &column))
		return;
	for (size_t i = (size_t)order; i < l->t.n; i++) {
		if (!sql_token_is(&l->t.items[i], "DESC"))
			continue;
		if (i + 1 < l->t.n && sql_token_is_mark(&l->t.items[i + 1], ','))
			l->rows[table].tied++;
		else
			l->rows[table].untied++;
		return;
	}
}

/* "ROUND(100.0 * ..., 1)": how shares are rounded. */
static void learn_percent(struct learning *l)
{
	int depth = 0;

	for (size_t i = 0; i + 3 < l->t.n; i++) {
		bool percent = sql_token_is(&l->t.items[i], "ROUND") &&
			       (slice_is(l->t.items[i + 2].text, "100.0") ||
				       slice_is(l->t.items[i + 2].text, "100"));
		for (size_t k = i + 1; percent && k + 1 < l->t.n; k++) {
			const struct sql_token *t = &l->t.items[k];
			depth += sql_token_is_mark(t, '(') - sql_token_is_mark(t, ')');
			if (depth == 1 && sql_token_is_mark(t, ',') && t[1].kind == SQL_TOK_NUMBER &&
				t[1].text.n == 1)
				l->h->percent_digits = t[1].text.p[0] - '0';
			if (depth == 0)
				break;
		}
	}
}

static void learn_pair(struct learning *l, const char *sql)
{
	struct err err = ERR_INIT;

	l->t = (struct sql_tokens){.n = 0};
	if (sql_lex_all(l->cat->dialect, slice_of(sql), l->a, &l->t, &err) < 0)
		return;
	ptrdiff_t from = find_word(&l->t, "FROM"), order = find_word(&l->t, "ORDER");
	learn_sums(l);
	learn_ranking(l, from, order);
	learn_list(l, from, order);
	learn_rows(l, from);
	learn_percent(l);
	learn_groups(l);
	learn_ties(l, order);
}

/* first || ' ' || last */
static const struct q_formula *joined_row(struct arena *a, int32_t table, const struct row_seen *seen)
{
	struct q_formula *f = ARENA_NEW(a, struct q_formula);
	struct q_piece *pieces = ARENA_ARRAY(a, struct q_piece, 3);

	pieces[0].column = seen->first;
	pieces[1] = (struct q_piece){.text = SLICE_LIT(" || ' ' || "), .column = -1};
	pieces[2].column = seen->last;
	*f = (struct q_formula){.table = table, .column = seen->first, .pieces = pieces, .n = 3};
	return f;
}

/* What was seen most often of a table, at least twice. */
static const struct list_seen *usual(const struct list_seen *items, size_t n, int32_t table)
{
	const struct list_seen *best = NULL;

	for (size_t i = 0; i < n; i++) {
		if (items[i].table == table && items[i].times > 1 && (!best || items[i].times > best->times))
			best = &items[i];
	}
	return best;
}

static void settle(struct learning *l)
{
	struct habits *h = l->h;

	for (size_t t = 0; t < l->cat->n_tables; t++) {
		const struct list_seen *shown = usual(l->shown.items, l->shown.n, (int32_t)t),
				       *sorted = usual(l->sorted.items, l->sorted.n, (int32_t)t);
		if (shown) {
			h->tables[t].shown = ARENA_ARRAY(l->a, int32_t, SHOWN_MAX);
			h->tables[t].n_shown = shown->n;
			memcpy(h->tables[t].shown, shown->columns, shown->n * sizeof *shown->columns);
		}
		if (sorted)
			h->tables[t].order = sorted->order;
		const struct row_seen *seen = &l->rows[t];
		if (seen->joined > 1 && seen->joined > seen->apart)
			h->tables[t].row = joined_row(l->a, (int32_t)t, seen);
		h->tables[t].plain_ties = seen->untied > 1 && seen->untied > seen->tied;
	}
	if (l->n_rounded < RANKED_MIN || l->n_rounded < l->n_sums)
		h->round_digits = 0;
	h->groups_by_shown = l->n_by_shown > 1 && l->n_by_shown > l->n_by_key;
	h->shows_measure = l->n_ranked >= RANKED_MIN && l->n_ranked_shown * 2 > l->n_ranked;
	h->sorts_lists = l->n_lists >= RANKED_MIN && l->n_lists_sorted * 2 > l->n_lists;
}

/* The only column of a number whose name ends in one of these words; -1 = none or several. */
static int32_t only_column(const struct names *ns, int32_t table, const char *const *words, size_t n_words)
{
	int32_t found = -1;

	for (size_t c = 0; ns->tables[table] && c < ns->cat->tables[table].n_columns; c++) {
		const struct name_entry *e = ns->columns[table][c];
		bool named = false;
		for (size_t i = 0; e->n && i < n_words; i++)
			named = named || slice_eq(ns->words[e->words[e->n - 1]].lemma, slice_of(words[i]));
		if (!named || !db_type_is_number(ns->cat->tables[table].columns[c].type) ||
			names_is_key(ns, table, (int32_t)c))
			continue;
		if (found >= 0)
			return -1;
		found = (int32_t)c;
	}
	return found;
}

/* A quantity and a price in one row make its amount, unless the row keeps the amount itself. */
static struct table_habit named_habit(const struct names *ns, int32_t table)
{
	static const char *const quantities[] = {"quantity", "qty", "数量"},
				 *const prices[] = {"price", "単価"},
				 *const amounts[] = {"amount", "total", "subtotal", "金額", "合計"};
	struct table_habit h = {.order = -1, .product = -1, .multiplier = -1};
	int32_t quantity = only_column(ns, table, quantities, ARRAY_LEN(quantities)),
		price = only_column(ns, table, prices, ARRAY_LEN(prices));

	if (quantity < 0 || price < 0 || only_column(ns, table, amounts, ARRAY_LEN(amounts)) >= 0)
		return h;
	h.product = quantity;
	h.multiplier = price;
	h.by_name = true;
	return h;
}

const struct habits *habits_read(struct arena *a, const struct names *ns)
{
	struct habits *h = ARENA_NEW(a, struct habits);
	struct learning l = {.a = a, .cat = ns->cat, .h = h};
	size_t n_read = 0;

	h->names = ns;
	h->tables = ARENA_ARRAY(a, struct table_habit, ns->cat->n_tables + 1);
	l.shown.items = ARENA_ARRAY(a, struct list_seen, LISTS_MAX);
	l.rows = ARENA_ARRAY(a, struct row_seen, ns->cat->n_tables + 1);
	l.sorted.items = ARENA_ARRAY(a, struct list_seen, LISTS_MAX);
	for (size_t t = 0; t < ns->cat->n_tables; t++)
		h->tables[t] = named_habit(ns, (int32_t)t);
	for (size_t i = 0; i < ns->cat->n_docs && n_read < PAIRS_READ_MAX; i++) {
		if (ns->cat->docs[i].kind == CAT_DOC_EXAMPLE && ns->cat->docs[i].sql) {
			learn_pair(&l, ns->cat->docs[i].sql);
			n_read++;
		}
	}
	settle(&l);
	return h;
}
