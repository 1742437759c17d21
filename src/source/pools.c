// SPDX-License-Identifier: Apache-2.0
/*
 * A pool for each source, made when first wanted. Whoever borrows holds a reference to the pool, so a change of the
 * source only takes the pool out of the table; it ends with its last lease. Several servers may share one store:
 * every few seconds a pool's source is read again, and a pool made from an older version is replaced.
 */
#include "source/source_int.h"

#include "base/arena.h"
#include "base/cancel.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/mem.h"
#include "store/store.h"

#include <stdio.h>

enum { RECHECK_MS = 5000, HEALTH_TIMEOUT_MS = 5000, FIND_POOL_MS = 2000 };

/* With the lock held. */
static struct pool_entry *entry_of(struct sources *s, const char *id)
{
	for (size_t i = 0; i < s->shared.n; i++)
		if (strcmp(s->shared.entries[i].id, id) == 0)
			return &s->shared.entries[i];
	return NULL;
}

void source_pool_forget(struct sources *s, const char *id)
{
	struct db_pool *old = NULL;

	pthread_mutex_lock(&s->shared.lock);
	struct pool_entry *e = entry_of(s, id);
	if (e) {
		old = e->pool;
		*e = s->shared.entries[--s->shared.n];
	}
	s->shared.generation++;
	pthread_mutex_unlock(&s->shared.lock);
	db_pool_unref(old);
}

/* Put e into the table, unless a source changed since generation or another thread was faster. Takes e's pool on true. */
static bool keep(struct sources *s, const struct pool_entry *e, uint64_t generation)
{
	pthread_mutex_lock(&s->shared.lock);
	bool ok = s->shared.generation == generation && !entry_of(s, e->id);
	if (ok) {
		s->shared.entries = mem_resize(s->shared.entries, s->shared.n + 1, sizeof *s->shared.entries);
		s->shared.entries[s->shared.n++] = *e;
	}
	pthread_mutex_unlock(&s->shared.lock);
	return ok;
}

static int make_pool(struct sources *s, const char *id, struct pool_entry *out, struct err *err)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct store_source src;
	struct source_config c;

	if (source_load(s, a, id, &src, &c, err) || source_config_check_path(s, &c, err))
		return -1;
	struct db_options opt = source_config_options(&c);
	*out = (struct pool_entry){
		.dialect = c.driver->dialect, .version = src.updated_at, .checked_ms = clock_mono_ms()};
	snprintf(out->id, sizeof out->id, "%s", src.id);
	snprintf(out->status, sizeof out->status, "%s", src.status);
	out->pool = db_pool_new(c.driver, &opt, source_config_pool_size(&c));
	return 0;
}

/* Is the entry's source unchanged? Asks the store, so not with the lock held. */
static int is_current(struct sources *s, const char *id, int64_t version, bool *out, struct err *err)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct store_source src;

	if (store_source_get(store_auto(s->store), a, id, &src, err))
		return -1;
	*out = src.updated_at == version;
	return 0;
}

/* The source's entry with one reference to its pool for the caller; false when there is none. */
static bool lookup(struct sources *s, const char *id, struct pool_entry *out)
{
	pthread_mutex_lock(&s->shared.lock);
	struct pool_entry *e = entry_of(s, id);
	bool found = e != NULL;
	if (found) {
		*out = *e;
		db_pool_ref(out->pool);
		if (clock_mono_ms() - e->checked_ms > RECHECK_MS)
			e->checked_ms = clock_mono_ms(); /* one caller checks; the others go on meanwhile */
	}
	pthread_mutex_unlock(&s->shared.lock);
	return found;
}

/*
 * The source's pool with one reference for the caller. A round fails only when another thread changed a source or made the
 * pool meanwhile, so somebody always gets on; a source that is changed without end is given up after FIND_POOL_MS.
 */
static int find_pool(struct sources *s, const char *id, struct pool_entry *out, struct err *err)
{
	int64_t until = clock_mono_ms() + FIND_POOL_MS;

	do {
		pthread_mutex_lock(&s->shared.lock);
		uint64_t generation = s->shared.generation;
		pthread_mutex_unlock(&s->shared.lock);
		bool current = true;
		if (lookup(s, id, out)) {
			if (clock_mono_ms() - out->checked_ms <= RECHECK_MS)
				return 0;
			int rc = is_current(s, id, out->version, &current, err);
			if (rc == 0 && current)
				return 0;
			db_pool_unref(out->pool);
			source_pool_forget(s, id);
			if (rc)
				return -1;
			continue;
		}
		struct pool_entry made;
		if (make_pool(s, id, &made, err))
			return -1;
		db_pool_ref(made.pool);
		if (keep(s, &made, generation)) {
			*out = made;
			return 0;
		}
		db_pool_unref(made.pool);
		db_pool_unref(made.pool);
	} while (clock_mono_ms() < until);
	return err_set(err, ERR_BUSY, "the data source is being changed; try again");
}

