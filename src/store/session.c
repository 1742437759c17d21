// SPDX-License-Identifier: Apache-2.0
/* Conversations and their messages; see session.h. */
#include "store/session.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "store/store_int.h"

#define COLUMNS                                                                                    \
	"s.id, s.owner, s.title, s.source_id, "                                                    \
	"(SELECT count(*) FROM conversation_messages m WHERE m.session_id = s.id), s.created_at, " \
	"s.updated_at"

static const char what[] = "session";

static void read_session(const struct store_rows *r, size_t i, void *item)
{
	*(struct store_session *)item = (struct store_session){
		.id = store_text(r, i, 0),
		.owner = store_text(r, i, 1),
		.title = store_text(r, i, 2),
		.source_id = store_text(r, i, 3),
		.message_count = store_int(r, i, 4),
		.created_at = store_int(r, i, 5),
		.updated_at = store_int(r, i, 6),
	};
}

static const struct store_kind session_kind = {what, sizeof(struct store_session), read_session};

int store_session_create(struct store_tx *tx, const struct store_session *s, struct err *err)
{
	if (store_check_size(s->title, DESCRIPTION_MAX, "the title", err) < 0)
		return -1;
	return store_exec(tx,
		STORE_SQL("INSERT INTO conversation_sessions (id, owner, title, source_id, created_at, "
			  "updated_at) VALUES ($1, $2, $3, (SELECT id FROM data_sources WHERE id = $4), $5, "
			  "$5)",
			db_v_text(s->id), db_v_text(s->owner), db_v_text(s->title), db_v_text(s->source_id),
			DB_V_INT(clock_unix_ms())),
		NULL, err);
}

int store_session_get(struct store_tx *tx, struct arena *a, const char *owner, const char *id,
	struct store_session *out, struct err *err)
{
	return store_fetch_one(tx, a,
		STORE_SQL("SELECT " COLUMNS " FROM conversation_sessions s WHERE s.id = $1 "
			  "AND s.owner = COALESCE(CAST($2 AS TEXT), s.owner)",
			db_v_text(id), db_v_text(owner)),
		&session_kind, out, err);
}

int store_session_list(struct store_tx *tx, struct arena *a, const struct store_session_filter *filter,
	const struct store_page *page, struct store_session_list *out, struct err *err)
{
	static const struct store_order order = {
		.key = "s.updated_at", .id = "s.id", .descending = true, .key_column = 6};
	struct store_query q;
	struct store_rows rows;

	store_query_init(&q, a, COLUMNS, "FROM conversation_sessions s");
	store_query_where(&q, "s.owner = ?", db_v_text(filter->owner));
	store_query_where(&q, "s.source_id = ?", db_v_text(filter->source_id));
	store_query_where(&q,
		"lower(s.title) LIKE lower(?) ESCAPE '\\' OR EXISTS (SELECT 1 FROM conversation_messages m "
		"WHERE m.session_id = s.id AND (lower(m.content) LIKE lower(?) ESCAPE '\\' OR "
		"lower(m.sql) LIKE lower(?) ESCAPE '\\'))",
		db_v_text(store_like(a, filter->text)));
	if (store_query_page(&q, tx, &(struct store_list){&order, page}, &rows, &out->more, err) < 0)
		return -1;
	out->n = rows.n;
	out->items = store_items(&rows, &session_kind);
	return 0;
}

int store_session_rename(
	struct store_tx *tx, const char *owner, const char *id, const char *title, struct err *err)
{
	if (store_check_size(title, DESCRIPTION_MAX, "the title", err) < 0)
		return -1;
	return store_exec_one(tx,
		STORE_SQL("UPDATE conversation_sessions SET title = $3 WHERE id = $1 "
			  "AND owner = COALESCE(CAST($2 AS TEXT), owner)",
			db_v_text(id), db_v_text(owner), db_v_text(title)),
		what, id, err);
}

