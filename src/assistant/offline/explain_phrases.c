// SPDX-License-Identifier: Apache-2.0
/*
 * English puts the verb first, Japanese and Korean put it last, and Korean particles depend on whether the word before them
 * ends in a consonant: they are written in both forms and settled when the sentence is whole.
 */
#include "assistant/offline/explain_phrases.h"

#include "assistant/offline/lexicon.h"
#include "base/arena.h"
#include "base/utf8.h"

enum { HANGUL_FIRST = 0xAC00, HANGUL_LAST = 0xD7A3, FINALS = 28, RIEUL = 8, SETTLED_MAX = 8000 };

static const struct phrases english = {
	.tongue = TONGUE_EN,
	.row = "row",
	.rows = "number of rows",
	.every_column = "every column",
	.every_column_of = "every column of %s",
	.of = "%s %s",
	.count = "number of %s",
	.distinct = "different %s",
	.measure = {"%s", "number of %s values", "total of %s", "average %s", "lowest %s", "highest %s",
		"%s"},
	.term = {"%s", "number of %s", "total of %s", "average of %s", "lowest %s", "highest %s",
		"percent of %s"},
	.figure = {[Q_SUM] = "sum", [Q_AVG] = "average", [Q_MIN] = "lowest", [Q_MAX] = "highest"},
	.bucket = {"%s", "year of %s", "month of %s", "day of %s", "quarter of %s"},
	.window = {"%s", "running total of it", "share of it in percent", "same of the one before",
		"change from the one before", "growth over the one before in percent"},
	.in_unit = "%s in %s",
	.text = "\"%s\"",
	.that_of = "that of %s",
	.cond = {[Q_EQ] = "%s is %s",
		[Q_NE] = "%s is not %s",
		[Q_LT] = "%s is less than %s",
		[Q_LE] = "%s is at most %s",
		[Q_GT] = "%s is more than %s",
		[Q_GE] = "%s is at least %s",
		[Q_BETWEEN] = "%s is between %s and %s",
		[Q_LIKE] = "%s matches %s",
		[Q_NOT_LIKE] = "%s does not match %s",
		[Q_IN] = "%s is among the %s",
		[Q_NOT_IN] = "%s is not among the %s",
		[Q_IS_NULL] = "%s is empty",
		[Q_NOT_NULL] = "%s is not empty"},
	.and_ = " and ",
	.or_ = " or ",
	.shown_and = ", the ",
	.last_and = " and the ",
	.groups_and = " and ",
	.percent = "percentage of %s where %s",
	.counts_met = "Shows the number of %s for which ",
	.means = "'%s' means the %s, %s first",
	.largest = "largest",
	.smallest = "smallest",
	.value_of = "'%s' is a value of %s",
	.first_of = "; of each %s only the first %s, ties kept",
	.with_empty = ", those without any included",
};

