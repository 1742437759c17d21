// SPDX-License-Identifier: Apache-2.0
/* Looking things up in the lexicon's tables, and the small tables that serve linking: synonyms, abbreviations, origins. */
#include "assistant/offline/lexicon.h"

#include <ctype.h>

/* Rows of words that are asked for one another in everyday questions. The first word of a row is no better than the last. */
static const char *const synonyms[] = {
	"nation country citizenship nationality land",
	"gender sex",
	"salary pay wage earning earn income compensation",
	"employee staff worker personnel",
	"store shop",
	"cost price fee charge",
	"town city hometown municipality",
	"film movie",
	"song track music",
	"singer artist musician performer",
	"author writer",
	"company firm corporation business manufacturer maker",
	"client customer buyer",
	"product item goods",
	"teacher instructor professor lecturer faculty",
	"pupil student",
	"class course lesson",
	"job occupation profession work position role",
	"title name",
	"phone telephone",
	"mail email",
	"address location",
	"location place venue",
	"year time",
	"date time day",
	"kind type category genre",
	"picture image photo",
	"begin start",
	"end finish",
	"doctor physician",
	"nurse staff",
	"patient person",
	"car vehicle automobile auto",
	"plane aircraft airplane",
	"flight trip",
	"airline carrier company",
	"home house",

	"invoice bill order purchase buy bought",
	"see saw visit appointment consultation examination",
	"work assignment task",
	"borrow lend loan checkout",
	"book reservation",
	"attend enrollment registration attendance participation",
	"prescribe prescribed prescription",
	"sell sold sale",
	"amount quantity",
	"size area",
	"surname last family",
	"given first forename",
	"description detail",
	"level grade rank rating",
	"score point result mark grade",
	"rating star score",
	"team club squad",
	"match game",
	"stadium arena venue",
	"player athlete",
	"boss manager supervisor",
	"head leader chief",
	"department division section",
	"movie show",
	"employer company",
	"id identifier",
	"abbreviation short code",
	"headquarter hq headquarters",
	"duration length time runtime millisecond",
	"weight heavy",
	"height tall",
	"origin source country",
	"capacity size",
	"revenue sale turnover",
	"profit earning gain",
	"writer written author",
	"director directed",
	"producer produced",
	"member people person",
	"human person people individual",
	"pet animal",

	"reader customer",
	"hire employ",
	"enroll register enrollment registration",
	"major department",
	"birthday birth dob",
	"death died dead",
	"zip postcode postal",
	"birthplace birth",
	"state province region",
	"county district",
	"language tongue",
	"publisher publication",
	"book publication",
	"cinema theater",
	"apartment flat",
	"reservation booking",
	"guest visitor",
	"attendee visitor audience",
	"spouse partner",
	"mother parent",
	"father parent",
	"brand make maker",
	"series show program",
	"nickname alias",
	"festival event",
	"election vote",
	"voter vote",
	"contestant candidate",
	"ticket entry",
	"bonus award",
	"budget fund",
	"status state",
	"comment review remark note",
	"message text content",
	"document file paper",
	"account user",
	"transaction payment",
	"stock inventory",
	"supplier vendor",
	"warehouse storage",
	"delivery shipment",
	"complaint issue",
	"railway train",
	"wine grape",
	"university college school",
	"district area region",
	"elevation altitude height",
	"mountain peak",
	"lake river",
	"newspaper paper press",
	"paper article publication",
	"conference venue",
	"journal publication",
	"physician doctor",
	"procedure treatment",
	"medicine medication drug",
	"allergy allergic",
	"room dorm",
	"amenity facility",
	"horsepower power hp",
	"mpg mile gallon fuel",
	"speed velocity fast",
	"attend attendance",
	"net worth wealth",
	"population people resident inhabitant",
	"expense spent spend spending cost",
	"found founded establish established",
	"open opened opening",
	"release released",
	"publish published publication",
	"create created creation",
	"hometown home",
	"result outcome",
	"killed death kill casualty",
	"injured injury hurt",
};

