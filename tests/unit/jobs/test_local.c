// SPDX-License-Identifier: Apache-2.0
/* The local engine under real runners, on every store: what each outcome leads to, and that effects happen once. */
#include "test.h"

#include "../store/stores.h"
#include "job_kinds.h"

#include "base/cancel.h"
#include "base/clock.h"
#include "base/limits.h"
#include "jobs/local.h"
#include "jobs/runner.h"
#include "json/read.h"

#include <time.h>

static struct test_stores stores;
static struct arena *memory;

struct bench {
	const char *name;
	struct store *s;
	struct test_app app;
	struct job_engine *engine;
	struct job_runner *runner;
	struct test_store *of;
};

static struct bench benches[2];

#define EACH_BENCH(b) for (struct bench *b = benches; b < benches + stores.n; b++)

static void start(struct bench *b, unsigned slots)
{
	struct err err = ERR_INIT;

	MUST(job_runner_start(
		b->engine, &(struct job_runner_options){.slots = slots, .app = &b->app}, &b->runner, &err));
}

static void stop(struct bench *b)
{
	job_runner_stop(b->runner);
	b->runner = NULL;
}

static void submit(struct bench *b, const char *id, const char *kind, json_t *args)
{
	struct err err = ERR_INIT;

	MUST(job_submit(b->engine, &(struct job_request){.id = id, .kind = kind, .args = args}, &err));
	json_decref(args);
}

static struct job_view look(struct bench *b, const char *id)
{
	struct job_view v;
	struct err err = ERR_INIT;

	MUST(job_get(b->engine, memory, id, &v, &err));
	return v;
}

static void pause_ms(int64_t ms)
{
	struct timespec t = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};

	nanosleep(&t, NULL);
}

/* The job once it has ended, or as it is after 20 s. */
static struct job_view ended(struct bench *b, const char *id)
{
	int64_t until = clock_mono_ms() + 20000;
	struct job_view v = look(b, id);

	while (job_state_is_open(v.state) && clock_left_ms(until) > 0) {
		pause_ms(5);
		v = look(b, id);
	}
	return v;
}

static void until_attempt(struct bench *b, const char *id, unsigned attempt, bool details)
{
	int64_t until = clock_mono_ms() + 20000;
	struct job_view v = look(b, id);

	while ((v.attempt < attempt || v.state == JOB_QUEUED || (details && !v.details.n)) &&
		clock_left_ms(until) > 0) {
		pause_ms(5);
		v = look(b, id);
	}
}

static int64_t number(struct bench *b, const char *sql)
{
	struct store_rows rows;
	struct err err = ERR_INIT;

	MUST(store_fetch(store_auto(b->s), memory, STORE_SQL(sql), &rows, &err));
	return store_int(&rows, 0, 0);
}

/* One job of each kind: how it ends. */

static void test_outcomes(void)
{
	static const struct {
		const char *kind, *args, *result, *error;
		enum job_state state;
		unsigned attempt;
	} cases[] = {
		{"Echo", "{\"x\":[1,\"売上\"]}", "{\"x\":[1,\"売上\"]}", NULL, JOB_COMPLETED, 1},
		{"Three", "{}", "\"abc\"", NULL, JOB_COMPLETED, 1},
		{"Flaky", "{\"times\":2}", "3", NULL, JOB_COMPLETED, 3},
		{"Flaky", "{\"times\":9}", NULL, "not yet (attempt 4)", JOB_FAILED, 4},
		{"Fatal", "{}", NULL, "this can never work", JOB_FAILED, 1},
		{"Never", "{}", NULL, "failure 4", JOB_FAILED, 4},
		{"Walk", "{\"n\":3}", "{\"n\":3}", NULL, JOB_COMPLETED, 1},
		{"Big", "{}", NULL,
			"step big left more than 65536 bytes: a step returns references, not data",
			JOB_FAILED, 1},
		{"BigDetails", "{}", NULL,
			"step big left more than 65536 bytes: a step returns references, not data",
			JOB_FAILED, 1},
		{"Slow", "{}", NULL, "step slow took longer than 1 s", JOB_FAILED, 1},
	};

	EACH_BENCH(b)
	{
		start(b, 2);
		for (size_t i = 0; i < ARRAY_LEN(cases); i++)
			submit(b, arena_printf(memory, "outcome-%zu", i), cases[i].kind,
				json_loads(cases[i].args, 0, NULL));
		for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
			struct job_view v = ended(b, arena_printf(memory, "outcome-%zu", i));
			CHECK_MSG(v.state == cases[i].state, "%s: %s ends as %s", b->name, cases[i].kind,
				job_state_name(v.state));
			CHECK_STR(v.error, cases[i].error);
			CHECK_STR(v.result.n ? arena_strndup(memory, v.result.p, v.result.n) : NULL,
				cases[i].result);
			CHECK_INT(v.attempt, cases[i].attempt);
			CHECK(v.created_at && v.started_at >= v.created_at && v.finished_at >= v.started_at);
		}
		stop(b);
	}
}

