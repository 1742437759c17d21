// SPDX-License-Identifier: Apache-2.0
/*
 * Stage 4: a statement runs behind both walls and comes back as rows, statistics, insights and charts. Rows beyond
 * those kept are still counted into the statistics, within a budget; what was counted, kept and cut is in the result.
 * Results are immutable once made and live in the caller's arena; any thread may read them.
 */
#pragma once

#include "analysis/chart.h"
#include "analysis/stats.h"
#include "base/err.h"
#include "db/driver.h"
#include "sql/dialect.h"

struct arena;
struct cancel;
struct js_writer;

struct analysis_options {
	bool include_statistics, generate_insights, visualize;
	uint64_t limit_rows;   /* rows kept; 0 or more than RESULT_ROWS_MAX = RESULT_ROWS_MAX */
	size_t limit_bytes;    /* bytes of values kept; 0 or more than RESULT_BYTES_MAX = RESULT_BYTES_MAX */
	int64_t deadline_ms;   /* monotonic; 0 = QUERY_TIMEOUT_MS from now */
	bool whole;            /* out of time is ERR_TIMEOUT, also when some rows have come */
	struct cancel *cancel; /* may be NULL */
	const char *language;  /* of insights and titles: "en", "ja", "ko"; NULL = "en" */
	const char *title;     /* of the first chart: the question, say; NULL = from the column names */
	/* Each kept row as it comes, for streams; may be NULL. Non-zero stops the query (ERR_CANCELLED). */
	db_row_fn *on_row;
	void *on_row_ctx;
};

#define ANALYSIS_OPTIONS_INIT \
	((struct analysis_options){.include_statistics = true, .generate_insights = true, .visualize = true})

enum analysis_insight_type { INSIGHT_DATA_QUALITY, INSIGHT_PATTERN, INSIGHT_OUTLIER, INSIGHT_TREND };

struct analysis_insight {
	enum analysis_insight_type type;
	const char *text;      /* every number in it was computed and is in the evidence */
	double confidence;     /* 0..1, from the size of the effect and the number of rows */
	struct slice evidence; /* a JSON object: columns, method, numbers, rows */
};

struct analysis_anomaly {
	uint32_t column;
	size_t row; /* position among the kept rows */
	double value;
	double low, high; /* the fences it lies outside of (Tukey 1977, 1.5 quartile ranges) */
};

enum analysis_cut { ANALYSIS_WHOLE, ANALYSIS_CUT_ROWS, ANALYSIS_CUT_BYTES, ANALYSIS_CUT_TIME };

/* The stable word for what cut a result: "rows", "bytes", "time"; NULL for one that is whole. */
const char *analysis_cut_name(enum analysis_cut cut);

struct analysis_result {
	const char *sql; /* what ran, without trailing semicolons */
	const struct db_column
		*columns; /* names made unique (id, id_2); types as seen where the engine gives none */
	size_t n_columns;
	const struct db_value *const *rows; /* kept */
	size_t n_rows;
	uint64_t
		n_counted; /* rows seen: the statistics are made of these, or of the kept ones after analysis_restore() */
	bool counted_all;       /* n_counted is the whole result */
	enum analysis_cut cut;  /* why rows is shorter than the result */
	const char *cut_reason; /* a sentence, or NULL */
	int64_t ms;             /* run and statistics */
	bool has_statistics;
	struct stats_summary stats;
	const struct analysis_insight *insights;
	size_t n_insights;
	const struct analysis_anomaly *anomalies;
	size_t n_anomalies;
	const struct chart_spec *charts; /* best first */
	size_t n_charts;
};

/*
 * Judge, run and analyse one statement.
 * c          read-only connection of the source.   opt   NULL = ANALYSIS_OPTIONS_INIT.   a   the result lives in it.
 * Errors     ERR_DENIED with why "sql_rejected" (the guard's sentence), those of db_query(). A result that was cut is not an error.
 * Threads    as db_query().   Blocks: yes.
 */
NODISCARD int analysis_run(struct db_conn *c, enum sql_dialect d, struct slice sql,
	const struct analysis_options *opt, struct arena *a, struct analysis_result *out, struct err *err);

/*
 * Make a result again from what analysis_write_columns() and analysis_write_rows() wrote, so that a stored one can
 * be exported and charted; statistics, insights and charts are computed from the rows. ERR_INVALID.
 */
NODISCARD int analysis_restore(struct arena *a, struct slice sql, struct slice columns_json,
	struct slice rows_json, const struct analysis_options *opt, struct analysis_result *out,
	struct err *err);

/* More than one row and at least one column of numbers: what the v0 contract calls worth a chart. */
bool analysis_should_chart(const struct analysis_result *r);

/* "data_quality", "pattern", "outlier", "trend"; static storage. */
const char *analysis_insight_name(enum analysis_insight_type type);

/*
 * One value as JSON. Numbers that a double holds exactly (integers to 2^53, decimals of 15 digits) are JSON numbers;
 * others, and NaN and the infinities, are strings of their exact text. Blobs are "\x" and hexadecimal digits, cut.
 */
void analysis_write_value(struct js_writer *w, const struct db_value *v);

/* [{name,type,null_count,unique_count,...}] */
void analysis_write_columns(struct js_writer *w, const struct analysis_result *r);

/* Rows [from, from + n) of those kept, as an array of objects keyed by the columns' unique names. */
void analysis_write_data(struct js_writer *w, const struct analysis_result *r, size_t from, size_t n);

/* The same rows as an array of arrays: half the size, and what analysis_restore() reads. */
void analysis_write_rows(struct js_writer *w, const struct analysis_result *r, size_t from, size_t n);

/* {summary,insights,anomalies}: summary says how many rows were counted and kept and what is estimated. */
void analysis_write_statistics(struct js_writer *w, const struct analysis_result *r);

/* [{insight_type,insight_text,confidence_score,evidence}] */
void analysis_write_insights(struct js_writer *w, const struct analysis_result *r);

/* [{type,title,config,data}]: the charts with their Plotly figures, then the table. */
void analysis_write_visualizations(struct js_writer *w, const struct analysis_result *r);

/*
 * The members of the v1 answer that this room knows, into an object the caller has opened: sql, execution_time_ms,
 * row_count, truncated, truncated_reason, columns, data, statistics, visualizations. The caller adds id, status, times.
 */
void analysis_write_members(struct js_writer *w, const struct analysis_result *r);

/* The best chart as a Plotly figure, or null. */
void analysis_write_figure(struct js_writer *w, const struct analysis_result *r);

/* All kept rows as CSV with a header line. bom: for Excel. */
void analysis_add_csv(struct str *out, const struct analysis_result *r, bool bom);
