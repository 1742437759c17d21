// SPDX-License-Identifier: Apache-2.0
/* Stage 4 over HTTP: /api/v1/data-analysis. */
#include "api/api_int.h"
#include "analysis/analysis.h"
#include "base/clock.h"
#include "base/num.h"
#include "store/analysis.h"
#include "store/source.h"

enum { BATCH_ROWS = 200 };

static const char *const languages[] = {"en", "ja", "ko", NULL};
static const char *const formats[] = {"csv", "json", NULL};

/* ---- results ---- */

static void write_execution(struct js_writer *w, const struct store_execution *x)
{
	js_kv_str(w, "id", x->id);
	js_kv_str(w, "data_source_id", x->source_id);
	js_kv_str(w, "sql_generation_id", x->generation_id);
	js_kv_str(w, "sql", x->sql);
	js_kv_str(w, "status", x->status);
	js_kv_str(w, "error", x->error);
	js_kv_str(w, "workflow_id", x->job_id);
	js_kv_int(w, "execution_time_ms", x->execution_time_ms);
	js_kv_int(w, "row_count", x->row_count);
	js_kv_bool(w, "truncated", x->truncated);
	js_kv_time(w, "created_at", x->created_at);
	js_kv_time(w, "finished_at", x->finished_at);
}

static const struct js_field result_query_fields[] = {
	{.name = "limit",
		.kind = JS_INT,
		.offset = offsetof(struct api_page_query, limit),
		.min = 1,
		.max = RESULT_ROWS_MAX,
		.doc = "Rows in the answer; 50 when left out."},
	{.name = "cursor",
		.kind = JS_STRING,
		.offset = offsetof(struct api_page_query, cursor),
		.doc = "What the answer before gave as `next`."},
};
const struct js_shape v1_result_query_shape =
	JS_SHAPE("ResultQuery", result_query_fields, struct api_page_query);

/* A stored execution with a range of its rows. */
static int write_result(struct http_request *req, struct js_writer *w, const struct store_execution *x,
	struct api_range range, struct err *err)
{
	struct analysis_result r = {0};

	if (api_restore(req, x, range, &r, err))
		return -1;
	int64_t next = (int64_t)(range.first + r.n_rows);
	js_obj(w);
	write_execution(w, x);
	api_kv_json(w, "columns", x->columns ? x->columns : "[]");
	js_key(w, "data");
	analysis_write_data(w, &r, 0, r.n_rows);
	api_kv_json(w, "statistics", x->statistics);
	api_kv_json(w, "visualizations", x->visualizations ? x->visualizations : "[]");
	js_kv_str(w, "next",
		next < x->row_count && r.n_rows ? arena_printf(req->a, "%lld", (long long)next) : NULL);
	js_obj_end(w);
	return 0;
}

int v1_result(struct http_request *req, struct http_response *res, struct err *err)
{
	const struct api_page_query *q = req->query;
	struct store_execution x;
	struct api_range range = {.limit = q->limit ? (size_t)q->limit : PAGE_DEFAULT};
	int64_t first = 0;

	if (q->cursor && !num_parse_i64(slice_of(q->cursor), 0, RESULT_ROWS_MAX, &first))
		return http_bad_field(req, res, err, "cursor", "is not one that this list gave");
	range.first = (size_t)first;
	if (store_execution_get(api_tx(req), req->a, api_owner(req), req->params[0], &x, err) ||
		api_execution_settle(req, &x, err))
		return -1;
	return write_result(req, http_json(res, 200), &x, range, err);
}

/* ---- execute ---- */

struct execute_options {
	bool statistics, insights, visualize;
	int64_t limit_rows;
	const char *language;
};

struct execute_body {
	const char *sql, *source_id, *generation_id;
	struct execute_options options;
};

