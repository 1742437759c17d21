// SPDX-License-Identifier: Apache-2.0
/*
 * What the handlers' files share. A handler is thin: it takes the decoded struct of its route's shape, calls one stage,
 * and writes what came back. The rows that name handlers and shapes are in routes.c.
 */
#pragma once

#include "api/api.h"
#include "base/hash.h"
#include "db/driver.h"
#include "http/http.h"
#include "json/read.h"
#include "sql/dialect.h"
#include "store/page.h"

struct analysis_options;
struct analysis_result;
struct assistant_answer;
struct assistant_request;
struct cat_snapshot;
struct source_lease;
struct store_execution;
struct store_generation;
struct store_source;

/* ---- problem.c: how requests fail ---- */

/* A failed v1 request as RFC 9457 problem+json. */
void api_fail(const struct http_request *req, const struct http_failure *f, struct http_response *res);

/* A failed stream's last message: {type:"error", message, code, generation_id}. */
void api_stream_fail(const struct http_request *req, const struct http_failure *f, struct js_writer *w);

/* The message of a stream that failed: {type:"error", message, code, generation_id, trace_id}; generation_id may be NULL. */
void api_write_stream_error(const struct http_request *req, const struct err *err, const char *generation_id,
	struct js_writer *w);

/* A failed v0 request, in the shape of the family that calls this path. */
void v0_fail(const struct http_request *req, const struct http_failure *f, struct http_response *res);

/* The HTTP status for a failure: what the server said, else the table from error codes. */
int api_status_of(const struct http_failure *f);

/* ---- common.c ---- */

/* The services the composition root made. */
const struct api_services *api_of(const struct http_request *req);

/* The store, each statement its own transaction. */
struct store_tx *api_tx(const struct http_request *req);

/* Who asks: "" while there is one user. */
const char *api_owner(const struct http_request *req);

/* Query parameters of every list; other query structs begin with it. */
struct api_page_query {
	int64_t limit;
	const char *cursor;
};

#define API_PAGE_FIELDS                                                                                 \
	{.name = "limit",                                                                               \
		.kind = JS_INT,                                                                         \
		.offset = offsetof(struct api_page_query, limit),                                       \
		.min = 1,                                                                               \
		.max = PAGE_MAX,                                                                        \
		.doc = "Items on a page; 50 when left out."},                                           \
	{                                                                                               \
		.name = "cursor", .kind = JS_STRING, .offset = offsetof(struct api_page_query, cursor), \
		.doc = "What the page before gave as `next`."                                           \
	}

extern const struct js_shape api_page_shape;

/* The store's page for a query. */
struct store_page api_page(const struct api_page_query *q);

/* The source an id names; NULL names the default: the only one, else the oldest. ERR_CONFLICT "no_source", ERR_NOT_FOUND. */
NODISCARD int api_source(struct http_request *req, const char *id, struct store_source *out, struct err *err);

/* 202 with {workflow_id, status}: a job was started. */
void api_started(struct http_response *res, const char *job_id);

/* Stored JSON text under a key; null where it is NULL or empty. */
void api_kv_json(struct js_writer *w, const char *key, const char *json);

/* Does this client want JSON from a route that can stream? Without a preference, only where the route says HTTP_JSON_FIRST. */
bool api_wants_json(const struct http_request *req);

/* ---- idempotency.c ---- */

/* Runs handlers of v1: a POST with Idempotency-Key is answered once and then from the store. */
int api_around(
	http_handler_fn *handler, struct http_request *req, struct http_response *res, struct err *err);

/* ---- ask.c: one question for v1 and v0 alike ---- */

struct api_question {
	const char *text, *source_id;
	const char *session_id;       /* the conversation it is part of; NULL = none */
	bool alone;                   /* it is read without what was said before in its conversation */
	const char *const *table_ids; /* the person's selection; n 0 = free */
	size_t n_table_ids;
	unsigned max_repairs;
	bool explain;
	struct http_channel *channel; /* where messages go; NULL = nowhere */
	bool detach;                  /* it goes on when nobody looks */
	int64_t attempt;              /* how often it was taken up after its server died; 0 = never */
	bool at_once;   /* the id is told only with the answer: recorded with it, in one transaction */
	store_fn *also; /* more for the transaction that records an answer; NULL = nothing */
	void *also_ctx;
};

