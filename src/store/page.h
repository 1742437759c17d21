// SPDX-License-Identifier: Apache-2.0
/*
 * Keyset pagination: a list is ordered by a key and the row's id, and an opaque cursor names the last row
 * that was shown. Rows that come or go meanwhile never make another row appear twice or not at all.
 */
#pragma once

#include "store/store.h"

/* What is asked for. Zeroed = the first PAGE_DEFAULT rows without a total. */
struct store_page {
	size_t limit;       /* 0 = PAGE_DEFAULT; more than PAGE_MAX is cut to it */
	const char *cursor; /* NULL or "" = from the beginning */
	bool want_total;
};

/* What came back beside the items. */
struct store_more {
	const char *next; /* cursor of the next page; NULL = this was the last one */
	int64_t total;    /* rows on all pages; -1 when it was not asked for */
};

/* A position in a list: the last shown row's sort key (a number or a text) and id. */
struct store_cursor {
	bool set;
	int64_t number;
	const char *text; /* NULL where the key is a number */
	const char *id;
};

struct js_writer;

/* A page as lists answer it: {"items":[ ... written by the caller ... ],"next","total" when it was counted}. */
void store_list_begin(struct js_writer *w);

/* End what store_list_begin() began. */
void store_list_end(struct js_writer *w, const struct store_more *more);

/* The effective limit of a page. */
size_t store_page_limit(const struct store_page *page);

/*
 * Read page->cursor; one that is not ours is ERR_INVALID. Texts in the arena. NULL page or cursor leaves
 * out->set false.
 */
NODISCARD int store_cursor_parse(
	struct arena *a, const struct store_page *page, struct store_cursor *out, struct err *err);

/* The cursor that stands behind a row; text NULL = the key is the number. In the arena. */
const char *store_cursor_make(struct arena *a, int64_t number, const char *text, const char *id);
