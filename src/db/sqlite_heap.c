// SPDX-License-Identifier: Apache-2.0
/* See sqlite_heap.h. The watch is the thread's, because SQLite's allocator is not told for which connection it works. */
#include "db/sqlite_heap.h"

#include "base/limits.h"

#include <assert.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdatomic.h>

static sqlite3_mem_methods real;
static _Atomic int64_t used;

static _Thread_local struct {
	struct sqlite_heap_watch watch;
	int64_t since; /* bytes taken since it was last asked */
} mine;

bool sqlite_heap_must_end(void)
{
	return mine.watch.must_end && mine.watch.must_end(mine.watch.p);
}

/* Once it has refused it is asked each time, until it agrees or the statement is over. */
static bool is_refused(int more)
{
	mine.since += more;
	if (!mine.watch.must_end || mine.since < DB_SQLITE_HEAP_STEP)
		return false;
	if (sqlite_heap_must_end())
		return true;
	mine.since = 0;
	return false;
}

static void *heap_malloc(int n)
{
	void *p = is_refused(n) ? NULL : real.xMalloc(n);

	if (p)
		atomic_fetch_add(&used, real.xSize(p));
	return p;
}

static void heap_free(void *p)
{
	if (p)
		atomic_fetch_sub(&used, real.xSize(p));
	real.xFree(p);
}

static void *heap_realloc(void *p, int n)
{
	int before = p ? real.xSize(p) : 0;
	void *grown = n > before && is_refused(n - before) ? NULL : real.xRealloc(p, n);

	if (grown)
		atomic_fetch_add(&used, (int64_t)real.xSize(grown) - before);
	return grown;
}

static void install(void)
{
	sqlite3_mem_methods ours;
	int rc = sqlite3_config(SQLITE_CONFIG_GETMALLOC, &real);

	assert(rc == SQLITE_OK); /* fails when SQLite was used before */
	ours = real;
	ours.xMalloc = heap_malloc;
	ours.xFree = heap_free;
	ours.xRealloc = heap_realloc;
	rc = sqlite3_config(SQLITE_CONFIG_MALLOC, &ours);
	assert(rc == SQLITE_OK);
}

void sqlite_heap_install(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, install);
}

int64_t sqlite_heap_used(void)
{
	return atomic_load(&used);
}

struct sqlite_heap_watch sqlite_heap_set_watch(struct sqlite_heap_watch w)
{
	struct sqlite_heap_watch before = mine.watch;

	mine.watch = w;
	mine.since = 0;
	return before;
}
