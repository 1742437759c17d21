// SPDX-License-Identifier: Apache-2.0
/* Sources, the catalog from sync to sync, known values and documents, on every engine. */
#include "test.h"

#include "stores.h"

#include "base/hash.h"
#include "base/limits.h"
#include "store/catalog.h"
#include "store/document.h"
#include "store/history.h"
#include "store/source.h"

static struct test_stores stores;

#define EACH_STORE(t) for (struct test_store *t = stores.items; t < stores.items + stores.n; t++)

static const char *make_source(struct test_store *t, const char *name)
{
	struct err err = ERR_INIT;
	char *id = arena_alloc(t->a, UUID_LEN);

	uuid_make(id);
	MUST(store_source_create(store_auto(t->s),
		&(struct store_source){.id = id, .name = name, .type = "sqlite", .config = "{}"}, NULL, 0,
		&err));
	return id;
}

/* Sources. */

static void test_source_life(void)
{
	EACH_STORE(t)
	{
		struct store_tx *tx = store_auto(t->s);
		struct err err = ERR_INIT;
		const struct store_secret secrets[] = {
			{"password", SLICE_LIT("\0\1sealed\xff")}, {"token", SLICE_LIT("t")}};
		struct store_source src = {.name = "Shop 売上",
			.type = "postgresql",
			.description = "d",
			.config = "{\"port\":1}"};
		struct store_source got;
		struct store_secret *sealed;
		size_t n;
		char id[UUID_LEN];

		uuid_make(id);
		src.id = id;
		MUST(store_source_create(tx, &src, secrets, 2, &err));
		MUST(store_source_get(tx, t->a, id, &got, &err));
		CHECK_STR(got.name, "Shop 売上");
		CHECK_STR(got.status, "disconnected");
		CHECK_STR(got.config, "{\"port\":1}");
		CHECK(got.last_error == NULL && got.last_synced == 0 && got.created_at > 0);
		MUST(store_source_secrets(tx, t->a, id, &sealed, &n, &err));
		CHECK_INT(n, 2);
		CHECK(n == 2 && slice_eq(sealed[0].sealed, secrets[0].sealed));

		/* A PUT without the password keeps it; an empty one takes it away. */
		src.name = "Shop";
		src.updated_at = got.updated_at;
		MUST(store_source_update(tx, &src, &(struct store_secret){.field = "token"}, 1, &err));
		MUST(store_source_secrets(tx, t->a, id, &sealed, &n, &err));
		CHECK_MSG(n == 1 && str_eq(sealed[0].field, "password"), "%s: only the password is left",
			t->name);
		CHECK(store_source_update(tx, &src, NULL, 0, &err) < 0);
		CHECK_STR(err.why, "version_conflict");
		err_clear(&err);

		MUST(store_source_set_status(tx, id, "error", "no route", &err));
		MUST(store_source_set_synced(tx, id, 1234567890123, &err));
		MUST(store_source_find(tx, t->a, "Shop", &got, &err));
		CHECK_STR(got.status, "error");
		CHECK_STR(got.last_error, "no route");
		CHECK_INT(got.last_synced, 1234567890123);
		MUST(store_source_delete(tx, id, &err));
		CHECK(store_source_get(tx, t->a, id, &got, &err) < 0 && err.code == ERR_NOT_FOUND);
		err_clear(&err);
		CHECK(store_source_delete(tx, id, &err) < 0 && err.code == ERR_NOT_FOUND);
		err_clear(&err);
		CHECK(store_source_set_status(tx, id, "error", NULL, &err) < 0 && err.code == ERR_NOT_FOUND);
	}
}

static void test_source_names_are_unique(void)
{
	EACH_STORE(t)
	{
		struct store_tx *tx = store_auto(t->s);
		struct err err = ERR_INIT;
		struct store_source src = {.name = "twice", .type = "sqlite", .config = "{}"};
		char id[UUID_LEN];
		const char *first = make_source(t, "twice"), *other = make_source(t, "other");

		uuid_make(id);
		src.id = id;
		CHECK(store_source_create(tx, &src, NULL, 0, &err) < 0);
		CHECK_INT(err.code, ERR_CONFLICT);
		CHECK_STR(err.why, "name_taken");
		err_clear(&err);
		src.id = other;
		CHECK(store_source_update(tx, &src, NULL, 0, &err) < 0 && str_eq(err.why, "name_taken"));
		err_clear(&err);
		src.id = first;
		CHECK_MSG(store_source_update(tx, &src, NULL, 0, &err) == 0, "%s: its own name is free",
			t->name);
		MUST(store_source_delete(tx, first, &err));
		MUST(store_source_delete(tx, other, &err));
	}
}

