// SPDX-License-Identifier: Apache-2.0
/* Artists, albums and tracks: names from the shelves' lexicons, each used once, and plausible lengths and sizes. */
#include "sample/shop.h"

#include "base/map.h"
#include "sample/prng.h"

#include <assert.h>

enum { NAME_ATTEMPTS = 200, MOVEMENTS = 4, SHOW_CENTS = 199, SONG_CENTS = 99 };

const char *const shop_media_names[MEDIA_COUNT] = {
	[MEDIA_MPEG] = "MPEG audio file",
	[MEDIA_PROTECTED_AAC] = "Protected AAC audio file",
	[MEDIA_VIDEO] = "Protected MPEG-4 video file",
	[MEDIA_PURCHASED_AAC] = "Purchased AAC audio file",
	[MEDIA_AAC] = "AAC audio file",
};

struct namer {
	struct arena *a;
	struct prng rng;
	struct map *used;
};

static int word_count(const char *list)
{
	int n = 1;
	for (; *list; list++)
		n += *list == '|';
	return n;
}

static struct slice word_at(const char *list, int i)
{
	struct slice rest = slice_of(list), word = slice_cut(&rest, '|');
	while (i-- > 0)
		word = slice_cut(&rest, '|');
	return word;
}

static const char *phrase_make(struct namer *nm, const struct phrase *p)
{
	struct slice left = word_at(p->left, prng_below(&nm->rng, word_count(p->left)));
	struct slice right = word_at(p->right, prng_below(&nm->rng, word_count(p->right)));
	return arena_printf(nm->a, "%.*s%s%.*s", SLICE_FMT(left), p->joint, SLICE_FMT(right));
}

/* Phrases weighted by how many names they can make, so that none is used up long before the others. */
static const struct phrase *pick_title_phrase(struct namer *nm, const struct lexicon *lex)
{
	int weights[LEXICON_TITLES_MAX] = {0}, total = 0;
	for (int i = 0; i < LEXICON_TITLES_MAX && lex->titles[i].left; i++)
		total += weights[i] = word_count(lex->titles[i].left) * word_count(lex->titles[i].right);
	int at = prng_below(&nm->rng, total), i = 0;
	while (at >= weights[i])
		at -= weights[i++];
	return &lex->titles[i];
}

static bool take_name(struct namer *nm, const char *name)
{
	if (map_find(nm->used, slice_of(name)))
		return false;
	map_put(nm->used, slice_of(name), nm);
	return true;
}

static const char *make_title(struct namer *nm, const struct lexicon *lex)
{
	const char *title = NULL;
	for (int i = 0; i < NAME_ATTEMPTS; i++) {
		title = phrase_make(nm, pick_title_phrase(nm, lex));
		if (take_name(nm, title))
			return title;
	}
	static const char *const versions[] = {"(Live)", "(Demo)", "(Acoustic)", "(Alternate Take)"};
	return arena_printf(nm->a, "%s %s", title, versions[prng_below(&nm->rng, ARRAY_LEN(versions))]);
}

static const char *make_artist_name(struct namer *nm, const struct phrase *p)
{
	const char *name = phrase_make(nm, p);
	for (int i = 0; i < NAME_ATTEMPTS && !take_name(nm, name); i++)
		name = phrase_make(nm, p);
	return name;
}

static void make_artist(struct namer *nm, const struct shelf *shelf, struct shop_artist *out)
{
	*out = (struct shop_artist){.shelf = shelf, .is_person = !prng_chance(&nm->rng, shelf->band_percent)};
	out->name = make_artist_name(nm, out->is_person ? &shelf->lexicon->people : &shelf->lexicon->bands);
	for (int i = 0; i < SHOP_WRITERS; i++)
		out->writers[i] = phrase_make(nm, &shelf->lexicon->people);
	if (out->is_person)
		out->writers[0] = out->name;
}

