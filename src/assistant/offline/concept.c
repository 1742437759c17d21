// SPDX-License-Identifier: Apache-2.0
/* Operators come from the lexicon, which knows both languages; nouns meet by lemma, everyday synonym or the rows below. */
#include "assistant/offline/concept.h"

#include "assistant/offline/glossary.h"
#include "assistant/offline/period.h"
#include "base/arena.h"
#include "base/clock.h"

#include <ctype.h>

enum { VALUE_WORDS_MAX = 6 };

/* Words of either language for one thing that people do or have; Japanese by how the word begins. */
static const char *const rows[] = {
	"sell sold selling best-selling seller 売れ 売っ 販売",
	"buy bought purchase purchased buyer 購入 買",
	"money revenue sales turnover earn earned earning spend spent 売上 売り上げ 収益",
	"superior boss manager reports reporting 上司 上長",
	"employee staff agent representative rep 担当者 社員 従業員 スタッフ",
	"empty 空",
	"length long longest duration play millisecond 長さ 長い 再生時間",
	"minute 分",
	"release released 出し 発売",
	"month monthly 月",
	"year yearly annual 年",
	"share percentage proportion 割合 構成比 シェア",
	"large largest biggest greatest highest expensive 高い 大きい",
	"invoice purchase order bill 請求書 注文 伝票",
	"cumulative running 累計 累積",
	"group divide 分け 分類",
	"short 短い",
	"medium middle 普通 中くらい",
	"day 日数",
	"before previous prior 前年 前年比 前月",
};

/* Verbs and fillers that tell nothing about what is wanted. */
static const char *const idle[] = {"our", "we", "us", "come", "there", "was", "were", "single", "one", "ones",
	"them", "it", "its", "their", "how", "much", "what", "who", "have", "has", "had", "many", "some",
	"any", "include", "including", "included", "please", "do", "did", "does", "support", "in", "total",
	"営業", "担当", "一度", "いちばん", "含", "もの", "よく", "組", "いる", "します", "した", "して"};

static const struct lex_op nothing = {"nothing", OP_NOT, 0, NULL};

size_t concept_row(const struct tok *t)
{
	struct slice w = t->cjk ? t->low : t->lemma;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct slice rest = slice_of(rows[i]);
		while (rest.n) {
			struct slice one = slice_cut(&rest, ' ');
			bool same = t->cjk ? slice_starts(w, one) : slice_eq(w, one) || slice_eq(t->low, one);
			if (same)
				return i + 1;
		}
	}
	return 0;
}

static bool is_idle(const struct tok *t)
{
	for (size_t i = 0; i < ARRAY_LEN(idle); i++) {
		if (slice_eq(t->low, slice_of(idle[i])) || slice_eq(t->lemma, slice_of(idle[i])))
			return true;
	}
	return false;
}

static bool is_hiragana(struct slice s)
{
	for (size_t i = 0; i + 2 < s.n; i += 3) {
		unsigned char x = (unsigned char)s.p[i], y = (unsigned char)s.p[i + 1];
		if (x != 0xe3 || (y != 0x81 && y != 0x82))
			return false;
	}
	return s.n % 3 == 0;
}

static bool names_schema(const struct names *ns, const struct slice *lemma, const struct lex_senses *senses)
{
	for (size_t i = 0; i < ns->n_words; i++) {
		if (slice_eq(ns->words[i].lemma, *lemma) || lex_share_sense(&ns->words[i].senses, senses))
			return true;
	}
	for (size_t i = 0; i < ns->n_entries; i++) {
		if (slice_eq(ns->entries[i].joined, *lemma))
			return true;
	}
	return false;
}

static bool has_op(const struct concepts *c, enum op_kind op, int arg)
{
	for (size_t i = 0; i < c->list.n; i++) {
		if (c->list.items[i].kind == CONCEPT_OP && c->list.items[i].op == op &&
			c->list.items[i].arg == arg)
			return true;
	}
	return false;
}

static void add_op(struct arena *a, struct concepts *c, enum op_kind op, int arg, double weight)
{
	if (!has_op(c, op, arg))
		vec_push(&c->list, a,
			(struct concept){.kind = CONCEPT_OP, .op = op, .arg = arg, .weight = weight});
}

