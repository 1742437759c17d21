// SPDX-License-Identifier: Apache-2.0
/*
 * The one pass. Text is looked at as it comes, since a row's values die with the row; numbers are collected in blocks
 * a column wide, so that sums run over plain arrays. A column's role is decided at the end, from what was seen.
 */
#include "analysis/stats.h"

#include "analysis/moments.h"
#include "analysis/sketch.h"
#include "base/arena.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/utf8.h"

#include <math.h>
#include <stdlib.h>

_Static_assert((int)COMMON_BYTES == (int)STATS_COMMON_BYTES, "the header promises what the sketch keeps");

enum { TIME_TEXT = 40 };

struct time_bound {
	int64_t ms;
	uint8_t n;
	char text[TIME_TEXT];
};

struct column_pass {
	const char *name;
	enum db_type declared;
	uint64_t n_nulls, n_numbers, n_texts, n_times, n_bools, n_others;
	uint64_t n_floats, n_numerics, n_dates;

	struct moments moments;
	struct quantiles quantiles;
	int64_t min_int, max_int;

	uint64_t min_length, max_length, sum_length, n_blank;
	struct common common;
	struct time_bound first, last;

	struct distinct distinct;
	double *block; /* STATS_BLOCK numbers of the rows being collected, NAN = none; NULL until a number is seen */
	int32_t correlated; /* position among the correlated columns; -1 = none */
};

struct stats {
	struct column_pass *columns;
	size_t n_columns;
	uint64_t n_rows;
	size_t in_block;
	uint32_t correlated[STATS_CORRELATED];
	size_t n_correlated;
	struct co_moments pairs[STATS_CORRELATED][STATS_CORRELATED]; /* [i][j], i < j */
};

const char *stats_role_name(enum stats_role role)
{
	static const char *const names[] = {
		[STATS_EMPTY] = "empty",
		[STATS_NUMERIC] = "numeric",
		[STATS_TEMPORAL] = "temporal",
		[STATS_TEXT] = "text",
		[STATS_BOOL] = "boolean",
		[STATS_OTHER] = "other",
	};

	return names[role];
}

struct stats *stats_new(const struct db_column *columns, size_t n_columns)
{
	struct stats *s = mem_zalloc(1, sizeof *s);

	s->columns = mem_zalloc(MAX(n_columns, (size_t)1), sizeof *s->columns);
	s->n_columns = n_columns;
	for (size_t i = 0; i < n_columns; i++) {
		s->columns[i].name = mem_strdup(columns[i].name);
		s->columns[i].declared = columns[i].type;
		s->columns[i].correlated = -1;
	}
	return s;
}

void stats_free(struct stats *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < s->n_columns; i++) {
		struct column_pass *c = &s->columns[i];

		quantiles_release(&c->quantiles);
		distinct_release(&c->distinct);
		common_release(&c->common);
		mem_free(c->block);
		mem_free((void *)(uintptr_t)c->name);
	}
	mem_free(s->columns);
	mem_free(s);
}

/* --- one value --- */

static void note_time(struct column_pass *c, int64_t ms, struct slice text)
{
	struct time_bound now = {.ms = ms, .n = (uint8_t)MIN(text.n, (size_t)TIME_TEXT)};

	if (c->n_times && ms >= c->first.ms && ms <= c->last.ms)
		return;
	memcpy(now.text, text.p, now.n);
	if (c->n_times == 0 || ms < c->first.ms)
		c->first = now;
	if (c->n_times == 0 || ms > c->last.ms)
		c->last = now;
}

static uint64_t count_characters(struct slice s)
{
	uint64_t n = 0;

	for (size_t i = 0; i < s.n; i++)
		n += ((unsigned char)s.p[i] & 0xC0) != 0x80;
	return n;
}

