// SPDX-License-Identifier: Apache-2.0
/*
 * The embedding against the reference (golden.jsonl, written by tests/bench/make_golden.py), damaged models, cancelling and
 * threads. Without the weights these tests are skipped, unless ASKDB_REQUIRE_MODEL is set.
 */
#include "base/arena.h"
#include "base/cancel.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"
#include "embed/bert.h"
#include "embed/embed.h"
#include "embed/kernels/kernels.h"
#include "embed/safetensors.h"
#include "embed/wordpiece.h"
#include "json/read.h"
#include "test.h"

#include <math.h>
#include <pthread.h>
#include <sodium.h>
#include <stdatomic.h>
#include <sys/stat.h>
#include <unistd.h>

/* A sanitizer makes the arithmetic many times slower and looks at the same code for each text: fewer will do. */
#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
enum { VECTOR_TEXTS = 60, EACH_SET_STEP = 100 };
#else
enum { VECTOR_TEXTS = 300, EACH_SET_STEP = 15 };
#endif
enum { GOLDEN_TEXTS = 300, GOLDEN_BYTES_MAX = 4 << 20, WEIGHTS_BYTES_MAX = 128 << 20 };

struct golden {
	struct slice text;
	uint32_t ids[EMBED_TOKENS_MAX];
	size_t n_ids;
	float vector[EMBED_DIM];
};

DEFINE_CLEANUP(struct embedder *, embed_close)

/* The model's directory, or NULL where there is none and none is required. */
static const char *model_dir(struct arena *a)
{
	struct err err = ERR_INIT;
	const char *dir = NULL;

	if (embed_find_dir(a, &dir, &err) < 0)
		return getenv("ASKDB_REQUIRE_MODEL") ? "" : NULL;
	if (!file_is_readable(arena_printf(a, "%s/model.safetensors", dir)) && !getenv("ASKDB_REQUIRE_MODEL"))
		return NULL;
	return dir;
}

#define OPEN_OR_SKIP(a, e)                                             \
	const char *dir = model_dir(a);                                \
	if (!dir)                                                      \
		SKIP("no weights: run tools/fetch-model");             \
	CLEANUP(embed_close_ptr) struct embedder *e = open_model(dir); \
	if (!e)                                                        \
	return

static struct embedder *open_model(const char *dir)
{
	struct embedder *e = NULL;
	struct err err = ERR_INIT;
	bool good = embed_open(dir, &e, &err) == 0;

	CHECK_MSG(good, "embed_open %s", err.msg);
	return e;
}

/* IEEE 754 half precision; the vectors hold no infinities. */
static float from_half(uint16_t half)
{
	double magnitude = (half & 0x7C00) ? ldexp(1024 + (half & 0x3FF), ((half >> 10) & 31) - 25)
					   : ldexp(half & 0x3FF, -24);

	return (float)(half & 0x8000 ? -magnitude : magnitude);
}

static bool read_golden(struct arena *a, struct slice line, struct golden *out)
{
	struct err err = ERR_INIT;
	json_t *root;
	uint16_t halves[EMBED_DIM];
	size_t n = 0;

	if (js_parse(a, line, &root, &err) < 0)
		return false;
	const json_t *text = json_object_get(root, "text"), *ids = json_object_get(root, "ids");
	const char *vector = js_get_str(root, "vector");
	out->text = (struct slice){json_string_value(text), json_string_length(text)};
	out->n_ids = json_array_size(ids);
	for (size_t i = 0; i < out->n_ids && i < EMBED_TOKENS_MAX; i++)
		out->ids[i] = (uint32_t)json_integer_value(json_array_get(ids, i));
	if (!vector || sodium_base642bin((unsigned char *)halves, sizeof halves, vector, strlen(vector), NULL,
			       &n, NULL, sodium_base64_VARIANT_ORIGINAL) != 0)
		return false;
	for (size_t i = 0; i < EMBED_DIM; i++)
		out->vector[i] = from_half(halves[i]);
	return n == sizeof halves;
}

static struct golden *read_all(struct arena *a)
{
	struct golden *all = ARENA_ARRAY(a, struct golden, GOLDEN_TEXTS);
	struct err err = ERR_INIT;
	struct slice file;
	size_t n = 0;

