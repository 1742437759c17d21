// SPDX-License-Identifier: Apache-2.0
/*
 * PostgreSQL's types and values. Fields arrive in text format: exact for every type, also those we have no name for.
 * The OIDs of built-in types are fixed (src/include/catalog/pg_type.dat); others are looked up when a connection opens.
 */
#include "db/postgres_int.h"

#include "base/arena.h"
#include "base/num.h"

#include <math.h>

struct built_in {
	Oid oid;
	const char *name;
	enum db_type type;
};

/* Ordered by oid. */
static const struct built_in built_ins[] = {
	{16, "boolean", DB_BOOL},
	{17, "bytea", DB_BLOB},
	{18, "\"char\"", DB_TEXT},
	{19, "name", DB_TEXT},
	{20, "bigint", DB_INT},
	{21, "smallint", DB_INT},
	{23, "integer", DB_INT},
	{25, "text", DB_TEXT},
	{26, "oid", DB_INT},
	{114, "json", DB_JSON},
	{142, "xml", DB_OTHER},
	{600, "point", DB_OTHER},
	{700, "real", DB_FLOAT},
	{701, "double precision", DB_FLOAT},
	{705, "unknown", DB_TEXT},
	{790, "money", DB_OTHER},
	{869, "inet", DB_OTHER},
	{1000, "boolean[]", DB_OTHER},
	{1005, "smallint[]", DB_OTHER},
	{1007, "integer[]", DB_OTHER},
	{1009, "text[]", DB_OTHER},
	{1015, "character varying[]", DB_OTHER},
	{1016, "bigint[]", DB_OTHER},
	{1021, "real[]", DB_OTHER},
	{1022, "double precision[]", DB_OTHER},
	{1042, "character", DB_TEXT},
	{1043, "character varying", DB_TEXT},
	{1082, "date", DB_DATE},
	{1083, "time without time zone", DB_TIME},
	{1114, "timestamp without time zone", DB_TIMESTAMP},
	{1184, "timestamp with time zone", DB_TIMESTAMP},
	{1186, "interval", DB_OTHER},
	{1231, "numeric[]", DB_OTHER},
	{1266, "time with time zone", DB_TIME},
	{1700, "numeric", DB_NUMERIC},
	{2950, "uuid", DB_UUID},
	{3802, "jsonb", DB_JSON},
};

static const struct built_in *built_in_find(Oid oid)
{
	size_t lo = 0, hi = ARRAY_LEN(built_ins);

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;
		if (built_ins[mid].oid < oid)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < ARRAY_LEN(built_ins) && built_ins[lo].oid == oid ? &built_ins[lo] : NULL;
}

static const struct pg_user_type *user_type_find(const struct postgres_conn *c, Oid oid)
{
	size_t lo = 0, hi = c->n_types;

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;
		if (c->types[mid].oid < oid)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < c->n_types && c->types[lo].oid == oid ? &c->types[lo] : NULL;
}

enum db_type pg_type_of(const struct postgres_conn *c, Oid oid)
{
	const struct built_in *b = built_in_find(oid);

	if (b)
		return b->type;
	const struct pg_user_type *u = user_type_find(c, oid);
	return u ? u->type : DB_OTHER;
}

const char *pg_type_text(struct arena *a, const struct postgres_conn *c, Oid oid, int modifier)
{
	enum { HEADER = 4, VARCHAR = 1043, CHARACTER = 1042, NUMERIC = 1700 };
	const struct built_in *b = built_in_find(oid);
	const struct pg_user_type *u = b ? NULL : user_type_find(c, oid);

	if (!b)
		return u ? arena_strdup(a, u->name) : "";
	if (modifier < HEADER)
		return b->name;
	int m = modifier - HEADER;
	if (oid == VARCHAR || oid == CHARACTER)
		return arena_printf(a, "%s(%d)", b->name, m);
	if (oid == NUMERIC)
		return arena_printf(a, "%s(%d,%d)", b->name, m >> 16 & 0xffff, m & 0xffff);
	return b->name;
}

static int nibble(char c)
{
	return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
}

/* bytea_output = hex: "\x" and two digits a byte. */
static struct slice unhex(struct slice text, char **room)
{
	char *start = *room;

	for (size_t i = 2; i + 1 < text.n; i += 2)
		*(*room)++ = (char)(nibble(text.p[i]) << 4 | nibble(text.p[i + 1]));
	return (struct slice){start, (size_t)(*room - start)};
}

static double float_of(struct slice text)
{
	double f = NAN;

	if (slice_eq(text, SLICE_LIT("Infinity")))
		return INFINITY;
	if (slice_eq(text, SLICE_LIT("-Infinity")))
		return -INFINITY;
	return num_parse_f64(text, &f) ? f : NAN;
}

struct db_value pg_value(enum db_type type, struct slice text, char **room)
{
	struct db_value v = {.type = type};

	switch (type) {
	case DB_BOOL:
		v.i = text.n && text.p[0] == 't';
		break;
	case DB_INT:
		if (!num_parse_i64(text, INT64_MIN, INT64_MAX, &v.i)) {
			v.type = DB_OTHER;
			v.s = text;
		}
		break;
	case DB_FLOAT:
		v.f = float_of(text);
		break;
	case DB_BLOB:
		v.s = unhex(text, room);
		break;
	case DB_NULL:
	case DB_NUMERIC:
	case DB_TEXT:
	case DB_DATE:
	case DB_TIME:
	case DB_TIMESTAMP:
	case DB_JSON:
	case DB_UUID:
	case DB_OTHER:
		v.s = text;
		break;
	}
	return v;
}
