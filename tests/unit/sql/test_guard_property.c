// SPDX-License-Identifier: Apache-2.0
/*
 * What the guard lets through changes nothing: mutated statements are judged, and those that pass run on a SQLite
 * database that is open for writing, without authorizer or read-only mode, extension loading and functions that act
 * switched on. File, settings and folder must stay as they were. PostgreSQL's half is test_guard_property_pg.c.
 */
#include "base/hash.h"
#include "base/limits.h"
#include "mutate.h"
#include "sql/guard.h"
#include "sql/sqlite_reader.h"
#include "test.h"

#include <dirent.h>
#include <sqlite3.h>
#include <unistd.h>

enum { STATEMENTS = 60000, BATCH = 250, ROWS_MAX = 50, STEPS_MAX = 20000 };

static const char schema[] =
	"CREATE TABLE Artist (ArtistId INTEGER PRIMARY KEY, Name TEXT);"
	"CREATE TABLE Album (AlbumId INTEGER PRIMARY KEY, Title TEXT, ArtistId INTEGER REFERENCES Artist);"
	"CREATE TABLE Track (TrackId INTEGER PRIMARY KEY AUTOINCREMENT, Name TEXT, AlbumId INTEGER, "
	"UnitPrice NUMERIC);"
	"CREATE TABLE evil (a);"
	"CREATE INDEX IFK_AlbumArtistId ON Album (ArtistId);"
	"CREATE VIEW v AS SELECT Name FROM Artist;"
	"INSERT INTO Artist VALUES (1, 'AC/DC'), (2, 'Accept'), (3, NULL);"
	"INSERT INTO Album VALUES (1, 'For Those', 1), (2, 'Balls', 2), (3, 'Restless', 2);"
	"INSERT INTO Track VALUES (1, 'Evil Walks', 1, 0.99), (2, 'Snowballed', 1, 1.99);"
	"PRAGMA user_version = 3;";

static const char *const pieces[] = {";", "; DELETE FROM Artist", "; DROP TABLE Artist; --", "load_extension",
	"writefile", "eval", "\"eval\"", "[writefile]", "`eval`", "eval /* */ (1)", "eval(1)",
	"(SELECT eval(1))", "INTO evil", "RETURNING *", "INSERT INTO evil", "UPDATE evil SET a = 1",
	"DELETE FROM evil", "REPLACE INTO evil VALUES (1)", "FROM pragma_journal_mode",
	"pragma_user_version(9)", "PRAGMA", "= 9", "user_version", "journal_mode(wal)", "ATTACH 'x.db' AS x",
	"VACUUM", "--", "/*", "*/", "'", "\"", "`", "[", "]", "x'", "''", "WITH", "AS (", "SELECT", "VALUES",
	"EXPLAIN", "(", ")", ",", "UNION", "sqlite_dbpage", "$a", "?", "\xEF\xBB\xBF", "ORDER BY eval(1)",
	"LIMIT eval(1)", "OVER (ORDER BY eval(1))", "FILTER (WHERE eval(1))", "IN pragma_optimize",
	"CREATE TABLE x AS", "SAVEPOINT x", "BEGIN;", "COMMIT;"};

static void act(sqlite3_context *ctx, int argc, sqlite3_value **argv)
{
	(void)argc;
	(void)argv;
	++*(int *)sqlite3_user_data(ctx);
	sqlite3_result_int(ctx, 1);
}

static int give_up(void *left)
{
	return --*(int *)left < 0;
}

/* Functions that a program might add and that do more than compute. */
static void add_acting_functions(sqlite3 *db, int *called)
{
	static const char *const names[] = {"eval", "writefile", "readfile", "edit", "my_own_function",
		"my_window", "load_extension", "fts3_tokenizer", "optimize", "sqlite_log", "sha3_query"};

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		for (int argc = 0; argc < 4; argc++)
			sqlite3_create_function(db, names[i], argc, SQLITE_UTF8, called, act, NULL, NULL);
}

struct world {
	struct arena *a;
	const char *dir, *path;
	sqlite3 *db;
	int called; /* of the acting functions */
	char strange
		[200]; /* the first thing that SQLite itself says a statement would do beyond reading; "" = none */
};