/* Every shelf's own artists, then some that have released nothing yet, then all of them shuffled. */
static void make_artists(struct shop *s, struct namer *nm)
{
	int n = 0;
	for (int i = 0; i < SHELF_COUNT; i++) {
		for (int j = 0; j < sample_shelves[i].artists; j++)
			make_artist(nm, &sample_shelves[i], &s->artists[n++]);
	}
	for (int i = n - 1; i > 0; i--) {
		int j = prng_below(&nm->rng, i + 1);
		struct shop_artist swap = s->artists[i];
		s->artists[i] = s->artists[j];
		s->artists[j] = swap;
	}
	while (n < SHOP_ARTISTS) {
		const struct shelf *shelf = &sample_shelves[prng_below(&nm->rng, SHELF_COUNT)];
		if (shelf->form == SHELF_SONGS)
			make_artist(nm, shelf, &s->artists[n++]);
	}
}

static enum shop_media pick_media(struct prng *r, const struct shelf *shelf)
{
	if (shelf->form == SHELF_SHOWS)
		return MEDIA_VIDEO;
	int at = prng_below(r, 100);
	return at < 78   ? MEDIA_MPEG
	       : at < 90 ? MEDIA_AAC
	       : at < 97 ? MEDIA_PROTECTED_AAC
			 : MEDIA_PURCHASED_AAC;
}

static const char *album_title(struct namer *nm, const struct shop_artist *artist, int number)
{
	if (artist->shelf->form == SHELF_SHOWS)
		return arena_printf(nm->a, "%s, Season %d", artist->name, number);
	if (artist->shelf->form == SHELF_SONGS && number == 1 && prng_chance(&nm->rng, 9))
		return artist->name;
	return make_title(nm, artist->shelf->lexicon);
}

/* How many albums each artist has: one, and what is left of its shelf to random ones of that shelf. */
static void count_albums(const struct shop *s, struct prng *r, int counts[static SHOP_ARTISTS])
{
	int stocked = 0;
	for (int i = 0; i < SHELF_COUNT; i++)
		stocked += sample_shelves[i].artists;
	for (int i = 0; i < SHELF_COUNT; i++) {
		int left = sample_shelves[i].albums;
		for (int j = 0; j < stocked; j++) {
			if (s->artists[j].shelf == &sample_shelves[i]) {
				counts[j] = 1;
				left--;
			}
		}
		while (left > 0) {
			int j = prng_below(r, stocked);
			if (s->artists[j].shelf == &sample_shelves[i] && counts[j] < 6) {
				counts[j]++;
				left--;
			}
		}
	}
}

static void make_albums(struct shop *s, struct namer *nm)
{
	int counts[SHOP_ARTISTS] = {0}, n = 0, total = 0;
	count_albums(s, &nm->rng, counts);
	for (int i = 0; i < SHOP_ARTISTS; i++) {
		const struct shelf *shelf = s->artists[i].shelf;
		for (int j = 1; j <= counts[i]; j++) {
			assert(n < SHOP_ALBUMS);
			struct shop_album *al = &s->albums[n++];
			*al = (struct shop_album){.artist = i,
				.title = album_title(nm, &s->artists[i], j),
				.n_tracks = prng_between(&nm->rng, shelf->tracks_min, shelf->tracks_max),
				.media = pick_media(&nm->rng, shelf)};
			total += al->n_tracks;
		}
	}
	assert(n == SHOP_ALBUMS);
	while (total != SHOP_TRACKS) {
		struct shop_album *al = &s->albums[prng_below(&nm->rng, n)];
		const struct shelf *shelf = s->artists[al->artist].shelf;
		int step = total < SHOP_TRACKS ? 1 : -1, want = al->n_tracks + step;
		if (want >= shelf->tracks_min && want <= shelf->tracks_max) {
			al->n_tracks = want;
			total += step;
		}
	}
}

