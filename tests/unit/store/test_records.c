// SPDX-License-Identifier: Apache-2.0
/* Generations, sessions, executions, /api/v0 questions and idempotency keys, on every engine. */
#include "stores.h"
#include "test.h"

#include "base/clock.h"
#include "base/hash.h"
#include "base/limits.h"
#include "store/analysis.h"
#include "store/generation.h"
#include "store/idempotency.h"
#include "store/session.h"
#include "store/source.h"
#include "store/v0.h"

#include <pthread.h>
#include <sched.h>

static struct test_stores stores;

#define EACH_STORE(t) for (struct test_store *t = stores.items; t < stores.items + stores.n; t++)

static const char *new_id(struct test_store *t)
{
	char *id = arena_alloc(t->a, UUID_LEN);

	uuid_make(id);
	return id;
}

static const char *make_source(struct test_store *t)
{
	struct err err = ERR_INIT;
	const char *id = new_id(t);

	MUST(store_source_create(store_auto(t->s),
		&(struct store_source){.id = id, .name = id, .type = "sqlite", .config = "{}"}, NULL, 0,
		&err));
	return id;
}

static void test_generations(void)
{
	EACH_STORE(t)
	{
		struct store_tx *tx = store_auto(t->s);
		struct err err = ERR_INIT;
		const char *source = make_source(t), *id = new_id(t), *other = new_id(t);
		struct store_generation g = {.id = id,
						.owner = "me",
						.source_id = source,
						.query = "how many Ärzte?"},
					got;
		struct store_generation_list list;

		MUST(store_generation_start(tx, &g, &err));
		MUST(store_generation_get(tx, t->a, "me", id, &got, &err));
		CHECK_STR(got.status, "running");
		CHECK(got.finished_at == 0 && got.confidence_score < 0 && !got.sql);
		CHECK(store_generation_get(tx, t->a, "you", id, &got, &err) < 0 && err.code == ERR_NOT_FOUND);
		err_clear(&err);
		g.status = "complete";
		g.sql = "SELECT count(*) FROM doctors";
		g.answer = "{\"a\":1}";
		g.model = "offline";
		g.confidence_score = 0.75;
		g.tokens_in = 3000000000;
		g.ms = 12;
		MUST(store_generation_finish(tx, &g, &err));
		MUST(store_generation_get(tx, t->a, NULL, id, &got, &err));
		CHECK_STR(got.sql, g.sql);
		CHECK_STR(got.answer, g.answer);
		CHECK(got.confidence_score == 0.75 && got.tokens_in == 3000000000 &&
			got.finished_at >= got.created_at);
		CHECK(store_generation_finish(tx, &g, &err) < 0 && str_eq(err.why, "not_running"));
		err_clear(&err);
		g = (struct store_generation){
			.id = other, .owner = "me", .source_id = "gone", .query = "100% of it"};
		MUST(store_generation_start(tx, &g, &err));

		const struct {
			struct store_generation_filter filter;
			size_t n;
		} cases[] = {{{0}, 2}, {{.owner = "me"}, 2}, {{.owner = "you"}, 0},
			{{.source_id = source}, 1}, {{.text = "DOCTORS"}, 1}, {{.text = "100%"}, 1},
			{{.text = "0%%"}, 0}, {{.session_id = "x"}, 0}};
		for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
			MUST(store_generation_list(tx, t->a, &cases[i].filter, NULL, &list, &err));
			CHECK_MSG(list.n == cases[i].n, "%s: filter %zu finds %zu", t->name, i, list.n);
		}
		MUST(store_source_delete(tx, source, &err));
		MUST(store_generation_get(tx, t->a, NULL, id, &got, &err));
		CHECK_MSG(!got.source_id && got.sql, "%s: outlives its source", t->name);
	}
}

