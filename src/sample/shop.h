// SPDX-License-Identifier: Apache-2.0
/*
 * The sample shop in memory: what is on its shelves, what was sold, what stands in the playlists. Made from the word
 * lists and a small generator with a constant seed; integers only, so every machine makes the same shop.
 */
#pragma once

#include "base/arena.h"
#include "sample/people.h"
#include "sample/words.h"

enum {
	SHOP_ARTISTS = 275,
	SHOP_ALBUMS = 347,
	SHOP_TRACKS = 3503,
	SHOP_INVOICES = 412,
	SHOP_LINES = 2240,
	SHOP_PLAYLISTS = 18,
	SHOP_PLAYLIST_TRACKS = 8715,
	SHOP_WRITERS = 3,
};

enum shop_media { MEDIA_MPEG, MEDIA_PROTECTED_AAC, MEDIA_VIDEO, MEDIA_PURCHASED_AAC, MEDIA_AAC, MEDIA_COUNT };

/* What refers to another record holds its position; the id in the database is the position + 1. */
struct shop_artist {
	const char *name;
	const struct shelf *shelf;
	bool is_person;
	const char *writers[SHOP_WRITERS];
};

struct shop_album {
	const char *title;
	int artist, n_tracks;
	enum shop_media media;
};

struct shop_track {
	const char *name, *composer; /* composer may be NULL */
	int album, genre;
	enum shop_media media;
	int ms, bytes, cents;
};

struct shop_invoice {
	int customer, cents;
	int64_t day; /* since 1970-01-01 */
	int n_lines;
};

struct shop_line {
	int invoice, track, quantity;
};

struct shop_entry {
	int playlist, track;
};

struct shop {
	struct shop_artist artists[SHOP_ARTISTS];
	struct shop_album albums[SHOP_ALBUMS];
	struct shop_track tracks[SHOP_TRACKS];
	struct shop_invoice invoices[SHOP_INVOICES];
	struct shop_line lines[SHOP_LINES];
	struct shop_entry entries[SHOP_PLAYLIST_TRACKS];
};

/* Names of the kinds of file, by position. */
extern const char *const shop_media_names[MEDIA_COUNT];

/* Name of the i-th playlist; static storage. */
const char *shop_playlist_name(size_t i);

/* Fill artists, albums and tracks. Texts live in the arena. */
void shop_stock(struct shop *s, struct arena *a);

/* Fill invoices and their lines; needs the stock. */
void shop_sell(struct shop *s);

/* Fill the playlists' entries; needs the stock. */
void shop_compile(struct shop *s);
