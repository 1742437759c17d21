// SPDX-License-Identifier: Apache-2.0
/*
 * Slots and the keeper; see runner.h. A slot's thread claims an attempt, runs its step and reports. The
 * keeper goes round a few times in a second: it hands newest details to the engine, which answers whether the
 * attempt is still wanted, and it watches the clock. Only the slot frees an attempt, and not while the keeper
 * is speaking for it.
 */
#include "jobs/runner.h"

#include "base/arena.h"
#include "base/cancel.h"
#include "base/clock.h"
#include "base/hash.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/mem.h"
#include "jobs/engine.h"
#include "jobs/job_int.h"
#include "json/read.h"

#include <signal.h>
#include <stdio.h>
#include <time.h>

struct slot {
	struct job_runner *r;
	pthread_t thread;
	struct job_ctx *ctx; /* the attempt that runs; NULL = none */
	bool beating;        /* the keeper speaks for ctx: do not free it */
};

struct job_runner {
	struct job_engine *engine;
	void *app;
	struct cancel *stop;
	unsigned n_slots, n_started;
	struct slot *slots;
	pthread_t keeper;
	bool has_keeper;
	pthread_mutex_t lock; /* guards the slots' ctx and beating, and what follows */
	pthread_cond_t changed;
	bool keeper_ends;
	struct job_runner_stats stats;
};

static void sleep_on(struct job_runner *r, int64_t ms)
{
	int64_t until = clock_mono_ms() + ms;
	struct timespec at = {.tv_sec = until / 1000, .tv_nsec = until % 1000 * 1000000};

	pthread_cond_timedwait(&r->changed, &r->lock, &at);
}

/* With the lock held: tell the attempt to stop, once. Its token is set by the caller, without the lock. */
static struct cancel *ask_to_stop(struct job_ctx *c, enum job_stop why)
{
	if (c->shared.stop != JOB_STOP_NONE)
		return NULL;
	c->shared.stop = why;
	return cancel_ref(c->cancel);
}

static void set_and_drop(struct cancel *token)
{
	cancel_set(token);
	cancel_unref(token);
}

/* Running one attempt. */

static int make_input(struct job_ctx *c, json_t **out, struct err *err)
{
	json_t *args = NULL, *prev = NULL, *resume = NULL;

	if (js_parse(c->arena, c->at.args, &args, err) < 0 ||
		(c->at.prev.n && js_parse(c->arena, c->at.prev, &prev, err) < 0) ||
		(c->at.details.n && js_parse(c->arena, c->at.details, &resume, err) < 0))
		return -1;
	c->resume = resume;
	*out = json_pack("{s:O, s:O?}", "args", args, "prev", prev);
	return 0;
}

/* What the result means once it is known why the step was asked to stop. */
static void judge(struct job_ctx *c, enum job_stop stop, struct job_outcome *o, char msg[static JOB_MSG_MAX])
{
	bool gave_up = o->result == JOB_RETRY || o->result == JOB_CANCELLED;

	if (c->shared.too_large || o->out.n > JOB_PAYLOAD_MAX) {
		o->result = JOB_FATAL;
		snprintf(msg, JOB_MSG_MAX,
			"step %s left more than %d bytes: a step returns references, not data", c->at.step,
			JOB_PAYLOAD_MAX);
		o->out.n = 0;
	} else if (gave_up && stop == JOB_STOP_TIMEOUT) {
		o->result = JOB_RETRY;
		snprintf(msg, JOB_MSG_MAX, "step %s took longer than %lld s", c->at.step,
			(long long)c->step->timeout_s);
	} else if (gave_up && (stop == JOB_STOP_CANCEL || stop == JOB_STOP_WORKER)) {
		o->result = JOB_CANCELLED;
		o->released = stop == JOB_STOP_WORKER;
	} else if (o->result == JOB_CANCELLED) {
		o->result = JOB_RETRY;
		snprintf(msg, JOB_MSG_MAX, "step %s stopped without being asked to", c->at.step);
	}
}

