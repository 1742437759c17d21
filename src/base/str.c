// SPDX-License-Identifier: Apache-2.0
/* See str.h. Buffers double; the shared empty buffer is never written to, so an unused builder costs nothing. */
#include "base/str.h"

#include "base/arena.h"
#include "base/mem.h"

#include <assert.h>
#include <stdio.h>

char str_empty_[1] = "";

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

bool slice_eq(struct slice a, struct slice b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

bool slice_eq_nocase(struct slice a, struct slice b)
{
	if (a.n != b.n)
		return false;
	for (size_t i = 0; i < a.n; i++)
		if (lower(a.p[i]) != lower(b.p[i]))
			return false;
	return true;
}

bool slice_starts(struct slice s, struct slice prefix)
{
	return s.n >= prefix.n && slice_eq((struct slice){s.p, prefix.n}, prefix);
}

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

struct slice slice_trim(struct slice s)
{
	while (s.n && is_space(s.p[0]))
		s.p++, s.n--;
	while (s.n && is_space(s.p[s.n - 1]))
		s.n--;
	return s;
}

struct slice slice_cut(struct slice *rest, char sep)
{
	const char *at = rest->n ? memchr(rest->p, sep, rest->n) : NULL;
	struct slice head = *rest;

	if (!at) {
		*rest = (struct slice){NULL, 0};
		return head;
	}
	head.n = (size_t)(at - rest->p);
	rest->p += head.n + 1;
	rest->n -= head.n + 1;
	return head;
}

ptrdiff_t slice_find(struct slice hay, struct slice needle)
{
	if (needle.n == 0)
		return 0;
	if (hay.n < needle.n)
		return -1;
	const char *at = memmem(hay.p, hay.n, needle.p, needle.n);
	return at ? at - hay.p : -1;
}

bool str_eq(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

bool str_eq_nocase(const char *a, const char *b)
{
	return slice_eq_nocase(slice_of(a), slice_of(b));
}

/* Room for n more bytes and the NUL; false when the ceiling forbids it. */
static bool reserve(struct str *s, size_t n)
{
	if (s->over || n > s->max - s->n) {
		s->over = true;
		return false;
	}
	if (s->n + n + 1 <= s->cap)
		return true;
	size_t cap = s->cap ? s->cap * 2 : 64;
	while (cap < s->n + n + 1)
		cap *= 2;
	s->buf = mem_resize(s->cap ? s->buf : NULL, cap, 1);
	s->cap = cap;
	return true;
}

void str_add(struct str *s, const char *p, size_t n)
{
	if (n == 0 || !reserve(s, n))
		return;
	memcpy(s->buf + s->n, p, n);
	s->n += n;
	s->buf[s->n] = '\0';
}

void str_adds(struct str *s, const char *text)
{
	str_add(s, text, strlen(text));
}

void str_addc(struct str *s, char c)
{
	str_add(s, &c, 1);
}

void str_vaddf(struct str *s, const char *fmt, va_list ap)
{
	va_list again;

	va_copy(again, ap);
	int n = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	assert(n >= 0);
	if (!reserve(s, (size_t)n))
		return;
	vsnprintf(s->buf + s->n, (size_t)n + 1, fmt, ap);
	s->n += (size_t)n;
}

void str_addf(struct str *s, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	str_vaddf(s, fmt, ap);
	va_end(ap);
}

void str_truncate(struct str *s, size_t n)
{
	assert(n <= s->n);
	s->n = n;
	s->over = false;
	if (s->cap)
		s->buf[n] = '\0';
}

int str_check(const struct str *s, const char *what, struct err *err)
{
	if (s->over)
		return err_set(err, ERR_LIMIT, "%s is longer than %zu bytes", what, s->max);
	return 0;
}

char *str_take(struct str *s)
{
	char *p = s->cap ? s->buf : mem_strndup("", 0);

	*s = STR_INIT(s->max);
	return p;
}

char *str_to_arena(struct str *s, struct arena *a)
{
	char *p = arena_strndup(a, s->buf, s->n);

	str_free(s);
	return p;
}

void str_free(struct str *s)
{
	if (s->cap)
		mem_free(s->buf);
	*s = STR_INIT(s->max);
}
