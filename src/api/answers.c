// SPDX-License-Identifier: Apache-2.0
/*
 * What is answered, as shapes for the OpenAPI document; nothing is decoded by them. They are open: members may be
 * added, and a generated client must not break over one.
 */
#include "api/api_int.h"

#define TEXT(name_)                                \
	{                                          \
		.name = (name_), .kind = JS_STRING \
	}
#define NULLABLE(name_)                                                  \
	{                                                                \
		.name = (name_), .kind = JS_STRING, .flags = JS_NULLABLE \
	}
#define NEEDED(name_)                                                    \
	{                                                                \
		.name = (name_), .kind = JS_STRING, .flags = JS_REQUIRED \
	}
#define INTEGER(name_)                          \
	{                                       \
		.name = (name_), .kind = JS_INT \
	}
#define NUMBER(name_)                           \
	{                                       \
		.name = (name_), .kind = JS_NUM \
	}
#define FLAG(name_)                              \
	{                                        \
		.name = (name_), .kind = JS_BOOL \
	}
#define ANYTHING(name_)                         \
	{                                       \
		.name = (name_), .kind = JS_ANY \
	}
#define TEXTS(name_)                                \
	{                                           \
		.name = (name_), .kind = JS_STRINGS \
	}
#define LIST(name_, shape_)                                             \
	{                                                               \
		.name = (name_), .kind = JS_OBJECTS, .shape = &(shape_) \
	}
#define PART(name_, shape_)                                            \
	{                                                              \
		.name = (name_), .kind = JS_OBJECT, .shape = &(shape_) \
	}
#define ANSWER(name_, fields_)                                                              \
	{                                                                                   \
		.name = (name_), .fields = (fields_), .n = ARRAY_LEN(fields_), .open = true \
	}

static const struct js_field field_problem_fields[] = {NEEDED("field"), NEEDED("message")};
static const struct js_shape field_problem = ANSWER("FieldProblem", field_problem_fields);
static const struct js_field problem_fields[] = {NEEDED("type"), NEEDED("title"),
	{.name = "status", .kind = JS_INT, .flags = JS_REQUIRED}, NEEDED("detail"), TEXT("instance"),
	NEEDED("code"), LIST("errors", field_problem), NEEDED("trace_id")};
const struct js_shape answer_problem = ANSWER("Problem", problem_fields);

static const struct js_field source_fields[] = {NEEDED("id"), NEEDED("name"), NEEDED("type"),
	NULLABLE("description"), ANYTHING("config"), NEEDED("status"), NULLABLE("last_synced"),
	NEEDED("created_at"), NEEDED("updated_at")};
const struct js_shape answer_source = ANSWER("DataSource", source_fields);

static const struct js_field step_fields[] = {NEEDED("step"),
	{.name = "ok", .kind = JS_BOOL, .flags = JS_REQUIRED}, INTEGER("ms"), NULLABLE("detail")};
static const struct js_shape step = ANSWER("TestStep", step_fields);
static const struct js_field source_test_fields[] = {{.name = "ok", .kind = JS_BOOL, .flags = JS_REQUIRED},
	LIST("steps", step), NULLABLE("server_version"), NULLABLE("dialect"), FLAG("can_write"),
	NULLABLE("remedy")};
const struct js_shape answer_source_test = ANSWER("DataSourceTest", source_test_fields);

static const struct js_field source_health_fields[] = {
	NEEDED("status"), INTEGER("latency_ms"), NULLABLE("last_error"), ANYTHING("pool")};
const struct js_shape answer_source_health = ANSWER("DataSourceHealth", source_health_fields);

static const struct js_field workflow_fields[] = {NEEDED("workflow_id"), NEEDED("status")};
const struct js_shape answer_workflow = ANSWER("Workflow", workflow_fields);

static const struct js_field counts_fields[] = {INTEGER("schemas"), INTEGER("tables"), INTEGER("columns"),
	INTEGER("documents"), INTEGER("done"), INTEGER("total")};
static const struct js_shape counts = ANSWER("SyncCounts", counts_fields);
static const struct js_field progress_fields[] = {NEEDED("workflow_id"), TEXT("data_source_id"),
	NEEDED("status"), NULLABLE("step"), PART("progress", counts), INTEGER("elapsed_ms"),
	NULLABLE("error")};
const struct js_shape answer_progress = ANSWER("SyncProgress", progress_fields);

static const struct js_field column_fields[] = {NEEDED("id"), NEEDED("column_name"), NEEDED("data_type"),
	FLAG("is_nullable"), NULLABLE("default_value"), FLAG("is_primary_key"), FLAG("is_foreign_key"),
	NULLABLE("references_column"), NULLABLE("source_description"), NULLABLE("user_description"),
	INTEGER("ordinal_position")};
static const struct js_shape column = ANSWER("Column", column_fields);

#define TABLE_FIELDS                                                                               \
	NEEDED("id"), NEEDED("schema_id"), NEEDED("schema_name"), NEEDED("table_name"),            \
		NEEDED("table_type"), {.name = "row_count", .kind = JS_INT, .flags = JS_NULLABLE}, \
		NULLABLE("source_description"), NULLABLE("user_description"), TEXTS("tags"),       \
		NEEDED("created_at"), NEEDED("updated_at")