static void count(struct job_runner *r, const struct job_outcome *o, bool lost)
{
	uint64_t *of[] = {
		[JOB_OK] = &r->stats.completed,
		[JOB_RETRY] = &r->stats.retried,
		[JOB_FATAL] = &r->stats.failed,
		[JOB_CANCELLED] = &r->stats.cancelled,
	};

	pthread_mutex_lock(&r->lock);
	++*(lost ? &r->stats.lost : of[o->result]);
	pthread_mutex_unlock(&r->lock);
}

/* Until the engine has it, or says that the attempt is lost, or time is up: then the lease ends by itself. */
static void report(struct job_runner *r, const struct job_ctx *c, const struct job_outcome *o)
{
	int64_t until = clock_mono_ms() + JOB_REPORT_MS;
	bool lost = false;

	for (int64_t pause = 50;; pause = MIN(pause * 2, 3200)) {
		struct err err = ERR_INIT;
		uint8_t dice;
		if (r->engine->ops->finish(r->engine, &c->at, o, &err) == 0)
			break;
		lost = err.code == ERR_NOT_FOUND;
		if (lost)
			break;
		if (clock_mono_ms() + pause > until || cancel_is_set(r->stop)) {
			log_event(LOG_ERROR, "a job's step could not be reported and will run again", "job",
				c->at.job_id, "step", c->at.step, "error", err.msg, NULL);
			return;
		}
		hash_random(&dice, sizeof dice);
		pthread_mutex_lock(&r->lock);
		sleep_on(r, pause + pause * dice / 512);
		pthread_mutex_unlock(&r->lock);
	}
	count(r, o, lost);
	if (!lost && o->result == JOB_FATAL)
		log_event(LOG_WARN, "a job failed", "job", c->at.job_id, "kind", c->at.kind, "step",
			c->at.step, "error", o->msg, NULL);
}

/* Hand the attempt to the keeper; a runner that stops meanwhile tells it at once. */
static void enter(struct slot *s, struct job_ctx *c)
{
	struct job_runner *r = s->r;
	struct cancel *token = NULL;

	pthread_mutex_lock(&r->lock);
	s->ctx = c;
	r->stats.busy++;
	r->stats.attempts++;
	if (cancel_is_set(r->stop))
		token = ask_to_stop(c, JOB_STOP_WORKER);
	pthread_cond_broadcast(&r->changed);
	pthread_mutex_unlock(&r->lock);
	set_and_drop(token);
}

/* Take it back: afterwards it is this thread's alone. */
static enum job_stop leave(struct slot *s, struct job_ctx *c)
{
	struct job_runner *r = s->r;

	pthread_mutex_lock(&r->lock);
	while (s->beating)
		pthread_cond_wait(&r->changed, &r->lock);
	s->ctx = NULL;
	r->stats.busy--;
	enum job_stop stop = c->shared.stop;
	pthread_mutex_unlock(&r->lock);
	return stop;
}

static void run_step(struct slot *s, struct job_ctx *c, json_t *in)
{
	char msg[JOB_MSG_MAX] = "";
	json_t *result = NULL;

	enter(s, c);
	struct job_outcome o = {.result = c->step->run(c, in, &result, msg), .msg = msg};
	enum job_stop stop = leave(s, c);
	if (result)
		o.out = js_dump(c->arena, result);
	json_decref(result);
	o.details = slice_of(c->shared.details);
	judge(c, stop, &o, msg);
	if (stop == JOB_STOP_LOST)
		count(s->r, &o, true);
	else
		report(s->r, c, &o);
}

/* What was claimed but cannot be run here is an error of ours or of the store: the job ends and says so. */
static void refuse(struct slot *s, struct job_ctx *c, const char *why)
{
	report(s->r, c, &(struct job_outcome){.result = JOB_FATAL, .msg = why});
}

