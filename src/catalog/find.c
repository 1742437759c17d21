// SPDX-License-Identifier: Apache-2.0
/*
 * Search by meaning and by words over the snapshots of one or more sources. The fused score of the index orders hits
 * within one index only; what is shown and compared across sources is a relevance of 0..1 made from cosine and BM25.
 */
#include "catalog/catalog_int.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "embed/embed.h"
#include "json/writer.h"
#include "store/history.h"

#include <math.h>
#include <stdlib.h>

enum { HITS_PER_SOURCE = 4 * CATALOG_SEARCH_MAX, SNIPPET_BYTES = 160 };

/* BM25 at which a word match alone counts half; a match on a word that is everywhere stays far below. */
#define BM25_HALF 2.5
/* With vectors, what a perfect word match adds to nothing: never as much as both together. */
#define WORD_WEIGHT 0.7

struct finding {
	struct catalog *c;
	const struct catalog_search *q;
	const struct cat_snapshot *s;
	const char *source_id;
	const float *vector;
	struct arena *a;
	VEC(struct catalog_hit) hits;
};

/* Cosine as it is (unrelated texts of the model stay below 0.3), joined with the words like independent evidence. */
static double relevance_of(const struct search_hit *hit, bool has_vectors)
{
	double words = hit->bm25 / (hit->bm25 + BM25_HALF), meaning = fmin(1, fmax(0, hit->cosine));

	return has_vectors ? 1 - (1 - meaning) * (1 - WORD_WEIGHT * words) : words;
}

static const struct cat_table *table_of(const struct cat_snapshot *s, unsigned kind, uint64_t tag)
{
	return &s->tables[kind == CAT_HIT_COLUMN ? tag >> 32 : tag];
}

static bool is_wanted_type(const struct catalog_search *q, const struct cat_table *t)
{
	for (size_t i = 0; i < q->n_table_types; i++)
		if (str_eq(q->table_types[i], t->is_view ? "view" : "table"))
			return true;
	return q->n_table_types == 0;
}

static bool accept(void *ctx, unsigned kind, uint64_t tag)
{
	const struct finding *f = ctx;
	const struct cat_table *t;

	if (kind == CAT_HIT_DOC || (kind == CAT_HIT_TABLE && f->q->type == CATALOG_SEARCH_COLUMNS) ||
		(kind == CAT_HIT_COLUMN && f->q->type == CATALOG_SEARCH_TABLES))
		return false;
	t = table_of(f->s, kind, tag);
	if (f->q->schema && (!t->schema || !str_eq_nocase(t->schema, f->q->schema)))
		return false;
	return is_wanted_type(f->q, t);
}

static const char *const ways[] = {"meaning", "words"}; /* by catalog_hit.by_words */

/* Why it was found: the words, else what it says about itself. */
static const char *match_of(
	const struct search_hit *hit, const char *description, struct slice text, struct arena *a)
{
	struct slice about = description ? slice_of(description) : text;
	size_t n = utf8_cut(about, SNIPPET_BYTES);

	if (hit->why && *hit->why)
		return hit->why;
	return arena_printf(a, "%.*s%s", (int)n, about.p, n < about.n ? "…" : "");
}

static void add_hit(struct finding *f, const struct search_hit *hit, double relevance)
{
	const struct cat_table *t = table_of(f->s, hit->kind, hit->tag);
	const struct cat_column *c = hit->kind == CAT_HIT_COLUMN ? &t->columns[hit->tag & UINT32_MAX] : NULL;
	struct slice text = c ? cat_column_text(f->a, t, c) : cat_table_text(f->a, t);
	const char *description = c ? c->description : t->description;
	/* The snapshot may be gone before the answer is written: nothing is borrowed from it. */
	struct catalog_hit out = {.source_id = f->source_id,
		.table_id = arena_strdup(f->a, t->id),
		.column_id = c ? arena_strdup(f->a, c->id) : NULL,
		.schema = arena_strdup(f->a, t->schema),
		.table = arena_strdup(f->a, t->name),
		.column = c ? arena_strdup(f->a, c->name) : NULL,
		.description = arena_strdup(f->a, description),
		.relevance = relevance,
		.by_words = hit->why && *hit->why,
		.match = match_of(hit, description, text, f->a)};

	out.snippet = arena_printf(f->a, "%s: %s", ways[out.by_words], out.match);
	vec_push(&f->hits, f->a, out);
}

