// SPDX-License-Identifier: Apache-2.0
/* The sample database: counts, keys, sums, the same content every time; and that every training pair works on it. */
#include "test.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/hash.h"
#include "catalog/training.h"
#include "db/driver.h"
#include "sample/sample.h"
#include "sql/guard.h"

#include <unistd.h>

enum { CONTENT_MAX = 8 << 20, WRITE_BUDGET_MS = 5000 };

/* Of every row of every table. Changes only when somebody means to change the sample. */
static const char content_hash[] = "4b0adebbb44bb2f62fd90b7abdfdcba80944426b83e3722dbf47fa977f8bd867";

static const char *const tables[] = {"Album", "Artist", "Customer", "Employee", "Genre", "Invoice",
	"InvoiceLine", "MediaType", "Playlist", "PlaylistTrack", "Track"};

struct fixture {
	char dir[64], path[96];
	struct arena *a;
	struct db_conn *c;
};

static void setup(struct fixture *f)
{
	struct err err = ERR_INIT;
	*f = (struct fixture){.dir = "/tmp/askdb-sample-XXXXXX", .a = arena_new()};
	CHECK(mkdtemp(f->dir) != NULL);
	snprintf(f->path, sizeof f->path, "%s/sample.sqlite", f->dir);
	CHECK_MSG(sample_write(f->path, &err) == 0, "written: %s", err.msg);
	struct db_options opt = {.path = f->path};
	CHECK_MSG(db_open(db_driver_find("sqlite"), &opt, &f->c, &err) == 0, "opened: %s", err.msg);
}

static void teardown(struct fixture *f)
{
	db_close(f->c);
	unlink(f->path);
	CHECK_MSG(rmdir(f->dir) == 0, "no other file is left beside the database");
	arena_free(f->a);
}

static int keep_int(void *ctx, const struct db_row *row)
{
	*(int64_t *)ctx = row->values[0].i;
	return 0;
}

static int64_t query_int(struct fixture *f, const char *sql)
{
	struct err err = ERR_INIT;
	struct db_query q = {.sql = sql, .a = f->a};
	int64_t v = -1;
	if (db_query(f->c, &q, keep_int, &v, &err) < 0)
		fprintf(stderr, "%s: %s\n", sql, err.msg);
	return v;
}

static void test_counts(void)
{
	static const int64_t counts[] = {347, 275, 59, 8, 25, 412, 2240, 5, 18, 8715, 3503};
	struct fixture f;
	setup(&f);
	for (size_t i = 0; i < ARRAY_LEN(tables); i++)
		CHECK_INT(query_int(&f, arena_printf(f.a, "SELECT COUNT(*) FROM %s", tables[i])), counts[i]);
	teardown(&f);
}

/* Each query counts what must not be there. */
static void test_consistency(void)
{
	static const char *const faults[] = {
		"SELECT COUNT(*) FROM (SELECT i.Total, SUM(l.UnitPrice * l.Quantity) AS s FROM Invoice i "
		"JOIN InvoiceLine l ON "
		"l.InvoiceId = i.InvoiceId GROUP BY i.InvoiceId) WHERE ABS(Total - s) > 0.001",
		"SELECT COUNT(*) FROM Invoice i WHERE NOT EXISTS (SELECT 1 FROM InvoiceLine l WHERE "
		"l.InvoiceId = i.InvoiceId)",
		"SELECT COUNT(*) FROM Customer c WHERE NOT EXISTS (SELECT 1 FROM Invoice i WHERE "
		"i.CustomerId = c.CustomerId)",
		"SELECT COUNT(*) FROM InvoiceLine l JOIN Track t ON t.TrackId = l.TrackId WHERE l.UnitPrice "
		"<> t.UnitPrice",
		"SELECT COUNT(*) FROM (SELECT 1 FROM InvoiceLine GROUP BY InvoiceId, TrackId HAVING COUNT(*) "
		"> 1)",
		"SELECT COUNT(*) FROM (SELECT 1 FROM Artist GROUP BY Name HAVING COUNT(*) > 1)",
		"SELECT COUNT(*) FROM Track WHERE UnitPrice NOT IN (0.99, 1.99) OR Milliseconds < 60000 OR "
		"Bytes < 500000",
		"SELECT COUNT(*) FROM Invoice WHERE InvoiceDate < '2021-01-01' OR InvoiceDate >= "
		"'2026-01-01'",
		"SELECT COUNT(*) FROM Customer WHERE Email NOT LIKE '%_@example.%'",
		"SELECT COUNT(*) FROM Customer c JOIN Employee e ON e.EmployeeId = c.SupportRepId WHERE "
		"e.Title <> 'Sales Support "
		"Agent'",
		"SELECT COUNT(*) FROM Album a WHERE NOT EXISTS (SELECT 1 FROM Track t WHERE t.AlbumId = "
		"a.AlbumId)",
		"SELECT COUNT(*) FROM Invoice i JOIN Invoice j ON j.InvoiceId = i.InvoiceId + 1 AND "
		"j.InvoiceDate < i.InvoiceDate",
	};
	struct fixture f;
	setup(&f);
	for (size_t i = 0; i < ARRAY_LEN(faults); i++)
		CHECK_MSG(query_int(&f, faults[i]) == 0, "none: %s", faults[i]);
	CHECK_INT(query_int(&f, "SELECT COUNT(DISTINCT Country) FROM Customer"), 24);
	CHECK_INT(query_int(&f, "SELECT COUNT(*) FROM Employee WHERE ReportsTo IS NULL"), 1);
	CHECK_MSG(query_int(&f,
			  "SELECT (SELECT SUM(Total) FROM Invoice WHERE InvoiceDate LIKE '%-12-%') > (SELECT "
			  "SUM(Total) FROM Invoice WHERE InvoiceDate LIKE '%-08-%')") == 1,
		"December sells more than August");
	teardown(&f);
}

