// SPDX-License-Identifier: Apache-2.0
/* What stages 3 and 4 answer and stream, as shapes for the OpenAPI document; nothing is decoded by them. */
#include "api/answers_int.h"
#include "api/api_int.h"

/* ---- SQL assistant ---- */

static const struct js_field validation_fields[] = {
	FLAG("is_valid"), TEXTS("syntax_errors"), TEXTS("security_issues"), TEXTS("suggestions")};
static const struct js_shape validation = ANSWER("Validation", validation_fields);
static const struct js_field validate_fields[] = {TEXT("sql"), PART("validation", validation)};
const struct js_shape answer_validate = ANSWER("ValidateResult", validate_fields);

/* what was stored before these were written lacks reason, about and proposed */
static const char *const reasons[] = {"words", "join", "example", "meaning", "small_schema", NULL};
static const struct js_field considered_fields[] = {TEXT_OR_NULL("id"), TEXT("name"), NUMBER("score"),
	TEXT_OR_NULL("why"), MAYBE_ONE_OF("reason", reasons), MAYBE_TEXT_OR_NULL("about"),
	MAYBE_FLAG("proposed"), FLAG("used")};
static const struct js_shape considered = ANSWER("ConsideredTable", considered_fields);
static const struct js_field choice_fields[] = {TEXT("label"), TEXT("question")};
static const struct js_shape choice = ANSWER("Choice", choice_fields);
static const struct js_field tokens_fields[] = {INTEGER("in"), INTEGER("out")};
static const struct js_shape tokens = ANSWER("Tokens", tokens_fields);

TYPE_OF(type_complete, "generation_complete");
static const struct js_field generation_fields[] = {ONE_OF("type", type_complete), TEXT("generation_id"),
	TEXT_OR_NULL("rewritten_query"), TEXT_OR_NULL("sql"), TEXT_OR_NULL("explanation"),
	NUMBER_OR_NULL("confidence_score"), PART("validation", validation),
	LIST("tables_considered", considered), TEXTS("tables_used"), TEXTS("assumptions"),
	TEXTS("alternatives"), TEXT_OR_NULL("message"), LIST("choices", choice), INTEGER("repairs"),
	TEXT_OR_NULL("model"), PART("tokens", tokens), INTEGER("ms")};
const struct js_shape answer_generation = ANSWER("Generation", generation_fields);

static const char *const generation_states[] = {
	"running", "interrupted", "complete", "error", "cancelled", NULL};
static const struct js_field generation_entry_fields[] = {TEXT("id"), TEXT("generation_id"),
	TEXT_OR_NULL("data_source_id"), TEXT_OR_NULL("session_id"), TEXT("query"),
	TEXT_OR_NULL("rewritten_query"), TEXT_OR_NULL("sql"), TEXT_OR_NULL("explanation"),
	ONE_OF("status", generation_states), TEXT_OR_NULL("error"), NUMBER_OR_NULL("confidence_score"),
	TEXT_OR_NULL("model"), INTEGER("ms"), TEXT("created_at"), TEXT_OR_NULL("finished_at")};
const struct js_shape answer_generation_entry = ANSWER("GenerationEntry", generation_entry_fields);

#define SESSION_FIELDS                                                                               \
	TEXT("id"), TEXT_OR_NULL("title"), TEXT_OR_NULL("data_source_id"), INTEGER("message_count"), \
		TEXT("created_at"), TEXT("updated_at")
static const struct js_field session_fields[] = {SESSION_FIELDS};
const struct js_shape answer_session = ANSWER("Session", session_fields);
static const char *const speakers[] = {"user", "assistant", NULL};
static const struct js_field message_fields[] = {INTEGER("seq"), ONE_OF("role", speakers), TEXT("content"),
	TEXT_OR_NULL("rewritten_query"), TEXT_OR_NULL("sql"), TEXT_OR_NULL("generation_id"),
	TEXT("created_at")};
