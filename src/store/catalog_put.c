// SPDX-License-Identifier: Apache-2.0
/*
 * Making the catalog of a source equal to what introspection found. What is stored is read once into maps by
 * name, compared in memory, and only differences are written: inserts in batches, updates one by one, what is
 * gone by its id. So a sync of an unchanged database of ten thousand tables writes nothing, and rows keep
 * their ids, people's words and tags.
 */
#include "store/catalog.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/map.h"
#include "base/vec.h"
#include "db/types.h"
#include "store/store_int.h"

/* A row as it is stored. print is a fingerprint of what a sync may change; texts of 400,000 columns are not kept for that. */
struct old_row {
	const char *id;
	const char *table_id; /* of a column */
	int64_t row_count;    /* of a table */
	uint64_t print;
	bool seen;
};

struct put {
	const char *source_id;
	const struct db_schema *schema;
	struct arena *a;
	struct store_tx *tx;
	struct db_value now;
	struct map *old_schemas, *old_tables, *old_columns; /* to struct old_row */
	struct map *old_fkeys;                              /* table id -> struct str * of all its keys */
	struct str scratch;                                 /* what is being fingerprinted */
	VEC(struct db_value) new_tables, new_columns, new_fkeys;
	struct store_sync_counts counts;
};

enum { TABLE_WIDTH = 8, COLUMN_WIDTH = 11, FKEY_WIDTH = 7 };

/* Two names as one key: the first one's length keeps ("a.b", "c") and ("a", "b.c") apart. */
static struct slice pair_key(struct arena *a, struct slice first, struct slice second)
{
	struct str key = STR_INIT(SIZE_MAX / 2);

	str_addf(&key, "%zu:", first.n);
	str_add(&key, first.p, first.n);
	str_add(&key, second.p, second.n);
	return slice_of(str_to_arena(&key, a));
}

static const char *keep(struct put *p, struct slice s)
{
	return arena_strndup(p->a, s.p ? s.p : "", s.n);
}

static void add_text(struct str *out, struct slice s)
{
	str_addf(out, "s%zu:", s.n);
	str_add(out, s.p, s.n);
}

/* The same fields in the same order give the same number; NULL and "" differ. */
static uint64_t fingerprint(struct put *p, const struct db_value *fields, size_t n)
{
	str_truncate(&p->scratch, 0);
	for (size_t i = 0; i < n; i++) {
		if (fields[i].type == DB_NULL)
			str_addc(&p->scratch, '-');
		else if (fields[i].type == DB_INT)
			str_addf(&p->scratch, "i%lld", (long long)fields[i].i);
		else
			add_text(&p->scratch, fields[i].s);
	}
	return hash_seeded(p->scratch.buf, p->scratch.n);
}

/* A foreign key pair as text, to compare what is stored with what was found. */
static void add_pair(struct str *out, const struct db_value pair[static 5])
{
	str_addf(out, "%lld", (long long)pair[0].i);
	for (size_t i = 1; i < 5; i++)
		add_text(out, pair[i].s);
}

/* Reading what is there. */

static struct old_row *remember(struct put *p, struct map *m, struct slice key, const char *id)
{
	struct old_row *o = ARENA_NEW(p->a, struct old_row);

	o->id = id;
	map_put(m, key, o);
	return o;
}

static int read_schema(void *ctx, const struct db_row *row)
{
	struct put *p = ctx;

	remember(p, p->old_schemas, row->values[1].s, keep(p, row->values[0].s));
	return 0;
}

static int read_table(void *ctx, const struct db_row *row)
{
	struct put *p = ctx;
	const struct db_value *v = row->values;
	struct old_row *o = remember(p, p->old_tables, pair_key(p->a, v[1].s, v[2].s), keep(p, v[0].s));

	o->row_count = v[3].i;
	o->print = fingerprint(p, v + 4, 2);
	return 0;
}

