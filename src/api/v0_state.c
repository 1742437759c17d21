// SPDX-License-Identifier: Apache-2.0
/*
 * The state behind an id of /api/v0: a question, its SQL, its rows. Rows are kept as they were when the query ran, so
 * that the figure, the summary and the CSV of an id all speak of the same ones.
 */
#include "api/v0_int.h"
#include "assistant/assistant.h"
#include "base/clock.h"
#include "source/source.h"

static const struct js_field query_fields[] = {
	{.name = "id", .kind = JS_STRING, .offset = offsetof(struct v0_query, id), .max = NAME_MAX_BYTES},
	{.name = "question",
		.kind = JS_STRING,
		.offset = offsetof(struct v0_query, question),
		.max = QUESTION_MAX},
	{.name = "chart_instructions",
		.kind = JS_STRING,
		.offset = offsetof(struct v0_query, chart_instructions),
		.max = QUESTION_MAX},
	{.name = "last_question",
		.kind = JS_STRING,
		.offset = offsetof(struct v0_query, last_question),
		.max = QUESTION_MAX},
	{.name = "new_question",
		.kind = JS_STRING,
		.offset = offsetof(struct v0_query, new_question),
		.max = QUESTION_MAX},
	{.name = "data_source_id",
		.kind = JS_STRING,
		.offset = offsetof(struct v0_query, source_id),
		.max = NAME_MAX_BYTES},
};
const struct js_shape v0_query_shape = {.name = "V0Query",
	.fields = query_fields,
	.n = ARRAY_LEN(query_fields),
	.size = sizeof(struct v0_query),
	.open = true};

static const struct js_field body_fields[] = {
	{.name = "id",
		.kind = JS_STRING,
		.flags = JS_NULLABLE,
		.offset = offsetof(struct v0_body, id),
		.max = NAME_MAX_BYTES},
	{.name = "question",
		.kind = JS_STRING,
		.flags = JS_NULLABLE,
		.offset = offsetof(struct v0_body, question),
		.max = QUESTION_MAX},
	{.name = "sql",
		.kind = JS_STRING,
		.flags = JS_NULLABLE,
		.offset = offsetof(struct v0_body, sql),
		.max = SQL_MAX},
	{.name = "ddl",
		.kind = JS_STRING,
		.flags = JS_NULLABLE,
		.offset = offsetof(struct v0_body, ddl),
		.max = SQL_MAX},
	{.name = "documentation",
		.kind = JS_STRING,
		.flags = JS_NULLABLE,
		.offset = offsetof(struct v0_body, documentation),
		.max = SQL_MAX},
	{.name = "error",
		.kind = JS_STRING,
		.flags = JS_NULLABLE,
		.offset = offsetof(struct v0_body, error),
		.max = SQL_MAX},
	{.name = "language",
		.kind = JS_STRING,
		.flags = JS_NULLABLE,
		.offset = offsetof(struct v0_body, language),
		.max = NAME_MAX_BYTES},
	{.name = "data_source_id",
		.kind = JS_STRING,
		.flags = JS_NULLABLE,
		.offset = offsetof(struct v0_body, source_id),
		.max = NAME_MAX_BYTES},
};
const struct js_shape v0_body_shape = {.name = "V0Body",
	.fields = body_fields,
	.n = ARRAY_LEN(body_fields),
	.size = sizeof(struct v0_body),
	.open = true};

int v0_find(struct http_request *req, const char *id, struct store_v0 *out, struct err *err)
{
	if (!id || !id[0])
		return err_set(err, ERR_INVALID, "No id provided");
	if (store_v0_get(api_tx(req), req->a, api_owner(req), id, out, err)) {
		if (err->code != ERR_NOT_FOUND)
			return -1;
		err_clear(err);
		return err_set(err, ERR_NOT_FOUND, "No sql found");
	}
	return out->sql ? 0 : err_set(err, ERR_NOT_FOUND, "No sql found");
}

struct answered {
	struct store_v0 *q;
	const struct assistant_answer *ans;
};

