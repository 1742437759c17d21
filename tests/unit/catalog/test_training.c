// SPDX-License-Identifier: Apache-2.0
/* Training files: a directory and embedded files read alike; what is wrong is named with its file and line. */
#include "test.h"

#include "base/arena.h"
#include "base/asset.h"
#include "base/file.h"
#include "catalog/training.h"

#include <ftw.h>
#include <unistd.h>

static const struct asset good[] = {
	{"ddl/b.sql", "CREATE TABLE b (x INTEGER);\n", 28},
	{"ddl/a.sql", "\n-- first\nCREATE TABLE a (x INTEGER);\n\n", 39},
	{"docs/readme.txt", "not a document of ours", 22},
	{"docs/a.md", "# A\n", 4},
	{"docs/empty.md", " \n", 2},
	{"pairs/p.jsonl",
		"{\"question\": \"How many?\", \"sql\": \"SELECT 1\", \"language\": "
		"\"en\"}\r\n\n{\"sql\":\"SELECT "
		"2\",\"question\":\"何件?\"}",
		0},
	{"other/x.sql", "SELECT 1", 8},
};

static int remove_entry(const char *path, const struct stat *st, int kind, struct FTW *w)
{
	(void)st, (void)kind, (void)w;
	return remove(path);
}

static void write_file(struct arena *a, const char *dir, const char *name, struct slice text)
{
	struct err err = ERR_INIT;
	char *path = arena_printf(a, "%s/%s", dir, name);
	char *slash = strrchr(path, '/');
	*slash = '\0';
	CHECK_MSG(file_make_dir(path, 0700, &err) == 0, "%s %s", path, err.msg);
	*slash = '/';
	CHECK_MSG(file_write(path, text, 0600, &err) == 0, "%s %s", path, err.msg);
}

static struct slice asset_text(const struct asset *as)
{
	return as->size ? (struct slice){as->data, as->size} : slice_of(as->data);
}

static void check_good(const struct training_set *set, const char *first)
{
	CHECK_INT(set->n, 5);
	if (set->n != 5)
		return;
	CHECK_STR(set->items[0].doc.text, first);
	CHECK_INT(set->items[1].doc.kind, CAT_DOC_DDL);
	CHECK_INT(set->items[2].doc.kind, CAT_DOC_DOC);
	CHECK_STR(set->items[2].doc.text, "# A");
	CHECK_INT(set->items[3].doc.kind, CAT_DOC_EXAMPLE);
	CHECK_STR(set->items[3].doc.question, "How many?");
	CHECK_STR(set->items[3].doc.text, "How many?");
	CHECK_STR(set->items[3].doc.sql, "SELECT 1");
	CHECK_STR(set->items[3].language, "en");
	CHECK_STR(set->items[4].doc.question, "何件?");
	CHECK_STR(set->items[4].language, NULL);
	CHECK_STR(set->items[4].origin, "pairs/p.jsonl:3");
}

static void test_dir(void)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct err err = ERR_INIT;
	struct training_set set = {0};
	char dir[] = "/tmp/askdb-training-XXXXXX";
	CHECK(mkdtemp(dir) != NULL);
	CHECK_MSG(
		training_read_dir(a, dir, &set, &err) < 0 && err.code == ERR_NOT_FOUND, "empty: %s", err.msg);
	err_clear(&err);
	for (size_t i = 0; i < ARRAY_LEN(good); i++)
		write_file(a, dir, good[i].path, asset_text(&good[i]));
	CHECK_MSG(training_read_dir(a, dir, &set, &err) == 0, "read: %s", err.msg);
	check_good(&set, "-- first\nCREATE TABLE a (x INTEGER);");
	const struct cat_doc *docs = training_docs(a, &set);
	CHECK_STR(docs[4].sql, "SELECT 2");
	nftw(dir, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
	CHECK_MSG(
		training_read_dir(a, dir, &set, &err) < 0 && err.code == ERR_NOT_FOUND, "gone: %s", err.msg);
}

static void test_assets(void)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct err err = ERR_INIT;
	struct training_set set = {0};
	struct asset items[ARRAY_LEN(good)];
	for (size_t i = 0; i < ARRAY_LEN(good); i++)
		items[i] = (struct asset){good[i].path, good[i].data, asset_text(&good[i]).n};
	struct asset_set assets = {items, ARRAY_LEN(items)};
	CHECK_MSG(training_read_assets(a, &assets, &set, &err) == 0, "read: %s", err.msg);
	check_good(&set, "CREATE TABLE b (x INTEGER);");
}

static void test_bad(void)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{"{\"question\": \"x\"}", "pairs/p.jsonl:1: sql"},
		{"\n{\"question\": \"x\", \"sql\": 1}", "pairs/p.jsonl:2: sql"},
		{"{\"question\": \"\", \"sql\": \"SELECT 1\"}", "pairs/p.jsonl:1: question"},
		{"{\"question\": \"x\", \"sql\": \"SELECT 1\", \"answer\": 2}", "pairs/p.jsonl:1: answer"},
		{"[1]", "pairs/p.jsonl:1"},
		{"{", "pairs/p.jsonl:1"},
		{"\xff", "pairs/p.jsonl is not UTF-8"},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		CLEANUP(arena_free_ptr) struct arena *a = arena_new();
		struct err err = ERR_INIT;
		struct training_set set = {0};
		struct asset item = {"pairs/p.jsonl", cases[i].text, strlen(cases[i].text)};
		struct asset_set assets = {&item, 1};
		CHECK_MSG(training_read_assets(a, &assets, &set, &err) < 0 && err.code == ERR_INVALID,
			"case %zu", i);
		CHECK_MSG(strstr(err.msg, cases[i].want) != NULL, "case %zu: %s", i, err.msg);
	}
}

TEST_MAIN(TEST(test_dir), TEST(test_assets), TEST(test_bad))
