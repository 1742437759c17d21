// SPDX-License-Identifier: Apache-2.0
/*
 * Idempotency-Key: the first POST with a key does the work, a repeated one is given the same answer for
 * IDEMPOTENCY_MS (idempotency_keys). A key belongs to an owner. Any thread.
 */
#pragma once

#include "store/store.h"

struct store_idempotency {
	const char *owner;     /* "" = the only user there is */
	const char *key;       /* at most IDEMPOTENCY_KEY_MAX bytes */
	const char *route;     /* "POST /api/v1/data-sources" */
	const char *body_hash; /* HASH_HEX of the body */
};

enum store_idempotency_state {
	STORE_IDEMPOTENCY_NEW,     /* yours: do the work, then store_idempotency_finish() or _drop() */
	STORE_IDEMPOTENCY_DONE,    /* the answer is in status and response */
	STORE_IDEMPOTENCY_RUNNING, /* another request holds it */
	STORE_IDEMPOTENCY_OTHER,   /* the key was used with another route or body */
};

struct store_idempotency_hit {
	enum store_idempotency_state state;
	int status;
	const char *content_type; /* may be NULL */
	struct slice response;
};

/*
 * Claim the key or find what was answered, in the arena. A claim whose server died is free again after
 * IDEMPOTENCY_CLAIM_MS. ERR_LIMIT (key too long).
 */
NODISCARD int store_idempotency_begin(struct store_tx *tx, struct arena *a,
	const struct store_idempotency *in, struct store_idempotency_hit *out, struct err *err);

/* Keep the answer for those who repeat: status, content_type and response of hit are read. */
NODISCARD int store_idempotency_finish(struct store_tx *tx, const struct store_idempotency *in,
	const struct store_idempotency_hit *hit, struct err *err);

/* Give the key back: the work failed in a way that may be tried again. */
NODISCARD int store_idempotency_drop(
	struct store_tx *tx, const struct store_idempotency *in, struct err *err);

/* Delete what is past its time; *dropped (may be NULL) counts. */
NODISCARD int store_idempotency_expire(struct store_tx *tx, int64_t *dropped, struct err *err);
