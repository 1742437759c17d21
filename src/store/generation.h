// SPDX-License-Identifier: Apache-2.0
/*
 * Questions that became SQL (sql_generations) and the events that were streamed meanwhile
 * (generation_events), so that a client can take up a stream where it broke off, even after a restart. Any
 * thread.
 */
#pragma once

#include "store/page.h"

struct store_generation {
	const char *id;                     /* the caller's, uuid_make() */
	const char *owner;                  /* "" = the only user there is */
	const char *source_id, *session_id; /* may be NULL; NULL again when what they named is deleted */
	const char *query;                  /* the question */
	const char *status;                 /* "running", "complete", "error", "cancelled" */
	const char *sql, *explanation, *model, *error; /* may be NULL */
	const char *answer;      /* JSON: the generation_complete message; may be NULL */
	double confidence_score; /* 0..1; negative = none */
	int64_t tokens_in, tokens_out, ms;
	int64_t created_at, finished_at; /* 0 = still running */
};

struct store_generation_list {
	struct store_generation *items;
	size_t n;
	struct store_more more;
};

/* Record that a generation runs; status and times are set here, the outcome's fields are not read. */
NODISCARD int store_generation_start(struct store_tx *tx, const struct store_generation *g, struct err *err);

/* Record its end: status, sql ... ms of g are read. ERR_CONFLICT "not_running" when it ended already. */
NODISCARD int store_generation_finish(struct store_tx *tx, const struct store_generation *g, struct err *err);

/* The generation with this id, in the arena. ERR_NOT_FOUND, also for another owner's (owner NULL = any). */
NODISCARD int store_generation_get(struct store_tx *tx, struct arena *a, const char *owner, const char *id,
	struct store_generation *out, struct err *err);

/* Filters of the history; NULL = any. */
struct store_generation_filter {
	const char *owner, *source_id, *session_id;
	const char *text; /* part of the question or the SQL, without case */
};

/* Newest first. */
NODISCARD int store_generation_list(struct store_tx *tx, struct arena *a,
	const struct store_generation_filter *filter, const struct store_page *page,
	struct store_generation_list *out, struct err *err);

struct store_event {
	int64_t seq;          /* 1.. within the generation */
	const char *type;     /* the message's "type" */
	struct slice payload; /* JSON text */
};

struct store_event_list {
	struct store_event *items;
	size_t n;
};

/*
 * Append events with the seq they carry. ERR_CONFLICT when one is there already, ERR_LIMIT (STORE_EVENT_MAX).
 */
NODISCARD int store_generation_add_events(struct store_tx *tx, const char *generation_id,
	const struct store_event *events, size_t n, struct err *err);

/* Events after seq (0 = all), in order, at most PAGE_MAX; in the arena. */
NODISCARD int store_generation_events(struct store_tx *tx, struct arena *a, const char *generation_id,
	int64_t after, struct store_event_list *out, struct err *err);

/*
 * Close generations still "running" that began before `before` (Unix ms): they end as "error" with an error
 * event, so a reader of their stream sees an end. An embedded server calls it at start with the time of its
 * start. *closed counts.
 */
NODISCARD int store_generation_close_stale(
	struct store_tx *tx, int64_t before, int64_t *closed, struct err *err);
