// SPDX-License-Identifier: Apache-2.0
/* See http.h: what handlers use to look at a request and to build an answer. Knows nothing of libmicrohttpd. */
#include "http/http.h"

#include "base/num.h"
#include "base/utf8.h"

#include <ctype.h>

const char *http_header(const struct http_request *req, const char *name)
{
	for (size_t i = 0; i < req->n_headers; i++) {
		if (str_eq_nocase(req->headers[i].name, name))
			return req->headers[i].value;
	}
	return NULL;
}

void http_header_add(struct http_request *req, struct http_response *res, const char *name, const char *value)
{
	char *copy = arena_strdup(req->a, value);

	for (char *p = copy; *p; p++) {
		if ((unsigned char)*p < 0x20 || *p == 0x7F)
			*p = ' ';
	}
	vec_push(&res->headers, req->a, (struct http_header){name, copy});
}

struct js_writer *http_json(struct http_response *res, int status)
{
	res->status = status;
	res->type = NULL;
	str_truncate(&res->out, 0);
	res->w = JS_WRITER(&res->out);
	return &res->w;
}

void http_text(struct http_response *res, int status, const char *type, struct slice body)
{
	res->status = status;
	res->type = type;
	str_truncate(&res->out, 0);
	res->body = body;
}

static bool is_attr_char(unsigned char c)
{
	return isalnum(c) || (c && strchr("!#$&+-.^_`|~", c));
}

void http_attachment(struct http_request *req, struct http_response *res, const char *file_name)
{
	struct str s = STR_INIT(8 * NAME_MAX_BYTES + 1000);
	bool plain = true;

	str_adds(&s, "attachment; filename=\"");
	for (const char *p = file_name; *p; p++) {
		unsigned char c = (unsigned char)*p;
		bool ok = c >= 0x20 && c < 0x7F && c != '"' && c != '\\' && c != '/' && c != '%';
		plain &= ok;
		str_addc(&s, ok ? (char)c : '_');
	}
	str_addc(&s, '"');
	if (!plain) { /* RFC 8187 */
		str_adds(&s, "; filename*=UTF-8''");
		for (const char *p = file_name; *p; p++) {
			unsigned char c = (unsigned char)*p;
			if (is_attr_char(c))
				str_addc(&s, (char)c);
			else
				str_addf(&s, "%%%02X", (unsigned)c);
		}
	}
	http_header_add(req, res, "Content-Disposition", s.buf);
	str_free(&s);
}

int http_bad_field(struct http_request *req, struct http_response *res, struct err *err, const char *field,
	const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	const char *message = arena_vprintf(req->a, fmt, ap);
	va_end(ap);
	js_problem_add(&res->problems, req->a, field, "%s", message);
	if (err->code == ERR_NONE)
		return err_set(err, ERR_INVALID, "%s: %s", field, message);
	return -1;
}

/* The value of ";q=" in a media range's parameters, in thousandths. */
static int quality(struct slice parameters)
{
	while (parameters.n) {
		struct slice p = slice_trim(slice_cut(&parameters, ';'));
		double q;
		if (p.n > 2 && (p.p[0] == 'q' || p.p[0] == 'Q') && p.p[1] == '=' &&
			num_parse_f64((struct slice){p.p + 2, p.n - 2}, &q))
			return q < 0 ? 0 : q > 1 ? 1000 : (int)(q * 1000);
	}
	return 1000;
}

/* How closely a media range names a type: 2 exactly, 1 "text" and any subtype, 0 anything, -1 not at all. */
static int closeness(struct slice range, struct slice type)
{
	const char *slash = memchr(type.p, '/', type.n);
	size_t major = slash ? (size_t)(slash - type.p) + 1 : type.n;

	if (slice_eq_nocase(range, type))
		return 2;
	if (range.n == major + 1 && range.p[major] == '*' &&
		slice_eq_nocase((struct slice){range.p, major}, (struct slice){type.p, major}))
		return 1;
	return slice_eq(range, SLICE_LIT("*/*")) ? 0 : -1;
}

int http_accepts(const struct http_request *req, const char *type)
{
	const char *accept = http_header(req, "Accept");
	struct slice rest = slice_of(accept);
	int best = -1, q = 0;

	if (!accept)
		return 1000;
	while (rest.n) {
		struct slice item = slice_cut(&rest, ',');
		struct slice range = slice_trim(slice_cut(&item, ';'));
		int close = closeness(range, slice_of(type));
		if (close > best) {
			best = close;
			q = quality(item);
		}
	}
	return q;
}

int64_t http_last_event_id(const struct http_request *req)
{
	const char *value = http_header(req, "Last-Event-ID");
	int64_t id = 0;

	if (value && num_parse_i64(slice_of(value), 0, INT64_MAX, &id))
		return id;
	struct slice rest = req->raw_query;
	while (rest.n) {
		struct slice v = slice_cut(&rest, '&');
		struct slice key = slice_cut(&v, '=');
		if (slice_eq(key, SLICE_LIT("last_event_id")) && num_parse_i64(v, 0, INT64_MAX, &id))
			return id;
	}
	return 0;
}