static void add_text(struct column_pass *c, struct slice text, bool may_be_time)
{
	uint64_t length = count_characters(text), hash = sketch_hash(text.p, text.n);
	bool first = c->n_texts + c->n_times == 0;
	int64_t ms;

	c->min_length = first ? length : MIN(c->min_length, length);
	c->max_length = MAX(c->max_length, length);
	c->sum_length += length;
	c->n_blank += slice_trim(text).n == 0;
	distinct_add(&c->distinct, hash);
	/* Once a text is no time the column is none: the rest is not parsed any more. */
	if (may_be_time && c->n_texts == 0 && stats_parse_time(text, &ms)) {
		note_time(c, ms, text);
		c->n_times++;
		c->n_dates += text.n <= 10;
	} else {
		c->n_texts++;
	}
	common_add(&c->common, text, hash);
}

static void add_number(struct stats *s, struct column_pass *c, double v, uint64_t hash)
{
	if (!c->block) {
		c->block = mem_zalloc(STATS_BLOCK, sizeof *c->block);
		for (size_t i = 0; i < STATS_BLOCK; i++)
			c->block[i] = NAN;
		if (s->n_correlated < STATS_CORRELATED) {
			c->correlated = (int32_t)s->n_correlated;
			s->correlated[s->n_correlated++] = (uint32_t)(c - s->columns);
		}
	}
	c->n_numbers++;
	distinct_add(&c->distinct, hash);
	c->block[s->in_block] = isfinite(v) ? v : NAN;
}

static uint64_t hash_of_double(double v)
{
	uint64_t bits;

	v += 0.0; /* -0 is 0 */
	memcpy(&bits, &v, sizeof bits);
	return sketch_hash_word(bits);
}

static void add_int(struct stats *s, struct column_pass *c, int64_t v)
{
	static const int64_t whole = INT64_C(1) << 53;
	bool fits = v >= -whole && v <= whole;

	if (c->n_numbers == c->n_floats + c->n_numerics) { /* the first integer */
		c->min_int = v;
		c->max_int = v;
	}
	c->min_int = MIN(c->min_int, v);
	c->max_int = MAX(c->max_int, v);
	/* 1 and 1.0 are one value; integers that a double cannot hold keep their own hash. */
	add_number(s, c, (double)v, fits ? hash_of_double((double)v) : sketch_hash_word((uint64_t)v));
}

static void add_numeric(struct stats *s, struct column_pass *c, struct slice text)
{
	double v = NAN;

	if (!num_parse_f64(text, &v))
		v = NAN;
	c->n_numerics++;
	add_number(s, c, v, text.n <= 16 && isfinite(v) ? hash_of_double(v) : sketch_hash(text.p, text.n));
}

static void add_value(struct stats *s, struct column_pass *c, const struct db_value *v)
{
	switch (v->type) {
	case DB_NULL:
		c->n_nulls++;
		break;
	case DB_BOOL:
		c->n_bools++;
		distinct_add(&c->distinct, sketch_hash_word(v->i ? 1 : 2));
		common_add(&c->common, v->i ? SLICE_LIT("true") : SLICE_LIT("false"), v->i ? 1 : 2);
		break;
	case DB_INT:
		add_int(s, c, v->i);
		break;
	case DB_FLOAT:
		c->n_floats++;
		add_number(s, c, v->f, hash_of_double(v->f));
		break;
	case DB_NUMERIC:
		add_numeric(s, c, v->s);
		break;
	case DB_TEXT:
	case DB_DATE:
	case DB_TIMESTAMP:
	case DB_OTHER:
		add_text(c, v->s, true);
		break;
	case DB_TIME:
	case DB_UUID:
		add_text(c, v->s, false);
		break;
	case DB_BLOB:
	case DB_JSON:
		c->n_others++;
		distinct_add(&c->distinct, sketch_hash(v->s.p, v->s.n));
		break;
	}
}

/* --- a block --- */

static void flush_pairs(struct stats *s, size_t n)
{
	struct block_moments of[STATS_CORRELATED];

	for (size_t i = 0; i < s->n_correlated; i++)
		of[i] = block_moments(s->columns[s->correlated[i]].block, n);
	for (size_t i = 0; i < s->n_correlated; i++)
		for (size_t j = i + 1; j < s->n_correlated; j++)
			co_moments_add(&s->pairs[i][j], s->columns[s->correlated[i]].block,
				s->columns[s->correlated[j]].block, n, &of[i], &of[j]);
}

