// SPDX-License-Identifier: Apache-2.0
/* See safetensors.h. */
#include "embed/safetensors.h"

#include "base/arena.h"
#include "json/read.h"

#include <stdlib.h>

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "tensors are little-endian and used in place");

enum { HEADER_AT = 8 };

static const struct dtype {
	const char *name;
	size_t bytes;
} dtypes[] = {{"F32", 4}, {"F16", 2}, {"BF16", 2}, {"F64", 8}, {"I64", 8}, {"I32", 4}, {"I16", 2}, {"I8", 1},
	{"U64", 8}, {"U32", 4}, {"U16", 2}, {"U8", 1}, {"BOOL", 1}, {"F8_E4M3", 1}, {"F8_E5M2", 1}};

static const struct dtype *find_dtype(const char *name)
{
	for (size_t i = 0; name && i < ARRAY_LEN(dtypes); i++)
		if (str_eq(dtypes[i].name, name))
			return &dtypes[i];
	return NULL;
}

/* A JSON integer that is a size; false for anything else. */
static bool read_size(const json_t *value, size_t *out)
{
	if (!json_is_integer(value) || json_integer_value(value) < 0)
		return false;
	*out = (size_t)json_integer_value(value);
	return true;
}

/* dims of t and the bytes they take. */
static int read_shape(struct safetensor *t, const json_t *shape, size_t *bytes, struct err *err)
{
	if (!json_is_array(shape) || json_array_size(shape) > SAFETENSORS_DIMS_MAX)
		return err_set(err, ERR_INVALID,
			"tensor %.*s: \"shape\" must be an array of at most %d numbers", SLICE_FMT(t->name),
			SAFETENSORS_DIMS_MAX);
	t->n_dims = json_array_size(shape);
	for (size_t i = 0; i < t->n_dims; i++) {
		if (!read_size(json_array_get(shape, i), &t->dims[i]))
			return err_set(err, ERR_INVALID, "tensor %.*s: dimension %zu is not a size",
				SLICE_FMT(t->name), i);
		if (__builtin_mul_overflow(*bytes, t->dims[i], bytes))
			return err_set(err, ERR_INVALID, "tensor %.*s: its shape is larger than any file",
				SLICE_FMT(t->name));
	}
	return 0;
}

static int read_tensor(struct safetensor *t, const json_t *entry, size_t data_size, struct err *err)
{
	const json_t *offsets = json_object_get(entry, "data_offsets");
	const struct dtype *dtype = find_dtype(js_get_str(entry, "dtype"));

	if (!dtype)
		return err_set(err, ERR_INVALID, "tensor %.*s: its \"dtype\" is missing or unknown",
			SLICE_FMT(t->name));
	size_t bytes = dtype->bytes;
	t->dtype = dtype->name;
	if (read_shape(t, json_object_get(entry, "shape"), &bytes, err) < 0)
		return -1;
	if (json_array_size(offsets) != 2 || !read_size(json_array_get(offsets, 0), &t->begin) ||
		!read_size(json_array_get(offsets, 1), &t->end))
		return err_set(err, ERR_INVALID, "tensor %.*s: \"data_offsets\" must be two sizes",
			SLICE_FMT(t->name));
	if (t->begin > t->end || t->end > data_size)
		return err_set(err, ERR_INVALID,
			"tensor %.*s: it should be at bytes %zu to %zu of %zu: the file is cut off or "
			"damaged",
			SLICE_FMT(t->name), t->begin, t->end, data_size);
	if (t->end - t->begin != bytes)
		return err_set(err, ERR_INVALID, "tensor %.*s: its shape needs %zu bytes, its place has %zu",
			SLICE_FMT(t->name), bytes, t->end - t->begin);
	return 0;
}

static int by_place(const void *a, const void *b)
{
	const struct safetensor *x = a, *y = b;

	return x->begin != y->begin ? (x->begin > y->begin) - (x->begin < y->begin)
				    : (x->end > y->end) - (x->end < y->end);
}

