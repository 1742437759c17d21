// SPDX-License-Identifier: Apache-2.0
/* Reading and describing the catalog; catalog_put.c writes what a sync found. See catalog.h. */
#include "store/catalog.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "store/store_int.h"

#define TABLE_COLUMNS                                                                              \
	"t.id, s.source_id, t.schema_id, s.schema_name, t.table_name, t.table_type, t.row_count, " \
	"t.source_description, t.user_description, t.tags, t.created_at, t.updated_at"
#define TABLE_FROM "FROM tables t JOIN schemas s ON s.id = t.schema_id"
#define COLUMN_COLUMNS                                                                                       \
	"c.id, c.table_id, c.column_name, c.data_type, c.db_type, c.is_nullable, c.default_value, "          \
	"c.pk_position, c.references_column, c.source_description, c.user_description, c.ordinal_position, " \
	"c.values_complete"

/* Tags are kept as "\nfirst\nsecond\n", so that one is found by "\n<tag>\n" whatever stands beside it. */
static void split_tags(struct arena *a, const char *text, struct store_table *t)
{
	VEC(const char *) tags = {0};
	struct slice rest = slice_of(text);

	while (rest.n) {
		struct slice tag = slice_cut(&rest, '\n');
		if (tag.n)
			vec_push(&tags, a, arena_strndup(a, tag.p, tag.n));
	}
	t->tags = tags.items;
	t->n_tags = tags.n;
}

static void read_table(const struct store_rows *r, size_t i, void *item)
{
	struct store_table *t = item;

	*t = (struct store_table){
		.id = store_text(r, i, 0),
		.source_id = store_text(r, i, 1),
		.schema_id = store_text(r, i, 2),
		.schema_name = store_text(r, i, 3),
		.table_name = store_text(r, i, 4),
		.table_type = store_text(r, i, 5),
		.row_count = store_int(r, i, 6),
		.source_description = store_text(r, i, 7),
		.user_description = store_text(r, i, 8),
		.created_at = store_int(r, i, 10),
		.updated_at = store_int(r, i, 11),
	};
	split_tags(r->a, store_text(r, i, 9), t);
}

static const struct store_kind table_kind = {"table", sizeof(struct store_table), read_table};

static void read_column(const struct store_rows *r, size_t i, void *item)
{
	*(struct store_column *)item = (struct store_column){
		.id = store_text(r, i, 0),
		.table_id = store_text(r, i, 1),
		.column_name = store_text(r, i, 2),
		.data_type = store_text(r, i, 3),
		.db_type = store_int(r, i, 4),
		.is_nullable = store_int(r, i, 5),
		.default_value = store_text(r, i, 6),
		.pk_position = (unsigned)store_int(r, i, 7),
		.is_foreign_key = !store_is_null(r, i, 8),
		.references_column = store_text(r, i, 8),
		.source_description = store_text(r, i, 9),
		.user_description = store_text(r, i, 10),
		.ordinal_position = (unsigned)store_int(r, i, 11),
		.values_complete = store_int(r, i, 12),
	};
}

static const struct store_kind column_kind = {"column", sizeof(struct store_column), read_column};

static void read_schema(const struct store_rows *r, size_t i, void *item)
{
	*(struct store_schema *)item = (struct store_schema){
		.id = store_text(r, i, 0),
		.source_id = store_text(r, i, 1),
		.schema_name = store_text(r, i, 2),
		.table_count = store_int(r, i, 3),
		.created_at = store_int(r, i, 4),
		.updated_at = store_int(r, i, 5),
	};
}

static const struct store_kind schema_kind = {"schema", sizeof(struct store_schema), read_schema};

int store_schema_list(struct store_tx *tx, struct arena *a, const char *source_id,
	const struct store_page *page, struct store_schema_list *out, struct err *err)
{
	static const struct store_order order = {
		.key = "s.schema_name", .id = "s.id", .is_text = true, .key_column = 2};
	struct store_query q;
	struct store_rows rows;

	store_query_init(&q, a,
		"s.id, s.source_id, s.schema_name, (SELECT count(*) FROM tables t WHERE t.schema_id = s.id), "
		"s.created_at, s.updated_at",
		"FROM schemas s");
	store_query_where(&q, "s.source_id = ?", db_v_text(source_id));
	if (store_query_page(&q, tx, &(struct store_list){&order, page}, &rows, &out->more, err) < 0)
		return -1;
	out->n = rows.n;
	out->items = store_items(&rows, &schema_kind);
	return 0;
}