static int search_source(struct finding *f, const char *source_id, struct err *err)
{
	CLEANUP(cat_snapshot_unref_ptr) struct cat_snapshot *s = NULL;
	struct search_query query = {.text = f->q->query,
		.vector = f->vector,
		.accept = accept,
		.ctx = f,
		.limit = HITS_PER_SOURCE};
	const struct search_hit *hits;
	size_t n;

	if (catalog_snapshot(f->c, source_id, f->q->cancel, &s, err) < 0)
		return -1;
	f->s = s;
	f->source_id = arena_strdup(f->a, source_id);
	hits = search_run(s->index, &query, f->a, &n);
	for (size_t i = 0; i < n; i++) {
		double relevance = relevance_of(&hits[i], f->vector != NULL);

		if (relevance >= CATALOG_SEARCH_FLOOR)
			add_hit(f, &hits[i], relevance);
	}
	return 0;
}

/* Every synced source; one that is not, or is empty, has nothing to be found and is passed over. */
static int search_all(struct finding *f, struct err *err)
{
	struct store_page page = {.limit = PAGE_MAX};

	do {
		struct store_source_list list;

		if (store_source_list(store_auto(f->c->opt.store), f->a, &page, &list, err) < 0)
			return -1;
		for (size_t i = 0; i < list.n; i++) {
			if (search_source(f, list.items[i].id, err) == 0)
				continue;
			if (err->code != ERR_CONFLICT && err->code != ERR_NOT_FOUND)
				return -1;
			err_clear(err);
		}
		page.cursor = list.more.next;
	} while (page.cursor);
	return 0;
}

static int by_relevance_down(const void *a, const void *b)
{
	const struct catalog_hit *x = a, *y = b;
	int order;

	if (x->relevance != y->relevance)
		return x->relevance < y->relevance ? 1 : -1;
	order = strcmp(x->table, y->table);
	return order ? order : strcmp(x->column ? x->column : "", y->column ? y->column : "");
}

static void write_history(
	struct catalog *c, const struct catalog_search *q, struct arena *a, size_t n, int64_t ms)
{
	static const char *const types[] = {"tables", "columns", "both"};
	struct err err = ERR_INIT;
	struct store_search s = {.owner = q->user ? q->user : "",
		.source_id = q->n_source_ids == 1 ? q->source_ids[0] : NULL,
		.query = arena_strndup(a, q->query.p, q->query.n),
		.search_type = types[q->type],
		.result_count = (int64_t)n,
		.search_time_ms = ms};

	err_ignore(store_search_add(
		store_auto(c->opt.store), &s, &err)); /* the answer is not held back for its trace */
}

int catalog_search(struct catalog *c, const struct catalog_search *q, struct arena *a,
	const struct catalog_hit **out, size_t *n, struct err *err)
{
	struct catalog_search trimmed = *q;
	struct finding f = {.c = c, .q = &trimmed, .a = a};
	int64_t start = clock_mono_ms();
	size_t limit = q->limit ? MIN(q->limit, (size_t)CATALOG_SEARCH_MAX) : CATALOG_SEARCH_DEFAULT;
	float *vector;

	trimmed.query = slice_trim(q->query);
	if (trimmed.query.n == 0)
		return err_set(err, ERR_INVALID, "The query is empty; say what you are looking for.");
	if (trimmed.query.n > QUESTION_MAX)
		return err_set(err, ERR_INVALID, "The query is longer than %d bytes.", QUESTION_MAX);
	if (embed_usable(c->opt.embedder)) {
		vector = ARENA_ARRAY(a, float, EMBED_DIM);
		if (embed_texts(c->opt.embedder, &trimmed.query, 1, vector, q->cancel, err) < 0)
			return -1;
		f.vector = vector;
	}
	for (size_t i = 0; i < q->n_source_ids; i++)
		if (search_source(&f, q->source_ids[i], err) < 0)
			return -1;
	if (q->n_source_ids == 0 && search_all(&f, err) < 0)
		return -1;
	if (f.hits.n > 0)
		qsort(f.hits.items, f.hits.n, sizeof *f.hits.items, by_relevance_down);
	*n = MIN(f.hits.n, limit);
	*out = f.hits.items;
	write_history(c, &trimmed, a, *n, clock_mono_ms() - start);
	return 0;
}

