// SPDX-License-Identifier: Apache-2.0
/*
 * The pipeline with a scripted generator over a real SQLite file: what passes, what each step does when it fails, what
 * the listener hears, and that nothing a generator wrote gets past the guard.
 */
#include "test.h"

#include "assistant/assistant.h"
#include "base/arena.h"
#include "base/cancel.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/vec.h"
#include "catalog/snapshot.h"
#include "db/driver.h"

#include <unistd.h>

static char path[64];
static struct db_conn *conn;
static struct cat_snapshot *cat;

/* What the fake generator does: it answers with sql and the alternatives, or fails with the error. */
struct script {
	struct generator g;
	const char *sql;
	const char *const *alternatives;
	size_t n_alternatives;
	enum err_code fail;
	const char *try_first;       /* give this to `try` before answering */
	const char *delta;           /* stream this before answering */
	struct cancel *cancel_while; /* set this while generating */
	struct gen_trial tried;
	size_t n_tables_seen, n_docs_seen, n_calls;
};

static int scripted(
	const struct generator *g, const struct gen_request *req, struct gen_answer *out, struct err *err)
{
	struct script *s = (struct script *)(uintptr_t)g;

	s->n_calls++;
	s->n_tables_seen = req->n_tables;
	s->n_docs_seen = req->n_docs;
	if (s->cancel_while)
		cancel_set(s->cancel_while);
	if (s->fail)
		return err_set(err, s->fail, "the scripted failure");
	if (s->try_first && req->try)
		req->try(req->try_ctx, s->try_first, &s->tried);
	if (s->delta)
		err_ignore(req->on_delta(req->delta_ctx, slice_of(s->delta)));
	*out = (struct gen_answer){.sql = s->sql, .explanation = "what it does", .confidence = 0.8};
	out->alternatives = s->alternatives;
	out->n_alternatives = s->n_alternatives;
	return 0;
}

#define SCRIPT(...) ((struct script){.g = {.name = "scripted", .generate = scripted}, __VA_ARGS__})

/* What the listener hears, as text: "understand retrieve generate check try" and the SQL pieces put together. */
struct heard {
	struct str stages, sql;
	struct cancel *cancel_at_try;
};

static void on_stage(void *ctx, enum assistant_stage stage, bool done, int64_t ms, const char *detail)
{
	struct heard *h = ctx;

	(void)ms;
	(void)detail;
	if (done)
		return;
	str_addf(&h->stages, "%s%s", h->stages.n ? " " : "", assistant_stage_name(stage));
	if (stage == STAGE_TRY && h->cancel_at_try)
		cancel_set(h->cancel_at_try);
}

static void on_chunk(void *ctx, struct slice piece)
{
	struct heard *h = ctx;

	str_add(&h->sql, piece.p, piece.n);
}

struct asking {
	struct arena *a;
	struct script *script;
	struct assistant_request req;
	struct assistant_answer answer;
	struct heard heard;
	struct err err;
};

static void asking_init(struct asking *k, struct script *script)
{
	*k = (struct asking){.a = arena_new(),
		.script = script,
		.heard = {STR_INIT(4096), STR_INIT(65536), NULL},
		.err = ERR_INIT};
	k->req = (struct assistant_request){.question = SLICE_LIT("How many artists are there?"),
		.cat = cat,
		.conn = conn,
		.generator = &script->g,
		.max_repairs = 2,
		.a = k->a};
}

static int ask(struct asking *k)
{
	k->req.listener = (struct assistant_listener){&k->heard, on_stage, on_chunk};
	return assistant_ask(&k->req, &k->answer, &k->err);
}

static void asking_done(struct asking *k)
{
	str_free(&k->heard.stages);
	str_free(&k->heard.sql);
	arena_free(k->a);
}

/* The file and what SQLite keeps beside it. */
static void remove_db(void)
{
	static const char *const endings[] = {"", "-wal", "-shm"};
	char name[sizeof path + 8];

	for (size_t i = 0; i < ARRAY_LEN(endings); i++) {
		snprintf(name, sizeof name, "%s%s", path, endings[i]);
		unlink(name);
	}
}

