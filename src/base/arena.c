// SPDX-License-Identifier: Apache-2.0
/*
 * Block list with a bump pointer. Blocks double from 4 KiB to 1 MiB; a piece larger than a quarter of a block gets
 * a block of its own, so that one large row does not waste the rest of a shared block. Under AddressSanitizer
 * the unused part of a block is poisoned, so that running over the end of a piece is seen.
 */
#include "base/arena.h"

#include "base/mem.h"

#include <assert.h>
#include <stdalign.h>
#include <stdio.h>
#include <string.h>

#if defined(__SANITIZE_ADDRESS__)
#define ARENA_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_ASAN 1
#endif
#endif
#ifdef ARENA_ASAN
#include <sanitizer/asan_interface.h>
#define POISON(p, n) ASAN_POISON_MEMORY_REGION((p), (n))
#define UNPOISON(p, n) ASAN_UNPOISON_MEMORY_REGION((p), (n))
enum { GAP = 16 }; /* a poisoned gap between pieces */
#else
#define POISON(p, n) ((void)(p), (void)(n))
#define UNPOISON(p, n) ((void)(p), (void)(n))
enum { GAP = 0 };
#endif

enum { BLOCK_MIN = 4096, BLOCK_MAX = 1 << 20, ALIGN = alignof(max_align_t) };

struct block {
	struct block *next;
	size_t used, size;
	alignas(max_align_t) char data[];
};

struct deferred {
	struct deferred *next;
	void (*fn)(void *);
	void *p;
};

struct arena {
	struct block *blocks; /* the first is the one being filled */
	struct deferred *deferred;
	size_t block_size, used;
};

struct arena *arena_new(void)
{
	struct arena *a = mem_zalloc(1, sizeof *a);

	a->block_size = BLOCK_MIN;
	return a;
}

void arena_free(struct arena *a)
{
	if (!a)
		return;
	while (a->deferred) {
		struct deferred *d = a->deferred;
		a->deferred = d->next; /* before the call: fn may defer more */
		d->fn(d->p);
	}
	for (struct block *b = a->blocks, *next; b; b = next) {
		next = b->next;
		UNPOISON(b->data, b->size);
		mem_free(b);
	}
	mem_free(a);
}

static struct block *block_new(size_t size)
{
	struct block *b = mem_alloc(sizeof *b + size);

	b->next = NULL;
	b->used = 0;
	b->size = size;
	POISON(b->data, size);
	return b;
}

static void *block_take(struct block *b, size_t n, size_t step)
{
	void *p = b->data + b->used;

	b->used += step;
	UNPOISON(p, n);
	return p;
}

void *arena_alloc(struct arena *a, size_t n)
{
	assert(n < SIZE_MAX / 2);
	size_t step = (n + GAP + ALIGN - 1) / ALIGN * ALIGN;

	if (step == 0)
		step = ALIGN;
	a->used += step;
	if (a->blocks && a->blocks->size - a->blocks->used >= step)
		return block_take(a->blocks, n, step);
	if (step > a->block_size / 4) { /* its own block, placed behind the one being filled */
		struct block *own = block_new(step);
		if (a->blocks) {
			own->next = a->blocks->next;
			a->blocks->next = own;
		} else {
			a->blocks = own;
		}
		return block_take(own, n, step);
	}
	struct block *b = block_new(a->block_size);
	b->next = a->blocks;
	a->blocks = b;
	if (a->block_size < BLOCK_MAX)
		a->block_size *= 2;
	return block_take(b, n, step);
}

void *arena_zalloc(struct arena *a, size_t count, size_t size)
{
	size_t n;

	if (__builtin_mul_overflow(count, size, &n))
		n = SIZE_MAX; /* caught by the assertion in arena_alloc() */
	return memset(arena_alloc(a, n), 0, n);
}

char *arena_strndup(struct arena *a, const char *p, size_t n)
{
	char *copy = arena_alloc(a, n + 1);

	if (n)
		memcpy(copy, p, n);
	copy[n] = '\0';
	return copy;
}

char *arena_strdup(struct arena *a, const char *s)
{
	return s ? arena_strndup(a, s, strlen(s)) : NULL;
}

char *arena_vprintf(struct arena *a, const char *fmt, va_list ap)
{
	va_list again;

	va_copy(again, ap);
	int n = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	assert(n >= 0);
	char *s = arena_alloc(a, (size_t)n + 1);
	vsnprintf(s, (size_t)n + 1, fmt, ap);
	return s;
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	char *s = arena_vprintf(a, fmt, ap);
	va_end(ap);
	return s;
}

void arena_defer(struct arena *a, void (*fn)(void *), void *p)
{
	struct deferred *d = arena_alloc(a, sizeof *d);

	*d = (struct deferred){.next = a->deferred, .fn = fn, .p = p};
	a->deferred = d;
}

size_t arena_used(const struct arena *a)
{
	return a->used;
}
