// SPDX-License-Identifier: Apache-2.0
/*
 * The sample as a data source: its file written into the data directory, registered, taught, its tables read. What a
 * click on a first page asks for and what `serve --demo` does at start are the same steps; each is safe to repeat, so a
 * crash on the way costs nothing and two that ask at once get the same source. The marker is written when it was registered: a sample that a person deleted
 * does not come back at the next start, only when it is asked for.
 */
#include "sample/sample.h"

#include "api/api_int.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "catalog/catalog.h"
#include "catalog/training.h"
#include "source/source.h"

#include <time.h>

static const char SAMPLE_NAME[] = "sample";

/* The sample file, written when it is missing. */
static int write_database(const char *path, struct err *err)
{
	if (file_is_readable(path))
		return 0;
	log_event(LOG_INFO, "writing the sample database", "path", path, NULL);
	if (sample_write(path, err) == 0)
		return 0;
	if (err->code != ERR_CONFLICT)
		return -1;
	err_clear(err); /* somebody else who asked for it was faster */
	return 0;
}

/* The source of the sample's name, where it is the sample. ERR_NOT_FOUND, ERR_CONFLICT "name_taken". */
static int find_source(const struct api_services *s, struct arena *a, const char *path,
	struct store_source *out, struct err *err)
{
	json_t *config;

	if (source_find(s->sources, a, SAMPLE_NAME, out, err))
		return -1;
	if (js_parse(a, slice_of(out->config), &config, err))
		return -1;
	const char *its = js_get_str(config, "path");
	if (its && str_eq(its, path))
		return 0;
	return err_set_why(err, ERR_CONFLICT, "name_taken",
		"another data source is called \"%s\": give it another name, then ask for the sample again",
		SAMPLE_NAME);
}

static int create_source(const struct api_services *s, struct arena *a, const char *path,
	struct store_source *out, struct err *err)
{
	json_t *config = json_pack("{s:s}", "path", path);
	struct source_input in = {
		.name = SAMPLE_NAME,
		.type = "sqlite",
		.description = "A music shop: artists, albums, tracks, customers and invoices. Made up; safe "
			       "to delete.",
		.config = config,
	};
	int rc = source_create(s->sources, a, &in, NULL, out, err);

	json_decref(config);
	return rc;
}

/* The source, registered when there is none. */
static int register_source(const struct api_services *s, struct arena *a, const char *path,
	struct store_source *out, struct err *err)
{
	struct err absent = ERR_INIT;

	if (find_source(s, a, path, out, &absent) == 0)
		return 0;
	if (absent.code != ERR_NOT_FOUND) {
		*err = absent;
		return -1;
	}
	if (create_source(s, a, path, out, err) == 0)
		return 0;
	if (err->code != ERR_CONFLICT)
		return -1;
	err_clear(err); /* registered by another request just now */
	return find_source(s, a, path, out, err);
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

static const char *marker_of(const struct api_services *s, struct arena *a)
{
	return arena_printf(a, "%s/sample.registered", s->data_dir);
}

/* Everything up to the sync, which is started. */
static int start(const struct api_services *s, struct arena *a, struct store_source *src,
	char workflow_id[static UUID_LEN], struct err *err)
{
	const char *path = arena_printf(a, "%s/sample.sqlite", s->data_dir);

	if (write_database(path, err) || register_source(s, a, path, src, err) || teach(s, a, src->id, err) ||
		catalog_sync_start(s->catalog, s->jobs, src->id, workflow_id, err))
		return err_wrap(err, "cannot prepare the sample");
	return 0;
}

static int mark(const struct api_services *s, struct arena *a, struct err *err)
{
	return file_write(marker_of(s, a),
		SLICE_LIT("The sample was registered. Remove this file and start with --demo to have it "
			  "again.\n"),
		0600, err);
}

static int wait_for_sync(const struct api_services *s, struct arena *a, const char *workflow, struct err *err)
{
	const struct timespec step = {.tv_nsec = 5000000};
	int64_t deadline = clock_mono_ms() + DEMO_SYNC_MS;
	struct catalog_progress p;

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

int api_sample_prepare(const struct api_services *s, struct err *err)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	char workflow[UUID_LEN];
	struct store_source src;

	if (file_is_readable(marker_of(s, a)))
		return 0;
	if (start(s, a, &src, workflow, err) || wait_for_sync(s, a, workflow, err))
		return -1;
	return mark(s, a, err);
}

int v1_source_sample(struct http_request *req, struct http_response *res, struct err *err)
{
	const struct api_services *s = api_of(req);
	char workflow[UUID_LEN];
	struct store_source src;

	if (start(s, req->a, &src, workflow, err) || mark(s, req->a, err))
		return -1;
	http_header_add(req, res, "Location", arena_printf(req->a, "/api/v1/data-sources/%s", src.id));
	struct js_writer *w = http_json(res, 202);
	js_obj(w);
	js_key(w, "data_source");
	source_write(&src, w);
	js_kv_str(w, "workflow_id", workflow);
	js_kv_str(w, "status", "RUNNING");
	js_obj_end(w);
	return 0;
}
