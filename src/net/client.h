// SPDX-License-Identifier: Apache-2.0
/*
 * One HTTP request, sent and waited for: what the command line needs to talk to a server. No redirect is followed and
 * no protocol but http and https is spoken. No state is kept: any thread.
 */
#pragma once

#include "base/err.h"
#include "base/str.h"

struct arena;
struct cancel;

struct net_request {
	const char *method; /* "GET", "POST", "DELETE" */
	const char *url;
	const char *accept;    /* NULL = anything */
	const char *bearer;    /* the key of "Authorization: Bearer", or NULL */
	const char *type;      /* of the body; NULL = "application/json" */
	struct slice body;     /* sent when the method is not GET */
	int64_t deadline_ms;   /* monotonic; 0 = NET_TIMEOUT_MS from now */
	struct cancel *cancel; /* may be NULL */
};

struct net_answer {
	int status;
	const char *type;  /* content type; "" when the server gave none */
	struct slice body; /* at most NET_ANSWER_MAX bytes, NUL behind it */
};

/*
 * Send a request and wait for its whole answer, which lives in the arena. An answer of any status is success.
 * Errors     ERR_INVALID (the URL), ERR_UPSTREAM (no connection, or it broke), ERR_LIMIT, ERR_TIMEOUT, ERR_CANCELLED.
 * Blocks     yes.
 */
NODISCARD int net_fetch(
	struct arena *a, const struct net_request *req, struct net_answer *out, struct err *err);
