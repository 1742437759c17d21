// SPDX-License-Identifier: Apache-2.0
/* What is made of a snapshot once and shared by every question: made one time whoever asks, complete, and right. */
#include "assistant/offline/learnt.h"

#include "base/arena.h"
#include "offline_shop.h"
#include "test.h"

#include <pthread.h>

static const struct cat_doc docs[] = {
	{.kind = CAT_DOC_DOC, .text = "One row is a sale."},
	{.kind = CAT_DOC_EXAMPLE,
		.text = "Which customers live in France?",
		.question = "Which customers live in France?",
		.sql = "SELECT Name FROM Customer WHERE Country = 'France';"},
	{.kind = CAT_DOC_EXAMPLE, .text = "broken", .question = "broken", .sql = "SELECT 'open"},
};

static void test_pairs(void)
{
	CLEANUP(cat_snapshot_unref_ptr) struct cat_snapshot *s = shop_snapshot(docs, ARRAY_LEN(docs));
	const struct learnt *l = learnt_of(s);
	size_t values = 0;

	CHECK_INT(l->n_pairs, 2);
	CHECK_STR(l->pairs[0].question, "Which customers live in France?");
	CHECK_INT(l->pairs[0].words.n, 6);
	CHECK_INT(l->pairs[0].sql.n, 8); /* without the semicolon */
	CHECK(!l->pairs[0].blank_before[0] && l->pairs[0].blank_before[1]);
	for (size_t i = 0; i < l->pairs[0].concepts.list.n; i++)
		values += l->pairs[0].concepts.list.items[i].kind == CONCEPT_VALUE;
	CHECK_MSG(values == 1, "the statement's literal is a slot of the question");
	CHECK_MSG(l->pairs[1].sql.n == 0, "a statement that cannot be read has no tokens");
	CHECK(l->names->n_entries == 20 && l->habits->names == l->names);
}

static void *ask(void *snapshot)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	const struct cat_snapshot *s = snapshot;

	shop_ask(a, s, "Which customers live in Japan?");
	return (void *)(uintptr_t)learnt_of(s);
}

static void test_made_once(void)
{
	enum { THREADS = 4 };
	CLEANUP(cat_snapshot_unref_ptr) struct cat_snapshot *s = shop_snapshot(docs, ARRAY_LEN(docs));
	pthread_t threads[THREADS];
	void *got[THREADS];

	for (size_t i = 0; i < THREADS; i++)
		CHECK(pthread_create(&threads[i], NULL, ask, s) == 0);
	for (size_t i = 0; i < THREADS; i++)
		CHECK(pthread_join(threads[i], &got[i]) == 0);
	for (size_t i = 0; i < THREADS; i++)
		CHECK(got[i] == learnt_of(s));
}

/* A pair is shared by all questions: answering one leaves it as it was. */
static void test_untouched(void)
{
	CLEANUP(cat_snapshot_unref_ptr) struct cat_snapshot *s = shop_snapshot(docs, ARRAY_LEN(docs));
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();

	CHECK_STR(shop_ask(a, s, "Which customers live in Japan?").sql,
		"SELECT Name FROM Customer WHERE Country = 'Japan';");
	CHECK_STR(shop_ask(a, s, "Please show me which of the customers live in Japan").sql,
		"SELECT Name FROM Customer WHERE Country = 'Japan'");
	CHECK_STR(shop_ask(a, s, "Which customers live in France?").sql,
		"SELECT Name FROM Customer WHERE Country = 'France';");
}

TEST_MAIN(TEST(test_pairs), TEST(test_made_once), TEST(test_untouched))