static const struct js_field options_fields[] = {
	{.name = "include_statistics",
		.kind = JS_BOOL,
		.offset = offsetof(struct execute_options, statistics)},
	{.name = "generate_insights", .kind = JS_BOOL, .offset = offsetof(struct execute_options, insights)},
	{.name = "visualize_data", .kind = JS_BOOL, .offset = offsetof(struct execute_options, visualize)},
	{.name = "limit_rows",
		.kind = JS_INT,
		.flags = JS_NULLABLE,
		.offset = offsetof(struct execute_options, limit_rows),
		.min = 1,
		.max = RESULT_ROWS_MAX,
		.doc = "Rows kept and shown; statistics count the others too."},
	{.name = "language",
		.kind = JS_STRING,
		.flags = JS_NULLABLE,
		.offset = offsetof(struct execute_options, language),
		.one_of = languages,
		.doc = "Of insights and titles."},
};
static const struct js_shape options_shape =
	JS_SHAPE("AnalysisOptions", options_fields, struct execute_options);

static const struct js_field execute_fields[] = {
	{.name = "sql",
		.kind = JS_STRING,
		.flags = JS_REQUIRED,
		.offset = offsetof(struct execute_body, sql),
		.min = 1,
		.max = SQL_MAX,
		.doc = "One statement that only reads."},
	{.name = "data_source_id",
		.kind = JS_STRING,
		.flags = JS_NULLABLE,
		.offset = offsetof(struct execute_body, source_id),
		.doc = "The oldest source when left out."},
	{.name = "sql_generation_id",
		.kind = JS_STRING,
		.flags = JS_NULLABLE,
		.offset = offsetof(struct execute_body, generation_id)},
	{.name = "analysis_options",
		.kind = JS_OBJECT,
		.flags = JS_NULLABLE,
		.offset = offsetof(struct execute_body, options),
		.shape = &options_shape},
};
static const struct execute_body execute_defaults = {
	.options = {.statistics = true, .insights = true, .visualize = true}};
const struct js_shape v1_execute_shape =
	JS_SHAPE_FROM("ExecuteInput", execute_fields, struct execute_body, &execute_defaults);

struct executing {
	struct http_request *req;
	const char *id;
	struct http_channel *channel; /* where messages go; NULL = one answer */
	struct api_statement st;
	struct analysis_options opt;
	struct analysis_result r;
};

static void prepare(struct executing *x, struct http_request *req, const char *source_id)
{
	const struct execute_body *b = req->body;
	const json_t *options = json_object_get(req->json, "analysis_options");

	*x = (struct executing){.req = req, .id = api_generation_id(req->a)};
	x->opt = (struct analysis_options){.include_statistics = b->options.statistics,
		.generate_insights = b->options.insights,
		.visualize = b->options.visualize,
		.limit_rows = (uint64_t)b->options.limit_rows,
		.language = b->options.language};
	x->st = (struct api_statement){.sql = b->sql,
		.source_id = source_id,
		.generation_id = b->generation_id,
		.options_json = options ? js_dump(req->a, options).p : NULL,
		.options = &x->opt};
}

static void write_head(struct js_writer *w, const struct executing *x)
{
	js_kv_str(w, "id", x->id);
	js_kv_str(w, "data_source_id", x->st.source_id);
	js_kv_str(w, "sql_generation_id", x->st.generation_id);
	js_kv_str(w, "status", "completed");
}

/* A message of the stream: `write` fills the object, which has its type already, from place `at`. */
struct message {
	const char *type;
	void (*write)(struct js_writer *w, const struct executing *x, size_t at);
};

static int send(const struct executing *x, const struct message *m, size_t at, struct err *err)
{
	struct str json = STR_INIT(HTTP_ANSWER_MAX);
	struct js_writer w = JS_WRITER(&json);

	js_obj(&w);
	js_kv_str(&w, "type", m->type);
	m->write(&w, x, at);
	js_obj_end(&w);
	int rc = http_channel_event(x->channel, 0, str_slice(&json), err);
	str_free(&json);
	return rc;
}

static void write_batch(struct js_writer *w, const struct executing *x, size_t at)
{
	js_kv_int(w, "from", (int64_t)at);
	if (at == 0) {
		js_key(w, "columns");
		analysis_write_columns(w, &x->r);
	}
	js_key(w, "rows");
	analysis_write_data(w, &x->r, at, BATCH_ROWS);
}

