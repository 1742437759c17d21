// SPDX-License-Identifier: Apache-2.0
/*
 * One statement run for a client and kept: the execution's record, its rows and what was noticed in them go into the
 * store in one transaction, so that a result that was acknowledged can be read again, paged and exported.
 */
#include "api/api_int.h"
#include "analysis/analysis.h"
#include "base/clock.h"
#include "source/source.h"
#include "store/analysis.h"

enum { ROWS_PER_PUT = 500 };

enum sql_dialect api_dialect(enum db_dialect d)
{
	return d == DB_DIALECT_POSTGRES ? SQL_POSTGRES : SQL_SQLITE;
}

struct keeping {
	struct arena *a;
	struct store_execution *x;
	const struct analysis_result *r; /* NULL = it failed */
};

/* What a writer wrote, in the arena. */
static const char *written(struct arena *a, void (*write)(struct js_writer *, const struct analysis_result *),
	const struct analysis_result *r)
{
	struct str json = STR_INIT(HTTP_ANSWER_MAX);
	struct js_writer w = JS_WRITER(&json);

	write(&w, r);
	return str_to_arena(&json, a);
}

/* Rows as the store wants them: each an array, without the brackets of the list around it. */
static int put_rows(struct store_tx *tx, const struct keeping *k, struct err *err)
{
	struct slice rows[ROWS_PER_PUT];
	int rc = 0;

	for (size_t first = 0; first < k->r->n_rows && rc == 0; first += ROWS_PER_PUT) {
		size_t n = MIN(k->r->n_rows - first, (size_t)ROWS_PER_PUT);
		CLEANUP(arena_free_ptr) struct arena *a = arena_new();
		for (size_t i = 0; i < n; i++) {
			struct str json = STR_INIT(RESULT_BYTES_MAX);
			struct js_writer w = JS_WRITER(&json);
			analysis_write_rows(&w, k->r, first + i, 1);
			size_t len = json.n;
			const char *text = str_to_arena(&json, a);
			rows[i] = (struct slice){text + 1, len - 2};
		}
		rc = store_result_put(tx, k->x->id, (int64_t)first, rows, n, err);
	}
	return rc;
}

static int keep(struct store_tx *tx, void *ctx, struct err *err)
{
	struct keeping *k = ctx;
	size_t n = k->r ? k->r->n_insights : 0;
	struct store_insight *insights = ARENA_ARRAY(k->a, struct store_insight, n + 1);

	for (size_t i = 0; i < n; i++) {
		const struct analysis_insight *in = &k->r->insights[i];
		insights[i] = (struct store_insight){.insight_type = analysis_insight_name(in->type),
			.insight_text = in->text,
			.confidence_score = in->confidence,
			.evidence = arena_strndup(k->a, in->evidence.p, in->evidence.n)};
	}
	if (k->r && put_rows(tx, k, err))
		return -1;
	return store_execution_finish(tx, k->x, insights, n, err);
}

static void fill(struct store_execution *x, struct arena *a, const struct analysis_result *r)
{
	x->status = "completed";
	x->columns = written(a, analysis_write_columns, r);
	x->statistics = r->has_statistics ? written(a, analysis_write_statistics, r) : NULL;
	x->visualizations = written(a, analysis_write_visualizations, r);
	x->execution_time_ms = r->ms;
	x->row_count = (int64_t)r->n_rows;
	x->truncated = r->cut != ANALYSIS_WHOLE;
}

int api_execution_end(struct store_tx *tx, struct arena *a, struct store_execution *x,
	const struct analysis_result *r, const struct err *failed, struct err *err)
{
	struct keeping k = {a, x, r};

	if (r) {
		fill(x, a, r);
	} else {
		x->status = failed->code == ERR_CANCELLED ? "cancelled" : "failed";
		x->error = failed->msg;
	}
	return store_atomic(tx, keep, &k, err);
}

int api_run(struct http_request *req, const struct api_statement *st, const char *id, bool *outlived,
	struct analysis_result *out, struct err *err)
{
	struct store_execution x = {.id = id,
		.owner = api_owner(req),
		.source_id = st->source_id,
		.generation_id = st->generation_id,
		.sql = st->sql,
		.options = st->options_json};
	struct analysis_options opt = *st->options;
	struct source_lease *lease;
	struct err lost = ERR_INIT;
	int64_t limit_ms = outlived ? api_of(req)->execute_inline_ms : QUERY_TIMEOUT_MS;

	if (outlived)
		*outlived = false;
	if (api_lease(req, st->source_id, &lease, err) || store_execution_start(api_tx(req), &x, err))
		return -1;
	int64_t until = clock_mono_ms() + limit_ms;
	opt.cancel = req->cancel;
	opt.deadline_ms = MIN(req->deadline_ms, until);
	opt.whole = outlived != NULL;
	int rc = analysis_run(
		lease->conn, api_dialect(lease->dialect), slice_of(st->sql), &opt, req->a, out, err);
	source_release(lease);
	if (rc == 0)
		return api_execution_end(api_tx(req), req->a, &x, out, NULL, err);
	if (outlived && err->code == ERR_TIMEOUT && clock_mono_ms() >= until) {
		err_clear(err);
		*outlived = true;
		return 0;
	}
	/* the first error is the one to report */
	err_ignore(api_execution_end(api_tx(req), req->a, &x, NULL, err, &lost));
	return -1;
}

int api_restore(struct http_request *req, const struct store_execution *x, struct api_range range,
	struct analysis_result *out, struct err *err)
{
	struct store_result_range rows_of = {
		.execution_id = x->id, .first_row = (int64_t)range.first, .limit = range.limit};
	struct analysis_options opt = {.limit_rows = RESULT_ROWS_MAX};
	struct str json = STR_INIT(HTTP_ANSWER_MAX);
	struct slice *rows;
	size_t n;

	if (store_result_rows(api_tx(req), req->a, &rows_of, &rows, &n, err))
		return -1;
	str_addc(&json, '[');
	for (size_t i = 0; i < n; i++) {
		if (i)
			str_addc(&json, ',');
		str_add(&json, rows[i].p, rows[i].n);
	}
	str_addc(&json, ']');
	if (str_check(&json, "the result", err)) {
		str_free(&json);
		return -1;
	}
	size_t len = json.n;
	const char *text = str_to_arena(&json, req->a);
	return analysis_restore(req->a, slice_of(x->sql), slice_of(x->columns ? x->columns : "[]"),
		(struct slice){text, len}, &opt, out, err);
}
