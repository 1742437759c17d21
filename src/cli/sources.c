// SPDX-License-Identifier: Apache-2.0
/* See sources.h. */
#include "cli/sources.h"

#include "base/arena.h"
#include "base/clock.h"
#include "catalog/catalog.h"
#include "cli/cli.h"
#include "json/read.h"

#include <time.h>

enum { SYNC_WAIT_MS = 10 * 60 * 1000, SYNC_LOOK_MS = 50 };

int place_open(struct place *p, const struct cli *cli, bool with_jobs, struct err *err)
{
	*p = (struct place){.composition = {.data_dir = cli_value(cli, "data-dir"),
				    .without_jobs = !with_jobs,
				    .without_embedder = !with_jobs}};
	p->is_remote = server_from(cli, &p->server);
	if (p->is_remote)
		return 0;
	if (composition_open(&p->composition, err) == 0)
		return 0;
	if (str_eq(err->why, "store_locked"))
		return err_wrap(
			err, "a server is using the data directory; name it with --url http://HOST:PORT");
	return -1;
}

void place_close(struct place *p)
{
	if (!p->is_remote)
		composition_close(&p->composition);
}

struct progress {
	const char *status, *error;
	int64_t tables, columns;
};

static int look_remote(const struct server *s, const char *workflow, struct progress *out, struct err *err)
{
	json_t *doc;
	if (server_call(s, "GET", arena_printf(s->a, "/data-catalog/refresh/status/%s", workflow), NULL, &doc,
		    err) < 0)
		return -1;
	const char *status = js_get_str(doc, "status");
	const json_t *found = json_object_get(doc, "progress");
	*out = (struct progress){status ? status : "", js_get_str(doc, "error"),
		js_get_int(found, "tables", 0), js_get_int(found, "columns", 0)};
	return 0;
}

static int look_local(const struct api_services *s, struct arena *a, const char *workflow,
	struct progress *out, struct err *err)
{
	struct catalog_progress p;
	if (catalog_sync_progress(s->catalog, s->jobs, workflow, a, &p, err) < 0)
		return -1;
	*out = (struct progress){p.status, p.error, p.tables, p.columns};
	return 0;
}

static int start(const struct place *p, const struct cli *cli, const char *source_id, const char **workflow,
	struct err *err)
{
	char id[UUID_LEN];
	json_t *doc;
	if (!p->is_remote) {
		const struct api_services *s = &p->composition.services;
		if (catalog_sync_start(s->catalog, s->jobs, source_id, id, err) < 0)
			return -1;
		*workflow = arena_strdup(cli->a, id);
		return 0;
	}
	if (server_call(&p->server, "POST", arena_printf(cli->a, "/data-sources/%s/sync", source_id), NULL,
		    &doc, err) < 0)
		return -1;
	*workflow = js_get_str(doc, "workflow_id");
	return *workflow ? 0 : err_set(err, ERR_UPSTREAM, "%s started no sync", p->server.base);
}

int place_sync(const struct place *p, const struct cli *cli, const char *source_id, struct err *err)
{
	const struct timespec pause = {.tv_nsec = SYNC_LOOK_MS * 1000000L};
	int64_t deadline = clock_mono_ms() + SYNC_WAIT_MS;
	const char *workflow;
	struct progress now = {0};
	if (start(p, cli, source_id, &workflow, err) < 0)
		return -1;
	while (clock_left_ms(deadline) > 0) {
		int rc = p->is_remote ? look_remote(&p->server, workflow, &now, err)
				      : look_local(&p->composition.services, cli->a, workflow, &now, err);
		if (rc < 0)
			return -1;
		if (str_eq(now.status, "COMPLETED")) {
			fprintf(stderr, "Synced %lld tables, %lld columns.\n", (long long)now.tables,
				(long long)now.columns);
			return 0;
		}
		if (!str_eq(now.status, "RUNNING"))
			return err_set(err, ERR_UPSTREAM, "the sync ended as %s: %s", now.status,
				now.error ? now.error : "no reason was given");
		clock_nanosleep(CLOCK_MONOTONIC, 0, &pause, NULL);
	}
	return err_set(
		err, ERR_TIMEOUT, "the sync goes on; it took longer than %d minutes", SYNC_WAIT_MS / 60000);
}