/* Part of a column's name -> what people call it. */
static const struct {
	const char *part, *word;
} abbreviations[] = {
	{"num", "number"},
	{"apt", "apartment"},
	{"mgmt", "management"},
	{"stadium", "stadium"},
	{"no", "number"},
	{"nbr", "number"},
	{"nr", "number"},
	{"cnt", "count"},
	{"desc", "description"},
	{"descr", "description"},
	{"qty", "quantity"},
	{"amt", "amount"},
	{"addr", "address"},
	{"dept", "department"},
	{"emp", "employee"},
	{"mgr", "manager"},
	{"cust", "customer"},
	{"prod", "product"},
	{"cat", "category"},
	{"stu", "student"},
	{"prof", "professor"},
	{"tel", "telephone"},
	{"ph", "phone"},
	{"dob", "birth"},
	{"yr", "year"},
	{"avg", "average"},
	{"min", "minimum"},
	{"max", "maximum"},
	{"pct", "percent"},
	{"loc", "location"},
	{"lang", "language"},
	{"dest", "destination"},
	{"src", "source"},
	{"hq", "headquarters"},
	{"capt", "captain"},
	{"ctry", "country"},
	{"pop", "population"},
	{"temp", "temperature"},
	{"acc", "account"},
	{"org", "organization"},
	{"info", "information"},
	{"sal", "salary"},
	{"hrs", "hours"},
	{"hr", "hour"},
	{"pos", "position"},
	{"fax", "fax"},
	{"univ", "university"},
	{"bldg", "building"},
	{"rm", "room"},
	{"crs", "course"},
	{"cred", "credit"},
	{"tot", "total"},
	{"inst", "instructor"},
	{"sem", "semester"},
	{"sec", "section"},
	{"reg", "region"},
	{"comp", "company"},
	{"trans", "transaction"},
	{"ref", "reference"},
	{"init", "initial"},
	{"fname", "first name"},
	{"lname", "last name"},
	{"firstname", "first name"},
	{"lastname", "last name"},
	{"fullname", "full name"},
	{"cont", "continent"},
	{"gov", "government"},
	{"lat", "latitude"},
	{"long", "longitude"},
	{"lng", "longitude"},
	{"dist", "distance"},
	{"freq", "frequency"},
	{"mpg", "mile per gallon"},
	{"gnp", "gnp"},
	{"surname", "last name"},
	{"forename", "first name"},
	{"perf", "performance"},
	{"rec", "record"},
	{"auth", "author"},
	{"edispl", "displacement"},
	{"hometown", "home town"},
	{"birthday", "birth day"},
	{"vol", "volume"},
	{"pub", "publication"},
	{"dname", "department name"},
	{"ename", "employee name"},
	{"sname", "student name"},
	{"cname", "course name"},
	{"pname", "product name"},
};

static const struct {
	const char *adjective, *noun;
} origins[] = {
	{"american", "united states"},
	{"american", "usa"},
	{"american", "us"},
	{"french", "france"},
	{"german", "germany"},
	{"italian", "italy"},
	{"spanish", "spain"},
	{"british", "united kingdom"},
	{"british", "uk"},
	{"english", "england"},
	{"chinese", "china"},
	{"japanese", "japan"},
	{"canadian", "canada"},
	{"mexican", "mexico"},
	{"brazilian", "brazil"},
	{"indian", "india"},
	{"russian", "russia"},
	{"australian", "australia"},
	{"dutch", "netherlands"},
	{"swedish", "sweden"},
	{"norwegian", "norway"},
	{"danish", "denmark"},
	{"finnish", "finland"},
	{"polish", "poland"},
	{"portuguese", "portugal"},
	{"greek", "greece"},
	{"turkish", "turkey"},
	{"irish", "ireland"},
	{"scottish", "scotland"},
	{"swiss", "switzerland"},
	{"austrian", "austria"},
	{"belgian", "belgium"},
	{"korean", "south korea"},
	{"korean", "korea"},
	{"egyptian", "egypt"},
	{"hungarian", "hungary"},
	{"czech", "czech republic"},
	{"chilean", "chile"},
	{"argentine", "argentina"},
	{"argentinian", "argentina"},
	{"european", "europe"},
	{"asian", "asia"},
	{"african", "africa"},
	{"ukrainian", "ukraine"},
	{"israeli", "israel"},
	{"cuban", "cuba"},
	{"thai", "thailand"},
	{"vietnamese", "vietnam"},
	{"usa", "united states"},
	{"us", "united states"},
	{"america", "united states"},
	{"united states", "usa"},
	{"u.s.", "united states"},
	{"uk", "united kingdom"},
	{"usa", "us"},
	{"america", "usa"},
	{"us", "usa"},
};

/* What a word may be stored as where a column holds codes. */
static const struct {
	const char *word, *code;
} codes[] = {
	{"female", "f"},
	{"woman", "f"},
	{"girl", "f"},
	{"male", "m"},
	{"man", "m"},
	{"boy", "m"},
	{"female", "female"},
	{"male", "male"},
	{"woman", "female"},
	{"man", "male"},
	{"monday", "mon"},
};

/* Does the phrase mean here what it usually means? "name the countries" asks only where a sentence begins. */
static bool fits(const struct lex_op *op, const struct tokens *t, size_t i)
{
	if (op->kind == OP_ASK && op->arg == 1)
		return i == 0;
	if (op->kind == OP_ORDER) /* "number of orders by status" */
		return !slice_eq(t->items[i].low, SLICE_LIT("orders"));
	return true;
}

static bool word_is(const struct tok *t, struct slice word)
{
	return t->kind != TOK_QUOTED && (slice_eq(t->low, word) || (!t->cjk && slice_eq(t->lemma, word)));
}

/* How many tokens from i on spell the phrase; 0 = it does not. */
static size_t phrase_at(const char *phrase, const struct tokens *t, size_t i)
{
	struct slice rest = slice_of(phrase);
	size_t n = 0;

	while (rest.n) {
		struct slice word = slice_cut(&rest, ' ');
		if (i + n >= t->n || !word_is(&t->items[i + n], word))
			return 0;
		n++;
	}
	return n;
}

