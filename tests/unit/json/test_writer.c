// SPDX-License-Identifier: Apache-2.0
/* The writer's commas and escapes, and the reader's ceilings. */
#include "base/arena.h"
#include "json/read.h"
#include "json/writer.h"
#include "test.h"

#include <math.h>

static void test_document(void)
{
	struct str out = STR_INIT(10000);
	struct js_writer w = JS_WRITER(&out);

	js_obj(&w);
	js_kv_str(&w, "text", "q\"\\\n\x01 日本 \xff");
	js_key(&w, "list");
	js_arr(&w);
	js_int(&w, INT64_MIN);
	js_num(&w, 0.1);
	js_num(&w, (double)NAN);
	js_bool(&w, true);
	js_arr_end(&w);
	js_key(&w, "empty");
	js_obj(&w);
	js_obj_end(&w);
	js_kv_time(&w, "at", 1);
	js_kv_str(&w, "none", NULL);
	js_obj_end(&w);
	CHECK_STR(out.buf, "{\"text\":\"q\\\"\\\\\\n\\u0001 日本 "
			   "\xef\xbf\xbd\",\"list\":[-9223372036854775808,0.1,null,true],"
			   "\"empty\":{},\"at\":\"1970-01-01T00:00:00.001Z\",\"none\":null}");
	str_free(&out);
}

static void test_reading(void)
{
	struct arena *a = arena_new();
	struct err err = ERR_INIT;
	json_t *doc = NULL;

	CHECK(js_parse(a, SLICE_LIT("{\"a\":\"x\",\"n\":3,\"b\":true}"), &doc, &err) == 0);
	CHECK_STR(js_get_str(doc, "a"), "x");
	CHECK_INT(js_get_int(doc, "n", 0), 3);
	CHECK(js_get_bool(doc, "b", false) && js_get_str(doc, "zz") == NULL);
	CHECK(js_parse(a, SLICE_LIT("{\"a\":1,\"a\":2}"), &doc, &err) == -1 && err.code == ERR_INVALID);
	err_clear(&err);
	char deep[200];
	memset(deep, '[', sizeof deep);
	CHECK(js_parse(a, (struct slice){deep, sizeof deep}, &doc, &err) == -1 && err.code == ERR_LIMIT);
	arena_free(a);
}

TEST_MAIN(TEST(test_document), TEST(test_reading))
