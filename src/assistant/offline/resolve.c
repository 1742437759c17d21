// SPDX-License-Identifier: Apache-2.0
/*
 * Each reading of an item is scored by how well its words matched, by whether its table is the one said beside it, is
 * mentioned at all, or lies near what the question is about.
 */
#include "assistant/offline/resolve.h"

#include "assistant/offline/glossary.h"
#include "base/arena.h"

static bool may_mean(const struct resolver *r, int item, int32_t table)
{
	if (item < 0)
		return false;
	const struct item *it = &r->l->items[item];
	const struct reading_of *best = link_best(it, READ_TABLE, 0);

	for (size_t i = 0; best && i < it->n_readings; i++) {
		const struct reading_of *x = &it->readings[i];
		if (x->kind == READ_TABLE && x->table == table && x->score >= best->score - 0.12)
			return true;
	}
	return false;
}

static double nearness(const struct resolver *r, int32_t table)
{
	if (r->head < 0)
		return 0;
	int d = join_distance(r->joins, r->head, table);
	return d < 0 ? -0.5 : -0.05 * d;
}

/* How strongly other items speak for a table reading: columns and values of that table. */
static double support(const struct resolver *r, int32_t table)
{
	double s = 0;

	for (size_t i = 0; i < r->l->n; i++) {
		const struct item *it = &r->l->items[i];
		if (item_role(it) == ROLE_TABLE || it->kind != ITEM_LINK)
			continue;
		for (size_t k = 0; k < it->n_readings; k++) {
			if (it->readings[k].table == table && it->readings[k].kind != READ_TABLE &&
				it->readings[k].score > it->readings[0].score - 0.1) {
				s += 0.06;
				break;
			}
		}
	}
	return MIN(s, 0.2);
}

static double affinity(const struct resolver *r, int near, int32_t table)
{
	double s =
		r->head < 0 ? support(r, table) : nearness(r, table); /* "names and prices": what has both */

	if (may_mean(r, near, table))
		s += r->tables[near] == table ? 0.34 : 0.28;
	else if (r->mentioned[table])
		s += 0.18;
	return s;
}

static bool is_person(const struct names *ns, int32_t table)
{
	static const char *const people[] = {"employee", "staff", "worker", "person", "people", "customer",
		"client", "user", "member", "student", "teacher", "professor", "doctor", "patient", "nurse",
		"singer", "artist", "player", "author", "actor", "director", "driver", "pilot", "visitor",
		"guest", "passenger", "tenant", "contact", "candidate", "instructor", "faculty", "社員",
		"従業員", "顧客", "会員", "学生", "患者", "医師"};
	static const char *const traits[] = {"first", "birth", "gender", "sex", "hire", "salary"};
	const struct name_entry *e = ns->tables[table];

	for (size_t c = 0; e && c < ns->cat->tables[table].n_columns; c++) {
		for (size_t i = 0; i < ARRAY_LEN(traits); i++) {
			if (names_has_word(ns, ns->columns[table][c], traits[i]))
				return true;
		}
	}
	for (size_t i = 0; e && e->n && i < ARRAY_LEN(people); i++) {
		if (slice_eq(ns->words[e->words[e->n - 1]].lemma, slice_of(people[i])))
			return true;
	}
	return false;
}

/* "who" of something that is no person: the people nearest to it, those whose columns are spoken of first. */
static int32_t person_asked(const struct resolver *r, int32_t head)
{
	int32_t best = head;
	double most = -10;

	if (head >= 0 && is_person(r->ns, head))
		return head;
	for (size_t t = 0; t < r->ns->cat->n_tables; t++) {
		int d = head >= 0 ? join_distance(r->joins, head, (int32_t)t) : 0;
		double s = support(r, (int32_t)t) - 0.05 * d;
		if (!r->ns->tables[t] || d < 0 || !is_person(r->ns, (int32_t)t) || s <= most)
			continue;
		most = s;
		best = (int32_t)t;
	}
	return best;
}