static void test_foreign_keys(void)
{
	struct fixture f;
	struct err err = ERR_INIT;
	struct db_schema schema;
	size_t n_keys = 0;
	setup(&f);
	CHECK(db_introspect(f.c, f.a, &schema, &err) == 0);
	CHECK_INT(schema.n_tables, ARRAY_LEN(tables));
	for (size_t i = 0; i < schema.n_tables; i++) {
		const struct db_schema_table *t = &schema.tables[i];
		for (size_t j = 0; j < t->n_fkeys; j++, n_keys++) {
			const struct db_schema_fkey *k = &t->fkeys[j];
			const char *sql = arena_printf(f.a,
				"SELECT COUNT(*) FROM %s WHERE %s NOT IN (SELECT %s FROM %s)", t->name,
				k->columns[0], k->ref_columns[0], k->ref_table);
			CHECK_MSG(query_int(&f, sql) == 0, "none: %s", sql);
		}
	}
	CHECK_INT(n_keys, 11);
	teardown(&f);
}

static int add_row(void *ctx, const struct db_row *row)
{
	struct str *s = ctx;
	for (size_t i = 0; i < row->n; i++) {
		const struct db_value *v = &row->values[i];
		if (v->type == DB_INT)
			str_addf(s, "%lld|", (long long)v->i);
		else if (v->type == DB_FLOAT)
			str_addf(s, "%.2f|", v->f);
		else
			str_addf(s, "%.*s|", SLICE_FMT(v->s));
	}
	str_addc(s, '\n');
	return 0;
}

static void test_content(void)
{
	struct fixture f;
	struct err err = ERR_INIT;
	struct str all = STR_INIT(CONTENT_MAX);
	char hash[HASH_HEX_LEN];
	setup(&f);
	for (size_t i = 0; i < ARRAY_LEN(tables); i++) {
		struct db_query q = {
			.sql = arena_printf(f.a, "SELECT * FROM %s ORDER BY 1, 2", tables[i]), .a = f.a};
		CHECK_MSG(db_query(f.c, &q, add_row, &all, &err) == 0, "%s: %s", tables[i], err.msg);
	}
	CHECK(str_check(&all, "content", &err) == 0);
	hash_sha256_hex(all.buf, all.n, hash);
	CHECK_STR(hash, content_hash);
	str_free(&all);
	teardown(&f);
}

static void test_refusals(void)
{
	struct fixture f;
	struct err err = ERR_INIT;
	setup(&f);
	CHECK_MSG(sample_write(f.path, &err) < 0 && err.code == ERR_CONFLICT, "an existing file stays: %s",
		err.msg);
	err_clear(&err);
	CHECK_MSG(sample_write(arena_printf(f.a, "%s/none/x.sqlite", f.dir), &err) < 0, "no such folder: %s",
		err.msg);
	CHECK_INT(query_int(&f, "SELECT COUNT(*) FROM Artist"), 275);
	teardown(&f);
}

static void test_write_is_fast(void)
{
	struct fixture f;
	int64_t start = clock_mono_ms();
	setup(&f);
	int64_t ms = clock_mono_ms() - start;
	CHECK_MSG(
		ms < WRITE_BUDGET_MS, "well within the budget (%d ms), sanitizers included", WRITE_BUDGET_MS);
	fprintf(stderr, "# written in %lld ms\n", (long long)ms);
	teardown(&f);
}

static void check_pair(struct fixture *f, const struct training_item *it)
{
	struct err err = ERR_INIT;
	struct sql_verdict verdict;
	struct db_query q = {.sql = it->doc.sql, .a = f->a};
	sql_guard(SQL_SQLITE, slice_of(it->doc.sql), f->a, &verdict);
	CHECK_MSG(verdict.allowed, "%s passes the guard: %s", it->origin,
		verdict.allowed ? "" : verdict.message);
	CHECK_MSG(db_query(f->c, &q, NULL, NULL, &err) == 0, "%s runs: %s", it->origin, err.msg);
	CHECK_MSG(q.n_rows > 0, "%s returns rows", it->origin);
}

static void test_training(void)
{
	struct fixture f;
	struct err err = ERR_INIT;
	struct training_set set;
	size_t kinds[3] = {0}, japanese = 0;
	setup(&f);
	CHECK_MSG(sample_training(f.a, &set, &err) == 0, "read: %s", err.msg);
	for (size_t i = 0; i < set.n; i++) {
		const struct training_item *it = &set.items[i];
		kinds[it->doc.kind]++;
		if (it->doc.kind != CAT_DOC_EXAMPLE)
			continue;
		japanese += str_eq(it->language, "ja");
		check_pair(&f, it);
	}
	CHECK_INT(kinds[CAT_DOC_DDL], 12);
	CHECK_INT(kinds[CAT_DOC_DOC], 11);
	CHECK_INT(kinds[CAT_DOC_EXAMPLE], 70);
	CHECK_MSG(japanese >= 22, "%zu pairs are Japanese", japanese);
	teardown(&f);
}

TEST_MAIN(TEST(test_counts), TEST(test_consistency), TEST(test_foreign_keys), TEST(test_content),
	TEST(test_refusals), TEST(test_write_is_fast), TEST(test_training))
