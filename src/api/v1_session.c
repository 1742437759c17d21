// SPDX-License-Identifier: Apache-2.0
/* Conversations over HTTP: /api/v1/sql-assistant/sessions. Their turns are written where questions are asked (ask.c). */
#include "api/api_int.h"
#include "store/session.h"
#include "store/source.h"

/* ---- begin, rename ---- */

struct session_body {
	const char *title, *source_id;
};

static const struct js_field create_fields[] = {
	{.name = "title",
		.kind = JS_STRING,
		.flags = JS_NULLABLE,
		.offset = offsetof(struct session_body, title),
		.min = 1,
		.max = NAME_MAX_BYTES,
		.doc = "The first question when left out."},
	{.name = "data_source_id",
		.kind = JS_STRING,
		.flags = JS_NULLABLE,
		.offset = offsetof(struct session_body, source_id),
		.doc = "What its questions are asked of, where they do not say; the oldest source when left "
		       "out."},
};
const struct js_shape v1_session_shape = JS_SHAPE("SessionInput", create_fields, struct session_body);

static const struct js_field rename_fields[] = {
	{.name = "title",
		.kind = JS_STRING,
		.flags = JS_REQUIRED,
		.offset = offsetof(struct session_body, title),
		.min = 1,
		.max = NAME_MAX_BYTES},
};
const struct js_shape v1_session_change_shape = JS_SHAPE("SessionChange", rename_fields, struct session_body);

/* The members of a session within an object that is open. */
static void write_members(struct js_writer *w, const struct store_session *s)
{
	js_kv_str(w, "id", s->id);
	js_kv_str(w, "title", s->title);
	js_kv_str(w, "data_source_id", s->source_id);
	js_kv_int(w, "message_count", s->message_count);
	js_kv_time(w, "created_at", s->created_at);
	js_kv_time(w, "updated_at", s->updated_at);
}

static int answer_with(
	struct http_request *req, struct http_response *res, int status, const char *id, struct err *err)
{
	struct store_session s;

	if (store_session_get(api_tx(req), req->a, api_owner(req), id, &s, err))
		return -1;
	struct js_writer *w = http_json(res, status);
	js_obj(w);
	write_members(w, &s);
	js_obj_end(w);
	return 0;
}

/* A title without blanks around it, NULL where none was given; one of nothing but blanks could not be seen. */
static int wanted_title(
	struct http_request *req, struct http_response *res, const char **out, struct err *err)
{
	const struct session_body *b = req->body;
	struct slice text = slice_trim(slice_of(b->title));

	if (b->title && text.n == 0)
		return http_bad_field(req, res, err, "title", "holds nothing but blanks");
	*out = b->title ? arena_strndup(req->a, text.p, text.n) : NULL;
	return 0;
}

int v1_session_create(struct http_request *req, struct http_response *res, struct err *err)
{
	const struct session_body *b = req->body;
	const char *title = NULL;
	struct store_source src;

	if (wanted_title(req, res, &title, err) || api_source(req, b->source_id, &src, err))
		return -1;
	struct store_session s = {.id = api_generation_id(req->a),
		.owner = api_owner(req),
		.title = title,
		.source_id = src.id};
	if (store_session_create(api_tx(req), &s, err))
		return -1;
	return answer_with(req, res, 201, s.id, err);
}

int v1_session_rename(struct http_request *req, struct http_response *res, struct err *err)
{
	const char *id = req->params[0], *title = NULL;

	if (wanted_title(req, res, &title, err) ||
		store_session_rename(api_tx(req), api_owner(req), id, title, err))
		return -1;
	return answer_with(req, res, 200, id, err);
}

/* ---- list ---- */

struct sessions_query {
	struct api_page_query page;
	const char *source_id, *text;
};

