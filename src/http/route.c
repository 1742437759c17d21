// SPDX-License-Identifier: Apache-2.0
/*
 * See route.h. Paths are bucketed by their number of segments; within a bucket the more literal one is tried first, so
 * "/data-sources/health" wins over "/data-sources/{id}". A request costs one pass over its path and a few comparisons.
 */
#include "http/route.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "base/vec.h"

#include <assert.h>
#include <stdlib.h>

struct segment {
	struct slice text; /* the literal, or the parameter's name */
	bool is_param;
};

/* One path template with the routes of its methods. */
struct path {
	const char *text;
	const struct http_routes *table;
	struct segment segments[HTTP_SEGMENTS_MAX];
	size_t n;
	const struct http_route *routes[HTTP_METHODS];
	size_t index[HTTP_METHODS];
};

struct http_router {
	struct arena *a;
	const struct http_routes *tables;
	size_t n_tables;
	VEC(struct path *) by_length[HTTP_SEGMENTS_MAX + 1];
	VEC(const struct http_route *) routes;
};

static const char *const method_names[HTTP_METHODS] = {
	[HTTP_GET] = "GET",
	[HTTP_POST] = "POST",
	[HTTP_PUT] = "PUT",
	[HTTP_PATCH] = "PATCH",
	[HTTP_DELETE] = "DELETE",
};

const char *http_method_name(enum http_method m)
{
	assert(m < HTTP_METHODS);
	return method_names[m];
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

bool http_unescape(struct arena *a, struct slice raw, bool plus, const char **out)
{
	char *text = arena_alloc(a, raw.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < raw.n; i++) {
		char c = raw.p[i];
		if (c == '%') {
			int hi = raw.n - i > 2 ? hex_digit(raw.p[i + 1]) : -1;
			int lo = hi < 0 ? -1 : hex_digit(raw.p[i + 2]);
			if (lo < 0)
				return false;
			c = (char)(hi << 4 | lo);
			i += 2;
		} else if (c == '+' && plus) {
			c = ' ';
		}
		if (c == '\0')
			return false;
		text[n++] = c;
	}
	text[n] = '\0';
	if (!utf8_is_valid((struct slice){text, n}))
		return false;
	*out = text;
	return true;
}

/* Cut a path into its segments, without the leading '/'. -1 when there are too many, or it does not begin with '/'. */
static int cut_path(struct slice path, struct slice out[static HTTP_SEGMENTS_MAX], size_t *n)
{
	*n = 0;
	if (path.n == 0 || path.p[0] != '/')
		return -1;
	struct slice rest = {path.p + 1, path.n - 1};
	if (rest.n == 0)
		return 0;
	for (;;) {
		const char *slash = memchr(rest.p, '/', rest.n);
		if (*n == HTTP_SEGMENTS_MAX)
			return -1;
		if (!slash) {
			out[(*n)++] = rest;
			return 0;
		}
		size_t len = (size_t)(slash - rest.p);
		out[(*n)++] = (struct slice){rest.p, len};
		rest = (struct slice){slash + 1, rest.n - len - 1};
	}
}

static struct path *path_new(struct http_router *r, const struct http_routes *table, const char *text)
{
	struct path *p = ARENA_NEW(r->a, struct path);
	struct slice parts[HTTP_SEGMENTS_MAX];
	size_t params = 0;
	int rc = cut_path(slice_of(text), parts, &p->n);

	assert(rc == 0);
	assert(slice_starts(slice_of(text), slice_of(table->prefix)));
	p->text = text;
	p->table = table;
	for (size_t i = 0; i < p->n; i++) {
		struct slice s = parts[i];
		if (s.n > 2 && s.p[0] == '{' && s.p[s.n - 1] == '}') {
			p->segments[i] = (struct segment){{s.p + 1, s.n - 2}, true};
			params++;
		} else {
			assert(s.n > 0);
			p->segments[i] = (struct segment){s, false};
		}
	}
	assert(params <= HTTP_PATH_PARAMS_MAX);
	vec_push(&r->by_length[p->n], r->a, p);
	return p;
}

static void add_route(struct http_router *r, const struct http_routes *table, const struct http_route *route)
{
	struct slice parts[HTTP_SEGMENTS_MAX];
	struct path *path = NULL;
	size_t n;
	int rc = cut_path(slice_of(route->path), parts, &n);

	assert(rc == 0 && route->handler && route->method < HTTP_METHODS);
	for (size_t i = 0; i < r->by_length[n].n && !path; i++) {
		if (str_eq(r->by_length[n].items[i]->text, route->path))
			path = r->by_length[n].items[i];
	}
	if (!path)
		path = path_new(r, table, route->path);
	assert(!path->routes[route->method]);
	path->routes[route->method] = route;
	path->index[route->method] = r->routes.n;
	vec_push(&r->routes, r->a, route);
}

/* The one whose first differing segment is a literal comes first. */
static int compare_paths(const void *left, const void *right)
{
	const struct path *a = *(struct path *const *)left, *b = *(struct path *const *)right;

	for (size_t i = 0; i < a->n; i++) {
		if (a->segments[i].is_param != b->segments[i].is_param)
			return a->segments[i].is_param ? 1 : -1;
	}
	return strcmp(a->text, b->text);
}

struct http_router *http_router_new(const struct http_routes *tables, size_t n)
{
	struct arena *a = arena_new();
	struct http_router *r = ARENA_NEW(a, struct http_router);

	r->a = a;
	r->tables = tables;
	r->n_tables = n;
	for (size_t t = 0; t < n; t++) {
		for (size_t i = 0; i < tables[t].n; i++)
			add_route(r, &tables[t], &tables[t].items[i]);
	}
	for (size_t i = 0; i <= HTTP_SEGMENTS_MAX; i++) {
		if (r->by_length[i].n > 1)
			qsort(r->by_length[i].items, r->by_length[i].n, sizeof(struct path *), compare_paths);
	}
	return r;
}

void http_router_free(struct http_router *r)
{
	if (r)
		arena_free(r->a);
}

size_t http_router_count(const struct http_router *r)
{
	return r->routes.n;
}

const struct http_route *http_router_at(const struct http_router *r, size_t i)
{
	assert(i < r->routes.n);
	return r->routes.items[i];
}

/* A prefix ends at a segment's end: "/api/v1" is not a prefix of "/api/v10". */
static bool has_prefix(struct slice path, struct slice prefix)
{
	return slice_starts(path, prefix) && (prefix.n == 0 || path.n == prefix.n || path.p[prefix.n] == '/');
}

static const struct http_routes *find_table(const struct http_router *r, struct slice path)
{
	const struct http_routes *best = NULL;

	for (size_t i = 0; i < r->n_tables; i++) {
		struct slice prefix = slice_of(r->tables[i].prefix);
		if (has_prefix(path, prefix) && (!best || prefix.n > strlen(best->prefix)))
			best = &r->tables[i];
	}
	return best;
}

static bool path_fits(const struct path *p, const char *const *texts, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct segment *s = &p->segments[i];
		if (s->is_param ? texts[i][0] == '\0' : !slice_eq(s->text, slice_of(texts[i])))
			return false;
	}
	return true;
}

