// SPDX-License-Identifier: Apache-2.0
/*
 * kill -9 at random moments. A victim (this program again, started with ASKDB_KILL_FD set) opens the store, runs jobs,
 * submits more of them, writes rows, and tells through a pipe what was acknowledged; then it dies. In the end everything
 * acknowledged is there, every job has ended well, and each item's effect was counted exactly once.
 */
#include "test.h"

#include "../store/stores.h"
#include "job_kinds.h"

#include "base/clock.h"
#include "base/hash.h"
#include "base/num.h"
#include "base/vec.h"
#include "jobs/local.h"
#include "jobs/runner.h"
#include "json/read.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
	KILLS_SQLITE = 100,
	KILLS_POSTGRES = 12,
	JOBS_A_ROUND = 2,
	ITEMS = 8,
	DELAY_MIN_MS = 10,
	DELAY_MAX_MS = 250,
	OPEN_WAIT_MS = 30000
};

enum ack_kind { ACK_OPENED, ACK_ROW, ACK_JOB };

/* What a victim acknowledges: less than PIPE_BUF bytes, so a record is whole or absent. */
struct ack {
	enum ack_kind what;
	int64_t number;
};

static struct test_stores stores;
static struct arena *memory;

static void pause_ms(int64_t ms)
{
	struct timespec t = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};

	nanosleep(&t, NULL);
}

/* The victim. */

static void tell(int fd, enum ack_kind what, int64_t number)
{
	struct ack a;

	memset(&a, 0, sizeof a);
	a.what = what;
	a.number = number;
	if (write(fd, &a, sizeof a) != sizeof a)
		_exit(3);
}

static int64_t env_number(const char *name)
{
	int64_t n = -1;

	return num_parse_i64(slice_of(getenv(name)), 0, INT64_MAX, &n) ? n : -1;
}

static void be_victim(void)
{
	struct store_options opt = {.dir = getenv("ASKDB_KILL_DIR"), .url = getenv("ASKDB_KILL_URL")};
	int fd = (int)env_number("ASKDB_KILL_FD");
	int64_t round = env_number("ASKDB_KILL_ROUND");
	struct store *s = NULL;
	struct job_runner *runner = NULL;
	struct err err = ERR_INIT;

	MUST(store_open(&opt, &s, &err));
	tell(fd, ACK_OPENED, round);
	struct test_app app = {s};
	struct job_engine *e = job_local_new(s, &test_kinds);
	MUST(job_runner_start(e, &(struct job_runner_options){.slots = 2, .app = &app}, &runner, &err));
	for (int64_t i = 0;; i++) {
		int64_t number = round * 1000000 + i;
		char id[32];
		MUST(store_exec(store_auto(s),
			STORE_SQL("INSERT INTO kept (id) VALUES ($1)", DB_V_INT(number)), NULL, &err));
		tell(fd, ACK_ROW, number);
		if (i < JOBS_A_ROUND) {
			json_t *args = json_pack("{s:i, s:i}", "n", ITEMS, "pause_ms", 2);
			snprintf(id, sizeof id, "kill-%lld", (long long)number);
			MUST(job_submit(
				e, &(struct job_request){.id = id, .kind = "Walk", .args = args}, &err));
			json_decref(args);
			tell(fd, ACK_JOB, number);
		}
		pause_ms(1);
	}
}

static void set_env(const char *name, int64_t n)
{
	char text[32];

	snprintf(text, sizeof text, "%lld", (long long)n);
	setenv(name, text, 1);
}

static pid_t start_victim(const struct test_store *t, int round, int fd)
{
	pid_t pid = fork();

	if (pid)
		return pid;
	set_env("ASKDB_KILL_FD", fd);
	set_env("ASKDB_KILL_ROUND", round);
	if (t->opt.url)
		setenv("ASKDB_KILL_URL", t->opt.url, 1);
	else
		setenv("ASKDB_KILL_DIR", t->opt.dir, 1);
	execl("/proc/self/exe", "victim", (char *)NULL);
	_exit(4);
}

/* The one who kills. */

struct tally {
	struct {
		int64_t *items;
		size_t n, cap;
	} rows, jobs;
	size_t opened, early;
};

static void keep(struct tally *all, const struct ack *a)
{
	if (a->what == ACK_OPENED)
		all->opened++;
	else if (a->what == ACK_ROW)
		vec_push(&all->rows, memory, a->number);
	else
		vec_push(&all->jobs, memory, a->number);
}

/* Every other victim is let open the store first, however slow the machine; the rest die anywhere. */
static void let_open(int fd, int round, struct tally *all)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};
	struct ack a;

	if (round % 2 && poll(&p, 1, OPEN_WAIT_MS) == 1 && read(fd, &a, sizeof a) == sizeof a)
		keep(all, &a);
}

