// SPDX-License-Identifier: Apache-2.0
/* The English reader's third part: extremes ("the oldest", "the most songs", "most common"), and how clauses and questions end. */
#include "assistant/offline/read_en.h"

#include "base/arena.h"

/* "top" and "bottom" rank by what is named later: "top 5 genres by number of tracks". */
static bool is_rank(const struct lex_op *op)
{
	return slice_eq(slice_of(op->phrase), SLICE_LIT("top")) ||
	       slice_eq(slice_of(op->phrase), SLICE_LIT("bottom"));
}

/* "best" and "worst" do not say by what. */
static bool is_praise(const struct lex_op *op)
{
	return slice_eq(slice_of(op->phrase), SLICE_LIT("best")) ||
	       slice_eq(slice_of(op->phrase), SLICE_LIT("worst"));
}

bool reader_keeps_rank(const struct reader *r, size_t i)
{
	if (!r->super || !is_rank(r->super) || !r->ranked)
		return false;
	for (size_t k = i + 2; k < r->l->n; k++) {
		if (reader_op(r, k) == OP_ORDER || (reader_op(r, k) == OP_OF && r->l->items[k].op->arg == 1))
			return true;
	}
	return false;
}

/* "the second longest", "the 3rd most expensive": how many stand before it. */
static int64_t ordinal_before(struct reader *r, size_t i)
{
	static const char *const words[][2] = {
		{"second", "2nd"}, {"third", "3rd"}, {"fourth", "4th"}, {"fifth", "5th"}};
	struct slice w = i ? r->l->tokens->items[r->l->items[i].start - 1].low : (struct slice){NULL, 0};

	for (size_t k = 0; k < ARRAY_LEN(words); k++) {
		if (!slice_eq(w, slice_of(words[k][0])) && !slice_eq(w, slice_of(words[k][1])))
			continue;
		reader_use(r, (int)i - 1);
		if (r->f->projections.n)
			reader_unproject(r, (int)i - 1);
		return (int64_t)k + 1;
	}
	return 0;
}

void reader_begin_super(struct reader *r, size_t i, bool desc)
{
	const struct lex_op *op = r->l->items[i].op;

	if (r->n_aggs && r->aggs[0] == Q_COUNT)
		r->n_aggs = 0;
	if (r->super && is_rank(r->super)) { /* "top 3 ... with the highest price": one extreme, said twice */
		r->super = NULL;
	} else if (r->super) {
		reader_end_clause(r);
	}
	r->super = op;
	r->super_desc = desc;
	r->super_skip = ordinal_before(r, i);
	reader_use(r, (int)i);
}

/* "Which genres" asks for more than one, where groups are ranked by what is measured of them. */
static bool asks_for_several(const struct reader *r)
{
	if (r->f->asked < 0 || r->super_n || r->f->limit)
		return false;
	const struct item *it = &r->l->items[r->f->asked];
	const struct tok *t = &r->l->tokens->items[it->start + it->n - 1];
	return t->low.n > t->lemma.n && r->f->projections.n > 1;
}

void reader_push_super(struct reader *r, struct target by)
{
	struct f_super s = {.by = by,
		.desc = r->super_desc,
		.n = r->super_n,
		.skip = r->super_skip,
		.common = r->super->kind == OP_COMMON,
		.ranks = asks_for_several(r),
		.good = is_rank(r->super) || is_praise(r->super),
		.amount = !r->super->hint && !is_rank(r->super)};

	vec_push(&r->f->supers, r->a, s);
	if (by.kind == TARGET_ROWS && by.item >= 0)
		r->last_table = by.item;
	r->super = NULL;
	r->ranked = false;
	r->super_n = r->super_skip = 0;
	if (r->mode == MODE_SELECT)
		r->mode = MODE_HEAD;
}

/* "the highest age of all singers": nothing else is asked for, so the extreme itself is. */
static bool is_plain_extreme(const struct reader *r, size_t i)
{
	if (r->mode != MODE_SELECT || r->f->asked >= 0 || r->super->kind == OP_COMMON || r->super_n)
		return false;
	if (!item_is_measure(r->l, &r->l->items[i]))
		return false;
	for (size_t k = 0; k < r->f->projections.n; k++) {
		if (r->f->projections.items[k].agg == Q_PLAIN)
			return false;
	}
	return true;
}

