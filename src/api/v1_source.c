// SPDX-License-Identifier: Apache-2.0
/* Stage 1 over HTTP: /api/v1/data-sources. */
#include "api/api_int.h"
#include "catalog/catalog.h"
#include "source/source.h"

struct source_body {
	const char *name, *type, *description, *url;
	const json_t *config;
};

static const struct js_field source_fields[] = {
	{.name = "name",
		.kind = JS_STRING,
		.flags = JS_REQUIRED,
		.offset = offsetof(struct source_body, name),
		.min = 1,
		.max = NAME_MAX_BYTES,
		.doc = "Unique."},
	{.name = "type",
		.kind = JS_STRING,
		.offset = offsetof(struct source_body, type),
		.doc = "sqlite, postgresql; may be left out when url says it."},
	{.name = "description",
		.kind = JS_STRING,
		.flags = JS_NULLABLE,
		.offset = offsetof(struct source_body, description),
		.max = DESCRIPTION_MAX},
	{.name = "config",
		.kind = JS_ANY,
		.offset = offsetof(struct source_body, config),
		.doc = "Fields of the type: path; or host, port, database, username, password, ssl_mode."},
	{.name = "url",
		.kind = JS_STRING,
		.offset = offsetof(struct source_body, url),
		.doc = "Instead of config: postgres://user@host/db, or a path."},
};
const struct js_shape v1_source_shape = JS_SHAPE("DataSourceInput", source_fields, struct source_body);

static const struct js_field change_fields[] = {
	{.name = "name",
		.kind = JS_STRING,
		.offset = offsetof(struct source_body, name),
		.min = 1,
		.max = NAME_MAX_BYTES},
	{.name = "type", .kind = JS_STRING, .offset = offsetof(struct source_body, type)},
	{.name = "description",
		.kind = JS_STRING,
		.flags = JS_NULLABLE,
		.offset = offsetof(struct source_body, description),
		.max = DESCRIPTION_MAX},
	{.name = "config",
		.kind = JS_ANY,
		.offset = offsetof(struct source_body, config),
		.doc = "Replaces the whole of it; a password that is left out is kept."},
	{.name = "url", .kind = JS_STRING, .offset = offsetof(struct source_body, url)},
};
const struct js_shape v1_source_change_shape =
	JS_SHAPE("DataSourceChange", change_fields, struct source_body);

static struct source_input input_of(const struct http_request *req)
{
	const struct source_body *b = req->body;
	struct source_input in = {.name = b->name,
		.type = b->type,
		.description = b->description,
		.url = b->url,
		.config = b->config};

	if (json_is_null(json_object_get(req->json, "description")))
		in.description = "";
	if (json_is_null(b->config))
		in.config = NULL;
	return in;
}

int v1_source_create(struct http_request *req, struct http_response *res, struct err *err)
{
	struct source_input in = input_of(req);
	struct store_source src;

	if (source_create(api_of(req)->sources, req->a, &in, &res->problems, &src, err))
		return -1;
	http_header_add(req, res, "Location", arena_printf(req->a, "/api/v1/data-sources/%s", src.id));
	source_write(&src, http_json(res, 201));
	return 0;
}

int v1_source_list(struct http_request *req, struct http_response *res, struct err *err)
{
	struct store_page page = api_page(req->query);
	struct store_source_list list;

	if (source_list(api_of(req)->sources, req->a, &page, &list, err))
		return -1;
	struct js_writer *w = http_json(res, 200);
	store_list_begin(w);
	for (size_t i = 0; i < list.n; i++)
		source_write(&list.items[i], w);
	store_list_end(w, &list.more);
	return 0;
}

int v1_source_get(struct http_request *req, struct http_response *res, struct err *err)
{
	struct store_source src;

	if (source_get(api_of(req)->sources, req->a, req->params[0], &src, err))
		return -1;
	source_write(&src, http_json(res, 200));
	return 0;
}

int v1_source_put(struct http_request *req, struct http_response *res, struct err *err)
{
	struct source_input in = input_of(req);
	struct store_source src;

	if (source_update(api_of(req)->sources, req->a, req->params[0], &in, &res->problems, &src, err))
		return -1;
	source_write(&src, http_json(res, 200));
	return 0;
}

int v1_source_delete(struct http_request *req, struct http_response *res, struct err *err)
{
	if (source_delete(api_of(req)->sources, req->params[0], err))
		return -1;
	catalog_forget(api_of(req)->catalog, req->params[0]);
	res->status = 204;
	return 0;
}

int v1_source_test(struct http_request *req, struct http_response *res, struct err *err)
{
	struct source_test test;

	if (source_test(api_of(req)->sources, req->a, req->params[0], req->cancel, &test, err))
		return -1;
	source_test_write(&test, http_json(res, 200));
	return 0;
}

int v1_source_try(struct http_request *req, struct http_response *res, struct err *err)
{
	struct source_input in = input_of(req);
	struct source_test test;

	if (source_test_input(api_of(req)->sources, req->a, &in, req->cancel, &test, err))
		return -1;
	source_test_write(&test, http_json(res, 200));
	return 0;
}

int v1_source_sync(struct http_request *req, struct http_response *res, struct err *err)
{
	const struct api_services *s = api_of(req);
	char id[UUID_LEN];

	if (catalog_sync_start(s->catalog, s->jobs, req->params[0], id, err))
		return -1;
	api_started(res, id);
	return 0;
}

int v1_source_health(struct http_request *req, struct http_response *res, struct err *err)
{
	struct source_health health;

	if (source_health(api_of(req)->sources, req->a, req->params[0], req->cancel, &health, err))
		return -1;
	source_health_write(req->params[0], &health, http_json(res, 200));
	return 0;
}

int v1_source_health_all(struct http_request *req, struct http_response *res, struct err *err)
{
	struct store_page page = api_page(req->query);
	struct store_source_list list;

	if (source_list(api_of(req)->sources, req->a, &page, &list, err))
		return -1;
	struct js_writer *w = http_json(res, 200);
	store_list_begin(w);
	for (size_t i = 0; i < list.n; i++) {
		struct source_health health;
		struct err gone = ERR_INIT;
		if (source_health(
			    api_of(req)->sources, req->a, list.items[i].id, req->cancel, &health, &gone) == 0)
			source_health_write(list.items[i].id, &health, w);
		else if (gone.code != ERR_NOT_FOUND) /* deleted meanwhile */
			return err_set(err, gone.code, "%s", gone.msg);
	}
	store_list_end(w, &list.more);
	return 0;
}
