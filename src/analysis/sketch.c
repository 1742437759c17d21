// SPDX-License-Identifier: Apache-2.0
/* Counting distinct and most common values: exact tables that turn into sketches when they are full. */
#include "analysis/sketch.h"

#include "base/arena.h"
#include "base/mem.h"

#include <math.h>
#include <stdlib.h>

static uint64_t multiply_fold(uint64_t a, uint64_t b)
{
	__extension__ unsigned __int128 product = (unsigned __int128)a * b;

	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static uint64_t word_at(const unsigned char *p, size_t n)
{
	uint64_t w = 0;

	memcpy(&w, p, n);
	return w;
}

uint64_t sketch_hash_word(uint64_t word)
{
	uint64_t h = multiply_fold(word ^ UINT64_C(0xA0761D6478BD642F), UINT64_C(0xE7037ED1A0B428DB));

	return multiply_fold(h ^ UINT64_C(0x8EBC6AF09C88C6E3), UINT64_C(0x589965CC75374CC3));
}

uint64_t sketch_hash(const void *p, size_t n)
{
	const unsigned char *bytes = p;
	uint64_t h = multiply_fold(n ^ UINT64_C(0x1D8E4E27C47D124F), UINT64_C(0xEB44ACCAB455D165));

	for (; n > 8; n -= 8, bytes += 8)
		h = multiply_fold(h ^ word_at(bytes, 8), UINT64_C(0xA0761D6478BD642F));
	h = multiply_fold(h ^ (n ? word_at(bytes, n) : 0), UINT64_C(0xE7037ED1A0B428DB));
	return multiply_fold(h ^ UINT64_C(0x8EBC6AF09C88C6E3), UINT64_C(0x589965CC75374CC3));
}

/* --- distinct --- */

static void register_hash(uint8_t *registers, uint64_t hash)
{
	uint64_t rest = hash << DISTINCT_BITS | UINT64_C(1) << (DISTINCT_BITS - 1);
	uint8_t rank = (uint8_t)(__builtin_clzll(rest) + 1);
	uint8_t *r = &registers[hash >> (64 - DISTINCT_BITS)];

	*r = MAX(*r, rank);
}

static void set_insert(uint64_t *set, size_t cap, uint64_t hash)
{
	size_t i = hash & (cap - 1);

	while (set[i])
		i = (i + 1) & (cap - 1);
	set[i] = hash;
}

/* A larger table, or the registers when the exact count ends here. */
static void set_grow(struct distinct *d)
{
	size_t cap = d->cap ? 2 * d->cap : 64;
	uint64_t *set = NULL;

	if (d->n >= DISTINCT_EXACT)
		d->registers = mem_zalloc((size_t)1 << DISTINCT_BITS, 1);
	else
		set = mem_zalloc(cap, sizeof *set);
	for (size_t i = 0; i < d->cap; i++)
		if (d->set[i]) {
			if (set)
				set_insert(set, cap, d->set[i]);
			else
				register_hash(d->registers, d->set[i]);
		}
	mem_free(d->set);
	d->set = set;
	d->cap = set ? cap : 0;
}

void distinct_add(struct distinct *d, uint64_t hash)
{
	hash += hash == 0; /* 0 marks a free slot */
	if (d->registers) {
		register_hash(d->registers, hash);
		return;
	}
	if (d->cap) {
		size_t i = hash & (d->cap - 1);

		for (; d->set[i]; i = (i + 1) & (d->cap - 1))
			if (d->set[i] == hash)
				return;
	}
	if (d->n >= DISTINCT_EXACT || 2 * (d->n + 1) > d->cap) {
		set_grow(d);
		if (d->registers) {
			register_hash(d->registers, hash);
			return;
		}
	}
	set_insert(d->set, d->cap, hash);
	d->n++;
}

/* The two series of Ertl (2017), "New cardinality estimation algorithms for HyperLogLog sketches", section 4. */
static double ertl_sigma(double x)
{
	double y = 1, z = x, last;

	if (x == 1)
		return INFINITY;
	do {
		x *= x;
		last = z;
		z += x * y;
		y += y;
	} while (z != last);
	return z;
}

static double ertl_tau(double x)
{
	double y = 1, z = 1 - x, last;

	if (x == 0 || x == 1)
		return 0;
	do {
		x = sqrt(x);
		last = z;
		y *= 0.5;
		z -= (1 - x) * (1 - x) * y;
	} while (z != last);
	return z / 3;
}

static uint64_t estimate(const uint8_t *registers)
{
	enum { Q = 64 - DISTINCT_BITS, M = 1 << DISTINCT_BITS };
	uint32_t counts[Q + 2] = {0};
	double z;

	for (size_t i = 0; i < M; i++)
		counts[registers[i]]++;
	z = M * ertl_tau(1 - (double)counts[Q + 1] / M);
	for (int k = Q; k >= 1; k--)
		z = 0.5 * (z + counts[k]);
	z += M * ertl_sigma((double)counts[0] / M);
	return (uint64_t)(M / (2 * log(2)) * M / z + 0.5);
}

uint64_t distinct_count(const struct distinct *d, bool *exact)
{
	*exact = !d->registers;
	return d->registers ? estimate(d->registers) : d->n;
}

size_t distinct_memory(const struct distinct *d)
{
	return d->cap * sizeof *d->set + (d->registers ? (size_t)1 << DISTINCT_BITS : 0);
}

void distinct_release(struct distinct *d)
{
	mem_free(d->set);
	mem_free(d->registers);
	*d = (struct distinct){0};
}

/* --- most common --- */

enum { COMMON_SLOTS = 2 * COMMON_COUNTERS };

static struct common_item *find_slot(struct common_item *items, uint64_t hash)
{
	size_t i = hash & (COMMON_SLOTS - 1);

	while (items[i].count && items[i].hash != hash)
		i = (i + 1) & (COMMON_SLOTS - 1);
	return &items[i];
}

/* The median count; counts above 254 are taken for 255, which lowers by less and is still right. */
static uint64_t median_count(const struct common_item *items, size_t n)
{
	uint32_t with[256] = {0};
	size_t seen = 0;

	for (size_t i = 0; i < COMMON_SLOTS; i++)
		with[MIN(items[i].count, (uint64_t)255)] += items[i].count > 0;
	for (unsigned count = 1; count < 255; count++) {
		seen += with[count];
		if (2 * seen >= n)
			return count;
	}
	return 255;
}

/* Lower every counter by the median: half of them fall to nothing and make room, each addition pays for it once. */
static void lower_all(struct common *c)
{
	struct common_item *old = c->items;
	uint64_t by = median_count(old, c->n);

	c->items = mem_zalloc(COMMON_SLOTS, sizeof *c->items);
	c->n = 0;
	c->lowered += by;
	for (size_t i = 0; i < COMMON_SLOTS; i++)
		if (old[i].count > by) {
			struct common_item *slot = find_slot(c->items, old[i].hash);

			*slot = old[i];
			slot->count -= by;
			c->n++;
		}
	mem_free(old);
}

void common_add(struct common *c, struct slice text, uint64_t hash)
{
	struct common_item *slot;

	if (!c->items)
		c->items = mem_zalloc(COMMON_SLOTS, sizeof *c->items);
	slot = find_slot(c->items, hash);
	if (slot->count) {
		slot->count++;
		return;
	}
	while (c->n == COMMON_COUNTERS) {
		lower_all(c);
		slot = find_slot(c->items, hash);
	}
	*slot = (struct common_item){.hash = hash, .count = 1};
	slot->n = (uint16_t)MIN(text.n, (size_t)COMMON_BYTES);
	memcpy(slot->text, text.p ? text.p : "", slot->n);
	c->n++;
}

static int by_count_down(const void *a, const void *b)
{
	const struct common_item *x = a, *y = b;
	int order = memcmp(x->text, y->text, MIN(x->n, y->n));

	if (x->count != y->count)
		return x->count < y->count ? 1 : -1;
	return order ? order : (x->n > y->n) - (x->n < y->n);
}

struct common_item *common_top(const struct common *c, size_t k, struct arena *a, size_t *n)
{
	struct common_item *all = arena_alloc(a, MAX(c->n, (size_t)1) * sizeof *all);
	size_t m = 0;

	for (size_t i = 0; c->items && i < COMMON_SLOTS; i++)
		if (c->items[i].count)
			all[m++] = c->items[i];
	qsort(all, m, sizeof *all, by_count_down);
	*n = MIN(m, k);
	return all;
}

size_t common_memory(const struct common *c)
{
	return c->items ? COMMON_SLOTS * sizeof *c->items : 0;
}

void common_release(struct common *c)
{
	mem_free(c->items);
	*c = (struct common){0};
}