static void add_row(struct arena *a, struct concepts *c, const char *word)
{
	struct tok t = {.low = slice_of(word), .lemma = slice_of(word)};

	vec_push(&c->list, a,
		(struct concept){.kind = CONCEPT_WORD,
			.word = t.low,
			.senses = lex_senses(t.low),
			.row = concept_row(&t),
			.is_schema = true,
			.weight = 1});
}

/* What an operator says, alike in both languages. */
static void take_op(struct arena *a, struct concepts *c, const struct lex_op *op)
{
	bool of_sales = op->hint && strncmp(op->hint, "quantity|sold", 13) == 0;

	switch ((int)op->kind) {
	case OP_COUNT:
		add_op(a, c, OP_COUNT, 0, 0.5);
		return;
	case OP_SUM:
		if (op->arg == 3)
			add_row(a, c, "money");
		return;
	case OP_SUPER:
	case OP_COMMON:
		add_op(a, c, OP_SUPER, op->arg != 0, 1);
		if (of_sales)
			add_row(a, c, "sell");
		if (op->hint && strncmp(op->hint, "total|revenue", 13) == 0)
			add_row(a, c, "money");
		return;
	case OP_DESC:
	case OP_ASC:
		add_op(a, c, OP_SUPER, op->kind == OP_DESC, 0.7);
		if (of_sales)
			add_row(a, c, "sell");
		return;
	case OP_NOT:
	case OP_EXCEPT:
		add_op(a, c, OP_NOT, 0, 1);
		if (op->arg == 2)
			add_row(a, c, "sell");
		return;
	case OP_CMP:
	case OP_CMP_POST:
		add_op(a, c, OP_CMP, op->arg, 1);
		return;
	case OP_NULL:
		add_row(a, c, "empty");
		return;
	case OP_RUNNING:
	case OP_PREVIOUS:
	case OP_INCLUDING:
	case OP_PERIOD:
	case OP_AVG:
	case OP_MIN:
	case OP_MAX:
	case OP_BETWEEN:
	case OP_LIKE:
	case OP_SHARE:
		add_op(a, c, op->kind, op->kind == OP_PERIOD ? op->arg : 0, 1);
		return;
	case OP_ORDER:
		if ((unsigned char)op->phrase[0] < 0x80) /* 並べる only says that it is a list */
			add_op(a, c, OP_ORDER, 0, 0.5);
		return;
	case OP_GROUP:
		add_op(a, c, OP_GROUP, 0, 0.5);
		return;
	case OP_OF:
		if (op->arg == 1) /* "by genre" */
			add_op(a, c, OP_GROUP, 0, 0.5);
		return;
	default:
		return;
	}
}

/* Tokens from i on that spell one of the values; 0 = none. */
static size_t value_at(const struct tokens *t, size_t i, const struct slice *values, size_t n_values)
{
	for (size_t n = VALUE_WORDS_MAX; n > 0; n--) {
		if (i + n > t->n)
			continue;
		const struct tok *first = &t->items[i], *last = &t->items[i + n - 1];
		struct slice said = {first->raw.p, (size_t)(last->raw.p + last->raw.n - first->raw.p)};
		for (size_t k = 0; k < n_values; k++) {
			if (slice_eq_nocase(said, values[k]) ||
				(n == 1 && first->cjk && slice_eq_nocase(first->lemma, values[k])))
				return n;
		}
	}
	return 0;
}

size_t concept_thing(int32_t table, int32_t column)
{
	return ((size_t)table + 1) << 16 | (size_t)(column + 1);
}

/* The table whose whole name the word is; 0 = none. */
static size_t named_table(const struct names *ns, struct slice lemma)
{
	for (size_t i = 0; i < ns->n_entries; i++) {
		if (ns->entries[i].column < 0 && slice_eq(ns->entries[i].joined, lemma))
			return concept_thing(ns->entries[i].table, -1);
	}
	return 0;
}

