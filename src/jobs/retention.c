// SPDX-License-Identifier: Apache-2.0
/* See retention.h. What was deleted stays deleted, so an attempt that died needs no cursor: the next one finds less. */
#include "jobs/retention.h"

#include "base/clock.h"
#include "base/err.h"
#include "base/utf8.h"
#include "store/retention.h"

#include <stdio.h>

static enum job_result delete_old(
	struct job_ctx *c, UNUSED const json_t *in, json_t **out, char msg[static JOB_MSG_MAX])
{
	const struct job_retention *app = job_app(c);
	struct store_retention opt = {
		.now_ms = clock_unix_ms(), .keep_days = app->keep_days, .cancel = job_cancel_token(c)};
	struct store_retired gone;
	struct err err = ERR_INIT;

	if (store_retention_run(store_auto(app->store), &opt, &gone, &err) == 0) {
		*out = json_pack("{s:I,s:I,s:I,s:I,s:I,s:I}", "jobs", (json_int_t)gone.jobs, "events",
			(json_int_t)gone.events, "executions", (json_int_t)gone.executions, "generations",
			(json_int_t)gone.generations, "searches", (json_int_t)gone.searches, "keys",
			(json_int_t)gone.keys);
		return JOB_OK;
	}
	if (err.code == ERR_CANCELLED)
		return JOB_CANCELLED;
	snprintf(msg, JOB_MSG_MAX, "%.*s", (int)utf8_cut(slice_of(err.msg), JOB_MSG_MAX - 1), err.msg);
	return JOB_RETRY;
}

const struct job_kind *job_retention_kind(void)
{
	static const struct job_step steps[] = {
		{.name = "delete", .run = delete_old, .timeout_s = 3600, .retry = JOB_RETRY_DEFAULT}};
	static const struct job_kind kind = {.name = "Retention", .steps = steps, .n = ARRAY_LEN(steps)};

	return &kind;
}
