// SPDX-License-Identifier: Apache-2.0
/* Stage 3 over HTTP: /api/v1/sql-assistant. */
#include "api/api_int.h"
#include "assistant/assistant.h"
#include "catalog/catalog.h"
#include "source/source.h"
#include "store/generation.h"
#include "store/session.h"

enum {
	REPAIRS_DEFAULT = 1,
	REPAIRS_MAX = 5,
	SUGGESTIONS_DEFAULT = 4,
	SUGGESTIONS_MAX = 20,
	SELECTED_MAX = 200
};

static const char *const dialects[] = {"sqlite", "postgresql", NULL};
static const char *const languages[] = {"en", "ja", "ko", NULL};

/* ---- generate ---- */

struct generate_options {
	bool explain, context;
	const char *dialect, *model;
	int64_t max_repairs;
};

struct generate_body {
	const char *query, *source_id, *session_id;
	struct js_strings tables;
	struct generate_options options;
};

static const struct js_field options_fields[] = {
	{.name = "include_explanation",
		.kind = JS_BOOL,
		.offset = offsetof(struct generate_options, explain)},
	{.name = "use_context",
		.kind = JS_BOOL,
		.offset = offsetof(struct generate_options, context),
		.doc = "With a session: read the question with what was said before. False takes it as it "
		       "stands."},
	{.name = "sql_dialect",
		.kind = JS_STRING,
		.flags = JS_NULLABLE,
		.offset = offsetof(struct generate_options, dialect),
		.one_of = dialects,
		.doc = "Must be the data source's own."},
	{.name = "max_repairs",
		.kind = JS_INT,
		.offset = offsetof(struct generate_options, max_repairs),
		.max = REPAIRS_MAX},
	{.name = "model",
		.kind = JS_STRING,
		.flags = JS_NULLABLE,
		.offset = offsetof(struct generate_options, model),
		.max = NAME_MAX_BYTES,
		.doc = "The built-in engine is called offline."},
};
static const struct js_shape options_shape =
	JS_SHAPE("GenerateOptions", options_fields, struct generate_options);

static const struct js_field generate_fields[] = {
	{.name = "query",
		.kind = JS_STRING,
		.flags = JS_REQUIRED,
		.offset = offsetof(struct generate_body, query),
		.min = 1,
		.max = QUESTION_MAX,
		.doc = "The question, in plain language."},
	{.name = "data_source_id",
		.kind = JS_STRING,
		.flags = JS_NULLABLE,
		.offset = offsetof(struct generate_body, source_id),
		.doc = "The session's, else the oldest source, when left out."},
	{.name = "selected_tables",
		.kind = JS_STRINGS,
		.flags = JS_NULLABLE,
		.offset = offsetof(struct generate_body, tables),
		.max = SELECTED_MAX},
	{.name = "session_id",
		.kind = JS_STRING,
		.flags = JS_NULLABLE,
		.offset = offsetof(struct generate_body, session_id)},
	{.name = "options",
		.kind = JS_OBJECT,
		.flags = JS_NULLABLE,
		.offset = offsetof(struct generate_body, options),
		.shape = &options_shape},
};
static const struct generate_body generate_defaults = {
	.options = {.explain = true, .context = true, .max_repairs = REPAIRS_DEFAULT}};
const struct js_shape v1_generate_shape =
	JS_SHAPE_FROM("GenerateInput", generate_fields, struct generate_body, &generate_defaults);

struct generate_query {
	bool detach;
};

static const struct js_field generate_query_fields[] = {
	{.name = "detach",
		.kind = JS_BOOL,
		.offset = offsetof(struct generate_query, detach),
		.doc = "Go on when the client leaves; it can attach again to the generation's events."},
};
const struct js_shape v1_generate_query_shape =
	JS_SHAPE("GenerateQuery", generate_query_fields, struct generate_query);

/* What can be refused before a stream begins is refused with a status of its own. */
static int check_stages(
	struct http_request *req, struct http_response *res, struct store_source *src, struct err *err)
{
	const struct generate_body *b = req->body;
	struct store_session session = {.source_id = NULL};
	struct cat_snapshot *cat;

	if (b->session_id &&
		store_session_get(api_tx(req), req->a, api_owner(req), b->session_id, &session, err))
		return -1;
	if (session.message_count >= SESSION_MESSAGES_MAX)
		return err_set_why(err, ERR_CONFLICT, "session_full",
			"this conversation holds %d messages, as many as one may: begin a new one",
			SESSION_MESSAGES_MAX);
	const char *source_id = b->source_id ? b->source_id : session.source_id;
	if (api_source(req, source_id, src, err) || api_snapshot(req, src->id, &cat, err))
		return -1;
	const char *name = sql_dialect_name(cat->dialect);
	if (b->options.dialect && !str_eq(b->options.dialect, name))
		return http_bad_field(
			req, res, err, "options.sql_dialect", "this data source speaks %s", name);
	if (b->options.model && !str_eq(b->options.model, "offline"))
		return http_bad_field(req, res, err, "options.model",
			"there is no such model here; leave it out or use offline");
	return 0;
}

