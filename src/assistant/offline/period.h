// SPDX-License-Identifier: Apache-2.0
/* Spans of days, and how English names them in several words: "the first half of 2024", "Q3 2023", "last month", "the past 30 days". */
#pragma once

#include "assistant/offline/token.h"

enum period_unit { PERIOD_NONE, PERIOD_DAY, PERIOD_WEEK, PERIOD_MONTH, PERIOD_QUARTER, PERIOD_YEAR };

struct period {
	int64_t from, to; /* days since 1970-01-01; `to` is the first day behind it */
	bool of_year;     /* a month of a year, both named */
};

/* The longest period that begins at token i: true, and *n tokens of it. today: days since 1970-01-01, in UTC. */
bool period_at(const struct tokens *t, size_t i, int64_t today, struct period *out, size_t *n);

/* The calendar's unit around today, moved by so many: -1 is last month. */
struct period period_around(int64_t today, enum period_unit unit, int64_t move);

/* So many units up to and with today: the past 30 days. */
struct period period_back(int64_t today, enum period_unit unit, int64_t n);

/* Today by the clock, as period_at() takes it. */
int64_t period_today(void);
