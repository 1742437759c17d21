// SPDX-License-Identifier: Apache-2.0
/* What the files of /api/v0 share: the state behind an id, and results in the shapes that its clients read. */
#pragma once

#include "analysis/analysis.h"
#include "api/api_int.h"
#include "store/v0.h"

enum { V0_ROWS_SHOWN = 10, V0_LIST_MAX = 5 };

/* Query parameters, all optional in form; each handler demands its own. */
struct v0_query {
	const char *id, *question, *chart_instructions, *last_question, *new_question, *source_id;
};

/* JSON bodies, likewise. */
struct v0_body {
	const char *id, *question, *sql, *ddl, *documentation, *error, *language, *source_id;
};

/* The state behind an id. ERR_INVALID "No id provided"; ERR_NOT_FOUND "No sql found" where there is none. */
NODISCARD int v0_find(struct http_request *req, const char *id, struct store_v0 *out, struct err *err);

/*
 * Ask q->question of q->source_id (may be NULL) under a new id and fill in the rest of q; with `keep`, what became SQL is kept
 * under the id. q->sql is NULL when no SQL could be written, and *message then says why.
 * Errors: ERR_INVALID "No question provided", those of api_ask().
 */
NODISCARD int v0_ask(
	struct http_request *req, struct store_v0 *q, bool keep, const char **message, struct err *err);

/* Run the SQL behind an id and keep its rows there. Errors: those of api_lease() and analysis_run(). */
NODISCARD int v0_run(
	struct http_request *req, const struct store_v0 *q, struct analysis_result *out, struct err *err);

/* The rows that were kept, as a result again. ERR_NOT_FOUND "No df found". */
NODISCARD int v0_result(
	struct http_request *req, const struct store_v0 *q, struct analysis_result *out, struct err *err);

/* The Plotly figure of a result: a chart where one suits or instructions name one, else a table. Kept under the id. In the arena. */
NODISCARD int v0_figure(struct http_request *req, const struct store_v0 *q, const struct analysis_result *r,
	const char *instructions, const char **json, struct err *err);

/* At most V0_ROWS_SHOWN rows as records in the form of pandas' to_json(orient="records", date_format="iso"); in the arena. */
const char *v0_records(struct arena *a, const struct analysis_result *r);

/* Questions worth asking next, at most V0_LIST_MAX; `but` is left out. Errors: those of api_snapshot(). */
NODISCARD int v0_questions(struct http_request *req, const char *source_id, const char *but,
	const char *const **out, size_t *n, struct err *err);

/* A few sentences about a result, made of its insights; in the arena. */
const char *v0_summary(struct arena *a, const struct analysis_result *r);
