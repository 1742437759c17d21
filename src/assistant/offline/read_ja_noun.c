// SPDX-License-Identifier: Apache-2.0
/*
 * Nouns in Japanese and Korean. One that a verb's ending follows tells what was done: its rows join, its date is what a
 * year is compared with, and nobody asked to see it.
 */
#include "assistant/offline/read_ja.h"

#include "base/arena.h"

#include <ctype.h>

enum { KANA_BYTES = 3, IDLE_KANA = 3 * KANA_BYTES, IDLE_LETTERS = 2 };

static const struct tok *first_word(const struct ja *r, size_t i)
{
	return &r->l->tokens->items[r->l->items[i].start];
}

bool ja_is_joined(const struct ja *r, size_t i)
{
	const struct item *it = &r->l->items[i];

	return i + 1 < r->l->n &&
	       r->l->tokens->items[it->start + it->n - 1].end == first_word(r, i + 1)->start;
}

static bool is_hiragana(struct slice s)
{
	for (size_t i = 0; i + 2 < s.n; i += KANA_BYTES) {
		unsigned char x = (unsigned char)s.p[i], y = (unsigned char)s.p[i + 1];
		if (x != 0xe3 || (y != 0x81 && y != 0x82))
			return false;
	}
	return s.n && s.n % KANA_BYTES == 0;
}

/* "借り|られた", "결제|된": the ending of a verb follows. */
static bool is_verb(const struct ja *r, size_t i)
{
	static const char *const whole[] = {"끝난", "태어난", "팔린"}; /* with their endings */

	for (size_t k = 0; k < ARRAY_LEN(whole); k++) {
		if (slice_is(first_word(r, i)->low, whole[k]))
			return true;
	}
	if (!ja_is_joined(r, i))
		return false;
	return ja_op(r, i + 1) == OP_HAVE ||
	       (r->l->items[i + 1].kind == ITEM_WORD && is_hiragana(first_word(r, i + 1)->low));
}

bool ja_is_denied(const struct ja *r, size_t i)
{
	size_t k = i + 1;

	while (ja_op(r, k) == OP_NOISE || (ja_op(r, k) == OP_OF && k == i + 1))
		k++;
	return ja_op(r, k) == OP_NOT && link_best(&r->l->items[i], READ_COLUMN, 0.5);
}

/* Has the table a column that the hint's words name, and that is no key? */
static bool has_hinted(const struct names *ns, int32_t table, const char *hint)
{
	for (struct slice rest = slice_of(hint); rest.n;) {
		struct slice word = slice_cut(&rest, '|');
		for (size_t c = 0; c < ns->cat->tables[table].n_columns; c++) {
			const struct name_entry *e = ns->columns[table][c];
			for (size_t w = 0; w < e->n && !names_is_key(ns, table, (int32_t)c); w++) {
				if (names_word_starts(&ns->words[e->words[w]], word))
					return true;
			}
		}
	}
	return false;
}

/* "売上ランキング", "分類ごとの売上": of a table of sales their sum is meant, unless rows of it are asked for. */
static bool takes_money(struct ja *r, size_t i)
{
	const struct item *it = &r->l->items[i];
	size_t k = i + 1;

	if (!it->op || it->op->kind != OP_SUM || it->op->arg != 3 || !ja_is_table(r, (int)i) ||
		!has_hinted(r->l->names, it->readings[0].table, it->op->hint))
		return false;
	while (ja_op(r, k) == OP_NOISE || ja_op(r, k) == OP_OF)
		k++;
	enum op_kind next = ja_op(r, k);
	bool ends = k >= r->l->n || next == OP_STOP || r->l->items[k].kind == ITEM_WORD;
	return next == OP_SHARE || next == OP_RUNNING || next == OP_PREVIOUS || next == OP_SUPER ||
	       next == OP_DESC || next == OP_ASC || next == OP_ORDER || (next >= OP_SUM && next <= OP_MAX) ||
	       (ends && (r->f->groups.n || r->f->conds.n));
}

/* "2024年に内見した": the year is that of the table at i, where none was said before. */
static void date_near(struct ja *r, size_t i)
{
	for (size_t k = 0; k < r->f->conds.n; k++) {
		struct f_cond *c = &r->f->conds.items[k];
		if (c->lhs.kind == TARGET_HINT && c->lhs.near < 0 && ja_is_dated(r, c))
			c->lhs.near = (int)i;
	}
}

/* The flag or the date that tells that something was done; true when the noun at i is one of them. */
static bool take_deed(struct ja *r, size_t i)
{
	const struct reading_of *x = link_best(&r->l->items[i], READ_COLUMN, 0.5);
	const struct names *ns = r->l->names;
	struct f_cond c = {.lhs = TARGET_INIT, .op = Q_EQ, .a = -1, .b = -1, .flag = true};

	if (ja_is_table(r, (int)i)) {
		r->deed = (int)i;
		date_near(r, i);
		ja_claim(r, (int)i);
		vec_push(&r->f->entities, r->a, (int)i);
		return true;
	}
	if (!x)
		return false;
	c.lhs = ja_target(r, (int)i);
	ja_claim(r, (int)i);
	if (names_flag(ns, x->table, x->column, true).n) {
		ja_add_cond(r, c);
		return true;
	}
	for (size_t k = r->f->conds.n; k-- > 0;) { /* "2020年以降に入社した社員" */
		struct f_cond *year = &r->f->conds.items[k];
		if (year->lhs.kind != TARGET_HINT || !ja_is_dated(r, year))
			continue;
		year->lhs = c.lhs;
		return true;
	}
	return true;
}

void ja_take_noun(struct ja *r, size_t i)
{
	struct target t = {.kind = TARGET_COLUMN, .item = (int)i, .near = r->last_table};

	if (ja_is_table(r, (int)i))
		r->last_table = (int)i;
	if (r->group_next) {
		ja_group(r, (int)i);
		r->group_next = false;
	} else if (r->agg && !ja_is_table(r, (int)i)) {
		t.agg = r->agg;
		ja_claim(r, (int)i);
		ja_show_measure(r, t);
	} else if (takes_money(r, i)) {
		ja_claim(r, (int)i);
		vec_push(&r->f->entities, r->a, (int)i);
		ja_aggregate(r, i, r->l->items[i].op);
		return;
	} else if (is_verb(r, i) && take_deed(r, i)) {
		return;
	} else if (ja_is_table(r, (int)i) && (r->counted >= 0 || r->super) && r->deed < 0) {
		r->deed = (int)i; /* "10件以上の注文がある顧客" */
	}
	if (r->deny_next) {
		r->noun = (int)i;
		ja_deny(r, i);
		r->deny_next = false;
		return;
	}
	r->noun = (int)i;
}

void ja_note_unread(struct ja *r, size_t i)
{
	const struct tok *t = first_word(r, i);
	bool letters = !t->cjk && t->raw.n > IDLE_LETTERS && isalpha((unsigned char)t->raw.p[0]);

	if (t->kind != TOK_WORD || is_verb(r, i) || !(letters || t->cjk))
		return;
	if (t->cjk && is_hiragana(t->low) && t->low.n <= IDLE_KANA)
		return;
	vec_push(&r->f->unknown, r->a, (int)i);
	r->f->lost++;
}
