// SPDX-License-Identifier: Apache-2.0
/*
 * What does the guard cost a statement? A short and a long one for each dialect that is read, processor time of one
 * sql_guard() with its arena: the best of many rounds. One line of JSON each.
 */
#include "base/arena.h"
#include "sql/guard.h"

#include <math.h>
#include <stdio.h>
#include <time.h>

enum { ROUNDS = 200, PER_ROUND = 20 };

static const struct {
	const char *name, *sql;
} statements[] = {
	{"short", "SELECT count(*) FROM customer WHERE country = 'Norway'"},
	{"long", "WITH spent AS (SELECT c.customer_id, c.country, sum(i.total) AS total FROM customer c JOIN "
		 "invoice i "
		 "ON i.customer_id = c.customer_id WHERE i.invoice_date >= '2009-01-01' GROUP BY "
		 "c.customer_id, c.country) "
		 "SELECT country, count(*) AS customers, avg(total) AS mean, max(total) AS most FROM spent "
		 "WHERE total > (SELECT avg(total) FROM spent) AND country IN ('Norway', 'Japan', 'Brazil') "
		 "GROUP BY country HAVING count(*) > 1 ORDER BY mean DESC, country LIMIT 10"},
};

static const struct {
	const char *name;
	enum sql_dialect dialect;
} dialects[] = {{"sqlite", SQL_SQLITE}, {"postgres", SQL_POSTGRES}};

static double cpu_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

/* Microseconds of one judgement; negative when the statement was refused. */
static double guard_us(enum sql_dialect d, const char *sql)
{
	double start = cpu_us();
	bool allowed = true;

	for (size_t i = 0; i < PER_ROUND; i++) {
		CLEANUP(arena_free_ptr) struct arena *a = arena_new();
		struct sql_verdict verdict;
		sql_guard(d, slice_of(sql), a, &verdict);
		allowed = allowed && verdict.allowed;
	}
	return allowed ? (cpu_us() - start) / PER_ROUND : -1;
}

int main(void)
{
	for (size_t d = 0; d < ARRAY_LEN(dialects); d++)
		for (size_t s = 0; s < ARRAY_LEN(statements); s++) {
			double best = INFINITY;
			for (size_t i = 0; i < ROUNDS; i++)
				best = fmin(best, guard_us(dialects[d].dialect, statements[s].sql));
			if (best < 0) {
				fprintf(stderr, "guard_bench: %s refused the %s statement\n",
					dialects[d].name, statements[s].name);
				return 1;
			}
			printf("{\"dialect\": \"%s\", \"statement\": \"%s\", \"microseconds\": %.1f}\n",
				dialects[d].name, statements[s].name, best);
		}
	return 0;
}
