// SPDX-License-Identifier: Apache-2.0
/*
 * The SQLite driver: statements, parameters and rows. sqlite_open.c opens and confines a connection,
 * sqlite_introspect.c reads schemas, sqlite_fail.c says what went wrong.
 *
 * A connection is used by one thread at a time (SQLITE_OPEN_NOMUTEX); only cancel() comes from others, and it touches
 * an atomic flag and sqlite3_interrupt(), which SQLite allows. The progress handler looks at that flag, the token and
 * the deadline every few microseconds, so a statement that returns no rows ends in time, too. One step of SQLite's is
 * long: count(*) of a whole table reads all of it in one go, which heeds sqlite3_interrupt() but not the handler, so
 * a watchdog interrupts what is past its deadline.
 */
#include "db/driver_int.h"
#include "db/sqlite_int.h"

#include "base/arena.h"
#include "base/cancel.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "base/watchdog.h"
#include "db/sqlite_temp.h"

#include <stdio.h>

static struct sqlite_conn *conn_of(struct db_conn *c)
{
	return (struct sqlite_conn *)c;
}

/* The same for a statement of the caller: SQLite's own words and the place go to q. */
static int fail_query(struct sqlite_conn *c, struct db_query *q, int rc, struct err *err)
{
	int offset = sqlite3_error_offset(c->db);

	if (sqlite_code_of(c, rc) == ERR_UPSTREAM) {
		q->server_message = arena_strdup(q->a, sqlite3_errmsg(c->db));
		if (offset >= 0 && (size_t)offset <= strlen(q->sql))
			q->error_position = (int)utf8_count((struct slice){q->sql, (size_t)offset}) + 1;
	}
	return sqlite_fail(c, rc, err);
}

/* Statements: prepared, cached on the store's connections, bound. */

static void stmt_finalize(sqlite3_stmt **stmt)
{
	sqlite3_finalize(*stmt);
}

/* Only comments and blanks may follow the statement: SQLite prepares them to nothing. */
static bool tail_is_empty(sqlite3 *db, const char *tail)
{
	while (*tail) {
		CLEANUP(stmt_finalize) sqlite3_stmt *more = NULL;
		const char *next = tail;
		if (sqlite3_prepare_v2(db, tail, -1, &more, &next) != SQLITE_OK || more || next == tail)
			return false;
		tail = next;
	}
	return true;
}

static int prepare(struct sqlite_conn *c, struct db_query *q, sqlite3_stmt **out, struct err *err)
{
	CLEANUP(stmt_finalize) sqlite3_stmt *stmt = NULL;
	const char *tail = NULL;
	unsigned flags = c->writable ? SQLITE_PREPARE_PERSISTENT : 0;

	int rc = sqlite3_prepare_v3(c->db, q->sql, -1, flags, &stmt, &tail);
	if (rc != SQLITE_OK)
		return fail_query(c, q, rc, err);
	if (!stmt)
		return err_set(err, ERR_INVALID, "there is no statement to run");
	if (!tail_is_empty(c->db, tail))
		return err_set(err, ERR_INVALID, "only one statement can be run at a time");
	*out = TAKE(stmt);
	return 0;
}

static int stmt_acquire(struct sqlite_conn *c, struct db_query *q, sqlite3_stmt **out, struct err *err)
{
	for (size_t i = 0; i < ARRAY_LEN(c->cache); i++) {
		if (c->cache[i].stmt && str_eq(c->cache[i].sql, q->sql)) {
			*out = TAKE(c->cache[i].stmt); /* the slot keeps its text until release or reuse */
			return 0;
		}
	}
	return prepare(c, q, out, err);
}

/* Keep the statement in the place of the one not used for longest; others' connections keep none. */
static void stmt_release(struct sqlite_conn *c, const char *sql, sqlite3_stmt *stmt, bool keep)
{
	struct cached_stmt *slot = &c->cache[0];

	if (!c->writable || !keep) {
		sqlite3_finalize(stmt);
		return;
	}
	sqlite3_reset(stmt);
	sqlite3_clear_bindings(stmt);
	for (size_t i = 1; i < ARRAY_LEN(c->cache) && slot->stmt; i++)
		if (!c->cache[i].stmt || c->cache[i].used < slot->used)
			slot = &c->cache[i];
	sqlite3_finalize(slot->stmt);
	mem_free(slot->sql);
	*slot = (struct cached_stmt){.sql = mem_strdup(sql), .stmt = stmt, .used = ++c->n_statements};
}

