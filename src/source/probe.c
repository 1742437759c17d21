// SPDX-License-Identifier: Apache-2.0
/*
 * Testing a source one step at a time, so that a person learns which part of the way is broken and what to do about
 * it. The server's first steps are made by hand on a socket of their own, because libpq would tell only the end.
 */
#include "source/source_int.h"

#include "base/arena.h"
#include "base/cancel.h"
#include "base/clock.h"
#include "base/limits.h"
#include "db/resolve.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { LOOK_MS = 20 };

struct probe {
	struct arena *a;
	const struct source_config *c;
	struct db_options opt;
	struct cancel *cancel;
	struct source_test *out;
	int64_t started_ms, deadline_ms; /* of the step */
	struct db_addresses addresses;
	int fd;
	struct db_conn *conn;
};

static void begin(struct probe *p)
{
	p->started_ms = clock_mono_ms();
	p->deadline_ms = p->started_ms + p->opt.connect_timeout_ms;
}

enum fault {
	FAULT_PATH,
	FAULT_FILE_MISSING,
	FAULT_FILE_DENIED,
	FAULT_FILE_UNREADABLE,
	FAULT_HOST,
	FAULT_REFUSED,
	FAULT_NO_ANSWER,
	FAULT_NO_WAY,
	FAULT_PORT,
	FAULT_SILENT,
	FAULT_NOT_POSTGRES,
	FAULT_NO_TLS,
	FAULT_TLS,
	FAULT_LOGIN,
	FAULT_NO_DATABASE,
	FAULT_CONNECT,
	FAULT_WRITES,
	FAULT_SESSION,
	FAULT_TABLES,
};

/* What can be wrong, and what to do about it where the driver does not say so itself. */
static const struct {
	const char *name, *remedy;
} faults[] = {
	[FAULT_PATH] = {"path", "give the absolute path of a SQLite file on the machine that runs askdb"},
	[FAULT_FILE_MISSING] = {"file_missing",
		"check the spelling; the path is one on the machine that runs askdb, and inside its "
		"container where "
		"it runs in one"},
	[FAULT_FILE_DENIED] = {"file_denied",
		"let the user that runs askdb read the file and enter the folders on the way to it"},
	[FAULT_FILE_UNREADABLE] = {"file_unreadable",
		"check the path, and that no other program holds the file locked"},
	[FAULT_HOST] = {"host", "check the spelling of the host, and the DNS settings of this machine"},
	[FAULT_REFUSED] = {"refused",
		"check the port, that the server runs and that its listen_addresses is not only localhost"},
	[FAULT_NO_ANSWER] = {"no_answer", "check the address; a firewall may be in between"},
	[FAULT_NO_WAY] = {"no_way",
		"there is no way to that network from here: check the address, or the VPN"},
	[FAULT_PORT] = {"port", "check host and port"},
	[FAULT_SILENT] = {"silent", "check that PostgreSQL listens on this port"},
	[FAULT_NOT_POSTGRES] = {"not_postgres", "check the port"},
	[FAULT_NO_TLS] = {"no_tls", "set ssl = on in postgresql.conf, or ssl_mode prefer"},
	[FAULT_TLS] = {"tls", "check the certificates and TLS versions of the server and of this machine"},
	[FAULT_LOGIN] = {"login", "check the user name and the password"},
	[FAULT_NO_DATABASE] = {"no_database", "check the database's name"},
	[FAULT_CONNECT] = {"connect", "try again in a moment, and look at the server's log"},
	[FAULT_WRITES] = {"writes", "connect to PostgreSQL itself rather than to a pooler in between"},
	[FAULT_SESSION] = {"session", "try again in a moment, and look at the server's log"},
	[FAULT_TABLES] = {"tables", "let this login read the catalog and grant it SELECT on its tables"},
};

/* Record a step that went well; true. */
static bool end(struct probe *p, const char *step, const char *detail)
{
	struct source_test *t = p->out;

	t->steps[t->n_steps++] = (struct source_step){
		.step = step, .ok = true, .ms = clock_mono_ms() - p->started_ms, .detail = detail};
	return true;
}

/* Record the step that failed; false. What is wrong may say what to do after a semicolon, as errors of drivers do. */
static bool fail(struct probe *p, const char *step, enum fault fault, const char *what)
{
	struct source_test *t = p->out;
	const char *cut = strstr(what, "; ");

	t->steps[t->n_steps++] = (struct source_step){.step = step,
		.ms = clock_mono_ms() - p->started_ms,
		.detail = cut ? arena_strndup(p->a, what, (size_t)(cut - what)) : arena_strdup(p->a, what),
		.fault = faults[fault].name,
		.remedy = cut ? arena_strdup(p->a, cut + 2) : faults[fault].remedy};
	return false;
}

