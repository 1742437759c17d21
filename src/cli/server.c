// SPDX-License-Identifier: Apache-2.0
/* See server.h. */
#include "cli/server.h"

#include "base/arena.h"
#include "base/hash.h"
#include "cli/cli.h"
#include "json/read.h"
#include "net/client.h"

#include <stdlib.h>

enum { NAMES_TEXT_MAX = 200 };

bool server_from(const struct cli *cli, struct server *out)
{
	const char *url = cli_value(cli, "url"), *key = getenv("ASKDB_API_KEY");
	if (!url)
		url = getenv("ASKDB_URL");
	if (!url || !url[0])
		return false;
	size_t n = strlen(url);
	while (n > 0 && url[n - 1] == '/')
		n--;
	*out = (struct server){
		.a = cli->a, .base = arena_strndup(cli->a, url, n), .key = key && key[0] ? key : NULL};
	return true;
}

static enum err_code code_of_status(int status)
{
	switch (status) {
	case 401:
	case 403:
	case 422:
		return ERR_DENIED;
	case 404:
		return ERR_NOT_FOUND;
	case 409:
		return ERR_CONFLICT;
	case 413:
		return ERR_LIMIT;
	case 429:
	case 503:
		return ERR_BUSY;
	case 502:
		return ERR_UPSTREAM;
	case 504:
		return ERR_TIMEOUT;
	default:
		return status >= 500 ? ERR_INTERNAL : ERR_INVALID;
	}
}

static int fail_by(
	const struct server *s, const struct net_answer *answer, const json_t *problem, struct err *err)
{
	const char *detail = js_get_str(problem, "detail"), *why = js_get_str(problem, "code");
	if (!detail)
		detail = js_get_str(problem, "title");
	if (!detail)
		return err_set(err, code_of_status(answer->status), "%s answered %d; is it an askdb server?",
			s->base, answer->status);
	return err_set_why(err, code_of_status(answer->status), why ? why : "", "%s", detail);
}

int server_call(const struct server *s, const char *method, const char *path, const json_t *body,
	json_t **out, struct err *err)
{
	struct net_answer answer = {0};
	struct err unreadable = ERR_INIT;
	json_t *doc = NULL;
	struct net_request req = {
		.method = method,
		.url = arena_printf(s->a, "%s/api/v1%s", s->base, path),
		.accept = "application/json",
		.bearer = s->key,
		.cancel = s->cancel,
		.deadline_ms = s->deadline_ms,
	};
	if (body)
		req.body = js_dump(s->a, body);
	if (net_fetch(s->a, &req, &answer, err) < 0)
		return -1;
	if (answer.body.n > 0 && js_parse(s->a, answer.body, &doc, &unreadable) < 0)
		doc = NULL;
	if (answer.status < 200 || answer.status > 299)
		return fail_by(s, &answer, doc, err);
	if (answer.body.n > 0 && !doc)
		return err_set(
			err, ERR_UPSTREAM, "%s did not answer in JSON; is it an askdb server?", s->base);
	*out = doc;
	return 0;
}

int server_source_id(const struct server *s, const char *name, const char **id, struct err *err)
{
	json_t *list;
	size_t i;
	json_t *item;
	if (uuid_is_valid(name)) {
		*id = name;
		return 0;
	}
	if (server_call(s, "GET", "/data-sources?limit=200", NULL, &list, err) < 0)
		return -1;
	struct str names = STR_INIT(NAMES_TEXT_MAX);
	json_array_foreach (json_object_get(list, "items"), i, item) {
		const char *found = js_get_str(item, "name");
		str_addf(&names, "%s%s", i ? ", " : "", found ? found : "");
		if (found && str_eq(found, name)) {
			*id = js_get_str(item, "id");
			str_free(&names);
			return 0;
		}
	}
	int rc = err_set(err, ERR_NOT_FOUND, "there is no source called \"%s\"%s%s", name,
		names.n ? "; there are: " : "", names.buf);
	str_free(&names);
	return rc;
}
