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
	const char *query;                  /* the question, as it was asked */
	const char *rewritten_query; /* as it stands alone, where it leant on the ones before; may be NULL */
	const char *status;          /* "running", "complete", "error", "cancelled" */
	const char *sql, *explanation, *model, *error; /* may be NULL */
	const char *answer;      /* JSON: the generation_complete message; may be NULL */
	double confidence_score; /* 0..1; negative = none */
	int64_t tokens_in, tokens_out, ms;
	int64_t created_at, finished_at; /* 0 = still running */
	const char *asked;               /* JSON: how it was asked, for whoever takes it up; may be NULL */
	const char *runner;              /* store_instance() of the process that works on it; may be NULL */
	int64_t lease_until;             /* Unix ms: it has ended by then, or its process has died */
	int64_t attempt;                 /* how often it was taken up; 0 = never */
};

struct store_generation_list {
	struct store_generation *items;
	size_t n;
	struct store_more more;
};

/* Record that a generation runs; status, times and attempt are set here, the outcome's fields are not read. */
NODISCARD int store_generation_start(struct store_tx *tx, const struct store_generation *g, struct err *err);

/*
 * Record its end: attempt, status, rewritten_query, sql ... ms of g are read. ERR_CONFLICT "not_running" when it ended already, or was
 * taken up by another process meanwhile.
 */
NODISCARD int store_generation_finish(struct store_tx *tx, const struct store_generation *g, struct err *err);

/* Is it "running" without anybody who works on it: its process died, or let go of it? */
bool store_generation_is_abandoned(struct store *s, const struct store_generation *g);

/*
 * Take up what is abandoned: runner and lease_until of g are written, its attempt (as it was read) is counted up there and
 * in the store. One of several that try at once succeeds; for the others ERR_CONFLICT "not_running".
 */
NODISCARD int store_generation_take(struct store_tx *tx, struct store_generation *g, struct err *err);

/* Let go of a running one, so that another process can take it up at once. No error when it has ended. */
NODISCARD int store_generation_leave(struct store_tx *tx, const struct store_generation *g, struct err *err);

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
