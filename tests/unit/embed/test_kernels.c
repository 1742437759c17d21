// SPDX-License-Identifier: Apache-2.0
/* Every kernel set this processor can run, against plain f64 loops, over all row counts and odd shapes. */
#include "base/mem.h"
#include "embed/kernels/kernels.h"
#include "test.h"

#include <math.h>

extern const struct kernel_set kernels_wide; /* kernels_wide.c */

static const enum cpu_isa isas[] = {CPU_PORTABLE, CPU_NEON, CPU_AVX2, CPU_AVX512};

static uint64_t random_state = 88172645463325252u;

/* xorshift64* (Vigna 2016), in -1..1. */
static float random_value(void)
{
	random_state ^= random_state >> 12;
	random_state ^= random_state << 25;
	random_state ^= random_state >> 27;
	return (float)(random_state * 2685821657736338717u >> 40) / (float)(1 << 23) - 1.0f;
}

static float *random_values(size_t n, float scale)
{
	float *v = mem_alloc(n * sizeof *v);

	for (size_t i = 0; i < n; i++)
		v[i] = random_value() * scale;
	return v;
}

static double exact_gelu(double x)
{
	return 0.5 * x * (1 + erf(x / sqrt(2)));
}

/* The nearest half, ties to even: eleven bits of precision, and nothing finer than 2^-24. */
static double nearest_half(double x)
{
	int exponent;

	frexp(x, &exponent);
	double unit = ldexp(1, MAX(exponent - 11, -24));
	return rint(x / unit) * unit;
}

static double value_of(uint16_t half)
{
	int exponent = half >> 10 & 31, fraction = half & 1023;
	double magnitude = exponent ? ldexp(1024 + fraction, exponent - 25) : ldexp(fraction, -24);

	return half >> 15 ? -magnitude : magnitude;
}

struct shape {
	size_t rows, cols, depth;
	bool bias, add, gelu, weights;
};

/* b as the kernels want it; with weights in halves, b becomes what those can tell of it. */
static void *pack(const struct kernel_set *k, const struct shape *s, float *b, struct matmul *m)
{
	size_t n = s->weights ? s->cols * s->depth : pack_size(k, s->depth, s->cols);
	float *packed = mem_alloc(n * sizeof *packed);

	if (!s->weights) {
		pack_columns(k, packed, b, s->depth, s->depth, s->cols, 1);
		m->b = packed;
		return packed;
	}
	k->pack_weights(packed, b, s->depth, s->cols, 1);
	m->weights = packed;
	for (size_t i = 0; k->weight_size == 2 && i < n; i++)
		b[i] = (float)nearest_half((double)b[i]);
	return packed;
}

/* Largest difference of c = gelu(a b' + bias + add) to f64. */
static double matmul_error(const struct kernel_set *k, const struct shape *s)
{
	size_t stride = (s->cols + KERNEL_PANEL_MAX - 1) / KERNEL_PANEL_MAX * KERNEL_PANEL_MAX;
	float *a = random_values(s->rows * (s->depth + 3), 1), *b = random_values(s->cols * s->depth, 1);
	float *bias = random_values(stride, 2), *add = random_values(s->rows * stride, 3);
	float *c = mem_zalloc(s->rows * stride, sizeof *c);
	double worst = 0;
	struct matmul m = {.a = a,
		.a_stride = s->depth + 3,
		.bias = s->bias ? bias : NULL,
		.add = s->add ? add : NULL,
		.c = c,
		.c_stride = stride,
		.rows = s->rows,
		.cols = s->cols,
		.depth = s->depth,
		.gelu = s->gelu};
	void *packed = pack(k, s, b, &m);

	k->matmul(&m);
	for (size_t i = 0; i < s->rows; i++) {
		for (size_t j = 0; j < s->cols; j++) {
			double want = s->bias ? (double)bias[j] : 0;
			for (size_t d = 0; d < s->depth; d++)
				want += (double)a[i * (s->depth + 3) + d] * (double)b[j * s->depth + d];
			want += s->add ? (double)add[i * stride + j] : 0;
			want = s->gelu ? exact_gelu(want) : want;
			worst = fmax(worst, fabs(want - (double)c[i * stride + j]));
		}
	}
	mem_free(a), mem_free(b), mem_free(bias), mem_free(add), mem_free(c), mem_free(packed);
	return worst;
}

