// SPDX-License-Identifier: Apache-2.0
/* What stages 1 and 2 and the operations answer, as shapes for the OpenAPI document; nothing is decoded by them. */
#include "api/answers_int.h"
#include "api/api_int.h"

/* ---- problems ---- */

static const struct js_field field_problem_fields[] = {TEXT("field"), TEXT("message")};
static const struct js_shape field_problem = ANSWER("FieldProblem", field_problem_fields);
static const struct js_field problem_fields[] = {TEXT("type"), TEXT("title"), INTEGER("status"),
	TEXT("detail"), TEXT("instance"), TEXT("code"),
	{.name = "position",
		.kind = JS_INT,
		.doc = "The character of the statement, counted from 1, that the failure is about."},
	MAYBE_LIST("errors", field_problem), TEXT("trace_id")};
const struct js_shape answer_problem = ANSWER("Problem", problem_fields);

/* ---- data sources ---- */

static const char *const source_states[] = {"connected", "disconnected", "error", NULL};
static const struct js_field source_fields[] = {TEXT("id"), TEXT("name"), TEXT("type"),
	TEXT_OR_NULL("description"), ANY_MEMBERS("config"), ONE_OF("status", source_states),
	TEXT_OR_NULL("last_error"), TEXT_OR_NULL("last_synced"), TEXT("created_at"), TEXT("updated_at")};
const struct js_shape answer_source = ANSWER("DataSource", source_fields);

static const struct js_field step_fields[] = {TEXT("step"), FLAG("ok"), INTEGER("ms"), MAYBE_TEXT("detail"),
	MAYBE_TEXT("fault"), MAYBE_TEXT("remedy")};
static const struct js_shape step = ANSWER("TestStep", step_fields);
static const struct js_field source_test_fields[] = {FLAG("ok"), LIST("steps", step),
	TEXT_OR_NULL("server_version"), TEXT_OR_NULL("dialect"), FLAG("can_write"), TEXT_OR_NULL("remedy"),
	INTEGER("tables")};
const struct js_shape answer_source_test = ANSWER("DataSourceTest", source_test_fields);

static const struct js_field pool_fields[] = {
	INTEGER("size"), INTEGER("open"), INTEGER("idle"), INTEGER("waiting"), FLAG("breaker_open")};
static const struct js_shape pool = ANSWER("Pool", pool_fields);
static const struct js_field source_health_fields[] = {TEXT("id"), ONE_OF("status", source_states),
	TEXT_OR_NULL("last_error"), INTEGER_OR_NULL("latency_ms"), TEXT_OR_NULL("checked_at"),
	PART("pool", pool)};
const struct js_shape answer_source_health = ANSWER("DataSourceHealth", source_health_fields);

static const char *const job_states[] = {"QUEUED", "RUNNING", "COMPLETED", "FAILED", "CANCELLED", NULL};
static const struct js_field workflow_fields[] = {TEXT("workflow_id"), ONE_OF("status", job_states)};
const struct js_shape answer_workflow = ANSWER("Workflow", workflow_fields);
static const struct js_field sample_fields[] = {
	PART("data_source", answer_source), TEXT("workflow_id"), ONE_OF("status", job_states)};
const struct js_shape answer_sample = ANSWER("Sample", sample_fields);

/* ---- data catalog ---- */

static const struct js_field counts_fields[] = {INTEGER("schemas"), INTEGER("tables"), INTEGER("columns"),
	INTEGER("documents"), INTEGER("done"), INTEGER("total")};
static const struct js_shape counts = ANSWER("SyncCounts", counts_fields);
static const struct js_field progress_fields[] = {TEXT("workflow_id"), TEXT_OR_NULL("data_source_id"),
	ONE_OF("status", job_states), TEXT_OR_NULL("step"), PART("progress", counts), INTEGER("elapsed_ms"),
	TEXT_OR_NULL("error")};
const struct js_shape answer_progress = ANSWER("SyncProgress", progress_fields);

static const char *const table_types[] = {"table", "view", NULL};
static const struct js_field column_fields[] = {TEXT("id"), TEXT("table_id"), TEXT("column_name"),
	TEXT("data_type"), FLAG("is_nullable"), TEXT_OR_NULL("default_value"), FLAG("is_primary_key"),
	FLAG("is_foreign_key"), TEXT_OR_NULL("references_column"), TEXT_OR_NULL("source_description"),
	TEXT_OR_NULL("user_description"), INTEGER("ordinal_position")};
const struct js_shape answer_column = ANSWER("Column", column_fields);

#define TABLE_FIELDS                                                                                    \
	TEXT("id"), TEXT("data_source_id"), TEXT("schema_id"), TEXT("schema_name"), TEXT("table_name"), \
		ONE_OF("table_type", table_types), INTEGER_OR_NULL("row_count"),                        \
		TEXT_OR_NULL("source_description"), TEXT_OR_NULL("user_description"), TEXTS("tags"),    \
		TEXT("created_at"), TEXT("updated_at")
