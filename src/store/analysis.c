// SPDX-License-Identifier: Apache-2.0
/*
 * Executions, their rows and insights; see analysis.h. Rows are kept as JSON lines in chunks: a page is a few
 * chunks cut at line breaks, so reading it parses nothing and a result of ten thousand rows is fifty rows
 * here.
 */
#include "store/analysis.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/vec.h"
#include "store/store_int.h"

/* Lists leave the large texts away: their columns are selected as NULL. */
#define COLUMNS_HEAD                                                                                      \
	"id, owner, source_id, generation_id, job_id, sql, status, error, execution_time_ms, row_count, " \
	"truncated, created_at, finished_at, options, columns, "
#define COLUMNS COLUMNS_HEAD "statistics, visualizations"
#define COLUMNS_SHORT COLUMNS_HEAD "CAST(NULL AS TEXT), CAST(NULL AS TEXT)"

static const char what[] = "execution";

static void read_execution(const struct store_rows *r, size_t i, void *item)
{
	*(struct store_execution *)item = (struct store_execution){
		.id = store_text(r, i, 0),
		.owner = store_text(r, i, 1),
		.source_id = store_text(r, i, 2),
		.generation_id = store_text(r, i, 3),
		.job_id = store_text(r, i, 4),
		.sql = store_text(r, i, 5),
		.status = store_text(r, i, 6),
		.error = store_text(r, i, 7),
		.execution_time_ms = store_int(r, i, 8),
		.row_count = store_int(r, i, 9),
		.truncated = store_int(r, i, 10),
		.created_at = store_int(r, i, 11),
		.finished_at = store_int(r, i, 12),
		.options = store_text(r, i, 13),
		.columns = store_text(r, i, 14),
		.statistics = store_text(r, i, 15),
		.visualizations = store_text(r, i, 16),
	};
}

static const struct store_kind execution_kind = {what, sizeof(struct store_execution), read_execution};

int store_execution_start(struct store_tx *tx, const struct store_execution *x, struct err *err)
{
	if (store_check_size(x->sql, SQL_MAX, "the SQL", err) < 0)
		return -1;
	return store_exec(tx,
		STORE_SQL("INSERT INTO analysis_executions (id, owner, source_id, generation_id, job_id, "
			  "sql, status, "
			  "options, created_at) VALUES ($1, $2, (SELECT id FROM data_sources WHERE id = $3), "
			  "(SELECT id FROM sql_generations WHERE id = $4), $5, $6, 'running', $7, $8)",
			db_v_text(x->id), db_v_text(x->owner), db_v_text(x->source_id),
			db_v_text(x->generation_id), db_v_text(x->job_id), db_v_text(x->sql),
			db_v_text(x->options), DB_V_INT(clock_unix_ms())),
		NULL, err);
}

static int not_running(const char *id, struct err *err)
{
	return err_set_why(err, ERR_CONFLICT, "not_running", "the execution %.64s is not running", id);
}

int store_execution_set_job(struct store_tx *tx, const char *id, const char *job_id, struct err *err)
{
	int64_t changes = 0;

	if (store_exec(tx,
		    STORE_SQL(
			    "UPDATE analysis_executions SET job_id = $2 WHERE id = $1 AND status = 'running'",
			    db_v_text(id), db_v_text(job_id)),
		    &changes, err) < 0)
		return -1;
	return changes ? 0 : not_running(id, err);
}

int store_execution_count_jobs(struct store_tx *tx, int64_t *n, struct err *err)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct store_rows rows;

	if (store_fetch(tx, a,
		    STORE_SQL(
			    "SELECT count(*) FROM analysis_executions WHERE status = 'running' AND job_id IS "
			    "NOT NULL"),
		    &rows, err) < 0)
		return -1;
	*n = store_int(&rows, 0, 0);
	return 0;
}

struct finish {
	const struct store_execution *x;
	const struct store_insight *insights;
	size_t n;
};

static int insert_insights(struct store_tx *tx, const struct finish *f, struct err *err)
{
	static const struct store_insert into = {.head = "INSERT INTO analysis_insights (execution_id, "
							 "insight_no, insight_type, insight_text, "
							 "confidence_score, evidence)",
		.columns = 6};
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct db_value *values = ARENA_ARRAY(a, struct db_value, f->n * into.columns), *v = values;

	for (size_t i = 0; i < f->n; i++) {
		*v++ = db_v_text(f->x->id);
		*v++ = DB_V_INT((int64_t)i);
		*v++ = db_v_text(f->insights[i].insight_type);
		*v++ = db_v_text(f->insights[i].insight_text);
		*v++ = DB_V_FLOAT(f->insights[i].confidence_score);
		*v++ = db_v_text(f->insights[i].evidence);
	}
	return store_insert_many(tx, &into, values, f->n, err);
}

