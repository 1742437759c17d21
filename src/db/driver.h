// SPDX-License-Identifier: Apache-2.0
/*
 * The seam between askdb and a database engine. A driver is one file that fills struct db_driver; callers use the
 * db_*() functions below, which check limits and missing slots, so that drivers stay thin. Rows stream by callback:
 * ten rows and ten million share a path. Nothing outside a driver's file sees PGresult or sqlite3_stmt.
 *
 * The same drivers serve a person's databases (read-only: the second wall behind sql/guard.h) and askdb's own store
 * (read-write).
 */
#pragma once

#include "base/err.h"
#include "db/types.h"

struct arena;
struct cancel;

enum db_caps {
	DB_CAP_CANCEL = 1u << 0,      /* a running statement can be ended from another thread */
	DB_CAP_SCHEMAS = 1u << 1,     /* names are schema.table */
	DB_CAP_SKIP_LOCKED = 1u << 2, /* SELECT ... FOR UPDATE SKIP LOCKED */
};

enum db_dialect { DB_DIALECT_SQLITE, DB_DIALECT_POSTGRES };

struct db_options {
	const char *path;                              /* sqlite */
	const char *host, *database, *user, *password; /* servers */
	const char *ssl_mode;                          /* libpq's words; NULL = prefer */
	int port;                                      /* 0 = the engine's default */
	bool writable;                /* askdb's own store only; a person's database is opened read-only */
	bool create;                  /* sqlite: make the file when it is missing (needs writable) */
	int64_t connect_timeout_ms;   /* 0 = CONNECT_TIMEOUT_MS */
	int64_t statement_timeout_ms; /* a ceiling the session itself enforces; 0 = QUERY_TIMEOUT_MS */
	int64_t temp_max_bytes;       /* temporary files a read-only session may fill; 0 = DB_TEMP_MAX */
	const char *search_path;      /* postgres: schema to work in; NULL = the role's own */
	int64_t session_locks[2];     /* postgres: advisory locks that the session shares; 0 = none */
	struct cancel *cancel;        /* ends db_open() early; borrowed for that call; may be NULL */
};

struct db_query {
	const char *sql;               /* one statement; parameters $1, $2, ... on every engine */
	const struct db_value *params; /* borrowed during the call */
	size_t n_params;
	int64_t deadline_ms;   /* monotonic; 0 = only the session's ceiling */
	struct cancel *cancel; /* may be NULL */
	uint64_t max_rows;     /* stop after so many rows and set truncated; 0 = no such limit */
	struct arena *a;       /* columns and server_message are put here; never NULL */

	/* out */
	const struct db_column *columns; /* set before the first row callback, and for an empty result too */
	size_t n_columns;
	uint64_t n_rows;            /* rows handed to the callback */
	int64_t changes;            /* rows an INSERT, UPDATE or DELETE changed */
	bool truncated;             /* there were more than max_rows rows */
	const char *server_message; /* on ERR_UPSTREAM: the engine's own text, for a repair; else NULL */
	int error_position;         /* 1-based character in sql where the engine saw the error; 0 = unknown */
};

/* Non-zero stops the query, which then fails with ERR_CANCELLED. Called on the thread that called db_query(). */
typedef int db_row_fn(void *ctx, const struct db_row *row);

/* What the one who logged in may do when the session is not read-only. */
struct db_role {
	bool can_write;
	const char *remedy; /* SQL that makes a role which only reads; NULL where can_write is false */
};

struct db_driver;

struct db_conn { /* first member of each driver's struct */
	const struct db_driver *driver;
	struct db_row_functions row_functions; /* of a read-only session, as they were when it was opened */
};

struct db_driver {
	const char *name;           /* "sqlite", "postgresql": the contract's word for the type */
	const char *const *schemes; /* URL schemes, NULL-terminated */
	enum db_dialect dialect;
	unsigned caps;
	NODISCARD int (*open)(const struct db_options *opt, struct db_conn **out, struct err *err);
	NODISCARD int (*query)(
		struct db_conn *c, struct db_query *q, db_row_fn *row, void *ctx, struct err *err);
	NODISCARD int (*introspect)(
		struct db_conn *c, struct arena *a, struct db_schema *out, struct err *err);
	NODISCARD int (*role)(struct db_conn *c, struct arena *a, struct db_role *out, struct err *err);
	void (*cancel)(struct db_conn *c);   /* any thread, while query runs or not */
	bool (*is_alive)(struct db_conn *c); /* can it take another statement? no network round trip */
	const char *(*server_version)(struct db_conn *c); /* "PostgreSQL 15.20"; lives as long as c */
	void (*close)(struct db_conn *c);
};

/* The driver called name (the contract's type or a URL scheme), or NULL. */
const struct db_driver *db_driver_find(const char *name);

/* All drivers, ended by NULL, in the order they are shown. */
const struct db_driver *const *db_drivers(void);

/*
 * Open a connection. Read-only unless opt->writable: SQLite by mode=ro with an authorizer, PostgreSQL by a session
 * in which every transaction is read-only; at the start a write that must fail is tried on PostgreSQL.
 * Errors     ERR_NOT_FOUND (no such file or database), ERR_DENIED (login), ERR_TIMEOUT, ERR_UPSTREAM, ERR_INVALID.
 * Caller closes with db_close().   Blocks: yes.
 */
NODISCARD int db_open(
	const struct db_driver *driver, const struct db_options *opt, struct db_conn **out, struct err *err);

/* Parse a URL or a file name (anything without "://" is a SQLite path) into options and driver; texts in the arena. */
NODISCARD int db_url_parse(struct arena *a, const char *url, const struct db_driver **driver,
	struct db_options *opt, struct err *err);

/*
 * Run one statement and hand each row to `row` (NULL when rows do not matter).
 * On a read-only connection q->sql must have passed sql_guard().
 * Errors     ERR_TIMEOUT, ERR_CANCELLED, ERR_UPSTREAM (q->server_message), ERR_INVALID (parameters), ERR_LIMIT,
 *            ERR_CONFLICT (a unique or foreign key of askdb's own store), ERR_BUSY (locked or serialisation: try again).
 * Threads    one at a time per connection; db_cancel() from any.   Blocks: yes.
 */
NODISCARD int db_query(struct db_conn *c, struct db_query *q, db_row_fn *row, void *ctx, struct err *err);

/* As db_query() for a statement without rows that matter; params may be NULL when n is 0. */
NODISCARD int db_exec(
	struct db_conn *c, const char *sql, const struct db_value *params, size_t n, struct err *err);

/* Tables, columns and keys of everything the session may read (not the engine's own), into the arena. */
NODISCARD int db_introspect(struct db_conn *c, struct arena *a, struct db_schema *out, struct err *err);

/*
 * Does the database itself keep this login from writing? askdb's sessions are read-only either way; this is for the
 * advice to use a role that cannot do otherwise. Texts in the arena. Errors as db_query().
 */
NODISCARD int db_role(struct db_conn *c, struct arena *a, struct db_role *out, struct err *err);

/* End the running statement, which then fails with ERR_CANCELLED. Any thread; harmless when none runs. */
void db_cancel(struct db_conn *c);

/* Can c take another statement? */
bool db_is_alive(struct db_conn *c);

/* Name and version of the engine; lives as long as c. */
const char *db_server_version(struct db_conn *c);

/* Close; NULL is allowed. */
void db_close(struct db_conn *c);

DEFINE_CLEANUP(struct db_conn *, db_close)
