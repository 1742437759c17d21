// SPDX-License-Identifier: Apache-2.0
/* Introspection: one schema made on each engine and found again, and what each engine has of its own. */
#include "engines.h"
#include "test.h"

static struct engines engines;

static void add_list(struct str *out, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		str_addf(out, "%s%s", i ? "," : "", names[i]);
}

/* "table name: column type! pk1, ...; a,b -> other(x,y)", a line a table */
static const char *describe(struct arena *a, struct db_conn *c)
{
	struct str out = STR_INIT(1 << 16);
	struct db_schema s;
	struct err err = ERR_INIT;

	if (db_introspect(c, a, &s, &err))
		return arena_printf(a, "%s: %s", err_code_name(err.code), err.msg);
	for (size_t i = 0; i < s.n_tables; i++) {
		const struct db_schema_table *t = &s.tables[i];
		str_addf(&out, "%s%s %s:", i ? "\n" : "", t->is_view ? "view" : "table", t->name);
		for (size_t j = 0; j < t->n_columns; j++) {
			const struct db_schema_column *col = &t->columns[j];
			str_addf(&out, "%s %s %s%s", j ? "," : "", col->name, db_type_name(col->type),
				col->nullable ? "" : "!");
			if (col->pk_position)
				str_addf(&out, " pk%u", col->pk_position);
		}
		for (size_t j = 0; j < t->n_fkeys; j++) {
			const struct db_schema_fkey *f = &t->fkeys[j];
			str_adds(&out, "; ");
			add_list(&out, f->columns, f->n);
			str_addf(&out, " -> %s%s%s(", f->ref_schema ? f->ref_schema : "",
				f->ref_schema ? "." : "", f->ref_table);
			add_list(&out, f->ref_columns, f->n);
			str_addc(&out, ')');
		}
	}
	return str_to_arena(&out, a);
}

static void set_up(void)
{
	static const char *const fixture[] = {
		"CREATE TABLE region (country VARCHAR(2) NOT NULL, code INTEGER NOT NULL, name TEXT DEFAULT "
		"'none', "
		"PRIMARY KEY (code, country))",
		"CREATE TABLE shop (id INTEGER NOT NULL PRIMARY KEY, country VARCHAR(2), region INTEGER, "
		"boss INTEGER REFERENCES shop, "
		"opened DATE, FOREIGN KEY (region, country) REFERENCES region (code, country))",
		"CREATE TABLE \"Sales \"\"2026\"\" 売上\" (shop INTEGER NOT NULL REFERENCES shop (id), "
		"amount NUMERIC(10,2))",
		"CREATE VIEW big AS SELECT shop, amount FROM \"Sales \"\"2026\"\" 売上\" WHERE amount > 100",
		"INSERT INTO region VALUES ('de', 1, 'x'), ('jp', 1, 'y')",
		NULL,
	};

	engines_open(&engines);
	for (size_t i = 0; i < engines.n; i++)
		engine_make(&engines.items[i], fixture);
	CHECK(engines.n > 0);
}

static void tear_down(void)
{
	engines_close(&engines);
	CHECK(true);
}

static void test_same_on_each(void)
{
	static const char want[] =
		"table Sales \"2026\" 売上: shop integer!, amount numeric; shop -> shop(id)\n"
		"view big: shop integer, amount numeric\n"
		"table region: country text! pk2, code integer! pk1, name text\n"
		"table shop: id integer! pk1, country text, region integer, boss integer, opened date; ";

	for (size_t i = 0; i < engines.n; i++) {
		CLEANUP(arena_free_ptr) struct arena *a = arena_new();
		const char *got = describe(a, engines.items[i].ro);
		bool same = strncmp(got, want, strlen(want)) == 0;
		if (!same)
			fprintf(stderr, "%s:\n%s\n", engines.items[i].name, got);
		CHECK_MSG(same, "%s: tables and columns", engines.items[i].name);
		CHECK_MSG(strstr(got, "boss -> shop(id)"), "%s: a key without columns means the primary key",
			engines.items[i].name);
		CHECK_MSG(strstr(got, "region,country -> region(code,country)"), "%s: a key of two columns",
			engines.items[i].name);
		CHECK_STR(describe(a, engines.items[i].ro), got);
	}
}

