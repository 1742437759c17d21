// SPDX-License-Identifier: Apache-2.0
/*
 * See bert.h. All texts of a run are rows of one matrix, so nothing is padded and every product works on all rows;
 * only attention goes text by text. Packed weights are one anonymous mapping, on huge pages where the system has them, and
 * halves where the processor reads those as it reads floats: with few rows the products wait for memory, and rounding
 * each weight to eleven bits takes less than one part in a million off a text's cosine to the reference.
 */
#include "embed/bert.h"

#include "base/arena.h"
#include "base/mem.h"
#include "embed/kernels/kernels.h"
#include "embed/safetensors.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

enum {
	ALIGN = 64, /* bytes: a cache line, the widest register */
	QKV = 3 * EMBED_DIM,
	HUGE_PAGE = 2 << 20,
};

struct linear {
	const void *weights;
	const float *bias;
};

struct norm {
	const float *gain, *bias;
};

struct layer {
	struct linear qkv, out, up, down;
	struct norm after_attention, after_inner;
};

struct bert {
	const struct kernel_set *k;
	const float *words, *positions, *type; /* in the mapped file */
	struct norm after_embedding;
	struct layer layers[BERT_LAYERS];
	char *packed;
	size_t packed_size, used;
};

/* What is being built, and from what. */
struct loader {
	struct bert *b;
	const struct safetensors *weights;
	struct err *err;
};

static void *take(struct bert *b, size_t bytes)
{
	void *p = b->packed + b->used;

	b->used += (bytes + ALIGN - 1) / ALIGN * ALIGN;
	assert(b->used <= b->packed_size);
	return p;
}

static float *take_floats(struct bert *b, size_t n)
{
	return take(b, n * sizeof(float));
}

static int find(const struct loader *l, const char *prefix, const char *name, size_t rows, size_t cols,
	const float **out)
{
	char full[128];

	snprintf(full, sizeof full, "%s%s", prefix, name); /* both are ours: at most 64 bytes together */
	return safetensors_f32(l->weights, full, (const size_t[2]){rows, cols}, out, l->err);
}

/* n values of a vector, times scale, at dst. */
static int copy_vector(
	const struct loader *l, const char *prefix, const char *name, float *dst, size_t n, float scale)
{
	const float *src;

	if (find(l, prefix, name, n, 0, &src) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		dst[i] = src[i] * scale;
	return 0;
}

static int load_norm(const struct loader *l, const char *prefix, struct norm *norm)
{
	float *gain = take_floats(l->b, EMBED_DIM), *bias = take_floats(l->b, EMBED_DIM);

	norm->gain = gain;
	norm->bias = bias;
	if (copy_vector(l, prefix, "LayerNorm.weight", gain, EMBED_DIM, 1) < 0)
		return -1;
	return copy_vector(l, prefix, "LayerNorm.bias", bias, EMBED_DIM, 1);
}

static int load_linear(
	const struct loader *l, const char *prefix, size_t depth, size_t cols, struct linear *linear)
{
	void *weights = take(l->b, depth * cols * l->b->k->weight_size);
	float *bias = take_floats(l->b, cols);
	const float *src;

	if (find(l, prefix, "dense.weight", cols, depth, &src) < 0)
		return -1;
	l->b->k->pack_weights(weights, src, depth, cols, 1);
	*linear = (struct linear){weights, bias};
	return copy_vector(l, prefix, "dense.bias", bias, cols, 1);
}

/* Query, key and value as one product. The queries carry attention's 1 / sqrt(head) already. */
static int load_qkv(const struct loader *l, const char *prefix, struct linear *linear)
{
	static const char *const names[][2] = {
		{"attention.self.query.weight", "attention.self.query.bias"},
		{"attention.self.key.weight", "attention.self.key.bias"},
		{"attention.self.value.weight", "attention.self.value.bias"},
	};
	const size_t part = EMBED_DIM * EMBED_DIM * l->b->k->weight_size;
	char *weights = take(l->b, 3 * part);
	float *bias = take_floats(l->b, QKV);

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		float scale = i == 0 ? 1.0f / sqrtf(BERT_HEAD_DIM) : 1.0f;
		const float *src;
		if (find(l, prefix, names[i][0], EMBED_DIM, EMBED_DIM, &src) < 0)
			return -1;
		l->b->k->pack_weights(weights + i * part, src, EMBED_DIM, EMBED_DIM, scale);
		if (copy_vector(l, prefix, names[i][1], bias + i * EMBED_DIM, EMBED_DIM, scale) < 0)
			return -1;
	}
	*linear = (struct linear){weights, bias};
	return 0;
}

static int load_layer(const struct loader *l, size_t index, struct layer *layer)
{
	char attention[64], inner[64], self[64], output[64];

	snprintf(self, sizeof self, "encoder.layer.%zu.", index); /* a digit */
	snprintf(attention, sizeof attention, "encoder.layer.%zu.attention.output.", index);
	snprintf(inner, sizeof inner, "encoder.layer.%zu.intermediate.", index);
	snprintf(output, sizeof output, "encoder.layer.%zu.output.", index);
	if (load_qkv(l, self, &layer->qkv) < 0 ||
		load_linear(l, attention, EMBED_DIM, EMBED_DIM, &layer->out) < 0 ||
		load_norm(l, attention, &layer->after_attention) < 0 ||
		load_linear(l, inner, EMBED_DIM, BERT_INNER, &layer->up) < 0 ||
		load_linear(l, output, BERT_INNER, EMBED_DIM, &layer->down) < 0)
		return -1;
	return load_norm(l, output, &layer->after_inner);
}

