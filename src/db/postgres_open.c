// SPDX-License-Identifier: Apache-2.0
/*
 * Opening a PostgreSQL session: connect without blocking, set what the rest of the driver relies on, try a write that
 * must fail, and learn the types that are not built in. What libpq would take from the environment or a person's
 * files (passwords above all) is kept out: a source is what was registered, nothing more.
 */
#include "db/postgres_int.h"

#include "base/arena.h"
#include "base/cancel.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/vec.h"
#include "db/resolve.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum { DEFAULT_PORT = 5432, LOCK_TIMEOUT_MS = 5000, IDLE_IN_TRANSACTION_MS = 60000 };

static void ignore_notice(void *ctx, const PGresult *res)
{
	(void)ctx, (void)res; /* libpq's own handler would print on our stderr */
}

static void wake(void *conn)
{
	struct postgres_conn *c = conn;

	err_ignore(eventfd_write(c->wake_fd, 1));
}

/* What libpq is to connect to: it tries the addresses in turn, and takes the name for TLS and for messages. */
struct target {
	const char *hosts,
		*addresses; /* lists with commas, of the same length; addresses NULL for a socket's folder */
};

static int find_target(struct arena *a, const struct db_options *opt, int64_t deadline_ms, struct target *out,
	struct err *err)
{
	struct str hosts = STR_INIT(DB_URL_MAX), addresses = STR_INIT(DB_URL_MAX);
	struct db_addresses found;

	*out = (struct target){.hosts = opt->host};
	if (!opt->host || opt->host[0] == '/')
		return 0;
	if (strchr(opt->host, ','))
		return err_set(err, ERR_INVALID, "name one host");
	if (db_resolve(a, opt->host, deadline_ms, opt->cancel, &found, err))
		return -1;
	for (size_t i = 0; i < found.n; i++) {
		str_addf(&hosts, "%s%s", i ? "," : "", opt->host);
		str_addf(&addresses, "%s%s", i ? "," : "", found.items[i].text);
	}
	out->hosts = str_to_arena(&hosts, a);
	out->addresses = str_to_arena(&addresses, a);
	return 0;
}

static PGconn *start_connect(struct arena *a, const struct db_options *opt, const struct target *target)
{
	/* An empty value would mean "from PGPASSWORD"; the server's own password must not go to a stranger's host. */
	const char *password = opt->password ? opt->password : getenv("PGPASSWORD") ? "-" : NULL;
	const struct {
		const char *key, *value;
	} settings[] = {
		{"host", target->hosts},
		{"hostaddr", target->addresses},
		{"port", opt->port ? arena_printf(a, "%d", opt->port) : NULL},
		{"dbname", opt->database},
		{"user", opt->user},
		{"password", password},
		{"passfile",
			"/dev/null/none"}, /* a path that cannot exist: ~/.pgpass is a person's, not ours */
		{"sslmode", opt->ssl_mode ? opt->ssl_mode : "prefer"},
		{"gssencmode", "disable"},
		{"client_encoding", "UTF8"},
		{"application_name", "askdb"},
		/* For the whole session, and for the connection that carries a cancel. */
		{"tcp_user_timeout", arena_printf(a, "%d", CONNECT_TIMEOUT_MS)},
	};
	const char *keys[ARRAY_LEN(settings) + 1], *values[ARRAY_LEN(settings) + 1];
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_LEN(settings); i++) {
		if (!settings[i].value)
			continue;
		keys[n] = settings[i].key;
		values[n++] = settings[i].value;
	}
	keys[n] = values[n] = NULL;
	return PQconnectStartParams(keys, values, 0);
}

