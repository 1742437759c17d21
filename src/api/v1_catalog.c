// SPDX-License-Identifier: Apache-2.0
/* Stage 2 over HTTP: /api/v1/data-catalog. The stage writes its own JSON; here it is decoded and called. */
#include "api/api_int.h"
#include "base/clock.h"
#include "catalog/catalog.h"

static const char *const table_types[] = {"table", "view", NULL};
static const char *const search_types[] = {"tables", "columns", "both", NULL};

struct filter_query {
	struct api_page_query page;
	const char *source_id, *schema, *table_type, *tag, *text;
};

#define FILTER_FIELDS                                                                                   \
	API_PAGE_FIELDS,                                                                                \
		{.name = "data_source_id",                                                              \
			.kind = JS_STRING,                                                              \
			.offset = offsetof(struct filter_query, source_id)},                            \
		{.name = "schema", .kind = JS_STRING, .offset = offsetof(struct filter_query, schema)}, \
		{.name = "type",                                                                        \
			.kind = JS_STRING,                                                              \
			.offset = offsetof(struct filter_query, table_type),                            \
			.one_of = table_types},                                                         \
	{                                                                                               \
		.name = "tag", .kind = JS_STRING, .offset = offsetof(struct filter_query, tag)          \
	}

static const struct js_field filter_fields[] = {
	FILTER_FIELDS,
	{.name = "q",
		.kind = JS_STRING,
		.offset = offsetof(struct filter_query, text),
		.max = QUESTION_MAX,
		.doc = "Part of a name or a description."},
};
const struct js_shape v1_catalog_filter_shape = JS_SHAPE("CatalogFilter", filter_fields, struct filter_query);

static const struct js_field names_fields[] = {
	FILTER_FIELDS,
	{.name = "q",
		.kind = JS_STRING,
		.flags = JS_REQUIRED,
		.offset = offsetof(struct filter_query, text),
		.min = 1,
		.max = QUESTION_MAX,
		.doc = "Part of a table's or a column's name."},
};
const struct js_shape v1_catalog_names_shape = JS_SHAPE("NameSearch", names_fields, struct filter_query);

static struct catalog_filter filter_of(const struct http_request *req)
{
	const struct filter_query *q = req->query;

	return (struct catalog_filter){.source_id = q->source_id,
		.schema = q->schema,
		.table_type = q->table_type,
		.tag = q->tag,
		.text = q->text,
		.limit = (size_t)q->page.limit,
		.cursor = q->page.cursor};
}

int v1_catalog_tree(struct http_request *req, struct http_response *res, struct err *err)
{
	return catalog_write_tree(api_of(req)->catalog, req->params[0], http_json(res, 200), err);
}

int v1_catalog_schemas(struct http_request *req, struct http_response *res, struct err *err)
{
	struct catalog_filter f = filter_of(req);

	return catalog_write_schemas(api_of(req)->catalog, &f, http_json(res, 200), err);
}

int v1_catalog_tables(struct http_request *req, struct http_response *res, struct err *err)
{
	struct catalog_filter f = filter_of(req);

	return catalog_write_tables(api_of(req)->catalog, &f, http_json(res, 200), err);
}

int v1_catalog_table(struct http_request *req, struct http_response *res, struct err *err)
{
	return catalog_write_table(api_of(req)->catalog, req->params[0], http_json(res, 200), err);
}

int v1_catalog_names(struct http_request *req, struct http_response *res, struct err *err)
{
	struct catalog_filter f = filter_of(req);
	struct slice q = slice_of(f.text);

	f.text = NULL;
	return catalog_write_name_search(api_of(req)->catalog, q, &f, http_json(res, 200), err);
}

int v1_catalog_stats(struct http_request *req, struct http_response *res, struct err *err)
{
	return catalog_write_stats(api_of(req)->catalog, http_json(res, 200), err);
}

struct refresh_body {
	const char *source_id;
};