/* What a document calls a table or a column: *n tokens of it. False where the words at i are none such. */
static bool take_documented(struct arena *a, struct concepts *c, const struct tokens *t, size_t i,
	const struct names *ns, bool grouped, size_t *n)
{
	const struct gloss_name *g = glossary_name_at(ns->glossary, t, i);

	if (!g || g->words.n <= *n)
		return false;
	struct concept w = {.kind = CONCEPT_WORD,
		.word = t->items[i].lemma,
		.row = concept_row(&t->items[i]),
		.thing = concept_thing(g->table, g->column),
		.said = t->items[i].raw.p,
		.plural = !slice_eq(t->items[i].low, t->items[i].lemma),
		.grouped = grouped,
		.is_schema = true,
		.weight = 1};
	*n = g->words.n;
	w.senses = lex_senses(w.word);
	for (size_t k = 0; k < c->list.n; k++) {
		if (concept_same(&c->list.items[k], &w)) {
			c->list.items[k].grouped |= grouped;
			return true;
		}
	}
	vec_push(&c->list, a, w);
	return true;
}

/* False when the word says nothing. */
static bool take_word(
	struct arena *a, struct concepts *c, const struct tok *t, const struct names *ns, bool grouped)
{
	struct concept w = {.kind = CONCEPT_WORD,
		.word = t->lemma,
		.row = concept_row(t),
		.said = t->raw.p,
		.plural = !slice_eq(t->low, t->lemma),
		.grouped = grouped};

	if (is_idle(t) || (t->cjk && !w.row && is_hiragana(t->low)))
		return false;
	w.senses = lex_senses(t->lemma);
	w.thing = named_table(ns, t->lemma);
	w.is_schema = names_schema(ns, &t->lemma, &w.senses);
	w.weight = w.is_schema || w.row ? 1 : 0.5;
	w.is_name = t->capital && !w.is_schema && !w.row;
	for (size_t i = 0; i < c->list.n; i++) {
		const struct concept *x = &c->list.items[i];
		bool apart = w.is_schema && x->is_schema && !slice_eq(x->word, w.word) &&
			     !(x->row && x->row == w.row) && !(x->thing && x->thing == w.thing);
		if (!apart && concept_same(x, &w)) { /* "media type and genre" are two nouns */
			c->list.items[i].grouped |= grouped;
			return true;
		}
	}
	vec_push(&c->list, a, w);
	return true;
}

/* "for each" is said before the noun, in Japanese mostly after it. */
static bool note_group(struct concepts *c, const struct lex_op *op, bool cjk)
{
	if (op->kind != OP_GROUP && !(op->kind == OP_OF && op->arg == 1))
		return false;
	if (!cjk || op->arg == 1)
		return true;
	for (size_t i = c->list.n; i-- > 0;) {
		if (c->list.items[i].kind != CONCEPT_WORD)
			continue;
		c->list.items[i].grouped = true;
		break;
	}
	return false;
}

/* The operator at a token that says something by itself; *n of its tokens. NULL = read the word. */
static const struct lex_op *op_at(const struct tokens *t, size_t i, size_t *n)
{
	const struct lex_op *op = lex_match(t, i, n);

	if (t->items[i].kind == TOK_WORD && slice_eq(t->items[i].low, SLICE_LIT("nothing"))) {
		*n = 1;
		return &nothing;
	}
	return op && op->kind == OP_UNIT && (!i || !t->items[i - 1].num.n) ? NULL : op;
}

/* "longest", "reporting": an operator whose word also is one of the rows. */
static bool says_more(const struct lex_op *op, const struct tok *t)
{
	return (op->kind == OP_SUPER || op->kind == OP_DESC || op->kind == OP_ASC || op->kind == OP_ASK) &&
	       concept_row(t);
}

static void take_value(struct arena *a, struct concepts *c, const struct tok *first, const struct tok *last)
{
	struct slice said = {first->raw.p, (size_t)(last->raw.p + last->raw.n - first->raw.p)};

	vec_push(&c->list, a, (struct concept){.kind = CONCEPT_VALUE, .word = said, .weight = 0.5});
}

/* Marks the first noun after "which", "what" or "how many"; of a Japanese superlative the last noun. */
static void mark_wanted(struct concepts *c, const struct tokens *t)
{
	static const char *const asks[] = {"which", "what", "many", "number", "list"};
	const char *after = NULL;
	bool last = t->japanese && (has_op(c, OP_SUPER, 0) || has_op(c, OP_SUPER, 1));

	for (size_t i = 0; i < t->n && !after && !t->japanese; i++) {
		for (size_t k = 0; k < ARRAY_LEN(asks); k++)
			after = slice_eq(t->items[i].low, slice_of(asks[k])) ? t->items[i].raw.p : after;
	}
	for (size_t i = 0; i < c->list.n && (after || last); i++) {
		struct concept *x = &c->list.items[last ? c->list.n - 1 - i : i];
		if (x->kind != CONCEPT_WORD || !x->is_schema || !x->said || (after && x->said < after))
			continue;
		x->wanted = true;
		return;
	}
}