/* Open the generation's channel and send the headers; the caller drops its reference. */
static int begin_stream(struct http_request *req, struct http_response *res, const char *id,
	struct http_channel **out, struct err *err)
{
	const struct generate_query *q = req->query;
	struct http_channel_options opt = {
		.name = api_generation_channel(req->a, id), .cancel = req->cancel, .detach = q->detach};

	if (http_channel_new(req->hub, &opt, out, err))
		return -1;
	http_header_add(req, res, "X-Generation-Id", id);
	if (http_stream_begin(req, res, *out, 0, true, err) == 0)
		return 0;
	http_channel_end(*out);
	http_channel_unref(*out);
	return -1;
}

int v1_generate(struct http_request *req, struct http_response *res, struct err *err)
{
	const struct generate_body *b = req->body;
	const char *id = api_generation_id(req->a), *complete;
	struct api_question q = {.text = b->query,
		.session_id = b->session_id,
		.alone = !b->options.context,
		.table_ids = b->tables.items,
		.n_table_ids = b->tables.n,
		.max_repairs = (unsigned)b->options.max_repairs,
		.explain = b->options.explain,
		.detach = ((const struct generate_query *)req->query)->detach};
	struct assistant_answer ans = {0};
	struct store_source src;

	if (check_stages(req, res, &src, err))
		return -1;
	q.source_id = src.id;
	q.at_once = api_wants_json(req);
	if (!q.at_once && api_ask_start(req, id, &q, err))
		return -1;
	if (q.at_once) {
		if (api_ask(req, id, &q, &ans, &complete, err))
			return -1;
		http_text(res, 200, NULL, slice_of(complete));
		return 0;
	}
	if (begin_stream(req, res, id, &q.channel, err)) {
		api_ask_abort(req, id, 0, err);
		return -1;
	}
	err_ignore(api_ask(req, id, &q, &ans, &complete, err)); /* its last message says how it went */
	http_channel_unref(q.channel);
	return 0;
}

/* ---- history ---- */

struct generations_query {
	struct api_page_query page;
	const char *source_id, *text;
};

static const struct js_field generations_fields[] = {
	API_PAGE_FIELDS,
	{.name = "data_source_id",
		.kind = JS_STRING,
		.offset = offsetof(struct generations_query, source_id)},
	{.name = "q",
		.kind = JS_STRING,
		.offset = offsetof(struct generations_query, text),
		.max = QUESTION_MAX,
		.doc = "Part of the question or the SQL."},
};
const struct js_shape v1_generations_query_shape =
	JS_SHAPE("GenerationsQuery", generations_fields, struct generations_query);

static void write_generation(struct http_request *req, struct js_writer *w, const struct store_generation *g)
{
	js_obj(w);
	js_kv_str(w, "id", g->id);
	js_kv_str(w, "generation_id", g->id);
	js_kv_str(w, "data_source_id", g->source_id);
	js_kv_str(w, "session_id", g->session_id);
	js_kv_str(w, "query", g->query);
	js_kv_str(w, "rewritten_query", g->rewritten_query);
	js_kv_str(w, "sql", g->sql);
	js_kv_str(w, "explanation", g->explanation);
	js_kv_str(w, "status",
		store_generation_is_abandoned(api_of(req)->store, g) ? "interrupted" : g->status);
	js_kv_str(w, "error", g->error);
	if (g->confidence_score >= 0)
		js_kv_num(w, "confidence_score", g->confidence_score);
	else
		js_kv_null(w, "confidence_score");
	js_kv_str(w, "model", g->model);
	js_kv_int(w, "ms", g->ms);
	js_kv_time(w, "created_at", g->created_at);
	js_kv_time(w, "finished_at", g->finished_at);
	js_obj_end(w);
}

int v1_generation(struct http_request *req, struct http_response *res, struct err *err)
{
	struct store_generation g;

	if (store_generation_get(api_tx(req), req->a, api_owner(req), req->params[0], &g, err))
		return -1;
	write_generation(req, http_json(res, 200), &g);
	return 0;
}

