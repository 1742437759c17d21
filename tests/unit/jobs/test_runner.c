// SPDX-License-Identifier: Apache-2.0
/*
 * The runner against a scripted engine: what it does when fetching, beating or reporting fails, which no real engine does
 * on demand.
 */
#include "test.h"

#include "job_kinds.h"

#include "base/arena.h"
#include "base/cancel.h"
#include "base/clock.h"
#include "jobs/runner.h"
#include "jobs/engine.h"

#include <pthread.h>
#include <time.h>

struct script {
	const char *name;
	const char *kind, *step, *args;
	int claims_fail, finishes_fail, beats_fail; /* so many times, at first */
	enum err_code finish_code; /* of a finish that fails for good; ERR_NONE = it succeeds */
	unsigned beat_flags;       /* what beats answer */
	/* wanted */
	bool reported;
	enum job_result result;
	bool released, lost;
	const char *msg;
};

struct fake {
	struct job_engine base;
	const struct script *script;
	pthread_mutex_t lock; /* guards what follows */
	int claims, finishes, beats;
	bool reported;
	struct job_outcome got;
	char msg[JOB_MSG_MAX], details[64];
};

static void pause_ms(int64_t ms)
{
	struct timespec t = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};

	nanosleep(&t, NULL);
}

static int fake_claim(
	struct job_engine *e, struct arena *a, struct cancel *stop, struct job_attempt *out, struct err *err)
{
	struct fake *f = (struct fake *)e;
	const struct script *s = f->script;

	pthread_mutex_lock(&f->lock);
	int n = f->claims++;
	pthread_mutex_unlock(&f->lock);
	if (n < s->claims_fail)
		return err_set(err, ERR_BUSY, "not reachable");
	if (n > s->claims_fail) {
		for (int i = 0; i < 100 && !cancel_is_set(stop); i++)
			pause_ms(1);
		return 0;
	}
	*out = (struct job_attempt){.job_id = arena_strdup(a, "one"),
		.kind = arena_strdup(a, s->kind),
		.step = arena_strdup(a, s->step),
		.attempt = 1,
		.heartbeat_ms = 1000,
		.args = slice_of(arena_strdup(a, s->args))};
	return 1;
}

static int fake_beat(struct job_engine *e, const struct job_attempt *at, struct slice details,
	unsigned *flags, struct err *err)
{
	struct fake *f = (struct fake *)e;

	(void)at;
	pthread_mutex_lock(&f->lock);
	bool fails = f->beats++ < f->script->beats_fail;
	if (!fails && details.n)
		snprintf(f->details, sizeof f->details, "%.*s", SLICE_FMT(details));
	pthread_mutex_unlock(&f->lock);
	if (fails)
		return err_set(err, ERR_BUSY, "not reachable");
	*flags = f->script->beat_flags;
	return 0;
}

static int fake_finish(
	struct job_engine *e, const struct job_attempt *at, const struct job_outcome *o, struct err *err)
{
	struct fake *f = (struct fake *)e;
	int rc = 0;

	(void)at;
	pthread_mutex_lock(&f->lock);
	if (f->finishes++ < f->script->finishes_fail) {
		rc = err_set(err, ERR_BUSY, "not reachable");
	} else if (f->script->finish_code) {
		rc = err_set(err, f->script->finish_code, "lost");
	} else {
		f->reported = true;
		f->got = *o;
		snprintf(f->msg, sizeof f->msg, "%s", o->msg ? o->msg : "");
	}
	pthread_mutex_unlock(&f->lock);
	return rc;
}

static const struct job_engine_ops fake_ops = {.claim = fake_claim, .beat = fake_beat, .finish = fake_finish};

static bool is_over(struct fake *f, struct job_runner *r)
{
	struct job_runner_stats s = job_runner_stats(r);

	pthread_mutex_lock(&f->lock);
	bool over = f->reported || s.lost > 0;
	pthread_mutex_unlock(&f->lock);
	return over;
}