static int finish(struct store_tx *tx, void *ctx, struct err *err)
{
	const struct finish *f = ctx;
	const struct store_execution *x = f->x;
	int64_t changes = 0;

	if (store_exec(tx,
		    STORE_SQL("UPDATE analysis_executions SET status = $2, error = $3, columns = $4, "
			      "statistics = $5, "
			      "visualizations = $6, execution_time_ms = $7, row_count = $8, truncated = $9, "
			      "finished_at = $10 WHERE id = $1 AND status = 'running'",
			    db_v_text(x->id), db_v_text(x->status), db_v_text(x->error),
			    db_v_text(x->columns), db_v_text(x->statistics), db_v_text(x->visualizations),
			    DB_V_INT(x->execution_time_ms), DB_V_INT(x->row_count), DB_V_INT(x->truncated),
			    DB_V_INT(clock_unix_ms())),
		    &changes, err) < 0)
		return -1;
	if (changes == 0)
		return not_running(x->id, err);
	return insert_insights(tx, f, err);
}

int store_execution_finish(struct store_tx *tx, const struct store_execution *x,
	const struct store_insight *insights, size_t n, struct err *err)
{
	struct finish f = {x, insights, n};

	return store_atomic(tx, finish, &f, err);
}

int store_execution_get(struct store_tx *tx, struct arena *a, const char *owner, const char *id,
	struct store_execution *out, struct err *err)
{
	return store_fetch_one(tx, a,
		STORE_SQL("SELECT " COLUMNS " FROM analysis_executions WHERE id = $1 "
			  "AND owner = COALESCE(CAST($2 AS TEXT), owner)",
			db_v_text(id), db_v_text(owner)),
		&execution_kind, out, err);
}

int store_execution_list(struct store_tx *tx, struct arena *a, const char *owner,
	const struct store_page *page, struct store_execution_list *out, struct err *err)
{
	static const struct store_order order = {
		.key = "created_at", .id = "id", .descending = true, .key_column = 11};
	struct store_query q;
	struct store_rows rows;

	store_query_init(&q, a, COLUMNS_SHORT, "FROM analysis_executions");
	store_query_where(&q, "owner = ?", db_v_text(owner));
	if (store_query_page(&q, tx, &(struct store_list){&order, page}, &rows, &out->more, err) < 0)
		return -1;
	out->n = rows.n;
	out->items = store_items(&rows, &execution_kind);
	return 0;
}

int store_execution_delete(struct store_tx *tx, const char *owner, const char *id, struct err *err)
{
	return store_exec_one(tx,
		STORE_SQL("DELETE FROM analysis_executions WHERE id = $1 "
			  "AND owner = COALESCE(CAST($2 AS TEXT), owner)",
			db_v_text(id), db_v_text(owner)),
		what, id, err);
}

int store_execution_insights(struct store_tx *tx, struct arena *a, const char *execution_id,
	struct store_insight **out, size_t *n, struct err *err)
{
	struct store_rows rows;

	if (store_fetch(tx, a,
		    STORE_SQL("SELECT insight_type, insight_text, confidence_score, evidence FROM "
			      "analysis_insights "
			      "WHERE execution_id = $1 ORDER BY insight_no",
			    db_v_text(execution_id)),
		    &rows, err) < 0)
		return -1;
	*n = rows.n;
	*out = ARENA_ARRAY(a, struct store_insight, rows.n);
	for (size_t i = 0; i < rows.n; i++)
		(*out)[i] = (struct store_insight){store_text(&rows, i, 0), store_text(&rows, i, 1),
			store_num(&rows, i, 2), store_text(&rows, i, 3)};
	return 0;
}

int store_execution_close_stale(struct store_tx *tx, int64_t before, int64_t *closed, struct err *err)
{
	return store_exec(tx,
		STORE_SQL("UPDATE analysis_executions SET status = 'failed', finished_at = $2, "
			  "error = 'askdb was stopped while this ran: run it again' "
			  "WHERE status = 'running' AND job_id IS NULL AND created_at < $1",
			DB_V_INT(before), DB_V_INT(clock_unix_ms())),
		closed, err);
}

/* Rows. */

struct put_rows {
	const char *execution_id;
	int64_t first_row;
	const struct slice *rows;
	size_t n;
};

