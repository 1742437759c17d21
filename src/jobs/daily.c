// SPDX-License-Identifier: Apache-2.0
/* See daily.h. The thread looks at the clock now and then, so a machine that slept or whose clock was set is no case of its own. */
#include "jobs/daily.h"

#include "base/clock.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/mem.h"
#include "jobs/engine.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <time.h>

enum { DATE_LEN = 10 };

struct job_daily {
	struct job_engine *engine;
	const char *kind;
	pthread_t thread;
	char done[DATE_LEN + 1]; /* the thread's: the day whose job is submitted */
	struct {
		pthread_mutex_t lock;
		pthread_cond_t stopping;
		bool stop;
	} shared;
};

static void submit(struct job_daily *d)
{
	char now[CLOCK_TEXT_LEN], id[NAME_MAX_BYTES];
	struct err err = ERR_INIT;

	clock_format(clock_unix_ms(), now);
	now[DATE_LEN] = '\0';
	if (str_eq(now, d->done))
		return;
	snprintf(id, sizeof id, "%s/%s", d->kind, now);
	if (job_submit(d->engine, &(struct job_request){.id = id, .kind = d->kind}, &err) == 0)
		memcpy(d->done, now, sizeof d->done);
	else
		log_event(LOG_WARN, "the day's job was not started; it is tried again", "job", id, "why",
			err.msg, NULL);
}

static void *run(void *arg)
{
	struct job_daily *d = arg;

	pthread_mutex_lock(&d->shared.lock);
	while (!d->shared.stop) {
		pthread_mutex_unlock(&d->shared.lock);
		submit(d);
		pthread_mutex_lock(&d->shared.lock);
		int64_t next = clock_mono_ms() + DAILY_LOOK_MS;
		struct timespec until = {.tv_sec = next / 1000, .tv_nsec = next % 1000 * 1000000};
		while (!d->shared.stop && clock_left_ms(next) > 0)
			pthread_cond_timedwait(&d->shared.stopping, &d->shared.lock, &until);
	}
	pthread_mutex_unlock(&d->shared.lock);
	return NULL;
}

static void release(struct job_daily *d)
{
	pthread_cond_destroy(&d->shared.stopping);
	pthread_mutex_destroy(&d->shared.lock);
	mem_free(d);
}

int job_daily_start(struct job_engine *engine, const char *kind, struct job_daily **out, struct err *err)
{
	struct job_daily *d = mem_zalloc(1, sizeof *d);
	pthread_condattr_t attr;
	sigset_t all, before;

	d->engine = engine;
	d->kind = kind;
	pthread_mutex_init(&d->shared.lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&d->shared.stopping, &attr);
	pthread_condattr_destroy(&attr);
	sigfillset(&all); /* signals are for main's thread */
	pthread_sigmask(SIG_BLOCK, &all, &before);
	int rc = pthread_create(&d->thread, NULL, run, d);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (rc != 0) {
		release(d);
		return err_set(err, ERR_INTERNAL, "no thread could be started for the daily job");
	}
	*out = d;
	return 0;
}

void job_daily_stop(struct job_daily *d)
{
	if (!d)
		return;
	pthread_mutex_lock(&d->shared.lock);
	d->shared.stop = true;
	pthread_cond_signal(&d->shared.stopping);
	pthread_mutex_unlock(&d->shared.lock);
	pthread_join(d->thread, NULL);
	release(d);
}