int store_table_list(struct store_tx *tx, struct arena *a, const struct store_table_filter *filter,
	const struct store_page *page, struct store_table_list *out, struct err *err)
{
	static const struct store_order order = {
		.key = "t.table_name", .id = "t.id", .is_text = true, .key_column = 4};
	struct store_query q;
	struct store_rows rows;
	const char *tag = filter->tag ? store_like(a, arena_printf(a, "\n%s\n", filter->tag)) : NULL;

	store_query_init(&q, a, TABLE_COLUMNS, TABLE_FROM);
	store_query_where(&q, "s.source_id = ?", db_v_text(filter->source_id));
	store_query_where(&q, "s.schema_name = ?", db_v_text(filter->schema_name));
	store_query_where(&q, "t.table_type = ?", db_v_text(filter->table_type));
	store_query_where(&q, "t.tags LIKE ? ESCAPE '\\'", db_v_text(tag));
	store_query_where(&q,
		"lower(t.table_name) LIKE lower(?) ESCAPE '\\' OR lower(t.user_description) LIKE lower(?) "
		"ESCAPE '\\' OR lower(t.source_description) LIKE lower(?) ESCAPE '\\'",
		db_v_text(store_like(a, filter->text)));
	if (store_query_page(&q, tx, &(struct store_list){&order, page}, &rows, &out->more, err) < 0)
		return -1;
	out->n = rows.n;
	out->items = store_items(&rows, &table_kind);
	return 0;
}

int store_table_get(
	struct store_tx *tx, struct arena *a, const char *id, struct store_table *out, struct err *err)
{
	return store_fetch_one(tx, a,
		STORE_SQL("SELECT " TABLE_COLUMNS " " TABLE_FROM " WHERE t.id = $1", db_v_text(id)),
		&table_kind, out, err);
}

int store_table_columns(struct store_tx *tx, struct arena *a, const char *table_id,
	struct store_column_list *out, struct err *err)
{
	struct store_rows rows;

	if (store_fetch_all(tx, a,
		    STORE_SQL("SELECT " COLUMN_COLUMNS " FROM columns c WHERE c.table_id = $1 "
			      "ORDER BY c.ordinal_position, c.id",
			    db_v_text(table_id)),
		    &rows, err) < 0)
		return -1;
	out->n = rows.n;
	out->items = store_items(&rows, &column_kind);
	return 0;
}

int store_column_get(
	struct store_tx *tx, struct arena *a, const char *id, struct store_column *out, struct err *err)
{
	return store_fetch_one(tx, a,
		STORE_SQL("SELECT " COLUMN_COLUMNS " FROM columns c WHERE c.id = $1", db_v_text(id)),
		&column_kind, out, err);
}

/* A whole source. */

struct load {
	const char *source_id;
	struct arena *a;
	struct store_catalog out;
};

static int load_fkeys(struct store_tx *tx, struct load *l, struct err *err)
{
	struct store_rows rows;

	if (store_fetch_all(tx, l->a,
		    STORE_SQL("SELECT f.table_id, f.column_name, f.ref_schema, f.ref_table, f.ref_column, "
			      "f.key_no "
			      "FROM foreign_keys f JOIN tables t ON t.id = f.table_id "
			      "JOIN schemas s ON s.id = t.schema_id WHERE s.source_id = $1 "
			      "ORDER BY s.schema_name, t.table_name, f.key_no, f.pair_no",
			    db_v_text(l->source_id)),
		    &rows, err) < 0)
		return -1;
	l->out.n_fkeys = rows.n;
	l->out.fkeys = ARENA_ARRAY(l->a, struct store_fkey, rows.n);
	for (size_t i = 0; i < rows.n; i++)
		l->out.fkeys[i] = (struct store_fkey){
			.table_id = store_text(&rows, i, 0),
			.column_name = store_text(&rows, i, 1),
			.ref_schema = store_text(&rows, i, 2),
			.ref_table = store_text(&rows, i, 3),
			.ref_column = store_text(&rows, i, 4),
			.key_no = (unsigned)store_int(&rows, i, 5),
		};
	return 0;
}

static int load(struct store_tx *tx, void *ctx, struct err *err)
{
	struct load *l = ctx;
	struct db_value source = db_v_text(l->source_id);
	struct store_rows tables, columns;

	if (store_fetch_all(tx, l->a,
		    STORE_SQL("SELECT " TABLE_COLUMNS " " TABLE_FROM
			      " WHERE s.source_id = $1 ORDER BY s.schema_name, t.table_name",
			    source),
		    &tables, err) < 0 ||
		store_fetch_all(tx, l->a,
			STORE_SQL("SELECT " COLUMN_COLUMNS
				  " FROM columns c JOIN tables t ON t.id = c.table_id "
				  "JOIN schemas s ON s.id = t.schema_id WHERE s.source_id = $1 "
				  "ORDER BY s.schema_name, t.table_name, c.ordinal_position, c.id",
				source),
			&columns, err) < 0)
		return -1;
	l->out.n_tables = tables.n;
	l->out.tables = store_items(&tables, &table_kind);
	l->out.n_columns = columns.n;
	l->out.columns = store_items(&columns, &column_kind);
	return load_fkeys(tx, l, err);
}

