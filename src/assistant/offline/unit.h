// SPDX-License-Identifier: Apache-2.0
/* Units of time and of size: which one a column's name tells, which one a question asks for, and how they convert. */
#pragma once

#include "assistant/offline/names.h"
#include "assistant/offline/token.h"

enum unit_class { UNIT_TIME, UNIT_SIZE };

struct unit {
	const char *word;   /* a lemma: "minute" */
	const char *plural; /* as results are called */
	enum unit_class of;
	double size; /* in milliseconds, or in bytes */
};

/* The unit that a word names ("minutes", "MB"), or NULL. */
const struct unit *unit_of_word(struct slice lemma);

/* What the unit is called in a language: "minutes", "分"; by its plural. */
const char *unit_called(enum tongue tongue, const char *plural);

/* The unit that a column's name tells ("Milliseconds", "duration_minutes"), or NULL. */
const struct unit *unit_of_column(const struct names *ns, int32_t table, int32_t column);

/* The unit that a question wants its figures in ("in minutes", "分単位"), or NULL. */
const struct unit *unit_asked(const struct tokens *t);
