// SPDX-License-Identifier: Apache-2.0
/*
 * Bringing the tables up to date: migrations/NNNN_name.sql are embedded in the binary, each is applied once
 * in a transaction of its own and recorded with its checksum. On PostgreSQL an advisory lock makes servers
 * that start at the same time wait for each other. A store that holds more than this binary knows is refused,
 * not guessed at.
 */
#include "store/store_int.h"

#include "base/arena.h"
#include "base/asset.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/num.h"

extern const struct asset_set store_migrations;

/* Chosen once; any number that other users of the database are unlikely to lock. */
#define ADVISORY_LOCK "SELECT pg_advisory_xact_lock(7310861201)"

struct word {
	const char *placeholder, *sqlite, *postgres;
};

static const struct word words[] = {
	{"{{blob}}", "BLOB", "BYTEA"},
};

static bool is_postgres(const struct db_conn *c)
{
	return c->driver->dialect == DB_DIALECT_POSTGRES;
}

/* The statement with the placeholders replaced by the engine's words. */
static char *for_engine(struct arena *a, const struct db_conn *c, struct slice sql)
{
	struct str out = STR_INIT(SQL_MAX);

	while (sql.n) {
		size_t step = 1;
		const char *put = NULL;
		for (size_t i = 0; i < ARRAY_LEN(words) && !put; i++) {
			if (slice_starts(sql, slice_of(words[i].placeholder))) {
				step = strlen(words[i].placeholder);
				put = is_postgres(c) ? words[i].postgres : words[i].sqlite;
			}
		}
		if (put)
			str_adds(&out, put);
		else
			str_addc(&out, *sql.p);
		sql = (struct slice){sql.p + step, sql.n - step};
	}
	return str_to_arena(&out, a);
}

/* Is there anything but blanks and "--" comments? */
static bool has_code(struct slice sql)
{
	while (sql.n) {
		struct slice line = slice_trim(slice_cut(&sql, '\n'));
		if (line.n && !slice_starts(line, SLICE_LIT("--")))
			return true;
	}
	return false;
}

static int run_statements(struct db_conn *c, const struct asset *file, struct err *err)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct slice rest = {file->data, file->size};

	while (rest.n) {
		ptrdiff_t end = slice_find(rest, SLICE_LIT(";\n"));
		struct slice one = {rest.p, end < 0 ? rest.n : (size_t)end};
		size_t used = end < 0 ? rest.n : (size_t)end + 2;
		rest = (struct slice){rest.p + used, rest.n - used};
		if (has_code(one) && db_exec(c, for_engine(a, c, one), NULL, 0, err) < 0)
			return err_wrap(err, "migration %s", file->path);
	}
	return 0;
}

struct recorded {
	bool found;
	char checksum[HASH_HEX_LEN];
	int64_t newest;
};

static int read_checksum(void *ctx, const struct db_row *row)
{
	struct recorded *r = ctx;

	r->found = true;
	memcpy(r->checksum, row->values[0].s.p, MIN(row->values[0].s.n, sizeof r->checksum - 1));
	return 0;
}

static int read_newest(void *ctx, const struct db_row *row)
{
	((struct recorded *)ctx)->newest = row->values[0].type == DB_NULL ? 0 : row->values[0].i;
	return 0;
}

static int select_one(struct db_conn *c, const char *sql, const struct db_value *param, db_row_fn *row,
	struct recorded *out, struct err *err)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct db_query q = {.sql = sql, .params = param, .n_params = param ? 1 : 0, .a = a};

	return db_query(c, &q, row, out, err);
}

static int apply(struct db_conn *c, int64_t version, const struct asset *file, struct err *err)
{
	struct recorded done = {.found = false};
	char checksum[HASH_HEX_LEN];

	hash_sha256_hex(file->data, file->size, checksum);
	if (is_postgres(c) && db_exec(c, ADVISORY_LOCK, NULL, 0, err) < 0)
		return -1;
	if (select_one(c, "SELECT checksum FROM schema_migrations WHERE version = $1", &DB_V_INT(version),
		    read_checksum, &done, err) < 0)
		return -1;
	if (done.found && memcmp(done.checksum, checksum, HASH_HEX_LEN - 1) != 0)
		return err_set_why(err, ERR_CONFLICT, "store_changed",
			"askdb's store was made by a build with another migration %s: use the askdb that "
			"made "
			"it, or an empty store",
			file->path);
	if (done.found)
		return 0;
	if (run_statements(c, file, err) < 0)
		return -1;
	const struct db_value values[] = {
		DB_V_INT(version), db_v_text(file->path), db_v_text(checksum), DB_V_INT(clock_unix_ms())};
	return db_exec(c,
		"INSERT INTO schema_migrations (version, name, checksum, applied_at) VALUES ($1, $2, $3, $4)",
		values, ARRAY_LEN(values), err);
}

static int prepare(struct db_conn *c, struct err *err)
{
	if (is_postgres(c) &&
		(db_exec(c, ADVISORY_LOCK, NULL, 0, err) < 0 ||
			db_exec(c, "CREATE SCHEMA IF NOT EXISTS data_catalog", NULL, 0, err) < 0))
		return -1;
	return db_exec(c,
		"CREATE TABLE IF NOT EXISTS schema_migrations (version INTEGER NOT NULL PRIMARY KEY, "
		"name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at BIGINT NOT NULL)",
		NULL, 0, err);
}

static int in_transaction(struct db_conn *c, int64_t version, const struct asset *file, struct err *err)
{
	struct err ignored = ERR_INIT;

	if (db_exec(c, is_postgres(c) ? "BEGIN" : "BEGIN IMMEDIATE", NULL, 0, err) < 0)
		return -1;
	int rc = file ? apply(c, version, file, err) : prepare(c, err);
	if (rc == 0)
		rc = db_exec(c, "COMMIT", NULL, 0, err);
	if (rc < 0)
		err_ignore(db_exec(c, "ROLLBACK", NULL, 0, &ignored));
	return rc;
}

int store_migrate(struct db_conn *c, struct err *err)
{
	struct recorded have = {.newest = 0};
	int64_t newest = 0;

	if (in_transaction(c, 0, NULL, err) < 0 || select_one(c, "SELECT max(version) FROM schema_migrations",
							   NULL, read_newest, &have, err) < 0)
		return err->code == ERR_CONFLICT ? -1 : store_fail(c, err);
	for (size_t i = 0; i < store_migrations.n; i++) {
		struct slice name = slice_of(store_migrations.items[i].path);
		if (!num_parse_i64(slice_cut(&name, '_'), 1, INT32_MAX, &newest))
			return err_set(err, ERR_INTERNAL, "migration %s has no number in front",
				store_migrations.items[i].path);
	}
	if (have.newest > newest)
		return err_set_why(err, ERR_CONFLICT, "store_newer",
			"askdb's store was written by a newer askdb (its tables are at version %lld, this "
			"one "
			"knows %lld): "
			"update askdb, or give it another store",
			(long long)have.newest, (long long)newest);
	for (size_t i = 0; i < store_migrations.n; i++) {
		const struct asset *file = &store_migrations.items[i];
		struct slice name = slice_of(file->path);
		int64_t version = 0;
		if (num_parse_i64(slice_cut(&name, '_'), 1, INT32_MAX, &version) &&
			in_transaction(c, version, file, err) < 0)
			return err->code == ERR_CONFLICT ? -1 : store_fail(c, err);
	}
	return 0;
}
