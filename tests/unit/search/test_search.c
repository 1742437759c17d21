// SPDX-License-Identifier: Apache-2.0
/* Document search: words, ranking against naive reference implementations, fusion, filters, sharing between threads. */
#include "base/arena.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/mem.h"
#include "search/kernels/dot.h"
#include "search/search.h"
#include "search/words.h"
#include "test.h"

#include <math.h>
#include <pthread.h>

DEFINE_CLEANUP(struct search_index *, search_unref)

/* xorshift64* (Vigna 2016): the same documents in every run. */
static uint64_t random_state = 88172645463325252u;

static uint64_t random_next(void)
{
	random_state ^= random_state >> 12;
	random_state ^= random_state << 25;
	random_state ^= random_state >> 27;
	return random_state * 2685821657736338717u;
}

static void random_vector(float *v)
{
	double squares = 0;

	for (size_t i = 0; i < EMBED_DIM; i++) {
		v[i] = (float)(random_next() >> 40) / (float)(1 << 23) - 1.0f;
		squares += (double)v[i] * (double)v[i];
	}
	for (size_t i = 0; i < EMBED_DIM; i++)
		v[i] = (float)((double)v[i] / sqrt(squares));
}

static void test_words(void)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{"", ""},
		{" _-. ", ""},
		{"customer_id", "customer id"},
		{"CustomerId", "customer id"},
		{"HTTPServerName", "http server name"},
		{"customerID2024", "customer id 2024"},
		{"Countries", "country"},
		{"country", "country"},
		{"movies movie", "movy movy"},
		{"addresses address", "address address"},
		{"boxes batches dishes", "box batch dish"},
		{"status bus gas analysis", "status bus gas analysis"},
		{"\xEF\xBC\xB4\xEF\xBD\x8F\xEF\xBD\x94\xEF\xBD\x81\xEF\xBD\x8C",
			"total"}, /* full-width Total */
		{"Stra\xC3\x9F"
		 "e",
			"strasse"},
		{"E\xCC\x81"
		 "COLE",
			"\xC3\xA9"
			"cole"},
		{"売上", "売上"},
		{"売上高", "売上 上高"},
		{"国", "国"},
		{"매출 합계", "매출 합계"},
		{"売上Total合計", "売上 total 合計"},
		{"ｶﾞｽ", "ガス"},
		{"2024年売上", "2024 年売 売上"},
		{"\xFF\xFE"
		 "abc\xC0",
			"abc"},
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		CLEANUP(arena_free_ptr) struct arena *a = arena_new();
		struct str got = STR_INIT(1000);
		size_t n;
		const struct slice *words = search_words(a, slice_of(cases[i].text), &n);
		for (size_t w = 0; w < n; w++)
			str_addf(&got, "%s%.*s", w ? " " : "", SLICE_FMT(words[w]));
		CHECK_STR(got.buf, cases[i].want);
		str_free(&got);
	}
}

static void test_stop_words(void)
{
	static const char *const stops[] = {"a", "about", "how", "many", "the", "you", "does", "this", "its"};
	static const char *const others[] = {"", "top", "average", "customer", "yo", "thee", "zebra"};

	for (size_t i = 0; i < ARRAY_LEN(stops); i++)
		CHECK_MSG(words_is_stop(slice_of(stops[i])), "%s says nothing", stops[i]);
	for (size_t i = 0; i < ARRAY_LEN(others); i++)
		CHECK_MSG(!words_is_stop(slice_of(others[i])), "\"%s\" says something", others[i]);
}

static const struct search_hit *find(
	const struct search_index *ix, struct arena *a, const char *text, size_t *n)
{
	return search_run(ix, &(struct search_query){.text = slice_of(text), .limit = 10}, a, n);
}