/* --- tables like this one --- */

static bool accept_tables(void *ctx, unsigned kind, uint64_t tag)
{
	(void)ctx;
	(void)tag;
	return kind == CAT_HIT_TABLE;
}

static int32_t find_by_id(const struct cat_snapshot *s, const char *table_id)
{
	for (size_t t = 0; t < s->n_tables; t++)
		if (str_eq(s->tables[t].id, table_id))
			return (int32_t)t;
	return -1;
}

/* With vectors the cosine; without, how much of the table's own BM25 the other one reaches. */
static void collect_similar(struct finding *f, int32_t self, const struct search_hit *hits, size_t n)
{
	double own = 0;

	for (size_t i = 0; i < n; i++)
		if (hits[i].tag == (uint64_t)self)
			own = hits[i].bm25;
	for (size_t i = 0; i < n; i++) {
		double relevance = f->vector ? hits[i].cosine : own > 0 ? hits[i].bm25 / own : 0;

		if (hits[i].tag != (uint64_t)self && relevance >= CATALOG_SIMILAR_FLOOR)
			add_hit(f, &hits[i], fmin(1, relevance));
	}
}

int catalog_similar(struct catalog *c, const char *table_id, size_t limit, struct arena *a,
	const struct catalog_hit **out, size_t *n, struct err *err)
{
	CLEANUP(cat_snapshot_unref_ptr) struct cat_snapshot *s = NULL;
	struct finding f = {.c = c, .a = a};
	struct search_query query = {.accept = accept_tables, .limit = HITS_PER_SOURCE};
	const struct search_hit *hits;
	struct store_table t;
	float *vector;
	size_t n_hits;
	int32_t self;

	if (store_table_get(store_auto(c->opt.store), a, table_id, &t, err) < 0 ||
		catalog_snapshot(c, t.source_id, NULL, &s, err) < 0)
		return -1;
	self = find_by_id(s, t.id);
	if (self < 0)
		return err_set(err, ERR_NOT_FOUND,
			"The table %s is not in the published catalog; it comes with the next sync.",
			t.table_name);
	query.text = cat_table_text(a, &s->tables[self]);
	if (embed_usable(c->opt.embedder)) {
		vector = ARENA_ARRAY(a, float, EMBED_DIM);
		if (embed_texts(c->opt.embedder, &query.text, 1, vector, NULL, err) < 0)
			return -1;
		f.vector = query.vector = vector;
	}
	f.s = s;
	f.source_id = t.source_id;
	hits = search_run(s->index, &query, a, &n_hits);
	collect_similar(&f, self, hits, n_hits);
	if (f.hits.n > 0)
		qsort(f.hits.items, f.hits.n, sizeof *f.hits.items, by_relevance_down);
	*n = MIN(f.hits.n, limit ? MIN(limit, (size_t)CATALOG_SEARCH_MAX) : (size_t)CATALOG_SEARCH_DEFAULT);
	*out = f.hits.items;
	return 0;
}

void catalog_write_hits(struct js_writer *w, const struct catalog_hit *hits, size_t n)
{
	js_arr(w);
	for (size_t i = 0; i < n; i++) {
		const struct catalog_hit *h = &hits[i];

		js_obj(w);
		js_kv_str(w, "type", h->column_id ? "column" : "table");
		js_kv_str(w, "data_source_id", h->source_id);
		js_kv_str(w, "table_id", h->table_id);
		js_kv_str(w, "schema_name", h->schema);
		js_kv_str(w, "table_name", h->table);
		if (h->column_id) {
			js_kv_str(w, "column_id", h->column_id);
			js_kv_str(w, "column_name", h->column);
		}
		js_kv_str(w, "description", h->description);
		js_kv_num(w, "relevance_score", round(h->relevance * 1000) / 1000);
		js_kv_str(w, "matched_by", ways[h->by_words]);
		js_kv_str(w, "match", h->match);
		js_kv_str(w, "snippet", h->snippet);
		js_obj_end(w);
	}
	js_arr_end(w);
}
