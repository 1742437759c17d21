// SPDX-License-Identifier: Apache-2.0
/* Arena, strings, maps, numbers, time, cancel tokens, UTF-8: the edges of each. */
#include "base/arena.h"
#include "base/cancel.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/hash.h"
#include "base/map.h"
#include "base/num.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "test.h"

#include <math.h>

static void bump(void *p)
{
	++*(int *)p;
}

static void test_arena(void)
{
	struct arena *a = arena_new();
	int dropped = 0;

	char *big = arena_alloc(a, 100000);
	memset(big, 'x', 100000);
	for (int i = 0; i < 1000; i++) {
		char *p = arena_alloc(a, (size_t)i);
		memset(p, 'y', (size_t)i);
		if ((uintptr_t)p % 16)
			CHECK_MSG(false, "piece %d is aligned", i);
	}
	CHECK(big[99999] == 'x');
	CHECK_STR(arena_printf(a, "%d-%s", 7, "seven"), "7-seven");
	CHECK(arena_strdup(a, NULL) == NULL);
	arena_defer(a, bump, &dropped);
	arena_defer(a, bump, &dropped);
	arena_free(a);
	CHECK_INT(dropped, 2);
	arena_free(NULL);
}

static void test_str_ceiling(void)
{
	struct str s = STR_INIT(10);
	struct err err = ERR_INIT;

	str_adds(&s, "12345");
	str_addf(&s, "%d", 67890);
	CHECK(str_check(&s, "text", &err) == 0);
	CHECK_STR(s.buf, "1234567890");
	str_addc(&s, '!');
	CHECK(str_check(&s, "text", &err) == -1 && err.code == ERR_LIMIT);
	CHECK_STR(s.buf, "1234567890");
	char *p = str_take(&s);
	CHECK_STR(p, "1234567890");
	CHECK(s.n == 0 && s.buf[0] == '\0');
	free(p);
}

static void test_slices(void)
{
	struct slice rest = SLICE_LIT("a=b=c");

	CHECK(slice_eq(slice_cut(&rest, '='), SLICE_LIT("a")));
	CHECK(slice_eq(rest, SLICE_LIT("b=c")));
	CHECK(slice_find(SLICE_LIT("hello"), SLICE_LIT("llo")) == 2);
	CHECK(slice_find(SLICE_LIT("hello"), SLICE_LIT("lol")) == -1);
	CHECK(slice_eq(slice_trim(SLICE_LIT(" \t x y\n")), SLICE_LIT("x y")));
	CHECK(slice_eq_nocase(SLICE_LIT("AbC"), SLICE_LIT("aBc")));
	CHECK(slice_starts(SLICE_LIT("abc"), SLICE_LIT("ab")) &&
		!slice_starts(SLICE_LIT("a"), SLICE_LIT("ab")));
}

static void test_map(void)
{
	struct arena *a = arena_new();
	struct map *m = map_new(a);
	int values[1000];

	CHECK(map_find(m, SLICE_LIT("x")) == NULL);
	for (int i = 0; i < 1000; i++)
		map_put(m, slice_of(arena_printf(a, "key %d", i)), &values[i]);
	CHECK_INT(map_count(m), 1000);
	CHECK(map_find(m, SLICE_LIT("key 777")) == &values[777]);
	CHECK(map_put(m, SLICE_LIT("key 777"), &values[0]) == &values[777]);
	CHECK(map_find(m, SLICE_LIT("key 777")) == &values[0]);
	CHECK(slice_eq(map_at(m, 3, NULL), SLICE_LIT("key 3")));
	arena_free(a);
}

static void test_numbers(void)
{
	int64_t i = 5;
	double f = 0;
	char text[NUM_F64_LEN];

	CHECK(num_parse_i64(SLICE_LIT("-9223372036854775808"), INT64_MIN, INT64_MAX, &i) && i == INT64_MIN);
	CHECK(num_parse_i64(SLICE_LIT("9223372036854775807"), INT64_MIN, INT64_MAX, &i) && i == INT64_MAX);
	CHECK(!num_parse_i64(SLICE_LIT("9223372036854775808"), INT64_MIN, INT64_MAX, &i));
	CHECK(!num_parse_i64(SLICE_LIT(""), 0, 9, &i) && !num_parse_i64(SLICE_LIT("-"), 0, 9, &i));
	CHECK(!num_parse_i64(SLICE_LIT("1 "), 0, 9, &i) && !num_parse_i64(SLICE_LIT("10"), 0, 9, &i));
	CHECK(num_parse_f64(SLICE_LIT("1.5e3"), &f) && f == 1500);
	CHECK(!num_parse_f64(SLICE_LIT("1e999"), &f) && !num_parse_f64(SLICE_LIT("nan"), &f));
	CHECK(!num_parse_f64(SLICE_LIT("0x10"), &f) && !num_parse_f64(SLICE_LIT("."), &f));
	num_format_f64(0.1, text);
	CHECK_STR(text, "0.1");
	num_format_f64(1.0 / 3, text);
	CHECK(strtod(text, NULL) == 1.0 / 3);
}