/* What a process left behind is taken up by one other, and the first cannot end it any more. */
static void test_taking_up(void)
{
	EACH_STORE(t)
	{
		struct store_tx *tx = store_auto(t->s);
		struct err err = ERR_INIT;
		int64_t now = clock_unix_ms(), soon = now + 60000;
		struct store_generation g = {.id = new_id(t),
						.owner = "",
						.query = "q",
						.asked = "{\"explain\":true}",
						.runner = store_instance(t->s),
						.lease_until = soon},
					mine, theirs;

		MUST(store_generation_start(tx, &g, &err));
		MUST(store_generation_get(tx, t->a, NULL, g.id, &mine, &err));
		CHECK_STR(mine.asked, g.asked);
		CHECK(mine.attempt == 0 && !store_generation_is_abandoned(t->s, &mine));
		mine.lease_until = now - 1;
		CHECK_MSG(store_generation_is_abandoned(t->s, &mine), "%s: past its time", t->name);
		mine.lease_until = soon;
		mine.runner = "another process";
		CHECK(store_generation_is_abandoned(t->s, &mine));

		theirs = mine;
		MUST(store_generation_take(tx, &mine, &err));
		CHECK_INT(mine.attempt, 1);
		CHECK(store_generation_take(tx, &theirs, &err) < 0 && str_eq(err.why, "not_running"));
		err_clear(&err);
		g.status = "complete";
		CHECK(store_generation_finish(tx, &g, &err) < 0 && str_eq(err.why, "not_running"));
		err_clear(&err);
		MUST(store_generation_leave(tx, &mine, &err));
		MUST(store_generation_get(tx, t->a, NULL, g.id, &mine, &err));
		CHECK(!mine.runner && mine.attempt == 1 && store_generation_is_abandoned(t->s, &mine));
		mine.runner = store_instance(t->s);
		mine.lease_until = soon;
		MUST(store_generation_take(tx, &mine, &err));
		mine.status = "complete";
		MUST(store_generation_finish(tx, &mine, &err));
		MUST(store_generation_get(tx, t->a, NULL, g.id, &mine, &err));
		CHECK(!store_generation_is_abandoned(t->s, &mine));
	}
}

/* Several servers share a PostgreSQL store: who is gone is seen at once, not only when the lease ends. */
static void test_a_runner_is_alive(void)
{
	if (stores.n < 2)
		SKIP("no PostgreSQL server");
	struct test_store *t = &stores.items[1];
	struct store *other = NULL;
	struct err err = ERR_INIT;
	int64_t until = clock_mono_ms() + 10000;

	MUST(store_open(&t->opt, &other, &err));
	MUST(store_ping(other, &err)); /* as its poll for jobs does */
	struct store_generation g = {.status = "running",
		.runner = arena_strdup(t->a, store_instance(other)),
		.lease_until = clock_unix_ms() + 60000};
	CHECK(!store_generation_is_abandoned(t->s, &g));
	store_close(other);
	while (!store_generation_is_abandoned(t->s, &g) && clock_left_ms(until) > 0)
		sched_yield(); /* the server ends the sessions a moment after they are closed */
	CHECK(store_generation_is_abandoned(t->s, &g));
}

static void test_events(void)
{
	EACH_STORE(t)
	{
		struct store_tx *tx = store_auto(t->s);
		struct err err = ERR_INIT;
		const char *id = new_id(t);
		struct store_event events[] = {
			{1, "stage", SLICE_LIT("{\"type\":\"stage\"}")}, {2, "sql_chunk", SLICE_LIT("{}")}};
		struct store_event_list list;

		MUST(store_generation_start(
			tx, &(struct store_generation){.id = id, .owner = "", .query = "q"}, &err));
		MUST(store_generation_add_events(tx, id, events, 2, &err));
		CHECK(store_generation_add_events(tx, id, &events[1], 1, &err) < 0 &&
			err.code == ERR_CONFLICT);
		err_clear(&err);
		MUST(store_generation_events(tx, t->a, id, 1, &list, &err));
		CHECK(list.n == 1 && list.items[0].seq == 2 && str_eq(list.items[0].type, "sql_chunk"));

		char *large = arena_zalloc(t->a, 1, STORE_EVENT_MAX + 1);
		struct store_event too_large = {9, "x", {large, STORE_EVENT_MAX + 1}};
		CHECK(store_generation_add_events(tx, id, &too_large, 1, &err) < 0 && err.code == ERR_LIMIT);
	}
}

