// SPDX-License-Identifier: Apache-2.0
/*
 * How fast is the statistics pass? One million rows of twelve columns are made once; then the pass runs over them, and
 * in the same process the naive way (keep every value, sort, two passes) over the same rows, so that the ratio of the
 * two means the same on every machine. Prints one line of JSON.
 */
#include "analysis/stats.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/mem.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { ROWS = 1000000, COLUMNS = 12, DISTINCT_NAMES = 500 };

static uint64_t next_random(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

static const struct db_column columns[COLUMNS] = {
	{"id", "INTEGER", DB_INT},
	{"customer", "INTEGER", DB_INT},
	{"quantity", "INTEGER", DB_INT},
	{"price", "REAL", DB_FLOAT},
	{"discount", "REAL", DB_FLOAT},
	{"weight", "REAL", DB_FLOAT},
	{"total", "NUMERIC", DB_NUMERIC},
	{"country", "TEXT", DB_TEXT},
	{"city", "TEXT", DB_TEXT},
	{"code", "TEXT", DB_TEXT},
	{"day", "TEXT", DB_TEXT},
	{"open", "BOOLEAN", DB_BOOL},
};

static struct slice text_of(struct arena *a, const char *format, unsigned v)
{
	char *s = arena_printf(a, "%s%u", format, v);

	return slice_of(s);
}

/* Rows as a driver hands them over. */
static struct db_value *make_rows(struct arena *a)
{
	struct db_value *rows = mem_zalloc((size_t)ROWS * COLUMNS, sizeof *rows);
	uint64_t random = 88172645463325252u;

	for (size_t r = 0; r < ROWS; r++) {
		struct db_value *v = &rows[r * COLUMNS];
		uint64_t x = next_random(&random), y = next_random(&random);
		double price = (double)(x >> 40) / 1000;

		v[0] = DB_V_INT((int64_t)r);
		v[1] = DB_V_INT((int64_t)(x % 60000));
		v[2] = y % 20 ? DB_V_INT((int64_t)(y % 17)) : DB_V_NULL;
		v[3] = DB_V_FLOAT(price);
		v[4] = DB_V_FLOAT((double)(y >> 44));
		v[5] = DB_V_FLOAT(price * 2 + (double)(y % 1000));
		v[6] = (struct db_value){.type = DB_NUMERIC, .s = text_of(a, "", (unsigned)(x % 1000000))};
		v[7] = DB_V_SLICE(text_of(a, "Country ", (unsigned)(x % 40)));
		v[8] = DB_V_SLICE(text_of(a, "City of the province ", (unsigned)(y % DISTINCT_NAMES)));
		v[9] = DB_V_SLICE(text_of(a, "code-", (unsigned)r));
		v[10] = DB_V_SLICE(slice_of(
			arena_printf(a, "2026-%02u-%02u", 1 + (unsigned)(x % 12), 1 + (unsigned)(y % 28))));
		v[11] = DB_V_BOOL(x & 1);
	}
	return rows;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static int by_text(const void *a, const void *b)
{
	const struct slice *x = a, *y = b;
	int order = memcmp(x->p, y->p, MIN(x->n, y->n));

	return order ? order : (x->n > y->n) - (x->n < y->n);
}

static double number_of(const struct db_value *v)
{
	return v->type == DB_FLOAT ? v->f : v->type == DB_NUMERIC ? strtod(v->s.p, NULL) : (double)v->i;
}

/* The naive way over one column: keep all, sort all, count runs, two passes for the deviation. */
static double naive_column(const struct db_value *rows, size_t column, size_t *distinct)
{
	bool text = columns[column].type == DB_TEXT;
	size_t width = text ? sizeof(struct slice) : sizeof(double), n = 0;
	char *all = mem_zalloc(ROWS, width);
	double sum = 0, m2 = 0;

	for (size_t r = 0; r < ROWS; r++) {
		const struct db_value *v = &rows[r * COLUMNS + column];

		if (v->type == DB_NULL)
			continue;
		if (text)
			((struct slice *)(void *)all)[n++] = v->s;
		else
			((double *)(void *)all)[n++] = number_of(v);
	}
	qsort(all, n, width, text ? by_text : by_value);
	*distinct = n > 0;
	for (size_t i = 1; i < n; i++)
		*distinct += (text ? by_text : by_value)(all + i * width, all + (i - 1) * width) != 0;
	for (size_t i = 0; !text && i < n; i++)
		sum += ((double *)(void *)all)[i];
	for (size_t i = 0; !text && i < n; i++) {
		double d = ((double *)(void *)all)[i] - sum / (double)n;
		m2 += d * d;
	}
	mem_free(all);
	return n > 1 ? sqrt(m2 / (double)(n - 1)) : 0;
}

int main(void)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct db_value *rows = make_rows(a);
	struct stats_summary summary;
	size_t worst_column = 0;
	const char *failed = NULL;
	double worst = 0, naive_s, pass_s;
	int64_t start = clock_mono_us();
	CLEANUP(stats_free_ptr) struct stats *s = stats_new(columns, COLUMNS);

	for (size_t r = 0; r < ROWS; r++)
		stats_add(s, &rows[r * COLUMNS]);
	stats_finish(s, a, &summary);
	pass_s = (double)(clock_mono_us() - start) / 1e6;

	start = clock_mono_us();
	for (size_t c = 0; c < COLUMNS; c++) {
		size_t distinct;
		double deviation = naive_column(rows, c, &distinct), off;

		off = fabs((double)summary.columns[c].n_distinct / (double)distinct - 1);
		if (off > worst) {
			worst = off;
			worst_column = c;
		}
		if (summary.columns[c].role == STATS_NUMERIC &&
			fabs(summary.columns[c].std_dev / deviation - 1) > 1e-9)
			failed = columns[c].name;
	}
	naive_s = (double)(clock_mono_us() - start) / 1e6;
	printf("{\"rows\":%d,\"columns\":%d,\"seconds\":%.3f,\"rows_per_second\":%.0f,\"memory_bytes\":%zu,"
	       "\"naive_seconds\":%.3f,\"ratio\":%.2f,\"worst_distinct_error\":%.4f,\"worst_distinct_"
	       "column\":\"%s\"}\n",
		ROWS, COLUMNS, pass_s, ROWS / pass_s, stats_memory(s), naive_s, naive_s / pass_s, worst,
		columns[worst_column].name);
	mem_free(rows);
	if (failed)
		fprintf(stderr, "the deviation of %s differs from the naive one\n", failed);
	return failed ? 1 : 0;
}
