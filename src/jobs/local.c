// SPDX-License-Identifier: Apache-2.0
/*
 * Jobs in askdb's own store. A step is a row of job_tasks; claiming it is one UPDATE that takes a new attempt
 * number, and every later statement of the attempt names that number, so whoever lost the task changes
 * nothing. The next step's row is written in the transaction that ends the one before.
 *
 * Idle slots look with a plain SELECT for the next moment at which something is to be done, and wait for it
 * on a condition that a submit in this process signals; work of other servers is noticed after JOB_POLL_MS.
 *
 * Times are this machine's: servers that share a store need clocks that agree to within a part of a
 * heartbeat. Where they do not, a task may be claimed twice, and the fence still lets only one of the two
 * report.
 */
#include "jobs/local.h"

#include "base/arena.h"
#include "base/cancel.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/mem.h"
#include "jobs/local_int.h"
#include "json/read.h"
#include "json/writer.h"
#include "store/store.h"

#include <pthread.h>
#include <time.h>

static void wake(void *p)
{
	struct job_local *l = p;

	pthread_mutex_lock(&l->shared.lock);
	l->shared.wakeups++;
	pthread_cond_signal(&l->shared.changed);
	pthread_mutex_unlock(&l->shared.lock);
}

static void wake_all(void *p)
{
	struct job_local *l = p;

	pthread_mutex_lock(&l->shared.lock);
	l->shared.wakeups++;
	pthread_cond_broadcast(&l->shared.changed);
	pthread_mutex_unlock(&l->shared.lock);
}

/* Submitting, cancelling, looking. */

static struct slice plan_of(struct arena *a, const struct job_kind *kind)
{
	struct str text = STR_INIT(JOB_PAYLOAD_MAX);
	struct js_writer w = JS_WRITER(&text);

	js_arr(&w);
	for (size_t i = 0; i < kind->n; i++)
		js_str(&w, kind->steps[i].name);
	js_arr_end(&w);
	return slice_of(str_to_arena(&text, a));
}

int job_local_add_task(struct store_tx *tx, const struct job_local_task *t, struct err *err)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	int64_t heartbeat_s = t->step && t->step->heartbeat_s ? t->step->heartbeat_s : JOB_HEARTBEAT_S;

	return store_exec(tx,
		STORE_SQL("INSERT INTO job_tasks (job_id, step_no, step, what, state, wake_at, heartbeat_ms) "
			  "VALUES ($1, $2, $3, $4, $5, $6, $7)",
			db_v_text(t->job_id), DB_V_INT(t->step_no), db_v_text(t->name),
			db_v_text(arena_printf(a, "%s.%s", t->kind, t->name)), DB_V_INT(TASK_WAITING),
			DB_V_INT(clock_unix_ms()), DB_V_INT(heartbeat_s * 1000)),
		NULL, err);
}

struct submit {
	struct job_local *l;
	const struct job_request *req;
};

static int submit_in(struct store_tx *tx, void *ctx, struct err *err)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	const struct submit *s = ctx;
	const struct job_request *req = s->req;
	const struct job_kind *kind = job_kind_find(s->l->base.kinds, req->kind);
	struct slice args = req->args ? js_dump(a, req->args) : SLICE_LIT("{}");
	int64_t changes = 0;

	if (store_exec(tx,
		    STORE_SQL("INSERT INTO jobs (id, kind, plan, args, state, n_steps, created_at) "
			      "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO NOTHING",
			    db_v_text(req->id), db_v_text(kind->name), DB_V_SLICE(plan_of(a, kind)),
			    DB_V_SLICE(args), DB_V_INT(JOB_QUEUED), DB_V_INT((int64_t)kind->n),
			    DB_V_INT(clock_unix_ms())),
		    &changes, err) < 0)
		return -1;
	if (changes == 0)
		return 0;
	store_after_commit(tx, wake, s->l);
	return job_local_add_task(tx,
		&(struct job_local_task){.job_id = req->id,
			.kind = kind->name,
			.name = kind->steps[0].name,
			.step = &kind->steps[0]},
		err);
}

static int submit(struct job_engine *e, const struct job_request *req, struct err *err)
{
	struct job_local *l = (struct job_local *)e;
	struct submit s = {l, req};

	return store_atomic(req->tx ? req->tx : store_auto(l->s), submit_in, &s, err);
}

