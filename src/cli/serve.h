// SPDX-License-Identifier: Apache-2.0
/* The server's composition: opens the rooms in order, runs until told to stop, closes them in the other order. */
#pragma once

#include "base/err.h"
#include "base/limits.h"
#include "base/log.h"

struct serve_options {
	const char *host;     /* NULL = 127.0.0.1 */
	int port;             /* 0 = any free one */
	const char *data_dir; /* NULL = the user's data directory (XDG) */
	const char *ui_dir;   /* serve the pages from this folder; NULL = those in the binary */
	bool demo;            /* register the sample database, unless a person has deleted it */
	int64_t drain_ms;     /* how long what runs may go on after the signal to stop */
	enum log_format log_format;
};

#define SERVE_OPTIONS_INIT ((struct serve_options){.port = 8000, .drain_ms = HTTP_DRAIN_MS})

/*
 * Serve until SIGTERM or SIGINT, then drain; a second signal ends the process at once. Prints exactly one
 * line on stdout, "askdb ready http://HOST:PORT", when everything answers; all else goes to the log.
 * Errors     ERR_INVALID (a setting), ERR_DENIED (not loopback and no ASKDB_API_KEY), ERR_CONFLICT (the port or the data
 *            directory is in use), ERR_INTERNAL.   Threads: the main thread, before any other was started.   Blocks: yes.
 */
NODISCARD int serve_run(const struct serve_options *opt, struct err *err);
