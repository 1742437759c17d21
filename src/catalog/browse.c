// SPDX-License-Identifier: Apache-2.0
/* Browsing: the store's rows as the v1 contract's JSON, and what a person writes about them. */
#include "catalog/catalog_int.h"

#include "base/arena.h"
#include "base/cancel.h"
#include "base/limits.h"
#include "json/writer.h"
#include "store/history.h"

static void put_tags(struct js_writer *w, const struct store_table *t)
{
	js_key(w, "tags");
	js_arr(w);
	for (size_t i = 0; i < t->n_tags; i++)
		js_str(w, t->tags[i]);
	js_arr_end(w);
}

void catalog_put_column(struct js_writer *w, const struct store_column *c)
{
	js_obj(w);
	js_kv_str(w, "id", c->id);
	js_kv_str(w, "table_id", c->table_id);
	js_kv_str(w, "column_name", c->column_name);
	js_kv_str(w, "data_type", c->data_type);
	js_kv_bool(w, "is_nullable", c->is_nullable);
	js_kv_str(w, "default_value", c->default_value);
	js_kv_bool(w, "is_primary_key", c->pk_position > 0);
	js_kv_bool(w, "is_foreign_key", c->is_foreign_key);
	js_kv_str(w, "references_column", c->references_column);
	js_kv_str(w, "source_description", c->source_description);
	js_kv_str(w, "user_description", c->user_description);
	js_kv_int(w, "ordinal_position", c->ordinal_position);
	js_obj_end(w);
}

void catalog_put_table(struct js_writer *w, const struct store_table *t, const struct store_column *columns,
	size_t n_columns)
{
	js_obj(w);
	js_kv_str(w, "id", t->id);
	js_kv_str(w, "data_source_id", t->source_id);
	js_kv_str(w, "schema_id", t->schema_id);
	js_kv_str(w, "schema_name", t->schema_name);
	js_kv_str(w, "table_name", t->table_name);
	js_kv_str(w, "table_type", t->table_type);
	if (t->row_count >= 0)
		js_kv_int(w, "row_count", t->row_count);
	else
		js_kv_null(w, "row_count");
	js_kv_str(w, "source_description", t->source_description);
	js_kv_str(w, "user_description", t->user_description);
	put_tags(w, t);
	js_kv_time(w, "created_at", t->created_at);
	js_kv_time(w, "updated_at", t->updated_at);
	if (columns) {
		js_key(w, "columns");
		js_arr(w);
		for (size_t i = 0; i < n_columns; i++)
			catalog_put_column(w, &columns[i]);
		js_arr_end(w);
	}
	js_obj_end(w);
}

static void put_schema_head(struct js_writer *w, const struct store_schema *s)
{
	js_kv_str(w, "id", s->id);
	js_kv_str(w, "data_source_id", s->source_id);
	js_kv_str(w, "schema_name", s->schema_name);
	js_kv_int(w, "table_count", s->table_count);
	js_kv_time(w, "created_at", s->created_at);
	js_kv_time(w, "updated_at", s->updated_at);
}

struct tree {
	struct store_catalog cat;
	size_t *first; /* per table: where its columns begin; one more for the end */
};

/* Columns come in the order of the tables. */
static void index_columns(struct tree *t, struct arena *a)
{
	size_t at = 0;

	t->first = ARENA_ARRAY(a, size_t, t->cat.n_tables + 1);
	for (size_t i = 0; i < t->cat.n_tables; i++) {
		t->first[i] = at;
		while (at < t->cat.n_columns && str_eq(t->cat.columns[at].table_id, t->cat.tables[i].id))
			at++;
	}
	t->first[t->cat.n_tables] = at;
}

static void put_tables_of(struct js_writer *w, const struct tree *t, const char *schema_id)
{
	static const struct store_column none;

	js_key(w, "tables");
	js_arr(w);
	for (size_t i = 0; i < t->cat.n_tables; i++) {
		size_t n = t->first[i + 1] - t->first[i];

		if (str_eq(t->cat.tables[i].schema_id, schema_id))
			catalog_put_table(w, &t->cat.tables[i], n ? t->cat.columns + t->first[i] : &none, n);
	}
	js_arr_end(w);
}

