// SPDX-License-Identifier: Apache-2.0
/*
 * See bind.h. The dialect's reader takes down queries, sources and references; here the sources are resolved first,
 * then the references in the scopes they see. Whatever cannot be followed (a function's result, a catalog table,
 * an expression without a name) makes the answer "maybe", and a maybe is never an issue.
 */
#include "sql/bind.h"

#include "base/arena.h"
#include "base/limits.h"
#include "base/map.h"
#include "base/vec.h"
#include "sql/bind_int.h"
#include "sql/guard_int.h"
#include "sql/pg_tree.h"
#include "sql/postgres_reader.h"
#include "sql/sqlite_reader.h"

enum answer { ANSWER_NO, ANSWER_MAYBE, ANSWER_YES };

struct edit {
	size_t offset, length;
	struct slice name;
};

struct binder {
	enum sql_dialect dialect;
	struct slice sql;
	const struct db_schema *schema;
	struct arena *a;
	struct sql_reading reading;
	VEC(struct sql_issue) issues;
	VEC(struct edit) edits;
	struct map *tables, *columns;   /* what was read, by its written form */
	size_t n_sources, n_references; /* looked at so far; what is beyond the ceilings is left in doubt */
};

static bool same_name(const struct binder *b, struct slice x, struct slice y)
{
	return b->dialect == SQL_SQLITE ? slice_eq_nocase(x, y) : slice_eq(x, y);
}

static bool is_home_schema(const struct db_schema_table *t)
{
	return str_eq(t->schema, "main") || str_eq(t->schema, "public");
}

static const char *table_label(struct binder *b, const struct db_schema_table *t)
{
	return is_home_schema(t) ? t->name : arena_printf(b->a, "%s.%s", t->schema, t->name);
}

static void note(struct binder *b, struct map *seen, const char *label)
{
	map_put(seen, slice_of(label), arena_strdup(b->a, label));
}

static const struct db_schema_column *column_of(
	const struct binder *b, const struct db_schema_table *t, struct slice name)
{
	for (size_t i = 0; i < t->n_columns; i++)
		if (same_name(b, slice_of(t->columns[i].name), name))
			return &t->columns[i];
	return NULL;
}

/* Report what could not be resolved and, when one reading is meant, plan its replacement. */
static void report(
	struct binder *b, const struct sql_name *name, const struct nearest *near, const char *problem)
{
	struct sql_issue issue = {.offset = name->offset};
	bool one = near->best.p && !near->second.p;

	issue.name = arena_strndup(b->a, name->text.p, name->text.n);
	if (one) {
		issue.suggestion = arena_strndup(b->a, near->best.p, near->best.n);
		issue.message = arena_printf(b->a, "%s; did you mean %s?", problem, issue.suggestion);
	} else if (near->best.p) {
		issue.message = arena_printf(b->a, "%s; did you mean %.*s or %.*s?", problem,
			SLICE_FMT(near->best), SLICE_FMT(near->second));
	} else {
		issue.message = arena_printf(b->a, "%s.", problem);
	}
	vec_push(&b->issues, b->a, issue);
	if (one && name->length)
		vec_push(&b->edits, b->a, (struct edit){name->offset, name->length, near->best});
}

/* Tables that introspection does not list: the engine's own and temporary ones. */
static bool is_engine_table(const struct sql_source *s)
{
	static const char *const prefixes[] = {"sqlite_", "pragma_", "pg_", "json_", "fts"};
	static const char *const schemas[] = {"pg_catalog", "information_schema", "temp"};

	for (size_t i = 0; s->schema.text.p && i < ARRAY_LEN(schemas); i++)
		if (slice_eq_nocase(s->schema.text, slice_of(schemas[i])))
			return true;
	for (size_t i = 0; i < ARRAY_LEN(prefixes); i++) {
		struct slice prefix = slice_of(prefixes[i]);
		if (s->name.text.n > prefix.n &&
			slice_eq_nocase((struct slice){s->name.text.p, prefix.n}, prefix))
			return true;
	}
	return false;
}

