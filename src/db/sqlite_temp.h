// SPDX-License-Identifier: Apache-2.0
/*
 * A ceiling on the temporary files of one SQLite connection (what a sort, a GROUP BY or a materialised subquery spills):
 * SQLite itself has none, and a cross join can be sorted until a disk is full. Thread-confined, as the connection is;
 * what all connections hold together is counted without a lock.
 */
#pragma once

#include "base/defs.h"

struct sqlite_temp;

/* Why a write to a temporary file was refused since sqlite_temp_begin(). */
enum sqlite_temp_refusal {
	SQLITE_TEMP_NONE,
	SQLITE_TEMP_OWN,  /* the connection has reached its own ceiling */
	SQLITE_TEMP_TOTAL /* all connections of the process have reached theirs */
};

/*
 * A file system for SQLite that is the default one but for the ceilings: max_bytes for this connection, total_bytes for
 * what all of them hold. A write beyond either fails with SQLITE_FULL.
 * Caller frees with sqlite_temp_free() after its connection is closed. Aborts where SQLite has no default file system.
 */
struct sqlite_temp *sqlite_temp_new(int64_t max_bytes, int64_t total_bytes) __attribute__((returns_nonnull));

/* What sqlite3_open_v2() takes as its last argument; lives as long as t. */
const char *sqlite_temp_name(const struct sqlite_temp *t);

/* A statement starts: forget the refusals of the one before. */
void sqlite_temp_begin(struct sqlite_temp *t);

/* Was a write refused since then, and by which ceiling? */
enum sqlite_temp_refusal sqlite_temp_refused(const struct sqlite_temp *t);

/* Take the file system away; no connection may use it any more. NULL is allowed. */
void sqlite_temp_free(struct sqlite_temp *t);
