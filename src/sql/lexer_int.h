// SPDX-License-Identifier: Apache-2.0
/* Inside the lexer: what lexer.c and the two dialects' scanners share. */
#pragma once

#include "sql/lexer.h"

/*
 * Scan one token of SQLite at the start of rest (not empty, not NUL). t->offset is set by the caller; kind and text are filled.
 * Errors     as sql_lex().
 */
NODISCARD int sql_lex_sqlite(struct slice rest, struct sql_token *t, struct err *err);

/* As sql_lex_sqlite() for PostgreSQL. */
NODISCARD int sql_lex_postgres(struct slice rest, struct sql_token *t, struct err *err);

/* Length up to and with the quote that closes; a doubled quote does not. `from` is the byte behind the first quote. 0 = open. */
size_t sql_scan_quoted(struct slice s, size_t from, char quote);

/* Record that `what` is not closed and return -1. */
int sql_scan_open(struct err *err, size_t offset, const char *what);

/* ASCII classes, free of the locale. */
static inline bool sql_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline bool sql_is_hex(char c)
{
	return sql_is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* A letter, an underscore or a byte of a character beyond ASCII: what an identifier begins with in both dialects. */
static inline bool sql_is_ident_start(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (unsigned char)c >= 0x80;
}

/* What an identifier goes on with in both dialects. */
static inline bool sql_is_ident(char c)
{
	return sql_is_ident_start(c) || sql_is_digit(c) || c == '$';
}