static void test_requests(void)
{
	EACH_BENCH(b)
	{
		json_t *large = json_object(), *list = json_array();
		char text[JOB_PAYLOAD_MAX + 1];
		struct job_view v;

		memset(text, 'x', sizeof text);
		json_object_set_new(large, "t", json_stringn(text, sizeof text));
		const struct {
			struct job_request req;
			enum err_code code;
		} bad[] = {
			{{.id = "a b", .kind = "Echo"}, ERR_INVALID},
			{{.id = "", .kind = "Echo"}, ERR_INVALID},
			{{.id = NULL, .kind = "Echo"}, ERR_INVALID},
			{{.id = "x", .kind = "Nothing"}, ERR_INVALID},
			{{.id = "x", .kind = "Echo", .args = list}, ERR_INVALID},
			{{.id = "x", .kind = "Echo", .args = large}, ERR_LIMIT},
		};
		for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
			struct err err = ERR_INIT;
			CHECK_MSG(job_submit(b->engine, &bad[i].req, &err) < 0 && err.code == bad[i].code,
				"%s: request %zu: %s", b->name, i, err.msg);
		}
		struct err err = ERR_INIT;
		CHECK(job_get(b->engine, memory, "x", &v, &err) < 0 && err.code == ERR_NOT_FOUND);
		err_clear(&err);
		CHECK(job_cancel(b->engine, "x", &err) < 0 && err.code == ERR_NOT_FOUND);
		json_decref(large);
		json_decref(list);
	}
}

static void test_the_same_id_is_one_job(void)
{
	EACH_BENCH(b)
	{
		submit(b, "same", "Echo", json_pack("{s:i}", "x", 1));
		submit(b, "same", "Echo", json_pack("{s:i}", "x", 2));
		submit(b, "same", "Never", NULL);
		CHECK_INT(number(b, "SELECT count(*) FROM job_tasks WHERE job_id = 'same'"), 1);
		start(b, 1);
		struct job_view v = ended(b, "same");
		CHECK_MSG(slice_eq(v.result, SLICE_LIT("{\"x\":1}")), "%s: the first one counts", b->name);
		submit(b, "same", "Echo", NULL);
		CHECK(look(b, "same").state == JOB_COMPLETED);
		stop(b);
	}
}

/* In the caller's transaction: what is rolled back was never submitted. */
static void test_submit_in_a_transaction(void)
{
	EACH_BENCH(b)
	{
		struct err err = ERR_INIT;
		struct store_tx *tx = NULL;
		struct job_request req = {.id = "tx-undone", .kind = "Echo"};
		struct job_view v;

		start(b, 1);
		MUST(store_begin(b->s, &tx, &err));
		req.tx = tx;
		MUST(job_submit(b->engine, &req, &err));
		store_rollback(tx);
		CHECK(job_get(b->engine, memory, "tx-undone", &v, &err) < 0 && err.code == ERR_NOT_FOUND);
		err_clear(&err);
		MUST(store_begin(b->s, &tx, &err));
		req = (struct job_request){.id = "tx-done", .kind = "Echo", .tx = tx};
		MUST(job_submit(b->engine, &req, &err));
		int64_t before = clock_mono_ms();
		MUST(store_commit(tx, &err));
		CHECK(ended(b, "tx-done").state == JOB_COMPLETED);
		CHECK_MSG(clock_mono_ms() - before < JOB_POLL_MS * 3 / 4,
			"%s: begun by the commit, not by the next poll", b->name);
		stop(b);
	}
}

