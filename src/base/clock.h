// SPDX-License-Identifier: Apache-2.0
/* Time has one unit, int64 milliseconds: monotonic for deadlines and durations, Unix for what is stored and shown. */
#pragma once

#include "base/defs.h"
#include "base/str.h"

enum { CLOCK_TEXT_LEN = 25 }; /* "2026-01-31T23:59:59.999Z" and a NUL */

/* Monotonic milliseconds, for deadlines and durations. Any thread. */
int64_t clock_mono_ms(void);

/* Monotonic microseconds, for measuring what is shorter than a millisecond. Any thread. */
int64_t clock_mono_us(void);

/* Milliseconds since 1970-01-01 UTC. Any thread. */
int64_t clock_unix_ms(void);

/* RFC 3339 UTC with milliseconds. Times before year 0 or after 9999 are clamped. */
void clock_format(int64_t unix_ms, char out[static CLOCK_TEXT_LEN]);

/* Read RFC 3339 (date and time, 'T' or blank, optional fraction, 'Z' or offset); false leaves *unix_ms alone. */
bool clock_parse(struct slice s, int64_t *unix_ms);

/* Days since 1970-01-01 of a proleptic Gregorian date. month 1-12, day 1-31. */
int64_t clock_days_from_civil(int64_t year, int month, int day);

/* The date of a day, counted from 1970-01-01: clock_days_from_civil() the other way. */
void clock_civil_from_days(int64_t days, int64_t *year, int *month, int *day);

/* Milliseconds left until the monotonic deadline, at least 0; INT64_MAX where deadline_ms is 0 (none). */
int64_t clock_left_ms(int64_t deadline_ms);