static const struct phrases japanese = {
	.tongue = TONGUE_JA,
	.row = "行",
	.rows = "行の件数",
	.every_column = "全ての列",
	.every_column_of = "%sの全ての列",
	.of = "%sの%s",
	.count = "%sの件数",
	.distinct = "異なる%s",
	.each_once = "%sの数（重複なし）",
	.measure = {"%s", "%sの数", "%sの合計", "%sの平均", "最小の%s", "最大の%s", "%s"},
	.term = {"%s", "%sの件数", "%sの合計", "%sの平均", "%sの最小値", "%sの最大値", "%sの割合"},
	.figure = {[Q_SUM] = "合計", [Q_AVG] = "平均", [Q_MIN] = "最小値", [Q_MAX] = "最大値"},
	.bucket = {"%s", "%sの年", "%sの月", "%sの日", "%sの四半期"},
	.window = {"%s", "その累計", "全体に占める割合（%）", "一つ前の値", "一つ前との差",
		"一つ前からの伸び率（%）"},
	.in_unit = "%s（%s）",
	.text = "「%s」",
	.that_of = "%sのそれ",
	.cond = {[Q_EQ] = "%sが%s",
		[Q_NE] = "%sが%s以外",
		[Q_LT] = "%sが%s未満",
		[Q_LE] = "%sが%s以下",
		[Q_GT] = "%sが%sより大きい",
		[Q_GE] = "%sが%s以上",
		[Q_BETWEEN] = "%sが%sから%sまで",
		[Q_LIKE] = "%sが%sに一致する",
		[Q_NOT_LIKE] = "%sが%sに一致しない",
		[Q_IN] = "%sが%sに含まれる",
		[Q_NOT_IN] = "%sが%sに含まれない",
		[Q_IS_NULL] = "%sが空",
		[Q_NOT_NULL] = "%sが空でない"},
	.like = {"%sに%sを含む", "%sが%sで始まる", "%sが%sで終わる"},
	.not_like = {"%sに%sを含まない", "%sが%sで始まらない", "%sが%sで終わらない"},
	.none = "%sがない",
	.some = "%sがある",
	.date = {[Q_LT] = "%sが%sより前",
		[Q_LE] = "%sが%sまで",
		[Q_GT] = "%sが%sより後",
		[Q_GE] = "%sが%s以降"},
	.year = "%sが%s年",
	.month = "%sが%s年%s月",
	.and_ = "、かつ",
	.or_ = "、または",
	.shown_and = "と",
	.last_and = "と",
	.groups_and = "・",
	.percent = "%sの%sの割合（%）",
	.counts_met = "次の条件を満たす%sの件数を表示します：",
	.means = "「%s」は%sが%sという意味に取りました",
	.largest = "最大",
	.smallest = "最小",
	.value_of = "「%s」は%sの値としました",
	.first_of = "（%sごとの先頭%s件、同順位を含む）",
	.with_empty = "（該当のないものも含みます）",
};

static const struct phrases korean = {
	.tongue = TONGUE_KO,
	.row = "행",
	.rows = "행 수",
	.every_column = "모든 열",
	.every_column_of = "%s의 모든 열",
	.of = "%s의 %s",
	.count = "%s 수",
	.distinct = "서로 다른 %s",
	.each_once = "%s 수(중복 제외)",
	.measure = {"%s", "%s 수", "%s 합계", "%s 평균", "최소 %s", "최대 %s", "%s"},
	.term = {"%s", "%s 수", "%s 합계", "%s 평균", "%s 최솟값", "%s 최댓값", "%s 비율"},
	.figure = {[Q_SUM] = "합계", [Q_AVG] = "평균", [Q_MIN] = "최솟값", [Q_MAX] = "최댓값"},
	.bucket = {"%s", "%s의 연도", "%s의 월", "%s의 일", "%s의 분기"},
	.window = {"%s", "그 누계", "전체에서 차지하는 비율(%)", "바로 앞의 값", "바로 앞과의 차이",
		"바로 앞 대비 증감률(%)"},
	.in_unit = "%s(%s)",
	.text = "'%s'",
	.that_of = "%s의 값",
	.cond = {[Q_EQ] = "%s이(가) %s",
		[Q_NE] = "%s이(가) %s 이외",
		[Q_LT] = "%s이(가) %s 미만",
		[Q_LE] = "%s이(가) %s 이하",
		[Q_GT] = "%s이(가) %s 초과",
		[Q_GE] = "%s이(가) %s 이상",
		[Q_BETWEEN] = "%s이(가) %s에서 %s까지",
		[Q_LIKE] = "%s이(가) %s과(와) 일치하는",
		[Q_NOT_LIKE] = "%s이(가) %s과(와) 일치하지 않는",
		[Q_IN] = "%s이(가) %s에 있는",
		[Q_NOT_IN] = "%s이(가) %s에 없는",
		[Q_IS_NULL] = "%s이(가) 비어 있는",
		[Q_NOT_NULL] = "%s이(가) 비어 있지 않은"},
	.like = {"%s에 %s이(가) 들어 있는", "%s이(가) %s(으)로 시작하는", "%s이(가) %s(으)로 끝나는"},
	.not_like = {"%s에 %s이(가) 들어 있지 않은", "%s이(가) %s(으)로 시작하지 않는",
		"%s이(가) %s(으)로 끝나지 않는"},
	.none = "%s이(가) 없는",
	.some = "%s이(가) 있는",
	.date = {[Q_LT] = "%s이(가) %s 전",
		[Q_LE] = "%s이(가) %s까지",
		[Q_GT] = "%s이(가) %s 뒤",
		[Q_GE] = "%s이(가) %s 이후"},
	.year = "%s이(가) %s년",
	.month = "%s이(가) %s년 %s월",
	.and_ = ", 그리고 ",
	.or_ = ", 또는 ",
	.shown_and = ", ",
	.last_and = ", ",
	.groups_and = "·",
	.percent = "%s인 %s의 비율(%)",
	.counts_met = "다음 조건에 맞는 %s의 수를 표시합니다: ",
	.means = "'%s'은(는) %s이(가) %s라는 뜻으로 보았습니다",
	.largest = "최대",
	.smallest = "최소",
	.value_of = "'%s'은(는) %s의 값으로 보았습니다",
	.first_of = " (%s별 처음 %s건, 같은 순위 포함)",
	.with_empty = " (해당하는 것이 없는 경우도 포함)",
};