int store_catalog_load(struct store_tx *tx, struct arena *a, const char *source_id, struct store_catalog *out,
	struct err *err)
{
	struct load l = {.source_id = source_id, .a = a};

	if (store_reading(tx, load, &l, err) < 0)
		return -1;
	*out = l.out;
	return 0;
}

/* What people write. */

int store_table_describe(struct store_tx *tx, const char *id, const char *description, struct err *err)
{
	if (store_check_size(description, DESCRIPTION_MAX, "the description", err) < 0)
		return -1;
	return store_exec_one(tx,
		STORE_SQL("UPDATE tables SET user_description = $2, updated_at = $3 WHERE id = $1",
			db_v_text(id), db_v_text(description), DB_V_INT(clock_unix_ms())),
		"table", id, err);
}

struct describe {
	const char *id, *description;
};

static int describe_column(struct store_tx *tx, void *ctx, struct err *err)
{
	const struct describe *d = ctx;

	if (store_exec_one(tx,
		    STORE_SQL("UPDATE columns SET user_description = $2 WHERE id = $1", db_v_text(d->id),
			    db_v_text(d->description)),
		    "column", d->id, err) < 0)
		return -1;
	return store_exec(tx,
		STORE_SQL("UPDATE tables SET updated_at = $2 WHERE id = "
			  "(SELECT table_id FROM columns WHERE id = $1)",
			db_v_text(d->id), DB_V_INT(clock_unix_ms())),
		NULL, err);
}

int store_column_describe(struct store_tx *tx, const char *id, const char *description, struct err *err)
{
	struct describe d = {id, description};

	if (store_check_size(description, DESCRIPTION_MAX, "the description", err) < 0)
		return -1;
	return store_atomic(tx, describe_column, &d, err);
}

int store_table_set_tags(
	struct store_tx *tx, const char *id, const char *const *tags, size_t n, struct err *err)
{
	CLEANUP(str_free) struct str text = STR_INIT(STORE_TAGS_MAX * (NAME_MAX_BYTES + 1) + 2);

	if (n > STORE_TAGS_MAX)
		return err_set(err, ERR_INVALID, "a table can have at most %d tags", STORE_TAGS_MAX);
	for (size_t i = 0; i < n; i++) {
		size_t size = strnlen(tags[i], NAME_MAX_BYTES + 1);
		if (size == 0 || size > NAME_MAX_BYTES || strchr(tags[i], '\n'))
			return err_set(err, ERR_INVALID, "a tag has between 1 and %d bytes and no line break",
				NAME_MAX_BYTES);
		str_addf(&text, "%s%s\n", i ? "" : "\n", tags[i]);
	}
	return store_exec_one(tx,
		STORE_SQL("UPDATE tables SET tags = $2, updated_at = $3 WHERE id = $1", db_v_text(id),
			DB_V_SLICE(str_slice(&text)), DB_V_INT(clock_unix_ms())),
		"table", id, err);
}

/* Search by name, and counts. */

static const char search_text[] =
	"SELECT kind, id, table_id, source_id, schema_name, table_name, column_name, description FROM ("
	"SELECT 0 AS kind, s.id AS id, CAST(NULL AS TEXT) AS table_id, s.source_id AS source_id, "
	"s.schema_name AS schema_name, CAST(NULL AS TEXT) AS table_name, CAST(NULL AS TEXT) AS column_name, "
	"CAST(NULL AS TEXT) AS description, s.schema_name AS name FROM schemas s "
	"UNION ALL SELECT 1, t.id, t.id, s.source_id, s.schema_name, t.table_name, CAST(NULL AS TEXT), "
	"COALESCE(t.user_description, t.source_description), t.table_name "
	"FROM tables t JOIN schemas s ON s.id = t.schema_id "
	"UNION ALL SELECT 2, c.id, t.id, s.source_id, s.schema_name, t.table_name, c.column_name, "
	"COALESCE(c.user_description, c.source_description), c.column_name "
	"FROM columns c JOIN tables t ON t.id = c.table_id JOIN schemas s ON s.id = t.schema_id) AS names "
	"WHERE lower(name) LIKE lower($1) ESCAPE '\\' AND source_id = COALESCE(CAST($2 AS TEXT), source_id) "
	"ORDER BY CASE WHEN lower(name) = lower($3) THEN 0 ELSE 1 END, length(name), kind, name, id LIMIT $4";