static void test_clock(void)
{
	char text[CLOCK_TEXT_LEN];
	int64_t ms = 0;

	clock_format(0, text);
	CHECK_STR(text, "1970-01-01T00:00:00.000Z");
	clock_format(-1, text);
	CHECK_STR(text, "1969-12-31T23:59:59.999Z");
	clock_format(INT64_MAX, text);
	CHECK_STR(text, "9999-12-31T23:59:59.999Z");
	CHECK(clock_parse(SLICE_LIT("2024-02-29T12:00:00.5+09:00"), &ms));
	clock_format(ms, text);
	CHECK_STR(text, "2024-02-29T03:00:00.500Z");
	CHECK(!clock_parse(SLICE_LIT("2024-02-29"), &ms) &&
		!clock_parse(SLICE_LIT("2024-13-01T00:00:00Z"), &ms));
}

static void test_err(void)
{
	struct err err = ERR_INIT;

	CHECK(err_set_why(&err, ERR_DENIED, "sql_rejected", "no: %s", "x") == -1);
	CHECK(err_wrap(&err, "while asking") == -1);
	CHECK_STR(err.msg, "while asking: no: x");
	CHECK_STR(err.why, "sql_rejected");
	CHECK_STR(err_code_name(err.code), "denied");
	err_clear(&err);
	char long_text[2000];
	memset(long_text, 0, sizeof long_text);
	for (size_t i = 0; i + 3 < sizeof long_text; i += 3)
		memcpy(long_text + i, "\xe6\x97\xa5", 3);
	err_set(&err, ERR_INVALID, "a%s", long_text);
	CHECK(utf8_is_valid(slice_of(err.msg)));
}

static void test_utf8(void)
{
	struct arena *a = arena_new();
	struct slice s = SLICE_LIT("a\xff\xe6\x97\xa5");
	size_t i = 0;

	CHECK_INT(utf8_next(s, &i), 'a');
	CHECK_INT(utf8_next(s, &i), UTF8_REPLACEMENT);
	CHECK_INT(utf8_next(s, &i), 0x65E5);
	CHECK(i == s.n && !utf8_is_valid(s));
	CHECK_INT(utf8_width(SLICE_LIT("日本x")), 5);
	CHECK_INT(utf8_cut(SLICE_LIT("日本"), 4), 3);
	CHECK(slice_eq(utf8_fold(a, SLICE_LIT("ＡＢＣ１２３ｶﾅ")), SLICE_LIT("abc123カナ")));
	CHECK(utf8_is_cjk(0x65E5) && utf8_is_cjk(0xAC00) && !utf8_is_cjk('a'));
	CHECK(utf8_is_word(0x65E5) && utf8_is_word('9') && !utf8_is_word('-'));
	arena_free(a);
}

static void test_cancel(void)
{
	struct cancel *c = cancel_new();
	int first = 0, second = 0, late = 0;
	struct cancel_hook h1 = {.fn = bump, .p = &first}, h2 = {.fn = bump, .p = &second},
			   h3 = {.fn = bump, .p = &late};

	cancel_hook(c, &h1);
	cancel_hook(c, &h2);
	cancel_unhook(c, &h2);
	CHECK(!cancel_is_set(c) && !cancel_is_set(NULL));
	cancel_set(c);
	cancel_set(c);
	CHECK(cancel_is_set(c));
	CHECK(first == 1 && second == 0);
	cancel_hook(c, &h3);
	CHECK_INT(late, 1);
	cancel_unref(c);
}

static void test_ids(void)
{
	char a[UUID_LEN], b[UUID_LEN], hex[HASH_HEX_LEN];

	uuid_make(a);
	uuid_make(b);
	CHECK(uuid_is_valid(a) && uuid_is_valid(b) && strcmp(a, b) != 0);
	CHECK(!uuid_is_valid("") && !uuid_is_valid("zzzzzzzz-0000-4000-8000-000000000000"));
	uuid_from("x", 1, a);
	uuid_from("x", 1, b);
	CHECK(uuid_is_valid(a));
	CHECK_STR(a, b);
	hash_sha256_hex("abc", 3, hex);
	CHECK_STR(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST_MAIN(TEST(test_arena), TEST(test_str_ceiling), TEST(test_slices), TEST(test_map), TEST(test_numbers),
	TEST(test_clock), TEST(test_err), TEST(test_utf8), TEST(test_cancel), TEST(test_ids))
