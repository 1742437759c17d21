// SPDX-License-Identifier: Apache-2.0
/* See utf8.h. */
#include "base/utf8.h"

#include "base/arena.h"

#include <stdlib.h>
#include <utf8proc.h>

uint32_t utf8_next(struct slice s, size_t *i)
{
	utf8proc_int32_t cp;
	utf8proc_ssize_t n =
		utf8proc_iterate((const utf8proc_uint8_t *)s.p + *i, (utf8proc_ssize_t)(s.n - *i), &cp);

	if (n <= 0) {
		++*i;
		return UTF8_REPLACEMENT;
	}
	*i += (size_t)n;
	return (uint32_t)cp;
}

void utf8_add(struct str *out, uint32_t cp)
{
	utf8proc_uint8_t bytes[4];

	if (cp > 0x10FFFF || (cp >= 0xD800 && cp <= 0xDFFF))
		cp = UTF8_REPLACEMENT;
	utf8proc_ssize_t n = utf8proc_encode_char((utf8proc_int32_t)cp, bytes);
	str_add(out, (const char *)bytes, (size_t)n);
}

bool utf8_is_valid(struct slice s)
{
	for (size_t i = 0; i < s.n;) {
		utf8proc_int32_t cp;
		utf8proc_ssize_t n =
			utf8proc_iterate((const utf8proc_uint8_t *)s.p + i, (utf8proc_ssize_t)(s.n - i), &cp);
		if (n <= 0)
			return false;
		i += (size_t)n;
	}
	return true;
}

size_t utf8_cut(struct slice s, size_t max)
{
	if (s.n <= max)
		return s.n;
	while (max > 0 && ((unsigned char)s.p[max] & 0xC0) == 0x80)
		max--;
	return max;
}

size_t utf8_count(struct slice s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n; n++)
		utf8_next(s, &i);
	return n;
}

size_t utf8_width(struct slice s)
{
	size_t width = 0;

	for (size_t i = 0; i < s.n;) {
		int w = utf8proc_charwidth((utf8proc_int32_t)utf8_next(s, &i));
		width += w > 0 ? (size_t)w : 0;
	}
	return width;
}

struct slice utf8_fold(struct arena *a, struct slice s)
{
	const utf8proc_option_t how =
		UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE;
	utf8proc_uint8_t *folded = NULL;
	utf8proc_ssize_t n = utf8proc_map((const utf8proc_uint8_t *)s.p, (utf8proc_ssize_t)s.n, &folded, how);

	if (n < 0) /* not UTF-8: compare it as it is */
		return (struct slice){arena_strndup(a, s.p, s.n), s.n};
	struct slice out = {arena_strndup(a, (const char *)folded, (size_t)n), (size_t)n};
	free(folded); /* utf8proc's own allocator */
	return out;
}

bool utf8_is_cjk(uint32_t cp)
{
	return (cp >= 0x3040 && cp <= 0x30FF) || (cp >= 0x3400 && cp <= 0x4DBF) ||
	       (cp >= 0x4E00 && cp <= 0x9FFF) || (cp >= 0xAC00 && cp <= 0xD7AF) ||
	       (cp >= 0x1100 && cp <= 0x11FF) || (cp >= 0x31F0 && cp <= 0x31FF) ||
	       (cp >= 0xF900 && cp <= 0xFAFF) || (cp >= 0x20000 && cp <= 0x323AF) || cp == 0x3005 ||
	       cp == 0x3007;
}

bool utf8_is_word(uint32_t cp)
{
	utf8proc_category_t c = utf8proc_category((utf8proc_int32_t)cp);

	return c >= UTF8PROC_CATEGORY_LU && c <= UTF8PROC_CATEGORY_NO;
}
