// SPDX-License-Identifier: Apache-2.0
/* What was searched for in the catalog; see history.h. */
#include "store/history.h"

#include "base/arena.h"
#include "base/clock.h"
#include "store/store_int.h"

#define COLUMNS "id, owner, source_id, query, search_type, filters, result_count, search_time_ms, created_at"

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
	out->items = ARENA_ARRAY(a, struct store_search, rows.n);
	for (size_t i = 0; i < rows.n; i++)
		out->items[i] = (struct store_search){
			.id = store_text(&rows, i, 0),
			.owner = store_text(&rows, i, 1),
			.source_id = store_text(&rows, i, 2),
			.query = store_text(&rows, i, 3),
			.search_type = store_text(&rows, i, 4),
			.filters = store_text(&rows, i, 5),
			.result_count = store_int(&rows, i, 6),
			.search_time_ms = store_int(&rows, i, 7),
			.created_at = store_int(&rows, i, 8),
		};
	return 0;
}
