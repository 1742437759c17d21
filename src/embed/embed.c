// SPDX-License-Identifier: Apache-2.0
/* See embed.h: the model's files, opened here or on a thread, and texts in batches through tokenizer and encoder. */
#include "embed/embed.h"

#include "base/arena.h"
#include "base/cancel.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/mem.h"
#include "embed/bert.h"
#include "embed/checksum.h"
#include "embed/kernels/kernels.h"
#include "embed/safetensors.h"
#include "embed/selftest.h"
#include "embed/wordpiece.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { VOCABULARY_BYTES_MAX = 4 << 20 };

/* The published files; tools/fetch-model has their SHA-256. */
static const uint64_t weights_checksum = 0x33E15E0AB3A544C1u;
static const char vocabulary_sha256[] = "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3";

/* Cosine to the reference that the self-test wants: its vector has 16 bits a value, rounding costs far less than this. */
static const double selftest_cosine_min = 0.9999;

/* What embed_start() leaves to a thread. */
struct opening {
	pthread_t thread;
	bool threaded;
	void (*failed)(const char *why);
	int64_t patience; /* monotonic ms until which others wait */
	struct err why;   /* of EMBED_OFF; written before the state is */
	atomic_int state; /* enum embed_state; changes once, with the lock held */
	struct {
		pthread_mutex_t lock;
		pthread_cond_t changed;
	} shared;
};

struct embedder {
	struct arena *arena;
	struct opening *opening;
	const char *dir;
	struct slice file; /* model.safetensors, mapped */
	const struct wordpiece *wordpiece;
	struct bert *bert;
};

DEFINE_CLEANUP(struct embedder *, embed_close)

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

/* The whole file, read-only and private. */
static int map_file(const char *path, struct slice *out, struct err *err)
{
	CLEANUP(close_fd) int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	char text[128];

	if (fd < 0 || fstat(fd, &st) < 0)
		return err_set(err, errno == ENOENT ? ERR_NOT_FOUND : ERR_INTERNAL, "cannot read %s: %s",
			path, strerror_r(errno, text, sizeof text));
	if (!S_ISREG(st.st_mode) || st.st_size <= 0)
		return err_set(err, ERR_INVALID, "cannot read %s: it is empty or not a regular file", path);
	void *p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (p == MAP_FAILED)
		return err_set(
			err, ERR_INTERNAL, "cannot map %s: %s", path, strerror_r(errno, text, sizeof text));
	*out = (struct slice){p, (size_t)st.st_size};
	return 0;
}

static const char *weights_path(struct arena *a, const char *model_dir)
{
	return arena_printf(a, "%s/model.safetensors", model_dir);
}

static int load_vocabulary(struct embedder *e, struct err *err)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	const char *path = arena_printf(a, "%s/vocab.txt", e->dir);
	struct slice text;

	if (file_read(a, path, VOCABULARY_BYTES_MAX, &text, err) < 0)
		return -1;
	char digest[HASH_HEX_LEN];
	if (wordpiece_open(e->arena, text, &e->wordpiece, err) < 0)
		return err_wrap(err, "%s", path);
	hash_sha256_hex(text.p, text.n, digest);
	if (wordpiece_count(e->wordpiece) != BERT_VOCABULARY || !str_eq(digest, vocabulary_sha256))
		return err_set(err, ERR_INVALID,
			"%s is damaged or of another model: remove it and run tools/fetch-model", path);
	return 0;
}

static int load_weights(struct embedder *e, struct err *err)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	const char *path = weights_path(a, e->dir);
	struct safetensors weights;
	void *map = (void *)(uintptr_t)e->file.p;

	madvise(map, e->file.n, MADV_WILLNEED);
	if (safetensors_parse(a, e->file, &weights, err) < 0)
		return err_wrap(err, "%s", path);
	if (checksum64(e->file) != weights_checksum)
		return err_set(err, ERR_INVALID,
			"%s is damaged or of another model: remove it and run tools/fetch-model", path);
	if (bert_new(&weights, kernel_set_best(), &e->bert, err) < 0)
		return err_wrap(err, "%s", path);
	madvise(map, e->file.n, MADV_DONTNEED); /* packed by now; table rows come back when used */
	madvise(map, e->file.n, MADV_RANDOM);
	return 0;
}

