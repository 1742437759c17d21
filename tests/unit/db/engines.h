// SPDX-License-Identifier: Apache-2.0
/*
 * The engines that the conformance tests run against: SQLite in a temporary directory, and a database of its own on
 * the PostgreSQL server that ASKDB_TEST_PG names. What holds for a driver is written once and checked on each.
 */
#pragma once

#include "base/arena.h"
#include "db/driver.h"

struct engine {
	const char *name;
	const struct db_driver *driver;
	struct db_options opt; /* read-only */
	struct db_conn *rw;    /* to make fixtures */
	struct db_conn *ro;    /* what the cases use */
};

struct engines {
	struct engine items[2];
	size_t n;
	struct arena *a;
	char dir[32];
	char database[32]; /* "" without a server */
};

/* Open both; a missing server leaves SQLite alone. Ends the process when something fails. */
void engines_open(struct engines *e);

/* Close, drop the database, remove the files. */
void engines_close(struct engines *e);

/* A connection of the superuser to the server's own database, or NULL without a server. Close with db_close(). */
struct db_conn *engines_admin(struct engines *e);

/* All rows as lines of "type:value|...", or "code: message". In the arena. */
const char *engine_ask(struct arena *a, struct db_conn *c, const char *sql);

/* As engine_ask(), for a query with parameters and limits; q->a is set here. */
const char *engine_query(struct arena *a, struct db_conn *c, struct db_query *q);

/* Run each statement of a list ended by NULL on e->rw; ends the process when one fails. */
void engine_make(struct engine *e, const char *const *statements);