/* The CTE that a bare name means in q, or NULL. Inside its own body a name that is also a table's is the table. */
static const struct sql_cte *cte_of(
	const struct binder *b, const struct sql_query *q, struct slice name, bool is_table)
{
	for (const struct sql_query *scope = q; scope; scope = scope->outer) {
		for (size_t i = scope->head->ctes.n; i-- > 0;) {
			const struct sql_cte *cte = &scope->head->ctes.items[i];
			bool inside = false;
			for (const struct sql_query *up = q; up; up = up->outer)
				inside = inside || up->head == cte->query;
			if (same_name(b, cte->name, name) && !(inside && is_table))
				return cte;
		}
	}
	return NULL;
}

/* The table a source names; *doubt when the name stands in several schemas. NULL = none. */
static const struct db_schema_table *table_of(const struct binder *b, const struct sql_source *s, bool *doubt)
{
	const struct db_schema_table *found = NULL;

	for (size_t i = 0; i < b->schema->n_tables; i++) {
		const struct db_schema_table *t = &b->schema->tables[i];
		if (!same_name(b, slice_of(t->name), s->name.text))
			continue;
		if (s->schema.text.p && !same_name(b, slice_of(t->schema), s->schema.text))
			continue;
		if (found && !is_home_schema(t)) {
			*doubt = *doubt || !is_home_schema(found);
			continue;
		}
		found = t;
		*doubt = false;
	}
	return *doubt ? NULL : found;
}

static bool knows_schema(const struct binder *b, struct slice name)
{
	for (size_t i = 0; i < b->schema->n_tables; i++)
		if (same_name(b, slice_of(b->schema->tables[i].schema), name))
			return true;
	return false;
}

/* No such table: the nearest name among those it may have meant. */
static void report_table(struct binder *b, const struct sql_query *q, struct sql_source *s)
{
	struct nearest near = NEAREST_INIT;

	if (b->issues.n >= BIND_ISSUES_MAX)
		return;
	const char *problem = arena_printf(b->a, "There is no table %.*s", SLICE_FMT(s->name.text));

	if (s->schema.text.p && !knows_schema(b, s->schema.text))
		return;
	for (size_t i = 0; i < b->schema->n_tables; i++) {
		const struct db_schema_table *t = &b->schema->tables[i];
		if (!s->schema.text.p || same_name(b, slice_of(t->schema), s->schema.text))
			nearest_offer(&near,
				names_distance(s->name.text, (struct slice){0}, slice_of(t->name)),
				slice_of(t->name), t);
	}
	for (const struct sql_query *scope = q; scope && !s->schema.text.p; scope = scope->outer)
		for (size_t i = 0; i < scope->head->ctes.n; i++) {
			struct slice name = scope->head->ctes.items[i].name;
			nearest_offer(
				&near, names_distance(s->name.text, (struct slice){0}, name), name, NULL);
		}
	report(b, &s->name, &near, problem);
	s->table = near.second.p ? NULL : near.thing;
}

static void resolve_source(struct binder *b, struct sql_query *q, struct sql_source *s)
{
	bool doubt = false;

	if (s->kind != SQL_FROM_TABLE || ++b->n_sources > BIND_SOURCES_MAX)
		return;
	s->table = table_of(b, s, &doubt);
	const struct sql_cte *cte = s->schema.text.p ? NULL : cte_of(b, q, s->name.text, s->table != NULL);
	if (cte) {
		s->table = NULL;
		s->query = cte->query;
		s->has_column_aliases = s->has_column_aliases || cte->has_column_aliases;
	} else if (!s->table && !doubt && !is_engine_table(s)) {
		report_table(b, q, s);
	}
	if (s->table)
		note(b, b->tables, table_label(b, s->table));
}