static void check_matmul(const struct kernel_set *k)
{
	const char *name = cpu_isa_name(k->isa);

	for (size_t rows = 1; rows <= 40; rows++) {
		struct shape s = {rows, 64, 33, true, rows % 2 != 0, rows % 3 == 0, false};
		double error = matmul_error(k, &s);
		CHECK_MSG(error < 2e-5, "%s: %zu rows within 2e-5 (%.1e)", name, rows, error);
		s.weights = true;
		error = matmul_error(k, &s);
		CHECK_MSG(error < 2e-5, "%s: %zu rows, weights within 2e-5 (%.1e)", name, rows, error);
	}
	const struct shape shapes[] = {{256, 96, 384, true, true, false, false},
		{256, 96, 384, true, true, false, true}, {61, 64, 1536, true, false, true, false},
		{61, 64, 1536, true, false, true, true}, {17, 17, 32, false, false, false, false},
		{1, 1, 1, false, false, false, false}, {1, 32, 1, false, false, false, true},
		{200, 32, 200, false, false, false, false}};
	for (size_t i = 0; i < ARRAY_LEN(shapes); i++) {
		double error = matmul_error(k, &shapes[i]);
		CHECK_MSG(error < 1e-4, "%s: shape %zu within 1e-4 (%.1e)", name, i, error);
	}
}

/* Each weight at its place; where they are halves the nearest one: ties, subnormals and the largest among them. */
static void check_pack_weights(const struct kernel_set *k)
{
	enum { DEPTH = 70, COLS = 64, N = DEPTH * COLS };
	static const float edges[] = {0, -0.0f, 1, 1 + 0x1p-11f, 1 + 0x3p-11f, -1 - 0x1p-11f, 0x1p-14f,
		0x1p-14f - 0x1p-25f, 0x1p-24f, 0x1p-25f, 0x3p-25f, -0x5p-25f, 0x1p-26f, 0x1p-40f, 65504,
		-65504, 65503, 0x1.ffcp-15f, 0.1f, 1.0f / 3};
	float *src = random_values(N, 1);
	float packed[N];
	const uint16_t *halves = (const uint16_t *)(const void *)packed;
	size_t wrong = 0;

	for (size_t i = 0; i < N; i++)
		src[i] = i < ARRAY_LEN(edges) ? edges[i] : ldexpf(src[i], (int)(i % 40) - 25);
	k->pack_weights(packed, src, DEPTH, COLS, 0.5f);
	for (size_t j = 0; j < COLS; j++) {
		for (size_t i = 0; i < DEPTH; i++) {
			size_t at = (j / k->panel * DEPTH + i) * k->panel + j % k->panel;
			double exact = (double)(src[j * DEPTH + i] * 0.5f);
			wrong += k->weight_size == 2 ? value_of(halves[at]) != nearest_half(exact)
						     : (double)packed[at] != exact;
		}
	}
	CHECK_MSG(wrong == 0, "%s: %zu of %d weights packed wrong", cpu_isa_name(k->isa), wrong, N);
	mem_free(src);
}

static void check_pack_rows(const struct kernel_set *k)
{
	enum { DEPTH = 7, COLS = 32, STRIDE = 50 };
	float *src = random_values((size_t)DEPTH * STRIDE, 1), packed[DEPTH * COLS];
	bool same = true;

	pack_rows(k, packed, src, STRIDE, DEPTH, COLS);
	for (size_t i = 0; i < DEPTH; i++)
		for (size_t j = 0; j < COLS; j++)
			same = same && packed[(j / k->panel * DEPTH + i) * k->panel + j % k->panel] ==
					       src[i * STRIDE + j];
	CHECK_MSG(same, "%s: rows packed", cpu_isa_name(k->isa));
	mem_free(src);
}

