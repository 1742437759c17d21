// SPDX-License-Identifier: Apache-2.0
/*
 * A SQLite file's schema from sqlite_master and the pragmas table_xinfo and foreign_key_list. SQLite has no comments
 * and no schemas: every table is in "main". Its own tables and the shadow tables behind virtual ones are left out.
 */
#include "db/sqlite_int.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/vec.h"

struct reader {
	struct sqlite_conn *c;
	struct arena *a;
	sqlite3_stmt *tables, *columns, *fkeys;
	size_t n_columns; /* of all tables so far */
	struct err *err;
};

static const char tables_sql[] = "SELECT l.name, l.type FROM pragma_table_list AS l "
				 "WHERE l.schema = 'main' AND l.type IN ('table', 'view', 'virtual') "
				 "AND l.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY l.name";

static const char columns_sql[] = "SELECT name, type, \"notnull\", dflt_value, pk, hidden FROM "
				  "pragma_table_xinfo(?1, 'main') ORDER BY cid";

/* One row a column pair; id numbers the keys of a table, newest first, so the order is turned round. */
static const char fkeys_sql[] =
	"SELECT id, \"table\", \"from\", \"to\" FROM pragma_foreign_key_list(?1, 'main') "
	"ORDER BY id DESC, seq";

static const char *text_at(struct arena *a, sqlite3_stmt *stmt, int i)
{
	return arena_strdup(a, (const char *)sqlite3_column_text(stmt, i));
}

/* Point stmt at the rows of table. */
static void start(sqlite3_stmt *stmt, const char *table)
{
	sqlite3_reset(stmt);
	sqlite3_bind_text(stmt, 1, table, -1, SQLITE_TRANSIENT);
}

static int read_columns(struct reader *r, struct db_schema_table *t)
{
	VEC(struct db_schema_column) columns = {0};
	int rc;

	start(r->columns, t->name);
	while ((rc = sqlite3_step(r->columns)) == SQLITE_ROW) {
		int hidden = sqlite3_column_int(r->columns, 5);
		if (hidden ==
			1) /* a virtual table's parameter; 2 and 3 are generated columns, which SELECT * shows */
			continue;
		if (++r->n_columns > SCHEMA_COLUMNS_MAX)
			return err_set(r->err, ERR_LIMIT, "the database has more than %d columns",
				SCHEMA_COLUMNS_MAX);
		struct db_schema_column col = {
			.name = text_at(r->a, r->columns, 0),
			.type_name = text_at(r->a, r->columns, 1),
			.nullable = !sqlite3_column_int(r->columns, 2),
			.default_value = text_at(r->a, r->columns, 3),
			.pk_position = (unsigned)sqlite3_column_int(r->columns, 4),
		};
		if (!col.type_name)
			col.type_name = "";
		col.type = sqlite_declared_type(col.type_name);
		vec_push(&columns, r->a, col);
	}
	t->columns = columns.items;
	t->n_columns = columns.n;
	return rc == SQLITE_DONE ? 0 : sqlite_fail(r->c, rc, r->err);
}

/* A key being read: its rows come one after the other. */
struct fkey_rows {
	const char *table;
	VEC(const char *) from;
	VEC(const char *) to; /* an item is NULL where the key names no columns and means the primary key */
};

static int read_fkey_rows(struct reader *r, const char *table, struct fkey_rows **out, size_t *n)
{
	VEC(struct fkey_rows) keys = {0};
	int rc, last_id = -1;

	start(r->fkeys, table);
	while ((rc = sqlite3_step(r->fkeys)) == SQLITE_ROW) {
		int id = sqlite3_column_int(r->fkeys, 0);
		if (id != last_id)
			vec_push(&keys, r->a, (struct fkey_rows){.table = text_at(r->a, r->fkeys, 1)});
		last_id = id;
		struct fkey_rows *key = &keys.items[keys.n - 1];
		vec_push(&key->from, r->a, text_at(r->a, r->fkeys, 2));
		vec_push(&key->to, r->a, text_at(r->a, r->fkeys, 3));
	}
	*out = keys.items;
	*n = keys.n;
	return rc == SQLITE_DONE ? 0 : sqlite_fail(r->c, rc, r->err);
}

static const struct db_schema_table *table_called(const struct db_schema *s, const char *name)
{
	for (size_t i = 0; i < s->n_tables; i++)
		if (sqlite3_stricmp(s->tables[i].name, name) == 0)
			return &s->tables[i];
	return NULL;
}

/* The table's and the columns' names as they are declared: a key may spell them in another case. */
static const char *column_called(const struct db_schema_table *t, const char *name)
{
	for (size_t i = 0; i < t->n_columns; i++)
		if (sqlite3_stricmp(t->columns[i].name, name) == 0)
			return t->columns[i].name;
	return NULL;
}

static const char *pk_column(const struct db_schema_table *t, size_t position)
{
	for (size_t i = 0; i < t->n_columns; i++)
		if (t->columns[i].pk_position == position)
			return t->columns[i].name;
	return NULL;
}

