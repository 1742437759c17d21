// SPDX-License-Identifier: Apache-2.0
/* Each language puts the arguments where its grammar wants them: {2} is the third one. */
#include "analysis/insight_say.h"

#include "base/str.h"

enum { SENTENCE_MAX = 1024 };

static const char *const sentences[SAY_COUNT_][INSIGHT_LANGUAGES] = {
	[SAY_MISSING] = {"{0} has no value in {1} of {2} rows ({3}).",
		"{0} は {2} 件中 {1} 件 ({3}) の値がありません。",
		"{0}: {2}행 중 {1}행({3})에 값이 없습니다."},
	[SAY_MIXED] = {"{0} holds values of several types.", "{0} には異なる型の値が混ざっています。",
		"{0}에는 여러 형식의 값이 섞여 있습니다."},
	[SAY_CONSTANT] = {"{0} is {1} in every row.", "{0} はすべての行で {1} です。",
		"{0}: 모든 행의 값이 {1}입니다."},
	[SAY_SHARES] = {"{0} makes {1} of {2} ({3} of {4}); the first 3 of {5} together make {6}.",
		"{2} の合計 {4} のうち {0} が {3} ({1}) を占め、上位 3 件 ({5} 件中) で {6} になります。",
		"{2} 합계 {4} 중 {0}의 몫이 {3}({1})이고, {5}건 중 상위 3건이 {6}를 차지합니다."},
	[SAY_TOGETHER] = {"{0} and {1} rise and fall together (correlation {2} over {3} rows).",
		"{0} と {1} は一緒に増減します (相関係数 {2}、{3} 行)。",
		"{0}, {1}: 두 값이 함께 늘고 줄어듭니다(상관계수 {2}, {3}행)."},
	[SAY_AGAINST] = {"{0} and {1} move against each other (correlation {2} over {3} rows).",
		"{0} が増えると {1} は減ります (相関係数 {2}、{3} 行)。",
		"{0}, {1}: 한쪽이 늘면 다른 쪽이 줄어듭니다(상관계수 {2}, {3}행)."},
	[SAY_OUTLIERS] = {"{0} of {1} values of {2} lie outside {3} to {4}; the farthest is {5}{6}.",
		"{2} の {1} 件中 {0} 件が通常の範囲 {3} ～ {4} の外にあります。最も離れた値は {5}{6} です。",
		"{2} 값 {1}개 중 {0}개가 {3} ~ {4} 범위를 벗어납니다. 가장 먼 값은 {5}{6}입니다."},
	[SAY_RISES] = {"{0} rises over time: the trend line goes from {1} to {2} ({3} points, R2 {4}).",
		"{0} は時間とともに増えています。傾向線は {1} から {2} ({3} 点、決定係数 {4})。",
		"{0}: 시간이 지나며 늘어납니다. 추세선은 {1}에서 {2}까지입니다({3}개 점, 결정계수 {4})."},
	[SAY_FALLS] = {"{0} falls over time: the trend line goes from {1} to {2} ({3} points, R2 {4}).",
		"{0} は時間とともに減っています。傾向線は {1} から {2} ({3} 点、決定係数 {4})。",
		"{0}: 시간이 지나며 줄어듭니다. 추세선은 {1}에서 {2}까지입니다({3}개 점, 결정계수 {4})."},
};

enum insight_language insight_language_of(const char *tag)
{
	struct slice s = slice_of(tag ? tag : "");

	return slice_starts(s, SLICE_LIT("ja"))   ? INSIGHT_JA
	       : slice_starts(s, SLICE_LIT("ko")) ? INSIGHT_KO
						  : INSIGHT_EN;
}

const char *insight_say(
	struct arena *a, enum insight_language language, enum insight_sentence what, const char *const *args)
{
	struct str s = STR_INIT(SENTENCE_MAX);

	for (const char *p = sentences[what][language]; *p; p++) {
		if (p[0] == '{' && p[2] == '}') {
			str_adds(&s, args[p[1] - '0']);
			p += 2;
		} else {
			str_addc(&s, *p);
		}
	}
	return str_to_arena(&s, a);
}