	bool good = file_read(a, TEST_SOURCE_DIR "/tests/unit/embed/golden.jsonl", GOLDEN_BYTES_MAX, &file,
			    &err) == 0;
	while (good && file.n && n < GOLDEN_TEXTS)
		good = read_golden(a, slice_cut(&file, '\n'), &all[n++]);
	CHECK_MSG(good && n == GOLDEN_TEXTS, "%zu golden texts", n);
	return all;
}

static double cosine(const float *a, const float *b)
{
	double ab = 0, aa = 0, bb = 0;

	for (size_t i = 0; i < EMBED_DIM; i++) {
		ab += (double)a[i] * (double)b[i];
		aa += (double)a[i] * (double)a[i];
		bb += (double)b[i] * (double)b[i];
	}
	return ab / sqrt(aa * bb);
}

static void test_golden_ids(void)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	const char *dir = model_dir(a);
	struct err err = ERR_INIT;
	const struct wordpiece *w = NULL;
	struct slice vocabulary;

	if (!dir)
		SKIP("no weights: run tools/fetch-model");
	const struct golden *all = read_all(a);
	CHECK(file_read(a, arena_printf(a, "%s/vocab.txt", dir), GOLDEN_BYTES_MAX, &vocabulary, &err) == 0 &&
		wordpiece_open(a, vocabulary, &w, &err) == 0);
	for (size_t i = 0; w && i < GOLDEN_TEXTS; i++) {
		uint32_t ids[EMBED_TOKENS_MAX];
		size_t n = wordpiece_encode(w, all[i].text, ids);
		CHECK_MSG(n == all[i].n_ids && memcmp(ids, all[i].ids, n * sizeof *ids) == 0,
			"pieces of text %zu", i);
	}
}

static void test_golden_vectors(void)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	OPEN_OR_SKIP(a, e);
	const struct golden *all = read_all(a);
	struct slice *texts = ARENA_ARRAY(a, struct slice, VECTOR_TEXTS);
	float *vectors = ARENA_ARRAY(a, float, (size_t)VECTOR_TEXTS *EMBED_DIM), alone[EMBED_DIM];
	struct err err = ERR_INIT;
	double least = 1;

	for (size_t i = 0; i < VECTOR_TEXTS; i++)
		texts[i] = all[i].text;
	CHECK(embed_texts(e, texts, VECTOR_TEXTS, vectors, NULL, &err) == 0);
	for (size_t i = 0; i < VECTOR_TEXTS; i++) {
		const float *v = vectors + i * EMBED_DIM;
		double c = cosine(v, all[i].vector), length = 0;
		for (size_t j = 0; j < EMBED_DIM; j++)
			length += (double)v[j] * (double)v[j];
		least = fmin(least, c);
		CHECK_MSG(c >= 0.9999 && fabs(length - 1) < 1e-5, "text %zu: cosine %.7f to the reference", i,
			c);
		if (i % 50 == 0) {
			CHECK(embed_texts(e, &texts[i], 1, alone, NULL, &err) == 0);
			CHECK_MSG(cosine(alone, v) > 0.999999, "text %zu: alone as in a batch", i);
		}
	}
	printf("# least cosine %.8f with %s kernels\n", least, embed_kernels());
}

/* The whole encoder with each kernel set this processor can run. */
static void test_golden_every_set(void)
{
	static const enum cpu_isa isas[] = {CPU_PORTABLE, CPU_NEON, CPU_AVX2, CPU_AVX512};
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	const char *dir = model_dir(a);
	struct err err = ERR_INIT;
	struct slice file;
	struct safetensors weights = {0};

	if (!dir)
		SKIP("no weights: run tools/fetch-model");
	const struct golden *all = read_all(a);
	CHECK(file_read(a, arena_printf(a, "%s/model.safetensors", dir), WEIGHTS_BYTES_MAX, &file, &err) ==
			0 &&
		safetensors_parse(a, file, &weights, &err) == 0);
	for (size_t k = 0; weights.n && k < ARRAY_LEN(isas); k++) {
		struct bert *bert = NULL;
		double least = 1;
		if (!kernel_set_for(isas[k]))
			continue;
		CHECK(bert_new(&weights, kernel_set_for(isas[k]), &bert, &err) == 0);
		void *scratch = arena_alloc(a, bert_scratch_size(BERT_ROWS_MAX));
		for (size_t i = 0; bert && i < GOLDEN_TEXTS; i += EACH_SET_STEP) {
			float v[EMBED_DIM];
			bert_run(bert, all[i].ids, &all[i].n_ids, 1, v, scratch);
			least = fmin(least, cosine(v, all[i].vector));
		}
		CHECK_MSG(least >= 0.9999, "%s: least cosine %.7f", cpu_isa_name(isas[k]), least);
		bert_free(bert);
	}
}

