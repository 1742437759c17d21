// SPDX-License-Identifier: Apache-2.0
/*
 * Text to vectors: sentence-transformers/all-MiniLM-L6-v2 computed in this process (WordPiece, safetensors by mmap,
 * a BERT encoder in f32 on weights kept in halves, mean pooling, unit length). An embedder is immutable after opening: any thread, no locks,
 * scratch memory belongs to the call. It either gives the model's vector or an error, never a wrong vector.
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

/* Unmap and release; NULL is allowed. No call may be running. */
void embed_close(struct embedder *e);

/*
 * Embed n texts into out (n x EMBED_DIM, row-major, each row of unit length). Texts are borrowed; longer ones are cut at
 * EMBED_TOKENS_MAX pieces as the reference does. Texts of similar length are batched and never padded to full length.
 * Errors     ERR_CANCELLED.   Threads: any.   Blocks: computes, about 3 ms for a 16-token sentence on one core.
 */
NODISCARD int embed_texts(const struct embedder *e, const struct slice *texts, size_t n, float *out,
	struct cancel *cancel, struct err *err);

/* The kernels chosen for this processor: "avx512", "avx2", "neon" or "portable"; static storage. */
const char *embed_kernels(void);

/* Name of the model as documents are stamped with it; static storage. A change of name means: embed again. */
const char *embed_model_name(const struct embedder *e);
