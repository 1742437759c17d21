// SPDX-License-Identifier: Apache-2.0
/*
 * What a chart does not draw is said beside it: as a kind with its numbers, from which a page makes a sentence in its
 * reader's language, and as sentences in English for those who have no words of their own.
 */
#include "analysis/chart_int.h"

#include "base/arena.h"
#include "base/str.h"

#include <assert.h>

enum { NOTES_TEXT_MAX = 1024 };

const char *chart_note_name(enum chart_note_kind kind)
{
	static const char *const names[CHART_NOTE_KINDS] = {
		[CHART_NOTE_GROUPS] = "groups",
		[CHART_NOTE_LARGEST] = "largest",
		[CHART_NOTE_POSITIONS] = "positions",
		[CHART_NOTE_SAMPLE] = "sample",
		[CHART_NOTE_THINNED] = "thinned",
		[CHART_NOTE_FIRST] = "first",
	};

	return names[kind];
}

void chart_note(struct chart *c, enum chart_note_kind kind, size_t shown, size_t all)
{
	assert(c->n_notes < CHART_NOTE_KINDS);
	c->notes[c->n_notes++] = (struct chart_note){kind, shown, all};
}

static void add_sentence(struct str *s, const struct chart_note *n)
{
	switch (n->kind) {
	case CHART_NOTE_GROUPS:
		str_addf(s, "The %zu largest of %zu groups; the rest is Other.", n->shown, n->all);
		break;
	case CHART_NOTE_LARGEST:
		str_addf(s, "The %zu largest of %zu.", n->shown, n->all);
		break;
	case CHART_NOTE_POSITIONS:
		str_addf(s, "The %zu largest of %zu positions.", n->shown, n->all);
		break;
	case CHART_NOTE_SAMPLE:
		str_addf(s, "%zu of %zu rows, evenly spaced.", n->shown, n->all);
		break;
	case CHART_NOTE_THINNED:
		str_addf(s, "%zu of %zu points, chosen to keep the shape.", n->shown, n->all);
		break;
	case CHART_NOTE_FIRST:
		str_addf(s, "Drawn from the first %zu rows.", n->shown);
		break;
	case CHART_NOTE_KINDS:
		break;
	}
}

const char *chart_note_text(const struct chart *c, struct arena *a)
{
	struct str s = STR_INIT(NOTES_TEXT_MAX);

	for (size_t i = 0; i < c->n_notes; i++) {
		if (i)
			str_addc(&s, ' ');
		add_sentence(&s, &c->notes[i]);
	}
	return c->n_notes ? str_to_arena(&s, a) : NULL;
}
