// SPDX-License-Identifier: Apache-2.0
/*
 * See reply.h. What stands on stderr after a table is itself SQL: the statement, then comments, so that both can be
 * copied together.
 */
#include "cli/reply.h"

#include "base/limits.h"
#include "cli/cli.h"
#include "cli/table.h"
#include "json/writer.h"

#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { REPLY_JSON_MAX = RESULT_BYTES_MAX * 4, INSIGHTS_SHOWN = 2, CELL_WIDTH_MIN = 24 };

static const char *wanted_format(const struct cli *cli)
{
	const char *format = cli_value(cli, "format");
	return cli_has(cli, "json") ? "json" : format ? format : "table";
}

/* A terminal shows cells of at most half its width; a pipe gets them whole. */
static size_t cell_width(void)
{
	struct winsize size;
	if (!isatty(STDOUT_FILENO) || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) < 0 || size.ws_col == 0)
		return 0;
	return MAX((size_t)size.ws_col / 2, (size_t)CELL_WIDTH_MIN);
}

static void print_table(const struct cli *cli, const struct analysis_result *res)
{
	struct table_style style = {.color = cli_has_color(stdout), .cell_width = cell_width()};
	struct table_data data = {res->columns, res->n_columns, res->rows, res->n_rows};
	table_print(stdout, &data, &style, cli->a);
}

static void write_texts(struct js_writer *w, const char *key, const char *const *items, size_t n)
{
	js_key(w, key);
	js_arr(w);
	for (size_t i = 0; i < n; i++)
		js_str(w, items[i]);
	js_arr_end(w);
}

static const char *message_of(const struct reply *r)
{
	return r->message && r->message[0]
		       ? r->message
		       : "This question could not be understood well enough to answer it; try the "
			 "names of tables and columns, or shorter words.";
}

static void write_choices(struct js_writer *w, const struct reply *r)
{
	js_key(w, "choices");
	js_arr(w);
	for (size_t i = 0; i < r->n_choices; i++) {
		js_obj(w);
		js_kv_str(w, "label", r->choices[i].label);
		js_kv_str(w, "question", r->choices[i].question);
		js_obj_end(w);
	}
	js_arr_end(w);
}

static void write_json(struct js_writer *w, const struct reply *r)
{
	js_obj(w);
	js_kv_str(w, "question", r->question);
	if (!r->has_result)
		js_kv_str(w, "sql", r->sql);
	js_kv_str(w, "explanation", r->explanation);
	js_kv_num(w, "confidence_score", r->confidence);
	js_kv_str(w, "model", r->model);
	write_texts(w, "assumptions", r->assumptions, r->n_assumptions);
	if (!r->sql) {
		js_kv_str(w, "message", message_of(r));
		write_choices(w, r);
	}
	if (r->has_result)
		analysis_write_members(w, &r->result);
	js_obj_end(w);
}

static int print_json(const struct cli *cli, const struct reply *r)
{
	struct err err = ERR_INIT;
	struct str text = STR_INIT(REPLY_JSON_MAX);
	struct js_writer w = JS_WRITER(&text);
	write_json(&w, r);
	int rc = str_check(&text, "the answer", &err);
	if (rc == 0) {
		fwrite(text.buf, 1, text.n, stdout);
		fputc('\n', stdout);
	}
	str_free(&text);
	return rc < 0 ? cli_fail(cli, &err) : r->sql ? CLI_OK : CLI_NO_ANSWER;
}

static int print_csv(const struct cli *cli, const struct analysis_result *res)
{
	struct err err = ERR_INIT;
	struct str text = STR_INIT(REPLY_JSON_MAX);
	analysis_add_csv(&text, res, false);
	int rc = str_check(&text, "the result", &err);
	if (rc == 0)
		fwrite(text.buf, 1, text.n, stdout);
	str_free(&text);
	return rc < 0 ? cli_fail(cli, &err) : CLI_OK;
}

static void print_comment(const char *what, const char *text)
{
	if (text && text[0])
		fprintf(stderr, "-- %s%s\n", what, text);
}

/* How the answer came about; after a table, never in between it. */
static void print_notes(const struct reply *r, bool show_sql)
{
	bool color = cli_has_color(stderr);
	fflush(stdout);
	if (color)
		fputs("\033[2m", stderr);
	if (show_sql)
		fprintf(stderr, "\n%s;\n", r->sql);
	if (r->has_result)
		fprintf(stderr, "-- %zu row%s in %lld ms, confidence %.0f %%\n", r->result.n_rows,
			r->result.n_rows == 1 ? "" : "s", (long long)r->result.ms, r->confidence * 100.0);
	print_comment("", r->explanation);
	for (size_t i = 0; i < r->n_assumptions; i++)
		print_comment("assuming: ", r->assumptions[i]);
	print_comment("", r->result.cut_reason);
	for (size_t i = 0; i < MIN(r->result.n_insights, (size_t)INSIGHTS_SHOWN); i++)
		print_comment("", r->result.insights[i].text);
	if (color)
		fputs("\033[0m", stderr);
}

static int print_no_answer(const struct reply *r)
{
	fprintf(stderr, "%s\n", message_of(r));
	for (size_t i = 0; i < r->n_choices; i++)
		fprintf(stderr, "  %zu. %s\n     askdb ask ... \"%s\"\n", i + 1, r->choices[i].label,
			r->choices[i].question);
	return CLI_NO_ANSWER;
}

int reply_print(const struct cli *cli, const struct reply *r)
{
	const char *format = wanted_format(cli);
	int rc = CLI_OK;
	if (str_eq(format, "json"))
		return print_json(cli, r);
	if (!r->sql)
		return print_no_answer(r);
	if (str_eq(format, "sql"))
		printf("%s;\n", r->sql);
	else if (str_eq(format, "csv"))
		rc = print_csv(cli, &r->result);
	else
		print_table(cli, &r->result);
	if (rc == CLI_OK && !cli_has(cli, "quiet"))
		print_notes(r, !str_eq(format, "sql"));
	return rc;
}