int v1_generation_history(struct http_request *req, struct http_response *res, struct err *err)
{
	const struct generations_query *q = req->query;
	struct store_page page = api_page(&q->page);
	struct store_generation_filter filter = {
		.owner = api_owner(req), .source_id = q->source_id, .text = q->text};
	struct store_generation_list list;

	if (store_generation_list(api_tx(req), req->a, &filter, &page, &list, err))
		return -1;
	struct js_writer *w = http_json(res, 200);
	store_list_begin(w);
	for (size_t i = 0; i < list.n; i++)
		write_generation(req, w, &list.items[i]);
	store_list_end(w, &list.more);
	return 0;
}

/* ---- validate ---- */

struct validate_body {
	const char *sql, *source_id, *dialect;
};

static const struct js_field validate_fields[] = {
	{.name = "sql",
		.kind = JS_STRING,
		.flags = JS_REQUIRED,
		.offset = offsetof(struct validate_body, sql),
		.min = 1,
		.max = SQL_MAX},
	{.name = "data_source_id",
		.kind = JS_STRING,
		.flags = JS_NULLABLE,
		.offset = offsetof(struct validate_body, source_id),
		.doc = "Names are bound against its catalog."},
	{.name = "dialect",
		.kind = JS_STRING,
		.flags = JS_NULLABLE,
		.offset = offsetof(struct validate_body, dialect),
		.one_of = dialects,
		.doc = "Without a source; sqlite when left out."},
};
const struct js_shape v1_validate_shape = JS_SHAPE("ValidateInput", validate_fields, struct validate_body);

/* The source's dialect and, where it is synced, its snapshot. */
static int validate_against(struct http_request *req, const char *source_id, enum sql_dialect *dialect,
	struct cat_snapshot **cat, struct err *err)
{
	enum db_dialect d;

	if (source_dialect(api_of(req)->sources, source_id, &d, err))
		return -1;
	*dialect = api_dialect(d);
	if (api_snapshot(req, source_id, cat, err) == 0)
		return 0;
	if (err->code != ERR_CONFLICT)
		return -1;
	err_clear(err); /* not synced: the names cannot be judged, the rest can */
	*cat = NULL;
	return 0;
}

int v1_validate(struct http_request *req, struct http_response *res, struct err *err)
{
	const struct validate_body *b = req->body;
	enum sql_dialect dialect = SQL_SQLITE;
	struct cat_snapshot *cat = NULL;
	struct assistant_validation v = {0};

	if (b->dialect && !sql_dialect_parse(b->dialect, &dialect))
		return http_bad_field(req, res, err, "dialect", "is not a dialect known here");
	if (b->source_id && validate_against(req, b->source_id, &dialect, &cat, err))
		return -1;
	assistant_validate(dialect, slice_of(b->sql), cat, req->a, &v);
	struct js_writer *w = http_json(res, 200);
	js_obj(w);
	js_kv_str(w, "sql", b->sql);
	js_key(w, "validation");
	assistant_write_validation(w, &v);
	js_obj_end(w);
	return 0;
}

/* ---- suggestions ---- */

struct suggestions_query {
	const char *source_id, *language;
	int64_t limit;
};

static const struct js_field suggestions_fields[] = {
	{.name = "data_source_id",
		.kind = JS_STRING,
		.offset = offsetof(struct suggestions_query, source_id)},
	{.name = "language",
		.kind = JS_STRING,
		.offset = offsetof(struct suggestions_query, language),
		.one_of = languages},
	{.name = "limit",
		.kind = JS_INT,
		.offset = offsetof(struct suggestions_query, limit),
		.min = 1,
		.max = SUGGESTIONS_MAX},
};
static const struct suggestions_query suggestions_defaults = {.language = "en", .limit = SUGGESTIONS_DEFAULT};
const struct js_shape v1_suggestions_query_shape = JS_SHAPE_FROM(
	"SuggestionsQuery", suggestions_fields, struct suggestions_query, &suggestions_defaults);

int v1_suggestions(struct http_request *req, struct http_response *res, struct err *err)
{
	const struct suggestions_query *q = req->query;
	struct store_source src;
	struct cat_snapshot *cat;
	size_t n = 0;

	if (api_source(req, q->source_id, &src, err) || api_snapshot(req, src.id, &cat, err))
		return -1;
	const char *const *questions = assistant_suggest(cat, q->language, (size_t)q->limit, req->a, &n);
	struct js_writer *w = http_json(res, 200);
	js_obj(w);
	js_kv_str(w, "data_source_id", src.id);
	js_kv_str(w, "language", q->language);
	js_key(w, "suggestions");
	js_arr(w);
	for (size_t i = 0; i < n; i++)
		js_str(w, questions[i]);
	js_arr_end(w);
	js_obj_end(w);
	return 0;
}
