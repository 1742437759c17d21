// SPDX-License-Identifier: Apache-2.0
/*
 * The PostgreSQL driver: statements over libpq's extended protocol, which takes exactly one of them, row by row.
 *
 * A person's statement runs in a transaction of its own that is read-only: BEGIN READ ONLY, then SELECT 1, because
 * SET TRANSACTION READ WRITE is allowed only as the first statement, then theirs, then ROLLBACK, which also undoes
 * what it may have SET.
 * postgres_run.c waits for the server.
 */
#include "db/driver_int.h"
#include "db/postgres_int.h"

#include "base/arena.h"
#include "base/cancel.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/num.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <sys/eventfd.h>
#include <unistd.h>

static struct postgres_conn *conn_of(struct db_conn *c)
{
	return (struct postgres_conn *)c;
}

/* Failures. */

/* The server's words for a repair: message, detail and hint, one a line. */
static const char *server_words(struct arena *a, const PGresult *res)
{
	static const int fields[] = {PG_DIAG_MESSAGE_PRIMARY, PG_DIAG_MESSAGE_DETAIL, PG_DIAG_MESSAGE_HINT};
	struct str s = STR_INIT(DESCRIPTION_MAX);

	for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
		const char *text = PQresultErrorField(res, fields[i]);
		if (text)
			str_addf(&s, "%s%s", s.n ? "\n" : "", text);
	}
	return str_to_arena(&s, a);
}

static int fail_query(struct pg_run *run, struct db_query *q, const PGresult *res, struct err *err)
{
	const char *at = res ? PQresultErrorField(res, PG_DIAG_STATEMENT_POSITION) : NULL;
	int64_t position;

	pg_fail(run, res, err);
	if (err->code == ERR_UPSTREAM && res) {
		q->server_message = server_words(q->a, res);
		if (at && num_parse_i64(slice_of(at), 1, INT32_MAX, &position))
			q->error_position = (int)position;
	}
	return -1;
}

/* Parameters, as arrays for libpq. */

struct pg_params {
	Oid *types;
	const char **values;
	int *lengths, *formats;
};

/* Where the server should infer the type from its place, as for text, it is 0. */
static Oid param_oid(enum db_type type)
{
	static const Oid oids[] = {
		[DB_BOOL] = 16,
		[DB_INT] = 20,
		[DB_FLOAT] = 701,
		[DB_NUMERIC] = 1700,
		[DB_BLOB] = 17,
		[DB_DATE] = 1082,
		[DB_TIME] = 1083,
		[DB_OTHER] = 0,
	};

	return (size_t)type < ARRAY_LEN(oids) ? oids[type] : 0;
}

static const char *param_text(struct arena *a, const struct db_value *v)
{
	char number[NUM_F64_LEN];

	switch (v->type) {
	case DB_NULL:
		return NULL;
	case DB_BOOL:
		return v->i ? "t" : "f";
	case DB_INT:
		return arena_printf(a, "%lld", (long long)v->i);
	case DB_FLOAT:
		if (v->f - v->f != 0) /* NaN or infinite */
			return v->f > 0 ? "Infinity" : v->f < 0 ? "-Infinity" : "NaN";
		num_format_f64(v->f, number);
		return arena_strdup(a, number);
	case DB_NUMERIC:
	case DB_TEXT:
	case DB_BLOB:
	case DB_DATE:
	case DB_TIME:
	case DB_TIMESTAMP:
	case DB_JSON:
	case DB_UUID:
	case DB_OTHER:
		break;
	}
	return arena_strndup(a, v->s.p ? v->s.p : "", v->s.n);
}

static int make_params(const struct db_query *q, struct pg_params *p, struct err *err)
{
	enum { PG_PARAMS_MAX = 65535 };

	if (q->n_params > PG_PARAMS_MAX)
		return err_set(err, ERR_LIMIT, "a statement takes at most %d parameters", PG_PARAMS_MAX);
	p->types = ARENA_ARRAY(q->a, Oid, q->n_params);
	p->values = ARENA_ARRAY(q->a, const char *, q->n_params);
	p->lengths = ARENA_ARRAY(q->a, int, q->n_params);
	p->formats = ARENA_ARRAY(q->a, int, q->n_params);
	for (size_t i = 0; i < q->n_params; i++) {
		const struct db_value *v = &q->params[i];
		bool is_blob = v->type == DB_BLOB;
		if (v->s.n > INT32_MAX)
			return err_set(
				err, ERR_LIMIT, "parameter $%zu is larger than PostgreSQL takes", i + 1);
		if (!is_blob && v->s.n && memchr(v->s.p, '\0', v->s.n))
			return err_set(err, ERR_INVALID,
				"parameter $%zu holds a NUL byte, which PostgreSQL's text cannot hold",
				i + 1);
		p->types[i] = param_oid(v->type);
		p->values[i] = param_text(q->a, v);
		p->lengths[i] = is_blob ? (int)v->s.n : 0;
		p->formats[i] = is_blob;
	}
	return 0;
}