static const struct js_field sessions_fields[] = {
	API_PAGE_FIELDS,
	{.name = "data_source_id", .kind = JS_STRING, .offset = offsetof(struct sessions_query, source_id)},
	{.name = "q",
		.kind = JS_STRING,
		.offset = offsetof(struct sessions_query, text),
		.max = QUESTION_MAX,
		.doc = "Part of the title, of what was said or of its SQL."},
};
const struct js_shape v1_sessions_query_shape =
	JS_SHAPE("SessionsQuery", sessions_fields, struct sessions_query);

int v1_session_list(struct http_request *req, struct http_response *res, struct err *err)
{
	const struct sessions_query *q = req->query;
	struct store_page page = api_page(&q->page);
	struct store_session_filter filter = {
		.owner = api_owner(req), .source_id = q->source_id, .text = q->text};
	struct store_session_list list;

	if (store_session_list(api_tx(req), req->a, &filter, &page, &list, err))
		return -1;
	struct js_writer *w = http_json(res, 200);
	store_list_begin(w);
	for (size_t i = 0; i < list.n; i++) {
		js_obj(w);
		write_members(w, &list.items[i]);
		js_obj_end(w);
	}
	store_list_end(w, &list.more);
	return 0;
}

/* ---- one, with what was said ---- */

struct messages_query {
	int64_t limit, before;
};

static const struct js_field messages_fields[] = {
	{.name = "limit",
		.kind = JS_INT,
		.offset = offsetof(struct messages_query, limit),
		.min = 1,
		.max = PAGE_MAX,
		.doc = "Messages; 50 when left out."},
	{.name = "before",
		.kind = JS_INT,
		.offset = offsetof(struct messages_query, before),
		.min = 1,
		.max = INT64_MAX,
		.doc = "Only messages before the one with this seq; the last ones when left out."},
};
static const struct messages_query messages_defaults = {.limit = PAGE_DEFAULT};
const struct js_shape v1_messages_query_shape =
	JS_SHAPE_FROM("MessagesQuery", messages_fields, struct messages_query, &messages_defaults);

static void write_message(struct js_writer *w, const struct store_message *m)
{
	js_obj(w);
	js_kv_int(w, "seq", m->seq);
	js_kv_str(w, "role", m->role);
	js_kv_str(w, "content", m->content);
	js_kv_str(w, "rewritten_query", m->rewritten_query);
	js_kv_str(w, "sql", m->sql);
	js_kv_str(w, "generation_id", m->generation_id);
	js_kv_time(w, "created_at", m->created_at);
	js_obj_end(w);
}

struct reading {
	struct http_request *req;
	struct store_session session;
	struct store_message *messages;
	size_t n;
};

static int read_both(struct store_tx *tx, void *ctx, struct err *err)
{
	struct reading *r = ctx;
	const struct messages_query *q = r->req->query;
	struct store_message_range range = {r->req->params[0], q->before, (size_t)q->limit};

	if (store_session_get(tx, r->req->a, api_owner(r->req), range.session_id, &r->session, err))
		return -1;
	return store_session_messages(tx, r->req->a, &range, &r->messages, &r->n, err);
}

int v1_session_get(struct http_request *req, struct http_response *res, struct err *err)
{
	struct reading r = {.req = req};

	if (store_reading(api_tx(req), read_both, &r, err))
		return -1;
	struct js_writer *w = http_json(res, 200);
	js_obj(w);
	write_members(w, &r.session);
	js_key(w, "messages");
	js_arr(w);
	for (size_t i = 0; i < r.n; i++)
		write_message(w, &r.messages[i]);
	js_arr_end(w);
	if (r.n && r.messages[0].seq > 1)
		js_kv_int(w, "before", r.messages[0].seq);
	else
		js_kv_null(w, "before");
	js_obj_end(w);
	return 0;
}

int v1_session_delete(struct http_request *req, struct http_response *res, struct err *err)
{
	if (store_session_delete(api_tx(req), api_owner(req), req->params[0], err))
		return -1;
	res->status = 204;
	return 0;
}