/* Make an id, so that the channel can be named by it before the work begins. */
const char *api_generation_id(struct arena *a);

/* The name of the channel that a generation's messages go through; in the arena. */
const char *api_generation_channel(struct arena *a, const char *generation_id);

/* What of a question is stored, to ask it again: {tables, max_repairs, explain, detach, alone} as JSON; in the arena. */
const char *api_asked_write(struct arena *a, const struct api_question *q);

/* Until when (Unix ms) nobody else may work on what this request asks. */
int64_t api_ask_lease(const struct http_request *req);

/* Record that the generation runs, and the question in its conversation, before its id is told to anybody; not with at_once. Errors: the store's. */
NODISCARD int api_ask_start(
	struct http_request *req, const char *id, const struct api_question *q, struct err *err);

/* Record that a generation that was started, or taken up for this attempt, will not be asked after all. */
void api_ask_abort(struct http_request *req, const char *id, int64_t attempt, const struct err *err);

/*
 * Ask what was started (or is at_once), record the generation and its messages in the store, and send the messages. *complete is the JSON of the
 * generation_complete message, in the arena. Errors: those of catalog_snapshot() and assistant_ask().
 */
NODISCARD int api_ask(struct http_request *req, const char *id, const struct api_question *q,
	struct assistant_answer *out, const char **complete, struct err *err);

/* ---- turns.c: a question's place in its conversation ---- */

/*
 * Give the request what was said before the question in its conversation about the same source: nothing without one, or
 * when the question is to be read alone. In the request's arena. Errors: the store's.
 */
NODISCARD int api_turns(struct http_request *req, const char *generation_id, const struct api_question *q,
	struct assistant_request *out, struct err *err);

/* Keep the question in its conversation, if it has one that is still there. Errors: the store's. */
NODISCARD int api_say_question(
	struct store_tx *tx, const char *generation_id, const struct api_question *q, struct err *err);

/* The same for the answer g, of which id and sql are read, with what is said about it (may be NULL); q may be NULL. */
NODISCARD int api_say_answer(struct store_tx *tx, const struct api_question *q,
	const struct store_generation *g, const char *said, struct err *err);

/* The source's snapshot; released with the request's arena. Errors: those of catalog_snapshot(). */
NODISCARD int api_snapshot(
	struct http_request *req, const char *source_id, struct cat_snapshot **out, struct err *err);

/* A connection to the source; given back with the request's arena. Errors: those of source_acquire(). */
NODISCARD int api_lease(
	struct http_request *req, const char *source_id, struct source_lease **out, struct err *err);

/* ---- run.c: one statement for v1 and v0 alike ---- */

/*
 * Record how a running execution ended, in one transaction: as r, of which rows and insights are kept, or, where r is NULL, as
 * what err says. x names it. Errors: the store's; ERR_CONFLICT "not_running".
 */
NODISCARD int api_execution_end(struct store_tx *tx, struct arena *a, struct store_execution *x,
	const struct analysis_result *r, const struct err *failed, struct err *err);

/* The SQL dialect a driver's sources speak. */
enum sql_dialect api_dialect(enum db_dialect d);

struct api_statement {
	const char *sql, *source_id;
	const char *generation_id;              /* may be NULL */
	const char *options_json;               /* as the client sent them, for the record; may be NULL */
	const struct analysis_options *options; /* deadline and cancel token are set here */
};

/*
 * Run it on the source and record execution, rows and insights under this id. With outlived, a statement that takes longer
 * than execute_inline_ms is stopped, *outlived is true, *out stays empty, and its execution stays running: it is for the
 * caller to let it go on.
 * Errors     those of api_lease(), analysis_run() and the store.
 */
NODISCARD int api_run(struct http_request *req, const struct api_statement *st, const char *id,
	bool *outlived, struct analysis_result *out, struct err *err);

struct api_range {
	size_t first, limit; /* rows; limit at most RESULT_ROWS_MAX */
};

/* Rows of a stored execution as a result without statistics. */
NODISCARD int api_restore(struct http_request *req, const struct store_execution *x, struct api_range range,
	struct analysis_result *out, struct err *err);