static void test_absent(void)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	char dir[] = "/tmp/askdb-embed-XXXXXX";
	struct embedder *e = NULL;
	struct err err = ERR_INIT;
	const char *found = NULL;

	CHECK(mkdtemp(dir) != NULL);
	CHECK(embed_open(dir, &e, &err) < 0);
	CHECK(err.code == ERR_NOT_FOUND && e == NULL);
	rmdir(dir);
	embed_close(NULL);
	err_clear(&err);
	const char *set = getenv("ASKDB_MODEL_DIR");
	CHECK(embed_find_dir(a, &found, &err) == 0 && (!set || !*set || str_eq(found, set)));
}

/* Copy the model into dir with one byte at `at` of the weights changed, or with the weights cut there. */
static void copy_damaged(struct arena *a, const char *from, const char *dir, size_t at, bool cut)
{
	struct err err = ERR_INIT;
	struct slice vocabulary = {0}, weights = {0};

	CHECK(file_read(a, arena_printf(a, "%s/vocab.txt", from), WEIGHTS_BYTES_MAX, &vocabulary, &err) ==
			0 &&
		file_read(a, arena_printf(a, "%s/model.safetensors", from), WEIGHTS_BYTES_MAX, &weights,
			&err) == 0);
	if (cut)
		weights.n = at;
	else
		((char *)(uintptr_t)weights.p)[at] ^= 1;
	CHECK(file_write(arena_printf(a, "%s/vocab.txt", dir), vocabulary, 0600, &err) == 0 &&
		file_write(arena_printf(a, "%s/model.safetensors", dir), weights, 0600, &err) == 0);
}

static void test_damaged(void)
{
	static const struct {
		size_t at;
		bool cut;
		const char *says;
	} cases[] = {
		{5, false, "header"},
		{30000000, false, "damaged"}, /* one bit of one word's row */
		{80000000, false, "damaged"},
		{60000000, true, "cut off or damaged"},
		{6, true, "too short"},
	};
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	const char *from = model_dir(a);
	char dir[] = "/tmp/askdb-embed-XXXXXX";

	if (!from)
		SKIP("no weights: run tools/fetch-model");
	CHECK(mkdtemp(dir) != NULL);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		CLEANUP(arena_free_ptr) struct arena *b = arena_new();
		struct embedder *e = NULL;
		struct err err = ERR_INIT;
		copy_damaged(b, from, dir, cases[i].at, cases[i].cut);
		CHECK(embed_open(dir, &e, &err) < 0);
		CHECK_MSG(err.code == ERR_INVALID && strstr(err.msg, cases[i].says) && !e, "says \"%s\": %s",
			cases[i].says, err.msg);
		embed_close(e);
	}
	unlink(arena_printf(a, "%s/model.safetensors", dir));
	unlink(arena_printf(a, "%s/vocab.txt", dir));
	rmdir(dir);
}

static void test_start_absent(void)
{
	struct embedder *e = NULL;
	struct err err = ERR_INIT;

	CHECK(embed_start("/nonexistent", NULL, &e, &err) < 0 && err.code == ERR_NOT_FOUND && !e);
	CHECK(embed_state(NULL) == EMBED_OFF && !embed_usable(NULL) && !embed_problem(NULL));
}

static atomic_int times_failed;

static void count_failed(const char *why)
{
	times_failed += strstr(why, "damaged") ? 1 : 1000;
}

