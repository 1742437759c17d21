// SPDX-License-Identifier: Apache-2.0
/* Sums over blocks. Four accumulators a loop let the processor overlap additions that C forbids it to reorder. */
#include "analysis/moments.h"

#include <math.h>

static double sum_of(const double *v, size_t n)
{
	double s[4] = {0};
	size_t i = 0;

	for (; i + 4 <= n; i += 4)
		for (size_t k = 0; k < 4; k++)
			s[k] += v[i + k];
	for (; i < n; i++)
		s[0] += v[i];
	return (s[0] + s[1]) + (s[2] + s[3]);
}

/* Sum of (x - mean_x) (y - mean_y). */
static double co_deviation(const double *x, double mean_x, const double *y, double mean_y, size_t n)
{
	double s[4] = {0};
	size_t i = 0;

	for (; i + 4 <= n; i += 4)
		for (size_t k = 0; k < 4; k++)
			s[k] += (x[i + k] - mean_x) * (y[i + k] - mean_y);
	for (; i < n; i++)
		s[0] += (x[i] - mean_x) * (y[i] - mean_y);
	return (s[0] + s[1]) + (s[2] + s[3]);
}

void moments_add(struct moments *m, const double *v, size_t n)
{
	double mean, m2, delta;
	uint64_t total = m->n + n;

	if (n == 0)
		return;
	if (m->n == 0) {
		m->min = v[0];
		m->max = v[0];
	}
	for (size_t i = 0; i < n; i++) {
		m->min = v[i] < m->min ? v[i] : m->min;
		m->max = v[i] > m->max ? v[i] : m->max;
		m->n_negative += v[i] < 0;
		m->n_zero += v[i] == 0;
	}
	mean = sum_of(v, n) / (double)n;
	m2 = co_deviation(v, mean, v, mean, n);
	delta = mean - m->mean;
	m->m2 += m2 + delta * delta * (double)m->n * ((double)n / (double)total);
	m->mean += delta * ((double)n / (double)total);
	m->n = total;
}

struct block_moments block_moments(const double *v, size_t n)
{
	double sum = sum_of(v, n);
	struct block_moments b = {.whole = n > 0 && !isnan(sum)};

	if (b.whole) {
		b.mean = sum / (double)n;
		b.m2 = co_deviation(v, b.mean, v, b.mean, n);
	}
	return b;
}

static void co_moments_merge(struct co_moments *m, const struct co_moments *b)
{
	double n = (double)b->n, before = (double)m->n, share = n / (before + n);
	double dx = b->mean_x - m->mean_x, dy = b->mean_y - m->mean_y;

	m->m2_x += b->m2_x + dx * dx * before * share;
	m->m2_y += b->m2_y + dy * dy * before * share;
	m->c += b->c + dx * dy * before * share;
	m->mean_x += dx * share;
	m->mean_y += dy * share;
	m->n += b->n;
}

void co_moments_add(struct co_moments *m, const double *x, const double *y, size_t n,
	const struct block_moments *of_x, const struct block_moments *of_y)
{
	struct co_moments b = {0};
	double px[STATS_BLOCK], py[STATS_BLOCK];
	size_t k = 0;

	if (of_x->whole && of_y->whole) {
		b = (struct co_moments){n, of_x->mean, of_y->mean, of_x->m2, of_y->m2, 0};
		b.c = co_deviation(x, b.mean_x, y, b.mean_y, n);
		co_moments_merge(m, &b);
		return;
	}
	for (size_t i = 0; i < n; i++) {
		px[k] = x[i];
		py[k] = y[i];
		k += !isnan(x[i]) && !isnan(y[i]);
	}
	if (k == 0)
		return;
	b.n = k;
	b.mean_x = sum_of(px, k) / (double)k;
	b.mean_y = sum_of(py, k) / (double)k;
	b.m2_x = co_deviation(px, b.mean_x, px, b.mean_x, k);
	b.m2_y = co_deviation(py, b.mean_y, py, b.mean_y, k);
	b.c = co_deviation(px, b.mean_x, py, b.mean_y, k);
	co_moments_merge(m, &b);
}

bool co_moments_pearson(const struct co_moments *m, double *r)
{
	double scale = sqrt(m->m2_x) * sqrt(m->m2_y);

	if (m->n < 3 || !(scale > 0) || !isfinite(scale))
		return false;
	*r = m->c / scale;
	*r = *r > 1 ? 1 : *r < -1 ? -1 : *r;
	return true;
}