/* False for a key that points to what is not there, which SQLite lets one declare. */
static bool resolve_fkey(const struct db_schema *s, const struct db_schema_table *t,
	const struct fkey_rows *key, struct arena *a, struct db_schema_fkey *out)
{
	const struct db_schema_table *ref = table_called(s, key->table);
	const char **from = ARENA_ARRAY(a, const char *, key->from.n),
		   **to = ARENA_ARRAY(a, const char *, key->to.n);

	if (!ref)
		return false;
	for (size_t i = 0; i < key->from.n; i++) {
		from[i] = column_called(t, key->from.items[i]);
		to[i] = key->to.items[i] ? column_called(ref, key->to.items[i]) : pk_column(ref, i + 1);
		if (!from[i] || !to[i])
			return false;
	}
	*out = (struct db_schema_fkey){
		.columns = from, .ref_table = ref->name, .ref_columns = to, .n = key->from.n};
	return true;
}

static int read_fkeys(struct reader *r, const struct db_schema *s, struct db_schema_table *t)
{
	VEC(struct db_schema_fkey) fkeys = {0};
	struct fkey_rows *keys;
	struct db_schema_fkey fkey;
	size_t n;

	if (t->is_view)
		return 0;
	if (read_fkey_rows(r, t->name, &keys, &n))
		return -1;
	for (size_t i = 0; i < n; i++)
		if (resolve_fkey(s, t, &keys[i], r->a, &fkey))
			vec_push(&fkeys, r->a, fkey);
	t->fkeys = fkeys.items;
	t->n_fkeys = fkeys.n;
	return 0;
}

/* Exact, or -1 when the time is over. */
static int64_t count_rows(struct reader *r, const char *table)
{
	struct str sql = STR_INIT(SQL_MAX);
	sqlite3_stmt *stmt = NULL;
	int64_t count = -1;

	str_adds(&sql, "SELECT count(*) FROM main.\"");
	for (const char *p = table; *p; p++) {
		if (*p == '"')
			str_addc(&sql, '"');
		str_addc(&sql, *p);
	}
	str_addc(&sql, '"');
	if (!sql.over && clock_left_ms(r->c->deadline_ms) > 0 &&
		sqlite3_prepare_v2(r->c->db, sql.buf, -1, &stmt, NULL) == SQLITE_OK &&
		sqlite3_step(stmt) == SQLITE_ROW)
		count = sqlite3_column_int64(stmt, 0);
	sqlite3_finalize(stmt);
	str_free(&sql);
	return count;
}

static int read_tables(struct reader *r, struct db_schema *s)
{
	VEC(struct db_schema_table) tables = {0};
	int rc;

	while ((rc = sqlite3_step(r->tables)) == SQLITE_ROW) {
		if (tables.n == SCHEMA_TABLES_MAX)
			return err_set(
				r->err, ERR_LIMIT, "the database has more than %d tables", SCHEMA_TABLES_MAX);
		struct db_schema_table t = {
			.schema = "main", .name = text_at(r->a, r->tables, 0), .row_count = -1};
		t.is_view = str_eq((const char *)sqlite3_column_text(r->tables, 1), "view");
		if (read_columns(r, &t)) {
			/* A view over what is gone, or a virtual table whose module is missing: nobody can read it. */
			if (r->err->code != ERR_UPSTREAM)
				return -1;
			err_clear(r->err);
			continue;
		}
		if (t.n_columns)
			vec_push(&tables, r->a, t);
	}
	if (rc != SQLITE_DONE)
		return sqlite_fail(r->c, rc, r->err);
	s->tables = tables.items;
	s->n_tables = tables.n;
	return 0;
}

static int prepare_reader(struct reader *r)
{
	const struct {
		const char *sql;
		sqlite3_stmt **stmt;
	} all[] = {{tables_sql, &r->tables}, {columns_sql, &r->columns}, {fkeys_sql, &r->fkeys}};

	for (size_t i = 0; i < ARRAY_LEN(all); i++) {
		int rc = sqlite3_prepare_v2(r->c->db, all[i].sql, -1, all[i].stmt, NULL);
		if (rc != SQLITE_OK)
			return sqlite_fail(r->c, rc, r->err);
	}
	return 0;
}

static int read_schema(struct reader *r, struct db_schema *s)
{
	if (prepare_reader(r) || read_tables(r, s))
		return -1;
	for (size_t i = 0; i < s->n_tables; i++)
		if (read_fkeys(r, s, &s->tables[i]))
			return -1;
	sqlite_set_deadline(r->c, MIN(r->c->deadline_ms, clock_mono_ms() + DB_COUNT_BUDGET_MS));
	for (size_t i = 0; i < s->n_tables; i++)
		if (!s->tables[i].is_view)
			s->tables[i].row_count = count_rows(r, s->tables[i].name);
	return 0;
}

int sqlite_introspect(struct db_conn *conn, struct arena *a, struct db_schema *out, struct err *err)
{
	struct reader r = {.c = (struct sqlite_conn *)conn, .a = a, .err = err};
	struct db_schema s = {0};

	sqlite_begin(r.c, 0, NULL);
	int rc = read_schema(&r, &s);
	sqlite_end(r.c);
	sqlite3_finalize(r.tables);
	sqlite3_finalize(r.columns);
	sqlite3_finalize(r.fkeys);
	if (rc == 0)
		*out = s;
	return rc;
}
