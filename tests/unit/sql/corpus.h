// SPDX-License-Identifier: Apache-2.0
/* The statements that the guard's tests and fuzz targets share: one a line, # begins a comment, control characters as U+2400 pictures. */
#pragma once

#include "base/arena.h"
#include "base/file.h"
#include "base/vec.h"

struct corpus {
	struct slice *items;
	size_t n, cap;
};

/* Put the control character back where its picture stands. */
static inline struct slice corpus_line(struct arena *a, struct slice line)
{
	static const struct {
		const char *picture;
		char byte;
	} pictures[] = {{"␀", '\0'}, {"␉", '\t'}, {"␊", '\n'}, {"␍", '\r'}};
	char *out = arena_strndup(a, line.p, line.n);
	size_t n = 0;

	for (size_t i = 0; i < line.n; i++) {
		out[n] = line.p[i];
		for (size_t k = 0; k < ARRAY_LEN(pictures); k++) {
			if (slice_starts(
				    (struct slice){line.p + i, line.n - i}, slice_of(pictures[k].picture))) {
				out[n] = pictures[k].byte;
				i += 2;
				break;
			}
		}
		n++;
	}
	return (struct slice){out, n};
}

/* The statements of tests/unit/sql/<name>; an empty corpus when the file cannot be read. */
static inline struct corpus corpus_read(struct arena *a, const char *name)
{
	const char *path = arena_printf(a, TEST_SOURCE_DIR "/tests/unit/sql/%s", name);
	struct corpus out = {0};
	struct err err = ERR_INIT;
	struct slice text;

	if (file_read(a, path, 1 << 20, &text, &err) < 0)
		return out;
	while (text.n) {
		struct slice line = slice_cut(&text, '\n');
		if (line.n && line.p[0] != '#')
			vec_push(&out, a, corpus_line(a, line));
	}
	return out;
}
