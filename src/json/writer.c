// SPDX-License-Identifier: Apache-2.0
/* See writer.h. */
#include "json/writer.h"

#include "base/clock.h"
#include "base/num.h"
#include "base/utf8.h"

#include <assert.h>
#include <math.h>

/* Whatever stands between the last thing written and the next value. */
static void before_value(struct js_writer *w)
{
	if (w->after_key) {
		w->after_key = false;
		return;
	}
	if (w->has_item[w->depth])
		str_addc(w->out, ',');
	w->has_item[w->depth] = true;
}

static void open_container(struct js_writer *w, char c)
{
	before_value(w);
	str_addc(w->out, c);
	assert(w->depth < JSON_DEPTH_MAX);
	w->has_item[++w->depth] = false;
}

static void close_container(struct js_writer *w, char c)
{
	assert(w->depth > 0 && !w->after_key);
	w->depth--;
	str_addc(w->out, c);
}

void js_obj(struct js_writer *w)
{
	open_container(w, '{');
}

void js_obj_end(struct js_writer *w)
{
	close_container(w, '}');
}

void js_arr(struct js_writer *w)
{
	open_container(w, '[');
}

void js_arr_end(struct js_writer *w)
{
	close_container(w, ']');
}

static void add_escaped(struct str *out, unsigned char c)
{
	switch (c) {
	case '"':
		str_adds(out, "\\\"");
		break;
	case '\\':
		str_adds(out, "\\\\");
		break;
	case '\n':
		str_adds(out, "\\n");
		break;
	case '\r':
		str_adds(out, "\\r");
		break;
	case '\t':
		str_adds(out, "\\t");
		break;
	default:
		str_addf(out, "\\u%04x", (unsigned)c);
	}
}

/* Plain runs are copied whole; only what needs it is looked at byte by byte. */
static void add_text(struct str *out, struct slice s)
{
	size_t run = 0;

	str_addc(out, '"');
	for (size_t i = 0; i < s.n;) {
		unsigned char c = (unsigned char)s.p[i];
		if (c >= 0x20 && c < 0x7F && c != '"' && c != '\\') {
			i++;
			continue;
		}
		size_t next = i;
		uint32_t cp = c < 0x80 ? c : utf8_next(s, &next);
		if (c >= 0x80 && (cp != UTF8_REPLACEMENT || next - i == 3)) {
			i = next;
			continue;
		}
		str_add(out, s.p + run, i - run);
		if (c < 0x80)
			add_escaped(out, c);
		else
			utf8_add(out, UTF8_REPLACEMENT);
		run = ++i;
	}
	str_add(out, s.p + run, s.n - run);
	str_addc(out, '"');
}

void js_key_slice(struct js_writer *w, struct slice name)
{
	assert(!w->after_key);
	before_value(w);
	add_text(w->out, name);
	str_addc(w->out, ':');
	w->after_key = true;
}

void js_key(struct js_writer *w, const char *name)
{
	js_key_slice(w, slice_of(name));
}

void js_slice(struct js_writer *w, struct slice s)
{
	before_value(w);
	add_text(w->out, s);
}

void js_str(struct js_writer *w, const char *s)
{
	if (s)
		js_slice(w, slice_of(s));
	else
		js_null(w);
}

void js_int(struct js_writer *w, int64_t v)
{
	before_value(w);
	str_addf(w->out, "%lld", (long long)v);
}

void js_bool(struct js_writer *w, bool v)
{
	before_value(w);
	str_adds(w->out, v ? "true" : "false");
}

void js_null(struct js_writer *w)
{
	before_value(w);
	str_adds(w->out, "null");
}

void js_num(struct js_writer *w, double v)
{
	char text[NUM_F64_LEN];

	if (!isfinite(v)) {
		js_null(w);
		return;
	}
	before_value(w);
	num_format_f64(v, text);
	str_adds(w->out, text);
}

void js_raw(struct js_writer *w, struct slice json)
{
	before_value(w);
	str_add(w->out, json.p, json.n);
}

void js_kv_str(struct js_writer *w, const char *key, const char *v)
{
	js_key(w, key);
	js_str(w, v);
}

void js_kv_slice(struct js_writer *w, const char *key, struct slice v)
{
	js_key(w, key);
	js_slice(w, v);
}

void js_kv_int(struct js_writer *w, const char *key, int64_t v)
{
	js_key(w, key);
	js_int(w, v);
}

void js_kv_num(struct js_writer *w, const char *key, double v)
{
	js_key(w, key);
	js_num(w, v);
}

void js_kv_bool(struct js_writer *w, const char *key, bool v)
{
	js_key(w, key);
	js_bool(w, v);
}

void js_kv_null(struct js_writer *w, const char *key)
{
	js_key(w, key);
	js_null(w);
}

void js_kv_time(struct js_writer *w, const char *key, int64_t unix_ms)
{
	char text[CLOCK_TEXT_LEN];

	if (unix_ms == 0) {
		js_kv_null(w, key);
		return;
	}
	clock_format(unix_ms, text);
	js_kv_str(w, key, text);
}