/* Sessions. */

enum { TALKERS = 4, TURNS = 10 };

struct talker {
	struct test_store *t;
	const char *session;
};

static void *talk(void *p)
{
	struct talker *who = p;

	for (int i = 0; i < TURNS; i++) {
		struct err err = ERR_INIT;
		const struct store_message turn[] = {{.role = "user", .content = "q"},
			{.role = "assistant", .content = "a", .sql = "SELECT 1"}};
		MUST(store_session_append(store_auto(who->t->s), who->session, turn, 2, &err));
	}
	return NULL;
}

static void test_sessions(void)
{
	EACH_STORE(t)
	{
		struct store_tx *tx = store_auto(t->s);
		struct err err = ERR_INIT;
		struct talker who = {t, new_id(t)};
		struct store_session s = {.id = who.session, .owner = "me", .title = "t"}, got;
		struct store_session_list list;
		struct store_message *messages;
		pthread_t threads[TALKERS];
		size_t n;

		MUST(store_session_create(tx, &s, &err));
		for (size_t i = 0; i < TALKERS; i++)
			test_must(pthread_create(&threads[i], NULL, talk, &who), "pthread_create", &err);
		for (size_t i = 0; i < TALKERS; i++)
			pthread_join(threads[i], NULL);
		MUST(store_session_get(tx, t->a, "me", who.session, &got, &err));
		CHECK_MSG(got.message_count == 2 * TALKERS * TURNS, "%s: no message was lost", t->name);
		MUST(store_session_messages(tx, t->a,
			&(struct store_message_range){.session_id = who.session, .limit = 10}, &messages, &n,
			&err));
		CHECK_INT(n, 10);
		CHECK_INT(messages[9].seq, 2 * TALKERS * TURNS);
		CHECK_INT(messages[0].seq, 2 * TALKERS * TURNS - 9);
		CHECK_STR(messages[8].role, "user");
		CHECK_STR(messages[9].sql, "SELECT 1");
		MUST(store_session_messages(
			tx, t->a, &(struct store_message_range){who.session, 3, 10}, &messages, &n, &err));
		CHECK(n == 2 && messages[0].seq == 1);
		const struct {
			struct store_session_filter filter;
			size_t n;
		} lists[] = {{{.owner = "me"}, 1}, {{.owner = "you"}, 0}, {{.owner = "me", .text = "T"}, 1},
			{{.owner = "me", .text = "select 1"}, 1}, {{.owner = "me", .text = "nowhere"}, 0},
			{{.owner = "me", .source_id = "x"}, 0}};
		for (size_t i = 0; i < ARRAY_LEN(lists); i++) {
			MUST(store_session_list(tx, t->a, &lists[i].filter, NULL, &list, &err));
			CHECK_INT(list.n, lists[i].n);
		}
		MUST(store_session_rename(tx, "me", who.session, "better", &err));
		MUST(store_session_get(tx, t->a, "me", who.session, &got, &err));
		CHECK_STR(got.title, "better");
		CHECK(store_session_rename(tx, "you", who.session, "x", &err) < 0 &&
			err.code == ERR_NOT_FOUND);
		err_clear(&err);
		CHECK(store_session_delete(tx, "you", who.session, &err) < 0 && err.code == ERR_NOT_FOUND);
		err_clear(&err);
		const char *generation = new_id(t);
		MUST(store_generation_start(tx,
			&(struct store_generation){
				.id = generation, .owner = "me", .session_id = who.session, .query = "q"},
			&err));
		MUST(store_session_delete(tx, "me", who.session, &err));
		struct store_generation g;
		MUST(store_generation_get(tx, t->a, "me", generation, &g, &err));
		CHECK_MSG(!g.session_id, "%s: a generation outlives its session", t->name);
		CHECK(store_session_append(tx, who.session,
			      &(struct store_message){.role = "user", .content = "x"}, 1, &err) < 0 &&
			err.code == ERR_NOT_FOUND);
	}
}

