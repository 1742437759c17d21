// SPDX-License-Identifier: Apache-2.0
/* See file.h. */
#include "base/file.h"

#include "base/arena.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

static enum err_code code_of(int errnum)
{
	return errnum == ENOENT || errnum == ENOTDIR ? ERR_NOT_FOUND
	       : errnum == EACCES || errnum == EPERM ? ERR_DENIED
						     : ERR_INTERNAL;
}

static int fail(struct err *err, int errnum, const char *doing, const char *path)
{
	char text[128];

	return err_set(
		err, code_of(errnum), "cannot %s %s: %s", doing, path, strerror_r(errnum, text, sizeof text));
}

static int read_all(int fd, const char *path, char *buf, size_t n, struct err *err)
{
	for (size_t at = 0; at < n;) {
		ssize_t got = read(fd, buf + at, n - at);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return fail(err, errno, "read", path);
		if (got == 0)
			return err_set(err, ERR_INTERNAL, "cannot read %s: it shrank meanwhile", path);
		at += (size_t)got;
	}
	return 0;
}

int file_read(struct arena *a, const char *path, size_t max_bytes, struct slice *out, struct err *err)
{
	CLEANUP(close_fd) int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;

	if (fd < 0 || fstat(fd, &st) < 0)
		return fail(err, errno, "read", path);
	if (!S_ISREG(st.st_mode))
		return err_set(err, ERR_INVALID, "cannot read %s: not a regular file", path);
	if ((size_t)st.st_size > max_bytes)
		return err_set(err, ERR_LIMIT, "%s is larger than %zu bytes", path, max_bytes);
	size_t n = (size_t)st.st_size;
	char *buf = arena_alloc(a, n + 1);
	if (read_all(fd, path, buf, n, err) < 0)
		return -1;
	buf[n] = '\0';
	*out = (struct slice){buf, n};
	return 0;
}

static int write_all(int fd, const char *path, struct slice bytes, struct err *err)
{
	while (bytes.n) {
		ssize_t put = write(fd, bytes.p, bytes.n);
		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return fail(err, errno, "write", path);
		bytes.p += put;
		bytes.n -= (size_t)put;
	}
	if (fsync(fd) < 0)
		return fail(err, errno, "flush", path);
	return 0;
}

int file_replace(const char *from, const char *to, struct err *err)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	const char *slash = strrchr(to, '/');

	if (rename(from, to) < 0)
		return fail(err, errno, "write", to);
	const char *dir = !slash ? "." : slash == to ? "/" : arena_strndup(a, to, (size_t)(slash - to));
	CLEANUP(close_fd) int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0 || fsync(fd) < 0)
		return fail(err, errno, "flush", dir);
	return 0;
}

int file_write(const char *path, struct slice bytes, unsigned mode, struct err *err)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	char *beside = arena_printf(a, "%s.XXXXXX", path);
	CLEANUP(close_fd) int fd = mkostemp(beside, O_CLOEXEC);

	if (fd < 0)
		return fail(err, errno, "write", path);
	if (fchmod(fd, (mode_t)mode) < 0) {
		int why = errno;
		unlink(beside);
		return fail(err, why, "write", path);
	}
	if (write_all(fd, path, bytes, err) < 0) {
		unlink(beside);
		return -1;
	}
	if (file_replace(beside, path, err) < 0) {
		unlink(beside);
		return -1;
	}
	return 0;
}

int file_make_dir(const char *path, unsigned mode, struct err *err)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	char *copy = arena_strdup(a, path);
	struct stat st;

	for (char *at = copy + (copy[0] == '/'); *at; at++) {
		if (*at != '/')
			continue;
		*at = '\0';
		if (mkdir(copy, (mode_t)mode) < 0 && errno != EEXIST && errno != EROFS && errno != EACCES)
			return fail(err, errno, "make directory", copy);
		*at = '/';
	}
	if (mkdir(copy, (mode_t)mode) < 0 && errno != EEXIST)
		return fail(err, errno, "make directory", path);
	if (stat(path, &st) < 0)
		return fail(err, errno, "open directory", path);
	if (!S_ISDIR(st.st_mode))
		return err_set(err, ERR_INVALID, "%s exists and is not a directory", path);
	return 0;
}

bool file_is_readable(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode) && access(path, R_OK) == 0;
}

/* The specification says: a relative path in the variable is invalid and is to be ignored. */
static int xdg_dir(
	struct arena *a, const char *variable, const char *below_home, const char **out, struct err *err)
{
	const char *dir = getenv(variable), *home = getenv("HOME");

	if (dir && dir[0] == '/')
		*out = arena_printf(a, "%s/askdb", dir);
	else if (home && home[0] == '/')
		*out = arena_printf(a, "%s/%s/askdb", home, below_home);
	else
		return err_set(
			err, ERR_INVALID, "neither %s nor HOME names a directory: set one of them", variable);
	return 0;
}

int file_data_dir(struct arena *a, const char **out, struct err *err)
{
	return xdg_dir(a, "XDG_DATA_HOME", ".local/share", out, err);
}

int file_cache_dir(struct arena *a, const char **out, struct err *err)
{
	return xdg_dir(a, "XDG_CACHE_HOME", ".cache", out, err);
}
