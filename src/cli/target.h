// SPDX-License-Identifier: Apache-2.0
/*
 * Which database a question is about, without a server: a file, a URL, the sample, or a source registered in the data
 * directory. Opening gives a read-only connection and the snapshot of what is known about it.
 */
#pragma once

#include "base/err.h"
#include "cli/compose.h"
#include "source/source.h"
#include "sql/dialect.h"

struct cancel;
struct cat_snapshot;
struct cli;

struct target {
	struct db_conn *conn; /* read-only */
	struct cat_snapshot *snapshot;
	enum sql_dialect dialect;
	/* not for callers */
	struct db_conn *own;
	struct source_lease lease;
	struct composition composition; /* of a registered source */
};

/* What --source, else ASKDB_SOURCE, says; NULL when neither does, or --demo is given instead. */
const char *target_source(const struct cli *cli);

/*
 * Open what the command's --source (a path, a URL, a name; else ASKDB_SOURCE), --demo and --training say. *t is zeroed by the caller.
 * Errors     ERR_NOT_FOUND, ERR_CONFLICT (a server has the data directory), those of
 *            db_open() and cat_snapshot_from_conn(). Close with target_close(), after a failure as well.
 */
NODISCARD int target_open(struct target *t, const struct cli *cli, struct cancel *cancel, struct err *err);

/* Close what is open. */
void target_close(struct target *t);
