// SPDX-License-Identifier: Apache-2.0
/* See target.h. */
#include "cli/target.h"

#include "base/clock.h"
#include "base/file.h"
#include "catalog/catalog.h"
#include "catalog/training.h"
#include "cli/cache.h"
#include "cli/cli.h"
#include "sample/sample.h"

#include <stdlib.h>

static enum sql_dialect dialect_of(enum db_dialect d)
{
	return d == DB_DIALECT_POSTGRES ? SQL_POSTGRES : SQL_SQLITE;
}

/* A word without anything that makes it a path or a URL. */
static bool is_name(const char *source)
{
	return !strpbrk(source, "/.:") && !file_is_readable(source);
}

/* The sample in the cache directory, written when it is missing. */
static int sample_path(struct arena *a, const char **path, struct err *err)
{
	const char *dir;
	if (file_cache_dir(a, &dir, err) < 0 || file_make_dir(dir, 0700, err) < 0)
		return -1;
	*path = arena_printf(a, "%s/sample.sqlite", dir);
	return file_is_readable(*path) ? 0 : sample_write(*path, err);
}

static int read_training(const struct cli *cli, struct training_set *out, struct err *err)
{
	const char *dir = cli_value(cli, "training");
	if (dir)
		return training_read_dir(cli->a, dir, out, err);
	return cli_has(cli, "demo") ? sample_training(cli->a, out, err) : 0;
}

/* path: of a SQLite file, or NULL. */
static int learn(
	struct target *t, const struct cli *cli, const char *path, struct cancel *cancel, struct err *err)
{
	struct training_set set = {0};
	if (read_training(cli, &set, err) < 0)
		return -1;
	const struct cat_doc *docs = training_docs(cli->a, &set);
	if (!path)
		return cat_snapshot_from_conn(t->conn, docs, set.n, NULL, cancel, &t->snapshot, err);
	struct cache_request req = {
		.conn = t->conn, .path = path, .docs = docs, .n_docs = set.n, .cancel = cancel};
	return cache_snapshot(&req, &t->snapshot, err);
}

/* *path (in the arena): of a SQLite file; else NULL. */
static int open_url(
	struct target *t, const struct cli *cli, const char *url, const char **path, struct err *err)
{
	const struct db_driver *driver;
	struct db_options opt = {0};
	if (db_url_parse(cli->a, url, &driver, &opt, err) < 0 || db_open(driver, &opt, &t->own, err) < 0)
		return -1;
	t->conn = t->own;
	t->dialect = dialect_of(driver->dialect);
	*path = opt.path;
	return 0;
}

static int open_registered(
	struct target *t, const struct cli *cli, const char *name, struct cancel *cancel, struct err *err)
{
	struct store_source src;
	struct err unsynced = ERR_INIT;
	t->composition.data_dir = cli_value(cli, "data-dir");
	t->composition.without_jobs = true;
	if (composition_open(&t->composition, err) < 0)
		return str_eq(err->why, "store_locked")
			       ? err_wrap(err, "a server is using the data directory; ask it with --url "
					       "http://HOST:PORT")
			       : -1;
	const struct api_services *s = &t->composition.services;
	if (source_find(s->sources, cli->a, name, &src, err) < 0)
		return err_wrap(err, "\"%s\" is neither a file nor a registered source", name);
	if (source_acquire(s->sources, src.id, 0, cancel, &t->lease, err) < 0)
		return -1;
	t->conn = t->lease.conn;
	t->dialect = dialect_of(t->lease.dialect);
	if (catalog_snapshot(s->catalog, src.id, cancel, &t->snapshot, &unsynced) < 0)
		t->snapshot = NULL; /* never synced: it is looked at now */
	return 0;
}

const char *target_source(const struct cli *cli)
{
	const char *source = cli_value(cli, "source");
	if (!source && !cli_has(cli, "demo"))
		source = getenv("ASKDB_SOURCE");
	return source && source[0] ? source : NULL;
}

int target_open(struct target *t, const struct cli *cli, struct cancel *cancel, struct err *err)
{
	const char *source = target_source(cli), *path = NULL;
	if (!source && sample_path(cli->a, &source, err) < 0)
		return -1;
	int rc = is_name(source) ? open_registered(t, cli, source, cancel, err)
				 : open_url(t, cli, source, &path, err);
	if (rc < 0)
		return -1;
	return t->snapshot ? 0 : learn(t, cli, path, cancel, err);
}

void target_close(struct target *t)
{
	cat_snapshot_unref(t->snapshot);
	source_release(&t->lease);
	db_close(t->own);
	composition_close(&t->composition);
}
