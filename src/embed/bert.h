// SPDX-License-Identifier: Apache-2.0
/*
 * The BERT encoder (Devlin et al. 2019) in the shape of all-MiniLM-L6-v2: 6 layers, 12 heads of 32, inner layer 1536.
 * Weights are packed once for the chosen kernels and then immutable: any number of threads may run it.
 */
#pragma once

#include "base/err.h"
#include "base/limits.h"

struct bert;
struct kernel_set;
struct safetensors;

enum {
	BERT_LAYERS = 6,
	BERT_HEADS = 12,
	BERT_HEAD_DIM = EMBED_DIM / BERT_HEADS,
	BERT_INNER = 4 * EMBED_DIM,
	BERT_VOCABULARY = 30522,
	BERT_POSITIONS = 512,
	BERT_ROWS_MAX = EMBED_TOKENS_MAX, /* of one bert_run(), all texts together */
};

/*
 * Check names, types and shapes, pack the weights. The embedding tables are borrowed from the mapped file, which must
 * outlive the result; the rest is copied. Caller frees with bert_free(). Errors     ERR_INVALID, ERR_INTERNAL (memory).
 */
NODISCARD int bert_new(const struct safetensors *weights, const struct kernel_set *kernels, struct bert **out,
	struct err *err);

/* Release; NULL is allowed. */
void bert_free(struct bert *b);

/* Bytes of scratch memory that one bert_run() of this many rows (pieces of all texts together) needs. */
size_t bert_scratch_size(size_t rows);

/*
 * Run n_texts texts, their pieces one after another in ids (each below BERT_VOCABULARY), lengths[i] pieces each, at most
 * BERT_ROWS_MAX in all. out: n_texts x EMBED_DIM, mean over the pieces, unit length. scratch: bert_scratch_size() bytes.
 */
void bert_run(const struct bert *b, const uint32_t *ids, const size_t *lengths, size_t n_texts, float *out,
	void *scratch);
