// SPDX-License-Identifier: Apache-2.0
/*
 * /api/v0 for the bundled web client of the Vanna-Flask family: GET with an id, everything HTTP 200, `df` and `fig` as
 * JSON text inside the JSON. No model output and no generated code is executed: figures come from declared charts.
 */
#include "api/v0_int.h"

#include "analysis/csv.h"
#include "assistant/assistant.h"
#include "catalog/catalog.h"
#include "sql/bind.h"
#include "store/source.h"

enum { HISTORY_MAX = 200 };

static struct js_writer *open_answer(struct http_response *res, const char *type, const char *id)
{
	struct js_writer *w = http_json(res, 200);

	js_obj(w);
	js_kv_str(w, "type", type);
	if (id)
		js_kv_str(w, "id", id);
	return w;
}

int v0_get_config(struct http_request *req, struct http_response *res, UNUSED struct err *err)
{
	static const char *const on[] = {"allow_llm_to_see_data", "chart", "show_training_data",
		"suggested_questions", "sql", "table", "csv_download", "redraw_chart", "auto_fix_sql",
		"ask_results_correct", "followup_questions", "summarization"};
	struct js_writer *w = open_answer(res, "config", NULL);

	js_key(w, "config");
	js_obj(w);
	js_kv_bool(w, "debug", false);
	for (size_t i = 0; i < ARRAY_LEN(on); i++)
		js_kv_bool(w, on[i], true);
	js_kv_bool(w, "function_generation", false);
	js_kv_str(w, "logo",
		"data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 8 8'%3E"
		"%3Crect width='8' height='8' rx='2' fill='%23246'/%3E%3C/svg%3E");
	js_kv_str(w, "title", "askdb");
	js_kv_str(w, "subtitle", "Questions about your database, answered with SQL.");
	js_kv_str(w, "version", api_of(req)->version);
	js_obj_end(w);
	js_obj_end(w);
	return 0;
}

static void write_questions(struct js_writer *w, const char *const *questions, size_t n, const char *header)
{
	js_key(w, "questions");
	js_arr(w);
	for (size_t i = 0; i < n; i++)
		js_str(w, questions[i]);
	js_arr_end(w);
	js_kv_str(w, "header", header);
	js_obj_end(w);
}

int v0_get_generate_questions(struct http_request *req, struct http_response *res, struct err *err)
{
	const struct v0_query *in = req->query;
	const char *const *questions;
	size_t n;

	if (v0_questions(req, in->source_id, NULL, &questions, &n, err))
		return -1;
	write_questions(
		open_answer(res, "question_list", NULL), questions, n, "Here are some questions you can ask");
	return 0;
}

int v0_get_followups(struct http_request *req, struct http_response *res, struct err *err)
{
	const struct v0_query *in = req->query;
	const char *const *questions;
	struct store_v0 q;
	size_t n;

	if (v0_find(req, in->id, &q, err) || v0_questions(req, q.source_id, q.question, &questions, &n, err))
		return -1;
	write_questions(open_answer(res, "question_list", q.id), questions, n,
		"Here are some potential followup questions:");
	return 0;
}

int v0_get_generate_sql(struct http_request *req, struct http_response *res, struct err *err)
{
	const struct v0_query *in = req->query;
	const char *message = NULL;
	struct store_v0 q = {.question = in->question, .source_id = in->source_id};

	if (v0_ask(req, &q, true, &message, err))
		return -1;
	struct js_writer *w = open_answer(res, q.sql ? "sql" : "text", q.id);
	js_kv_str(w, "text", q.sql ? q.sql : message);
	js_obj_end(w);
	return 0;
}

/* What the database or the guard says about the SQL is an answer here, which brings the client's repair buttons. */
static int answer_sql_error(struct http_response *res, struct err *err)
{
	if (err->code != ERR_UPSTREAM && err->code != ERR_DENIED && err->code != ERR_TIMEOUT &&
		err->code != ERR_INVALID)
		return -1;
	struct js_writer *w = open_answer(res, "sql_error", NULL);
	js_kv_str(w, "error", err->msg);
	js_obj_end(w);
	err_clear(err);
	return 0;
}

int v0_get_run_sql(struct http_request *req, struct http_response *res, struct err *err)
{
	const struct v0_query *in = req->query;
	struct analysis_result r = {0};
	struct store_v0 q;

	if (v0_find(req, in->id, &q, err))
		return -1;
	if (v0_run(req, &q, &r, err))
		return answer_sql_error(res, err);
	struct js_writer *w = open_answer(res, "df", q.id);
	js_kv_str(w, "df", v0_records(req->a, &r));
	js_kv_bool(w, "should_generate_chart", analysis_should_chart(&r));
	js_obj_end(w);
	return 0;
}

