// SPDX-License-Identifier: Apache-2.0
/* Questions that became SQL and the events streamed meanwhile; see generation.h. */
#include "store/generation.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/vec.h"
#include "store/store_int.h"

#define COLUMNS                                                                                              \
	"id, owner, source_id, session_id, query, status, sql, explanation, model, error, answer, "          \
	"confidence_score, tokens_in, tokens_out, ms, created_at, finished_at, asked, runner, lease_until, " \
	"attempt, rewritten_query"

static void read_generation(const struct store_rows *r, size_t i, void *item)
{
	*(struct store_generation *)item = (struct store_generation){
		.id = store_text(r, i, 0),
		.owner = store_text(r, i, 1),
		.source_id = store_text(r, i, 2),
		.session_id = store_text(r, i, 3),
		.query = store_text(r, i, 4),
		.status = store_text(r, i, 5),
		.sql = store_text(r, i, 6),
		.explanation = store_text(r, i, 7),
		.model = store_text(r, i, 8),
		.error = store_text(r, i, 9),
		.answer = store_text(r, i, 10),
		.confidence_score = store_is_null(r, i, 11) ? -1 : store_num(r, i, 11),
		.tokens_in = store_int(r, i, 12),
		.tokens_out = store_int(r, i, 13),
		.ms = store_int(r, i, 14),
		.created_at = store_int(r, i, 15),
		.finished_at = store_int(r, i, 16),
		.asked = store_text(r, i, 17),
		.runner = store_text(r, i, 18),
		.lease_until = store_int(r, i, 19),
		.attempt = store_int(r, i, 20),
		.rewritten_query = store_text(r, i, 21),
	};
}

static const struct store_kind generation_kind = {
	"generation", sizeof(struct store_generation), read_generation};

int store_generation_start(struct store_tx *tx, const struct store_generation *g, struct err *err)
{
	return store_exec(tx,
		STORE_SQL("INSERT INTO sql_generations (id, owner, source_id, session_id, query, status, "
			  "created_at, asked, runner, lease_until) "
			  "VALUES ($1, $2, (SELECT id FROM data_sources WHERE id = $3), "
			  "(SELECT id FROM conversation_sessions WHERE id = $4), $5, 'running', $6, $7, $8, "
			  "$9)",
			db_v_text(g->id), db_v_text(g->owner), db_v_text(g->source_id),
			db_v_text(g->session_id), db_v_text(g->query), DB_V_INT(clock_unix_ms()),
			db_v_text(g->asked), db_v_text(g->runner), DB_V_INT(g->lease_until)),
		NULL, err);
}

static int not_running(const struct store_generation *g, struct err *err)
{
	return err_set_why(err, ERR_CONFLICT, "not_running", "the generation %.64s is not running", g->id);
}

int store_generation_finish(struct store_tx *tx, const struct store_generation *g, struct err *err)
{
	int64_t changes = 0;
	struct db_value score = g->confidence_score < 0 ? DB_V_NULL : DB_V_FLOAT(g->confidence_score);

	if (store_exec(tx,
		    STORE_SQL(
			    "UPDATE sql_generations SET status = $2, sql = $3, explanation = $4, model = $5, "
			    "error = $6, answer = $7, confidence_score = $8, tokens_in = $9, tokens_out = "
			    "$10, "
			    "ms = $11, finished_at = $12, rewritten_query = $14 WHERE id = $1 AND status = "
			    "'running' AND attempt = $13",
			    db_v_text(g->id), db_v_text(g->status), db_v_text(g->sql),
			    db_v_text(g->explanation), db_v_text(g->model), db_v_text(g->error),
			    db_v_text(g->answer), score, DB_V_INT(g->tokens_in), DB_V_INT(g->tokens_out),
			    DB_V_INT(g->ms), DB_V_INT(clock_unix_ms()), DB_V_INT(g->attempt),
			    db_v_text(g->rewritten_query)),
		    &changes, err) < 0)
		return -1;
	return changes ? 0 : not_running(g, err);
}

bool store_generation_is_abandoned(struct store *s, const struct store_generation *g)
{
	if (!str_eq(g->status, "running"))
		return false;
	return g->lease_until < clock_unix_ms() || !g->runner || !store_is_running(s, g->runner);
}

