// SPDX-License-Identifier: Apache-2.0
/* Laying out SQL for people: clauses on lines of their own, keywords in capitals, nothing else changed. Pure; any thread. */
#pragma once

#include "base/str.h"
#include "sql/dialect.h"

/* Append sql laid out. Literals, comments and identifiers are kept byte for byte; text that cannot be lexed is appended as it is. */
void sql_format(struct str *out, enum sql_dialect d, struct slice sql);