static void test_make(void)
{
	static const char *const statements[] = {
		"CREATE TABLE Artist (ArtistId INTEGER PRIMARY KEY, Name TEXT)",
		"CREATE TABLE Album (AlbumId INTEGER PRIMARY KEY, Title TEXT, ArtistId INTEGER REFERENCES "
		"Artist(ArtistId))",
		"CREATE TABLE Track (TrackId INTEGER PRIMARY KEY, Name TEXT, AlbumId INTEGER REFERENCES "
		"Album(AlbumId), Price REAL, "
		"Added DATE)",
		"INSERT INTO Artist VALUES (1, 'AC/DC'), (2, 'Accept'), (3, 'Aerosmith')",
		"INSERT INTO Album VALUES (1, 'Let There Be Rock', 1), (2, 'Balls to the Wall', 2)",
		"INSERT INTO Track VALUES (1, 'Go Down', 1, 0.99, '2024-01-01'), (2, 'Fast', 2, 1.29, "
		"'2024-02-01')",
	};
	static const struct cat_doc docs[] = {
		{.kind = CAT_DOC_EXAMPLE,
			.text = "List all artists",
			.question = "List all artists",
			.sql = "SELECT Name FROM Artist"},
		{.kind = CAT_DOC_EXAMPLE,
			.text = "曲を一覧",
			.question = "曲を一覧",
			.sql = "SELECT Name FROM Track"},
	};
	struct db_options opt = {.path = path, .writable = true, .create = true};
	struct err err = ERR_INIT;
	struct db_conn *w = NULL;

	snprintf(path, sizeof path, "/tmp/askdb-ask-%d.db", (int)getpid());
	unlink(path);
	CHECK_INT(db_open(db_driver_find("sqlite"), &opt, &w, &err), 0);
	for (size_t i = 0; i < ARRAY_LEN(statements); i++)
		CHECK_INT(db_exec(w, statements[i], NULL, 0, &err), 0);
	db_close(w);
	opt.writable = opt.create = false;
	CHECK_INT(db_open(db_driver_find("sqlite"), &opt, &conn, &err), 0);
	CHECK_INT(cat_snapshot_from_conn(conn, docs, 2, NULL, NULL, &cat, &err), 0);
}

static void test_a_good_answer(void)
{
	struct script s = SCRIPT(.sql = "select count(*) from Artist;");
	struct asking k;

	asking_init(&k, &s);
	CHECK_INT(ask(&k), 0);
	CHECK_STR(k.heard.stages.buf, "understand retrieve generate check try");
	CHECK(k.answer.sql && strstr(k.answer.sql, "SELECT") && strstr(k.answer.sql, "Artist"));
	CHECK_STR(k.heard.sql.buf, k.answer.sql);
	CHECK(k.answer.validation.is_valid && k.answer.validation.n_suggestions == 0);
	CHECK_INT(k.answer.trial_rows, 1);
	CHECK_INT(k.answer.gen.repairs, 0);
	CHECK_STR(k.answer.model, "scripted");
	CHECK(k.answer.gen.confidence == 0.8);
	CHECK(k.answer.n_tables == 3 && s.n_tables_seen == 3);
	CHECK_STR(k.answer.tables[0].name, "Artist");
	CHECK(k.answer.tables[0].used && !k.answer.tables[1].used && !k.answer.tables[2].used);
	CHECK(strstr(k.answer.tables[0].why, "artist") != NULL);
	asking_done(&k);
}

static void test_near_names_are_corrected(void)
{
	struct script s = SCRIPT(.sql = "SELECT Nme FROM Artists");
	struct asking k;

	asking_init(&k, &s);
	CHECK_INT(ask(&k), 0);
	CHECK(k.answer.sql && strstr(k.answer.sql, "Name") && strstr(k.answer.sql, "Artist") &&
		!strstr(k.answer.sql, "Artists"));
	CHECK(k.answer.validation.n_suggestions == 1);
	CHECK_INT(k.answer.trial_rows, 3);
	CHECK_INT(k.answer.gen.repairs, 0);
	asking_done(&k);
}

static const struct {
	const char *sql;
	bool is_security;
} refused[] = {
	{"DELETE FROM Artist", true},
	{"SELECT 1; DROP TABLE Artist", true},
	{"SELECT load_extension('x')", true},
	{"ATTACH 'x.db' AS x", true},
	{"PRAGMA writable_schema = 1", true},
	{"I cannot answer that.", true},
	{"SELECT FROM WHERE", false},
};

static void test_the_guard_refuses_what_a_generator_wrote(void)
{
	for (size_t i = 0; i < ARRAY_LEN(refused); i++) {
		struct script s = SCRIPT(.sql = refused[i].sql, .try_first = refused[i].sql);
		struct asking k;

		asking_init(&k, &s);
		CHECK_INT(ask(&k), 0);
		CHECK_MSG(!k.answer.sql && !k.answer.gen.sql, "no SQL for: %s", refused[i].sql);
		CHECK(!s.tried.ok && s.tried.error);
		CHECK(!k.answer.validation.is_valid && k.answer.gen.message);
		CHECK_MSG((k.answer.validation.n_security_issues == 1) == refused[i].is_security,
			"kind of: %s", refused[i].sql);
		CHECK_STR(k.heard.stages.buf, "understand retrieve generate check");
		CHECK(k.heard.sql.n == 0 && k.answer.gen.confidence == 0);
		asking_done(&k);
	}
}