static const struct js_field table_fields[] = {TABLE_FIELDS};
const struct js_shape answer_table = ANSWER("Table", table_fields);
static const struct js_field table_detail_fields[] = {TABLE_FIELDS, LIST("columns", column)};
const struct js_shape answer_table_detail = ANSWER("TableDetail", table_detail_fields);

static const struct js_field schema_fields[] = {NEEDED("id"), NEEDED("schema_name")};
const struct js_shape answer_schema = ANSWER("Schema", schema_fields);
static const struct js_field tree_schema_fields[] = {
	NEEDED("id"), NEEDED("schema_name"), LIST("tables", answer_table_detail)};
static const struct js_shape tree_schema = ANSWER("TreeSchema", tree_schema_fields);
static const struct js_field tree_fields[] = {NEEDED("data_source_id"), LIST("schemas", tree_schema)};
const struct js_shape answer_tree = ANSWER("CatalogTree", tree_fields);

static const struct js_field stats_fields[] = {INTEGER("total_schemas"), INTEGER("total_tables"),
	INTEGER("total_columns"), INTEGER("data_sources"), NULLABLE("last_updated")};
const struct js_shape answer_stats = ANSWER("CatalogStats", stats_fields);

static const struct js_field hit_fields[] = {NEEDED("type"), TEXT("table_id"), TEXT("schema_name"),
	TEXT("table_name"), NULLABLE("column_name"), NULLABLE("description"), NUMBER("relevance_score"),
	NULLABLE("snippet")};
static const struct js_shape hit = ANSWER("SearchHit", hit_fields);
static const struct js_field names_fields[] = {TEXT("query"), ANYTHING("results"), INTEGER("total_found")};
const struct js_shape answer_names = ANSWER("NameSearchResult", names_fields);
static const struct js_field search_fields[] = {
	TEXT("query"), LIST("results", hit), INTEGER("total_found"), INTEGER("search_time_ms")};
const struct js_shape answer_search = ANSWER("SearchResult", search_fields);
static const struct js_field search_entry_fields[] = {NEEDED("id"), NEEDED("query")};
const struct js_shape answer_search_entry = ANSWER("SearchEntry", search_entry_fields);

static const struct js_field validation_fields[] = {
	{.name = "is_valid", .kind = JS_BOOL, .flags = JS_REQUIRED}, TEXTS("syntax_errors"),
	TEXTS("security_issues"), TEXTS("suggestions")};
static const struct js_shape validation = ANSWER("Validation", validation_fields);
static const struct js_field validate_fields[] = {NEEDED("sql"), PART("validation", validation)};
const struct js_shape answer_validate = ANSWER("ValidateResult", validate_fields);

static const struct js_field tokens_fields[] = {INTEGER("in"), INTEGER("out")};
static const struct js_shape tokens = ANSWER("Tokens", tokens_fields);
static const struct js_field generation_fields[] = {NEEDED("type"), NEEDED("generation_id"), NULLABLE("sql"),
	NULLABLE("explanation"), {.name = "confidence_score", .kind = JS_NUM, .flags = JS_NULLABLE},
	PART("validation", validation), ANYTHING("tables_considered"), TEXTS("tables_used"),
	TEXTS("assumptions"), NULLABLE("message"), ANYTHING("choices"), INTEGER("repairs"), NULLABLE("model"),
	PART("tokens", tokens), INTEGER("ms")};
const struct js_shape answer_generation = ANSWER("Generation", generation_fields);
static const struct js_field generation_entry_fields[] = {NEEDED("id"), NULLABLE("data_source_id"),
	NEEDED("query"), NULLABLE("sql"), NULLABLE("explanation"), NEEDED("status"), NULLABLE("error"),
	{.name = "confidence_score", .kind = JS_NUM, .flags = JS_NULLABLE}, NEEDED("created_at")};
const struct js_shape answer_generation_entry = ANSWER("GenerationEntry", generation_entry_fields);
static const struct js_field suggestions_fields[] = {
	NEEDED("data_source_id"), NEEDED("language"), TEXTS("suggestions")};
const struct js_shape answer_suggestions = ANSWER("Suggestions", suggestions_fields);

#define EXECUTION_FIELDS                                                                                   \
	NEEDED("id"), NEEDED("sql"), NEEDED("status"), INTEGER("execution_time_ms"), INTEGER("row_count"), \
		FLAG("truncated"), NULLABLE("created_at")
static const struct js_field execution_fields[] = {EXECUTION_FIELDS, ANYTHING("columns"), ANYTHING("data"),
	ANYTHING("statistics"), ANYTHING("visualizations")};
const struct js_shape answer_execution = ANSWER("Execution", execution_fields);
static const struct js_field execution_entry_fields[] = {EXECUTION_FIELDS, NULLABLE("error")};
const struct js_shape answer_execution_entry = ANSWER("ExecutionEntry", execution_entry_fields);

static const struct js_field health_fields[] = {
	NEEDED("status"), NEEDED("service"), NEEDED("version"), INTEGER("uptime_s")};
const struct js_shape answer_health = ANSWER("Health", health_fields);
static const struct js_field ready_fields[] = {NEEDED("status"), ANYTHING("checks")};
const struct js_shape answer_ready = ANSWER("Readiness", ready_fields);
