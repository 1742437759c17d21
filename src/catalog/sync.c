// SPDX-License-Identifier: Apache-2.0
/*
 * A sync as a job. Every step may be killed and run again: introspection writes one transaction, values are replaced
 * a table at a time with the position in the details, embedding asks the store what is left, publishing is a swap.
 */
#include "catalog/catalog_int.h"

#include "base/arena.h"
#include "base/cancel.h"
#include "base/clock.h"
#include "base/limits.h"
#include "catalog/values.h"
#include "jobs/engine.h"
#include "json/read.h"

#include <stdio.h>

#define KIND_NAME "CatalogSyncWorkflow"

struct step {
	struct job_ctx *job;
	struct catalog *c;
	const char *source_id;
	int64_t schemas, tables, columns, documents;
	char *msg; /* JOB_MSG_MAX bytes */
};

static int64_t count_of(const json_t *prev, const char *key)
{
	return prev ? js_get_int(prev, key, 0) : 0;
}

static bool step_open(struct step *s, struct job_ctx *job, const json_t *in, char *msg)
{
	const json_t *prev = json_object_get(in, "prev");

	*s = (struct step){.job = job, .c = job_app(job), .msg = msg};
	s->source_id = js_get_str(json_object_get(in, "args"), "data_source_id");
	s->schemas = count_of(prev, "schemas");
	s->tables = count_of(prev, "tables");
	s->columns = count_of(prev, "columns");
	s->documents = count_of(prev, "documents");
	if (!s->source_id)
		snprintf(msg, JOB_MSG_MAX, "The job names no data source.");
	return s->source_id != NULL;
}

static json_t *counts_json(const struct step *s)
{
	return json_pack("{s:I, s:I, s:I, s:I}", "schemas", (json_int_t)s->schemas, "tables",
		(json_int_t)s->tables, "columns", (json_int_t)s->columns, "documents",
		(json_int_t)s->documents);
}

static void report(const struct step *s, int64_t done, int64_t total)
{
	json_t *details = counts_json(s);

	json_object_set_new(details, "done", json_integer(done));
	json_object_set_new(details, "total", json_integer(total));
	job_beat(s->job, details);
}

static void on_progress(void *ctx, int64_t done, int64_t total)
{
	report(ctx, done, total);
}

/* What the job engine does about an error. A database that is down may come back; a wrong password stays wrong. */
static enum job_result result_of(const struct step *s, const struct err *err)
{
	snprintf(s->msg, JOB_MSG_MAX, "%.*s", JOB_MSG_MAX - 1, err->msg);
	if (err->code == ERR_CANCELLED || job_cancelled(s->job))
		return JOB_CANCELLED;
	if (err->code == ERR_TIMEOUT || err->code == ERR_UPSTREAM || err->code == ERR_BUSY ||
		err->code == ERR_INTERNAL)
		return JOB_RETRY;
	return JOB_FATAL;
}

/* The source's status tells how the last contact went; that it cannot be written must not hide why. */
static void record_status(const struct step *s, const struct err *failed)
{
	struct err err = ERR_INIT;

	if (failed && (failed->code == ERR_CANCELLED || failed->code == ERR_NOT_FOUND))
		return;
	err_ignore(store_source_set_status(store_auto(s->c->opt.store), s->source_id,
		failed ? "error" : "connected", failed ? failed->msg : NULL, &err));
}

/* --- introspect --- */

static int read_schema(const struct step *s, struct db_schema *schema, struct err *err)
{
	struct source_lease lease = SOURCE_LEASE_INIT;
	int rc;

	if (source_acquire(s->c->opt.sources, s->source_id, 0, job_cancel_token(s->job), &lease, err) < 0)
		return -1;
	rc = db_introspect(lease.conn, job_arena(s->job), schema, err);
	source_release(&lease);
	return rc;
}

static enum job_result run_introspect(
	struct job_ctx *job, const json_t *in, json_t **out, char msg[static JOB_MSG_MAX])
{
	struct store_sync_counts counts;
	struct db_schema schema;
	struct err err = ERR_INIT;
	struct step s;

	if (!step_open(&s, job, in, msg))
		return JOB_FATAL;
	if (read_schema(&s, &schema, &err) < 0 ||
		store_catalog_put(store_auto(s.c->opt.store), s.source_id, &schema, &counts, &err) < 0) {
		record_status(&s, &err);
		return result_of(&s, &err);
	}
	record_status(&s, NULL);
	s.schemas = counts.schemas;
	s.tables = counts.tables;
	s.columns = counts.columns;
	report(&s, counts.tables, counts.tables);
	*out = counts_json(&s);
	return JOB_OK;
}