static const char *pick_composer(struct namer *nm, const struct shop_artist *artist)
{
	if (artist->shelf->form == SHELF_SHOWS || prng_chance(&nm->rng, 22))
		return NULL;
	int first = artist->is_person && prng_chance(&nm->rng, 75) ? 0 : prng_below(&nm->rng, SHOP_WRITERS);
	int second = (first + prng_between(&nm->rng, 1, 2)) % SHOP_WRITERS;
	if (prng_chance(&nm->rng, 55) || str_eq(artist->writers[first], artist->writers[second]))
		return artist->writers[first];
	return arena_printf(nm->a, "%s, %s", artist->writers[first], artist->writers[second]);
}

static void size_track(struct prng *r, const struct shelf *shelf, struct shop_track *t)
{
	/* the mean of two draws: most songs are near the middle of the range */
	int seconds = (prng_between(r, shelf->seconds_min, shelf->seconds_max) +
			      prng_between(r, shelf->seconds_min, shelf->seconds_max)) /
		      2;
	int kbit = shelf->form == SHELF_SHOWS ? 1300 : t->media == MEDIA_MPEG ? 256 : 128;
	kbit = kbit * prng_between(r, 94, 106) / 100;
	t->ms = seconds * 1000 + prng_below(r, 1000);
	t->bytes = (int)((int64_t)t->ms * kbit / 8);
	t->cents = shelf->form == SHELF_SHOWS ? SHOW_CENTS : SONG_CENTS;
}

/* The i-th movement of an album's works: a new work every MOVEMENTS tracks, by one composer a work. */
static const char *movement_name(struct namer *nm, const struct lexicon *lex, int i, const char **work)
{
	static const char *const tempos[MOVEMENTS][4] = {
		{"Allegro moderato", "Allegro con brio", "Grave – Allegro", "Moderato"},
		{"Adagio", "Andante cantabile", "Largo", "Larghetto"},
		{"Scherzo: Vivace", "Menuetto", "Intermezzo", "Allegretto grazioso"},
		{"Finale: Presto", "Rondo: Allegro", "Allegro molto", "Tema con variazioni"},
	};
	static const char *const numerals[MOVEMENTS] = {"I", "II", "III", "IV"};
	if (i % MOVEMENTS == 0)
		*work = make_title(nm, lex);
	return arena_printf(nm->a, "%s: %s. %s", *work, numerals[i % MOVEMENTS],
		tempos[i % MOVEMENTS][prng_below(&nm->rng, 4)]);
}

static void make_tracks(struct shop *s, struct namer *nm)
{
	int n = 0;
	for (int i = 0; i < SHOP_ALBUMS; i++) {
		const struct shop_album *al = &s->albums[i];
		const struct shop_artist *artist = &s->artists[al->artist];
		const struct shelf *shelf = artist->shelf;
		const char *work = NULL, *composer = NULL;
		for (int j = 0; j < al->n_tracks; j++) {
			struct shop_track *t = &s->tracks[n++];
			*t = (struct shop_track){
				.album = i, .genre = (int)(shelf - sample_shelves), .media = al->media};
			if (shelf->form == SHELF_CYCLES) {
				t->name = movement_name(nm, shelf->lexicon, j, &work);
				if (j % MOVEMENTS == 0)
					composer = artist->writers[prng_below(&nm->rng, SHOP_WRITERS)];
				t->composer = composer;
			} else {
				t->name = make_title(nm, shelf->lexicon);
				t->composer = pick_composer(nm, artist);
			}
			size_track(&nm->rng, shelf, t);
		}
	}
	assert(n == SHOP_TRACKS);
}

void shop_stock(struct shop *s, struct arena *a)
{
	struct namer artists = {a, {1}, map_new(a)}, albums = {a, {2}, map_new(a)},
		     tracks = {a, {3}, map_new(a)};
	make_artists(s, &artists);
	make_albums(s, &albums);
	make_tracks(s, &tracks);
}
