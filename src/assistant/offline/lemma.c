// SPDX-License-Identifier: Apache-2.0
/* English morphology by rules and a short list of exceptions: enough to compare words of questions and of names. */
#include "assistant/offline/token.h"

#include "base/arena.h"

static const struct {
	const char *form, *lemma;
} irregular[] = {
	{"people", "person"},
	{"men", "man"},
	{"women", "woman"},
	{"children", "child"},
	{"wives", "wife"},
	{"lives", "life"},
	{"feet", "foot"},
	{"mice", "mouse"},
	{"teeth", "tooth"},
	{"geese", "goose"},
	{"indices", "index"},
	{"matrices", "matrix"},
	{"movies", "movie"},
	{"series", "series"},
	{"species", "species"},
	{"status", "status"},
	{"bus", "bus"},
	{"gas", "gas"},
	{"news", "news"},
	{"campus", "campus"},
	{"campuses", "campus"},
	{"bonuses", "bonus"},
	{"viruses", "virus"},
	{"censuses", "census"},
	{"analysis", "analysis"},
	{"address", "address"},
	{"addresses", "address"},
	{"statuses", "status"},
	{"buses", "bus"},
	{"its", "its"},
	{"is", "is"},
	{"was", "was"},
	{"has", "has"},
	{"this", "this"},
	{"does", "does"},
	{"us", "us"},
	{"as", "as"},
	{"cookies", "cookie"},
	{"aircrafts", "aircraft"},
	{"staffs", "staff"},
	{"whose", "whose"},
	{"these", "these"},
	{"those", "those"},
	{"sales", "sale"},
	{"houses", "house"},
	{"courses", "course"},
	{"nurses", "nurse"},
	{"horses", "horse"},
	{"purchases", "purchase"},
	{"databases", "database"},
	{"races", "race"},
	{"prices", "price"},
	{"sizes", "size"},
	{"services", "service"},
	{"less", "less"},
	{"times", "time"},
	{"cases", "case"},
	{"phases", "phase"},
	{"releases", "release"},
	{"responses", "response"},
	{"expenses", "expense"},
	{"licenses", "license"},
	{"warehouses", "warehouse"},
	{"heroes", "hero"},
	{"shoes", "shoe"},
	{"dates", "date"},
	{"diagnoses", "diagnosis"},
	{"criteria", "criterion"},
	{"phenomena", "phenomenon"},
	{"alumni", "alumnus"},
	{"caches", "cache"},
	{"always", "always"},
	{"previous", "previous"},
	{"various", "various"},
	{"famous", "famous"},
	{"plus", "plus"},
	{"virus", "virus"},
	{"bonus", "bonus"},
	{"census", "census"},
	{"canvas", "canvas"},
	{"atlas", "atlas"},
	{"lens", "lens"},
	{"basis", "basis"},
	{"tennis", "tennis"},
	{"class", "class"},
	{"classes", "class"},
};

static bool ends(struct slice s, const char *suffix)
{
	size_t n = strlen(suffix);

	return s.n > n && memcmp(s.p + s.n - n, suffix, n) == 0;
}

struct slice tok_lemma(struct arena *a, struct slice low)
{
	for (size_t i = 0; i < ARRAY_LEN(irregular); i++) {
		if (slice_is(low, irregular[i].form))
			return slice_of(irregular[i].lemma);
	}
	if (low.n < 4 || low.p[low.n - 1] != 's' || ends(low, "ss") || ends(low, "us") || ends(low, "is"))
		return low.n == 3 && low.p[2] == 's' && (low.p[0] == 'i' || low.p[1] == 'd') &&
				       low.p[1] == 'd'
			       ? (struct slice){low.p, 2} /* ids */
			       : low;
	if (ends(low, "ies")) {
		char *out = arena_strndup(a, low.p, low.n - 2);
		out[low.n - 3] = 'y';
		return (struct slice){out, low.n - 2};
	}
	if (ends(low, "sses") || ends(low, "xes") || ends(low, "ches") || ends(low, "shes") ||
		ends(low, "zzes"))
		return (struct slice){low.p, low.n - 2};
	return (struct slice){low.p, low.n - 1};
}

struct slice tok_stem(struct slice lemma)
{
	static const char *const endings[] = {
		"izations",
		"ational",
		"ization",
		"ization",
		"fulness",
		"ousness",
		"iveness",
		"ations",
		"ation",
		"ality",
		"alities",
		"ments",
		"ment",
		"ship",
		"ness",
		"ical",
		"ions",
		"ings",
		"able",
		"ance",
		"ence",
		"ion",
		"ing",
		"ity",
		"ied",
		"ers",
		"ors",
		"ive",
		"ist",
		"ize",
		"ese",
		"ies",
		"ed",
		"er",
		"or",
		"al",
		"ly",
		"es",
		"ia",
		"an",
		"y",
		"e",
		"s",
	};

	for (size_t i = 0; i < ARRAY_LEN(endings); i++) {
		size_t n = strlen(endings[i]);
		if (ends(lemma, endings[i]) && lemma.n - n >= 3) {
			struct slice out = {lemma.p, lemma.n - n};
			if (out.n > 4 && out.p[out.n - 1] == out.p[out.n - 2]) /* hitting, hit */
				out.n--;
			return out;
		}
	}
	return lemma;
}