/* What is not there is an empty table, so that a check on it fails and the test goes on. */
static const struct db_schema_table *find(const struct db_schema *s, const char *name)
{
	static struct db_schema_column no_columns[8];
	static const char *const no_names[1];
	static struct db_schema_fkey no_fkeys[1] = {{.ref_columns = no_names}};
	static const struct db_schema_table none = {.columns = no_columns, .fkeys = no_fkeys};

	for (size_t i = 0; i < s->n_tables; i++)
		if (strcmp(s->tables[i].name, name) == 0)
			return &s->tables[i];
	return &none;
}

static bool has(const struct db_schema *s, const char *name)
{
	return find(s, name)->name != NULL;
}

static void test_sqlite_details(void)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct engine *e = &engines.items[0];
	static const char *const more[] = {
		"CREATE TABLE generated (a INTEGER PRIMARY KEY, b AS (a * 2), c)",
		"CREATE TABLE dangling (x INTEGER REFERENCES nowhere (y))",
		"CREATE TABLE cased (X integer references SHOP (ID))",
		"CREATE VIEW broken AS SELECT * FROM region",
		"CREATE VIRTUAL TABLE words USING fts5 (title, body)",
		"CREATE VIRTUAL TABLE boxes USING rtree (id, x0, x1)",
		"INSERT INTO words VALUES ('a', 'b c')",
		"INSERT INTO boxes VALUES (1, 2.0, 3.0)",
		NULL,
	};
	struct db_schema s;
	struct err err = ERR_INIT;

	engine_make(e, more);
	CLEANUP(db_close_ptr) struct db_conn *c = NULL;
	CHECK(db_open(e->driver, &e->opt, &c, &err) == 0);
	CHECK(db_introspect(c, a, &s, &err) == 0);
	CHECK_INT(find(&s, "region")->row_count, 2);
	CHECK_INT(find(&s, "big")->row_count, -1);
	CHECK_STR(find(&s, "region")->schema, "main");
	CHECK_STR(find(&s, "region")->columns[2].default_value, "'none'");
	CHECK_STR(find(&s, "region")->columns[0].type_name, "VARCHAR(2)");
	CHECK_INT(find(&s, "generated")->n_columns, 3);
	CHECK_INT(find(&s, "dangling")->n_fkeys, 0);
	CHECK_INT(find(&s, "cased")->n_fkeys, 1);
	CHECK_STR(find(&s, "cased")->fkeys[0].ref_table, "shop");
	CHECK_STR(find(&s, "cased")->fkeys[0].ref_columns[0], "id");
	CHECK(has(&s, "words") && !has(&s, "words_content") && !has(&s, "boxes_node"));
	CHECK(!has(&s, "sqlite_sequence"));
	CHECK_INT(find(&s, "words")->n_columns, 2);
	CHECK_INT(find(&s, "words")->row_count, 1);
	CHECK_STR(engine_ask(a, c, "SELECT title FROM words WHERE words MATCH 'b'"), "text:a");
	CHECK_STR(engine_ask(a, c, "SELECT id FROM boxes WHERE x0 > 1"), "integer:1");

	engine_make(e, (const char *const[]){"ALTER TABLE region RENAME TO region_old", "DROP VIEW broken",
			       "CREATE VIEW broken AS SELECT * FROM gone", NULL});
	CHECK(db_introspect(c, a, &s, &err) == 0);
	CHECK_MSG(!has(&s, "broken") && has(&s, "region_old"), "a view over what is gone is left out");
	struct db_role role;
	CHECK(db_role(c, a, &role, &err) == 0 && !role.can_write);
}