static void test_the_next_candidate_is_taken(void)
{
	static const char *const others[] = {
		"SELECT no_such_function(1) FROM Artist", "SELECT Name FROM Artist"};
	struct script s = SCRIPT(.sql = "DELETE FROM Artist", .alternatives = others, .n_alternatives = 2);
	struct asking k;

	asking_init(&k, &s);
	CHECK_INT(ask(&k), 0);
	CHECK(k.answer.sql && strstr(k.answer.sql, "Name"));
	CHECK_INT(k.answer.gen.repairs, 2);
	CHECK(k.answer.gen.confidence < 0.4 && !k.answer.gen.explanation);
	asking_done(&k);

	asking_init(&k, &s);
	k.req.max_repairs = 1;
	CHECK_INT(ask(&k), 0);
	CHECK(!k.answer.sql && k.answer.gen.message);
	asking_done(&k);
}

static void test_a_trial_that_fails(void)
{
	/* Passes the guard and the binder; only the database knows that the subquery has two columns. */
	struct script s =
		SCRIPT(.sql = "SELECT Name FROM Artist WHERE ArtistId = (SELECT ArtistId, Title FROM Album)");
	struct asking k;

	asking_init(&k, &s);
	CHECK_INT(ask(&k), 0);
	CHECK(!k.answer.sql && k.answer.validation.n_syntax_errors == 1);
	CHECK_MSG(strstr(k.answer.validation.syntax_errors[0], "misused"), "the database's own words: %s",
		k.answer.validation.syntax_errors[0]);
	asking_done(&k);

	asking_init(&k, &s);
	k.req.conn = NULL; /* nothing to try on: the text has to do */
	CHECK_INT(ask(&k), 0);
	CHECK(k.answer.sql != NULL);
	CHECK_STR(k.heard.stages.buf, "understand retrieve generate check");
	asking_done(&k);
}

static void test_slow_is_not_wrong(void)
{
	struct script s = SCRIPT(.sql = "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n) "
					"SELECT max(i) FROM n");
	struct asking k;
	int64_t start = clock_mono_ms();

	asking_init(&k, &s);
	CHECK_INT(ask(&k), 0);
	CHECK(k.answer.sql && k.answer.validation.is_valid && k.answer.validation.n_suggestions == 1);
	CHECK(clock_mono_ms() - start < 3 * TRY_TIMEOUT_MS);
	asking_done(&k);
}

static void test_abstaining_is_success(void)
{
	struct script s = SCRIPT(.sql = NULL);
	struct asking k;

	asking_init(&k, &s);
	CHECK_INT(ask(&k), 0);
	CHECK(!k.answer.sql && !k.answer.validation.is_valid && k.answer.validation.n_syntax_errors == 0);
	asking_done(&k);
}

static void test_a_generator_that_fails(void)
{
	struct script s = SCRIPT(.fail = ERR_UPSTREAM);
	struct asking k;

	asking_init(&k, &s);
	k.answer.ms = -7;
	CHECK_INT(ask(&k), -1);
	CHECK_INT(k.err.code, ERR_UPSTREAM);
	CHECK_INT(k.answer.ms, -7);
	asking_done(&k);
}

static void test_questions_that_are_none(void)
{
	static char long_one[QUESTION_MAX + 2];
	struct script s = SCRIPT(.sql = "SELECT 1");
	struct slice questions[] = {
		SLICE_LIT(""), SLICE_LIT(" \n\t"), {long_one, sizeof long_one - 1}, SLICE_LIT("caf\xE9")};

	memset(long_one, 'x', sizeof long_one - 1);
	for (size_t i = 0; i < ARRAY_LEN(questions); i++) {
		struct asking k;

		asking_init(&k, &s);
		k.req.question = questions[i];
		CHECK_INT(ask(&k), -1);
		CHECK_INT(k.err.code, ERR_INVALID);
		asking_done(&k);
	}
	CHECK_INT(s.n_calls, 0);
}

static void test_cancel_and_deadline(void)
{
	struct script s = SCRIPT(.sql = "SELECT Name FROM Artist");
	struct cancel *c = cancel_new();
	struct asking k;

	asking_init(&k, &s);
	k.req.cancel = s.cancel_while = c;
	CHECK_INT(ask(&k), -1);
	CHECK_INT(k.err.code, ERR_CANCELLED);
	asking_done(&k);
	cancel_unref(c);

	s.cancel_while = NULL;
	c = cancel_new();
	asking_init(&k, &s);
	k.req.cancel = k.heard.cancel_at_try = c;
	CHECK_INT(ask(&k), -1);
	CHECK_INT(k.err.code, ERR_CANCELLED);
	asking_done(&k);
	cancel_unref(c);

	asking_init(&k, &s);
	k.req.deadline_ms = clock_mono_ms() - 1;
	CHECK_INT(ask(&k), -1);
	CHECK_INT(k.err.code, ERR_TIMEOUT);
	asking_done(&k);
}

