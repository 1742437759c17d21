// SPDX-License-Identifier: Apache-2.0
/* What the source and train commands share. */
#pragma once

#include "base/err.h"
#include "cli/compose.h"
#include "cli/server.h"

struct cli;

/* Either a server (url named) or the data directory itself, opened. */
struct place {
	bool is_remote;
	struct server server;
	struct composition composition; /* when not remote */
};

/*
 * Find where sources live: --url or ASKDB_URL, else the data directory (--data-dir). with_jobs: jobs are going to run.
 * Errors     those of composition_open(). Close with place_close(), after a failure as well.
 */
NODISCARD int place_open(struct place *p, const struct cli *cli, bool with_jobs, struct err *err);

/* Close what is open. */
void place_close(struct place *p);

/* Sync a source and wait for its end, on either kind of place. ERR_TIMEOUT after SYNC_WAIT_MS, ERR_UPSTREAM with the sync's own words. */
NODISCARD int place_sync(
	const struct place *p, const struct cli *cli, const char *source_id, struct err *err);