void source_note_status(struct sources *s, const char *id, const char *status, const char *last_error)
{
	struct err ignored = ERR_INIT;

	pthread_mutex_lock(&s->shared.lock);
	struct pool_entry *e = entry_of(s, id);
	bool is_news = !e || last_error || strcmp(e->status, status) != 0;
	if (e)
		snprintf(e->status, sizeof e->status, "%s", status);
	pthread_mutex_unlock(&s->shared.lock);
	if (is_news)
		err_ignore(store_source_set_status(store_auto(s->store), id, status, last_error, &ignored));
}

int source_acquire(struct sources *s, const char *id, int64_t deadline_ms, struct cancel *cancel,
	struct source_lease *out, struct err *err)
{
	struct pool_entry e;
	struct db_conn *conn;

	if (find_pool(s, id, &e, err))
		return -1;
	if (db_pool_get(e.pool, deadline_ms, cancel, &conn, err)) {
		/* A full pool and a client that left say nothing about the database; the breaker repeats what is known. */
		if (err->code != ERR_BUSY && err->code != ERR_CANCELLED && !str_eq(err->why, "breaker_open"))
			source_note_status(s, id, "error", err->msg);
		db_pool_unref(e.pool);
		return -1;
	}
	source_note_status(s, id, "connected", NULL);
	*out = (struct source_lease){.conn = conn, .dialect = e.dialect, .pool = e.pool};
	return 0;
}

int source_open(struct sources *s, const char *id, int64_t timeout_ms, struct cancel *cancel,
	struct source_lease *out, struct err *err)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct store_source src;
	struct source_config c;
	struct db_conn *conn;

	if (source_load(s, a, id, &src, &c, err) || source_config_check_path(s, &c, err))
		return -1;
	struct db_options opt = source_config_options(&c);
	opt.cancel = cancel;
	if (!opt.statement_timeout_ms)
		opt.statement_timeout_ms = timeout_ms;
	if (db_open(c.driver, &opt, &conn, err)) {
		if (err->code != ERR_CANCELLED)
			source_note_status(s, id, "error", err->msg);
		return -1;
	}
	*out = (struct source_lease){.conn = conn, .dialect = c.driver->dialect};
	return 0;
}

void source_release(struct source_lease *lease)
{
	if (!lease->conn)
		return;
	if (lease->pool)
		db_pool_put(lease->pool, lease->conn);
	else
		db_close(lease->conn);
	db_pool_unref(lease->pool);
	*lease = SOURCE_LEASE_INIT;
}

/* What a failed look at the database means for its health. */
static void note_failure(struct arena *a, const struct err *err, struct source_health *h)
{
	h->status = str_eq(err->why, "breaker_open") ? "disconnected" : "error";
	if (err->code == ERR_BUSY && h->pool.open > 0) /* it works, for others */
		h->status = "connected";
	h->last_error = arena_strdup(a, err->msg);
}

int source_health(struct sources *s, struct arena *a, const char *id, struct cancel *cancel,
	struct source_health *out, struct err *err)
{
	struct source_health h = {.status = "connected", .latency_ms = -1, .checked_at = clock_unix_ms()};
	struct source_lease lease = SOURCE_LEASE_INIT;
	int64_t started = clock_mono_ms(), deadline_ms = started + HEALTH_TIMEOUT_MS;
	struct db_query q = {.sql = "SELECT 1", .deadline_ms = deadline_ms, .cancel = cancel, .a = a};
	struct pool_entry e;
	struct err failure = ERR_INIT;

	if (find_pool(s, id, &e, err))
		return -1;
	int rc = source_acquire(s, id, deadline_ms, cancel, &lease, &failure);
	if (rc == 0)
		rc = db_query(lease.conn, &q, NULL, NULL, &failure);
	source_release(&lease);
	h.pool = db_pool_stats(e.pool);
	if (rc)
		note_failure(a, &failure, &h);
	else
		h.latency_ms = clock_mono_ms() - started;
	db_pool_unref(e.pool);
	if (failure.code == ERR_CANCELLED) {
		*err = failure;
		return -1;
	}
	source_note_status(s, id, h.status, h.last_error);
	*out = h;
	return 0;
}
