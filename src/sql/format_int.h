// SPDX-License-Identifier: Apache-2.0
/* Inside the formatter: the tokens it lays out and the questions asked about them. */
#pragma once

#include "sql/lexer.h"

/* All tokens but blanks, comments included; a SQL_TOK_END behind the last, not counted in n. */
struct format_tokens {
	enum sql_dialect dialect;
	const struct sql_token *items;
	size_t n;
};

/* The part of a SELECT that the layout is in. */
enum format_clause {
	FORMAT_START,
	FORMAT_WITH,
	FORMAT_SELECT,
	FORMAT_FROM,
	FORMAT_WHERE, /* and HAVING */
	FORMAT_VALUES,
	FORMAT_ORDER,
	FORMAT_OTHER,
};

/* The nearest token before i that is no comment; the end token when there is none. */
const struct sql_token *format_before(const struct format_tokens *f, size_t i);

/* The nearest token behind i that is no comment; the end token when there is none. */
const struct sql_token *format_behind(const struct format_tokens *f, size_t i);

/* Is the i-th token a keyword in this place rather than a name of the same letters? */
bool format_is_keyword(const struct format_tokens *f, size_t i, enum format_clause clause);

/* Does the i-th token begin a clause that gets a line of its own? Fills *clause when it does. */
bool format_begins_clause(const struct format_tokens *f, size_t i, enum format_clause *clause);

/* Does the i-th token begin [NATURAL] [LEFT ...] JOIN? */
bool format_begins_join(const struct format_tokens *f, size_t i);

/* Does a blank stand between the i-th token and the one before it, when both are on one line? */
bool format_needs_blank(const struct format_tokens *f, size_t i, enum format_clause clause);

/* Does a query begin at the i-th token (SELECT, WITH, VALUES)? */
bool format_begins_query(const struct format_tokens *f, size_t i);
