// SPDX-License-Identifier: Apache-2.0
/*
 * See openapi.h. Paths are written in the order in which the tables name them first; shapes that a route names become
 * components once, so that generated clients get one type for each.
 */
#include "http/openapi.h"

#include "base/vec.h"
#include "json/writer.h"

#include <assert.h>

struct doc {
	const struct http_openapi *in;
	struct js_writer w;
	struct arena *a;
	VEC(const struct js_shape *) shapes;
	VEC(const struct js_union *) unions;
	VEC(const char *) paths;
};

static void remember_shape(struct doc *d, const struct js_shape *shape)
{
	for (size_t i = 0; shape && i < d->shapes.n; i++) {
		if (str_eq(d->shapes.items[i]->name, shape->name)) {
			assert(d->shapes.items[i] == shape); /* two shapes of one name would become one */
			return;
		}
	}
	if (shape)
		vec_push(&d->shapes, d->a, shape);
}

static void remember_union(struct doc *d, const struct js_union *u)
{
	for (size_t i = 0; i < d->unions.n; i++) {
		if (d->unions.items[i] == u)
			return;
	}
	vec_push(&d->unions, d->a, u);
	for (size_t i = 0; i < u->n; i++)
		remember_shape(d, u->of[i]);
}

/* Shapes within shapes are components too. The list grows behind its reader. */
static void remember_parts(struct doc *d)
{
	for (size_t i = 0; i < d->shapes.n; i++) {
		const struct js_shape *shape = d->shapes.items[i];
		for (size_t f = 0; f < shape->n; f++)
			remember_shape(d, shape->fields[f].shape);
	}
}

static void write_ref(struct doc *d, const struct js_shape *shape)
{
	if (shape)
		js_ref_write(shape->name, &d->w);
	else
		js_raw(&d->w, SLICE_LIT("{}"));
}

static void open_content(struct doc *d, const char *type)
{
	js_key(&d->w, "content");
	js_obj(&d->w);
	js_key(&d->w, type);
	js_obj(&d->w);
	js_key(&d->w, "schema");
}

static void close_content(struct doc *d)
{
	js_obj_end(&d->w);
	js_obj_end(&d->w);
}

static void write_path_parameters(struct doc *d, const char *path)
{
	for (const char *p = strchr(path, '{'); p; p = strchr(p + 1, '{')) {
		const char *end = strchr(p, '}');
		js_obj(&d->w);
		js_kv_slice(&d->w, "name", (struct slice){p + 1, (size_t)(end - p) - 1});
		js_kv_str(&d->w, "in", "path");
		js_kv_bool(&d->w, "required", true);
		js_key(&d->w, "schema");
		js_obj(&d->w);
		js_kv_str(&d->w, "type", "string");
		js_obj_end(&d->w);
		js_obj_end(&d->w);
	}
}

static void write_query_parameters(struct doc *d, const struct js_shape *query)
{
	for (size_t i = 0; query && i < query->n; i++) {
		const struct js_field *f = &query->fields[i];
		js_obj(&d->w);
		js_kv_str(&d->w, "name", f->name);
		js_kv_str(&d->w, "in", "query");
		js_kv_bool(&d->w, "required", f->flags & JS_REQUIRED);
		if (f->doc)
			js_kv_str(&d->w, "description", f->doc);
		js_key(&d->w, "schema");
		js_field_write(f, &d->w);
		js_obj_end(&d->w);
	}
}

static void write_body(struct doc *d, const struct http_route *r)
{
	remember_shape(d, r->body);
	js_key(&d->w, "requestBody");
	js_obj(&d->w);
	js_kv_bool(&d->w, "required", !(r->flags & HTTP_BODY_OPTIONAL));
	open_content(d, "application/json");
	write_ref(d, r->body);
	close_content(d);
	js_obj_end(&d->w);
}

