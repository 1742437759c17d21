// SPDX-License-Identifier: Apache-2.0
/*
 * How failures reach a client: the one table from error codes to HTTP, problem+json (RFC 9457) for v1, and the two
 * shapes of v0, whose web client takes nothing but status 200. What is our own fault is logged with its trace id and
 * answered without the details.
 */
#include "api/api_int.h"

#include "base/log.h"

#include <stdio.h>

static const struct {
	int status;
	const char *title;
} by_code[] = {
	[ERR_NONE] = {500, "Internal error"},
	[ERR_INVALID] = {400, "Invalid request"},
	[ERR_NOT_FOUND] = {404, "Not found"},
	[ERR_DENIED] = {403, "Not allowed"},
	[ERR_CONFLICT] = {409, "Conflict"},
	[ERR_LIMIT] = {413, "Too large"},
	[ERR_TIMEOUT] = {504, "Took too long"},
	[ERR_CANCELLED] = {499, "Cancelled"},
	[ERR_UPSTREAM] = {502, "The database failed"},
	[ERR_BUSY] = {503, "Not ready"},
	[ERR_INTERNAL] = {500, "Internal error"},
};

/* Where a word of its own decides: the contract's exceptions from the table above. */
static const struct {
	const char *why;
	int status;
	const char *title;
} by_why[] = {
	{"sql_rejected", 422, "SQL refused"},
	{"idempotency_mismatch", 422, "Idempotency key reused"},
};

static const char *title_of_status(int status)
{
	switch (status) {
	case 401:
		return "Unauthorized";
	case 405:
		return "Method not allowed";
	case 414:
		return "Address too long";
	case 431:
		return "Headers too large";
	default:
		return NULL;
	}
}

static const char *title_of(const struct http_failure *f)
{
	const char *title = f->status ? title_of_status(f->status) : NULL;

	for (size_t i = 0; !title && i < ARRAY_LEN(by_why); i++) {
		if (str_eq(by_why[i].why, f->err->why))
			title = by_why[i].title;
	}
	return title ? title : by_code[f->err->code].title;
}

int api_status_of(const struct http_failure *f)
{
	if (f->status)
		return f->status;
	for (size_t i = 0; i < ARRAY_LEN(by_why); i++) {
		if (str_eq(by_why[i].why, f->err->why))
			return by_why[i].status;
	}
	return by_code[f->err->code].status;
}

/* The sentence a client may read; what was our own fault is logged instead. */
static const char *detail_of(const struct http_request *req, const struct http_failure *f)
{
	if (f->err->code != ERR_INTERNAL && f->err->code != ERR_NONE)
		return f->err->msg;
	log_event(LOG_ERROR, "a request failed", "route", req->route ? req->route->path : NULL, "error",
		f->err->msg, "trace_id", req->trace_id, NULL);
	return "Something went wrong inside askdb. The log has the details under this trace id.";
}

static const char *code_of(const struct http_failure *f)
{
	return f->err->why[0] ? f->err->why : err_code_name(f->err->code);
}

static void write_position(struct js_writer *w, const struct err *err)
{
	if (err->position)
		js_kv_int(w, "position", err->position);
}

static void write_errors(struct js_writer *w, const struct js_problems *problems)
{
	if (!problems || problems->n == 0)
		return;
	js_key(w, "errors");
	js_arr(w);
	for (size_t i = 0; i < problems->n; i++) {
		js_obj(w);
		js_kv_str(w, "field", problems->items[i].field);
		js_kv_str(w, "message", problems->items[i].message);
		js_obj_end(w);
	}
	js_arr_end(w);
}

void api_fail(const struct http_request *req, const struct http_failure *f, struct http_response *res)
{
	int status = api_status_of(f);
	struct js_writer *w = http_json(res, status);
	const char *code = code_of(f);

	res->type = "application/problem+json";
	if (status == 503 || status == 429)
		vec_push(&res->headers, req->a, (struct http_header){"Retry-After", "1"});
	js_obj(w);
	js_kv_str(w, "type", arena_printf(req->a, "urn:askdb:problem:%s", code));
	js_kv_str(w, "title", title_of(f));
	js_kv_int(w, "status", status);
	js_kv_str(w, "detail", detail_of(req, f));
	js_kv_slice(w, "instance", req->path);
	js_kv_str(w, "code", code);
	write_position(w, f->err);
	write_errors(w, f->problems);
	js_kv_str(w, "trace_id", req->trace_id);
	js_obj_end(w);
}

void api_stream_fail(const struct http_request *req, const struct http_failure *f, struct js_writer *w)
{
	api_write_stream_error(req, f->err, NULL, w);
}

void api_write_stream_error(
	const struct http_request *req, const struct err *err, const char *generation_id, struct js_writer *w)
{
	struct http_failure f = {.err = err};

	js_obj(w);
	js_kv_str(w, "type", "error");
	js_kv_str(w, "message", detail_of(req, &f));
	js_kv_str(w, "code", code_of(&f));
	write_position(w, err);
	js_kv_str(w, "generation_id", generation_id);
	js_kv_str(w, "trace_id", req->trace_id);
	js_obj_end(w);
}

/* POST with JSON is the Detomo family, but for the paths the web client posts to. */
static bool is_detomo(const struct http_request *req)
{
	static const char *const web[] = {"/api/v0/train", "/api/v0/remove_training_data",
		"/api/v0/update_sql", "/api/v0/fix_sql", "/api/v0/update_function", "/api/v0/delete_function",
		NULL};

	if (!req->route)
		return false;
	if (str_eq(req->route->path, "/api/v0/health"))
		return true;
	for (const char *const *p = web; *p; p++) {
		if (str_eq(*p, req->route->path))
			return false;
	}
	return req->method == HTTP_POST;
}

void v0_fail(const struct http_request *req, const struct http_failure *f, struct http_response *res)
{
	bool detomo = is_detomo(req);
	int status = api_status_of(f);
	bool is_door =
		status == 401 || (status == 403 && f->status); /* who may come in at all is never a 200 */
	struct js_writer *w = http_json(res, detomo || is_door ? status : 200);

	js_obj(w);
	if (detomo) {
		js_kv_str(w, "detail", detail_of(req, f));
	} else {
		js_kv_str(w, "type", "error");
		js_kv_str(w, "error",
			status == 404 || status == 405
				? req->route ? f->err->msg : "The rest of the API is not ported yet."
				: detail_of(req, f));
	}
	js_obj_end(w);
}
