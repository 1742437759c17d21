// SPDX-License-Identifier: Apache-2.0
/*
 * PostgreSQL's scanner: nested comments, E'' and U&'' and dollar-quoted text, a literal that goes on after a line
 * break, operators of any length that stop before a comment. A lone carriage return ends a `--` comment.
 */
#include "sql/lexer_int.h"

#define OPERATOR_BYTES "~!@#^&|`?+-*/%<>="

static char at(struct slice s, size_t i)
{
	return i < s.n ? s.p[i] : '\0';
}

static bool is_any(char c, const char *set)
{
	return c && strchr(set, c);
}

static size_t line_comment_length(struct slice s, size_t from)
{
	size_t i = from;

	if (at(s, i) != '-' || at(s, i + 1) != '-')
		return 0;
	while (i < s.n && s.p[i] != '\n' && s.p[i] != '\r')
		i++;
	return i - from;
}

/* Length of a comment of either kind; 0 = none here, or left open (*open). */
static size_t comment_length(struct slice s, bool *open)
{
	size_t depth = 0;

	if (at(s, 0) != '/' || at(s, 1) != '*')
		return line_comment_length(s, 0);
	for (size_t i = 0; i + 1 < s.n; i++) {
		if (s.p[i] == '/' && s.p[i + 1] == '*') {
			depth++, i++;
		} else if (s.p[i] == '*' && s.p[i + 1] == '/') {
			i++;
			if (--depth == 0)
				return i + 1;
		}
	}
	*open = true;
	return 0;
}

static size_t escaped_length(struct slice s, size_t from)
{
	for (size_t i = from; i < s.n; i++) {
		if (s.p[i] == '\\') {
			i++;
		} else if (s.p[i] == '\'') {
			if (at(s, i + 1) != '\'')
				return i + 1;
			i++;
		}
	}
	return 0;
}

/* Where the literal goes on after blanks with a line break (the byte behind the next quote), or 0. */
static size_t continuation(struct slice s, size_t i)
{
	bool has_break = false;

	for (;;) {
		size_t comment = line_comment_length(s, i);
		if (comment) {
			i += comment;
		} else if (is_any(at(s, i), " \t\f\n\r")) {
			has_break = has_break || s.p[i] == '\n' || s.p[i] == '\r';
			i++;
		} else {
			return has_break && at(s, i) == '\'' ? i + 1 : 0;
		}
	}
}

/* Length of a literal whose first quote is before `from`, with all its continuations; 0 = open. */
static size_t literal_length(struct slice s, size_t from, bool escapes)
{
	for (;;) {
		size_t end = escapes ? escaped_length(s, from) : sql_scan_quoted(s, from, '\'');
		if (!end)
			return 0;
		from = continuation(s, end);
		if (!from)
			return end;
	}
}

/* Length of $tag$..$tag$; 0 = none here, or left open (*open). */
static size_t dollar_length(struct slice s, bool *open)
{
	size_t tag = 1;

	if (sql_is_ident_start(at(s, 1)))
		while (sql_is_ident(at(s, tag)) && s.p[tag] != '$')
			tag++;
	if (at(s, tag) != '$')
		return 0;
	tag++;
	ptrdiff_t end = slice_find((struct slice){s.p + tag, s.n - tag}, (struct slice){s.p, tag});
	*open = end < 0;
	return end < 0 ? 0 : 2 * tag + (size_t)end;
}

static size_t digits(struct slice s, size_t i)
{
	while (sql_is_digit(at(s, i)))
		i++;
	return i;
}

/* Length of a number; 0 when a letter follows directly. "1..2" is the number 1, then two dots. */
static size_t number_length(struct slice s)
{
	size_t i = digits(s, 0);

	if (at(s, i) == '.' && at(s, i + 1) != '.')
		i = digits(s, i + 1);
	if (at(s, i) == 'e' || at(s, i) == 'E') {
		size_t sign = at(s, i + 1) == '+' || at(s, i + 1) == '-' ? 1 : 0;
		if (sql_is_digit(at(s, i + 1 + sign)))
			i = digits(s, i + 1 + sign);
	}
	return sql_is_ident_start(at(s, i)) ? 0 : i;
}

