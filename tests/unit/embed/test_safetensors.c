// SPDX-License-Identifier: Apache-2.0
/* The safetensors reader: a good file, and every way a file can lie. */
#include "base/arena.h"
#include "base/mem.h"
#include "embed/checksum.h"
#include "embed/safetensors.h"
#include "test.h"

/* A file of this header, padded with blanks to a multiple of 8, and data_size bytes of data; in the arena. */
static struct slice make_file(struct arena *a, const char *header, size_t data_size)
{
	uint64_t size = (strlen(header) + 7) / 8 * 8;
	char *file = arena_zalloc(a, 1, 8 + (size_t)size + data_size);

	memcpy(file, &size, 8);
	memset(file + 8, ' ', (size_t)size);
	memcpy(file + 8, header, strlen(header));
	for (size_t i = 0; i + 4 <= data_size; i += 4)
		memcpy(file + 8 + size + i, &(float){(float)i / 4}, 4);
	return (struct slice){file, 8 + (size_t)size + data_size};
}

static const char good[] = "{\"__metadata__\":{\"format\":\"pt\"},"
			   "\"b\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[24,36]},"
			   "\"a\":{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[0,24]},"
			   "\"c\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[36,44]}}";

static void test_good(void)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct safetensors s = {0};
	struct err err = ERR_INIT;
	const float *values = NULL;

	CHECK(safetensors_parse(a, make_file(a, good, 44), &s, &err) == 0);
	CHECK_INT(s.n, 3);
	CHECK(safetensors_f32(&s, "a", (const size_t[2]){2, 3}, &values, &err) == 0);
	CHECK(values && values[0] == 0 && values[5] == 5);
	CHECK(safetensors_f32(&s, "b", (const size_t[2]){3, 0}, &values, &err) == 0);
	CHECK(values && values[2] == 8);
}

static void test_wrong_wish(void)
{
	static const struct {
		const char *name;
		size_t dims[2];
		const char *says;
	} cases[] = {
		{"x", {3, 0}, "no tensor x"},
		{"a", {3, 2}, "shape is not 3 x 2"},
		{"a", {6, 0}, "shape is not 6"},
		{"b", {3, 1}, "shape is not 3 x 1"},
		{"c", {1, 0}, "expected F32"},
	};
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct safetensors s = {0};
	struct err err = ERR_INIT;

	CHECK(safetensors_parse(a, make_file(a, good, 44), &s, &err) == 0);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const float *values = NULL;
		CHECK(safetensors_f32(&s, cases[i].name, cases[i].dims, &values, &err) < 0);
		CHECK_MSG(
			strstr(err.msg, cases[i].says) && !values, "says \"%s\": %s", cases[i].says, err.msg);
		err_clear(&err);
	}
}

#define ONE(rest) "{\"t\":{" rest "}}"

static void test_hostile(void)
{
	static const struct {
		const char *header;
		size_t data;
		const char *says;
	} cases[] = {
		{"", 0, "header"},
		{"[]", 0, "must be an object"},
		{"{\"t\":1}", 0, "dtype"},
		{ONE("\"dtype\":\"F31\",\"shape\":[1],\"data_offsets\":[0,4]"), 4, "dtype"},
		{ONE("\"dtype\":\"F32\",\"data_offsets\":[0,4]"), 4, "shape"},
		{ONE("\"dtype\":\"F32\",\"shape\":[1,1,1,1,1,1,1,1,1],\"data_offsets\":[0,4]"), 4, "shape"},
		{ONE("\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]"), 4, "not a size"},
		{ONE("\"dtype\":\"F32\",\"shape\":[1.5],\"data_offsets\":[0,4]"), 4, "not a size"},
		{ONE("\"dtype\":\"F32\",\"shape\":[4611686018427387904,4],\"data_offsets\":[0,4]"), 4,
			"larger than any"},
		{ONE("\"dtype\":\"F32\",\"shape\":[1]"), 4, "data_offsets"},
		{ONE("\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0]"), 4, "data_offsets"},
		{ONE("\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,\"4\"]"), 4, "data_offsets"},
		{ONE("\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,0]"), 4, "cut off or damaged"},
		{ONE("\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]"), 3, "cut off or damaged"},
		{ONE("\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,9223372036854775807]"), 4,
			"cut off"},
		{ONE("\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]"), 4, "needs 8 bytes"},
		{ONE("\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]"), 8, "expected 0"},
		{ONE("\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]"), 8, "take 4 bytes"},
		{"{\"t\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]},"
		 "\"u\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[2,6]}}",
			6, "follow one another"},
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		CLEANUP(arena_free_ptr) struct arena *a = arena_new();
		struct safetensors s = {0};
		struct err err = ERR_INIT;
		CHECK(safetensors_parse(a, make_file(a, cases[i].header, cases[i].data), &s, &err) < 0);
		CHECK_MSG(err.code == ERR_INVALID && strstr(err.msg, cases[i].says) && s.n == 0,
			"says \"%s\": %s", cases[i].says, err.msg);
	}
}

/* Every shorter file is an error and none reads past its end (the sanitizers watch: each copy is exactly as long). */
static void test_truncated(void)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct slice whole = make_file(a, good, 44);
	size_t accepted = 0;

	for (size_t n = 0; n < whole.n; n++) {
		CLEANUP(arena_free_ptr) struct arena *b = arena_new();
		CLEANUP(mem_free_charp) char *copy = mem_alloc(n);
		struct safetensors s;
		struct err err = ERR_INIT;
		memcpy(copy, whole.p, n);
		accepted += safetensors_parse(b, (struct slice){copy, n}, &s, &err) == 0;
	}
	CHECK_INT(accepted, 0);
	memset((char *)(uintptr_t)whole.p, 0xFF, 8);
	struct safetensors s;
	struct err err = ERR_INIT;
	CHECK(safetensors_parse(a, whole, &s, &err) < 0);
	CHECK(strstr(err.msg, "claims 18446744073709551615 bytes") != NULL);
}

static void test_checksum(void)
{
	unsigned char bytes[200];
	size_t same = 0;

	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (unsigned char)(i * 7);
	for (size_t n = 0; n <= sizeof bytes; n += 40) {
		const struct slice s = {(const char *)bytes, n};
		uint64_t before = checksum64(s);
		for (size_t bit = 0; bit < n * 8; bit++) {
			bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
			same += checksum64(s) == before;
			bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
		}
		CHECK(checksum64(s) == before);
	}
	CHECK_INT(same, 0);
	CHECK(checksum64((struct slice){"\0\0", 1}) != checksum64((struct slice){"\0\0", 2}));
}

TEST_MAIN(
	TEST(test_good), TEST(test_wrong_wish), TEST(test_hostile), TEST(test_truncated), TEST(test_checksum))