static void take_match(
	const struct path *p, enum http_method m, const char *const *texts, struct http_match *out)
{
	size_t params = 0;

	out->table = p->table;
	for (unsigned i = 0; i < HTTP_METHODS; i++)
		out->allowed |= p->routes[i] ? 1u << i : 0;
	for (size_t i = 0; i < p->n; i++) {
		if (p->segments[i].is_param)
			out->params[params++] = texts[i];
	}
	if (m < HTTP_METHODS) {
		out->route = p->routes[m];
		out->index = p->index[m];
	}
}

int http_router_match(const struct http_router *r, enum http_method m, struct slice raw_path, struct arena *a,
	struct http_match *out, struct err *err)
{
	struct slice parts[HTTP_SEGMENTS_MAX];
	const char *texts[HTTP_SEGMENTS_MAX];
	size_t n;

	*out = (struct http_match){.table = find_table(r, raw_path)};
	if (cut_path(raw_path, parts, &n))
		return err_set(err, ERR_INVALID,
			"the path does not begin with '/' or has more than %d segments", HTTP_SEGMENTS_MAX);
	for (size_t i = 0; i < n; i++) {
		if (!http_unescape(a, parts[i], false, &texts[i]))
			return err_set(
				err, ERR_INVALID, "the path has a broken percent-escape or is not UTF-8");
	}
	for (size_t i = 0; i < r->by_length[n].n; i++) {
		const struct path *p = r->by_length[n].items[i];
		if (path_fits(p, texts, n)) {
			take_match(p, m, texts, out);
			break;
		}
	}
	return 0;
}

const char *http_allow(struct arena *a, unsigned allowed)
{
	struct str s = STR_INIT(100);

	for (unsigned i = 0; i < HTTP_METHODS; i++) {
		if (!(allowed & 1u << i))
			continue;
		str_addf(&s, "%s, ", method_names[i]);
		if (i == HTTP_GET)
			str_adds(&s, "HEAD, ");
	}
	str_adds(&s, "OPTIONS");
	return str_to_arena(&s, a);
}