/* Nothing is named: "engineers in Berlin" asks for the rows that the first value describes. */
static int32_t described(const struct resolver *r)
{
	for (size_t i = 0; i < r->f->conds.n; i++) {
		int a = r->f->conds.items[i].a, lhs = r->f->conds.items[i].lhs.item;
		const struct reading_of *v = a >= 0 ? link_best(&r->l->items[a], READ_VALUE, 0.8) : NULL;
		if (lhs >= 0 && r->l->items[lhs].n_readings && r->l->items[lhs].readings[0].own_table)
			return r->l->items[lhs].readings[0].table;
		if (v)
			return v->table;
	}
	return -1;
}

void resolve_tables(struct resolver *r)
{
	for (size_t i = 0; i < r->l->n; i++) {
		const struct item *it = &r->l->items[i];
		double best = -1;
		r->tables[i] = -1;
		for (size_t k = 0; k < it->n_readings; k++) {
			const struct reading_of *x = &it->readings[k];
			if (x->kind != READ_TABLE)
				continue;
			double s = x->score + support(r, x->table);
			if (s > best) {
				best = s;
				r->tables[i] = x->table;
			}
		}
	}
	for (size_t e = 0; e < r->f->entities.n; e++) {
		int32_t t = r->tables[r->f->entities.items[e]];
		if (t >= 0)
			r->mentioned[t] = true;
	}
	int head = r->f->asked;
	if (head < 0 && r->f->projections.n)
		head = r->f->projections.items[0].kind == TARGET_ROWS ? r->f->projections.items[0].item
								      : r->f->projections.items[0].near;
	if (head < 0 && r->f->entities.n)
		head = r->f->entities.items[0];
	r->head = head >= 0 ? r->tables[head] : -1;
	for (size_t i = 0; i < r->l->n; i++) { /* "singer name" mentions singer */
		const struct item *it = &r->l->items[i];
		if (item_role(it) == ROLE_COLUMN && it->readings[0].own_table) {
			r->mentioned[it->readings[0].table] = true;
			if (r->f->asked < 0 && r->f->projections.n &&
				r->f->projections.items[0].item == (int)i)
				r->head = it->readings[0].table;
		}
	}
	if (r->f->ask_hint && slice_starts(slice_of(r->f->ask_hint), SLICE_LIT("name|")) && r->f->asked < 0 &&
		!r->f->projections.n)
		r->head = person_asked(r, r->head);
	if (r->head < 0 && !r->f->projections.n && !r->f->ask_hint)
		r->head = described(r);
}

static bool says_id(const struct resolver *r, const struct item *it)
{
	for (size_t k = it->start; k < it->start + it->n; k++) {
		struct slice w = r->l->tokens->items[k].lemma;
		if (slice_eq(w, SLICE_LIT("id")) || slice_eq(w, SLICE_LIT("number")) ||
			slice_eq(w, SLICE_LIT("code")))
			return true;
	}
	return false;
}

/* A measure of the documents: the formula whose table lies nearest, the first among equals. */
static struct place documented_measure(const struct resolver *r, const char *hint)
{
	const struct gloss_measure *m = glossary_hinted(r->ns->glossary, hint);
	struct place best = {.table = -1, .column = -1, .score = -10};

	for (size_t i = 0; m && i < m->n_formulas; i++) {
		const struct q_formula *f = m->formulas[i];
		double s = 1.0 + nearness(r, f->table) + (r->mentioned[f->table] ? 0.2 : 0);
		if (r->ns->tables[f->table] && s > best.score + 0.001)
			best = (struct place){
				.table = f->table, .column = f->column, .score = s, .formula = f};
	}
	return best;
}

struct place resolve_hint(const struct resolver *r, const char *hint, int32_t table, bool number)
{
	struct place best = {.table = -1, .column = -1};
	struct slice rest = slice_of(hint);
	double rank = 1.0;

