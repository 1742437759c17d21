// SPDX-License-Identifier: Apache-2.0
/* Spans of days that English names in several words: "the first half of 2024", "Q3 2023", "last month", "the past 30 days". */
#pragma once

#include "assistant/offline/token.h"

struct period {
	int64_t from, to; /* days since 1970-01-01; `to` is the first day behind it */
	bool of_year;     /* a month of a year, both named */
};

/* The longest period that begins at token i: true, and *n tokens of it. today: days since 1970-01-01, in UTC. */
bool period_at(const struct tokens *t, size_t i, int64_t today, struct period *out, size_t *n);

/* Today by the clock, as period_at() takes it. */
int64_t period_today(void);