static void test_postgres_details(void)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	static const char *const more[] = {
		"CREATE SCHEMA sales",
		"CREATE TYPE mood AS ENUM ('good', 'bad')",
		"CREATE DOMAIN email AS TEXT CHECK (VALUE LIKE '%@%')",
		"CREATE TABLE sales.orders (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, shop INTEGER "
		"REFERENCES shop, "
		"m mood, e email, tags TEXT[], doc JSONB, at TIMESTAMPTZ NOT NULL DEFAULT now(), secret "
		"TEXT)",
		"COMMENT ON TABLE sales.orders IS 'What was ordered'",
		"COMMENT ON COLUMN sales.orders.m IS '気分'",
		"CREATE TABLE sales.log (at DATE, x INTEGER) PARTITION BY RANGE (at)",
		"CREATE TABLE sales.log_2026 PARTITION OF sales.log FOR VALUES FROM ('2026-01-01') TO "
		"('2027-01-01')",
		"INSERT INTO sales.log SELECT '2026-05-01', i FROM generate_series(1, 500) AS i",
		"CREATE MATERIALIZED VIEW sales.summary AS SELECT count(*) AS n FROM sales.log",
		"INSERT INTO sales.orders (shop, m, tags) VALUES (NULL, 'good', '{a,b}')",
		"ANALYZE",
		"DROP ROLE IF EXISTS askdb_test_reader",
		"CREATE ROLE askdb_test_reader LOGIN PASSWORD 'r'",
		"REVOKE CREATE ON SCHEMA public FROM PUBLIC",
		"GRANT USAGE ON SCHEMA sales TO askdb_test_reader",
		"GRANT SELECT (id, m) ON sales.orders TO askdb_test_reader",
		NULL,
	};
	struct db_schema s;
	struct db_role role;
	struct err err = ERR_INIT;

	if (engines.n < 2)
		SKIP("ASKDB_TEST_PG names no server");
	struct engine *e = &engines.items[1];
	engine_make(e, more);
	CLEANUP(db_close_ptr) struct db_conn *c = NULL, *reader = NULL;
	CHECK(db_open(e->driver, &e->opt, &c, &err) == 0);
	CHECK(db_introspect(c, a, &s, &err) == 0);
	const struct db_schema_table *orders = find(&s, "orders"), *log = find(&s, "log");
	CHECK(!has(&s, "log_2026"));
	CHECK_STR(orders->schema, "sales");
	CHECK_STR(orders->comment, "What was ordered");
	CHECK_STR(orders->columns[2].comment, "気分");
	CHECK_STR(orders->columns[2].type_name, "mood");
	CHECK_INT(orders->columns[2].type, DB_TEXT);
	CHECK_INT(orders->columns[3].type, DB_TEXT);
	CHECK_STR(orders->columns[4].type_name, "text[]");
	CHECK_INT(orders->columns[5].type, DB_JSON);
	CHECK_STR(orders->columns[6].default_value, "now()");
	CHECK(!orders->columns[6].nullable);
	CHECK_STR(orders->fkeys[0].ref_schema, "public");
	CHECK_INT(orders->row_count, 1);
	CHECK_INT(log->row_count, 500);
	CHECK_INT(find(&s, "big")->row_count, -1);
	CHECK(find(&s, "summary")->is_view);
	CHECK_STR(engine_ask(a, c, "SELECT m, tags FROM sales.orders"), "text:good|other:{a,b}");
	CHECK(db_role(c, a, &role, &err) == 0 && role.can_write);
	CHECK(strstr(role.remedy, "GRANT SELECT ON ALL TABLES IN SCHEMA sales TO askdb_reader"));

	struct db_options opt = e->opt;
	opt.user = "askdb_test_reader";
	opt.password = "r";
	CHECK(db_open(e->driver, &opt, &reader, &err) == 0);
	CHECK(db_introspect(reader, a, &s, &err) == 0);
	CHECK_INT(s.n_tables, 1);
	CHECK_INT(s.tables[0].n_columns, 2);
	CHECK(db_role(reader, a, &role, &err) == 0 && !role.can_write && !role.remedy);
	CHECK(strncmp(engine_ask(a, reader, "SELECT secret FROM sales.orders"), "denied", 6) == 0);
	db_close(TAKE(reader));
	engine_make(e, (const char *const[]){
			       "DROP OWNED BY askdb_test_reader", "DROP ROLE askdb_test_reader", NULL});
}

TEST_MAIN(TEST(set_up), TEST(test_same_on_each), TEST(test_sqlite_details), TEST(test_postgres_details),
	TEST(tear_down))
