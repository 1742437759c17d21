// SPDX-License-Identifier: Apache-2.0
/*
 * What a runner tells about an attempt: that it lives and how it ended. Every statement carries the attempt
 * number; where it finds no row the attempt was lost, and nothing happens.
 */
#include "jobs/local_int.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/limits.h"
#include "json/read.h"
#include "store/store.h"

/* Which rows an attempt may touch: $1, $2 and $3 are its job, step and number. */
#define FENCE " WHERE job_id = $1 AND step_no = $2 AND attempt = $3 AND state = 1"
#define FENCE_PARAMS(at) db_v_text((at)->job_id), DB_V_INT((at)->token), DB_V_INT((at)->attempt)

static struct db_value json_or_null(struct slice json)
{
	return json.n ? DB_V_SLICE(json) : DB_V_NULL;
}

/*
 * Called a few times in a second: it reads, and writes only new details or when a third of the lease is over. A step
 * whose details change gets on, so workers that died over it are forgiven; one that kills them at the same place each
 * time is given up after JOB_LOSSES_MAX.
 */
int job_local_beat(struct job_engine *e, const struct job_attempt *at, struct slice details, unsigned *flags,
	struct err *err)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct store_tx *tx = store_auto(((struct job_local *)e)->s);
	struct store_rows rows;
	int64_t now = clock_unix_ms(), changes = 1;

	if (store_fetch(tx, a,
		    STORE_SQL("SELECT t.state, t.attempt, t.wake_at, j.cancel_requested FROM job_tasks t "
			      "JOIN jobs j ON j.id = t.job_id WHERE t.job_id = $1 AND t.step_no = $2",
			    db_v_text(at->job_id), DB_V_INT(at->token)),
		    &rows, err) < 0)
		return -1;
	bool ours = rows.n && store_int(&rows, 0, 0) == TASK_RUNNING && store_int(&rows, 0, 1) == at->attempt;
	if (ours && (details.n || store_int(&rows, 0, 2) - now < at->heartbeat_ms * 2 / 3) &&
		store_exec(tx,
			STORE_SQL("UPDATE job_tasks SET wake_at = $4, details = COALESCE($5, details), "
				  "losses = CASE WHEN COALESCE($5, details, '') <> COALESCE(details, '') "
				  "THEN 0 ELSE losses END" FENCE,
				FENCE_PARAMS(at), DB_V_INT(now + at->heartbeat_ms), json_or_null(details)),
			&changes, err) < 0)
		return -1;
	*flags = !ours || changes == 0 ? JOB_BEAT_LOST : store_int(&rows, 0, 3) ? JOB_BEAT_CANCEL : 0;
	return 0;
}

int job_local_end(struct store_tx *tx, const char *job_id, const struct job_local_end *end, struct err *err)
{
	if (store_exec(tx,
		    STORE_SQL("UPDATE job_tasks SET state = $2, wake_at = NULL WHERE job_id = $1 AND state "
			      "<> $2",
			    db_v_text(job_id), DB_V_INT(TASK_ENDED)),
		    NULL, err) < 0)
		return -1;
	return store_exec(tx,
		STORE_SQL(
			"UPDATE jobs SET state = $2, result = $3, error = $4, finished_at = $5 WHERE id = $1",
			db_v_text(job_id), DB_V_INT(end->state), json_or_null(end->result),
			db_v_text(end->error), DB_V_INT(clock_unix_ms())),
		NULL, err);
}

/* Ending an attempt. */

struct finish {
	struct job_local *l;
	const struct job_attempt *at;
	const struct job_outcome *out;
	struct arena *a;
	const struct job_kind *kind;
	const struct job_step
		*step;    /* either may be NULL: a build that dropped the step since it was claimed */
	json_t *plan;     /* in the arena */
	bool cancelled;   /* the job was asked to stop */
	int64_t failures; /* of this step, this one included */
};

/* Ends the row's attempt as waiting or ended; ERR_NOT_FOUND when it is somebody else's by now. */
static int end_attempt(struct store_tx *tx, struct finish *f, struct err *err)
{
	const struct job_outcome *out = f->out;
	bool failed = out->result == JOB_RETRY || out->result == JOB_FATAL;
	struct store_rows rows;

	if (store_exec_fetch(tx, f->a,
		    STORE_SQL("UPDATE job_tasks SET state = $4, wake_at = NULL, worker = NULL, "
			      "failures = failures + $5, result = $6, details = COALESCE($7, details), "
			      "error = $8" FENCE " RETURNING failures",
			    FENCE_PARAMS(f->at), DB_V_INT(TASK_ENDED), DB_V_INT(failed),
			    json_or_null(out->out), json_or_null(out->details),
			    db_v_text(out->msg && out->msg[0] ? out->msg : NULL)),
		    &rows, err) < 0)
		return -1;
	if (rows.n == 0)
		return err_set(err, ERR_NOT_FOUND, "attempt %u of %s/%s was given to another worker",
			f->at->attempt, f->at->job_id, f->at->step);
	f->failures = store_int(&rows, 0, 0);
	return 0;
}

