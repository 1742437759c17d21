// SPDX-License-Identifier: Apache-2.0
/*
 * Claiming a key is one INSERT: whoever's row went in does the work. A row with a status is an answer; one
 * without is a claim that lasts IDEMPOTENCY_CLAIM_MS, so that a server that died does not block its key for a
 * day.
 */
#include "store/idempotency.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/limits.h"
#include "store/store_int.h"

struct claim {
	const struct store_idempotency *in;
	struct arena *a;
	struct store_idempotency_hit hit;
};

static int read_hit(struct store_tx *tx, struct claim *c, struct err *err)
{
	const struct store_idempotency *in = c->in;
	struct store_rows rows;

	if (store_fetch(tx, c->a,
		    STORE_SQL("SELECT route, body_hash, status, content_type, response FROM idempotency_keys "
			      "WHERE owner = $1 AND request_key = $2",
			    db_v_text(in->owner), db_v_text(in->key)),
		    &rows, err) < 0)
		return -1;
	if (rows.n == 0) /* dropped a moment ago: the one who repeats will get it */
		c->hit.state = STORE_IDEMPOTENCY_RUNNING;
	else if (!str_eq(store_text(&rows, 0, 0), in->route) ||
		 !str_eq(store_text(&rows, 0, 1), in->body_hash))
		c->hit.state = STORE_IDEMPOTENCY_OTHER;
	else if (store_is_null(&rows, 0, 2))
		c->hit.state = STORE_IDEMPOTENCY_RUNNING;
	else
		c->hit = (struct store_idempotency_hit){
			.state = STORE_IDEMPOTENCY_DONE,
			.status = (int)store_int(&rows, 0, 2),
			.content_type = store_text(&rows, 0, 3),
			.response = store_bytes(&rows, 0, 4),
		};
	return 0;
}

static int claim(struct store_tx *tx, void *ctx, struct err *err)
{
	struct claim *c = ctx;
	const struct store_idempotency *in = c->in;
	int64_t now = clock_unix_ms(), changes = 0;

	c->hit = (struct store_idempotency_hit){.state = STORE_IDEMPOTENCY_NEW};
	if (store_idempotency_expire(tx, NULL, err) < 0) /* so that the table stays small without a timer */
		return -1;
	if (store_exec(tx,
		    STORE_SQL(
			    "INSERT INTO idempotency_keys (owner, request_key, route, body_hash, expires_at) "
			    "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (owner, request_key) DO UPDATE SET "
			    "route = excluded.route, body_hash = excluded.body_hash, status = NULL, "
			    "content_type = NULL, response = NULL, expires_at = excluded.expires_at "
			    "WHERE idempotency_keys.expires_at <= $6",
			    db_v_text(in->owner), db_v_text(in->key), db_v_text(in->route),
			    db_v_text(in->body_hash), DB_V_INT(now + IDEMPOTENCY_CLAIM_MS), DB_V_INT(now)),
		    &changes, err) < 0)
		return -1;
	return changes ? 0 : read_hit(tx, c, err);
}

int store_idempotency_begin(struct store_tx *tx, struct arena *a, const struct store_idempotency *in,
	struct store_idempotency_hit *out, struct err *err)
{
	struct claim c = {.in = in, .a = a};

	if (store_check_size(in->key, IDEMPOTENCY_KEY_MAX, "the Idempotency-Key", err) < 0 ||
		store_atomic(tx, claim, &c, err) < 0)
		return -1;
	*out = c.hit;
	return 0;
}

int store_idempotency_finish(struct store_tx *tx, const struct store_idempotency *in,
	const struct store_idempotency_hit *hit, struct err *err)
{
	return store_exec(tx,
		STORE_SQL("UPDATE idempotency_keys SET status = $3, content_type = $4, response = $5, "
			  "expires_at = $6 WHERE owner = $1 AND request_key = $2",
			db_v_text(in->owner), db_v_text(in->key), DB_V_INT(hit->status),
			db_v_text(hit->content_type), DB_V_BLOB(hit->response),
			DB_V_INT(clock_unix_ms() + IDEMPOTENCY_MS)),
		NULL, err);
}

int store_idempotency_drop(struct store_tx *tx, const struct store_idempotency *in, struct err *err)
{
	return store_exec(tx,
		STORE_SQL("DELETE FROM idempotency_keys WHERE owner = $1 AND request_key = $2 AND status IS "
			  "NULL",
			db_v_text(in->owner), db_v_text(in->key)),
		NULL, err);
}

int store_idempotency_expire(struct store_tx *tx, int64_t *dropped, struct err *err)
{
	return store_exec(tx,
		STORE_SQL("DELETE FROM idempotency_keys WHERE expires_at <= $1", DB_V_INT(clock_unix_ms())),
		dropped, err);
}
