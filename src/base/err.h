// SPDX-License-Identifier: Apache-2.0
/*
 * One error type for the whole tree. The caller owns it, it allocates nothing and it is the last parameter of
 * every function that can fail; such a function returns 0 or -1 and leaves its outputs untouched on failure.
 * Codes are chosen by what the caller does with them; api/ maps them to HTTP in one table.
 */
#pragma once

#include "base/defs.h"

enum err_code {
	ERR_NONE = 0,
	ERR_INVALID,   /* the request is wrong and will stay wrong */
	ERR_NOT_FOUND, /* what was named does not exist */
	ERR_DENIED,    /* understood and refused: policy, guard, credentials */
	ERR_CONFLICT,  /* a stage before is missing, or a version or a name clashes */
	ERR_LIMIT,     /* a ceiling of limits.h was met */
	ERR_TIMEOUT,   /* a deadline passed */
	ERR_CANCELLED, /* the one who asked went away or said stop */
	ERR_UPSTREAM,  /* a user's database or another service failed */
	ERR_BUSY,      /* not now: retrying later may succeed */
	ERR_INTERNAL,  /* our own fault, or our own disk's */
};

enum { ERR_MSG_MAX = 512, ERR_WHY_MAX = 40 };

/*
 * code says what to do; why is a stable machine-readable word ("sql_rejected"), may be empty; msg is for people. Who
 * raises an error about a place in the caller's text sets `position` after it: the 1-based character, 0 = none known.
 */
struct err {
	enum err_code code;
	int position;
	char why[ERR_WHY_MAX];
	char msg[ERR_MSG_MAX];
};

#define ERR_INIT ((struct err){.code = ERR_NONE})

/* What every failure returns: a value that compilers and analysers see, so that they know no output was set. */
static inline int err_failed(void)
{
	return -1;
}

/* Behind err_set() and err_set_why(): record; `why` may be NULL. */
void err_record(struct err *err, enum err_code code, const char *why, const char *fmt, ...) PRINTF_LIKE(4, 5);

/* Behind err_wrap(): put "context: " before what is recorded. */
void err_context(struct err *err, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* Record an error and return -1. Asserts that none is recorded yet: add context with err_wrap(). Never fails; long text is cut. */
#define err_set(err, code, ...) (err_record(err, code, NULL, __VA_ARGS__), err_failed())

/* As err_set(), with the stable word `why` (borrowed, copied, at most ERR_WHY_MAX - 1 bytes) that clients switch on. */
#define err_set_why(err, code, why, ...) (err_record(err, code, why, __VA_ARGS__), err_failed())

/* Put "context: " before the recorded message and return -1. The code and the why stay. */
#define err_wrap(err, ...) (err_context(err, __VA_ARGS__), err_failed())

/* Forget what was recorded, so that the struct can be used for another attempt. */
void err_clear(struct err *err);

/* The code's name in lower case, "not_found"; static storage. */
const char *err_code_name(enum err_code code);

/* Say in code that a result does not matter here. */
static inline void err_ignore(int rc)
{
	(void)rc;
}
