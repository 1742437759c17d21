// SPDX-License-Identifier: Apache-2.0
/* What is forgotten and what is kept, on every engine, at moments that the test chooses. */
#include "test.h"

#include "stores.h"

#include "base/cancel.h"
#include "base/clock.h"
#include "base/hash.h"
#include "base/limits.h"
#include "store/analysis.h"
#include "store/generation.h"
#include "store/history.h"
#include "store/retention.h"
#include "store/session.h"
#include "store/store_int.h"

#define DAYS(n) ((n)*INT64_C(86400000))

static struct test_stores stores;

#define EACH_STORE(t) for (struct test_store *t = stores.items; t < stores.items + stores.n; t++)

static const char *new_id(struct test_store *t)
{
	char *id = arena_alloc(t->a, UUID_LEN);

	uuid_make(id);
	return id;
}

static int64_t count(struct test_store *t, const char *table)
{
	struct store_rows rows;
	struct err err = ERR_INIT;

	MUST(store_fetch(store_auto(t->s), t->a,
		&(struct store_sql){arena_printf(t->a, "SELECT count(*) FROM %s", table), NULL, 0}, &rows,
		&err));
	return store_int(&rows, 0, 0);
}

/* A generation that has ended with two messages, the last one its end. */
static const char *make_generation(struct test_store *t, const char *session_id)
{
	struct store_tx *tx = store_auto(t->s);
	struct err err = ERR_INIT;
	struct store_generation g = {.id = new_id(t), .owner = "", .session_id = session_id, .query = "q"};
	struct store_event events[] = {
		{1, "stage", SLICE_LIT("{}")}, {2, "generation_complete", SLICE_LIT("{}")}};

	MUST(store_generation_start(tx, &g, &err));
	MUST(store_generation_add_events(tx, g.id, events, ARRAY_LEN(events), &err));
	g.status = "complete";
	MUST(store_generation_finish(tx, &g, &err));
	return g.id;
}

static const char *make_execution(struct test_store *t, const char *generation_id)
{
	struct store_tx *tx = store_auto(t->s);
	struct err err = ERR_INIT;
	struct store_execution x = {
		.id = new_id(t), .owner = "", .generation_id = generation_id, .sql = "SELECT 1"};
	struct slice row = SLICE_LIT("[1]");

	MUST(store_execution_start(tx, &x, &err));
	MUST(store_result_put(tx, x.id, 0, &row, 1, &err));
	x.status = "completed";
	MUST(store_execution_finish(tx, &x, NULL, 0, &err));
	return x.id;
}

static void make_jobs(struct test_store *t)
{
	struct err err = ERR_INIT;
	struct db_value now = DB_V_INT(clock_unix_ms());

	for (int open = 0; open < 2; open++)
		MUST(store_exec(store_auto(t->s),
			STORE_SQL("INSERT INTO jobs (id, kind, plan, args, state, n_steps, created_at, "
				  "finished_at) VALUES ($1, 'K', '[]', '{}', $2, 1, $3, $4)",
				db_v_text(new_id(t)), DB_V_INT(open ? 1 : 2), now, open ? DB_V_NULL : now),
			NULL, &err));
}

static struct store_retired run(struct test_store *t, int64_t at_ms, int64_t keep_days)
{
	struct store_retention opt = {.now_ms = at_ms, .keep_days = keep_days};
	struct store_retired gone;
	struct err err = ERR_INIT;

	MUST(store_retention_run(store_auto(t->s), &opt, &gone, &err));
	return gone;
}

