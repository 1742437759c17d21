// SPDX-License-Identifier: Apache-2.0
/* From PostgreSQL's parse tree to what name binding needs. Thread-confined. */
#pragma once

#include "sql/lexer.h"
#include "sql/reading.h"

#include <jansson.h>

/*
 * Take down the names of a parsed statement (the tree of pg_tree_parse()).
 * tokens     of the same text: the tree tells where a name begins, they tell how far it goes.
 * Names are borrowed from doc and the tokens; all else is in the arena. What the tree holds beyond SELECT is passed over.
 */
void postgres_read_names(
	const json_t *doc, const struct sql_tokens *tokens, struct arena *a, struct sql_reading *reading);