/* The format wants the data covered exactly once: no holes, no overlaps, nothing behind. */
static int check_cover(const struct safetensors *s, struct err *err)
{
	size_t at = 0;

	for (size_t i = 0; i < s->n; i++) {
		if (s->tensors[i].begin != at)
			return err_set(err, ERR_INVALID,
				"tensor %.*s begins at byte %zu, expected %zu: tensors must follow "
				"one another",
				SLICE_FMT(s->tensors[i].name), s->tensors[i].begin, at);
		at = s->tensors[i].end;
	}
	if (at != s->data.n)
		return err_set(
			err, ERR_INVALID, "the tensors take %zu bytes, the file has %zu", at, s->data.n);
	return 0;
}

static int read_header(struct arena *a, struct slice header, struct safetensors *s, struct err *err)
{
	json_t *root;
	const char *name;
	json_t *entry;

	if (js_parse(a, header, &root, err) < 0)
		return err_wrap(err, "the safetensors header");
	if (!json_is_object(root) || json_object_size(root) > SAFETENSORS_TENSORS_MAX)
		return err_set(err, ERR_INVALID,
			"the safetensors header must be an object of at most %d tensors",
			SAFETENSORS_TENSORS_MAX);
	s->tensors = ARENA_ARRAY(a, struct safetensor, json_object_size(root) + 1);
	json_object_foreach (root, name, entry) {
		if (str_eq(name, "__metadata__"))
			continue;
		struct safetensor *t = &s->tensors[s->n++];
		t->name = slice_of(name);
		if (read_tensor(t, entry, s->data.n, err) < 0)
			return -1;
	}
	qsort(s->tensors, s->n, sizeof *s->tensors, by_place);
	return check_cover(s, err);
}

int safetensors_parse(struct arena *a, struct slice bytes, struct safetensors *out, struct err *err)
{
	struct safetensors s = {0};
	uint64_t header_size;

	if (bytes.n < HEADER_AT)
		return err_set(
			err, ERR_INVALID, "the file has %zu bytes: too short for safetensors", bytes.n);
	memcpy(&header_size, bytes.p, sizeof header_size);
	if (header_size > SAFETENSORS_HEADER_MAX)
		return err_set(err, ERR_INVALID, "the safetensors header claims %llu bytes, more than %d",
			(unsigned long long)header_size, SAFETENSORS_HEADER_MAX);
	if (header_size > bytes.n - HEADER_AT)
		return err_set(err, ERR_INVALID,
			"the safetensors header claims %llu bytes, the file has %zu: it is cut off",
			(unsigned long long)header_size, bytes.n);
	size_t data_at = HEADER_AT + (size_t)header_size;
	s.data = (struct slice){bytes.p + data_at, bytes.n - data_at};
	if (read_header(a, (struct slice){bytes.p + HEADER_AT, (size_t)header_size}, &s, err) < 0)
		return -1;
	*out = s;
	return 0;
}

int safetensors_f32(const struct safetensors *s, const char *name, const size_t dims[static 2],
	const float **out, struct err *err)
{
	const size_t n_dims = dims[1] ? 2 : 1;
	const struct safetensor *t = NULL;

	for (size_t i = 0; i < s->n && !t; i++)
		if (slice_eq(s->tensors[i].name, slice_of(name)))
			t = &s->tensors[i];
	if (!t)
		return err_set(err, ERR_INVALID, "the weights have no tensor %s", name);
	if (!str_eq(t->dtype, "F32"))
		return err_set(err, ERR_INVALID, "tensor %s: its type is %s, expected F32", name, t->dtype);
	if (t->n_dims != n_dims || t->dims[0] != dims[0] || (n_dims == 2 && t->dims[1] != dims[1]))
		return err_set(err, ERR_INVALID, "tensor %s: its shape is not %zu x %zu", name, dims[0],
			n_dims == 2 ? dims[1] : 1);
	if ((uintptr_t)(s->data.p + t->begin) % sizeof(float) != 0)
		return err_set(err, ERR_INVALID, "tensor %s: its values are not aligned to %zu bytes", name,
			sizeof(float));
	*out = (const float *)(const void *)(s->data.p + t->begin);
	return 0;
}