static void write_stats(struct js_writer *w, const struct executing *x, UNUSED size_t at)
{
	js_key(w, "columns");
	analysis_write_columns(w, &x->r);
	js_key(w, "statistics");
	analysis_write_statistics(w, &x->r);
}

static void write_insight(struct js_writer *w, const struct executing *x, size_t at)
{
	const struct analysis_insight *in = &x->r.insights[at];

	js_kv_str(w, "insight_type", analysis_insight_name(in->type));
	js_kv_str(w, "insight_text", in->text);
	js_kv_num(w, "confidence_score", in->confidence);
	js_key(w, "evidence");
	js_raw(w, in->evidence.n ? in->evidence : SLICE_LIT("{}"));
}

/* Everything but the rows, which have been sent. */
static void write_final(struct js_writer *w, const struct executing *x, UNUSED size_t at)
{
	write_head(w, x);
	js_kv_str(w, "sql", x->r.sql);
	js_kv_int(w, "execution_time_ms", x->r.ms);
	js_kv_int(w, "row_count", (int64_t)x->r.n_counted);
	js_kv_bool(w, "row_count_exact", x->r.counted_all);
	js_kv_int(w, "rows_returned", (int64_t)x->r.n_rows);
	js_kv_bool(w, "truncated", x->r.cut != ANALYSIS_WHOLE);
	js_kv_str(w, "truncated_reason", x->r.cut_reason);
	js_kv_str(w, "truncated_by", analysis_cut_name(x->r.cut));
	js_key(w, "visualizations");
	analysis_write_visualizations(w, &x->r);
	js_kv_time(w, "created_at", clock_unix_ms());
}

static int stream_result(struct executing *x, struct err *err)
{
	static const struct message row_batch = {"row_batch", write_batch}, stats = {"stats", write_stats},
				    insight = {"insight", write_insight}, final = {"final", write_final};
	int rc = api_run(x->req, &x->st, x->id, NULL, &x->r, err);

	for (size_t at = 0; rc == 0 && (at == 0 || at < x->r.n_rows); at += BATCH_ROWS)
		rc = send(x, &row_batch, at, err);
	if (rc == 0 && x->r.has_statistics)
		rc = send(x, &stats, 0, err);
	for (size_t i = 0; rc == 0 && i < x->r.n_insights; i++)
		rc = send(x, &insight, i, err);
	return rc ? -1 : send(x, &final, 0, err);
}

static int answer_stream(struct executing *x, struct http_response *res, struct err *err)
{
	struct http_channel_options opt = {
		.name = arena_printf(x->req->a, "execution/%s", x->id), .cancel = x->req->cancel};

	if (http_channel_new(x->req->hub, &opt, &x->channel, err))
		return -1;
	int rc = http_stream_begin(x->req, res, x->channel, 0, true, err);
	if (rc)
		http_channel_end(x->channel);
	else
		rc = stream_result(x, err);
	http_channel_unref(x->channel);
	return rc;
}

/* It goes on: what is known of it now, as results/{id} answers it from here on. */
static int answer_going_on(const struct executing *x, struct http_response *res, struct err *err)
{
	struct http_request *req = x->req;
	struct store_execution stored;

	if (api_execution_go_on(req, &x->st, x->id, err) ||
		store_execution_get(api_tx(req), req->a, api_owner(req), x->id, &stored, err))
		return -1;
	http_header_add(
		req, res, "Location", arena_printf(req->a, "/api/v1/data-analysis/results/%s", x->id));
	return write_result(
		req, http_json(res, 202), &stored, (struct api_range){.limit = PAGE_DEFAULT}, err);
}

static int answer_json(struct executing *x, struct http_response *res, struct err *err)
{
	bool outlived;

	if (api_run(x->req, &x->st, x->id, &outlived, &x->r, err))
		return -1;
	if (outlived)
		return answer_going_on(x, res, err);
	struct js_writer *w = http_json(res, 200);
	js_obj(w);
	write_head(w, x);
	analysis_write_members(w, &x->r);
	js_kv_time(w, "created_at", clock_unix_ms());
	js_obj_end(w);
	return 0;
}