/* SQLite's own account of what a statement does: only reading, with functions and pragmas of the lists. Nothing is denied. */
static int watch(void *ctx, int action, const char *one, const char *two, const char *three, const char *four)
{
	struct world *w = ctx;
	struct slice name = slice_of(action == SQLITE_FUNCTION ? two : one);
	bool ok = action == SQLITE_SELECT || action == SQLITE_READ || action == SQLITE_RECURSIVE;

	(void)three;
	(void)four;
	if (action == SQLITE_FUNCTION)
		ok = sqlite_function_allowed(name) || str_eq(two, "->") || str_eq(two, "->>") ||
		     str_eq(two, "match") || slice_starts(name, SLICE_LIT("current_"));
	else if (action == SQLITE_PRAGMA)
		ok = sqlite_pragma_allowed(name, two != NULL);
	if (!ok && !w->strange[0])
		snprintf(w->strange, sizeof w->strange, "action %d on %s %s", action, one ? one : "",
			two ? two : "");
	return SQLITE_OK;
}

/* The first use of a table-valued function declares its table, which the authorizer sees as writing; that is not the statement's doing. */
static void declare_table_functions(sqlite3 *db)
{
	static const char *const names[] = {"foreign_key_check", "foreign_key_list", "index_info",
		"index_list", "index_xinfo", "table_info", "table_list", "table_xinfo", "application_id",
		"collation_list", "compile_options", "data_version", "encoding", "freelist_count",
		"function_list", "page_count", "page_size", "schema_version", "user_version"};

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		char sql[80];
		snprintf(sql, sizeof sql, "SELECT 1 FROM pragma_%s LIMIT 0", names[i]);
		sqlite3_exec(db, sql, NULL, NULL, NULL);
	}
	sqlite3_exec(db, "SELECT 1 FROM json_each('[]'), json_tree('[]')", NULL, NULL, NULL);
}

static bool world_open(struct world *w)
{
	char dir[] = "askdb-guard-XXXXXX";
	const char *tmp = getenv("TMPDIR");
	char *path = arena_printf(w->a, "%s/%s", tmp && *tmp ? tmp : P_tmpdir, dir);

	if (!mkdtemp(path))
		return false;
	w->dir = path;
	w->path = arena_printf(w->a, "%s/db.sqlite", path);
	if (sqlite3_open(w->path, &w->db) || sqlite3_exec(w->db, schema, NULL, NULL, NULL))
		return false;
	sqlite3_limit(w->db, SQLITE_LIMIT_LENGTH, 1 << 20);
	sqlite3_db_config(w->db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 1, NULL);
	add_acting_functions(w->db, &w->called);
	declare_table_functions(w->db);
	return true;
}

static void world_close(struct world *w)
{
	DIR *d = opendir(w->dir);
	struct dirent *e;

	sqlite3_close(w->db);
	while (d && (e = readdir(d)))
		if (e->d_name[0] != '.')
			unlink(arena_printf(w->a, "%s/%s", w->dir, e->d_name));
	if (d)
		closedir(d);
	rmdir(w->dir);
}

static void add_query(struct world *w, struct str *out, const char *sql)
{
	sqlite3_stmt *stmt = NULL;

	if (sqlite3_prepare_v2(w->db, sql, -1, &stmt, NULL) == SQLITE_OK)
		while (sqlite3_step(stmt) == SQLITE_ROW)
			for (int i = 0; i < sqlite3_column_count(stmt); i++) {
				const unsigned char *text = sqlite3_column_text(stmt, i);
				str_addf(out, "%s|", text ? (const char *)text : "NULL");
			}
	sqlite3_finalize(stmt);
	str_addc(out, '\n');
}

/* Everything that could have changed, as text: the file's bytes, the folder, the connection's settings and state. */
static const char *world_state(struct world *w)
{
	static const char *const queries[] = {"PRAGMA database_list", "PRAGMA journal_mode",
		"PRAGMA user_version", "PRAGMA application_id", "PRAGMA foreign_keys", "PRAGMA query_only",
		"PRAGMA writable_schema", "PRAGMA trusted_schema", "PRAGMA synchronous",
		"PRAGMA locking_mode", "PRAGMA cache_size", "PRAGMA temp_store", "PRAGMA recursive_triggers",
		"PRAGMA secure_delete", "PRAGMA auto_vacuum", "PRAGMA mmap_size",
		"PRAGMA case_sensitive_like", "PRAGMA ignore_check_constraints",
		"SELECT * FROM temp.sqlite_master", "SELECT total_changes()"};
	struct str out = STR_INIT(1 << 20);
	char hex[HASH_HEX_LEN] = "unreadable";
	struct slice bytes;
	struct err err = ERR_INIT;
	DIR *d = opendir(w->dir);
	struct dirent *e;

	if (file_read(w->a, w->path, 8 << 20, &bytes, &err) == 0)
		hash_sha256_hex(bytes.p, bytes.n, hex);
	str_addf(&out, "%s autocommit=%d called=%d\n", hex, sqlite3_get_autocommit(w->db), w->called);
	while (d && (e = readdir(d)))
		str_addf(&out, "%s ", e->d_name);
	if (d)
		closedir(d);
	for (size_t i = 0; i < ARRAY_LEN(queries); i++)
		add_query(w, &out, queries[i]);
	return str_to_arena(&out, w->a);
}