static int put_schemas(struct js_writer *w, struct catalog *c, const char *source_id, const struct tree *t,
	struct arena *a, struct err *err)
{
	struct store_page page = {.limit = PAGE_MAX};

	js_key(w, "schemas");
	js_arr(w);
	do {
		struct store_schema_list list;

		if (store_schema_list(store_auto(c->opt.store), a, source_id, &page, &list, err) < 0)
			return -1;
		for (size_t i = 0; i < list.n; i++) {
			js_obj(w);
			put_schema_head(w, &list.items[i]);
			put_tables_of(w, t, list.items[i].id);
			js_obj_end(w);
		}
		page.cursor = list.more.next;
	} while (page.cursor);
	js_arr_end(w);
	return 0;
}

int catalog_write_tree(struct catalog *c, const char *source_id, struct js_writer *w, struct err *err)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct tree tree = {0};
	struct store_source src;

	if (catalog_synced_source(c, a, source_id, &src, err) < 0)
		return -1;
	if (store_catalog_load(store_auto(c->opt.store), a, source_id, &tree.cat, err) < 0)
		return -1;
	index_columns(&tree, a);
	js_obj(w);
	js_kv_str(w, "data_source_id", source_id);
	js_kv_str(w, "data_source_name", src.name);
	js_kv_time(w, "last_synced", src.last_synced);
	if (put_schemas(w, c, source_id, &tree, a, err) < 0)
		return -1;
	js_obj_end(w);
	return 0;
}

static struct store_page page_of(const struct catalog_filter *f)
{
	return (struct store_page){.limit = f->limit, .cursor = f->cursor, .want_total = true};
}

int catalog_write_schemas(
	struct catalog *c, const struct catalog_filter *f, struct js_writer *w, struct err *err)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct store_page page = page_of(f);
	struct store_schema_list list;

	if (store_schema_list(store_auto(c->opt.store), a, f->source_id, &page, &list, err) < 0)
		return -1;
	store_list_begin(w);
	for (size_t i = 0; i < list.n; i++) {
		js_obj(w);
		put_schema_head(w, &list.items[i]);
		js_obj_end(w);
	}
	store_list_end(w, &list.more);
	return 0;
}

int catalog_write_tables(
	struct catalog *c, const struct catalog_filter *f, struct js_writer *w, struct err *err)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct store_table_filter filter = {f->source_id, f->schema, f->tag, f->table_type, f->text};
	struct store_page page = page_of(f);
	struct store_table_list list;

	if (store_table_list(store_auto(c->opt.store), a, &filter, &page, &list, err) < 0)
		return -1;
	store_list_begin(w);
	for (size_t i = 0; i < list.n; i++)
		catalog_put_table(w, &list.items[i], NULL, 0);
	store_list_end(w, &list.more);
	return 0;
}

int catalog_write_table(struct catalog *c, const char *table_id, struct js_writer *w, struct err *err)
{
	static const struct store_column none; /* a table without columns shows an empty list */
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct store_column_list columns;
	struct store_table t;

	if (store_table_get(store_auto(c->opt.store), a, table_id, &t, err) < 0 ||
		store_table_columns(store_auto(c->opt.store), a, table_id, &columns, err) < 0)
		return -1;
	catalog_put_table(w, &t, columns.n > 0 ? columns.items : &none, columns.n);
	return 0;
}

static void put_name_hit(struct js_writer *w, const struct store_name_hit *hit)
{
	js_obj(w);
	js_kv_str(w, "type", hit->type);
	js_kv_str(w, "id", hit->id);
	js_kv_str(w, "data_source_id", hit->source_id);
	js_kv_str(w, "table_id", hit->table_id);
	js_kv_str(w, "schema_name", hit->schema_name);
	js_kv_str(w, "table_name", hit->table_name);
	js_kv_str(w, "column_name", hit->column_name);
	js_kv_str(w, "description", hit->description);
	js_obj_end(w);
}

