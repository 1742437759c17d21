// SPDX-License-Identifier: Apache-2.0
/* See job_kinds.h. */
#include "job_kinds.h"

#include "base/arena.h"
#include "base/cancel.h"
#include "base/clock.h"
#include "json/read.h"
#include "store/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static void pause_ms(int64_t ms)
{
	struct timespec t = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};

	nanosleep(&t, NULL);
}

static int64_t arg(const json_t *in, const char *name, int64_t fallback)
{
	return js_get_int(json_object_get(in, "args"), name, fallback);
}

static enum job_result echo(struct job_ctx *c, const json_t *in, json_t **out, char msg[static JOB_MSG_MAX])
{
	(void)c, (void)msg;
	*out = json_deep_copy(json_object_get(in, "args"));
	return JOB_OK;
}

/* Adds its own letter to what the step before left. */
static enum job_result add_letter(const json_t *in, json_t **out, const char *letter)
{
	const char *before = json_string_value(json_object_get(in, "prev"));

	*out = json_sprintf("%s%s", before ? before : "", letter);
	return JOB_OK;
}

static enum job_result three_a(
	struct job_ctx *c, const json_t *in, json_t **out, char msg[static JOB_MSG_MAX])
{
	(void)c, (void)msg;
	return add_letter(in, out, "a");
}

static enum job_result three_b(
	struct job_ctx *c, const json_t *in, json_t **out, char msg[static JOB_MSG_MAX])
{
	(void)c, (void)msg;
	return add_letter(in, out, "b");
}

static enum job_result three_c(
	struct job_ctx *c, const json_t *in, json_t **out, char msg[static JOB_MSG_MAX])
{
	(void)c, (void)msg;
	return add_letter(in, out, "c");
}

static enum job_result flaky(struct job_ctx *c, const json_t *in, json_t **out, char msg[static JOB_MSG_MAX])
{
	if (job_attempt(c) <= arg(in, "times", 2)) {
		snprintf(msg, JOB_MSG_MAX, "not yet (attempt %u)", job_attempt(c));
		return JOB_RETRY;
	}
	*out = json_integer(job_attempt(c));
	return JOB_OK;
}

static enum job_result fatal(struct job_ctx *c, const json_t *in, json_t **out, char msg[static JOB_MSG_MAX])
{
	(void)c, (void)in, (void)out;
	snprintf(msg, JOB_MSG_MAX, "this can never work");
	return JOB_FATAL;
}

static enum job_result never(struct job_ctx *c, const json_t *in, json_t **out, char msg[static JOB_MSG_MAX])
{
	(void)in, (void)out;
	snprintf(msg, JOB_MSG_MAX, "failure %u", job_attempt(c));
	return JOB_RETRY;
}

/* One item: its effect is counted in the transaction that claims it, so doing it twice counts once. */
struct item {
	const char *key;
};

static int do_item(struct store_tx *tx, void *ctx, struct err *err)
{
	const struct item *item = ctx;
	int64_t claimed = 0;

	if (store_exec(tx,
		    STORE_SQL("INSERT INTO effects (id) VALUES ($1) ON CONFLICT (id) DO NOTHING",
			    db_v_text(item->key)),
		    &claimed, err) < 0)
		return -1;
	return store_exec(tx,
		STORE_SQL("UPDATE counters SET tried = tried + 1, done = done + $1", DB_V_INT(claimed)), NULL,
		err);
}

static enum job_result walk(struct job_ctx *c, const json_t *in, json_t **out, char msg[static JOB_MSG_MAX])
{
	struct test_app *app = job_app(c);
	int64_t n = arg(in, "n", 5), done = js_get_int(job_resume(c), "done", 0), began = done;

	for (; done < n; done++) {
		struct err err = ERR_INIT;
		if (job_cancelled(c))
			return JOB_CANCELLED;
		struct item item = {arena_printf(job_arena(c), "%s/%lld", job_key(c), (long long)done)};
		if (store_atomic(store_auto(app->s), do_item, &item, &err) < 0) {
			snprintf(msg, JOB_MSG_MAX, "%.200s", err.msg);
			return JOB_RETRY;
		}
		job_beat(c, json_pack("{s:I, s:I}", "done", (json_int_t)done + 1, "total", (json_int_t)n));
		pause_ms(arg(in, "pause_ms", 0));
	}
	*out = json_pack("{s:I, s:I}", "done", (json_int_t)done, "resumed_at", (json_int_t)began);
	return JOB_OK;
}

static enum job_result wait_for_cancel(
	struct job_ctx *c, const json_t *in, json_t **out, char msg[static JOB_MSG_MAX])
{
	(void)in, (void)out, (void)msg;
	job_beat(c, json_pack("{s:b}", "waiting", true));
	while (!job_cancelled(c))
		pause_ms(2);
	return JOB_CANCELLED;
}