/* Rows. */

struct reader {
	struct pg_run *run;
	struct db_query *q;
	db_row_fn *row;
	void *ctx;
	struct db_value *values;
	char *bytes; /* decoded bytea fields of the row */
	size_t bytes_cap;
};

static void describe_columns(struct reader *r, const PGresult *res)
{
	struct db_query *q = r->q;
	int n = PQnfields(res);
	struct db_column *columns = ARENA_ARRAY(q->a, struct db_column, (size_t)n);

	for (int i = 0; i < n; i++) {
		columns[i].name = arena_strdup(q->a, PQfname(res, i));
		columns[i].type_name = pg_type_text(q->a, r->run->c, PQftype(res, i), PQfmod(res, i));
		columns[i].type = pg_type_of(r->run->c, PQftype(res, i));
	}
	q->columns = columns;
	q->n_columns = (size_t)n;
	r->values = ARENA_ARRAY(q->a, struct db_value, (size_t)n);
}

static int decode_row(struct reader *r, const PGresult *res, struct err *err)
{
	size_t blob_bytes = 0;

	for (size_t i = 0; i < r->q->n_columns; i++) {
		size_t n = (size_t)PQgetlength(res, 0, (int)i);
		size_t bytes = r->q->columns[i].type == DB_BLOB ? n / 2 : n;
		blob_bytes += r->q->columns[i].type == DB_BLOB ? bytes : 0;
		if (bytes > RESULT_CELL_MAX && !r->run->c->writable)
			return err_set(err, ERR_LIMIT,
				"column %s holds a value of %zu bytes; askdb shows at most %d: leave the "
				"column out "
				"or cut it with left()",
				r->q->columns[i].name, bytes, RESULT_CELL_MAX);
	}
	if (blob_bytes > r->bytes_cap) {
		r->bytes_cap = blob_bytes;
		r->bytes = mem_resize(r->bytes, r->bytes_cap, 1);
	}
	char *room = r->bytes;
	for (size_t i = 0; i < r->q->n_columns; i++) {
		struct slice text = {PQgetvalue(res, 0, (int)i), (size_t)PQgetlength(res, 0, (int)i)};
		r->values[i] = PQgetisnull(res, 0, (int)i) ? DB_V_NULL
							   : pg_value(r->q->columns[i].type, text, &room);
	}
	return 0;
}

/* 0 = go on; 1 = enough rows; -1 = failed. */
static int read_row(struct reader *r, const PGresult *res, struct err *err)
{
	struct db_query *q = r->q;

	if (q->max_rows && q->n_rows == q->max_rows) {
		q->truncated = true;
		return 1;
	}
	if (decode_row(r, res, err))
		return -1;
	q->n_rows++;
	if (r->row && r->row(r->ctx, &(struct db_row){q->columns, r->values, q->n_columns}))
		return err_set(err, ERR_CANCELLED, "the reader of the rows stopped the query");
	return 0;
}

static void count_changes(struct db_query *q, PGresult *res)
{
	static const char *const verbs[] = {"INSERT", "UPDATE", "DELETE", "MERGE"};

	for (size_t i = 0; i < ARRAY_LEN(verbs); i++)
		if (strncmp(PQcmdStatus(res), verbs[i], strlen(verbs[i])) == 0)
			err_ignore(!num_parse_i64(slice_of(PQcmdTuples(res)), 0, INT64_MAX, &q->changes));
}

/* As read_row(), for any result. */
static int read_result(struct reader *r, PGresult *res, struct err *err)
{
	ExecStatusType status = PQresultStatus(res);

	if (status == PGRES_SINGLE_TUPLE || status == PGRES_TUPLES_OK) {
		if (!r->q->columns)
			describe_columns(r, res);
		if (status == PGRES_SINGLE_TUPLE)
			return read_row(r, res, err);
	}
	if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK) {
		count_changes(r->q, res);
		return 0;
	}
	if (status == PGRES_EMPTY_QUERY)
		return err_set(err, ERR_INVALID, "there is no statement to run");
	if (status == PGRES_COPY_IN || status == PGRES_COPY_OUT || status == PGRES_COPY_BOTH) {
		r->run->c->broken = true; /* the session waits for data now */
		return err_set(err, ERR_DENIED, "COPY cannot be run here");
	}
	return fail_query(r->run, r->q, res, err);
}

