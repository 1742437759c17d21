// SPDX-License-Identifier: Apache-2.0
/* WordPiece on a small vocabulary: cleaning, splitting, longest match, limits. The real one is in test_embed.c. */
#include "base/arena.h"
#include "embed/wordpiece.h"
#include "test.h"

static const char vocabulary[] =
	"[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nthe\ncat\n##s\nca\n##t\n,\n.\ncafe\n\xE4\xB8\xAD\n1\n##2\n"
	"##at\n[\n]\nmask\n\xE1\x84\x80\n##\xE1\x85\xA1\ne\n";

enum {
	PAD,
	UNK,
	CLS,
	SEP,
	MASK,
	THE,
	CAT,
	S_,
	CA,
	T_,
	COMMA,
	STOP,
	CAFE,
	ZHONG,
	ONE,
	TWO_,
	AT_,
	OPEN,
	CLOSE,
	MASKWORD
};

static const struct wordpiece *open_vocabulary(struct arena *a)
{
	const struct wordpiece *w = NULL;
	struct err err = ERR_INIT;

	CHECK(wordpiece_open(a, slice_of(vocabulary), &w, &err) == 0);
	CHECK_INT(wordpiece_count(w), 23);
	return w;
}

static void test_encode(void)
{
	static const struct {
		struct slice text;
		size_t n;
		uint32_t ids[8];
	} cases[] = {
		{{"", 0}, 0, {0}},
		{{"the cat", 7}, 2, {THE, CAT}},
		{{"The CATS", 8}, 3, {THE, CAT, S_}},
		{{"cat,cat.", 8}, 4, {CAT, COMMA, CAT, STOP}},
		{{"catx", 4}, 1, {UNK}},
		{{"caf\xC3\xA9", 5}, 1, {CAFE}},
		{{"cafe\xCC\x81", 6}, 1, {CAFE}},
		{{"c\0a\x01t\x7F", 6}, 1, {CAT}},
		{{"c\xFF"
		  "at",
			 4},
			1, {CAT}},
		{{"the\xC2\xA0"
		  "cat\xE3\x80\x80the",
			 14},
			3, {THE, CAT, THE}},
		{{"cat\xE4\xB8\xAD\xE4\xB8\xAD", 9}, 3, {CAT, ZHONG, ZHONG}},
		{{"12", 2}, 2, {ONE, TWO_}},
		{{"\xEA\xB0\x80", 3}, 2, {20, 21}}, /* one syllable, two jamo */
		{{"the[MASK]cat", 12}, 3, {THE, MASK, CAT}},
		{{"[mask]", 6}, 3, {OPEN, MASKWORD, CLOSE}},
		{{"[MASK", 5}, 2, {OPEN, MASKWORD}},
		{{"\xF0\x9F\x98\x80", 4}, 1, {UNK}},
	};
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	const struct wordpiece *w = open_vocabulary(a);

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		uint32_t ids[EMBED_TOKENS_MAX];
		size_t n = wordpiece_encode(w, cases[i].text, ids);
		CHECK_MSG(n == cases[i].n + 2 && ids[0] == CLS && ids[n - 1] == SEP &&
				  memcmp(ids + 1, cases[i].ids, cases[i].n * sizeof *ids) == 0,
			"case %zu, %zu pieces", i, n);
	}
}

static void test_limits(void)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	const struct wordpiece *w = open_vocabulary(a);
	uint32_t ids[EMBED_TOKENS_MAX];
	struct str text = STR_INIT(1 << 20);

	str_adds(&text, "cat");
	for (size_t i = 3; i < 100; i++)
		str_adds(&text, "s");
	CHECK_INT(wordpiece_encode(w, str_slice(&text), ids), 100); /* cat, 97 s */
	str_adds(&text, "s");
	CHECK_INT(wordpiece_encode(w, str_slice(&text), ids), 3); /* 101 characters: unknown */
	CHECK_INT(ids[1], UNK);
	str_truncate(&text, 0);
	for (size_t i = 0; i < 300; i++)
		str_adds(&text, "the ");
	CHECK_INT(wordpiece_encode(w, str_slice(&text), ids), EMBED_TOKENS_MAX);
	CHECK_INT(ids[EMBED_TOKENS_MAX - 1], SEP);
	CHECK_INT(ids[EMBED_TOKENS_MAX - 2], THE);
	str_truncate(&text, 0);
	for (size_t i = 0; i < EMBED_TEXT_MAX; i++)
		str_addc(&text, ' ');
	str_adds(&text, "cat");
	CHECK_INT(wordpiece_encode(w, str_slice(&text), ids), 2); /* the cat is past what is looked at */
	str_free(&text);
}

static void test_bad_vocabulary(void)
{
	static const char *const bad[] = {"", "\n", "[PAD]\n[UNK]\n[CLS]\n", "the\ncat"};

	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		CLEANUP(arena_free_ptr) struct arena *a = arena_new();
		const struct wordpiece *w = NULL;
		struct err err = ERR_INIT;
		CHECK(wordpiece_open(a, slice_of(bad[i]), &w, &err) < 0);
		CHECK(err.code == ERR_INVALID && w == NULL);
	}
}

TEST_MAIN(TEST(test_encode), TEST(test_limits), TEST(test_bad_vocabulary))
