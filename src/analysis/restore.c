// SPDX-License-Identifier: Apache-2.0
/* Results made again from stored JSON: the reverse of analysis_write_columns() and analysis_write_rows(). */
#include "analysis/insight.h"
#include "base/arena.h"
#include "json/read.h"

static enum db_type type_of_name(const char *name)
{
	for (enum db_type t = DB_NULL; t <= DB_OTHER; t++)
		if (str_eq(db_type_name(t), name))
			return t;
	return DB_OTHER;
}

static int read_columns(
	struct arena *a, struct slice text, struct db_column **out, size_t *n, struct err *err)
{
	struct db_column *columns;
	const json_t *item;
	json_t *doc;
	size_t i;

	if (js_parse(a, text, &doc, err) < 0)
		return -1;
	if (!json_is_array(doc))
		return err_set(err, ERR_INVALID, "The stored columns are no array.");
	columns = ARENA_ARRAY(a, struct db_column, MAX(json_array_size(doc), (size_t)1));
	json_array_foreach (doc, i, item) {
		const char *name = js_get_str(item, "name"),
			   *database_type = js_get_str(item, "database_type");

		if (!name)
			return err_set(
				err, ERR_INVALID, "Column %zu of the stored result has no name.", i + 1);
		columns[i] = (struct db_column){
			name, database_type ? database_type : "", type_of_name(js_get_str(item, "type"))};
	}
	*out = columns;
	*n = json_array_size(doc);
	return 0;
}

/* Numbers come back as what the column says; long ones were written as strings of their digits. */
static struct db_value read_value(struct arena *a, const json_t *v, enum db_type type)
{
	struct slice text;

	switch (json_typeof(v)) {
	case JSON_INTEGER:
		if (type == DB_NUMERIC)
			return (struct db_value){.type = DB_NUMERIC,
				.s = slice_of(arena_printf(a, "%lld", (long long)json_integer_value(v)))};
		return DB_V_INT(json_integer_value(v));
	case JSON_REAL:
		return DB_V_FLOAT(json_real_value(v));
	case JSON_TRUE:
		return DB_V_BOOL(1);
	case JSON_FALSE:
		return DB_V_BOOL(0);
	case JSON_STRING:
		text = (struct slice){json_string_value(v), json_string_length(v)};
		if (db_type_is_number(type))
			return (struct db_value){.type = DB_NUMERIC, .s = text};
		return (struct db_value){
			.type = type == DB_BOOL || type == DB_NULL || type == DB_BLOB ? DB_TEXT : type,
			.s = text};
	case JSON_NULL:
	case JSON_OBJECT:
	case JSON_ARRAY:
		break;
	}
	return DB_V_NULL;
}

static int read_rows(struct arena *a, struct slice text, struct analysis_result *r, struct err *err)
{
	const struct db_value **rows;
	const json_t *row;
	json_t *doc;
	size_t i;

	if (js_parse(a, text, &doc, err) < 0)
		return -1;
	if (!json_is_array(doc))
		return err_set(err, ERR_INVALID, "The stored rows are no array.");
	rows = ARENA_ARRAY(a, const struct db_value *, MAX(json_array_size(doc), (size_t)1));
	json_array_foreach (doc, i, row) {
		struct db_value *values = ARENA_ARRAY(a, struct db_value, MAX(r->n_columns, (size_t)1));

		if (!json_is_array(row) || json_array_size(row) != r->n_columns)
			return err_set(err, ERR_INVALID,
				"Row %zu of the stored result does not fit its columns.", i + 1);
		for (size_t k = 0; k < r->n_columns; k++)
			values[k] = read_value(a, json_array_get(row, k), r->columns[k].type);
		rows[i] = values;
	}
	r->rows = rows;
	r->n_rows = json_array_size(doc);
	return 0;
}

int analysis_restore(struct arena *a, struct slice sql, struct slice columns_json, struct slice rows_json,
	const struct analysis_options *opt, struct analysis_result *out, struct err *err)
{
	struct analysis_options defaults = ANALYSIS_OPTIONS_INIT;
	struct analysis_result r = {.sql = arena_strndup(a, sql.p, sql.n), .counted_all = true};
	struct db_column *columns = NULL;
	struct stats *s;
	size_t n = 0;

	if (read_columns(a, columns_json, &columns, &n, err) < 0)
		return -1;
	analysis_set_columns(&r, columns, n, a);
	if (read_rows(a, rows_json, &r, err) < 0)
		return -1;
	s = stats_new(r.columns, r.n_columns);
	for (size_t i = 0; i < r.n_rows; i++)
		stats_add(s, r.rows[i]);
	r.n_counted = r.n_rows;
	analysis_conclude(&r, s, opt ? opt : &defaults, a);
	stats_free(s);
	*out = r;
	return 0;
}
