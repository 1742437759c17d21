// SPDX-License-Identifier: Apache-2.0
/* Registered databases and their sealed secrets; see source.h. */
#include "store/source.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/limits.h"
#include "store/store_int.h"

#define COLUMNS "id, name, type, description, config, status, last_error, last_synced, created_at, updated_at"
#define EXISTS "SELECT 1 FROM data_sources WHERE id = $1"

static const char what[] = "data source";

static void read_source(const struct store_rows *r, size_t i, void *item)
{
	*(struct store_source *)item = (struct store_source){
		.id = store_text(r, i, 0),
		.name = store_text(r, i, 1),
		.type = store_text(r, i, 2),
		.description = store_text(r, i, 3),
		.config = store_text(r, i, 4),
		.status = store_text(r, i, 5),
		.last_error = store_text(r, i, 6),
		.last_synced = store_int(r, i, 7),
		.created_at = store_int(r, i, 8),
		.updated_at = store_int(r, i, 9),
	};
}

static const struct store_kind source_kind = {what, sizeof(struct store_source), read_source};

struct change {
	const struct store_source *src;
	const struct store_secret *secrets;
	size_t n_secrets;
};

static int check_sizes(const struct store_source *src, struct err *err)
{
	if (store_check_size(src->name, NAME_MAX_BYTES, "the name", err) < 0 ||
		store_check_size(src->description, DESCRIPTION_MAX, "the description", err) < 0)
		return -1;
	return store_check_size(src->config, STORE_CONFIG_MAX, "the configuration", err);
}

static int name_taken(const struct store_source *src, struct err *err)
{
	return err_set_why(err, ERR_CONFLICT, "name_taken",
		"there is a data source named \"%.200s\" already: choose another name", src->name);
}

/* ERR_CONFLICT when another source has the name; asked first so that the transaction stays usable. */
static int check_name(struct store_tx *tx, const struct store_source *src, struct err *err)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct store_rows rows;

	if (store_fetch(tx, a,
		    STORE_SQL("SELECT 1 FROM data_sources WHERE name = $1 AND id <> $2", db_v_text(src->name),
			    db_v_text(src->id)),
		    &rows, err) < 0)
		return -1;
	return rows.n ? name_taken(src, err) : 0;
}

static int put_secrets(struct store_tx *tx, const struct change *ch, struct err *err)
{
	for (size_t i = 0; i < ch->n_secrets; i++) {
		const struct store_secret *s = &ch->secrets[i];
		int rc = s->sealed.n
				 ? store_exec(tx,
					   STORE_SQL("INSERT INTO data_source_secrets (source_id, field, "
						     "sealed) VALUES ($1, $2, $3) "
						     "ON CONFLICT (source_id, field) DO UPDATE SET sealed = "
						     "excluded.sealed",
						   db_v_text(ch->src->id), db_v_text(s->field),
						   DB_V_BLOB(s->sealed)),
					   NULL, err)
				 : store_exec(tx,
					   STORE_SQL("DELETE FROM data_source_secrets WHERE source_id = $1 "
						     "AND field = $2",
						   db_v_text(ch->src->id), db_v_text(s->field)),
					   NULL, err);
		if (rc < 0)
			return -1;
	}
	return 0;
}

static int create(struct store_tx *tx, void *ctx, struct err *err)
{
	const struct change *ch = ctx;
	const struct store_source *s = ch->src;
	struct db_value now = DB_V_INT(clock_unix_ms());

	if (check_name(tx, s, err) < 0)
		return -1;
	if (store_exec(tx,
		    STORE_SQL("INSERT INTO data_sources (" COLUMNS ") VALUES ($1, $2, $3, $4, $5, "
			      "'disconnected', NULL, NULL, $6, $6)",
			    db_v_text(s->id), db_v_text(s->name), db_v_text(s->type),
			    db_v_text(s->description), db_v_text(s->config), now),
		    NULL, err) < 0) {
		if (err->code != ERR_CONFLICT)
			return -1;
		err_clear(err); /* someone else took the name between the two statements */
		return name_taken(s, err);
	}
	return put_secrets(tx, ch, err);
}

int store_source_create(struct store_tx *tx, const struct store_source *src,
	const struct store_secret *secrets, size_t n_secrets, struct err *err)
{
	struct change ch = {src, secrets, n_secrets};

	return check_sizes(src, err) < 0 ? -1 : store_atomic(tx, create, &ch, err);
}

static int get_where(struct store_tx *tx, struct arena *a, const char *sql, const char *value,
	struct store_source *out, struct err *err)
{
	struct store_rows rows;

	if (store_fetch(tx, a, STORE_SQL(sql, db_v_text(value)), &rows, err) < 0)
		return -1;
	if (rows.n == 0)
		return 1;
	read_source(&rows, 0, out);
	return 0;
}

int store_source_get(
	struct store_tx *tx, struct arena *a, const char *id, struct store_source *out, struct err *err)
{
	int rc = get_where(tx, a, "SELECT " COLUMNS " FROM data_sources WHERE id = $1", id, out, err);

	return rc > 0 ? store_missing(what, id, err) : rc;
}

int store_source_find(
	struct store_tx *tx, struct arena *a, const char *name, struct store_source *out, struct err *err)
{
	int rc = get_where(tx, a, "SELECT " COLUMNS " FROM data_sources WHERE name = $1", name, out, err);

