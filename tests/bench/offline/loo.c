// SPDX-License-Identifier: Apache-2.0
/*
 * Results are compared cell by cell as text, numbers to seven digits. Which column of one result is which of the other is
 * found by trying: a column may stand for another only where both hold the same cells.
 */
#include "loo.h"

#include "assistant/assistant.h"
#include "base/arena.h"
#include "base/vec.h"
#include "catalog/snapshot.h"
#include "catalog/training.h"
#include "db/driver.h"
#include "sample/sample.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS_MAX = 20000, COLUMNS_MAX = 8 };

struct rows {
	struct arena *a;
	size_t n_columns;
	VEC(const char **) items;
};

struct matching {
	const struct rows *gold, *got;
	bool in_order;
	size_t map[COLUMNS_MAX]; /* gold's column -> got's */
	bool taken[COLUMNS_MAX];
};

static const char *cell_text(struct arena *a, const struct db_value *v)
{
	if (v->type == DB_INT || v->type == DB_BOOL)
		return arena_printf(a, "n%.7g", (double)v->i);
	if (v->type == DB_FLOAT)
		return arena_printf(a, "n%.7g", v->f);
	return v->type == DB_NULL ? "0" : arena_printf(a, "s%.*s", SLICE_FMT(v->s));
}

static int keep_row(void *ctx, const struct db_row *row)
{
	struct rows *r = ctx;
	const char **cells = ARENA_ARRAY(r->a, const char *, row->n + 1);

	for (size_t i = 0; i < row->n; i++)
		cells[i] = cell_text(r->a, &row->values[i]);
	r->n_columns = row->n;
	vec_push(&r->items, r->a, cells);
	return 0;
}

static bool run(struct db_conn *c, const char *sql, struct rows *out)
{
	struct db_query q = {.sql = sql, .max_rows = ROWS_MAX, .a = out->a};
	struct err err = ERR_INIT;

	return db_query(c, &q, keep_row, out, &err) == 0;
}

static int by_text(const void *x, const void *y)
{
	return strcmp(*(const char *const *)x, *(const char *const *)y);
}

/* The rows with some columns in the order of `map`, each as one text. */
static const char **as_texts(const struct rows *r, const size_t *map, size_t n, bool in_order)
{
	const char **out = ARENA_ARRAY(r->a, const char *, r->items.n + 1);

	for (size_t i = 0; i < r->items.n; i++) {
		const char *text = "";
		for (size_t k = 0; k < n; k++)
			text = arena_printf(r->a, "%s%s\x1f", text, r->items.items[i][map ? map[k] : k]);
		out[i] = text;
	}
	if (!in_order && r->items.n)
		qsort(out, r->items.n, sizeof *out, by_text);
	return out;
}

static bool same_texts(const char *const *x, const char *const *y, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (strcmp(x[i], y[i]) != 0)
			return false;
	}
	return true;
}

static bool same_column(const struct matching *m, size_t gold, size_t got)
{
	return same_texts(as_texts(m->gold, &gold, 1, m->in_order), as_texts(m->got, &got, 1, m->in_order),
		m->gold->items.n);
}

static bool match_from(struct matching *m, size_t at)
{
	size_t n = m->gold->n_columns;

	if (at == n)
		return same_texts(as_texts(m->gold, NULL, n, m->in_order),
			as_texts(m->got, m->map, n, m->in_order), m->gold->items.n);
	for (size_t k = 0; k < n; k++) {
		if (m->taken[k] || !same_column(m, at, k))
			continue;
		m->taken[k] = true;
		m->map[at] = k;
		bool same = match_from(m, at + 1);
		m->taken[k] = false;
		if (same)
			return true;
	}
	return false;
}

static bool same_result(const struct rows *gold, const struct rows *got, bool in_order)
{
	struct matching m = {.gold = gold, .got = got, .in_order = in_order};

	if (gold->items.n != got->items.n)
		return false;
	return !gold->items.n ||
	       (gold->n_columns == got->n_columns && gold->n_columns <= COLUMNS_MAX && match_from(&m, 0));
}

