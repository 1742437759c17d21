// SPDX-License-Identifier: Apache-2.0
/*
 * One exchange with a PostgreSQL server: waiting for it under a deadline, asking it to stop, and saying what went wrong.
 *
 * The socket never blocks. Each wait looks at the socket, the deadline and an eventfd that db_cancel() writes to, so
 * a cancel from another thread is one write; the thread of the query sends it on to the server, where it cannot meet
 * a later statement by mistake.
 */
#include "db/driver_int.h"
#include "db/postgres_int.h"

#include "base/cancel.h"
#include "base/clock.h"

#include <errno.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

/* The server's own statement_timeout comes first; ours follows for a server that does not answer any more. */
enum { CEILING_GRACE_MS = 1000, CANCEL_REPEAT_MS = 50 };

/* Waiting. */

struct pg_run pg_run_start(struct postgres_conn *c, int64_t deadline_ms)
{
	int64_t ceiling = clock_mono_ms() + c->statement_timeout_ms + CEILING_GRACE_MS;
	eventfd_t count;

	err_ignore(eventfd_read(c->wake_fd, &count));
	if (cancel_is_set(c->opening)) /* opening takes several runs, and the token's hook is called once */
		err_ignore(eventfd_write(c->wake_fd, 1));
	return (struct pg_run){.c = c, .deadline_ms = deadline_ms ? MIN(deadline_ms, ceiling) : ceiling};
}

static void send_cancel(struct pg_run *run)
{
	char reason[256]; /* PQcancel() asks for this size */
	PGcancel *cancel = PQgetCancel(run->c->pg);

	if (cancel && !PQcancel(cancel, reason, sizeof reason))
		run->c->broken = true; /* the statement goes on over there: do not use this session again */
	PQfreeCancel(cancel);
	run->repeat_ms = clock_mono_ms() + CANCEL_REPEAT_MS;
}

void pg_stop(struct pg_run *run, enum pg_stop why)
{
	if (run->give_up_ms)
		return;
	run->stop = why;
	run->give_up_ms = clock_mono_ms() + DB_CANCEL_WAIT_MS;
	send_cancel(run);
}

/* After a cancel: has the server had its time? Until then it is asked again, for it ignores a cancel that overtakes the statement. */
static bool is_given_up(struct pg_run *run)
{
	if (run->give_up_ms == 0)
		return false;
	if (clock_left_ms(run->give_up_ms) == 0) {
		run->c->broken = true;
		return true;
	}
	if (clock_left_ms(run->repeat_ms) == 0)
		send_cancel(run);
	return false;
}

int pg_wait(struct pg_run *run, short events)
{
	struct postgres_conn *c = run->c;

	for (;;) {
		int64_t until = run->give_up_ms ? MIN(run->give_up_ms, run->repeat_ms) : run->deadline_ms;
		struct pollfd fds[] = {
			{.fd = PQsocket(c->pg), .events = events},
			{.fd = c->wake_fd, .events = POLLIN},
		};
		int n = poll(fds, run->give_up_ms ? 1 : 2, (int)MIN(clock_left_ms(until), INT32_MAX));
		if (n < 0 && errno != EINTR) {
			c->broken = true;
			return -1;
		}
		if (n > 0 && fds[1].revents)
			pg_stop(run, PG_STOP_CANCELLED);
		else if (run->give_up_ms == 0 && clock_left_ms(run->deadline_ms) == 0)
			pg_stop(run, PG_STOP_TIMEOUT);
		if (is_given_up(run)) /* also while rows keep coming */
			return -1;
		if (n > 0 && fds[0].revents)
			return 0;
	}
}

int pg_flush(struct pg_run *run)
{
	int rc;

	while ((rc = PQflush(run->c->pg)) == 1) {
		/* The server may want to be read from before it reads on. */
		if (pg_wait(run, POLLIN | POLLOUT) || !PQconsumeInput(run->c->pg))
			return -1;
	}
	return rc;
}

/* Bytes that the session's socket has received; 0 where the system does not say, as for a local socket. */
static uint64_t bytes_received(struct postgres_conn *c)
{
	struct tcp_info info = {0};
	socklen_t size = sizeof info;

	if (getsockopt(PQsocket(c->pg), IPPROTO_TCP, TCP_INFO, &info, &size) < 0)
		return 0;
	return info.tcpi_bytes_received;
}

/*
 * libpq takes a row in whole before it shows any of it, up to a gigabyte. What comes in between two results is one row
 * and what else was on the way: past the ceiling the session is given up.
 */
PGresult *pg_next_result(struct pg_run *run)
{
	PGconn *pg = run->c->pg;
	uint64_t before = PQisBusy(pg) ? bytes_received(run->c) : 0;

	while (PQisBusy(pg)) {
		if (run->stop == PG_STOP_LARGE || pg_wait(run, POLLIN))
			return NULL; /* PQgetResult() would wait for ever */
		if (!run->c->writable && bytes_received(run->c) - before > DB_ROW_BYTES_MAX) {
			run->stop = PG_STOP_LARGE;
			run->c->broken = true;
			return NULL;
		}
		if (!PQconsumeInput(pg))
			break; /* lost: PQgetResult() says how */
	}
	return PQgetResult(pg);
}

