// SPDX-License-Identifier: Apache-2.0
/*
 * A source's configuration: the fields of each type as one table, which decodes and checks what a client sends and
 * reads what was stored. A URL fills the fields that were not given. Secrets never go into the stored text.
 */
#include "source/source_int.h"

#include "base/arena.h"
#include "base/limits.h"
#include "json/read.h"
#include "json/schema.h"
#include "json/writer.h"

#include <stddef.h>
#include <sys/stat.h>

enum { TIMEOUT_MAX_S = 3600, POSTGRES_PORT = 5432 };

static const char *const ssl_modes[] = {
	"disable", "allow", "prefer", "require", "verify-ca", "verify-full", NULL};

#define AT(member) offsetof(struct source_config, member)
#define COMMON_FIELDS                                                                             \
	{.name = "connection_timeout",                                                            \
		.kind = JS_INT,                                                                   \
		.offset = AT(connection_timeout),                                                 \
		.min = 1,                                                                         \
		.max = TIMEOUT_MAX_S,                                                             \
		.doc = "Seconds to wait for a connection."},                                      \
		{.name = "statement_timeout",                                                     \
			.kind = JS_INT,                                                           \
			.offset = AT(statement_timeout),                                          \
			.min = 1,                                                                 \
			.max = TIMEOUT_MAX_S,                                                     \
			.doc = "Seconds a query may take."},                                      \
		{.name = "pool_size",                                                             \
			.kind = JS_INT,                                                           \
			.offset = AT(pool_size),                                                  \
			.min = 1,                                                                 \
			.max = POOL_SIZE_MAX,                                                     \
			.doc = "Connections kept open."},                                         \
		{.name = "max_overflow",                                                          \
			.kind = JS_INT,                                                           \
			.offset = AT(max_overflow),                                               \
			.min = 0,                                                                 \
			.max = POOL_SIZE_MAX,                                                     \
			.doc = "Connections opened beyond pool_size when all are in use."},       \
	{                                                                                         \
		.name = "url", .kind = JS_STRING, .offset = AT(url), .min = 1, .max = DB_URL_MAX, \
		.doc = "A URL that says the same as the other fields."                            \
	}

static const struct js_field sqlite_fields[] = {
	{.name = "path",
		.kind = JS_STRING,
		.offset = AT(path),
		.min = 1,
		.max = DB_URL_MAX - 1,
		.doc = "Absolute path of the file."},
	COMMON_FIELDS,
};

static const struct js_field postgres_fields[] = {
	{.name = "host",
		.kind = JS_STRING,
		.offset = AT(host),
		.min = 1,
		.max = DB_HOST_MAX,
		.doc = "Host name or address."},
	{.name = "port",
		.kind = JS_INT,
		.offset = AT(port),
		.min = 1,
		.max = 65535,
		.doc = "TCP port, 5432 unless said."},
	{.name = "database",
		.kind = JS_STRING,
		.offset = AT(database),
		.min = 1,
		.max = NAME_MAX_BYTES,
		.doc = "Database."},
	{.name = "username",
		.kind = JS_STRING,
		.offset = AT(username),
		.min = 1,
		.max = NAME_MAX_BYTES,
		.doc = "Role."},
	{.name = "password",
		.kind = JS_STRING,
		.offset = AT(password),
		.max = DB_PASSWORD_MAX,
		.doc = "Its password; never shown again."},
	{.name = "ssl_mode",
		.kind = JS_STRING,
		.offset = AT(ssl_mode),
		.one_of = ssl_modes,
		.doc = "As libpq's sslmode; prefer unless said."},
	{.name = "schema",
		.kind = JS_STRING,
		.offset = AT(schema),
		.min = 1,
		.max = NAME_MAX_BYTES,
		.doc = "Schema to look in first."},
	COMMON_FIELDS,
};

static const struct js_shape sqlite_shape = JS_SHAPE("SqliteConfig", sqlite_fields, struct source_config);
static const struct js_shape postgres_shape =
	JS_SHAPE("PostgresqlConfig", postgres_fields, struct source_config);

static const struct js_shape *shape_of(const struct db_driver *driver)
{
	return driver->dialect == DB_DIALECT_SQLITE ? &sqlite_shape : &postgres_shape;
}