const struct phrases *phrases_of(enum tongue tongue)
{
	return tongue == TONGUE_JA ? &japanese : tongue == TONGUE_KO ? &korean : &english;
}

struct slice phrases_noun(enum tongue tongue, struct slice word)
{
	const struct lex_gloss *const tables[] = {tongue == TONGUE_KO ? lex_nouns_ko : lex_nouns_ja,
		tongue == TONGUE_KO ? lex_nouns_ko : lex_facts_ja};

	struct slice second_best = {NULL, 0};

	for (size_t i = 0; i < ARRAY_LEN(tables) && tongue != TONGUE_EN; i++) {
		for (const struct lex_gloss *g = tables[i]; g->word; g++) {
			struct slice all = slice_of(g->gloss), rest = all;
			if (slice_eq(slice_cut(&rest, '|'), word))
				return slice_of(g->word);
			if (!second_best.n && lex_meet(word, all))
				second_best = slice_of(g->word);
		}
	}
	return second_best;
}

/* The final consonant that the text before a particle ends in: 0 = none, -1 = nobody can tell. */
static int final_of(struct slice before)
{
	static const int digits[] = {21, 8, 0, 16, 0, 0, 1, 8, 8, 0}; /* as they are read: 영, 일, 이, ... */
	uint32_t last = 0;

	for (size_t i = 0; i < before.n;) {
		uint32_t cp = utf8_next(before, &i);
		last = cp == '\'' || cp == ')' ? last : cp;
	}
	if (last >= HANGUL_FIRST && last <= HANGUL_LAST)
		return (int)((last - HANGUL_FIRST) % FINALS);
	return last >= '0' && last <= '9' ? digits[last - '0'] : -1;
}

const char *phrases_settle(struct arena *a, enum tongue tongue, const char *text)
{
	static const struct {
		const char *both, *behind_consonant, *behind_vowel;
	} particles[] = {{"이(가)", "이", "가"}, {"은(는)", "은", "는"}, {"을(를)", "을", "를"},
		{"과(와)", "과", "와"}, {"(으)로", "으로", "로"}};
	struct str out = STR_INIT(SETTLED_MAX);
	struct slice rest = slice_of(text);

	while (tongue == TONGUE_KO && rest.n) {
		size_t k = 0;
		while (k < ARRAY_LEN(particles) && !slice_starts(rest, slice_of(particles[k].both)))
			k++;
		size_t n = k < ARRAY_LEN(particles) ? strlen(particles[k].both) : 1;
		int final = k < ARRAY_LEN(particles) ? final_of(str_slice(&out)) : -1;
		bool vowel = final == 0 || (final == RIEUL && k + 1 == ARRAY_LEN(particles));
		if (final < 0)
			str_add(&out, rest.p, n);
		else
			str_adds(&out, vowel ? particles[k].behind_vowel : particles[k].behind_consonant);
		rest = (struct slice){rest.p + n, rest.n - n};
	}
	return tongue == TONGUE_KO ? str_to_arena(&out, a) : text;
}

void phrases_add(struct str *out, const char *form, const char *first, const char *second, const char *third)
{
	const char *places[] = {first, second, third};
	size_t n = 0;

	for (const char *p = form; *p; p++) {
		if (p[0] == '%' && p[1] == 's') {
			str_adds(out, n < ARRAY_LEN(places) && places[n] ? places[n] : "");
			n++;
			p++;
		} else {
			str_addc(out, *p);
		}
	}
}
