// SPDX-License-Identifier: Apache-2.0
/*
 * Stage 1 over a real store and real databases: the register, what is wrong with a configuration, secrets that stay
 * secret, pools that follow changes, and the test that says which step fails.
 */
#include "base/arena.h"
#include "base/cancel.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/vec.h"
#include "json/read.h"
#include "json/schema.h"
#include "json/writer.h"
#include "source/source.h"
#include "store/store.h"
#include "test.h"

#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

static char dir[] = "/tmp/askdb-source-XXXXXX";
static struct arena *arena; /* for the whole run */
static struct store *store;
static struct sources *sources;

static const char *path_of(const char *name)
{
	return arena_printf(arena, "%s/%s", dir, name);
}

static json_t *json(const char *text)
{
	struct err err = ERR_INIT;
	json_t *doc = NULL;

	CHECK_MSG(js_parse(arena, slice_of(text), &doc, &err) == 0, "parse %s", err.msg);
	return doc;
}

/* A SQLite file with one table that holds n rows. */
static const char *make_database(const char *name, int n)
{
	struct db_options opt = {.path = path_of(name), .writable = true, .create = true};
	CLEANUP(db_close_ptr) struct db_conn *c = NULL;
	struct err err = ERR_INIT;

	CHECK_MSG(db_open(db_driver_find("sqlite"), &opt, &c, &err) == 0, "make %s", name);
	CHECK(db_exec(c, "CREATE TABLE t (x INTEGER)", NULL, 0, &err) == 0);
	for (int i = 0; i < n; i++)
		CHECK(db_exec(c, "INSERT INTO t VALUES (1)", NULL, 0, &err) == 0);
	return opt.path;
}

static int take_int(void *ctx, const struct db_row *row)
{
	*(int64_t *)ctx = row->values[0].i;
	return 0;
}

static int64_t count_rows(struct db_conn *c)
{
	struct db_query q = {.sql = "SELECT count(*) FROM t", .a = arena};
	struct err err = ERR_INIT;
	int64_t n = -1;

	return db_query(c, &q, take_int, &n, &err) ? -1 : n;
}

/* Create a source; its id, or NULL with the error's message in *message. */
static const char *create(const char *name, const char *type, const char *config, const char **message)
{
	struct source_input in = {.name = name, .type = type, .config = json(config)};
	struct store_source src;
	struct err err = ERR_INIT;

	if (source_create(sources, arena, &in, NULL, &src, &err) == 0)
		return src.id;
	if (message)
		*message = arena_printf(arena, "%s: %s", err_code_name(err.code), err.msg);
	return NULL;
}

static void set_up(void)
{
	struct err err = ERR_INIT;
	struct stat st;

	arena = arena_new();
	CHECK(mkdtemp(dir) != NULL);
	CHECK_MSG(store_open(&(struct store_options){.dir = dir}, &store, &err) == 0, "store: %s", err.msg);
	struct sources_options opt = {.store = store, .data_dir = dir};
	CHECK_MSG(sources_open(&opt, &sources, &err) == 0, "sources: %s", err.msg);
	CHECK_MSG(stat(path_of("master.key"), &st) == 0 && (st.st_mode & 0777) == 0600,
		"the key file is private");
}