static const struct js_shape message = ANSWER("SessionMessage", message_fields);
static const struct js_field session_detail_fields[] = {
	SESSION_FIELDS, LIST("messages", message), INTEGER_OR_NULL("before")};
const struct js_shape answer_session_detail = ANSWER("SessionDetail", session_detail_fields);

static const struct js_field suggestions_fields[] = {
	TEXT("data_source_id"), TEXT("language"), TEXTS("suggestions")};
const struct js_shape answer_suggestions = ANSWER("Suggestions", suggestions_fields);

TYPE_OF(type_stage, "stage");
static const char *const stages[] = {"understand", "retrieve", "generate", "check", "try", NULL};
static const char *const stage_states[] = {"running", "done", NULL};
static const struct js_field stage_fields[] = {ONE_OF("type", type_stage), ONE_OF("stage", stages),
	ONE_OF("state", stage_states), INTEGER("ms"), MAYBE_TEXT("detail"), TEXT("generation_id")};
static const struct js_shape stage_event = ANSWER("StageEvent", stage_fields);
TYPE_OF(type_sql_chunk, "sql_chunk");
static const struct js_field sql_chunk_fields[] = {
	ONE_OF("type", type_sql_chunk), TEXT("content"), TEXT("generation_id")};
static const struct js_shape sql_chunk_event = ANSWER("SqlChunkEvent", sql_chunk_fields);
TYPE_OF(type_clarification, "clarification");
static const struct js_field clarification_fields[] = {ONE_OF("type", type_clarification),
	TEXT_OR_NULL("question"), LIST("choices", choice), TEXT("generation_id")};
static const struct js_shape clarification_event = ANSWER("ClarificationEvent", clarification_fields);
TYPE_OF(type_restart, "restart");
static const struct js_field restart_fields[] = {
	ONE_OF("type", type_restart), INTEGER("attempt"), TEXT("generation_id")};
static const struct js_shape restart_event = ANSWER("RestartEvent", restart_fields);
TYPE_OF(type_error, "error");
static const struct js_field error_fields[] = {ONE_OF("type", type_error), TEXT("message"), TEXT("code"),
	MAYBE_INTEGER("position"), TEXT_OR_NULL("generation_id"), MAYBE_TEXT("trace_id")};
static const struct js_shape error_event = ANSWER("ErrorEvent", error_fields);

static const struct js_shape *const generation_messages[] = {&stage_event, &sql_chunk_event,
	&clarification_event, &restart_event, &answer_generation, &error_event};
const struct js_union answer_generation_events = {
	.name = "GenerationEvent", .of = generation_messages, .n = ARRAY_LEN(generation_messages)};

/* ---- data analysis ---- */

static const char *const value_types[] = {"null", "boolean", "integer", "float", "numeric", "text", "blob",
	"date", "time", "timestamp", "json", "uuid", "other", NULL};
static const struct js_field result_column_fields[] = {TEXT("name"), ONE_OF("type", value_types),
	INTEGER("null_count"), INTEGER("unique_count"), FLAG("unique_count_exact"),
	TEXT_OR_NULL("database_type")};
static const struct js_shape result_column = ANSWER("ResultColumn", result_column_fields);

static const char *const roles[] = {"empty", "numeric", "temporal", "text", "boolean", "other", NULL};
static const char *const exactness[] = {"exact", "estimated", NULL};
static const char *const count_kinds[] = {"exact", "at least", NULL};
static const struct js_field quartiles_fields[] = {
	NUMBER_OR_NULL("q1"), NUMBER_OR_NULL("q2"), NUMBER_OR_NULL("q3")};
