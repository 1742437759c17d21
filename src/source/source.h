// SPDX-License-Identifier: Apache-2.0
/*
 * Stage 1: the databases a person registered. Their secrets are sealed before they reach the store and opened only
 * to connect; no answer, error or log line holds one. Each source has a pool, made when first wanted and replaced
 * when the source changes. Locks internally: every function may be called from any thread.
 */
#pragma once

#include "base/err.h"
#include "db/pool.h"
#include "store/source.h"

#include <jansson.h>

struct arena;
struct cancel;
struct js_problems;
struct js_writer;
struct store;

struct sources;

struct sources_options {
	struct store *store; /* borrowed; outlives the sources */
	const char *
		data_dir; /* holds askdb's own store, which is no source, and the key file made when none is given */
	const char *key_base64; /* ENCRYPTION_KEY: 32 bytes in base64; NULL = see key_file */
	const char *
		key_file; /* ENCRYPTION_KEY_FILE; NULL = "master.key" in data_dir, made with mode 0600 when missing */
};

/* Read or make the master key. Errors: ERR_INVALID (a key that is none), ERR_DENIED, ERR_INTERNAL. Close with sources_close(). */
NODISCARD int sources_open(const struct sources_options *opt, struct sources **out, struct err *err);

/* Close all pools and wipe the key; no lease may be out. NULL is allowed. */
void sources_close(struct sources *s);

/*
 * Seal every stored secret anew with another key, all or none, also when the process is killed meanwhile. Nobody else may
 * use the store meanwhile.
 * to_file    holds the new key, which the caller gives to sources_open() from then on; NULL = make one that takes the
 *            place of the present key file (ERR_INVALID where the key was given as ENCRYPTION_KEY).
 * *n_secrets how many there are.   Errors: ERR_DENIED "wrong_key", those of the store and of files.
 */
NODISCARD int source_rotate_key(struct sources *s, const char *to_file, size_t *n_secrets, struct err *err);

/* --- the register --- */

/* What a client sends; borrowed. On an update a NULL member keeps what is stored. */
struct source_input {
	const char *name;
	const char *type;        /* "sqlite", "postgresql"; may be NULL when url says it */
	const char *description; /* "" clears */
	const char *url;         /* instead of config, or beside it for the fields that config leaves out */
	const json_t *config;    /* the contract's fields of the type; may hold "url" as well */
};

/*
 * Register a source; *out (in the arena) is what was stored, without secrets.
 * problems   every field that is wrong, in the arena; may be NULL.
 * Errors     ERR_INVALID (problems, or the message alone), ERR_DENIED (askdb's own store), ERR_CONFLICT "name_taken".
 */
NODISCARD int source_create(struct sources *s, struct arena *a, const struct source_input *in,
	struct js_problems *problems, struct store_source *out, struct err *err);

/*
 * Change a source: config, when given, replaces the whole of it, but a secret that is not sent is kept, as long as
 * host and port stay the same. Its pool is replaced; borrowed connections finish on the old one. As source_create(),
 * and ERR_NOT_FOUND; the type cannot change (ERR_INVALID).
 */
NODISCARD int source_update(struct sources *s, struct arena *a, const char *id, const struct source_input *in,
	struct js_problems *problems, struct store_source *out, struct err *err);

/* The source, in the arena. ERR_NOT_FOUND. */
NODISCARD int source_get(
	struct sources *s, struct arena *a, const char *id, struct store_source *out, struct err *err);

/* The source with this name, in the arena. ERR_NOT_FOUND. */
NODISCARD int source_find(
	struct sources *s, struct arena *a, const char *name, struct store_source *out, struct err *err);

/* Sources, oldest first, in the arena. ERR_INVALID (cursor). */
NODISCARD int source_list(struct sources *s, struct arena *a, const struct store_page *page,
	struct store_source_list *out, struct err *err);

/* Delete it with its catalog and its pool. ERR_NOT_FOUND. */
NODISCARD int source_delete(struct sources *s, const char *id, struct err *err);

