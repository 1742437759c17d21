// SPDX-License-Identifier: Apache-2.0
/*
 * Declarative decoding: one table of fields says what a JSON object may hold; from it come the decoded struct, the
 * messages about what is wrong (all of them, not the first), and the OpenAPI description. Tables are static const.
 */
#pragma once

#include "base/err.h"
#include "base/str.h"

#include <jansson.h>

struct arena;
struct js_writer;

enum js_kind {
	JS_STRING,  /* const char * (arena), NULL when absent */
	JS_INT,     /* int64_t; 96.0 counts as an integer, as JSON Schema says */
	JS_NUM,     /* double */
	JS_BOOL,    /* bool */
	JS_UUID,    /* const char *, canonical lower case */
	JS_STRINGS, /* struct js_strings */
	JS_ANY,     /* const json_t *, borrowed from the document */
	JS_OBJECT,  /* a struct described by .shape, embedded at .offset */
	JS_OBJECTS, /* struct js_objects: an array of objects, each described by .shape */
	JS_SCALAR,  /* const json_t *: a text, a number, a boolean or null */
	JS_MAP, /* const json_t *: an object with names of its own; values as .shape says, without one anything */
	JS_MAPS, /* const json_t *: an array of objects whose values are scalars: rows */
};

enum js_flags {
	JS_REQUIRED = 1u << 0,
	JS_NULLABLE = 1u << 1, /* null counts as absent */
};

struct js_strings {
	const char **items;
	size_t n;
};

struct js_objects {
	void *items; /* n structs of shape->size bytes each, in the arena */
	size_t n;
};

struct js_field {
	const char *name;
	enum js_kind kind;
	unsigned flags;
	size_t offset;    /* of the member in the decoded struct */
	int64_t min, max; /* of a number, of a text's bytes, of an array's items; both 0 = no bound */
	const char *const *one_of;    /* NULL-terminated list of allowed texts, or NULL */
	const struct js_shape *shape; /* of JS_OBJECT, JS_OBJECTS and JS_MAP */
	const char *doc;              /* one sentence for the OpenAPI document */
};

struct js_shape {
	const char *name;
	const struct js_field *fields;
	size_t n;
	size_t size; /* of the decoded struct; needed where the shape is a request's body or query, or of JS_OBJECTS */
	const void *defaults; /* a struct of that size to start from; NULL = zeroes */
	bool open;            /* members that the table does not name are let through, not refused */
};

/* The members of a shape: JS_SHAPE("QueryBody", fields, struct query_body). */
#define JS_SHAPE(name_, fields_, type_) JS_SHAPE_FROM(name_, fields_, type_, NULL)

/* The same where absent fields have values of their own: those of the struct *defaults_. */
#define JS_SHAPE_FROM(name_, fields_, type_, defaults_)                                            \
	{                                                                                          \
		.name = (name_), .fields = (fields_), .n = sizeof(fields_) / sizeof((fields_)[0]), \
		.size = sizeof(type_), .defaults = (defaults_)                                     \
	}

struct js_problem {
	const char *field; /* "options.max_repairs" */
	const char *message;
};

struct js_problems {
	struct js_problem *items; /* in the arena */
	size_t n, cap;
};

/*
 * Fill *out (zeroed by the caller, or holding shape->defaults: absent fields are left alone) from doc.
 * problems   every field that is wrong, in the arena.   Returns 0, or -1 when there is at least one problem (no err: the list is the error).
 * Texts in *out live in the arena; JS_ANY members are borrowed from doc.
 */
NODISCARD int js_decode(const struct js_shape *shape, const json_t *doc, struct arena *a, void *out,
	struct js_problems *problems);

/* Add one problem to the list, in the arena; field (copied) may be empty, the message is printf-like. */
void js_problem_add(struct js_problems *problems, struct arena *a, const char *field, const char *fmt, ...)
	PRINTF_LIKE(4, 5);

/* One of several objects, told apart by a member that each of them allows one text for: the messages of a stream. */
struct js_union {
	const char *name;
	const struct js_shape *const *of;
	size_t n;
};

/* Write the shape as a JSON Schema object (OpenAPI 3.1). Shapes within it are references to components of their names. */
void js_shape_write(const struct js_shape *shape, struct js_writer *w);

/* Write {"$ref": "#/components/schemas/NAME"}. */
void js_ref_write(const char *name, struct js_writer *w);

/* Write a union as a schema: references to its members. */
void js_union_write(const struct js_union *u, struct js_writer *w);

/* Write one field's schema: a query parameter's, say. */
void js_field_write(const struct js_field *f, struct js_writer *w);
