// SPDX-License-Identifier: Apache-2.0
/*
 * Executions of SQL (analysis_executions), their rows (analysis_results, in chunks of JSON lines) and what
 * was noticed in them (analysis_insights). Any thread.
 */
#pragma once

#include "store/page.h"

struct store_execution {
	const char *id;                                 /* the caller's, uuid_make() */
	const char *owner;                              /* "" = the only user there is */
	const char *source_id, *generation_id, *job_id; /* may be NULL */
	const char *sql;
	const char *status; /* "running", "completed", "failed", "cancelled" */
	const char *error;  /* may be NULL */
	const char *options, *columns, *statistics, *visualizations; /* JSON; may be NULL */
	int64_t execution_time_ms, row_count;
	bool truncated;
	int64_t created_at, finished_at; /* 0 = still running */
};

struct store_execution_list {
	struct store_execution *items;
	size_t n;
	struct store_more more;
};

struct store_insight {
	const char *insight_type, *insight_text;
	double confidence_score;
	const char *evidence; /* JSON; may be NULL */
};

/* Record that an execution runs; status and times are set here, the outcome's fields are not read. */
NODISCARD int store_execution_start(struct store_tx *tx, const struct store_execution *x, struct err *err);

/* Say which job a running execution goes on as. ERR_CONFLICT "not_running" when it ended already. */
NODISCARD int store_execution_set_job(
	struct store_tx *tx, const char *id, const char *job_id, struct err *err);

/* How many executions run, or wait to, as jobs; of all owners. */
NODISCARD int store_execution_count_jobs(struct store_tx *tx, int64_t *n, struct err *err);

/*
 * Record its end with its insights: status, error, columns ... truncated are read. ERR_CONFLICT "not_running"
 * when it ended already.
 */
NODISCARD int store_execution_finish(struct store_tx *tx, const struct store_execution *x,
	const struct store_insight *insights, size_t n, struct err *err);

/* The execution with this id, in the arena. ERR_NOT_FOUND, also for another owner's (owner NULL = any). */
NODISCARD int store_execution_get(struct store_tx *tx, struct arena *a, const char *owner, const char *id,
	struct store_execution *out, struct err *err);

/* Executions of an owner (NULL = everybody's), newest first, without statistics and visualizations. */
NODISCARD int store_execution_list(struct store_tx *tx, struct arena *a, const char *owner,
	const struct store_page *page, struct store_execution_list *out, struct err *err);

/* Delete it with rows and insights. ERR_NOT_FOUND, also for another owner's (owner NULL = any). */
NODISCARD int store_execution_delete(struct store_tx *tx, const char *owner, const char *id, struct err *err);

/*
 * Append n rows, each the JSON text of one row without a line break, behind `first_row` rows that are there
 * already. Rows from first_row on that an earlier
 * call wrote are replaced. ERR_LIMIT (RESULT_ROWS_MAX,
 * RESULT_BYTES_MAX), ERR_INVALID.
 */
NODISCARD int store_result_put(struct store_tx *tx, const char *execution_id, int64_t first_row,
	const struct slice *rows, size_t n, struct err *err);

struct store_result_range {
	const char *execution_id;
	int64_t first_row;
	size_t limit; /* at most RESULT_ROWS_MAX */
};

/* JSON texts of the rows of the range, in the arena; *n may be less at the end. */
NODISCARD int store_result_rows(struct store_tx *tx, struct arena *a, const struct store_result_range *range,
	struct slice **out, size_t *n, struct err *err);

/* Insights in the order they were given, in the arena. */
NODISCARD int store_execution_insights(struct store_tx *tx, struct arena *a, const char *execution_id,
	struct store_insight **out, size_t *n, struct err *err);

/*
 * Close executions still "running" without a job that began before `before` (Unix ms) as "failed". *closed
 * counts.
 */
NODISCARD int store_execution_close_stale(
	struct store_tx *tx, int64_t before, int64_t *closed, struct err *err);
