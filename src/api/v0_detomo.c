// SPDX-License-Identifier: Apache-2.0
/* /api/v0 for the clients that POST JSON: errors are {detail} with a status, rows are JSON and not text. */
#include "api/v0_int.h"

#include "catalog/catalog.h"
#include "source/source.h"

static void write_result(struct js_writer *w, const struct analysis_result *r)
{
	js_key(w, "results");
	analysis_write_data(w, r, 0, r->n_rows);
	js_key(w, "columns");
	js_arr(w);
	for (size_t i = 0; i < r->n_columns; i++)
		js_str(w, r->columns[i].name);
	js_arr_end(w);
	js_kv_int(w, "row_count", (int64_t)r->n_rows);
}

static void write_head(struct js_writer *w, const struct store_v0 *q)
{
	js_kv_str(w, "id", q->id);
	js_kv_str(w, "question", q->question);
	js_kv_str(w, "sql", q->sql);
}

static int ask(struct http_request *req, struct store_v0 *q, struct err *err)
{
	const struct v0_body *b = req->body;
	const char *message = NULL;

	*q = (struct store_v0){.question = b->question, .source_id = b->source_id};
	if (v0_ask(req, q, true, &message, err))
		return -1;
	return q->sql ? 0 : err_set_why(err, ERR_INVALID, "no_sql", "%s", message);
}

int v0_query(struct http_request *req, struct http_response *res, struct err *err)
{
	struct analysis_result r = {0};
	const char *figure = NULL;
	struct store_v0 q;

	if (ask(req, &q, err) || v0_run(req, &q, &r, err))
		return -1;
	if (r.n_charts && v0_figure(req, &q, &r, NULL, &figure, err))
		return -1;
	struct js_writer *w = http_json(res, 200);
	js_obj(w);
	write_head(w, &q);
	write_result(w, &r);
	api_kv_json(w, "visualization", figure);
	js_obj_end(w);
	return 0;
}

int v0_post_generate_sql(struct http_request *req, struct http_response *res, struct err *err)
{
	struct store_v0 q;

	if (ask(req, &q, err))
		return -1;
	struct js_writer *w = http_json(res, 200);
	js_obj(w);
	write_head(w, &q);
	js_obj_end(w);
	return 0;
}

int v0_post_run_sql(struct http_request *req, struct http_response *res, struct err *err)
{
	const struct v0_body *b = req->body;
	struct analysis_result r = {0};
	struct store_v0 q;

	if (v0_find(req, b->id, &q, err) || v0_run(req, &q, &r, err))
		return -1;
	struct js_writer *w = http_json(res, 200);
	js_obj(w);
	js_kv_str(w, "id", q.id);
	write_result(w, &r);
	js_obj_end(w);
	return 0;
}

/* The kept rows of an id; run now where it has not been. */
static int rows_of(struct http_request *req, const char *id, struct store_v0 *q, struct analysis_result *r,
	struct err *err)
{
	if (v0_find(req, id, q, err))
		return -1;
	return q->df ? v0_result(req, q, r, err) : v0_run(req, q, r, err);
}

int v0_post_figure(struct http_request *req, struct http_response *res, struct err *err)
{
	const struct v0_body *b = req->body;
	struct analysis_result r = {0};
	const char *figure = NULL;
	struct store_v0 q;

	if (rows_of(req, b->id, &q, &r, err))
		return -1;
	if (r.n_charts && v0_figure(req, &q, &r, NULL, &figure, err))
		return -1;
	struct js_writer *w = http_json(res, 200);
	js_obj(w);
	js_kv_str(w, "id", q.id);
	api_kv_json(w, "figure", figure);
	js_obj_end(w);
	return 0;
}

int v0_post_followups(struct http_request *req, struct http_response *res, struct err *err)
{
	const struct v0_body *b = req->body;
	const char *const *questions;
	size_t n;

	if (!b->question || !b->question[0])
		return err_set(err, ERR_INVALID, "No question provided");
	if (v0_questions(req, b->source_id, b->question, &questions, &n, err))
		return -1;
	struct js_writer *w = http_json(res, 200);
	js_obj(w);
	js_key(w, "questions");
	js_arr(w);
	for (size_t i = 0; i < n; i++)
		js_str(w, questions[i]);
	js_arr_end(w);
	js_obj_end(w);
	return 0;
}

int v0_post_load_question(struct http_request *req, struct http_response *res, struct err *err)
{
	const struct v0_body *b = req->body;
	struct analysis_result r = {0};
	struct store_v0 q;

	if (rows_of(req, b->id, &q, &r, err))
		return -1;
	struct js_writer *w = http_json(res, 200);
	js_obj(w);
	write_head(w, &q);
	write_result(w, &r);
	js_key(w, "figure");
	if (r.n_charts)
		analysis_write_figure(w, &r);
	else
		js_null(w);
	js_obj_end(w);
	return 0;
}

int v0_get_health(struct http_request *req, struct http_response *res, struct err *err)
{
	const struct v0_query *in = req->query;
	const struct api_services *s = api_of(req);
	const struct catalog_training *items;
	struct source_health health;
	struct store_source src;
	size_t n = 0;

	if (api_source(req, in->source_id, &src, err) ||
		source_health(s->sources, req->a, src.id, req->cancel, &health, err) ||
		catalog_training_list(s->catalog, src.id, req->a, &items, &n, err)) {
		if (err->code == ERR_CONFLICT)
			err->code = ERR_BUSY; /* 503: this path knows no other way to say "not yet" */
		return -1;
	}
	if (!str_eq(health.status, "connected"))
		return err_set(err, ERR_BUSY, "%s - %s", src.name,
			health.last_error ? health.last_error : "not connected");
	struct js_writer *w = http_json(res, 200);
	js_obj(w);
	js_kv_str(w, "status", "healthy");
	js_kv_str(w, "service", "askdb");
	js_kv_str(w, "version", s->version);
	js_kv_str(w, "llm_endpoint", "none (the built-in engine answers)");
	js_kv_str(w, "database", arena_printf(req->a, "%s - Connected", src.name));
	js_kv_int(w, "training_data_count", (int64_t)n);
	js_obj_end(w);
	return 0;
}
