// SPDX-License-Identifier: Apache-2.0
/* See watchdog.h. late() runs under the lock, which is what makes disarming wait for it. */
#include "base/watchdog.h"

#include "base/clock.h"
#include "base/limits.h"
#include "base/mem.h"

#include <assert.h>
#include <pthread.h>
#include <signal.h>
#include <time.h>

struct watchdog {
	void (*late)(void *);
	void *p;
	pthread_t thread;
	bool started; /* of the arming thread */
	struct {
		pthread_mutex_t lock; /* guards what follows */
		pthread_cond_t earlier;
		int64_t deadline_ms; /* 0 = not armed */
		int64_t wake_ms;     /* when the thread looks next */
		bool stop;
	} shared;
};

struct watchdog *watchdog_new(void (*late)(void *p), void *p)
{
	struct watchdog *w = mem_zalloc(1, sizeof *w);
	pthread_condattr_t attr;

	w->late = late;
	w->p = p;
	pthread_mutex_init(&w->shared.lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&w->shared.earlier, &attr);
	pthread_condattr_destroy(&attr);
	return w;
}

void watchdog_free(struct watchdog *w)
{
	if (!w)
		return;
	assert(w->shared.deadline_ms == 0);
	if (w->started) {
		pthread_mutex_lock(&w->shared.lock);
		w->shared.stop = true;
		pthread_cond_signal(&w->shared.earlier);
		pthread_mutex_unlock(&w->shared.lock);
		pthread_join(w->thread, NULL);
	}
	pthread_cond_destroy(&w->shared.earlier);
	pthread_mutex_destroy(&w->shared.lock);
	mem_free(w);
}

/* With the lock held: sleep until wake_ms, which is INT64_MAX where nothing is known to come. */
static void doze(struct watchdog *w)
{
	struct timespec until = {
		.tv_sec = w->shared.wake_ms / 1000, .tv_nsec = w->shared.wake_ms % 1000 * 1000000};

	if (w->shared.wake_ms == INT64_MAX)
		pthread_cond_wait(&w->shared.earlier, &w->shared.lock);
	else
		pthread_cond_timedwait(&w->shared.earlier, &w->shared.lock, &until);
}

static void *watch(void *arg)
{
	struct watchdog *w = arg;

	pthread_mutex_lock(&w->shared.lock);
	while (!w->shared.stop) {
		int64_t now = clock_mono_ms(), deadline = w->shared.deadline_ms;
		if (deadline && deadline <= now)
			w->late(w->p);
		w->shared.wake_ms = !deadline        ? INT64_MAX
				    : deadline > now ? deadline
						     : now + WATCHDOG_REPEAT_MS;
		doze(w);
	}
	pthread_mutex_unlock(&w->shared.lock);
	return NULL;
}

/* Signals are for the program's own threads. */
static void start(struct watchdog *w)
{
	sigset_t all, old;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	w->started = pthread_create(&w->thread, NULL, watch, w) == 0;
	pthread_sigmask(SIG_SETMASK, &old, NULL);
}

void watchdog_arm(struct watchdog *w, int64_t deadline_ms)
{
	pthread_mutex_lock(&w->shared.lock);
	w->shared.deadline_ms = MAX(deadline_ms, 1);
	if (w->shared.wake_ms > w->shared.deadline_ms) {
		w->shared.wake_ms = w->shared.deadline_ms;
		pthread_cond_signal(&w->shared.earlier);
	}
	pthread_mutex_unlock(&w->shared.lock);
	if (!w->started)
		start(w);
}

void watchdog_disarm(struct watchdog *w)
{
	pthread_mutex_lock(&w->shared.lock);
	w->shared.deadline_ms = 0;
	pthread_mutex_unlock(&w->shared.lock);
}
