// SPDX-License-Identifier: Apache-2.0
/*
 * See resolve.h. getaddrinfo() cannot be stopped, so it runs on a thread of its own that shares a counted struct with
 * the one who asks; whoever is last frees it. An address in text needs no thread.
 */
#include "db/resolve.h"

#include "base/arena.h"
#include "base/cancel.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/vec.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { ADDRESSES_MAX = 16 };

struct lookup {
	char host[DB_HOST_MAX + 1];
	struct {
		pthread_mutex_t lock; /* guards what follows */
		pthread_cond_t changed;
		int refs; /* the one who asks and the thread */
		bool done;
		int code; /* getaddrinfo()'s, when done */
		struct addrinfo *list;
	} shared;
};

static struct lookup *lookup_new(const char *host)
{
	struct lookup *l = mem_zalloc(1, sizeof *l);
	pthread_condattr_t attr;

	snprintf(l->host, sizeof l->host, "%s", host);
	l->shared.refs = 1;
	pthread_mutex_init(&l->shared.lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&l->shared.changed, &attr);
	pthread_condattr_destroy(&attr);
	return l;
}

static void lookup_unref(struct lookup *l)
{
	pthread_mutex_lock(&l->shared.lock);
	int refs = --l->shared.refs;
	pthread_mutex_unlock(&l->shared.lock);
	if (refs)
		return;
	if (l->shared.list)
		freeaddrinfo(l->shared.list);
	pthread_cond_destroy(&l->shared.changed);
	pthread_mutex_destroy(&l->shared.lock);
	mem_free(l);
}

static int look_up(const char *host, int flags, struct addrinfo **list)
{
	const struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = flags};

	return getaddrinfo(host, NULL, &hints, list);
}

static void finish(struct lookup *l, int code, struct addrinfo *list)
{
	pthread_mutex_lock(&l->shared.lock);
	l->shared.done = true;
	l->shared.code = code;
	l->shared.list = list;
	pthread_cond_broadcast(&l->shared.changed);
	pthread_mutex_unlock(&l->shared.lock);
}

static void *run(void *p)
{
	struct lookup *l = p;
	struct addrinfo *list = NULL;
	int code = look_up(l->host, 0, &list);

	finish(l, code, code ? NULL : list);
	lookup_unref(l);
	return NULL;
}

static int start(struct lookup *l, struct err *err)
{
	struct addrinfo *list = NULL;
	pthread_attr_t attr;
	pthread_t thread;

	if (look_up(l->host, AI_NUMERICHOST, &list) == 0) {
		finish(l, 0, list);
		return 0;
	}
	l->shared.refs++;
	pthread_attr_init(&attr);
	pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
	int rc = pthread_create(&thread, &attr, run, l);
	pthread_attr_destroy(&attr);
	if (rc == 0)
		return 0;
	l->shared.refs--;
	return err_set(
		err, ERR_BUSY, "no thread could be started to look up %s: %s", l->host, strerrordesc_np(rc));
}

static void wake(void *p)
{
	struct lookup *l = p;

	pthread_mutex_lock(&l->shared.lock);
	pthread_cond_broadcast(&l->shared.changed);
	pthread_mutex_unlock(&l->shared.lock);
}

static int wait_for(struct lookup *l, int64_t deadline_ms, struct cancel *cancel, struct err *err)
{
	struct cancel_hook hook = {.fn = wake, .p = l};
	/* No deadline is a far one: the resolver gives up by itself long before. */
	int64_t until_ms = deadline_ms ? deadline_ms : clock_mono_ms() + 10 * (int64_t)CONNECT_TIMEOUT_MS;
	struct timespec until = {.tv_sec = until_ms / 1000, .tv_nsec = until_ms % 1000 * 1000000};
	int rc = 0;

	cancel_hook(cancel, &hook);
	pthread_mutex_lock(&l->shared.lock);
	while (!l->shared.done && rc == 0) {
		if (cancel_is_set(cancel))
			rc = err_set(err, ERR_CANCELLED, "looking up the host was cancelled");
		else if (pthread_cond_timedwait(&l->shared.changed, &l->shared.lock, &until) != 0 &&
			 !l->shared.done)
			rc = err_set(err, ERR_TIMEOUT,
				"the name server did not say in time where %s is; check the server's DNS "
				"settings",
				l->host);
	}
	pthread_mutex_unlock(&l->shared.lock);
	cancel_unhook(cancel, &hook);
	return rc;
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
	struct lookup *l = lookup_new(host);
	int rc = start(l, err);
	if (rc == 0)
		rc = wait_for(l, deadline_ms, cancel, err);
	if (rc == 0 && l->shared.code) /* done: the thread writes no more */
		rc = fail(l, l->shared.code, err);
	if (rc == 0)
		take_addresses(a, l->shared.list, &found);
	if (rc == 0 && found.n == 0)
		rc = fail(l, EAI_NONAME, err);
	lookup_unref(l);
	if (rc == 0)
		*out = found;
	return rc;
}