/* One source as the contract's JSON object. */
void source_write(const struct store_source *src, struct js_writer *w);

/* Which SQL the source speaks. ERR_NOT_FOUND. */
NODISCARD int source_dialect(struct sources *s, const char *id, enum db_dialect *out, struct err *err);

/* --- connections --- */

struct source_lease {
	struct db_conn *conn; /* read-only; SQL must have passed sql_guard() */
	enum db_dialect dialect;
	struct db_pool *pool; /* where it goes back to; NULL = it is closed instead */
};

#define SOURCE_LEASE_INIT ((struct source_lease){.conn = NULL})

/*
 * Borrow a connection to the source, waiting at most until deadline_ms (monotonic; 0 = POOL_WAIT_MS from now).
 * Errors     ERR_NOT_FOUND (no such source), ERR_BUSY, ERR_CANCELLED, and those of db_open(). Give it back with
 *            source_release(), on any thread. Not within a store transaction: a change of status is recorded.
 */
NODISCARD int source_acquire(struct sources *s, const char *id, int64_t deadline_ms, struct cancel *cancel,
	struct source_lease *out, struct err *err);

/*
 * Open a connection of one's own, for one statement that may take longer than those of the pool: timeout_ms is its ceiling,
 * unless the source's own setting says another. It counts against no pool and is closed by source_release().
 * Errors     ERR_NOT_FOUND (no such source), ERR_CANCELLED, and those of db_open().   Blocks: up to the source's connection timeout.
 */
NODISCARD int source_open(struct sources *s, const char *id, int64_t timeout_ms, struct cancel *cancel,
	struct source_lease *out, struct err *err);

/* Give it back; an empty lease is allowed, and the lease is empty afterwards. */
void source_release(struct source_lease *lease);

/* --- how is it? --- */

enum { SOURCE_STEPS_MAX = 6 };

struct source_step {
	const char *
		step; /* dns, tcp, tls, login, read_only, introspect; for sqlite file, read, read_only, introspect */
	bool ok;
	int64_t ms;
	const char *detail; /* what was found; may be NULL */
	const char *fault;  /* a stable word for what is wrong, "file_missing"; NULL when ok */
	const char *remedy; /* what to do about it; NULL when ok */
};

struct source_test {
	bool ok; /* every step */
	struct source_step steps[SOURCE_STEPS_MAX];
	size_t n_steps;                       /* the first that fails is the last */
	const char *server_version, *dialect; /* NULL before the login */
	bool can_write;                       /* the role could write if askdb let it */
	const char *remedy; /* SQL for a role that only reads; NULL where can_write is false */
	size_t n_tables;
};

/*
 * Test a stored source step by step; the result and its texts are in the arena. A source that does not answer is a
 * result and no error. Errors: ERR_NOT_FOUND, ERR_CANCELLED.   Blocks: up to the source's connection timeout a step.
 */
NODISCARD int source_test(struct sources *s, struct arena *a, const char *id, struct cancel *cancel,
	struct source_test *out, struct err *err);

/* As source_test(), for what is not registered yet; nothing is stored. Errors as source_create(). */
NODISCARD int source_test_input(struct sources *s, struct arena *a, const struct source_input *in,
	struct cancel *cancel, struct source_test *out, struct err *err);

/* The test as the contract's JSON object. */
void source_test_write(const struct source_test *t, struct js_writer *w);

struct source_health {
	const char *status;     /* connected, disconnected (breaker open, not tried) or error */
	const char *last_error; /* or NULL */
	int64_t latency_ms;     /* of connect and SELECT 1; -1 = not answered */
	int64_t checked_at;     /* Unix ms */
	struct db_pool_stats pool;
};

/* Ask the database for an answer now, on a connection of the pool, and record the status. ERR_NOT_FOUND, ERR_CANCELLED. */
NODISCARD int source_health(struct sources *s, struct arena *a, const char *id, struct cancel *cancel,
	struct source_health *out, struct err *err);

/* The health as a JSON object. */
void source_health_write(const char *id, const struct source_health *h, struct js_writer *w);
