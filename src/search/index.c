// SPDX-License-Identifier: Apache-2.0
/*
 * See search.h: building, sharing and dropping an index. Postings are made in two passes over the documents' words, so
 * that each term's list is one exact piece of one array.
 */
#include "search/index.h"

#include "base/arena.h"
#include "base/map.h"
#include "search/words.h"

#include <assert.h>
#include <string.h>

/* A term while the index is being built. */
struct building {
	struct term term; /* first: what the map hands out in the end */
	struct posting *fill;
	uint32_t seen_in; /* the last document it was met in, plus one */
};

/* The words of all documents one after another; document i has the next lengths[i] of them. */
struct occurrences {
	struct building **items;
	size_t n, cap;
};

static void copy_vectors(struct search_index *ix, const struct search_doc *docs)
{
	const size_t align = 64;

	for (size_t i = 0; i < ix->n; i++)
		ix->n_vectors += docs[i].vector != NULL;
	char *memory = arena_alloc(ix->arena, ix->n_vectors * EMBED_DIM * sizeof(float) + align);
	float *to = (float *)(void *)(memory + (align - (uintptr_t)memory % align) % align);
	ix->vectors = to;
	ix->doc_of_vector = ARENA_ARRAY(ix->arena, uint32_t, ix->n_vectors);
	ix->vector_of_doc = ARENA_ARRAY(ix->arena, uint32_t, ix->n);
	for (size_t i = 0, v = 0; i < ix->n; i++) {
		ix->vector_of_doc[i] = NO_VECTOR;
		if (!docs[i].vector)
			continue;
		memcpy(to + v * EMBED_DIM, docs[i].vector, EMBED_DIM * sizeof *to);
		ix->doc_of_vector[v] = (uint32_t)i;
		ix->vector_of_doc[i] = (uint32_t)v++;
	}
}

/* First pass: the words of document i, counted in its length and, once a document, in each term's n. */
static void count_words(
	struct search_index *ix, struct arena *scratch, struct slice text, size_t i, struct occurrences *all)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct words words = {0};

	words_add(a, text, WORDS_OF_DOCUMENT, &words);
	ix->lengths[i] = (uint32_t)words.n;
	for (size_t w = 0; w < words.n; w++) {
		struct building *b = map_find(ix->terms, words.items[w].term);
		if (!b) {
			b = ARENA_NEW(ix->arena, struct building);
			map_put(ix->terms, words.items[w].term, b);
		}
		if (b->seen_in != i + 1)
			b->term.n++;
		b->seen_in = (uint32_t)i + 1;
		vec_push(all, scratch, b);
	}
}

/* Between the passes: cut one array into the terms' lists. */
static void place_postings(struct search_index *ix)
{
	size_t total = 0;
	void *value;

	for (size_t t = 0; t < map_count(ix->terms); t++) {
		map_at(ix->terms, t, &value);
		total += ((struct building *)value)->term.n;
	}
	struct posting *next = ARENA_ARRAY(ix->arena, struct posting, total);
	for (size_t t = 0; t < map_count(ix->terms); t++) {
		map_at(ix->terms, t, &value);
		struct building *b = value;
		b->term.postings = b->fill = next;
		b->seen_in = 0;
		next += b->term.n;
	}
}

/* Second pass: write the postings. */
static void fill_postings(struct search_index *ix, const struct occurrences *all)
{
	size_t at = 0;

	for (size_t i = 0; i < ix->n; i++) {
		for (size_t w = 0; w < ix->lengths[i]; w++) {
			struct building *b = all->items[at++];
			if (b->seen_in != i + 1)
				*b->fill++ = (struct posting){(uint32_t)i, 0};
			b->seen_in = (uint32_t)i + 1;
			b->fill[-1].count++;
		}
	}
	ix->mean_length = ix->n ? (double)all->n / (double)ix->n : 0;
}

struct search_index *search_build(const struct search_doc *docs, size_t n)
{
	CLEANUP(arena_free_ptr) struct arena *scratch = arena_new();
	struct arena *a = arena_new();
	struct search_index *ix = ARENA_NEW(a, struct search_index);
	struct occurrences all = {0};

	assert(n < NO_VECTOR);
	atomic_init(&ix->refs, 1);
	ix->arena = a;
	ix->n = n;
	ix->tags = ARENA_ARRAY(a, uint64_t, n);
	ix->kinds = ARENA_ARRAY(a, unsigned, n);
	ix->lengths = ARENA_ARRAY(a, uint32_t, n);
	ix->terms = map_new(a);
	for (size_t i = 0; i < n; i++) {
		ix->tags[i] = docs[i].tag;
		ix->kinds[i] = docs[i].kind;
		count_words(ix, scratch, docs[i].text, i, &all);
	}
	place_postings(ix);
	fill_postings(ix, &all);
	copy_vectors(ix, docs);
	return ix;
}

struct search_index *search_ref(struct search_index *ix)
{
	if (ix)
		atomic_fetch_add_explicit(&ix->refs, 1, memory_order_relaxed);
	return ix;
}

void search_unref(struct search_index *ix)
{
	if (ix && atomic_fetch_sub_explicit(&ix->refs, 1, memory_order_acq_rel) == 1)
		arena_free(ix->arena);
}

size_t search_count(const struct search_index *ix)
{
	return ix->n;
}