/* Cancelling. */

static void cancel(struct bench *b, const char *id)
{
	struct err err = ERR_INIT;

	MUST(job_cancel(b->engine, id, &err));
}

static void test_cancels(void)
{
	EACH_BENCH(b)
	{
		submit(b, "cancel-queued", "Echo", NULL);
		cancel(b, "cancel-queued");
		CHECK_MSG(look(b, "cancel-queued").state == JOB_STOPPED, "%s: at once while no worker has it",
			b->name);
		start(b, 2);
		submit(b, "cancel-backoff", "Patient", NULL);
		until_attempt(b, "cancel-backoff", 1, false);
		int64_t until = clock_mono_ms() + 20000;
		while (!look(b, "cancel-backoff").error && clock_left_ms(until))
			pause_ms(5);
		CHECK_STR(look(b, "cancel-backoff").error, "failure 1");
		cancel(b, "cancel-backoff");
		CHECK_MSG(look(b, "cancel-backoff").state == JOB_STOPPED, "%s: at once in backoff", b->name);
		submit(b, "cancel-running", "Wait", NULL);
		until_attempt(b, "cancel-running", 1, true);
		CHECK(look(b, "cancel-running").state == JOB_RUNNING);
		int64_t before = clock_mono_ms();
		cancel(b, "cancel-running");
		CHECK(look(b, "cancel-running").cancel_requested);
		CHECK(ended(b, "cancel-running").state == JOB_STOPPED);
		CHECK_MSG(clock_mono_ms() - before < 4 * JOB_PROGRESS_MS,
			"%s: a running step hears of it soon", b->name);
		submit(b, "cancel-deaf", "Deaf", NULL);
		until_attempt(b, "cancel-deaf", 1, false);
		cancel(b, "cancel-deaf");
		struct job_view v = ended(b, "cancel-deaf");
		CHECK_MSG(v.state == JOB_COMPLETED, "%s: a last step that ended well is not undone", b->name);
		cancel(b, "cancel-deaf");
		CHECK(look(b, "cancel-deaf").state == JOB_COMPLETED);
		stop(b);
	}
}

/* Stopping, resuming, losing. */

static int64_t effects(struct bench *b, const char *id)
{
	struct store_rows rows;
	struct err err = ERR_INIT;

	MUST(store_fetch(store_auto(b->s), memory,
		STORE_SQL("SELECT count(*) FROM effects WHERE id LIKE $1",
			db_v_text(arena_printf(memory, "%s/%%", id))),
		&rows, &err));
	return store_int(&rows, 0, 0);
}

static void test_a_stopped_worker_leaves_exact_details(void)
{
	EACH_BENCH(b)
	{
		test_effects_init(b->s);
		start(b, 1);
		submit(b, "resume", "Walk", json_pack("{s:i, s:i}", "n", 60, "pause_ms", 20));
		until_attempt(b, "resume", 1, true);
		stop(b);
		struct job_view v = look(b, "resume");
		CHECK_MSG(v.state == JOB_RUNNING && v.details.n > 0, "%s: open, with details", b->name);
		int64_t done = effects(b, "resume");
		CHECK(done > 0 && done < 60);
		CHECK(slice_eq(v.details,
			slice_of(arena_printf(memory, "{\"done\":%lld,\"total\":60}", (long long)done))));
		start(b, 1);
		v = ended(b, "resume");
		CHECK_INT(v.state, JOB_COMPLETED);
		CHECK_INT(effects(b, "resume"), 60);
		CHECK_MSG(number(b, "SELECT tried FROM counters") == 60, "%s: no item was begun twice",
			b->name);
		CHECK_INT(number(b, "SELECT failures + losses FROM job_tasks WHERE job_id = 'resume' AND "
				    "step_no = 0"),
			0);
		stop(b);
	}
}

