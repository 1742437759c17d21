// SPDX-License-Identifier: Apache-2.0
/* What differs between SQL dialects as data and small pure functions; nothing outside sql/ and db/ asks which engine it is. */
#pragma once

#include "base/str.h"

enum sql_dialect { SQL_SQLITE, SQL_POSTGRES };

/* "sqlite", "postgresql"; static storage. */
const char *sql_dialect_name(enum sql_dialect d);

/* Read a dialect's name ("sqlite", "postgresql", "postgres"); false leaves *out alone. */
bool sql_dialect_parse(const char *name, enum sql_dialect *out);

/* Append an identifier, quoted when it must be (reserved, mixed case on PostgreSQL, odd characters). */
void sql_add_ident(struct str *out, enum sql_dialect d, struct slice name);

/* Append a string literal with its quotes; NUL bytes are dropped. */
void sql_add_text(struct str *out, enum sql_dialect d, struct slice text);