/* A waiting task ends here and with it the job; a running one is told by its keeper's next beat. */
static int cancel_in(struct store_tx *tx, void *ctx, struct err *err)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	const char *id = ctx;
	struct store_rows rows;
	int64_t changes = 0;

	if (store_exec_fetch(tx, a,
		    STORE_SQL("UPDATE jobs SET cancel_requested = 1 WHERE id = $1 RETURNING state",
			    db_v_text(id)),
		    &rows, err) < 0)
		return -1;
	if (rows.n == 0)
		return err_set(err, ERR_NOT_FOUND, "there is no job with the id %.200s", id);
	if (!job_state_is_open((enum job_state)store_int(&rows, 0, 0)))
		return 0;
	if (store_exec(tx,
		    STORE_SQL("UPDATE job_tasks SET state = $2, wake_at = NULL WHERE job_id = $1 AND state = "
			      "$3",
			    db_v_text(id), DB_V_INT(TASK_ENDED), DB_V_INT(TASK_WAITING)),
		    &changes, err) < 0)
		return -1;
	return changes ? job_local_end(tx, id, &(struct job_local_end){.state = JOB_STOPPED}, err) : 0;
}

static int cancel(struct job_engine *e, const char *id, struct err *err)
{
	struct job_local *l = (struct job_local *)e;
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();

	return store_atomic(store_auto(l->s), cancel_in, arena_strdup(a, id), err);
}

static int get(struct job_engine *e, struct arena *a, const char *id, struct job_view *out, struct err *err)
{
	struct job_local *l = (struct job_local *)e;
	struct store_rows r;

	if (store_fetch(store_auto(l->s), a,
		    STORE_SQL(
			    "SELECT j.id, j.kind, j.state, j.cancel_requested, t.step, t.step_no, j.n_steps, "
			    "t.attempt, j.args, t.details, j.result, COALESCE(j.error, t.error), "
			    "j.created_at, "
			    "j.started_at, j.finished_at FROM jobs j JOIN job_tasks t ON t.job_id = j.id "
			    "AND t.step_no = (SELECT max(step_no) FROM job_tasks WHERE job_id = j.id) "
			    "WHERE j.id = $1",
			    db_v_text(id)),
		    &r, err) < 0)
		return -1;
	if (r.n == 0)
		return err_set(err, ERR_NOT_FOUND, "there is no job with the id %.200s", id);
	*out = (struct job_view){
		.id = store_text(&r, 0, 0),
		.kind = store_text(&r, 0, 1),
		.state = (enum job_state)store_int(&r, 0, 2),
		.cancel_requested = store_int(&r, 0, 3),
		.step = store_text(&r, 0, 4),
		.step_index = (size_t)store_int(&r, 0, 5),
		.n_steps = (size_t)store_int(&r, 0, 6),
		.attempt = (unsigned)store_int(&r, 0, 7),
		.args = store_bytes(&r, 0, 8),
		.details = store_bytes(&r, 0, 9),
		.result = store_bytes(&r, 0, 10),
		.error = store_text(&r, 0, 11),
		.created_at = store_int(&r, 0, 12),
		.started_at = store_int(&r, 0, 13),
		.finished_at = store_int(&r, 0, 14),
	};
	return 0;
}

/* Claiming. */

/* "$first, $first+1, ..." for the steps this build knows. */
static char *known_list(struct arena *a, size_t first, size_t n)
{
	struct str text = STR_INIT(SQL_MAX);

	for (size_t i = 0; i < n; i++)
		str_addf(&text, "%s$%zu", i ? ", " : "", first + i);
	return str_to_arena(&text, a);
}

