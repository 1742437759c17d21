// SPDX-License-Identifier: Apache-2.0
/*
 * What hangs off an id of /api/v0: a question, its SQL, its rows, its figure (v0_questions). Durable, belongs
 * to the caller that made it, and bounded: only the newest V0_QUESTIONS_MAX of an owner are kept. Any thread.
 */
#pragma once

#include "store/store.h"

struct store_v0 {
	const char *id;                                   /* the caller's, uuid_make() */
	const char *owner;                                /* "" = the only user there is */
	const char *source_id;                            /* NULL when it was deleted */
	const char *question;                             /* may be NULL: made by update_sql on a fresh id */
	const char *sql, *df, *fig, *summary, *followups; /* NULL = not there yet; df and fig are JSON */
	int64_t created_at;
};

struct store_v0_list {
	struct store_v0 *items;
	size_t n;
};

/* The fields that are filled in later. */
enum store_v0_field { STORE_V0_DF, STORE_V0_FIG, STORE_V0_SUMMARY, STORE_V0_FOLLOWUPS };

/* Insert or replace it whole and drop the owner's oldest beyond V0_QUESTIONS_MAX. created_at is set here. */
NODISCARD int store_v0_put(struct store_tx *tx, const struct store_v0 *q, struct err *err);

/* The question with this id and owner, in the arena. ERR_NOT_FOUND. */
NODISCARD int store_v0_get(struct store_tx *tx, struct arena *a, const char *owner, const char *id,
	struct store_v0 *out, struct err *err);

/* Replace the SQL; rows, figure, summary and follow-ups of the old one are forgotten. ERR_NOT_FOUND. */
NODISCARD int store_v0_set_sql(
	struct store_tx *tx, const char *owner, const char *id, const char *sql, struct err *err);

/*
 * Fill one field of q->id and q->owner in (the rest of q is not read); value NULL empties it. ERR_NOT_FOUND,
 * ERR_LIMIT (V0_FIELD_MAX).
 */
NODISCARD int store_v0_set(struct store_tx *tx, const struct store_v0 *q, enum store_v0_field field,
	const char *value, struct err *err);

/*
 * The newest `limit` of an owner, newest first: only id, question, sql, source_id and created_at; in the
 * arena.
 */
NODISCARD int store_v0_list(struct store_tx *tx, struct arena *a, const char *owner, size_t limit,
	struct store_v0_list *out, struct err *err);