/* The pieces of as many texts as one run takes. */
struct batch {
	uint32_t ids[BERT_ROWS_MAX];
	size_t lengths[EMBED_BATCH];
	size_t rows, n;
};

/* Texts from the front until the rows or the places are used up; at least one fits. */
static void fill_batch(const struct embedder *e, const struct slice *texts, size_t n, struct batch *batch)
{
	uint32_t ids[EMBED_TOKENS_MAX];

	batch->rows = batch->n = 0;
	while (batch->n < n && batch->n < EMBED_BATCH) {
		size_t length = wordpiece_encode(e->wordpiece, texts[batch->n], ids);
		if (batch->rows + length > BERT_ROWS_MAX)
			break;
		memcpy(batch->ids + batch->rows, ids, length * sizeof *ids);
		batch->lengths[batch->n++] = length;
		batch->rows += length;
	}
}

struct request {
	const struct slice *texts;
	size_t n;
	float *out;
	struct cancel *cancel;
};

/* embed_texts() of an embedder that has all it needs, which the self-test's has before it is open. */
static int make_vectors(const struct embedder *e, const struct request *r, struct err *err)
{
	struct batch batch;

	for (size_t done = 0; done < r->n; done += batch.n) {
		if (cancel_is_set(r->cancel))
			return err_set(
				err, ERR_CANCELLED, "cancelled while embedding, %zu texts left", r->n - done);
		fill_batch(e, r->texts + done, r->n - done, &batch);
		CLEANUP(mem_free_charp) char *scratch = mem_alloc(bert_scratch_size(batch.rows));
		bert_run(e->bert, batch.ids, batch.lengths, batch.n, r->out + done * EMBED_DIM, scratch);
	}
	return 0;
}

/* Does the whole way from text to vector give here what the reference gives? */
static int self_test(const struct embedder *e, struct err *err)
{
	const struct slice text = {selftest_text, sizeof selftest_text - 1};
	float vector[EMBED_DIM];
	double dot = 0, squares = 0;

	if (make_vectors(e, &(struct request){&text, 1, vector, NULL}, err) < 0)
		return -1;
	for (size_t i = 0; i < EMBED_DIM; i++) {
		dot += (double)vector[i] * selftest_vector[i];
		squares += (double)selftest_vector[i] * selftest_vector[i];
	}
	if (!(dot >= selftest_cosine_min * sqrt(squares))) /* also when it is NaN */
		return err_set(err, ERR_INTERNAL,
			"the embedding's self-test failed with the %s kernels (cosine %.6f to the reference)",
			embed_kernels(), dot / sqrt(squares));
	return 0;
}

int embed_find_dir(struct arena *a, const char **out, struct err *err)
{
	const char *dir = getenv("ASKDB_MODEL_DIR"), *cache;

	if (dir && *dir) {
		*out = arena_strdup(a, dir);
		return 0;
	}
	if (file_cache_dir(a, &cache, err) < 0)
		return -1;
	*out = arena_printf(a, "%s/model", cache);
	return 0;
}

/* An embedder whose weights are mapped. */
static int prepare(const char *model_dir, struct embedder **out, struct err *err)
{
	CLEANUP(embed_close_ptr) struct embedder *e = mem_zalloc(1, sizeof *e);
	pthread_condattr_t attr;

	e->arena = arena_new();
	e->dir = arena_strdup(e->arena, model_dir);
	e->opening = mem_zalloc(1, sizeof *e->opening);
	e->opening->why = ERR_INIT;
	atomic_init(&e->opening->state, EMBED_OPENING);
	pthread_mutex_init(&e->opening->shared.lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&e->opening->shared.changed, &attr);
	pthread_condattr_destroy(&attr);
	if (map_file(weights_path(e->arena, model_dir), &e->file, err) < 0)
		return -1;
	*out = TAKE(e);
	return 0;
}

static void drop_weights(struct embedder *e)
{
	bert_free(e->bert);
	e->bert = NULL;
	if (e->file.p)
		munmap((void *)(uintptr_t)e->file.p, e->file.n);
	e->file = (struct slice){0};
}