static int bind_value(sqlite3_stmt *stmt, int at, const struct db_value *v)
{
	const char *p = v->s.p ? v->s.p : ""; /* a NULL pointer would bind the SQL NULL */

	switch (v->type) {
	case DB_NULL:
		return sqlite3_bind_null(stmt, at);
	case DB_BOOL:
	case DB_INT:
		return sqlite3_bind_int64(stmt, at, v->i);
	case DB_FLOAT:
		return sqlite3_bind_double(stmt, at, v->f);
	case DB_BLOB:
		return sqlite3_bind_blob64(stmt, at, p, v->s.n, SQLITE_STATIC);
	case DB_NUMERIC:
	case DB_TEXT:
	case DB_DATE:
	case DB_TIME:
	case DB_TIMESTAMP:
	case DB_JSON:
	case DB_UUID:
	case DB_OTHER:
		break;
	}
	return sqlite3_bind_text64(stmt, at, p, v->s.n, SQLITE_STATIC, SQLITE_UTF8);
}

static int bind(struct sqlite_conn *c, const struct db_query *q, sqlite3_stmt *stmt, struct err *err)
{
	for (size_t i = 0; i < q->n_params; i++) {
		char name[24]; /* '$' and at most 20 digits */
		snprintf(name, sizeof name, "$%zu", i + 1);
		int at = sqlite3_bind_parameter_index(stmt, name);
		if (at == 0)
			return err_set(err, ERR_INVALID, "the statement does not use parameter %s", name);
		int rc = bind_value(stmt, at, &q->params[i]);
		if (rc != SQLITE_OK)
			return sqlite_fail(c, rc, err);
	}
	/* Each of the n names is there, so a larger count means one that was given no value. */
	if ((size_t)sqlite3_bind_parameter_count(stmt) != q->n_params)
		return err_set(err, ERR_INVALID,
			"the statement has %d parameters and %zu values; write them $1, $2, ...",
			sqlite3_bind_parameter_count(stmt), q->n_params);
	return 0;
}

/* Types and values. */

struct type_word {
	const char *word;
	enum db_type type;
};

/* The first word found inside the declared type decides, so the order matters: "DATETIME" before "DATE". */
static const struct type_word our_words[] = {
	{"DATETIME", DB_TIMESTAMP},
	{"TIMESTAMP", DB_TIMESTAMP},
	{"DATE", DB_DATE},
	{"INTERVAL", DB_OTHER},
	{"TIME", DB_TIME},
	{"BOOL", DB_BOOL},
	{"DECIMAL", DB_NUMERIC},
	{"NUMERIC", DB_NUMERIC},
	{"MONEY", DB_NUMERIC},
	{"JSON", DB_JSON},
	{"UUID", DB_UUID},
	/* from here on: "Determination Of Column Affinity", sqlite.org/datatype3.html */
	{"INT", DB_INT},
	{"CHAR", DB_TEXT},
	{"CLOB", DB_TEXT},
	{"TEXT", DB_TEXT},
	{"BLOB", DB_BLOB},
	{"REAL", DB_FLOAT},
	{"FLOA", DB_FLOAT},
	{"DOUB", DB_FLOAT},
};

enum db_type sqlite_declared_type(const char *decl)
{
	if (!decl || decl[0] == '\0')
		return DB_OTHER;
	for (size_t i = 0; i < ARRAY_LEN(our_words); i++) {
		size_t n = strlen(our_words[i].word);
		for (const char *at = decl; *at; at++)
			if (sqlite3_strnicmp(at, our_words[i].word, (int)n) == 0)
				return our_words[i].type;
	}
	return DB_NUMERIC;
}

static enum db_type storage_type(int sqlite_type)
{
	switch (sqlite_type) {
	case SQLITE_INTEGER:
		return DB_INT;
	case SQLITE_FLOAT:
		return DB_FLOAT;
	case SQLITE_TEXT:
		return DB_TEXT;
	case SQLITE_BLOB:
		return DB_BLOB;
	default:
		return DB_OTHER;
	}
}