static bool probe_dns(struct probe *p)
{
	struct err err = ERR_INIT;
	struct str list = STR_INIT(DB_URL_MAX);

	begin(p);
	if (db_resolve(p->a, p->c->host, p->deadline_ms, p->cancel, &p->addresses, &err))
		return fail(p, "dns", FAULT_HOST, err.msg);
	for (size_t i = 0; i < p->addresses.n; i++)
		str_addf(&list, "%s%s", i ? ", " : "", p->addresses.items[i].text);
	return end(p, "dns", str_to_arena(&list, p->a));
}

/* 0 = the socket has one of the events; else an errno. */
static int wait_socket(struct probe *p, short events)
{
	for (;;) {
		struct pollfd fd = {.fd = p->fd, .events = events};
		int n = poll(&fd, 1, (int)MIN(LOOK_MS, clock_left_ms(p->deadline_ms)));
		if (n > 0)
			return 0;
		if (n < 0 && errno != EINTR)
			return errno;
		if (cancel_is_set(p->cancel))
			return ECANCELED;
		if (clock_left_ms(p->deadline_ms) == 0)
			return ETIMEDOUT;
	}
}

/* 0 and p->fd connected, or an errno. */
static int connect_to(struct probe *p, const struct db_address *to)
{
	struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_port = htons((uint16_t)p->c->port)};
	struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = htons((uint16_t)p->c->port)};
	bool is_v6 = to->family == AF_INET6;
	int error = 0;
	socklen_t size = sizeof error;

	if (inet_pton(to->family, to->text, is_v6 ? (void *)&v6.sin6_addr : (void *)&v4.sin_addr) != 1)
		return EAFNOSUPPORT;
	p->fd = socket(to->family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (p->fd < 0)
		return errno;
	const void *address = is_v6 ? (const void *)&v6 : (const void *)&v4;
	if (connect(p->fd, address, is_v6 ? sizeof v6 : sizeof v4) == 0)
		return 0;
	if (errno == EINPROGRESS)
		error = wait_socket(p, POLLOUT);
	else
		error = errno;
	if (error == 0 && getsockopt(p->fd, SOL_SOCKET, SO_ERROR, &error, &size) < 0)
		error = errno;
	if (error) {
		close(p->fd);
		p->fd = -1;
	}
	return error;
}

static enum fault tcp_fault(int error)
{
	if (error == ECONNREFUSED)
		return FAULT_REFUSED;
	if (error == ETIMEDOUT)
		return FAULT_NO_ANSWER;
	return error == EHOSTUNREACH || error == ENETUNREACH ? FAULT_NO_WAY : FAULT_PORT;
}

static bool probe_tcp(struct probe *p)
{
	int error = EADDRNOTAVAIL;

	begin(p);
	for (size_t i = 0; i < p->addresses.n && error && clock_left_ms(p->deadline_ms) > 0; i++) {
		const struct db_address *to = &p->addresses.items[i];
		error = connect_to(p, to);
		if (error == 0)
			return end(p, "tcp", arena_printf(p->a, "%s port %d", to->text, (int)p->c->port));
	}
	return fail(p, "tcp", tcp_fault(error),
		arena_printf(p->a, "%s port %d: %s", p->c->host, (int)p->c->port, strerrordesc_np(error)));
}

/* Asks for TLS as libpq does (PostgreSQL protocol, SSLRequest); one byte is the answer, and the socket is closed. */
static bool probe_tls(struct probe *p)
{
	static const unsigned char request[] = {0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f};
	const char *mode = p->c->ssl_mode ? p->c->ssl_mode : "prefer";
	bool needed = str_eq(mode, "require") || str_eq(mode, "verify-ca") || str_eq(mode, "verify-full");
	char answer = 0;

	begin(p);
	if (str_eq(mode, "disable"))
		return end(p, "tls", "not used: ssl_mode is disable");
	int error = send(p->fd, request, sizeof request, MSG_NOSIGNAL) == sizeof request ? 0 : errno;
	if (error == 0)
		error = wait_socket(p, POLLIN);
	if (error || recv(p->fd, &answer, 1, 0) != 1)
		return fail(p, "tls", FAULT_SILENT, "the server closed the connection or said nothing");
	if (answer == 'S')
		return end(p, "tls", "the server offers TLS");
	if (answer != 'N')
		return fail(p, "tls", FAULT_NOT_POSTGRES, "what answers on this port is not PostgreSQL");
	if (needed)
		return fail(p, "tls", FAULT_NO_TLS,
			arena_printf(p->a, "the server has no TLS and ssl_mode %s needs it", mode));
	return end(p, "tls", "the server has no TLS: what is sent can be read on the way");
}

static bool probe_login(struct probe *p)
{
	struct err err = ERR_INIT;

	begin(p);
	if (db_open(p->c->driver, &p->opt, &p->conn, &err) == 0)
		return end(p, "login", arena_printf(p->a, "as %s on %s", p->c->username, p->c->database));
	if (str_eq(err.why, "tls")) { /* that it is offered was not yet that it can be trusted */
		p->out->n_steps--;
		return fail(p, "tls", FAULT_TLS, err.msg);
	}
	if (!str_eq(err.why, "not_read_only"))
		return fail(p, "login",
			err.code == ERR_DENIED      ? FAULT_LOGIN
			: err.code == ERR_NOT_FOUND ? FAULT_NO_DATABASE
						    : FAULT_CONNECT,
			err.msg);
	end(p, "login", NULL);
	return fail(p, "read_only", FAULT_WRITES, err.msg);
}