static void build_texts(struct job_local *l)
{
	const struct job_kinds *kinds = l->base.kinds;
	size_t n = 0;

	for (size_t i = 0; i < kinds->n; i++)
		n += kinds->items[i].n;
	l->n_known = n;
	l->known = ARENA_ARRAY(l->arena, struct db_value, n);
	n = 0;
	for (size_t i = 0; i < kinds->n; i++)
		for (size_t k = 0; k < kinds->items[i].n; k++)
			l->known[n++] = db_v_text(arena_printf(
				l->arena, "%s.%s", kinds->items[i].name, kinds->items[i].steps[k].name));
	l->peek_text = arena_printf(l->arena,
		"SELECT min(wake_at) FROM job_tasks WHERE wake_at IS NOT NULL AND what IN (%s)",
		known_list(l->arena, 1, n));
	l->claim_text = arena_printf(l->arena,
		"UPDATE job_tasks SET state = 1, attempt = attempt + 1, "
		"losses = losses + CASE WHEN state = 1 THEN 1 ELSE 0 END, wake_at = $1 + heartbeat_ms, "
		"worker = $2 "
		"WHERE (job_id, step_no) = (SELECT job_id, step_no FROM job_tasks WHERE wake_at <= $1 "
		"AND what IN (%s) ORDER BY wake_at LIMIT 1%s) "
		"RETURNING job_id, step_no, step, attempt, losses, heartbeat_ms, details",
		known_list(l->arena, 3, n), store_skip_locked(store_auto(l->s)));
}

struct claim {
	struct job_local *l;
	struct arena *a;
	struct job_attempt at;
	bool claimed;
};

/* The claimed task's job: locked and read in one statement, so that a cancel comes either before or after. */
static int read_job(struct store_tx *tx, struct claim *c, int64_t losses, struct err *err)
{
	struct store_rows job, prev;
	struct db_value id = db_v_text(c->at.job_id);

	if (store_exec_fetch(tx, c->a,
		    STORE_SQL(
			    "UPDATE jobs SET state = $2, started_at = COALESCE(started_at, $3) WHERE id = $1 "
			    "RETURNING kind, args, cancel_requested",
			    id, DB_V_INT(JOB_RUNNING), DB_V_INT(clock_unix_ms())),
		    &job, err) < 0 ||
		store_fetch(tx, c->a,
			STORE_SQL("SELECT result FROM job_tasks WHERE job_id = $1 AND step_no = $2", id,
				DB_V_INT(c->at.token - 1)),
			&prev, err) < 0)
		return -1;
	c->at.kind = store_text(&job, 0, 0);
	c->at.args = store_bytes(&job, 0, 1);
	c->at.prev = prev.n ? store_bytes(&prev, 0, 0) : (struct slice){NULL, 0};
	c->claimed = losses <= JOB_LOSSES_MAX && !store_int(&job, 0, 2);
	if (c->claimed)
		return 0;
	struct job_local_end end = {.state = store_int(&job, 0, 2) ? JOB_STOPPED : JOB_FAILED,
		.error = arena_printf(
			c->a, "the workers of step %s died %lld times", c->at.step, (long long)losses)};
	if (end.state == JOB_STOPPED)
		end.error = NULL;
	return job_local_end(tx, c->at.job_id, &end, err);
}

static int claim_in(struct store_tx *tx, void *ctx, struct err *err)
{
	struct claim *c = ctx;
	struct job_local *l = c->l;
	struct db_value *params = ARENA_ARRAY(c->a, struct db_value, l->n_known + 2);
	struct store_rows task;

	c->claimed = false;
	params[0] = DB_V_INT(clock_unix_ms());
	params[1] = db_v_text(store_instance(l->s));
	for (size_t i = 0; i < l->n_known; i++)
		params[2 + i] = l->known[i];
	if (store_exec_fetch(
		    tx, c->a, &(struct store_sql){l->claim_text, params, l->n_known + 2}, &task, err) < 0)
		return -1;
	if (task.n == 0)
		return 0;
	c->at = (struct job_attempt){
		.job_id = store_text(&task, 0, 0),
		.token = store_int(&task, 0, 1),
		.step = store_text(&task, 0, 2),
		.attempt = (unsigned)store_int(&task, 0, 3),
		.heartbeat_ms = store_int(&task, 0, 5),
		.details = store_bytes(&task, 0, 6),
	};
	return read_job(tx, c, store_int(&task, 0, 4), err);
}

/* When something is to be done next, Unix ms; INT64_MAX = nothing is waiting. */
static int peek(struct job_local *l, int64_t *next, struct err *err)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct store_rows rows;

	if (store_fetch(store_auto(l->s), a, &(struct store_sql){l->peek_text, l->known, l->n_known}, &rows,
		    err) < 0)
		return -1;
	*next = store_is_null(&rows, 0, 0) ? INT64_MAX : store_int(&rows, 0, 0);
	return 0;
}

/*
 * What an earlier process left running in a store of our own is free at once, not only when its lease ends.
 */