static int check_room(struct store_tx *tx, const struct put_rows *p, struct err *err)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct store_rows rows;
	int64_t bytes = 0;

	for (size_t i = 0; i < p->n; i++)
		bytes += (int64_t)p->rows[i].n + 1;
	if (store_fetch(tx, a,
		    STORE_SQL("SELECT COALESCE(sum(bytes), 0) FROM analysis_results WHERE execution_id = $1",
			    db_v_text(p->execution_id)),
		    &rows, err) < 0)
		return -1;
	if (store_int(&rows, 0, 0) + bytes > RESULT_BYTES_MAX)
		return err_set(err, ERR_LIMIT, "the result is larger than the %d bytes that are kept",
			RESULT_BYTES_MAX);
	return 0;
}

static int insert_chunk(struct store_tx *tx, const struct put_rows *p, size_t from, size_t n, struct err *err)
{
	CLEANUP(str_free) struct str lines = STR_INIT(RESULT_BYTES_MAX);

	for (size_t i = from; i < from + n; i++) {
		str_add(&lines, p->rows[i].p, p->rows[i].n);
		str_addc(&lines, '\n');
	}
	if (str_check(&lines, "the result", err) < 0)
		return -1;
	return store_exec(tx,
		STORE_SQL("INSERT INTO analysis_results (execution_id, first_row, n_rows, bytes, lines) "
			  "VALUES ($1, $2, $3, $4, $5)",
			db_v_text(p->execution_id), DB_V_INT(p->first_row + (int64_t)from),
			DB_V_INT((int64_t)n), DB_V_INT((int64_t)lines.n), DB_V_SLICE(str_slice(&lines))),
		NULL, err);
}

/* What an earlier attempt wrote from here on is taken back, so a repeated call leaves each row once. */
static int put_rows(struct store_tx *tx, void *ctx, struct err *err)
{
	const struct put_rows *p = ctx;

	if (store_need(tx, "SELECT 1 FROM analysis_executions WHERE id = $1", what, p->execution_id, err) <
			0 ||
		store_exec(tx,
			STORE_SQL("DELETE FROM analysis_results WHERE execution_id = $1 AND first_row >= $2",
				db_v_text(p->execution_id), DB_V_INT(p->first_row)),
			NULL, err) < 0 ||
		check_room(tx, p, err) < 0)
		return -1;
	for (size_t from = 0; from < p->n; from += STORE_CHUNK_ROWS)
		if (insert_chunk(tx, p, from, MIN((size_t)STORE_CHUNK_ROWS, p->n - from), err) < 0)
			return -1;
	return 0;
}

int store_result_put(struct store_tx *tx, const char *execution_id, int64_t first_row,
	const struct slice *rows, size_t n, struct err *err)
{
	struct put_rows p = {execution_id, first_row, rows, n};

	if (first_row < 0 || first_row > RESULT_ROWS_MAX || n > (size_t)(RESULT_ROWS_MAX - first_row))
		return err_set(err, ERR_LIMIT, "at most %d rows of a result are kept", RESULT_ROWS_MAX);
	for (size_t i = 0; i < n; i++)
		if (rows[i].n == 0 || memchr(rows[i].p, '\n', rows[i].n))
			return err_set(err, ERR_INVALID, "row %zu of the result is not one line of JSON", i);
	return store_atomic(tx, put_rows, &p, err);
}

int store_result_rows(struct store_tx *tx, struct arena *a, const struct store_result_range *range,
	struct slice **out, size_t *n, struct err *err)
{
	struct store_rows chunks;
	VEC(struct slice) rows = {0};
	int64_t first = MAX(range->first_row, 0);
	int64_t end = first + (int64_t)MIN(range->limit, (size_t)RESULT_ROWS_MAX);

	if (store_fetch(tx, a,
		    STORE_SQL("SELECT first_row, lines FROM analysis_results WHERE execution_id = $1 "
			      "AND first_row < $3 AND first_row + n_rows > $2 ORDER BY first_row",
			    db_v_text(range->execution_id), DB_V_INT(first), DB_V_INT(end)),
		    &chunks, err) < 0)
		return -1;
	for (size_t i = 0; i < chunks.n; i++) {
		struct slice rest = store_bytes(&chunks, i, 1);
		for (int64_t at = store_int(&chunks, i, 0); rest.n && at < end; at++) {
			struct slice line = slice_cut(&rest, '\n');
			if (at >= first)
				vec_push(&rows, a, line);
		}
	}
	*out = rows.items;
	*n = rows.n;
	return 0;
}