/* Executions. */

static struct slice *make_rows(struct arena *a, int from, int n)
{
	struct slice *rows = ARENA_ARRAY(a, struct slice, (size_t)n);

	for (int i = 0; i < n; i++)
		rows[i] = slice_of(arena_printf(a, "[%d,\"売上\\n\"]", from + i));
	return rows;
}

static void test_executions(void)
{
	EACH_STORE(t)
	{
		struct store_tx *tx = store_auto(t->s);
		struct err err = ERR_INIT;
		const char *id = new_id(t), *stale = new_id(t), *job = new_id(t);
		struct store_execution x = {.id = id, .owner = "me", .sql = "SELECT 1", .options = "{}"}, got;
		const struct store_insight insights[] = {
			{"trend", "up by 3 %", 0.9, "{\"n\":3}"}, {"outlier", "one", 0.5, NULL}};
		struct store_insight *read;
		struct store_execution_list list;
		size_t n;
		int64_t closed;

		MUST(store_execution_start(tx, &x, &err));
		x.status = "completed";
		x.columns = "[{\"name\":\"a\"}]";
		x.statistics = "{}";
		x.row_count = 12345678901;
		x.truncated = true;
		x.execution_time_ms = 7;
		MUST(store_execution_finish(tx, &x, insights, 2, &err));
		CHECK(store_execution_finish(tx, &x, insights, 2, &err) < 0 &&
			str_eq(err.why, "not_running"));
		err_clear(&err);
		MUST(store_execution_get(tx, t->a, "me", id, &got, &err));
		CHECK_STR(got.columns, x.columns);
		CHECK(got.row_count == 12345678901 && got.truncated && str_eq(got.statistics, "{}"));
		MUST(store_execution_insights(tx, t->a, id, &read, &n, &err));
		CHECK(n == 2 && str_eq(read[0].insight_text, "up by 3 %") &&
			read[1].confidence_score == 0.5 && !read[1].evidence);
		MUST(store_execution_start(
			tx, &(struct store_execution){.id = stale, .owner = "me", .sql = "s"}, &err));
		MUST(store_execution_start(tx,
			&(struct store_execution){.id = job, .owner = "me", .sql = "s", .job_id = "j"},
			&err));
		MUST(store_execution_set_job(tx, job, "k", &err));
		MUST(store_execution_get(tx, t->a, "me", job, &got, &err));
		CHECK_STR(got.job_id, "k");
		int64_t n_jobs;
		MUST(store_execution_count_jobs(tx, &n_jobs, &err));
		CHECK_INT(n_jobs, 1);
		CHECK(store_execution_set_job(tx, id, "k", &err) < 0 && str_eq(err.why, "not_running"));
		err_clear(&err);
		MUST(store_execution_close_stale(tx, clock_unix_ms() + 1, &closed, &err));
		CHECK_MSG(closed == 1, "%s: what a job runs is left to the job", t->name);
		MUST(store_execution_list(
			tx, t->a, "me", &(struct store_page){.limit = 2, .want_total = true}, &list, &err));
		CHECK(list.n == 2 && list.more.total == 3 && list.more.next && !list.items[0].statistics);
		CHECK(store_execution_delete(tx, "you", id, &err) < 0 && err.code == ERR_NOT_FOUND);
		err_clear(&err);
		MUST(store_execution_delete(tx, "me", id, &err));
		MUST(store_execution_insights(tx, t->a, id, &read, &n, &err));
		CHECK_INT(n, 0);
	}
}