void pg_drain(struct pg_run *run)
{
	PGresult *res;

	while (PQstatus(run->c->pg) == CONNECTION_OK && (res = pg_next_result(run))) {
		ExecStatusType status = PQresultStatus(res);
		PQclear(res);
		if (status == PGRES_COPY_IN || status == PGRES_COPY_OUT || status == PGRES_COPY_BOTH) {
			run->c->broken = true;
			return;
		}
	}
}

/* Errors. */

enum err_code pg_code_of(const struct postgres_conn *c, const char *sqlstate)
{
	static const struct {
		const char *prefix;
		enum err_code code;
	} codes[] = {
		{"23", ERR_CONFLICT},
		{"25006", ERR_DENIED},
		{"28", ERR_DENIED},
		{"3D000", ERR_NOT_FOUND},
		{"40001", ERR_BUSY},
		{"40P01", ERR_BUSY},
		{"42501", ERR_DENIED},
		{"53400", ERR_LIMIT}, /* temp_file_limit */
		{"53", ERR_BUSY},
		{"54000", ERR_LIMIT},
		{"55P03", ERR_BUSY},
		{"57P03", ERR_BUSY},
	};

	for (size_t i = 0; sqlstate && i < ARRAY_LEN(codes); i++) {
		if (strncmp(sqlstate, codes[i].prefix, strlen(codes[i].prefix)) != 0)
			continue;
		/* A person's own statement may raise 23xxx by a cast to a domain: that is the statement's fault. */
		return codes[i].code == ERR_CONFLICT && !c->writable ? ERR_UPSTREAM : codes[i].code;
	}
	return ERR_UPSTREAM;
}

/* The session is being ended: admin_shutdown, crash_shutdown, database_dropped, idle_session_timeout. */
static bool is_shutdown(const char *sqlstate)
{
	static const char *const states[] = {"57P01", "57P02", "57P04", "57P05"};

	for (size_t i = 0; i < ARRAY_LEN(states); i++)
		if (str_eq(sqlstate, states[i]))
			return true;
	return false;
}

int pg_fail(struct pg_run *run, const PGresult *res, struct err *err)
{
	const char *sqlstate = res ? PQresultErrorField(res, PG_DIAG_SQLSTATE) : NULL;
	const char *message = res ? PQresultErrorField(res, PG_DIAG_MESSAGE_PRIMARY) : NULL;

	if (run->stop == PG_STOP_TIMEOUT)
		return err_set(err, ERR_TIMEOUT, "the query took longer than it may and was stopped");
	if (run->stop == PG_STOP_CANCELLED)
		return err_set(err, ERR_CANCELLED, "the query was cancelled");
	if (run->stop == PG_STOP_LARGE)
		return err_set(err, ERR_LIMIT,
			"a row of the result is larger than %d bytes; leave large columns out, or cut them "
			"with "
			"substr()",
			DB_ROW_BYTES_MAX);
	if (PQstatus(run->c->pg) != CONNECTION_OK || !sqlstate || is_shutdown(sqlstate)) {
		run->c->broken = true;
		return err_set_why(err, ERR_UPSTREAM, "connection_lost",
			"the connection to the database was lost%s%s; try again, and look at the server's "
			"log if it happens "
			"often",
			message ? ": " : "", message ? message : "");
	}
	if (str_eq(sqlstate, "57014")) /* statement_timeout, or an administrator's pg_cancel_backend() */
		return err_set(err, ERR_TIMEOUT, "the database stopped the query: %s", message);
	if (str_eq(sqlstate, "53400"))
		return err_set(err, ERR_LIMIT, DB_TEMP_FULL);
	if (str_eq(sqlstate, "25006"))
		return err_set_why(err, ERR_DENIED, "read_only", "the connection only reads: %s", message);
	return err_set(err, pg_code_of(run->c, sqlstate), "%s", message);
}

int pg_run_constant(struct pg_run *run, const char *sql, struct err *err)
{
	PGresult *res;
	int rc = 0;

	if (!PQsendQuery(run->c->pg, sql) || pg_flush(run))
		return pg_fail(run, NULL, err);
	while ((res = pg_next_result(run))) {
		ExecStatusType status = PQresultStatus(res);
		if (rc == 0 && status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
			rc = pg_fail(run, res, err);
		PQclear(res);
		if (PQstatus(run->c->pg) != CONNECTION_OK)
			break;
	}
	if (rc == 0 && (run->c->broken || PQstatus(run->c->pg) != CONNECTION_OK))
		rc = pg_fail(run, NULL, err);
	return rc;
}
