// SPDX-License-Identifier: Apache-2.0
/* See dialect.h. */
#include "sql/dialect.h"

#include "sql/keywords.h"
#include "sql/lexer_int.h"

const char *sql_dialect_name(enum sql_dialect d)
{
	return d == SQL_SQLITE ? "sqlite" : "postgresql";
}

bool sql_dialect_parse(const char *name, enum sql_dialect *out)
{
	static const struct {
		const char *name;
		enum sql_dialect dialect;
	} names[] = {
		{"sqlite", SQL_SQLITE},
		{"postgresql", SQL_POSTGRES},
		{"postgres", SQL_POSTGRES},
	};

	for (size_t i = 0; name && i < ARRAY_LEN(names); i++) {
		if (str_eq_nocase(name, names[i].name)) {
			*out = names[i].dialect;
			return true;
		}
	}
	return false;
}

/* Does the bare word read back as this very name? Characters beyond ASCII are quoted although both engines would take them bare. */
static bool is_plain(enum sql_dialect d, struct slice name)
{
	if (name.n == 0 || !sql_is_ident_start(name.p[0]))
		return false;
	for (size_t i = 0; i < name.n; i++) {
		char c = name.p[i];
		if (!sql_is_ident(c) || c == '$' || (unsigned char)c >= 0x80)
			return false;
		if (d == SQL_POSTGRES && c >= 'A' && c <= 'Z')
			return false;
	}
	return !sql_is_keyword(d, name);
}

static void add_quoted(struct str *out, struct slice text, char quote)
{
	str_addc(out, quote);
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == '\0')
			continue;
		if (text.p[i] == quote)
			str_addc(out, quote);
		str_addc(out, text.p[i]);
	}
	str_addc(out, quote);
}

void sql_add_ident(struct str *out, enum sql_dialect d, struct slice name)
{
	if (is_plain(d, name))
		str_add(out, name.p, name.n);
	else
		add_quoted(out, name, '"');
}

void sql_add_text(struct str *out, enum sql_dialect d, struct slice text)
{
	(void)d; /* both double the quote; PostgreSQL's standard_conforming_strings is on */
	add_quoted(out, text, '\'');
}
