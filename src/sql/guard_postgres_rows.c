// SPDX-License-Identifier: Apache-2.0
/*
 * q.f in PostgreSQL: the column f of q, or where q has none the call f(q), with whatever q is one row of. That is a
 * whole row for a table, but the bare value for a function in FROM: of `unnest(ARRAY['x']) AS q`, q.pg_read_file reads
 * the file x. So the walk takes down what stands in FROM and which qualified names are written, and at its end
 *
 * - a name of a function's row must be one of its columns, as far as the text tells, or a function that only computes;
 * - a name that the database has a function of rows for (db/types.h) must be proved to be a column of everything that
 *   is called q in the statement. Scopes are not followed, and WITH proves nothing: doubt is a refusal.
 *
 * A row that is not a function's can be given to few functions of pg_catalog, all of which only compute.
 */
#include "sql/guard_int.h"

#include "base/arena.h"
#include "base/map.h"
#include "base/vec.h"
#include "db/types.h"
#include "json/read.h"
#include "sql/pg_tree.h"

enum kind { OTHER, FUNCTION, TABLE, SUBSELECT };

/* Something in FROM. */
struct row_source {
	enum kind kind;
	const json_t *fields, *alias;
	const struct row_source *next; /* of the same name */
};

struct reference {
	const char *row, *name; /* row NULL: a value, (x).name */
	size_t offset;
};

struct guard_rows {
	struct guard *g;
	struct map *sources, *ctes;        /* by name: the last struct row_source; a node's members */
	const struct row_source *nameless; /* functions whose name in FROM the text does not tell */
	VEC(struct reference) references;
};

struct guard_rows *guard_rows_new(struct guard *g)
{
	struct guard_rows *r = ARENA_NEW(g->a, struct guard_rows);

	*r = (struct guard_rows){.g = g, .sources = map_new(g->a), .ctes = map_new(g->a)};
	return r;
}

/* Taking down. */

static const char *last_string(const json_t *parts)
{
	return pg_tree_string(json_array_get(parts, json_array_size(parts) - 1));
}

/* What a function without an alias is called by: its own name, where it is an ordinary call. */
static const char *name_of_function(const json_t *fields)
{
	const json_t *list = pg_tree_as(json_array_get(json_object_get(fields, "functions"), 0), "List");
	const json_t *call = pg_tree_as(json_array_get(json_object_get(list, "items"), 0), "FuncCall");

	return call ? last_string(json_object_get(call, "funcname")) : NULL;
}

static void add_source(struct guard_rows *r, enum kind kind, const json_t *fields, const char *alias_key)
{
	struct row_source *s = ARENA_NEW(r->g->a, struct row_source);
	const char *name;

	*s = (struct row_source){.kind = kind, .fields = fields, .alias = json_object_get(fields, alias_key)};
	name = js_get_str(s->alias, "aliasname");
	if (!name && kind == TABLE)
		name = js_get_str(fields, "relname");
	if (!name && kind == FUNCTION)
		name = name_of_function(fields);
	if (name) {
		s->next = map_find(r->sources, slice_of(name));
		map_put(r->sources, slice_of(name), s);
	} else if (kind == FUNCTION) {
		s->next = r->nameless;
		r->nameless = s;
	}
}

static void add_reference(struct guard_rows *r, const char *row, const json_t *name, size_t offset)
{
	struct reference ref = {.row = row, .name = pg_tree_string(name), .offset = offset};

	if (ref.name)
		vec_push(&r->references, r->g->a, ref);
}

void guard_rows_note(struct guard_rows *r, const char *type, const json_t *fields, size_t offset)
{
	const json_t *parts, *part;
	size_t i;

	if (str_eq(type, "ColumnRef")) {
		parts = json_object_get(fields, "fields");
		size_t n = json_array_size(parts);
		if (n > 1)
			add_reference(r, pg_tree_string(json_array_get(parts, n - 2)),
				json_array_get(parts, n - 1), offset);
	} else if (str_eq(type, "A_Indirection")) {
		json_array_foreach (json_object_get(fields, "indirection"), i, part)
			add_reference(r, NULL, part, offset);
	} else if (str_eq(type, "RangeVar")) {
		add_source(r, TABLE, fields, "alias");
	} else if (str_eq(type, "RangeFunction")) {
		add_source(r, FUNCTION, fields, "alias");
	} else if (str_eq(type, "RangeSubselect")) {
		add_source(r, SUBSELECT, fields, "alias");
	} else if (str_eq(type, "RangeTableFunc")) {
		add_source(r, OTHER, fields, "alias");
	} else if (str_eq(type, "JoinExpr")) {
		add_source(r, OTHER, fields, "alias");
		add_source(r, OTHER, fields, "join_using_alias");
	} else if (str_eq(type, "CommonTableExpr")) {
		const char *name = js_get_str(fields, "ctename");
		if (name)
			map_put(r->ctes, slice_of(name), pg_tree_iterable(fields));
	}
}

