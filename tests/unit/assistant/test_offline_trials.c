// SPDX-License-Identifier: Apache-2.0
/* What a trial's outcome does to a candidate: one that fails makes place for the next, one that was only slow does not. */
#include "base/arena.h"
#include "offline_shop.h"
#include "test.h"

struct script {
	struct gen_trial outcome; /* of every trial */
	size_t tried;
};

static void play(void *ctx, const char *sql, struct gen_trial *out)
{
	struct script *s = ctx;
	(void)sql;

	*out = s->outcome;
	s->tried++;
}

static struct gen_answer ask(struct arena *a, const struct cat_snapshot *snapshot, struct script *s)
{
	struct gen_request req = {.question = SLICE_LIT("How many customers are in France?"),
		.cat = snapshot,
		.dialect = snapshot->dialect,
		.try = play,
		.try_ctx = s,
		.a = a};
	struct gen_answer out = {0};
	struct err err = ERR_INIT;

	err_ignore(generator_offline()->generate(generator_offline(), &req, &out, &err));
	return out;
}

static void test_outcomes(void)
{
	static const struct gen_trial good = {.ok = true, .n_rows = 1, .n_columns = 1},
				      bad = {.error = "no such column"},
				      slow = {.undecided = true, .error = "not in time"};
	const struct {
		struct gen_trial outcome;
		size_t tried_most;
		bool answers;
	} cases[] = {{good, 1, true}, {slow, 1, true}, {bad, 5, false}};
	CLEANUP(cat_snapshot_unref_ptr) struct cat_snapshot *s = shop_snapshot(NULL, 0);

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		CLEANUP(arena_free_ptr) struct arena *a = arena_new();
		struct script script = {cases[i].outcome, 0};
		struct gen_answer got = ask(a, s, &script);
		CHECK_MSG((got.sql != NULL) == cases[i].answers, "case %zu: %s", i,
			got.sql ? got.sql : "abstained");
		CHECK_MSG(script.tried >= 1 && script.tried <= cases[i].tried_most, "case %zu: %zu trials", i,
			script.tried);
	}
}

TEST_MAIN(TEST(test_outcomes))
