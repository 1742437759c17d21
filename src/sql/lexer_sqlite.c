// SPDX-License-Identifier: Apache-2.0
/*
 * SQLite's scanner. Stricter than the original in three places, each a form that no honest statement has: a comment
 * left open at the end, a Tcl-style parameter ($a::b, $a(x)) and #1 are refused.
 */
#include "sql/lexer_int.h"

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r';
}

static char at(struct slice s, size_t i)
{
	return i < s.n ? s.p[i] : '\0';
}

static bool is_bom(struct slice s)
{
	return s.n >= 3 && memcmp(s.p, "\xEF\xBB\xBF", 3) == 0;
}

static size_t blank_length(struct slice s)
{
	size_t i = is_bom(s) ? 3 : 0;

	while (i < s.n && is_blank(s.p[i]))
		i++;
	return i;
}

/* Length of a comment; 0 = none here, or left open (*open). */
static size_t comment_length(struct slice s, bool *open)
{
	if (at(s, 0) == '-' && at(s, 1) == '-') {
		const char *end = memchr(s.p, '\n', s.n);
		return end ? (size_t)(end - s.p) + 1 : s.n;
	}
	if (at(s, 0) != '/' || at(s, 1) != '*')
		return 0;
	ptrdiff_t end = slice_find((struct slice){s.p + 2, s.n - 2}, SLICE_LIT("*/"));
	*open = end < 0;
	return end < 0 ? 0 : (size_t)end + 4;
}

static size_t digits(struct slice s, size_t i)
{
	while (sql_is_digit(at(s, i)))
		i++;
	return i;
}

/* Length of a number; 0 when a letter follows directly, which SQLite does not read either. */
static size_t number_length(struct slice s)
{
	size_t i = 0;

	if (s.p[0] == '0' && (at(s, 1) == 'x' || at(s, 1) == 'X') && sql_is_hex(at(s, 2))) {
		for (i = 2; sql_is_hex(at(s, i));)
			i++;
		return i < s.n && sql_is_ident(s.p[i]) ? 0 : i;
	}
	i = digits(s, i);
	if (at(s, i) == '.')
		i = digits(s, i + 1);
	if (at(s, i) == 'e' || at(s, i) == 'E') {
		size_t sign = at(s, i + 1) == '+' || at(s, i + 1) == '-' ? 1 : 0;
		if (sql_is_digit(at(s, i + 1 + sign)))
			i = digits(s, i + 1 + sign);
	}
	return i < s.n && sql_is_ident(s.p[i]) ? 0 : i;
}

/* Length of x'..' with an even number of hex digits; 0 = another thing. */
static size_t blob_length(struct slice s)
{
	size_t i = 2;

	while (sql_is_hex(at(s, i)))
		i++;
	return at(s, i) == '\'' && i % 2 == 0 ? i + 1 : 0;
}

static size_t param_length(struct slice s)
{
	size_t i = 1;

	if (s.p[0] == '?')
		return digits(s, 1);
	while (i < s.n && sql_is_ident(s.p[i]))
		i++;
	bool is_tcl = at(s, i) == '(' || (at(s, i) == ':' && at(s, i + 1) == ':');
	return i == 1 || is_tcl ? 0 : i;
}

static size_t operator_length(struct slice s)
{
	static const char *const operators[] = {"->>", "->", "||", "<<", ">>", "<=", ">=", "<>",
		"!=", "==", "<", ">", "=", "+", "-", "*", "/", "%", "&", "|", "~"};

	for (size_t i = 0; i < ARRAY_LEN(operators); i++)
		if (slice_starts(s, slice_of(operators[i])))
			return strlen(operators[i]);
	return 0;
}

static int take(struct sql_token *t, enum sql_token_kind kind, struct slice s, size_t n)
{
	t->kind = kind;
	t->text = (struct slice){s.p, n};
	return 0;
}

static int lex_quoted(struct slice s, struct sql_token *t, struct err *err)
{
	size_t n = 0;

	if (s.p[0] == '[') {
		const char *end = memchr(s.p, ']', s.n);
		n = end ? (size_t)(end - s.p) + 1 : 0;
	} else {
		n = sql_scan_quoted(s, 1, s.p[0]);
	}
	if (!n)
		return sql_scan_open(err, t->offset, s.p[0] == '\'' ? "text" : "quoted name");
	return take(t, s.p[0] == '\'' ? SQL_TOK_STRING : SQL_TOK_QUOTED, s, n);
}

static int stray(struct slice s, struct sql_token *t, struct err *err)
{
	unsigned char c = (unsigned char)s.p[0];

	if (c > ' ' && c < 0x7f)
		return err_set(err, ERR_INVALID, "SQLite cannot read what begins with \"%c\" at byte %zu", c,
			t->offset);
	return err_set(
		err, ERR_INVALID, "SQLite cannot read the byte 0x%02x at byte %zu", (unsigned)c, t->offset);
}

static int lex_word(struct slice s, struct sql_token *t, struct err *err)
{
	size_t n = 1;

	if ((s.p[0] == 'x' || s.p[0] == 'X') && at(s, 1) == '\'') {
		n = blob_length(s);
		return n ? take(t, SQL_TOK_BLOB, s, n) : stray(s, t, err);
	}
	while (n < s.n && sql_is_ident(s.p[n]))
		n++;
	return take(t, SQL_TOK_WORD, s, n);
}

int sql_lex_sqlite(struct slice s, struct sql_token *t, struct err *err)
{
	bool open = false;
	size_t n = blank_length(s);

	if (n)
		return take(t, SQL_TOK_SPACE, s, n);
	n = comment_length(s, &open);
	if (n)
		return take(t, SQL_TOK_COMMENT, s, n);
	if (open)
		return sql_scan_open(err, t->offset, "comment");
	if (strchr("'\"`[", s.p[0]))
		return lex_quoted(s, t, err);
	if (sql_is_ident_start(s.p[0]))
		return lex_word(s, t, err);
	if (sql_is_digit(s.p[0]) || (s.p[0] == '.' && sql_is_digit(at(s, 1)))) {
		n = number_length(s);
		return n ? take(t, SQL_TOK_NUMBER, s, n) : stray(s, t, err);
	}
	if (strchr("?:@$", s.p[0])) {
		n = param_length(s);
		return n ? take(t, SQL_TOK_PARAM, s, n) : stray(s, t, err);
	}
	if (strchr("(),;.", s.p[0]))
		return take(t, SQL_TOK_PUNCT, s, 1);
	n = operator_length(s);
	return n ? take(t, SQL_TOK_OPERATOR, s, n) : stray(s, t, err);
}