/* Marks the noun behind a superlative that measures by itself: "the longest track" is no album's. */
static void mark_ranked(struct concepts *c, const struct tokens *t)
{
	size_t n;

	for (size_t i = 0; i < t->n && !t->japanese && !t->korean; i++) {
		const struct lex_op *op = lex_match(t, i, &n);
		if (!op || op->kind != OP_SUPER || !op->hint || op->arg == 3 || i + n >= t->n)
			continue;
		for (size_t k = 0; k < c->list.n; k++) {
			struct concept *x = &c->list.items[k];
			x->ranked = x->ranked || (x->kind == CONCEPT_WORD && x->is_schema &&
							 x->said == t->items[i + n].raw.p);
		}
	}
}

/* A period; of a month of a year the month, for the year may be exchanged. 0 = none, else its tokens. */
static size_t take_period(struct arena *a, struct concepts *c, const struct tokens *t, size_t i)
{
	struct period p;
	size_t n;

	if (t->items[i].cjk || !period_at(t, i, period_today(), &p, &n))
		return 0;
	if (p.of_year) { /* its month says as much as a noun, its year is a slot */
		int64_t year;
		int month, day;
		clock_civil_from_days(p.from, &year, &month, &day);
		add_op(a, c, OP_SPAN, -month, 1);
		return 1;
	}
	add_op(a, c, OP_SPAN, (int)(p.from * 1000 + (p.to - p.from) % 1000), 1);
	return n;
}

struct concepts concepts_read(struct arena *a, const struct tokens *t, const struct names *ns,
	const struct slice *values, size_t n_values)
{
	struct concepts c = {0};
	bool grouped = false;
	size_t n;

	for (size_t i = 0; i < t->n; i += n ? n : 1) {
		const struct tok *w = &t->items[i];
		n = value_at(t, i, values, n_values);
		if (n || w->kind == TOK_QUOTED) {
			take_value(a, &c, w, &t->items[i + (n ? n - 1 : 0)]);
			continue;
		}
		n = take_period(a, &c, t, i);
		if (n)
			continue;
		const struct lex_op *op = op_at(t, i, &n);
		if (w->kind == TOK_WORD && take_documented(a, &c, t, i, ns, grouped, &n)) {
			grouped = false;
			continue;
		}
		if (op && says_more(op, w))
			take_word(a, &c, w, ns, grouped);
		if (op) {
			take_op(a, &c, op);
			grouped = note_group(&c, op, w->cjk) || grouped;
			continue;
		}
		n = 1;
		if (w->num.n && i && slice_eq(t->items[i - 1].low, SLICE_LIT("only")))
			add_op(a, &c, OP_CMP, Q_EQ, 1);
		if (w->num.n && !slice_eq(w->low, SLICE_LIT("one")))
			vec_push(&c.list, a,
				(struct concept){.kind = CONCEPT_NUMBER, .word = w->num, .weight = 0.5});
		else if (w->kind == TOK_WORD && take_word(a, &c, w, ns, grouped))
			grouped = false;
	}
	mark_wanted(&c, t);
	mark_ranked(&c, t);
	return c;
}

bool concept_same(const struct concept *x, const struct concept *y)
{
	if (x->kind != y->kind)
		return false;
	if (x->kind == CONCEPT_OP)
		return x->op == y->op && x->arg == y->arg;
	if (x->kind == CONCEPT_NUMBER || x->kind == CONCEPT_VALUE)
		return true;
	return slice_eq(x->word, y->word) || (x->row && x->row == y->row) ||
	       (x->thing && x->thing == y->thing) || lex_share_sense(&x->senses, &y->senses);
}

struct slice concept_literal(struct slice literal)
{
	struct slice s = literal;

	while (s.n && (s.p[0] == '\'' || s.p[0] == '%'))
		s.p++, s.n--;
	while (s.n && (s.p[s.n - 1] == '\'' || s.p[s.n - 1] == '%'))
		s.n--;
	return s;
}