static int load_all(const struct loader *l)
{
	struct bert *b = l->b;
	const float *types;

	if (find(l, "embeddings.", "word_embeddings.weight", BERT_VOCABULARY, EMBED_DIM, &b->words) < 0 ||
		find(l, "embeddings.", "position_embeddings.weight", BERT_POSITIONS, EMBED_DIM,
			&b->positions) < 0 ||
		find(l, "embeddings.", "token_type_embeddings.weight", 2, EMBED_DIM, &types) < 0 ||
		load_norm(l, "embeddings.", &b->after_embedding) < 0)
		return -1;
	b->type = types; /* a single text is all of type 0 */
	for (size_t i = 0; i < BERT_LAYERS; i++)
		if (load_layer(l, i, &b->layers[i]) < 0)
			return -1;
	return 0;
}

/* Everything take() will hand out. */
static size_t bytes_needed(const struct kernel_set *k)
{
	const size_t vectors = QKV + EMBED_DIM + BERT_INNER + EMBED_DIM + 4 * EMBED_DIM;
	const size_t matrices =
		(size_t)EMBED_DIM * QKV + (size_t)EMBED_DIM * EMBED_DIM + 2 * (size_t)EMBED_DIM * BERT_INNER;

	return BERT_LAYERS * (vectors * sizeof(float) + matrices * k->weight_size) +
	       2 * (size_t)EMBED_DIM * sizeof(float);
}