static int read_column(void *ctx, const struct db_row *row)
{
	struct put *p = ctx;
	const struct db_value *v = row->values;
	struct old_row *o = remember(p, p->old_columns, pair_key(p->a, v[1].s, v[2].s), keep(p, v[0].s));

	o->table_id = keep(p, v[1].s);
	o->print = fingerprint(p, v + 3, COLUMN_WIDTH - 3);
	return 0;
}

static void free_text(void *text)
{
	str_free(text);
}

static int read_fkey(void *ctx, const struct db_row *row)
{
	struct put *p = ctx;
	struct str *keys = map_find(p->old_fkeys, row->values[0].s);

	if (!keys) {
		keys = ARENA_NEW(p->a, struct str);
		*keys = STR_INIT(SIZE_MAX / 2);
		arena_defer(p->a, free_text, keys);
		map_put(p->old_fkeys, row->values[0].s, keys);
	}
	add_pair(keys, row->values + 1);
	return 0;
}

static int read_rows(struct put *p, struct err *err)
{
	static const struct {
		const char *sql;
		store_row_fn *fn;
	} reads[] = {
		{"SELECT id, schema_name FROM schemas WHERE source_id = $1", read_schema},
		{"SELECT t.id, s.schema_name, t.table_name, t.row_count, t.table_type, t.source_description "
		 "FROM tables t JOIN schemas s ON s.id = t.schema_id WHERE s.source_id = $1",
			read_table},
		{"SELECT c.id, c.table_id, c.column_name, c.data_type, c.db_type, c.is_nullable, "
		 "c.default_value, c.pk_position, c.references_column, c.source_description, "
		 "c.ordinal_position FROM columns c JOIN tables t ON t.id = c.table_id "
		 "JOIN schemas s ON s.id = t.schema_id WHERE s.source_id = $1",
			read_column},
		{"SELECT f.table_id, f.key_no, f.column_name, f.ref_schema, f.ref_table, f.ref_column "
		 "FROM foreign_keys f JOIN tables t ON t.id = f.table_id "
		 "JOIN schemas s ON s.id = t.schema_id WHERE s.source_id = $1 "
		 "ORDER BY f.table_id, f.key_no, f.pair_no",
			read_fkey},
	};

	p->old_schemas = map_new(p->a);
	p->old_tables = map_new(p->a);
	p->old_columns = map_new(p->a);
	p->old_fkeys = map_new(p->a);
	for (size_t i = 0; i < ARRAY_LEN(reads); i++)
		if (store_each(p->tx, STORE_SQL(reads[i].sql, db_v_text(p->source_id)), reads[i].fn, p, err) <
			0)
			return -1;
	return 0;
}

/* Names and comments as they can be stored: a SQLite file may hold bytes that are no text. */
static struct db_schema_table clean_table(struct arena *a, const struct db_schema_table *from)
{
	struct db_schema_table t = *from;

	t.schema = store_clean(a, from->schema);
	t.name = store_clean(a, from->name);
	t.comment = store_clean(a, from->comment);
	t.columns = ARENA_ARRAY(a, struct db_schema_column, t.n_columns);
	for (size_t i = 0; i < t.n_columns; i++) {
		struct db_schema_column *c = &t.columns[i];
		*c = from->columns[i];
		c->name = store_clean(a, c->name);
		c->type_name = store_clean(a, c->type_name);
		c->default_value = store_clean(a, c->default_value);
		c->comment = store_clean(a, c->comment);
	}
	t.fkeys = ARENA_ARRAY(a, struct db_schema_fkey, t.n_fkeys);
	for (size_t k = 0; k < t.n_fkeys; k++) {
		struct db_schema_fkey *f = &t.fkeys[k];
		*f = from->fkeys[k];
		f->ref_schema = store_clean(a, f->ref_schema);
		f->ref_table = store_clean(a, f->ref_table);
		const char **columns = ARENA_ARRAY(a, const char *, f->n),
			   **refs = ARENA_ARRAY(a, const char *, f->n);
		for (size_t i = 0; i < f->n; i++) {
			columns[i] = store_clean(a, f->columns[i]);
			refs[i] = store_clean(a, f->ref_columns[i]);
		}
		f->columns = columns;
		f->ref_columns = refs;
	}
	return t;
}