int store_generation_take(struct store_tx *tx, struct store_generation *g, struct err *err)
{
	int64_t changes = 0;

	if (store_exec(tx,
		    STORE_SQL(
			    "UPDATE sql_generations SET runner = $3, lease_until = $4, attempt = attempt + 1 "
			    "WHERE id = $1 AND status = 'running' AND attempt = $2",
			    db_v_text(g->id), DB_V_INT(g->attempt), db_v_text(g->runner),
			    DB_V_INT(g->lease_until)),
		    &changes, err) < 0)
		return -1;
	if (changes == 0)
		return not_running(g, err);
	g->attempt++;
	return 0;
}

int store_generation_leave(struct store_tx *tx, const struct store_generation *g, struct err *err)
{
	return store_exec(tx,
		STORE_SQL("UPDATE sql_generations SET runner = NULL, lease_until = 0 "
			  "WHERE id = $1 AND status = 'running' AND attempt = $2",
			db_v_text(g->id), DB_V_INT(g->attempt)),
		NULL, err);
}

int store_generation_get(struct store_tx *tx, struct arena *a, const char *owner, const char *id,
	struct store_generation *out, struct err *err)
{
	return store_fetch_one(tx, a,
		STORE_SQL("SELECT " COLUMNS " FROM sql_generations WHERE id = $1 "
			  "AND owner = COALESCE(CAST($2 AS TEXT), owner)",
			db_v_text(id), db_v_text(owner)),
		&generation_kind, out, err);
}

int store_generation_list(struct store_tx *tx, struct arena *a, const struct store_generation_filter *filter,
	const struct store_page *page, struct store_generation_list *out, struct err *err)
{
	static const struct store_order order = {
		.key = "created_at", .id = "id", .descending = true, .key_column = 15};
	struct store_query q;
	struct store_rows rows;

	store_query_init(&q, a, COLUMNS, "FROM sql_generations");
	store_query_where(&q, "owner = ?", db_v_text(filter->owner));
	store_query_where(&q, "source_id = ?", db_v_text(filter->source_id));
	store_query_where(&q, "session_id = ?", db_v_text(filter->session_id));
	store_query_where(&q,
		"lower(query) LIKE lower(?) ESCAPE '\\' OR lower(sql) LIKE lower(?) ESCAPE '\\'",
		db_v_text(store_like(a, filter->text)));
	if (store_query_page(&q, tx, &(struct store_list){&order, page}, &rows, &out->more, err) < 0)
		return -1;
	out->n = rows.n;
	out->items = store_items(&rows, &generation_kind);
	return 0;
}

/* Events. */

int store_generation_add_events(struct store_tx *tx, const char *generation_id,
	const struct store_event *events, size_t n, struct err *err)
{
	static const struct store_insert into = {
		.head = "INSERT INTO generation_events (generation_id, seq, type, payload)", .columns = 4};
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct db_value *values = ARENA_ARRAY(a, struct db_value, n * into.columns), *v = values;

	for (size_t i = 0; i < n; i++) {
		if (events[i].payload.n > STORE_EVENT_MAX)
			return err_set(err, ERR_LIMIT, "an event is longer than %d bytes", STORE_EVENT_MAX);
		*v++ = db_v_text(generation_id);
		*v++ = DB_V_INT(events[i].seq);
		*v++ = db_v_text(events[i].type);
		*v++ = DB_V_SLICE(events[i].payload);
	}
	return store_insert_many(tx, &into, values, n, err);
}

int store_generation_events(struct store_tx *tx, struct arena *a, const char *generation_id, int64_t after,
	struct store_event_list *out, struct err *err)
{
	struct store_rows rows;

	if (store_fetch(tx, a,
		    STORE_SQL("SELECT seq, type, payload FROM generation_events "
			      "WHERE generation_id = $1 AND seq > $2 ORDER BY seq LIMIT $3",
			    db_v_text(generation_id), DB_V_INT(after), DB_V_INT(PAGE_MAX)),
		    &rows, err) < 0)
		return -1;
	out->n = rows.n;
	out->items = ARENA_ARRAY(a, struct store_event, rows.n);
	for (size_t i = 0; i < rows.n; i++)
		out->items[i] = (struct store_event){
			store_int(&rows, i, 0), store_text(&rows, i, 1), store_bytes(&rows, i, 2)};
	return 0;
}
