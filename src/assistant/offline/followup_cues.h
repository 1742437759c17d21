// SPDX-License-Identifier: Apache-2.0
/* The words that only tie a question to the one before: "and", "what about", "では", "は？", "그럼". Pure text. */
#pragma once

#include "assistant/offline/token.h"

struct cue_cut {
	struct slice rest; /* the question without them, and without its end mark */
	bool tied;         /* there were some */
	bool refers;       /* and they stand for what was asked about: "those in France", "そのうち" */
};

/* A text without blanks, commas and end marks at either end; borrowed. */
struct slice cue_trim(struct slice s);

/* Take the words off both ends of a question; rest is borrowed from it. */
struct cue_cut cue_strip(struct slice question);

/* A word within an English question that stands for what was asked about. */
struct cue_pronoun {
	size_t first, n; /* tokens; n 0 = there is none */
	bool owns;       /* "their": what follows belongs to it */
};

/* The first such word of a question: "of them", "they", "their". */
struct cue_pronoun cue_pronoun(const struct tokens *t);