/* With pandas' unnamed index column first: programs that read this file count on it. */
int v0_get_download_csv(struct http_request *req, struct http_response *res, struct err *err)
{
	const struct v0_query *in = req->query;
	struct analysis_result r = {0};
	struct store_v0 q;

	if (v0_find(req, in->id, &q, err) || v0_result(req, &q, &r, err))
		return -1;
	res->type = "text/csv; charset=utf-8";
	http_attachment(req, res, arena_printf(req->a, "%s.csv", q.id));
	str_addc(&res->out, ',');
	csv_add_header(&res->out, r.columns, r.n_columns);
	for (size_t i = 0; i < r.n_rows; i++) {
		str_addf(&res->out, "%zu,", i);
		csv_add_row(&res->out, r.rows[i], r.n_columns);
	}
	return 0;
}

int v0_get_figure(struct http_request *req, struct http_response *res, struct err *err)
{
	const struct v0_query *in = req->query;
	struct analysis_result r = {0};
	struct store_v0 q;
	const char *figure;

	if (v0_find(req, in->id, &q, err) || v0_result(req, &q, &r, err) ||
		v0_figure(req, &q, &r, in->chart_instructions, &figure, err))
		return -1;
	struct js_writer *w = open_answer(res, "plotly_figure", q.id);
	js_kv_str(w, "fig", figure);
	js_obj_end(w);
	return 0;
}

int v0_get_summary(struct http_request *req, struct http_response *res, struct err *err)
{
	const struct v0_query *in = req->query;
	struct analysis_result r = {0};
	struct store_v0 q;

	if (v0_find(req, in->id, &q, err) || v0_result(req, &q, &r, err))
		return -1;
	const char *text = v0_summary(req->a, &r);
	if (store_v0_set(api_tx(req), &q, STORE_V0_SUMMARY, text, err))
		return -1;
	struct js_writer *w = open_answer(res, "text", q.id);
	js_kv_str(w, "text", text);
	js_obj_end(w);
	return 0;
}

int v0_get_load_question(struct http_request *req, struct http_response *res, struct err *err)
{
	const struct v0_query *in = req->query;
	struct analysis_result r = {0};
	struct store_v0 q;

	if (v0_find(req, in->id, &q, err) || v0_result(req, &q, &r, err))
		return -1;
	struct js_writer *w = open_answer(res, "question_cache", q.id);
	js_kv_str(w, "question", q.question);
	js_kv_str(w, "sql", q.sql);
	js_kv_str(w, "df", v0_records(req->a, &r));
	js_kv_str(w, "fig", q.fig);
	js_kv_str(w, "summary", q.summary);
	js_obj_end(w);
	return 0;
}

int v0_get_history(struct http_request *req, struct http_response *res, struct err *err)
{
	struct store_v0_list list;

	if (store_v0_list(api_tx(req), req->a, api_owner(req), HISTORY_MAX, &list, err))
		return -1;
	struct js_writer *w = open_answer(res, "question_history", NULL);
	js_key(w, "questions");
	js_arr(w);
	for (size_t i = list.n; i-- > 0;) { /* oldest first: the client appends */
		js_obj(w);
		js_kv_str(w, "id", list.items[i].id);
		js_kv_str(w, "question", list.items[i].question ? list.items[i].question : list.items[i].sql);
		js_obj_end(w);
	}
	js_arr_end(w);
	js_key(w, "history");
	js_arr(w);
	for (size_t i = list.n; i-- > 0;) {
		js_obj(w);
		js_kv_str(w, "id", list.items[i].id);
		js_kv_str(w, "question", list.items[i].question);
		js_kv_str(w, "sql", list.items[i].sql);
		js_kv_time(w, "created_at", list.items[i].created_at);
		js_obj_end(w);
	}
	js_arr_end(w);
	js_obj_end(w);
	return 0;
}

