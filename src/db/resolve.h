// SPDX-License-Identifier: Apache-2.0
/*
 * Host names to addresses, with a deadline: the system's resolver alone may take half a minute, and libpq would wait
 * for it without looking up.
 */
#pragma once

#include "base/err.h"

#include <netinet/in.h>

struct arena;
struct cancel;

struct db_address {
	int family; /* AF_INET or AF_INET6 */
	char text[INET6_ADDRSTRLEN];
};

struct db_addresses {
	struct db_address *items; /* in the resolver's order of preference; never empty */
	size_t n;
};

/*
 * The addresses of a host name or of an address in text, in the arena.
 * deadline_ms   monotonic; 0 = none.     cancel  may be NULL.
 * Errors        ERR_NOT_FOUND (no such name), ERR_UPSTREAM (the resolver failed), ERR_TIMEOUT, ERR_CANCELLED,
 *               ERR_INVALID.   Threads: any.   Blocks: yes.
 */
NODISCARD int db_resolve(struct arena *a, const char *host, int64_t deadline_ms, struct cancel *cancel,
	struct db_addresses *out, struct err *err);
