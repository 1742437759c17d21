// SPDX-License-Identifier: Apache-2.0
/* Objects on disk: whole or absent, and never outside their directory. */
#include "test.h"

#include "base/arena.h"
#include "base/file.h"
#include "base/limits.h"
#include "blob/disk.h"

#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>

static char dir[] = "/tmp/askdb-blob-XXXXXX";
static struct blob_store *blobs;
static struct arena *a;

static void must(int rc, const struct err *err)
{
	if (rc == 0)
		return;
	printf("Bail out! %s\n", err->msg);
	exit(1);
}

static void test_open(void)
{
	struct err err = ERR_INIT;

	a = arena_new();
	must(mkdtemp(dir) ? 0 : -1, &err);
	must(blob_disk_open(dir, &blobs, &err), &err);
	CHECK(blob_ping(blobs, &err) == 0);
	struct blob_store *none = NULL;
	CHECK(blob_disk_open("/dev/null/x", &none, &err) < 0 && !none);
}

static void test_keys(void)
{
	static const char *const good[] = {"a", "exports/1-2_3.csv", "dashboards/x.html", "a/b/c/d", "A.b"};
	static const char *const bad[] = {"", "/", "/etc/passwd", "a/", "a//b", "..", "a/../b", ".hidden",
		"a/.b", ".tmp/x", "a b", "a\nb", "a\\b", "売上", "a%2fb", "C:x"};
	char longest[BLOB_KEY_MAX + 2];
	struct slice got;

	for (size_t i = 0; i < ARRAY_LEN(good); i++)
		CHECK_MSG(blob_key_is_valid(good[i]), "%s", good[i]);
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct err err = ERR_INIT;
		CHECK_MSG(!blob_key_is_valid(bad[i]), "key %zu is refused", i);
		CHECK(blob_put(blobs, bad[i], SLICE_LIT("x"), &err) < 0 && err.code == ERR_INVALID);
		err_clear(&err);
		CHECK(blob_get(blobs, a, bad[i], &got, &err) < 0 && err.code == ERR_INVALID);
		err_clear(&err);
		CHECK(blob_delete(blobs, bad[i], &err) < 0 && err.code == ERR_INVALID);
	}
	memset(longest, 'a', sizeof longest);
	longest[BLOB_KEY_MAX + 1] = '\0';
	CHECK(!blob_key_is_valid(longest));
	longest[BLOB_KEY_MAX] = '\0';
	CHECK(blob_key_is_valid(longest));
	CHECK(!blob_key_is_valid(NULL));
}

static void test_life(void)
{
	struct err err = ERR_INIT;
	struct slice got;
	struct blob_list list;
	struct stat st;

	must(blob_put(blobs, "exports/b.csv", SLICE_LIT("1,\0,2\n"), &err), &err);
	must(blob_put(blobs, "exports/a.csv", SLICE_LIT(""), &err), &err);
	must(blob_put(blobs, "x/y/z", SLICE_LIT("deep"), &err), &err);
	must(blob_get(blobs, a, "exports/b.csv", &got, &err), &err);
	CHECK(slice_eq(got, SLICE_LIT("1,\0,2\n")));
	must(blob_put(blobs, "exports/b.csv", SLICE_LIT("new"), &err), &err);
	must(blob_get(blobs, a, "exports/b.csv", &got, &err), &err);
	CHECK(slice_eq(got, SLICE_LIT("new")));
	must(blob_list(blobs, a, "", &list, &err), &err);
	CHECK_INT(list.n, 3);
	CHECK_STR(list.items[0].key, "exports/a.csv");
	CHECK_STR(list.items[2].key, "x/y/z");
	CHECK(list.items[1].bytes == 3 && list.items[1].modified_at > 1600000000000);
	must(blob_list(blobs, a, "exports", &list, &err), &err);
	CHECK_INT(list.n, 2);
	must(blob_list(blobs, a, "nothing", &list, &err), &err);
	CHECK_INT(list.n, 0);
	CHECK_MSG(stat(arena_printf(a, "%s/exports/b.csv", dir), &st) == 0 && (st.st_mode & 0777) == 0600,
		"for the owner only");

	CHECK(blob_get(blobs, a, "exports", &got, &err) < 0 && err.code == ERR_NOT_FOUND);
	err_clear(&err);
	CHECK(blob_get(blobs, a, "exports/c.csv", &got, &err) < 0 && err.code == ERR_NOT_FOUND);
	err_clear(&err);
	CHECK(blob_put(blobs, "exports", SLICE_LIT("x"), &err) < 0);
	err_clear(&err);
	CHECK(blob_put(blobs, "x/y/z/w", SLICE_LIT("x"), &err) < 0);
	err_clear(&err);
	must(blob_delete(blobs, "x/y/z", &err), &err);
	must(blob_delete(blobs, "x/y/z", &err), &err);
	CHECK_MSG(access(arena_printf(a, "%s/x", dir), F_OK) != 0, "empty directories go");
	CHECK(access(dir, F_OK) == 0);
	struct slice huge = {"", (size_t)BLOB_BYTES_MAX + 1};
	CHECK(blob_put(blobs, "huge", huge, &err) < 0 && err.code == ERR_LIMIT);
}

