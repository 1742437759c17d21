// SPDX-License-Identifier: Apache-2.0
/* What was searched for in the catalog; see history.h. */
#include "store/history.h"

#include "base/arena.h"
#include "base/clock.h"
#include "store/store_int.h"

#define COLUMNS "id, owner, source_id, query, search_type, filters, result_count, search_time_ms, created_at"

static void read_search(const struct store_rows *r, size_t i, void *item)
{
	*(struct store_search *)item = (struct store_search){
		.id = store_text(r, i, 0),
		.owner = store_text(r, i, 1),
		.source_id = store_text(r, i, 2),
		.query = store_text(r, i, 3),
		.search_type = store_text(r, i, 4),
		.filters = store_text(r, i, 5),
		.result_count = store_int(r, i, 6),
		.search_time_ms = store_int(r, i, 7),
		.created_at = store_int(r, i, 8),
	};
}

static const struct store_kind search_kind = {"search", sizeof(struct store_search), read_search};

int store_search_add(struct store_tx *tx, const struct store_search *in, struct err *err)
{
	char id[UUID_LEN];

	uuid_make(id);
	return store_exec(tx,
		STORE_SQL("INSERT INTO search_history (" COLUMNS ") VALUES ($1, $2, "
			  "(SELECT id FROM data_sources WHERE id = $3), $4, $5, $6, $7, $8, $9)",
			db_v_text(id), db_v_text(in->owner), db_v_text(in->source_id), db_v_text(in->query),
			db_v_text(in->search_type), db_v_text(in->filters), DB_V_INT(in->result_count),
			DB_V_INT(in->search_time_ms), DB_V_INT(clock_unix_ms())),
		NULL, err);
}

int store_search_list(struct store_tx *tx, struct arena *a, const char *owner, const struct store_page *page,
	struct store_search_list *out, struct err *err)
{
	static const struct store_order order = {
		.key = "created_at", .id = "id", .descending = true, .key_column = 8};
	struct store_query q;
	struct store_rows rows;

	store_query_init(&q, a, COLUMNS, "FROM search_history");
	store_query_where(&q, "owner = ?", db_v_text(owner));
	if (store_query_page(&q, tx, &(struct store_list){&order, page}, &rows, &out->more, err) < 0)
		return -1;
	out->n = rows.n;
	out->items = store_items(&rows, &search_kind);
	return 0;
}