static void test_source_pages(void)
{
	enum { N = 23 };

	EACH_STORE(t)
	{
		struct store_tx *tx = store_auto(t->s);
		struct err err = ERR_INIT;
		struct store_page page = {.limit = 5, .want_total = true};
		struct store_source_list list;
		const char *seen[N];
		size_t n = 0, pages = 0;

		for (int i = 0; i < N; i++)
			make_source(t, arena_printf(t->a, "page %d", i));
		do {
			MUST(store_source_list(tx, t->a, &page, &list, &err));
			for (size_t i = 0; i < list.n && n < N; i++)
				seen[n++] = list.items[i].id;
			page.cursor = list.more.next;
			pages++;
		} while (list.more.next && pages < 100);
		CHECK_INT(n, N);
		CHECK_INT(pages, 5);
		CHECK_INT(list.more.total, N);
		size_t twice = 0;
		for (size_t i = 0; i < n; i++)
			for (size_t k = 0; k < i; k++)
				twice += str_eq(seen[i], seen[k]);
		CHECK_INT(twice, 0);
		for (size_t i = 0; i < n; i++)
			MUST(store_source_delete(tx, seen[i], &err));
		page.cursor = "6e";
		CHECK(store_source_list(tx, t->a, &page, &list, &err) < 0 && err.code == ERR_INVALID);
	}
}

/* The catalog. */

static const struct db_schema_column album_columns[] = {
	{.name = "AlbumId", .type_name = "INTEGER", .type = DB_INT, .pk_position = 1},
	{.name = "Title",
		.type_name = "NVARCHAR(160)",
		.type = DB_TEXT,
		.comment = "as printed",
		.nullable = true},
	{.name = "ArtistId", .type_name = "INTEGER", .type = DB_INT, .default_value = "0"},
};
static const struct db_schema_column artist_columns[] = {
	{.name = "ArtistId", .type_name = "INTEGER", .type = DB_INT, .pk_position = 1},
	{.name = "Name", .type_name = "TEXT", .type = DB_TEXT, .nullable = true},
};
static const char *const fk_from[] = {"ArtistId"}, *const fk_to[] = {"ArtistId"};
static struct db_schema_fkey album_fkeys[] = {
	{.columns = fk_from, .ref_table = "Artist", .ref_columns = fk_to, .n = 1}};

#define COLUMNS_OF(list) \
	.columns = memcpy(arena_alloc(a, sizeof(list)), (list), sizeof(list)), .n_columns = ARRAY_LEN(list)

static struct db_schema two_tables(struct arena *a)
{
	const struct db_schema_table tables[] = {
		{.schema = "main",
			.name = "Album",
			.comment = "records",
			.row_count = 347,
			COLUMNS_OF(album_columns),
			.fkeys = album_fkeys,
			.n_fkeys = 1},
		{.schema = "main", .name = "Artist", .row_count = -1, COLUMNS_OF(artist_columns)},
	};

	return (struct db_schema){
		memcpy(arena_alloc(a, sizeof tables), tables, sizeof tables), ARRAY_LEN(tables)};
}

static void check_counts(const struct store_sync_counts *c, const int64_t want[static 6], const char *when)
{
	const int64_t got[6] = {c->schemas, c->tables, c->columns, c->added, c->changed, c->dropped};

	for (size_t i = 0; i < 6; i++)
		CHECK_MSG(got[i] == want[i], "%s: count %zu is %lld, want %lld", when, i, (long long)got[i],
			(long long)want[i]);
}