	if (hint[0] == '=')
		return documented_measure(r, hint);
	while (rest.n) {
		struct slice word = slice_cut(&rest, '|');
		bool flipped = word.n && word.p[0] == '-';
		if (flipped)
			word = (struct slice){word.p + 1, word.n - 1};
		rank -= 0.03;
		for (size_t k = 0; word.n && k < r->ns->n_entries; k++) {
			const struct name_entry *e = &r->ns->entries[k];
			if (e->column < 0)
				continue;
			const struct cat_column *c = &r->ns->cat->tables[e->table].columns[e->column];
			bool has = slice_eq(word, SLICE_LIT("date")) &&
				   names_is_date(r->ns, e->table, e->column);
			for (size_t w = 0; w < e->n; w++)
				has = has || names_word_starts(&r->ns->words[e->words[w]], word);
			if (!has || names_is_key(r->ns, e->table, e->column))
				continue;
			double s =
				rank + nearness(r, e->table) + (r->mentioned[e->table] ? 0.2 : 0) +
				(e->table == table ? 0.5 : 0) -
				(names_has_word(r->ns, e, "birth") && !slice_starts(word, SLICE_LIT("birth"))
						? 0.25
						: 0) +
				(number && db_type_is_number(c->type) ? 0.02 : 0) - 0.02 * (double)e->n;
			if (s > best.score)
				best = (struct place){.table = e->table,
					.column = e->column,
					.score = s,
					.flipped = flipped};
		}
	}
	return best;
}

bool resolve_is_date(const struct resolver *r, struct place p)
{
	return names_is_date(r->ns, p.table, p.column);
}

struct place resolve_period(const struct resolver *r, const struct target *t, bool *cut)
{
	static const char *const words[] = {[Q_WHOLE] = "",
		[Q_YEAR] = "year",
		[Q_MONTH] = "month",
		[Q_DAY] = "day|date",
		[Q_QUARTER] = "quarter"};
	struct place own = resolve_hint(r, words[t->bucket], r->head, false),
		     date = {.table = -1, .column = -1};

	*cut = false;
	for (size_t k = 0; k < r->ns->n_entries; k++) {
		const struct name_entry *e = &r->ns->entries[k];
		struct place p = {.table = e->table, .column = e->column};
		if (e->column < 0 || !resolve_is_date(r, p))
			continue;
		p.score = 0.8 + nearness(r, e->table) + (r->mentioned[e->table] ? 0.3 : 0) +
			  (e->table == r->head ? 0.2 : 0);
		if (p.score > date.score)
			date = p;
	}
	if (own.table >= 0 && (date.table < 0 || own.score >= date.score))
		return own;
	*cut = date.table >= 0;
	return date;
}

/* "revenue" of lines that keep a quantity and a price: better than a price, worse than a total. */
static struct place money(const struct resolver *r, const struct target *t, struct place best)
{
	bool price = best.table >= 0 && names_has_word(r->ns, r->ns->columns[best.table][best.column],
						"price"); /* adds up to nothing */

	for (size_t k = 0; t->agg && k < r->ns->cat->n_tables; k++) {
		const struct table_habit *h = &r->f->habits->tables[k];
		double s = 0.9 + nearness(r, (int32_t)k) + (r->mentioned[k] ? 0.2 : 0) +
			   ((int32_t)k == r->head ? 0.5 : 0);
		bool instead = price && join_distance(r->joins, best.table, (int32_t)k) > 0 &&
			       best.column != h->product && !best.times;
		if (h->product >= 0 && r->ns->tables[k] && (s > best.score || instead))
			best = (struct place){.table = (int32_t)k,
				.column = h->product,
				.score = s,
				.times = h->multiplier + 1};
	}
	return best;
}

struct place resolve_column(const struct resolver *r, const struct target *t, bool number)
{
	struct place best = {.table = -1, .column = -1, .score = -10};

