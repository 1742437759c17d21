// SPDX-License-Identifier: Apache-2.0
/* See cancel.h. Hooks run without the lock; cancel_unhook() waits for a running one, so what it points to can die. */
#include "base/cancel.h"

#include "base/mem.h"

#include <pthread.h>
#include <stdatomic.h>

struct cancel {
	atomic_bool set;
	atomic_int refs;
	struct {
		pthread_mutex_t lock; /* guards hooks and each hook's next and running */
		pthread_cond_t idle;
		struct cancel_hook *hooks;
	} shared;
};

struct cancel *cancel_new(void)
{
	struct cancel *c = mem_zalloc(1, sizeof *c);

	atomic_init(&c->refs, 1);
	pthread_mutex_init(&c->shared.lock, NULL);
	pthread_cond_init(&c->shared.idle, NULL);
	return c;
}

struct cancel *cancel_ref(struct cancel *c)
{
	if (c)
		atomic_fetch_add(&c->refs, 1);
	return c;
}

void cancel_unref(struct cancel *c)
{
	if (!c || atomic_fetch_sub(&c->refs, 1) != 1)
		return;
	pthread_mutex_destroy(&c->shared.lock);
	pthread_cond_destroy(&c->shared.idle);
	mem_free(c);
}

void cancel_set(struct cancel *c)
{
	if (!c)
		return;
	cancel_ref(c); /* a hook may drop the last other reference */
	atomic_store(&c->set, true);
	pthread_mutex_lock(&c->shared.lock);
	while (c->shared.hooks) {
		struct cancel_hook *h = c->shared.hooks;
		c->shared.hooks = h->next;
		h->running = true;
		pthread_mutex_unlock(&c->shared.lock);
		h->fn(h->p);
		pthread_mutex_lock(&c->shared.lock);
		h->running = false;
		pthread_cond_broadcast(&c->shared.idle);
	}
	pthread_mutex_unlock(&c->shared.lock);
	cancel_unref(c);
}

bool cancel_is_set(const struct cancel *c)
{
	return c && atomic_load(&c->set);
}

void cancel_hook(struct cancel *c, struct cancel_hook *hook)
{
	if (!c)
		return;
	hook->running = false;
	pthread_mutex_lock(&c->shared.lock);
	bool now = atomic_load(&c->set);
	if (!now) {
		hook->next = c->shared.hooks;
		c->shared.hooks = hook;
	}
	pthread_mutex_unlock(&c->shared.lock);
	if (now)
		hook->fn(hook->p);
}

void cancel_unhook(struct cancel *c, struct cancel_hook *hook)
{
	if (!c)
		return;
	pthread_mutex_lock(&c->shared.lock);
	for (struct cancel_hook **at = &c->shared.hooks; *at; at = &(*at)->next) {
		if (*at == hook) {
			*at = hook->next;
			break;
		}
	}
	while (hook->running)
		pthread_cond_wait(&c->shared.idle, &c->shared.lock);
	pthread_mutex_unlock(&c->shared.lock);
}
