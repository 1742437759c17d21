// SPDX-License-Identifier: Apache-2.0
/*
 * SQLite's allocator, with somebody who can refuse. SQLite looks at its progress handler only where a program jumps back,
 * so a statement of a thousand function calls, or one that only takes very long to prepare, would meet neither ceiling
 * nor deadline. What it always needs is memory: a thread that works for a person has a watch, which is asked about
 * every few kilobytes and whose refusal SQLite takes for a memory that is full, which it survives everywhere.
 */
#pragma once

#include "base/defs.h"

/* Whom the calling thread's allocations ask; fn NULL = nobody. fn must not call SQLite. */
struct sqlite_heap_watch {
	bool (*must_end)(void *p);
	void *p;
};

/* Take the allocator over, before the first use of SQLite in the process; again is harmless. Any thread. */
void sqlite_heap_install(void);

/* Bytes that SQLite holds in the whole process. Any thread. */
int64_t sqlite_heap_used(void);

/* From now on the calling thread's allocations ask w. Returns whom they asked before, to be put back. */
struct sqlite_heap_watch sqlite_heap_set_watch(struct sqlite_heap_watch w);

/* Must the statement that the calling thread runs end? For functions that work long without memory. */
bool sqlite_heap_must_end(void);
