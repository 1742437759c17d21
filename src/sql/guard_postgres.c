// SPDX-License-Identifier: Apache-2.0
/*
 * The guard over PostgreSQL's parse tree. One table names every node type and member that a reading statement may
 * have; the walk refuses whatever the table does not name, so a construct of a later grammar is refused until somebody
 * has thought about it. Qualified names, which may be calls, are judged in guard_postgres_rows.c. What a text cannot
 * tell is left to the read-only session: functions of the user's own behind a listed name, an operator, a domain or a
 * view. A location of 0 is absent from the tree, hence offsets fall back to the enclosing node's.
 */
#include "sql/guard_int.h"

#include "base/arena.h"
#include "base/vec.h"
#include "json/read.h"
#include "sql/pg_tree.h"

struct walk;

/* A check that a node must pass beyond the table. */
typedef bool node_check(struct walk *w, const json_t *fields, size_t offset);

struct node_field {
	const char *name;
	const char *type; /* of a bare object; NULL = scalars and nodes */
};

enum { NODE_FIELDS_MAX = 19 };

struct node_type {
	const char *name;
	node_check *check;
	struct node_field fields[NODE_FIELDS_MAX + 1];
};

struct walk {
	struct guard *g;
	struct guard_rows *rows;
};

static node_check check_field_selection, check_call, check_cte, check_operator_name, check_operator_subquery,
	check_explain, check_explain_option, check_table, check_sort, check_show;

#define LOCATION                 \
	{                        \
		"location", NULL \
	}

