// SPDX-License-Identifier: Apache-2.0
/*
 * Quantiles of a stream. Numbers are kept as 64-bit keys whose unsigned order is the numbers' order, so that a buffer
 * sorts by counting bytes and runs merge without a comparison of doubles.
 */
#include "analysis/sketch.h"

#include "base/mem.h"

#include <math.h>

static uint64_t key_of(double v)
{
	uint64_t bits;

	memcpy(&bits, &v, sizeof bits);
	return bits >> 63 ? ~bits : bits | UINT64_C(1) << 63;
}

static double value_of(uint64_t key)
{
	uint64_t bits = key >> 63 ? key & ~(UINT64_C(1) << 63) : ~key;
	double v;

	memcpy(&v, &bits, sizeof v);
	return v;
}

/* Radix sort, least significant byte first; a byte that all keys share costs only its count. */
static void sort_keys(uint64_t *keys, uint64_t *scratch, size_t n)
{
	uint32_t counts[8][256] = {{0}};
	uint64_t *from = keys, *to = scratch;

	for (size_t i = 0; i < n; i++)
		for (unsigned b = 0; b < 8; b++)
			counts[b][keys[i] >> (8 * b) & 255]++;
	for (unsigned b = 0; b < 8; b++) {
		uint32_t at[256], sum = 0;

		if (n == 0 || counts[b][from[0] >> (8 * b) & 255] == n)
			continue;
		for (unsigned v = 0; v < 256; v++) {
			at[v] = sum;
			sum += counts[b][v];
		}
		for (size_t i = 0; i < n; i++)
			to[at[from[i] >> (8 * b) & 255]++] = from[i];
		uint64_t *swap = from;
		from = to;
		to = swap;
	}
	if (from != keys)
		memcpy(keys, from, n * sizeof *keys);
}

/* xorshift64 (Marsaglia 2003): a fixed seed, so that the same rows give the same answer. */
static unsigned random_bit(struct quantiles *q)
{
	if (q->random == 0)
		q->random = UINT64_C(0x9E3779B97F4A7C15);
	q->random ^= q->random << 13;
	q->random ^= q->random >> 7;
	q->random ^= q->random << 17;
	return (unsigned)(q->random >> 40) & 1;
}

static uint64_t *take_run(struct quantiles *q)
{
	return q->spare ? TAKE(q->spare) : mem_zalloc(QUANTILE_RUN, sizeof(uint64_t));
}

/* Merge two sorted runs and keep every second key, beginning at the first or the second. */
static void merge_halves(const uint64_t *a, const uint64_t *b, uint64_t *out, unsigned start)
{
	size_t i = 0, j = 0;

	for (size_t k = 0; k < 2 * (size_t)QUANTILE_RUN; k++) {
		bool first = j == QUANTILE_RUN || (i < QUANTILE_RUN && a[i] <= b[j]);
		uint64_t key = first ? a[i] : b[j];

		i += first;
		j += !first;
		if ((k & 1) == start)
			out[k / 2] = key;
	}
}

/* The full buffer becomes a run; two runs of a level become one of the next. */
static void compact(struct quantiles *q)
{
	uint64_t *run = take_run(q);
	unsigned start = random_bit(q);
	uint64_t *scratch = mem_zalloc(QUANTILE_BUFFER, sizeof *scratch);

	sort_keys(q->buffer, scratch, q->n);
	mem_free(scratch);
	for (size_t i = 0; i < QUANTILE_RUN; i++)
		run[i] = q->buffer[2 * i + start];
	q->n = 0;
	for (size_t level = 0; level < QUANTILE_LEVELS; level++) {
		if (!q->runs[level]) {
			q->runs[level] = run;
			return;
		}
		uint64_t *merged = take_run(q);
		merge_halves(q->runs[level], run, merged, random_bit(q));
		mem_free(q->spare);
		q->spare = TAKE(q->runs[level]);
		mem_free(run);
		run = merged;
	}
	mem_free(run); /* 2^62 values: not reached */
}

void quantiles_add(struct quantiles *q, const double *values, size_t n)
{
	if (!q->buffer)
		q->buffer = mem_zalloc(QUANTILE_BUFFER, sizeof *q->buffer);
	for (size_t i = 0; i < n; i++) {
		if (q->n == QUANTILE_BUFFER)
			compact(q);
		q->buffer[q->n++] = key_of(values[i] + 0.0); /* -0 and 0 are one value */
	}
	q->total += n;
}

bool quantiles_exact(const struct quantiles *q)
{
	return q->total == q->n;
}

static void read_exact(const uint64_t *keys, size_t n_keys, const double *fractions, size_t n, double *out)
{
	for (size_t i = 0; i < n; i++) {
		double at = fractions[i] * (double)(n_keys - 1);
		size_t low = (size_t)at;
		double a = value_of(keys[low]), b = value_of(keys[MIN(low + 1, n_keys - 1)]);

		out[i] = a == b ? a : a + (b - a) * (at - (double)low);
	}
}

/* All sources are sorted: walk them together until the wanted weight has passed. */
static void read_sketch(
	const struct quantiles *q, const uint64_t *keys, const double *fractions, size_t n, double *out)
{
	size_t at[QUANTILE_LEVELS] = {0}, in_buffer = 0, done = 0;
	uint64_t passed = 0, last = 0;

	while (done < n) {
		const uint64_t *best = in_buffer < q->n ? &keys[in_buffer] : NULL;
		int from = -1;

		for (int level = 0; level < QUANTILE_LEVELS; level++)
			if (q->runs[level] && at[level] < QUANTILE_RUN &&
				(!best || q->runs[level][at[level]] < *best)) {
				best = &q->runs[level][at[level]];
				from = level;
			}
		if (best) {
			last = *best;
			passed += from < 0 ? 1 : UINT64_C(2) << from;
			if (from < 0)
				in_buffer++;
			else
				at[from]++;
		}
		while (done < n && (!best || (double)passed >= fractions[done] * (double)q->total))
			out[done++] = value_of(last);
	}
}

void quantiles_read(const struct quantiles *q, const double *fractions, size_t n, double *out)
{
	uint64_t *keys, *scratch;

	memset(out, 0, n * sizeof *out);
	if (q->total == 0)
		return;
	keys = mem_zalloc(QUANTILE_BUFFER, sizeof *keys);
	scratch = mem_zalloc(QUANTILE_BUFFER, sizeof *scratch);
	memcpy(keys, q->buffer, q->n * sizeof *keys);
	sort_keys(keys, scratch, q->n);
	if (quantiles_exact(q))
		read_exact(keys, q->n, fractions, n, out);
	else
		read_sketch(q, keys, fractions, n, out);
	mem_free(scratch);
	mem_free(keys);
}

size_t quantiles_memory(const struct quantiles *q)
{
	size_t bytes = q->buffer ? QUANTILE_BUFFER * sizeof(uint64_t) : 0;

	for (size_t level = 0; level < QUANTILE_LEVELS; level++)
		bytes += q->runs[level] ? QUANTILE_RUN * sizeof(uint64_t) : 0;
	return bytes + (q->spare ? QUANTILE_RUN * sizeof(uint64_t) : 0);
}

void quantiles_release(struct quantiles *q)
{
	for (size_t level = 0; level < QUANTILE_LEVELS; level++)
		mem_free(q->runs[level]);
	mem_free(q->spare);
	mem_free(q->buffer);
	*q = (struct quantiles){0};
}