static void test_finds_words(void)
{
	static const char *const texts[] = {"customers who bought", "売上高と利益", "매출 합계",
		"CustomerInvoice table", "the order of things", "国名の一覧"};
	static const struct {
		const char *query;
		size_t n, first;
		const char *why;
	} cases[] = {
		{"customer", 2, 0, "customer"},
		{"how many customers bought", 2, 0, "customers, bought"},
		{"売上", 1, 1, "売上"},
		{"売上高の推移", 1, 1, "売上高"}, /* two overlapping pairs shown as one word */
		{"매출", 1, 2, "매출"},
		{"国", 1, 5, "国"},
		{"the", 1, 4, "the"}, /* a function word alone is looked for */
		{"invoices of a customer", 2, 3, "invoices, customer"},
		{"nothing here", 0, 0, ""},
		{"", 0, 0, ""},
	};
	struct search_doc docs[ARRAY_LEN(texts)] = {0};

	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		docs[i] =
			(struct search_doc){.text = slice_of(texts[i]), .tag = 100 + i, .kind = (unsigned)i};
	CLEANUP(search_unref_ptr) struct search_index *ix = search_build(docs, ARRAY_LEN(docs));
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		CLEANUP(arena_free_ptr) struct arena *a = arena_new();
		size_t n;
		const struct search_hit *hits = find(ix, a, cases[i].query, &n);
		CHECK_MSG(
			n == cases[i].n, "%zu hits for \"%s\", expected %zu", n, cases[i].query, cases[i].n);
		if (!n || !cases[i].n)
			continue;
		CHECK_INT(hits[0].doc, cases[i].first);
		CHECK_INT(hits[0].tag, 100 + cases[i].first);
		CHECK_INT(hits[0].kind, cases[i].first);
		CHECK_INT(hits[0].word_rank, 1);
		CHECK_INT(hits[0].vector_rank, 0);
		CHECK(hits[0].bm25 > 0 && hits[0].cosine == 0);
		CHECK_STR(hits[0].why, cases[i].why);
	}
}

static void test_empty(void)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	float vector[EMBED_DIM] = {1};
	size_t n = 99;
	CLEANUP(search_unref_ptr) struct search_index *none = search_build(NULL, 0);
	CLEANUP(search_unref_ptr)
	struct search_index *blank = search_build(&(struct search_doc){.tag = 7}, 1);
	struct search_query q = {.text = SLICE_LIT("customer"), .vector = vector, .limit = 5};

	search_run(none, &q, a, &n);
	CHECK_INT(n, 0);
	CHECK_INT(search_count(none), 0);
	search_run(blank, &q, a, &n);
	CHECK_INT(n, 0);
	CHECK_INT(search_count(blank), 1);
	q.limit = 0;
	search_run(blank, &q, a, &n);
	CHECK_INT(n, 0);
	search_unref(NULL);
	CHECK(search_ref(NULL) == NULL);
}

enum { RANDOM_DOCS = 700, RANDOM_WORDS = 60, TEXT_BYTES = 200 };

/* Documents of random words "wa" ... and random vectors; every seventh has no vector, every eleventh no text. */
struct random_docs {
	struct search_doc docs[RANDOM_DOCS];
	float vectors[RANDOM_DOCS][EMBED_DIM];
	char texts[RANDOM_DOCS][TEXT_BYTES];
	unsigned counts[RANDOM_DOCS][RANDOM_WORDS];
	unsigned lengths[RANDOM_DOCS];
};

static void random_word(char out[static 4], size_t word)
{
	out[0] = 'w';
	out[1] = (char)('a' + word / 20);
	out[2] = (char)('a' + word % 20 + (word % 20 >= 18 ? 1 : 0)); /* never 's', which stemming takes */
	out[3] = '\0';
}

static struct random_docs *random_docs(void)
{
	struct random_docs *r = mem_zalloc(1, sizeof *r);

	for (size_t i = 0; i < RANDOM_DOCS; i++) {
		size_t at = 0, words = i % 11 == 0 ? 0 : 1 + random_next() % 40;
		for (size_t w = 0; w < words; w++) {
			size_t word = (random_next() % RANDOM_WORDS) * (random_next() % RANDOM_WORDS) /
				      RANDOM_WORDS;
			char text[4];
			random_word(text, word);
			at += (size_t)snprintf(r->texts[i] + at, TEXT_BYTES - at, "%s ", text);
			r->counts[i][word]++;
		}
		r->lengths[i] = (unsigned)words;
		random_vector(r->vectors[i]);
		r->docs[i] = (struct search_doc){.text = slice_of(r->texts[i]),
			.tag = i,
			.kind = (unsigned)(i % 3),
			.vector = i % 7 == 0 ? NULL : r->vectors[i]};
	}
	return r;
}