int v1_execute(struct http_request *req, struct http_response *res, struct err *err)
{
	const struct execute_body *b = req->body;
	struct executing *x = ARENA_NEW(req->a, struct executing);
	struct store_source src;

	if (api_source(req, b->source_id, &src, err))
		return -1;
	prepare(x, req, src.id);
	return api_wants_json(req) ? answer_json(x, res, err) : answer_stream(x, res, err);
}

int v1_executions(struct http_request *req, struct http_response *res, struct err *err)
{
	struct store_page page = api_page(req->query);
	struct store_execution_list list;

	if (store_execution_list(api_tx(req), req->a, api_owner(req), &page, &list, err))
		return -1;
	struct js_writer *w = http_json(res, 200);
	store_list_begin(w);
	for (size_t i = 0; i < list.n; i++) {
		js_obj(w);
		write_execution(w, &list.items[i]);
		js_obj_end(w);
	}
	store_list_end(w, &list.more);
	return 0;
}

/* ---- export ---- */

struct export_body {
	const char *id, *format;
	bool metadata;
};

static const struct js_field export_fields[] = {
	{.name = "analysis_id",
		.kind = JS_STRING,
		.flags = JS_REQUIRED,
		.offset = offsetof(struct export_body, id),
		.min = 1,
		.max = NAME_MAX_BYTES},
	{.name = "format",
		.kind = JS_STRING,
		.offset = offsetof(struct export_body, format),
		.one_of = formats},
	{.name = "include_metadata",
		.kind = JS_BOOL,
		.offset = offsetof(struct export_body, metadata),
		.doc = "JSON only: the statement and its times beside the rows."},
};
static const struct export_body export_defaults = {.format = "csv"};
const struct js_shape v1_export_shape =
	JS_SHAPE_FROM("ExportInput", export_fields, struct export_body, &export_defaults);

static const struct js_field export_query_fields[] = {
	{.name = "format",
		.kind = JS_STRING,
		.offset = offsetof(struct export_body, format),
		.one_of = formats},
	{.name = "include_metadata", .kind = JS_BOOL, .offset = offsetof(struct export_body, metadata)},
};
const struct js_shape v1_export_query_shape =
	JS_SHAPE_FROM("ExportQuery", export_query_fields, struct export_body, &export_defaults);

static int export(
	struct http_request *req, struct http_response *res, const struct export_body *b, struct err *err)
{
	struct store_execution x;
	struct analysis_result r = {0};
	struct api_range all = {0, RESULT_ROWS_MAX};

	if (store_execution_get(api_tx(req), req->a, api_owner(req), b->id, &x, err))
		return -1;
	if (!str_eq(x.status, "completed"))
		return err_set_why(err, ERR_CONFLICT, "no_result",
			"this execution has no result to export: it is %s", x.status);
	if (api_restore(req, &x, all, &r, err))
		return -1;
	http_attachment(req, res, arena_printf(req->a, "%s.%s", x.id, b->format));
	if (str_eq(b->format, "csv")) {
		res->type = "text/csv; charset=utf-8";
		analysis_add_csv(&res->out, &r, true);
		return 0;
	}
	struct js_writer *w = http_json(res, 200);
	if (b->metadata) {
		js_obj(w);
		write_execution(w, &x);
		api_kv_json(w, "columns", x.columns);
		js_key(w, "data");
	}
	analysis_write_data(w, &r, 0, r.n_rows);
	if (b->metadata)
		js_obj_end(w);
	return 0;
}

int v1_export(struct http_request *req, struct http_response *res, struct err *err)
{
	return export(req, res, req->body, err);
}

int v1_result_export(struct http_request *req, struct http_response *res, struct err *err)
{
	struct export_body b = *(const struct export_body *)req->query;

	b.id = req->params[0];
	return export(req, res, &b, err);
}