static void one_round(const struct test_store *t, int round, struct tally *all)
{
	int fds[2], status;
	struct ack a;
	uint32_t dice;

	if (pipe(fds) < 0)
		abort();
	fcntl(fds[0], F_SETFD, FD_CLOEXEC);
	pid_t pid = start_victim(t, round, fds[1]);
	close(fds[1]);
	let_open(fds[0], round, all);
	hash_random(&dice, sizeof dice);
	pause_ms(DELAY_MIN_MS + dice % (DELAY_MAX_MS - DELAY_MIN_MS));
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	all->early += !WIFSIGNALED(status); /* it ended by itself: it could not open or write */
	while (read(fds[0], &a, sizeof a) == sizeof a)
		keep(all, &a);
	close(fds[0]);
}

static int64_t number(struct store *s, const char *sql)
{
	struct store_rows rows;
	struct err err = ERR_INIT;

	MUST(store_fetch(store_auto(s), memory, STORE_SQL(sql), &rows, &err));
	return store_int(&rows, 0, 0);
}

static size_t count_lost_rows(struct store *s, const struct tally *all)
{
	size_t lost = 0;

	for (size_t i = 0; i < all->rows.n; i++) {
		struct store_rows rows;
		struct err err = ERR_INIT;
		MUST(store_fetch(store_auto(s), memory,
			STORE_SQL("SELECT 1 FROM kept WHERE id = $1", DB_V_INT(all->rows.items[i])), &rows,
			&err));
		lost += rows.n != 1;
	}
	return lost;
}

static void finish_jobs(struct test_store *t, const struct tally *all)
{
	struct test_app app = {t->s};
	CLEANUP(job_engine_free_ptr) struct job_engine *e = job_local_new(t->s, &test_kinds);
	struct job_runner *runner = NULL;
	struct err err = ERR_INIT;
	size_t bad = 0;

	MUST(job_runner_start(e, &(struct job_runner_options){.slots = 4, .app = &app}, &runner, &err));
	int64_t until = clock_mono_ms() + 120000;
	while (number(t->s, "SELECT count(*) FROM jobs WHERE state < 2") && clock_left_ms(until))
		pause_ms(20);
	job_runner_stop(runner);
	for (size_t i = 0; i < all->jobs.n; i++) {
		struct job_view v;
		MUST(job_get(e, memory, arena_printf(memory, "kill-%lld", (long long)all->jobs.items[i]), &v,
			&err));
		bad += v.state != JOB_COMPLETED;
	}
	CHECK_MSG(bad == 0, "%s: each of %zu acknowledged jobs is completed", t->name, all->jobs.n);
}

static void kill_all_day(struct test_store *t, int kills)
{
	struct tally all = {.opened = 0};
	struct err err = ERR_INIT;

	MUST(store_exec(store_auto(t->s), STORE_SQL("CREATE TABLE kept (id BIGINT NOT NULL PRIMARY KEY)"),
		NULL, &err));
	test_effects_init(t->s);
	store_close(t->s);
	for (int round = 1; round <= kills; round++)
		one_round(t, round, &all);
	t->s = NULL;
	MUST(store_open(&t->opt, &t->s, &err));
	finish_jobs(t, &all);
	int64_t jobs = number(t->s, "SELECT count(*) FROM jobs"),
		done = number(t->s, "SELECT done FROM counters");
	int64_t tried = number(t->s, "SELECT tried FROM counters"),
		attempts = number(t->s, "SELECT sum(attempt) FROM job_tasks");
	printf("# %s: %d kills, %zu victims had opened, %zu rows and %zu jobs acknowledged, %lld jobs, %lld "
	       "attempts at %lld tasks, "
	       "%lld items done, %lld tried\n",
		t->name, kills, all.opened, all.rows.n, all.jobs.n, (long long)jobs, (long long)attempts,
		(long long)number(t->s, "SELECT count(*) FROM job_tasks"), (long long)done, (long long)tried);
	CHECK_MSG(all.early == 0, "%s: no victim failed by itself", t->name);
	CHECK_MSG(all.opened >= (size_t)kills / 2 && all.rows.n > (size_t)kills, "%s: the victims worked",
		t->name);
	CHECK_MSG(count_lost_rows(t->s, &all) == 0, "%s: none of %zu acknowledged rows is lost", t->name,
		all.rows.n);
	CHECK_INT(number(t->s, "SELECT count(*) FROM jobs WHERE state <> 2"), 0);
	CHECK_INT(number(t->s, "SELECT count(*) FROM job_tasks WHERE state <> 2 OR wake_at IS NOT NULL"), 0);
	CHECK_INT(number(t->s, "SELECT count(*) FROM effects"), jobs * ITEMS);
	CHECK_MSG(done == jobs * ITEMS, "%s: each effect was counted exactly once", t->name);
}

static void test_kills(void)
{
	if (getenv("ASKDB_KILL_FD"))
		be_victim();
	memory = arena_new();
	test_stores_open(&stores);
	kill_all_day(&stores.items[0], KILLS_SQLITE);
	if (stores.n == 2)
		kill_all_day(&stores.items[1], KILLS_POSTGRES);
	test_stores_close(&stores);
	arena_free(memory);
}

TEST_MAIN(TEST(test_kills))
