// SPDX-License-Identifier: Apache-2.0
/*
 * A pool of connections to one database, with a circuit breaker: after POOL_BREAKER_FAILURES failed opens in a row it
 * answers ERR_UPSTREAM at once for POOL_BREAKER_MS, then lets one attempt through. Locks internally.
 */
#pragma once

#include "db/driver.h"

enum { POOL_BREAKER_FAILURES = 5, POOL_BREAKER_MS = 30000 };

struct db_pool;

/* A pool of at most size connections, opened when first wanted. opt is copied. Drop with db_pool_unref(). */
struct db_pool *db_pool_new(const struct db_driver *driver, const struct db_options *opt, int size);

/* One more owner; returns p. */
struct db_pool *db_pool_ref(struct db_pool *p);

/* One owner less; the last one closes idle connections. Borrowed ones keep it alive. NULL is allowed. */
void db_pool_unref(struct db_pool *p);

/*
 * Borrow a connection, waiting at most until deadline_ms (monotonic; 0 = POOL_WAIT_MS from now).
 * Errors     ERR_BUSY (none free in time), ERR_CANCELLED, and those of db_open(). Give it back with db_pool_put().
 */
NODISCARD int db_pool_get(
	struct db_pool *p, int64_t deadline_ms, struct cancel *cancel, struct db_conn **out, struct err *err);

/* Give a connection back; one that is not alive is closed. c may be NULL. */
void db_pool_put(struct db_pool *p, struct db_conn *c);

struct db_pool_stats {
	int size, open, idle, waiting;
	bool breaker_open;
};

/* What the pool looks like now. */
struct db_pool_stats db_pool_stats(struct db_pool *p);
