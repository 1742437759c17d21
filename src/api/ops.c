// SPDX-License-Identifier: Apache-2.0
/* What those who run the server look at: /health, /health/ready, /metrics, in Prometheus' text format. */
#include "api/api_int.h"
#include "assistant/generator.h"
#include "base/clock.h"
#include "base/num.h"
#include "embed/embed.h"
#include "http/server.h"
#include "jobs/runner.h"
#include "store/store.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

int ops_health(struct http_request *req, struct http_response *res, UNUSED struct err *err)
{
	const struct api_services *s = api_of(req);
	struct js_writer *w = http_json(res, 200);

	js_obj(w);
	js_kv_str(w, "status", "ok");
	js_kv_str(w, "service", "askdb");
	js_kv_str(w, "version", s->version);
	js_kv_int(w, "uptime_s", (clock_unix_ms() - s->started_at) / 1000);
	js_obj_end(w);
	return 0;
}

struct check {
	const char *name;
	const char *state; /* "ok", "off" (not configured, which is fine), "loading" (soon ok) or "down" */
	const char *detail;
	int64_t ms;
};

static void write_check(struct js_writer *w, const struct check *c)
{
	js_key(w, c->name);
	js_obj(w);
	js_kv_str(w, "state", c->state);
	js_kv_int(w, "latency_ms", c->ms);
	js_kv_str(w, "detail", c->detail);
	js_obj_end(w);
}

static struct check check_store(struct http_request *req)
{
	struct store *store = api_of(req)->store;
	struct check c = {.name = "store", .state = "ok", .detail = store_version(store)};
	int64_t before = clock_mono_ms();
	struct err err = ERR_INIT;

	if (store_ping(store, &err)) {
		c.state = "down";
		c.detail = arena_strdup(req->a, err.msg);
	}
	c.ms = clock_mono_ms() - before;
	return c;
}

static struct check check_jobs(struct http_request *req)
{
	struct job_runner_stats stats = job_runner_stats(api_of(req)->runner);

	return (struct check){.name = "jobs",
		.state = stats.slots ? "ok" : "down",
		.detail = arena_printf(req->a, "%u of %u workers busy", stats.busy, stats.slots)};
}

static struct check check_embedder(struct http_request *req)
{
	const struct api_services *s = api_of(req);
	struct check c = {.name = "embedder", .state = "off"};
	float vector[EMBED_DIM];
	struct slice text = SLICE_LIT("ready");
	int64_t before = clock_mono_ms();
	struct err err = ERR_INIT;

	switch (embed_state(s->embedder)) {
	case EMBED_OFF:
		c.detail = s->embedder ? embed_problem(s->embedder) : s->embedder_problem;
		return c;
	case EMBED_OPENING:
		c.state = "loading";
		c.detail = "questions that need it wait";
		return c;
	case EMBED_READY:
		break;
	}
	c.state = "ok";
	c.detail = embed_kernels();
	if (embed_texts(s->embedder, &text, 1, vector, req->cancel, &err)) {
		c.state = "down";
		c.detail = arena_strdup(req->a, err.msg);
	}
	c.ms = clock_mono_ms() - before;
	return c;
}

int ops_ready(struct http_request *req, struct http_response *res, UNUSED struct err *err)
{
	const struct api_services *s = api_of(req);
	struct check checks[] = {check_store(req), check_jobs(req),
		{.name = "model", .state = "ok", .detail = generator_offline()->name}, check_embedder(req)};
	bool ready = !s->server || !http_server_is_draining(s->server);

	for (size_t i = 0; i < ARRAY_LEN(checks); i++)
		ready &= !str_eq(checks[i].state, "down");
	struct js_writer *w = http_json(res, ready ? 200 : 503);
	js_obj(w);
	js_kv_str(w, "status", ready ? "ready" : "not_ready");
	js_key(w, "checks");
	js_obj(w);
	for (size_t i = 0; i < ARRAY_LEN(checks); i++)
		write_check(w, &checks[i]);
	js_obj_end(w);
	js_obj_end(w);
	return 0;
}

static void add_metric(struct str *out, const char *name, const char *type, const char *help, double value)
{
	char text[32];

	str_addf(out, "# HELP askdb_%s %s\n# TYPE askdb_%s %s\n", name, help, name, type);
	snprintf(text, sizeof text, "%.17g", value);
	str_addf(out, "askdb_%s %s\n", name, text);
}

/* Resident bytes from /proc/self/statm, which counts pages; 0 where there is no such file. */
static double resident_bytes(void)
{
	char text[128];
	int fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof text);
	int64_t pages;

	if (fd >= 0)
		close(fd);
	struct slice rest = {text, n > 0 ? (size_t)n : 0};
	slice_cut(&rest, ' ');
	if (!num_parse_i64(slice_cut(&rest, ' '), 0, INT64_MAX, &pages))
		return 0;
	return (double)pages * (double)sysconf(_SC_PAGESIZE);
}

int ops_metrics(struct http_request *req, struct http_response *res, UNUSED struct err *err)
{
	const struct api_services *s = api_of(req);
	struct job_runner_stats jobs = job_runner_stats(s->runner);
	struct str *out = &res->out;

	res->type = "text/plain; version=0.0.4; charset=utf-8";
	str_adds(out, "# HELP askdb_build_info What runs.\n# TYPE askdb_build_info gauge\n");
	str_addf(out, "askdb_build_info{version=\"%s\",commit=\"%s\"} 1\n", s->version, s->commit);
	add_metric(
		out, "start_time_seconds", "gauge", "Unix time of the start.", (double)s->started_at / 1000);
	add_metric(out, "resident_memory_bytes", "gauge", "Memory in use.", resident_bytes());
	add_metric(out, "jobs_busy", "gauge", "Job workers at work.", jobs.busy);
	add_metric(
		out, "jobs_completed_total", "counter", "Job steps that ended well.", (double)jobs.completed);
	add_metric(out, "jobs_failed_total", "counter", "Job steps that failed.", (double)jobs.failed);
	add_metric(out, "jobs_retried_total", "counter", "Job steps tried again.", (double)jobs.retried);
	if (s->server)
		http_server_metrics(s->server, "askdb_", out);
	return 0;
}
