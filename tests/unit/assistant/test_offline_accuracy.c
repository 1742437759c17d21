// SPDX-License-Identifier: Apache-2.0
/*
 * Accuracy does not fall: the questions of the data folder are answered and the rows compared with those of the gold
 * queries, columns and rows in any order. The floors stand a few points under what was measured when they were set.
 */
#include "base/arena.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/map.h"
#include "base/vec.h"
#include "cli/eval.h"
#include "db/driver.h"
#include "json/read.h"
#include "test.h"

enum { ROWS_MAX = 3000, FLOOR_ALL = 68, FLOOR_ANSWERED = 73 };

struct table {
	struct arena *a;
	VEC(const char *) rows; /* a row's cells, sorted and joined */
};

static int by_text(const void *x, const void *y)
{
	return strcmp(*(const char *const *)x, *(const char *const *)y);
}

static const char *cell(struct arena *a, const struct db_value *v)
{
	if (v->type == DB_INT || v->type == DB_BOOL)
		return arena_printf(a, "%.6g", (double)v->i);
	if (v->type == DB_FLOAT)
		return arena_printf(a, "%.6g", v->f);
	return v->type == DB_NULL ? "" : arena_strndup(a, v->s.p, v->s.n);
}

static int keep_row(void *ctx, const struct db_row *row)
{
	struct table *t = ctx;
	const char **cells = ARENA_ARRAY(t->a, const char *, row->n);
	struct str out = STR_INIT(RESULT_CELL_MAX);

	for (size_t i = 0; i < row->n; i++)
		cells[i] = cell(t->a, &row->values[i]);
	qsort(cells, row->n, sizeof *cells, by_text);
	for (size_t i = 0; i < row->n; i++)
		str_addf(&out, "%s\x1f", cells[i]);
	vec_push(&t->rows, t->a, str_to_arena(&out, t->a));
	return 0;
}

static bool rows_of(struct db_conn *c, const char *sql, struct table *t)
{
	struct db_query q = {.sql = sql, .max_rows = ROWS_MAX, .a = t->a};
	struct err err = ERR_INIT;

	if (db_query(c, &q, keep_row, t, &err) < 0)
		return false;
	if (t->rows.n)
		qsort(t->rows.items, t->rows.n, sizeof *t->rows.items, by_text);
	return true;
}

static bool same_rows(struct db_conn *c, const char *gold, const char *sql)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct table x = {.a = a}, y = {.a = a};

	if (!rows_of(c, gold, &x) || !rows_of(c, sql, &y) || x.rows.n != y.rows.n)
		return false;
	for (size_t i = 0; i < x.rows.n; i++) {
		if (strcmp(x.rows.items[i], y.rows.items[i]) != 0)
			return false;
	}
	return true;
}

static struct db_conn *open_one(struct arena *a, const char *dir, const char *db)
{
	struct db_options opt = {.path = arena_printf(a, "%s/%s/%s.sqlite", dir, db, db)};
	struct db_conn *c = NULL;
	struct err err = ERR_INIT;

	return db_open(db_driver_find("sqlite"), &opt, &c, &err) < 0 ? NULL : c;
}

static FILE *answer_all(const char *dir, const char *questions)
{
	FILE *out = tmpfile();
	struct eval_options opt = {.databases = dir, .questions = questions, .out = out};
	struct err err = ERR_INIT;

	if (!out || eval_run(&opt, &err) < 0) {
		fprintf(stderr, "%s\n", err.msg);
		return NULL;
	}
	rewind(out);
	return out;
}

static void test_accuracy(void)
{
	const char *data = getenv("ASKDB_TEST_DATA");
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct slice text = {NULL, 0};
	struct err err = ERR_INIT;
	char line[16384];
	int n = 0, answered = 0, right = 0;

	if (!data || !*data)
		SKIP("ASKDB_TEST_DATA is not set");
	const char *dir = arena_printf(a, "%s/spider/database", data),
		   *file = arena_printf(a, "%s/spider/questions.jsonl", data);
	if (!file_is_readable(file) || file_read(a, file, 1 << 26, &text, &err) < 0)
		SKIP("the data folder holds no questions");
	FILE *out = answer_all(dir, file);
	CHECK(out != NULL);
	while (out && text.n && fgets(line, sizeof line, out)) {
		json_t *q = NULL, *p = NULL;
		if (js_parse(a, slice_cut(&text, '\n'), &q, &err) < 0 ||
			js_parse(a, slice_of(line), &p, &err) < 0)
			break;
		struct db_conn *c = open_one(a, dir, js_get_str(q, "db_id"));
		const char *sql = js_get_str(p, "sql");
		bool ok = c && sql && same_rows(c, js_get_str(q, "query"), sql);
		db_close(c);
		n++;
		answered += sql != NULL;
		right += ok;
	}
	if (out)
		fclose(out);
	printf("# %d of %d right, %d answered\n", right, n, answered);
	CHECK_MSG(n > 400, "all questions were seen");
	CHECK_MSG(right * 100 >= n * FLOOR_ALL, "%d of %d right, at least %d %%", right, n, FLOOR_ALL);
	CHECK_MSG(right * 100 >= answered * FLOOR_ANSWERED, "%d of %d answered right, at least %d %%", right,
		answered, FLOOR_ANSWERED);
}

TEST_MAIN(TEST(test_accuracy))
