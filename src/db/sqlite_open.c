// SPDX-License-Identifier: Apache-2.0
/*
 * Opening a SQLite file. askdb's own store gets a durable read-write connection. A person's file gets a confined one:
 * opened read-only, SQLite's defensive switches on, nothing attached or loaded, and an authorizer that knows the few
 * things a SELECT does and refuses all others.
 *
 * A database in WAL mode needs its -shm file even for reading. Where the folder cannot be written and no writer has
 * made that file, SQLite cannot open the database; it is then opened as immutable, without locks. That is right only
 * while nobody writes, so it is tried only when there is no -wal file, that is, when no writer is at work.
 */
#include "db/sqlite_int.h"

#include "base/arena.h"
#include "base/cancel.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/watchdog.h"
#include "db/sqlite_temp.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* Virtual-machine steps between two looks at the clock: a few microseconds of work. */
enum { PROGRESS_STEPS = 1000, BUSY_SLEEP_MS = 5 };

static bool must_stop(struct sqlite_conn *c)
{
	if (atomic_load(&c->cancelled) || cancel_is_set(c->cancel))
		return true;
	c->timed_out = clock_left_ms(c->deadline_ms) == 0;
	return c->timed_out;
}

/* The count is of all connections: under pressure a person's query ends, never a statement of the store. */
static bool is_too_big(struct sqlite_conn *c)
{
	c->too_big = !c->writable && sqlite_heap_used() > DB_SQLITE_HEAP_MAX;
	return c->too_big;
}

bool sqlite_must_end(void *p)
{
	return must_stop(p) || is_too_big(p);
}

static int on_progress(void *p)
{
	return sqlite_must_end(p);
}

/* Another connection holds the lock: SQLite gives no event to wait for, so look again in a moment, as its own handler does. */
static int on_busy(void *p, int n_calls)
{
	struct timespec pause = {.tv_nsec = BUSY_SLEEP_MS * 1000000L};

	if (n_calls * BUSY_SLEEP_MS >= DB_BUSY_WAIT_MS || must_stop(p))
		return 0;
	nanosleep(&pause, NULL);
	return 1;
}

static bool is_one_of(const char *const *list, const char *word)
{
	for (; word && *list; list++)
		if (sqlite3_stricmp(*list, word) == 0)
			return true;
	return false;
}

/* What may happen on a person's database. Unknown action codes of a newer SQLite are refused, too. */
static int authorize(
	void *ctx, int action, const char *arg1, const char *arg2, const char *db, const char *inner)
{
	/* Pragmas that describe a schema, and those that virtual tables read while they work. */
	static const char *const pragmas[] = {"table_info", "table_xinfo", "table_list", "index_list",
		"index_info", "index_xinfo", "foreign_key_list", "function_list", "collation_list",
		"data_version", "encoding", NULL};
	static const char *const functions[] = {"load_extension", "fts3_tokenizer", "readfile", "writefile",
		"edit", "lsdir", "fsdir", "sqlar_compress", NULL};

	(void)ctx, (void)db, (void)inner;
	switch (action) {
	case SQLITE_SELECT:
	case SQLITE_READ:
	case SQLITE_RECURSIVE:
		return SQLITE_OK;
	case SQLITE_FUNCTION:
		return is_one_of(functions, arg2) ? SQLITE_DENY : SQLITE_OK;
	case SQLITE_PRAGMA:
		if (sqlite3_stricmp(arg1, "page_size") == 0 && !arg2)
			return SQLITE_OK;
		return is_one_of(pragmas, arg1) ? SQLITE_OK : SQLITE_DENY;
	default:
		return SQLITE_DENY;
	}
}

static void set_limits(sqlite3 *db)
{
	static const struct {
		int id, value;
	} limits[] = {
		{SQLITE_LIMIT_LENGTH, DB_SQLITE_VALUE_MAX},
		{SQLITE_LIMIT_SQL_LENGTH, SQL_MAX},
		{SQLITE_LIMIT_ATTACHED, 0},
		{SQLITE_LIMIT_WORKER_THREADS, 0},
		{SQLITE_LIMIT_TRIGGER_DEPTH, 0},
		{SQLITE_LIMIT_COMPOUND_SELECT, 200},
		{SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 1000},
	};

	for (size_t i = 0; i < ARRAY_LEN(limits); i++)
		sqlite3_limit(db, limits[i].id, limits[i].value);
}

