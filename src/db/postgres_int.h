// SPDX-License-Identifier: Apache-2.0
/*
 * The PostgreSQL driver's connection, shared by its files: statements (postgres.c), waiting and
 * errors (postgres_run.c), opening (postgres_open.c), values
 * (postgres_types.c) and the schema (postgres_introspect.c).
 */
#pragma once

#include "base/limits.h"
#include "db/driver.h"

#include <libpq-fe.h>

struct cancel;

/* A type that is not built in, as pg_type has it when the connection is opened. */
struct pg_user_type {
	Oid oid;
	enum db_type type;
	char name[64]; /* NAMEDATALEN */
};

struct postgres_conn {
	struct db_conn base;
	PGconn *pg;
	int wake_fd; /* eventfd: db_cancel() writes to it, every wait looks at it */
	bool writable;
	bool broken; /* its state is not known any more: only good for closing */
	int64_t statement_timeout_ms;
	const struct cancel *opening; /* db_open()'s token while it runs */
	struct pg_user_type *types;   /* ordered by oid */
	size_t n_types;
	struct arena *lasting; /* holds base.row_functions */
	char version[64];
};

/* Why a statement was stopped from our side. */
enum pg_stop { PG_RUN_ON, PG_STOP_CANCELLED, PG_STOP_TIMEOUT, PG_STOP_READER, PG_STOP_LARGE };

/* One exchange with the server: everything that waits takes one. */
struct pg_run {
	struct postgres_conn *c;
	int64_t deadline_ms;
	int64_t give_up_ms; /* after a cancel was sent: when the connection is given up; 0 = none was sent */
	int64_t repeat_ms;  /* and when it is sent again */
	enum pg_stop stop;
};

/* A run that starts now, with a deadline (0 = only the session's ceiling); forgets an earlier db_cancel(). */
struct pg_run pg_run_start(struct postgres_conn *c, int64_t deadline_ms);

/*
 * Wait until the socket has one of the poll(2) events. When the deadline passes or db_cancel() comes, the server is
 * told to end the statement and waiting goes on for DB_CANCEL_WAIT_MS. -1 = the connection is broken.
 */
NODISCARD int pg_wait(struct pg_run *run, short events);

/* Ask the server to end the running statement; once a run. */
void pg_stop(struct pg_run *run, enum pg_stop why);

/* The next result of what was sent, to be cleared by the caller, or NULL after the last one or when c is broken. */
PGresult *pg_next_result(struct pg_run *run);

/* Hand everything that was queued to the server; non-zero when the connection failed. */
NODISCARD int pg_flush(struct pg_run *run);

/* Read and drop what results are left, so that the session can take another statement. */
void pg_drain(struct pg_run *run);

/* Run constant SQL of our own, possibly several statements, and expect that all succeed. */
NODISCARD int pg_run_constant(struct pg_run *run, const char *sql, struct err *err);

/* Record a failed result or, without one, a lost connection; returns -1. */
int pg_fail(struct pg_run *run, const PGresult *res, struct err *err);

/* What a five-letter SQLSTATE means to the caller. */
enum err_code pg_code_of(const struct postgres_conn *c, const char *sqlstate);

/* Our type for a built-in type or one of c->types. */
enum db_type pg_type_of(const struct postgres_conn *c, Oid oid);

/* The type as SQL writes it, "numeric(10,2)"; in the arena or static, "" where it is not known. */
const char *pg_type_text(struct arena *a, const struct postgres_conn *c, Oid oid, int modifier);

/*
 * Decode a field in text format; the value borrows from it. The bytes of a bytea, half as many as its text has, go
 * to *room, which moves on behind them.
 */
struct db_value pg_value(enum db_type type, struct slice text, char **room);

/* The driver's open slot. */
NODISCARD int postgres_open(const struct db_options *opt, struct db_conn **out, struct err *err);

/* The driver's introspect slot. */
NODISCARD int postgres_introspect(struct db_conn *c, struct arena *a, struct db_schema *out, struct err *err);

/*
 * Fill c->base.row_functions for the session's search path; called once. Errors as db_query(), and ERR_LIMIT beyond
 * DB_ROW_FUNCTIONS_MAX.
 */
NODISCARD int postgres_learn_row_functions(struct postgres_conn *c, int64_t deadline_ms, struct err *err);

/* The driver's role slot. */
NODISCARD int postgres_role(struct db_conn *c, struct arena *a, struct db_role *out, struct err *err);

/* The driver's close slot; also for a connection that was opened half-way. */
void postgres_close(struct db_conn *c);
