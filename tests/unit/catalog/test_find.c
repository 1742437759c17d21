// SPDX-License-Identifier: Apache-2.0
/* Finding things in a synced catalog on each store, and what people add to it: descriptions and training. */
#include "test.h"

#include "house.h"

#include "json/read.h"
#include "json/writer.h"

static bool finds(const struct catalog_hit *hits, size_t n, const char *table, const char *column)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(hits[i].table, table) &&
			(!column || (hits[i].column && str_eq(hits[i].column, column))))
			return true;
	return false;
}

static void test_search(void)
{
	EACH_HOUSE(h, t)
	{
		CLEANUP(arena_free_ptr) struct arena *a = arena_new();
		const char *id = new_source(h, a, "search", new_database(a, "search"));
		struct str out = STR_INIT(100000);
		struct js_writer w = JS_WRITER(&out);
		struct catalog_search q = {.query = SLICE_LIT("country of the customer"),
			.type = CATALOG_SEARCH_BOTH,
			.user = "u"};
		const struct catalog_hit *hits;
		struct catalog_progress p;
		struct err err = ERR_INIT;
		size_t n;

		sync_now(h, a, id, &p);
		MUST(catalog_search(h->catalog, &q, a, &hits, &n, &err));
		CHECK(n > 0 && finds(hits, n, "customer", "country"));
		for (size_t i = 0; i < n; i++)
			CHECK(hits[i].relevance >= CATALOG_SEARCH_FLOOR && hits[i].relevance <= 1 &&
				(i == 0 || hits[i].relevance <= hits[i - 1].relevance) && hits[i].match);
		q.type = CATALOG_SEARCH_TABLES;
		MUST(catalog_search(h->catalog, &q, a, &hits, &n, &err));
		for (size_t i = 0; i < n; i++)
			CHECK(!hits[i].column_id);
		q.type = CATALOG_SEARCH_BOTH;
		q.query = SLICE_LIT("zzyzx quux");
		MUST(catalog_search(h->catalog, &q, a, &hits, &n, &err));
		CHECK_INT(n, 0);
		q.schema = "elsewhere";
		q.query = SLICE_LIT("country");
		MUST(catalog_search(h->catalog, &q, a, &hits, &n, &err));
		CHECK_INT(n, 0);
		q.query = SLICE_LIT("  ");
		CHECK(catalog_search(h->catalog, &q, a, &hits, &n, &err) < 0 && err.code == ERR_INVALID);
		err_clear(&err);
		q.query = SLICE_LIT("country");
		q.source_ids = (const char *const[]){"00000000-0000-4000-8000-000000000000"};
		q.n_source_ids = 1;
		CHECK(catalog_search(h->catalog, &q, a, &hits, &n, &err) < 0 && err.code == ERR_NOT_FOUND);
		err_clear(&err);
		MUST(catalog_write_history(h->catalog, "u", &(struct catalog_filter){0}, &w, &err));
		CHECK(strstr(out.buf, "\"query\":\"zzyzx quux\"") && strstr(out.buf, "\"total\":4"));
		MUST(source_delete(h->sources, id, &err));
		str_free(&out);
	}
}

static void test_new_words_are_found_at_once(void)
{
	EACH_HOUSE(h, t)
	{
		CLEANUP(arena_free_ptr) struct arena *a = arena_new();
		const char *id = new_source(h, a, "words", new_database(a, "words"));
		struct str out = STR_INIT(100000);
		struct js_writer w = JS_WRITER(&out);
		struct catalog_search q = {.query = SLICE_LIT("売上"), .type = CATALOG_SEARCH_BOTH};
		const struct catalog_hit *hits;
		struct cat_snapshot *s;
		struct catalog_progress p;
		struct err err = ERR_INIT;
		size_t n;

		sync_now(h, a, id, &p);
		MUST(catalog_snapshot(h->catalog, id, NULL, &s, &err));
		MUST(catalog_describe_column(h->catalog, column_named(table_named(s, "invoice"), "total")->id,
			"売上の合計", &w, &err));
		CHECK(strstr(out.buf, "\"user_description\":\"売上の合計\""));
		cat_snapshot_unref(s);
		MUST(catalog_search(h->catalog, &q, a, &hits, &n, &err));
		CHECK(finds(hits, n, "invoice", "total"));
		CHECK(catalog_describe_table(h->catalog, id, "no such table", &w, &err) < 0 &&
			err.code == ERR_NOT_FOUND);
		err_clear(&err);
		MUST(source_delete(h->sources, id, &err));
		str_free(&out);
	}
}

static const struct catalog_training items[] = {
	{.kind = "sql", .question = "How many customers?", .content = "SELECT count(*) FROM customer"},
	{.kind = "documentation", .content = "A customer is active after the first invoice."},
	{.kind = "ddl", .content = "CREATE TABLE customer (customer_id INTEGER)"},
};

