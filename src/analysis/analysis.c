// SPDX-License-Identifier: Apache-2.0
/*
 * Running a statement: judge it, stream its rows past the statistics, keep those that fit. When no more are kept the
 * stream goes on for a while, so that the numbers speak of the whole result where that is affordable; then it is
 * ended from the row callback and the result says so.
 */
#include "analysis/analysis.h"

#include "analysis/insight.h"
#include "base/arena.h"
#include "base/cancel.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/map.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "sql/guard.h"

enum { CLOCK_EVERY = 256 }; /* rows between looks at the clock */

struct run {
	const struct analysis_options *opt;
	struct arena *a;
	struct db_query q;
	struct stats *stats;
	VEC(const struct db_value *) rows;
	uint64_t max_rows;
	size_t max_bytes, bytes;
	uint64_t n_counted;
	int64_t scan_until; /* monotonic; set when the first row was not kept */
	enum analysis_cut cut;
	bool stopped; /* by us, with more rows to come */
};

static size_t row_bytes(const struct db_row *row)
{
	size_t bytes = row->n * sizeof *row->values;

	for (size_t i = 0; i < row->n; i++)
		bytes += row->values[i].s.n;
	return bytes;
}

static void keep_row(struct run *run, const struct db_row *row)
{
	struct db_value *copy = ARENA_ARRAY(run->a, struct db_value, MAX(row->n, (size_t)1));

	for (size_t i = 0; i < row->n; i++) {
		copy[i] = row->values[i];
		if (copy[i].s.p)
			copy[i].s.p = arena_strndup(run->a, copy[i].s.p, copy[i].s.n);
	}
	vec_push(&run->rows, run->a, copy);
}

/* Why this row is not kept, or ANALYSIS_WHOLE. */
static enum analysis_cut judge_row(const struct run *run, size_t bytes)
{
	if (run->cut != ANALYSIS_WHOLE)
		return run->cut;
	if (run->rows.n >= run->max_rows)
		return ANALYSIS_CUT_ROWS;
	return run->bytes + bytes > run->max_bytes ? ANALYSIS_CUT_BYTES : ANALYSIS_WHOLE;
}

/* Rows that are not kept are worth a look only for the statistics, and only within their budget. */
static bool may_scan(struct run *run)
{
	if (!run->opt->include_statistics || run->n_counted >= RESULT_SCAN_ROWS_MAX)
		return false;
	if (run->scan_until == 0)
		run->scan_until = clock_mono_ms() + RESULT_SCAN_MS;
	return run->n_counted % CLOCK_EVERY != 0 || clock_mono_ms() < run->scan_until;
}

static int on_row(void *ctx, const struct db_row *row)
{
	struct run *run = ctx;
	size_t bytes = row_bytes(row);

	run->cut = judge_row(run, bytes);
	if (run->cut != ANALYSIS_WHOLE && !may_scan(run)) {
		run->stopped = true;
		return 1;
	}
	if (!run->stats)
		run->stats = stats_new(row->columns, row->n);
	stats_add(run->stats, row->values);
	run->n_counted++;
	if (run->cut != ANALYSIS_WHOLE)
		return 0;
	run->bytes += bytes;
	keep_row(run, row);
	return run->opt->on_row ? run->opt->on_row(run->opt->on_row_ctx, row) : 0;
}

/* Names are keys of JSON objects: broken bytes are replaced before names are compared, not after. */
static const char *clean_name(struct arena *a, const char *name)
{
	struct slice s = slice_of(name);
	struct str out = STR_INIT(RESULT_CELL_MAX);

	if (utf8_is_valid(s))
		return arena_strdup(a, name);
	for (size_t i = 0; i < s.n;)
		utf8_add(&out, utf8_next(s, &i));
	return str_to_arena(&out, a);
}

/* Two columns called id would be one member of an object: the second becomes id_2. */
static const char *unique_name(struct map *taken, struct arena *a, const char *name)
{
	const char *unique = name;

	for (unsigned i = 2; map_find(taken, slice_of(unique)); i++)
		unique = arena_printf(a, "%s_%u", name, i);
	map_put(taken, slice_of(unique), taken);
	return unique;
}

void analysis_set_columns(
	struct analysis_result *r, const struct db_column *columns, size_t n, struct arena *a)
{
	struct db_column *copy = ARENA_ARRAY(a, struct db_column, MAX(n, (size_t)1));
	struct map *taken = map_new(a);

	for (size_t i = 0; i < n; i++) {
		copy[i].name = unique_name(taken, a, clean_name(a, columns[i].name));
		copy[i].type_name = arena_strdup(a, columns[i].type_name ? columns[i].type_name : "");
		copy[i].type = columns[i].type;
	}
	r->columns = copy;
	r->n_columns = n;
}

void analysis_conclude(
	struct analysis_result *r, struct stats *s, const struct analysis_options *opt, struct arena *a)
{
	struct db_column *columns = ARENA_ARRAY(a, struct db_column, MAX(r->n_columns, (size_t)1));
	struct stats_column *of;

	stats_finish(s, a, &r->stats);
	r->has_statistics = opt->include_statistics;
	of = ARENA_ARRAY(a, struct stats_column, MAX(r->n_columns, (size_t)1));
	for (size_t i = 0; i < r->n_columns; i++) {
		columns[i] = r->columns[i];
		of[i] = r->stats.columns[i];
		of[i].name = columns[i].name;
		/* An engine that declares types is believed; one that does not is read by its values. */
		if (columns[i].type == DB_OTHER || columns[i].type == DB_NULL || columns[i].type == DB_TEXT ||
			columns[i].type == DB_NUMERIC)
			columns[i].type = of[i].type;
	}
	r->columns = columns;
	r->stats.columns = of;
	if (opt->generate_insights)
		insight_find(r, opt->language, a);
	if (opt->visualize)
		r->charts = chart_choose(r, opt->title, a, &r->n_charts);
}