static void set_switches(sqlite3 *db)
{
	static const struct {
		int op, value;
	} switches[] = {
		{SQLITE_DBCONFIG_DEFENSIVE, 1},
		{SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
		{SQLITE_DBCONFIG_WRITABLE_SCHEMA, 0},
		{SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
		{SQLITE_DBCONFIG_ENABLE_FTS3_TOKENIZER, 0},
		{SQLITE_DBCONFIG_ENABLE_TRIGGER, 0},
	};

	for (size_t i = 0; i < ARRAY_LEN(switches); i++)
		sqlite3_db_config(db, switches[i].op, switches[i].value, NULL);
}

/* Run constant SQL whose rows do not matter. */
static int run(struct sqlite_conn *c, const char *sql, struct err *err)
{
	int rc = sqlite3_exec(c->db, sql, NULL, NULL, NULL);

	return rc == SQLITE_OK ? 0 : sqlite_fail(c, rc, err);
}

/*
 * Virtual tables connect on first use, and connecting does what the authorizer refuses later. So the ones built in
 * and the ones of this file are used once now; one that cannot connect (its module is missing) stays unusable.
 */
static void connect_virtual_tables(struct sqlite_conn *c)
{
	static const char *const built_in[] = {"SELECT 1 FROM json_each('[]')",
		"SELECT 1 FROM json_tree('[]')", "SELECT 1 FROM pragma_table_info('')",
		"SELECT 1 FROM pragma_table_xinfo('')", "SELECT 1 FROM pragma_table_list('')",
		"SELECT 1 FROM pragma_index_list('')", "SELECT 1 FROM pragma_index_info('')",
		"SELECT 1 FROM pragma_index_xinfo('')", "SELECT 1 FROM pragma_foreign_key_list('')"};
	static const char list[] =
		"SELECT format('SELECT 1 FROM \"%w\" LIMIT 0', name) FROM sqlite_master "
		"WHERE type = 'table' AND sql LIKE 'CREATE VIRTUAL%' ORDER BY name LIMIT ?1";
	sqlite3_stmt *stmt = NULL;

	for (size_t i = 0; i < ARRAY_LEN(built_in); i++)
		sqlite3_exec(c->db, built_in[i], NULL, NULL, NULL);
	if (sqlite3_prepare_v2(c->db, list, -1, &stmt, NULL) == SQLITE_OK) {
		sqlite3_bind_int(stmt, 1, DB_VIRTUAL_TABLES_MAX);
		while (sqlite3_step(stmt) == SQLITE_ROW)
			sqlite3_exec(c->db, (const char *)sqlite3_column_text(stmt, 0), NULL, NULL, NULL);
	}
	sqlite3_finalize(stmt);
}

static int confine(struct sqlite_conn *c, struct err *err)
{
	set_limits(c->db);
	set_switches(c->db);
	/* No memory map: a file cut short under one ends the process with SIGBUS. */
	if (run(c, "PRAGMA mmap_size = 0; PRAGMA cell_size_check = ON; PRAGMA query_only = ON", err))
		return -1;
	int rc = sqlite_add_functions(c->db);
	if (rc != SQLITE_OK)
		return sqlite_fail(c, rc, err);
	connect_virtual_tables(c);
	sqlite3_set_authorizer(c->db, authorize, NULL);
	return 0;
}

static int make_durable(struct sqlite_conn *c, struct err *err)
{
	return run(c,
		"PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; "
		"PRAGMA trusted_schema = OFF",
		err);
}

/* "file:" URI of a path, which may hold any byte. An authority is spelt out so that a path may begin with "//". */
static const char *file_uri(struct arena *a, const char *path, const char *params)
{
	struct str uri = STR_INIT(4 * DB_URL_MAX);

	str_adds(&uri, path[0] == '/' ? "file://" : "file:");
	for (const char *p = path; *p; p++) {
		if (*p == '%' || *p == '?' || *p == '#')
			str_addf(&uri, "%%%02X", (unsigned)(unsigned char)*p);
		else
			str_addc(&uri, *p);
	}
	str_adds(&uri, params);
	return str_to_arena(&uri, a);
}

static int open_file(
	struct sqlite_conn *c, struct arena *a, const char *path, const char *params, struct err *err)
{
	int flags = SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
		    (c->writable ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY);

	if (str_eq(path, ":memory:"))
		flags |= SQLITE_OPEN_CREATE;
	int rc = sqlite3_open_v2(str_eq(path, ":memory:") ? path : file_uri(a, path, params), &c->db, flags,
		c->temp ? sqlite_temp_name(c->temp) : NULL);
	if (rc != SQLITE_OK)
		return sqlite_fail(c, rc, err);
	sqlite3_busy_handler(c->db, on_busy, c);
	sqlite3_progress_handler(c->db, PROGRESS_STEPS, on_progress, c);
	/* SQLite opens lazily: this is the first read of the file. */
	return run(c, "SELECT count(*) FROM sqlite_master", err);
}

static bool has_wal(struct arena *a, const char *path)
{
	struct stat st;

	return stat(arena_printf(a, "%s-wal", path), &st) == 0;
}

static int open_read_only(struct sqlite_conn *c, struct arena *a, const char *path, struct err *err)
{
	struct err first = ERR_INIT;

	if (open_file(c, a, path, "?mode=ro", &first) == 0)
		return 0;
	if ((first.code != ERR_NOT_FOUND && first.code != ERR_DENIED) || has_wal(a, path)) {
		*err = first;
		return -1;
	}
	sqlite3_close(c->db);
	c->db = NULL;
	return open_file(c, a, path, "?mode=ro&immutable=1", err);
}

/* A path that names no file gets its own sentence; so does one that would block (a FIFO) or read a device. */
static int check_file(const struct db_options *opt, struct err *err)
{
	struct stat st;

	if (!opt->path || opt->path[0] == '\0')
		return err_set(err, ERR_INVALID, "a sqlite source needs the path of its file");
	if (strnlen(opt->path, DB_URL_MAX) == DB_URL_MAX)
		return err_set(err, ERR_LIMIT, "the path is longer than %d bytes", DB_URL_MAX - 1);
	if (str_eq(opt->path, ":memory:"))
		return opt->writable ? 0
				     : err_set(err, ERR_INVALID, "a database in memory has nothing to read");
	if (opt->create) {
		/* Made here and not by SQLite, for the mode: the store holds what people asked. */
		int fd = open(opt->path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
		if (fd < 0)
			return err_set(err, ERR_NOT_FOUND, "%s cannot be made or written: %s", opt->path,
				strerrordesc_np(errno));
		close(fd);
	}
	if (stat(opt->path, &st) < 0)
		return err_set(err, errno == EACCES ? ERR_DENIED : ERR_NOT_FOUND, "%s cannot be opened: %s",
			opt->path, strerrordesc_np(errno));
	if (!S_ISREG(st.st_mode))
		return err_set(err, ERR_INVALID, "%s is not a file", opt->path);
	if (access(opt->path, opt->writable ? R_OK | W_OK : R_OK) < 0)
		return err_set(err, ERR_DENIED, "askdb may not %s %s; give its user the right to",
			opt->writable ? "write" : "read", opt->path);
	return 0;
}

static void interrupt(void *p)
{
	struct sqlite_conn *c = p;

	sqlite3_interrupt(c->db);
}

int sqlite_conn_open(const struct db_options *opt, struct db_conn **out, struct err *err)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct sqlite_conn *c;

	if (check_file(opt, err))
		return -1;
	sqlite_heap_install();
	c = mem_zalloc(1, sizeof *c);
	c->base.driver = db_driver_find("sqlite");
	c->writable = opt->writable;
	c->statement_timeout_ms = opt->statement_timeout_ms ? opt->statement_timeout_ms : QUERY_TIMEOUT_MS;
	if (!opt->writable)
		c->temp = sqlite_temp_new(opt->temp_max_bytes ? opt->temp_max_bytes : DB_TEMP_MAX,
			(int64_t)DB_SQLITE_TEMP_TOTAL_MB_MAX << 20);
	snprintf(c->version, sizeof c->version, "SQLite %s", sqlite3_libversion());
	int64_t timeout_ms = opt->connect_timeout_ms ? opt->connect_timeout_ms : CONNECT_TIMEOUT_MS;
	sqlite_begin(c, clock_mono_ms() + timeout_ms, NULL);

	int rc = opt->writable ? open_file(c, a, opt->path, "", err) : open_read_only(c, a, opt->path, err);
	if (rc == 0)
		rc = opt->writable ? make_durable(c, err) : confine(c, err);
	sqlite_end(c);
	if (rc) {
		sqlite_conn_close(&c->base);
		return -1;
	}
	if (!c->writable) /* only now: opening may change c->db */
		c->watchdog = watchdog_new(interrupt, c);
	*out = &c->base;
	return 0;
}
