// SPDX-License-Identifier: Apache-2.0
/*
 * What is worth saying about a result: computed statements of data quality, pattern, outlier and trend, each with its
 * evidence. Inner header of the room: it fills parts of a result that is being made.
 */
#pragma once

#include "analysis/analysis.h"

enum { INSIGHTS_MAX = 6, INSIGHTS_OF_TYPE = 2, ANOMALIES_MAX = 50 };

/* Fill r->insights (strongest first, at most INSIGHTS_MAX and INSIGHTS_OF_TYPE of a type) and r->anomalies from its statistics and kept rows. language NULL = "en". */
void insight_find(struct analysis_result *r, const char *language, struct arena *a);

/* Copy the columns into r with names made unique. */
void analysis_set_columns(
	struct analysis_result *r, const struct db_column *columns, size_t n, struct arena *a);

/* Everything that follows from rows and statistics: column types, insights, charts. r->columns and r->rows are set. */
void analysis_conclude(
	struct analysis_result *r, struct stats *s, const struct analysis_options *opt, struct arena *a);

/* A number column that only names things: a key by its name, or by whole numbers that are all different and dense. */
bool analysis_is_key(const struct analysis_result *r, size_t column);

/* A column that orders rows in time: dates, timestamps, and whole numbers that are years by name and range. */
bool analysis_is_time(const struct analysis_result *r, size_t column);

/* The cell as a finite number; false where it is none. */
bool analysis_number(const struct analysis_result *r, size_t row, size_t column, double *out);

/* The cell of a time column as milliseconds since 1970; false where it is none. */
bool analysis_time(const struct analysis_result *r, size_t row, size_t column, int64_t *ms);

/* The cell as text for people and labels; "NULL" for none. In the arena or borrowed from the result. */
struct slice analysis_label(const struct analysis_result *r, size_t row, size_t column, struct arena *a);

/* Append a number as people read it: thousands separated, at most four digits behind the point. */
void analysis_add_number(struct str *out, double v);

/* Append a number for an axis, where room is short: 1.5M, 200K. */
void analysis_add_short_number(struct str *out, double v);
