// SPDX-License-Identifier: Apache-2.0
/* Recording errors; see err.h. Messages are cut on a UTF-8 boundary so that they stay valid JSON text. */
#include "base/err.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void trim_broken_tail(char *s)
{
	size_t n = strlen(s);
	size_t back = 0;

	while (back < 3 && n > back && ((unsigned char)s[n - 1 - back] & 0xC0) == 0x80)
		back++;
	if (n <= back)
		return;
	unsigned char lead = (unsigned char)s[n - 1 - back];
	size_t want = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : lead >= 0xC0 ? 1 : 0;
	if (lead >= 0xC0 && want != back)
		s[n - 1 - back] = '\0';
}

void err_record(struct err *err, enum err_code code, const char *why, const char *fmt, ...)
{
	va_list ap;

	assert(err->code == ERR_NONE && code != ERR_NONE);
	err->code = code;
	err->position = 0;
	snprintf(err->why, sizeof err->why, "%s", why ? why : "");
	va_start(ap, fmt);
	vsnprintf(err->msg, sizeof err->msg, fmt, ap);
	va_end(ap);
	trim_broken_tail(err->msg);
}

void err_context(struct err *err, const char *fmt, ...)
{
	char inner[ERR_MSG_MAX];
	va_list ap;

	assert(err->code != ERR_NONE);
	memcpy(inner, err->msg, sizeof inner);
	va_start(ap, fmt);
	int n = vsnprintf(err->msg, sizeof err->msg, fmt, ap);
	va_end(ap);
	if (n >= 0 && (size_t)n < sizeof err->msg)
		snprintf(err->msg + n, sizeof err->msg - (size_t)n, ": %s", inner);
	trim_broken_tail(err->msg);
}

void err_clear(struct err *err)
{
	*err = ERR_INIT;
}

const char *err_code_name(enum err_code code)
{
	static const char *const names[] = {
		[ERR_NONE] = "none",
		[ERR_INVALID] = "invalid",
		[ERR_NOT_FOUND] = "not_found",
		[ERR_DENIED] = "denied",
		[ERR_CONFLICT] = "conflict",
		[ERR_LIMIT] = "limit",
		[ERR_TIMEOUT] = "timeout",
		[ERR_CANCELLED] = "cancelled",
		[ERR_UPSTREAM] = "upstream",
		[ERR_BUSY] = "busy",
		[ERR_INTERNAL] = "internal",
	};

	return (size_t)code < ARRAY_LEN(names) ? names[code] : "internal";
}