/* Comparing and writing. */

static const char *new_id(struct put *p)
{
	char *id = arena_alloc(p->a, UUID_LEN);

	uuid_make(id);
	return id;
}

static int put_schema(struct put *p, const char *name, const char **id, struct err *err)
{
	struct old_row *old = map_find(p->old_schemas, slice_of(name));

	if (!old) {
		old = remember(p, p->old_schemas, slice_of(name), new_id(p));
		if (store_exec(p->tx,
			    STORE_SQL("INSERT INTO schemas (id, source_id, schema_name, created_at, "
				      "updated_at) "
				      "VALUES ($1, $2, $3, $4, $4)",
				    db_v_text(old->id), db_v_text(p->source_id), db_v_text(name), p->now),
			    NULL, err) < 0)
			return -1;
	}
	p->counts.schemas += !old->seen;
	old->seen = true;
	*id = old->id;
	return 0;
}

/* "Artist.ArtistId" of the first foreign key the column is in; NULL = none. */
static const char *reference_of(struct put *p, const struct db_schema_table *t, const char *column)
{
	for (size_t k = 0; k < t->n_fkeys; k++) {
		const struct db_schema_fkey *f = &t->fkeys[k];
		for (size_t i = 0; i < f->n; i++)
			if (str_eq(f->columns[i], column))
				return !f->ref_schema || str_eq(f->ref_schema, t->schema)
					       ? arena_printf(p->a, "%s.%s", f->ref_table, f->ref_columns[i])
					       : arena_printf(p->a, "%s.%s.%s", f->ref_schema, f->ref_table,
							 f->ref_columns[i]);
	}
	return NULL;
}

static int put_column(
	struct put *p, const struct db_schema_table *t, const char *table_id, size_t i, struct err *err)
{
	const struct db_schema_column *c = &t->columns[i];
	const char *reference = reference_of(p, t, c->name);
	struct old_row *old = map_find(p->old_columns, pair_key(p->a, slice_of(table_id), slice_of(c->name)));
	const struct db_value values[COLUMN_WIDTH] = {db_v_text(old ? old->id : new_id(p)),
		db_v_text(table_id), db_v_text(c->name), db_v_text(c->type_name), DB_V_INT(c->type),
		DB_V_INT(c->nullable), db_v_text(c->default_value), DB_V_INT(c->pk_position),
		db_v_text(reference), db_v_text(c->comment), DB_V_INT((int64_t)i + 1)};

	p->counts.columns++;
	if (!old) {
		for (size_t k = 0; k < COLUMN_WIDTH; k++)
			vec_push(&p->new_columns, p->a, values[k]);
		p->counts.added++;
		return 0;
	}
	old->seen = true;
	if (old->print == fingerprint(p, values + 3, COLUMN_WIDTH - 3))
		return 0;
	p->counts.changed++;
	return store_exec(p->tx,
		&(struct store_sql){
			"UPDATE columns SET table_id = $2, column_name = $3, data_type = $4, db_type = $5, "
			"is_nullable = $6, default_value = $7, pk_position = $8, references_column = $9, "
			"source_description = $10, ordinal_position = $11 WHERE id = $1",
			values, COLUMN_WIDTH},
		NULL, err);
}