/* The SQLSTATE in libpq's verbose message, "...FATAL:  28P01: text": the only way to it before the login is done. */
static bool find_sqlstate(const char *message, char out[static 6], const char **text)
{
	for (const char *at = strstr(message, ":  "); at; at = strstr(at + 1, ":  ")) {
		const char *code = at + 3;
		if (strspn(code, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 5 && code[5] == ':' &&
			code[6] == ' ') {
			memcpy(out, code, 5);
			out[5] = '\0';
			*text = code + 7;
			return true;
		}
	}
	return false;
}

static int first_line(const char *text)
{
	return (int)strcspn(text, "\n");
}

/* What happened at the address whose attempt says it at `at`: a name of two addresses has a sentence for each. */
static const char *attempt_of(const char *message, const char *at)
{
	const char *text = message;

	for (const char *next = strstr(message, "failed: "); next && next < at;
		next = strstr(text, "failed: "))
		text = next + strlen("failed: ");
	return text;
}

/* What to do about a failure of TLS, known by libpq's own words, and what failed; NULL when it is none. */
static const char *tls_remedy(const char *message, const char **text)
{
	static const struct {
		const char *words, *remedy;
	} known[] = {
		{"does not match host name",
			"use the host name that the certificate is made for, or ssl_mode verify-ca"},
		{"certificate verify failed",
			"no authority that askdb trusts has signed the server's certificate: give askdb the "
			"right one as the file that PGSSLROOTCERT names, or as ~/.postgresql/root.crt"},
		{"root certificate file", "give askdb the certificate of the authority that signed the "
					  "server's: as the file that "
					  "PGSSLROOTCERT names, or as ~/.postgresql/root.crt"},
		{"server does not support SSL",
			"set ssl = on in the server's postgresql.conf, or ssl_mode prefer"},
		{"SSL error", "check the certificates and TLS versions of the server and of this machine"},
	};

	for (size_t i = 0; i < ARRAY_LEN(known); i++) {
		const char *at = strstr(message, known[i].words);
		if (at) {
			*text = attempt_of(message, at);
			return known[i].remedy;
		}
	}
	return NULL;
}

static int fail_connect(struct postgres_conn *c, const struct db_options *opt, struct err *err)
{
	const char *message = PQerrorMessage(c->pg), *text;
	char sqlstate[6];

	if (find_sqlstate(message, sqlstate, &text)) {
		enum err_code code = pg_code_of(c, sqlstate);
		const char *remedy = "";
		if (str_eq(sqlstate, "28P01"))
			remedy = "; check the user name and the password";
		else if (code == ERR_DENIED)
			remedy = "; the server's pg_hba.conf must let this user in from askdb's address";
		else if (code == ERR_NOT_FOUND)
			remedy = "; check the database's name";
		return err_set(err, code, "%.*s%s", first_line(text), text, remedy);
	}
	if (PQconnectionNeedsPassword(c->pg))
		return err_set(err, ERR_DENIED, "the server asks for a password and none is given");
	const char *remedy = tls_remedy(message, &text);
	if (remedy)
		return err_set_why(err, ERR_UPSTREAM, "tls", "%.*s; %s", first_line(text), text, remedy);
	text = strstr(message, "failed: ");
	text = text ? text + strlen("failed: ") : message;
	return err_set(err, ERR_UPSTREAM,
		"%s port %d: %.*s; check host and port, and that the server may be reached from here",
		opt->host ? opt->host : "the local socket", opt->port ? opt->port : DEFAULT_PORT,
		first_line(text), text);
}

static int wait_connect(struct postgres_conn *c, int64_t deadline_ms, struct err *err)
{
	PostgresPollingStatusType next = PGRES_POLLING_WRITING;

	while (next != PGRES_POLLING_OK && next != PGRES_POLLING_FAILED) {
		struct pollfd fds[] = {
			{.fd = PQsocket(c->pg), .events = next == PGRES_POLLING_READING ? POLLIN : POLLOUT},
			{.fd = c->wake_fd, .events = POLLIN},
		};
		int n = poll(fds, 2, (int)MIN(clock_left_ms(deadline_ms), INT32_MAX));
		if (n < 0 && errno != EINTR)
			return err_set(err, ERR_INTERNAL, "poll: %s", strerrordesc_np(errno));
		if (n > 0 && fds[1].revents)
			return err_set(err, ERR_CANCELLED, "opening the database was cancelled");
		if (n > 0 && fds[0].revents)
			next = PQconnectPoll(c->pg);
		else if (clock_left_ms(deadline_ms) == 0)
			return err_set(err, ERR_TIMEOUT,
				"the server did not answer in time; check host and port, and that no "
				"firewall is in "
				"between");
	}
	return 0;
}

static int connect_session(struct postgres_conn *c, struct arena *a, const struct db_options *opt,
	int64_t deadline_ms, struct err *err)
{
	struct target target;

	if (find_target(a, opt, deadline_ms, &target, err))
		return -1;
	c->pg = start_connect(a, opt, &target);
	if (!c->pg)
		return err_set(err, ERR_INTERNAL, "libpq is out of memory");
	PQsetErrorVerbosity(c->pg, PQERRORS_VERBOSE);
	PQsetNoticeReceiver(c->pg, ignore_notice, NULL);
	if (PQstatus(c->pg) == CONNECTION_BAD)
		return fail_connect(c, opt, err);
	if (wait_connect(c, deadline_ms, err))
		return -1;
	if (PQstatus(c->pg) != CONNECTION_OK)
		return fail_connect(c, opt, err);
	if (PQsetnonblocking(c->pg, 1))
		return pg_fail(&(struct pg_run){.c = c}, NULL, err);
	return 0;
}

/* Run text that is built from our own words and quoted names. */
static int run_built(struct postgres_conn *c, struct str *sql, int64_t deadline_ms, struct err *err)
{
	struct pg_run run = pg_run_start(c, deadline_ms);
	int rc = str_check(sql, "the session's settings", err);

	if (rc == 0)
		rc = pg_run_constant(&run, sql->buf, err);
	str_free(sql);
	return rc;
}

/*
 * A ceiling on temporary files is a superuser's to set, or (from version 15) of who was granted it; a lower one of the
 * server stays. For everybody else there is what the server's own configuration says.
 */
static void add_temp_limit(const struct postgres_conn *c, const struct db_options *opt, struct str *sql)
{
	long long max_kb = (opt->temp_max_bytes ? opt->temp_max_bytes : DB_TEMP_MAX) / 1024;

	str_addf(sql,
		"; SELECT pg_catalog.set_config(name, '%lld', false) FROM pg_catalog.pg_settings "
		"WHERE name = 'temp_file_limit' AND setting::bigint NOT BETWEEN 0 AND %lld AND %s",
		max_kb, max_kb,
		PQserverVersion(c->pg) >= 150000 ? "pg_catalog.has_parameter_privilege(name, 'SET')"
						 : "pg_catalog.current_setting('is_superuser') = 'on'");
}

static int set_session(
	struct postgres_conn *c, const struct db_options *opt, int64_t deadline_ms, struct err *err)
{
	struct str sql = STR_INIT(DB_URL_MAX);

	str_addf(&sql,
		"SET statement_timeout = %lld; SET lock_timeout = %d; SET "
		"idle_in_transaction_session_timeout = %d; "
		"SET DateStyle = 'ISO, YMD'; SET IntervalStyle = 'postgres'; SET bytea_output = 'hex'; "
		"SET extra_float_digits = 1; SET standard_conforming_strings = on; SET synchronous_commit = "
		"on",
		(long long)c->statement_timeout_ms, LOCK_TIMEOUT_MS, IDLE_IN_TRANSACTION_MS);
	if (!c->writable) {
		str_adds(&sql, "; SET default_transaction_read_only = on");
		add_temp_limit(c, opt, &sql);
	}
	if (PQserverVersion(c->pg) >= 140000)
		str_adds(&sql, "; SET client_connection_check_interval = 1000");
	if (opt->search_path) {
		char *schema = PQescapeIdentifier(c->pg, opt->search_path, strlen(opt->search_path));
		if (!schema) {
			str_free(&sql);
			return err_set(err, ERR_INVALID, "the schema's name is not UTF-8");
		}
		str_addf(&sql, "; SET search_path = %s, public", schema);
		PQfreemem(schema);
	}
	return run_built(c, &sql, deadline_ms, err);
}

/* Whoever wants the lock for himself is waited for as long as for any lock. */
static int share_lock(struct postgres_conn *c, int64_t lock, int64_t deadline_ms, struct err *err)
{
	struct str sql = STR_INIT(DB_URL_MAX);

	str_addf(&sql, "SELECT pg_catalog.pg_advisory_lock_shared(%lld)", (long long)lock);
	if (run_built(c, &sql, deadline_ms, err) == 0)
		return 0;
	return err->code == ERR_BUSY
		       ? err_wrap(err, "another askdb needs the database for itself; try again in a moment")
		       : -1;
}

/* Even a temporary table cannot be made in a read-only transaction. Where it can, the first wall is missing. */
static int try_to_write(struct postgres_conn *c, int64_t deadline_ms, struct err *err)
{
	struct pg_run run = pg_run_start(c, deadline_ms);
	struct err refused = ERR_INIT;

	if (pg_run_constant(&run, "BEGIN READ ONLY; SELECT 1", err))
		return -1;
	int rc = pg_run_constant(&run, "CREATE TEMPORARY TABLE askdb_must_not_exist (x integer)", &refused);
	if (run.stop)
		return pg_fail(&run, NULL, err);
	if (pg_run_constant(&run, "ROLLBACK", err))
		return -1;
	if (rc == 0)
		return err_set_why(err, ERR_DENIED, "not_read_only",
			"the server let a read-only session write, so askdb does not use it; connect to "
			"PostgreSQL itself "
			"or to a pooler that keeps transactions apart");
	return 0;
}

struct type_rows {
	struct arena *a;
	VEC(struct pg_user_type) types;
};

static int add_type(void *ctx, const struct db_row *row)
{
	struct type_rows *r = ctx;
	struct pg_user_type t = {.oid = (Oid)row->values[0].i, .type = row->values[2].i ? DB_TEXT : DB_OTHER};

	snprintf(t.name, sizeof t.name, "%.*s", SLICE_FMT(row->values[1].s));
	vec_push(&r->types, r->a, t);
	return 0;
}

/* Enumerations and citext are text to everything above; the others at least have a name. */
static int learn_types(struct postgres_conn *c, struct arena *a, int64_t deadline_ms, struct err *err)
{
	struct type_rows rows = {.a = a};
	struct db_query q = {
		.sql = "SELECT oid::int8, typname::text, typtype = 'e' OR typname = 'citext' FROM "
		       "pg_catalog.pg_type "
		       "WHERE oid >= 16384 AND typtype IN ('b', 'e', 'r', 'm') AND typcategory <> 'A' ORDER "
		       "BY oid LIMIT $1",
		.params = &DB_V_INT(DB_TYPES_MAX),
		.n_params = 1,
		.deadline_ms = deadline_ms,
		.a = a,
	};

	if (db_query(&c->base, &q, add_type, &rows, err))
		return -1;
	c->types = mem_zalloc(rows.types.n, sizeof *c->types);
	c->n_types = rows.types.n;
	if (rows.types.n)
		memcpy(c->types, rows.types.items, rows.types.n * sizeof *c->types);
	return 0;
}

static void note_version(struct postgres_conn *c)
{
	const char *version = PQparameterStatus(c->pg, "server_version");

	version = version ? version : "";
	snprintf(c->version, sizeof c->version, "PostgreSQL %.*s", (int)strcspn(version, " "), version);
}

static int set_up(struct postgres_conn *c, struct arena *a, const struct db_options *opt, struct err *err)
{
	int64_t deadline_ms =
		clock_mono_ms() + (opt->connect_timeout_ms ? opt->connect_timeout_ms : CONNECT_TIMEOUT_MS);

	if (connect_session(c, a, opt, deadline_ms, err) || set_session(c, opt, deadline_ms, err))
		return -1;
	note_version(c);
	for (size_t i = 0; i < ARRAY_LEN(opt->session_locks); i++)
		if (opt->session_locks[i] && share_lock(c, opt->session_locks[i], deadline_ms, err))
			return -1;
	if (c->writable)
		return 0;
	if (try_to_write(c, deadline_ms, err) || learn_types(c, a, deadline_ms, err))
		return -1;
	return postgres_learn_row_functions(c, deadline_ms, err);
}

int postgres_open(const struct db_options *opt, struct db_conn **out, struct err *err)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct postgres_conn *c = mem_zalloc(1, sizeof *c);

	c->base.driver = db_driver_find("postgresql");
	c->writable = opt->writable;
	c->statement_timeout_ms = opt->statement_timeout_ms ? opt->statement_timeout_ms : QUERY_TIMEOUT_MS;
	c->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (c->wake_fd < 0) {
		mem_free(c);
		return err_set(err, ERR_INTERNAL, "eventfd: %s", strerrordesc_np(errno));
	}
	struct cancel_hook hook = {.fn = wake, .p = c};
	c->opening = opt->cancel;
	cancel_hook(opt->cancel, &hook);
	int rc = set_up(c, a, opt, err);
	cancel_unhook(opt->cancel, &hook);
	c->opening = NULL;
	if (rc) {
		postgres_close(&c->base);
		return -1;
	}
	*out = &c->base;
	return 0;
}