static void run_attempt(struct slot *s, struct arena *a, const struct job_attempt *at)
{
	struct job_runner *r = s->r;
	const struct job_kind *kind = job_kind_find(r->engine->kinds, at->kind);
	struct job_ctx c = {
		.at = *at, .arena = a, .app = kind && kind->app ? kind->app : r->app, .lock = &r->lock};
	struct err err = ERR_INIT;
	json_t *in = NULL;

	c.step = kind ? job_step_find(kind, at->step) : NULL;
	c.key = arena_printf(a, "%s/%s", at->job_id, at->step);
	if (!c.step) {
		refuse(s, &c, "this askdb does not know the step");
		return;
	}
	if (make_input(&c, &in, &err) < 0) {
		refuse(s, &c, err.msg);
		return;
	}
	c.cancel = cancel_new();
	run_step(s, &c, in);
	cancel_unref(c.cancel);
	mem_free(c.shared.details);
	json_decref(in);
}

static void *slot_main(void *p)
{
	struct slot *s = p;
	struct job_runner *r = s->r;
	int64_t pause = 50;

	while (!cancel_is_set(r->stop)) {
		CLEANUP(arena_free_ptr) struct arena *a = arena_new();
		struct job_attempt at;
		struct err err = ERR_INIT;
		int rc = r->engine->ops->claim(r->engine, a, r->stop, &at, &err);
		if (rc >= 0) {
			pause = 50;
			if (rc > 0)
				run_attempt(s, a, &at);
			continue;
		}
		log_event(LOG_WARN, "jobs cannot be fetched", "error", err.msg, NULL);
		pthread_mutex_lock(&r->lock);
		if (!cancel_is_set(r->stop))
			sleep_on(r, pause);
		pthread_mutex_unlock(&r->lock);
		pause = MIN(pause * 2, 3200);
	}
	return NULL;
}

/* The keeper. */

struct beat {
	struct slice details; /* n 0 = nothing new */
	char *text;           /* what details points to */
};

/*
 * With the lock held: what is to be said about the slot's attempt; false = nothing, it was told to stop for
 * good.
 */
static bool begin_beat(struct slot *s, struct beat *b, struct cancel **token)
{
	struct job_ctx *c = s->ctx;

	*token = NULL;
	*b = (struct beat){.text = NULL};
	if (!c || c->shared.stop == JOB_STOP_LOST)
		return false;
	if (c->at.deadline_ms && clock_left_ms(c->at.deadline_ms) == 0)
		*token = ask_to_stop(c, JOB_STOP_TIMEOUT);
	if (c->shared.dirty) {
		b->text = mem_strdup(c->shared.details);
		b->details = slice_of(b->text);
		c->shared.dirty = false;
	}
	s->beating = true;
	return true;
}

static void beat_for(struct job_runner *r, struct slot *s)
{
	struct err err = ERR_INIT;
	struct cancel *token;
	struct beat b;
	unsigned flags = 0;

	if (!begin_beat(s, &b, &token))
		return;
	pthread_mutex_unlock(&r->lock);
	set_and_drop(token);
	int rc = r->engine->ops->beat(r->engine, &s->ctx->at, b.details, &flags, &err);
	mem_free(b.text);
	pthread_mutex_lock(&r->lock);
	token = NULL;
	if (rc < 0 && b.details.n)
		s->ctx->shared.dirty = true; /* said again next time */
	if (rc == 0 && flags & JOB_BEAT_LOST) {
		token = ask_to_stop(s->ctx, JOB_STOP_LOST);
		s->ctx->shared.stop =
			JOB_STOP_LOST; /* also over an earlier reason: nothing is to be reported */
	} else if (rc == 0 && flags & JOB_BEAT_CANCEL) {
		token = ask_to_stop(s->ctx, JOB_STOP_CANCEL);
	}
	pthread_mutex_unlock(&r->lock);
	set_and_drop(token);
	pthread_mutex_lock(&r->lock);
	s->beating = false;
	pthread_cond_broadcast(&r->changed);
}

