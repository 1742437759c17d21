// SPDX-License-Identifier: Apache-2.0
/* See bind_int.h. */
#include "sql/bind_int.h"

enum { SIMPLE_MAX = 63, SHORTEST_FOR_EDITS = 3, FREE_START = 6 };

struct simple {
	char text[SIMPLE_MAX + 1]; /* ASCII lower case, no underscores or blanks, singular */
	size_t n;
};

/* English plurals of identifiers: countries, boxes, albums; not status, address. */
static void cut_plural(struct simple *s)
{
	const char *t = s->text;
	size_t n = s->n;

	if (n > 4 && memcmp(t + n - 3, "ies", 3) == 0) {
		s->text[n - 3] = 'y';
		s->n = n - 2;
	} else if (n > 4 && t[n - 2] == 'e' && t[n - 1] == 's' && strchr("sxzh", t[n - 3])) {
		s->n = n - 2;
	} else if (n > 3 && t[n - 1] == 's' && !strchr("su", t[n - 2])) {
		s->n = n - 1;
	}
	s->text[s->n] = '\0';
}

static struct simple simplify(struct slice name)
{
	struct simple s = {.n = 0};

	for (size_t i = 0; i < name.n && s.n < SIMPLE_MAX; i++) {
		char c = name.p[i];
		if (c == '_' || c == ' ' || c == '-')
			continue;
		s.text[s.n++] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
	}
	cut_plural(&s);
	return s;
}

static bool is_same(const struct simple *a, const struct simple *b)
{
	return a->n == b->n && memcmp(a->text, b->text, a->n) == 0;
}

static bool is_joined(const struct simple *whole, const struct simple *head, const struct simple *tail)
{
	return head->n && tail->n && whole->n == head->n + tail->n &&
	       memcmp(whole->text, head->text, head->n) == 0 &&
	       memcmp(whole->text + head->n, tail->text, tail->n) == 0;
}

/* Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours (Damerau 1964). */
static int edit_distance(const struct simple *a, const struct simple *b)
{
	int rows[3][SIMPLE_MAX + 1];
	int *before = rows[0], *last = rows[1], *now = rows[2];

	for (size_t j = 0; j <= b->n; j++)
		last[j] = (int)j;
	memset(rows[0], 0, sizeof rows[0]);
	for (size_t i = 1; i <= a->n; i++) {
		now[0] = (int)i;
		for (size_t j = 1; j <= b->n; j++) {
			int differs = a->text[i - 1] != b->text[j - 1];
			now[j] = MIN(MIN(last[j] + 1, now[j - 1] + 1), last[j - 1] + differs);
			if (i > 1 && j > 1 && a->text[i - 1] == b->text[j - 2] &&
				a->text[i - 2] == b->text[j - 1])
				now[j] = MIN(now[j], before[j - 2] + 1);
		}
		int *free_row = before;
		before = last;
		last = now;
		now = free_row;
	}
	return last[b->n];
}

int names_distance(struct slice wrong, struct slice table, struct slice name)
{
	struct simple w = simplify(wrong), t = simplify(table), n = simplify(name);

	if (wrong.n > SIMPLE_MAX || name.n > SIMPLE_MAX)
		return slice_eq_nocase(wrong, name) ? 0 : NAMES_FAR;
	if (is_same(&w, &n))
		return 0;
	if (is_joined(&w, &t, &n) || is_joined(&n, &t, &w))
		return 1;
	size_t shorter = MIN(w.n, n.n), longer = MAX(w.n, n.n);
	if (shorter < SHORTEST_FOR_EDITS || (shorter < FREE_START && w.text[0] != n.text[0]))
		return NAMES_FAR; /* "date" is not a slip for "rate" */
	int distance = edit_distance(&w, &n);
	return distance <= (int)(longer / 4) ? 2 + distance : NAMES_FAR;
}

void nearest_offer(struct nearest *n, int distance, struct slice name, const void *thing)
{
	if (distance >= NAMES_FAR || distance > n->distance)
		return;
	if (distance < n->distance) {
		*n = (struct nearest){.distance = distance, .best = name, .thing = thing};
	} else if (!slice_eq(n->best, name) && !n->second.p) {
		n->second = name;
	}
}
