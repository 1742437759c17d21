// SPDX-License-Identifier: Apache-2.0
/* See embed.h: the model's files, and texts in batches through tokenizer and encoder. */
#include "embed/embed.h"

#include "base/arena.h"
#include "base/cancel.h"
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

struct embedder {
	struct arena *arena;
	struct slice file; /* model.safetensors, mapped */
	const struct wordpiece *wordpiece;
	struct bert *bert;
};

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

static int load_vocabulary(struct embedder *e, const char *model_dir, struct err *err)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	const char *path = arena_printf(a, "%s/vocab.txt", model_dir);
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

static int load_weights(struct embedder *e, const char *model_dir, struct err *err)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	const char *path = arena_printf(a, "%s/model.safetensors", model_dir);
	struct safetensors weights;

	if (map_file(path, &e->file, err) < 0)
		return -1;
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

/* Does the whole way from text to vector give here what the reference gives? */
static int self_test(const struct embedder *e, struct err *err)
{
	const struct slice text = {selftest_text, sizeof selftest_text - 1};
	float vector[EMBED_DIM];
	double dot = 0, squares = 0;

	if (embed_texts(e, &text, 1, vector, NULL, err) < 0)
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

int embed_open(const char *model_dir, struct embedder **out, struct err *err)
{
	struct embedder *e = mem_zalloc(1, sizeof *e);

	e->arena = arena_new();
	if (load_vocabulary(e, model_dir, err) < 0 || load_weights(e, model_dir, err) < 0 ||
		self_test(e, err) < 0) {
		embed_close(e);
		return -1;
	}
	*out = e;
	return 0;
}

void embed_close(struct embedder *e)
{
	if (!e)
		return;
	bert_free(e->bert);
	if (e->file.p)
		munmap((void *)(uintptr_t)e->file.p, e->file.n);
	arena_free(e->arena);
	mem_free(e);
}

/* The pieces of as many texts as one run takes. */
struct batch {
	uint32_t ids[BERT_ROWS_MAX];
	size_t lengths[EMBED_BATCH];
	size_t rows, n;
};

/* Texts from the front until the rows or the places are used up; at least one fits. Returns how many. */
static size_t fill_batch(const struct embedder *e, const struct slice *texts, size_t n, struct batch *batch)
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
	return batch->n;
}

int embed_texts(const struct embedder *e, const struct slice *texts, size_t n, float *out,
	struct cancel *cancel, struct err *err)
{
	struct batch batch;

	while (n) {
		if (cancel_is_set(cancel))
			return err_set(err, ERR_CANCELLED, "cancelled while embedding, %zu texts left", n);
		size_t taken = fill_batch(e, texts, n, &batch);
		CLEANUP(mem_free_charp) char *scratch = mem_alloc(bert_scratch_size(batch.rows));
		bert_run(e->bert, batch.ids, batch.lengths, taken, out, scratch);
		texts += taken;
		n -= taken;
		out += taken * EMBED_DIM;
	}
	return 0;
}

const char *embed_kernels(void)
{
	return cpu_isa_name(kernel_set_best()->isa);
}

const char *embed_model_name(const struct embedder *e UNUSED)
{
	return "all-MiniLM-L6-v2";
}
