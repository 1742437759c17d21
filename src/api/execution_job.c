// SPDX-License-Identifier: Apache-2.0
/*
 * A statement that outlives its request goes on as a job: the client has an answer at once, the result is read later under the
 * same id, and a server that is killed meanwhile takes it up again. What ran in the request is stopped and begins anew, on a
 * connection of its own: the price is once execute_inline_ms, and the pool stays free for short questions.
 */
#include "analysis/analysis.h"
#include "api/api_int.h"
#include "base/cancel.h"
#include "base/clock.h"
#include "jobs/engine.h"
#include "source/source.h"
#include "store/analysis.h"
#include "store/store.h"

#include <stdio.h>

#define KIND_NAME "AnalysisExecutionWorkflow"

enum { ATTEMPTS = 3, GRACE_MS = 5000 };

/* ---- begin ---- */

static json_t *args_of(const char *id, const struct analysis_options *opt)
{
	return json_pack("{s:s, s:b, s:b, s:b, s:I, s:s?}", "execution_id", id, "include_statistics",
		opt->include_statistics, "generate_insights", opt->generate_insights, "visualize_data",
		opt->visualize, "limit_rows", (json_int_t)opt->limit_rows, "language", opt->language);
}

struct going_on {
	struct job_engine *jobs;
	const char *id, *job_id;
	const json_t *args;
};

static int go_on(struct store_tx *tx, void *ctx, struct err *err)
{
	const struct going_on *g = ctx;
	int64_t n;

	if (store_execution_count_jobs(tx, &n, err))
		return -1;
	if (n >= EXECUTE_JOBS_MAX)
		return err_set_why(err, ERR_BUSY, "too_many_statements",
			"%d statements that take long are running or waiting already; try again when some "
			"have ended",
			EXECUTE_JOBS_MAX);
	if (store_execution_set_job(tx, g->id, g->job_id, err))
		return -1;
	return job_submit(g->jobs,
		&(struct job_request){.id = g->job_id, .kind = KIND_NAME, .args = g->args, .tx = tx}, err);
}

int api_execution_go_on(
	struct http_request *req, const struct api_statement *st, const char *id, struct err *err)
{
	json_t *args = args_of(id, st->options);
	struct going_on g = {api_of(req)->jobs, id, api_generation_id(req->a), args};
	struct store_execution x = {.id = id};
	struct err lost = ERR_INIT;
	int rc = store_atomic(api_tx(req), go_on, &g, err);

	json_decref(args);
	if (rc)
		err_ignore(api_execution_end(api_tx(req), req->a, &x, NULL, err, &lost));
	return rc;
}

/* ---- run ---- */

struct running {
	struct job_ctx *job;
	const struct api_services *s;
	struct store_execution x;
	struct analysis_options opt;
	bool has_connected;
};

static void read_options(struct running *r, const json_t *args)
{
	r->opt = (struct analysis_options){
		.include_statistics = json_is_true(json_object_get(args, "include_statistics")),
		.generate_insights = json_is_true(json_object_get(args, "generate_insights")),
		.visualize = json_is_true(json_object_get(args, "visualize_data")),
		.limit_rows = (uint64_t)js_get_int(args, "limit_rows", 0),
		.language = js_get_str(args, "language"),
		.cancel = job_cancel_token(r->job),
		.deadline_ms = clock_mono_ms() + EXECUTE_JOB_MS,
	};
}

static int run(struct running *r, struct analysis_result *out, struct err *err)
{
	struct source_lease lease = SOURCE_LEASE_INIT;

	if (source_open(r->s->sources, r->x.source_id ? r->x.source_id : "", EXECUTE_JOB_MS, r->opt.cancel,
		    &lease, err))
		return -1;
	r->has_connected = true;
	int rc = analysis_run(lease.conn, api_dialect(lease.dialect), slice_of(r->x.sql), &r->opt,
		job_arena(r->job), out, err);
	source_release(&lease);
	return rc;
}

/* A database that went away may come back; what the statement itself is to blame for stays as it is, however often it runs. */
static bool may_succeed_later(const struct running *r, const struct err *err)
{
	bool is_passing = err->code == ERR_BUSY || str_eq(err->why, "connection_lost");

	if (!r->has_connected)
		is_passing = is_passing || err->code == ERR_UPSTREAM || err->code == ERR_TIMEOUT;
	return is_passing && job_attempt(r->job) < ATTEMPTS;
}

