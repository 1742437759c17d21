// SPDX-License-Identifier: Apache-2.0
/*
 * What of a schema a question is about: hits of the search index folded into tables, closed over foreign keys, cut to
 * a budget of columns. Everything looked at is kept with the reason why, used or not. Inner header of the room.
 */
#pragma once

#include "assistant/assistant.h"

struct retrieved {
	const uint32_t *tables; /* positions that go to the generator, best first */
	size_t n_tables;
	const uint32_t *docs;
	size_t n_docs;
	struct assistant_table *considered; /* best first; those of `tables` are a prefix */
	const uint32_t *considered_at;      /* their positions in the snapshot */
	size_t n_considered;
};

/* Fill *out in the request's arena. ERR_CANCELLED, ERR_INTERNAL (the embedder). */
NODISCARD int retrieve(const struct assistant_request *req, struct retrieved *out, struct err *err);