/* ---- execution_job.c: a statement that outlives its request ---- */

/* Let a running execution go on as a job, or record that it failed. Errors: the store's, those of job_submit(), ERR_BUSY "too_many_statements". */
NODISCARD int api_execution_go_on(
	struct http_request *req, const struct api_statement *st, const char *id, struct err *err);

/* Where an execution's job ended without saying so, record that, and read it again. Errors: the store's. */
NODISCARD int api_execution_settle(struct http_request *req, struct store_execution *x, struct err *err);

/* ---- the handlers, by file; each as http_handler_fn says ---- */

/* v1_source.c */
http_handler_fn v1_source_create, v1_source_list, v1_source_get, v1_source_put, v1_source_delete,
	v1_source_test, v1_source_try, v1_source_sync, v1_source_health, v1_source_health_all;
extern const struct js_shape v1_source_shape, v1_source_change_shape;

/* sample.c */
http_handler_fn v1_source_sample;

/* v1_catalog.c */
http_handler_fn v1_catalog_tree, v1_catalog_schemas, v1_catalog_tables, v1_catalog_table, v1_catalog_names,
	v1_catalog_refresh, v1_catalog_progress, v1_catalog_stats, v1_catalog_search, v1_catalog_similar,
	v1_catalog_describe_table, v1_catalog_describe_column, v1_catalog_history;
extern const struct js_shape v1_catalog_filter_shape, v1_catalog_names_shape, v1_refresh_shape,
	v1_search_shape, v1_similar_shape, v1_describe_shape;

/* v1_assistant.c */
http_handler_fn v1_generate, v1_generation, v1_generation_history, v1_validate, v1_suggestions;
extern const struct js_shape v1_generate_shape, v1_generate_query_shape, v1_validate_shape,
	v1_generations_query_shape, v1_suggestions_query_shape;

/* v1_session.c */
http_handler_fn v1_session_create, v1_session_list, v1_session_get, v1_session_rename, v1_session_delete;
extern const struct js_shape v1_session_shape, v1_session_change_shape, v1_sessions_query_shape,
	v1_messages_query_shape;

/* resume.c */
http_handler_fn v1_generate_events, v1_generate_stop;
extern const struct js_shape v1_events_query_shape;

/* v1_analysis.c */
http_handler_fn v1_execute, v1_result, v1_executions, v1_export, v1_result_export;

/* execution_job.c */
http_handler_fn v1_execution_stop;

extern const struct js_shape v1_execute_shape, v1_result_query_shape, v1_export_shape, v1_export_query_shape;

/* v0_web.c, v0_detomo.c, v0_training.c; the shapes are in v0_state.c */
http_handler_fn v0_get_config, v0_get_generate_questions, v0_get_generate_sql, v0_get_run_sql,
	v0_get_download_csv, v0_get_figure, v0_get_followups, v0_get_summary, v0_get_load_question,
	v0_get_history, v0_get_training, v0_get_rewritten, v0_no_functions, v0_train, v0_untrain,
	v0_update_sql, v0_fix_sql, v0_get_health, v0_query, v0_post_generate_sql, v0_post_run_sql,
	v0_post_figure, v0_post_followups, v0_post_load_question;
extern const struct js_shape v0_query_shape, v0_body_shape;

/* routes_v0.c: both families of /api/v0, which differ by method */
enum { API_ROUTES_V0 = 28 };
extern const struct http_route api_routes_v0[API_ROUTES_V0];

/* ops.c and openapi.c */
http_handler_fn ops_health, ops_ready, ops_metrics, api_openapi, api_page_home;

/* answers.c, answers_ask.c: documentation of what is answered and streamed */
extern const struct js_shape answer_problem, answer_source, answer_sample, answer_source_test,
	answer_source_health, answer_workflow, answer_progress, answer_tree, answer_schema, answer_table,
	answer_table_detail, answer_column, answer_names, answer_stats, answer_search, answer_similar,
	answer_search_entry, answer_generation, answer_generation_entry, answer_session,
	answer_session_detail, answer_validate, answer_suggestions, answer_execution, answer_execution_entry,
	answer_health, answer_ready, answer_openapi;
extern const struct js_union answer_generation_events, answer_execution_events;