/* --- values --- */

struct table_values { /* what one transaction writes; may run more than once */
	const struct store_column *columns;
	const struct cat_values *values;
	size_t n;
};

static int put_values(struct store_tx *tx, void *ctx, struct err *err)
{
	const struct table_values *t = ctx;

	for (size_t i = 0; i < t->n; i++)
		if (store_values_put(tx, t->columns[i].id, t->values[i].items, t->values[i].n,
			    t->values[i].complete, err) < 0)
			return -1;
	return 0;
}

static int sync_table_values(const struct step *s, struct db_conn *conn, const struct catalog_loaded *l,
	size_t t, size_t *total, struct err *err)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	const struct db_schema_table *table = &l->schema.tables[t];
	struct cat_values *values = ARENA_ARRAY(a, struct cat_values, MAX(table->n_columns, (size_t)1));
	struct table_values write = {&l->rows.columns[l->first_column[t]], values, table->n_columns};
	bool any = false;

	for (size_t i = 0; i < table->n_columns; i++) {
		if (*total < VALUES_TOTAL_MAX && cat_collect_values(conn, table, &table->columns[i], a,
							 job_cancel_token(s->job), &values[i], err) < 0)
			return -1;
		*total += values[i].n;
		any = any || values[i].n > 0 || l->extra[t][i].n_values > 0;
	}
	return any ? store_atomic(store_auto(s->c->opt.store), put_values, &write, err) : 0;
}

static int sync_values(const struct step *s, struct err *err)
{
	struct source_lease lease = SOURCE_LEASE_INIT;
	const json_t *resume = job_resume(s->job);
	size_t from = resume ? (size_t)MAX(js_get_int(resume, "done", 0), (int64_t)0) : 0, total = 0;
	struct catalog_loaded l;
	int rc = 0;

	if (catalog_load(s->c, s->source_id, job_arena(s->job), &l, err) < 0 ||
		source_acquire(s->c->opt.sources, s->source_id, 0, job_cancel_token(s->job), &lease, err) < 0)
		return -1;
	for (size_t t = from; t < l.schema.n_tables && rc == 0; t++) {
		if (job_cancelled(s->job)) {
			rc = err_set(err, ERR_CANCELLED, "The sync was stopped.");
			break;
		}
		rc = sync_table_values(s, lease.conn, &l, t, &total, err);
		if (rc == 0)
			report(s, (int64_t)t + 1, (int64_t)l.schema.n_tables);
	}
	source_release(&lease);
	return rc;
}

/* A database without tables has nothing to collect or to embed; that is said when the snapshot is wanted. */
static bool is_empty(struct err *err)
{
	if (err->code != ERR_CONFLICT || !str_eq(err->why, "catalog_empty"))
		return false;
	err_clear(err);
	return true;
}

static enum job_result run_values(
	struct job_ctx *job, const json_t *in, json_t **out, char msg[static JOB_MSG_MAX])
{
	struct err err = ERR_INIT;
	struct step s;

	if (!step_open(&s, job, in, msg))
		return JOB_FATAL;
	if (sync_values(&s, &err) < 0 && !is_empty(&err))
		return result_of(&s, &err);
	*out = counts_json(&s);
	return JOB_OK;
}

/* --- embed --- */

static enum job_result run_embed(
	struct job_ctx *job, const json_t *in, json_t **out, char msg[static JOB_MSG_MAX])
{
	struct catalog_watch watch = {on_progress, NULL, job_cancel_token(job)};
	struct err err = ERR_INIT;
	struct step s;

	if (!step_open(&s, job, in, msg))
		return JOB_FATAL;
	watch.ctx = &s;
	if (catalog_documents_write(s.c, s.source_id, &watch, &s.documents, &err) < 0 && !is_empty(&err))
		return result_of(&s, &err);
	if (catalog_documents_embed(s.c, s.source_id, &watch, &err) < 0)
		return result_of(&s, &err);
	*out = counts_json(&s);
	return JOB_OK;
}

/* --- publish --- */

static enum job_result run_publish(
	struct job_ctx *job, const json_t *in, json_t **out, char msg[static JOB_MSG_MAX])
{
	struct err err = ERR_INIT;
	struct step s;

	if (!step_open(&s, job, in, msg))
		return JOB_FATAL;
	if (store_source_set_synced(store_auto(s.c->opt.store), s.source_id, clock_unix_ms(), &err) < 0)
		return result_of(&s, &err);
	if (catalog_publish(s.c, s.source_id, job_cancel_token(job), &err) < 0 && !is_empty(&err))
		return result_of(&s, &err);
	report(&s, 1, 1);
	*out = counts_json(&s);
	return JOB_OK;
}

