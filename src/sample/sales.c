// SPDX-License-Identifier: Apache-2.0
/*
 * Five years of invoices. The shop grows a little every year and sells most before Christmas; customers come, some
 * leave, each buys mostly what he or she likes; a few tracks are hits, many are never sold.
 */
#include "sample/shop.h"

#include "base/clock.h"
#include "base/str.h"
#include "sample/prng.h"

#include <assert.h>
#include <stdlib.h>

enum { FIRST_YEAR = 2021, YEARS = 5, MONTHS = 12 * YEARS, MONTH_WEIGHT = 108, LINES_MAX = 14 };

static const int invoices_of_year[YEARS] = {70, 78, 82, 88, 94};
static const int weight_of_month[12] = {8, 7, 8, 8, 9, 9, 7, 6, 9, 10, 12, 15};

struct habit {
	int weight, from, to; /* months since the first */
	int taste, second;    /* genres */
	int n_invoices;
};

struct seller {
	struct shop *shop;
	struct prng rng;
	struct habit habits[CUSTOMER_COUNT];
	int hit[SHOP_TRACKS]; /* how well a track sells */
};

static int genre_find(const char *name)
{
	for (int i = 0; i < SHELF_COUNT; i++) {
		if (str_eq(sample_shelves[i].genre, name))
			return i;
	}
	assert(!"a customer likes a genre that the shop does not have");
	return 0;
}

static void make_habits(struct seller *se)
{
	for (int i = 0; i < CUSTOMER_COUNT; i++) {
		struct prng *r = &se->rng;
		struct habit *h = &se->habits[i];
		h->weight = prng_between(r, 2, 8);
		h->from = prng_chance(r, 45) ? 0 : prng_below(r, MONTHS * 2 / 3);
		h->to = prng_chance(r, 25) ? MIN(h->from + prng_between(r, 6, 30), MONTHS - 1) : MONTHS - 1;
		h->taste = genre_find(sample_customers[i].taste);
		h->second = prng_below(r, SHELF_COUNT);
	}
	for (int i = 0; i < SHOP_TRACKS; i++)
		se->hit[i] = prng_chance(&se->rng, 2) ? 24 : prng_chance(&se->rng, 12) ? 5 : 1;
}

static int pick_customer(struct seller *se, int month)
{
	int total = 0;
	for (int i = 0; i < CUSTOMER_COUNT; i++) {
		const struct habit *h = &se->habits[i];
		total += month >= h->from && month <= h->to ? h->weight : 0;
	}
	int at = prng_below(&se->rng, total);
	for (int i = 0; i < CUSTOMER_COUNT; i++) {
		const struct habit *h = &se->habits[i];
		at -= month >= h->from && month <= h->to ? h->weight : 0;
		if (at < 0)
			return i;
	}
	return 0;
}

/* Invoices of a month: its share of the year, rounded so that the sum over the months is the year's count. */
static int invoices_of_month(int month)
{
	int before = 0, year = invoices_of_year[month / 12];
	for (int i = 0; i < month % 12; i++)
		before += weight_of_month[i];
	int after = before + weight_of_month[month % 12];
	return year * after / MONTH_WEIGHT - year * before / MONTH_WEIGHT;
}

static int compare_days(const void *a, const void *b)
{
	const struct shop_invoice *x = a, *y = b;
	if (x->day != y->day)
		return x->day < y->day ? -1 : 1;
	return x->customer - y->customer;
}