static const struct js_shape quartiles = ANSWER("Quartiles", quartiles_fields);
static const struct js_field common_fields[] = {TEXT("value"), INTEGER("count")};
static const struct js_shape common = ANSWER("ValueCount", common_fields);
static const struct js_field column_statistics_fields[] = {TEXT("name"), ONE_OF("type", value_types),
	ONE_OF("role", roles), INTEGER("count"), INTEGER("null_count"), INTEGER("unique_count"),
	ONE_OF("unique", exactness), MAYBE_NUMBER("unique_error"),
	/* numeric, temporal */ MAYBE_SCALAR("min"), MAYBE_SCALAR("max"), MAYBE_NUMBER("range_days"),
	/* numeric */ MAYBE_NUMBER_OR_NULL("mean"), MAYBE_NUMBER_OR_NULL("median"),
	MAYBE_NUMBER_OR_NULL("std_dev"), MAYBE_NUMBER_OR_NULL("sum"), MAYBE_PART("quartiles", quartiles),
	MAYBE_ONE_OF("quantiles", exactness), MAYBE_NUMBER("quantile_rank_error"),
	MAYBE_INTEGER("zero_count"), MAYBE_INTEGER("negative_count"),
	/* text */ MAYBE_INTEGER("min_length"), MAYBE_INTEGER("max_length"), MAYBE_NUMBER("avg_length"),
	MAYBE_INTEGER("blank_count"), MAYBE_LIST("most_common", common),
	MAYBE_ONE_OF("most_common_counts", count_kinds)};
static const struct js_shape column_statistics = ANSWER("ColumnStatistics", column_statistics_fields);
static const struct js_field correlation_fields[] = {
	TEXT("x"), TEXT("y"), NUMBER_OR_NULL("r"), INTEGER("rows")};
static const struct js_shape correlation = ANSWER("Correlation", correlation_fields);
static const struct js_field summary_fields[] = {INTEGER("rows_counted"), INTEGER("rows_kept"),
	FLAG("counted_all"), LIST("columns", column_statistics), LIST("correlations", correlation),
	INTEGER("columns_not_correlated")};
static const struct js_shape summary = ANSWER("StatisticsSummary", summary_fields);

static const char *const insight_types[] = {"data_quality", "pattern", "outlier", "trend", NULL};
#define INSIGHT_FIELDS                                                                           \
	ONE_OF("insight_type", insight_types), TEXT("insight_text"), NUMBER("confidence_score"), \
		ANY_MEMBERS("evidence")
static const struct js_field insight_fields[] = {INSIGHT_FIELDS};
static const struct js_shape insight = ANSWER("Insight", insight_fields);
static const struct js_field anomaly_fields[] = {TEXT("column"), INTEGER("row"), SCALAR("value"),
	NUMBER_OR_NULL("expected_low"), NUMBER_OR_NULL("expected_high"), TEXT("method")};
static const struct js_shape anomaly = ANSWER("Anomaly", anomaly_fields);
static const struct js_field statistics_fields[] = {
	PART_OR_NULL("summary", summary), LIST("insights", insight), LIST("anomalies", anomaly)};
static const struct js_shape statistics = ANSWER("Statistics", statistics_fields);

static const char *const visualization_types[] = {"chart", "table", NULL};
static const struct js_shape trace = {.name = "FigureTrace", .open = true};
static const struct js_field figure_fields[] = {{.name = "data",
							.kind = JS_OBJECTS,
							.flags = JS_REQUIRED,
							.shape = &trace,
							.doc = "Plotly's traces."},
	ANY_MEMBERS("layout")};
static const struct js_shape figure = ANSWER("Figure", figure_fields);
static const char *const note_kinds[] = {
	"groups", "largest", "positions", "sample", "thinned", "first", NULL};
static const struct js_field chart_note_fields[] = {
	ONE_OF("kind", note_kinds), INTEGER("shown"), MAYBE_INTEGER("all")};
