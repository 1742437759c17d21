// SPDX-License-Identifier: Apache-2.0
/* What hangs off an id of /api/v0; see v0.h. */
#include "store/v0.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/limits.h"
#include "store/store_int.h"

#define COLUMNS "id, owner, source_id, question, sql, df, fig, summary, followups, created_at"

static const char what[] = "question";

static void read_question(const struct store_rows *r, size_t i, void *item)
{
	*(struct store_v0 *)item = (struct store_v0){
		.id = store_text(r, i, 0),
		.owner = store_text(r, i, 1),
		.source_id = store_text(r, i, 2),
		.question = store_text(r, i, 3),
		.sql = store_text(r, i, 4),
		.df = store_text(r, i, 5),
		.fig = store_text(r, i, 6),
		.summary = store_text(r, i, 7),
		.followups = store_text(r, i, 8),
		.created_at = store_int(r, i, 9),
	};
}

static const struct store_kind question_kind = {what, sizeof(struct store_v0), read_question};

static int check_sizes(const struct store_v0 *q, struct err *err)
{
	const char *const texts[] = {q->df, q->fig, q->summary, q->followups};

	if (store_check_size(q->question, QUESTION_MAX, "the question", err) < 0 ||
		store_check_size(q->sql, SQL_MAX, "the SQL", err) < 0)
		return -1;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		if (store_check_size(texts[i], V0_FIELD_MAX, "the result", err) < 0)
			return -1;
	return 0;
}

/* The conflict's WHERE keeps one owner from overwriting another's question by guessing its id. */
static int put(struct store_tx *tx, void *ctx, struct err *err)
{
	const struct store_v0 *q = ctx;
	int64_t changes = 0;

	if (store_exec(tx,
		    STORE_SQL(
			    "INSERT INTO v0_questions (" COLUMNS ") VALUES ($1, $2, "
			    "(SELECT id FROM data_sources WHERE id = $3), $4, $5, $6, $7, $8, $9, $10) "
			    "ON CONFLICT (id) DO UPDATE SET source_id = excluded.source_id, "
			    "question = excluded.question, sql = excluded.sql, df = excluded.df, "
			    "fig = excluded.fig, summary = excluded.summary, followups = excluded.followups "
			    "WHERE v0_questions.owner = excluded.owner",
			    db_v_text(q->id), db_v_text(q->owner), db_v_text(q->source_id),
			    db_v_text(q->question), db_v_text(q->sql), db_v_text(q->df), db_v_text(q->fig),
			    db_v_text(q->summary), db_v_text(q->followups), DB_V_INT(clock_unix_ms())),
		    &changes, err) < 0)
		return -1;
	if (changes == 0)
		return store_missing(what, q->id, err);
	return store_exec(tx,
		STORE_SQL("DELETE FROM v0_questions WHERE owner = $1 AND (created_at, id) <= "
			  "(SELECT created_at, id FROM v0_questions WHERE owner = $1 "
			  "ORDER BY created_at DESC, id DESC LIMIT 1 OFFSET $2)",
			db_v_text(q->owner), DB_V_INT(V0_QUESTIONS_MAX)),
		NULL, err);
}

int store_v0_put(struct store_tx *tx, const struct store_v0 *q, struct err *err)
{
	struct store_v0 copy = *q;

	return check_sizes(q, err) < 0 ? -1 : store_atomic(tx, put, &copy, err);
}

int store_v0_get(struct store_tx *tx, struct arena *a, const char *owner, const char *id,
	struct store_v0 *out, struct err *err)
{
	return store_fetch_one(tx, a,
		STORE_SQL("SELECT " COLUMNS " FROM v0_questions WHERE id = $1 AND owner = $2", db_v_text(id),
			db_v_text(owner)),
		&question_kind, out, err);
}

int store_v0_set_sql(struct store_tx *tx, const char *owner, const char *id, const char *sql, struct err *err)
{
	if (store_check_size(sql, SQL_MAX, "the SQL", err) < 0)
		return -1;
	return store_exec_one(tx,
		STORE_SQL("UPDATE v0_questions SET sql = $3, df = NULL, fig = NULL, summary = NULL, "
			  "followups = NULL WHERE id = $1 AND owner = $2",
			db_v_text(id), db_v_text(owner), db_v_text(sql)),
		what, id, err);
}

int store_v0_set(struct store_tx *tx, const struct store_v0 *q, enum store_v0_field field, const char *value,
	struct err *err)
{
	static const char *const texts[] = {
		[STORE_V0_DF] = "UPDATE v0_questions SET df = $3 WHERE id = $1 AND owner = $2",
		[STORE_V0_FIG] = "UPDATE v0_questions SET fig = $3 WHERE id = $1 AND owner = $2",
		[STORE_V0_SUMMARY] = "UPDATE v0_questions SET summary = $3 WHERE id = $1 AND owner = $2",
		[STORE_V0_FOLLOWUPS] = "UPDATE v0_questions SET followups = $3 WHERE id = $1 AND owner = $2",
	};

	if (store_check_size(value, V0_FIELD_MAX, "the result", err) < 0)
		return -1;
	return store_exec_one(tx,
		STORE_SQL(texts[field], db_v_text(q->id), db_v_text(q->owner), db_v_text(value)), what, q->id,
		err);
}

int store_v0_list(struct store_tx *tx, struct arena *a, const char *owner, size_t limit,
	struct store_v0_list *out, struct err *err)
{
	struct store_rows rows;
	int64_t most = (int64_t)MIN(limit, (size_t)V0_QUESTIONS_MAX);

	if (store_fetch(tx, a,
		    STORE_SQL(
			    "SELECT id, owner, source_id, question, sql, NULL, NULL, NULL, NULL, created_at "
			    "FROM v0_questions WHERE owner = $1 ORDER BY created_at DESC, id DESC LIMIT $2",
			    db_v_text(owner), DB_V_INT(most)),
		    &rows, err) < 0)
		return -1;
	out->n = rows.n;
	out->items = store_items(&rows, &question_kind);
	return 0;
}
