// SPDX-License-Identifier: Apache-2.0
/*
 * How statements end before they are done: cancel, deadlines, limits, callbacks that stop, servers that go away or say
 * nothing, on each engine that is there.
 */
#include "base/cancel.h"
#include "base/clock.h"
#include "base/limits.h"
#include "engines.h"
#include "test.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static struct engines engines;

#define EACH_ENGINE(e) for (struct engine *e = engines.items; e < engines.items + engines.n; e++)

static const char *on(const struct engine *e, const char *sqlite, const char *postgres)
{
	return e->driver->dialect == DB_DIALECT_SQLITE || !postgres ? sqlite : postgres;
}

static bool begins(const char *s, const char *prefix)
{
	return strncmp(s, prefix, strlen(prefix)) == 0;
}

static void set_up(void)
{
	engines_open(&engines);
	CHECK_MSG(engines.n > 0, "%zu engines", engines.n);
}

static void tear_down(void)
{
	engines_close(&engines);
	CHECK(access(engines.dir, F_OK) != 0);
}

static const char *many_rows(const struct engine *e)
{
	return on(e,
		"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000) "
		"SELECT i, i * 2, 'row ' || i FROM n",
		"SELECT i, i * 2, 'row ' || i FROM generate_series(1, 1000000) AS i");
}

static const char *endless(const struct engine *e)
{
	return on(e, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n",
		"SELECT pg_sleep(60)");
}

struct canceller {
	struct db_conn *conn;
	struct cancel *token; /* NULL = db_cancel() */
	int64_t at_us;
};

static void *cancel_soon(void *p)
{
	struct canceller *c = p;
	struct timespec pause = {.tv_nsec = 100000000};

	nanosleep(&pause, NULL);
	c->at_us = clock_mono_us();
	if (c->token)
		cancel_set(c->token);
	else
		db_cancel(c->conn);
	return NULL;
}

/* How long after the cancel the query came back, in microseconds. */
static int64_t cancel_latency(struct engine *e, const char *sql, struct cancel *token, const char **got)
{
	struct canceller c = {.conn = e->ro, .token = token};
	struct db_query q = {.sql = sql, .cancel = token};
	pthread_t thread;

	pthread_create(&thread, NULL, cancel_soon, &c);
	*got = engine_query(engines.a, e->ro, &q);
	int64_t back_us = clock_mono_us();
	pthread_join(thread, NULL);
	return back_us - c.at_us;
}

static void test_cancel(void)
{
	EACH_ENGINE(e)
	{
		for (int i = 0; i < 4; i++) {
			const char *sql =
				i < 2 ? endless(e)
				      : on(e,
						"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 "
						"FROM n) "
						"SELECT count(*) FROM n AS a, n AS b",
						"SELECT count(*) FROM generate_series(1, 99999) AS a, "
						"generate_series(1, 99999) AS b");
			const char *got = "";
			int64_t us = INT64_MAX;
			/* The machine may be busy with other tests: the best of three is what the code is good for. */
			for (int j = 0; j < 3 && us >= 100000; j++) {
				CLEANUP(cancel_unref_ptr) struct cancel *token = i % 2 ? cancel_new() : NULL;
				us = cancel_latency(e, sql, token, &got);
			}
			printf("# %s: %s took effect in %.2f ms\n", e->name, i % 2 ? "token" : "db_cancel()",
				(double)us / 1e3);
			CHECK_MSG(begins(got, "cancelled") && us < 100000, "%s: cancelled within 100 ms: %s",
				e->name, got);
			CHECK_MSG(db_is_alive(e->ro), "%s: the connection goes on", e->name);
			CHECK_STR(engine_ask(engines.a, e->ro, "SELECT 7"), "integer:7");
		}
		CLEANUP(cancel_unref_ptr) struct cancel *set = cancel_new();
		cancel_set(set);
		struct db_query q = {.sql = "SELECT 1", .cancel = set};
		CHECK_MSG(begins(engine_query(engines.a, e->ro, &q), "cancelled"), "%s: set before the start",
			e->name);
		db_cancel(e->ro);
		CHECK_STR(engine_ask(engines.a, e->ro, "SELECT 7"), "integer:7");
	}
}

static void test_deadline(void)
{
	EACH_ENGINE(e)
	{
		int64_t started = clock_mono_ms();
		struct db_query q = {.sql = endless(e), .deadline_ms = started + 100};
		const char *got = engine_query(engines.a, e->ro, &q);
		int64_t ms = clock_mono_ms() - started;
		CHECK_MSG(begins(got, "timeout") && ms >= 95 && ms < 300, "%s: %lld ms: %s", e->name,
			(long long)ms, got);
		CHECK_STR(engine_ask(engines.a, e->ro, "SELECT 7"), "integer:7");
		struct db_query late = {.sql = "SELECT 1", .deadline_ms = started};
		CHECK_MSG(begins(engine_query(engines.a, e->ro, &late), "timeout"),
			"%s: over before the start", e->name);

		struct db_options opt = e->opt;
		struct err err = ERR_INIT;
		CLEANUP(db_close_ptr) struct db_conn *c = NULL;
		opt.statement_timeout_ms = 100;
		CHECK_MSG(db_open(e->driver, &opt, &c, &err) == 0, "%s: opens: %s", e->name, err.msg);
		CHECK_MSG(begins(engine_ask(engines.a, c, endless(e)), "timeout"),
			"%s: the session's ceiling", e->name);
	}
}

