// SPDX-License-Identifier: Apache-2.0
/*
 * Database URLs (RFC 3986 syntax, libpq's and SQLAlchemy's habits) into options. A URL may hold a password, so no
 * message here repeats any part of one but the scheme and the name of a parameter.
 */
#include "db/driver.h"

#include "base/arena.h"
#include "base/limits.h"
#include "base/num.h"
#include "base/utf8.h"

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* Undo %xx; what = the part's name for the message. A NUL would cut the text short in C, so it is refused. */
static int decode(struct arena *a, struct slice s, const char *what, const char **out, struct err *err)
{
	char *buf = arena_alloc(a, s.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (c == '%') {
			int hi = i + 2 < s.n ? hex_digit(s.p[i + 1]) : -1;
			int lo = i + 2 < s.n ? hex_digit(s.p[i + 2]) : -1;
			if (hi < 0 || lo < 0)
				return err_set(err, ERR_INVALID,
					"the database URL's %s has a '%%' that two hexadecimal digits do not "
					"follow; "
					"write a '%%' itself as %%25",
					what);
			c = (char)(hi * 16 + lo);
			i += 2;
		}
		if (c == '\0')
			return err_set(err, ERR_INVALID, "the database URL's %s holds a NUL byte", what);
		buf[n++] = c;
	}
	buf[n] = '\0';
	if (!utf8_is_valid((struct slice){buf, n}))
		return err_set(err, ERR_INVALID, "the database URL's %s is not UTF-8", what);
	*out = n ? buf : NULL;
	return 0;
}

static int parse_port(struct slice s, int *out, struct err *err)
{
	int64_t port;

	if (s.n == 0)
		return 0;
	if (!num_parse_i64(s, 1, 65535, &port))
		return err_set(
			err, ERR_INVALID, "the database URL's port must be a number between 1 and 65535");
	*out = (int)port;
	return 0;
}

/* host, host:port, [v6]:port or nothing. */
static int parse_host(struct arena *a, struct slice s, struct db_options *opt, struct err *err)
{
	struct slice host = s, port = {0};

	if (slice_find(s, SLICE_LIT(",")) >= 0)
		return err_set(err, ERR_INVALID, "the database URL names several hosts; name one");
	if (s.n && s.p[0] == '[') {
		ptrdiff_t end = slice_find(s, SLICE_LIT("]"));
		if (end < 0 || ((size_t)end + 1 < s.n && s.p[end + 1] != ':'))
			return err_set(err, ERR_INVALID, "the database URL's host has a '[' without its ']'");
		host = (struct slice){s.p + 1, (size_t)end - 1};
		if ((size_t)end + 1 < s.n)
			port = (struct slice){s.p + end + 2, s.n - (size_t)end - 2};
	} else if (slice_find(s, SLICE_LIT(":")) >= 0) {
		port = s;
		host = slice_cut(&port, ':');
	}
	if (decode(a, host, "host", &opt->host, err))
		return -1;
	return parse_port(port, &opt->port, err);
}

static int parse_ms(struct slice v, const char *name, int64_t unit_ms, int64_t *out, struct err *err)
{
	int64_t n;

	if (!num_parse_i64(v, 1, 86400000 / unit_ms, &n))
		return err_set(
			err, ERR_INVALID, "the database URL's %s must be a whole number above 0", name);
	*out = n * unit_ms;
	return 0;
}

static int parse_param(struct arena *a, struct slice pair, struct db_options *opt, struct err *err)
{
	struct slice value = pair, name = slice_cut(&value, '=');
	struct {
		const char *name;
		const char **out;
	} texts[] = {
		{"host", &opt->host},
		{"user", &opt->user},
		{"password", &opt->password},
		{"dbname", &opt->database},
		{"sslmode", &opt->ssl_mode},
		{"search_path", &opt->search_path},
	};

	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		if (slice_eq(name, slice_of(texts[i].name)))
			return decode(a, value, texts[i].name, texts[i].out, err);
	if (slice_eq(name, SLICE_LIT("port")))
		return parse_port(value, &opt->port, err);
	if (slice_eq(name, SLICE_LIT("connect_timeout")))
		return parse_ms(value, "connect_timeout", 1000, &opt->connect_timeout_ms, err);
	if (slice_eq(name, SLICE_LIT("statement_timeout")))
		return parse_ms(value, "statement_timeout", 1, &opt->statement_timeout_ms, err);
	return err_set(err, ERR_INVALID,
		"the database URL has a parameter askdb does not know; it knows host, port, user, password, "
		"dbname, "
		"sslmode, search_path, connect_timeout and statement_timeout");
}

static int parse_server(struct arena *a, struct slice rest, struct db_options *opt, struct err *err)
{
	struct slice params = rest, path = slice_cut(&params, '?');
	struct slice authority = slice_cut(&path, '/');

	/* The last '@' ends the user's part: people forget to encode one in a password. */
	for (size_t i = authority.n; i-- > 0;) {
		if (authority.p[i] != '@')
			continue;
		struct slice password = {authority.p, i};
		struct slice user = slice_cut(&password, ':');
		if (decode(a, user, "user name", &opt->user, err) ||
			decode(a, password, "password", &opt->password, err))
			return -1;
		authority = (struct slice){authority.p + i + 1, authority.n - i - 1};
		break;
	}
	if (parse_host(a, authority, opt, err) || decode(a, path, "database name", &opt->database, err))
		return -1;
	while (params.n)
		if (parse_param(a, slice_cut(&params, '&'), opt, err))
			return -1;
	return 0;
}

static int parse_file(struct arena *a, struct slice rest, struct db_options *opt, struct err *err)
{
	if (slice_find(rest, SLICE_LIT("?")) >= 0)
		return err_set(err, ERR_INVALID,
			"a sqlite URL takes no parameters; write a '?' in a file name as %%3F");
	if (decode(a, rest, "path", &opt->path, err))
		return -1;
	if (!opt->path)
		return err_set(
			err, ERR_INVALID, "the sqlite URL names no file; write sqlite:///path/to/file");
	return 0;
}

int db_url_parse(struct arena *a, const char *url, const struct db_driver **driver, struct db_options *opt,
	struct err *err)
{
	struct slice all = slice_of(url);
	ptrdiff_t at = slice_find(all, SLICE_LIT("://"));
	struct db_options parsed = {0};
	const struct db_driver *found;

	if (all.n == 0)
		return err_set(err, ERR_INVALID, "the database URL is empty");
	if (all.n > DB_URL_MAX)
		return err_set(err, ERR_LIMIT, "the database URL is longer than %d bytes", DB_URL_MAX);
	if (!utf8_is_valid(all))
		return err_set(err, ERR_INVALID, "the database URL is not UTF-8");
	if (at < 0) {
		found = db_driver_find("sqlite");
		parsed.path = arena_strndup(a, all.p, all.n);
	} else {
		struct slice rest = {all.p + at + 3, all.n - (size_t)at - 3};
		found = db_driver_find(arena_strndup(a, all.p, (size_t)at));
		if (!found)
			return err_set(err, ERR_INVALID,
				"no driver serves this URL's scheme; write postgresql://user@host/database, "
				"sqlite:///path/to/file or a file name");
		if (str_eq(found->name, "sqlite") ? parse_file(a, rest, &parsed, err)
						  : parse_server(a, rest, &parsed, err))
			return -1;
	}
	*driver = found;
	*opt = parsed;
	return 0;
}