static int map_packed(struct bert *b, struct err *err)
{
	const size_t bytes = (bytes_needed(b->k) + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;

	void *p = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (p == MAP_FAILED)
		return err_set(err, ERR_INTERNAL, "no memory for the packed weights (%zu bytes)", bytes);
	madvise(p, bytes, MADV_HUGEPAGE); /* a wish: small pages work as well */
	b->packed = p;
	b->packed_size = bytes;
	return 0;
}

int bert_new(const struct safetensors *weights, const struct kernel_set *kernels, struct bert **out,
	struct err *err)
{
	struct bert *b = mem_zalloc(1, sizeof *b);

	b->k = kernels;
	if (map_packed(b, err) < 0 || load_all(&(struct loader){b, weights, err}) < 0) {
		bert_free(b);
		return -1;
	}
	*out = b;
	return 0;
}

void bert_free(struct bert *b)
{
	if (b && b->packed)
		munmap(b->packed, b->packed_size);
	mem_free(b);
}

/* The matrices of a run of `rows` rows; one text's attention works in the last three, with rows rounded up to panels. */
struct scratch {
	float *x;             /* rows x EMBED_DIM: what goes from layer to layer */
	float *wide;          /* rows x BERT_INNER: query, key and value; later the inner layer */
	float *mixed;         /* rows x EMBED_DIM: what attention gives */
	float *keys, *values; /* packed, one head */
	float *scores;        /* rows x rows */
};

_Static_assert(BERT_HEAD_DIM % KERNEL_PANEL_MAX == 0, "a head is whole panels");
_Static_assert(EMBED_DIM % KERNEL_PANEL_MAX == 0, "weights are whole panels");

static size_t whole_panels(size_t n)
{
	return (n + KERNEL_PANEL_MAX - 1) / KERNEL_PANEL_MAX * KERNEL_PANEL_MAX;
}

size_t bert_scratch_size(size_t rows)
{
	const size_t padded = whole_panels(rows);
	const size_t matrices = rows * (2 * (size_t)EMBED_DIM + BERT_INNER);

	return (matrices + padded * (2 * (size_t)BERT_HEAD_DIM + rows)) * sizeof(float) + ALIGN;
}

static struct scratch lay_out(void *memory, size_t rows)
{
	float *p = (float *)(((uintptr_t)memory + ALIGN - 1) / ALIGN * ALIGN);
	struct scratch s = {.x = p};

	s.wide = s.x + rows * EMBED_DIM;
	s.mixed = s.wide + rows * BERT_INNER;
	s.keys = s.mixed + rows * EMBED_DIM;
	s.values = s.keys + whole_panels(rows) * BERT_HEAD_DIM;
	s.scores = s.values + whole_panels(rows) * BERT_HEAD_DIM;
	return s;
}

static void look_up(
	const struct bert *b, const uint32_t *ids, const size_t *lengths, size_t n_texts, float *x)
{
	for (size_t t = 0; t < n_texts; t++) {
		for (size_t i = 0; i < lengths[t]; i++, x += EMBED_DIM) {
			const float *word = b->words + (size_t)*ids++ * EMBED_DIM;
			const float *position = b->positions + i * EMBED_DIM;
			for (size_t j = 0; j < EMBED_DIM; j++)
				x[j] = word[j] + position[j] + b->type[j];
		}
	}
}

/* One head of one text of n pieces: softmax(q k') v (Vaswani et al. 2017); qkv and out point at the text's first row. */
static void attend_head(const struct bert *b, const struct scratch *s, const float *qkv, float *out, size_t n)
{
	const struct kernel_set *k = b->k;
	const size_t stride = whole_panels(n);

	pack_columns(k, s->keys, qkv + EMBED_DIM, QKV, BERT_HEAD_DIM, n, 1);
	pack_rows(k, s->values, qkv + 2 * (size_t)EMBED_DIM, QKV, n, BERT_HEAD_DIM);
	k->matmul(&(struct matmul){.a = qkv,
		.a_stride = QKV,
		.b = s->keys,
		.c = s->scores,
		.c_stride = stride,
		.rows = n,
		.cols = n,
		.depth = BERT_HEAD_DIM});
	k->softmax(s->scores, n, n, stride);
	k->matmul(&(struct matmul){.a = s->scores,
		.a_stride = stride,
		.b = s->values,
		.c = out,
		.c_stride = EMBED_DIM,
		.rows = n,
		.cols = BERT_HEAD_DIM,
		.depth = n});
}

static void attend(const struct bert *b, const struct scratch *s, const size_t *lengths, size_t n_texts)
{
	const float *qkv = s->wide;
	float *out = s->mixed;

	for (size_t t = 0; t < n_texts; t++) {
		for (size_t head = 0; head < BERT_HEADS; head++)
			attend_head(b, s, qkv + head * BERT_HEAD_DIM, out + head * BERT_HEAD_DIM, lengths[t]);
		qkv += lengths[t] * QKV;
		out += lengths[t] * EMBED_DIM;
	}
}

static void run_layer(const struct bert *b, const struct layer *l, const struct scratch *s,
	const size_t *lengths, size_t n_texts, size_t rows)
{
	const struct kernel_set *k = b->k;

	k->matmul(&(struct matmul){.a = s->x,
		.a_stride = EMBED_DIM,
		.weights = l->qkv.weights,
		.bias = l->qkv.bias,
		.c = s->wide,
		.c_stride = QKV,
		.rows = rows,
		.cols = QKV,
		.depth = EMBED_DIM});
	attend(b, s, lengths, n_texts);
	k->matmul(&(struct matmul){.a = s->mixed,
		.a_stride = EMBED_DIM,
		.weights = l->out.weights,
		.bias = l->out.bias,
		.add = s->x,
		.c = s->x,
		.c_stride = EMBED_DIM,
		.rows = rows,
		.cols = EMBED_DIM,
		.depth = EMBED_DIM});
	k->layer_norm(s->x, rows, EMBED_DIM, l->after_attention.gain, l->after_attention.bias);
	k->matmul(&(struct matmul){.a = s->x,
		.a_stride = EMBED_DIM,
		.weights = l->up.weights,
		.bias = l->up.bias,
		.c = s->wide,
		.c_stride = BERT_INNER,
		.rows = rows,
		.cols = BERT_INNER,
		.depth = EMBED_DIM,
		.gelu = true});
	k->matmul(&(struct matmul){.a = s->wide,
		.a_stride = BERT_INNER,
		.weights = l->down.weights,
		.bias = l->down.bias,
		.add = s->x,
		.c = s->x,
		.c_stride = EMBED_DIM,
		.rows = rows,
		.cols = EMBED_DIM,
		.depth = BERT_INNER});
	k->layer_norm(s->x, rows, EMBED_DIM, l->after_inner.gain, l->after_inner.bias);
}

/* Mean over the rows of a text, then unit length. */
static void pool(const float *x, size_t rows, float *out)
{
	double squares = 0;

	memset(out, 0, EMBED_DIM * sizeof *out);
	for (size_t i = 0; i < rows; i++)
		for (size_t j = 0; j < EMBED_DIM; j++)
			out[j] += x[i * EMBED_DIM + j];
	for (size_t j = 0; j < EMBED_DIM; j++)
		squares += (double)out[j] * (double)out[j];
	float scale = squares > 0 ? (float)(1 / sqrt(squares)) : 0;
	for (size_t j = 0; j < EMBED_DIM; j++)
		out[j] *= scale;
}

void bert_run(const struct bert *b, const uint32_t *ids, const size_t *lengths, size_t n_texts, float *out,
	void *scratch)
{
	size_t rows = 0;

	for (size_t t = 0; t < n_texts; t++)
		rows += lengths[t];
	const struct scratch s = lay_out(scratch, rows);
	look_up(b, ids, lengths, n_texts, s.x);
	b->k->layer_norm(s.x, rows, EMBED_DIM, b->after_embedding.gain, b->after_embedding.bias);
	for (size_t i = 0; i < BERT_LAYERS; i++)
		run_layer(b, &b->layers[i], &s, lengths, n_texts, rows);
	const float *x = s.x;
	for (size_t t = 0; t < n_texts; t++, out += EMBED_DIM) {
		pool(x, lengths[t], out);
		x += lengths[t] * EMBED_DIM;
	}
}