/* "sqlite, postgresql", for messages. */
static const char *known_types(struct arena *a)
{
	struct str s = STR_INIT(DB_HOST_MAX);

	for (const struct db_driver *const *d = db_drivers(); *d; d++)
		str_addf(&s, "%s%s", s.n ? ", " : "", (*d)->name);
	return str_to_arena(&s, a);
}

/* What the URL says, where config says nothing. */
static void fill_from(struct source_config *c, const struct db_options *url)
{
	const struct {
		const char **to, *from;
	} texts[] = {
		{&c->path, url->path},
		{&c->host, url->host},
		{&c->database, url->database},
		{&c->username, url->user},
		{&c->password, url->password},
		{&c->ssl_mode, url->ssl_mode},
		{&c->schema, url->search_path},
	};

	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		if (!*texts[i].to)
			*texts[i].to = texts[i].from;
	if (!c->port)
		c->port = url->port;
	if (!c->connection_timeout)
		c->connection_timeout = url->connect_timeout_ms / 1000;
	if (!c->statement_timeout && url->statement_timeout_ms)
		c->statement_timeout = MAX(1, url->statement_timeout_ms / 1000);
}

struct checker {
	struct arena *a;
	struct js_problems *problems;
};

static void need(struct checker *k, const char *value, const char *field, const char *what)
{
	if (!value || slice_trim(slice_of(value)).n == 0)
		js_problem_add(k->problems, k->a, field, "%s", what);
}

static void check_fields(struct checker *k, struct source_config *c)
{
	if (c->driver->dialect == DB_DIALECT_SQLITE) {
		need(k, c->path, "config.path", "the absolute path of the file is needed");
		if (c->path && c->path[0] != '/')
			js_problem_add(
				k->problems, k->a, "config.path", "must be absolute: begin it with a '/'");
		return;
	}
	need(k, c->host, "config.host", "the host is needed");
	need(k, c->database, "config.database", "the database's name is needed");
	need(k, c->username, "config.username", "the user's name is needed");
	if (c->host && c->host[strcspn(c->host, ",/ \t\r\n")])
		js_problem_add(k->problems, k->a, "config.host", "must be one host name or address");
	for (size_t i = 0; c->ssl_mode && !str_eq(ssl_modes[i], c->ssl_mode); i++) {
		if (ssl_modes[i])
			continue;
		js_problem_add(k->problems, k->a, "config.ssl_mode",
			"must be disable, allow, prefer, require, verify-ca or verify-full");
		break;
	}
	if (!c->port)
		c->port = POSTGRES_PORT;
}

/* The type by its name, by the URL's scheme, or both when they agree. */
static int find_driver(struct checker *k, const struct source_input *in, const char *url,
	struct source_config *c, struct db_options *parsed, struct err *err)
{
	const struct db_driver *from_url = NULL;

	if (in->type) {
		c->driver = db_driver_find(in->type);
		if (!c->driver) {
			js_problem_add(k->problems, k->a, "type", "must be one of: %s", known_types(k->a));
			return 0;
		}
	}
	if (url && db_url_parse(k->a, url, &from_url, parsed, err)) {
		if (err->code != ERR_INVALID && err->code != ERR_LIMIT)
			return -1;
		js_problem_add(k->problems, k->a, "url", "%s", err->msg);
		err_clear(err);
	}
	if (from_url && c->driver && from_url != c->driver)
		js_problem_add(k->problems, k->a, "url", "is of another type than %s", c->driver->name);
	if (!c->driver)
		c->driver = from_url;
	if (!c->driver && !url)
		js_problem_add(k->problems, k->a, "type", "is needed; one of: %s", known_types(k->a));
	return 0;
}

/* Decode config into c; its problems are named after the place in the request. */
static void decode(struct checker *k, const json_t *config, struct source_config *c)
{
	const struct db_driver *driver = c->driver;
	struct js_problems found = {0};

	if (!config)
		return;
	if (js_decode(shape_of(driver), config, k->a, c, &found) == 0)
		return;
	for (size_t i = 0; i < found.n; i++) {
		const char *field = found.items[i].field;
		js_problem_add(k->problems, k->a, arena_printf(k->a, "config%s%s", *field ? "." : "", field),
			"%s", found.items[i].message);
	}
}

