// SPDX-License-Identifier: Apache-2.0
/*
 * Entries stand in insertion order in one array; a second array of indices is the hash table, linear probing,
 * at most half full. See map.h.
 */
#include "base/map.h"

#include "base/arena.h"
#include "base/hash.h"
#include "base/vec.h"

struct entry {
	struct slice key;
	uint64_t hash;
	void *value;
};

struct map {
	struct arena *a;
	VEC(struct entry) entries;
	uint32_t *slots; /* index + 1; 0 = empty */
	size_t n_slots;
};

struct map *map_new(struct arena *a)
{
	struct map *m = ARENA_NEW(a, struct map);

	m->a = a;
	return m;
}

static uint32_t *slot_of(const struct map *m, struct slice key, uint64_t hash)
{
	size_t i = hash & (m->n_slots - 1);

	while (m->slots[i]) {
		const struct entry *e = &m->entries.items[m->slots[i] - 1];
		if (e->hash == hash && slice_eq(e->key, key))
			break;
		i = (i + 1) & (m->n_slots - 1);
	}
	return &m->slots[i];
}

static void rehash(struct map *m)
{
	m->n_slots = m->n_slots ? m->n_slots * 2 : 16;
	m->slots = ARENA_ARRAY(m->a, uint32_t, m->n_slots);
	for (size_t i = 0; i < m->entries.n; i++)
		*slot_of(m, m->entries.items[i].key, m->entries.items[i].hash) = (uint32_t)i + 1;
}

void *map_find(const struct map *m, struct slice key)
{
	if (m->entries.n == 0)
		return NULL;
	const uint32_t *slot = slot_of(m, key, hash_seeded(key.p, key.n));
	return *slot ? m->entries.items[*slot - 1].value : NULL;
}

void *map_put(struct map *m, struct slice key, void *value)
{
	uint64_t hash = hash_seeded(key.p, key.n);

	if ((m->entries.n + 1) * 2 > m->n_slots)
		rehash(m);
	uint32_t *slot = slot_of(m, key, hash);
	if (*slot) {
		struct entry *e = &m->entries.items[*slot - 1];
		void *old = e->value;
		e->value = value;
		return old;
	}
	struct slice copy = {arena_strndup(m->a, key.p, key.n), key.n};
	vec_push(&m->entries, m->a, (struct entry){copy, hash, value});
	*slot = (uint32_t)m->entries.n;
	return NULL;
}

size_t map_count(const struct map *m)
{
	return m->entries.n;
}

struct slice map_at(const struct map *m, size_t i, void **value)
{
	if (value)
		*value = m->entries.items[i].value;
	return m->entries.items[i].key;
}