static int put_fkeys(struct put *p, const struct db_schema_table *t, const char *table_id, struct err *err)
{
	CLEANUP(str_free) struct str found = STR_INIT(SIZE_MAX / 2);
	const struct str *old = map_find(p->old_fkeys, slice_of(table_id));
	size_t before = p->new_fkeys.n;

	for (size_t k = 0; k < t->n_fkeys; k++) {
		const struct db_schema_fkey *f = &t->fkeys[k];
		for (size_t i = 0; i < f->n; i++) {
			const struct db_value values[FKEY_WIDTH] = {db_v_text(table_id), DB_V_INT((int64_t)i),
				DB_V_INT((int64_t)k), db_v_text(f->columns[i]),
				db_v_text(f->ref_schema ? f->ref_schema : t->schema), db_v_text(f->ref_table),
				db_v_text(f->ref_columns[i])};
			add_pair(&found, values + 2);
			for (size_t w = 0; w < FKEY_WIDTH; w++)
				vec_push(&p->new_fkeys, p->a, values[w]);
		}
	}
	if (slice_eq(old ? str_slice(old) : SLICE_LIT(""), str_slice(&found))) {
		p->new_fkeys.n = before;
		return 0;
	}
	return old ? store_exec(p->tx,
			     STORE_SQL("DELETE FROM foreign_keys WHERE table_id = $1", db_v_text(table_id)),
			     NULL, err)
		   : 0;
}

static int update_table(
	struct put *p, const struct db_schema_table *t, const struct old_row *old, struct err *err)
{
	const struct db_value fields[] = {db_v_text(t->is_view ? "view" : "table"), db_v_text(t->comment)};
	bool same = old->print == fingerprint(p, fields, ARRAY_LEN(fields));

	if (same && old->row_count == t->row_count)
		return 0;
	p->counts.changed += !same;
	return store_exec(p->tx,
		STORE_SQL("UPDATE tables SET table_type = $2, row_count = $3, source_description = $4, "
			  "updated_at = $5 WHERE id = $1",
			db_v_text(old->id), fields[0], DB_V_INT(t->row_count), fields[1], p->now),
		NULL, err);
}

static int put_table(struct put *p, const struct db_schema_table *t, struct err *err)
{
	const char *schema_id = NULL;
	struct slice key = pair_key(p->a, slice_of(t->schema), slice_of(t->name));
	struct old_row *old = map_find(p->old_tables, key);

	if (put_schema(p, t->schema, &schema_id, err) < 0)
		return -1;
	p->counts.tables++;
	if (old) {
		if (update_table(p, t, old, err) < 0)
			return -1;
	} else {
		old = remember(p, p->old_tables, key, new_id(p));
		const struct db_value values[TABLE_WIDTH] = {db_v_text(old->id), db_v_text(schema_id),
			db_v_text(t->name), db_v_text(t->is_view ? "view" : "table"), DB_V_INT(t->row_count),
			db_v_text(t->comment), p->now, p->now};
		for (size_t i = 0; i < TABLE_WIDTH; i++)
			vec_push(&p->new_tables, p->a, values[i]);
		p->counts.added++;
	}
	old->seen = true;
	for (size_t i = 0; i < t->n_columns; i++)
		if (put_column(p, t, old->id, i, err) < 0)
			return -1;
	return put_fkeys(p, t, old->id, err);
}

/* Deleting what the schema did not mention. */

static int drop_row(struct put *p, const char *sql, const char *id, struct err *err)
{
	return store_exec(p->tx, STORE_SQL(sql, db_v_text(id)), NULL, err);
}

static const struct old_row *old_at(const struct map *m, size_t i)
{
	void *value = NULL;

	map_at(m, i, &value);
	return value;
}

static int drop_tables(struct put *p, struct map *gone, struct err *err)
{
	for (size_t i = 0; i < map_count(p->old_tables); i++) {
		const struct old_row *old = old_at(p->old_tables, i);
		if (old->seen)
			continue;
		if (drop_row(p, "DELETE FROM tables WHERE id = $1", old->id, err) < 0)
			return -1;
		map_put(gone, slice_of(old->id), p);
		p->counts.dropped++;
	}
	return 0;
}

/* A column whose table is gone went with it; it is only counted. */
static int drop_columns(struct put *p, const struct map *gone, struct err *err)
{
	for (size_t i = 0; i < map_count(p->old_columns); i++) {
		const struct old_row *old = old_at(p->old_columns, i);
		if (old->seen)
			continue;
		p->counts.dropped++;
		if (!map_find(gone, slice_of(old->table_id)) &&
			drop_row(p, "DELETE FROM columns WHERE id = $1", old->id, err) < 0)
			return -1;
	}
	return 0;
}

