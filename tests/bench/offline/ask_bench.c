// SPDX-License-Identifier: Apache-2.0
/*
 * ask_bench PATH [ROUNDS]: processor time a question of the offline engine, over the sample and all its training items.
 * Every question is new to the pairs (a word is added), so that each goes the whole way. PATH is a new file for the database.
 */
#include "assistant/assistant.h"
#include "base/arena.h"
#include "base/num.h"
#include "catalog/snapshot.h"
#include "catalog/training.h"
#include "db/driver.h"
#include "sample/sample.h"

#include <stdio.h>
#include <time.h>

static double cpu_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return 1e3 * (double)t.tv_sec + (double)t.tv_nsec / 1e6;
}

static int ask_all(struct db_conn *conn, const struct cat_snapshot *cat, size_t *n, struct err *err)
{
	for (size_t i = 0; i < cat->n_docs; i++) {
		CLEANUP(arena_free_ptr) struct arena *a = arena_new();
		struct assistant_answer answer = {0};
		if (cat->docs[i].kind != CAT_DOC_EXAMPLE)
			continue;
		struct assistant_request req = {
			.question = slice_of(arena_printf(a, "Please: %s", cat->docs[i].question)),
			.cat = cat,
			.conn = conn,
			.max_repairs = 2,
			.a = a};
		if (assistant_ask(&req, &answer, err) < 0)
			return -1;
		(*n)++;
	}
	return 0;
}

static int run(const char *path, int64_t rounds, struct err *err)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	CLEANUP(cat_snapshot_unref_ptr) struct cat_snapshot *cat = NULL;
	struct db_options db = {.path = path};
	struct training_set set = {0};
	struct db_conn *conn = NULL;
	size_t n = 0;
	int rc = 0;

	if (sample_write(path, err) < 0 || sample_training(a, &set, err) < 0 ||
		db_open(db_driver_find("sqlite"), &db, &conn, err) < 0)
		return -1;
	rc = cat_snapshot_from_conn(conn, training_docs(a, &set), set.n, NULL, NULL, &cat, err);
	double began = cpu_ms();
	for (int64_t i = 0; rc == 0 && i < rounds; i++) {
		double before = cpu_ms();
		size_t asked = n;
		rc = ask_all(conn, cat, &n, err);
		if (i == 0 && rc == 0)
			printf("first round %.2f ms of processor a question\n",
				(cpu_ms() - before) / (double)(n - asked));
	}
	if (rc == 0)
		printf("%zu questions, %.2f ms of processor each\n", n, (cpu_ms() - began) / (double)n);
	db_close(conn);
	return rc;
}

int main(int argc, char **argv)
{
	struct err err = ERR_INIT;
	int64_t rounds = 10;

	if (argc < 2 || (argc > 2 && !num_parse_i64(slice_of(argv[2]), 1, 10000, &rounds))) {
		fprintf(stderr, "usage: %s PATH [ROUNDS]\n", argv[0]);
		return 2;
	}
	if (run(argv[1], rounds, &err) < 0) {
		fprintf(stderr, "%s\n", err.msg);
		return 1;
	}
	return 0;
}
