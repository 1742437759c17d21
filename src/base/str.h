// SPDX-License-Identifier: Apache-2.0
/*
 * Text. `struct slice` borrows; `struct str` builds. A str is created with a ceiling and remembers that it was
 * reached (sticky), so a chain of str_add() calls is checked once, at the end. buf is never NULL and always
 * NUL-terminated. Thread-confined.
 */
#pragma once

#include "base/defs.h"
#include "base/err.h"

#include <stdarg.h>
#include <string.h>

struct arena;

/* Borrowed bytes: not NUL-terminated unless the one who lends says so. p may be NULL when n is 0. */
struct slice {
	const char *p;
	size_t n;
};

#define SLICE_LIT(s) ((struct slice){("" s), sizeof(s) - 1})
#define SLICE_FMT(s) (int)(s).n, (s).p /* for "%.*s" */

struct str {
	char *buf;
	size_t n, cap, max;
	bool over; /* the ceiling was met: what came after is missing */
};

extern char str_empty_[1];

/* A builder of at most max_bytes bytes. Release with str_free() or hand over with str_take(). */
#define STR_INIT(max_bytes) ((struct str){.buf = str_empty_, .max = (max_bytes)})

/* Borrow a NUL-terminated string; NULL gives the empty slice. */
static inline struct slice slice_of(const char *s)
{
	return (struct slice){s, s ? strlen(s) : 0};
}

/* Same bytes. */
bool slice_eq(struct slice a, struct slice b);

/* Is s this text? Looks no further than the first byte that differs, so it suits looking through tables. */
static inline bool slice_is(struct slice s, const char *text)
{
	for (size_t i = 0; i < s.n; i++)
		if (!text[i] || text[i] != s.p[i])
			return false;
	return !text[s.n];
}

/* Same bytes, ASCII letters compared without case. */
bool slice_eq_nocase(struct slice a, struct slice b);

/* Does s begin with prefix? */
bool slice_starts(struct slice s, struct slice prefix);

/* s without ASCII white space at both ends; borrowed from s. */
struct slice slice_trim(struct slice s);

/* The part before the first sep, which is cut off *rest together with sep; the whole of *rest when sep is absent. */
struct slice slice_cut(struct slice *rest, char sep);

/* Offset of needle in hay, or -1. */
ptrdiff_t slice_find(struct slice hay, struct slice needle);

/* Same string; either may be NULL (two NULLs are the same). */
bool str_eq(const char *a, const char *b);

/* Same string without ASCII case; neither may be NULL. */
bool str_eq_nocase(const char *a, const char *b);

/* Append n bytes at p. */
void str_add(struct str *s, const char *p, size_t n);

/* Append a NUL-terminated string. */
void str_adds(struct str *s, const char *text);

/* Append one byte. */
void str_addc(struct str *s, char c);

/* Append formatted text. */
void str_addf(struct str *s, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* As str_addf(), from a va_list (which is used up). */
void str_vaddf(struct str *s, const char *fmt, va_list ap) __attribute__((format(printf, 2, 0)));

/* Cut back to n bytes (n <= s->n); also forgets that the ceiling was met. */
void str_truncate(struct str *s, size_t n);

/* -1 with ERR_LIMIT when the ceiling was met, else 0. `what` names the text in the message. */
NODISCARD int str_check(const struct str *s, const char *what, struct err *err);

/* Hand the buffer over: caller frees it with mem_free(). s is empty afterwards and can be used again. */
char *str_take(struct str *s) __attribute__((returns_nonnull));

/* Copy the finished text into the arena, release the builder. */
char *str_to_arena(struct str *s, struct arena *a) __attribute__((returns_nonnull));

/* Release; s is empty afterwards and can be used again. */
void str_free(struct str *s);

/* What was built so far; borrowed until the next change. */
static inline struct slice str_slice(const struct str *s)
{
	return (struct slice){s->buf, s->n};
}
