// SPDX-License-Identifier: Apache-2.0
/*
 * The SQLite driver's connection, shared by its files: statements (sqlite.c), errors (sqlite_fail.c), opening and
 * confinement (sqlite_open.c) and the schema (sqlite_introspect.c).
 */
#pragma once

#include "base/limits.h"
#include "db/driver.h"
#include "db/sqlite_heap.h"

#include <sqlite3.h>
#include <stdatomic.h>

struct sqlite_temp;
struct watchdog;

struct cached_stmt {
	char *sql;
	sqlite3_stmt *stmt;
	uint64_t used; /* when, counted in statements */
};

struct sqlite_conn {
	struct db_conn base;
	sqlite3 *db;
	bool writable;
	int64_t statement_timeout_ms;
	atomic_bool cancelled; /* db_cancel() came; cleared when a statement starts */
	/* of the running statement, for the progress and busy handlers, which SQLite calls on its thread */
	int64_t deadline_ms;
	const struct cancel *cancel;
	bool timed_out, too_big;
	struct sqlite_heap_watch outer; /* of a statement in whose rows this one runs */
	struct sqlite_temp *temp;       /* bounds its temporary files; NULL on the store's own connections */
	struct watchdog *watchdog;      /* interrupts what is late; NULL on the store's own connections */
	uint64_t n_statements;
	struct cached_stmt cache[DB_STATEMENTS_KEPT];
	char version[32];
};

/* The driver's open slot. */
NODISCARD int sqlite_conn_open(const struct db_options *opt, struct db_conn **out, struct err *err);

/* The driver's introspect slot. */
NODISCARD int sqlite_introspect(struct db_conn *c, struct arena *a, struct db_schema *out, struct err *err);

/* The driver's close slot; also for a connection that was opened half-way. */
void sqlite_conn_close(struct db_conn *c);

/* Put our own in the place of functions that could take hours; a code of SQLite's. */
NODISCARD int sqlite_add_functions(sqlite3 *db);

/* Must the running statement end, by deadline, cancel or memory? Notes why. p is the connection. */
bool sqlite_must_end(void *p);

/* A statement starts: forget an earlier cancel, set the deadline (0 = only the session's ceiling) and the token. */
void sqlite_begin(struct sqlite_conn *c, int64_t deadline_ms, const struct cancel *cancel);

/* Between begin and end: what runs from here on must end by deadline_ms (monotonic). */
void sqlite_set_deadline(struct sqlite_conn *c, int64_t deadline_ms);

/* The statement has ended, well or not: neither deadline nor token concerns the connection any more. */
void sqlite_end(struct sqlite_conn *c);

/* What SQLite's code rc means to the caller; a refused temporary file is told apart from a full disk. */
enum err_code sqlite_code_of(const struct sqlite_conn *c, int rc);

/* Record what SQLite's code rc means in words that say what to do; returns -1. */
int sqlite_fail(struct sqlite_conn *c, int rc, struct err *err);

/* Our type for a declared type: words for dates, truth values and decimals first, then SQLite's affinity rules. */
enum db_type sqlite_declared_type(const char *decl);
