// SPDX-License-Identifier: Apache-2.0
/*
 * A PostgreSQL schema from pg_catalog in three statements: relations, columns, foreign keys. Only what the role may
 * select, and not what belongs to the server or to an extension. A partitioned table stands for its partitions.
 */
#include "db/postgres_int.h"

#include "base/arena.h"
#include "base/map.h"
#include "base/vec.h"

/* The relations that are shown; the other statements join with it. Names are ordered bytewise, as strcmp() does. */
#define RELATIONS                                                                                         \
	"WITH rel AS (SELECT c.oid, n.nspname, c.relname, c.relkind, c.reltuples, c.relpages "            \
	"FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "            \
	"WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition "                          \
	"AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_toast%' " \
	"AND n.nspname NOT LIKE 'pg\\_temp%' AND pg_catalog.has_schema_privilege(n.oid, 'USAGE') "        \
	"AND (pg_catalog.has_table_privilege(c.oid, 'SELECT') OR "                                        \
	"pg_catalog.has_any_column_privilege(c.oid, 'SELECT')) "                                          \
	"AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d WHERE d.classid = "                         \
	"'pg_catalog.pg_class'::regclass "                                                                \
	"AND d.objid = c.oid AND d.deptype = 'e')) "

/* Before 14 an unread table has 0 tuples on 0 pages, since then -1; for partitions the leaves are added up. */
static const char relations_sql[] =
	RELATIONS "SELECT rel.oid::int8, nspname::text, relname::text, relkind IN ('v', 'm'), "
		  "pg_catalog.obj_description(rel.oid, 'pg_class'), "
		  "CASE WHEN relkind = 'v' THEN -1 "
		  "WHEN relkind = 'p' THEN COALESCE((SELECT sum(k.reltuples) FROM "
		  "pg_catalog.pg_partition_tree(rel.oid) t "
		  "JOIN pg_catalog.pg_class k ON k.oid = t.relid WHERE t.isleaf AND k.reltuples >= 0 "
		  "AND (k.reltuples > 0 OR k.relpages > 0)), -1) "
		  "WHEN reltuples = 0 AND relpages = 0 THEN -1 ELSE reltuples END::int8 "
		  "FROM rel ORDER BY nspname COLLATE \"C\", relname COLLATE \"C\" LIMIT $1";

static const char columns_sql[] = RELATIONS
	"SELECT rel.oid::int8, a.attname::text, pg_catalog.format_type(a.atttypid, a.atttypmod), "
	"(CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.oid END)::int8, NOT a.attnotnull, "
	"pg_catalog.pg_get_expr(d.adbin, d.adrelid), pg_catalog.col_description(rel.oid, a.attnum), "
	"COALESCE((SELECT k.ord FROM unnest(i.indkey::int2[]) WITH ORDINALITY AS k(attnum, ord) "
	"WHERE k.attnum = a.attnum), 0) "
	"FROM rel JOIN pg_catalog.pg_attribute a ON a.attrelid = rel.oid AND a.attnum > 0 AND NOT "
	"a.attisdropped "
	"JOIN pg_catalog.pg_type t ON t.oid = a.atttypid "
	"LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = rel.oid AND d.adnum = a.attnum "
	"LEFT JOIN pg_catalog.pg_index i ON i.indrelid = rel.oid AND i.indisprimary "
	"WHERE pg_catalog.has_column_privilege(rel.oid, a.attnum, 'SELECT') "
	"ORDER BY nspname COLLATE \"C\", relname COLLATE \"C\", a.attnum LIMIT $1";

/* A row a column pair; the parts of one key follow each other. */
static const char fkeys_sql[] = RELATIONS
	"SELECT rel.oid::int8, k.oid::int8, ref.nspname::text, ref.relname::text, a.attname::text, "
	"b.attname::text, ref.nspname = rel.nspname "
	"FROM rel JOIN pg_catalog.pg_constraint k ON k.conrelid = rel.oid AND k.contype = 'f' "
	"JOIN rel AS ref ON ref.oid = k.confrelid "
	"CROSS JOIN LATERAL unnest(k.conkey, k.confkey) WITH ORDINALITY AS u(from_num, to_num, ord) "
	"JOIN pg_catalog.pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.from_num "
	"JOIN pg_catalog.pg_attribute b ON b.attrelid = k.confrelid AND b.attnum = u.to_num "
	"ORDER BY rel.nspname COLLATE \"C\", rel.relname COLLATE \"C\", k.conname COLLATE \"C\", k.oid, "
	"u.ord LIMIT $1";