static struct slice name_of_source(const struct sql_source *s)
{
	return s->alias.p ? s->alias : s->name.text;
}

static enum answer query_has(struct binder *b, const struct sql_query *q, struct slice name, unsigned depth);

/* Is there a column of this name in what the source gives? Notes a table's column as read. */
static enum answer source_has(struct binder *b, const struct sql_source *s, struct slice name, unsigned depth)
{
	if (s->has_column_aliases || depth > SQL_DEPTH_MAX)
		return ANSWER_MAYBE;
	if (!s->table)
		return s->query ? query_has(b, s->query, name, depth + 1) : ANSWER_MAYBE;
	const struct db_schema_column *c = column_of(b, s->table, name);
	if (!c)
		return ANSWER_NO;
	note(b, b->columns, arena_printf(b->a, "%s.%s", table_label(b, s->table), c->name));
	return ANSWER_YES;
}

static enum answer star_has(struct binder *b, const struct sql_query *q, const struct sql_output *star,
	struct slice name, unsigned depth)
{
	enum answer answer = ANSWER_NO;

	for (size_t i = 0; i < q->sources.n && answer != ANSWER_YES; i++) {
		const struct sql_source *s = &q->sources.items[i];
		if (!star->name.p || same_name(b, name_of_source(s), star->name))
			answer = MAX(answer, source_has(b, s, name, depth));
	}
	return answer;
}

static enum answer query_has(struct binder *b, const struct sql_query *q, struct slice name, unsigned depth)
{
	enum answer answer = q->is_values || depth > 16 ? ANSWER_MAYBE : ANSWER_NO;

	for (size_t i = 0; i < q->outputs.n && answer != ANSWER_YES && depth <= 16; i++) {
		const struct sql_output *o = &q->outputs.items[i];
		enum answer one = ANSWER_MAYBE;
		if (o->is_star)
			one = star_has(b, q, o, name, depth);
		else if (o->name.p)
			one = same_name(b, o->name, name) ? ANSWER_YES : ANSWER_NO;
		answer = MAX(answer, one);
	}
	return answer;
}

/* Names that every table has without listing them, or that name a whole row. */
static bool is_hidden_column(const struct binder *b, struct slice name)
{
	static const char *const sqlite[] = {"rowid", "_rowid_", "oid", "rank", NULL};
	static const char *const postgres[] = {
		"ctid", "xmin", "xmax", "cmin", "cmax", "tableoid", "oid", NULL};

	for (const char *const *w = b->dialect == SQL_SQLITE ? sqlite : postgres; *w; w++)
		if (slice_eq_nocase(name, slice_of(*w)))
			return true;
	return false;
}

static bool is_output(const struct binder *b, const struct sql_query *q, struct slice name)
{
	for (size_t i = 0; i < q->head->outputs.n; i++) {
		const struct sql_output *o = &q->head->outputs.items[i];
		if (o->is_alias && same_name(b, o->name, name))
			return true;
	}
	return false;
}

static enum answer scope_has(struct binder *b, const struct sql_query *q, struct slice name)
{
	enum answer answer = ANSWER_NO;

	for (; q && answer != ANSWER_YES; q = q->outer)
		for (size_t i = 0; i < q->sources.n && answer != ANSWER_YES; i++) {
			answer = MAX(answer, source_has(b, &q->sources.items[i], name, 0));
			if (same_name(b, name_of_source(&q->sources.items[i]), name))
				answer = MAX(answer,
					ANSWER_MAYBE); /* the whole row, or a virtual table's hidden column */
		}
	return answer;
}

static void offer_columns(struct nearest *near, const struct sql_source *s, struct slice wrong)
{
	for (size_t i = 0; s->table && i < s->table->n_columns; i++) {
		struct slice name = slice_of(s->table->columns[i].name);
		nearest_offer(near, names_distance(wrong, slice_of(s->table->name), name), name, s->table);
	}
	for (size_t i = 0; !s->table && s->query && i < s->query->outputs.n; i++) {
		struct slice name = s->query->outputs.items[i].name;
		if (name.p && !s->query->outputs.items[i].is_star)
			nearest_offer(near, names_distance(wrong, (struct slice){0}, name), name, NULL);
	}
}