static void make_invoices(struct seller *se)
{
	struct shop_invoice *inv = se->shop->invoices;
	int n = 0;
	for (int month = 0; month < MONTHS; month++) {
		int year = FIRST_YEAR + month / 12, in_year = month % 12 + 1;
		int64_t first = clock_days_from_civil(year, in_year, 1);
		int64_t next = clock_days_from_civil(in_year == 12 ? year + 1 : year, in_year % 12 + 1, 1);
		for (int i = invoices_of_month(month); i > 0; i--) {
			assert(n < SHOP_INVOICES);
			int customer = pick_customer(se, month);
			inv[n++] = (struct shop_invoice){.customer = customer,
				.day = first + prng_below(&se->rng, (int)(next - first))};
			se->habits[customer].n_invoices++;
		}
	}
	assert(n == SHOP_INVOICES);
	/* nobody is a customer without having bought: the last invoice of a frequent one goes to who has none */
	for (int i = 0; i < CUSTOMER_COUNT; i++) {
		for (int j = n - 1; j >= 0 && se->habits[i].n_invoices == 0; j--) {
			if (se->habits[inv[j].customer].n_invoices > 5) {
				se->habits[inv[j].customer].n_invoices--;
				inv[j].customer = i;
				se->habits[i].n_invoices++;
			}
		}
	}
	qsort(inv, (size_t)n, sizeof *inv, compare_days);
}

static void count_lines(struct seller *se)
{
	static const int sizes[] = {1, 2, 2, 3, 4, 5, 6, 8, 10, LINES_MAX};
	int total = 0;
	for (int i = 0; i < SHOP_INVOICES; i++)
		total += se->shop->invoices[i].n_lines = sizes[prng_below(&se->rng, ARRAY_LEN(sizes))];
	while (total != SHOP_LINES) {
		struct shop_invoice *inv = &se->shop->invoices[prng_below(&se->rng, SHOP_INVOICES)];
		int step = total < SHOP_LINES ? 1 : -1;
		if (inv->n_lines + step >= 1 && inv->n_lines + step <= LINES_MAX) {
			inv->n_lines += step;
			total += step;
		}
	}
}

/* genre -1 = any. */
static int pick_track(struct seller *se, int genre)
{
	const struct shop_track *t = se->shop->tracks;
	int total = 0;
	for (int i = 0; i < SHOP_TRACKS; i++)
		total += genre < 0 || t[i].genre == genre ? se->hit[i] : 0;
	int at = prng_below(&se->rng, total);
	for (int i = 0; i < SHOP_TRACKS; i++) {
		at -= genre < 0 || t[i].genre == genre ? se->hit[i] : 0;
		if (at < 0)
			return i;
	}
	return 0;
}

static bool is_on_invoice(const struct shop_line *lines, int n, int track)
{
	for (int i = 0; i < n; i++) {
		if (lines[i].track == track)
			return true;
	}
	return false;
}

/* Episodes are bought in a row; songs one by one. */
static int next_track(struct seller *se, const struct habit *h, const struct shop_line *lines, int n)
{
	const struct shop_track *t = se->shop->tracks;
	if (n > 0 && t[lines[n - 1].track].media == MEDIA_VIDEO && lines[n - 1].track + 1 < SHOP_TRACKS &&
		t[lines[n - 1].track + 1].album == t[lines[n - 1].track].album && prng_chance(&se->rng, 80))
		return lines[n - 1].track + 1;
	int at = prng_below(&se->rng, 100);
	return pick_track(se, at < 45 ? h->taste : at < 60 ? h->second : -1);
}

static void make_lines(struct seller *se)
{
	struct shop_line *line = se->shop->lines;
	for (int i = 0; i < SHOP_INVOICES; i++) {
		struct shop_invoice *inv = &se->shop->invoices[i];
		const struct habit *h = &se->habits[inv->customer];
		for (int j = 0; j < inv->n_lines; j++) {
			int track = next_track(se, h, line, j);
			while (is_on_invoice(line, j, track))
				track = pick_track(se, -1);
			line[j] = (struct shop_line){i, track, prng_chance(&se->rng, 4) ? 2 : 1};
			inv->cents += line[j].quantity * se->shop->tracks[track].cents;
		}
		line += inv->n_lines;
	}
}

void shop_sell(struct shop *s)
{
	struct seller se = {.shop = s, .rng = {4}};
	make_habits(&se);
	make_invoices(&se);
	count_lines(&se);
	make_lines(&se);
}