/* clang-format off */
static const struct node_type node_types[] = {
	{"A_ArrayExpr", NULL, {{"elements", NULL}, LOCATION}},
	{"A_Const", NULL, {{"ival", "Integer"}, {"fval", "Float"}, {"boolval", "Boolean"}, {"sval", "String"},
		{"bsval", "BitString"}, {"isnull", NULL}, LOCATION}},
	{"A_Expr", check_operator_name, {{"kind", NULL}, {"name", NULL}, {"lexpr", NULL}, {"rexpr", NULL}, LOCATION}},
	{"A_Indices", NULL, {{"is_slice", NULL}, {"lidx", NULL}, {"uidx", NULL}}},
	{"A_Indirection", check_field_selection, {{"arg", NULL}, {"indirection", NULL}}},
	{"A_Star", NULL, {{NULL, NULL}}},
	{"Alias", NULL, {{"aliasname", NULL}, {"colnames", NULL}}},
	{"BitString", NULL, {{"bsval", NULL}}},
	{"BoolExpr", NULL, {{"boolop", NULL}, {"args", NULL}, LOCATION}},
	{"Boolean", NULL, {{"boolval", NULL}}},
	{"BooleanTest", NULL, {{"arg", NULL}, {"booltesttype", NULL}, LOCATION}},
	{"CTECycleClause", NULL, {{"cycle_col_list", NULL}, {"cycle_mark_column", NULL}, {"cycle_mark_value", NULL},
		{"cycle_mark_default", NULL}, {"cycle_path_column", NULL}, LOCATION}},
	{"CTESearchClause", NULL, {{"search_col_list", NULL}, {"search_breadth_first", NULL},
		{"search_seq_column", NULL}, LOCATION}},
	{"CaseExpr", NULL, {{"arg", NULL}, {"args", NULL}, {"defresult", NULL}, LOCATION}},
	{"CaseWhen", NULL, {{"expr", NULL}, {"result", NULL}, LOCATION}},
	{"CoalesceExpr", NULL, {{"args", NULL}, LOCATION}},
	{"CollateClause", NULL, {{"arg", NULL}, {"collname", NULL}, LOCATION}},
	{"ColumnDef", NULL, {{"colname", NULL}, {"typeName", "TypeName"}, {"collClause", "CollateClause"},
		{"is_local", NULL}, LOCATION}},
	{"ColumnRef", NULL, {{"fields", NULL}, LOCATION}},
	{"CommonTableExpr", check_cte, {{"ctename", NULL}, {"aliascolnames", NULL}, {"ctematerialized", NULL},
		{"ctequery", NULL}, {"search_clause", "CTESearchClause"}, {"cycle_clause", "CTECycleClause"},
		LOCATION}},
	{"DefElem", check_explain_option, {{"defname", NULL}, {"arg", NULL}, {"defaction", NULL}, LOCATION}},
	{"ExplainStmt", check_explain, {{"query", NULL}, {"options", NULL}}},
	{"Float", NULL, {{"fval", NULL}}},
	{"FuncCall", check_call, {{"funcname", NULL}, {"args", NULL}, {"agg_order", NULL}, {"agg_filter", NULL},
		{"over", "WindowDef"}, {"agg_within_group", NULL}, {"agg_star", NULL}, {"agg_distinct", NULL},
		{"func_variadic", NULL}, {"funcformat", NULL}, LOCATION}},
	{"GroupingFunc", NULL, {{"args", NULL}, LOCATION}},
	{"GroupingSet", NULL, {{"kind", NULL}, {"content", NULL}, LOCATION}},
	{"Integer", NULL, {{"ival", NULL}}},
	{"JoinExpr", NULL, {{"jointype", NULL}, {"isNatural", NULL}, {"larg", NULL}, {"rarg", NULL},
		{"usingClause", NULL}, {"join_using_alias", "Alias"}, {"quals", NULL}, {"alias", "Alias"},
		{"rtindex", NULL}}},
	{"List", NULL, {{"items", NULL}}},
	{"MinMaxExpr", NULL, {{"op", NULL}, {"args", NULL}, LOCATION}},
	{"NamedArgExpr", NULL, {{"name", NULL}, {"arg", NULL}, {"argnumber", NULL}, LOCATION}},
	{"NullTest", NULL, {{"arg", NULL}, {"nulltesttype", NULL}, {"argisrow", NULL}, LOCATION}},
	{"RangeFunction", NULL, {{"lateral", NULL}, {"ordinality", NULL}, {"is_rowsfrom", NULL}, {"functions", NULL},
		{"alias", "Alias"}, {"coldeflist", NULL}}},
	{"RangeSubselect", NULL, {{"lateral", NULL}, {"subquery", NULL}, {"alias", "Alias"}}},
	{"RangeTableFunc", NULL, {{"lateral", NULL}, {"docexpr", NULL}, {"rowexpr", NULL}, {"namespaces", NULL},
		{"columns", NULL}, {"alias", "Alias"}, LOCATION}},
	{"RangeTableFuncCol", NULL, {{"colname", NULL}, {"typeName", "TypeName"}, {"for_ordinality", NULL},
		{"is_not_null", NULL}, {"colexpr", NULL}, {"coldefexpr", NULL}, LOCATION}},
	{"RangeTableSample", NULL, {{"relation", NULL}, {"method", NULL}, {"args", NULL}, {"repeatable", NULL},
		LOCATION}},
	{"RangeVar", check_table, {{"catalogname", NULL}, {"schemaname", NULL}, {"relname", NULL}, {"inh", NULL},
		{"relpersistence", NULL}, {"alias", "Alias"}, LOCATION}},
	{"RawStmt", NULL, {{"stmt", NULL}, {"stmt_location", NULL}, {"stmt_len", NULL}}},
	{"ResTarget", NULL, {{"name", NULL}, {"indirection", NULL}, {"val", NULL}, LOCATION}},
	{"RowExpr", NULL, {{"args", NULL}, {"row_format", NULL}, {"colnames", NULL}, LOCATION}},
	{"SQLValueFunction", NULL, {{"op", NULL}, {"typmod", NULL}, LOCATION}},
	{"SelectStmt", NULL, {{"distinctClause", NULL}, {"targetList", NULL}, {"fromClause", NULL},
		{"whereClause", NULL}, {"groupClause", NULL}, {"groupDistinct", NULL}, {"havingClause", NULL},
		{"windowClause", NULL}, {"valuesLists", NULL}, {"sortClause", NULL}, {"limitOffset", NULL},
		{"limitCount", NULL}, {"limitOption", NULL}, {"withClause", "WithClause"}, {"op", NULL},
		{"all", NULL}, {"larg", "SelectStmt"}, {"rarg", "SelectStmt"}}},
	{"SortBy", check_sort, {{"node", NULL}, {"sortby_dir", NULL}, {"sortby_nulls", NULL}, {"useOp", NULL},
		LOCATION}},
	{"String", NULL, {{"sval", NULL}}},
	{"SubLink", check_operator_subquery, {{"subLinkType", NULL}, {"subLinkId", NULL}, {"testexpr", NULL},
		{"operName", NULL}, {"subselect", NULL}, LOCATION}},
	{"TypeCast", NULL, {{"arg", NULL}, {"typeName", "TypeName"}, LOCATION}},
	{"TypeName", NULL, {{"names", NULL}, {"typmods", NULL}, {"typemod", NULL}, {"arrayBounds", NULL}, LOCATION}},
	{"VariableShowStmt", check_show, {{"name", NULL}}},
	{"WindowDef", NULL, {{"name", NULL}, {"refname", NULL}, {"partitionClause", NULL}, {"orderClause", NULL},
		{"frameOptions", NULL}, {"startOffset", NULL}, {"endOffset", NULL}, LOCATION}},
	{"WithClause", NULL, {{"ctes", NULL}, {"recursive", NULL}, LOCATION}},
	{"XmlExpr", NULL, {{"op", NULL}, {"name", NULL}, {"named_args", NULL}, {"arg_names", NULL}, {"args", NULL},
		{"xmloption", NULL}, LOCATION}},
	{"XmlSerialize", NULL, {{"xmloption", NULL}, {"expr", NULL}, {"typeName", "TypeName"}, LOCATION}},
};
/* clang-format on */

