// SPDX-License-Identifier: Apache-2.0
/*
 * See demo.h. The marker is written last: a crash on the way leaves none, and the next start goes on from what is
 * there. Each step is therefore safe to repeat.
 */
#include "cli/demo.h"

#include "api/api.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/log.h"
#include "catalog/catalog.h"
#include "catalog/training.h"
#include "sample/sample.h"
#include "source/source.h"

#include <time.h>

static const char DEMO_NAME[] = "sample";

/* The sample file, written when it is missing. */
static int write_database(const char *path, struct err *err)
{
	if (file_is_readable(path))
		return 0;
	log_event(LOG_INFO, "writing the sample database", "path", path, NULL);
	return sample_write(path, err);
}

/* The source's id, registered when there is none of that name. */
static int register_source(
	const struct api_services *s, struct arena *a, const char *path, const char **id, struct err *err)
{
	struct store_source src;
	struct err absent = ERR_INIT;

	if (source_find(s->sources, a, DEMO_NAME, &src, &absent) == 0) {
		*id = src.id;
		return 0;
	}
	json_t *config = json_pack("{s:s}", "path", path);
	struct source_input in = {
		.name = DEMO_NAME,
		.type = "sqlite",
		.description = "A music shop: artists, albums, tracks, customers and invoices. Made up; safe "
			       "to delete.",
		.config = config,
	};
	int rc = source_create(s->sources, a, &in, NULL, &src, err);
	json_decref(config);
	if (rc == 0)
		*id = src.id;
	return rc;
}

static int teach(const struct api_services *s, struct arena *a, const char *id, struct err *err)
{
	static const char *const kinds[] = {
		[CAT_DOC_DDL] = "ddl", [CAT_DOC_DOC] = "documentation", [CAT_DOC_EXAMPLE] = "sql"};
	struct training_set set;
	size_t added;

	if (sample_training(a, &set, err) < 0)
		return -1;
	struct catalog_training *items = ARENA_ARRAY(a, struct catalog_training, set.n);
	for (size_t i = 0; i < set.n; i++) {
		const struct cat_doc *doc = &set.items[i].doc;
		items[i] = (struct catalog_training){
			.kind = kinds[doc->kind],
			.question = doc->question,
			.content = doc->kind == CAT_DOC_EXAMPLE ? doc->sql : doc->text,
		};
	}
	return catalog_import(s->catalog, id, items, set.n, &added, err);
}

static int sync_and_wait(const struct api_services *s, struct arena *a, const char *id, struct err *err)
{
	const struct timespec step = {.tv_nsec = 5000000};
	int64_t deadline = clock_mono_ms() + DEMO_SYNC_MS;
	char workflow[UUID_LEN];
	struct catalog_progress p;

	if (catalog_sync_start(s->catalog, s->jobs, id, workflow, err) < 0)
		return -1;
	do {
		if (catalog_sync_progress(s->catalog, s->jobs, workflow, a, &p, err) < 0)
			return -1;
		if (str_eq(p.status, "COMPLETED"))
			return 0;
		if (str_eq(p.status, "FAILED") || str_eq(p.status, "CANCELLED"))
			return err_set(err, ERR_INTERNAL, "the sample could not be read: %s",
				p.error ? p.error : p.status);
		clock_nanosleep(CLOCK_MONOTONIC, 0, &step, NULL);
	} while (clock_left_ms(deadline) > 0);
	return err_set(err, ERR_TIMEOUT, "reading the sample took longer than %d ms", DEMO_SYNC_MS);
}

int demo_prepare(const struct api_services *s, const char *data_dir, struct err *err)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	const char *marker = arena_printf(a, "%s/sample.registered", data_dir);
	const char *path = arena_printf(a, "%s/sample.sqlite", data_dir);
	const char *id;

	if (file_is_readable(marker))
		return 0;
	if (write_database(path, err) < 0 || register_source(s, a, path, &id, err) < 0 ||
		teach(s, a, id, err) < 0 || sync_and_wait(s, a, id, err) < 0)
		return err_wrap(err, "cannot prepare the sample");
	return file_write(marker,
		SLICE_LIT("The sample was registered. Remove this file and start with --demo to have it "
			  "again.\n"),
		0600, err);
}
