// SPDX-License-Identifier: Apache-2.0
/* A typed query as SQL text of a dialect. Tables are named in full where there is one, T1, T2, ... where there are more. */
#pragma once

#include "assistant/offline/query.h"
#include "catalog/snapshot.h"

struct arena;

/* The statement on one line, in the arena. */
const char *render_sql(struct arena *a, const struct cat_snapshot *cat, const struct query *q);
