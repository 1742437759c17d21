// SPDX-License-Identifier: Apache-2.0
/*
 * See serve.h. Signals are blocked in every thread and taken by one thread of their own with sigwait(2), so that no
 * code runs in a signal handler.
 */
#include "cli/serve.h"

#include "api/api.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/limits.h"
#include "catalog/catalog.h"
#include "cli/demo.h"
#include "embed/embed.h"
#include "http/asset.h"
#include "http/server.h"
#include "jobs/local.h"
#include "jobs/runner.h"
#include "source/source.h"
#include "store/store.h"
#include "cli/version.h"

#include <inttypes.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct composition {
	struct arena *a;
	const char *data_dir;
	struct embedder *embedder;
	struct job_kind kinds[1];
	struct job_kinds job_kinds;
	struct api_services services;
};

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

/* An embedder where its weights are whole; else the reason, kept for readiness and said once in the log. */
static void open_embedder(struct composition *c)
{
	struct err why = ERR_INIT;
	const char *dir;

	if (embed_find_dir(c->a, &dir, &why) == 0 && embed_open(dir, &c->embedder, &why) == 0) {
		c->services.embedder = c->embedder;
		return;
	}
	c->services.embedder_problem = arena_strdup(c->a, why.msg);
	log_event(LOG_WARN, "searching by words only: no embedding model", "why", why.msg, NULL);
}

static int open_stages(struct composition *c, struct err *err)
{
	struct api_services *s = &c->services;
	const char *url = getenv("DATABASE_URL");
	struct store_options store = {.dir = c->data_dir, .url = url && url[0] ? url : NULL};
	struct sources_options sources = {.data_dir = c->data_dir,
		.key_base64 = getenv("ENCRYPTION_KEY"),
		.key_file = getenv("ENCRYPTION_KEY_FILE")};

	if (file_make_dir(c->data_dir, 0700, err) < 0 || store_open(&store, &s->store, err) < 0)
		return -1;
	sources.store = s->store;
	if (sources_open(&sources, &s->sources, err) < 0)
		return -1;
	open_embedder(c);
	s->catalog = catalog_new(&(struct catalog_options){s->store, s->sources, s->embedder});
	c->kinds[0] = *catalog_sync_kind();
	c->job_kinds = (struct job_kinds){c->kinds, ARRAY_LEN(c->kinds)};
	s->jobs = job_local_new(s->store, &c->job_kinds);
	return job_runner_start(s->jobs, &(struct job_runner_options){.app = s->catalog}, &s->runner, err);
}

/* In the other order than they were opened; whatever is not there yet is NULL. */
static void close_all(struct composition *c)
{
	struct api_services *s = &c->services;

	http_server_free(s->server);
	job_runner_stop(s->runner);
	job_engine_free(s->jobs);
	catalog_free(s->catalog);
	embed_close(c->embedder);
	sources_close(s->sources);
	store_close(s->store);
	arena_free(c->a);
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
	struct http_assets assets = {.dir = opt->ui_dir};
	struct http_options http = {
		.bind = opt->host ? opt->host : "127.0.0.1",
		.port = (uint16_t)opt->port,
		.assets = opt->ui_dir ? &assets : NULL,
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

	if (signals_start(&signals, err) < 0 || open_stages(c, err) < 0)
		return -1;
	if (opt->demo && demo_prepare(&c->services, c->data_dir, err) < 0)
		return -1;
	if (start_http(c, opt, err) < 0)
		return -1;
	say_ready(c, opt->host ? opt->host : "127.0.0.1");
	signals_wait(&signals);
	log_event(LOG_INFO, "stopping: finishing what runs", NULL);
	http_server_stop(c->services.server, HTTP_DRAIN_MS);
	return 0;
}

int serve_run(const struct serve_options *opt, struct err *err)
{
	struct composition c = {.a = arena_new(), .data_dir = opt->data_dir};

	log_setup(LOG_INFO, opt->log_format);
	const char *level = getenv("ASKDB_LOG_LEVEL");
	enum log_level wanted;
	if (level && log_level_parse(level, &wanted))
		log_setup(wanted, opt->log_format);
	c.services.version = ASKDB_VERSION;
	c.services.commit = ASKDB_COMMIT;
	c.services.started_at = clock_unix_ms();
	int rc = !c.data_dir && file_data_dir(c.a, &c.data_dir, err) < 0 ? -1 : run(&c, opt, err);
	close_all(&c);
	return rc;
}