static void test_what_is_kept(void)
{
	EACH_STORE(t)
	{
		struct store_tx *tx = store_auto(t->s);
		struct err err = ERR_INIT;
		int64_t now = clock_unix_ms();
		struct store_session session = {.id = new_id(t), .owner = ""};
		struct store_generation running = {.id = new_id(t), .owner = "", .query = "q"}, got;
		struct store_execution x;

		MUST(store_session_create(tx, &session, &err));
		const char *talked = make_generation(t, session.id), *alone = make_generation(t, NULL);
		const char *of_talk = make_execution(t, talked), *of_alone = make_execution(t, alone);
		make_execution(t, NULL);
		const char *quoted = make_generation(t, NULL);
		MUST(store_session_append(tx, session.id,
			&(struct store_message){.role = "assistant", .content = "a", .generation_id = quoted},
			1, &err));
		MUST(store_generation_start(tx, &running, &err));
		MUST(store_search_add(
			tx, &(struct store_search){.owner = "", .query = "q", .search_type = "both"}, &err));
		make_jobs(t);

		struct store_retired gone = run(t, now + DAYS(1), 30);
		CHECK_MSG(gone.jobs + gone.events + gone.executions + gone.generations + gone.searches == 0,
			"%s: nothing is old yet", t->name);
		gone = run(t, now + DAYS(KEEP_EVENTS_DAYS) + 60000, 30);
		CHECK_INT(gone.events, 3);
		CHECK_INT(count(t, "generation_events"), 3);
		CHECK_INT(gone.jobs, 0);
		gone = run(t, now + DAYS(KEEP_JOBS_DAYS) + 60000, 30);
		CHECK_MSG(gone.jobs == 1 && count(t, "jobs") == 1, "%s: an open job stays", t->name);
		gone = run(t, now + DAYS(1000), 0);
		CHECK_MSG(gone.executions + gone.generations + gone.searches == 0, "%s: 0 days is for ever",
			t->name);
		CHECK_INT(count(t, "analysis_executions"), 3);

		gone = run(t, now + DAYS(31), 30);
		CHECK_INT(gone.executions, 2);
		CHECK_INT(gone.generations, 1);
		CHECK_INT(gone.searches, 1);
		CHECK_MSG(store_generation_get(tx, t->a, NULL, alone, &got, &err) < 0, "%s", t->name);
		err_clear(&err);
		CHECK_MSG(store_execution_get(tx, t->a, NULL, of_alone, &x, &err) < 0, "%s", t->name);
		err_clear(&err);
		CHECK_INT(count(t, "analysis_results"), 1);
		CHECK_MSG(store_execution_get(tx, t->a, NULL, of_talk, &x, &err) == 0 &&
				  store_generation_get(tx, t->a, NULL, talked, &got, &err) == 0 &&
				  store_generation_get(tx, t->a, NULL, quoted, &got, &err) == 0,
			"%s: a conversation keeps what it shows", t->name);
		CHECK_MSG(store_generation_get(tx, t->a, NULL, running.id, &got, &err) == 0,
			"%s: what runs is never old", t->name);

		MUST(store_session_delete(tx, "", session.id, &err));
		gone = run(t, now + DAYS(31), 30);
		CHECK_MSG(gone.executions == 1 && gone.generations == 2, "%s: without it they go", t->name);
	}
}

/* More than one batch; a cancel stops between two, and the next run takes the rest. */
static void test_many(void)
{
	EACH_STORE(t)
	{
		struct err err = ERR_INIT;
		int64_t before = count(t, "search_history");
		CLEANUP(cancel_unref_ptr) struct cancel *cancel = cancel_new();
		struct store_retention opt = {
			.now_ms = clock_unix_ms() + DAYS(31), .keep_days = 30, .cancel = cancel};
		struct store_retired gone;

		MUST(store_exec(store_auto(t->s),
			STORE_SQL("INSERT INTO search_history (id, owner, query, search_type, result_count, "
				  "search_time_ms, created_at) "
				  "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < "
				  "$1) SELECT 'many-' || CAST(i AS TEXT), '', 'q', 'both', 0, 0, 1 FROM n",
				DB_V_INT(2 * RETENTION_BATCH + 1)),
			NULL, &err));
		cancel_set(cancel);
		CHECK(store_retention_run(store_auto(t->s), &opt, &gone, &err) < 0 &&
			err.code == ERR_CANCELLED);
		CHECK_INT(count(t, "search_history"), before + 2 * RETENTION_BATCH + 1);
		opt.cancel = NULL;
		err_clear(&err);
		MUST(store_retention_run(store_auto(t->s), &opt, &gone, &err));
		CHECK_INT(gone.searches, before + 2 * RETENTION_BATCH + 1);
	}
}

static void set_up(void)
{
	test_stores_open(&stores);
}

static void tear_down(void)
{
	test_stores_close(&stores);
}

TEST_MAIN(TEST(set_up), TEST(test_what_is_kept), TEST(test_many), TEST(tear_down))