static const struct js_field refresh_fields[] = {
	{.name = "data_source_id",
		.kind = JS_STRING,
		.flags = JS_REQUIRED,
		.offset = offsetof(struct refresh_body, source_id),
		.min = 1,
		.max = NAME_MAX_BYTES},
};
const struct js_shape v1_refresh_shape = JS_SHAPE("RefreshInput", refresh_fields, struct refresh_body);

int v1_catalog_refresh(struct http_request *req, struct http_response *res, struct err *err)
{
	const struct refresh_body *b = req->body;
	const struct api_services *s = api_of(req);
	char id[UUID_LEN];

	if (catalog_sync_start(s->catalog, s->jobs, b->source_id, id, err))
		return -1;
	api_started(res, id);
	return 0;
}

int v1_catalog_progress(struct http_request *req, struct http_response *res, struct err *err)
{
	const struct api_services *s = api_of(req);
	struct catalog_progress p;

	if (catalog_sync_progress(s->catalog, s->jobs, req->params[0], req->a, &p, err))
		return -1;
	struct js_writer *w = http_json(res, 200);
	js_obj(w);
	js_kv_str(w, "workflow_id", p.workflow_id);
	js_kv_str(w, "data_source_id", p.source_id);
	js_kv_str(w, "status", p.status);
	js_kv_str(w, "step", p.step);
	js_key(w, "progress");
	js_obj(w);
	js_kv_int(w, "schemas", p.schemas);
	js_kv_int(w, "tables", p.tables);
	js_kv_int(w, "columns", p.columns);
	js_kv_int(w, "documents", p.documents);
	js_kv_int(w, "done", p.done);
	js_kv_int(w, "total", p.total);
	js_obj_end(w);
	js_kv_int(w, "elapsed_ms", p.elapsed_ms);
	js_kv_str(w, "error", p.error);
	js_obj_end(w);
	return 0;
}

struct search_filters {
	const char *schema;
	struct js_strings types;
};

struct search_body {
	const char *query, *type;
	struct js_strings sources;
	int64_t limit;
	struct search_filters filters;
};

static const struct js_field search_filter_fields[] = {
	{.name = "schema_name",
		.kind = JS_STRING,
		.flags = JS_NULLABLE,
		.offset = offsetof(struct search_filters, schema),
		.max = NAME_MAX_BYTES},
	{.name = "table_types",
		.kind = JS_STRINGS,
		.flags = JS_NULLABLE,
		.offset = offsetof(struct search_filters, types),
		.max = 2,
		.one_of = table_types},
};
static const struct js_shape search_filter_shape =
	JS_SHAPE("SearchFilters", search_filter_fields, struct search_filters);

static const struct js_field search_fields[] = {
	{.name = "query",
		.kind = JS_STRING,
		.flags = JS_REQUIRED,
		.offset = offsetof(struct search_body, query),
		.min = 1,
		.max = QUESTION_MAX},
	{.name = "data_source_ids",
		.kind = JS_STRINGS,
		.flags = JS_NULLABLE,
		.offset = offsetof(struct search_body, sources),
		.max = PAGE_MAX,
		.doc = "Every synced source when left out."},
	{.name = "search_type",
		.kind = JS_STRING,
		.offset = offsetof(struct search_body, type),
		.one_of = search_types},
	{.name = "limit",
		.kind = JS_INT,
		.offset = offsetof(struct search_body, limit),
		.min = 1,
		.max = CATALOG_SEARCH_MAX},
	{.name = "filters",
		.kind = JS_OBJECT,
		.flags = JS_NULLABLE,
		.offset = offsetof(struct search_body, filters),
		.shape = &search_filter_shape},
};
const struct js_shape v1_search_shape = JS_SHAPE("SemanticSearchInput", search_fields, struct search_body);

static enum catalog_search_type search_type(const char *text)
{
	if (text && str_eq(text, "tables"))
		return CATALOG_SEARCH_TABLES;
	return text && str_eq(text, "columns") ? CATALOG_SEARCH_COLUMNS : CATALOG_SEARCH_BOTH;
}

