// SPDX-License-Identifier: Apache-2.0
/* askdb ask: a question about a database, answered here or by a server. */
#include "assistant/assistant.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "catalog/snapshot.h"
#include "cli/cli.h"
#include "cli/interrupt.h"
#include "cli/reply.h"
#include "cli/server.h"
#include "cli/target.h"
#include "json/read.h"

#include <time.h>

enum { TIMEOUT_MAX_S = 3600, REPAIRS_MAX = 2, PATH_TEXT_MAX = 128, FOLLOW_EVERY_MS = 300 };

static const char DEMO_SOURCE[] = "sample"; /* as a server started with --demo calls it */

struct asking {
	struct cli *cli;
	struct cancel *cancel;
	int64_t deadline_ms, limit_rows;
	bool wants_rows; /* the format shows them */
	struct reply reply;
};

/* Of the insights: Japanese where there is kana, Korean where there is Hangul, else English. */
static const char *language_of(const char *question)
{
	struct slice s = slice_of(question);
	for (size_t i = 0; i < s.n;) {
		uint32_t cp = utf8_next(s, &i);
		if (cp >= 0x3040 && cp <= 0x30ff)
			return "ja";
		if (cp >= 0xac00 && cp <= 0xd7a3)
			return "ko";
	}
	return "en";
}

static struct analysis_options analysis_for(const struct asking *q)
{
	struct analysis_options opt = ANALYSIS_OPTIONS_INIT;
	opt.limit_rows = (uint64_t)q->limit_rows;
	opt.deadline_ms = q->deadline_ms;
	opt.cancel = q->cancel;
	opt.language = language_of(q->reply.question);
	opt.title = q->reply.question;
	return opt;
}

/* --- here --- */

static void take_answer(struct asking *q, const struct assistant_answer *ans)
{
	struct reply *r = &q->reply;
	struct reply_choice *choices = ARENA_ARRAY(q->cli->a, struct reply_choice, ans->gen.n_choices);
	for (size_t i = 0; i < ans->gen.n_choices; i++)
		choices[i] = (struct reply_choice){ans->gen.choices[i].label, ans->gen.choices[i].question};
	r->sql = ans->sql;
	r->explanation = ans->gen.explanation;
	r->confidence = ans->gen.confidence;
	r->model = ans->model;
	r->message = ans->gen.message;
	r->choices = choices;
	r->n_choices = ans->gen.n_choices;
	r->assumptions = ans->gen.assumptions;
	r->n_assumptions = ans->gen.n_assumptions;
}

static int ask_target(struct asking *q, const struct target *t, struct err *err)
{
	struct assistant_answer answer = {0};
	struct assistant_request req = {
		.question = slice_of(q->reply.question),
		.cat = t->snapshot,
		.conn = t->conn,
		.max_repairs = REPAIRS_MAX,
		.cancel = q->cancel,
		.deadline_ms = q->deadline_ms,
		.a = q->cli->a,
	};
	if (assistant_ask(&req, &answer, err) < 0)
		return -1;
	take_answer(q, &answer);
	if (!answer.sql || !q->wants_rows)
		return 0;
	struct analysis_options opt = analysis_for(q);
	if (analysis_run(t->conn, t->dialect, slice_of(answer.sql), &opt, q->cli->a, &q->reply.result, err) <
		0)
		return -1;
	q->reply.has_result = true;
	return 0;
}

static int ask_here(struct asking *q, struct err *err)
{
	struct target t = {0};
	int rc = target_open(&t, q->cli, q->cancel, err);
	if (rc == 0)
		rc = ask_target(q, &t, err);
	target_close(&t);
	return rc;
}

/* --- by a server --- */

static const char *const *read_texts(struct arena *a, const json_t *list, size_t *n)
{
	const char **out = ARENA_ARRAY(a, const char *, json_array_size(list));
	*n = 0;
	for (size_t i = 0; i < json_array_size(list); i++) {
		const char *text = json_string_value(json_array_get(list, i));
		if (text)
			out[(*n)++] = text;
	}
	return out;
}

static void read_choices(struct asking *q, const json_t *list)
{
	struct reply_choice *out = ARENA_ARRAY(q->cli->a, struct reply_choice, json_array_size(list));
	for (size_t i = 0; i < json_array_size(list); i++) {
		const char *label = js_get_str(json_array_get(list, i), "label");
		const char *question = js_get_str(json_array_get(list, i), "question");
		if (label && question)
			out[q->reply.n_choices++] = (struct reply_choice){label, question};
	}
	q->reply.choices = out;
}

static void read_generation(struct asking *q, const json_t *doc)
{
	struct reply *r = &q->reply;
	r->sql = js_get_str(doc, "sql");
	r->explanation = js_get_str(doc, "explanation");
	r->confidence = json_number_value(json_object_get(doc, "confidence_score"));
	r->model = js_get_str(doc, "model");
	r->message = js_get_str(doc, "message");
	r->assumptions = read_texts(q->cli->a, json_object_get(doc, "assumptions"), &r->n_assumptions);
	read_choices(q, json_object_get(doc, "choices"));
}

/* Rows as objects become rows in the columns' order, which is what a result is restored from. */
static struct slice rows_in_order(struct arena *a, const json_t *columns, const json_t *data)
{
	json_t *rows = json_array();
	for (size_t i = 0; i < json_array_size(data); i++) {
		json_t *row = json_array();
		for (size_t j = 0; j < json_array_size(columns); j++) {
			const char *name = js_get_str(json_array_get(columns, j), "name");
			json_t *cell = name ? json_object_get(json_array_get(data, i), name) : NULL;
			json_array_append_new(row, cell ? json_incref(cell) : json_null());
		}
		json_array_append_new(rows, row);
	}
	struct slice text = js_dump(a, rows);
	json_decref(rows);
	return text;
}

