// SPDX-License-Identifier: Apache-2.0
/* Words, numbers, quotes, lemmas and Japanese segmentation. */
#include "assistant/offline/names.h"
#include "assistant/offline/token.h"
#include "base/arena.h"
#include "test.h"

/* Tokens joined by '|', a number as its digits in <>, a quoted text in []. */
static const char *spell(struct arena *a, const char *text)
{
	struct tokens t = tok_split(a, slice_of(text));
	struct str out = STR_INIT(4000);

	for (size_t i = 0; i < t.n; i++) {
		const struct tok *k = &t.items[i];
		str_adds(&out, i ? "|" : "");
		if (k->kind == TOK_QUOTED)
			str_addf(&out, "[%.*s]", SLICE_FMT(k->raw));
		else if (k->num.n)
			str_addf(&out, "<%.*s>", SLICE_FMT(k->num));
		else
			str_addf(&out, "%.*s", SLICE_FMT(k->lemma));
	}
	return str_to_arena(&out, a);
}

static void test_split(void)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{"How many Countries?", "how|many|country|?"},
		{"I don't know", "i|do|not|know"},
		{"the singers' names", "the|singer|name"},
		{"Joe's pets", "joe|pet"},
		{"more than 1,000.5 or two", "more|than|<1000.5>|or|<2>"},
		{"named 'Joe Sharp' and \"B\"", "named|[Joe Sharp]|and|[B]"},
		{"\xe2\x80\x9cHey\xe2\x80\x9d", "[Hey]"},
		{"since 2014-05-01", "since|2014-05-01"},
		{"the 3rd one", "the|3rd|<1>"},
		{"", ""},
		{"'", "'"},
		{"顧客は何人いますか", "customer|は|何人|いますか"},
		{"アルバムが4枚以上", "album|が|<4>|枚|以上"},
		{"曲名に「夜」を含む", "trackname|に|[夜]|を含む"},
		{"１０個未満のｱﾙﾊﾞﾑ", "<10>|個|未満|の|album"},
		{"「Ａ１」を含む", "[Ａ１]|を含む"}, /* quoted as it stands in the database */
		{"三十分以上、二〇二四年", "<30>|分|以上|、|<2024>|年"},
		{"30万円、1億2000万人、1.5万円", "<300000>|円|、|<120000000>|人|、|<15000>|円"},
		{"トップ十、万年筆、三重県", "トップ|<10>|、|万年筆|、|三重県"},
		{"令和6年と平成元年", "<2024>|年|と|<1989>|年"},
		{"300만원, 오천원", "<3000000>|원|,|<5000>|원"},
		{"두 명, 사과", "<2>|명|,|사과"},
		{"190cm以上", "<190>|cm|以上"},
	};
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();

	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		CHECK_STR(spell(a, cases[i].text), cases[i].want);
	struct tok album = tok_split(a, SLICE_LIT("全ｱﾙﾊﾞﾑ")).items[1];
	CHECK(album.start == 3 && album.end == 18); /* where it stands in the question as it was typed */
	CHECK(tok_split(a, SLICE_LIT("曲")).japanese);
	CHECK(!tok_split(a, SLICE_LIT("song")).japanese);
}

static void test_limits(void)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct str many = STR_INIT(1 << 20);

	for (int i = 0; i < 5000; i++)
		str_adds(&many, "word ");
	CHECK(tok_split(a, str_slice(&many)).n <= TOKENS_MAX);
	str_free(&many);
	tok_split(a, SLICE_LIT("\xff\xfe broken \xc3 bytes"));
	CHECK_MSG(true, "broken UTF-8 is read without harm");
}

static void test_lemma(void)
{
	static const struct {
		const char *word, *want;
	} cases[] = {
		{"cities", "city"},
		{"classes", "class"},
		{"boxes", "box"},
		{"people", "person"},
		{"status", "status"},
		{"address", "address"},
		{"ids", "id"},
		{"children", "child"},
		{"matches", "match"},
		{"is", "is"},
		{"tracks", "track"},
	};
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct slice got = tok_lemma(a, slice_of(cases[i].word));
		CHECK_STR(arena_strndup(a, got.p, got.n), cases[i].want);
	}
}

static void test_name_words(void)
{
	static const struct {
		const char *name, *want;
	} cases[] = {
		{"InvoiceLine", "invoice line"},
		{"order_items", "order item"},
		{"18_49_Rating_Share", "18 49 rating share"},
		{"HTTPServer", "http server"},
		{"unitPrice", "unit price"},
		{"Home Town", "home town"},
		{"_x_", "x"},
	};
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct str out = STR_INIT(200);
		size_t n;
		struct slice *words = tok_name_words(a, slice_of(cases[i].name), &n);
		for (size_t k = 0; k < n; k++)
			str_addf(&out, "%s%.*s", k ? " " : "", SLICE_FMT(words[k]));
		CHECK_STR(str_to_arena(&out, a), cases[i].want);
	}
}

TEST_MAIN(TEST(test_split), TEST(test_limits), TEST(test_lemma), TEST(test_name_words))