/* "worked the most hours" of hours_worked: the verb asked for nothing. */
static void unproject_same(struct reader *r, size_t i)
{
	size_t n = r->f->projections.n;
	int shown = n ? r->f->projections.items[n - 1].item : -1;
	const struct reading_of *x = link_best(&r->l->items[i], READ_COLUMN, 0),
				*y = shown >= 0 ? link_best(&r->l->items[shown], READ_COLUMN, 0) : NULL;

	if (!x || !y || x->table != y->table || x->column != y->column || !r->f->entities.n ||
		shown == (int)i)
		return;
	struct slice said = r->l->tokens->items[r->l->items[shown].start].low;
	if (r->l->items[shown].n != 1 || said.n < 4 || said.p[said.n - 2] != 'e' || said.p[said.n - 1] != 'd')
		return;
	reader_unproject(r, shown);
	if (r->f->asked < 0)
		r->f->asked = r->f->entities.items[0];
}

/* "the most common genre": what is common is asked for as well. */
static void take_common(struct reader *r, size_t i, enum item_role role, struct target t)
{
	t.kind = role == ROLE_TABLE ? TARGET_LABEL : TARGET_COLUMN;
	if (r->mode == MODE_SELECT)
		vec_push(&r->f->projections, r->a, t);
	if (role == ROLE_TABLE)
		vec_push(&r->f->entities, r->a, (int)i);
	reader_use(r, (int)i);
	reader_push_super(r, t);
}

static void take_plain_extreme(struct reader *r, size_t i, struct target t)
{
	t.kind = TARGET_COLUMN;
	t.agg = r->super_desc ? Q_MAX : Q_MIN;
	vec_push(&r->f->projections, r->a, t);
	reader_use(r, (int)i);
	r->super = NULL;
	r->last_column = (int)i;
}

/* "the most songs": rows of a table, or of what a column that is no measure names. */
static bool is_of_rows(const struct reader *r, size_t i, enum item_role role)
{
	bool counts = r->n_aggs && r->aggs[0] == Q_COUNT;
	bool is_most = r->super->hint == NULL;

	if (role == ROLE_TABLE)
		return counts || (is_most && (r->in_filter || r->mode != MODE_SELECT || r->super_n == 0));
	return role == ROLE_COLUMN && is_most && r->super->kind == OP_SUPER &&
	       (counts || !item_is_measure(r->l, &r->l->items[i]));
}

static void take_most_rows(struct reader *r, size_t i, enum item_role role, struct target t)
{
	t.kind = TARGET_ROWS;
	if (role == ROLE_TABLE)
		vec_push(&r->f->entities, r->a, (int)i);
	r->n_aggs = 0;
	reader_use(r, (int)i);
	reader_push_super(r, t);
}

static void take_most_of_column(struct reader *r, size_t i, struct target t)
{
	t.kind = TARGET_COLUMN;
	unproject_same(r, i);
	if (r->n_aggs) {
		t.agg = r->aggs[0];
		r->n_aggs = 0;
	}
	reader_use(r, (int)i);
	reader_push_super(r, t);
}

/* "the oldest singer": the noun is what is asked about. */
static void take_hinted(struct reader *r, size_t i)
{
	struct target t = TARGET_INIT;
	bool in_select = r->mode == MODE_SELECT;

	t.kind = TARGET_HINT;
	t.near = (int)i;
	t.hint = r->super->hint;
	t.agg = r->super->arg == 3 ? Q_SUM : Q_PLAIN;
	reader_push_super(r, t);
	if (in_select)
		r->mode = MODE_SELECT;
}

bool reader_take_super(struct reader *r, size_t i)
{
	if (is_rank(r->super) && !r->ranked) {
		r->ranked = true;
		return false;
	}
	r->ranked = false;
	enum item_role role = reader_role(r, i);
	struct target t = TARGET_INIT;
	t.near = r->last_table;
	t.item = (int)i;
	if (r->n_aggs && r->aggs[0] == Q_COUNT && role == ROLE_COLUMN &&
		item_is_measure(r->l, &r->l->items[i]))
		r->n_aggs = 0; /* "the highest number of attendees", which a column holds */
	bool counts = r->n_aggs && r->aggs[0] == Q_COUNT;

	if (r->super->kind == OP_COMMON)
		take_common(r, i, role, t);
	else if (role == ROLE_COLUMN && !counts && is_plain_extreme(r, i))
		take_plain_extreme(r, i, t);
	else if (is_of_rows(r, i, role))
		take_most_rows(r, i, role, t);
	else if (role == ROLE_COLUMN)
		take_most_of_column(r, i, t);
	else {
		take_hinted(r, i);
		return false;
	}
	return true;
}