/* Nobody waits for it any more: it is stopped; what has ended meanwhile stays as it is. Anything but our own end is err's. */
static void give_up(const struct server *s, const char *id, struct err *err)
{
	struct server alone = *s;
	struct err ignored = ERR_INIT;
	json_t *nothing;

	if (err->code != ERR_TIMEOUT && err->code != ERR_CANCELLED)
		return;
	alone.cancel = NULL;
	alone.deadline_ms = 0;
	err_ignore(server_call(&alone, "DELETE", arena_printf(s->a, "/data-analysis/executions/%s", id), NULL,
		&nothing, &ignored));
	if (err->code == ERR_CANCELLED)
		return;
	err_clear(err);
	err_ignore(err_set(err, ERR_TIMEOUT, "the query did not end in time and was stopped: see --timeout"));
}

/* A statement that takes long goes on in the server: look until it has ended, stop it when our time is over. */
static int follow_result(const struct server *s, json_t **doc, struct err *err)
{
	const struct timespec pause = {.tv_nsec = FOLLOW_EVERY_MS * 1000000L};
	const char *status = js_get_str(*doc, "status"), *id = js_get_str(*doc, "id");

	while (id && status && str_eq(status, "running")) {
		clock_nanosleep(CLOCK_MONOTONIC, 0, &pause, NULL);
		const char *path =
			arena_printf(s->a, "/data-analysis/results/%s?limit=%d", id, RESULT_ROWS_MAX);
		if (server_call(s, "GET", path, NULL, doc, err) < 0) {
			give_up(s, id, err);
			return -1;
		}
		status = js_get_str(*doc, "status");
	}
	if (!status || str_eq(status, "completed"))
		return 0;
	const char *why = js_get_str(*doc, "error");
	return err_set(err, ERR_UPSTREAM, "the query %s: %s", status, why ? why : "");
}

static int fetch_result(struct asking *q, const struct server *s, const char *id, struct err *err)
{
	json_t *doc;
	json_t *body = json_pack("{s:s, s:s, s:{s:I}}", "sql", q->reply.sql, "data_source_id", id,
		"analysis_options", "limit_rows", (json_int_t)q->limit_rows);
	int rc = server_call(s, "POST", "/data-analysis/execute", body, &doc, err);
	json_decref(body);
	if (rc < 0 || follow_result(s, &doc, err) < 0)
		return -1;
	const json_t *columns = json_object_get(doc, "columns"), *data = json_object_get(doc, "data");
	if (!json_is_array(columns) || !json_is_array(data))
		return err_set(err, ERR_UPSTREAM, "the server answered something else than rows");
	struct analysis_options opt = analysis_for(q);
	if (analysis_restore(q->cli->a, slice_of(q->reply.sql), js_dump(q->cli->a, columns),
		    rows_in_order(q->cli->a, columns, data), &opt, &q->reply.result, err) < 0)
		return -1;
	q->reply.result.ms = js_get_int(doc, "execution_time_ms", 0);
	q->reply.result.cut_reason = js_get_str(doc, "truncated_reason");
	q->reply.has_result = true;
	return 0;
}

static int ask_server(struct asking *q, const struct server *s, struct err *err)
{
	const char *source = target_source(q->cli), *id = NULL;
	json_t *doc;
	if (server_source_id(s, source ? source : DEMO_SOURCE, &id, err) < 0)
		return -1;
	json_t *body = json_pack("{s:s, s:s}", "query", q->reply.question, "data_source_id", id);
	int rc = server_call(s, "POST", "/sql-assistant/generate", body, &doc, err);
	json_decref(body);
	if (rc < 0)
		return -1;
	read_generation(q, doc);
	return q->reply.sql && q->wants_rows ? fetch_result(q, s, id, err) : 0;
}

int cli_ask(struct cli *cli)
{
	struct err err = ERR_INIT;
	struct server server;
	int64_t timeout_s = QUERY_TIMEOUT_MS / 1000;
	const char *format = cli_value(cli, "format");
	struct asking q = {.cli = cli, .limit_rows = RESULT_ROWS_MAX, .reply.question = cli->args[0]};
	if (cli_int(cli, "rows", 1, RESULT_ROWS_MAX, &q.limit_rows, &err) < 0 ||
		cli_int(cli, "timeout", 1, TIMEOUT_MAX_S, &timeout_s, &err) < 0)
		return cli_usage(cli, "%s", err.msg);
	bool remote = server_from(cli, &server);
	if (!target_source(cli) && !cli_has(cli, "demo"))
		return cli_usage(cli,
			"which database? --source FILE, --source postgres://..., or --demo for the sample");
	if (interrupt_watch(&q.cancel, &err) < 0)
		return cli_fail(cli, &err);
	q.deadline_ms = clock_mono_ms() + timeout_s * 1000;
	q.wants_rows = !(format && str_eq(format, "sql")) || cli_has(cli, "json");
	server.cancel = q.cancel;
	server.deadline_ms = q.deadline_ms;
	int rc = remote ? ask_server(&q, &server, &err) : ask_here(&q, &err);
	return rc < 0 ? cli_fail(cli, &err) : reply_print(cli, &q.reply);
}