static void test_the_generator_may_try_and_stream(void)
{
	struct script s = SCRIPT(.sql = "SELECT Name FROM Artist", .try_first = "SELECT Name FROM Artist",
		.delta = "SELECT ...");
	struct asking k;

	asking_init(&k, &s);
	CHECK_INT(ask(&k), 0);
	CHECK(s.tried.ok && s.tried.n_rows == 3 && s.tried.n_columns == 1 && !s.tried.all_null);
	CHECK_STR(k.heard.sql.buf, "SELECT ..."); /* what it streamed is not sent twice */
	asking_done(&k);
}

static void test_only_the_selected_tables(void)
{
	static const uint32_t only[] = {1};
	struct script s = SCRIPT(.sql = "SELECT 1");
	struct asking k;

	asking_init(&k, &s);
	k.req.only_tables = only;
	k.req.n_only_tables = 1;
	CHECK_INT(ask(&k), 0);
	CHECK_INT(s.n_tables_seen, 1);
	asking_done(&k);
}

static const struct {
	const char *sql;
	bool valid;
	size_t syntax, security, suggestions_at_least;
} verdicts[] = {
	{"SELECT Name FROM Artist", true, 0, 0, 0},
	{"SELECT Name FROM Artst", false, 1, 0, 1},
	{"SELECT FROM WHERE", false, 1, 0, 0},
	{"UPDATE Artist SET Name = 'x'", false, 0, 1, 0},
	{"SELECT 'DROP TABLE Artist'", true, 0, 0, 0},
};

static void test_validate(void)
{
	for (size_t i = 0; i < ARRAY_LEN(verdicts); i++) {
		CLEANUP(arena_free_ptr) struct arena *a = arena_new();
		struct assistant_validation v;

		assistant_validate(SQL_SQLITE, slice_of(verdicts[i].sql), cat, a, &v);
		CHECK_MSG(v.is_valid == verdicts[i].valid && v.n_syntax_errors == verdicts[i].syntax &&
				  v.n_security_issues == verdicts[i].security &&
				  v.n_suggestions >= verdicts[i].suggestions_at_least,
			"%s", verdicts[i].sql);
	}
}

static const struct {
	const char *language, *first, *has;
} suggestions[] = {
	{"en", "List all artists", "How many albums does each artist have?"},
	{"ja", "曲を一覧", "Trackは何件ありますか？"},
	{"ko", NULL, "Track은(는) 몇 개인가요?"},
};

static void test_suggest(void)
{
	for (size_t i = 0; i < ARRAY_LEN(suggestions); i++) {
		CLEANUP(arena_free_ptr) struct arena *a = arena_new();
		size_t n;
		const char *const *list = assistant_suggest(cat, suggestions[i].language, 20, a, &n);
		bool has = false;

		CHECK(n >= 4 && n <= 20);
		if (suggestions[i].first)
			CHECK_STR(list[0], suggestions[i].first);
		for (size_t k = 0; k < n; k++) {
			has = has || strcmp(list[k], suggestions[i].has) == 0 ||
			      (i > 0 && strstr(list[k], i == 1 ? "件ありますか" : "몇 개인가요"));
			CHECK(!strchr(list[k], '{'));
			for (size_t j = 0; j < k; j++)
				CHECK(strcmp(list[k], list[j]) != 0);
		}
		CHECK_MSG(has, "%s: %s", suggestions[i].language, suggestions[i].has);
	}
}

static void test_end(void)
{
	db_close(conn);
	cat_snapshot_unref(cat);
	remove_db();
	CHECK(access(path, F_OK) != 0);
}

TEST_MAIN(TEST(test_make), TEST(test_a_good_answer), TEST(test_near_names_are_corrected),
	TEST(test_the_guard_refuses_what_a_generator_wrote), TEST(test_the_next_candidate_is_taken),
	TEST(test_a_trial_that_fails), TEST(test_slow_is_not_wrong), TEST(test_abstaining_is_success),
	TEST(test_a_generator_that_fails), TEST(test_questions_that_are_none), TEST(test_cancel_and_deadline),
	TEST(test_the_generator_may_try_and_stream), TEST(test_only_the_selected_tables), TEST(test_validate),
	TEST(test_suggest), TEST(test_end))