static const struct node_type *type_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(node_types); i++)
		if (str_eq(node_types[i].name, name))
			return &node_types[i];
	return NULL;
}

static const struct node_field *field_find(const struct node_type *type, const char *name)
{
	for (const struct node_field *f = type->fields; f->name; f++)
		if (str_eq(f->name, name))
			return f;
	return NULL;
}

static bool refuse_statement(struct guard *g, const char *type, size_t offset)
{
	static const struct {
		const char *type, *rule, *what;
	} statements[] = {
		{"InsertStmt", "writes_data", "INSERT adds rows"},
		{"UpdateStmt", "writes_data", "UPDATE changes rows"},
		{"DeleteStmt", "writes_data", "DELETE removes rows"},
		{"MergeStmt", "writes_data", "MERGE changes rows"},
		{"CopyStmt", "statement_not_allowed",
			"COPY moves data between the server's tables, files and programs"},
		{"TransactionStmt", "statement_not_allowed", "A transaction command changes the session"},
		{"VariableSetStmt", "statement_not_allowed", "SET and RESET change the session"},
	};
	const char *hint = "Write a SELECT statement.";

	for (size_t i = 0; i < ARRAY_LEN(statements); i++)
		if (str_eq(statements[i].type, type))
			return guard_refuse(g, statements[i].rule, offset, hint,
				"%s; only statements that read are run.", statements[i].what);
	const struct sql_token *first = &g->tokens.items[0];
	return guard_refuse(g, "statement_not_allowed", offset, hint,
		"A statement that begins with %.*s is not among those that only read.",
		SLICE_FMT(((struct slice){first->text.p, MIN(first->text.n, 40)})));
}

/* Why a node of this type or this member of it is refused. */
static bool refuse_unknown(struct guard *g, const char *type, const char *member, size_t offset)
{
	size_t n = strlen(type);

	if (member && str_eq(member, "intoClause"))
		return guard_refuse(
			g, "select_into", offset, "Leave out INTO.", "SELECT ... INTO makes a new table.");
	if (member && str_eq(member, "lockingClause"))
		return guard_refuse(g, "locks_rows", offset, "Leave out FOR UPDATE or FOR SHARE.",
			"The statement locks the rows it reads.");
	if (n > 4 && str_eq(type + n - 4, "Stmt") && !member)
		return refuse_statement(g, type, offset);
	return guard_refuse(g, "not_understood", offset, "Say the same with plainer SQL.",
		"The statement uses a construct that is not known to only read (%s%s%s).", type,
		member ? "." : "", member ? member : "");
}

static bool walk_node(struct walk *w, const char *type_name, const json_t *fields, size_t offset);

/* type: what a bare object is; NULL = it must be a node. */
static bool walk_value(struct walk *w, const char *type, const json_t *value, size_t offset)
{
	const json_t *fields = NULL;
	const json_t *item;
	size_t i;

	if (json_is_array(value)) {
		json_array_foreach (value, i, item)
			if (!walk_value(w, type, item, offset))
				return false;
		return true;
	}
	if (!json_is_object(value) || json_object_size(value) == 0)
		return true;
	if (type)
		return walk_node(w, type, value, offset);
	const char *node = pg_tree_node(value, &fields);
	return node ? walk_node(w, node, fields, offset)
		    : refuse_unknown(w->g, "an unnamed node", NULL, offset);
}

static bool walk_node(struct walk *w, const char *type_name, const json_t *fields, size_t offset)
{
	const struct node_type *type = type_find(type_name);
	const char *key;
	const json_t *value;

	offset = pg_tree_offset(fields, offset);
	if (!type)
		return refuse_unknown(w->g, type_name, NULL, offset);
	if (type->check && !type->check(w, fields, offset))
		return false;
	guard_rows_note(w->rows, type_name, fields, offset);
	json_object_foreach (pg_tree_iterable(fields), key, value) {
		const struct node_field *f = field_find(type, key);
		if (!f)
			return refuse_unknown(w->g, type_name, key, offset);
		if (!walk_value(w, f->type, value, offset))
			return false;
	}
	return true;
}