static void test_keys(void)
{
	static const char *const keys[] = {"short", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA!", " ", ""};
	struct sources *s = NULL;

	for (size_t i = 0; i < 3; i++) {
		struct err err = ERR_INIT;
		struct sources_options opt = {.store = store, .key_base64 = keys[i]};
		CHECK_MSG(
			sources_open(&opt, &s, &err) == -1 && err.code == ERR_INVALID, "no key: %s", err.msg);
	}
	struct err err = ERR_INIT;
	struct sources_options none = {.store = store};
	CHECK(sources_open(&none, &s, &err) == -1 && err.code == ERR_INVALID);
	err_clear(&err);
	CHECK(file_write(path_of("key"), SLICE_LIT("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"), 0600,
		      &err) == 0);
	struct sources_options file = {.store = store, .key_file = path_of("key")};
	CHECK_MSG(sources_open(&file, &s, &err) == 0, "a key file: %s", err.msg);
	sources_close(s);
	unlink(path_of("key"));
}

static void test_register(void)
{
	const char *path = make_database("a.db", 2);
	struct source_input in = {.name = "売上", .type = "sqlite", .description = "d"};
	struct store_source src, again;
	struct store_source_list list;
	struct err err = ERR_INIT;

	in.config = json(arena_printf(arena, "{\"path\":\"%s\",\"statement_timeout\":5}", path));
	CHECK_MSG(source_create(sources, arena, &in, NULL, &src, &err) == 0, "created: %s", err.msg);
	CHECK_STR(src.status, "disconnected");
	CHECK_STR(src.config, arena_printf(arena, "{\"path\":\"%s\",\"statement_timeout\":5}", path));
	CHECK(source_create(sources, arena, &in, NULL, &again, &err) == -1 && err.code == ERR_CONFLICT);
	CHECK_STR(err.why, "name_taken");
	err_clear(&err);

	struct source_input by_url = {.name = "by url", .url = arena_printf(arena, "sqlite://%s", path)};
	CHECK_MSG(source_create(sources, arena, &by_url, NULL, &again, &err) == 0, "by url: %s", err.msg);
	CHECK_STR(again.config, arena_printf(arena, "{\"path\":\"%s\"}", path));
	CHECK_STR(again.type, "sqlite");
	CHECK(source_find(sources, arena, "by url", &again, &err) == 0);
	CHECK(source_list(sources, arena, NULL, &list, &err) == 0 && list.n == 2);

	struct source_input rename = {.name = "b", .description = ""};
	CHECK(source_update(sources, arena, src.id, &rename, NULL, &again, &err) == 0);
	CHECK_STR(again.name, "b");
	CHECK(again.description == NULL);
	CHECK_STR(again.config, src.config);
	enum db_dialect dialect;
	CHECK(source_dialect(sources, src.id, &dialect, &err) == 0 && dialect == DB_DIALECT_SQLITE);
	for (size_t i = 0; i < list.n; i++)
		CHECK(source_delete(sources, list.items[i].id, &err) == 0);
	CHECK(source_get(sources, arena, src.id, &again, &err) == -1 && err.code == ERR_NOT_FOUND);
	err_clear(&err);
	CHECK(source_delete(sources, src.id, &err) == -1 && err.code == ERR_NOT_FOUND);
	err_clear(&err);
	struct source_lease lease = SOURCE_LEASE_INIT;
	CHECK(source_acquire(sources, src.id, 0, NULL, &lease, &err) == -1 && err.code == ERR_NOT_FOUND);
}

static void test_problems(void)
{
	static const struct {
		const char *name, *type, *config, *field;
	} cases[] = {
		{NULL, "sqlite", "{\"path\":\"/x\"}", "name"},
		{"  ", "sqlite", "{\"path\":\"/x\"}", "name"},
		{"n", NULL, "{\"path\":\"/x\"}", "type"},
		{"n", "oracle", "{}", "type"},
		{"n", "sqlite", "{}", "config.path"},
		{"n", "sqlite", "{\"path\":\"x.db\"}", "config.path"},
		{"n", "sqlite", "{\"path\":7}", "config.path"},
		{"n", "sqlite", "{\"path\":\"/x\",\"password\":\"p\"}", "config.password"},
		{"n", "postgresql", "{\"host\":\"h\",\"username\":\"u\"}", "config.database"},
		{"n", "postgresql", "{\"host\":\"h,i\",\"username\":\"u\",\"database\":\"d\"}",
			"config.host"},
		{"n", "postgresql", "{\"host\":\"h\",\"username\":\"u\",\"database\":\"d\",\"port\":70000}",
			"config.port"},
		{"n", "postgresql",
			"{\"host\":\"h\",\"username\":\"u\",\"database\":\"d\",\"ssl_mode\":\"on\"}",
			"config.ssl_mode"},
		{"n", "postgresql", "{\"host\":\"h\",\"username\":\"u\",\"database\":\"d\",\"pool_size\":0}",
			"config.pool_size"},
		{"n", "postgresql", "{\"url\":\"mongodb://h/d\"}", "url"},
		{"n", "postgresql", "{\"url\":\"sqlite:///x\"}", "url"},
		{"n", "postgresql", "{\"url\":\"postgres://u@h\"}", "config.database"},
		{"n", "postgresql", "[]", "config"},
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct source_input in = {
			.name = cases[i].name, .type = cases[i].type, .config = json(cases[i].config)};
		struct js_problems problems = {0};
		struct store_source src;
		struct err err = ERR_INIT;
		int rc = source_create(sources, arena, &in, &problems, &src, &err);
		CHECK_MSG(rc == -1 && err.code == ERR_INVALID && problems.n >= 1, "%zu: %s", i, err.msg);
		if (problems.n)
			CHECK_STR(problems.items[0].field, cases[i].field);
	}
}

static void test_own_store_is_refused(void)
{
	const char *message = "";

	CHECK(!create("own", "sqlite", arena_printf(arena, "{\"path\":\"%s/askdb.db\"}", dir), &message));
	CHECK_MSG(strncmp(message, "denied", 6) == 0, "%s", message);
	CHECK(symlink(path_of("askdb.db"), path_of("link.db")) == 0);
	CHECK(!create("own", "sqlite", arena_printf(arena, "{\"path\":\"%s/link.db\"}", dir), NULL));
	CHECK(unlink(path_of("link.db")) == 0);

	/* a link that is turned later */
	const char *id =
		create("turned", "sqlite", arena_printf(arena, "{\"path\":\"%s/link.db\"}", dir), NULL);
	struct source_lease lease = SOURCE_LEASE_INIT;
	struct err err = ERR_INIT;
	CHECK(id && symlink(path_of("askdb.db"), path_of("link.db")) == 0);
	CHECK(source_acquire(sources, id, 0, NULL, &lease, &err) == -1 && err.code == ERR_DENIED);
	unlink(path_of("link.db"));
	err_clear(&err);
	CHECK(source_delete(sources, id, &err) == 0);
}

static bool file_holds(const char *name, const char *text)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct slice bytes;
	struct err err = ERR_INIT;

	return file_read(a, path_of(name), 64 << 20, &bytes, &err) == 0 &&
	       slice_find(bytes, slice_of(text)) >= 0;
}