static void flush_block(struct stats *s)
{
	double present[STATS_BLOCK];

	if (s->in_block == 0)
		return;
	flush_pairs(s, s->in_block);
	for (size_t i = 0; i < s->n_columns; i++) {
		struct column_pass *c = &s->columns[i];
		size_t n = 0;

		if (!c->block)
			continue;
		for (size_t k = 0; k < s->in_block; k++) {
			present[n] = c->block[k];
			n += isnan(c->block[k]) ? 0 : 1;
			c->block[k] = NAN;
		}
		moments_add(&c->moments, present, n);
		quantiles_add(&c->quantiles, present, n);
	}
	s->in_block = 0;
}

void stats_add(struct stats *s, const struct db_value *values)
{
	for (size_t i = 0; i < s->n_columns; i++)
		add_value(s, &s->columns[i], &values[i]);
	s->n_rows++;
	if (++s->in_block == STATS_BLOCK)
		flush_block(s);
}

/* --- the answer --- */

static enum stats_role role_of(const struct column_pass *c, uint64_t n_values)
{
	if (n_values == 0)
		return STATS_EMPTY;
	if (c->n_numbers == n_values)
		return STATS_NUMERIC;
	if (c->n_times == n_values)
		return STATS_TEMPORAL;
	if (c->n_texts + c->n_times == n_values)
		return STATS_TEXT;
	return c->n_bools == n_values ? STATS_BOOL : STATS_OTHER;
}

/* What the values are where the engine's word says nothing about them, as for expressions on SQLite. */
static enum db_type type_of(const struct column_pass *c, enum stats_role role)
{
	switch (role) {
	case STATS_NUMERIC:
		return c->n_numerics ? DB_NUMERIC : c->n_floats ? DB_FLOAT : DB_INT;
	case STATS_TEMPORAL:
		if (c->declared == DB_DATE || c->declared == DB_TIMESTAMP)
			return c->declared;
		return c->n_dates == c->n_times ? DB_DATE : DB_TIMESTAMP;
	case STATS_BOOL:
		return DB_BOOL;
	case STATS_TEXT:
		return c->declared == DB_UUID || c->declared == DB_TIME ? c->declared : DB_TEXT;
	case STATS_EMPTY:
	case STATS_OTHER:
		break;
	}
	return c->declared;
}

static void read_numbers(const struct column_pass *c, struct stats_column *out)
{
	static const double fractions[] = {0.25, 0.5, 0.75};
	double quartiles[3];
	const struct moments *m = &c->moments;

	out->min = m->n ? m->min : 0;
	out->max = m->n ? m->max : 0;
	out->mean = m->mean;
	out->sum = m->mean * (double)m->n;
	out->std_dev = m->n > 1 ? sqrt(m->m2 / (double)(m->n - 1)) : 0;
	out->min_int = c->min_int;
	out->max_int = c->max_int;
	quantiles_read(&c->quantiles, fractions, 3, quartiles);
	out->q1 = quartiles[0];
	out->median = quartiles[1];
	out->q3 = quartiles[2];
	out->quantiles_exact = quantiles_exact(&c->quantiles);
	out->n_negative = m->n_negative;
	out->n_zero = m->n_zero;
}

static void read_texts(const struct column_pass *c, struct arena *a, struct stats_column *out)
{
	uint64_t n = c->n_texts + c->n_times;
	struct common_item *top = common_top(&c->common, STATS_COMMON_SHOWN, a, &out->n_common);
	struct stats_common *common = ARENA_ARRAY(a, struct stats_common, out->n_common);

	for (size_t i = 0; i < out->n_common; i++) {
		struct slice text = {top[i].text, top[i].n};

		/* A text that fills its place may have been cut within a character. */
		text.n = text.n == COMMON_BYTES ? utf8_cut(text, text.n - 1) : text.n;
		common[i] = (struct stats_common){text, top[i].count};
	}
	out->common = common;
	out->common_exact = c->common.lowered == 0;
	out->min_length = c->min_length;
	out->max_length = c->max_length;
	out->avg_length = n ? (double)c->sum_length / (double)n : 0;
	out->n_blank = c->n_blank;
}