static void run_script(const struct script *s)
{
	struct fake f = {.base = {&fake_ops, &test_kinds}, .script = s};
	struct job_runner *r = NULL;
	struct err err = ERR_INIT;

	pthread_mutex_init(&f.lock, NULL);
	if (job_runner_start(&f.base, &(struct job_runner_options){.slots = 1}, &r, &err) < 0)
		abort();
	int64_t until = clock_mono_ms() + (s->released ? 100 : 10000);
	while (!is_over(&f, r) && clock_left_ms(until))
		pause_ms(2);
	struct job_runner_stats stats = job_runner_stats(r);
	job_runner_stop(r); /* the last chance of a step that waits to be stopped */
	CHECK_MSG(f.reported == s->reported, "%s: reported", s->name);
	CHECK_MSG((stats.lost > 0) == s->lost, "%s: lost", s->name);
	if (s->reported) {
		CHECK_MSG(f.got.result == s->result && f.got.released == s->released, "%s: result %d",
			s->name, (int)f.got.result);
		CHECK_STR(f.msg, s->msg);
	}
	CHECK_MSG(f.finishes >= (s->reported ? s->finishes_fail + 1 : 0), "%s: %d reports tried", s->name,
		f.finishes);
	if (s->beats_fail)
		CHECK_STR(f.details, "{\"waiting\":true}");
	pthread_mutex_destroy(&f.lock);
}

static void test_scripts(void)
{
	static const struct script scripts[] = {
		{.name = "plain",
			.kind = "Echo",
			.step = "echo",
			.args = "{}",
			.reported = true,
			.result = JOB_OK,
			.msg = ""},
		{.name = "fetching fails",
			.kind = "Echo",
			.step = "echo",
			.args = "{}",
			.claims_fail = 3,
			.reported = true,
			.result = JOB_OK,
			.msg = ""},
		{.name = "reporting fails",
			.kind = "Echo",
			.step = "echo",
			.args = "{}",
			.finishes_fail = 3,
			.reported = true,
			.result = JOB_OK,
			.msg = ""},
		{.name = "lost at the report",
			.kind = "Echo",
			.step = "echo",
			.args = "{}",
			.finishes_fail = 1,
			.finish_code = ERR_NOT_FOUND,
			.lost = true},
		{.name = "lost while it runs",
			.kind = "Wait",
			.step = "wait",
			.args = "{}",
			.beat_flags = JOB_BEAT_LOST,
			.lost = true},
		{.name = "cancelled while it runs",
			.kind = "Wait",
			.step = "wait",
			.args = "{}",
			.beat_flags = JOB_BEAT_CANCEL,
			.reported = true,
			.result = JOB_CANCELLED,
			.msg = ""},
		{.name = "beats fail for a while",
			.kind = "Wait",
			.step = "wait",
			.args = "{}",
			.beats_fail = 2,
			.beat_flags = JOB_BEAT_CANCEL,
			.reported = true,
			.result = JOB_CANCELLED,
			.msg = ""},
		{.name = "stopped with the worker",
			.kind = "Wait",
			.step = "wait",
			.args = "{}",
			.reported = true,
			.result = JOB_CANCELLED,
			.released = true,
			.msg = ""},
		{.name = "unknown step",
			.kind = "Echo",
			.step = "gone",
			.args = "{}",
			.reported = true,
			.result = JOB_FATAL,
			.msg = "this askdb does not know the step"},
		{.name = "broken arguments",
			.kind = "Echo",
			.step = "echo",
			.args = "{",
			.reported = true,
			.result = JOB_FATAL,
			.msg = "not valid JSON (line 1, column 1): string or '}' expected near end of file"},
	};

	for (size_t i = 0; i < sizeof scripts / sizeof scripts[0]; i++)
		run_script(&scripts[i]);
}

/* Many runners come and go at once with nothing to do. */
static void test_start_and_stop(void)
{
	static const struct script idle = {
		.kind = "Echo", .step = "echo", .args = "{}", .claims_fail = 1000000};
	struct fake f = {.base = {&fake_ops, &test_kinds}, .script = &idle};
	struct err err = ERR_INIT;

	pthread_mutex_init(&f.lock, NULL);
	for (int i = 0; i < 50; i++) {
		struct job_runner *r = NULL;
		if (job_runner_start(&f.base, &(struct job_runner_options){.slots = 1000}, &r, &err) < 0)
			abort();
		if (i == 0)
			CHECK_INT(job_runner_stats(r).slots, JOB_SLOTS_MAX);
		job_runner_stop(r);
	}
	job_runner_stop(NULL);
	CHECK(f.claims >= 0);
	pthread_mutex_destroy(&f.lock);
}

TEST_MAIN(TEST(test_scripts), TEST(test_start_and_stop))
