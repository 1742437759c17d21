// SPDX-License-Identifier: Apache-2.0
/*
 * See cache.h. One JSON file a database, named by the hash of its path; its first member says for which state of the
 * file it holds. What is read back is checked like any input, because a file in a home directory is one.
 */
#include "cli/cache.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/limits.h"
#include "json/read.h"
#include "json/writer.h"

#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>

enum { CACHE_FORMAT = 1, CACHE_WORTH_COLUMNS = 300, CACHE_WORTH_MS = 150 }; /* worth keeping: either */

/* --- which file, and which state of the database --- */

static void add_state(struct str *out, const char *path)
{
	struct stat st;
	if (stat(path, &st) == 0)
		str_addf(out, " %lld:%lld.%09ld", (long long)st.st_size, (long long)st.st_mtim.tv_sec,
			st.st_mtim.tv_nsec);
	else
		str_adds(out, " -");
}

/* Two states that differ have different texts. In WAL mode writes go beside the file first. */
static const char *database_state(struct arena *a, const char *path)
{
	struct str text = STR_INIT(PATH_MAX + 256);
	str_addf(&text, "%d", CACHE_FORMAT);
	add_state(&text, path);
	add_state(&text, arena_printf(a, "%s-wal", path));
	return str_to_arena(&text, a);
}

static int cache_path(struct arena *a, const char *path, const char **out, struct err *err)
{
	char full[PATH_MAX], hash[HASH_HEX_LEN];
	const char *dir;
	if (!realpath(path, full))
		return err_set(err, ERR_NOT_FOUND, "%s is not there", path);
	if (file_cache_dir(a, &dir, err) < 0)
		return -1;
	dir = arena_printf(a, "%s/schemas", dir);
	if (file_make_dir(dir, 0700, err) < 0)
		return -1;
	hash_sha256_hex(full, strlen(full), hash);
	*out = arena_printf(a, "%s/%s.json", dir, hash);
	return 0;
}

/* --- writing --- */

static void write_column(
	struct js_writer *w, const struct db_schema_column *c, const struct cat_column *known)
{
	js_obj(w);
	js_kv_str(w, "name", c->name);
	js_kv_str(w, "type", c->type_name);
	js_kv_int(w, "kind", c->type);
	js_kv_str(w, "default", c->default_value);
	js_kv_str(w, "comment", c->comment);
	js_kv_bool(w, "nullable", c->nullable);
	js_kv_int(w, "pk", c->pk_position);
	js_kv_bool(w, "complete", known->values_complete);
	js_key(w, "values");
	js_arr(w);
	for (size_t i = 0; i < known->n_values; i++)
		js_slice(w, known->values[i]);
	js_arr_end(w);
	js_obj_end(w);
}

static void write_names(struct js_writer *w, const char *key, const char *const *names, size_t n)
{
	js_key(w, key);
	js_arr(w);
	for (size_t i = 0; i < n; i++)
		js_str(w, names[i]);
	js_arr_end(w);
}

static void write_table(struct js_writer *w, const struct db_schema_table *t, const struct cat_table *known)
{
	js_obj(w);
	js_kv_str(w, "schema", t->schema);
	js_kv_str(w, "name", t->name);
	js_kv_str(w, "comment", t->comment);
	js_kv_bool(w, "view", t->is_view);
	js_kv_int(w, "rows", t->row_count);
	js_key(w, "columns");
	js_arr(w);
	for (size_t i = 0; i < t->n_columns; i++)
		write_column(w, &t->columns[i], &known->columns[i]);
	js_arr_end(w);
	js_key(w, "keys");
	js_arr(w);
	for (size_t i = 0; i < t->n_fkeys; i++) {
		js_obj(w);
		js_kv_str(w, "schema", t->fkeys[i].ref_schema);
		js_kv_str(w, "table", t->fkeys[i].ref_table);
		write_names(w, "columns", t->fkeys[i].columns, t->fkeys[i].n);
		write_names(w, "refers_to", t->fkeys[i].ref_columns, t->fkeys[i].n);
		js_obj_end(w);
	}
	js_arr_end(w);
	js_obj_end(w);
}

/* A schema too large for one document is not kept. */
static int save(const char *file, const char *state, const struct cat_snapshot *s, struct err *err)
{
	struct str text = STR_INIT(JSON_TEXT_MAX);
	struct js_writer w = JS_WRITER(&text);
	js_obj(&w);
	js_kv_str(&w, "state", state);
	js_key(&w, "tables");
	js_arr(&w);
	for (size_t i = 0; i < s->n_tables; i++)
		write_table(&w, &s->schema->tables[i], &s->tables[i]);
	js_arr_end(&w);
	js_obj_end(&w);
	int rc = str_check(&text, "the cache", err);
	if (rc == 0)
		rc = file_write(file, str_slice(&text), 0600, err);
	str_free(&text);
	return rc;
}

/* --- reading --- */

struct loaded {
	struct arena *a;
	struct db_schema schema;
	const struct cat_column **extra;
	bool bad; /* something was not as it is written; sticky */
};

static const char *read_text(struct loaded *l, const json_t *obj, const char *key)
{
	const char *text = js_get_str(obj, key);
	l->bad |= !text;
	return text;
}

static void read_values(struct loaded *l, const json_t *list, struct cat_column *out)
{
	size_t n = json_array_size(list);
	struct slice *values = ARENA_ARRAY(l->a, struct slice, n);
	for (size_t i = 0; i < n; i++) {
		const json_t *v = json_array_get(list, i);
		l->bad |= !json_is_string(v);
		values[i] = (struct slice){json_string_value(v), json_string_length(v)};
	}
	out->values = values;
	out->n_values = n;
}

