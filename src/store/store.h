// SPDX-License-Identifier: Apache-2.0
/*
 * askdb's own memory: one SQLite file in the data directory, or the schema data_catalog of a PostgreSQL
 * database. One SQL text serves both engines: parameters $1, JSON as TEXT, times as BIGINT Unix milliseconds,
 * booleans as INTEGER 0 or 1, ids as TEXT. Entities have a file each beside this one; all of them take a
 * struct store_tx.
 *
 * Two kinds of struct store_tx: store_auto() runs each statement as its own transaction, repeats what met a
 * busy engine and may be used by any thread; store_begin() is one transaction on one connection, for one
 * thread. What was acknowledged survives kill -9 (WAL and synchronous=FULL on SQLite).
 */
#pragma once

#include "base/err.h"
#include "db/types.h"

struct arena;
struct store;
struct store_tx;

struct store_options {
	const char
		*dir; /* data directory: askdb.db and its lock file; made when missing. Not used with url */
	const char *url; /* postgres://...; NULL = the embedded store in dir */
	int pool_size;   /* connections kept for reading; 0 = STORE_POOL */
	bool alone;      /* no other process may use the store meanwhile; in a directory none ever does */
};

/*
 * Open the store, bring its tables up to date, lock the data directory against a second server.
 * Errors     ERR_CONFLICT (in use by another process: "store_locked"; written by a newer askdb: "store_newer"),
 *            ERR_DENIED,
 *            ERR_INVALID, ERR_UPSTREAM.   Caller closes with store_close().   Blocks: yes.
 */
NODISCARD int store_open(const struct store_options *opt, struct store **out, struct err *err);

/* Close; no transaction may be open. NULL is allowed. */
void store_close(struct store *s);

/* A UUID made when s was opened: tells what this process holds from what an earlier one left behind. */
const char *store_instance(struct store *s);

/*
 * Does the process whose store_instance() this is still have the store open? On PostgreSQL the server tells at once when a
 * process has ended; where its machine or the network broke down it may believe in it for hours. In doubt true.
 */
bool store_is_running(struct store *s, const char *instance);

/* Is the store a file that only this process uses? Then nobody else runs jobs on it. */
bool store_is_exclusive(struct store *s);

/* One round trip through the engine, for readiness checks. */
NODISCARD int store_ping(struct store *s, struct err *err);

/* "SQLite 3.40.1" or "PostgreSQL 15.20"; lives as long as s. */
const char *store_version(struct store *s);

/* Each statement its own transaction; borrowed from s, any thread. */
struct store_tx *store_auto(struct store *s) __attribute__((returns_nonnull));

/*
 * Start a transaction that may write; ends with store_commit() or store_rollback(). ERR_BUSY after
 * STORE_TIMEOUT_MS. Until it ends, whatever its thread writes goes through it: on SQLite a write of the same
 * thread through store_auto() would wait for the writer that the thread itself holds.
 */
NODISCARD int store_begin(struct store *s, struct store_tx **out, struct err *err);

/* Make it durable and end it: tx is gone either way, and on failure nothing was written. */
NODISCARD int store_commit(struct store_tx *tx, struct err *err);

/* Undo it and end it; NULL is allowed. */
void store_rollback(struct store_tx *tx);

DEFINE_CLEANUP(struct store_tx *, store_rollback)

/*
 * Call fn(ctx) on this thread once what tx wrote is durable: after store_commit(), at once on store_auto(),
 * never after a rollback. fn must not use tx.
 */
void store_after_commit(struct store_tx *tx, void (*fn)(void *), void *ctx);

/* The body of a transaction; may run more than once, so it starts its outputs afresh. */
typedef int store_fn(struct store_tx *tx, void *ctx, struct err *err);

/*
 * Run fn in a transaction: within tx when it is one already, else in a new one that is committed when fn
 * returns 0 and repeated from the start while the engine is busy, for STORE_RETRY_MS at most.
 */
NODISCARD int store_atomic(struct store_tx *tx, store_fn *fn, void *ctx, struct err *err);

/*
 * As store_atomic() for a body that only reads: all its reads see the same moment, and writers are not held
 * up.
 */
NODISCARD int store_reading(struct store_tx *tx, store_fn *fn, void *ctx, struct err *err);

/* One statement and its parameters; borrowed during the call. */
struct store_sql {
	const char *text;
	const struct db_value *params;
	size_t n;
};

/* STORE_SQL("SELECT name FROM data_sources WHERE id = $1", db_v_text(id)) */
#define STORE_SQL(sql, ...)                                                       \
	(&(const struct store_sql){(sql), (const struct db_value[]){__VA_ARGS__}, \
		sizeof((const struct db_value[]){__VA_ARGS__}) / sizeof(struct db_value)})

/* Rows in the arena. Cells are read with the functions below. */
struct store_rows {
	struct arena *a;
	const struct db_value *cells; /* n * columns */
	size_t n, columns;
};

/* Run a statement that writes; *changes (may be NULL) is the number of rows it touched. */
NODISCARD int store_exec(struct store_tx *tx, const struct store_sql *sql, int64_t *changes, struct err *err);

/* As store_exec(), for one with RETURNING; rows in the arena. */
NODISCARD int store_exec_fetch(struct store_tx *tx, struct arena *a, const struct store_sql *sql,
	struct store_rows *out, struct err *err);

/* Run a statement that only reads; all its rows, at most STORE_ROWS_MAX (ERR_LIMIT), in the arena. */
NODISCARD int store_fetch(struct store_tx *tx, struct arena *a, const struct store_sql *sql,
	struct store_rows *out, struct err *err);

/*
 * A row of store_each(): values valid during the call; non-zero stops, and store_each() fails with
 * ERR_CANCELLED.
 */
typedef int store_row_fn(void *ctx, const struct db_row *row);

/*
 * Run a statement that only reads and hand each row to fn, for results too large to hold. fn must not use the
 * store.
 */
NODISCARD int store_each(
	struct store_tx *tx, const struct store_sql *sql, store_row_fn *fn, void *ctx, struct err *err);

/*
 * What many rows go into: "INSERT INTO columns (id, table_id)", the width, and what follows ("ON CONFLICT
 * ...", may be NULL).
 */
struct store_insert {
	const char *head, *tail;
	size_t columns;
};

/* Insert n rows of `columns` values each, several to a statement. */
NODISCARD int store_insert_many(struct store_tx *tx, const struct store_insert *into,
	const struct db_value *values, size_t n, struct err *err);

/*
 * " FOR UPDATE SKIP LOCKED" on an engine where several servers can share a queue, "" where one writer at a
 * time is the rule.
 */
const char *store_skip_locked(struct store_tx *tx);

/* A cell as text in the rows' arena; NULL for the SQL NULL. */
const char *store_text(const struct store_rows *r, size_t row, size_t column);

/* A cell as bytes; n 0 for the SQL NULL. */
struct slice store_bytes(const struct store_rows *r, size_t row, size_t column);

/* A cell as an integer; 0 for the SQL NULL. */
int64_t store_int(const struct store_rows *r, size_t row, size_t column);

/* A cell as a number; 0 for the SQL NULL. */
double store_num(const struct store_rows *r, size_t row, size_t column);

/* Is the cell the SQL NULL? */
bool store_is_null(const struct store_rows *r, size_t row, size_t column);

/* A time or an amount where 0 or a negative number stands for "none": the SQL NULL. */
static inline struct db_value store_v_time(int64_t unix_ms)
{
	return unix_ms > 0 ? DB_V_INT(unix_ms) : DB_V_NULL;
}
