// SPDX-License-Identifier: Apache-2.0
/* Names against a small schema: what is reported, what is suggested, what is corrected and what is left in peace. */
#include "base/arena.h"
#include "corpus.h"
#include "json/read.h"
#include "sql/bind.h"
#include "test.h"

#define COLUMN(n)                            \
	{                                    \
		.name = (n), .type_name = "" \
	}
#define TABLE(s, n, c)                                                                \
	{                                                                             \
		.schema = (s), .name = (n), .columns = (c), .n_columns = ARRAY_LEN(c) \
	}

static struct db_schema_column artist[] = {COLUMN("ArtistId"), COLUMN("Name")};
static struct db_schema_column album[] = {COLUMN("AlbumId"), COLUMN("Title"), COLUMN("ArtistId")};
static struct db_schema_column track[] = {
	COLUMN("TrackId"), COLUMN("Name"), COLUMN("UnitPrice"), COLUMN("Composer")};
static struct db_schema_table lite_tables[] = {
	TABLE("main", "Album", album), TABLE("main", "Artist", artist), TABLE("main", "Track", track)};

static struct db_schema_column pg_artist[] = {COLUMN("artist_id"), COLUMN("name")};
static struct db_schema_column pg_album[] = {COLUMN("album_id"), COLUMN("title"), COLUMN("artist_id")};
static struct db_schema_table pg_tables[] = {TABLE("public", "Mixed", track),
	TABLE("public", "album", pg_album), TABLE("public", "artist", pg_artist),
	TABLE("sales", "region", pg_artist)};

static const struct db_schema lite = {lite_tables, ARRAY_LEN(lite_tables)},
			      pg = {pg_tables, ARRAY_LEN(pg_tables)};

static const char *joined(struct arena *a, const char *const *items, size_t n)
{
	struct str s = STR_INIT(4096);

	for (size_t i = 0; i < n; i++)
		str_addf(&s, "%s%s", i ? " " : "", items[i]);
	return str_to_arena(&s, a);
}

struct bind_case {
	enum sql_dialect d;
	const char *sql;
	const char *issues;    /* name>suggestion, in the order of their discovery; - = no suggestion */
	const char *corrected; /* NULL = nothing was */
};