const char *analysis_cut_name(enum analysis_cut cut)
{
	static const char *const names[] = {
		[ANALYSIS_WHOLE] = NULL,
		[ANALYSIS_CUT_ROWS] = "rows",
		[ANALYSIS_CUT_BYTES] = "bytes",
		[ANALYSIS_CUT_TIME] = "time",
	};

	return names[cut];
}

static void say_what_was_cut(struct analysis_result *r, struct arena *a)
{
	const char *counted = r->counted_all ? "in all" : "or more";
	unsigned long long kept = r->n_rows, all = r->n_counted;

	switch (r->cut) {
	case ANALYSIS_WHOLE:
		break;
	case ANALYSIS_CUT_ROWS:
		r->cut_reason = arena_printf(a, "The first %llu rows are shown; there are %llu %s.", kept,
			r->counted_all ? all : MAX(all, kept + 1), counted);
		break;
	case ANALYSIS_CUT_BYTES:
		r->cut_reason = arena_printf(a,
			"The first %llu rows are shown, which is as many bytes as a result may have; there "
			"are %llu %s.",
			kept, r->counted_all ? all : MAX(all, kept + 1), counted);
		break;
	case ANALYSIS_CUT_TIME:
		r->cut_reason = arena_printf(
			a, "The time ran out after %llu rows; those that had come are shown.", kept);
		break;
	}
}

static int check_guard(const struct db_conn *c, enum sql_dialect d, struct slice sql, struct arena *a,
	struct sql_verdict *verdict, struct err *err)
{
	if (sql.n > SQL_MAX)
		return err_set(err, ERR_LIMIT, "The statement is longer than %d bytes.", SQL_MAX);
	sql_guard_for(d, &c->row_functions, sql, a, verdict);
	if (verdict->allowed)
		return 0;
	err_ignore(err_set_why(err, ERR_DENIED, "sql_rejected", "%s%s%s", verdict->message,
		verdict->hint ? " " : "", verdict->hint ? verdict->hint : ""));
	if (verdict->offset)
		err->position = (int)utf8_count((struct slice){sql.p, verdict->offset}) + 1;
	return err_failed();
}

/* Where in the caller's text the engine stumbled: what ran begins where white space and comments of the text end. */
static int position_of(const struct run *run, struct slice sql, struct slice ran)
{
	int at = run->q.error_position;

	return at > 0 ? at + (int)utf8_count((struct slice){sql.p, (size_t)(ran.p - sql.p)}) : 0;
}

/* Stream the rows; 0 also when we ended the stream ourselves, or when the time ran out after rows had come. */
static int run_query(struct db_conn *c, struct run *run, struct err *err)
{
	if (db_query(c, &run->q, on_row, run, err) == 0)
		return 0;
	if (run->stopped && err->code == ERR_CANCELLED && !cancel_is_set(run->opt->cancel)) {
		err_clear(err);
		return 0;
	}
	if (err->code == ERR_TIMEOUT && run->rows.n > 0 && !run->opt->whole) {
		err_clear(err);
		run->cut = run->cut == ANALYSIS_WHOLE ? ANALYSIS_CUT_TIME : run->cut;
		run->stopped = true;
		return 0;
	}
	return -1;
}

int analysis_run(struct db_conn *c, enum sql_dialect d, struct slice sql, const struct analysis_options *opt,
	struct arena *a, struct analysis_result *out, struct err *err)
{
	struct analysis_options defaults = ANALYSIS_OPTIONS_INIT;
	struct sql_verdict verdict;
	struct analysis_result r = {0};
	struct run run = {.opt = opt ? opt : &defaults, .a = a};
	int64_t start = clock_mono_ms();
	int rc;

	opt = run.opt;
	if (check_guard(c, d, sql, a, &verdict, err) < 0)
		return -1;
	r.sql = arena_strndup(a, verdict.sql.p, verdict.sql.n);
	run.max_rows =
		opt->limit_rows && opt->limit_rows < RESULT_ROWS_MAX ? opt->limit_rows : RESULT_ROWS_MAX;
	run.max_bytes =
		opt->limit_bytes && opt->limit_bytes < RESULT_BYTES_MAX ? opt->limit_bytes : RESULT_BYTES_MAX;
	run.q = (struct db_query){.sql = r.sql,
		.deadline_ms = opt->deadline_ms ? opt->deadline_ms : start + QUERY_TIMEOUT_MS,
		.cancel = opt->cancel,
		.a = a};
	rc = run_query(c, &run, err);
	if (rc == 0) {
		analysis_set_columns(&r, run.q.columns, run.q.n_columns, a);
		r.rows = run.rows.items;
		r.n_rows = run.rows.n;
		r.n_counted = run.n_counted;
		r.counted_all = !run.stopped;
		r.cut = run.cut;
		if (!run.stats)
			run.stats = stats_new(r.columns, r.n_columns);
		analysis_conclude(&r, run.stats, opt, a);
		say_what_was_cut(&r, a);
		r.ms = clock_mono_ms() - start;
		*out = r;
	}
	if (rc)
		err->position = position_of(&run, sql, verdict.sql);
	stats_free(run.stats);
	return rc;
}

bool analysis_should_chart(const struct analysis_result *r)
{
	for (size_t i = 0; r->n_rows > 1 && i < r->n_columns; i++)
		if (r->stats.columns[i].role == STATS_NUMERIC)
			return true;
	return false;
}