/* A table being read; its arrays grow until it is finished. */
struct table_rows {
	struct db_schema_table t;
	VEC(struct db_schema_column) columns;
	VEC(struct db_schema_fkey) fkeys;
};

struct fkey_rows {
	struct table_rows *table;
	int64_t id;
	const char *ref_schema, *ref_table;
	VEC(const char *) from;
	VEC(const char *) to;
};

struct reader {
	struct postgres_conn *c;
	struct arena *a;
	struct map *by_oid; /* -> struct table_rows */
	VEC(struct table_rows *) tables;
	VEC(struct fkey_rows) fkeys;
	size_t n_columns;
};

static const char *text_at(const struct reader *r, const struct db_row *row, size_t i)
{
	const struct db_value *v = &row->values[i];

	return v->type == DB_NULL ? NULL : arena_strndup(r->a, v->s.p, v->s.n);
}

/* NULL for a table that appeared after the first statement. */
static struct table_rows *table_of(const struct reader *r, const struct db_row *row)
{
	int64_t oid = row->values[0].i;

	return map_find(r->by_oid, (struct slice){(const char *)&oid, sizeof oid});
}

static int add_table(void *ctx, const struct db_row *row)
{
	struct reader *r = ctx;
	struct table_rows *t = ARENA_NEW(r->a, struct table_rows);
	int64_t oid = row->values[0].i;

	t->t = (struct db_schema_table){
		.schema = text_at(r, row, 1),
		.name = text_at(r, row, 2),
		.is_view = row->values[3].i,
		.comment = text_at(r, row, 4),
		.row_count = row->values[5].i,
	};
	map_put(r->by_oid, (struct slice){(const char *)&oid, sizeof oid}, t);
	vec_push(&r->tables, r->a, t);
	return 0;
}

static int add_column(void *ctx, const struct db_row *row)
{
	struct reader *r = ctx;
	struct table_rows *t = table_of(r, row);

	if (!t)
		return 0;
	r->n_columns++;
	struct db_schema_column col = {
		.name = text_at(r, row, 1),
		.type_name = text_at(r, row, 2),
		.type = pg_type_of(r->c, (Oid)row->values[3].i),
		.nullable = row->values[4].i,
		.default_value = text_at(r, row, 5),
		.comment = text_at(r, row, 6),
		.pk_position = (unsigned)row->values[7].i,
	};
	vec_push(&t->columns, r->a, col);
	return 0;
}

static int add_fkey_pair(void *ctx, const struct db_row *row)
{
	struct reader *r = ctx;
	struct table_rows *t = table_of(r, row);
	struct fkey_rows *key = r->fkeys.n ? &r->fkeys.items[r->fkeys.n - 1] : NULL;

	if (!t)
		return 0;
	if (!key || key->id != row->values[1].i) {
		struct fkey_rows first = {
			.table = t, .id = row->values[1].i, .ref_table = text_at(r, row, 3)};
		first.ref_schema = row->values[6].i ? NULL : text_at(r, row, 2);
		vec_push(&r->fkeys, r->a, first);
		key = &r->fkeys.items[r->fkeys.n - 1];
	}
	vec_push(&key->from, r->a, text_at(r, row, 4));
	vec_push(&key->to, r->a, text_at(r, row, 5));
	return 0;
}

static int read_rows(struct reader *r, const char *sql, int64_t max, db_row_fn *fn, struct err *err)
{
	struct db_value limit = DB_V_INT(max + 1);
	struct db_query q = {.sql = sql, .params = &limit, .n_params = 1, .a = r->a};

	return db_query(&r->c->base, &q, fn, r, err);
}