static int read_results(struct reader *r, struct err *err)
{
	int rc = 0;

	while (rc == 0 && PQstatus(r->run->c->pg) == CONNECTION_OK) {
		PGresult *res = pg_next_result(r->run);
		if (!res)
			break;
		rc = read_result(r, res, err);
		PQclear(res);
	}
	if (rc == 0 && (r->run->stop || r->run->c->broken || PQstatus(r->run->c->pg) != CONNECTION_OK))
		return pg_fail(r->run, NULL, err);
	if (rc && !r->run->c->broken && PQtransactionStatus(r->run->c->pg) == PQTRANS_ACTIVE)
		pg_stop(r->run, PG_STOP_READER);
	pg_drain(r->run);
	return MIN(rc, 0);
}

static int run_statement(struct pg_run *run, struct db_query *q, db_row_fn *row, void *ctx, struct err *err)
{
	struct pg_params p = {0};
	struct reader r = {.run = run, .q = q, .row = row, .ctx = ctx};

	if (make_params(q, &p, err))
		return -1;
	if (!PQsendQueryParams(
		    run->c->pg, q->sql, (int)q->n_params, p.types, p.values, p.lengths, p.formats, 0) ||
		!PQsetSingleRowMode(run->c->pg) || pg_flush(run))
		return pg_fail(run, NULL, err);
	int rc = read_results(&r, err);
	mem_free(r.bytes);
	return rc;
}

/* End the transaction whatever became of it. Cancels that came too late may still hit a ROLLBACK. */
static void roll_back(struct postgres_conn *c)
{
	for (int i = 0; i < 3 && !c->broken && PQtransactionStatus(c->pg) != PQTRANS_IDLE; i++) {
		struct pg_run run = pg_run_start(c, clock_mono_ms() + DB_CANCEL_WAIT_MS);
		struct err ignored = ERR_INIT;
		err_ignore(pg_run_constant(&run, "ROLLBACK", &ignored));
	}
	if (PQtransactionStatus(c->pg) != PQTRANS_IDLE)
		c->broken = true;
}

static int postgres_query(
	struct db_conn *conn, struct db_query *q, db_row_fn *row, void *ctx, struct err *err)
{
	struct postgres_conn *c = conn_of(conn);
	struct pg_run run = pg_run_start(c, q->deadline_ms);

	if (c->broken)
		return err_set(err, ERR_UPSTREAM, "the connection to the database was lost");
	if (cancel_is_set(
		    q->cancel)) /* a cancel before pg_run_start() is in the token, one after it wakes the wait */
		return err_set(err, ERR_CANCELLED, "the query was cancelled");
	if (c->writable)
		return run_statement(&run, q, row, ctx, err);
	int rc = pg_run_constant(&run, "BEGIN READ ONLY; SELECT 1", err);
	if (rc == 0)
		rc = run_statement(&run, q, row, ctx, err);
	roll_back(c);
	return rc;
}

static void postgres_cancel(struct db_conn *c)
{
	err_ignore(eventfd_write(conn_of(c)->wake_fd, 1));
}

/* A server that ended the session while it was idle has written why and closed: reading shows it. */
static bool postgres_is_alive(struct db_conn *conn)
{
	struct postgres_conn *c = conn_of(conn);
	struct pollfd fd = {.fd = PQsocket(c->pg), .events = POLLIN};

	if (c->broken || PQstatus(c->pg) != CONNECTION_OK || PQtransactionStatus(c->pg) != PQTRANS_IDLE)
		return false;
	while (poll(&fd, 1, 0) > 0)
		if (!PQconsumeInput(c->pg) || PQstatus(c->pg) != CONNECTION_OK)
			return false;
	return true;
}

static const char *postgres_version(struct db_conn *c)
{
	return conn_of(c)->version;
}

void postgres_close(struct db_conn *conn)
{
	struct postgres_conn *c = conn_of(conn);

	PQfinish(c->pg);
	if (c->wake_fd >= 0)
		close(c->wake_fd);
	mem_free(c->types);
	arena_free(c->lasting);
	mem_free(c);
}

static const char *const schemes[] = {"postgresql", "postgres", NULL};

const struct db_driver db_postgres_driver = {
	.name = "postgresql",
	.schemes = schemes,
	.dialect = DB_DIALECT_POSTGRES,
	.caps = DB_CAP_CANCEL | DB_CAP_SCHEMAS | DB_CAP_SKIP_LOCKED,
	.open = postgres_open,
	.query = postgres_query,
	.introspect = postgres_introspect,
	.role = postgres_role,
	.cancel = postgres_cancel,
	.is_alive = postgres_is_alive,
	.server_version = postgres_version,
	.close = postgres_close,
};
