// SPDX-License-Identifier: Apache-2.0
/* Text to numbers, the whole text or nothing: no white space, no trailing bytes, no silent overflow, no locale. */
#pragma once

#include "base/str.h"

/* A decimal integer with optional sign, within [min, max]; false leaves *out alone. */
bool num_parse_i64(struct slice s, int64_t min, int64_t max, int64_t *out);

/* A decimal floating-point number (JSON's grammar plus a leading '+' or '.'), finite; false leaves *out alone. */
bool num_parse_f64(struct slice s, double *out);

/* Exactly n (at most 9) digits at the start of *s, which is cut by them, as a number; -1 leaves *s alone: they are not there. */
int num_take_digits(struct slice *s, size_t n);

enum { NUM_F64_LEN = 32 };

/* The shortest decimal text that reads back as v, in out; "NaN" and "Infinity" are the caller's to avoid. */
void num_format_f64(double v, char out[static NUM_F64_LEN]);