/* "were never borrowed": a denied verb that nothing in the schema is called. */
static bool denies_verb(const struct reader *r)
{
	bool denied = false;

	for (size_t i = 0; i < r->l->n; i++) {
		const struct item *it = &r->l->items[i];
		struct slice w = r->l->tokens->items[it->start].low;
		denied = denied || reader_op(r, i) == OP_NOT;
		if (denied && it->kind == ITEM_WORD && w.n > 3 &&
			(memcmp(w.p + w.n - 2, "ed", 2) == 0 || memcmp(w.p + w.n - 2, "en", 2) == 0))
			return true;
	}
	return false;
}

/* What is most common where no noun follows: false when rows of another table are counted instead. */
static bool find_common(const struct reader *r, struct target *t)
{
	size_t n = r->f->projections.n;
	const struct target *shown = n ? &r->f->projections.items[n - 1] : NULL;
	bool shows = shown && shown->agg == Q_PLAIN && shown->kind == TARGET_COLUMN;
	bool asked =
		r->f->asked >= 0 && !(shows && shown->item < r->f->asked); /* "which brand is repaired" */
	int of = asked ? r->f->asked : shown ? shown->near : -1;

	if (of >= 0 && r->last_table >= 0 && r->last_table != of) {
		t->item = r->last_table; /* "prescribed most often": by what happens to it */
		return false;
	}
	if (asked)
		*t = (struct target){.kind = TARGET_LABEL, .item = r->f->asked, .near = r->f->asked};
	else if (shows)
		*t = *shown; /* "the type that is most common" */
	return true;
}

/* "who never complained before": compares with nothing. */
static bool ends_in_before(const struct reader *r)
{
	size_t last = r->l->n;

	while (last > 0 && reader_op(r, last - 1) == OP_STOP)
		last--;
	return last > 0 && r->l->items[last - 1].kind == ITEM_OP && r->l->items[last - 1].op == r->cmp &&
	       slice_eq(slice_of(r->cmp->phrase), SLICE_LIT("before"));
}

void reader_end_clause(struct reader *r)
{
	if (r->super) {
		struct target t = TARGET_INIT;
		t.kind = r->super->hint                                       ? TARGET_HINT
			 : r->last_column >= 0 && r->super->kind != OP_COMMON ? TARGET_COLUMN
									      : TARGET_ROWS;
		t.hint = r->super->hint;
		if (is_rank(r->super) && r->ranked && r->last_column < 0 && r->last_table >= 0) {
			t.kind = TARGET_HINT; /* "top 10 customers" */
			t.hint = READER_RATING_HINT;
			t.near = r->last_table;
		}
		t.agg = r->super->arg == 3 ? Q_SUM : Q_PLAIN;
		t.item = t.kind == TARGET_COLUMN ? r->last_column : -1;
		bool by_rows = r->super->kind == OP_COMMON && !find_common(r, &t);
		reader_push_super(r, t);
		r->f->supers.items[r->f->supers.n - 1].common &= !by_rows;
	}
	if (r->cmp && r->against) {
		struct f_cond c = {.lhs = TARGET_INIT,
			.op = (enum q_op)r->cmp->arg,
			.a = -1,
			.b = -1,
			.against = r->against};
		bool named = r->last_column >= 0 && item_is_measure(r->l, &r->l->items[r->last_column]);
		if (!named && !r->cmp->hint)
			r->f->lost++; /* "make more than the average": of what? */
		c.lhs.kind = named ? TARGET_COLUMN : TARGET_HINT;
		c.lhs.item = named ? r->last_column : -1;
		c.lhs.hint = r->cmp->hint ? r->cmp->hint : READER_TIME_HINT;
		c.lhs.near = r->last_table;
		reader_use(r, c.lhs.item);
		reader_unproject(r, c.lhs.item); /* "cost more than the average" */
		reader_push_cond(r, c);
	} else if (r->cmp && r->cmp->arg != Q_EQ && !ends_in_before(r))
		r->f->lost++;
	r->f->lost += r->like && r->like->arg; /* a beginning or an end was announced */
	r->like = NULL;
	if (r->negated && r->f->asked >= 0 && denies_verb(r))
		r->f->unmet = true;
	else if (r->negated)
		r->f->lost++;
	if (r->mode == MODE_ORDER && r->order_dir && !r->f->orders.n && !r->f->supers.n)
		r->order_due = true; /* "sorted alphabetically" */
	r->cmp = NULL;
	r->against = Q_PLAIN;
	r->negated = r->denied = false;
	r->in_filter = false;
	r->list_goes_on = false;
	r->or_pending = false;
}