/* Judging. */

static bool has_string(const json_t *list, const char *name)
{
	const json_t *item;
	size_t i;

	json_array_foreach (list, i, item) {
		const json_t *column = pg_tree_as(item, "ColumnDef");
		const char *text = column ? js_get_str(column, "colname") : pg_tree_string(item);
		if (text && str_eq(text, name))
			return true;
	}
	return false;
}

/* May f of the function's row be read? Either it is a column, or a call that may be written anyway. */
static bool function_lets(const struct row_source *s, const struct reference *ref)
{
	const json_t *renamed = json_object_get(s->alias, "colnames");

	if (has_string(renamed, ref->name) || has_string(json_object_get(s->fields, "coldeflist"), ref->name))
		return true;
	if (!renamed && str_eq(ref->name, ref->row)) /* the one column of a function of values */
		return true;
	if (js_get_bool(s->fields, "ordinality", false) && str_eq(ref->name, "ordinality"))
		return true;
	return guard_postgres_field_allowed(slice_of(ref->name));
}

/* Does a SELECT say that one of its columns has this name? */
static bool select_names(const json_t *select, const char *name)
{
	const json_t *left, *item;
	size_t i;

	while ((left = json_object_get(select, "larg"))) /* the first of a UNION names the columns */
		select = left;
	json_array_foreach (json_object_get(select, "targetList"), i, item) {
		const json_t *target = pg_tree_as(item, "ResTarget");
		const char *text = js_get_str(target, "name");
		const json_t *column = pg_tree_as(json_object_get(target, "val"), "ColumnRef");
		if (!text && column)
			text = last_string(json_object_get(column, "fields"));
		if (text && str_eq(text, name))
			return true;
	}
	return false;
}

static const struct db_row_function *find_function(const struct db_row_functions *all, const char *name)
{
	size_t low = 0, high = all ? all->n : 0;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (strcmp(all->items[middle].name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return all && low < all->n && str_eq(all->items[low].name, name) ? &all->items[low] : NULL;
}

/* Is it a relation that has a column of that name, whichever schema it is looked up in? */
static bool is_column_of(
	const struct db_row_functions *all, const struct db_row_function *f, const char *table)
{
	for (const char *name = f->name; f < all->items + all->n && str_eq(f->name, name); f++)
		if (f->column_of && str_eq(f->column_of, table))
			return true;
	return false;
}

/* Does the text, with what is known of the database, prove that the row has the column? */
static bool has_column(
	const struct guard_rows *r, const struct row_source *s, const struct db_row_function *f)
{
	const json_t *renamed = json_object_get(s->alias, "colnames");
	const char *table = js_get_str(s->fields, "relname");

	if (renamed || s->kind == FUNCTION)
		return has_string(renamed, f->name) ||
		       has_string(json_object_get(s->fields, "coldeflist"), f->name);
	if (s->kind == SUBSELECT)
		return select_names(
			pg_tree_as(json_object_get(s->fields, "subquery"), "SelectStmt"), f->name);
	return s->kind == TABLE && table && !map_find(r->ctes, slice_of(table)) &&
	       is_column_of(r->g->rows, f, table);
}

static bool refuse(struct guard_rows *r, const struct reference *ref)
{
	return guard_refuse(r->g, "function_not_allowed", ref->offset,
		"Leave out what stands before the dot where it is a column, or name the columns in FROM: "
		"x AS y(a, b).",
		"PostgreSQL may read %s.%s as a call of the function %s(), which is not known to only "
		"compute.",
		ref->row ? ref->row : "(value)", ref->name, ref->name);
}

static bool judge(struct guard_rows *r, const struct reference *ref)
{
	const struct db_row_function *f = find_function(r->g->rows, ref->name);
	const struct row_source *named = ref->row ? map_find(r->sources, slice_of(ref->row)) : NULL;

	if (f && !named)
		return refuse(r, ref);
	for (const struct row_source *s = named; s; s = s->next)
		if ((s->kind == FUNCTION && !function_lets(s, ref)) || (f && !has_column(r, s, f)))
			return refuse(r, ref);
	/* One without a name of its own goes by one that the server makes up, which may be that of another as well. */
	for (const struct row_source *s = ref->row ? r->nameless : NULL; s; s = s->next)
		if (!function_lets(s, ref))
			return refuse(r, ref);
	return true;
}

bool guard_rows_judge(struct guard_rows *r)
{
	VEC_EACH (struct reference, ref, &r->references)
		if (!judge(r, ref))
			return false;
	return true;
}
