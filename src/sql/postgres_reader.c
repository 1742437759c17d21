// SPDX-License-Identifier: Apache-2.0
/*
 * See postgres_reader.h. A walk over the tree that stops at the few node types which make scopes or hold names. The
 * tree's depth, and so the recursion, is bounded by the guard's ceilings.
 */
#include "sql/postgres_reader.h"

#include "base/arena.h"
#include "json/read.h"
#include "sql/pg_tree.h"

struct walk {
	const struct sql_tokens *tokens;
	struct arena *a;
	struct sql_reading *reading;
	struct sql_query *query; /* where names are taken down */
};

static void walk_value(struct walk *w, const json_t *value);
static struct sql_query *read_select(struct walk *w, const json_t *fields);

/* Index of the token that begins at offset; the end token when there is none. */
static size_t token_at(const struct walk *w, size_t offset)
{
	size_t low = 0, high = w->tokens->n;

	while (low < high) {
		size_t mid = (low + high) / 2;
		if (w->tokens->items[mid].offset < offset)
			low = mid + 1;
		else
			high = mid;
	}
	return low < w->tokens->n && w->tokens->items[low].offset == offset ? low : w->tokens->n;
}

/* The i-th part of a dotted name whose first part is token `first`; without a span when the tokens do not show it. */
static struct sql_name name_of(const struct walk *w, const char *text, size_t first, size_t i)
{
	struct sql_name name = {.text = slice_of(text)};
	size_t at = first + 2 * i;

	if (at >= w->tokens->n)
		return name;
	const struct sql_token *t = &w->tokens->items[at];
	if (t->kind == SQL_TOK_WORD || t->kind == SQL_TOK_QUOTED) {
		name.offset = t->offset;
		name.length = t->text.n;
	}
	return name;
}

static struct sql_query *new_query(struct walk *w, struct sql_query *head)
{
	struct sql_query *q = ARENA_NEW(w->a, struct sql_query);

	q->outer = head ? head->outer : w->query;
	q->head = head ? head : q;
	vec_push(&w->reading->queries, w->a, q);
	return q;
}

/* The names of a ColumnRef; false when it is no plain column (a star, more than three parts). */
static bool reference_of(const struct walk *w, const json_t *fields, struct sql_reference *out)
{
	const json_t *parts = json_object_get(fields, "fields");
	size_t n = json_array_size(parts), first = token_at(w, pg_tree_offset(fields, 0));
	struct sql_name names[3];

	if (n == 0 || n > 3)
		return false;
	for (size_t i = 0; i < n; i++) {
		const char *text = pg_tree_string(json_array_get(parts, i));
		if (!text)
			return false;
		names[i] = name_of(w, text, first, i);
	}
	*out = (struct sql_reference){.column = names[n - 1]};
	if (n > 1)
		out->table = names[n - 2];
	if (n > 2)
		out->schema = names[0];
	return true;
}

static void read_column(struct walk *w, const json_t *fields)
{
	struct sql_reference ref;

	if (reference_of(w, fields, &ref))
		vec_push(&w->query->references, w->a, ref);
}

static struct slice alias_of(const json_t *fields, bool *has_columns)
{
	const json_t *alias = json_object_get(fields, "alias");

	*has_columns = json_array_size(json_object_get(alias, "colnames")) > 0;
	return slice_of(js_get_str(alias, "aliasname"));
}

static void read_table(struct walk *w, const json_t *fields)
{
	struct sql_source source = {.kind = SQL_FROM_TABLE};
	const char *schema = js_get_str(fields, "schemaname"), *name = js_get_str(fields, "relname");
	size_t first = token_at(w, pg_tree_offset(fields, 0));

	if (schema)
		source.schema = name_of(w, schema, first, 0);
	source.name = name_of(w, name ? name : "", first, schema ? 1 : 0);
	source.alias = alias_of(fields, &source.has_column_aliases);
	vec_push(&w->query->sources, w->a, source);
}

static void read_derived(struct walk *w, const json_t *fields)
{
	struct sql_source source = {.kind = SQL_FROM_QUERY};
	const json_t *select = pg_tree_as(json_object_get(fields, "subquery"), "SelectStmt");

	source.alias = alias_of(fields, &source.has_column_aliases);
	source.query = select ? read_select(w, select) : NULL;
	if (!source.query)
		source.kind = SQL_FROM_FUNCTION;
	vec_push(&w->query->sources, w->a, source);
}

/* A function, XMLTABLE or an aliased join in FROM: its columns are not followed, its expressions are. */
static void read_opaque(struct walk *w, const json_t *fields)
{
	struct sql_source source = {.kind = SQL_FROM_FUNCTION};
	const char *key;
	const json_t *value;

	source.alias = alias_of(fields, &source.has_column_aliases);
	vec_push(&w->query->sources, w->a, source);
	json_object_foreach (pg_tree_iterable(fields), key, value)
		walk_value(w, value);
}

static void read_join(struct walk *w, const json_t *fields)
{
	if (json_object_get(fields, "alias") || json_object_get(fields, "join_using_alias")) {
		read_opaque(w, fields);
		return;
	}
	walk_value(w, json_object_get(fields, "larg"));
	walk_value(w, json_object_get(fields, "rarg"));
	walk_value(w, json_object_get(fields, "quals"));
}