/* A second sentence that lists again what is wanted replaces what the first one listed, except for a count it leaves out. */
static void keep_second(struct reader *r)
{
	size_t first = r->second_at, n = r->f->projections.n, kept = 0;
	struct target *p = r->f->projections.items;
	bool counts = false;

	if (!first || first >= n)
		return;
	for (size_t i = first; i < n; i++)
		counts = counts || p[i].kind == TARGET_ROWS || p[i].agg != Q_PLAIN;
	for (size_t i = 0; i < n; i++) {
		bool is_count = p[i].kind == TARGET_ROWS || p[i].agg != Q_PLAIN;
		if (i >= first || (is_count && !counts))
			p[kept++] = p[i];
	}
	r->f->projections.n = kept;
}

static bool is_plain_date(const struct reader *r, const struct target *t)
{
	const struct reading_of *x = t->kind == TARGET_COLUMN && t->agg == Q_PLAIN && t->item >= 0
					     ? link_best(&r->l->items[t->item], READ_COLUMN, 0)
					     : NULL;

	return x && names_is_date(r->l->names, x->table, x->column);
}

/* An amount that adds up. */
static bool is_plain_money(const struct reader *r, const struct target *t)
{
	static const char *const words[] = {"fee", "cost", "amount", "total", "revenue", "sale", "quantity",
		"charge", "payment", "expense"};
	const struct reading_of *x = t->kind == TARGET_COLUMN && t->agg == Q_PLAIN && t->item >= 0
					     ? link_best(&r->l->items[t->item], READ_COLUMN, 0)
					     : NULL;

	if (!x || !item_is_measure(r->l, &r->l->items[t->item]))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (names_has_word(r->l->names, r->l->names->columns[x->table][x->column], words[i]))
			return true;
	}
	return false;
}

/* "orders per month", "customers by city": they are counted. */
static void count_by_group(struct reader *r, const struct target *asked)
{
	struct target t = {.kind = TARGET_ROWS, .item = asked->item, .near = asked->item};

	if (r->f->supers.n || !r->f->groups.n)
		return;
	if (r->f->projections.n == 1 && r->f->groups.items[0].bucket &&
		is_plain_money(r, &r->f->projections.items[0])) {
		r->f->projections.items[0].agg = Q_SUM; /* "fees per quarter" */
		return;
	}
	if (r->f->projections.n == 1 && r->f->groups.items[0].bucket &&
		is_plain_date(r, &r->f->projections.items[0])) {
		t.near = t.item = -1; /* "hires per year": rows by the date that they are known by */
		r->f->projections.n = 0;
	} else if (r->f->projections.n || asked->item < 0) {
		return;
	}
	vec_push(&r->f->projections, r->a, t);
}

/* "which bikes were stolen": all that is said of them is a word that nothing is called by. */
static bool is_predicate_unread(const struct reader *r, size_t i)
{
	static const char *const idle[] = {"listed", "recorded", "registered", "offered", "available",
		"stored", "included", "existing", "known"};
	const struct item *it = &r->l->items[i];
	const struct tok *t = &r->l->tokens->items[it->start];
	for (size_t k = 0; k < ARRAY_LEN(idle); k++) {
		if (slice_eq(t->low, slice_of(idle[k])))
			return false;
	}
	bool ends = i + 1 >= r->l->n || reader_op(r, i + 1) == OP_STOP || reader_op(r, i + 1) == OP_AND;
	size_t at = i;
	while (at > 0 && reader_op(r, at - 1) == OP_NOISE) /* "is the nicest" */
		at--;
	enum op_kind before = at ? reader_op(r, at - 1) : OP_NONE;

	return it->kind == ITEM_WORD && t->kind == TOK_WORD && t->low.n > 3 && ends &&
	       (before == OP_BE || before == OP_HAVE || before == OP_NOT);
}

