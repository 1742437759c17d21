// SPDX-License-Identifier: Apache-2.0
/* "Did you mean": the nearest word by edit distance with transpositions (Damerau 1964, optimal string alignment). */
#include "base/defs.h"
#include "base/str.h"
#include "cli/cli.h"

enum { WORD_MAX = 40 };

static size_t min3(size_t a, size_t b, size_t c)
{
	return MIN(MIN(a, b), c);
}

static size_t distance(const char *a, const char *b)
{
	size_t n = strlen(a), m = strlen(b), rows[3][WORD_MAX + 1];
	if (n > WORD_MAX || m > WORD_MAX)
		return WORD_MAX;
	for (size_t j = 0; j <= m; j++)
		rows[0][j] = j;
	for (size_t i = 1; i <= n; i++) {
		size_t *row = rows[i % 3], *above = rows[(i + 2) % 3], *above2 = rows[(i + 1) % 3];
		row[0] = i;
		for (size_t j = 1; j <= m; j++) {
			row[j] = min3(above[j] + 1, row[j - 1] + 1, above[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				row[j] = MIN(row[j], above2[j - 2] + 1);
		}
	}
	return rows[n % 3][m];
}

const char *cli_did_you_mean(const char *word, const char *const *words)
{
	const char *best = NULL;
	size_t best_distance = strlen(word) / 3 + 1; /* one slip in a short word, two in a longer one */
	for (; *words; words++) {
		size_t d = distance(word, *words);
		if (d < best_distance || (d == best_distance && !best)) {
			best = *words;
			best_distance = d;
		}
		if (!best && strlen(word) >= 3 && slice_starts(slice_of(*words), slice_of(word)))
			best = *words;
	}
	return best;
}
