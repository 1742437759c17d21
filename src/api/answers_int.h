// SPDX-License-Identifier: Apache-2.0
/*
 * Words for describing answers: a member that is always there is NEEDED_, one that may be null says _OR_NULL, one that may
 * be missing MAYBE_. Shapes are open, because members may be added and a generated client must not break over one;
 * the tests of the contract hold real answers against them and find a member that is missing here.
 */
#pragma once

#include "json/schema.h"

#define FIELD(name_, kind_, flags_)                                 \
	{                                                           \
		.name = (name_), .kind = (kind_), .flags = (flags_) \
	}
#define TEXT(name_) FIELD(name_, JS_STRING, JS_REQUIRED)
#define TEXT_OR_NULL(name_) FIELD(name_, JS_STRING, JS_REQUIRED | JS_NULLABLE)
#define INTEGER(name_) FIELD(name_, JS_INT, JS_REQUIRED)
#define INTEGER_OR_NULL(name_) FIELD(name_, JS_INT, JS_REQUIRED | JS_NULLABLE)
#define NUMBER(name_) FIELD(name_, JS_NUM, JS_REQUIRED)
#define NUMBER_OR_NULL(name_) FIELD(name_, JS_NUM, JS_REQUIRED | JS_NULLABLE)
#define FLAG(name_) FIELD(name_, JS_BOOL, JS_REQUIRED)
#define TEXTS(name_) FIELD(name_, JS_STRINGS, JS_REQUIRED)
#define ANY_MEMBERS(name_) FIELD(name_, JS_MAP, JS_REQUIRED)
#define ROWS(name_) FIELD(name_, JS_MAPS, JS_REQUIRED)
#define SCALAR(name_) FIELD(name_, JS_SCALAR, JS_REQUIRED)

#define MAYBE_TEXT(name_) FIELD(name_, JS_STRING, 0)
#define MAYBE_TEXT_OR_NULL(name_) FIELD(name_, JS_STRING, JS_NULLABLE)
#define MAYBE_INTEGER(name_) FIELD(name_, JS_INT, 0)
#define MAYBE_NUMBER(name_) FIELD(name_, JS_NUM, 0)
/* js_kv_num() writes what is not finite as null */
#define MAYBE_NUMBER_OR_NULL(name_) FIELD(name_, JS_NUM, JS_NULLABLE)
#define MAYBE_FLAG(name_) FIELD(name_, JS_BOOL, 0)
#define MAYBE_SCALAR(name_) FIELD(name_, JS_SCALAR, 0)

/* One of these texts; the list is a static array that ends with NULL. */
#define ONE_OF(name_, list_)                                                                \
	{                                                                                   \
		.name = (name_), .kind = JS_STRING, .flags = JS_REQUIRED, .one_of = (list_) \
	}
#define MAYBE_ONE_OF(name_, list_)                                    \
	{                                                             \
		.name = (name_), .kind = JS_STRING, .one_of = (list_) \
	}
#define MAYBE_ONE_OF_OR_NULL(name_, list_)                                                  \
	{                                                                                   \
		.name = (name_), .kind = JS_STRING, .flags = JS_NULLABLE, .one_of = (list_) \
	}
#define ONE_OF_OR_NULL(name_, list_)                                                                      \
	{                                                                                                 \
		.name = (name_), .kind = JS_STRING, .flags = JS_REQUIRED | JS_NULLABLE, .one_of = (list_) \
	}

/* Shapes within shapes. */
#define WITHIN(name_, kind_, flags_, shape_)                                            \
	{                                                                               \
		.name = (name_), .kind = (kind_), .flags = (flags_), .shape = &(shape_) \
	}
#define LIST(name_, shape_) WITHIN(name_, JS_OBJECTS, JS_REQUIRED, shape_)
#define MAYBE_LIST(name_, shape_) WITHIN(name_, JS_OBJECTS, 0, shape_)
#define PART(name_, shape_) WITHIN(name_, JS_OBJECT, JS_REQUIRED, shape_)
#define PART_OR_NULL(name_, shape_) WITHIN(name_, JS_OBJECT, JS_REQUIRED | JS_NULLABLE, shape_)
#define MAYBE_PART(name_, shape_) WITHIN(name_, JS_OBJECT, 0, shape_)
#define EACH(name_, shape_) WITHIN(name_, JS_MAP, JS_REQUIRED, shape_)

#define ANSWER(name_, fields_)                                                              \
	{                                                                                   \
		.name = (name_), .fields = (fields_), .n = ARRAY_LEN(fields_), .open = true \
	}

/* What the type member of a message may be: one text, so that it tells messages apart. */
#define TYPE_OF(list_, text_) static const char *const list_[] = {(text_), NULL}
