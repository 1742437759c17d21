// SPDX-License-Identifier: Apache-2.0
/* What a question says of the row that a row refers to in its own table: "with the name of their manager". */
#pragma once

#include "assistant/offline/frame.h"

/* Take it out of the items, before the question is read, and note it in the frame's shape. In the arena. */
void twin_read(struct arena *a, struct linked *l, struct frame *f);