static void read_column(const struct column_pass *c, struct arena *a, struct stats_column *out)
{
	out->n_nulls = c->n_nulls;
	out->n_values = c->n_numbers + c->n_texts + c->n_times + c->n_bools + c->n_others;
	out->name = arena_strdup(a, c->name);
	out->role = role_of(c, out->n_values);
	out->type = type_of(c, out->role);
	out->n_distinct = distinct_count(&c->distinct, &out->distinct_exact);
	out->n_distinct = MIN(out->n_distinct, out->n_values); /* an estimate may not exceed what there is */
	if (out->role == STATS_NUMERIC)
		read_numbers(c, out);
	if (out->role == STATS_TEXT || out->role == STATS_BOOL)
		read_texts(c, a, out);
	if (out->role == STATS_TEMPORAL) {
		out->first_ms = c->first.ms;
		out->last_ms = c->last.ms;
		out->first_time = (struct slice){arena_strndup(a, c->first.text, c->first.n), c->first.n};
		out->last_time = (struct slice){arena_strndup(a, c->last.text, c->last.n), c->last.n};
	}
}

static int by_strength(const void *a, const void *b)
{
	const struct stats_correlation *x = a, *y = b;
	double d = fabs(y->r) - fabs(x->r);

	return d != 0 ? (d > 0 ? 1 : -1)
		      : (x->x != y->x ? (x->x > y->x ? 1 : -1) : (x->y > y->y) - (x->y < y->y));
}

static void read_correlations(const struct stats *s, struct arena *a, struct stats_summary *out)
{
	struct stats_correlation *list =
		ARENA_ARRAY(a, struct stats_correlation, STATS_CORRELATED * STATS_CORRELATED);
	size_t n = 0, numeric = 0, used = 0;

	for (size_t i = 0; i < s->n_columns; i++) {
		numeric += out->columns[i].role == STATS_NUMERIC;
		used += out->columns[i].role == STATS_NUMERIC && s->columns[i].correlated >= 0;
	}
	for (size_t i = 0; i < s->n_correlated; i++)
		for (size_t j = i + 1; j < s->n_correlated; j++) {
			uint32_t x = s->correlated[i], y = s->correlated[j];
			double r;

			if (out->columns[x].role != STATS_NUMERIC || out->columns[y].role != STATS_NUMERIC ||
				!co_moments_pearson(&s->pairs[i][j], &r))
				continue;
			list[n++] = (struct stats_correlation){MIN(x, y), MAX(x, y), r, s->pairs[i][j].n};
		}
	qsort(list, n, sizeof *list, by_strength);
	out->correlations = list;
	out->n_correlations = n;
	out->n_uncorrelated = numeric - used;
}

void stats_finish(struct stats *s, struct arena *a, struct stats_summary *out)
{
	struct stats_column *columns = ARENA_ARRAY(a, struct stats_column, s->n_columns);

	flush_block(s);
	for (size_t i = 0; i < s->n_columns; i++)
		read_column(&s->columns[i], a, &columns[i]);
	*out = (struct stats_summary){.n_rows = s->n_rows, .columns = columns, .n_columns = s->n_columns};
	read_correlations(s, a, out);
}

size_t stats_memory(const struct stats *s)
{
	size_t bytes = sizeof *s + s->n_columns * sizeof *s->columns;

	for (size_t i = 0; i < s->n_columns; i++) {
		const struct column_pass *c = &s->columns[i];

		bytes += quantiles_memory(&c->quantiles) + distinct_memory(&c->distinct) +
			 common_memory(&c->common) + (c->block ? STATS_BLOCK * sizeof *c->block : 0);
	}
	return bytes;
}