/* "name" or "pg_catalog"."name": the last part, or NULL for any other qualification. */
static const char *catalog_name(const json_t *parts)
{
	size_t n = json_array_size(parts);

	if (n == 0 || n > 2)
		return NULL;
	const char *schema = n == 2 ? pg_tree_string(json_array_get(parts, 0)) : "pg_catalog";
	return str_eq(schema, "pg_catalog") ? pg_tree_string(json_array_get(parts, n - 1)) : NULL;
}

static bool check_operator(struct walk *w, const json_t *parts, size_t offset)
{
	if (!parts || catalog_name(parts))
		return true;
	return guard_refuse(w->g, "operator_not_allowed", offset, "Write the operator without OPERATOR(...).",
		"An operator of another schema than pg_catalog can run any function.");
}

static bool check_operator_name(struct walk *w, const json_t *fields, size_t offset)
{
	return check_operator(w, json_object_get(fields, "name"), offset);
}

static bool check_operator_subquery(struct walk *w, const json_t *fields, size_t offset)
{
	return check_operator(w, json_object_get(fields, "operName"), offset);
}

static bool check_sort(struct walk *w, const json_t *fields, size_t offset)
{
	return check_operator(w, json_object_get(fields, "useOp"), offset);
}

/* (x).f calls the function f with x when x has no member f, whatever the type of x is. */
static bool check_field_selection(struct walk *w, const json_t *fields, size_t offset)
{
	const json_t *part;
	size_t i;

	json_array_foreach (json_object_get(fields, "indirection"), i, part) {
		const char *name = pg_tree_string(part);
		if (name && !guard_postgres_field_allowed(slice_of(name)))
			return guard_refuse(w->g, "function_not_allowed", offset,
				"Take the member of a composite value with to_jsonb(value) ->> 'member'.",
				"PostgreSQL reads (value).%s as a call of the function %s(), which is not "
				"known to only "
				"compute.",
				name, name);
	}
	return true;
}

/* The text of the i-th argument when it is a plain string literal, else NULL. */
static const char *literal_argument(const json_t *call, size_t i)
{
	const json_t *constant = pg_tree_as(json_array_get(json_object_get(call, "args"), i), "A_Const");

	return constant ? js_get_str(json_object_get(constant, "sval"), "sval") : NULL;
}

static bool refuse_setting(struct guard *g, size_t offset, const char *name)
{
	return guard_refuse(g, "setting_not_allowed", offset,
		"Ask for a setting such as server_version or timezone.",
		"The setting %s is not among those that may be shown.", name);
}

static bool check_call(struct walk *w, const json_t *fields, size_t offset)
{
	const json_t *parts = json_object_get(fields, "funcname");
	const char *name = catalog_name(parts);
	size_t n_args = json_array_size(json_object_get(fields, "args"));

	if (!name) {
		const char *schema = pg_tree_string(json_array_get(parts, 0));
		const char *last = pg_tree_string(json_array_get(parts, json_array_size(parts) - 1));
		const char *whole = arena_printf(w->g->a, "%s.%s", schema ? schema : "?", last ? last : "?");
		return guard_refuse_function(w->g, offset, slice_of(whole));
	}
	if (str_eq(name, "current_setting")) {
		const char *setting = literal_argument(fields, 0);
		if (setting && guard_postgres_setting_allowed(slice_of(setting)))
			return true;
		return refuse_setting(
			w->g, offset, setting ? setting : "that current_setting() names by an expression");
	}
	if (str_eq(name, "ts_rewrite") && n_args == 3) /* with two it runs its text as a query */
		return true;
	return guard_postgres_function_allowed(slice_of(name)) ||
	       guard_refuse_function(w->g, offset, slice_of(name));
}

static bool check_cte(struct walk *w, const json_t *fields, size_t offset)
{
	const json_t *query = NULL;
	const char *type = pg_tree_node(json_object_get(fields, "ctequery"), &query);

	return (type && str_eq(type, "SelectStmt")) ||
	       refuse_unknown(w->g, type ? type : "query", NULL, offset);
}

