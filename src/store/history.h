// SPDX-License-Identifier: Apache-2.0
/* What was searched for in the catalog (search_history). Rows outlive the source they name. Any thread. */
#pragma once

#include "store/page.h"

struct store_search {
	const char *id;        /* made by store_search_add() */
	const char *owner;     /* who asked; "" = the only user there is */
	const char *source_id; /* where exactly one was searched, else NULL */
	const char *query;
	const char *search_type; /* "tables", "columns", "both" or "names" */
	const char *filters;     /* JSON object; may be NULL */
	int64_t result_count, search_time_ms, created_at;
};

struct store_search_list {
	struct store_search *items;
	size_t n;
	struct store_more more;
};

/* Remember a search; id and created_at are set here. */
NODISCARD int store_search_add(struct store_tx *tx, const struct store_search *in, struct err *err);

/* Searches of an owner, newest first; owner NULL = everybody's. */
NODISCARD int store_search_list(struct store_tx *tx, struct arena *a, const char *owner,
	const struct store_page *page, struct store_search_list *out, struct err *err);