static int free_orphans(struct job_local *l, struct err *err)
{
	pthread_mutex_lock(&l->shared.lock);
	bool mine = !l->shared.orphans_freed && store_is_exclusive(l->s);
	l->shared.orphans_freed = true;
	pthread_mutex_unlock(&l->shared.lock);
	return mine ? store_exec(store_auto(l->s),
			      STORE_SQL("UPDATE job_tasks SET wake_at = 0 WHERE state = $1 AND worker <> $2",
				      DB_V_INT(TASK_RUNNING), db_v_text(store_instance(l->s))),
			      NULL, err)
		    : 0;
}

static int try_claim(struct job_local *l, struct claim *c, int64_t *next, struct err *err)
{
	if (free_orphans(l, err) < 0 || peek(l, next, err) < 0)
		return -1;
	if (*next > clock_unix_ms())
		return 0;
	if (store_atomic(store_auto(l->s), claim_in, c, err) < 0)
		return -1;
	return c->claimed;
}

/* Sleep until the monotonic time, a wake-up since `seen`, or stop. */
static void wait_until(struct job_local *l, uint64_t seen, int64_t until, struct cancel *stop)
{
	struct timespec at = {.tv_sec = until / 1000, .tv_nsec = until % 1000 * 1000000};
	int rc = 0;

	pthread_mutex_lock(&l->shared.lock);
	while (l->shared.wakeups == seen && !cancel_is_set(stop) && rc == 0)
		rc = pthread_cond_timedwait(&l->shared.changed, &l->shared.lock, &at);
	pthread_mutex_unlock(&l->shared.lock);
}

static int claim_loop(struct job_local *l, struct claim *c, struct cancel *stop, struct err *err)
{
	enum {
		AGAIN_MS = 5
	}; /* a due task that could not be had is in another's hands: look again soon, not at once */
	int64_t until = clock_mono_ms() + JOB_POLL_MS;

	for (;;) {
		pthread_mutex_lock(&l->shared.lock);
		uint64_t seen = l->shared.wakeups;
		pthread_mutex_unlock(&l->shared.lock);
		int64_t next = INT64_MAX;
		int rc = cancel_is_set(stop) ? 0 : try_claim(l, c, &next, err);
		int64_t now = clock_mono_ms();
		if (rc != 0 || now >= until || cancel_is_set(stop))
			return rc;
		int64_t due_in = next == INT64_MAX ? INT64_MAX : MAX(next - clock_unix_ms(), AGAIN_MS);
		wait_until(l, seen, now + MIN(due_in, until - now), stop);
	}
}

static int claim(
	struct job_engine *e, struct arena *a, struct cancel *stop, struct job_attempt *out, struct err *err)
{
	struct job_local *l = (struct job_local *)e;
	struct claim c = {.l = l, .a = a};
	struct cancel_hook hook = {.fn = wake_all, .p = l};

	cancel_hook(stop, &hook);
	int rc = claim_loop(l, &c, stop, err);
	cancel_unhook(stop, &hook);
	if (rc <= 0)
		return rc;
	const struct job_kind *kind = job_kind_find(l->base.kinds, c.at.kind);
	const struct job_step *step = kind ? job_step_find(kind, c.at.step) : NULL;
	c.at.deadline_ms = step && step->timeout_s ? clock_mono_ms() + step->timeout_s * 1000 : 0;
	*out = c.at;
	return 1;
}

static void local_free(struct job_engine *e)
{
	struct job_local *l = (struct job_local *)e;

	pthread_cond_destroy(&l->shared.changed);
	pthread_mutex_destroy(&l->shared.lock);
	arena_free(l->arena);
	mem_free(l);
}

static const struct job_engine_ops local_ops = {
	.submit = submit,
	.cancel = cancel,
	.get = get,
	.claim = claim,
	.beat = job_local_beat,
	.finish = job_local_finish,
	.free = local_free,
};

struct job_engine *job_local_new(struct store *s, const struct job_kinds *kinds)
{
	struct job_local *l = mem_zalloc(1, sizeof *l);
	pthread_condattr_t attr;

	l->base = (struct job_engine){&local_ops, kinds};
	l->s = s;
	l->arena = arena_new();
	l->wake = wake;
	pthread_mutex_init(&l->shared.lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&l->shared.changed, &attr);
	pthread_condattr_destroy(&attr);
	build_texts(l);
	return &l->base;
}