/* Another worker takes the task: the first one's step is told, and its report changes nothing. */
static void test_a_lost_attempt_is_dropped(void)
{
	EACH_BENCH(b)
	{
		struct err err = ERR_INIT;

		start(b, 1);
		submit(b, "lost", "Deaf", json_pack("{s:i}", "after_ms", 0));
		until_attempt(b, "lost", 1, false);
		MUST(store_exec(store_auto(b->s),
			STORE_SQL("UPDATE job_tasks SET attempt = attempt + 1, worker = 'another', wake_at = "
				  "wake_at + 100000 WHERE job_id = 'lost'"),
			NULL, &err));
		int64_t until = clock_mono_ms() + 20000;
		while (job_runner_stats(b->runner).lost == 0 && clock_left_ms(until))
			pause_ms(5);
		CHECK_INT(job_runner_stats(b->runner).lost, 1);
		CHECK_MSG(look(b, "lost").state == JOB_RUNNING, "%s: the other's job goes on", b->name);
		stop(b);
	}
}

/* The seam by hand: claims, leases, fences. */
static void test_leases_and_fences(void)
{
	EACH_BENCH(b)
	{
		const struct job_engine_ops *ops = b->engine->ops;
		struct cancel *no = cancel_new();
		struct job_attempt first = {.attempt = 0}, second = {.attempt = 0}, none;
		struct job_outcome ok = {.result = JOB_OK, .out = SLICE_LIT("1"), .msg = ""};
		struct err err = ERR_INIT;
		unsigned flags = 99;

		submit(b, "lease", "Wait", NULL);
		CHECK_INT(ops->claim(b->engine, memory, no, &first, &err), 1);
		CHECK_STR(first.job_id, "lease");
		CHECK_INT(first.attempt, 1);
		CHECK_INT(first.heartbeat_ms, 2000);
		MUST(ops->beat(b->engine, &first, SLICE_LIT("{\"at\":7}"), &flags, &err));
		CHECK_INT(flags, 0);
		int64_t before = clock_mono_ms();
		CHECK_INT(ops->claim(b->engine, memory, no, &none, &err), 0);
		CHECK_MSG(clock_mono_ms() - before >= JOB_POLL_MS / 2,
			"%s: nothing for others while it beats", b->name);
		int rc = 0;
		for (int i = 0; i < 5 && rc == 0; i++)
			rc = ops->claim(b->engine, memory, no, &second, &err);
		CHECK_MSG(rc == 1 && second.attempt == 2, "%s: the lease ended and another has it", b->name);
		CHECK_MSG(slice_eq(second.details, SLICE_LIT("{\"at\":7}")),
			"%s: with the details of the first", b->name);
		MUST(ops->beat(b->engine, &first, SLICE_LIT("{\"at\":8}"), &flags, &err));
		CHECK_INT(flags, JOB_BEAT_LOST);
		CHECK(ops->finish(b->engine, &first, &ok, &err) < 0 && err.code == ERR_NOT_FOUND);
		err_clear(&err);
		cancel(b, "lease");
		MUST(ops->beat(b->engine, &second, SLICE_LIT(""), &flags, &err));
		CHECK_INT(flags, JOB_BEAT_CANCEL);
		MUST(ops->finish(b->engine, &second, &ok, &err));
		CHECK(ops->finish(b->engine, &second, &ok, &err) < 0 && err.code == ERR_NOT_FOUND);
		err_clear(&err);
		struct job_view v = look(b, "lease");
		CHECK(v.state == JOB_COMPLETED && slice_eq(v.result, SLICE_LIT("1")) &&
			slice_eq(v.details, SLICE_LIT("{\"at\":7}")));
		cancel_set(no);
		before = clock_mono_ms();
		CHECK_INT(ops->claim(b->engine, memory, no, &none, &err), 0);
		CHECK_MSG(clock_mono_ms() - before < JOB_POLL_MS / 2, "%s: a stop ends the waiting", b->name);
		cancel_unref(no);
	}
}