int catalog_write_name_search(struct catalog *c, struct slice q, const struct catalog_filter *f,
	struct js_writer *w, struct err *err)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct slice text = slice_trim(q);
	struct store_name_query query = {f->source_id, arena_strndup(a, text.p, text.n), f->limit};
	struct store_name_hits hits = {0};

	if (text.n == 0)
		return err_set(err, ERR_INVALID, "Give a part of a name to search for.");
	if (text.n > NAME_MAX_BYTES)
		return err_set(
			err, ERR_INVALID, "A name to search for has at most %d bytes.", NAME_MAX_BYTES);
	if (store_catalog_search(store_auto(c->opt.store), a, &query, &hits, err) < 0)
		return -1;
	js_obj(w);
	js_kv_slice(w, "query", text);
	js_key(w, "results");
	js_arr(w);
	for (size_t i = 0; i < hits.n; i++)
		put_name_hit(w, &hits.items[i]);
	js_arr_end(w);
	js_kv_int(w, "total_found", (int64_t)hits.n);
	js_obj_end(w);
	return 0;
}

int catalog_write_stats(struct catalog *c, struct js_writer *w, struct err *err)
{
	struct store_catalog_stats s;

	if (store_catalog_stats(store_auto(c->opt.store), &s, err) < 0)
		return -1;
	js_obj(w);
	js_kv_int(w, "total_schemas", s.total_schemas);
	js_kv_int(w, "total_tables", s.total_tables);
	js_kv_int(w, "total_columns", s.total_columns);
	js_kv_int(w, "data_sources", s.data_sources);
	js_kv_time(w, "last_updated", s.last_updated);
	js_obj_end(w);
	return 0;
}

int catalog_write_history(struct catalog *c, const char *user, const struct catalog_filter *f,
	struct js_writer *w, struct err *err)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct store_page page = page_of(f);
	struct store_search_list list;

	if (store_search_list(store_auto(c->opt.store), a, user, &page, &list, err) < 0)
		return -1;
	store_list_begin(w);
	for (size_t i = 0; i < list.n; i++) {
		js_obj(w);
		js_kv_str(w, "id", list.items[i].id);
		js_kv_str(w, "query", list.items[i].query);
		js_kv_str(w, "search_type", list.items[i].search_type);
		js_kv_str(w, "data_source_id", list.items[i].source_id);
		js_kv_int(w, "result_count", list.items[i].result_count);
		js_kv_int(w, "search_time_ms", list.items[i].search_time_ms);
		js_kv_time(w, "created_at", list.items[i].created_at);
		js_obj_end(w);
	}
	store_list_end(w, &list.more);
	return 0;
}

/* --- descriptions --- */

static int check_description(const char *description, struct err *err)
{
	if (description && strlen(description) > DESCRIPTION_MAX)
		return err_set(err, ERR_INVALID, "A description has at most %d bytes.", DESCRIPTION_MAX);
	return 0;
}

/* New words are searched at once: their documents are written and embedded, and a snapshot with them is published. */
static int words_changed(struct catalog *c, const char *source_id, struct err *err)
{
	struct catalog_watch watch = {0};

	if (catalog_documents_write(c, source_id, &watch, NULL, err) < 0 ||
		catalog_documents_embed(c, source_id, &watch, err) < 0)
		return -1;
	if (catalog_publish(c, source_id, NULL, err) == 0)
		return 0;
	if (err->code != ERR_CONFLICT) /* before the first sync has ended there is nothing to publish */
		return -1;
	err_clear(err);
	return 0;
}

int catalog_describe_table(struct catalog *c, const char *table_id, const char *description,
	struct js_writer *w, struct err *err)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct store_table t;

	if (check_description(description, err) < 0 ||
		store_table_describe(store_auto(c->opt.store), table_id, description, err) < 0 ||
		store_table_get(store_auto(c->opt.store), a, table_id, &t, err) < 0 ||
		words_changed(c, t.source_id, err) < 0)
		return -1;
	return catalog_write_table(c, table_id, w, err);
}

int catalog_describe_column(struct catalog *c, const char *column_id, const char *description,
	struct js_writer *w, struct err *err)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct store_column column;
	struct store_table t;

	if (check_description(description, err) < 0 ||
		store_column_describe(store_auto(c->opt.store), column_id, description, err) < 0 ||
		store_column_get(store_auto(c->opt.store), a, column_id, &column, err) < 0 ||
		store_table_get(store_auto(c->opt.store), a, column.table_id, &t, err) < 0 ||
		words_changed(c, t.source_id, err) < 0)
		return -1;
	catalog_put_column(w, &column);
	return 0;
}
