// SPDX-License-Identifier: Apache-2.0
/* Talking to a running server by its v1 interface: JSON in, JSON out, problems as errors. */
#pragma once

#include "base/err.h"
#include "base/str.h"

#include <jansson.h>

struct arena;
struct cancel;
struct cli;

struct server {
	struct arena *a;
	const char *base; /* "http://127.0.0.1:8000", without a slash at the end */
	const char *key;  /* ASKDB_API_KEY, or NULL */
	struct cancel *cancel;
	int64_t deadline_ms; /* monotonic; 0 = NET_TIMEOUT_MS a request */
};

/* The server that --url or ASKDB_URL names; false when neither does. Texts are borrowed or in cli's arena. */
bool server_from(const struct cli *cli, struct server *out);

/*
 * One request below /api/v1: path like "/data-sources". body NULL = none. *out (in the arena; NULL for an empty answer)
 * is what a 2xx answer holds.
 * Errors     those of net_fetch(); else by the answer's status and the "code" and "detail" of its problem.
 */
NODISCARD int server_call(const struct server *s, const char *method, const char *path, const json_t *body,
	json_t **out, struct err *err);

/* Id of the source called name (an id is its own name), in the arena. ERR_NOT_FOUND names those there are. */
NODISCARD int server_source_id(const struct server *s, const char *name, const char **id, struct err *err);
