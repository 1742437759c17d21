// SPDX-License-Identifier: Apache-2.0
/*
 * What the guard lets through changes nothing, on a real PostgreSQL: mutated statements that pass run in a plain
 * read-write session of a role that owns the database, through the simple protocol, which takes several statements.
 * Tables, catalog, sequences, large objects, settings, locks and the rest of the session must stay as they were.
 */
#include "base/limits.h"
#include "mutate.h"
#include "sql/guard.h"
#include "test.h"

#include <libpq-fe.h>

enum { STATEMENTS = 40000, BATCH = 200 };

static const char schema[] =
	"CREATE TABLE artist (artist_id int PRIMARY KEY, name text);"
	"CREATE TABLE album (album_id int PRIMARY KEY, title text, artist_id int REFERENCES artist);"
	"CREATE TABLE track (track_id serial PRIMARY KEY, name text, album_id int, unit_price numeric);"
	"CREATE TABLE invoice_line (invoice_line_id int, track_id int, unit_price numeric, quantity int);"
	"CREATE TABLE evil (a int);"
	"CREATE SEQUENCE artist_seq;"
	"CREATE TYPE pair AS (x float8, y int);"
	"CREATE TABLE a (b pair);"
	"CREATE FUNCTION my_function(int) RETURNS int LANGUAGE sql AS 'INSERT INTO public.evil VALUES ($1) "
	"RETURNING a';"
	"CREATE FUNCTION evil_function(int) RETURNS int LANGUAGE sql AS 'INSERT INTO public.evil VALUES ($1) "
	"RETURNING a';"
	"CREATE FUNCTION pair_act(pair) RETURNS int LANGUAGE sql AS 'INSERT INTO public.evil VALUES (1) "
	"RETURNING a';"
	"CREATE PROCEDURE p() LANGUAGE sql AS 'DELETE FROM public.artist';"
	"CREATE SCHEMA other;"
	"CREATE FUNCTION other.act(int, int) RETURNS int LANGUAGE sql AS 'INSERT INTO public.evil VALUES "
	"($1) RETURNING a';"
	"CREATE OPERATOR other.+ (leftarg = int, rightarg = int, function = other.act);"
	"INSERT INTO artist VALUES (1, 'AC/DC'), (2, 'Accept'), (3, NULL);"
	"INSERT INTO album VALUES (1, 'For Those', 1), (2, 'Balls', 2), (3, 'Restless', 2);"
	"INSERT INTO track (name, album_id, unit_price) VALUES ('Evil Walks', 1, 0.99), ('Snowballed', 1, "
	"1.99);"
	"INSERT INTO a VALUES ((1, 2));"
	"SELECT lo_from_bytea(4711, 'x');";

static const char *const pieces[] = {";", "; DELETE FROM artist", "; DROP TABLE artist; --", "my_function",
	"my_function(1)", "(1).my_function", "(65536).lo_creat", "(SELECT 1).my_function", "set_config",
	"pg_catalog.set_config", "set_config('work_mem', '1GB', false)", "lo_create(0)", "lo_unlink(4711)",
	"nextval('artist_seq')", "\"nextval\"", "pg_advisory_lock(1)", "pg_notify('a', 'b')",
	"txid_current()", "INTO evil", "INTO TEMP x", "RETURNING *", "FOR UPDATE",
	"INSERT INTO evil VALUES (1)", "UPDATE evil SET a = 1", "DELETE FROM artist", "MERGE INTO evil",
	"COPY", "DO", "CALL p()", "SET work_mem = '1GB'", "RESET ALL", "LISTEN x", "BEGIN", "COMMIT", "--",
	"/*", "*/", "'", "\"", "E'", "\\'", "$$", "$a$", "U&\"", "''", "\r", "WITH", "AS (", "SELECT",
	"TABLE", "VALUES", "EXPLAIN", "ANALYZE", "EXPLAIN ANALYZE", "(", ")", "[", "]", ",", ".",
	"::", "UNION", "LATERAL", "ROWS FROM (", "OPERATOR(other.+)", "ORDER BY my_function(1)",
	"LIMIT my_function(1)", "OVER (ORDER BY my_function(1))", "FILTER (WHERE my_function(1) = 1)",
	"CREATE TABLE x AS", "query_to_xml('SELECT 1', true, true, '')",
	"ts_stat('SELECT my_function(1)::text::tsvector')", "setseed(0.1)", "DECLARE c CURSOR WITH HOLD FOR",
	"PREPARE s AS"};

