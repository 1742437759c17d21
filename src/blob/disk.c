// SPDX-License-Identifier: Apache-2.0
/*
 * An object is the file of its key below one directory, written beside its place and renamed into it. The
 * parts of a key never begin with '.', so the temporary names that file_write() makes ("key.XXXXXX" while it
 * writes) are hidden by writing them under ".tmp", where a crash may leave them and where no list looks; the
 * next start sweeps them.
 */
#include "blob/disk.h"

#include "base/arena.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/vec.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct disk {
	struct blob_store base;
	char *dir;
};

static const char *dir_of(struct blob_store *b)
{
	return ((struct disk *)b)->dir;
}

static int fail(struct err *err, int errnum, const char *doing, const char *key)
{
	enum err_code code = errnum == ENOENT || errnum == ENOTDIR || errnum == EISDIR ? ERR_NOT_FOUND
			     : errnum == EACCES || errnum == EPERM || errnum == EROFS  ? ERR_DENIED
										       : ERR_INTERNAL;

	return err_set(err, code, "the object %s cannot be %s: %s", key, doing, strerrordesc_np(errnum));
}

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

/* A rename is durable once the directory that holds the name is flushed. */
static int flush_dir(const char *path)
{
	CLEANUP(close_fd) int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return fd < 0 || fsync(fd) < 0 ? -1 : 0;
}

/*
 * Another thread that deletes the last object beside ours may take the directory away once it was made: make
 * it again.
 */
static int move_into_place(const char *beside, char *path, struct err *err)
{
	enum { TRIES = 5 };
	char *slash = strrchr(path, '/');

	for (int i = 0; i < TRIES; i++) {
		*slash = '\0';
		int rc = file_make_dir(path, 0700, err);
		*slash = '/';
		if (rc < 0)
			return -1;
		if (rename(beside, path) == 0) {
			*slash = '\0';
			return flush_dir(path) < 0 ? fail(err, errno, "written", slash + 1) : 0;
		}
		if (errno != ENOENT)
			break;
	}
	return fail(err, errno, "written", slash + 1);
}

static int put(struct blob_store *b, const char *key, struct slice bytes, struct err *err)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	char name[UUID_LEN];

	uuid_make(name);
	const char *beside = arena_printf(a, "%s/.tmp/%s", dir_of(b), name);
	if (file_write(beside, bytes, 0600, err) < 0)
		return -1;
	if (move_into_place(beside, arena_printf(a, "%s/%s", dir_of(b), key), err) < 0) {
		unlink(beside);
		return -1;
	}
	return 0;
}

static int get(struct blob_store *b, struct arena *a, const char *key, struct slice *out, struct err *err)
{
	struct stat st;
	const char *path = arena_printf(a, "%s/%s", dir_of(b), key);

	if (lstat(path, &st) < 0)
		return fail(err, errno, "read", key);
	if (!S_ISREG(st.st_mode)) /* a part of longer keys, or something that a person put there */
		return err_set(err, ERR_NOT_FOUND, "there is no object %s", key);
	return file_read(a, path, BLOB_BYTES_MAX, out, err);
}

/* Directories that became empty go, too; one that another put has filled meanwhile stays by itself. */
static void remove_empty(struct arena *a, const char *dir, const char *key)
{
	char *path = arena_printf(a, "%s/%s", dir, key);

	for (char *slash = strrchr(path, '/'); slash && (size_t)(slash - path) > strlen(dir);
		slash = strrchr(path, '/')) {
		*slash = '\0';
		if (rmdir(path) < 0)
			return;
	}
}

static int delete (struct blob_store *b, const char *key, struct err *err)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();

	if (unlink(arena_printf(a, "%s/%s", dir_of(b), key)) == 0)
		remove_empty(a, dir_of(b), key);
	else if (errno != ENOENT && errno != ENOTDIR && errno != EISDIR)
		return fail(err, errno, "deleted", key);
	return 0;
}

/* Listing. */

struct walk {
	struct arena *a;
	const char *dir;
	VEC(struct blob_info) items;
};