	return rc > 0 ? err_set(err, ERR_NOT_FOUND, "there is no data source named \"%.200s\"", name) : rc;
}

int store_source_list(struct store_tx *tx, struct arena *a, const struct store_page *page,
	struct store_source_list *out, struct err *err)
{
	static const struct store_order order = {.key = "created_at", .id = "id", .key_column = 8};
	struct store_query q;
	struct store_rows rows;

	store_query_init(&q, a, COLUMNS, "FROM data_sources");
	if (store_query_page(&q, tx, &(struct store_list){&order, page}, &rows, &out->more, err) < 0)
		return -1;
	out->n = rows.n;
	out->items = store_items(&rows, &source_kind);
	return 0;
}

/* updated_at is the version: it must grow even when two updates fall into one millisecond. */
static int update(struct store_tx *tx, void *ctx, struct err *err)
{
	const struct change *ch = ctx;
	const struct store_source *s = ch->src;
	int64_t changes = 0;

	if (store_need(tx, EXISTS, what, s->id, err) < 0 || check_name(tx, s, err) < 0)
		return -1;
	if (store_exec(tx,
		    STORE_SQL("UPDATE data_sources SET name = $2, type = $3, description = $4, config = $5, "
			      "updated_at = CASE WHEN updated_at < $6 THEN $6 ELSE updated_at + 1 END "
			      "WHERE id = $1 AND (updated_at = $7 OR $7 = 0)",
			    db_v_text(s->id), db_v_text(s->name), db_v_text(s->type),
			    db_v_text(s->description), db_v_text(s->config), DB_V_INT(clock_unix_ms()),
			    DB_V_INT(s->updated_at)),
		    &changes, err) < 0)
		return -1;
	if (changes == 0)
		return err_set_why(err, ERR_CONFLICT, "version_conflict",
			"the data source was changed meanwhile: read it again and repeat the change");
	return put_secrets(tx, ch, err);
}

int store_source_update(struct store_tx *tx, const struct store_source *src,
	const struct store_secret *secrets, size_t n_secrets, struct err *err)
{
	struct change ch = {src, secrets, n_secrets};

	return check_sizes(src, err) < 0 ? -1 : store_atomic(tx, update, &ch, err);
}

int store_source_set_status(
	struct store_tx *tx, const char *id, const char *status, const char *last_error, struct err *err)
{
	return store_exec_one(tx,
		STORE_SQL("UPDATE data_sources SET status = $2, last_error = $3 WHERE id = $1", db_v_text(id),
			db_v_text(status), db_v_text(last_error)),
		what, id, err);
}

int store_source_set_synced(struct store_tx *tx, const char *id, int64_t at, struct err *err)
{
	return store_exec_one(tx,
		STORE_SQL("UPDATE data_sources SET last_synced = $2 WHERE id = $1", db_v_text(id),
			DB_V_INT(at)),
		what, id, err);
}

int store_source_secrets(struct store_tx *tx, struct arena *a, const char *id, struct store_secret **out,
	size_t *n, struct err *err)
{
	struct store_rows rows;

	if (store_fetch(tx, a,
		    STORE_SQL("SELECT field, sealed FROM data_source_secrets WHERE source_id = $1 ORDER BY "
			      "field",
			    db_v_text(id)),
		    &rows, err) < 0)
		return -1;
	*n = rows.n;
	*out = ARENA_ARRAY(a, struct store_secret, rows.n);
	for (size_t i = 0; i < rows.n; i++)
		(*out)[i] = (struct store_secret){store_text(&rows, i, 0), store_bytes(&rows, i, 1)};
	return 0;
}

struct reseal {
	store_reseal_fn *fn;
	void *ctx;
	size_t n;
};

static int reseal(struct store_tx *tx, void *ctx, struct err *err)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct reseal *r = ctx;
	struct store_rows rows;

	if (store_fetch_all(tx, a, STORE_SQL("SELECT source_id, field, sealed FROM data_source_secrets"),
		    &rows, err) < 0)
		return -1;
	for (size_t i = 0; i < rows.n; i++) {
		const char *id = store_text(&rows, i, 0);
		struct store_secret secret = {store_text(&rows, i, 1), store_bytes(&rows, i, 2)};
		if (r->fn(r->ctx, a, id, &secret, err) ||
			store_exec(tx,
				STORE_SQL("UPDATE data_source_secrets SET sealed = $3 WHERE source_id = $1 "
					  "AND field = $2",
					db_v_text(id), db_v_text(secret.field), DB_V_BLOB(secret.sealed)),
				NULL, err) < 0)
			return -1;
	}
	r->n = rows.n;
	return 0;
}

int store_source_reseal(struct store_tx *tx, store_reseal_fn *fn, void *ctx, size_t *n, struct err *err)
{
	struct reseal r = {.fn = fn, .ctx = ctx};

	if (store_atomic(tx, reseal, &r, err) < 0)
		return -1;
	*n = r.n;
	return 0;
}

int store_source_delete(struct store_tx *tx, const char *id, struct err *err)
{
	return store_exec_one(
		tx, STORE_SQL("DELETE FROM data_sources WHERE id = $1", db_v_text(id)), what, id, err);
}
