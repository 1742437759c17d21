// SPDX-License-Identifier: Apache-2.0
/*
 * Reading the safetensors format (github.com/huggingface/safetensors, format 0.x): an 8-byte little-endian header
 * length, a JSON header that names each tensor's type, shape and place, then the data. Nothing in the file is believed:
 * sizes, shapes and offsets are checked against one another and against the bytes that are there.
 */
#pragma once

#include "base/err.h"
#include "base/str.h"

struct arena;

enum { SAFETENSORS_DIMS_MAX = 8, SAFETENSORS_HEADER_MAX = 1 << 20, SAFETENSORS_TENSORS_MAX = 10000 };

struct safetensor {
	struct slice name;
	const char *dtype; /* "F32" */
	size_t dims[SAFETENSORS_DIMS_MAX];
	size_t n_dims;
	size_t begin, end; /* within data */
};

struct safetensors {
	struct slice data; /* what follows the header */
	struct safetensor *tensors;
	size_t n;
};

/*
 * Read the header of a whole file's bytes. The table lives in the arena, the data is borrowed from bytes.
 * Errors     ERR_INVALID with a sentence that names the tensor at fault.   Threads: any.
 */
NODISCARD int safetensors_parse(
	struct arena *a, struct slice bytes, struct safetensors *out, struct err *err);

/*
 * Values of the f32 tensor `name`, which must have exactly this shape (dims[1] == 0: one dimension); borrowed from the
 * bytes given to safetensors_parse(). Errors     ERR_INVALID: absent, another type or shape.
 */
NODISCARD int safetensors_f32(const struct safetensors *s, const char *name, const size_t dims[static 2],
	const float **out, struct err *err);