static int stop_at_third(void *ctx, const struct db_row *row)
{
	(void)row;
	return ++*(int *)ctx == 3;
}

static void test_stopping_early(void)
{
	EACH_ENGINE(e)
	{
		CLEANUP(arena_free_ptr) struct arena *a = arena_new();
		struct db_query q = {.sql = many_rows(e), .max_rows = 2};
		CHECK_STR(engine_query(a, e->ro, &q),
			"integer:1|integer:2|text:row 1\ninteger:2|integer:4|text:row 2");
		CHECK_MSG(q.truncated && q.n_rows == 2, "%s: truncated", e->name);
		struct db_query all = {.sql = "SELECT 1 UNION ALL SELECT 2", .max_rows = 2};
		engine_query(a, e->ro, &all);
		CHECK_MSG(
			!all.truncated && all.n_rows == 2, "%s: exactly max_rows is not truncated", e->name);

		struct err err = ERR_INIT;
		int seen = 0;
		struct db_query stopped = {.sql = many_rows(e), .a = a};
		int rc = db_query(e->ro, &stopped, stop_at_third, &seen, &err);
		CHECK_MSG(rc == -1 && err.code == ERR_CANCELLED && seen == 3, "%s: the callback stops it: %s",
			e->name, err.msg);
		CHECK_STR(engine_ask(a, e->ro, "SELECT 7"), "integer:7");
	}
}

/* --- what only a server can do --- */

static int end_the_session(void *ctx, const struct db_row *row)
{
	struct db_conn *admin = ctx;
	struct err err = ERR_INIT;

	if (row->values[0].i == 1)
		err_ignore(db_exec(admin,
			"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE "
			"'%1000000)%' AND pid <> "
			"pg_backend_pid()",
			NULL, 0, &err));
	return 0;
}

static void test_server_goes_away(void)
{
	CLEANUP(db_close_ptr) struct db_conn *admin = engines_admin(&engines);
	CLEANUP(db_close_ptr) struct db_conn *c = NULL, *idle = NULL;
	struct err err = ERR_INIT;

	if (!admin)
		SKIP("ASKDB_TEST_PG names no server");
	struct engine *e = &engines.items[1];
	CHECK(db_open(e->driver, &e->opt, &c, &err) == 0 && db_open(e->driver, &e->opt, &idle, &err) == 0);
	struct db_query q = {.sql = many_rows(e), .a = engines.a};
	int rc = db_query(c, &q, end_the_session, admin, &err);
	CHECK_MSG(rc == -1 && err.code == ERR_UPSTREAM && strstr(err.why, "connection_lost"), "mid-row: %s",
		err.msg);
	CHECK_MSG(q.n_rows > 0 && q.n_rows < 1000000, "after %llu rows", (unsigned long long)q.n_rows);
	CHECK(!db_is_alive(c));
	CHECK(begins(engine_ask(engines.a, c, "SELECT 1"), "upstream"));

	CHECK(db_is_alive(idle));
	err_clear(&err);
	CHECK(db_exec(admin,
		      "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = "
		      "'askdb' "
		      "AND pid <> pg_backend_pid() AND state = 'idle' AND datname LIKE 'askdb_test_%'",
		      NULL, 0, &err) == 0);
	CHECK_MSG(!db_is_alive(idle), "an idle connection is seen to be gone");
	struct engine *pg = &engines.items[1];
	db_close(pg->ro);
	db_close(pg->rw);
	struct db_options opt = pg->opt;
	CHECK(db_open(pg->driver, &opt, &pg->ro, &err) == 0);
	opt.writable = true;
	CHECK(db_open(pg->driver, &opt, &pg->rw, &err) == 0);
}

/* libpq would take the whole row into memory first, up to a gigabyte. */
static void test_a_row_without_measure(void)
{
	CLEANUP(db_close_ptr) struct db_conn *c = NULL;
	struct err err = ERR_INIT;

	if (engines.n < 2)
		SKIP("ASKDB_TEST_PG names no server");
	struct engine *e = &engines.items[1];
	CHECK(db_open(e->driver, &e->opt, &c, &err) == 0);
	CHECK_STR(engine_ask(engines.a, c, "SELECT length(repeat('a', 300000000))"), "integer:300000000");
	const char *got = engine_ask(engines.a, c, "SELECT repeat('a', 300000000)");
	CHECK_MSG(begins(got, "limit: a row of the result is larger than"), "%.200s", got);
	CHECK_MSG(!db_is_alive(c), "the session is given up");
}

static int take_int(void *ctx, const struct db_row *row)
{
	*(int64_t *)ctx = row->values[0].i;
	return 0;
}

