// SPDX-License-Identifier: Apache-2.0
/*
 * The cache of snapshots. A reader takes the lock for as long as it takes to count a reference; building happens under
 * the slot's own lock, beside the readers, and ends with a swap of one pointer.
 */
#include "catalog/catalog_int.h"

#include "base/arena.h"
#include "base/mem.h"

struct catalog *catalog_new(const struct catalog_options *opt)
{
	struct catalog *c = mem_zalloc(1, sizeof *c);

	c->opt = *opt;
	pthread_mutex_init(&c->shared.lock, NULL);
	return c;
}

void catalog_free(struct catalog *c)
{
	if (!c)
		return;
	while (c->shared.slots) {
		struct catalog_slot *slot = c->shared.slots;

		c->shared.slots = slot->next;
		cat_snapshot_unref(slot->snapshot);
		pthread_mutex_destroy(&slot->build);
		pthread_mutex_destroy(&slot->starting);
		mem_free(slot);
	}
	pthread_mutex_destroy(&c->shared.lock);
	mem_free(c);
}

/* Under shared.lock. */
static struct catalog_slot *find_slot(struct catalog *c, const char *source_id)
{
	for (struct catalog_slot *s = c->shared.slots; s; s = s->next)
		if (str_eq(s->source_id, source_id))
			return s;
	return NULL;
}

struct catalog_slot *catalog_slot_of(struct catalog *c, const char *source_id)
{
	struct catalog_slot *slot;

	pthread_mutex_lock(&c->shared.lock);
	slot = find_slot(c, source_id);
	if (!slot) {
		slot = mem_zalloc(1, sizeof *slot);
		memcpy(slot->source_id, source_id, strnlen(source_id, UUID_LEN - 1));
		pthread_mutex_init(&slot->build, NULL);
		pthread_mutex_init(&slot->starting, NULL);
		slot->next = c->shared.slots;
		c->shared.slots = slot;
	}
	pthread_mutex_unlock(&c->shared.lock);
	return slot;
}

/* The snapshot in memory with one reference more, or NULL. */
static struct cat_snapshot *peek(struct catalog *c, const char *source_id)
{
	struct catalog_slot *slot;
	struct cat_snapshot *s = NULL;

	pthread_mutex_lock(&c->shared.lock);
	slot = find_slot(c, source_id);
	if (slot)
		s = cat_snapshot_ref(slot->snapshot);
	pthread_mutex_unlock(&c->shared.lock);
	return s;
}

static void swap_in(struct catalog *c, struct catalog_slot *slot, struct cat_snapshot *fresh)
{
	struct cat_snapshot *old;

	pthread_mutex_lock(&c->shared.lock);
	old = slot->snapshot;
	slot->snapshot = fresh;
	pthread_mutex_unlock(&c->shared.lock);
	cat_snapshot_unref(old);
}

int catalog_synced_source(
	struct catalog *c, struct arena *a, const char *source_id, struct store_source *out, struct err *err)
{
	struct store_source src;

	if (store_source_get(store_auto(c->opt.store), a, source_id, &src, err) < 0)
		return -1;
	if (src.last_synced == 0)
		return err_set_why(err, ERR_CONFLICT, "source_not_synced",
			"The data source \"%s\" has not been synced yet; start a sync and try again when it "
			"is done.",
			src.name);
	*out = src;
	return 0;
}

/* A slot is made only for a source that exists, so that guessed ids cost no memory. */
static int require_synced(struct catalog *c, const char *source_id, struct err *err)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct store_source src;

	return catalog_synced_source(c, a, source_id, &src, err);
}

int catalog_publish(struct catalog *c, const char *source_id, struct cancel *cancel, struct err *err)
{
	struct cat_snapshot *fresh;
	struct catalog_slot *slot;
	int rc;

	if (require_synced(c, source_id, err) < 0)
		return -1;
	slot = catalog_slot_of(c, source_id);
	pthread_mutex_lock(&slot->build);
	rc = catalog_build(c, source_id, cancel, &fresh, err);
	if (rc == 0)
		swap_in(c, slot, fresh);
	else if (err->code == ERR_CONFLICT) /* emptied: the old tables must not be answered from */
		swap_in(c, slot, NULL);
	pthread_mutex_unlock(&slot->build);
	return rc;
}

int catalog_snapshot(struct catalog *c, const char *source_id, struct cancel *cancel,
	struct cat_snapshot **out, struct err *err)
{
	struct cat_snapshot *s = peek(c, source_id);
	struct catalog_slot *slot;
	int rc = 0;

	if (!s) {
		if (require_synced(c, source_id, err) < 0)
			return -1;
		slot = catalog_slot_of(c, source_id);
		pthread_mutex_lock(&slot->build);
		s = peek(c, source_id); /* another thread may have built it while this one waited */
		if (!s) {
			rc = catalog_build(c, source_id, cancel, &s, err);
			if (rc == 0)
				swap_in(c, slot, cat_snapshot_ref(s));
		}
		pthread_mutex_unlock(&slot->build);
	}
	if (rc == 0)
		*out = s;
	return rc;
}

void catalog_forget(struct catalog *c, const char *source_id)
{
	struct cat_snapshot *old = NULL;
	struct catalog_slot *slot;

	pthread_mutex_lock(&c->shared.lock);
	slot = find_slot(c, source_id);
	if (slot)
		old = TAKE(slot->snapshot);
	pthread_mutex_unlock(&c->shared.lock);
	cat_snapshot_unref(old);
}
