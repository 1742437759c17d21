// SPDX-License-Identifier: Apache-2.0
/* The hub: channels by name, kept for a while after they end, given up when nobody reads them; see channel.h. */
#include "http/channel_int.h"

#include "base/clock.h"
#include "base/limits.h"
#include "base/mem.h"

enum { SET_PER_TICK = 64 };

struct http_hub {
	pthread_mutex_t lock;
	struct http_channel *channels; /* one reference each */
};

struct http_hub *http_hub_new(void)
{
	struct http_hub *hub = mem_zalloc(1, sizeof *hub);

	pthread_mutex_init(&hub->lock, NULL);
	return hub;
}

void http_hub_free(struct http_hub *hub)
{
	if (!hub)
		return;
	while (hub->channels) {
		struct http_channel *ch = hub->channels;
		hub->channels = ch->next;
		http_channel_end(ch);
		http_channel_unref(ch);
	}
	pthread_mutex_destroy(&hub->lock);
	mem_free(hub);
}

/* Under the hub's lock: the place in the list that points to the channel called name, or to the list's end. */
static struct http_channel **find_named(struct http_hub *hub, const char *name)
{
	struct http_channel **at = &hub->channels;

	while (*at && !((*at)->name && str_eq((*at)->name, name)))
		at = &(*at)->next;
	return at;
}

int http_channel_new(struct http_hub *hub, const struct http_channel_options *opt, struct http_channel **out,
	struct err *err)
{
	pthread_mutex_lock(&hub->lock);
	struct http_channel **at = opt->name ? find_named(hub, opt->name) : &hub->channels;
	if (opt->name && *at) {
		struct http_channel *old = *at;
		if (!http_channel_has_ended(old)) {
			pthread_mutex_unlock(&hub->lock);
			return err_set(err, ERR_CONFLICT, "a stream called '%s' is running", opt->name);
		}
		*at = old->next;
		http_channel_unref(old);
	}
	struct http_channel *ch = channel_make(opt);
	ch->next = hub->channels;
	hub->channels = ch;
	pthread_mutex_unlock(&hub->lock);
	channel_watch_token(ch);
	*out = ch;
	return 0;
}

struct http_channel *http_channel_find(struct http_hub *hub, const char *name)
{
	pthread_mutex_lock(&hub->lock);
	struct http_channel *ch = *find_named(hub, name);
	if (ch)
		atomic_fetch_add(&ch->refs, 1);
	pthread_mutex_unlock(&hub->lock);
	return ch;
}

/* Is the work of this channel for nobody? */
static bool is_abandoned(struct http_channel *ch, int64_t now_ms)
{
	pthread_mutex_lock(&ch->shared.lock);
	bool abandoned = !ch->shared.ended && !ch->detach && ch->shared.n_readers == 0 &&
			 ch->shared.left_ms && now_ms - ch->shared.left_ms >= HTTP_LINGER_MS &&
			 !cancel_is_set(ch->cancel);
	pthread_mutex_unlock(&ch->shared.lock);
	return abandoned;
}

/* May an ended channel be forgotten? Adds its bytes to *kept when not. */
static bool is_old(struct http_channel *ch, int64_t now_ms, size_t *kept)
{
	pthread_mutex_lock(&ch->shared.lock);
	bool old = ch->shared.ended && (!ch->name || now_ms - ch->shared.ended_ms >= HTTP_CHANNEL_KEEP_MS ||
					       *kept + ch->shared.cap > HTTP_CHANNELS_BYTES_MAX);
	if (ch->shared.ended && !old)
		*kept += ch->shared.cap;
	pthread_mutex_unlock(&ch->shared.lock);
	return old;
}

void http_hub_tick(struct http_hub *hub, int64_t now_ms)
{
	struct cancel *to_set[SET_PER_TICK]; /* set without our locks: hooks run on this thread */
	size_t n = 0, kept = 0;

	pthread_mutex_lock(&hub->lock);
	for (struct http_channel **at = &hub->channels;
		*at;) { /* newest first, so the oldest are forgotten first */
		struct http_channel *ch = *at;
		if (is_old(ch, now_ms, &kept)) {
			*at = ch->next;
			http_channel_unref(ch);
			continue;
		}
		if (n < SET_PER_TICK && is_abandoned(ch, now_ms))
			to_set[n++] = cancel_ref(ch->cancel);
		at = &ch->next;
	}
	pthread_mutex_unlock(&hub->lock);
	for (size_t i = 0; i < n; i++) {
		cancel_set(to_set[i]);
		cancel_unref(to_set[i]);
	}
}

struct http_hub_stats http_hub_stats(struct http_hub *hub)
{
	struct http_hub_stats stats = {0};

	pthread_mutex_lock(&hub->lock);
	for (struct http_channel *ch = hub->channels; ch; ch = ch->next) {
		pthread_mutex_lock(&ch->shared.lock);
		stats.channels += !ch->shared.ended;
		stats.readers += ch->shared.n_readers;
		pthread_mutex_unlock(&ch->shared.lock);
	}
	pthread_mutex_unlock(&hub->lock);
	return stats;
}