/* Two servers share the work: two stores on PostgreSQL, two engines on the one store of SQLite. */
static void test_two_runners_share_the_work(void)
{
	enum { JOBS = 40, ITEMS = 4 };

	EACH_BENCH(b)
	{
		struct bench other = {.name = b->name, .s = b->s};
		struct err err = ERR_INIT;

		test_effects_init(b->s);
		if (b->of->opt.url)
			MUST(store_open(&b->of->opt, &other.s, &err));
		other.app.s = other.s;
		other.engine = job_local_new(other.s, &test_kinds);
		for (int i = 0; i < JOBS; i++)
			submit(b, arena_printf(memory, "share-%d", i), "Walk",
				json_pack("{s:i, s:i}", "n", ITEMS, "pause_ms", 1));
		start(b, 2);
		start(&other, 2);
		for (int i = 0; i < JOBS; i++)
			CHECK(ended(b, arena_printf(memory, "share-%d", i)).state == JOB_COMPLETED);
		struct job_runner_stats one = job_runner_stats(b->runner),
					two = job_runner_stats(other.runner);
		stop(b);
		stop(&other);
		CHECK_INT(one.completed + two.completed, 2 * JOBS);
		CHECK_MSG(one.completed > 0 && two.completed > 0, "%s: both worked (%llu and %llu)", b->name,
			(unsigned long long)one.completed, (unsigned long long)two.completed);
		CHECK_INT(one.lost + two.lost, 0);
		CHECK_INT(effects(b, "share-%"), JOBS * ITEMS);
		CHECK_MSG(number(b, "SELECT tried FROM counters") == JOBS * ITEMS,
			"%s: nothing was done twice", b->name);
		job_engine_free(other.engine);
		if (b->of->opt.url)
			store_close(other.s);
	}
}

/* A job whose next step this build lacks waits; one that kills its workers is given up. */
static void test_strange_tasks(void)
{
	EACH_BENCH(b)
	{
		struct err err = ERR_INIT;

		submit(b, "newer", "Echo", NULL);
		MUST(store_exec(store_auto(b->s),
			STORE_SQL("UPDATE job_tasks SET step = 'x', what = 'Echo.x' WHERE job_id = 'newer'"),
			NULL, &err));
		submit(b, "killer", "Wait", NULL);
		MUST(store_exec(store_auto(b->s),
			STORE_SQL("UPDATE job_tasks SET state = 1, worker = 'dead', wake_at = 1, losses = $1 "
				  "WHERE job_id = 'killer'",
				DB_V_INT(JOB_LOSSES_MAX)),
			NULL, &err));
		start(b, 1);
		struct job_view v = ended(b, "killer");
		CHECK_INT(v.state, JOB_FAILED);
		CHECK_STR(v.error, "the workers of step wait died 21 times");
		CHECK_MSG(look(b, "newer").state == JOB_QUEUED, "%s: waits for a build that knows its step",
			b->name);
		cancel(b, "newer");
		stop(b);
	}
}

/* After a crash the tasks of the dead process are free at once in a store that nobody shares. */
static void test_restart_frees_orphans(void)
{
	struct bench *b = &benches[0];
	struct err err = ERR_INIT;

	submit(b, "orphan", "Echo", NULL);
	MUST(store_exec(store_auto(b->s),
		STORE_SQL("UPDATE job_tasks SET state = 1, worker = 'dead', attempt = 1, wake_at = $1 WHERE "
			  "job_id = 'orphan'",
			DB_V_INT(clock_unix_ms() + 600000)),
		NULL, &err));
	job_engine_free(b->engine);
	b->engine = job_local_new(b->s, &test_kinds);
	start(b, 1);
	CHECK(ended(b, "orphan").state == JOB_COMPLETED);
	CHECK_INT(look(b, "orphan").attempt, 2);
	stop(b);
}

static void open_all(void)
{
	memory = arena_new();
	test_stores_open(&stores);
	for (size_t i = 0; i < stores.n; i++) {
		struct test_store *t = &stores.items[i];
		benches[i] = (struct bench){.name = t->name,
			.s = t->s,
			.app = {t->s},
			.engine = job_local_new(t->s, &test_kinds),
			.of = t};
		test_effects_init(t->s);
	}
	CHECK(stores.n >= 1);
}

static void close_all(void)
{
	for (size_t i = 0; i < stores.n; i++)
		job_engine_free(benches[i].engine);
	test_stores_close(&stores);
	arena_free(memory);
	CHECK(true);
}

TEST_MAIN(TEST(open_all), TEST(test_outcomes), TEST(test_requests), TEST(test_the_same_id_is_one_job),
	TEST(test_submit_in_a_transaction), TEST(test_cancels),
	TEST(test_a_stopped_worker_leaves_exact_details), TEST(test_a_lost_attempt_is_dropped),
	TEST(test_leases_and_fences), TEST(test_two_runners_share_the_work), TEST(test_strange_tasks),
	TEST(test_restart_frees_orphans), TEST(close_all))
