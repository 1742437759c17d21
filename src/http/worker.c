// SPDX-License-Identifier: Apache-2.0
/*
 * The worker pool: a ring of waiting jobs and threads that are started when a job finds nobody idle. HTTP_WORKERS_MIN
 * of them stay, so that a quiet server answers without starting threads; the rest end after HTTP_WORKER_IDLE_MS.
 */
#include "base/limits.h"
#include "base/mem.h"
#include "http/server_int.h"

#include <errno.h>
#include <signal.h>
#include <time.h>

struct http_workers {
	void (*run)(void *job);
	int max;
	struct {
		pthread_mutex_t lock;
		pthread_cond_t work, gone;
		void *jobs[HTTP_QUEUE_MAX];
		size_t first, n;
		int threads, idle;
		bool stopping;
	} shared;
};

struct http_workers *http_workers_new(int max, void (*run)(void *job))
{
	struct http_workers *w = mem_zalloc(1, sizeof *w);
	pthread_condattr_t attr;

	w->run = run;
	w->max = MIN(MAX(max, HTTP_WORKERS_MIN), HTTP_WORKERS_MAX);
	pthread_mutex_init(&w->shared.lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&w->shared.work, &attr);
	pthread_cond_init(&w->shared.gone, NULL);
	pthread_condattr_destroy(&attr);
	return w;
}

/* Under the lock: wait for a job. NULL: this thread has to end. */
static void *locked_next(struct http_workers *w)
{
	while (w->shared.n == 0) {
		struct timespec until;
		if (w->shared.stopping)
			return NULL;
		clock_gettime(CLOCK_MONOTONIC, &until);
		until.tv_sec += HTTP_WORKER_IDLE_MS / 1000;
		w->shared.idle++;
		int rc = pthread_cond_timedwait(&w->shared.work, &w->shared.lock, &until);
		w->shared.idle--;
		if (rc == ETIMEDOUT && w->shared.n == 0 && w->shared.threads > HTTP_WORKERS_MIN)
			return NULL;
	}
	void *job = w->shared.jobs[w->shared.first];
	w->shared.first = (w->shared.first + 1) % HTTP_QUEUE_MAX;
	w->shared.n--;
	return job;
}

static void *worker_main(void *p)
{
	struct http_workers *w = p;
	void *job;

	pthread_mutex_lock(&w->shared.lock);
	while ((job = locked_next(w))) {
		pthread_mutex_unlock(&w->shared.lock);
		w->run(job);
		pthread_mutex_lock(&w->shared.lock);
	}
	w->shared.threads--;
	pthread_cond_broadcast(&w->shared.gone);
	pthread_mutex_unlock(&w->shared.lock);
	return NULL;
}

/* Signals are the main thread's business: a worker starts with all of them blocked. */
static bool locked_start_thread(struct http_workers *w)
{
	pthread_attr_t attr;
	pthread_t thread;
	sigset_t all, old;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	pthread_attr_init(&attr);
	pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
	int rc = pthread_create(&thread, &attr, worker_main, w);
	pthread_attr_destroy(&attr);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	if (rc == 0)
		w->shared.threads++;
	return rc == 0;
}

bool http_workers_push(struct http_workers *w, void *job)
{
	pthread_mutex_lock(&w->shared.lock);
	bool ok = w->shared.n < HTTP_QUEUE_MAX && !w->shared.stopping;
	if (ok && w->shared.idle <= (int)w->shared.n && w->shared.threads < w->max)
		ok = locked_start_thread(w) || w->shared.threads > 0;
	if (ok) {
		w->shared.jobs[(w->shared.first + w->shared.n++) % HTTP_QUEUE_MAX] = job;
		pthread_cond_signal(&w->shared.work);
	}
	pthread_mutex_unlock(&w->shared.lock);
	return ok;
}

void http_workers_stats(struct http_workers *w, size_t *queued, size_t *threads)
{
	pthread_mutex_lock(&w->shared.lock);
	*queued = w->shared.n;
	*threads = (size_t)w->shared.threads;
	pthread_mutex_unlock(&w->shared.lock);
}

void http_workers_stop(struct http_workers *w)
{
	pthread_mutex_lock(&w->shared.lock);
	w->shared.stopping = true;
	pthread_cond_broadcast(&w->shared.work);
	while (w->shared.threads)
		pthread_cond_wait(&w->shared.gone, &w->shared.lock);
	pthread_mutex_unlock(&w->shared.lock);
}

void http_workers_free(struct http_workers *w)
{
	if (!w)
		return;
	http_workers_stop(w);
	pthread_cond_destroy(&w->shared.work);
	pthread_cond_destroy(&w->shared.gone);
	pthread_mutex_destroy(&w->shared.lock);
	mem_free(w);
}
