// SPDX-License-Identifier: Apache-2.0
/* Which words each dialect keeps for itself. Pure; any thread. */
#pragma once

#include "base/str.h"
#include "sql/dialect.h"

/* Can the unquoted word (any case) never be a name of a column or table in this dialect? */
bool sql_is_reserved(enum sql_dialect d, struct slice word);

/* Is it a keyword at all, so that a name of the same letters is better written in quotes? */
bool sql_is_keyword(enum sql_dialect d, struct slice word);