static const struct js_shape chart_note = ANSWER("ChartNote", chart_note_fields);
static const struct js_field chart_config_fields[] = {MAYBE_TEXT("chart_type"), MAYBE_TEXT_OR_NULL("x_axis"),
	MAYBE_TEXT_OR_NULL("y_axis"), FIELD("y_axes", JS_STRINGS, 0), MAYBE_TEXT_OR_NULL("group_by"),
	MAYBE_TEXT_OR_NULL("aggregation"), MAYBE_TEXT_OR_NULL("reason"), MAYBE_TEXT_OR_NULL("note"),
	MAYBE_LIST("notes", chart_note), MAYBE_TEXT_OR_NULL("summary"), FIELD("columns", JS_STRINGS, 0)};
static const struct js_shape chart_config = ANSWER("VisualizationConfig", chart_config_fields);
static const struct js_field visualization_fields[] = {ONE_OF("type", visualization_types),
	TEXT_OR_NULL("title"), PART("config", chart_config), PART_OR_NULL("data", figure)};
static const struct js_shape visualization = ANSWER("Visualization", visualization_fields);

static const char *const execution_states[] = {"running", "completed", "failed", "cancelled", NULL};
#define EXECUTION_FIELDS                                                                                \
	TEXT("id"), TEXT_OR_NULL("data_source_id"), TEXT_OR_NULL("sql_generation_id"), TEXT("sql"),     \
		ONE_OF("status", execution_states), INTEGER("execution_time_ms"), INTEGER("row_count"), \
		FLAG("truncated"), TEXT("created_at")
#define STORED_FIELDS \
	MAYBE_TEXT_OR_NULL("error"), MAYBE_TEXT_OR_NULL("workflow_id"), MAYBE_TEXT_OR_NULL("finished_at")
static const char *const cuts[] = {"rows", "bytes", "time", NULL};
#define FRESH_FIELDS                                                   \
	MAYBE_FLAG("row_count_exact"), MAYBE_INTEGER("rows_returned"), \
		MAYBE_TEXT_OR_NULL("truncated_reason"), MAYBE_ONE_OF_OR_NULL("truncated_by", cuts)
static const struct js_field execution_fields[] = {EXECUTION_FIELDS, FRESH_FIELDS, STORED_FIELDS,
	MAYBE_TEXT_OR_NULL("next"), LIST("columns", result_column), ROWS("data"),
	PART_OR_NULL("statistics", statistics), LIST("visualizations", visualization)};
const struct js_shape answer_execution = ANSWER("Execution", execution_fields);
static const struct js_field execution_entry_fields[] = {EXECUTION_FIELDS, STORED_FIELDS};
const struct js_shape answer_execution_entry = ANSWER("ExecutionEntry", execution_entry_fields);

TYPE_OF(type_rows, "row_batch");
static const struct js_field rows_fields[] = {
	ONE_OF("type", type_rows), INTEGER("from"), MAYBE_LIST("columns", result_column), ROWS("rows")};
static const struct js_shape rows_event = ANSWER("RowBatchEvent", rows_fields);
TYPE_OF(type_stats, "stats");
static const struct js_field stats_event_fields[] = {
	ONE_OF("type", type_stats), LIST("columns", result_column), PART("statistics", statistics)};
static const struct js_shape stats_event = ANSWER("StatsEvent", stats_event_fields);
TYPE_OF(type_insight, "insight");
static const struct js_field insight_event_fields[] = {ONE_OF("type", type_insight), INSIGHT_FIELDS};
static const struct js_shape insight_event = ANSWER("InsightEvent", insight_event_fields);
TYPE_OF(type_final, "final");
static const struct js_field final_fields[] = {
	ONE_OF("type", type_final), EXECUTION_FIELDS, FRESH_FIELDS, LIST("visualizations", visualization)};
static const struct js_shape final_event = ANSWER("FinalEvent", final_fields);
static const struct js_shape *const execution_messages[] = {
	&rows_event, &stats_event, &insight_event, &final_event, &error_event};
const struct js_union answer_execution_events = {
	.name = "ExecutionEvent", .of = execution_messages, .n = ARRAY_LEN(execution_messages)};
