// SPDX-License-Identifier: Apache-2.0
/*
 * CSV (RFC 4180: CRLF, quotes doubled) for programs and spreadsheets alike. Text that a spreadsheet would run as a
 * formula (it begins with = + - @, tab or CR) gets an apostrophe in front; numbers are never touched.
 */
#pragma once

#include "base/str.h"
#include "db/types.h"

/* Append the byte order mark that Excel wants before it reads UTF-8. */
void csv_add_bom(struct str *out);

/* Append the line of column names. */
void csv_add_header(struct str *out, const struct db_column *columns, size_t n);

/* Append one row. NULL is an empty cell, the empty text is "". */
void csv_add_row(struct str *out, const struct db_value *values, size_t n);
