// SPDX-License-Identifier: Apache-2.0
/* Prints what the ranking sees of each question's first candidate, for fitting its weights: features_main DATABASES QUESTIONS.jsonl */
#include "assistant/offline/learnt.h"
#include "assistant/offline/rank.h"
#include "assistant/offline/read_twin.h"
#include "base/arena.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/map.h"
#include "db/driver.h"
#include "json/read.h"
#include "json/writer.h"

#include <stdio.h>

struct opened {
	struct db_conn *conn;
	struct cat_snapshot *cat;
};

static int see_row(void *ctx, const struct db_row *row)
{
	struct gen_trial *t = ctx;

	t->n_rows++;
	for (size_t i = 0; i < row->n; i++)
		t->all_null = t->all_null && row->values[i].type == DB_NULL;
	return 0;
}

static struct opened *open_database(struct arena *a, struct map *seen, const char *dir, const char *db)
{
	struct opened *o = map_find(seen, slice_of(db));
	struct err err = ERR_INIT;

	if (o)
		return o;
	o = ARENA_NEW(a, struct opened);
	struct db_options opt = {.path = arena_printf(a, "%s/%s/%s.sqlite", dir, db, db)};
	if (db_open(db_driver_find("sqlite"), &opt, &o->conn, &err) < 0 ||
		cat_snapshot_from_conn(o->conn, NULL, 0, NULL, NULL, &o->cat, &err) < 0) {
		fprintf(stderr, "%s: %s\n", db, err.msg);
		return NULL;
	}
	map_put(seen, slice_of(db), o);
	return o;
}

static void print_features(const struct opened *o, const char *id, const char *question)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct tokens t = tok_split(a, slice_of(question));
	const struct learnt *learnt = learnt_of(o->cat);
	struct linked l = link_question(a, &t, learnt->names);
	struct frame f = {.linked = &l,
		.habits = learnt->habits,
		.asked = -1,
		.shape = {.split = -1, .twin_table = -1, .twin_value = -1, .twin_by = -1},
		.used = ARENA_ARRAY(a, bool, l.n + 1)};
	struct str out = STR_INIT(SQL_MAX * 2);
	struct js_writer w = JS_WRITER(&out);
	size_t n;

	twin_read(a, &l, &f);
	if (t.japanese || t.korean)
		read_japanese(a, &l, &f);
	else
		read_english(a, &l, &f);
	struct candidate_query *c = rank_candidates(a, &f, join_map_new(a, o->cat, NULL), 8, &n);
	if (!n)
		return;
	struct err err = ERR_INIT;
	struct db_query q = {.sql = c->sql, .max_rows = TRY_ROWS_MAX, .a = a};
	c->trial.all_null = true;
	c->trial.ok = db_query(o->conn, &q, see_row, &c->trial, &err) == 0;
	rank_note_trial(c);
	js_obj(&w);
	js_kv_str(&w, "id", id);
	js_kv_str(&w, "sql", c->sql);
	js_key(&w, "f");
	js_arr(&w);
	for (size_t i = 0; i < F_COUNT_; i++)
		js_num(&w, c->f[i]);
	js_arr_end(&w);
	js_obj_end(&w);
	puts(out.buf);
	str_free(&out);
}

int main(int argc, char **argv)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct map *seen = map_new(a);
	struct err err = ERR_INIT;
	struct slice text;

	if (argc != 3 || file_read(a, argv[2], 256 << 20, &text, &err) < 0) {
		fprintf(stderr, "usage: %s DATABASES QUESTIONS.jsonl %s\n", argv[0], err.msg);
		return 2;
	}
	while (text.n) {
		json_t *line = NULL;
		if (js_parse(a, slice_cut(&text, '\n'), &line, &err) < 0) {
			fprintf(stderr, "%s\n", err.msg);
			return 1;
		}
		struct opened *o = open_database(a, seen, argv[1], js_get_str(line, "db_id"));
		if (!o)
			return 1;
		print_features(o, js_get_str(line, "id"), js_get_str(line, "question"));
	}
	return 0;
}