/* GELU over its whole range through a 1 x 1 product. */
static void check_gelu(const struct kernel_set *k)
{
	double worst = 0;

	for (double x = -12; x <= 12; x += 0.003) {
		float a = (float)x, b[KERNEL_PANEL_MAX] = {1}, packed[KERNEL_PANEL_MAX], c[KERNEL_PANEL_MAX];
		pack_columns(k, packed, b, 1, 1, 1, 1);
		k->matmul(&(struct matmul){.a = &a,
			.a_stride = 1,
			.b = packed,
			.c = c,
			.c_stride = KERNEL_PANEL_MAX,
			.rows = 1,
			.cols = 1,
			.depth = 1,
			.gelu = true});
		worst = fmax(worst, fabs(exact_gelu((double)a) - (double)c[0]));
	}
	CHECK_MSG(worst < 4e-6, "%s: GELU within 4e-6 (%.1e)", cpu_isa_name(k->isa), worst);
}

static void check_softmax(const struct kernel_set *k)
{
	double worst = 0;

	for (size_t n = 1; n <= 70; n++) {
		float *x = random_values(2 * 80, 40), before[160];
		memcpy(before, x, sizeof before);
		k->softmax(x, 2, n, 80);
		for (size_t r = 0; r < 2; r++) {
			double sum = 0, max = -1e9;
			for (size_t i = 0; i < n; i++)
				max = fmax(max, (double)before[r * 80 + i]);
			for (size_t i = 0; i < n; i++)
				sum += exp((double)before[r * 80 + i] - max);
			for (size_t i = 0; i < n; i++)
				worst = fmax(worst, fabs(exp((double)before[r * 80 + i] - max) / sum -
							    (double)x[r * 80 + i]));
		}
		mem_free(x);
	}
	CHECK_MSG(worst < 1e-6, "%s: softmax within 1e-6 (%.1e)", cpu_isa_name(k->isa), worst);
}

static void check_layer_norm(const struct kernel_set *k)
{
	enum { N = 384, ROWS = 3 };
	float *x = random_values((size_t)N * ROWS, 5), *gain = random_values(N, 2),
	      *bias = random_values(N, 1);
	float before[N * ROWS];
	double worst = 0;

	memcpy(before, x, sizeof before);
	k->layer_norm(x, ROWS, N, gain, bias);
	for (size_t r = 0; r < ROWS; r++) {
		double mean = 0, variance = 0;
		for (size_t i = 0; i < N; i++)
			mean += (double)before[r * N + i] / N;
		for (size_t i = 0; i < N; i++)
			variance += pow((double)before[r * N + i] - mean, 2) / N;
		for (size_t i = 0; i < N; i++) {
			double want = ((double)before[r * N + i] - mean) / sqrt(variance + 1e-12) *
					      (double)gain[i] +
				      (double)bias[i];
			worst = fmax(worst, fabs(want - (double)x[r * N + i]));
		}
	}
	CHECK_MSG(worst < 5e-6, "%s: layer norm within 5e-6 (%.1e)", cpu_isa_name(k->isa), worst);
	mem_free(x), mem_free(gain), mem_free(bias);
}

static void check_set(const struct kernel_set *k)
{
	check_matmul(k);
	check_pack_rows(k);
	check_pack_weights(k);
	check_gelu(k);
	check_softmax(k);
	check_layer_norm(k);
}

static void test_sets(void)
{
	for (size_t i = 0; i < ARRAY_LEN(isas); i++) {
		const struct kernel_set *k = kernel_set_for(isas[i]);
		if (!k) {
			printf("# %s: not on this processor\n", cpu_isa_name(isas[i]));
			continue;
		}
		CHECK(k->isa == isas[i]);
		check_set(k);
	}
}

static void test_wide(void)
{
	check_set(&kernels_wide);
}

static void test_best(void)
{
	CHECK(kernel_set_for(CPU_PORTABLE) != NULL);
	CHECK(kernel_set_for(kernel_set_best()->isa) == kernel_set_best());
}

TEST_MAIN(TEST(test_sets), TEST(test_wide), TEST(test_best))