/* Opening a file is two steps: is it there, and is it a database? */
static bool probe_file(struct probe *p)
{
	struct err err = ERR_INIT;

	begin(p);
	int rc = db_open(p->c->driver, &p->opt, &p->conn, &err);
	if (rc && err.code == ERR_NOT_FOUND)
		return fail(p, "file", FAULT_FILE_MISSING, err.msg);
	if (rc && err.code == ERR_DENIED)
		return fail(p, "file", FAULT_FILE_DENIED, err.msg);
	if (rc && err.code == ERR_INVALID)
		return fail(p, "file", FAULT_PATH, err.msg);
	end(p, "file", p->c->path);
	begin(p);
	return rc ? fail(p, "read", FAULT_FILE_UNREADABLE, err.msg) : end(p, "read", NULL);
}

static bool probe_read_only(struct probe *p)
{
	struct err err = ERR_INIT;
	struct db_role role;

	begin(p);
	p->out->server_version = arena_strdup(p->a, db_server_version(p->conn));
	p->out->dialect = p->c->driver->name;
	if (db_role(p->conn, p->a, &role, &err))
		return fail(p, "read_only", FAULT_SESSION, err.msg);
	p->out->can_write = role.can_write;
	p->out->remedy = role.remedy;
	if (!role.can_write)
		return end(p, "read_only", "the session only reads");
	return end(p, "read_only",
		"the session only reads, but the role itself may write; a role that cannot is safer");
}

static bool probe_introspect(struct probe *p)
{
	struct err err = ERR_INIT;
	struct db_schema schema;

	begin(p);
	if (db_introspect(p->conn, p->a, &schema, &err))
		return fail(p, "introspect", FAULT_TABLES, err.msg);
	p->out->n_tables = schema.n_tables;
	if (schema.n_tables == 0)
		return end(p, "introspect",
			"there is no table this login may read; grant it SELECT, or check the database's "
			"name");
	return end(p, "introspect", arena_printf(p->a, "%zu tables and views", schema.n_tables));
}

static const struct {
	enum db_dialect dialect;
	bool (*run)(struct probe *p);
} steps[] = {
	{DB_DIALECT_SQLITE, probe_file},
	{DB_DIALECT_SQLITE, probe_read_only},
	{DB_DIALECT_SQLITE, probe_introspect},
	{DB_DIALECT_POSTGRES, probe_dns},
	{DB_DIALECT_POSTGRES, probe_tcp},
	{DB_DIALECT_POSTGRES, probe_tls},
	{DB_DIALECT_POSTGRES, probe_login},
	{DB_DIALECT_POSTGRES, probe_read_only},
	{DB_DIALECT_POSTGRES, probe_introspect},
};

int source_probe(struct arena *a, const struct source_config *c, struct cancel *cancel,
	struct source_test *out, struct err *err)
{
	struct source_test t = {.ok = true};
	struct probe p = {
		.a = a, .c = c, .opt = source_config_options(c), .cancel = cancel, .out = &t, .fd = -1};

	p.opt.cancel = cancel;
	if (!p.opt.connect_timeout_ms)
		p.opt.connect_timeout_ms = CONNECT_TIMEOUT_MS;
	for (size_t i = 0; i < ARRAY_LEN(steps) && t.ok && !cancel_is_set(cancel); i++)
		if (steps[i].dialect == c->driver->dialect)
			t.ok = steps[i].run(&p);
	if (p.fd >= 0)
		close(p.fd);
	db_close(p.conn);
	if (cancel_is_set(cancel))
		return err_set(err, ERR_CANCELLED, "the test was cancelled");
	*out = t;
	return 0;
}

int source_test(struct sources *s, struct arena *a, const char *id, struct cancel *cancel,
	struct source_test *out, struct err *err)
{
	struct store_source src;
	struct source_config c;

	if (source_load(s, a, id, &src, &c, err) || source_config_check_path(s, &c, err) ||
		source_probe(a, &c, cancel, out, err))
		return -1;
	const struct source_step *last = &out->steps[out->n_steps - 1];
	source_note_status(s, id, out->ok ? "connected" : "error",
		out->ok ? NULL : arena_printf(a, "%s; %s", last->detail, last->remedy));
	return 0;
}

int source_test_input(struct sources *s, struct arena *a, const struct source_input *in,
	struct cancel *cancel, struct source_test *out, struct err *err)
{
	struct source_config c;

	if (source_config_read(a, in, NULL, &c, err) || source_config_check_path(s, &c, err))
		return -1;
	return source_probe(a, &c, cancel, out, err);
}
