// SPDX-License-Identifier: Apache-2.0
/*
 * The one place that calls malloc. Running out of memory ends the process: every input has a ceiling and every
 * job is durable, so a restart loses only what was in flight, and no caller carries a branch nobody can test.
 */
#pragma once

#include "base/defs.h"

/* n bytes, uninitialised; caller frees with mem_free(). Never NULL; aborts when memory is out. n == 0 gives 1 byte. */
void *mem_alloc(size_t n) __attribute__((malloc, returns_nonnull));

/* count * size zeroed bytes; the product is checked for overflow (aborts). Caller frees with mem_free(). */
void *mem_zalloc(size_t count, size_t size) __attribute__((malloc, returns_nonnull));

/* Grow or shrink p (NULL allowed) to count * size bytes; the old pointer is gone. Aborts on overflow or when memory is out. */
void *mem_resize(void *p, size_t count, size_t size) __attribute__((returns_nonnull));

/* Copy of n bytes at p with a NUL behind them; caller frees with mem_free(). */
char *mem_strndup(const char *p, size_t n) __attribute__((malloc, returns_nonnull));

/* Copy of the NUL-terminated s; caller frees with mem_free(). */
char *mem_strdup(const char *s) __attribute__((malloc, returns_nonnull));

/* Release p; NULL is allowed. */
void mem_free(void *p);

/* Overwrite a secret of n bytes in a way the compiler keeps, then release it; NULL is allowed. */
void mem_free_secret(void *p, size_t n);

static inline UNUSED void mem_free_charp(char **p)
{
	mem_free(*p);
}
