// SPDX-License-Identifier: Apache-2.0
/* Another master key: every secret opens with it and none with the old one, wherever the change was interrupted. */
#include "base/arena.h"
#include "base/file.h"
#include "source/source.h"
#include "store/store.h"
#include "test.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SOURCES = 3 };

static char dir[] = "/tmp/askdb-rotate-XXXXXX";
static struct arena *arena;
static struct store *store;
static const char *ids[SOURCES];

static const char *path_of(const char *name)
{
	return arena_printf(arena, "%s/%s", dir, name);
}

static struct sources *open_with(const char *key_base64, const char *key_file)
{
	struct sources_options opt = {
		.store = store, .data_dir = dir, .key_base64 = key_base64, .key_file = key_file};
	struct sources *s = NULL;
	struct err err = ERR_INIT;

	CHECK_MSG(sources_open(&opt, &s, &err) == 0, "opens: %s", err.msg);
	return s;
}

/* How many sources get as far as their server, which is not there. */
static int readable(struct sources *s)
{
	int n = 0;

	for (int i = 0; i < SOURCES; i++) {
		struct source_test t;
		struct err err = ERR_INIT;
		if (source_test(s, arena, ids[i], NULL, &t, &err) == 0)
			n++;
		else
			CHECK_STR(err.why, "wrong_key");
	}
	return n;
}

static const char *text_of(const char *path)
{
	struct slice text;
	struct err err = ERR_INIT;

	return file_read(arena, path, 4096, &text, &err) == 0 ? text.p : "";
}

static void put(const char *path, const char *text)
{
	struct err err = ERR_INIT;

	CHECK_MSG(file_write(path, slice_of(text), 0600, &err) == 0, "writes %s", path);
}

static void set_up(void)
{
	struct store_options opt = {.dir = dir};
	struct store_source src;
	struct err err = ERR_INIT;

	arena = arena_new();
	CHECK(mkdtemp(dir) && store_open(&opt, &store, &err) == 0);
	struct sources *s = open_with(NULL, NULL);
	for (int i = 0; i < SOURCES; i++) {
		struct source_input in = {.name = arena_printf(arena, "s%d", i),
			.url = arena_printf(arena, "postgres://u:secret-%d@127.0.0.1:1/d", i)};
		CHECK_MSG(source_create(s, arena, &in, NULL, &src, &err) == 0, "created: %s", err.msg);
		ids[i] = src.id;
	}
	CHECK_INT(readable(s), SOURCES);
	sources_close(s);
}

static void test_in_place(void)
{
	const char *old = text_of(path_of("master.key"));
	struct sources *s = open_with(NULL, NULL);
	struct err err = ERR_INIT;
	struct stat st;
	size_t n = 0;

	CHECK_MSG(source_rotate_key(s, NULL, &n, &err) == 0, "rotates: %s", err.msg);
	CHECK_INT(n, SOURCES);
	CHECK_MSG(strcmp(old, text_of(path_of("master.key"))) != 0, "another key");
	CHECK(stat(path_of("master.key"), &st) == 0 && (st.st_mode & 0777) == 0600);
	CHECK(!file_is_readable(path_of("master.key.new")));
	CHECK_INT(readable(s), SOURCES);
	sources_close(s);
	s = open_with(NULL, NULL);
	CHECK_INT(readable(s), SOURCES);
	sources_close(s);
	s = open_with(old, NULL);
	CHECK_INT(readable(s), 0);
	CHECK_MSG(source_rotate_key(s, path_of("master.key"), &n, &err) < 0 && str_eq(err.why, "wrong_key"),
		"what cannot be opened is not thrown away: %s", err.msg);
	sources_close(s);
}

/* Killed after the secrets changed, before the new file took the old one's place; and before they changed. */
static void test_interrupted(void)
{
	const char *old = text_of(path_of("master.key"));
	struct sources *s = open_with(NULL, NULL);
	struct err err = ERR_INIT;
	size_t n;

	CHECK(source_rotate_key(s, NULL, &n, &err) == 0);
	sources_close(s);
	const char *new = text_of(path_of("master.key"));
	put(path_of("master.key.new"), new);
	put(path_of("master.key"), old);
	s = open_with(NULL, NULL);
	CHECK_INT(readable(s), SOURCES);
	CHECK_STR(text_of(path_of("master.key")), new);
	CHECK(!file_is_readable(path_of("master.key.new")));
	sources_close(s);

	static const char *const unused[] = {"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "AAAA", ""};
	for (size_t i = 0; i < ARRAY_LEN(unused); i++) {
		put(path_of("master.key.new"), unused[i]);
		s = open_with(NULL, NULL);
		CHECK_INT(readable(s), SOURCES);
		CHECK_STR(text_of(path_of("master.key")), new);
		CHECK(!file_is_readable(path_of("master.key.new")));
		sources_close(s);
	}
}

static void test_to_a_file(void)
{
	static const char key[] = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
	const char *old = text_of(path_of("master.key"));
	struct sources *s = open_with(old, NULL);
	struct err err = ERR_INIT;
	size_t n;

	CHECK_MSG(
		source_rotate_key(s, NULL, &n, &err) < 0 && err.code == ERR_INVALID, "where to? %s", err.msg);
	err_clear(&err);
	CHECK_MSG(source_rotate_key(s, path_of("none"), &n, &err) < 0 && err.code == ERR_NOT_FOUND, "%s",
		err.msg);
	err_clear(&err);
	CHECK_INT(readable(s), SOURCES);
	put(path_of("next"), key);
	CHECK(source_rotate_key(s, path_of("next"), &n, &err) == 0 && n == SOURCES);
	CHECK_INT(readable(s), SOURCES);
	sources_close(s);
	s = open_with(NULL, path_of("next"));
	CHECK_INT(readable(s), SOURCES);
	sources_close(s);
	s = open_with(old, NULL);
	CHECK_INT(readable(s), 0);
	sources_close(s);
}

static void tear_down(void)
{
	static const char *const names[] = {
		"askdb.db", "askdb.db-wal", "askdb.db-shm", "lock", "master.key", "next"};

	store_close(store);
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		unlink(path_of(names[i]));
	CHECK(rmdir(dir) == 0);
	arena_free(arena);
}

TEST_MAIN(TEST(set_up), TEST(test_in_place), TEST(test_interrupted), TEST(test_to_a_file), TEST(tear_down))
