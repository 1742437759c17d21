// SPDX-License-Identifier: Apache-2.0
/*
 * What `askdb ask` learned about a SQLite file, kept in the cache directory when learning it took long, so that the next
 * question need not look at the whole database again. It is only a cache: whatever is wrong with it, the file is read.
 */
#pragma once

#include "catalog/snapshot.h"

/* What a snapshot is made for; borrowed. */
struct cache_request {
	struct db_conn *conn; /* to the file */
	const char *path;
	const struct cat_doc *docs;
	size_t n_docs;
	struct cancel *cancel;
};

/*
 * The snapshot of a SQLite file: from the cache while path, size and time of the file and of its journal are the same,
 * else from the connection. Errors: those of cat_snapshot_from_conn().
 */
NODISCARD int cache_snapshot(const struct cache_request *req, struct cat_snapshot **out, struct err *err);