static void *keeper_main(void *p)
{
	struct job_runner *r = p;

	pthread_mutex_lock(&r->lock);
	while (!r->keeper_ends) {
		int64_t round = clock_mono_ms() + JOB_PROGRESS_MS;
		for (unsigned i = 0; i < r->n_started; i++)
			beat_for(r, &r->slots[i]);
		while (!r->keeper_ends && r->stats.busy == 0)
			pthread_cond_wait(&r->changed, &r->lock);
		while (!r->keeper_ends && clock_left_ms(round) > 0)
			sleep_on(r, clock_left_ms(round));
	}
	pthread_mutex_unlock(&r->lock);
	return NULL;
}

/* Starting and stopping. */

static int start_threads(struct job_runner *r, struct err *err)
{
	sigset_t all, before;

	sigfillset(&all); /* signals are for main's thread */
	pthread_sigmask(SIG_BLOCK, &all, &before);
	bool ok = pthread_create(&r->keeper, NULL, keeper_main, r) == 0;
	r->has_keeper = ok;
	for (unsigned i = 0; ok && i < r->n_slots; i++) {
		r->slots[i].r = r;
		pthread_mutex_lock(&r->lock);
		ok = pthread_create(&r->slots[i].thread, NULL, slot_main, &r->slots[i]) == 0;
		r->n_started += ok;
		pthread_mutex_unlock(&r->lock);
	}
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return ok ? 0 : err_set(err, ERR_INTERNAL, "no threads could be started for jobs");
}

int job_runner_start(struct job_engine *engine, const struct job_runner_options *opt, struct job_runner **out,
	struct err *err)
{
	struct job_runner *r = mem_zalloc(1, sizeof *r);
	pthread_condattr_t attr;

	r->engine = engine;
	r->app = opt->app;
	r->n_slots = MIN(opt->slots ? opt->slots : JOB_SLOTS, (unsigned)JOB_SLOTS_MAX);
	r->slots = mem_zalloc(r->n_slots, sizeof *r->slots);
	r->stats.slots = r->n_slots;
	r->stop = cancel_new();
	pthread_mutex_init(&r->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&r->changed, &attr);
	pthread_condattr_destroy(&attr);
	if (start_threads(r, err) < 0) {
		job_runner_stop(r);
		return -1;
	}
	*out = r;
	return 0;
}

/* Slots end first, while the keeper still keeps their leases; then the keeper. */
static void join_threads(struct job_runner *r)
{
	for (unsigned i = 0; i < r->n_started; i++)
		pthread_join(r->slots[i].thread, NULL);
	pthread_mutex_lock(&r->lock);
	r->keeper_ends = true;
	pthread_cond_broadcast(&r->changed);
	pthread_mutex_unlock(&r->lock);
	if (r->has_keeper)
		pthread_join(r->keeper, NULL);
}

void job_runner_stop(struct job_runner *r)
{
	struct cancel *tokens[JOB_SLOTS_MAX] = {NULL};

	if (!r)
		return;
	cancel_set(r->stop);
	pthread_mutex_lock(&r->lock);
	for (unsigned i = 0; i < r->n_started; i++)
		if (r->slots[i].ctx)
			tokens[i] = ask_to_stop(r->slots[i].ctx, JOB_STOP_WORKER);
	pthread_cond_broadcast(&r->changed);
	pthread_mutex_unlock(&r->lock);
	for (unsigned i = 0; i < r->n_started; i++)
		set_and_drop(tokens[i]);
	join_threads(r);
	pthread_cond_destroy(&r->changed);
	pthread_mutex_destroy(&r->lock);
	cancel_unref(r->stop);
	mem_free(r->slots);
	mem_free(r);
}

struct job_runner_stats job_runner_stats(struct job_runner *r)
{
	pthread_mutex_lock(&r->lock);
	struct job_runner_stats stats = r->stats;
	pthread_mutex_unlock(&r->lock);
	return stats;
}
