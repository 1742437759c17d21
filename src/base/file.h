// SPDX-License-Identifier: Apache-2.0
/* Files and the XDG base directories (freedesktop.org Base Directory Specification 0.8). Blocks on the disk; any thread. */
#pragma once

#include "base/err.h"
#include "base/str.h"

struct arena;

/* Read a whole file of at most max_bytes into the arena, NUL behind it. ERR_NOT_FOUND, ERR_LIMIT, ERR_INTERNAL. */
NODISCARD int file_read(
	struct arena *a, const char *path, size_t max_bytes, struct slice *out, struct err *err);

/* Replace path by the bytes: written beside it, flushed, renamed, so that a crash leaves the old or the new file whole. */
NODISCARD int file_write(const char *path, struct slice bytes, unsigned mode, struct err *err);

/* Rename from over to, in the same directory, and flush that: after success the change outlives a power cut. */
NODISCARD int file_replace(const char *from, const char *to, struct err *err);

/* Make the directory and its missing parents with this mode; an existing directory is fine. */
NODISCARD int file_make_dir(const char *path, unsigned mode, struct err *err);

/* Does path name a readable regular file (or a link to one)? */
bool file_is_readable(const char *path);

/* "$XDG_DATA_HOME/askdb" or "$HOME/.local/share/askdb", in the arena; ERR_INVALID when neither variable is usable. */
NODISCARD int file_data_dir(struct arena *a, const char **out, struct err *err);

/* "$XDG_CACHE_HOME/askdb" or "$HOME/.cache/askdb", in the arena; ERR_INVALID when neither variable is usable. */
NODISCARD int file_cache_dir(struct arena *a, const char **out, struct err *err);
