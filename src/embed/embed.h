// SPDX-License-Identifier: Apache-2.0
/*
 * Text to vectors: sentence-transformers/all-MiniLM-L6-v2 computed in this process (WordPiece, safetensors by mmap,
 * a BERT encoder in f32, its weights kept in halves where the processor reads those, mean pooling, unit length). An
 * embedder is immutable once open: any thread, scratch memory belongs to the call. It either gives the model's vector or
 * an error, never a wrong vector.
 */
#pragma once

#include "base/err.h"
#include "base/limits.h"
#include "base/str.h"

struct arena;
struct cancel;
struct embedder;

/* Where the weights are to be: ASKDB_MODEL_DIR, else "model" in the user's cache directory; in the arena. ERR_INVALID when neither is set. */
NODISCARD int embed_find_dir(struct arena *a, const char **out, struct err *err);

/* Directory that holds model.safetensors and vocab.txt. Maps the weights, checks every offset and shape, packs them. */
NODISCARD int embed_open(const char *model_dir, struct embedder **out, struct err *err);

/*
 * As embed_open(), but all except mapping the weights is done on a thread of its own, which embed_close() joins. failed, which
 * may be NULL, is called there with a sentence (borrowed) when the model turns out to be unusable.
 */
NODISCARD int embed_start(
	const char *model_dir, void (*failed)(const char *why), struct embedder **out, struct err *err);

enum embed_state {
	EMBED_OFF, /* there is none, or it turned out to be unusable: final */
	EMBED_OPENING,
	EMBED_READY, /* final */
};

/* Where e, which may be NULL, stands; does not wait. Any thread. */
enum embed_state embed_state(const struct embedder *e);

/* Why e is EMBED_OFF: a sentence that lives as long as e; NULL in the other states. Any thread. */
const char *embed_problem(const struct embedder *e);

/*
 * Are there vectors to be had from e, which may be NULL? While it is being opened this waits, until EMBED_OPEN_MS after
 * embed_start() at most; false means: do without. Any thread.
 */
bool embed_usable(const struct embedder *e);

/* Unmap and release, after the thread of embed_start() has ended; NULL is allowed. No call may be running. */
void embed_close(struct embedder *e);

/*
 * Embed n texts into out (n x EMBED_DIM, row-major, each row of unit length). Texts are borrowed; longer ones are cut at
 * EMBED_TOKENS_MAX pieces as the reference does. Texts of similar length are batched and never padded to full length.
 * Errors     ERR_CANCELLED; ERR_BUSY (not open yet, having waited as embed_usable() does), ERR_INTERNAL (unusable).   Threads: any.   Blocks: computes, about 3 ms for a 16-token sentence on one core.
 */
NODISCARD int embed_texts(const struct embedder *e, const struct slice *texts, size_t n, float *out,
	struct cancel *cancel, struct err *err);

/* The kernels chosen for this processor: "avx512", "avx2", "neon" or "portable"; static storage. */
const char *embed_kernels(void);

/* Name of the model as documents are stamped with it; static storage. A change of name means: embed again. */
const char *embed_model_name(const struct embedder *e);