static void test_result_rows(void)
{
	EACH_STORE(t)
	{
		struct store_tx *tx = store_auto(t->s);
		struct err err = ERR_INIT;
		const char *id = new_id(t);
		struct slice *rows;
		size_t n;

		MUST(store_execution_start(
			tx, &(struct store_execution){.id = id, .owner = "", .sql = "s"}, &err));
		MUST(store_result_put(tx, id, 0, make_rows(t->a, 0, 450), 450, &err));
		MUST(store_result_put(tx, id, 450, make_rows(t->a, 450, 100), 100, &err));
		MUST(store_result_put(
			tx, id, 450, make_rows(t->a, 450, 50), 50, &err)); /* an attempt again */
		const struct {
			int64_t first;
			size_t limit, n;
		} cases[] = {{0, 10, 10}, {195, 10, 10}, {190, 250, 250}, {445, 50, 50}, {495, 50, 5},
			{500, 50, 0}, {0, 10000, 500}, {-5, 3, 3}, {7, 0, 0}};
		for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
			MUST(store_result_rows(tx, t->a,
				&(struct store_result_range){id, cases[i].first, cases[i].limit}, &rows, &n,
				&err));
			CHECK_MSG(n == cases[i].n, "%s: range %zu has %zu rows", t->name, i, n);
			const char *want =
				arena_printf(t->a, "[%lld,\"売上\\n\"]", (long long)MAX(cases[i].first, 0));
			CHECK(n == 0 || slice_eq(rows[0], slice_of(want)));
		}
		CHECK(store_result_put(tx, id, RESULT_ROWS_MAX, make_rows(t->a, 0, 1), 1, &err) < 0 &&
			err.code == ERR_LIMIT);
		err_clear(&err);
		CHECK(store_result_put(tx, id, 0, &SLICE_LIT("a\nb"), 1, &err) < 0 &&
			err.code == ERR_INVALID);
		err_clear(&err);
		CHECK(store_result_put(tx, "nope", 0, make_rows(t->a, 0, 1), 1, &err) < 0 &&
			err.code == ERR_NOT_FOUND);
		err_clear(&err);
		struct slice huge = {arena_zalloc(t->a, 1, RESULT_BYTES_MAX), RESULT_BYTES_MAX};
		CHECK(store_result_put(tx, id, 0, &huge, 1, &err) < 0 && err.code == ERR_LIMIT);
		err_clear(&err);
		MUST(store_result_rows(
			tx, t->a, &(struct store_result_range){id, 0, 10000}, &rows, &n, &err));
		CHECK_MSG(n == 500, "%s: a refused write leaves the rows", t->name);
	}
}

/* /api/v0 */

static void test_v0(void)
{
	EACH_STORE(t)
	{
		struct store_tx *tx = store_auto(t->s);
		struct err err = ERR_INIT;
		const char *id = new_id(t);
		struct store_v0 q = {.id = id, .owner = "me", .question = "q?", .sql = "SELECT 1"}, got;
		struct store_v0_list list;

		MUST(store_v0_put(tx, &q, &err));
		MUST(store_v0_set(tx, &q, STORE_V0_DF, "[{\"a\":1}]", &err));
		MUST(store_v0_set(tx, &q, STORE_V0_FIG, "{}", &err));
		MUST(store_v0_set(tx, &q, STORE_V0_SUMMARY, "one", &err));
		MUST(store_v0_set(tx, &q, STORE_V0_FOLLOWUPS, "[]", &err));
		MUST(store_v0_get(tx, t->a, "me", id, &got, &err));
		CHECK_STR(got.df, "[{\"a\":1}]");
		CHECK(str_eq(got.fig, "{}") && str_eq(got.summary, "one") && str_eq(got.followups, "[]") &&
			str_eq(got.sql, "SELECT 1"));
		MUST(store_v0_set_sql(tx, "me", id, "SELECT 2", &err));
		MUST(store_v0_get(tx, t->a, "me", id, &got, &err));
		CHECK_MSG(
			str_eq(got.sql, "SELECT 2") && !got.df && !got.fig && !got.summary && !got.followups,
			"%s: new SQL, old results gone", t->name);
		CHECK(store_v0_get(tx, t->a, "you", id, &got, &err) < 0 && err.code == ERR_NOT_FOUND);
		err_clear(&err);
		q.owner = "you";
		CHECK(store_v0_set(tx, &q, STORE_V0_DF, "x", &err) < 0 && err.code == ERR_NOT_FOUND);
		err_clear(&err);
		CHECK_MSG(store_v0_put(tx, &q, &err) < 0 && err.code == ERR_NOT_FOUND,
			"%s: another's id cannot be taken over", t->name);
		err_clear(&err);
		for (int i = 0; i < V0_QUESTIONS_MAX + 20; i++)
			MUST(store_v0_put(tx,
				&(struct store_v0){.id = new_id(t), .owner = "many", .question = "q"}, &err));
		MUST(store_v0_list(tx, t->a, "many", 100000, &list, &err));
		CHECK_INT(list.n, V0_QUESTIONS_MAX);
		MUST(store_v0_list(tx, t->a, "me", 5, &list, &err));
		CHECK_MSG(list.n == 1, "%s: others' questions are not dropped", t->name);
	}
}

