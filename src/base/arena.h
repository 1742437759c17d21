// SPDX-License-Identifier: Apache-2.0
/*
 * A region that is dropped whole: one for each request, job or immutable snapshot. Takes its memory in growing
 * blocks and gives nothing back before the drop; arena_defer() ties foreign resources (a result set, a curl
 * handle) to the same end. Thread-confined, except that a finished arena may be read by any thread.
 */
#pragma once

#include "base/defs.h"

#include <stdarg.h>

struct arena;

/* A new, empty arena; caller frees with arena_free(). */
struct arena *arena_new(void) __attribute__((returns_nonnull));

/* Run the deferred calls, newest first, and release everything. NULL is allowed. */
void arena_free(struct arena *a);

/* n bytes aligned for any type, uninitialised; lives as long as the arena. */
void *arena_alloc(struct arena *a, size_t n) __attribute__((malloc, returns_nonnull));

/* count * size zeroed bytes (overflow aborts); lives as long as the arena. */
void *arena_zalloc(struct arena *a, size_t count, size_t size) __attribute__((malloc, returns_nonnull));

/* Copy of n bytes at p with a NUL behind them. */
char *arena_strndup(struct arena *a, const char *p, size_t n) __attribute__((returns_nonnull));

/* Copy of the NUL-terminated s; NULL gives NULL. */
char *arena_strdup(struct arena *a, const char *s);

/* Formatted text, exactly as long as needed. */
char *arena_printf(struct arena *a, const char *fmt, ...) PRINTF_LIKE(2, 3) __attribute__((returns_nonnull));

/* As arena_printf(), from a va_list (which is used up). */
char *arena_vprintf(struct arena *a, const char *fmt, va_list ap) __attribute__((format(printf, 2, 0)));

/* Call fn(p) when the arena is dropped. Later calls run first. */
void arena_defer(struct arena *a, void (*fn)(void *), void *p);

/* Bytes handed out so far, for the ceilings of callers and for statistics. */
size_t arena_used(const struct arena *a);

/* One zeroed T, or n of them. */
#define ARENA_NEW(a, type) ((type *)arena_zalloc((a), 1, sizeof(type)))
#define ARENA_ARRAY(a, type, n) ((type *)arena_zalloc((a), (n), sizeof(type)))

DEFINE_CLEANUP(struct arena *, arena_free)
