// SPDX-License-Identifier: Apache-2.0
/*
 * See serve.h. Signals are blocked in every thread and taken by one thread of their own with sigwait(2), so that no
 * code runs in a signal handler.
 */
#include "cli/serve.h"

#include "base/limits.h"
#include "cli/compose.h"
#include "http/asset.h"
#include "http/server.h"
#include "jobs/daily.h"
#include "ui/ui.h"

#include <inttypes.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct signals {
	pthread_t thread;
	sigset_t set;
	struct {
		pthread_mutex_t lock;
		pthread_cond_t changed;
		bool stop;
	} shared;
};

/* The first signal asks to stop; the second one means it: the default action ends the process. */
static void *wait_for_signals(void *arg)
{
	struct signals *s = arg;
	int sig;

	while (sigwait(&s->set, &sig) != 0)
		;
	pthread_mutex_lock(&s->shared.lock);
	s->shared.stop = true;
	pthread_cond_signal(&s->shared.changed);
	pthread_mutex_unlock(&s->shared.lock);
	while (sigwait(&s->set, &sig) != 0)
		;
	signal(sig, SIG_DFL);
	pthread_sigmask(SIG_UNBLOCK, &s->set, NULL);
	kill(getpid(), sig);
	return NULL;
}

static int signals_start(struct signals *s, struct err *err)
{
	pthread_mutex_init(&s->shared.lock, NULL);
	pthread_cond_init(&s->shared.changed, NULL);
	s->shared.stop = false;
	sigemptyset(&s->set);
	sigaddset(&s->set, SIGTERM);
	sigaddset(&s->set, SIGINT);
	sigaddset(&s->set, SIGHUP);
	pthread_sigmask(SIG_BLOCK, &s->set, NULL);
	signal(SIGPIPE, SIG_IGN);
	if (pthread_create(&s->thread, NULL, wait_for_signals, s) != 0)
		return err_set(
			err, ERR_INTERNAL, "cannot start a thread: the system's limit of threads is met");
	pthread_detach(s->thread); /* ends with the process: after one signal it waits for the second */
	return 0;
}

static void signals_wait(struct signals *s)
{
	pthread_mutex_lock(&s->shared.lock);
	while (!s->shared.stop)
		pthread_cond_wait(&s->shared.changed, &s->shared.lock);
	pthread_mutex_unlock(&s->shared.lock);
}

static void access_log(void *ctx UNUSED, const struct http_done *d)
{
	char status[12], us[24], path[256];

	snprintf(status, sizeof status, "%d", d->status);
	snprintf(us, sizeof us, "%" PRId64, d->us);
	snprintf(path, sizeof path, "%.*s", SLICE_FMT(d->path));
	log_event(d->status >= 500 ? LOG_WARN : LOG_DEBUG, "request", "method", d->method, "path", path,
		"route", d->route, "status", status, "us", us, "trace_id", d->trace_id, NULL);
}

static int start_http(struct composition *c, const struct serve_options *opt, struct err *err)
{
	/* a folder is for development: its inline script changes with every build, so no hash can allow it */
	struct http_assets dir = {
		.dir = opt->ui_dir, .csp = "default-src 'self' 'unsafe-inline' data: blob:"};
	struct http_options http = {
		.bind = opt->host ? opt->host : "127.0.0.1",
		.port = (uint16_t)opt->port,
		.assets = opt->ui_dir ? &dir : ui_assets(),
		.api_key = getenv("ASKDB_API_KEY"),
		.done = access_log,
		.ctx = &c->services,
	};

	http.tables = api_routes(&http.n_tables);
	return http_server_start(&http, &c->services.server, err);
}

static void say_ready(const struct composition *c, const char *host)
{
	bool v6 = strchr(host, ':') != NULL;

	printf("askdb ready http://%s%s%s:%u\n", v6 ? "[" : "", host, v6 ? "]" : "",
		(unsigned)http_server_port(c->services.server));
	fflush(stdout);
}

static int run(struct composition *c, const struct serve_options *opt, struct err *err)
{
	struct signals signals;

	if (signals_start(&signals, err) < 0 || composition_open(c, err) < 0)
		return -1;
	if (opt->demo && api_sample_prepare(&c->services, err) < 0)
		return -1;
	if (api_recover(&c->services, err) < 0 ||
		job_daily_start(c->services.jobs, job_retention_kind()->name, &c->daily, err) < 0 ||
		start_http(c, opt, err) < 0)
		return -1;
	say_ready(c, opt->host ? opt->host : "127.0.0.1");
	signals_wait(&signals);
	log_event(LOG_INFO, "stopping: finishing what runs", NULL);
	http_server_stop(c->services.server, opt->drain_ms);
	return 0;
}

static void say_words_only(const char *why)
{
	log_event(LOG_WARN, "searching by words only: no embedding model", "why", why, NULL);
}

int serve_run(const struct serve_options *opt, struct err *err)
{
	struct composition c = {.data_dir = opt->data_dir, .without_model = say_words_only};

	log_setup(LOG_INFO, opt->log_format);
	const char *level = getenv("ASKDB_LOG_LEVEL");
	enum log_level wanted;
	if (level && log_level_parse(level, &wanted))
		log_setup(wanted, opt->log_format);
	int rc = run(&c, opt, err);
	http_server_free(c.services.server);
	composition_close(&c);
	return rc;
}