static void test_sync(void)
{
	EACH_STORE(t)
	{
		struct store_tx *tx = store_auto(t->s);
		struct err err = ERR_INIT;
		struct db_schema schema = two_tables(t->a);
		struct store_sync_counts counts;
		struct store_catalog before, after;
		const char *id = make_source(t, "sync");

		MUST(store_catalog_put(tx, id, &schema, &counts, &err));
		check_counts(&counts, (int64_t[]){1, 2, 5, 7, 0, 0}, "first");
		MUST(store_catalog_load(tx, t->a, id, &before, &err));
		CHECK_INT(before.n_tables, 2);
		CHECK_INT(before.n_columns, 5);
		CHECK_INT(before.n_fkeys, 1);
		CHECK_STR(before.columns[2].references_column, "Artist.ArtistId");
		CHECK_STR(before.columns[2].default_value, "0");
		CHECK_STR(before.fkeys[0].ref_table, "Artist");
		CHECK_STR(before.fkeys[0].ref_schema, "main");
		CHECK_INT(before.tables[1].row_count, -1);
		MUST(store_table_describe(tx, before.tables[0].id, "what we sell", &err));
		MUST(store_column_describe(tx, before.columns[1].id, "the title", &err));
		MUST(store_table_set_tags(
			tx, before.tables[0].id, (const char *const[]){"core", "a%b"}, 2, &err));

		MUST(store_catalog_put(tx, id, &schema, &counts, &err));
		check_counts(&counts, (int64_t[]){1, 2, 5, 0, 0, 0}, "nothing new");

		/* The title's type changes, a column goes, one comes, the artist's table goes, the key goes. */
		schema.tables[0].columns[1].type_name = "TEXT";
		schema.tables[0].columns[1].comment = NULL;
		schema.tables[0].columns[2] =
			(struct db_schema_column){.name = "Year", .type_name = "INT", .type = DB_INT};
		schema.tables[0].n_fkeys = 0;
		schema.n_tables = 1;
		MUST(store_catalog_put(tx, id, &schema, &counts, &err));
		check_counts(&counts, (int64_t[]){1, 1, 3, 1, 1, 4}, "changes");
		MUST(store_catalog_load(tx, t->a, id, &after, &err));
		CHECK_STR(after.tables[0].id, before.tables[0].id);
		CHECK_STR(after.columns[1].id, before.columns[1].id);
		CHECK_STR(after.columns[1].data_type, "TEXT");
		CHECK(after.columns[1].source_description == NULL);
		CHECK_STR(after.columns[1].user_description, "the title");
		CHECK_STR(after.tables[0].user_description, "what we sell");
		CHECK_INT(after.tables[0].n_tags, 2);
		CHECK_STR(after.columns[2].column_name, "Year");
		CHECK_INT(after.n_fkeys, 0);

		schema.n_tables = 0;
		MUST(store_catalog_put(tx, id, &schema, &counts, &err));
		check_counts(&counts, (int64_t[]){0, 0, 0, 0, 0, 4}, "all gone");
		CHECK(store_catalog_put(tx, "no-such-id", &schema, &counts, &err) < 0 &&
			err.code == ERR_NOT_FOUND);
		err_clear(&err);
		MUST(store_source_delete(tx, id, &err));
	}
}

/* Bytes that are not UTF-8 come out of SQLite files; PostgreSQL's text cannot hold them. */
static void test_sync_of_broken_text(void)
{
	EACH_STORE(t)
	{
		struct store_tx *tx = store_auto(t->s);
		struct err err = ERR_INIT;
		struct db_schema schema = two_tables(t->a);
		struct store_sync_counts counts;
		struct store_catalog c;
		const char *id = make_source(t, "broken");
		const struct slice values[] = {
			SLICE_LIT("ok"), SLICE_LIT("\xff\xfe"), SLICE_LIT("nul\0byte")};

		schema.tables[0].name = "Alb\xfcm";
		schema.tables[0].columns[0].comment = "caf\xe9";
		MUST(store_catalog_put(tx, id, &schema, &counts, &err));
		MUST(store_catalog_put(tx, id, &schema, &counts, &err));
		check_counts(&counts, (int64_t[]){1, 2, 5, 0, 0, 0}, "again");
		MUST(store_catalog_load(tx, t->a, id, &c, &err));
		CHECK_STR(c.tables[0].table_name, "Alb\xef\xbf\xbdm");
		CHECK_STR(c.columns[0].source_description, "caf\xef\xbf\xbd");
		CHECK_MSG(store_values_put(tx, c.columns[0].id, values, 3, true, &err) == 0, "%s: %s",
			t->name, err.msg);
		MUST(store_source_delete(tx, id, &err));
	}
}