static void test_secrets_stay_secret(void)
{
	static const char secret[] = "hunter2-Correct-Horse";
	const char *id = create("pg", NULL, "{}", NULL);
	struct str out = STR_INIT(1 << 16);
	struct js_writer w = JS_WRITER(&out);
	struct store_source src;
	struct source_test t;
	struct err err = ERR_INIT;

	CHECK(!id);
	struct source_input in = {
		.name = "pg", .url = "postgres://u:hunter2-Correct-Horse@127.0.0.1:1/d?connect_timeout=1"};
	CHECK_MSG(source_create(sources, arena, &in, NULL, &src, &err) == 0, "created: %s", err.msg);
	source_write(&src, &w);
	CHECK(source_test(sources, arena, src.id, NULL, &t, &err) == 0 && !t.ok);
	source_test_write(&t, &w);
	struct source_health h;
	CHECK(source_health(sources, arena, src.id, NULL, &h, &err) == 0);
	CHECK_STR(h.status, "error");
	source_health_write(src.id, &h, &w);
	CHECK(source_get(sources, arena, src.id, &src, &err) == 0);
	CHECK_STR(src.status, "error");
	source_write(&src, &w);
	CHECK_MSG(!strstr(out.buf, secret), "not in an answer");
	CHECK_MSG(!file_holds("askdb.db", secret) && !file_holds("askdb.db-wal", secret),
		"not in the store's files");
	CHECK_MSG(file_holds("askdb.db-wal", "127.0.0.1"), "while the rest is there");
	str_free(&out);

	/* kept while the host is the same, asked for again when it is not */
	struct source_input user = {
		.config = json("{\"host\":\"127.0.0.1\",\"port\":1,\"database\":\"d\",\"username\":\"v\"}")};
	CHECK_MSG(source_update(sources, arena, src.id, &user, NULL, &src, &err) == 0, "kept: %s", err.msg);
	struct store_secret *sealed;
	size_t n;
	CHECK(store_source_secrets(store_auto(store), arena, src.id, &sealed, &n, &err) == 0 && n == 1);
	struct source_input host = {
		.config =
			json("{\"host\":\"evil.example\",\"port\":1,\"database\":\"d\",\"username\":\"v\"}")};
	CHECK(source_update(sources, arena, src.id, &host, NULL, &src, &err) == -1 &&
		err.code == ERR_INVALID);
	CHECK_MSG(strstr(err.msg, "config.password"), "%s", err.msg);
	err_clear(&err);

	/* sealed for one source, useless for another */
	struct store_source other = {.id = "00000000-0000-4000-8000-000000000000",
		.name = "other",
		.type = "postgresql",
		.config = src.config};
	CHECK(store_source_create(store_auto(store), &other, sealed, n, &err) == 0);
	CHECK(source_test(sources, arena, other.id, NULL, &t, &err) == -1 && err.code == ERR_DENIED);
	CHECK_STR(err.why, "wrong_key");
	CHECK(!strstr(err.msg, secret));
	err_clear(&err);
	struct source_input again = {
		.config =
			json("{\"host\":\"h\",\"database\":\"d\",\"username\":\"v\",\"password\":\"new\"}")};
	CHECK_MSG(source_update(sources, arena, other.id, &again, NULL, &src, &err) == 0,
		"a new one repairs it: %s", err.msg);
	struct source_input forget = {
		.config = json("{\"host\":\"h\",\"database\":\"d\",\"username\":\"v\",\"password\":\"\"}")};
	CHECK(source_update(sources, arena, other.id, &forget, NULL, &src, &err) == 0);
	CHECK(store_source_secrets(store_auto(store), arena, other.id, &sealed, &n, &err) == 0 && n == 0);
}

