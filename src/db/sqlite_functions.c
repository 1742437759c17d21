// SPDX-License-Identifier: Apache-2.0
/*
 * Functions of SQLite whose own versions compare every byte of one text with every byte of another, hours for texts of
 * some megabytes, and cannot be interrupted meanwhile. They give the same results; instr() and replace() search in
 * linear time, LIKE, GLOB and trim() refuse what would take too long.
 */
#include "db/sqlite_heap.h"
#include "db/sqlite_int.h"

#include "base/utf8.h"

/* May a function begin that compares n bytes with m? Sets the error where it may not. */
static bool may_begin(sqlite3_context *ctx, int64_t n, int64_t m)
{
	if (sqlite_heap_must_end()) {
		sqlite3_result_error_code(ctx, SQLITE_INTERRUPT);
		return false;
	}
	if (m > 0 && n > DB_SQLITE_COMPARE_MAX / m) {
		sqlite3_result_error_toobig(ctx);
		return false;
	}
	return true;
}

/* As text; .p NULL for the SQL NULL, or when memory is out. */
static struct slice text_of(sqlite3_value *v)
{
	const char *p = (const char *)sqlite3_value_text(v);

	return (struct slice){p, p ? (size_t)sqlite3_value_bytes(v) : 0};
}

static struct slice blob_of(sqlite3_value *v)
{
	const char *p = sqlite3_value_blob(v);

	return (struct slice){p ? p : "", (size_t)sqlite3_value_bytes(v)};
}

/* LIKE and GLOB: like(pattern, text, escape). */

static bool match_arguments(
	sqlite3_context *ctx, sqlite3_value **argv, struct slice *pattern, struct slice *text)
{
	*pattern = text_of(argv[0]);
	if (pattern->n >
		(size_t)sqlite3_limit(sqlite3_context_db_handle(ctx), SQLITE_LIMIT_LIKE_PATTERN_LENGTH, -1)) {
		sqlite3_result_error(ctx, "LIKE or GLOB pattern too complex", -1);
		return false;
	}
	bool is_blob =
		sqlite3_value_type(argv[0]) == SQLITE_BLOB || sqlite3_value_type(argv[1]) == SQLITE_BLOB;
	if (is_blob && sqlite3_compileoption_used("LIKE_DOESNT_MATCH_BLOBS")) {
		sqlite3_result_int(ctx, 0);
		return false;
	}
	*text = text_of(argv[1]);
	return pattern->p && text->p && may_begin(ctx, (int64_t)text->n, (int64_t)pattern->n);
}

/* The escape character's code point; 0 after setting the error. */
static unsigned escape_of(sqlite3_context *ctx, sqlite3_value *v)
{
	struct slice s = text_of(v);
	size_t n = 0;
	uint32_t c = s.n ? utf8_next(s, &n) : 0;

	if (s.p && (n == 0 || n != s.n))
		sqlite3_result_error(ctx, "ESCAPE expression must be a single character", -1);
	else if (c == '%' || c == '_')
		sqlite3_result_error(ctx, "ESCAPE cannot be a wildcard", -1);
	else
		return c;
	return 0;
}

static void like(sqlite3_context *ctx, int argc, sqlite3_value **argv)
{
	struct slice pattern, text;
	unsigned escape = 0;

	if (argc == 3 && (escape = escape_of(ctx, argv[2])) == 0)
		return;
	if (match_arguments(ctx, argv, &pattern, &text))
		sqlite3_result_int(ctx, sqlite3_strlike(pattern.p, text.p, escape) == 0);
}

static void glob(sqlite3_context *ctx, int argc, sqlite3_value **argv)
{
	struct slice pattern, text;

	(void)argc;
	if (match_arguments(ctx, argv, &pattern, &text))
		sqlite3_result_int(ctx, sqlite3_strglob(pattern.p, text.p) == 0);
}

/* Characters of text, bytes of a blob, counted from 1; 0 = not there. */
static void instr(sqlite3_context *ctx, int argc, sqlite3_value **argv)
{
	bool are_blobs =
		sqlite3_value_type(argv[0]) == SQLITE_BLOB && sqlite3_value_type(argv[1]) == SQLITE_BLOB;
	struct slice in = are_blobs ? blob_of(argv[0]) : text_of(argv[0]);
	struct slice what = are_blobs ? blob_of(argv[1]) : text_of(argv[1]);

	(void)argc;
	if (!in.p || !what.p || !may_begin(ctx, 0, 0))
		return;
	const char *at = memmem(in.p, in.n, what.p, what.n);
	if (!at)
		sqlite3_result_int(ctx, 0);
	else if (are_blobs)
		sqlite3_result_int64(ctx, at - in.p + 1);
	else
		sqlite3_result_int64(ctx, (int64_t)utf8_count((struct slice){in.p, (size_t)(at - in.p)}) + 1);
}