static void test_tables_and_filters(void)
{
	EACH_STORE(t)
	{
		struct store_tx *tx = store_auto(t->s);
		struct err err = ERR_INIT;
		struct db_schema schema = two_tables(t->a);
		struct store_schema_list schemas;
		struct store_table_list list;
		struct store_table table;
		struct store_column column;
		struct store_column_list columns;
		struct store_catalog_stats stats;
		const char *id = make_source(t, "filters"), *other = make_source(t, "other filters");

		schema.tables[1].is_view = true;
		MUST(store_catalog_put(tx, id, &schema, NULL, &err));
		MUST(store_catalog_put(tx, other, &schema, NULL, &err));
		MUST(store_schema_list(tx, t->a, id, NULL, &schemas, &err));
		CHECK_INT(schemas.n, 1);
		CHECK_INT(schemas.items[0].table_count, 2);
		MUST(store_table_list(
			tx, t->a, &(struct store_table_filter){.source_id = id}, NULL, &list, &err));
		CHECK_INT(list.n, 2);
		const char *album = list.items[0].id;
		MUST(store_table_set_tags(tx, album, (const char *const[]){"pii", "100%"}, 2, &err));
		MUST(store_table_describe(tx, album, "Sold in SHOPS_x", &err));

		const struct {
			struct store_table_filter filter;
			size_t n;
		} cases[] = {
			{{0}, 4},
			{{.source_id = id, .table_type = "view"}, 1},
			{{.schema_name = "main"}, 4},
			{{.schema_name = "public"}, 0},
			{{.tag = "pii"}, 1},
			{{.tag = "pi"}, 0},
			{{.tag = "100%"}, 1},
			{{.tag = "%"}, 0},
			{{.text = "shops_X"}, 1},
			{{.text = "ALB"}, 2},
			{{.text = "records", .source_id = other}, 1},
			{{.text = "%"}, 0},
			{{.text = "';--"}, 0},
		};
		for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
			MUST(store_table_list(tx, t->a, &cases[i].filter, NULL, &list, &err));
			CHECK_MSG(list.n == cases[i].n, "%s: filter %zu finds %zu", t->name, i, list.n);
		}
		MUST(store_table_list(tx, t->a, &(struct store_table_filter){0},
			&(struct store_page){.limit = 3, .want_total = true}, &list, &err));
		CHECK_INT(list.more.total, 4);
		MUST(store_table_list(tx, t->a, &(struct store_table_filter){0},
			&(struct store_page){.limit = 3, .cursor = list.more.next}, &list, &err));
		CHECK_INT(list.n, 1);
		CHECK_STR(list.items[0].table_name, "Artist");
		CHECK(list.more.next == NULL);

		MUST(store_table_get(tx, t->a, album, &table, &err));
		CHECK_STR(table.source_id, id);
		CHECK_STR(table.tags[1], "100%");
		MUST(store_table_columns(tx, t->a, album, &columns, &err));
		CHECK_INT(columns.n, 3);
		CHECK(columns.items[2].is_foreign_key && !columns.items[1].is_foreign_key &&
			columns.items[1].is_nullable);
		MUST(store_column_get(tx, t->a, columns.items[0].id, &column, &err));
		CHECK_STR(column.column_name, "AlbumId");
		CHECK_INT(column.pk_position, 1);
		MUST(store_table_describe(tx, album, NULL, &err));
		MUST(store_table_get(tx, t->a, album, &table, &err));
		CHECK(table.user_description == NULL);
		MUST(store_catalog_stats(tx, &stats, &err));
		CHECK_INT(stats.total_tables, 4);
		CHECK_INT(stats.total_columns, 10);
		CHECK_INT(stats.data_sources, 2);

		CHECK(store_table_describe(tx, "nope", "x", &err) < 0 && err.code == ERR_NOT_FOUND);
		err_clear(&err);
		CHECK(store_column_describe(tx, "nope", "x", &err) < 0 && err.code == ERR_NOT_FOUND);
		err_clear(&err);
		CHECK(store_table_set_tags(tx, album, (const char *const[]){"a\nb"}, 1, &err) < 0 &&
			err.code == ERR_INVALID);
		err_clear(&err);
		MUST(store_source_delete(tx, id, &err));
		MUST(store_source_delete(tx, other, &err));
		MUST(store_catalog_stats(tx, &stats, &err));
		CHECK_MSG(stats.total_schemas == 0 && stats.total_columns == 0,
			"%s: deleting a source takes its catalog", t->name);
	}
}