static void test_pool_follows_changes(void)
{
	const char *one = make_database("one.db", 1), *three = make_database("three.db", 3);
	const char *id = create("follow", "sqlite", arena_printf(arena, "{\"path\":\"%s\"}", one), NULL);
	struct source_lease old = SOURCE_LEASE_INIT, new = SOURCE_LEASE_INIT;
	struct store_source src;
	struct err err = ERR_INIT;

	CHECK(source_acquire(sources, id, 0, NULL, &old, &err) == 0 && count_rows(old.conn) == 1);
	CHECK(source_get(sources, arena, id, &src, &err) == 0);
	CHECK_STR(src.status, "connected");
	struct source_input in = {.config = json(arena_printf(arena, "{\"path\":\"%s\"}", three))};
	CHECK(source_update(sources, arena, id, &in, NULL, &src, &err) == 0);
	CHECK(source_acquire(sources, id, 0, NULL, &new, &err) == 0 && count_rows(new.conn) == 3);
	CHECK_MSG(count_rows(old.conn) == 1, "a borrowed connection goes on");
	source_release(&old);
	source_release(&new);
	source_release(&new);
	CHECK(old.conn == NULL);
	struct source_health h;
	CHECK(source_health(sources, arena, id, NULL, &h, &err) == 0 && h.latency_ms >= 0);
	CHECK_STR(h.status, "connected");
	CHECK_INT(h.pool.open, 1);
}

