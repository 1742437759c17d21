// SPDX-License-Identifier: Apache-2.0
/*
 * The words the sample's names are made of, and the shelves of the shop. A name is a left part, a joint and a right
 * part, chosen so that any left goes with any right: no grammar to get wrong in any language. Constant tables.
 */
#pragma once

#include "base/defs.h"

/* Parts are separated by '|'. */
struct phrase {
	const char *left, *joint, *right;
};

enum { LEXICON_TITLES_MAX = 3 };

struct lexicon {
	struct phrase titles[LEXICON_TITLES_MAX]; /* tracks and albums; unused ones have left == NULL */
	struct phrase bands, people;
};

enum shelf_form {
	SHELF_SONGS,  /* an album is a list of songs */
	SHELF_CYCLES, /* an album is works in movements */
	SHELF_SHOWS,  /* an artist is a series, an album its season, a track an episode */
};

/* One genre's part of the shop. */
struct shelf {
	const char *genre;
	const struct lexicon *lexicon;
	enum shelf_form form;
	int artists, albums;
	int band_percent; /* the other artists are persons */
	int tracks_min, tracks_max, seconds_min, seconds_max;
};

enum { SHELF_COUNT = 25 };

/* The shelves; a shelf's position + 1 is its GenreId. */
extern const struct shelf sample_shelves[SHELF_COUNT];