int v1_catalog_search(struct http_request *req, struct http_response *res, struct err *err)
{
	const struct search_body *b = req->body;
	struct catalog_search q = {.query = slice_of(b->query),
		.source_ids = b->sources.items,
		.n_source_ids = b->sources.n,
		.type = search_type(b->type),
		.limit = (size_t)b->limit,
		.schema = b->filters.schema,
		.table_types = b->filters.types.items,
		.n_table_types = b->filters.types.n,
		.user = api_owner(req),
		.cancel = req->cancel};
	const struct catalog_hit *hits;
	size_t n;

	if (catalog_search(api_of(req)->catalog, &q, req->a, &hits, &n, err))
		return -1;
	struct js_writer *w = http_json(res, 200);
	js_obj(w);
	js_kv_str(w, "query", b->query);
	js_key(w, "results");
	catalog_write_hits(w, hits, n);
	js_kv_int(w, "total_found", (int64_t)n);
	js_kv_int(w, "search_time_ms", clock_mono_ms() - req->started_ms);
	js_obj_end(w);
	return 0;
}

struct similar_body {
	const char *table_id;
	int64_t limit;
};

static const struct js_field similar_fields[] = {
	{.name = "table_id",
		.kind = JS_STRING,
		.flags = JS_REQUIRED,
		.offset = offsetof(struct similar_body, table_id),
		.min = 1,
		.max = NAME_MAX_BYTES},
	{.name = "limit",
		.kind = JS_INT,
		.offset = offsetof(struct similar_body, limit),
		.min = 1,
		.max = CATALOG_SEARCH_MAX},
};
static const struct similar_body similar_defaults = {.limit = CATALOG_SEARCH_DEFAULT};
const struct js_shape v1_similar_shape =
	JS_SHAPE_FROM("SimilarInput", similar_fields, struct similar_body, &similar_defaults);

int v1_catalog_similar(struct http_request *req, struct http_response *res, struct err *err)
{
	const struct similar_body *b = req->body;
	const struct catalog_hit *hits;
	size_t n;

	if (catalog_similar(api_of(req)->catalog, b->table_id, (size_t)b->limit, req->a, &hits, &n, err))
		return -1;
	struct js_writer *w = http_json(res, 200);
	js_obj(w);
	js_kv_str(w, "table_id", b->table_id);
	js_key(w, "results");
	catalog_write_hits(w, hits, n);
	js_kv_int(w, "total_found", (int64_t)n);
	js_obj_end(w);
	return 0;
}

struct describe_body {
	const char *description;
};

static const struct js_field describe_fields[] = {
	{.name = "description",
		.kind = JS_STRING,
		.flags = JS_NULLABLE,
		.offset = offsetof(struct describe_body, description),
		.max = DESCRIPTION_MAX,
		.doc = "null takes it away."},
};
const struct js_shape v1_describe_shape = JS_SHAPE("DescriptionInput", describe_fields, struct describe_body);

/* Leaving the member out is a mistake, not a wish to clear. */
static int wanted_description(
	struct http_request *req, struct http_response *res, const char **out, struct err *err)
{
	const struct describe_body *b = req->body;

	if (!json_object_get(req->json, "description"))
		return http_bad_field(
			req, res, err, "description", "is required; null takes the description away");
	*out = b->description;
	return 0;
}

int v1_catalog_describe_table(struct http_request *req, struct http_response *res, struct err *err)
{
	const char *text = NULL;

	if (wanted_description(req, res, &text, err))
		return -1;
	return catalog_describe_table(api_of(req)->catalog, req->params[0], text, http_json(res, 200), err);
}

int v1_catalog_describe_column(struct http_request *req, struct http_response *res, struct err *err)
{
	const char *text = NULL;

	if (wanted_description(req, res, &text, err))
		return -1;
	return catalog_describe_column(api_of(req)->catalog, req->params[0], text, http_json(res, 200), err);
}

int v1_catalog_history(struct http_request *req, struct http_response *res, struct err *err)
{
	const struct api_page_query *q = req->query;
	struct catalog_filter f = {.limit = (size_t)q->limit, .cursor = q->cursor};

	return catalog_write_history(api_of(req)->catalog, api_owner(req), &f, http_json(res, 200), err);
}