/* A link that somebody planted is not followed. */
static void test_links(void)
{
	struct err err = ERR_INIT;
	struct slice got;
	struct blob_list list;

	must(symlink("/etc/passwd", arena_printf(a, "%s/link", dir)), &err);
	CHECK(blob_get(blobs, a, "link", &got, &err) < 0 && err.code == ERR_NOT_FOUND);
	err_clear(&err);
	must(blob_list(blobs, a, "", &list, &err), &err);
	for (size_t i = 0; i < list.n; i++)
		CHECK(strcmp(list.items[i].key, "link") != 0);
	must(blob_delete(blobs, "link", &err), &err);
	CHECK(access("/etc/passwd", F_OK) == 0);
}

/* A reader beside writers sees one of the whole texts. */

enum { TEXT = 20000, ROUNDS = 100 };

static void *writer(void *p)
{
	char *text = p;

	for (int i = 0; i < ROUNDS; i++) {
		struct err err = ERR_INIT;
		must(blob_put(blobs, "race/one", (struct slice){text, TEXT}, &err), &err);
	}
	return NULL;
}

static void test_race(void)
{
	static char texts[2][TEXT];
	pthread_t threads[2];
	size_t broken = 0;
	struct err err = ERR_INIT;

	for (size_t i = 0; i < 2; i++)
		memset(texts[i], (int)('a' + i), TEXT);
	must(blob_put(blobs, "race/one", (struct slice){texts[0], TEXT}, &err), &err);
	for (size_t i = 0; i < 2; i++)
		must(pthread_create(&threads[i], NULL, writer, texts[i]), &err);
	for (int i = 0; i < ROUNDS; i++) {
		CLEANUP(arena_free_ptr) struct arena *mine = arena_new();
		struct slice got;
		must(blob_get(blobs, mine, "race/one", &got, &err), &err);
		broken += got.n != TEXT || got.p[0] != got.p[TEXT - 1];
	}
	for (size_t i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	CHECK_INT(broken, 0);
}

static void test_close(void)
{
	struct err err = ERR_INIT;
	struct blob_list list;
	const char *left = arena_printf(a, "%s/.tmp/half", dir);

	must(file_write(left, SLICE_LIT("half"), 0600, &err), &err);
	blob_close(blobs);
	must(blob_disk_open(dir, &blobs, &err), &err);
	CHECK_MSG(access(left, F_OK) != 0, "what a crash left is swept");
	must(blob_list(blobs, a, "", &list, &err), &err);
	for (size_t i = 0; i < list.n; i++)
		must(blob_delete(blobs, list.items[i].key, &err), &err);
	blob_close(blobs);
	rmdir(arena_printf(a, "%s/.tmp", dir));
	CHECK_MSG(rmdir(dir) == 0, "nothing is left");
	arena_free(a);
}

TEST_MAIN(TEST(test_open), TEST(test_keys), TEST(test_life), TEST(test_links), TEST(test_race),
	TEST(test_close))