int store_catalog_search(struct store_tx *tx, struct arena *a, const struct store_name_query *q,
	struct store_name_hits *out, struct err *err)
{
	static const char *const kinds[] = {"schema", "table", "column"};
	struct store_rows rows;
	const char *like = store_like(a, q->text);
	size_t limit = store_page_limit(&(struct store_page){.limit = q->limit});

	if (!like)
		return err_set(
			err, ERR_INVALID, "there is nothing to search for: give a name or a part of one");
	if (store_fetch(tx, a,
		    STORE_SQL(search_text, db_v_text(like), db_v_text(q->source_id), db_v_text(q->text),
			    DB_V_INT((int64_t)limit)),
		    &rows, err) < 0)
		return -1;
	out->n = rows.n;
	out->items = ARENA_ARRAY(a, struct store_name_hit, rows.n);
	for (size_t i = 0; i < rows.n; i++)
		out->items[i] = (struct store_name_hit){
			.type = kinds[store_int(&rows, i, 0)],
			.id = store_text(&rows, i, 1),
			.table_id = store_text(&rows, i, 2),
			.source_id = store_text(&rows, i, 3),
			.schema_name = store_text(&rows, i, 4),
			.table_name = store_text(&rows, i, 5),
			.column_name = store_text(&rows, i, 6),
			.description = store_text(&rows, i, 7),
		};
	return 0;
}

int store_catalog_stats(struct store_tx *tx, struct store_catalog_stats *out, struct err *err)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct store_rows rows;

	if (store_fetch(tx, a,
		    STORE_SQL("SELECT (SELECT count(*) FROM schemas), (SELECT count(*) FROM tables), "
			      "(SELECT count(*) FROM columns), (SELECT count(*) FROM data_sources), "
			      "(SELECT max(last_synced) FROM data_sources)"),
		    &rows, err) < 0)
		return -1;
	*out = (struct store_catalog_stats){store_int(&rows, 0, 0), store_int(&rows, 0, 1),
		store_int(&rows, 0, 2), store_int(&rows, 0, 3), store_int(&rows, 0, 4)};
	return 0;
}

/* Known values. */

struct put_values {
	const char *column_id;
	const struct slice *values;
	size_t n;
	bool complete;
};

static int put_values(struct store_tx *tx, void *ctx, struct err *err)
{
	static const struct store_insert into = {
		.head = "INSERT INTO column_values (column_id, value_no, value)", .columns = 3};
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	const struct put_values *p = ctx;
	struct db_value id = db_v_text(p->column_id);
	struct db_value *cells = ARENA_ARRAY(a, struct db_value, p->n * into.columns), *v = cells;

	for (size_t i = 0; i < p->n; i++) {
		if (!utf8_is_valid(p->values[i]) ||
			(p->values[i].n && memchr(p->values[i].p, '\0', p->values[i].n)))
			continue; /* no person types it, and PostgreSQL's text cannot hold it */
		*v++ = id;
		*v++ = DB_V_INT((int64_t)i);
		*v++ = DB_V_SLICE(p->values[i]);
	}
	if (store_exec_one(tx,
		    STORE_SQL("UPDATE columns SET values_complete = $2 WHERE id = $1", id,
			    DB_V_INT(p->complete)),
		    "column", p->column_id, err) < 0 ||
		store_exec(tx, STORE_SQL("DELETE FROM column_values WHERE column_id = $1", id), NULL, err) <
			0)
		return -1;
	return store_insert_many(tx, &into, cells, (size_t)(v - cells) / into.columns, err);
}

int store_values_put(struct store_tx *tx, const char *column_id, const struct slice *values, size_t n,
	bool complete, struct err *err)
{
	struct put_values p = {column_id, values, n, complete};

	if (n > VALUES_PER_COLUMN_MAX)
		return err_set(err, ERR_LIMIT, "more than %d values of one column", VALUES_PER_COLUMN_MAX);
	return store_atomic(tx, put_values, &p, err);
}

struct each_value {
	store_value_fn *fn;
	void *ctx;
};

static int value_row(void *ctx, const struct db_row *row)
{
	struct each_value *e = ctx;

	return e->fn(e->ctx, row->values[0].s, row->values[1].s);
}

int store_values_each(
	struct store_tx *tx, const char *source_id, store_value_fn *fn, void *ctx, struct err *err)
{
	struct each_value e = {fn, ctx};

	return store_each(tx,
		STORE_SQL("SELECT v.column_id, v.value FROM column_values v JOIN columns c ON c.id = "
			  "v.column_id "
			  "JOIN tables t ON t.id = c.table_id JOIN schemas s ON s.id = t.schema_id "
			  "WHERE s.source_id = $1 ORDER BY v.column_id, v.value_no",
			db_v_text(source_id)),
		value_row, &e, err);
}
