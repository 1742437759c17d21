// SPDX-License-Identifier: Apache-2.0
/*
 * The seam for objects that are not rows: exports, dashboards' pages. Keys look like "exports/<id>.csv"; an
 * object is written whole and replaced whole. Callers use the blob_*() functions, which check keys and
 * limits. Any thread.
 */
#pragma once

#include "base/err.h"
#include "base/str.h"

struct arena;

struct blob_info {
	const char *key;
	uint64_t bytes;
	int64_t modified_at; /* Unix ms */
};

struct blob_list {
	struct blob_info *items; /* by key */
	size_t n;
};

struct blob_store;

struct blob_driver {
	const char *name; /* "disk" */
	NODISCARD int (*put)(struct blob_store *b, const char *key, struct slice bytes, struct err *err);
	NODISCARD int (*get)(
		struct blob_store *b, struct arena *a, const char *key, struct slice *out, struct err *err);
	NODISCARD int (*delete)(struct blob_store *b, const char *key, struct err *err);
	NODISCARD int (*list)(struct blob_store *b, struct arena *a, const char *prefix,
		struct blob_list *out, struct err *err);
	NODISCARD int (*ping)(struct blob_store *b, struct err *err);
	void (*close)(struct blob_store *b);
};

struct blob_store { /* first member of each driver's struct */
	const struct blob_driver *driver;
};

/*
 * Is key one or more parts of [A-Za-z0-9._-] separated by '/', none empty nor beginning with '.', at most
 * BLOB_KEY_MAX bytes? Such a key cannot leave the directory or bucket it is in.
 */
bool blob_key_is_valid(const char *key);

/*
 * Store or replace an object; readers see the old or the new one whole, also after a crash. ERR_INVALID
 * (key), ERR_LIMIT (BLOB_BYTES_MAX).
 */
NODISCARD int blob_put(struct blob_store *b, const char *key, struct slice bytes, struct err *err);

/* The whole object, in the arena. ERR_NOT_FOUND, ERR_INVALID (key), ERR_LIMIT. */
NODISCARD int blob_get(
	struct blob_store *b, struct arena *a, const char *key, struct slice *out, struct err *err);

/* Delete it; one that does not exist is success. ERR_INVALID (key). */
NODISCARD int blob_delete(struct blob_store *b, const char *key, struct err *err);

/*
 * Objects below prefix ("exports", or "" for all) by key, in the arena. ERR_INVALID (prefix), ERR_LIMIT
 * (BLOB_LIST_MAX).
 */
NODISCARD int blob_list(
	struct blob_store *b, struct arena *a, const char *prefix, struct blob_list *out, struct err *err);

/* Can objects be written? For readiness checks. */
NODISCARD int blob_ping(struct blob_store *b, struct err *err);

/* Release; NULL is allowed. */
void blob_close(struct blob_store *b);

DEFINE_CLEANUP(struct blob_store *, blob_close)
