// SPDX-License-Identifier: Apache-2.0
/*
 * A candidate on its way to being an answer: judged by the guard, its names resolved and corrected, run for a moment
 * on the read-only connection. Inner header of the room.
 */
#pragma once

#include "assistant/assistant.h"

struct map;

struct checked {
	bool ok;
	const char *sql;            /* with names corrected; NULL when !ok */
	const char *error;          /* a sentence, when !ok */
	bool is_security;           /* the guard refused what it does, not how it is written */
	const char *rule;           /* the guard's word, or NULL */
	struct sql_binding binding; /* of the corrected text */
	const char *corrections;    /* "Artst was read as Artist", or NULL */
};

/* Guard, bind, correct, guard again: for req's snapshot and connection. Asks nobody; results in req->a. */
void check_candidate(const struct assistant_request *req, const char *sql, struct checked *out);

struct trier {
	const struct assistant_request *req;
	struct map *done; /* SQL text -> struct gen_trial: the generator and the pipeline may ask twice */
	struct err fatal; /* set when no further trial makes sense: cancelled, connection gone */
};

/* Prepare to try on req->conn (not NULL). */
void trier_init(struct trier *t, const struct assistant_request *req);

/* Run checked SQL for TRY_TIMEOUT_MS and TRY_ROWS_MAX at most. -1 with t->fatal set when trying has to end. */
NODISCARD int trier_run(struct trier *t, const char *sql, struct gen_trial *out);

/* The generator's `try`: check_candidate() and trier_run(). ctx is the trier. */
void trier_try(void *ctx, const char *sql, struct gen_trial *out);