/* The longest operator, cut before a comment; a trailing + or - belongs to it only beside one of ~!@#^&|`?%. */
static size_t operator_length(struct slice s)
{
	size_t n = 0;
	bool is_special = false;

	while (is_any(at(s, n), OPERATOR_BYTES)) {
		char next = at(s, n + 1);
		if ((s.p[n] == '/' && next == '*') || (s.p[n] == '-' && next == '-'))
			break;
		n++;
	}
	for (size_t i = 0; i < n; i++)
		is_special = is_special || is_any(s.p[i], "~!@#^&|`?%");
	while (n > 1 && !is_special && (s.p[n - 1] == '+' || s.p[n - 1] == '-'))
		n--;
	return n;
}

static int take(struct sql_token *t, enum sql_token_kind kind, struct slice s, size_t n)
{
	t->kind = kind;
	t->text = (struct slice){s.p, n};
	return 0;
}

static int stray(struct slice s, struct sql_token *t, struct err *err)
{
	unsigned char c = (unsigned char)s.p[0];

	if (c > ' ' && c < 0x7f)
		return err_set(err, ERR_INVALID, "PostgreSQL cannot read what begins with \"%c\" at byte %zu",
			c, t->offset);
	return err_set(err, ERR_INVALID, "PostgreSQL cannot read the byte 0x%02x at byte %zu", (unsigned)c,
		t->offset);
}

/* A literal or quoted name, with or without a prefix letter. False = s begins with neither. */
static bool quoted_length(struct slice s, enum sql_token_kind *kind, size_t *n)
{
	char c = (char)(s.p[0] | 0x20);
	size_t prefix = 0;

	if (c == 'u' && at(s, 1) == '&' && is_any(at(s, 2), "'\""))
		prefix = 2;
	else if (is_any(c, "bxne") && at(s, 1) == '\'')
		prefix = 1;
	if (at(s, prefix) == '"') {
		*kind = SQL_TOK_QUOTED;
		*n = sql_scan_quoted(s, prefix + 1, '"');
		return true;
	}
	if (at(s, prefix) != '\'')
		return false;
	*kind = prefix == 1 && (c == 'b' || c == 'x') ? SQL_TOK_BLOB : SQL_TOK_STRING;
	*n = literal_length(s, prefix + 1, prefix == 1 && c == 'e');
	return true;
}

static int lex_word(struct slice s, struct sql_token *t)
{
	size_t n = 1;

	while (sql_is_ident(at(s, n)))
		n++;
	return take(t, SQL_TOK_WORD, s, n);
}

static int lex_dollar(struct slice s, struct sql_token *t, struct err *err)
{
	bool open = false;
	size_t n = digits(s, 1);

	if (n > 1)
		return sql_is_ident_start(at(s, n)) ? stray(s, t, err) : take(t, SQL_TOK_PARAM, s, n);
	n = dollar_length(s, &open);
	if (n)
		return take(t, SQL_TOK_STRING, s, n);
	return open ? sql_scan_open(err, t->offset, "dollar-quoted text") : stray(s, t, err);
}

static int lex_mark(struct slice s, struct sql_token *t, struct err *err)
{
	static const char *const marks[] = {"::", ":=", ".."};

	for (size_t i = 0; i < ARRAY_LEN(marks); i++)
		if (slice_starts(s, slice_of(marks[i])))
			return take(t, SQL_TOK_OPERATOR, s, 2);
	if (is_any(s.p[0], "(),;.[]:"))
		return take(t, SQL_TOK_PUNCT, s, 1);
	size_t n = operator_length(s);
	return n ? take(t, SQL_TOK_OPERATOR, s, n) : stray(s, t, err);
}

int sql_lex_postgres(struct slice s, struct sql_token *t, struct err *err)
{
	enum sql_token_kind kind = SQL_TOK_STRING;
	bool open = false;
	size_t n = 0;

	while (is_any(at(s, n), " \t\n\r\f"))
		n++;
	if (n)
		return take(t, SQL_TOK_SPACE, s, n);
	n = comment_length(s, &open);
	if (n)
		return take(t, SQL_TOK_COMMENT, s, n);
	if (open)
		return sql_scan_open(err, t->offset, "comment");
	if (quoted_length(s, &kind, &n))
		return n ? take(t, kind, s, n)
			 : sql_scan_open(err, t->offset, kind == SQL_TOK_QUOTED ? "quoted name" : "text");
	if (sql_is_ident_start(s.p[0]))
		return lex_word(s, t);
	if (sql_is_digit(s.p[0]) || (s.p[0] == '.' && sql_is_digit(at(s, 1)))) {
		n = number_length(s);
		return n ? take(t, SQL_TOK_NUMBER, s, n) : stray(s, t, err);
	}
	return s.p[0] == '$' ? lex_dollar(s, t, err) : lex_mark(s, t, err);
}
