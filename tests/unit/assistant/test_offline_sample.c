// SPDX-License-Identifier: Apache-2.0
/*
 * The sample's own pairs, each asked with all the others learnt and itself left out: how well the engine carries what it
 * was taught over to questions that it was not. The floors stand a little under what was measured when they were set.
 */
#include "../../bench/offline/loo.h"

#include "base/arena.h"
#include "test.h"

#include <unistd.h>

enum { PAIRS = 70, PAIRS_JA = 20, FLOOR_RIGHT = 56 };

static void test_leave_one_out(void)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	char dir[] = "/tmp/askdb-sample-XXXXXX"; /* mkdtemp() fills in the six */
	struct loo_options opt = {.failures = NULL};
	struct loo_tally tally[LOO_LANGUAGES_];
	struct err err = ERR_INIT;

	CHECK(mkdtemp(dir) != NULL);
	const char *path = arena_printf(a, "%s/shop.sqlite", dir);
	CHECK_MSG(loo_run(path, &opt, tally, &err) == 0, "%s", err.msg);
	unlink(path);
	rmdir(dir);
	size_t right = tally[LOO_EN].right + tally[LOO_JA].right;
	printf("# en %zu of %zu, ja %zu of %zu\n", tally[LOO_EN].right, tally[LOO_EN].n, tally[LOO_JA].right,
		tally[LOO_JA].n);
	CHECK_INT(tally[LOO_EN].n + tally[LOO_JA].n, PAIRS);
	CHECK(tally[LOO_JA].n >= PAIRS_JA);
	CHECK_MSG(right >= FLOOR_RIGHT, "%zu of %d right, at least %d", right, PAIRS, FLOOR_RIGHT);
}

TEST_MAIN(TEST(test_leave_one_out))