static int drop_unseen(struct put *p, struct err *err)
{
	struct map *gone = map_new(p->a);

	if (drop_tables(p, gone, err) < 0 || drop_columns(p, gone, err) < 0)
		return -1;
	for (size_t i = 0; i < map_count(p->old_schemas); i++) {
		const struct old_row *old = old_at(p->old_schemas, i);
		if (!old->seen && drop_row(p, "DELETE FROM schemas WHERE id = $1", old->id, err) < 0)
			return -1;
	}
	return 0;
}

static int insert_new(struct put *p, struct err *err)
{
	static const struct store_insert tables = {
		.head = "INSERT INTO tables (id, schema_id, table_name, table_type, row_count, "
			"source_description, created_at, updated_at)",
		.columns = TABLE_WIDTH};
	static const struct store_insert columns = {
		.head = "INSERT INTO columns (id, table_id, column_name, data_type, db_type, is_nullable, "
			"default_value, pk_position, references_column, source_description, "
			"ordinal_position)",
		.columns = COLUMN_WIDTH};
	static const struct store_insert fkeys = {.head = "INSERT INTO foreign_keys (table_id, pair_no, "
							  "key_no, column_name, ref_schema, ref_table, "
							  "ref_column)",
		.columns = FKEY_WIDTH};

	if (store_insert_many(p->tx, &tables, p->new_tables.items, p->new_tables.n / TABLE_WIDTH, err) < 0 ||
		store_insert_many(
			p->tx, &columns, p->new_columns.items, p->new_columns.n / COLUMN_WIDTH, err) < 0)
		return -1;
	return store_insert_many(p->tx, &fkeys, p->new_fkeys.items, p->new_fkeys.n / FKEY_WIDTH, err);
}

static int put(struct store_tx *tx, void *ctx, struct err *err)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct put *given = ctx;
	struct put p = {.source_id = given->source_id,
		.schema = given->schema,
		.a = a,
		.tx = tx,
		.scratch = STR_INIT(SIZE_MAX / 2)};

	p.now = DB_V_INT(clock_unix_ms());
	arena_defer(a, free_text, &p.scratch);
	if (store_need(tx, "SELECT 1 FROM data_sources WHERE id = $1", "data source", p.source_id, err) < 0 ||
		read_rows(&p, err) < 0)
		return -1;
	for (size_t i = 0; i < p.schema->n_tables; i++) {
		struct db_schema_table *t = ARENA_NEW(a, struct db_schema_table);
		*t = clean_table(a, &p.schema->tables[i]);
		if (put_table(&p, t, err) < 0)
			return -1;
	}
	if (drop_unseen(&p, err) < 0 || insert_new(&p, err) < 0)
		return -1;
	given->counts = p.counts;
	return 0;
}

static int check_limits(const struct db_schema *schema, struct err *err)
{
	size_t columns = 0;

	for (size_t i = 0; i < schema->n_tables; i++)
		columns += schema->tables[i].n_columns;
	if (schema->n_tables > SCHEMA_TABLES_MAX || columns > SCHEMA_COLUMNS_MAX)
		return err_set(err, ERR_LIMIT,
			"the database has %zu tables with %zu columns, more than the %d and %d askdb takes: "
			"give its "
			"user access to fewer of them",
			schema->n_tables, columns, SCHEMA_TABLES_MAX, SCHEMA_COLUMNS_MAX);
	return 0;
}

int store_catalog_put(struct store_tx *tx, const char *source_id, const struct db_schema *schema,
	struct store_sync_counts *counts, struct err *err)
{
	struct put p = {.source_id = source_id, .schema = schema};

	if (check_limits(schema, err) < 0 || store_atomic(tx, put, &p, err) < 0)
		return -1;
	if (counts)
		*counts = p.counts;
	return 0;
}