static void test_training(void)
{
	EACH_HOUSE(h, t)
	{
		CLEANUP(arena_free_ptr) struct arena *a = arena_new();
		const char *id = new_source(h, a, "train", new_database(a, "train")), *first, *again;
		const struct catalog_training *list;
		struct catalog_progress p;
		struct cat_snapshot *s;
		struct err err = ERR_INIT;
		size_t added, n;

		MUST(catalog_train(
			h->catalog, id, &items[0], a, &first, &err)); /* before the sync: kept for later */
		sync_now(h, a, id, &p);
		MUST(catalog_import(h->catalog, id, items, 3, &added, &err));
		CHECK_INT(added, 2);
		MUST(catalog_train(h->catalog, id, &items[0], a, &again, &err));
		CHECK_STR(again, first);
		CHECK(strlen(first) == UUID_LEN - 1 + 4 && str_eq(first + UUID_LEN - 1, "-sql"));
		MUST(catalog_snapshot(h->catalog, id, NULL, &s, &err));
		CHECK_INT(s->n_docs, 3);
		cat_snapshot_unref(s);
		MUST(catalog_training_list(h->catalog, id, a, &list, &n, &err));
		CHECK_INT(n, 3);
		CHECK(n == 3 && str_eq(list[0].id, first) && str_eq(list[0].kind, "sql") &&
			str_eq(list[0].question, items[0].question) &&
			str_eq(list[0].content, items[0].content));
		sync_now(h, a, id, &p); /* a sync leaves what people added alone */
		MUST(catalog_untrain(h->catalog, id, first, &err));
		CHECK(catalog_untrain(h->catalog, id, first, &err) < 0 && err.code == ERR_NOT_FOUND);
		err_clear(&err);
		MUST(catalog_snapshot(h->catalog, id, NULL, &s, &err));
		CHECK_INT(s->n_docs, 2);
		cat_snapshot_unref(s);
		MUST(source_delete(h->sources, id, &err));
	}
}

static const struct {
	struct catalog_training item;
	enum err_code code;
} bad_items[] = {
	{{.kind = "sql", .question = "Remove them", .content = "DELETE FROM customer"}, ERR_DENIED},
	{{.kind = "sql", .content = "SELECT 1"}, ERR_INVALID},
	{{.kind = "sql", .question = "q", .content = " "}, ERR_INVALID},
	{{.kind = "prose", .content = "x"}, ERR_INVALID},
	{{.content = "x"}, ERR_INVALID},
};

static void test_training_that_is_refused(void)
{
	EACH_HOUSE(h, t)
	{
		CLEANUP(arena_free_ptr) struct arena *a = arena_new();
		const char *id = new_source(h, a, "refused", new_database(a, "refused")), *item;
		struct err err = ERR_INIT;

		for (size_t i = 0; i < ARRAY_LEN(bad_items); i++) {
			CHECK_MSG(catalog_train(h->catalog, id, &bad_items[i].item, a, &item, &err) < 0 &&
					  err.code == bad_items[i].code,
				"%s: item %d: %s", t->name, (int)i, err.msg);
			err_clear(&err);
		}
		MUST(source_delete(h->sources, id, &err));
	}
}

static void test_similar_and_lists(void)
{
	EACH_HOUSE(h, t)
	{
		CLEANUP(arena_free_ptr) struct arena *a = arena_new();
		const char *path = new_database(a, "similar"), *id;
		struct str out = STR_INIT(200000);
		const struct catalog_hit *hits;
		struct catalog_progress p;
		struct cat_snapshot *s;
		struct err err = ERR_INIT;
		json_t *doc;
		size_t n;

		exec_all(path,
			(const char *const[]){"CREATE TABLE customer_archive (customer_id INTEGER, name "
					      "TEXT, country TEXT)"},
			1);
		id = new_source(h, a, "similar", path);
		sync_now(h, a, id, &p);
		MUST(catalog_snapshot(h->catalog, id, NULL, &s, &err));
		MUST(catalog_similar(h->catalog, table_named(s, "customer")->id, 5, a, &hits, &n, &err));
		CHECK(n >= 1 && str_eq(hits[0].table, "customer_archive") &&
			!finds(hits, n, "customer", NULL));
		MUST(catalog_write_table(
			h->catalog, table_named(s, "customer")->id, &(struct js_writer){.out = &out}, &err));
		MUST(js_parse(a, str_slice(&out), &doc, &err));
		CHECK_INT(json_array_size(json_object_get(doc, "columns")), 3);
		str_truncate(&out, 0);
		MUST(catalog_write_tables(h->catalog, &(struct catalog_filter){.source_id = id, .limit = 2},
			&(struct js_writer){.out = &out}, &err));
		MUST(js_parse(a, str_slice(&out), &doc, &err));
		CHECK(json_array_size(json_object_get(doc, "items")) == 2 && js_get_str(doc, "next") &&
			js_get_int(doc, "total", 0) == 4);
		str_truncate(&out, 0);
		MUST(catalog_write_name_search(h->catalog, SLICE_LIT("CUST"),
			&(struct catalog_filter){.source_id = id}, &(struct js_writer){.out = &out}, &err));
		MUST(js_parse(a, str_slice(&out), &doc, &err));
		CHECK_INT(js_get_int(doc, "total_found", 0), 5); /* two tables, three columns */
		cat_snapshot_unref(s);
		MUST(source_delete(h->sources, id, &err));
		str_free(&out);
	}
}

TEST_MAIN(TEST(houses_open), TEST(test_search), TEST(test_new_words_are_found_at_once), TEST(test_training),
	TEST(test_training_that_is_refused), TEST(test_similar_and_lists), TEST(houses_close))