static void test_connection_of_ones_own(void)
{
	const char *path = make_database("two.db", 2);
	const char *id = create("own", "sqlite", arena_printf(arena, "{\"path\":\"%s\"}", path), NULL);
	struct source_lease lease = SOURCE_LEASE_INIT;
	struct source_health h;
	struct err err = ERR_INIT;

	CHECK(source_health(sources, arena, id, NULL, &h, &err) == 0 && h.pool.open == 1);
	CHECK(source_open(sources, id, 60000, NULL, &lease, &err) == 0 && count_rows(lease.conn) == 2);
	CHECK(source_health(sources, arena, id, NULL, &h, &err) == 0);
	CHECK_MSG(h.pool.open == 1 && h.pool.idle == 1, "it is none of the pool's");
	CHECK_MSG(db_exec(lease.conn, "DELETE FROM t", NULL, 0, &err) < 0, "and only reads");
	err_clear(&err);
	source_release(&lease);
	CHECK(lease.conn == NULL);
	CHECK(source_open(sources, "nobody", 60000, NULL, &lease, &err) == -1 && err.code == ERR_NOT_FOUND);
}

struct worker {
	const char *id;
	int n_ok, n_failed;
	atomic_bool *stop;
};

static void *borrow_often(void *p)
{
	struct worker *w = p;

	while (!atomic_load(w->stop)) {
		CLEANUP(arena_free_ptr) struct arena *a = arena_new();
		struct source_lease lease = SOURCE_LEASE_INIT;
		struct err err = ERR_INIT;
		struct db_query q = {.sql = "SELECT count(*) FROM t", .a = a};
		bool ok = source_acquire(sources, w->id, 0, NULL, &lease, &err) == 0 &&
			  db_query(lease.conn, &q, NULL, NULL, &err) == 0;
		source_release(&lease);
		*(ok ? &w->n_ok : &w->n_failed) += 1;
		if (!ok)
			fprintf(stderr, "  %s\n", err.msg);
	}
	return NULL;
}

static void test_many_threads(void)
{
	enum { THREADS = 6, CHANGES = 20 };
	const char *id =
		create("many", "sqlite", arena_printf(arena, "{\"path\":\"%s\"}", path_of("one.db")), NULL);
	atomic_bool stop = false;
	struct worker workers[THREADS];
	pthread_t threads[THREADS];
	int done = 0, failed = 0;

	for (int i = 0; i < THREADS; i++) {
		workers[i] = (struct worker){.id = id, .stop = &stop};
		pthread_create(&threads[i], NULL, borrow_often, &workers[i]);
	}
	for (int i = 0; i < CHANGES; i++) {
		struct source_input in = {
			.config = json(arena_printf(arena, "{\"path\":\"%s\",\"pool_size\":%d}",
				path_of(i % 2 ? "one.db" : "three.db"), 1 + i % 3))};
		struct store_source src;
		struct err err = ERR_INIT;
		CHECK_MSG(source_update(sources, arena, id, &in, NULL, &src, &err) == 0, "change %d: %s", i,
			err.msg);
	}
	atomic_store(&stop, true);
	for (int i = 0; i < THREADS; i++) {
		pthread_join(threads[i], NULL);
		done += workers[i].n_ok;
		failed += workers[i].n_failed;
	}
	CHECK_MSG(done > 0 && failed == 0, "%d borrowed, %d failed", done, failed);
}

/* "dns+ tcp- ": the steps and how they went */
static const char *steps_of(const struct source_test *t)
{
	struct str s = STR_INIT(200);

	for (size_t i = 0; i < t->n_steps; i++)
		str_addf(&s, "%s%s%c", i ? " " : "", t->steps[i].step, t->steps[i].ok ? '+' : '-');
	return str_to_arena(&s, arena);
}

