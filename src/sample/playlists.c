// SPDX-License-Identifier: Apache-2.0
/* Eighteen playlists, each a rule over the stock; the last one is filled up until the number of entries is right. */
#include "sample/shop.h"

#include "base/str.h"
#include "sample/prng.h"

#include <assert.h>

enum { FILL = -1 };

/* A track belongs when its genre is listed (NULL = every music genre) and its length fits, up to `most` tracks. */
struct rule {
	const char *name, *genres;
	int ms_min, ms_max;
	int most; /* 0 = all; FILL = as many as are missing in the whole table */
};

static const struct rule rules[SHOP_PLAYLISTS] = {
	{"Music", NULL, 0, 0, 0},
	{"Television", "Drama|Comedy", 0, 0, 0},
	{"Audiobooks", "", 0, 0, 0},
	{"Brazilian Afternoon", "Bossa Nova|Samba", 0, 0, 0},
	{"東京ナイトドライブ", "City Pop|J-Rock", 0, 0, 0},
	{"Classical for Reading", "Classical", 0, 0, 0},
	{"Classical: The Basics", "Classical|Opera", 0, 0, 25},
	{"Heavy Lifting", "Metal|Punk", 0, 0, 60},
	{"Sunday Kitchen", "Soul|Folk|Bossa Nova|Chanson", 0, 0, 120},
	{"Late Night Radio", "Jazz|Soul|City Pop|Ambient", 240000, 0, 0},
	{"Running", "Electronic|Punk|Pop|Hip Hop", 0, 240000, 150},
	{"Short and Sharp", NULL, 0, 150000, 0},
	{"Long Roads", NULL, 420000, 0, 0},
	{"Fiesta", "Latin|Samba|Reggae", 0, 0, 180},
	{"Staff Picks", NULL, 0, 0, 40},
	{"Under Headphones", "Ambient|Electronic|Classical|Jazz", 0, 0, 200},
	{"On-The-Go 1", NULL, 0, 0, 12},
	{"Shuffle", NULL, 0, 0, FILL},
};

const char *shop_playlist_name(size_t i)
{
	return rules[i].name;
}

static bool is_listed(const char *list, const char *genre)
{
	struct slice rest = slice_of(list);
	while (rest.n > 0) {
		if (slice_eq(slice_cut(&rest, '|'), slice_of(genre)))
			return true;
	}
	return false;
}

static bool rule_accepts(const struct rule *r, const struct shop_track *t)
{
	if (r->ms_min && t->ms < r->ms_min)
		return false;
	if (r->ms_max && t->ms > r->ms_max)
		return false;
	return r->genres ? is_listed(r->genres, sample_shelves[t->genre].genre) : t->media != MEDIA_VIDEO;
}

/* Of n candidates at hand, `wanted` are still to be taken: selection sampling, which keeps the order of the stock. */
static int take_tracks(struct shop *s, struct prng *rng, int playlist, int n_entries)
{
	int left = 0, wanted = rules[playlist].most;
	for (int i = 0; i < SHOP_TRACKS; i++)
		left += rule_accepts(&rules[playlist], &s->tracks[i]);
	wanted = wanted == FILL ? SHOP_PLAYLIST_TRACKS - n_entries : wanted == 0 ? left : wanted;
	assert(wanted <= left && wanted >= 0 && n_entries + wanted <= SHOP_PLAYLIST_TRACKS);
	for (int i = 0; i < SHOP_TRACKS && wanted > 0; i++) {
		if (!rule_accepts(&rules[playlist], &s->tracks[i]))
			continue;
		if (prng_below(rng, left--) < wanted) {
			s->entries[n_entries++] = (struct shop_entry){playlist, i};
			wanted--;
		}
	}
	return n_entries;
}

void shop_compile(struct shop *s)
{
	struct prng rng = {5};
	int n = 0;
	for (int i = 0; i < SHOP_PLAYLISTS; i++)
		n = take_tracks(s, &rng, i, n);
	assert(n == SHOP_PLAYLIST_TRACKS);
}
