// SPDX-License-Identifier: Apache-2.0
/*
 * General categories as the reference tokenizer knows them. Its tables are those of Unicode 8; a text must become the same
 * pieces here, so what was assigned or changed later has to look as it did then.
 */
#pragma once

#include "base/defs.h"

#include <utf8proc.h>

/* The category of a code point in Unicode 8; what was unassigned then counts as a letter. Pure; any thread. */
utf8proc_category_t category_of(uint32_t cp);
