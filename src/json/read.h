// SPDX-License-Identifier: Apache-2.0
/*
 * Reading JSON with jansson behind our ceilings: size, depth, duplicate keys, UTF-8. The names begin with js_ because
 * jansson exports json_*. A json_t is reference-counted and not thread-safe: confine it, or tie it to an arena.
 */
#pragma once

#include "base/err.h"
#include "base/str.h"

#include <jansson.h>

struct arena;

/*
 * Parse one document. *out is released when the arena drops; it must not be changed afterwards by another thread.
 * Errors     ERR_LIMIT (JSON_TEXT_MAX bytes, JSON_DEPTH_MAX levels), ERR_INVALID with line and column.
 */
NODISCARD int js_parse(struct arena *a, struct slice text, json_t **out, struct err *err);

/* The string member `key` of an object, or NULL where it is absent or of another type. Borrowed from obj. */
const char *js_get_str(const json_t *obj, const char *key);

/* The integer member `key`, or fallback where it is absent or of another type. */
int64_t js_get_int(const json_t *obj, const char *key, int64_t fallback);

/* The boolean member `key`, or fallback where it is absent or of another type. */
bool js_get_bool(const json_t *obj, const char *key, bool fallback);

/* obj as compact JSON text with keys in their order; in the arena. */
struct slice js_dump(struct arena *a, const json_t *value);