/* Record the end. That another one recorded one before (it was stopped, or this is a second attempt) is as good. */
static enum job_result conclude(
	struct running *r, const struct analysis_result *result, const struct err *failed, char *msg)
{
	struct err err = ERR_INIT;

	if (api_execution_end(store_auto(r->s->store), job_arena(r->job), &r->x, result, failed, &err) == 0 ||
		err.code == ERR_CONFLICT)
		return JOB_OK;
	snprintf(msg, JOB_MSG_MAX, "%.*s", JOB_MSG_MAX - 1, err.msg);
	return err.code == ERR_NOT_FOUND ? JOB_FATAL : JOB_RETRY;
}

static enum job_result execute(
	struct job_ctx *job, const json_t *in, UNUSED json_t **out, char msg[static JOB_MSG_MAX])
{
	const json_t *args = json_object_get(in, "args");
	const char *id = js_get_str(args, "execution_id");
	struct running r = {.job = job, .s = job_app(job)};
	struct analysis_result result;
	struct err err = ERR_INIT;

	if (!id || store_execution_get(store_auto(r.s->store), job_arena(job), NULL, id, &r.x, &err)) {
		snprintf(msg, JOB_MSG_MAX, "%.*s", JOB_MSG_MAX - 1,
			id ? err.msg : "The job names no execution.");
		return !id || err.code == ERR_NOT_FOUND ? JOB_FATAL : JOB_RETRY;
	}
	if (!str_eq(r.x.status, "running"))
		return JOB_OK;
	read_options(&r, args);
	if (run(&r, &result, &err) == 0)
		return conclude(&r, &result, NULL, msg);
	if (job_cancelled(
		    job)) /* by a person, who has been told; or the server ends, and another attempt follows */
		return JOB_CANCELLED;
	if (!may_succeed_later(&r, &err))
		return conclude(&r, NULL, &err, msg);
	snprintf(msg, JOB_MSG_MAX, "%.*s", JOB_MSG_MAX - 1, err.msg);
	return JOB_RETRY;
}

const struct job_kind *api_execution_kind(void)
{
	static const struct job_step steps[] = {{.name = "execute",
		.run = execute,
		.timeout_s = (EXECUTE_JOB_MS + GRACE_MS) / 1000,
		.retry = {.first_ms = 1000, .max_ms = 30000, .factor = 2, .attempts = ATTEMPTS}}};
	static const struct job_kind kind = {.name = KIND_NAME, .steps = steps, .n = ARRAY_LEN(steps)};

	return &kind;
}

/* ---- end ---- */

int api_execution_settle(struct http_request *req, struct store_execution *x, struct err *err)
{
	struct job_view job;
	struct err gone = ERR_INIT, ended = ERR_INIT, lost = ERR_INIT;

	if (!x->job_id || !str_eq(x->status, "running"))
		return 0;
	int rc = job_get(api_of(req)->jobs, req->a, x->job_id, &job, &gone);
	if (rc ? gone.code != ERR_NOT_FOUND : job_state_is_open(job.state))
		return 0;
	const char *why = rc || !job.error ? "askdb was stopped while this ran: run it again" : job.error;
	err_ignore(err_set(&ended, ERR_INTERNAL, "%s", why));
	err_ignore(api_execution_end(
		api_tx(req), req->a, x, NULL, &ended, &lost)); /* its end may be there just now */
	return store_execution_get(api_tx(req), req->a, api_owner(req), x->id, x, err);
}

int v1_execution_stop(struct http_request *req, struct http_response *res, struct err *err)
{
	struct store_execution x;
	struct err stopped = ERR_INIT, lost = ERR_INIT;

	if (store_execution_get(api_tx(req), req->a, api_owner(req), req->params[0], &x, err))
		return -1;
	res->status = 204;
	if (!str_eq(x.status, "running"))
		return 0;
	if (!x.job_id)
		return err_set_why(err, ERR_CONFLICT, "in_request",
			"this statement runs in a request that is still open: end that request to stop it");
	err_ignore(err_set(&stopped, ERR_CANCELLED, "the statement was stopped"));
	err_ignore(api_execution_end(api_tx(req), req->a, &x, NULL, &stopped, &lost));
	return job_cancel(api_of(req)->jobs, x.job_id, err);
}