/* Does the outermost query say ORDER BY? */
static bool is_ordered(const char *sql)
{
	int depth = 0;

	for (const char *p = sql; *p; p++) {
		if (*p == '\'') {
			for (p++; *p && *p != '\''; p++)
				;
			if (!*p)
				return false;
		}
		depth += (*p == '(') - (*p == ')');
		if (depth == 0 && strncmp(p, "ORDER BY", 8) == 0)
			return true;
	}
	return false;
}

struct loo {
	const struct loo_options *opt;
	struct db_conn *conn;
	const struct cat_doc *docs;
	size_t n_docs;
	struct arena *a;
};

static bool is_japanese(const char *question)
{
	for (const char *p = question; *p; p++) {
		if ((unsigned char)*p >= 0xe3) /* first byte of kana and Han */
			return true;
	}
	return false;
}

/* Everything learnt but the pair at `out`. */
static const struct cat_doc *others(const struct loo *l, size_t left_out, size_t *n)
{
	struct cat_doc *docs = ARENA_ARRAY(l->a, struct cat_doc, l->n_docs + 1);

	*n = 0;
	for (size_t i = 0; i < l->n_docs; i++) {
		bool is_pair = l->docs[i].kind == CAT_DOC_EXAMPLE;
		bool other = is_pair && l->opt->same_language &&
			     is_japanese(l->docs[i].question) != is_japanese(l->docs[left_out].question);
		if (i != left_out && !other && !(is_pair ? l->opt->no_pairs : l->opt->no_documents))
			docs[(*n)++] = l->docs[i];
	}
	return docs;
}

static void judge(const struct loo *l, const struct cat_doc *pair, const struct assistant_answer *answer,
	struct loo_tally *t)
{
	struct rows gold = {.a = l->a}, got = {.a = l->a};
	bool in_order = is_ordered(pair->sql);
	bool runs = run(l->conn, pair->sql, &gold) && answer->sql && run(l->conn, answer->sql, &got);
	bool right = runs && same_result(&gold, &got, in_order);
	bool rows_right = right || (runs && same_result(&gold, &got, false));

	t->n++;
	t->answered += answer->sql != NULL;
	t->right += right;
	t->any_row_order += rows_right;
	if (!right && l->opt->failures)
		fprintf(l->opt->failures, "%s %s\n\tgold %s\n\tsql  %s\n", rows_right ? "~" : "-",
			pair->question, pair->sql, answer->gen.sql ? answer->gen.sql : "(abstained)");
}

static int ask_pair(const struct loo *l, size_t i, struct loo_tally *tally, struct err *err)
{
	const struct cat_doc *pair = &l->docs[i];
	CLEANUP(cat_snapshot_unref_ptr) struct cat_snapshot *cat = NULL;
	struct assistant_answer answer = {0};
	size_t n;
	const struct cat_doc *docs = others(l, i, &n);

	if (cat_snapshot_from_conn(l->conn, docs, n, NULL, NULL, &cat, err) < 0)
		return -1;
	struct assistant_request req = {.question = slice_of(pair->question),
		.cat = cat,
		.conn = l->conn,
		.max_repairs = 2,
		.a = l->a};
	if (assistant_ask(&req, &answer, err) < 0)
		return -1;
	judge(l, pair, &answer, &tally[is_japanese(pair->question) ? LOO_JA : LOO_EN]);
	return 0;
}

int loo_run(const char *path, const struct loo_options *opt, struct loo_tally tally[LOO_LANGUAGES_],
	struct err *err)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct db_options db = {.path = path};
	struct training_set set = {0};
	struct loo l = {.opt = opt};
	int rc = 0;

	memset(tally, 0, LOO_LANGUAGES_ * sizeof *tally);
	if (sample_write(path, err) < 0 || sample_training(a, &set, err) < 0 ||
		db_open(db_driver_find("sqlite"), &db, &l.conn, err) < 0)
		return -1;
	l.docs = training_docs(a, &set);
	l.n_docs = set.n;
	for (size_t i = 0; rc == 0 && i < l.n_docs; i++) {
		CLEANUP(arena_free_ptr) struct arena *one = arena_new();
		l.a = one;
		if (l.docs[i].kind == CAT_DOC_EXAMPLE)
			rc = ask_pair(&l, i, tally, err);
	}
	db_close(l.conn);
	return rc;
}
