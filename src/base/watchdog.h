// SPDX-License-Identifier: Apache-2.0
/*
 * A deadline for a blocking call that looks at no clock itself but can be ended from another thread (SQLite's, say).
 * One thread sleeps until the call's deadline and then asks it to end; the thread is made by the first watchdog_arm()
 * and is woken only by deadlines that pass and by those earlier than the one it sleeps for, so arming before every call
 * costs a lock and no more.
 */
#pragma once

#include "base/defs.h"

struct watchdog;

/*
 * Where late(p) ends the call. It is called on the watchdog's thread after the deadline, again and again until
 * watchdog_disarm(): a call that had not quite begun the first time is ended, too. It must not block and must not
 * touch the watchdog. Caller frees with watchdog_free(); p is borrowed until then.
 */
struct watchdog *watchdog_new(void (*late)(void *p), void *p) __attribute__((returns_nonnull));

/* Stop the thread and release; it must not be armed. NULL is allowed. */
void watchdog_free(struct watchdog *w);

/*
 * A call begins that must end by deadline_ms (monotonic). Armed again without a disarm between, the later call counts.
 * Where the system gives no thread the call goes unwatched. One thread at a time arms and disarms.
 */
void watchdog_arm(struct watchdog *w, int64_t deadline_ms);

/* The call has ended: returns only when late() is not running and will not run any more. */
void watchdog_disarm(struct watchdog *w);