/* The one table outside the scope that has exactly this column, or NULL. */
static const struct db_schema_table *owner_of(struct binder *b, struct slice name)
{
	for (size_t i = 0; i < b->schema->n_tables; i++)
		for (size_t k = 0; k < b->schema->tables[i].n_columns; k++)
			if (slice_eq_nocase(slice_of(b->schema->tables[i].columns[k].name), name))
				return &b->schema->tables[i];
	return NULL;
}

static void resolve_bare(struct binder *b, const struct sql_query *q, const struct sql_name *column)
{
	struct nearest near = NEAREST_INIT;

	if (scope_has(b, q, column->text) != ANSWER_NO || is_output(b, q, column->text))
		return;
	if (column->may_be_text || is_hidden_column(b, column->text))
		return;
	for (const struct sql_query *scope = q; scope; scope = scope->outer)
		for (size_t i = 0; i < scope->sources.n; i++)
			offer_columns(&near, &scope->sources.items[i], column->text);
	const struct db_schema_table *owner = near.best.p ? NULL : owner_of(b, column->text);
	const char *problem =
		owner ? arena_printf(b->a, "%.*s is a column of %s, which the statement does not read",
				SLICE_FMT(column->text), table_label(b, owner))
		      : arena_printf(b->a, "There is no column %.*s in what the statement reads",
				SLICE_FMT(column->text));
	report(b, column, &near, problem);
}

/* The source that a qualifier names, in the nearest scope that has one. */
static const struct sql_source *source_named(
	const struct binder *b, const struct sql_query *q, struct slice name)
{
	for (; q; q = q->outer)
		for (size_t i = 0; i < q->sources.n; i++)
			if (same_name(b, name_of_source(&q->sources.items[i]), name))
				return &q->sources.items[i];
	return NULL;
}

/* The qualifier names nothing in scope: perhaps the table behind an alias, perhaps a misspelt name. */
static void report_qualifier(struct binder *b, const struct sql_query *q, const struct sql_name *table)
{
	struct nearest near = NEAREST_INIT;

	for (; q; q = q->outer)
		for (size_t i = 0; i < q->sources.n; i++) {
			const struct sql_source *s = &q->sources.items[i];
			struct slice name = name_of_source(s);
			if (!name.p || (s->kind == SQL_FROM_FUNCTION && !s->alias.p))
				return; /* a source that cannot be followed */
			bool is_behind =
				s->alias.p && s->name.text.p && slice_eq_nocase(s->name.text, table->text);
			int distance = is_behind ? 0 : names_distance(table->text, (struct slice){0}, name);
			nearest_offer(&near, distance, name, s);
		}
	report(b, table, &near,
		arena_printf(b->a, "%.*s is not among the tables and aliases of the statement",
			SLICE_FMT(table->text)));
}

static void resolve_reference(struct binder *b, const struct sql_query *q, const struct sql_reference *ref)
{
	struct nearest near = NEAREST_INIT;

	if (!ref->table.text.p) {
		resolve_bare(b, q, &ref->column);
		return;
	}
	const struct sql_source *s = source_named(b, q, ref->table.text);
	if (!s) {
		if (!ref->schema.text.p)
			report_qualifier(b, q, &ref->table);
		return;
	}
	if (source_has(b, s, ref->column.text, 0) != ANSWER_NO || is_hidden_column(b, ref->column.text))
		return;
	offer_columns(&near, s, ref->column.text);
	report(b, &ref->column, &near,
		arena_printf(b->a, "%s has no column %.*s",
			s->table ? table_label(b, s->table)
				 : arena_strndup(b->a, ref->table.text.p, ref->table.text.n),
			SLICE_FMT(ref->column.text)));
}