	if (t->kind == TARGET_HINT) {
		best = resolve_hint(
			r, t->hint ? t->hint : "", t->near >= 0 ? r->tables[t->near] : r->head, number);
		return t->hint && slice_starts(slice_of(t->hint), SLICE_LIT("total|")) ? money(r, t, best)
										       : best;
	}
	if (t->item < 0)
		return best;
	const struct item *it = &r->l->items[t->item];
	if (t->kind == TARGET_KEY) {
		int32_t table = r->tables[t->item], key = table >= 0 ? names_primary_key(r->ns, table) : -1;
		return (struct place){.table = key >= 0 ? table : -1, .column = key, .score = 0.9};
	}
	if (t->kind == TARGET_LABEL || t->kind == TARGET_ROWS) {
		int32_t table = r->tables[t->item];
		if (table >= 0)
			return (struct place){
				.table = table, .column = names_label_column(r->ns, table), .score = 1.0};
	}
	bool passed = t->item != r->skip_item;
	struct place second = best;
	for (size_t k = 0; k < it->n_readings; k++) {
		const struct reading_of *x = &it->readings[k];
		if (x->kind != READ_COLUMN)
			continue;
		const struct cat_column *c = &r->ns->cat->tables[x->table].columns[x->column];
		double s = x->score + affinity(r, t->near, x->table);
		if (number && db_type_is_number(c->type))
			s += 0.1;
		if (names_is_key(r->ns, x->table, x->column))
			s += !says_id(r, it) ? -0.18 : c->fk_table >= 0 ? -0.06 : c->pk_position ? 0.06 : 0;
		if (x->own_table)
			s += 0.25;
		struct place p = {.table = x->table, .column = x->column, .score = s, .formula = x->formula};
		if (x->documented && c->fk_table >= 0 && !says_id(r, it) && r->ns->tables[c->fk_table]) {
			p.table = c->fk_table; /* "support agent": whom the reference points at */
			p.column = names_label_column(r->ns, c->fk_table);
			p.is_row = true;
		}
		if (s > best.score) {
			second = best;
			best = p;
		} else if (s > second.score) {
			second = p;
		}
	}
	return passed || second.table < 0 ? best : second;
}

/* Is it the same column, or does it refer to it? */
static bool is_same(const struct names *ns, const struct reading_of *said, const struct reading_of *x)
{
	const struct cat_column *c = &ns->cat->tables[said->table].columns[said->column];

	return (said->table == x->table && said->column == x->column) ||
	       (c->fk_table == x->table && c->fk_column == x->column);
}

struct place resolve_value(const struct resolver *r, const struct f_cond *c, struct slice *value)
{
	struct place best = {.table = -1, .column = -1, .score = -10};
	const struct item *it = &r->l->items[c->a];
	struct place lhs = best;

	if (it->kind != ITEM_LINK)
		*value = it->text;
	if (c->lhs.kind == TARGET_COLUMN || c->lhs.kind == TARGET_HINT || c->lhs.kind == TARGET_KEY)
		lhs = resolve_column(r, &c->lhs, it->kind == ITEM_NUMBER);
	if (it->kind == ITEM_LINK && it->text.n && lhs.table >= 0)
		return lhs; /* a number with a column of its own, though some column holds it as a text */
	for (size_t k = 0; k < it->n_readings; k++) {
		const struct reading_of *x = &it->readings[k];
		if (x->kind != READ_VALUE)
			continue;
		double s = x->score + affinity(r, c->lhs.near, x->table);
		if (x->table == lhs.table && x->column == lhs.column)
			s += 1.0;
		if (c->lhs.kind == TARGET_COLUMN && c->lhs.item >= 0) {
			const struct item *said = &r->l->items[c->lhs.item];
			for (size_t j = 0; j < said->n_readings; j++) {
				if (said->readings[j].kind == READ_COLUMN &&
					is_same(r->ns, &said->readings[j], x))
					s += 0.6 * said->readings[j].score;
			}
		}
		if (s > best.score) {
			best = (struct place){.table = x->table, .column = x->column, .score = s};
			*value = x->value;
		}
	}
	if (best.table >= 0)
		return best;
	if (lhs.table >= 0)
		return lhs;
	if (it->kind == ITEM_NUMBER)
		return lhs;
	int32_t table = c->lhs.near >= 0 ? r->tables[c->lhs.near] : r->head;
	if (table < 0)
		return best;
	return (struct place){.table = table, .column = names_label_column(r->ns, table), .score = 0.3};
}