/* Does s have the pattern's shape? '0' stands for any digit, 'T' for a 'T' or a blank. */
static bool has_shape(struct slice s, const char *pattern)
{
	size_t n = strlen(pattern);

	if (s.n < n)
		return false;
	for (size_t i = 0; i < n; i++) {
		bool digit = s.p[i] >= '0' && s.p[i] <= '9';
		bool ok = pattern[i] == '0'   ? digit
			  : pattern[i] == 'T' ? s.p[i] == 'T' || s.p[i] == ' '
					      : s.p[i] == pattern[i];
		if (!ok)
			return false;
	}
	return true;
}

/*
 * SQLite has no date type: text in a column declared as one is given its type when it looks like one, so that
 * statistics treat it as time and a stray "unknown" stays text.
 */
static enum db_type text_type(enum db_type declared, struct slice s)
{
	if (declared == DB_JSON || declared == DB_UUID)
		return declared;
	if (declared == DB_TIME)
		return has_shape(s, "00:00") ? DB_TIME : DB_TEXT;
	if (declared != DB_DATE && declared != DB_TIMESTAMP)
		return DB_TEXT;
	if (s.n == 10 && has_shape(s, "0000-00-00"))
		return DB_DATE;
	return has_shape(s, "0000-00-00T00:00") ? DB_TIMESTAMP : DB_TEXT;
}

static struct db_value value_at(sqlite3_stmt *stmt, int i, enum db_type declared)
{
	struct db_value v = DB_V_NULL;

	switch (sqlite3_column_type(stmt, i)) {
	case SQLITE_INTEGER:
		v = DB_V_INT(sqlite3_column_int64(stmt, i));
		if (declared == DB_BOOL && (v.i == 0 || v.i == 1))
			v.type = DB_BOOL;
		break;
	case SQLITE_FLOAT:
		v = DB_V_FLOAT(sqlite3_column_double(stmt, i));
		break;
	case SQLITE_TEXT:
		v.s.p = (const char *)sqlite3_column_text(stmt, i);
		v.s.n = (size_t)sqlite3_column_bytes(stmt, i);
		v.type = text_type(declared, v.s);
		break;
	case SQLITE_BLOB:
		v.type = DB_BLOB;
		v.s.p = sqlite3_column_blob(stmt, i);
		v.s.n = (size_t)sqlite3_column_bytes(stmt, i);
		break;
	default:
		break;
	}
	return v;
}

/*
 * After the first step: a column of a table has its declared type; an expression takes the type of its first value,
 * which is the best that can be known before the rows.
 */
static void describe_columns(struct db_query *q, sqlite3_stmt *stmt, bool has_row)
{
	int n = sqlite3_column_count(stmt);
	struct db_column *columns = ARENA_ARRAY(q->a, struct db_column, (size_t)n);

	for (int i = 0; i < n; i++) {
		const char *decl = sqlite3_column_decltype(stmt, i);
		columns[i].name = arena_strdup(q->a, sqlite3_column_name(stmt, i));
		columns[i].type_name = decl ? arena_strdup(q->a, decl) : "";
		columns[i].type = sqlite_declared_type(decl);
		if (columns[i].type == DB_OTHER && has_row)
			columns[i].type = storage_type(sqlite3_column_type(stmt, i));
	}
	q->columns = columns;
	q->n_columns = (size_t)n;
}

/* Running. */

static int emit_row(struct sqlite_conn *c, struct db_query *q, sqlite3_stmt *stmt, struct db_value *values,
	db_row_fn *row, void *ctx, struct err *err)
{
	for (size_t i = 0; i < q->n_columns; i++) {
		values[i] = value_at(stmt, (int)i, q->columns[i].type);
		if (values[i].s.n > RESULT_CELL_MAX && !c->writable)
			return err_set(err, ERR_LIMIT,
				"column %s holds a value of %zu bytes; askdb shows at most %d: leave the "
				"column out "
				"or cut it with substr()",
				q->columns[i].name, values[i].s.n, RESULT_CELL_MAX);
	}
	q->n_rows++;
	if (row && row(ctx, &(struct db_row){q->columns, values, q->n_columns}))
		return err_set(err, ERR_CANCELLED, "the reader of the rows stopped the query");
	return 0;
}