static bool edit_before(const struct edit *x, const struct edit *y)
{
	return x->offset < y->offset;
}

/* The statement with the planned replacements, NULL when there are none. */
static const char *apply_edits(struct binder *b)
{
	struct str out = STR_INIT(2 * SQL_MAX);
	size_t at = 0;

	if (!b->edits.n)
		return NULL;
	for (size_t i = 1; i < b->edits.n; i++)
		for (size_t k = i; k > 0 && edit_before(&b->edits.items[k], &b->edits.items[k - 1]); k--) {
			struct edit swap = b->edits.items[k];
			b->edits.items[k] = b->edits.items[k - 1];
			b->edits.items[k - 1] = swap;
		}
	VEC_EACH (struct edit, e, &b->edits) {
		if (e->offset < at)
			continue; /* the same place twice */
		str_add(&out, b->sql.p + at, e->offset - at);
		sql_add_ident(&out, b->dialect, e->name);
		at = e->offset + e->length;
	}
	str_add(&out, b->sql.p + at, b->sql.n - at);
	if (out.over) {
		str_free(&out);
		return NULL;
	}
	return str_to_arena(&out, b->a);
}

static bool read_names(struct binder *b)
{
	struct sql_verdict verdict;
	struct sql_tokens tokens;
	struct err err = ERR_INIT;
	size_t offset;
	json_t *doc;

	if (b->dialect == SQL_SQLITE)
		return guard_read_sqlite(b->sql, b->a, &b->reading);
	sql_guard(b->dialect, b->sql, b->a, &verdict); /* its ceilings make parsing safe */
	if (!verdict.allowed || sql_lex_all(b->dialect, b->sql, b->a, &tokens, &err) < 0 ||
		pg_tree_parse(b->sql, b->a, &doc, &offset, &err) < 0)
		return false;
	postgres_read_names(doc, &tokens, b->a, &b->reading);
	return true;
}

static const char **labels_of(struct arena *a, const struct map *seen, size_t *n)
{
	const char **labels = ARENA_ARRAY(a, const char *, map_count(seen));

	*n = map_count(seen);
	for (size_t i = 0; i < *n; i++) {
		void *label;
		map_at(seen, i, &label);
		labels[i] = label;
	}
	return labels;
}

static void resolve_sources(struct binder *b, struct sql_query *q)
{
	for (size_t i = 0; i < q->sources.n; i++)
		resolve_source(b, q, &q->sources.items[i]);
}

static bool may_go_on(struct binder *b)
{
	return b->issues.n < BIND_ISSUES_MAX && b->n_references++ < BIND_REFERENCES_MAX;
}

static void resolve_names(struct binder *b, const struct sql_query *q)
{
	for (size_t i = 0; i < q->references.n && may_go_on(b); i++)
		resolve_reference(b, q, &q->references.items[i]);
	for (size_t i = 0; i < q->shared.n && may_go_on(b); i++)
		resolve_bare(b, q, &q->shared.items[i]);
}

void sql_bind(enum sql_dialect d, struct slice sql, const struct db_schema *schema, struct arena *a,
	struct sql_binding *out)
{
	struct binder b = {.dialect = d, .sql = sql, .schema = schema, .a = a};

	*out = (struct sql_binding){0};
	b.tables = map_new(a);
	b.columns = map_new(a);
	if (!read_names(&b))
		return;
	for (size_t k = 0; k < b.reading.queries.n; k++)
		resolve_sources(&b, b.reading.queries.items[k]);
	for (size_t k = 0; k < b.reading.queries.n; k++)
		resolve_names(&b, b.reading.queries.items[k]);
	out->issues = b.issues.items;
	out->n_issues = b.issues.n;
	out->corrected = apply_edits(&b);
	out->tables = labels_of(a, b.tables, &out->n_tables);
	out->columns = labels_of(a, b.columns, &out->n_columns);
}
