// SPDX-License-Identifier: Apache-2.0
/* Checking and trying candidates. Nothing a generator wrote reaches a database by any other way than this file. */
#include "assistant/check.h"

#include "base/arena.h"
#include "base/cancel.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/map.h"
#include "catalog/snapshot.h"
#include "db/driver.h"

static bool judge(
	const struct assistant_request *req, const char *sql, struct checked *out, const char **cleaned)
{
	const struct db_row_functions *rows = req->conn ? &req->conn->row_functions : NULL;
	struct arena *a = req->a;
	struct sql_verdict verdict;

	sql_guard_for(req->cat->dialect, rows, slice_of(sql), a, &verdict);
	if (verdict.allowed) {
		*cleaned = arena_strndup(a, verdict.sql.p, verdict.sql.n);
		return true;
	}
	out->error = verdict.message;
	out->is_security = !verdict.is_syntax;
	out->rule = verdict.rule;
	return false;
}

static const char *list_corrections(const struct sql_binding *b, struct arena *a)
{
	struct str s = STR_INIT(4096);

	for (size_t i = 0; i < b->n_issues; i++)
		if (b->issues[i].suggestion)
			str_addf(&s, "%s%s was read as %s", s.n ? "; " : "", b->issues[i].name,
				b->issues[i].suggestion);
	return s.n ? str_to_arena(&s, a) : NULL;
}

/* What is still unknown after correction is an error: the database would say the same, later. */
static bool settle_names(const struct assistant_request *req, struct checked *out, const char **sql)
{
	const struct cat_snapshot *cat = req->cat;
	struct arena *a = req->a;
	struct sql_binding first;

	sql_bind(cat->dialect, slice_of(*sql), cat->schema, a, &first);
	out->binding = first;
	if (first.n_issues == 0)
		return true;
	if (first.corrected) {
		out->corrections = list_corrections(&first, a);
		if (!judge(req, first.corrected, out, sql))
			return false;
		sql_bind(cat->dialect, slice_of(*sql), cat->schema, a, &out->binding);
	}
	if (out->binding.n_issues > 0)
		out->error = out->binding.issues[0].message;
	return out->binding.n_issues == 0;
}

void check_candidate(const struct assistant_request *req, const char *sql, struct checked *out)
{
	const char *cleaned = NULL;

	*out = (struct checked){0};
	if (!judge(req, sql, out, &cleaned) || !settle_names(req, out, &cleaned))
		return;
	out->sql = cleaned;
	out->ok = true;
}

void trier_init(struct trier *t, const struct assistant_request *req)
{
	*t = (struct trier){.req = req, .done = map_new(req->a), .fatal = ERR_INIT};
}

static int look_at_row(void *ctx, const struct db_row *row)
{
	struct gen_trial *seen = ctx;

	seen->n_rows++;
	for (size_t i = 0; i < row->n && seen->all_null; i++)
		seen->all_null = row->values[i].type == DB_NULL;
	return 0;
}

/* The trial's own time, or what is left of the question's. */
static int64_t trial_deadline(const struct assistant_request *req)
{
	int64_t own = clock_mono_ms() + TRY_TIMEOUT_MS;

	return req->deadline_ms && req->deadline_ms < own ? req->deadline_ms : own;
}

int trier_run(struct trier *t, const char *sql, struct gen_trial *out)
{
	const struct assistant_request *req = t->req;
	struct gen_trial *known = map_find(t->done, slice_of(sql)), trial = {.all_null = true};
	struct db_query q = {.sql = sql, .cancel = req->cancel, .max_rows = TRY_ROWS_MAX, .a = req->a};
	struct err err = ERR_INIT;

	if (t->fatal.code != ERR_NONE)
		return -1;
	if (known) {
		*out = *known;
		return 0;
	}
	q.deadline_ms = trial_deadline(req);
	trial.ok = db_query(req->conn, &q, look_at_row, &trial, &err) == 0;
	trial.n_columns = q.n_columns;
	if (!trial.ok) {
		trial.undecided = err.code == ERR_TIMEOUT || err.code == ERR_BUSY;
		trial.error = arena_strdup(req->a, q.server_message ? q.server_message : err.msg);
		if (err.code == ERR_CANCELLED || !db_is_alive(req->conn)) {
			t->fatal = err;
			return -1;
		}
	}
	known = ARENA_NEW(req->a, struct gen_trial);
	*known = trial;
	map_put(t->done, slice_of(sql), known);
	*out = trial;
	return 0;
}

void trier_try(void *ctx, const char *sql, struct gen_trial *out)
{
	struct trier *t = ctx;
	struct checked checked;

	*out = (struct gen_trial){0};
	check_candidate(t->req, sql, &checked);
	if (!checked.ok)
		out->error = checked.error;
	else if (trier_run(t, checked.sql, out) < 0)
		out->error = arena_strdup(t->req->a, t->fatal.msg);
}