static void finish(struct reader *r, struct db_schema *out)
{
	struct db_schema_table *tables = ARENA_ARRAY(r->a, struct db_schema_table, r->tables.n);
	size_t n = 0;

	VEC_EACH (struct fkey_rows, key, &r->fkeys) {
		struct db_schema_fkey f = {.columns = key->from.items,
			.ref_schema = key->ref_schema,
			.ref_table = key->ref_table,
			.ref_columns = key->to.items,
			.n = key->from.n};
		vec_push(&key->table->fkeys, r->a, f);
	}
	for (size_t i = 0; i < r->tables.n; i++) {
		struct table_rows *t = r->tables.items[i];
		if (t->columns.n == 0)
			continue;
		t->t.columns = t->columns.items;
		t->t.n_columns = t->columns.n;
		t->t.fkeys = t->fkeys.items;
		t->t.n_fkeys = t->fkeys.n;
		tables[n++] = t->t;
	}
	*out = (struct db_schema){.tables = tables, .n_tables = n};
}

int postgres_introspect(struct db_conn *c, struct arena *a, struct db_schema *out, struct err *err)
{
	struct reader r = {.c = (struct postgres_conn *)c, .a = a, .by_oid = map_new(a)};

	if (read_rows(&r, relations_sql, SCHEMA_TABLES_MAX, add_table, err))
		return -1;
	if (r.tables.n > SCHEMA_TABLES_MAX)
		return err_set(err, ERR_LIMIT,
			"the database has more than %d tables; use a role that sees fewer",
			SCHEMA_TABLES_MAX);
	if (read_rows(&r, columns_sql, SCHEMA_COLUMNS_MAX, add_column, err))
		return -1;
	if (r.n_columns > SCHEMA_COLUMNS_MAX)
		return err_set(err, ERR_LIMIT,
			"the database has more than %d columns; use a role that sees fewer",
			SCHEMA_COLUMNS_MAX);
	if (read_rows(&r, fkeys_sql, SCHEMA_COLUMNS_MAX, add_fkey_pair, err))
		return -1;
	finish(&r, out);
	return 0;
}

struct role_row {
	struct arena *a;
	struct db_role role;
};

static int take_role(void *ctx, const struct db_row *row)
{
	struct role_row *r = ctx;

	r->role.can_write = row->values[0].i;
	if (r->role.can_write)
		r->role.remedy = arena_strndup(r->a, row->values[1].s.p, row->values[1].s.n);
	return 0;
}

/* Writing means: a superuser, or the right to change or make something that is not the server's own. */
static const char role_sql[] =
	"WITH ns AS (SELECT oid, nspname FROM pg_catalog.pg_namespace WHERE nspname NOT IN ('pg_catalog', "
	"'information_schema') AND nspname NOT LIKE 'pg\\_toast%' AND nspname NOT LIKE 'pg\\_temp%' "
	"AND pg_catalog.has_schema_privilege(oid, 'USAGE')) "
	"SELECT (SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user) "
	"OR pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE') "
	"OR EXISTS (SELECT 1 FROM ns WHERE pg_catalog.has_schema_privilege(oid, 'CREATE')) "
	"OR EXISTS (SELECT 1 FROM ns JOIN pg_catalog.pg_class c ON c.relnamespace = ns.oid WHERE c.relkind "
	"IN ('r', 'p', "
	"'v', 'f') AND pg_catalog.has_table_privilege(c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')), "
	"'CREATE ROLE askdb_reader LOGIN PASSWORD ''choose one''; ' "
	"|| pg_catalog.format('GRANT CONNECT ON DATABASE %I TO askdb_reader; ', "
	"pg_catalog.current_database()) "
	"|| COALESCE((SELECT pg_catalog.string_agg(pg_catalog.format('GRANT USAGE ON SCHEMA %I TO "
	"askdb_reader; GRANT "
	"SELECT ON ALL TABLES IN SCHEMA %I TO askdb_reader; ', nspname, nspname), '' ORDER BY nspname "
	"COLLATE \"C\") "
	"FROM ns), '') || 'ALTER ROLE askdb_reader SET default_transaction_read_only = on;'";

int postgres_role(struct db_conn *c, struct arena *a, struct db_role *out, struct err *err)
{
	struct role_row row = {.a = a};
	struct db_query q = {.sql = role_sql, .a = a};

	if (db_query(c, &q, take_role, &row, err))
		return -1;
	*out = row.role;
	return 0;
}