/* One row a thing that could change; everything that is the session's is read in the session itself. */
static const char state_sql[] =
	"SELECT 'artist', md5(string_agg(t::text, '|' ORDER BY t::text)) FROM public.artist t UNION ALL "
	"SELECT 'album', md5(string_agg(t::text, '|' ORDER BY t::text)) FROM public.album t UNION ALL "
	"SELECT 'track', md5(string_agg(t::text, '|' ORDER BY t::text)) FROM public.track t UNION ALL "
	"SELECT 'evil', count(*)::text FROM public.evil UNION ALL "
	"SELECT 'a', md5(string_agg(t::text, '|')) FROM public.a t UNION ALL "
	"SELECT 'sequences', md5(string_agg(s::text, '|' ORDER BY s::text)) FROM pg_sequences s UNION ALL "
	"SELECT 'relations', md5(string_agg((oid, relname, relkind, relfilenode, relacl)::text, '|' ORDER BY "
	"oid)) "
	"FROM pg_class WHERE relnamespace <> 'pg_toast'::regnamespace UNION ALL "
	"SELECT 'columns', count(*)::text FROM pg_attribute UNION ALL "
	"SELECT 'functions', md5(string_agg((oid, proname, prosrc)::text, '|' ORDER BY oid)) FROM pg_proc "
	"WHERE "
	"oid > 16383 UNION ALL "
	"SELECT 'types', count(*)::text FROM pg_type UNION ALL SELECT 'schemas', count(*)::text FROM "
	"pg_namespace UNION ALL "
	"SELECT 'operators', count(*)::text FROM pg_operator UNION ALL SELECT 'triggers', count(*)::text "
	"FROM pg_trigger UNION ALL "
	"SELECT 'comments', md5(string_agg(description, '|' ORDER BY objoid, classoid, objsubid)) FROM "
	"pg_description UNION ALL "
	"SELECT 'large objects', string_agg((oid, lo_get(oid))::text, '|' ORDER BY oid) FROM "
	"pg_largeobject_metadata UNION ALL "
	"SELECT 'roles', md5(string_agg(r::text, '|' ORDER BY r::text)) FROM pg_roles r UNION ALL "
	"SELECT 'role settings', count(*)::text FROM pg_db_role_setting UNION ALL "
	"SELECT 'extensions', count(*)::text FROM pg_extension UNION ALL SELECT 'databases', count(*)::text "
	"FROM pg_database UNION ALL "
	"SELECT 'slots', count(*)::text FROM pg_replication_slots UNION ALL SELECT 'prepared', "
	"count(*)::text FROM pg_prepared_xacts UNION ALL "
	"SELECT 'settings', md5(string_agg(name || '=' || setting, '|' ORDER BY name)) FROM pg_settings "
	"UNION ALL "
	"SELECT 'who', (current_user, session_user)::text UNION ALL "
	"SELECT 'channels', string_agg(c, '|') FROM pg_listening_channels() c UNION ALL "
	"SELECT 'cursors', string_agg(name, '|') FROM pg_cursors WHERE name <> '' UNION ALL "
	"SELECT 'statements', string_agg(name, '|') FROM pg_prepared_statements UNION ALL "
	"SELECT 'locks', string_agg(locktype || mode, '|') FROM pg_locks WHERE pid = pg_backend_pid() AND "
	"locktype = 'advisory'";

static const char timeout_sql[] = "SET statement_timeout = '150ms'";

static const char settings_sql[] = "SET lock_timeout = '100ms'; SET work_mem = '4MB'; "
				   "SET client_min_messages = error";

static bool run(PGconn *c, const char *sql)
{
	PGresult *r = PQexec(c, sql);
	ExecStatusType s = PQresultStatus(r);

	if (s == PGRES_COPY_OUT || s == PGRES_COPY_IN) {
		PQclear(r);
		PQputCopyEnd(c, "no");
		while ((r = PQgetResult(c)))
			PQclear(r);
		return false;
	}
	PQclear(r);
	return s == PGRES_TUPLES_OK || s == PGRES_COMMAND_OK;
}

/*
 * Everything that could have changed, as text; tells an open transaction too. The mutants' timeout is looked at first
 * and then lifted for the look at the rest, which takes longer on a busy machine.
 */
static const char *state_of(PGconn *c, struct arena *a)
{
	struct str out = STR_INIT(1 << 20);
	PGresult *r = PQexec(c, "SHOW statement_timeout");

	str_addf(&out, "timeout=%s\n", PQntuples(r) == 1 ? PQgetvalue(r, 0, 0) : PQresultErrorMessage(r));
	PQclear(r);
	str_addf(&out, "transaction=%d\n", (int)PQtransactionStatus(c));
	run(c, "SET statement_timeout = 0");
	r = PQexec(c, state_sql);
	if (PQntuples(r) < 20)
		CHECK_MSG(false, "the state can be read: %s", PQresultErrorMessage(r));
	for (int i = 0; i < PQntuples(r); i++)
		str_addf(&out, "%s: %s\n", PQgetvalue(r, i, 0), PQgetvalue(r, i, 1));
	PQclear(r);
	run(c, timeout_sql);
	return str_to_arena(&out, a);
}

