// SPDX-License-Identifier: Apache-2.0
/*
 * The encoder against a bare packed matrix product of the same shapes, in one run and interleaved: how much do attention,
 * normalisation, GELU and the tokenizer cost? And the products against the processor: how near are they to the rate at which it
 * multiplies and adds what is in registers? Processor time of the best of many rounds, so that neighbours disturb little.
 *
 * usage: embed_bench            the comparison above, JSON on stdout
 *        embed_bench --answer   for each line "COUNT TEXT" of stdin, one call that embeds COUNT copies of the text; the line
 *                               printed is its wall and processor time in microseconds and the first vector
 * The model is found as askdb finds it.
 */
#include "base/arena.h"
#include "base/num.h"
#include "embed/bert.h"
#include "embed/embed.h"
#include "embed/kernels/kernels.h"
#include "fma_peak.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

enum {
	ROUNDS = 60,
	SENTENCE_PIECES = 16,
	SHAPES = 4,
	ALIGN = 64,
	HUGE_PAGE = 2 << 20,
	LINE_MAX_BYTES = 4096,
	/* of one piece through the products of all layers; a multiplication and an addition for each weight */
	PRODUCT_FLOPS = 2 * BERT_LAYERS * (4 * EMBED_DIM * EMBED_DIM + 2 * EMBED_DIM * BERT_INNER),
};

static const struct slice sentence = {
	"how many customers from each country bought a rock album last year ok?",
	70}; /* 16 pieces with [CLS] and [SEP] */

/* depth and cols of a layer's four products */
static const size_t shapes[SHAPES][2] = {
	{EMBED_DIM, 3 * EMBED_DIM}, {EMBED_DIM, EMBED_DIM}, {EMBED_DIM, BERT_INNER}, {BERT_INNER, EMBED_DIM}};

struct bench {
	const struct embedder *e;
	const struct kernel_set *k;
	const void *weights[BERT_LAYERS][SHAPES];
	float *a, *c, *out;
};

static double clock_ms(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static double cpu_ms(void)
{
	return clock_ms(CLOCK_THREAD_CPUTIME_ID);
}

static float *floats(struct arena *a, size_t n)
{
	char *p = arena_alloc(a, n * sizeof(float) + ALIGN);
	float *aligned = (float *)(void *)(p + (ALIGN - (uintptr_t)p % ALIGN) % ALIGN);

	for (size_t i = 0; i < n; i++)
		aligned[i] = 0.01f;
	return aligned;
}

/* Zeros in pages as large as the encoder's. */
static void map_weights(struct bench *b)
{
	const size_t bytes = (PRODUCT_FLOPS / 2 * b->k->weight_size + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;
	char *p = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	assert(p != MAP_FAILED);
	madvise(p, bytes, MADV_HUGEPAGE);
	memset(p, 0, bytes);
	for (size_t layer = 0; layer < BERT_LAYERS; layer++) {
		for (size_t i = 0; i < SHAPES; i++) {
			b->weights[layer][i] = p;
			p += shapes[i][0] * shapes[i][1] * b->k->weight_size;
		}
	}
}

static double products_ms(const struct bench *b)
{
	double start = cpu_ms();

	for (size_t layer = 0; layer < BERT_LAYERS; layer++)
		for (size_t i = 0; i < SHAPES; i++)
			b->k->matmul(&(struct matmul){.a = b->a,
				.a_stride = shapes[i][0],
				.weights = b->weights[layer][i],
				.c = b->c,
				.c_stride = shapes[i][1],
				.rows = SENTENCE_PIECES,
				.cols = shapes[i][1],
				.depth = shapes[i][0]});
	return cpu_ms() - start;
}

/* A sentence's share of one call with n of them; infinite when the call fails. */
static double embed_ms(const struct bench *b, const struct slice *texts, size_t n)
{
	struct err err = ERR_INIT;
	double start = cpu_ms();

	if (embed_texts(b->e, texts, n, b->out, NULL, &err) < 0)
		return INFINITY;
	return (cpu_ms() - start) / (double)n;
}

static void run(const struct bench *b)
{
	struct slice texts[EMBED_BATCH];
	double one = INFINITY, batch = INFINITY, products = INFINITY, peak = 0;

	for (size_t i = 0; i < EMBED_BATCH; i++)
		texts[i] = sentence;
	for (size_t i = 0; i < ROUNDS; i++) {
		one = fmin(one, embed_ms(b, texts, 1));
		products = fmin(products, products_ms(b));
		peak = fmax(peak, fma_peak(b->k->isa));
		if (i % 10 == 0)
			batch = fmin(batch, embed_ms(b, texts, EMBED_BATCH));
	}
	const double gflops = SENTENCE_PIECES * (double)PRODUCT_FLOPS / products / 1e6;
	printf("{\"kernels\": \"%s\", \"sentence_ms\": %.3f, \"products_ms\": %.3f, \"ratio\": %.3f, "
	       "\"batch_sentence_ms\": %.3f, \"fma_peak_gflops\": %.1f, \"products_gflops\": %.1f, "
	       "\"products_of_peak\": %.3f}\n",
		embed_kernels(), one, products, one / products, batch, peak, gflops, gflops / peak);
}

/* One request of another process that measures in turn with this one. */
static int answer_line(const struct bench *b, char *line)
{
	struct err err = ERR_INIT;
	struct slice texts[EMBED_BATCH], rest = slice_of(line);
	char *space = memchr(line, ' ', rest.n);
	int64_t n;

	if (!space || !num_parse_i64((struct slice){line, (size_t)(space - line)}, 1, EMBED_BATCH, &n))
		return -1;
	for (size_t i = 0; i < (size_t)n; i++)
		texts[i] = slice_trim(slice_of(space + 1));
	double wall = clock_ms(CLOCK_MONOTONIC), cpu = cpu_ms();
	if (embed_texts(b->e, texts, (size_t)n, b->out, NULL, &err) < 0)
		return -1;
	cpu = cpu_ms() - cpu;
	wall = clock_ms(CLOCK_MONOTONIC) - wall;
	printf("%.1f %.1f", wall * 1e3, cpu * 1e3);
	for (size_t i = 0; i < EMBED_DIM; i++)
		printf(" %.9g", (double)b->out[i]);
	putchar('\n');
	return fflush(stdout) == 0 ? 0 : -1;
}

static int answer(const struct bench *b)
{
	char line[LINE_MAX_BYTES];

	while (fgets(line, sizeof line, stdin))
		if (answer_line(b, line) < 0) {
			fprintf(stderr, "embed_bench: want \"COUNT TEXT\", COUNT from 1 to %d\n",
				EMBED_BATCH);
			return 1;
		}
	return 0;
}

int main(int argc, char **argv)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct err err = ERR_INIT;
	struct embedder *e;
	const char *dir;
	int status = 0;

	if (embed_find_dir(a, &dir, &err) < 0 || embed_open(dir, &e, &err) < 0) {
		fprintf(stderr, "embed_bench: %s\n", err.msg);
		return 1;
	}
	struct bench b = {.e = e, .k = kernel_set_best()};
	map_weights(&b);
	b.a = floats(a, (size_t)SENTENCE_PIECES * BERT_INNER);
	b.c = floats(a, (size_t)SENTENCE_PIECES * BERT_INNER);
	b.out = floats(a, (size_t)EMBED_BATCH * EMBED_DIM);
	if (argc > 1 && strcmp(argv[1], "--answer") == 0)
		status = answer(&b);
	else
		run(&b);
	embed_close(e);
	return status;
}