static int step_through(struct sqlite_conn *c, struct db_query *q, sqlite3_stmt *stmt, db_row_fn *row,
	void *ctx, struct err *err)
{
	int rc = sqlite3_step(stmt);

	if (rc != SQLITE_ROW && rc != SQLITE_DONE)
		return fail_query(c, q, rc, err);
	describe_columns(q, stmt, rc == SQLITE_ROW);
	struct db_value *values = ARENA_ARRAY(q->a, struct db_value, q->n_columns);

	while (rc == SQLITE_ROW) {
		if (q->max_rows && q->n_rows == q->max_rows) {
			q->truncated = true;
			return 0;
		}
		if (emit_row(c, q, stmt, values, row, ctx, err))
			return -1;
		rc = sqlite3_step(stmt);
	}
	if (rc != SQLITE_DONE)
		return fail_query(c, q, rc, err);
	q->changes = sqlite3_stmt_readonly(stmt) ? 0 : sqlite3_changes64(c->db);
	return 0;
}

void sqlite_set_deadline(struct sqlite_conn *c, int64_t deadline_ms)
{
	c->deadline_ms = deadline_ms;
	if (c->watchdog)
		watchdog_arm(c->watchdog, deadline_ms);
}

void sqlite_begin(struct sqlite_conn *c, int64_t deadline_ms, const struct cancel *cancel)
{
	int64_t ceiling = clock_mono_ms() + c->statement_timeout_ms;

	c->cancel = cancel;
	c->timed_out = c->too_big = false;
	if (c->temp)
		sqlite_temp_begin(c->temp);
	/* A cancel that came before this line is in the token, which is looked at as well. */
	atomic_store(&c->cancelled, false);
	sqlite_set_deadline(c, deadline_ms ? MIN(deadline_ms, ceiling) : ceiling);
	c->outer = sqlite_heap_set_watch(c->writable ? (struct sqlite_heap_watch){NULL, NULL}
						     : (struct sqlite_heap_watch){sqlite_must_end, c});
}

void sqlite_end(struct sqlite_conn *c)
{
	sqlite_heap_set_watch(c->outer);
	if (c->watchdog)
		watchdog_disarm(c->watchdog);
	c->cancel = NULL;
}

static int run_query(struct sqlite_conn *c, struct db_query *q, db_row_fn *row, void *ctx, struct err *err)
{
	sqlite3_stmt *stmt = NULL;

	if (cancel_is_set(q->cancel))
		return err_set(err, ERR_CANCELLED, "the query was cancelled");
	if (stmt_acquire(c, q, &stmt, err))
		return -1;
	int rc = bind(c, q, stmt, err);
	if (rc == 0)
		rc = step_through(c, q, stmt, row, ctx, err);
	stmt_release(c, q->sql, stmt, rc == 0);
	return rc;
}

static int sqlite_query(struct db_conn *conn, struct db_query *q, db_row_fn *row, void *ctx, struct err *err)
{
	struct sqlite_conn *c = conn_of(conn);

	sqlite_begin(c, q->deadline_ms, q->cancel);
	int rc = run_query(c, q, row, ctx, err);
	sqlite_end(c);
	return rc;
}

static void sqlite_cancel(struct db_conn *conn)
{
	struct sqlite_conn *c = conn_of(conn);

	atomic_store(&c->cancelled, true);
	sqlite3_interrupt(c->db);
}

static bool sqlite_is_alive(struct db_conn *c)
{
	return conn_of(c)->db != NULL;
}

static const char *sqlite_version(struct db_conn *c)
{
	return conn_of(c)->version;
}

void sqlite_conn_close(struct db_conn *conn)
{
	struct sqlite_conn *c = conn_of(conn);

	watchdog_free(c->watchdog);
	for (size_t i = 0; i < ARRAY_LEN(c->cache); i++) {
		sqlite3_finalize(c->cache[i].stmt);
		mem_free(c->cache[i].sql);
	}
	sqlite3_close(c->db);
	sqlite_temp_free(c->temp);
	mem_free(c);
}

static const char *const schemes[] = {"sqlite", "sqlite3", NULL};

const struct db_driver db_sqlite_driver = {
	.name = "sqlite",
	.schemes = schemes,
	.dialect = DB_DIALECT_SQLITE,
	.caps = DB_CAP_CANCEL,
	.open = sqlite_conn_open,
	.query = sqlite_query,
	.introspect = sqlite_introspect,
	.cancel = sqlite_cancel,
	.is_alive = sqlite_is_alive,
	.server_version = sqlite_version,
	.close = sqlite_conn_close,
};