static const char *try_config(const char *type, const char *config, struct source_test *t)
{
	struct source_input in = {.name = "try", .type = type, .config = json(config)};
	struct err err = ERR_INIT;

	if (source_test_input(sources, arena, &in, NULL, t, &err))
		return arena_printf(arena, "%s: %s", err_code_name(err.code), err.msg);
	return steps_of(t);
}

/* The last step failed for this reason, and says this about what to do; those before it need nothing. */
static void check_fault(const struct source_test *t, const char *fault, const char *remedy)
{
	const struct source_step *last = &t->steps[t->n_steps - 1];

	CHECK_STR(last->fault, fault);
	CHECK_MSG(strstr(last->remedy, remedy) && !strstr(last->detail, "; "), "%s: %s", last->detail,
		last->remedy);
	for (size_t i = 0; i + 1 < t->n_steps; i++)
		CHECK(!t->steps[i].fault && !t->steps[i].remedy);
}

/* A server that is none: says hello to the first who connects. Its port. */
static int serve_hello(int *fd)
{
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
	socklen_t n = sizeof at;
	void *address = &at;

	*fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	CHECK(bind(*fd, address, n) == 0 && listen(*fd, 4) == 0 && getsockname(*fd, address, &n) == 0);
	return ntohs(at.sin_port);
}

static void *say_hello(void *p)
{
	int fd = accept4(*(int *)p, NULL, NULL, SOCK_CLOEXEC);

	if (fd >= 0 && send(fd, "HTTP/1.1 400\r\n\r\n", 16, MSG_NOSIGNAL) > 0) {
		char rest[64];
		while (recv(fd, rest, sizeof rest, 0) > 0)
			continue;
	}
	close(fd);
	return NULL;
}

static void test_steps_without_a_server(void)
{
	struct source_test t;
	pthread_t thread;
	int fd;

	make_database("s.db", 1);
	CHECK_STR(try_config("sqlite", arena_printf(arena, "{\"path\":\"%s/s.db\"}", dir), &t),
		"file+ read+ read_only+ introspect+");
	CHECK(t.ok && t.n_tables == 1 && !t.can_write && strncmp(t.server_version, "SQLite 3.", 9) == 0);
	CHECK_STR(t.dialect, "sqlite");
	CHECK_STR(try_config("sqlite", "{\"path\":\"/nowhere/x.db\"}", &t), "file-");
	check_fault(&t, "file_missing", "check the spelling");
	CHECK_STR(try_config("sqlite", arena_printf(arena, "{\"path\":\"%s\"}", dir), &t), "file-");
	check_fault(&t, "path", "absolute path");
	CHECK_STR(try_config("sqlite", arena_printf(arena, "{\"path\":\"%s/master.key\"}", dir), &t),
		"file+ read-");
	CHECK(strstr(t.steps[1].detail, "not a SQLite database"));
	check_fault(&t, "file_unreadable", "export it unencrypted");
	CHECK(strncmp(try_config("sqlite", arena_printf(arena, "{\"path\":\"%s/askdb.db\"}", dir), &t),
		      "denied", 6) == 0);

#define PG(more) \
	"{\"host\":\"127.0.0.1\",\"database\":\"d\",\"username\":\"u\",\"connection_timeout\":2," more "}"
	CHECK_STR(try_config("postgresql", PG("\"port\":1"), &t), "dns+ tcp-");
	check_fault(&t, "refused", "listen_addresses");
	CHECK_STR(try_config("postgresql",
			  "{\"host\":\"no-such-host.invalid\",\"database\":\"d\",\"username\":\"u\","
			  "\"connection_timeout\":1}",
			  &t),
		"dns-");
	check_fault(&t, "host", "check the s");
	int port = serve_hello(&fd);
	pthread_create(&thread, NULL, say_hello, &fd);
	CHECK_STR(
		try_config("postgresql", arena_printf(arena, PG("\"port\":%d"), port), &t), "dns+ tcp+ tls-");
	CHECK_MSG(strstr(t.steps[2].detail, "not PostgreSQL"), "%s", t.steps[2].detail);
	check_fault(&t, "not_postgres", "check the port");
	pthread_join(thread, NULL);
	close(fd);

	CLEANUP(cancel_unref_ptr) struct cancel *cancel = cancel_new();
	cancel_set(cancel);
	struct source_input in = {.name = "try", .type = "postgresql", .config = json(PG("\"port\":1"))};
	struct err err = ERR_INIT;
	CHECK(source_test_input(sources, arena, &in, cancel, &t, &err) == -1 && err.code == ERR_CANCELLED);
}