/* {items: [shape], next} */
static void write_list_schema(struct doc *d, const struct js_shape *shape)
{
	js_obj(&d->w);
	js_kv_str(&d->w, "type", "object");
	js_key(&d->w, "properties");
	js_obj(&d->w);
	js_key(&d->w, "items");
	js_obj(&d->w);
	js_kv_str(&d->w, "type", "array");
	js_key(&d->w, "items");
	write_ref(d, shape);
	js_obj_end(&d->w);
	js_key(&d->w, "next");
	js_raw(&d->w, SLICE_LIT("{\"type\":[\"string\",\"null\"]}"));
	js_key(&d->w, "total");
	js_raw(&d->w, SLICE_LIT("{\"type\":\"integer\"}"));
	js_obj_end(&d->w);
	js_key(&d->w, "required");
	js_raw(&d->w, SLICE_LIT("[\"items\",\"next\"]"));
	js_obj_end(&d->w);
}

/* OpenAPI 3.1 has no words for the messages of a stream: the schema of their data is an extension. */
static void write_stream(struct doc *d, const struct js_union *events)
{
	js_key(&d->w, "text/event-stream");
	js_obj(&d->w);
	js_key(&d->w, "schema");
	js_obj(&d->w);
	js_kv_str(&d->w, "type", "string");
	if (events) {
		remember_union(d, events);
		js_kv_str(&d->w, "description",
			arena_printf(d->a, "Server-sent events; the data of each is one %s", events->name));
		js_key(&d->w, "x-event-data");
		js_ref_write(events->name, &d->w);
	}
	js_obj_end(&d->w);
	js_obj_end(&d->w);
}

static void write_content(struct doc *d, const struct http_route *r)
{
	js_key(&d->w, "content");
	js_obj(&d->w);
	if (r->answer || !r->events) {
		js_key(&d->w, "application/json");
		js_obj(&d->w);
		js_key(&d->w, "schema");
		if (r->flags & HTTP_LIST)
			write_list_schema(d, r->answer);
		else
			write_ref(d, r->answer);
		js_obj_end(&d->w);
	}
	if (r->flags & HTTP_STREAM)
		write_stream(d, r->events);
	if (r->media) {
		js_key(&d->w, r->media);
		js_raw(&d->w, SLICE_LIT("{\"schema\":{\"type\":\"string\"}}"));
	}
	js_obj_end(&d->w);
}

static void write_success(struct doc *d, const struct http_route *r, int status)
{
	static const struct {
		int status;
		const char *text;
	} words[] = {{200, "Success"}, {201, "Created"}, {202, "Accepted"}, {204, "Done"}, {503, "Not now"}};
	const char *text = words[0].text;

	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (words[i].status == status)
			text = words[i].text;
	}
	remember_shape(d, r->answer);
	js_key(&d->w, arena_printf(d->a, "%d", status));
	js_obj(&d->w);
	js_kv_str(&d->w, "description", text);
	if (status != 204)
		write_content(d, r);
	js_obj_end(&d->w);
}

static void write_responses(struct doc *d, const struct http_routes *table, const struct http_route *r)
{
	js_key(&d->w, "responses");
	js_obj(&d->w);
	write_success(d, r, r->status ? r->status : 200);
	if (r->other_status)
		write_success(d, r, r->other_status);
	js_key(&d->w, "default");
	js_obj(&d->w);
	js_kv_str(&d->w, "description", "The request failed");
	if (table->problem) {
		remember_shape(d, table->problem);
		open_content(d, "application/problem+json");
		write_ref(d, table->problem);
		close_content(d);
	}
	js_obj_end(&d->w);
	js_obj_end(&d->w);
}