int source_config_read(struct arena *a, const struct source_input *in, struct js_problems *problems,
	struct source_config *out, struct err *err)
{
	struct js_problems own = {0};
	struct checker k = {a, problems ? problems : &own};
	struct source_config c = {0};
	struct db_options parsed = {0};
	const char *url = in->url                      ? in->url
			  : json_is_object(in->config) ? js_get_str(in->config, "url")
						       : NULL;

	if (find_driver(&k, in, url, &c, &parsed, err))
		return -1;
	if (c.driver && k.problems->n == 0) {
		decode(&k, in->config, &c);
		fill_from(&c, &parsed);
		c.url = NULL;
	}
	if (c.driver && k.problems->n == 0)
		check_fields(&k, &c);
	if (k.problems->n)
		return err_set(
			err, ERR_INVALID, "%s %s", k.problems->items[0].field, k.problems->items[0].message);
	*out = c;
	return 0;
}

int source_config_parse(
	struct arena *a, const char *type, const char *json, struct source_config *out, struct err *err)
{
	struct source_config c = {.driver = db_driver_find(type)};
	struct js_problems problems = {0};
	json_t *doc;

	if (!c.driver)
		return err_set(err, ERR_INVALID, "this askdb has no driver for the type %s", type);
	if (js_parse(a, slice_of(json), &doc, err))
		return err_wrap(err, "the stored configuration");
	if (js_decode(shape_of(c.driver), doc, a, &c, &problems))
		return err_set(err, ERR_INTERNAL, "the stored configuration cannot be read: %s %s",
			problems.items[0].field, problems.items[0].message);
	*out = c;
	return 0;
}

const char *source_config_text(struct arena *a, const struct source_config *c)
{
	struct str out = STR_INIT(JSON_TEXT_MAX);
	struct js_writer w = JS_WRITER(&out);
	const struct {
		const char *key, *value;
	} texts[] = {
		{"path", c->path},
		{"host", c->host},
		{"database", c->database},
		{"username", c->username},
		{"ssl_mode", c->ssl_mode},
		{"schema", c->schema},
	};
	const struct {
		const char *key;
		int64_t value;
	} numbers[] = {
		{"port", c->port},
		{"connection_timeout", c->connection_timeout},
		{"statement_timeout", c->statement_timeout},
		{"pool_size", c->pool_size},
		{"max_overflow", c->max_overflow},
	};

	js_obj(&w);
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		if (texts[i].value)
			js_kv_str(&w, texts[i].key, texts[i].value);
	for (size_t i = 0; i < ARRAY_LEN(numbers); i++)
		if (numbers[i].value)
			js_kv_int(&w, numbers[i].key, numbers[i].value);
	js_obj_end(&w);
	return str_to_arena(&out, a);
}

struct db_options source_config_options(const struct source_config *c)
{
	return (struct db_options){
		.path = c->path,
		.host = c->host,
		.database = c->database,
		.user = c->username,
		.password = c->password && c->password[0] ? c->password : NULL,
		.ssl_mode = c->ssl_mode,
		.port = (int)c->port,
		.search_path = c->schema,
		.connect_timeout_ms = c->connection_timeout * 1000,
		.statement_timeout_ms = c->statement_timeout * 1000,
	};
}

int source_config_pool_size(const struct source_config *c)
{
	int64_t size = (c->pool_size ? c->pool_size : POOL_SIZE_DEFAULT) + c->max_overflow;

	return (int)MIN(size, POOL_SIZE_MAX);
}

/* Compared by file, not by name: a link to the store is the store. */
int source_config_check_path(const struct sources *s, const struct source_config *c, struct err *err)
{
	struct stat own, asked;

	if (!c->path || !s->own_file || stat(s->own_file, &own) || stat(c->path, &asked))
		return 0;
	if (own.st_dev == asked.st_dev && own.st_ino == asked.st_ino)
		return err_set(err, ERR_DENIED, "this file is askdb's own store and cannot be a data source");
	return 0;
}
