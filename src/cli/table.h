// SPDX-License-Identifier: Apache-2.0
/* A result as a table of text for a terminal: widths count East Asian characters as two, numbers stand right. */
#pragma once

#include "base/defs.h"
#include "db/types.h"

#include <stdio.h>

struct arena;

struct table_style {
	bool color;        /* bold names, faint NULLs */
	size_t cell_width; /* cut wider cells, with an ellipsis; 0 = never */
};

struct table_data {
	const struct db_column *columns;
	size_t n_columns;
	const struct db_value *const *rows;
	size_t n_rows;
};

/* Print names, a rule and the rows. Control characters, which could steer a terminal, are shown as U+FFFD. a holds the texts meanwhile. */
void table_print(FILE *f, const struct table_data *t, const struct table_style *style, struct arena *a);
