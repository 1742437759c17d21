// SPDX-License-Identifier: Apache-2.0
/* Decoding by a table: what is taken, what is refused and how that is said, and the JSON Schema of the same table. */
#include "base/arena.h"
#include "json/read.h"
#include "json/schema.h"
#include "json/writer.h"
#include "test.h"

struct item {
	const char *name;
	int64_t n;
};

struct options {
	bool explain;
	int64_t repairs;
};

struct body {
	const char *query, *source, *dialect;
	double ratio;
	struct js_strings tables;
	struct options options;
	struct js_objects items;
	const json_t *extra;
};

static const char *const dialects[] = {"sqlite", "postgresql", NULL};

static const struct js_field item_fields[] = {
	{.name = "name", .kind = JS_STRING, .flags = JS_REQUIRED, .offset = offsetof(struct item, name)},
	{.name = "n", .kind = JS_INT, .offset = offsetof(struct item, n)},
};
static const struct item item_defaults = {.n = 7};
static const struct js_shape item_shape = {.name = "Item",
	.fields = item_fields,
	.n = ARRAY_LEN(item_fields),
	.size = sizeof(struct item),
	.defaults = &item_defaults};

static const struct js_field options_fields[] = {
	{.name = "include_explanation", .kind = JS_BOOL, .offset = offsetof(struct options, explain)},
	{.name = "max_repairs", .kind = JS_INT, .offset = offsetof(struct options, repairs), .max = 5},
};
static const struct js_shape options_shape = JS_SHAPE("Options", options_fields, struct options);

static const struct js_field body_fields[] = {
	{.name = "query",
		.kind = JS_STRING,
		.flags = JS_REQUIRED,
		.offset = offsetof(struct body, query),
		.min = 1,
		.max = 20,
		.doc = "What is asked."},
	{.name = "data_source_id",
		.kind = JS_UUID,
		.flags = JS_NULLABLE,
		.offset = offsetof(struct body, source)},
	{.name = "dialect", .kind = JS_STRING, .offset = offsetof(struct body, dialect), .one_of = dialects},
	{.name = "ratio", .kind = JS_NUM, .offset = offsetof(struct body, ratio), .max = 1},
	{.name = "tables", .kind = JS_STRINGS, .offset = offsetof(struct body, tables), .max = 2},
	{.name = "options",
		.kind = JS_OBJECT,
		.offset = offsetof(struct body, options),
		.shape = &options_shape},
	{.name = "items", .kind = JS_OBJECTS, .offset = offsetof(struct body, items), .shape = &item_shape},
	{.name = "extra", .kind = JS_ANY, .offset = offsetof(struct body, extra)},
};
static const struct js_shape body_shape = JS_SHAPE("Body", body_fields, struct body);

static int decode(struct arena *a, const char *text, struct body *out, struct js_problems *problems)
{
	struct err err = ERR_INIT;
	json_t *doc = NULL;

	if (js_parse(a, slice_of(text), &doc, &err))
		return -2;
	return js_decode(&body_shape, doc, a, out, problems);
}

static void test_good(void)
{
	struct arena *a = arena_new();
	struct js_problems problems = {0};
	struct body b = {.options = {.explain = true}};

	CHECK_INT(decode(a,
			  "{\"query\":\"売上\",\"data_source_id\":\"0B0E1C1A-0000-4000-8000-00000000000F\","
			  "\"dialect\":\"sqlite\",\"ratio\":0.5,\"tables\":[\"a\",\"b\"],\"options\":{\"max_"
			  "repairs\":3.0},"
			  "\"items\":[{\"name\":\"x\"},{\"name\":\"y\",\"n\":-1}],\"extra\":null}",
			  &b, &problems),
		0);
	CHECK_STR(b.query, "売上");
	CHECK_STR(b.source, "0b0e1c1a-0000-4000-8000-00000000000f");
	CHECK_STR(b.dialect, "sqlite");
	CHECK(b.ratio == 0.5);
	CHECK_INT(b.tables.n, 2);
	CHECK_STR(b.tables.items[1], "b");
	CHECK_INT(b.options.repairs, 3);
	CHECK_MSG(b.options.explain, "an absent member leaves the default alone");
	CHECK_INT(b.items.n, 2);
	const struct item *items = b.items.items;
	CHECK_INT(items[0].n, 7);
	CHECK_INT(items[1].n, -1);
	CHECK_STR(items[1].name, "y");
	CHECK(json_is_null(b.extra));
	CHECK_INT(problems.n, 0);
	arena_free(a);
}

static void test_absent_and_null(void)
{
	struct arena *a = arena_new();
	struct js_problems problems = {0};
	struct body b = {0};

	CHECK_INT(decode(a, "{\"query\":\"q\",\"data_source_id\":null}", &b, &problems), 0);
	CHECK(b.source == NULL && b.extra == NULL && b.tables.n == 0);
	arena_free(a);
}