static void write_operation(struct doc *d, const struct http_routes *table, const struct http_route *r)
{
	static const char *const keys[HTTP_METHODS] = {"get", "post", "put", "patch", "delete"};

	js_key(&d->w, keys[r->method]);
	js_obj(&d->w);
	js_kv_str(&d->w, "operationId", r->name);
	if (r->summary)
		js_kv_str(&d->w, "summary", r->summary);
	if (r->doc)
		js_kv_str(&d->w, "description", r->doc);
	if (r->tag) {
		js_key(&d->w, "tags");
		js_arr(&d->w);
		js_str(&d->w, r->tag);
		js_arr_end(&d->w);
	}
	if (strchr(r->path, '{') || (r->query && r->query->n)) {
		js_key(&d->w, "parameters");
		js_arr(&d->w);
		write_path_parameters(d, r->path);
		write_query_parameters(d, r->query);
		js_arr_end(&d->w);
	}
	if (r->body)
		write_body(d, r);
	write_responses(d, table, r);
	if (r->flags & HTTP_PUBLIC) {
		js_key(&d->w, "security");
		js_arr(&d->w);
		js_arr_end(&d->w);
	}
	js_obj_end(&d->w);
}

static bool is_new_path(struct doc *d, const char *path)
{
	for (size_t i = 0; i < d->paths.n; i++) {
		if (str_eq(d->paths.items[i], path))
			return false;
	}
	vec_push(&d->paths, d->a, path);
	return true;
}

/* All operations of a path together, where the tables name it first. */
static void write_path(struct doc *d, const struct http_routes *table, const char *path)
{
	js_key(&d->w, path);
	js_obj(&d->w);
	for (size_t i = 0; i < table->n; i++) {
		const struct http_route *r = &table->items[i];
		if (str_eq(r->path, path) && !(r->flags & HTTP_HIDDEN))
			write_operation(d, table, r);
	}
	js_obj_end(&d->w);
}

static void write_paths(struct doc *d)
{
	js_key(&d->w, "paths");
	js_obj(&d->w);
	for (size_t t = 0; t < d->in->n_tables; t++) {
		const struct http_routes *table = &d->in->tables[t];
		for (size_t i = 0; i < table->n; i++) {
			const struct http_route *r = &table->items[i];
			if (!(r->flags & HTTP_HIDDEN) && is_new_path(d, r->path))
				write_path(d, table, r->path);
		}
	}
	js_obj_end(&d->w);
}

static void write_components(struct doc *d)
{
	js_key(&d->w, "components");
	js_obj(&d->w);
	js_key(&d->w, "schemas");
	js_obj(&d->w);
	remember_parts(d);
	for (size_t i = 0; i < d->shapes.n; i++) {
		js_key(&d->w, d->shapes.items[i]->name);
		js_shape_write(d->shapes.items[i], &d->w);
	}
	for (size_t i = 0; i < d->unions.n; i++) {
		js_key(&d->w, d->unions.items[i]->name);
		js_union_write(d->unions.items[i], &d->w);
	}
	js_obj_end(&d->w);
	js_key(&d->w, "securitySchemes");
	js_raw(&d->w,
		SLICE_LIT("{\"bearer\":{\"type\":\"http\",\"scheme\":\"bearer\"},"
			  "\"apiKey\":{\"type\":\"apiKey\",\"in\":\"header\",\"name\":\"X-API-Key\"}}"));
	js_obj_end(&d->w);
}

void http_openapi_write(const struct http_openapi *in, struct str *out)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct doc d = {.in = in, .w = JS_WRITER(out), .a = a};

	js_obj(&d.w);
	js_kv_str(&d.w, "openapi", "3.1.0");
	js_key(&d.w, "info");
	js_obj(&d.w);
	js_kv_str(&d.w, "title", in->title);
	js_kv_str(&d.w, "version", in->version);
	js_kv_str(&d.w, "description", in->description);
	js_key(&d.w, "license");
	js_raw(&d.w, SLICE_LIT("{\"name\":\"Apache-2.0\",\"identifier\":\"Apache-2.0\"}"));
	js_obj_end(&d.w);
	js_key(&d.w, "servers");
	js_raw(&d.w, SLICE_LIT("[{\"url\":\"/\"}]"));
	js_key(&d.w, "security");
	js_raw(&d.w, SLICE_LIT("[{},{\"bearer\":[]},{\"apiKey\":[]}]"));
	write_paths(&d);
	write_components(&d);
	js_obj_end(&d.w);
}
