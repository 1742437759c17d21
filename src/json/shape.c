// SPDX-License-Identifier: Apache-2.0
/* See schema.h: a shape as JSON Schema (draft 2020-12, the dialect of OpenAPI 3.1). */
#include "json/schema.h"

#include "json/writer.h"

enum { REF_MAX = 200 };

static void write_type(struct js_writer *w, const char *type, bool nullable)
{
	js_key(w, "type");
	if (!nullable) {
		js_str(w, type);
		return;
	}
	js_arr(w);
	js_str(w, type);
	js_str(w, "null");
	js_arr_end(w);
}

static void write_bounds(struct js_writer *w, const struct js_field *f, const char *min, const char *max)
{
	if (f->min == 0 && f->max == 0)
		return;
	js_kv_int(w, min, f->min);
	js_kv_int(w, max, f->max);
}

static void write_one_of(struct js_writer *w, const struct js_field *f)
{
	if (!f->one_of)
		return;
	js_key(w, "enum");
	js_arr(w);
	for (const char *const *p = f->one_of; *p; p++)
		js_str(w, *p);
	if (f->flags & JS_NULLABLE)
		js_null(w);
	js_arr_end(w);
}

void js_ref_write(const char *name, struct js_writer *w)
{
	struct str path = STR_INIT(REF_MAX);

	str_addf(&path, "#/components/schemas/%s", name);
	js_obj(w);
	js_kv_slice(w, "$ref", str_slice(&path));
	js_obj_end(w);
	str_free(&path);
}

static void write_text(const struct js_field *f, struct js_writer *w)
{
	write_type(w, "string", f->flags & JS_NULLABLE);
	if (f->kind == JS_UUID)
		js_kv_str(w, "format", "uuid");
	else if (f->min == 1)
		js_kv_int(w, "minLength",
			1); /* bounds are bytes, JSON Schema counts characters: only this one agrees */
	if (f->kind != JS_UUID && f->max > 0)
		js_kv_int(w, "maxLength", f->max);
	write_one_of(w, f);
}

static const char scalar_types[] = "[\"string\",\"number\",\"boolean\",\"null\"]";

static void write_row(struct js_writer *w)
{
	js_obj(w);
	js_kv_str(w, "type", "object");
	js_key(w, "additionalProperties");
	js_obj(w);
	js_key(w, "type");
	js_raw(w, slice_of(scalar_types));
	js_obj_end(w);
	js_obj_end(w);
}

static void write_array(const struct js_field *f, struct js_writer *w)
{
	write_type(w, "array", f->flags & JS_NULLABLE);
	write_bounds(w, f, "minItems", "maxItems");
	js_key(w, "items");
	if (f->kind == JS_OBJECTS) {
		js_ref_write(f->shape->name, w);
	} else if (f->kind == JS_MAPS) {
		write_row(w);
	} else {
		js_obj(w);
		js_kv_str(w, "type", "string");
		write_one_of(w, f);
		js_obj_end(w);
	}
}

/* A reference takes no type beside it: null is another possibility. */
static void write_object(const struct js_field *f, struct js_writer *w)
{
	js_key(w, f->flags & JS_NULLABLE ? "anyOf" : "allOf");
	js_arr(w);
	js_ref_write(f->shape->name, w);
	if (f->flags & JS_NULLABLE)
		js_raw(w, SLICE_LIT("{\"type\":\"null\"}"));
	js_arr_end(w);
}

static void write_map(const struct js_field *f, struct js_writer *w)
{
	write_type(w, "object", f->flags & JS_NULLABLE);
	js_key(w, "additionalProperties");
	if (f->shape)
		js_ref_write(f->shape->name, w);
	else
		js_raw(w, SLICE_LIT("{}"));
}

void js_field_write(const struct js_field *f, struct js_writer *w)
{
	js_obj(w);
	switch (f->kind) {
	case JS_STRING:
	case JS_UUID:
		write_text(f, w);
		break;
	case JS_INT:
	case JS_NUM:
		write_type(w, f->kind == JS_INT ? "integer" : "number", f->flags & JS_NULLABLE);
		write_bounds(w, f, "minimum", "maximum");
		break;
	case JS_BOOL:
		write_type(w, "boolean", f->flags & JS_NULLABLE);
		break;
	case JS_STRINGS:
	case JS_OBJECTS:
	case JS_MAPS:
		write_array(f, w);
		break;
	case JS_ANY:
		break;
	case JS_SCALAR:
		js_key(w, "type");
		js_raw(w, slice_of(scalar_types));
		break;
	case JS_MAP:
		write_map(f, w);
		break;
	case JS_OBJECT:
		write_object(f, w);
		break;
	}
	if (f->doc)
		js_kv_str(w, "description", f->doc);
	js_obj_end(w);
}

/* The members of an object schema, into the object that the caller has opened. */
static void write_members(const struct js_shape *shape, struct js_writer *w)
{
	bool required = false;

	js_kv_str(w, "type", "object");
	js_key(w, "properties");
	js_obj(w);
	for (size_t i = 0; i < shape->n; i++) {
		js_key(w, shape->fields[i].name);
		js_field_write(&shape->fields[i], w);
		required |= (shape->fields[i].flags & JS_REQUIRED) != 0;
	}
	js_obj_end(w);
	if (required) {
		js_key(w, "required");
		js_arr(w);
		for (size_t i = 0; i < shape->n; i++) {
			if (shape->fields[i].flags & JS_REQUIRED)
				js_str(w, shape->fields[i].name);
		}
		js_arr_end(w);
	}
	if (!shape->open || shape->n == 0)
		js_kv_bool(w, "additionalProperties", shape->open);
}

void js_shape_write(const struct js_shape *shape, struct js_writer *w)
{
	js_obj(w);
	write_members(shape, w);
	js_obj_end(w);
}

void js_union_write(const struct js_union *u, struct js_writer *w)
{
	js_obj(w);
	js_key(w, "oneOf");
	js_arr(w);
	for (size_t i = 0; i < u->n; i++)
		js_ref_write(u->of[i]->name, w);
	js_arr_end(w);
	js_obj_end(w);
}