/* The row is locked by touching it, so that a cancel comes either before or after. */
static int lock_job(struct store_tx *tx, struct finish *f, struct err *err)
{
	struct store_rows rows;

	if (store_exec_fetch(tx, f->a,
		    STORE_SQL("UPDATE jobs SET n_steps = n_steps WHERE id = $1 RETURNING plan, "
			      "cancel_requested",
			    db_v_text(f->at->job_id)),
		    &rows, err) < 0)
		return -1;
	f->cancelled = store_int(&rows, 0, 1);
	return js_parse(f->a, store_bytes(&rows, 0, 0), &f->plan, err);
}

static int64_t backoff_ms(const struct job_step *step, int64_t failures)
{
	const struct job_retry fallback = JOB_RETRY_DEFAULT, *r = step ? &step->retry : &fallback;
	double ms = (double)r->first_ms;

	for (int64_t i = 1; i < failures && ms < (double)r->max_ms; i++)
		ms *= r->factor;
	return MIN((int64_t)ms, r->max_ms);
}

static int wait_again(struct store_tx *tx, struct finish *f, int64_t delay_ms, struct err *err)
{
	store_after_commit(tx, f->l->wake, f->l);
	return store_exec(tx,
		STORE_SQL("UPDATE job_tasks SET state = $3, wake_at = $4 WHERE job_id = $1 AND step_no = $2",
			db_v_text(f->at->job_id), DB_V_INT(f->at->token), DB_V_INT(TASK_WAITING),
			DB_V_INT(clock_unix_ms() + delay_ms)),
		NULL, err);
}

static int next_step(struct store_tx *tx, struct finish *f, struct err *err)
{
	int64_t next = f->at->token + 1;
	const char *name = json_string_value(json_array_get(f->plan, (size_t)next));

	if (!name)
		return job_local_end(tx, f->at->job_id,
			&(struct job_local_end){.state = JOB_COMPLETED, .result = f->out->out}, err);
	if (f->cancelled)
		return job_local_end(tx, f->at->job_id, &(struct job_local_end){.state = JOB_STOPPED}, err);
	store_after_commit(tx, f->l->wake, f->l);
	return job_local_add_task(tx,
		&(struct job_local_task){.job_id = f->at->job_id,
			.kind = f->at->kind,
			.name = name,
			.step_no = next,
			.step = f->kind ? job_step_find(f->kind, name) : NULL},
		err);
}

static int fail_job(struct store_tx *tx, struct finish *f, struct err *err)
{
	const char *msg = f->out->msg && f->out->msg[0] ? f->out->msg : "the step failed without saying why";

	return job_local_end(
		tx, f->at->job_id, &(struct job_local_end){.state = JOB_FAILED, .error = msg}, err);
}

static int finish_in(struct store_tx *tx, void *ctx, struct err *err)
{
	struct finish *f = ctx;
	const struct job_retry fallback = JOB_RETRY_DEFAULT;

	if (end_attempt(tx, f, err) < 0 || lock_job(tx, f, err) < 0)
		return -1;
	int64_t most = f->step ? f->step->retry.attempts : fallback.attempts;
	switch (f->out->result) {
	case JOB_OK:
		return next_step(tx, f, err);
	case JOB_FATAL:
		return fail_job(tx, f, err);
	case JOB_RETRY:
		if (f->cancelled)
			break;
		return f->failures >= most ? fail_job(tx, f, err)
					   : wait_again(tx, f, backoff_ms(f->step, f->failures), err);
	case JOB_CANCELLED:
		if (f->out->released && !f->cancelled)
			return wait_again(tx, f, 0, err);
		break;
	}
	return job_local_end(tx, f->at->job_id, &(struct job_local_end){.state = JOB_STOPPED}, err);
}

int job_local_finish(struct job_engine *e, const struct job_attempt *at, const struct job_outcome *outcome,
	struct err *err)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct job_local *l = (struct job_local *)e;
	struct finish f = {
		.l = l, .at = at, .out = outcome, .a = a, .kind = job_kind_find(e->kinds, at->kind)};

	f.step = f.kind ? job_step_find(f.kind, at->step) : NULL;
	return store_atomic(store_auto(l->s), finish_in, &f, err);
}
