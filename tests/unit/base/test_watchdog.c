// SPDX-License-Identifier: Apache-2.0
/* Deadlines of calls that look at no clock: when late() is called, when not, and that disarming is final. */
#include "base/clock.h"
#include "base/watchdog.h"
#include "test.h"

#include <stdatomic.h>
#include <time.h>

static atomic_int calls;

static void late(void *p)
{
	atomic_fetch_add((atomic_int *)p, 1);
}

static void nap(int64_t ms)
{
	struct timespec pause = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};

	nanosleep(&pause, NULL);
}

/* Until late() was called n times, at most for so long. */
static bool called(int n, int64_t ms)
{
	for (int64_t until = clock_mono_ms() + ms; clock_mono_ms() < until && atomic_load(&calls) < n;)
		nap(2);
	return atomic_load(&calls) >= n;
}

static void test_late(void)
{
	struct watchdog *w = watchdog_new(late, &calls);
	int64_t started = clock_mono_ms();

	atomic_store(&calls, 0);
	watchdog_arm(w, started + 30);
	CHECK_MSG(called(3, 10000), "called again and again");
	CHECK_MSG(clock_mono_ms() - started >= 30, "not before the deadline");
	watchdog_disarm(w);
	int seen = atomic_load(&calls);
	nap(80);
	CHECK_INT(atomic_load(&calls), seen);
	watchdog_free(w);
}

static void test_in_time(void)
{
	struct watchdog *w = watchdog_new(late, &calls);

	atomic_store(&calls, 0);
	for (int i = 0; i < 1000; i++) {
		watchdog_arm(w, clock_mono_ms() + 60000);
		watchdog_disarm(w);
	}
	CHECK_INT(atomic_load(&calls), 0);
	watchdog_free(w);
	watchdog_free(NULL);
}

/* The thread sleeps for a distant deadline, or for none at all, when a nearer one comes. */
static void test_earlier(void)
{
	struct watchdog *w = watchdog_new(late, &calls);

	for (int round = 0; round < 3; round++) {
		atomic_store(&calls, 0);
		watchdog_arm(w, clock_mono_ms() + 60000);
		nap(5);
		if (round == 1)
			watchdog_disarm(w);
		watchdog_arm(w, clock_mono_ms() + (round == 2 ? -1 : 10));
		CHECK_MSG(called(1, 10000), "round %d", round);
		watchdog_disarm(w);
	}
	watchdog_free(w);
}

TEST_MAIN(TEST(test_late), TEST(test_in_time), TEST(test_earlier))
