// SPDX-License-Identifier: Apache-2.0
/* askdb source add, list, sync and remove: by a server, or on the data directory while none runs. */
#include "base/limits.h"
#include "cli/cli.h"
#include "cli/sources.h"
#include "cli/table.h"
#include "json/read.h"
#include "json/schema.h"
#include "json/writer.h"
#include "source/source.h"

#include <limits.h>
#include <stdlib.h>

enum { LIST_COLUMNS = 4, LIST_TEXT_MAX = 4 << 20 };

/* A path means the same from wherever the server was started. */
static const char *absolute_url(struct arena *a, const char *url)
{
	char path[PATH_MAX];
	if (strstr(url, "://") || !realpath(url, path))
		return url;
	return arena_strdup(a, path);
}

static int add_remote(
	struct cli *cli, const struct server *s, const char *url, const char **id, struct err *err)
{
	json_t *doc, *body = json_pack("{s:s}", "name", cli->args[0]);
	const char *description = cli_value(cli, "description");
	if (strstr(url, "://")) {
		json_object_set_new(body, "url", json_string(url));
	} else {
		json_object_set_new(body, "type", json_string("sqlite"));
		json_object_set_new(body, "config", json_pack("{s:s}", "path", url));
	}
	if (description)
		json_object_set_new(body, "description", json_string(description));
	int rc = server_call(s, "POST", "/data-sources", body, &doc, err);
	json_decref(body);
	if (rc < 0)
		return -1;
	*id = js_get_str(doc, "id");
	return *id ? 0 : err_set(err, ERR_UPSTREAM, "%s gave the source no id", s->base);
}

static int add_local(
	struct cli *cli, const struct api_services *s, const char *url, const char **id, struct err *err)
{
	struct store_source src;
	struct source_input in = {
		.name = cli->args[0], .url = url, .description = cli_value(cli, "description")};
	json_t *config = NULL;
	if (!strstr(url, "://")) {
		config = json_pack("{s:s}", "path", url);
		in = (struct source_input){
			.name = in.name, .description = in.description, .type = "sqlite", .config = config};
	}
	struct js_problems problems = {0};
	int rc = source_create(s->sources, cli->a, &in, &problems, &src, err);
	if (rc < 0 && problems.n > 0) {
		err_clear(err);
		err_ignore(err_set(
			err, ERR_INVALID, "%s: %s", problems.items[0].field, problems.items[0].message));
	}
	json_decref(config);
	if (rc == 0)
		*id = src.id;
	return rc;
}

int cli_source_add(struct cli *cli)
{
	struct err err = ERR_INIT;
	struct place p;
	const char *id, *url = absolute_url(cli->a, cli->args[1]);
	bool sync = !cli_has(cli, "no-sync");
	int rc = place_open(&p, cli, sync, &err);
	if (rc == 0)
		rc = p.is_remote ? add_remote(cli, &p.server, url, &id, &err)
				 : add_local(cli, &p.composition.services, url, &id, &err);
	if (rc == 0)
		fprintf(stderr, "Added %s.\n", cli->args[0]);
	if (rc == 0 && sync)
		rc = place_sync(&p, cli, id, &err);
	place_close(&p);
	return rc < 0 ? cli_fail(cli, &err) : CLI_OK;
}

/* --- list --- */

static int list_remote(struct cli *cli, const struct server *s, json_t **items, struct err *err)
{
	json_t *doc;
	(void)cli;
	if (server_call(s, "GET", "/data-sources?limit=200", NULL, &doc, err) < 0)
		return -1;
	*items = json_object_get(doc, "items");
	return json_is_array(*items) ? 0
				     : err_set(err, ERR_UPSTREAM, "%s did not answer with a list", s->base);
}