/* Idempotency. */

static void test_idempotency(void)
{
	EACH_STORE(t)
	{
		struct store_tx *tx = store_auto(t->s);
		struct err err = ERR_INIT;
		struct store_idempotency key = {"me", "k1", "POST /x", "hash"},
					 other = {"me", "k1", "POST /x", "another"};
		struct store_idempotency_hit hit, answer = {.status = 201,
							  .content_type = "application/json",
							  .response = SLICE_LIT("{\0}")};
		int64_t dropped;

		MUST(store_idempotency_begin(tx, t->a, &key, &hit, &err));
		CHECK_INT(hit.state, STORE_IDEMPOTENCY_NEW);
		MUST(store_idempotency_begin(tx, t->a, &key, &hit, &err));
		CHECK_INT(hit.state, STORE_IDEMPOTENCY_RUNNING);
		MUST(store_idempotency_drop(tx, &key, &err));
		MUST(store_idempotency_begin(tx, t->a, &key, &hit, &err));
		CHECK_INT(hit.state, STORE_IDEMPOTENCY_NEW);
		MUST(store_idempotency_finish(tx, &key, &answer, &err));
		MUST(store_idempotency_begin(tx, t->a, &key, &hit, &err));
		CHECK(hit.state == STORE_IDEMPOTENCY_DONE && hit.status == 201 &&
			slice_eq(hit.response, answer.response));
		CHECK_STR(hit.content_type, "application/json");
		MUST(store_idempotency_begin(tx, t->a, &other, &hit, &err));
		CHECK_INT(hit.state, STORE_IDEMPOTENCY_OTHER);
		key.owner = "you";
		MUST(store_idempotency_begin(tx, t->a, &key, &hit, &err));
		CHECK_MSG(hit.state == STORE_IDEMPOTENCY_NEW, "%s: a key belongs to its owner", t->name);
		MUST(store_exec(tx,
			STORE_SQL("UPDATE idempotency_keys SET expires_at = 1 WHERE owner = 'you'"), NULL,
			&err));
		MUST(store_idempotency_begin(tx, t->a, &key, &hit, &err));
		CHECK_MSG(hit.state == STORE_IDEMPOTENCY_NEW, "%s: a dead server's claim is free again",
			t->name);
		MUST(store_exec(tx, STORE_SQL("UPDATE idempotency_keys SET expires_at = 1"), NULL, &err));
		MUST(store_idempotency_expire(tx, &dropped, &err));
		CHECK_INT(dropped, 2);
		char *large = arena_zalloc(t->a, 1, IDEMPOTENCY_KEY_MAX + 2);
		memset(large, 'x', IDEMPOTENCY_KEY_MAX + 1);
		key.key = large;
		CHECK(store_idempotency_begin(tx, t->a, &key, &hit, &err) < 0 && err.code == ERR_LIMIT);
	}
}

static void open_all(void)
{
	test_stores_open(&stores);
	CHECK(stores.n >= 1);
}

static void close_all(void)
{
	test_stores_close(&stores);
	CHECK(true);
}

TEST_MAIN(TEST(open_all), TEST(test_generations), TEST(test_taking_up), TEST(test_a_runner_is_alive),
	TEST(test_events), TEST(test_sessions), TEST(test_executions), TEST(test_result_rows), TEST(test_v0),
	TEST(test_idempotency), TEST(close_all))