/* Goes on although it was told to stop, and ends well. */
static enum job_result deaf(struct job_ctx *c, const json_t *in, json_t **out, char msg[static JOB_MSG_MAX])
{
	(void)msg;
	while (!job_cancelled(c))
		pause_ms(2);
	pause_ms(arg(in, "after_ms", 5));
	*out = json_string("done all the same");
	return JOB_OK;
}

static json_t *large(void)
{
	char text[JOB_PAYLOAD_MAX + 1];

	memset(text, 'x', sizeof text);
	return json_stringn(text, sizeof text);
}

static enum job_result big(struct job_ctx *c, const json_t *in, json_t **out, char msg[static JOB_MSG_MAX])
{
	(void)c, (void)in, (void)msg;
	*out = large();
	return JOB_OK;
}

static enum job_result big_details(
	struct job_ctx *c, const json_t *in, json_t **out, char msg[static JOB_MSG_MAX])
{
	(void)in, (void)out, (void)msg;
	job_beat(c, large());
	return JOB_OK;
}

#define SOON                                                             \
	{                                                                \
		.first_ms = 10, .max_ms = 40, .factor = 2, .attempts = 4 \
	}

static const struct job_step echo_steps[] = {{.name = "echo", .run = echo, .retry = SOON}};
static const struct job_step three_steps[] = {{.name = "a", .run = three_a, .retry = SOON},
	{.name = "b", .run = three_b, .retry = SOON}, {.name = "c", .run = three_c, .retry = SOON}};
static const struct job_step flaky_steps[] = {{.name = "flaky", .run = flaky, .retry = SOON}};
static const struct job_step fatal_steps[] = {
	{.name = "echo", .run = echo, .retry = SOON}, {.name = "fatal", .run = fatal, .retry = SOON}};
static const struct job_step never_steps[] = {{.name = "never", .run = never, .retry = SOON}};
static const struct job_step patient_steps[] = {{.name = "never",
	.run = never,
	.retry = {.first_ms = 60000, .max_ms = 60000, .factor = 1, .attempts = 9}}};
static const struct job_step walk_steps[] = {{.name = "walk", .run = walk, .heartbeat_s = 1, .retry = SOON},
	{.name = "echo", .run = echo, .retry = SOON}};
static const struct job_step wait_steps[] = {
	{.name = "wait", .run = wait_for_cancel, .heartbeat_s = 2, .retry = SOON}};
static const struct job_step deaf_steps[] = {{.name = "deaf", .run = deaf, .heartbeat_s = 1, .retry = SOON}};
static const struct job_step big_steps[] = {{.name = "big", .run = big, .retry = SOON}};
static const struct job_step big_details_steps[] = {{.name = "big", .run = big_details, .retry = SOON}};
static const struct job_step slow_steps[] = {{.name = "slow",
	.run = wait_for_cancel,
	.timeout_s = 1,
	.retry = {.first_ms = 1, .max_ms = 1, .factor = 1, .attempts = 1}}};

#define KIND(n_, steps_)                                                                   \
	{                                                                                  \
		.name = (n_), .steps = (steps_), .n = sizeof(steps_) / sizeof((steps_)[0]) \
	}

static const struct job_kind kinds[] = {KIND("Echo", echo_steps), KIND("Three", three_steps),
	KIND("Flaky", flaky_steps), KIND("Fatal", fatal_steps), KIND("Never", never_steps),
	KIND("Patient", patient_steps), KIND("Walk", walk_steps), KIND("Wait", wait_steps),
	KIND("Deaf", deaf_steps), KIND("Big", big_steps), KIND("BigDetails", big_details_steps),
	KIND("Slow", slow_steps)};

const struct job_kinds test_kinds = {kinds, sizeof kinds / sizeof kinds[0]};

void test_effects_init(struct store *s)
{
	static const char *const statements[] = {
		"CREATE TABLE IF NOT EXISTS effects (id TEXT NOT NULL PRIMARY KEY)",
		"CREATE TABLE IF NOT EXISTS counters (tried BIGINT NOT NULL, done BIGINT NOT NULL)",
		"DELETE FROM counters", "DELETE FROM effects", "INSERT INTO counters VALUES (0, 0)"};

	for (size_t i = 0; i < sizeof statements / sizeof statements[0]; i++) {
		struct err err = ERR_INIT;
		if (store_exec(store_auto(s), STORE_SQL(statements[i]), NULL, &err) < 0) {
			fprintf(stderr, "%s\n", err.msg);
			exit(1);
		}
	}
}
