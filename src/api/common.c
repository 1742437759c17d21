// SPDX-License-Identifier: Apache-2.0
/* See api_int.h: small things every handler needs. */
#include "api/api_int.h"

#include "source/source.h"

const struct api_services *api_of(const struct http_request *req)
{
	return req->ctx;
}

struct store_tx *api_tx(const struct http_request *req)
{
	return store_auto(api_of(req)->store);
}

const char *api_owner(UNUSED const struct http_request *req)
{
	return "";
}

static const struct js_field page_fields[] = {API_PAGE_FIELDS};
const struct js_shape api_page_shape = JS_SHAPE("PageQuery", page_fields, struct api_page_query);

struct store_page api_page(const struct api_page_query *q)
{
	return (struct store_page){.limit = (size_t)q->limit, .cursor = q->cursor, .want_total = true};
}

int api_source(struct http_request *req, const char *id, struct store_source *out, struct err *err)
{
	struct store_source_list list;
	struct store_page page = {.limit = 1};

	if (id)
		return source_get(api_of(req)->sources, req->a, id, out, err);
	if (source_list(api_of(req)->sources, req->a, &page, &list, err))
		return -1;
	if (list.n == 0)
		return err_set_why(err, ERR_CONFLICT, "no_source",
			"no data source is registered yet; POST one to /api/v1/data-sources");
	*out = list.items[0];
	return 0;
}

void api_started(struct http_response *res, const char *job_id)
{
	struct js_writer *w = http_json(res, 202);

	js_obj(w);
	js_kv_str(w, "workflow_id", job_id);
	js_kv_str(w, "status", "RUNNING");
	js_obj_end(w);
}

void api_kv_json(struct js_writer *w, const char *key, const char *json)
{
	js_key(w, key);
	if (json && json[0])
		js_raw(w, slice_of(json));
	else
		js_null(w);
}

bool api_wants_json(const struct http_request *req)
{
	int json = http_accepts(req, "application/json"), stream = http_accepts(req, "text/event-stream");

	return req->route->flags & HTTP_JSON_FIRST ? json >= stream : json > stream;
}
