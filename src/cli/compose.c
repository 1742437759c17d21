// SPDX-License-Identifier: Apache-2.0
/* See compose.h. */
#include "cli/compose.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/num.h"
#include "catalog/catalog.h"
#include "cli/version.h"
#include "embed/embed.h"
#include "jobs/daily.h"
#include "jobs/local.h"
#include "jobs/runner.h"
#include "source/source.h"
#include "store/store.h"

#include <stdlib.h>

/* Begin to open the embedder where there are weights; else the reason, kept for readiness. Nobody waits for it here. */
static void open_embedder(struct composition *c)
{
	struct err why = ERR_INIT;
	const char *dir;

	if (embed_find_dir(c->a, &dir, &why) == 0 &&
		embed_start(dir, c->without_model, &c->embedder, &why) == 0) {
		c->services.embedder = c->embedder;
		return;
	}
	c->services.embedder_problem = arena_strdup(c->a, why.msg);
	if (c->without_model)
		c->without_model(why.msg);
}

/* ASKDB_KEEP_DAYS: how long past questions, results and searches are kept. */
static int read_keep_days(struct composition *c, struct err *err)
{
	const char *text = getenv("ASKDB_KEEP_DAYS");

	c->retention.keep_days = KEEP_DAYS_DEFAULT;
	if (text && text[0] && !num_parse_i64(slice_of(text), 0, KEEP_DAYS_MAX, &c->retention.keep_days))
		return err_set(err, ERR_INVALID,
			"ASKDB_KEEP_DAYS must be a number of days from 1 to %d, or 0 for ever",
			KEEP_DAYS_MAX);
	return 0;
}

/* ASKDB_EXECUTE_INLINE_MS: how long a request waits for its statement before that goes on as a job. */
static int read_inline_ms(struct composition *c, struct err *err)
{
	const char *text = getenv("ASKDB_EXECUTE_INLINE_MS");

	c->services.execute_inline_ms = EXECUTE_INLINE_MS;
	if (text && text[0] &&
		!num_parse_i64(slice_of(text), EXECUTE_INLINE_MIN_MS, QUERY_TIMEOUT_MS,
			&c->services.execute_inline_ms))
		return err_set(err, ERR_INVALID,
			"ASKDB_EXECUTE_INLINE_MS must be a number of milliseconds from %d to %d",
			EXECUTE_INLINE_MIN_MS, QUERY_TIMEOUT_MS);
	return 0;
}

static int open_stages(struct composition *c, struct err *err)
{
	struct api_services *s = &c->services;
	const char *url = getenv("DATABASE_URL");
	struct store_options store = {
		.dir = c->data_dir, .url = url && url[0] ? url : NULL, .alone = c->alone};
	struct sources_options sources = {.data_dir = c->data_dir,
		.key_base64 = getenv("ENCRYPTION_KEY"),
		.key_file = getenv("ENCRYPTION_KEY_FILE")};

	if (read_keep_days(c, err) < 0 || read_inline_ms(c, err) < 0 ||
		file_make_dir(c->data_dir, 0700, err) < 0 || store_open(&store, &s->store, err) < 0)
		return -1;
	sources.store = s->store;
	c->retention.store = s->store;
	if (sources_open(&sources, &s->sources, err) < 0)
		return -1;
	if (!c->without_embedder)
		open_embedder(c);
	s->catalog = catalog_new(&(struct catalog_options){s->store, s->sources, s->embedder});
	c->kinds[0] = *catalog_sync_kind();
	c->kinds[0].app = s->catalog;
	c->kinds[1] = *job_retention_kind();
	c->kinds[1].app = &c->retention;
	c->kinds[2] = *api_execution_kind();
	c->kinds[2].app = s;
	c->job_kinds = (struct job_kinds){c->kinds, ARRAY_LEN(c->kinds)};
	s->jobs = job_local_new(s->store, &c->job_kinds);
	if (c->without_jobs)
		return 0;
	return job_runner_start(s->jobs, &(struct job_runner_options){.slots = JOB_SLOTS}, &s->runner, err);
}

int composition_open(struct composition *c, struct err *err)
{
	c->a = arena_new();
	c->services.version = ASKDB_VERSION;
	c->services.commit = ASKDB_COMMIT;
	c->services.started_at = clock_unix_ms();
	if (!c->data_dir && file_data_dir(c->a, &c->data_dir, err) < 0)
		return -1;
	c->services.data_dir = c->data_dir;
	return open_stages(c, err);
}

void composition_close(struct composition *c)
{
	struct api_services *s = &c->services;

	job_daily_stop(c->daily);
	job_runner_stop(s->runner);
	job_engine_free(s->jobs);
	catalog_free(s->catalog);
	embed_close(c->embedder);
	sources_close(s->sources);
	store_close(s->store);
	arena_free(c->a);
}