/* BM25 straight from the formula. */
static double naive_bm25(const struct random_docs *r, size_t doc, const size_t *words, size_t n)
{
	double score = 0, mean = 0;

	for (size_t i = 0; i < RANDOM_DOCS; i++)
		mean += r->lengths[i] / (double)RANDOM_DOCS;
	for (size_t w = 0; w < n; w++) {
		double with = 0, f = r->counts[doc][words[w]];
		for (size_t i = 0; i < RANDOM_DOCS; i++)
			with += r->counts[i][words[w]] > 0;
		double idf = log(1 + (RANDOM_DOCS - with + 0.5) / (with + 0.5));
		score += idf * f * 2.2 / (f + 1.2 * (1 - 0.75 + 0.75 * r->lengths[doc] / mean));
	}
	return score;
}

static double naive_cosine(const struct random_docs *r, size_t doc, const float *q)
{
	double sum = 0;

	for (size_t i = 0; r->docs[doc].vector && i < EMBED_DIM; i++)
		sum += (double)r->vectors[doc][i] * (double)q[i];
	return sum;
}

/* 1 + how many score better; the lists' rank where no two scores are equal. */
static size_t naive_rank(const double *scores, size_t doc)
{
	size_t rank = 1;

	for (size_t i = 0; i < RANDOM_DOCS; i++)
		rank += scores[i] > scores[doc] || (scores[i] == scores[doc] && i < doc);
	return rank;
}

static bool not_kind_1(void *ctx, unsigned kind, uint64_t tag UNUSED)
{
	++*(size_t *)ctx;
	return kind != 1;
}

static bool check_hits(const struct random_docs *r, const struct search_hit *hits, size_t n,
	const double *bm25, const double *cosine)
{
	bool good = n == 50;

	for (size_t i = 0; i < n; i++) {
		size_t doc = hits[i].doc;
		double score = 0;
		good = good && hits[i].tag == doc && hits[i].kind != 1;
		good = good && (i == 0 || hits[i - 1].score >= hits[i].score);
		good = good && fabs(hits[i].bm25 - bm25[doc]) < 1e-4;
		good = good && (!r->docs[doc].vector || fabs(hits[i].cosine - cosine[doc]) < 1e-5);
		if (hits[i].word_rank) {
			size_t rank = naive_rank(bm25, doc);
			good = good && (rank == hits[i].word_rank || fabs(hits[i].bm25 - bm25[doc]) < 1e-5);
			score += 1.0 / (60 + hits[i].word_rank);
		}
		if (hits[i].vector_rank) {
			good = good && naive_rank(cosine, doc) == hits[i].vector_rank;
			score += 1.0 / (60 + hits[i].vector_rank);
		}
		good = good && fabs(score - hits[i].score) < 1e-12;
	}
	return good;
}

static void test_against_naive(void)
{
	struct random_docs *r = random_docs();
	CLEANUP(search_unref_ptr) struct search_index *ix = search_build(r->docs, RANDOM_DOCS);

	for (size_t round = 0; round < 20; round++) {
		CLEANUP(arena_free_ptr) struct arena *a = arena_new();
		size_t words[3] = {random_next() % 20, 20 + random_next() % 20, 40 + random_next() % 20}, n,
		       asked = 0;
		char text[3][4], query[16];
		float vector[EMBED_DIM];
		double bm25[RANDOM_DOCS], cosine[RANDOM_DOCS];
		for (size_t w = 0; w < 3; w++)
			random_word(text[w], words[w]);
		snprintf(query, sizeof query, "%s %s %s", text[0], text[1], text[2]);
		random_vector(vector);
		for (size_t i = 0; i < RANDOM_DOCS;
			i++) { /* what the filter refuses or has no vector comes last */
			bm25[i] = i % 3 == 1 ? -2 : naive_bm25(r, i, words, 3);
			cosine[i] = i % 3 == 1 || !r->docs[i].vector ? -2 : naive_cosine(r, i, vector);
		}
		const struct search_hit *hits = search_run(ix,
			&(struct search_query){.text = slice_of(query),
				.vector = vector,
				.limit = 50,
				.accept = not_kind_1,
				.ctx = &asked},
			a, &n);
		CHECK_MSG(
			check_hits(r, hits, n, bm25, cosine), "ranks, scores and fusion as computed naively");
		CHECK(asked > 0);
	}
	mem_free(r);
}