/* Run the whole text, statement after statement, as a careless caller would. True when all of it ran. */
static bool run(struct world *w, const char *sql)
{
	bool ok = true;

	while (sql && *sql) {
		sqlite3_stmt *stmt = NULL;
		int left = 20;
		sqlite3_progress_handler(w->db, STEPS_MAX, give_up, &left);
		int rc = sqlite3_prepare_v2(w->db, sql, -1, &stmt, &sql);
		if (rc != SQLITE_OK)
			return false;
		int rows = 0;
		while (stmt && (rc = sqlite3_step(stmt)) == SQLITE_ROW && ++rows < ROWS_MAX)
			;
		ok = ok && (!stmt || rc == SQLITE_DONE || rc == SQLITE_ROW);
		sqlite3_finalize(stmt);
	}
	sqlite3_progress_handler(w->db, 0, NULL, NULL);
	return ok;
}

static void test_nothing_changes(void)
{
	struct world w = {.a = arena_new()};
	struct mutator m = {.dialect = SQL_SQLITE,
		.a = w.a,
		.state = 20260131,
		.pieces = pieces,
		.n_pieces = ARRAY_LEN(pieces)};
	struct str sql = STR_INIT(SQL_MAX), batch = STR_INIT(1 << 22);
	size_t passed = 0, ran = 0, changed = 0, strange = 0;

	CHECK(world_open(&w));
	mutate_add_corpus(&m, "honest_sqlite.sql");
	mutate_add_corpus(&m, "hostile_sqlite.sql");
	world_state(&w); /* opens the temporary database, which is listed from then on */
	const char *before = world_state(&w);
	for (size_t i = 0; i < STATEMENTS; i++) {
		struct arena *a = arena_new();
		struct sql_verdict v;
		mutate_next(&m, &sql);
		sql_guard(SQL_SQLITE, str_slice(&sql), a, &v);
		if (v.allowed) {
			passed++;
			sqlite3_set_authorizer(w.db, watch, &w);
			ran += run(&w, sql.buf);
			sqlite3_set_authorizer(w.db, NULL, NULL);
			if (w.strange[0] && !strange++)
				fprintf(stderr, "%s: %s\n", w.strange, sql.buf);
			w.strange[0] = '\0';
			str_addf(&batch, "  %s\n", sql.buf);
		}
		arena_free(a);
		if (i % BATCH == BATCH - 1) {
			if (strcmp(before, world_state(&w)) != 0 && !changed++)
				fprintf(stderr, "one of these changed something:\n%s%s", batch.buf,
					world_state(&w));
			str_truncate(&batch, 0);
		}
	}
	CHECK_MSG(changed == 0, "nothing changed (%d statements, %zu passed, %zu of them ran)", STATEMENTS,
		passed, ran);
	CHECK_MSG(strange == 0, "SQLite saw only reading and known functions");
	CHECK_MSG(passed > STATEMENTS / 20 && ran > passed / 4,
		"enough statements passed (%zu) and ran (%zu)", passed, ran);
	world_close(&w);
	str_free(&sql);
	str_free(&batch);
	arena_free(w.a);
}

/* The watch itself works: a write, a setting and an acting function are seen. */
static void test_changes_are_seen(void)
{
	static const char *const acts[] = {"DELETE FROM Artist", "PRAGMA foreign_keys = ON", "SELECT eval(1)",
		"BEGIN", "ATTACH ':memory:' AS m", "PRAGMA user_version = 9", "CREATE TEMP TABLE t (a)"};

	for (size_t i = 0; i < ARRAY_LEN(acts); i++) {
		struct world w = {.a = arena_new()};
		CHECK(world_open(&w));
		const char *before = world_state(&w);
		CHECK(run(&w, acts[i]));
		CHECK_MSG(strcmp(before, world_state(&w)) != 0, "seen: %s", acts[i]);
		world_close(&w);
		arena_free(w.a);
	}
}

TEST_MAIN(TEST(test_changes_are_seen), TEST(test_nothing_changes))