const struct job_kind *catalog_sync_kind(void)
{
	static const struct job_step steps[] = {
		{"introspect", run_introspect, 600, SYNC_HEARTBEAT_S, JOB_RETRY_DEFAULT},
		{"values", run_values, 3600, SYNC_HEARTBEAT_S, JOB_RETRY_DEFAULT},
		{"embed", run_embed, 4 * 3600, SYNC_HEARTBEAT_S, JOB_RETRY_DEFAULT},
		{"publish", run_publish, 600, SYNC_HEARTBEAT_S, JOB_RETRY_DEFAULT},
	};
	static const struct job_kind kind = {.name = KIND_NAME, .steps = steps, .n = ARRAY_LEN(steps)};

	return &kind;
}

/* --- for those who start and watch --- */

/* The id of the sync that was started last for this source, if it has not ended. */
static bool is_running(
	struct catalog *c, struct job_engine *jobs, struct catalog_slot *slot, char id[static UUID_LEN])
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct err err = ERR_INIT;
	struct job_view view;

	pthread_mutex_lock(&c->shared.lock);
	memcpy(id, slot->sync_job, UUID_LEN);
	pthread_mutex_unlock(&c->shared.lock);
	return id[0] && job_get(jobs, a, id, &view, &err) == 0 && job_state_is_open(view.state);
}

/* Under slot->starting: the job that runs, else a new one. */
static int start_job(struct catalog *c, struct job_engine *jobs, struct catalog_slot *slot,
	char id[static UUID_LEN], struct err *err)
{
	if (is_running(c, jobs, slot, id))
		return 0;
	uuid_make(id);
	json_t *args = json_pack("{s:s}", "data_source_id", slot->source_id);
	int rc = job_submit(jobs, &(struct job_request){.id = id, .kind = KIND_NAME, .args = args}, err);
	json_decref(args);
	if (rc < 0)
		return -1;
	pthread_mutex_lock(&c->shared.lock);
	memcpy(slot->sync_job, id, UUID_LEN);
	pthread_mutex_unlock(&c->shared.lock);
	return 0;
}

int catalog_sync_start(struct catalog *c, struct job_engine *jobs, const char *source_id,
	char workflow_id[static UUID_LEN], struct err *err)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct store_source src;

	if (store_source_get(store_auto(c->opt.store), a, source_id, &src, err) < 0)
		return -1;
	struct catalog_slot *slot = catalog_slot_of(c, source_id);
	pthread_mutex_lock(&slot->starting);
	int rc = start_job(c, jobs, slot, workflow_id, err);
	pthread_mutex_unlock(&slot->starting);
	return rc;
}

static void read_counts(struct slice json, struct arena *a, struct catalog_progress *p)
{
	struct err err = ERR_INIT;
	json_t *doc;

	if (json.n == 0 || js_parse(a, json, &doc, &err) < 0 || !json_is_object(doc))
		return;
	p->schemas = MAX(p->schemas, js_get_int(doc, "schemas", 0));
	p->tables = MAX(p->tables, js_get_int(doc, "tables", 0));
	p->columns = MAX(p->columns, js_get_int(doc, "columns", 0));
	p->documents = MAX(p->documents, js_get_int(doc, "documents", 0));
	p->done = js_get_int(doc, "done", p->done);
	p->total = js_get_int(doc, "total", p->total);
}

int catalog_sync_progress(struct catalog *c, struct job_engine *jobs, const char *workflow_id,
	struct arena *a, struct catalog_progress *out, struct err *err)
{
	struct catalog_progress p = {.workflow_id = arena_strdup(a, workflow_id)};
	struct err ignored = ERR_INIT;
	struct job_view view;
	json_t *args;

	(void)c;
	if (job_get(jobs, a, workflow_id, &view, err) < 0)
		return -1;
	if (!str_eq(view.kind, KIND_NAME))
		return err_set(err, ERR_NOT_FOUND, "There is no catalog sync with the id %s.", workflow_id);
	p.status = view.state == JOB_QUEUED ? job_state_name(JOB_RUNNING) : job_state_name(view.state);
	p.step = view.step;
	p.error = view.state == JOB_COMPLETED ? NULL : view.error;
	if (view.args.n && js_parse(a, view.args, &args, &ignored) == 0)
		p.source_id = arena_strdup(a, js_get_str(args, "data_source_id"));
	read_counts(view.result, a, &p);
	read_counts(view.details, a, &p);
	p.elapsed_ms = (view.finished_at ? view.finished_at : clock_unix_ms()) - view.created_at;
	*out = p;
	return 0;
}