int v0_get_rewritten(struct http_request *req, struct http_response *res, struct err *err)
{
	const struct v0_query *in = req->query;
	struct gen_turn last = {slice_of(in->last_question), ""};
	struct assistant_request r = {.turns = &last,
		.n_turns = last.question.n > 0,
		.cancel = req->cancel,
		.deadline_ms = req->deadline_ms,
		.a = req->a};
	struct store_source src;
	struct cat_snapshot *cat;

	if (!in->new_question || !in->new_question[0])
		return err_set(err, ERR_INVALID, "No question provided");
	r.question = slice_of(in->new_question);
	if (api_source(req, in->source_id, &src, err) || api_snapshot(req, src.id, &cat, err))
		return -1;
	r.cat = cat;
	if (assistant_rewrite(&r, &r.question, err))
		return -1;
	struct js_writer *w = open_answer(res, "rewritten_question", NULL);
	js_kv_slice(w, "question", r.question);
	js_obj_end(w);
	return 0;
}

int v0_no_functions(UNUSED struct http_request *req, UNUSED struct http_response *res, struct err *err)
{
	return err_set(err, ERR_INVALID, "This setup does not support function generation.");
}

/* A person's SQL has to pass the guard and bind before it is kept: the original's open update_sql is a published hole. */
static int check_sql(struct http_request *req, const char *source_id, const char *sql, struct err *err)
{
	struct assistant_validation v = {0};
	struct store_source src;
	struct cat_snapshot *cat;

	if (api_source(req, source_id, &src, err) || api_snapshot(req, src.id, &cat, err))
		return -1;
	assistant_validate(cat->dialect, slice_of(sql), cat, req->a, &v);
	if (v.is_valid)
		return 0;
	return err_set_why(err, ERR_DENIED, "sql_rejected", "%s",
		v.n_security_issues ? v.security_issues[0]
		: v.n_syntax_errors ? v.syntax_errors[0]
				    : "this statement cannot be used");
}

static int answer_sql(struct http_response *res, const char *id, const char *sql)
{
	struct js_writer *w = open_answer(res, "sql", id);

	js_kv_str(w, "text", sql);
	js_obj_end(w);
	return 0;
}

int v0_update_sql(struct http_request *req, struct http_response *res, struct err *err)
{
	const struct v0_body *b = req->body;
	struct store_v0 q;

	if (!b->sql || !b->sql[0])
		return err_set(err, ERR_INVALID, "No sql provided");
	if (v0_find(req, b->id, &q, err) || check_sql(req, q.source_id, b->sql, err) ||
		store_v0_set_sql(api_tx(req), q.owner, q.id, b->sql, err))
		return -1;
	return answer_sql(res, q.id, b->sql);
}

/*
 * The failed SQL with its names as the schema spells them, where the database complains of a name that the schema
 * nearly has; NULL where it is something else. Only what binds anew and passes the guard is taken.
 */
static const char *respelled(struct http_request *req, const struct store_v0 *q, const char *error)
{
	struct assistant_validation v = {0};
	struct err ignored = ERR_INIT;
	struct cat_snapshot *cat;
	struct sql_binding names;
	bool named = false;

	if (!q->sql || api_snapshot(req, q->source_id, &cat, &ignored))
		return NULL;
	sql_bind(cat->dialect, slice_of(q->sql), cat->schema, req->a, &names);
	for (size_t i = 0; i < names.n_issues && !named; i++)
		named = slice_find(slice_of(error), slice_of(names.issues[i].name)) >= 0;
	if (!named || !names.corrected)
		return NULL;
	assistant_validate(cat->dialect, slice_of(names.corrected), cat, req->a, &v);
	return v.is_valid ? names.corrected : NULL;
}

/*
 * A misspelt name is spelled as the schema does. Else the question is asked again: the engine tries its candidates
 * against the database, so what failed is not taken twice.
 */
int v0_fix_sql(struct http_request *req, struct http_response *res, struct err *err)
{
	const struct v0_body *b = req->body;
	const char *message = NULL;
	struct store_v0 q, again;

	if (!b->error || !b->error[0])
		return err_set(err, ERR_INVALID, "No error provided");
	if (v0_find(req, b->id, &q, err))
		return -1;
	const char *fixed = respelled(req, &q, b->error);
	if (fixed)
		return store_v0_set_sql(api_tx(req), q.owner, q.id, fixed, err)
			       ? -1
			       : answer_sql(res, q.id, fixed);
	if (!q.question)
		return err_set(err, ERR_INVALID, "There is no question to go by. Please edit the SQL.");
	again = (struct store_v0){.question = q.question, .source_id = q.source_id};
	if (v0_ask(req, &again, false, &message, err))
		return -1;
	if (!again.sql || str_eq(again.sql, q.sql))
		return err_set(err, ERR_INVALID, "No other SQL was found for this question. Please edit it.");
	if (store_v0_set_sql(api_tx(req), q.owner, q.id, again.sql, err))
		return -1;
	return answer_sql(res, q.id, again.sql);
}
