// SPDX-License-Identifier: Apache-2.0
/* See resolve.h. glibc's getaddrinfo_a() asks on a thread of its own; we look at it, the deadline and the token. */
#include "db/resolve.h"

#include "base/arena.h"
#include "base/cancel.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/vec.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { LOOK_MS = 20, ADDRESSES_MAX = 16 };

struct lookup {
	struct gaicb request;
	struct addrinfo hints;
	char host[DB_HOST_MAX + 1];
};

/* A lookup that cannot be stopped is still written to by the resolver's thread: it is left to it. */
static void lookup_drop(struct lookup *l)
{
	int state = gai_error(&l->request);

	if (state == EAI_INPROGRESS && gai_cancel(&l->request) == EAI_NOTCANCELED)
		return;
	if (l->request.ar_result)
		freeaddrinfo(l->request.ar_result);
	mem_free(l);
}

static int wait_for(struct lookup *l, int64_t deadline_ms, struct cancel *cancel, struct err *err)
{
	const struct gaicb *list[] = {&l->request};
	const struct timespec look = {.tv_nsec = LOOK_MS * 1000000L};

	while (gai_error(&l->request) == EAI_INPROGRESS) {
		if (cancel_is_set(cancel))
			return err_set(err, ERR_CANCELLED, "looking up the host was cancelled");
		if (clock_left_ms(deadline_ms) == 0)
			return err_set(err, ERR_TIMEOUT,
				"the name server did not say in time where %s is; check the server's DNS "
				"settings",
				l->host);
		gai_suspend(list, 1, &look);
	}
	return 0;
}

static int fail(const struct lookup *l, int code, struct err *err)
{
	if (code == EAI_NONAME || code == EAI_NODATA || code == EAI_ADDRFAMILY)
		return err_set(err, ERR_NOT_FOUND, "no host is called %s; check the spelling", l->host);
	return err_set(err, ERR_UPSTREAM, "looking up %s failed: %s; check the server's DNS settings",
		l->host, gai_strerror(code));
}

static void take_addresses(struct arena *a, const struct addrinfo *list, struct db_addresses *out)
{
	VEC(struct db_address) found = {0};

	for (; list && found.n < ADDRESSES_MAX; list = list->ai_next) {
		struct db_address address = {.family = list->ai_family};
		const void *bytes =
			list->ai_family == AF_INET6
				? (const void *)&((const struct sockaddr_in6 *)(const void *)list->ai_addr)
					  ->sin6_addr
				: (const void *)&((const struct sockaddr_in *)(const void *)list->ai_addr)
					  ->sin_addr;
		if (inet_ntop(list->ai_family, bytes, address.text, sizeof address.text))
			vec_push(&found, a, address);
	}
	out->items = found.items;
	out->n = found.n;
}

int db_resolve(struct arena *a, const char *host, int64_t deadline_ms, struct cancel *cancel,
	struct db_addresses *out, struct err *err)
{
	struct db_addresses found = {0};

	if (!host || host[0] == '\0' || strnlen(host, DB_HOST_MAX + 1) > DB_HOST_MAX)
		return err_set(err, ERR_INVALID, "a host name has 1 to %d bytes", DB_HOST_MAX);
	struct lookup *l = mem_zalloc(1, sizeof *l);
	struct gaicb *list[] = {&l->request};

	snprintf(l->host, sizeof l->host, "%s", host);
	l->hints = (struct addrinfo){.ai_socktype = SOCK_STREAM};
	l->request.ar_name = l->host;
	l->request.ar_request = &l->hints;
	int rc = getaddrinfo_a(GAI_NOWAIT, list, 1, NULL);
	if (rc) {
		fail(l, rc, err);
		mem_free(l);
		return -1;
	}
	rc = wait_for(l, deadline_ms, cancel, err);
	if (rc == 0 && gai_error(&l->request) != 0)
		rc = fail(l, gai_error(&l->request), err);
	if (rc == 0)
		take_addresses(a, l->request.ar_result, &found);
	if (rc == 0 && found.n == 0)
		rc = fail(l, EAI_NONAME, err);
	lookup_drop(l);
	if (rc == 0)
		*out = found;
	return rc;
}