/* The rest of opening; publishes the outcome. What turned out to be unusable holds no memory but the reason. */
static void finish(struct embedder *e)
{
	struct opening *o = e->opening;
	bool good = load_vocabulary(e, &o->why) == 0 && load_weights(e, &o->why) == 0 &&
		    self_test(e, &o->why) == 0;

	if (!good)
		drop_weights(e);
	pthread_mutex_lock(&o->shared.lock);
	atomic_store(&o->state, good ? EMBED_READY : EMBED_OFF);
	pthread_cond_broadcast(&o->shared.changed);
	pthread_mutex_unlock(&o->shared.lock);
}

static void *finish_thread(void *arg)
{
	struct embedder *e = arg;

	finish(e);
	if (e->opening->failed && embed_state(e) == EMBED_OFF)
		e->opening->failed(embed_problem(e));
	return NULL;
}

int embed_open(const char *model_dir, struct embedder **out, struct err *err)
{
	CLEANUP(embed_close_ptr) struct embedder *e = NULL;

	if (prepare(model_dir, &e, err) < 0)
		return -1;
	finish(e);
	if (embed_state(e) != EMBED_READY) {
		*err = e->opening->why;
		return -1;
	}
	*out = TAKE(e);
	return 0;
}

int embed_start(
	const char *model_dir, void (*failed)(const char *why), struct embedder **out, struct err *err)
{
	CLEANUP(embed_close_ptr) struct embedder *e = NULL;

	if (prepare(model_dir, &e, err) < 0)
		return -1;
	e->opening->failed = failed;
	e->opening->patience = clock_mono_ms() + EMBED_OPEN_MS;
	e->opening->threaded = pthread_create(&e->opening->thread, NULL, finish_thread, e) == 0;
	if (!e->opening->threaded)
		return err_set(
			err, ERR_INTERNAL, "cannot start a thread: the system's limit of threads is met");
	*out = TAKE(e);
	return 0;
}

enum embed_state embed_state(const struct embedder *e)
{
	return e ? (enum embed_state)atomic_load(&e->opening->state) : EMBED_OFF;
}

const char *embed_problem(const struct embedder *e)
{
	return e && embed_state(e) == EMBED_OFF ? e->opening->why.msg : NULL;
}

bool embed_usable(const struct embedder *e)
{
	if (embed_state(e) != EMBED_OPENING)
		return embed_state(e) == EMBED_READY;
	struct opening *o = e->opening;
	struct timespec until = {.tv_sec = o->patience / 1000, .tv_nsec = o->patience % 1000 * 1000000};
	int rc = 0;
	pthread_mutex_lock(&o->shared.lock);
	while (atomic_load(&o->state) == EMBED_OPENING && rc == 0)
		rc = pthread_cond_timedwait(&o->shared.changed, &o->shared.lock, &until);
	pthread_mutex_unlock(&o->shared.lock);
	return embed_state(e) == EMBED_READY;
}

static void free_opening(struct opening *o)
{
	if (o->threaded)
		pthread_join(o->thread, NULL);
	pthread_cond_destroy(&o->shared.changed);
	pthread_mutex_destroy(&o->shared.lock);
	mem_free(o);
}

void embed_close(struct embedder *e)
{
	if (!e)
		return;
	free_opening(e->opening);
	drop_weights(e);
	arena_free(e->arena);
	mem_free(e);
}

int embed_texts(const struct embedder *e, const struct slice *texts, size_t n, float *out,
	struct cancel *cancel, struct err *err)
{
	if (!embed_usable(e)) {
		if (embed_state(e) == EMBED_OPENING)
			return err_set(err, ERR_BUSY, "the embedding model is still being opened: try again");
		return err_set(err, ERR_INTERNAL, "there is no embedding model: %s", embed_problem(e));
	}
	return make_vectors(e, &(struct request){texts, n, out, cancel}, err);
}

const char *embed_kernels(void)
{
	return cpu_isa_name(kernel_set_best()->isa);
}

const char *embed_model_name(const struct embedder *e UNUSED)
{
	return "all-MiniLM-L6-v2";
}