/* A role that owns a new database, and a session of it. NULL when there is no server. */
static PGconn *owner_session(struct arena *a, const char *name)
{
	const char *url = getenv("ASKDB_TEST_PG");
	PGconn *super = url && *url ? PQconnectdb(url) : NULL;

	if (!super || PQstatus(super) != CONNECTION_OK) {
		PQfinish(super);
		return NULL;
	}
	run(super, arena_printf(a, "CREATE ROLE %s LOGIN PASSWORD 'secret' CREATEDB", name));
	run(super, arena_printf(a, "CREATE DATABASE %s OWNER %s", name, name));
	const char *keys[] = {"host", "port", "user", "password", "dbname", NULL};
	const char *values[] = {PQhost(super), PQport(super), name, "secret", name, NULL};
	PGconn *c = PQconnectdbParams(keys, values, 0);
	bool ok =
		PQstatus(c) == CONNECTION_OK && run(c, schema) && run(c, settings_sql) && run(c, timeout_sql);
	CHECK_MSG(ok, "a session of the owner: %s", PQerrorMessage(c));
	PQfinish(super);
	return c;
}

/* Take the role and its database away again, should the server live longer than this test. */
static void drop_owner(struct arena *a, const char *name)
{
	PGconn *super = PQconnectdb(getenv("ASKDB_TEST_PG"));

	run(super, arena_printf(a, "DROP DATABASE IF EXISTS %s WITH (FORCE)", name));
	run(super, arena_printf(a, "DROP ROLE IF EXISTS %s", name));
	PQfinish(super);
}

struct tally {
	size_t passed, ran, changed;
};

static void run_mutants(PGconn *c, struct arena *a, struct tally *n)
{
	struct mutator m = {.dialect = SQL_POSTGRES,
		.a = a,
		.state = 20260131,
		.pieces = pieces,
		.n_pieces = ARRAY_LEN(pieces)};
	struct str sql = STR_INIT(SQL_MAX), batch = STR_INIT(1 << 22);

	mutate_add_corpus(&m, "honest_postgres.sql");
	mutate_add_corpus(&m, "hostile_postgres.sql");
	const char *before = state_of(c, a);
	for (size_t i = 0; i < STATEMENTS; i++) {
		struct arena *each = arena_new();
		struct sql_verdict v;
		mutate_next(&m, &sql);
		sql_guard(SQL_POSTGRES, str_slice(&sql), each, &v);
		if (v.allowed) {
			n->passed++;
			n->ran += run(c, sql.buf);
			str_addf(&batch, "  %s\n", sql.buf);
		}
		if (i % BATCH == BATCH - 1) {
			const char *now = state_of(c, each);
			if (strcmp(before, now) != 0 && !n->changed++)
				fprintf(stderr, "one of these changed something:\n%sbefore:\n%s\nafter:\n%s",
					batch.buf, before, now);
			str_truncate(&batch, 0);
		}
		arena_free(each);
	}
	str_free(&sql);
	str_free(&batch);
}

static void test_nothing_changes(void)
{
	struct arena *a = arena_new();
	struct tally n = {0};
	PGconn *c = owner_session(a, "guard_owner");

	if (!c) {
		arena_free(a);
		SKIP("no PostgreSQL server (ASKDB_TEST_PG)");
	}
	run_mutants(c, a, &n);
	CHECK_MSG(n.changed == 0, "nothing changed (%d statements, %zu passed, %zu of them ran)", STATEMENTS,
		n.passed, n.ran);
	CHECK_MSG(n.passed > STATEMENTS / 20 && n.ran > n.passed / 4,
		"enough statements passed (%zu) and ran (%zu)", n.passed, n.ran);
	PQfinish(c);
	drop_owner(a, "guard_owner");
	arena_free(a);
}

/* The watch itself works, and what it watches for is really within the role's power. */
static void test_changes_are_seen(void)
{
	static const char *const acts[] = {"DELETE FROM album", "SELECT set_config('work_mem', '1GB', false)",
		"SELECT lo_create(0)", "SELECT (65536).lo_creat", "SELECT nextval('artist_seq')",
		"SELECT pg_advisory_lock(1)", "LISTEN x", "SELECT my_function(1)", "SELECT (1).my_function",
		"SELECT 1 OPERATOR(other.+) 2", "CREATE TEMP TABLE t (a int)", "PREPARE s AS SELECT 1",
		"BEGIN", "DECLARE c CURSOR WITH HOLD FOR SELECT 1", "COMMENT ON TABLE artist IS 'x'"};
	struct arena *a = arena_new();
	PGconn *c = owner_session(a, "guard_seen");

	if (!c) {
		arena_free(a);
		SKIP("no PostgreSQL server (ASKDB_TEST_PG)");
	}
	for (size_t i = 0; i < ARRAY_LEN(acts); i++) {
		const char *before = state_of(c, a);
		CHECK_MSG(run(c, acts[i]), "ran: %s %s", acts[i], PQerrorMessage(c));
		CHECK_MSG(strcmp(before, state_of(c, a)) != 0, "seen: %s", acts[i]);
	}
	PQfinish(c);
	drop_owner(a, "guard_seen");
	arena_free(a);
}

TEST_MAIN(TEST(test_changes_are_seen), TEST(test_nothing_changes))
