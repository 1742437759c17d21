// SPDX-License-Identifier: Apache-2.0
/* Reading Japanese. */
#include "assistant/offline/frame.h"

void read_japanese(struct arena *a, const struct linked *l, struct frame *f)
{
	read_english(a, l, f);
}
