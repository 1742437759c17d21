// SPDX-License-Identifier: Apache-2.0
/* Numbers as Japanese and Korean write them: 三十, 二〇二四, 30万, 오천, 令和6. Inner to the token room. */
#pragma once

#include "base/str.h"

struct arena;

/*
 * Bytes of the number that begins the text, its decimal digits in *num; 0 = there is none, and *num stays as it is. Digits
 * count only with a multiplier behind them ("30万"); characters only where a counter or a comparison follows ("三件" but
 * not "三重"), or anything does where a number is sure to stand ("トップ十"). In the arena.
 */
size_t numeral_take(struct arena *a, struct slice text, bool sure, struct slice *num);

/* As numeral_take(), of a year of an era before "年": "令和6" is 2024. */
size_t numeral_take_era(struct arena *a, struct slice text, struct slice *num);

/* The digits of a Korean number word before a counter, "두 명", "다섯 개"; the empty slice where it is none. */
struct slice numeral_of_word(struct slice word, struct slice rest);
