// SPDX-License-Identifier: Apache-2.0
/* See log.h. A line is built on the stack of the caller and written with one write(2), so lines never mix. */
#include "base/log.h"

#include "base/clock.h"
#include "base/limits.h"
#include "base/str.h"

#include <stdarg.h>
#include <unistd.h>

static enum log_level max_level = LOG_INFO;
static enum log_format line_format = LOG_TEXT;

static const char *const level_names[] = {"error", "warn", "info", "debug"};

void log_setup(enum log_level level, enum log_format format)
{
	max_level = level;
	line_format = format;
}

bool log_level_parse(const char *s, enum log_level *out)
{
	for (size_t i = 0; i < ARRAY_LEN(level_names); i++) {
		if (str_eq(s, level_names[i])) {
			*out = (enum log_level)i;
			return true;
		}
	}
	return false;
}

/* JSON string escapes serve both formats: a control character or a quote never reaches a terminal raw. */
static void add_quoted(struct str *line, const char *s)
{
	str_addc(line, '"');
	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;
		if (c == '"' || c == '\\')
			str_addf(line, "\\%c", c);
		else if (c < 0x20 || c == 0x7F)
			str_addf(line, "\\u%04x", (unsigned)c);
		else
			str_addc(line, (char)c);
	}
	str_addc(line, '"');
}

static void add_pair(struct str *line, const char *name, const char *value)
{
	if (line_format == LOG_JSON) {
		str_addc(line, ',');
		add_quoted(line, name);
		str_addc(line, ':');
		add_quoted(line, value);
		return;
	}
	str_addf(line, " %s=", name);
	if (value[0] && !value[strcspn(value, " \"\\=\t\n\r\x1b\x7f")])
		str_adds(line, value);
	else
		add_quoted(line, value);
}

void log_event(enum log_level level, const char *msg, ...)
{
	char when[CLOCK_TEXT_LEN];
	struct str line = STR_INIT(LOG_LINE_MAX);
	va_list ap;

	if (level > max_level)
		return;
	clock_format(clock_unix_ms(), when);
	if (line_format == LOG_JSON) {
		str_addf(&line, "{\"time\":\"%s\",\"level\":\"%s\",\"msg\":", when, level_names[level]);
		add_quoted(&line, msg);
	} else {
		str_addf(&line, "%s %-5s %s", when, level_names[level], msg);
	}
	va_start(ap, msg);
	for (const char *name; (name = va_arg(ap, const char *));) {
		const char *value = va_arg(ap, const char *);
		size_t before = line.n;
		if (value)
			add_pair(&line, name, value);
		if (line.over) /* a pair that does not fit is left out whole, so that the line stays well-formed */
			str_truncate(&line, before);
	}
	va_end(ap);
	line.max += 2;
	str_adds(&line, line_format == LOG_JSON ? "}\n" : "\n");
	ssize_t written = write(STDERR_FILENO, line.buf, line.n);
	(void)written; /* a log that cannot be written has nowhere to say so */
	str_free(&line);
}