static void read_column(
	struct loaded *l, const json_t *obj, struct db_schema_column *c, struct cat_column *known)
{
	int64_t kind = js_get_int(obj, "kind", -1), pk = js_get_int(obj, "pk", -1);
	l->bad |= kind < 0 || kind > DB_OTHER || pk < 0 || pk > SCHEMA_COLUMNS_MAX;
	*c = (struct db_schema_column){
		.name = read_text(l, obj, "name"),
		.type_name = read_text(l, obj, "type"),
		.default_value = js_get_str(obj, "default"),
		.comment = js_get_str(obj, "comment"),
		.type = (enum db_type)kind,
		.nullable = js_get_bool(obj, "nullable", true),
		.pk_position = (unsigned)pk,
	};
	known->values_complete = js_get_bool(obj, "complete", false);
	read_values(l, json_object_get(obj, "values"), known);
}

static const char *const *read_names(struct loaded *l, const json_t *list, size_t n)
{
	const char **names = ARENA_ARRAY(l->a, const char *, n);
	l->bad |= json_array_size(list) != n;
	for (size_t i = 0; i < n; i++) {
		names[i] = json_string_value(json_array_get(list, i));
		l->bad |= !names[i];
	}
	return names;
}

static void read_keys(struct loaded *l, const json_t *list, struct db_schema_table *t)
{
	t->n_fkeys = json_array_size(list);
	t->fkeys = ARENA_ARRAY(l->a, struct db_schema_fkey, t->n_fkeys);
	for (size_t i = 0; i < t->n_fkeys; i++) {
		const json_t *obj = json_array_get(list, i), *columns = json_object_get(obj, "columns");
		struct db_schema_fkey *k = &t->fkeys[i];
		k->n = json_array_size(columns);
		k->ref_schema = js_get_str(obj, "schema");
		k->ref_table = read_text(l, obj, "table");
		k->columns = read_names(l, columns, k->n);
		k->ref_columns = read_names(l, json_object_get(obj, "refers_to"), k->n);
	}
}

static void read_table(struct loaded *l, const json_t *obj, size_t position)
{
	struct db_schema_table *t = &l->schema.tables[position];
	const json_t *columns = json_object_get(obj, "columns");
	*t = (struct db_schema_table){
		.schema = read_text(l, obj, "schema"),
		.name = read_text(l, obj, "name"),
		.comment = js_get_str(obj, "comment"),
		.is_view = js_get_bool(obj, "view", false),
		.row_count = js_get_int(obj, "rows", -1),
		.n_columns = json_array_size(columns),
	};
	struct cat_column *known = ARENA_ARRAY(l->a, struct cat_column, t->n_columns);
	t->columns = ARENA_ARRAY(l->a, struct db_schema_column, t->n_columns);
	for (size_t i = 0; i < t->n_columns; i++)
		read_column(l, json_array_get(columns, i), &t->columns[i], &known[i]);
	l->extra[position] = known;
	read_keys(l, json_object_get(obj, "keys"), t);
}

/* Fill l from a file that holds for this state; false when there is none. */
static bool load(struct loaded *l, const char *file, const char *state)
{
	struct err ignored = ERR_INIT;
	struct slice text;
	json_t *doc;
	if (file_read(l->a, file, JSON_TEXT_MAX, &text, &ignored) < 0 ||
		js_parse(l->a, text, &doc, &ignored) < 0)
		return false;
	const json_t *tables = json_object_get(doc, "tables");
	const char *of_state = js_get_str(doc, "state");
	if (!of_state || !str_eq(of_state, state) || !json_is_array(tables))
		return false;
	l->schema.n_tables = json_array_size(tables);
	l->schema.tables = ARENA_ARRAY(l->a, struct db_schema_table, l->schema.n_tables);
	l->extra = ARENA_ARRAY(l->a, const struct cat_column *, l->schema.n_tables);
	for (size_t i = 0; i < l->schema.n_tables; i++)
		read_table(l, json_array_get(tables, i), i);
	return !l->bad;
}

static size_t columns_of(const struct cat_snapshot *s)
{
	size_t n = 0;

	for (size_t i = 0; i < s->n_tables; i++)
		n += s->tables[i].n_columns;
	return n;
}

int cache_snapshot(const struct cache_request *req, struct cat_snapshot **out, struct err *err)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct loaded l = {.a = a};
	struct err unusable = ERR_INIT;
	const char *file = NULL, *state = database_state(a, req->path);
	int64_t start = clock_mono_ms();
	bool has_file = cache_path(a, req->path, &file, &unusable) == 0;
	if (has_file && load(&l, file, state)) {
		struct cat_input in = {.dialect = SQL_SQLITE,
			.schema = &l.schema,
			.extra = l.extra,
			.docs = req->docs,
			.n_docs = req->n_docs};
		return cat_snapshot_build(&in, req->cancel, out, err);
	}
	if (cat_snapshot_from_conn(req->conn, req->docs, req->n_docs, NULL, req->cancel, out, err) < 0)
		return -1;
	if (has_file &&
		(columns_of(*out) >= CACHE_WORTH_COLUMNS || clock_mono_ms() - start >= CACHE_WORTH_MS))
		err_ignore(save(file, state, *out, &unusable));
	return 0;
}