/* Found out on the thread: who waits gets no vector, and the one who started it is told once. */
static void test_start_damaged(void)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	const char *from = model_dir(a);
	char dir[] = "/tmp/askdb-embed-XXXXXX";
	struct embedder *e = NULL;
	struct slice text = SLICE_LIT("customer");
	struct err err = ERR_INIT;
	float vector[EMBED_DIM];

	if (!from)
		SKIP("no weights: run tools/fetch-model");
	CHECK(mkdtemp(dir) != NULL);
	copy_damaged(a, from, dir, 80000000, false);
	if (embed_start(dir, count_failed, &e, &err) < 0) {
		CHECK_MSG(false, "embed_start %s", err.msg);
		return;
	}
	CHECK(embed_texts(e, &text, 1, vector, NULL, &err) < 0 && err.code == ERR_INTERNAL);
	CHECK_MSG(strstr(err.msg, "damaged") != NULL, "says why: %s", err.msg);
	CHECK(!embed_usable(e) && embed_state(e) == EMBED_OFF && strstr(embed_problem(e), "damaged"));
	embed_close(e);
	CHECK_INT(times_failed, 1);
	unlink(arena_printf(a, "%s/model.safetensors", dir));
	unlink(arena_printf(a, "%s/vocab.txt", dir));
	rmdir(dir);
}

static void test_cancel(void)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	OPEN_OR_SKIP(a, e);
	CLEANUP(cancel_unref_ptr) struct cancel *cancel = cancel_new();
	struct slice text = SLICE_LIT("customer");
	struct err err = ERR_INIT;
	float vector[EMBED_DIM];

	CHECK(embed_texts(e, &text, 0, vector, cancel, &err) == 0);
	cancel_set(cancel);
	CHECK(embed_texts(e, &text, 1, vector, cancel, &err) < 0);
	CHECK_INT(err.code, ERR_CANCELLED);
}

struct worker {
	const struct embedder *e;
	const struct golden *all;
	size_t begin;
	double least;
};

static void *work(void *p)
{
	struct worker *w = p;

	w->least = 1;
	for (size_t i = w->begin; i < w->begin + 8; i++) {
		float vector[EMBED_DIM];
		struct err err = ERR_INIT;
		if (embed_texts(w->e, &w->all[i].text, 1, vector, NULL, &err) < 0)
			w->least = -1;
		w->least = fmin(w->least, cosine(vector, w->all[i].vector));
	}
	return NULL;
}

static void work_at_once(const struct embedder *e, const struct golden *all)
{
	struct worker workers[4];
	pthread_t threads[4];

	for (size_t i = 0; i < ARRAY_LEN(threads); i++) {
		workers[i] = (struct worker){e, all, i * 8, 0};
		CHECK(pthread_create(&threads[i], NULL, work, &workers[i]) == 0);
	}
	for (size_t i = 0; i < ARRAY_LEN(threads); i++) {
		pthread_join(threads[i], NULL);
		CHECK_MSG(workers[i].least >= 0.9999, "thread %zu: least cosine %.7f", i, workers[i].least);
	}
}

static void test_threads(void)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	OPEN_OR_SKIP(a, e);

	work_at_once(e, read_all(a));
}

/* Those who come while it is being opened wait and get the same vectors. */
static void test_start_threads(void)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	const char *dir = model_dir(a);
	struct embedder *e = NULL;
	struct err err = ERR_INIT;

	if (!dir)
		SKIP("no weights: run tools/fetch-model");
	const struct golden *all = read_all(a);
	CHECK_MSG(embed_start(dir, count_failed, &e, &err) == 0, "embed_start %s", err.msg);
	printf("# %s when the first text comes\n", embed_state(e) == EMBED_OPENING ? "opening" : "open");
	work_at_once(e, all);
	CHECK(embed_state(e) == EMBED_READY && embed_usable(e) && !embed_problem(e));
	embed_close(e);
}

static void test_start_close(void)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	const char *dir = model_dir(a);
	struct err err = ERR_INIT;

	if (!dir)
		SKIP("no weights: run tools/fetch-model");
	for (size_t i = 0; i < 3; i++) {
		struct embedder *e = NULL;
		CHECK_MSG(embed_start(dir, NULL, &e, &err) == 0, "embed_start %s", err.msg);
		embed_close(e);
	}
}

TEST_MAIN(TEST(test_golden_ids), TEST(test_golden_vectors), TEST(test_golden_every_set), TEST(test_absent),
	TEST(test_damaged), TEST(test_start_absent), TEST(test_start_damaged), TEST(test_cancel),
	TEST(test_threads), TEST(test_start_threads), TEST(test_start_close))