static void test_search_by_name(void)
{
	EACH_STORE(t)
	{
		struct store_tx *tx = store_auto(t->s);
		struct err err = ERR_INIT;
		struct db_schema schema = two_tables(t->a);
		struct store_name_hits hits;
		const char *id = make_source(t, "names");

		MUST(store_catalog_put(tx, id, &schema, NULL, &err));
		MUST(store_catalog_search(
			tx, t->a, &(struct store_name_query){.text = "artist"}, &hits, &err));
		CHECK_INT(hits.n, 3);
		CHECK_STR(hits.items[0].type, "table");
		CHECK_STR(hits.items[0].table_name, "Artist");
		CHECK_STR(hits.items[1].type, "column");
		MUST(store_catalog_search(tx, t->a, &(struct store_name_query){.text = "main"}, &hits, &err));
		CHECK(hits.n == 1 && str_eq(hits.items[0].type, "schema") && !hits.items[0].table_name);
		MUST(store_catalog_search(
			tx, t->a, &(struct store_name_query){.text = "a", .limit = 2}, &hits, &err));
		CHECK_INT(hits.n, 2);
		MUST(store_catalog_search(
			tx, t->a, &(struct store_name_query){.text = "a", .source_id = "x"}, &hits, &err));
		CHECK_INT(hits.n, 0);
		CHECK(store_catalog_search(tx, t->a, &(struct store_name_query){.text = ""}, &hits, &err) <
			0);
		err_clear(&err);
		MUST(store_source_delete(tx, id, &err));
	}
}

static int add_value(void *ctx, struct slice column_id, struct slice value)
{
	struct str *out = ctx;

	(void)column_id;
	str_addf(out, "%.*s,", SLICE_FMT(value));
	return 0;
}

static const char *values_of(struct test_store *t, const char *source_id)
{
	struct str out = STR_INIT(1 << 20);
	struct err err = ERR_INIT;

	MUST(store_values_each(store_auto(t->s), source_id, add_value, &out, &err));
	return str_to_arena(&out, t->a);
}

static void test_values(void)
{
	EACH_STORE(t)
	{
		struct store_tx *tx = store_auto(t->s);
		struct err err = ERR_INIT;
		struct db_schema schema = two_tables(t->a);
		struct store_catalog c;
		const char *id = make_source(t, "values");
		const struct slice values[] = {SLICE_LIT("Rock"), SLICE_LIT("売上"), SLICE_LIT("")};

		MUST(store_catalog_put(tx, id, &schema, NULL, &err));
		MUST(store_catalog_load(tx, t->a, id, &c, &err));
		MUST(store_values_put(tx, c.columns[1].id, values, 3, true, &err));
		CHECK_STR(values_of(t, id), "Rock,売上,,");
		MUST(store_values_put(tx, c.columns[1].id, values, 1, false, &err));
		CHECK_STR(values_of(t, id), "Rock,");
		CHECK(store_values_put(tx, "nope", values, 1, false, &err) < 0 && err.code == ERR_NOT_FOUND);
		err_clear(&err);
		MUST(store_source_delete(tx, id, &err));
		CHECK_STR(values_of(t, id), "");
	}
}

/* Documents. */

static int count_embedded(void *ctx, const struct store_document *d)
{
	if (d->embedding.n == EMBED_DIM * sizeof(float) && ((const unsigned char *)d->embedding.p)[5] == 0xab)
		++*(int *)ctx;
	return 0;
}

static int stop_at_once(void *ctx, const struct store_document *d)
{
	(void)ctx, (void)d;
	return 1;
}