int store_session_delete(struct store_tx *tx, const char *owner, const char *id, struct err *err)
{
	return store_exec_one(tx,
		STORE_SQL("DELETE FROM conversation_sessions WHERE id = $1 "
			  "AND owner = COALESCE(CAST($2 AS TEXT), owner)",
			db_v_text(id), db_v_text(owner)),
		what, id, err);
}

struct append {
	const char *session_id;
	const struct store_message *messages;
	size_t n;
};

/* The first question as a title; a NULL value when nobody asked. */
static struct db_value title_of(const struct append *ap)
{
	for (size_t i = 0; i < ap->n; i++) {
		struct slice text = slice_of(ap->messages[i].content);

		if (str_eq(ap->messages[i].role, "user"))
			return DB_V_SLICE(((struct slice){text.p, utf8_cut(text, NAME_MAX_BYTES)}));
	}
	return DB_V_NULL;
}

/*
 * Touching the session first makes appends to the same one wait for each other, so that seq has no gap and no
 * clash.
 */
static int append(struct store_tx *tx, void *ctx, struct err *err)
{
	const struct append *ap = ctx;
	struct db_value id = db_v_text(ap->session_id), now = DB_V_INT(clock_unix_ms());

	if (store_exec_one(tx,
		    STORE_SQL("UPDATE conversation_sessions SET updated_at = $2, "
			      "title = COALESCE(title, CAST($3 AS TEXT)) WHERE id = $1",
			    id, now, title_of(ap)),
		    what, ap->session_id, err) < 0)
		return -1;
	for (size_t i = 0; i < ap->n; i++) {
		const struct store_message *m = &ap->messages[i];
		if (store_exec(tx,
			    STORE_SQL(
				    "INSERT INTO conversation_messages (session_id, seq, role, content, sql, "
				    "generation_id, created_at) "
				    "SELECT $1, COALESCE(max(seq), 0) + 1, $2, $3, $4, "
				    "(SELECT id FROM sql_generations WHERE id = $5), $6 "
				    "FROM conversation_messages WHERE session_id = $1",
				    id, db_v_text(m->role), db_v_text(m->content), db_v_text(m->sql),
				    db_v_text(m->generation_id), now),
			    NULL, err) < 0)
			return -1;
	}
	return 0;
}

int store_session_append(struct store_tx *tx, const char *session_id, const struct store_message *messages,
	size_t n, struct err *err)
{
	struct append ap = {session_id, messages, n};

	return store_atomic(tx, append, &ap, err);
}

int store_session_messages(struct store_tx *tx, struct arena *a, const struct store_message_range *range,
	struct store_message **out, size_t *n, struct err *err)
{
	struct store_rows rows;
	int64_t before = range->before > 0 ? range->before : INT64_MAX;
	size_t limit = MIN(range->limit, (size_t)PAGE_MAX);

	if (store_fetch(tx, a,
		    STORE_SQL("SELECT m.seq, m.role, m.content, m.sql, m.generation_id, m.created_at, "
			      "g.source_id, g.rewritten_query FROM conversation_messages m "
			      "LEFT JOIN sql_generations g ON g.id = m.generation_id "
			      "WHERE m.session_id = $1 AND m.seq < $2 ORDER BY m.seq DESC LIMIT $3",
			    db_v_text(range->session_id), DB_V_INT(before), DB_V_INT((int64_t)limit)),
		    &rows, err) < 0)
		return -1;
	*n = rows.n;
	*out = ARENA_ARRAY(a, struct store_message, rows.n);
	for (size_t i = 0; i < rows.n; i++)
		(*out)[rows.n - 1 - i] = (struct store_message){
			.seq = store_int(&rows, i, 0),
			.role = store_text(&rows, i, 1),
			.content = store_text(&rows, i, 2),
			.sql = store_text(&rows, i, 3),
			.generation_id = store_text(&rows, i, 4),
			.created_at = store_int(&rows, i, 5),
			.source_id = store_text(&rows, i, 6),
			.rewritten_query = store_text(&rows, i, 7),
		};
	return 0;
}
