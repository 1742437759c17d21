// SPDX-License-Identifier: Apache-2.0
/*
 * The stores that the tests run against: one in a temporary directory, and one in a database of its own on
 * the PostgreSQL server that ASKDB_TEST_PG names. What holds for a store is written once and checked on each.
 */
#pragma once

#include "base/arena.h"
#include "store/store.h"

struct test_store {
	const char *name; /* "sqlite", "postgresql" */
	struct store_options opt;
	struct store *s;
	struct arena *a;
	char dir[32];      /* of SQLite */
	char database[48]; /* of PostgreSQL */
};

struct test_stores {
	struct test_store items[2];
	size_t n; /* 1 without a server */
};

/* Open both; ends the process when one cannot be opened. */
void test_stores_open(struct test_stores *t);

/* Close, drop the database, remove the files. */
void test_stores_close(struct test_stores *t);

/* Close a store and open it again, as a restart does. */
void test_store_reopen(struct test_store *t);

/* End the process with the error's text unless rc is 0. */
void test_must(int rc, const char *what, const struct err *err);

#define MUST(call) test_must((call), #call, &err)
