// SPDX-License-Identifier: Apache-2.0
/*
 * A streaming JSON writer (RFC 8259) into a struct str: commas, escapes and nesting are its business, so JSON is
 * never assembled by hand. The str's ceiling is the document's; check it once, at the end, with str_check().
 * Thread-confined.
 */
#pragma once

#include "base/limits.h"
#include "base/str.h"

struct js_writer {
	struct str *out; /* borrowed */
	unsigned depth;
	bool has_item[JSON_DEPTH_MAX + 1]; /* of each open container: is there an item already? */
	bool after_key;
};

#define JS_WRITER(str_out) ((struct js_writer){.out = (str_out)})

/* Open an object; nesting beyond JSON_DEPTH_MAX asserts. */
void js_obj(struct js_writer *w);

/* Close the object that was opened last. */
void js_obj_end(struct js_writer *w);

/* Open an array; nesting as for js_obj(). */
void js_arr(struct js_writer *w);

/* Close the array that was opened last. */
void js_arr_end(struct js_writer *w);

/* The name of the next member; only directly inside an object. */
void js_key(struct js_writer *w, const char *name);

/* As js_key(), for a name that is not NUL-terminated. */
void js_key_slice(struct js_writer *w, struct slice name);

/* A string, or null where s is NULL. Broken bytes of text that is not UTF-8 become U+FFFD. */
void js_str(struct js_writer *w, const char *s);

/* As js_str(); a slice is never null. */
void js_slice(struct js_writer *w, struct slice s);

/* An integer. */
void js_int(struct js_writer *w, int64_t v);

/* true or false. */
void js_bool(struct js_writer *w, bool v);

/* null. */
void js_null(struct js_writer *w);

/* Shortest text that reads back the same; NaN and infinities, which JSON lacks, become null. */
void js_num(struct js_writer *w, double v);

/* A value that is JSON already (valid by the caller's word): a number's exact text, a stored document. */
void js_raw(struct js_writer *w, struct slice json);

/* js_key() and js_str(). */
void js_kv_str(struct js_writer *w, const char *key, const char *v);

/* js_key() and js_slice(). */
void js_kv_slice(struct js_writer *w, const char *key, struct slice v);

/* js_key() and js_int(). */
void js_kv_int(struct js_writer *w, const char *key, int64_t v);

/* js_key() and js_num(). */
void js_kv_num(struct js_writer *w, const char *key, double v);

/* js_key() and js_bool(). */
void js_kv_bool(struct js_writer *w, const char *key, bool v);

/* js_key() and js_null(). */
void js_kv_null(struct js_writer *w, const char *key);

/* RFC 3339 UTC with milliseconds; 0 writes null. */
void js_kv_time(struct js_writer *w, const char *key, int64_t unix_ms);