/* One line a problem: "field: message". */
static void test_problems(void)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{"{}", "query: is required\n"},
		{"[]", ": must be an object, not an array\n"},
		{"7", ": must be an object, not a number\n"},
		{"{\"query\":\"\"}", "query: must not be empty\n"},
		{"{\"query\":\"123456789012345678901\"}", "query: must have at most 20 bytes, has 21\n"},
		{"{\"query\":null}", "query: must be a string, not null\n"},
		{"{\"query\":\"a\\u0000b\"}", "query: must not contain the character U+0000\n"},
		{"{\"query\":\"q\",\"data_source_id\":\"x\"}", "data_source_id: must be a UUID\n"},
		{"{\"query\":\"q\",\"dialect\":\"oracle\"}", "dialect: must be one of: sqlite, postgresql\n"},
		{"{\"query\":\"q\",\"ratio\":1.5}", "ratio: must be between 0 and 1\n"},
		{"{\"query\":\"q\",\"ratio\":\"1\"}", "ratio: must be a number, not a string\n"},
		{"{\"query\":\"q\",\"tables\":[\"a\",1]}", "tables[1]: must be a string, not a number\n"},
		{"{\"query\":\"q\",\"tables\":[\"a\",\"b\",\"c\"]}",
			"tables: must have 0 to 2 items, has 3\n"},
		{"{\"query\":\"q\",\"options\":{\"max_repairs\":1.5}}",
			"options.max_repairs: must be a whole number\n"},
		{"{\"query\":\"q\",\"options\":{\"max_repairs\":1e300}}",
			"options.max_repairs: must be a whole number\n"},
		{"{\"query\":\"q\",\"options\":{\"max_repairs\":9}}",
			"options.max_repairs: must be between 0 and 5\n"},
		{"{\"query\":\"q\",\"options\":{\"include_explanation\":1}}",
			"options.include_explanation: must be true or false, not a number\n"},
		{"{\"query\":\"q\",\"items\":[{\"name\":\"a\"},{\"n\":true}]}",
			"items[1].name: is required\nitems[1].n: must be a whole number, not a boolean\n"},
		{"{\"query\":\"q\",\"dataSourceId\":1}",
			"dataSourceId: is not known here; did you mean 'data_source_id'?\n"},
		{"{\"query\":\"q\",\"zzz\":1}", "zzz: is not known here\n"},
		{"{\"zzz\":1,\"ratio\":false}", "query: is required\nratio: must be a number, not a "
						"boolean\nzzz: is not known here\n"},
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct arena *a = arena_new();
		struct js_problems problems = {0};
		struct body b = {0};
		struct str got = STR_INIT(4096);

		CHECK_INT(decode(a, cases[i].text, &b, &problems), -1);
		for (size_t k = 0; k < problems.n; k++)
			str_addf(&got, "%s: %s\n", problems.items[k].field, problems.items[k].message);
		CHECK_STR(got.buf, cases[i].want);
		str_free(&got);
		arena_free(a);
	}
}

static void test_many_problems_are_capped(void)
{
	struct arena *a = arena_new();
	struct js_problems problems = {0};
	struct body b = {0};
	struct str text = STR_INIT(1 << 20);

	str_adds(&text, "{\"query\":\"q\"");
	for (int i = 0; i < 1000; i++)
		str_addf(&text, ",\"member%d\":0", i);
	str_addc(&text, '}');
	CHECK_INT(decode(a, text.buf, &b, &problems), -1);
	CHECK(problems.n > 0 && problems.n <= 50);
	str_free(&text);
	arena_free(a);
}

static void test_schema(void)
{
	struct str out = STR_INIT(1 << 16);
	struct js_writer w = JS_WRITER(&out);

	js_shape_write(&body_shape, &w);
	CHECK_STR(out.buf,
		"{\"type\":\"object\",\"properties\":{"
		"\"query\":{\"type\":\"string\",\"minLength\":1,\"maxLength\":20,\"description\":\"What is "
		"asked.\"},"
		"\"data_source_id\":{\"type\":[\"string\",\"null\"],\"format\":\"uuid\"},"
		"\"dialect\":{\"type\":\"string\",\"enum\":[\"sqlite\",\"postgresql\"]},"
		"\"ratio\":{\"type\":\"number\",\"minimum\":0,\"maximum\":1},"
		"\"tables\":{\"type\":\"array\",\"minItems\":0,\"maxItems\":2,\"items\":{\"type\":\"string\"}"
		"},"
		"\"options\":{\"allOf\":[{\"$ref\":\"#/components/schemas/Options\"}]},"
		"\"items\":{\"type\":\"array\",\"items\":{\"$ref\":\"#/components/schemas/Item\"}},"
		"\"extra\":{}},\"required\":[\"query\"],\"additionalProperties\":false}");
	str_free(&out);
}

TEST_MAIN(TEST(test_good), TEST(test_absent_and_null), TEST(test_problems),
	TEST(test_many_problems_are_capped), TEST(test_schema))