static bool check_table(struct walk *w, const json_t *fields, size_t offset)
{
	/* Settings, those of a role or database included, as SHOW: an application may keep its keys there. */
	static const char *const refused[] = {"pg_authid", "pg_shadow", "pg_user_mapping", "pg_user_mappings",
		"_pg_user_mappings", "user_mapping_options", "pg_subscription", "pg_hba_file_rules",
		"pg_ident_file_mappings", "pg_file_settings", "pg_largeobject", "pg_settings",
		"pg_db_role_setting", "pg_roles", "pg_user"};
	const char *name = js_get_str(fields, "relname");

	for (size_t i = 0; name && i < ARRAY_LEN(refused); i++)
		if (str_eq(name, refused[i]))
			return guard_refuse(w->g, "table_not_allowed", offset,
				"Read the tables of the data instead.",
				"The table %s holds passwords, settings or files of the server.", name);
	return true;
}

static bool check_explain(struct walk *w, const json_t *fields, size_t offset)
{
	const json_t *query = NULL;
	const char *type = pg_tree_node(json_object_get(fields, "query"), &query);

	return (type && str_eq(type, "SelectStmt")) ||
	       refuse_unknown(w->g, type ? type : "query", NULL, offset);
}

static bool check_explain_option(struct walk *w, const json_t *fields, size_t offset)
{
	static const char *const allowed[] = {"costs", "verbose", "format", "settings", "summary", "buffers"};
	const char *name = js_get_str(fields, "defname");

	for (size_t i = 0; name && i < ARRAY_LEN(allowed); i++)
		if (str_eq(name, allowed[i]))
			return true;
	if (name && str_eq(name, "analyze"))
		return guard_refuse(w->g, "explain_analyze", offset, "Use EXPLAIN without ANALYZE.",
			"EXPLAIN ANALYZE runs the statement instead of only planning it.");
	return guard_refuse(w->g, "statement_not_allowed", offset,
		"Use EXPLAIN with COSTS, VERBOSE or FORMAT.", "The EXPLAIN option %s is not known.",
		name ? name : "");
}

static bool check_show(struct walk *w, const json_t *fields, size_t offset)
{
	const char *name = js_get_str(fields, "name");

	return (name && guard_postgres_setting_allowed(slice_of(name))) ||
	       refuse_setting(w->g, offset, name ? name : "");
}

/* LIMIT ALL is the constant NULL. */
static bool limits_rows(const json_t *count)
{
	const json_t *constant = pg_tree_as(count, "A_Const");

	return count && !(constant && js_get_bool(constant, "isnull", false));
}

/* Fill the verdict's kind and has_limit; the walk has let the statement pass. */
static bool describe(struct guard *g, const json_t *stmt)
{
	const json_t *fields = NULL;
	const char *type = pg_tree_node(stmt, &fields);

	if (type && str_eq(type, "ExplainStmt")) {
		g->out->kind = SQL_KIND_EXPLAIN;
	} else if (type && str_eq(type, "VariableShowStmt")) {
		g->out->kind = SQL_KIND_SHOW;
	} else if (type && str_eq(type, "SelectStmt")) {
		g->out->kind = json_object_get(fields, "valuesLists") ? SQL_KIND_VALUES : SQL_KIND_SELECT;
		g->out->has_limit = limits_rows(json_object_get(fields, "limitCount"));
	} else {
		return refuse_statement(g, type ? type : "", g->tokens.items[0].offset);
	}
	return true;
}

static bool check_parameters(struct guard *g)
{
	VEC_EACH (struct sql_token, t, &g->tokens) {
		if (t->kind == SQL_TOK_PARAM)
			return guard_refuse(g, "parameter_not_allowed", t->offset, "Write the value itself.",
				"The placeholder %.*s has no value.", SLICE_FMT(t->text));
	}
	return true;
}

bool guard_postgres(struct guard *g)
{
	struct walk w = {.g = g, .rows = guard_rows_new(g)};
	struct err err = ERR_INIT;
	size_t offset = 0;
	json_t *doc = NULL;

	if (!check_parameters(g))
		return false;
	if (pg_tree_parse(g->sql, g->a, &doc, &offset, &err) < 0) {
		if (err.code == ERR_LIMIT)
			return guard_refuse(g, "too_deep", 0,
				"Break the statement into named parts with WITH.",
				"The statement is nested too deeply.");
		return guard_refuse_syntax(g, offset, "PostgreSQL cannot read the statement: %s.", err.msg);
	}
	const json_t *stmts = json_object_get(doc, "stmts");
	if (json_array_size(stmts) != 1)
		return guard_refuse(g, "several_statements", 0,
			"Send the statements one by one, each without a semicolon inside.",
			"The text holds %zu statements.", json_array_size(stmts));
	const json_t *stmt = json_array_get(stmts, 0);
	return walk_node(&w, "RawStmt", stmt, g->tokens.items[0].offset) && guard_rows_judge(w.rows) &&
	       describe(g, json_object_get(stmt, "stmt"));
}