static const struct js_field table_fields[] = {TABLE_FIELDS};
const struct js_shape answer_table = ANSWER("Table", table_fields);
static const struct js_field table_detail_fields[] = {TABLE_FIELDS, LIST("columns", answer_column)};
const struct js_shape answer_table_detail = ANSWER("TableDetail", table_detail_fields);

#define SCHEMA_FIELDS                                                                                        \
	TEXT("id"), TEXT("data_source_id"), TEXT("schema_name"), INTEGER("table_count"), TEXT("created_at"), \
		TEXT("updated_at")
static const struct js_field schema_fields[] = {SCHEMA_FIELDS};
const struct js_shape answer_schema = ANSWER("Schema", schema_fields);
static const struct js_field tree_schema_fields[] = {SCHEMA_FIELDS, LIST("tables", answer_table_detail)};
static const struct js_shape tree_schema = ANSWER("TreeSchema", tree_schema_fields);
static const struct js_field tree_fields[] = {TEXT("data_source_id"), TEXT("data_source_name"),
	TEXT_OR_NULL("last_synced"), LIST("schemas", tree_schema)};
const struct js_shape answer_tree = ANSWER("CatalogTree", tree_fields);

static const struct js_field stats_fields[] = {INTEGER("total_schemas"), INTEGER("total_tables"),
	INTEGER("total_columns"), INTEGER("data_sources"), TEXT_OR_NULL("last_updated")};
const struct js_shape answer_stats = ANSWER("CatalogStats", stats_fields);

static const char *const hit_types[] = {"table", "column", NULL};
static const char *const match_kinds[] = {"words", "meaning", NULL};
static const struct js_field hit_fields[] = {ONE_OF("type", hit_types), TEXT("data_source_id"),
	TEXT("table_id"), TEXT("schema_name"), TEXT("table_name"), MAYBE_TEXT("column_id"),
	MAYBE_TEXT("column_name"), TEXT_OR_NULL("description"), NUMBER("relevance_score"),
	ONE_OF("matched_by", match_kinds), TEXT("match"), TEXT("snippet")};
static const struct js_shape hit = ANSWER("SearchHit", hit_fields);
static const struct js_field search_fields[] = {
	TEXT("query"), LIST("results", hit), INTEGER("total_found"), INTEGER("search_time_ms")};
const struct js_shape answer_search = ANSWER("SearchResult", search_fields);
static const struct js_field similar_fields[] = {
	TEXT("table_id"), LIST("results", hit), INTEGER("total_found")};
const struct js_shape answer_similar = ANSWER("SimilarResult", similar_fields);

static const char *const name_hit_types[] = {"schema", "table", "column", NULL};
static const struct js_field name_hit_fields[] = {ONE_OF("type", name_hit_types), TEXT("id"),
	TEXT("data_source_id"), TEXT_OR_NULL("table_id"), TEXT("schema_name"), TEXT_OR_NULL("table_name"),
	TEXT_OR_NULL("column_name"), TEXT_OR_NULL("description")};
static const struct js_shape name_hit = ANSWER("NameHit", name_hit_fields);
static const struct js_field names_fields[] = {
	TEXT("query"), LIST("results", name_hit), INTEGER("total_found")};
const struct js_shape answer_names = ANSWER("NameSearchResult", names_fields);
static const struct js_field search_entry_fields[] = {TEXT("id"), TEXT("query"), TEXT("search_type"),
	TEXT_OR_NULL("data_source_id"), INTEGER("result_count"), INTEGER("search_time_ms"),
	TEXT("created_at")};
const struct js_shape answer_search_entry = ANSWER("SearchEntry", search_entry_fields);

/* ---- operations ---- */

static const struct js_field health_fields[] = {
	TEXT("status"), TEXT("service"), TEXT("version"), INTEGER("uptime_s")};
const struct js_shape answer_health = ANSWER("Health", health_fields);

static const char *const check_states[] = {"ok", "off", "loading", "down", NULL};
static const struct js_field check_fields[] = {
	ONE_OF("state", check_states), INTEGER("latency_ms"), TEXT_OR_NULL("detail")};
static const struct js_shape check = ANSWER("Check", check_fields);
static const char *const ready_states[] = {"ready", "not_ready", NULL};
static const struct js_field ready_fields[] = {ONE_OF("status", ready_states), EACH("checks", check)};
const struct js_shape answer_ready = ANSWER("Readiness", ready_fields);

static const struct js_field openapi_fields[] = {TEXT("openapi"), ANY_MEMBERS("info"), ANY_MEMBERS("paths"),
	ANY_MEMBERS("components"), FIELD("servers", JS_ANY, JS_REQUIRED),
	FIELD("security", JS_ANY, JS_REQUIRED)};
const struct js_shape answer_openapi = ANSWER("OpenApiDocument", openapi_fields);
