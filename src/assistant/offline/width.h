// SPDX-License-Identifier: Apache-2.0
/* Full-width letters and digits, and half-width kana, as the rest of the text is written. Inner to the token room. */
#pragma once

#include "base/str.h"

struct arena;

struct width {
	struct slice text;
	const size_t *
		at; /* for each byte of text, and for its end: the byte of the original; NULL = text is the original */
};

/* Letters, digits and signs in half width, kana in full; the original itself where nothing changes. In the arena. */
struct width width_even(struct arena *a, struct slice s);