/* The backend stands still, as behind a cable that was pulled: neither an answer nor an end of the connection. */
static void test_server_does_not_answer(void)
{
	CLEANUP(db_close_ptr) struct db_conn *c = NULL;
	struct err err = ERR_INIT;
	int64_t pid = 0;

	if (engines.n < 2)
		SKIP("ASKDB_TEST_PG names no server");
	struct engine *e = &engines.items[1];
	CHECK(db_open(e->driver, &e->opt, &c, &err) == 0);
	struct db_query who = {.sql = "SELECT pg_backend_pid()", .a = engines.a};
	CHECK(db_query(c, &who, take_int, &pid, &err) == 0 && pid > 1);
	if (pid <= 1 || kill((pid_t)pid, SIGSTOP))
		SKIP("the server runs elsewhere");
	int64_t started = clock_mono_ms();
	struct db_query q = {.sql = "SELECT 1", .deadline_ms = started + 50};
	const char *got = engine_query(engines.a, c, &q);
	int64_t ms = clock_mono_ms() - started;
	CHECK(kill((pid_t)pid, SIGCONT) == 0);
	CHECK_MSG(begins(got, "timeout") && ms < 50 + DB_CANCEL_WAIT_MS + 1000, "%lld ms: %s", (long long)ms,
		got);
	CHECK_MSG(!db_is_alive(c), "the session is given up");
}

/* A socket that lets clients in and says nothing; its port. */
static int open_silent_port(int *fd)
{
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
	socklen_t n = sizeof at;
	void *address = &at;

	*fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	CHECK(bind(*fd, address, n) == 0 && listen(*fd, 8) == 0 && getsockname(*fd, address, &n) == 0);
	return ntohs(at.sin_port);
}

static void test_silent_server(void)
{
	const struct db_driver *postgres = db_driver_find("postgresql");
	struct db_conn *c = NULL;
	struct err err = ERR_INIT;
	pthread_t thread;
	int fd;
	struct db_options opt = {.host = "127.0.0.1",
		.port = open_silent_port(&fd),
		.user = "u",
		.database = "d",
		.connect_timeout_ms = 100};

	int64_t started = clock_mono_ms();
	CHECK(db_open(postgres, &opt, &c, &err) == -1 && err.code == ERR_TIMEOUT);
	CHECK_MSG(clock_mono_ms() - started < 1000, "after its timeout");

	CLEANUP(cancel_unref_ptr) struct cancel *token = cancel_new();
	struct canceller soon = {.token = token};
	opt.cancel = token;
	opt.connect_timeout_ms = 10000;
	err_clear(&err);
	pthread_create(&thread, NULL, cancel_soon, &soon);
	CHECK(db_open(postgres, &opt, &c, &err) == -1 && err.code == ERR_CANCELLED);
	int64_t back_us = clock_mono_us();
	pthread_join(thread, NULL);
	CHECK_MSG(back_us - soon.at_us < 100000, "cancelled within 100 ms");
	err_clear(&err);
	CHECK(db_open(postgres, &opt, &c, &err) == -1 && err.code == ERR_CANCELLED);
	close(fd);
}

/* A sort of texts of about a hundred bytes each, and its first row: MANY of them do not fit into the room below, FEW do. */
#define MANY "200000"
#define FEW "20000"
enum { TEMP_MAX_BYTES = 8 << 20 };

static const char *sorted(struct arena *a, const struct engine *e, const char *of_how_many)
{
	const char *numbers =
		on(e, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ",
			"WITH n(i) AS (SELECT generate_series(1, ");

	return arena_printf(a,
		"%s%s%s) SELECT max(i), count(*) FROM (SELECT i, 'row ' || i || ', with a text that is as "
		"long as "
		"what people write about a thing they bought' AS t FROM n ORDER BY t DESC LIMIT 9999999 "
		"OFFSET 1) AS s",
		numbers, of_how_many, on(e, "", ")"));
}

static void test_temporary_files(void)
{
	EACH_ENGINE(e)
	{
		CLEANUP(arena_free_ptr) struct arena *a = arena_new();
		CLEANUP(db_close_ptr) struct db_conn *c = NULL;
		struct db_options opt = e->opt;
		struct err err = ERR_INIT;

		CHECK_STR(engine_ask(a, e->ro, sorted(a, e, MANY)), "integer:200000|integer:199999");
		opt.temp_max_bytes = TEMP_MAX_BYTES;
		CHECK_MSG(db_open(e->driver, &opt, &c, &err) == 0, "%s: %s", e->name, err.msg);
		const char *got = engine_ask(a, c, sorted(a, e, MANY));
		CHECK_MSG(begins(got, "limit: the query needs more temporary space"), "%s: %s", e->name, got);
		/* The room is free again, and what fits is sorted. */
		CHECK_STR(engine_ask(a, c, sorted(a, e, FEW)), "integer:20000|integer:19999");
	}
}

TEST_MAIN(TEST(set_up), TEST(test_cancel), TEST(test_deadline), TEST(test_stopping_early),
	TEST(test_server_goes_away), TEST(test_a_row_without_measure), TEST(test_server_does_not_answer),
	TEST(test_silent_server), TEST(test_temporary_files), TEST(tear_down))