static void test_documents(void)
{
	EACH_STORE(t)
	{
		struct store_tx *tx = store_auto(t->s);
		struct err err = ERR_INIT;
		const char *id = make_source(t, "documents");
		char vector[EMBED_DIM * sizeof(float)];
		struct store_document docs[] = {
			{.source_id = id,
				.key = "abc-doc",
				.document_type = "doc",
				.is_training = true,
				.content = "Umsatz heißt revenue"},
			{.source_id = id,
				.key = "def-sql",
				.document_type = "example",
				.is_training = true,
				.content = "how many?",
				.question = "how many?",
				.sql = "SELECT count(*) FROM t"},
			{.source_id = id,
				.key = "table:1",
				.document_type = "ddl",
				.content = "CREATE TABLE t (a)"},
		};
		struct store_document_scope scope = {.source_id = id, .model = "m1"};
		struct store_document_counts counts;
		struct store_document_list list;
		size_t changed;
		bool one;
		int embedded = 0;

		memset(vector, 0xab, sizeof vector);
		MUST(store_document_put_many(tx, docs, 3, &changed, &err));
		CHECK_INT(changed, 3);
		MUST(store_document_put_many(tx, docs, 3, &changed, &err));
		CHECK_MSG(changed == 0, "%s: the same again writes nothing", t->name);
		MUST(store_document_pending(tx, t->a, &scope, 2, &list, &err));
		CHECK_INT(list.n, 2);
		MUST(store_document_pending(tx, t->a, &scope, 100, &list, &err));
		CHECK_INT(list.n, 3);
		for (size_t i = 0; i < list.n; i++) {
			list.items[i].embedding = (struct slice){vector, sizeof vector};
			list.items[i].embedding_model = "m1";
		}
		docs[0].content = "Umsatz heißt turnover"; /* changes while its old text is being embedded */
		MUST(store_document_put(tx, &docs[0], &one, &err));
		CHECK(one);
		MUST(store_document_embed(tx, list.items, list.n, &err));
		MUST(store_document_count(tx, &scope, &counts, &err));
		CHECK_INT(counts.total, 3);
		CHECK_MSG(counts.embedded == 2, "%s: the changed text has no embedding", t->name);
		MUST(store_document_each(tx, id, count_embedded, &embedded, &err));
		CHECK_INT(embedded, 2);
		CHECK(store_document_each(tx, id, stop_at_once, NULL, &err) < 0 && err.code == ERR_CANCELLED);
		err_clear(&err);
		docs[1].sql = "SELECT 2"; /* the content stays, so the embedding does */
		MUST(store_document_put(tx, &docs[1], &one, &err));
		MUST(store_document_count(tx, &scope, &counts, &err));
		CHECK(one && counts.embedded == 2);
		scope.model = "m2";
		MUST(store_document_pending(tx, t->a, &scope, 100, &list, &err));
		CHECK_MSG(list.n == 3, "%s: another model means embedding again", t->name);

		MUST(store_training_list(
			tx, t->a, &(struct store_training_filter){.source_id = id}, NULL, &list, &err));
		CHECK_INT(list.n, 2);
		MUST(store_training_list(
			tx, t->a, &(struct store_training_filter){id, "example"}, NULL, &list, &err));
		CHECK(list.n == 1 && str_eq(list.items[0].sql, "SELECT 2"));
		MUST(store_training_delete(tx, id, "abc-doc", &err));
		CHECK(store_training_delete(tx, id, "abc-doc", &err) < 0 && err.code == ERR_NOT_FOUND);
		err_clear(&err);
		CHECK(store_training_delete(tx, id, "table:1", &err) < 0 && err.code == ERR_NOT_FOUND);
		err_clear(&err);
		docs[0].source_id = "nope";
		CHECK(store_document_put(tx, &docs[0], NULL, &err) < 0 && err.code == ERR_NOT_FOUND);
		err_clear(&err);
		MUST(store_source_delete(tx, id, &err));
	}
}

/* History outlives what it mentions. */
static void test_search_history(void)
{
	EACH_STORE(t)
	{
		struct store_tx *tx = store_auto(t->s);
		struct err err = ERR_INIT;
		const char *id = make_source(t, "history");
		struct store_search search = {.owner = "me",
			.source_id = id,
			.query = "umsatz",
			.search_type = "both",
			.filters = "{}",
			.result_count = 3,
			.search_time_ms = 7};
		struct store_search_list list;

		MUST(store_search_add(tx, &search, &err));
		search.owner = "you";
		search.source_id = "deleted meanwhile";
		MUST(store_search_add(tx, &search, &err));
		MUST(store_search_list(tx, t->a, "me", NULL, &list, &err));
		CHECK(list.n == 1 && str_eq(list.items[0].source_id, id) &&
			list.items[0].search_time_ms == 7);
		MUST(store_source_delete(tx, id, &err));
		MUST(store_search_list(tx, t->a, "me", NULL, &list, &err));
		CHECK_MSG(list.n == 1 && !list.items[0].source_id, "%s: kept without its source", t->name);
		MUST(store_search_list(tx, t->a, NULL, NULL, &list, &err));
		CHECK_INT(list.n, 2);
	}
}

static void open_all(void)
{
	test_stores_open(&stores);
	CHECK(stores.n >= 1);
}

static void close_all(void)
{
	test_stores_close(&stores);
	CHECK(true);
}

TEST_MAIN(TEST(open_all), TEST(test_source_life), TEST(test_source_names_are_unique), TEST(test_source_pages),
	TEST(test_sync), TEST(test_sync_of_broken_text), TEST(test_tables_and_filters),
	TEST(test_search_by_name), TEST(test_values), TEST(test_documents), TEST(test_search_history),
	TEST(close_all))
