// SPDX-License-Identifier: Apache-2.0
/*
 * Which functions t.f may call in PostgreSQL ("functional notation"): those that can be called with one argument that a
 * row can be. A function is looked up in the session's search path only, which no statement of a person's can change.
 * Those of pg_catalog count where an implicit cast of the database lets a row be what they take; the others there that
 * take a row only compute.
 */
#include "db/postgres_int.h"

#include "base/arena.h"
#include "base/vec.h"

/*
 * A pseudo-type is taken to accept a row, but for the two that never do. Of a function whose name is also that of
 * columns each relation is told that has one, unless a relation of the same name elsewhere has none.
 */
static const char row_functions_sql[] =
	"WITH fn AS (SELECT DISTINCT p.proname FROM pg_catalog.pg_proc p "
	"JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace "
	"JOIN pg_catalog.pg_type t ON t.oid = CASE WHEN p.pronargs = 1 AND p.provariadic <> 0 "
	"THEN p.provariadic ELSE p.proargtypes[0] END "
	"LEFT JOIN pg_catalog.pg_type base ON base.oid = t.typbasetype "
	"WHERE p.pronargs >= 1 AND p.pronargs - p.pronargdefaults <= 1 "
	"AND n.nspname = ANY (pg_catalog.current_schemas(true)) "
	"AND (n.nspname <> 'pg_catalog' AND (t.typtype = 'c' OR base.typtype IN ('c', 'd') "
	"OR t.typtype = 'p' AND t.typname NOT IN ('cstring', 'internal')) "
	"OR EXISTS (SELECT 1 FROM pg_catalog.pg_cast k JOIN pg_catalog.pg_type s ON s.oid = k.castsource "
	"WHERE k.casttarget = t.oid AND k.castcontext = 'i' AND s.typtype = 'c'))) "
	"SELECT fn.proname::text, CASE WHEN count(*) = (SELECT count(*) FROM pg_catalog.pg_class o "
	"WHERE o.relname = c.relname AND o.relkind IN ('r', 'p', 'v', 'm', 'f')) THEN c.relname END::text "
	"FROM fn LEFT JOIN (pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid "
	"AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND a.attnum > 0 AND NOT a.attisdropped) "
	"ON a.attname = fn.proname GROUP BY fn.proname, c.relname ORDER BY fn.proname COLLATE \"C\" LIMIT $1";

struct row_functions {
	struct arena *a;
	VEC(struct db_row_function) found;
};

static int add_function(void *ctx, const struct db_row *row)
{
	struct row_functions *r = ctx;
	const struct slice name = row->values[0].s, table = row->values[1].s;
	struct db_row_function f = {.name = arena_strndup(r->a, name.p, name.n),
		.column_of = table.n ? arena_strndup(r->a, table.p, table.n) : NULL};

	vec_push(&r->found, r->a, f);
	return 0;
}

int postgres_learn_row_functions(struct postgres_conn *c, int64_t deadline_ms, struct err *err)
{
	struct row_functions r = {.a = arena_new()};
	struct db_query q = {.sql = row_functions_sql,
		.params = &DB_V_INT(DB_ROW_FUNCTIONS_MAX + 1),
		.n_params = 1,
		.deadline_ms = deadline_ms,
		.a = r.a};

	c->lasting = r.a;
	if (db_query(&c->base, &q, add_function, &r, err))
		return -1;
	if (r.found.n > DB_ROW_FUNCTIONS_MAX)
		return err_set(err, ERR_LIMIT,
			"more than %d functions of the database take a whole row; connect with a search path "
			"that leaves most of them out",
			DB_ROW_FUNCTIONS_MAX);
	c->base.row_functions = (struct db_row_functions){.items = r.found.items, .n = r.found.n};
	return 0;
}
