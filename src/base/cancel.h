// SPDX-License-Identifier: Apache-2.0
/*
 * A cancel token: one who asks sets it, those who work look at it or hang a hook on it that ends a blocking call
 * (db_cancel(), say). Setting is final. Locks internally; every function may be called from any thread.
 */
#pragma once

#include "base/defs.h"

struct cancel;

/* A token that is not set; drop with cancel_unref(). */
struct cancel *cancel_new(void) __attribute__((returns_nonnull));

/* One more owner; returns c. NULL is allowed and stays NULL. */
struct cancel *cancel_ref(struct cancel *c);

/* One owner less; NULL is allowed. */
void cancel_unref(struct cancel *c);

/* Set it and run the hooks, on this thread, each once. Idempotent; NULL is allowed. */
void cancel_set(struct cancel *c);

/* Is it set? A NULL token never is. */
bool cancel_is_set(const struct cancel *c);

struct cancel_hook {
	struct cancel_hook *next;
	void (*fn)(void *);
	void *p;
	bool running;
};

/*
 * Call hook->fn(hook->p) when c is set; at once when it is already. hook is borrowed until cancel_unhook(). fn must
 * not block for long and must not touch c. c == NULL does nothing.
 */
void cancel_hook(struct cancel *c, struct cancel_hook *hook);

/* Take the hook off; returns only when fn is not running any more. Not from within fn. c == NULL does nothing. */
void cancel_unhook(struct cancel *c, struct cancel_hook *hook);

DEFINE_CLEANUP(struct cancel *, cancel_unref)