static void close_dir(DIR **d)
{
	if (*d)
		closedir(*d);
}

static int visit(struct walk *w, const char *key, const char *name, struct err *err);

/* key "" is the root. The depth is bounded by BLOB_KEY_MAX, because each level has a part of a valid key. */
static int walk_dir(struct walk *w, const char *key, struct err *err)
{
	CLEANUP(close_dir) DIR *d = opendir(arena_printf(w->a, "%s/%s", w->dir, key));
	const struct dirent *entry;

	if (!d)
		return errno == ENOENT || errno == ENOTDIR ? 0 : fail(err, errno, "listed", key);
	while ((entry = readdir(d)) != NULL) /* NOLINT(concurrency-mt-unsafe): each walk has its own DIR */
		if (visit(w, key, entry->d_name, err) < 0)
			return -1;
	return 0;
}

static int visit(struct walk *w, const char *key, const char *name, struct err *err)
{
	struct stat st;
	const char *child = key[0] ? arena_printf(w->a, "%s/%s", key, name) : arena_strdup(w->a, name);

	if (!blob_key_is_valid(child) || lstat(arena_printf(w->a, "%s/%s", w->dir, child), &st) < 0)
		return 0;
	if (S_ISDIR(st.st_mode))
		return walk_dir(w, child, err);
	if (!S_ISREG(st.st_mode))
		return 0;
	if (w->items.n == BLOB_LIST_MAX)
		return err_set(
			err, ERR_LIMIT, "there are more than %d objects: list a part of them", BLOB_LIST_MAX);
	struct blob_info info = {.key = child,
		.bytes = (uint64_t)st.st_size,
		.modified_at = (int64_t)st.st_mtim.tv_sec * 1000 + st.st_mtim.tv_nsec / 1000000};
	vec_push(&w->items, w->a, info);
	return 0;
}

static int by_key(const void *x, const void *y)
{
	return strcmp(((const struct blob_info *)x)->key, ((const struct blob_info *)y)->key);
}

static int list(
	struct blob_store *b, struct arena *a, const char *prefix, struct blob_list *out, struct err *err)
{
	struct walk w = {.a = a, .dir = dir_of(b)};

	if (walk_dir(&w, prefix, err) < 0)
		return -1;
	if (w.items.n)
		qsort(w.items.items, w.items.n, sizeof *w.items.items, by_key);
	*out = (struct blob_list){w.items.items, w.items.n};
	return 0;
}

static int ping(struct blob_store *b, struct err *err)
{
	if (access(dir_of(b), W_OK | X_OK) < 0)
		return err_set(err, ERR_DENIED, "the directory for objects %s cannot be written: %s",
			dir_of(b), strerrordesc_np(errno));
	return 0;
}

static void disk_close(struct blob_store *b)
{
	struct disk *d = (struct disk *)b;

	mem_free(d->dir);
	mem_free(d);
}

static const struct blob_driver disk_driver = {
	.name = "disk",
	.put = put,
	.get = get,
	.delete = delete,
	.list = list,
	.ping = ping,
	.close = disk_close,
};

/* What a crash left half-written. */
static void sweep(struct arena *a, const char *tmp)
{
	CLEANUP(close_dir) DIR *d = opendir(tmp);
	const struct dirent *entry;

	while (d &&
		(entry = readdir(d)) != NULL) /* NOLINT(concurrency-mt-unsafe): nobody else knows this DIR */
		if (entry->d_name[0] != '.')
			unlink(arena_printf(a, "%s/%s", tmp, entry->d_name));
}

int blob_disk_open(const char *dir, struct blob_store **out, struct err *err)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	const char *tmp = arena_printf(a, "%s/.tmp", dir);

	if (file_make_dir(tmp, 0700, err) < 0)
		return err_wrap(err, "the directory for objects");
	sweep(a, tmp);
	struct disk *d = mem_zalloc(1, sizeof *d);
	d->base.driver = &disk_driver;
	d->dir = mem_strdup(dir);
	*out = &d->base;
	return 0;
}