static int64_t count_of(struct slice in, struct slice what)
{
	int64_t n = 0;

	for (const char *at; (at = memmem(in.p, in.n, what.p, what.n)); n++) {
		size_t past = (size_t)(at - in.p) + what.n;
		in = (struct slice){in.p + past, in.n - past};
	}
	return n;
}

static void replace(sqlite3_context *ctx, int argc, sqlite3_value **argv)
{
	struct slice in = text_of(argv[0]), what = text_of(argv[1]), with = text_of(argv[2]);

	(void)argc;
	if (!in.p || !what.p || !with.p || !may_begin(ctx, 0, 0))
		return;
	if (what.n == 0) {
		sqlite3_result_value(ctx, argv[0]);
		return;
	}
	int64_t size = (int64_t)in.n + count_of(in, what) * ((int64_t)with.n - (int64_t)what.n);
	if (size > sqlite3_limit(sqlite3_context_db_handle(ctx), SQLITE_LIMIT_LENGTH, -1)) {
		sqlite3_result_error_toobig(ctx);
		return;
	}
	char *out = sqlite3_malloc64((sqlite3_uint64)size + 1), *to = out;
	if (!out) {
		sqlite3_result_error_nomem(ctx);
		return;
	}
	for (const char *at; (at = memmem(in.p, in.n, what.p, what.n));) {
		size_t before = (size_t)(at - in.p);
		to = mempcpy(mempcpy(to, in.p, before), with.p, with.n);
		in = (struct slice){at + what.n, in.n - before - what.n};
	}
	memcpy(to, in.p, in.n);
	sqlite3_result_text64(ctx, out, (sqlite3_uint64)size, sqlite3_free, SQLITE_UTF8);
}

enum trim_side { TRIM_LEFT = 1, TRIM_RIGHT = 2 };

/* Bytes of a character of set that s begins with, or ends with; 0 = none. */
static size_t edge_of(struct slice s, struct slice set, enum trim_side side)
{
	while (set.n) {
		size_t n = 1;
		while (n < set.n && ((unsigned char)set.p[n] & 0xC0) == 0x80)
			n++;
		if (n <= s.n && memcmp(side == TRIM_LEFT ? s.p : s.p + s.n - n, set.p, n) == 0)
			return n;
		set = (struct slice){set.p + n, set.n - n};
	}
	return 0;
}

static void trim(sqlite3_context *ctx, int argc, sqlite3_value **argv)
{
	const int *sides = sqlite3_user_data(ctx);
	struct slice s = text_of(argv[0]), set = argc == 2 ? text_of(argv[1]) : SLICE_LIT(" ");
	size_t n;

	if (!s.p || !set.p || !may_begin(ctx, (int64_t)s.n, (int64_t)set.n))
		return;
	while ((*sides & TRIM_LEFT) && (n = edge_of(s, set, TRIM_LEFT)))
		s = (struct slice){s.p + n, s.n - n};
	while ((*sides & TRIM_RIGHT) && (n = edge_of(s, set, TRIM_RIGHT)))
		s.n -= n;
	sqlite3_result_text64(ctx, s.p, s.n, SQLITE_TRANSIENT, SQLITE_UTF8);
}

int sqlite_add_functions(sqlite3 *db)
{
	static int left = TRIM_LEFT, right = TRIM_RIGHT, both = TRIM_LEFT | TRIM_RIGHT;
	static const struct {
		const char *name;
		int n_args;
		void (*fn)(sqlite3_context *ctx, int argc, sqlite3_value **argv);
		int *data;
	} functions[] = {
		{"like", 2, like, NULL},
		{"like", 3, like, NULL},
		{"glob", 2, glob, NULL},
		{"instr", 2, instr, NULL},
		{"replace", 3, replace, NULL},
		{"ltrim", 1, trim, &left},
		{"ltrim", 2, trim, &left},
		{"rtrim", 1, trim, &right},
		{"rtrim", 2, trim, &right},
		{"trim", 1, trim, &both},
		{"trim", 2, trim, &both},
	};

	for (size_t i = 0; i < ARRAY_LEN(functions); i++) {
		int rc = sqlite3_create_function_v2(db, functions[i].name, functions[i].n_args,
			SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS, functions[i].data,
			functions[i].fn, NULL, NULL, NULL);
		if (rc != SQLITE_OK)
			return rc;
	}
	return SQLITE_OK;
}
