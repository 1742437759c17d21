// SPDX-License-Identifier: Apache-2.0
/* See target.h. */
#include "cli/target.h"

#include "base/file.h"
#include "catalog/snapshot.h"
#include "catalog/training.h"
#include "cli/cli.h"
#include "embed/embed.h"
#include "sample/sample.h"

#include <stdlib.h>

static enum sql_dialect dialect_of(enum db_dialect d)
{
	return d == DB_DIALECT_POSTGRES ? SQL_POSTGRES : SQL_SQLITE;
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

static int learn(struct target *t, const struct cli *cli, struct cancel *cancel, struct err *err)
{
	struct training_set set = {0};
	if (read_training(cli, &set, err) < 0)
		return -1;
	return cat_snapshot_from_conn(
		t->conn, training_docs(cli->a, &set), set.n, t->embedder, cancel, &t->snapshot, err);
}

static int open_url(struct target *t, const struct cli *cli, const char *url, struct err *err)
{
	const struct db_driver *driver;
	struct db_options opt = {0};
	if (db_url_parse(cli->a, url, &driver, &opt, err) < 0 || db_open(driver, &opt, &t->own, err) < 0)
		return -1;
	t->conn = t->own;
	t->dialect = dialect_of(driver->dialect);
	return 0;
}

/* NULL = the sample, or nothing. */
static const char *source_of(const struct cli *cli)
{
	const char *source = cli_value(cli, "source");
	if (!source && !cli_has(cli, "demo"))
		source = getenv("ASKDB_SOURCE");
	return source && source[0] ? source : NULL;
}

bool target_is_named(const struct cli *cli)
{
	return source_of(cli) || cli_has(cli, "demo");
}

int target_open(struct target *t, const struct cli *cli, struct cancel *cancel, struct err *err)
{
	const char *source = source_of(cli);
	if (!source && sample_path(cli->a, &source, err) < 0)
		return -1;
	int rc = open_url(t, cli, source, err);
	if (rc < 0)
		return -1;
	return learn(t, cli, cancel, err);
}

void target_close(struct target *t)
{
	cat_snapshot_unref(t->snapshot);
	db_close(t->own);
	embed_close(t->embedder);
}