/* "in europe", "by beyonce", "that have a dog", "who play polka": a noun at the end of its phrase that nothing is called by. */
static bool is_noun_unread(const struct reader *r, size_t i)
{
	static const char *const idle[] = {"one", "other", "order", "total", "general", "record", "entry",
		"row", "stock", "now", "today", "far", "here", "once", "time", "well", "yet", "already",
		"each", "number"};
	const struct item *it = &r->l->items[i];
	const struct tok *t = &r->l->tokens->items[it->start];
	size_t at = i;

	if (it->kind == ITEM_WORD &&
		(slice_eq(t->low, SLICE_LIT("nothing")) || slice_eq(t->low, SLICE_LIT("nobody"))))
		return true; /* a denial, which turns the answer round */
	if (it->kind != ITEM_WORD || t->kind != TOK_WORD || t->low.n < 3 || unit_of_word(t->lemma))
		return false;
	for (size_t k = 0; k < ARRAY_LEN(idle); k++) {
		if (slice_eq(t->lemma, slice_of(idle[k])) || slice_eq(t->low, slice_of(idle[k])))
			return false;
	}
	struct slice article = it->start ? r->l->tokens->items[it->start - 1].low : (struct slice){NULL, 0};
	if (slice_eq(article, SLICE_LIT("the")) || slice_eq(article, SLICE_LIT("our")))
		return false; /* "in the shop": whose data it is */
	while (at > 0 && reader_op(r, at - 1) == OP_NOISE)
		at--;
	const struct item *before = at ? &r->l->items[at - 1] : NULL;
	enum op_kind op = at ? reader_op(r, at - 1) : OP_NONE, next = reader_op(r, i + 1);
	bool ends =
		i + 1 >= r->l->n || next == OP_STOP || next == OP_AND || next == OP_COMMA || next == OP_OF;
	bool object = before && before->kind == ITEM_WORD && before->n == 1 &&
		      r->l->tokens->items[before->start].kind == TOK_WORD &&
		      r->l->tokens->items[before->start].low.n > 2;

	return ends && (op == OP_OF || op == OP_HAVE || (op == OP_FILTER && before->op->arg == 2) || object);
}

/* "What do customers listen to": not for the customers. */
static bool asks_for_object(const struct reader *r)
{
	size_t at = r->f->asked > 1 ? (size_t)r->f->asked : 0;

	while (at > 1 && reader_op(r, at - 1) == OP_NOISE)
		at--;
	return at > 1 && !r->f->projections.n && reader_op(r, at - 1) == OP_FILTER &&
	       r->l->items[at - 1].op->arg == 3 &&
	       slice_eq(r->l->tokens->items[r->l->items[at - 2].start].low, SLICE_LIT("what"));
}

/* Names that nothing in the database is known by: without them another question is answered. */
static int unknown_names(const struct reader *r)
{
	const struct tokens *t = r->l->tokens;
	size_t capitals = 0, words = 0;
	int names = 0;

	for (size_t i = 0; i < t->n; i++) {
		words += t->items[i].kind == TOK_WORD;
		capitals += t->items[i].capital;
	}
	for (size_t i = 0; i < r->l->n && capitals * 2 < words; i++) {
		const struct tok *w = &t->items[r->l->items[i].start];
		bool sentence = i > 0 && reader_op(r, i - 1) == OP_STOP;
		bool named = i > 0 && reader_role(r, i) == ROLE_TABLE &&
			     reader_role(r, i - 1) == ROLE_TABLE &&
			     !t->items[r->l->items[i - 1].start].capital; /* "the playlist Music" */
		names += (r->l->items[i].kind == ITEM_WORD || named) && w->kind == TOK_WORD && w->capital &&
			 !sentence && w->raw.n > 2;
	}
	return names > 0;
}

void reader_finish(struct reader *r)
{
	r->f->lost += unknown_names(r);

	bool only = !r->f->unmet && !r->f->conds.n && !r->f->supers.n && !r->f->groups.n && !r->f->orders.n;
	for (size_t i = 0; i < r->l->n && only; i++)
		r->f->lost += is_predicate_unread(r, i);
	int nouns = 0;
	for (size_t i = 0; i < r->l->n; i++)
		nouns += is_noun_unread(r, i);
	r->f->lost += (nouns > 0) + asks_for_object(r);

	struct target asked = {.kind = TARGET_LABEL, .item = r->f->asked, .near = r->f->asked};

	if (r->order_due && r->f->orders.n == 0 && (r->f->projections.n || r->f->asked >= 0)) {
		struct f_order o = {.by = r->f->projections.n ? r->f->projections.items[0] : asked,
			.desc = r->order_dir == 2,
			.has_dir = true};
		vec_push(&r->f->orders, r->a, o);
	}
	keep_second(r);
	count_by_group(r, &asked);
	if (r->super_n && !r->f->limit)
		r->f->limit = r->super_n;
}
