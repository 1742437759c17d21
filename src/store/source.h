// SPDX-License-Identifier: Apache-2.0
/*
 * Registered databases (table data_sources) and their secrets (data_source_secrets), which arrive here
 * sealed: this room never sees a password. Any thread.
 */
#pragma once

#include "store/page.h"

struct store_source {
	const char *id, *name, *type;
	const char *description; /* may be NULL */
	const char *config;      /* JSON object without secrets */
	const char *status;      /* "connected", "disconnected" or "error" */
	const char *last_error;  /* may be NULL */
	int64_t last_synced;     /* Unix ms; 0 = never */
	int64_t created_at, updated_at;
};

/*
 * One secret field: nonce and ciphertext as the source room sealed them. sealed.n 0 in a write = forget the
 * field.
 */
struct store_secret {
	const char *field;
	struct slice sealed;
};

struct store_source_list {
	struct store_source *items;
	size_t n;
	struct store_more more;
};

/*
 * Insert src with its secrets. src->id is the caller's (uuid_make()); times and status are set here.
 * ERR_CONFLICT "name_taken".
 */
NODISCARD int store_source_create(struct store_tx *tx, const struct store_source *src,
	const struct store_secret *secrets, size_t n_secrets, struct err *err);

/* The source with this id, in the arena. ERR_NOT_FOUND. */
NODISCARD int store_source_get(
	struct store_tx *tx, struct arena *a, const char *id, struct store_source *out, struct err *err);

/* The source with this name, in the arena. ERR_NOT_FOUND. */
NODISCARD int store_source_find(
	struct store_tx *tx, struct arena *a, const char *name, struct store_source *out, struct err *err);

/* Sources, oldest first. */
NODISCARD int store_source_list(struct store_tx *tx, struct arena *a, const struct store_page *page,
	struct store_source_list *out, struct err *err);

/*
 * Replace name, type, description and config of src->id, and the secrets named (others are kept).
 * src->updated_at   the version the caller read, or 0 for any; another one is ERR_CONFLICT
 *                   "version_conflict".
 * Errors            ERR_NOT_FOUND, ERR_CONFLICT "name_taken".
 */
NODISCARD int store_source_update(struct store_tx *tx, const struct store_source *src,
	const struct store_secret *secrets, size_t n_secrets, struct err *err);

/* Record how the last contact went; last_error NULL clears it. Does not count as an update. ERR_NOT_FOUND. */
NODISCARD int store_source_set_status(
	struct store_tx *tx, const char *id, const char *status, const char *last_error, struct err *err);

/* Record that the catalog was synced at this moment. ERR_NOT_FOUND. */
NODISCARD int store_source_set_synced(struct store_tx *tx, const char *id, int64_t at, struct err *err);

/* The sealed secrets of a source, in the arena. None is success. */
NODISCARD int store_source_secrets(struct store_tx *tx, struct arena *a, const char *id,
	struct store_secret **out, size_t *n, struct err *err);

/* Replace secret->sealed by another text in the arena; the rest is borrowed. Non-zero (with err) undoes everything. */
typedef int store_reseal_fn(
	void *ctx, struct arena *a, const char *source_id, struct store_secret *secret, struct err *err);

/* Hand every sealed secret of every source to fn and keep what it makes of them, in one transaction; *n counts. */
NODISCARD int store_source_reseal(
	struct store_tx *tx, store_reseal_fn *fn, void *ctx, size_t *n, struct err *err);

/* Delete it with its catalog, documents and secrets; history stays. ERR_NOT_FOUND. */
NODISCARD int store_source_delete(struct store_tx *tx, const char *id, struct err *err);