static void read_outputs(struct walk *w, const json_t *targets)
{
	const json_t *item;
	size_t i;

	json_array_foreach (targets, i, item) {
		const json_t *target = pg_tree_as(item, "ResTarget");
		const json_t *column = pg_tree_as(json_object_get(target, "val"), "ColumnRef");
		struct sql_output out = {.name = slice_of(js_get_str(target, "name"))};
		const json_t *parts = json_object_get(column, "fields");
		size_t n = json_array_size(parts);
		out.is_alias = out.name.p != NULL;
		if (n && pg_tree_as(json_array_get(parts, n - 1), "A_Star")) {
			out.is_star = true;
			out.name = n > 1 ? slice_of(pg_tree_string(json_array_get(parts, n - 2))) : out.name;
		} else if (n && !out.name.p) {
			out.name = slice_of(pg_tree_string(json_array_get(parts, n - 1)));
		}
		vec_push(&w->query->outputs, w->a, out);
	}
	walk_value(w, targets);
}

/* WITH's list, entered in the present query. A CTE is entered before its body, which may be recursive. */
static void read_with(struct walk *w, const json_t *with)
{
	const json_t *item;
	size_t i;

	json_array_foreach (json_object_get(with, "ctes"), i, item) {
		const json_t *fields = pg_tree_as(item, "CommonTableExpr");
		const json_t *select = pg_tree_as(json_object_get(fields, "ctequery"), "SelectStmt");
		struct sql_cte cte = {.name = slice_of(js_get_str(fields, "ctename"))};
		size_t at = w->query->ctes.n;
		cte.has_column_aliases = json_object_get(fields, "aliascolnames") ||
					 json_object_get(fields, "search_clause") ||
					 json_object_get(fields, "cycle_clause");
		vec_push(&w->query->ctes, w->a, cte);
		struct sql_query *user = w->query, *body = select ? read_select(w, select) : NULL;
		user->ctes.items[at].query = body;
	}
}

/* One SELECT or VALUES without set operation, into the present query. */
static void read_core(struct walk *w, const json_t *fields)
{
	static const char *const rest[] = {"distinctClause", "whereClause", "groupClause", "havingClause",
		"windowClause", "valuesLists", "sortClause", "limitOffset", "limitCount"};

	w->query->is_values = json_object_get(fields, "valuesLists") != NULL;
	walk_value(w, json_object_get(fields, "fromClause"));
	read_outputs(w, json_object_get(fields, "targetList"));
	for (size_t i = 0; i < ARRAY_LEN(rest); i++)
		walk_value(w, json_object_get(fields, rest[i]));
}

static bool is_set_operation(const json_t *fields)
{
	const char *op = js_get_str(fields, "op");

	return op && !str_eq(op, "SETOP_NONE");
}

/* The members of a set operation from left to right; *last is the one read before. */
static void read_members(
	struct walk *w, const json_t *fields, struct sql_query *head, struct sql_query **last)
{
	w->query = head;
	read_with(w, json_object_get(fields, "withClause"));
	if (is_set_operation(fields)) {
		read_members(w, json_object_get(fields, "larg"), head, last);
		read_members(w, json_object_get(fields, "rarg"), head, last);
		w->query = head;
		walk_value(w, json_object_get(fields, "sortClause"));
		return;
	}
	w->query = *last ? new_query(w, head) : head;
	if (*last)
		(*last)->next = w->query;
	*last = w->query;
	read_core(w, fields);
}

static struct sql_query *read_select(struct walk *w, const json_t *fields)
{
	struct sql_query *outer = w->query, *last = NULL;
	struct sql_query *head = new_query(w, NULL);

	read_members(w, fields, head, &last);
	w->query = outer;
	return head;
}

static void walk_node(struct walk *w, const char *type, const json_t *fields)
{
	static const struct {
		const char *type;
		void (*read)(struct walk *w, const json_t *fields);
	} readers[] = {{"ColumnRef", read_column}, {"RangeVar", read_table}, {"RangeSubselect", read_derived},
		{"RangeFunction", read_opaque}, {"RangeTableFunc", read_opaque}, {"JoinExpr", read_join}};
	const char *key;
	const json_t *value;

	if (str_eq(type, "SelectStmt")) {
		read_select(w, fields);
		return;
	}
	for (size_t i = 0; w->query && i < ARRAY_LEN(readers); i++) {
		if (str_eq(readers[i].type, type)) {
			readers[i].read(w, fields);
			return;
		}
	}
	json_object_foreach (pg_tree_iterable(fields), key, value)
		walk_value(w, value);
}

static void walk_value(struct walk *w, const json_t *value)
{
	const json_t *fields = NULL, *item;
	const char *key;
	size_t i;

	json_array_foreach (value, i, item)
		walk_value(w, item);
	const char *type = pg_tree_node(value, &fields);
	if (type)
		walk_node(w, type, fields);
	else if (json_is_object(value))
		json_object_foreach (pg_tree_iterable(value), key, item)
			walk_value(w, item);
}

void postgres_read_names(
	const json_t *doc, const struct sql_tokens *tokens, struct arena *a, struct sql_reading *reading)
{
	struct walk w = {.tokens = tokens, .a = a, .reading = reading};

	walk_value(&w, json_object_get(doc, "stmts"));
}
