// SPDX-License-Identifier: Apache-2.0
/*
 * Counters by route and class of status, and a histogram of durations by route, in Prometheus' text format. Labels are
 * route templates and never what a client wrote, so their number is bounded. Lock-free; any thread.
 */
#include "base/mem.h"
#include "http/server_int.h"

enum { CLASSES = 5, BUCKETS = 10 };

/* Upper bounds in microseconds; what is slower falls into +Inf. */
static const int64_t bounds_us[BUCKETS] = {
	500, 2000, 5000, 20000, 50000, 200000, 1000000, 5000000, 20000000, 60000000};
static const char *const bound_names[BUCKETS] = {
	"0.0005", "0.002", "0.005", "0.02", "0.05", "0.2", "1", "5", "20", "60"};

struct counters {
	atomic_ullong by_class[CLASSES], buckets[BUCKETS + 1], sum_us;
};

struct http_metrics {
	const struct http_router *router;
	size_t n;
	struct counters counters[]; /* one a route, then one for paths without */
};

struct http_metrics *http_metrics_new(const struct http_router *router)
{
	size_t n = http_router_count(router);
	struct http_metrics *m = mem_zalloc(1, sizeof *m + (n + 1) * sizeof(struct counters));

	m->router = router;
	m->n = n;
	return m;
}

void http_metrics_free(struct http_metrics *m)
{
	mem_free(m);
}

void http_metrics_count(struct http_metrics *m, size_t index, int status, int64_t us)
{
	struct counters *c = &m->counters[MIN(index, m->n)];
	int class = MIN(MAX(status / 100, 1), CLASSES) - 1, b = 0;

	while (b < BUCKETS && us > bounds_us[b])
		b++;
	atomic_fetch_add_explicit(&c->by_class[class], 1, memory_order_relaxed);
	atomic_fetch_add_explicit(&c->buckets[b], 1, memory_order_relaxed);
	atomic_fetch_add_explicit(&c->sum_us, (unsigned long long)MAX(us, 0), memory_order_relaxed);
}

static unsigned long long get(const atomic_ullong *v)
{
	return atomic_load_explicit(v, memory_order_relaxed);
}

static void add_labels(const struct http_metrics *m, size_t i, struct str *out)
{
	const struct http_route *r = i < m->n ? http_router_at(m->router, i) : NULL;

	str_addf(out, "method=\"%s\",route=\"%s\"", r ? http_method_name(r->method) : "any",
		r ? r->path : "none");
}

static unsigned long long total(const struct counters *c)
{
	unsigned long long n = 0;

	for (int b = 0; b <= BUCKETS; b++)
		n += get(&c->buckets[b]);
	return n;
}

static void write_histogram(const struct http_metrics *m, size_t i, const char *prefix, struct str *out)
{
	const struct counters *c = &m->counters[i];
	unsigned long long n = 0;

	for (int b = 0; b <= BUCKETS; b++) {
		n += get(&c->buckets[b]);
		str_addf(out, "%shttp_request_duration_seconds_bucket{", prefix);
		add_labels(m, i, out);
		str_addf(out, ",le=\"%s\"} %llu\n", b < BUCKETS ? bound_names[b] : "+Inf", n);
	}
	str_addf(out, "%shttp_request_duration_seconds_sum{", prefix);
	add_labels(m, i, out);
	str_addf(
		out, "} %.6f\n%shttp_request_duration_seconds_count{", (double)get(&c->sum_us) / 1e6, prefix);
	add_labels(m, i, out);
	str_addf(out, "} %llu\n", n);
}

void http_metrics_write(const struct http_metrics *m, const char *prefix, struct str *out)
{
	str_addf(out, "# HELP %shttp_requests_total Requests by route and class of status.\n", prefix);
	str_addf(out, "# TYPE %shttp_requests_total counter\n", prefix);
	for (size_t i = 0; i <= m->n; i++) {
		for (int k = 0; k < CLASSES; k++) {
			unsigned long long n = get(&m->counters[i].by_class[k]);
			if (n == 0)
				continue;
			str_addf(out, "%shttp_requests_total{", prefix);
			add_labels(m, i, out);
			str_addf(out, ",status=\"%dxx\"} %llu\n", k + 1, n);
		}
	}
	str_addf(out, "# HELP %shttp_request_duration_seconds From a request's last byte to its answer's.\n",
		prefix);
	str_addf(out, "# TYPE %shttp_request_duration_seconds histogram\n", prefix);
	for (size_t i = 0; i <= m->n; i++) {
		if (total(&m->counters[i]))
			write_histogram(m, i, prefix, out);
	}
}