static void test_steps_on_postgres(void)
{
	const char *url = getenv("ASKDB_TEST_PG");
	struct source_test t;
	struct err err = ERR_INIT;

	if (!url || !*url)
		SKIP("ASKDB_TEST_PG names no server");
	struct source_input in = {.name = "real", .url = url};
	CHECK_MSG(source_test_input(sources, arena, &in, NULL, &t, &err) == 0, "tested: %s", err.msg);
	CHECK_STR(steps_of(&t), "dns+ tcp+ tls+ login+ read_only+ introspect+");
	CHECK(t.ok && t.can_write && strstr(t.remedy, "GRANT SELECT"));
	CHECK(strncmp(t.server_version, "PostgreSQL ", 11) == 0);
	struct source_input tls = {.name = "real", .url = arena_printf(arena, "%s?sslmode=require", url)};
	CHECK(source_test_input(sources, arena, &tls, NULL, &t, &err) == 0);
	CHECK_STR(steps_of(&t), "dns+ tcp+ tls-");
	check_fault(&t, "no_tls", "ssl = on");
	struct source_input wrong = {
		.name = "real", .url = url, .config = json("{\"password\":\"wrong-Secret\"}")};
	CHECK(source_test_input(sources, arena, &wrong, NULL, &t, &err) == 0);
	CHECK_STR(steps_of(&t), "dns+ tcp+ tls+ login-");
	CHECK_MSG(strstr(t.steps[3].detail, "password") && !strstr(t.steps[3].detail, "wrong-Secret"), "%s",
		t.steps[3].detail);
	check_fault(&t, "login", "check the user name and the password");

	struct store_source src;
	struct source_lease lease = SOURCE_LEASE_INIT;
	CHECK_MSG(source_create(sources, arena, &in, NULL, &src, &err) == 0, "created: %s", err.msg);
	CHECK_MSG(source_acquire(sources, src.id, 0, NULL, &lease, &err) == 0, "the password opens again: %s",
		err.msg);
	CHECK_INT(lease.dialect, DB_DIALECT_POSTGRES);
	CHECK(db_exec(lease.conn, "CREATE TABLE x (y INTEGER)", NULL, 0, &err) == -1 &&
		err.code == ERR_DENIED);
	source_release(&lease);
}

static void tear_down(void)
{
	static const char *const names[] = {
		"askdb.db", "a.db", "one.db", "two.db", "three.db", "s.db", "master.key", "lock"};
	static const char *const ends[] = {"", "-wal", "-shm"};

	sources_close(sources);
	store_close(store);
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		for (size_t j = 0; j < ARRAY_LEN(ends); j++)
			unlink(arena_printf(arena, "%s/%s%s", dir, names[i], ends[j]));
	CHECK(rmdir(dir) == 0);
	arena_free(arena);
}

TEST_MAIN(TEST(set_up), TEST(test_keys), TEST(test_register), TEST(test_problems),
	TEST(test_own_store_is_refused), TEST(test_secrets_stay_secret), TEST(test_pool_follows_changes),
	TEST(test_connection_of_ones_own), TEST(test_many_threads), TEST(test_steps_without_a_server),
	TEST(test_steps_on_postgres), TEST(tear_down))