/* The same JSON as a server's answer, so that both are shown by one code. */
static int list_local(struct cli *cli, const struct api_services *s, json_t **items, struct err *err)
{
	struct store_page page = {.limit = PAGE_MAX};
	struct store_source_list list;
	if (source_list(s->sources, cli->a, &page, &list, err) < 0)
		return -1;
	struct str text = STR_INIT(LIST_TEXT_MAX);
	struct js_writer w = JS_WRITER(&text);
	js_arr(&w);
	for (size_t i = 0; i < list.n; i++)
		source_write(&list.items[i], &w);
	js_arr_end(&w);
	int rc = str_check(&text, "the list", err);
	if (rc == 0)
		rc = js_parse(cli->a, str_slice(&text), items, err);
	str_free(&text);
	return rc;
}

static void print_list(struct cli *cli, const json_t *items)
{
	static const struct db_column columns[LIST_COLUMNS] = {{"name", "", DB_TEXT}, {"type", "", DB_TEXT},
		{"status", "", DB_TEXT}, {"last_synced", "", DB_TEXT}};
	struct table_style style = {.color = cli_has_color(stdout)};
	size_t n = json_array_size(items);
	const struct db_value **rows = ARENA_ARRAY(cli->a, const struct db_value *, n);
	for (size_t i = 0; i < n; i++) {
		struct db_value *row = ARENA_ARRAY(cli->a, struct db_value, LIST_COLUMNS);
		for (size_t j = 0; j < LIST_COLUMNS; j++)
			row[j] = db_v_text(js_get_str(json_array_get(items, i), columns[j].name));
		rows[i] = row;
	}
	struct table_data data = {columns, LIST_COLUMNS, rows, n};
	table_print(stdout, &data, &style, cli->a);
}

int cli_source_list(struct cli *cli)
{
	struct err err = ERR_INIT;
	struct place p;
	json_t *items = NULL;
	int rc = place_open(&p, cli, false, &err);
	if (rc == 0)
		rc = p.is_remote ? list_remote(cli, &p.server, &items, &err)
				 : list_local(cli, &p.composition.services, &items, &err);
	place_close(&p);
	if (rc < 0)
		return cli_fail(cli, &err);
	if (cli_has(cli, "json"))
		printf("%s\n", js_dump(cli->a, items).p);
	else if (json_array_size(items) == 0)
		fputs("No sources yet. Add one: askdb source add NAME FILE-OR-URL\n", stderr);
	else
		print_list(cli, items);
	return CLI_OK;
}

/* --- sync, remove --- */

/* The id of a source by its name, wherever it is. */
static int find_id(
	const struct place *p, const struct cli *cli, const char *name, const char **id, struct err *err)
{
	struct store_source src;
	if (p->is_remote)
		return server_source_id(&p->server, name, id, err);
	if (source_find(p->composition.services.sources, cli->a, name, &src, err) < 0)
		return err_wrap(err, "source \"%s\"", name);
	*id = src.id;
	return 0;
}

int cli_source_sync(struct cli *cli)
{
	struct err err = ERR_INIT;
	struct place p;
	const char *id;
	int rc = place_open(&p, cli, true, &err);
	if (rc == 0)
		rc = find_id(&p, cli, cli->args[0], &id, &err);
	if (rc == 0)
		rc = place_sync(&p, cli, id, &err);
	place_close(&p);
	return rc < 0 ? cli_fail(cli, &err) : CLI_OK;
}

int cli_source_remove(struct cli *cli)
{
	struct err err = ERR_INIT;
	struct place p;
	const char *id;
	json_t *doc;
	int rc = place_open(&p, cli, false, &err);
	if (rc == 0)
		rc = find_id(&p, cli, cli->args[0], &id, &err);
	if (rc == 0)
		rc = p.is_remote ? server_call(&p.server, "DELETE",
					   arena_printf(cli->a, "/data-sources/%s", id), NULL, &doc, &err)
				 : source_delete(p.composition.services.sources, id, &err);
	place_close(&p);
	if (rc < 0)
		return cli_fail(cli, &err);
	fprintf(stderr, "Removed %s with its catalog. The database itself was not touched.\n", cli->args[0]);
	return CLI_OK;
}