static void test_vector_only(void)
{
	struct random_docs *r = random_docs();
	CLEANUP(search_unref_ptr) struct search_index *ix = search_build(r->docs, RANDOM_DOCS);
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	size_t n;

	for (size_t doc = 1; doc < RANDOM_DOCS; doc += 97) {
		if (!r->docs[doc].vector)
			continue;
		const struct search_hit *hits = search_run(ix,
			&(struct search_query){.vector = r->vectors[doc], .limit = RANDOM_DOCS * 2}, a, &n);
		CHECK_INT(n, RANDOM_DOCS - RANDOM_DOCS / 7);
		CHECK_INT(hits[0].doc, doc);
		CHECK(fabs(hits[0].cosine - 1) < 1e-5);
		CHECK_STR(hits[0].why, "");
	}
	mem_free(r);
}

static void test_kernels_agree(void)
{
	static const enum cpu_isa isas[] = {CPU_PORTABLE, CPU_NEON, CPU_AVX2, CPU_AVX512};
	static float rows[13][EMBED_DIM], query[EMBED_DIM];

	random_vector(query);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		random_vector(rows[i]);
	for (size_t k = 0; k < ARRAY_LEN(isas); k++) {
		dot_fn *dot = dot_for(isas[k]);
		float out[ARRAY_LEN(rows)];
		double worst = 0;
		if (!dot) {
			printf("# no %s here\n", cpu_isa_name(isas[k]));
			continue;
		}
		dot(rows[0], ARRAY_LEN(rows), EMBED_DIM, query, out);
		for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
			double want = 0;
			for (size_t j = 0; j < EMBED_DIM; j++)
				want += (double)rows[i][j] * (double)query[j];
			worst = MAX(worst, fabs(want - (double)out[i]));
		}
		CHECK_MSG(worst < 1e-6, "%s within 1e-6 of f64", cpu_isa_name(isas[k]));
	}
}

struct reader {
	struct search_index *ix;
	size_t found;
};

static void *read_and_drop(void *p)
{
	struct reader *reader = p;

	for (size_t i = 0; i < 50; i++) {
		CLEANUP(arena_free_ptr) struct arena *a = arena_new();
		struct search_index *mine = search_ref(reader->ix);
		size_t n;
		find(mine, a, "wab wbc", &n);
		reader->found += n;
		search_unref(mine);
	}
	search_unref(reader->ix);
	return NULL;
}

static void test_shared(void)
{
	struct random_docs *r = random_docs();
	struct search_index *ix = search_build(r->docs, RANDOM_DOCS);
	struct reader readers[4];
	pthread_t threads[4];

	for (size_t i = 0; i < 4; i++) {
		readers[i] = (struct reader){search_ref(ix), 0};
		CHECK(pthread_create(&threads[i], NULL, read_and_drop, &readers[i]) == 0);
	}
	search_unref(ix);
	for (size_t i = 0; i < 4; i++) {
		pthread_join(threads[i], NULL);
		CHECK_INT(readers[i].found, 500);
	}
	mem_free(r);
}

/* Time is shown, never judged: machines differ and are shared. */
static void test_ten_thousand(void)
{
	enum { DOCS = 10000 };
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct search_doc *docs = ARENA_ARRAY(a, struct search_doc, DOCS);
	float *vectors = ARENA_ARRAY(a, float, (size_t)DOCS *EMBED_DIM);
	size_t n = 0;

	for (size_t i = 0; i < DOCS; i++) {
		random_vector(vectors + i * EMBED_DIM);
		docs[i] = (struct search_doc){.vector = vectors + i * EMBED_DIM, .tag = i};
		docs[i].text = slice_of(arena_printf(a, "table_%zu column%zu customer %s", i / 20, i % 20,
			i % 3 ? "amount of the invoice" : "売上高"));
	}
	int64_t start = clock_mono_us();
	CLEANUP(search_unref_ptr) struct search_index *ix = search_build(docs, DOCS);
	int64_t built = clock_mono_us();
	for (size_t i = 0; i < 100; i++)
		search_run(ix,
			&(struct search_query){.text = SLICE_LIT("売上高 of customer table 7"),
				.vector = vectors + i * EMBED_DIM,
				.limit = 10},
			a, &n);
	printf("# 10,000 documents: built in %.1f ms, a query %.2f ms\n", (double)(built - start) / 1e3,
		(double)(clock_mono_us() - built) / 1e5);
	CHECK_INT(n, 10);
}

TEST_MAIN(TEST(test_words), TEST(test_stop_words), TEST(test_finds_words), TEST(test_empty),
	TEST(test_against_naive), TEST(test_vector_only), TEST(test_kernels_agree), TEST(test_shared),
	TEST(test_ten_thousand))
