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

/* Record the step; returns ok. */
static bool end(struct probe *p, const char *step, bool ok, const char *detail)
{
	struct source_test *t = p->out;

	t->steps[t->n_steps++] = (struct source_step){step, ok, clock_mono_ms() - p->started_ms, detail};
	return ok;
}

static bool end_failed(struct probe *p, const char *step, const struct err *err)
{
	return end(p, step, false, arena_strdup(p->a, err->msg));
}

static bool probe_dns(struct probe *p)
{
	struct err err = ERR_INIT;
	struct str list = STR_INIT(DB_URL_MAX);

	begin(p);
	if (db_resolve(p->a, p->c->host, p->deadline_ms, p->cancel, &p->addresses, &err))
		return end_failed(p, "dns", &err);
	for (size_t i = 0; i < p->addresses.n; i++)
		str_addf(&list, "%s%s", i ? ", " : "", p->addresses.items[i].text);
	return end(p, "dns", true, str_to_arena(&list, p->a));
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

static const char *tcp_remedy(int error)
{
	if (error == ECONNREFUSED)
		return "nobody listens there: check the port, that the server runs and that its "
		       "listen_addresses is not "
		       "only localhost";
	if (error == ETIMEDOUT)
		return "no answer: a firewall may be in between, or the address is wrong";
	if (error == EHOSTUNREACH || error == ENETUNREACH)
		return "there is no way to that network from here";
	return "check host and port";
}

static bool probe_tcp(struct probe *p)
{
	int error = EADDRNOTAVAIL;

	begin(p);
	for (size_t i = 0; i < p->addresses.n && error && clock_left_ms(p->deadline_ms) > 0; i++) {
		const struct db_address *to = &p->addresses.items[i];
		error = connect_to(p, to);
		if (error == 0)
			return end(
				p, "tcp", true, arena_printf(p->a, "%s port %d", to->text, (int)p->c->port));
	}
	return end(p, "tcp", false,
		arena_printf(p->a, "%s port %d: %s; %s", p->c->host, (int)p->c->port, strerrordesc_np(error),
			tcp_remedy(error)));
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
		return end(p, "tls", true, "not used: ssl_mode is disable");
	int error = send(p->fd, request, sizeof request, MSG_NOSIGNAL) == sizeof request ? 0 : errno;
	if (error == 0)
		error = wait_socket(p, POLLIN);
	if (error || recv(p->fd, &answer, 1, 0) != 1)
		return end(p, "tls", false,
			"the server closed the connection or said nothing; check that PostgreSQL listens on "
			"this port");
	if (answer == 'S')
		return end(p, "tls", true, "the server offers TLS");
	if (answer != 'N')
		return end(p, "tls", false, "what answers on this port is not PostgreSQL; check the port");
	if (needed)
		return end(p, "tls", false,
			arena_printf(p->a,
				"the server has no TLS and ssl_mode %s needs it; set ssl = on in "
				"postgresql.conf, or ssl_mode "
				"prefer",
				mode));
	return end(p, "tls", true, "the server has no TLS: what is sent can be read on the way");
}

static bool probe_login(struct probe *p)
{
	struct err err = ERR_INIT;

	begin(p);
	if (db_open(p->c->driver, &p->opt, &p->conn, &err) == 0)
		return end(
			p, "login", true, arena_printf(p->a, "as %s on %s", p->c->username, p->c->database));
	if (str_eq(err.why, "tls")) { /* that it is offered was not yet that it can be trusted */
		p->out->n_steps--;
		return end_failed(p, "tls", &err);
	}
	if (!str_eq(err.why, "not_read_only"))
		return end_failed(p, "login", &err);
	end(p, "login", true, NULL);
	return end_failed(p, "read_only", &err);
}

/* Opening a file is two steps: is it there, and is it a database? */
static bool probe_file(struct probe *p)
{
	struct err err = ERR_INIT;

	begin(p);
	int rc = db_open(p->c->driver, &p->opt, &p->conn, &err);
	if (rc && (err.code == ERR_NOT_FOUND || err.code == ERR_DENIED || err.code == ERR_INVALID))
		return end_failed(p, "file", &err);
	end(p, "file", true, p->c->path);
	begin(p);
	if (rc)
		return end_failed(p, "read", &err);
	return end(p, "read", true, NULL);
}

static bool probe_read_only(struct probe *p)
{
	struct err err = ERR_INIT;
	struct db_role role;

	begin(p);
	p->out->server_version = arena_strdup(p->a, db_server_version(p->conn));
	p->out->dialect = p->c->driver->name;
	if (db_role(p->conn, p->a, &role, &err))
		return end_failed(p, "read_only", &err);
	p->out->can_write = role.can_write;
	p->out->remedy = role.remedy;
	if (!role.can_write)
		return end(p, "read_only", true, "the session only reads");
	return end(p, "read_only", true,
		"the session only reads, but the role itself may write; a role that cannot is safer");
}

static bool probe_introspect(struct probe *p)
{
	struct err err = ERR_INIT;
	struct db_schema schema;

	begin(p);
	if (db_introspect(p->conn, p->a, &schema, &err))
		return end_failed(p, "introspect", &err);
	p->out->n_tables = schema.n_tables;
	if (schema.n_tables == 0)
		return end(p, "introspect", true,
			"there is no table this login may read; grant it SELECT, or check the database's "
			"name");
	return end(p, "introspect", true, arena_printf(p->a, "%zu tables and views", schema.n_tables));
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
	source_note_status(
		s, id, out->ok ? "connected" : "error", out->ok ? NULL : out->steps[out->n_steps - 1].detail);
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