/* Keep the longest phrase of a table that begins at token i, where it beats what was found before. */
static void longest_in(
	const struct lex_op *table, const struct tokens *t, size_t i, const struct lex_op **best, size_t *n)
{
	char low = t->items[i].low.p[0], lemma = t->items[i].lemma.p[0];

	for (const struct lex_op *op = table; op->phrase; op++) {
		size_t k = op->phrase[0] == low || op->phrase[0] == lemma ? phrase_at(op->phrase, t, i) : 0;
		if (k > *n && fits(op, t, i)) {
			*best = op;
			*n = k;
		}
	}
}

const struct lex_op *lex_match(const struct tokens *t, size_t i, size_t *n)
{
	static const struct lex_op *const tables[] = {lex_ops_en, lex_ops_en_glue, lex_ops_en_shape},
					  *const japanese[] = {lex_ops_ja, lex_ops_ja_glue};
	const struct lex_op *best = NULL;

	*n = 0;
	if (t->items[i].cjk) {
		for (size_t k = 0; k < ARRAY_LEN(japanese); k++) {
			for (const struct lex_op *op = japanese[k]; op->phrase; op++) {
				if (slice_is(t->items[i].low, op->phrase)) {
					*n = 1;
					return op;
				}
			}
		}
		longest_in(lex_ops_ko_glue, t, i, &best, n);
		longest_in(lex_ops_ko, t, i, &best, n);
		return best;
	}
	for (size_t k = 0; k < ARRAY_LEN(tables); k++)
		longest_in(tables[k], t, i, &best, n);
	return best;
}

static bool row_has(const char *row, struct slice word)
{
	for (;;) {
		size_t i = 0;
		while (i < word.n && row[i] && row[i] == word.p[i] && row[i] != ' ')
			i++;
		if (i == word.n && (!row[i] || row[i] == ' '))
			return true;
		row = strchrnul(row, ' ');
		if (!*row++)
			return false;
	}
}

_Static_assert(ARRAY_LEN(synonyms) <= LEX_SENSE_WORDS * 64, "a bit a row");

struct lex_senses lex_senses(struct slice lemma)
{
	struct lex_senses s = {0};

	for (size_t i = 0; i < ARRAY_LEN(synonyms); i++) {
		if (row_has(synonyms[i], lemma))
			s.bits[i / 64] |= UINT64_C(1) << (i % 64);
	}
	return s;
}

bool lex_share_sense(const struct lex_senses *x, const struct lex_senses *y)
{
	for (size_t i = 0; i < LEX_SENSE_WORDS; i++) {
		if (x->bits[i] & y->bits[i])
			return true;
	}
	return false;
}

bool lex_is_companion(struct slice first, struct slice second)
{
	static const char *const pairs[][2] = {{"email", "address"}, {"mail", "address"}, {"phone", "number"},
		{"telephone", "number"}, {"fax", "number"}, {"mobile", "number"}, {"zip", "code"},
		{"birth", "date"}, {"postal", "code"}};

	for (size_t i = 0; i < ARRAY_LEN(pairs); i++) {
		if (slice_is(first, pairs[i][0]) && slice_is(second, pairs[i][1]))
			return true;
	}
	return false;
}

struct slice lex_abbreviation(struct slice part)
{
	for (size_t i = 0; i < ARRAY_LEN(abbreviations); i++) {
		if (slice_is(part, abbreviations[i].part))
			return slice_of(abbreviations[i].word);
	}
	return (struct slice){NULL, 0};
}

struct slice lex_origin(struct slice low)
{
	for (size_t i = 0; i < ARRAY_LEN(origins); i++) {
		if (slice_is(low, origins[i].adjective))
			return slice_of(origins[i].noun);
	}
	return (struct slice){NULL, 0};
}

size_t lex_codes(struct slice lemma, struct slice *out, size_t max)
{
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_LEN(codes) && n < max; i++) {
		if (slice_eq(lemma, slice_of(codes[i].word)))
			out[n++] = slice_of(codes[i].code);
	}
	for (size_t i = 0; i < ARRAY_LEN(origins) && n < max; i++) {
		if (slice_eq(lemma, slice_of(origins[i].adjective)))
			out[n++] = slice_of(origins[i].noun);
	}
	return n;
}

struct slice lex_gloss_of(struct slice word)
{
	static const struct lex_gloss *const tables[] = {lex_nouns_ja, lex_facts_ja, lex_nouns_ko};

	for (size_t i = 0; i < ARRAY_LEN(tables); i++) {
		for (const struct lex_gloss *g = tables[i]; g->word; g++) {
			if (slice_is(word, g->word))
				return slice_of(g->gloss);
		}
	}
	return (struct slice){NULL, 0};
}

bool lex_meet(struct slice x, struct slice y)
{
	while (x.n) {
		struct slice one = slice_cut(&x, '|'), rest = y;
		while (rest.n) {
			if (slice_eq(one, slice_cut(&rest, '|')))
				return true;
		}
	}
	return false;
}
