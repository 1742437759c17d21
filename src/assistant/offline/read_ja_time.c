// SPDX-License-Identifier: Apache-2.0
/* Days in Japanese and Korean that are seen from today: "先月", "過去30日", "작년", "최근 3개월". */
#include "assistant/offline/read_ja.h"

#include "base/arena.h"
#include "base/num.h"

enum { COUNT_MAX = 1000, MOVE_SHIFT = 4, MOVE_THIS = 2, UNIT_BITS = 15 };

static struct slice word_of(const struct ja *r, size_t i)
{
	return i < r->l->n ? r->l->tokens->items[r->l->items[i].start].low : (struct slice){NULL, 0};
}

static bool is_one_of(struct slice w, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (slice_eq(w, slice_of(words[i])))
			return true;
	}
	return false;
}

static void add_span(struct ja *r, struct period span)
{
	struct period *p = ARENA_NEW(r->a, struct period);
	struct f_cond c = {.lhs = TARGET_INIT, .op = Q_EQ, .a = -1, .b = -1, .span = p};

	*p = span;
	c.lhs.kind = TARGET_HINT;
	c.lhs.hint = "date|time|day|year";
	c.lhs.near = r->last_table;
	ja_add_cond(r, c);
}

void ja_take_span(struct ja *r, const struct lex_op *op)
{
	int64_t move = (op->arg >> MOVE_SHIFT) - MOVE_THIS;

	add_span(r, period_around(r->l->today, (enum period_unit)(op->arg & UNIT_BITS), move));
}

bool ja_take_count_back(struct ja *r, size_t i)
{
	static const char *const before[] = {"過去", "直近", "最近", "ここ", "최근", "지난"};
	static const struct {
		const char *word;
		enum period_unit unit;
	} units[] = {{"日", PERIOD_DAY}, {"日間", PERIOD_DAY}, {"週間", PERIOD_WEEK}, {"か月", PERIOD_MONTH},
		{"ヶ月", PERIOD_MONTH}, {"カ月", PERIOD_MONTH}, {"年", PERIOD_YEAR}, {"年間", PERIOD_YEAR},
		{"일", PERIOD_DAY}, {"일간", PERIOD_DAY}, {"주", PERIOD_WEEK}, {"주간", PERIOD_WEEK},
		{"개월", PERIOD_MONTH}, {"년", PERIOD_YEAR}, {"년간", PERIOD_YEAR}};
	int64_t n;

	if (!i || i >= r->l->n || !is_one_of(word_of(r, i - 1), before, ARRAY_LEN(before)) ||
		!num_parse_i64(r->l->items[i].text, 1, COUNT_MAX, &n))
		return false;
	for (size_t k = 0; k < ARRAY_LEN(units); k++) {
		if (!slice_is(word_of(r, i + 1), units[k].word))
			continue;
		add_span(r, period_back(r->l->today, units[k].unit, n));
		ja_claim(r, (int)i);
		ja_claim(r, (int)i + 1);
		r->skip_to = i + 2;
		return true;
	}
	return false;
}

bool ja_is_dated(const struct ja *r, const struct f_cond *c)
{
	return c->span || (c->a >= 0 && ja_is_year(&r->l->items[c->a]));
}