static void test_issues(void)
{
	static const struct bind_case cases[] = {
		{SQL_SQLITE, "SELECT name FROM artist", "", NULL},
		{SQL_SQLITE, "SELECT name FROM artists", "artists>Artist", "SELECT name FROM Artist"},
		{SQL_SQLITE, "SELECT titel FROM album", "titel>Title", "SELECT Title FROM album"},
		{SQL_SQLITE, "SELECT artist_name FROM artist", "artist_name>Name", "SELECT Name FROM artist"},
		{SQL_SQLITE, "SELECT a.id FROM album a", "id>AlbumId", "SELECT a.AlbumId FROM album a"},
		{SQL_SQLITE, "SELECT unit_price FROM track", "unit_price>UnitPrice",
			"SELECT UnitPrice FROM track"},
		{SQL_SQLITE, "SELECT artist.name FROM artist a", "artist>a", "SELECT a.name FROM artist a"},
		{SQL_SQLITE, "SELECT name FROM album", "name>-", NULL},
		{SQL_SQLITE, "SELECT * FROM customers", "customers>-", NULL},
		{SQL_SQLITE, "SELECT date FROM track", "date>-", NULL},
		{SQL_SQLITE, "SELECT \"hello\" FROM artist", "", NULL},
		{SQL_SQLITE, "SELECT `hello` FROM artist", "hello>-", NULL},
		{SQL_SQLITE, "SELECT rowid, oid FROM artist", "", NULL},
		{SQL_SQLITE, "SELECT * FROM album JOIN artist USING (artist_id)", "artist_id>ArtistId",
			"SELECT * FROM album JOIN artist USING (ArtistId)"},
		{SQL_SQLITE,
			"SELECT 1 FROM artist WHERE EXISTS (SELECT 1 FROM album WHERE album.artistid = "
			"artist.artistid)",
			"", NULL},
		{SQL_SQLITE, "SELECT x.n FROM (SELECT name AS n FROM artist) x WHERE x.m > 1", "m>-", NULL},
		{SQL_SQLITE, "SELECT z.totl FROM (SELECT sum(unitprice) AS total FROM track) z", "totl>total",
			"SELECT z.total FROM (SELECT sum(unitprice) AS total FROM track) z"},
		{SQL_SQLITE, "SELECT z.anything FROM (SELECT sum(unitprice) FROM track) z", "", NULL},
		{SQL_SQLITE, "WITH x AS (SELECT name FROM artist) SELECT name, title FROM x", "title>-",
			NULL},
		{SQL_SQLITE, "WITH x(a, b) AS (SELECT 1, 2) SELECT a, b, c FROM x", "", NULL},
		{SQL_SQLITE,
			"WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT n FROM r", "",
			NULL},
		{SQL_SQLITE, "WITH artist AS (SELECT * FROM artist) SELECT name, title FROM artist",
			"title>-", NULL},
		{SQL_SQLITE, "SELECT name AS who FROM artist ORDER BY who", "", NULL},
		{SQL_SQLITE, "SELECT value, title FROM json_each('[]')", "", NULL},
		{SQL_SQLITE, "SELECT name FROM sqlite_master", "", NULL},
		{SQL_SQLITE, "SELECT name FROM artist UNION SELECT titel FROM album ORDER BY name",
			"titel>Title", "SELECT name FROM artist UNION SELECT Title FROM album ORDER BY name"},
		{SQL_SQLITE, "SELECT nam FROM artists WHERE \"artist_ID\" = 1", "artists>Artist nam>Name",
			"SELECT Name FROM Artist WHERE \"artist_ID\" = 1"},
		{SQL_SQLITE, "DELETE FROM nothing", "", NULL},
		{SQL_POSTGRES, "SELECT name FROM artist", "", NULL},
		{SQL_POSTGRES, "SELECT m.\"UnitPrice\" FROM \"Mixed\" m", "", NULL},
		{SQL_POSTGRES, "SELECT m.UnitPrice FROM Mixed m", "mixed>Mixed unitprice>UnitPrice",
			"SELECT m.\"UnitPrice\" FROM \"Mixed\" m"},
		{SQL_POSTGRES, "SELECT b.titel FROM public.artist a JOIN albums b USING (artist_id)",
			"albums>album titel>title",
			"SELECT b.title FROM public.artist a JOIN album b USING (artist_id)"},
		{SQL_POSTGRES, "SELECT é.nam FROM artist \"é\" WHERE 'naïve' = é.name", "nam>name",
			"SELECT é.name FROM artist \"é\" WHERE 'naïve' = é.name"},
		{SQL_POSTGRES, "SELECT artist, ctid FROM artist", "", NULL},
		{SQL_POSTGRES, "SELECT x.a, y, z FROM (VALUES (1, 2)) x(a, b), generate_series(1, 2) y", "",
			NULL},
		{SQL_POSTGRES, "SELECT name FROM sales.region", "", NULL},
		{SQL_POSTGRES, "SELECT name FROM sales.regions", "regions>region",
			"SELECT name FROM sales.region"},
		{SQL_POSTGRES, "SELECT relname FROM pg_catalog.pg_class", "", NULL},
		{SQL_POSTGRES, "SELECT x FROM elsewhere.things", "", NULL},
		{SQL_POSTGRES,
			"SELECT (SELECT max(title) FROM album b WHERE b.artist_id = artist.id) FROM artist",
			"id>artist_id",
			"SELECT (SELECT max(title) FROM album b WHERE b.artist_id = artist.artist_id) FROM "
			"artist"},
		{SQL_POSTGRES,
			"WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT n FROM r", "",
			NULL},
		{SQL_POSTGRES, "SELECT count(*) AS n FROM album GROUP BY artist_id ORDER BY n", "", NULL},
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct arena *a = arena_new();
		struct str issues = STR_INIT(4096);
		struct sql_binding b;
		sql_bind(cases[i].d, slice_of(cases[i].sql), cases[i].d == SQL_SQLITE ? &lite : &pg, a, &b);
		for (size_t k = 0; k < b.n_issues; k++) {
			const struct sql_issue *issue = &b.issues[k];
			const char *suggestion = issue->suggestion ? issue->suggestion : "-";
			str_addf(&issues, "%s%s>%s", k ? " " : "", issue->name, suggestion);
			CHECK_MSG(strchr(".?", issue->message[strlen(issue->message) - 1]) &&
					  issue->offset < strlen(cases[i].sql),
				"a sentence and a place: %s", issue->message);
		}
		CHECK_STR(issues.buf, cases[i].issues);
		CHECK_STR(b.corrected, cases[i].corrected);
		str_free(&issues);
		arena_free(a);
	}
}

static void test_reads(void)
{
	struct arena *a = arena_new();
	struct sql_binding b;

	sql_bind(SQL_SQLITE,
		SLICE_LIT("SELECT a.name, count(*) FROM artist a JOIN album b USING (artistid) WHERE b.title "
			  "> 'x' "
			  "AND EXISTS (SELECT 1 FROM artist) GROUP BY a.name"),
		&lite, a, &b);
	CHECK_STR(joined(a, b.tables, b.n_tables), "Artist Album");
	CHECK_STR(joined(a, b.columns, b.n_columns), "Artist.Name Album.Title Artist.ArtistId");
	sql_bind(SQL_POSTGRES,
		SLICE_LIT(
			"WITH x AS (SELECT name FROM sales.region) SELECT x.name, album.title FROM x, album"),
		&pg, a, &b);
	CHECK_STR(joined(a, b.tables, b.n_tables), "album sales.region");
	CHECK_STR(joined(a, b.columns, b.n_columns), "album.title sales.region.name");
	arena_free(a);
}

