// SPDX-License-Identifier: Apache-2.0
/* One connection and one snapshot a database, kept until the end; every candidate passes the guard before it is tried. */
#include "cli/eval.h"

#include "assistant/generator.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/map.h"
#include "catalog/snapshot.h"
#include "db/driver.h"
#include "json/read.h"
#include "json/writer.h"
#include "sql/guard.h"

enum { QUESTIONS_FILE_MAX = 256 << 20, LINE_OUT_MAX = 256 << 10, BAR_WIDTH = 30 };

struct source {
	struct db_conn *conn;
	struct cat_snapshot *cat;
};

struct evaluation {
	const struct eval_options *opt;
	struct arena *a;     /* of the whole run */
	struct map *sources; /* db_id -> struct source */
	size_t n, n_done;
};

struct trial_ctx {
	struct source *src;
	struct arena *a;
};

struct trial_rows {
	struct gen_trial *out;
};

static int look_at_row(void *ctx, const struct db_row *row)
{
	struct trial_rows *t = ctx;

	t->out->n_rows++;
	for (size_t i = 0; i < row->n; i++)
		t->out->all_null = t->out->all_null && row->values[i].type == DB_NULL;
	return 0;
}

static void try_sql(void *ctx, const char *sql, struct gen_trial *out)
{
	struct trial_ctx *t = ctx;
	struct sql_verdict verdict;
	struct err err = ERR_INIT;
	struct trial_rows rows = {.out = out};
	struct db_query q = {
		.deadline_ms = clock_mono_ms() + TRY_TIMEOUT_MS, .max_rows = TRY_ROWS_MAX, .a = t->a};

	*out = (struct gen_trial){.all_null = true};
	sql_guard(t->src->cat->dialect, slice_of(sql), t->a, &verdict);
	if (!verdict.allowed) {
		out->error = verdict.message;
		return;
	}
	q.sql = sql;
	if (db_query(t->src->conn, &q, look_at_row, &rows, &err) < 0) {
		out->error = q.server_message ? q.server_message : arena_strdup(t->a, err.msg);
		return;
	}
	out->ok = true;
	out->n_columns = q.n_columns;
}

static void close_source(void *p)
{
	struct source *s = p;

	cat_snapshot_unref(s->cat);
	db_close(s->conn);
}

static int open_source(struct evaluation *e, const char *db, struct source **out, struct err *err)
{
	struct source *s = map_find(e->sources, slice_of(db));
	struct db_options opt = {0};

	if (s) {
		*out = s;
		return 0;
	}
	for (const char *p = db; *p; p++) {
		if (*p == '/' || *p == '.')
			return err_set(
				err, ERR_INVALID, "\"%s\" is no name of a database: it holds '/' or '.'", db);
	}
	opt.path = arena_printf(e->a, "%s/%s/%s.sqlite", e->opt->databases, db, db);
	if (!file_is_readable(opt.path))
		opt.path = arena_printf(e->a, "%s/%s.sqlite", e->opt->databases, db);
	if (!file_is_readable(opt.path))
		return err_set(err, ERR_NOT_FOUND, "no database %s.sqlite in %s", db, e->opt->databases);
	s = ARENA_NEW(e->a, struct source);
	arena_defer(e->a, close_source, s);
	if (db_open(db_driver_find("sqlite"), &opt, &s->conn, err) < 0)
		return -1;
	if (cat_snapshot_from_conn(s->conn, NULL, 0, NULL, NULL, &s->cat, err) < 0)
		return -1;
	map_put(e->sources, slice_of(db), s);
	*out = s;
	return 0;
}

static int write_answer(
	struct evaluation *e, json_t *line, const struct gen_answer *ans, double ms, struct err *err)
{
	struct str text = STR_INIT(LINE_OUT_MAX);
	struct js_writer w = JS_WRITER(&text);
	const json_t *id = json_object_get(line, "id");

	js_obj(&w);
	if (json_is_integer(id))
		js_kv_int(&w, "id", json_integer_value(id));
	else
		js_kv_str(&w, "id", js_get_str(line, "id"));
	js_kv_str(&w, "sql", ans->sql);
	js_kv_num(&w, "confidence", (double)(int64_t)(ans->confidence * 1000 + 0.5) / 1000);
	js_kv_bool(&w, "abstained", !ans->sql);
	if (ans->message)
		js_kv_str(&w, "message", ans->message);
	js_kv_num(&w, "ms", (double)(int64_t)(ms * 100) / 100);
	js_obj_end(&w);
	str_addc(&text, '\n');
	int rc = str_check(&text, "an answer", err);
	if (rc == 0 && fwrite(text.buf, 1, text.n, e->opt->out) != text.n)
		rc = err_set(err, ERR_INTERNAL, "cannot write the answers: is the disk full?");
	str_free(&text);
	return rc;
}

static int answer(struct evaluation *e, struct slice text, size_t number, struct err *err)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	const struct generator *g = e->opt->generator ? e->opt->generator : generator_offline();
	struct gen_answer ans = {0};
	struct source *src = NULL;
	json_t *line = NULL;

	if (js_parse(a, text, &line, err) < 0)
		return err_wrap(err, "line %zu", number);
	const char *db = js_get_str(line, "db_id"), *question = js_get_str(line, "question");
	if (!db || !question)
		return err_set(err, ERR_INVALID, "line %zu: db_id and question are needed", number);
	if (open_source(e, db, &src, err) < 0 || !src)
		return err_wrap(err, "line %zu", number);
	struct trial_ctx trial = {.src = src, .a = a};
	struct gen_request req = {
		.question = slice_of(question),
		.cat = src->cat,
		.dialect = src->cat->dialect,
		.try = e->opt->no_trial ? NULL : try_sql,
		.try_ctx = &trial,
		.a = a,
	};
	int64_t started = clock_mono_us();
	if (g->generate(g, &req, &ans, err) < 0)
		return err_wrap(err, "line %zu", number);
	if (!ans.sql && e->opt->raw && ans.n_alternatives)
		ans.sql = ans.alternatives[0];
	return write_answer(e, line, &ans, (double)(clock_mono_us() - started) / 1000.0, err);
}

static void draw_bar(const struct evaluation *e)
{
	size_t full = e->n ? e->n_done * BAR_WIDTH / e->n : BAR_WIDTH;

	if (!e->opt->progress)
		return;
	fprintf(e->opt->progress, "\r[%.*s%*s] %zu/%zu", (int)full, "##############################",
		(int)(BAR_WIDTH - full), "", e->n_done, e->n);
	if (e->n_done == e->n)
		fputc('\n', e->opt->progress);
	fflush(e->opt->progress);
}

static size_t count_lines(struct slice text)
{
	size_t n = 0;

	while (text.n)
		n += slice_trim(slice_cut(&text, '\n')).n > 0;
	return n;
}

int eval_run(const struct eval_options *opt, struct err *err)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct evaluation e = {.opt = opt, .a = a, .sources = map_new(a)};
	struct slice text;
	size_t number = 0;

	if (file_read(a, opt->questions, QUESTIONS_FILE_MAX, &text, err) < 0)
		return -1;
	e.n = count_lines(text);
	while (text.n) {
		struct slice line = slice_trim(slice_cut(&text, '\n'));
		number++;
		if (!line.n)
			continue;
		if (answer(&e, line, number, err) < 0)
			return -1;
		e.n_done++;
		draw_bar(&e);
	}
	if (fflush(opt->out) != 0)
		return err_set(err, ERR_INTERNAL, "cannot write the answers: is the disk full?");
	return 0;
}