/* In the transaction that records the generation: one wait for the disk a question. */
static int keep_answer(struct store_tx *tx, void *ctx, struct err *err)
{
	const struct answered *at = ctx;

	at->q->sql = at->ans->sql;
	return at->q->sql ? store_v0_put(tx, at->q, err) : 0;
}

int v0_ask(struct http_request *req, struct store_v0 *q, bool keep, const char **message, struct err *err)
{
	struct assistant_answer ans = {0};
	struct answered answered = {q, &ans};
	struct api_question ask = {.text = q->question,
		.max_repairs = 1,
		.explain = true,
		.at_once = true,
		.also = keep ? keep_answer : NULL,
		.also_ctx = &answered};
	struct store_source src;
	const char *complete;

	if (!q->question || slice_trim(slice_of(q->question)).n == 0)
		return err_set(err, ERR_INVALID, "No question provided");
	if (api_source(req, q->source_id, &src, err))
		return -1;
	q->id = api_generation_id(req->a);
	q->owner = api_owner(req);
	q->source_id = ask.source_id = src.id;
	if (api_ask(req, q->id, &ask, &ans, &complete, err))
		return -1;
	q->sql = ans.sql;
	*message = ans.gen.message ? ans.gen.message : "This question could not be turned into SQL.";
	return 0;
}

/* Rows as the store keeps them, {columns, rows}; fewer when they would not fit. */
static const char *packed(struct arena *a, const struct analysis_result *r)
{
	size_t n = r->n_rows;

	for (;;) {
		struct str json = STR_INIT(V0_FIELD_MAX);
		struct js_writer w = JS_WRITER(&json);
		js_obj(&w);
		js_key(&w, "columns");
		analysis_write_columns(&w, r);
		js_key(&w, "rows");
		analysis_write_rows(&w, r, 0, n);
		js_obj_end(&w);
		if (!json.over || n == 0)
			return str_to_arena(&json, a);
		str_free(&json);
		n /= 2;
	}
}

int v0_run(struct http_request *req, const struct store_v0 *q, struct analysis_result *out, struct err *err)
{
	struct analysis_options opt = ANALYSIS_OPTIONS_INIT;
	struct store_source src;
	struct source_lease *lease;

	opt.title = q->question;
	opt.cancel = req->cancel;
	opt.deadline_ms = MIN(req->deadline_ms, clock_mono_ms() + QUERY_TIMEOUT_MS);
	if (api_source(req, q->source_id, &src, err) || api_lease(req, src.id, &lease, err))
		return -1;
	int rc = analysis_run(
		lease->conn, api_dialect(lease->dialect), slice_of(q->sql), &opt, req->a, out, err);
	source_release(lease);
	return rc ? -1 : store_v0_set(api_tx(req), q, STORE_V0_DF, packed(req->a, out), err);
}

int v0_result(
	struct http_request *req, const struct store_v0 *q, struct analysis_result *out, struct err *err)
{
	struct analysis_options opt = ANALYSIS_OPTIONS_INIT;
	json_t *doc;

	if (!q->df)
		return err_set(err, ERR_NOT_FOUND, "No df found");
	if (js_parse(req->a, slice_of(q->df), &doc, err))
		return -1;
	opt.title = q->question;
	return analysis_restore(req->a, slice_of(q->sql), js_dump(req->a, json_object_get(doc, "columns")),
		js_dump(req->a, json_object_get(doc, "rows")), &opt, out, err);
}

int v0_questions(struct http_request *req, const char *source_id, const char *but, const char *const **out,
	size_t *n, struct err *err)
{
	struct store_source src;
	struct cat_snapshot *cat;
	size_t found = 0;

	if (api_source(req, source_id, &src, err) || api_snapshot(req, src.id, &cat, err))
		return -1;
	const char *const *all = assistant_suggest(cat, "en", V0_LIST_MAX + 1, req->a, &found);
	const char **list = ARENA_ARRAY(req->a, const char *, V0_LIST_MAX + 1);
	*n = 0;
	for (size_t i = 0; i < found && *n < V0_LIST_MAX; i++) {
		if (!but || !str_eq(all[i], but))
			list[(*n)++] = all[i];
	}
	*out = list;
	return 0;
}