static void test_messages(void)
{
	static const struct {
		const char *sql, *message;
	} cases[] = {
		{"SELECT Title FROM Artist",
			"Title is a column of Album, which the statement does not read."},
		{"SELECT nam FROM Artist",
			"There is no column nam in what the statement reads; did you mean Name?"},
		{"SELECT a.nam FROM Artist a", "Artist has no column nam; did you mean Name?"},
		{"SELECT * FROM Artits", "There is no table Artits; did you mean Artist?"},
		{"SELECT x.a FROM Artist", "x is not among the tables and aliases of the statement."},
	};
	struct arena *a = arena_new();

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct sql_binding b;
		sql_bind(SQL_SQLITE, slice_of(cases[i].sql), &lite, a, &b);
		CHECK_STR(b.n_issues == 1 ? b.issues[0].message : NULL, cases[i].message);
	}
	arena_free(a);
}

/* Statements about Chinook's tables, of every form: none but the engine's own quirks may raise an issue. */
static void test_corpora_do_not_crash(void)
{
	static const char *const files[] = {
		"honest_sqlite.sql", "hostile_sqlite.sql", "honest_postgres.sql", "hostile_postgres.sql"};
	struct arena *a = arena_new();

	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		struct corpus all = corpus_read(a, files[i]);
		CHECK(all.n > 0);
		for (size_t k = 0; k < all.n; k++) {
			struct sql_binding b, again;
			enum sql_dialect d = i < 2 ? SQL_SQLITE : SQL_POSTGRES;
			sql_bind(d, all.items[k], i < 2 ? &lite : &pg, a, &b);
			if (!b.corrected)
				continue;
			sql_bind(d, slice_of(b.corrected), i < 2 ? &lite : &pg, a, &again);
			CHECK_MSG(again.n_issues < b.n_issues, "the correction helps: %s", b.corrected);
		}
	}
	arena_free(a);
}

/* The schema of one database out of the questions' own description. */
static struct db_schema schema_of(const json_t *description, struct arena *a)
{
	const json_t *names = json_object_get(description, "table_names_original");
	const json_t *columns = json_object_get(description, "column_names_original");
	struct db_schema s = {
		ARENA_ARRAY(a, struct db_schema_table, json_array_size(names)), json_array_size(names)};

	for (size_t t = 0; t < s.n_tables; t++) {
		struct db_schema_table *table = &s.tables[t];
		*table = (struct db_schema_table){
			.schema = "main", .name = json_string_value(json_array_get(names, t))};
		table->columns = ARENA_ARRAY(a, struct db_schema_column, json_array_size(columns));
		for (size_t c = 0; c < json_array_size(columns); c++) {
			const json_t *pair = json_array_get(columns, c);
			if (json_integer_value(json_array_get(pair, 0)) == (json_int_t)t)
				table->columns[table->n_columns++].name =
					json_string_value(json_array_get(pair, 1));
		}
	}
	return s;
}

static const json_t *description_of(const json_t *all, const char *db)
{
	for (size_t i = 0; i < json_array_size(all); i++)
		if (str_eq(js_get_str(json_array_get(all, i), "db_id"), db))
			return json_array_get(all, i);
	return NULL;
}

/* Queries that people wrote for real databases name what exists: an issue would be a false alarm. */
static void test_real_questions(void)
{
	const char *dir = getenv("ASKDB_TEST_DATA");
	struct arena *a = arena_new();
	struct slice text, schemas;
	struct err err = ERR_INIT;
	json_t *all = NULL;
	size_t n = 0, alarms = 0;

	if (!dir || !*dir ||
		file_read(a, arena_printf(a, "%s/spider/schemas.json", dir), 64 << 20, &schemas, &err) < 0 ||
		file_read(a, arena_printf(a, "%s/spider/train_questions.jsonl", dir), 64 << 20, &text, &err) <
			0) {
		arena_free(a);
		SKIP("no test data");
	}
	CHECK(js_parse(a, schemas, &all, &err) == 0);
	while (text.n) {
		struct arena *each = arena_new();
		struct slice line = slice_cut(&text, '\n');
		json_t *doc = NULL;
		const json_t *description = NULL;
		if (line.n && js_parse(each, line, &doc, &err) == 0)
			description = description_of(all, js_get_str(doc, "db_id"));
		if (description) {
			struct sql_binding b;
			struct db_schema schema = schema_of(description, each);
			sql_bind(SQL_SQLITE, slice_of(js_get_str(doc, "query")), &schema, each, &b);
			n++;
			alarms += b.n_issues > 0;
		}
		arena_free(each);
	}
	CHECK_MSG(n > 1000 && alarms <= 1, "%zu of %zu queries raised an issue", alarms,
		n); /* one names a table that its schema lacks */
	arena_free(a);
}

TEST_MAIN(TEST(test_issues), TEST(test_reads), TEST(test_messages), TEST(test_corpora_do_not_crash),
	TEST(test_real_questions))
