// SPDX-License-Identifier: Apache-2.0
/* Reading one document; shared by the files of the glossary and by nobody else. */
#pragma once

#include "assistant/offline/glossary.h"
#include "base/vec.h"

enum gloss_what { GLOSS_NOTHING, GLOSS_TABLE, GLOSS_COLUMN, GLOSS_FORMULA };

/* What a code span or a heading means. */
struct gloss_thing {
	enum gloss_what what;
	int32_t table, column;
	const struct q_formula *formula;
};

struct gloss_reading {
	struct arena *a;
	const struct names *ns;
	struct gloss_thing subject; /* what the text at this place is about */
	VEC(struct gloss_name) names;
	VEC(struct gloss_measure) measures;
};

/* What a span of code means, seen from the subject: a table, a column, or an expression over one table. */
struct gloss_thing gloss_code(struct gloss_reading *r, struct slice code);

/* The table or the column that a heading names, in code or in words. */
struct gloss_thing gloss_heading(struct gloss_reading *r, struct slice heading);

/* The text is what people call the thing; texts that cannot be such a name are passed over. */
void gloss_call(struct gloss_reading *r, struct slice text, struct gloss_thing thing);

/* A document, or a description of the subject. */
void gloss_text(struct gloss_reading *r, struct slice text);

/* One sentence of it, or one list item. */
void gloss_sentence(struct gloss_reading *r, struct slice text);
