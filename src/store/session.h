// SPDX-License-Identifier: Apache-2.0
/* Conversations (conversation_sessions, conversation_messages). Any thread. */
#pragma once

#include "store/page.h"

struct store_session {
	const char *id, *owner;
	const char *title, *source_id; /* may be NULL; without a title the first question becomes it */
	int64_t message_count, created_at;
	int64_t updated_at; /* when something was last said in it */
};

struct store_session_list {
	struct store_session *items;
	size_t n;
	struct store_more more;
};

struct store_message {
	int64_t seq;      /* 1.. within the session; set here */
	const char *role; /* "user" or "assistant" */
	const char *content;
	const char *sql, *generation_id; /* may be NULL */
	int64_t created_at;              /* set here */
	/* of the generation, where there still is one; only read */
	const char *source_id, *rewritten_query;
};

/* Insert a session; id is the caller's, times are set here. */
NODISCARD int store_session_create(struct store_tx *tx, const struct store_session *s, struct err *err);

/* The session with this id, in the arena. ERR_NOT_FOUND, also for another owner's (owner NULL = any). */
NODISCARD int store_session_get(struct store_tx *tx, struct arena *a, const char *owner, const char *id,
	struct store_session *out, struct err *err);

/* Filters of the list; NULL = any. */
struct store_session_filter {
	const char *owner, *source_id;
	const char *text; /* part of the title or of what was said, without case */
};

/*
 * What was last spoken in first. One that is spoken in while its list is paged moves to the front, where the next look
 * finds it.
 */
NODISCARD int store_session_list(struct store_tx *tx, struct arena *a,
	const struct store_session_filter *filter, const struct store_page *page,
	struct store_session_list *out, struct err *err);

/* Give it another title; its place in the list stays. ERR_NOT_FOUND, also for another owner's (owner NULL = any). */
NODISCARD int store_session_rename(
	struct store_tx *tx, const char *owner, const char *id, const char *title, struct err *err);

/*
 * Delete it with its messages; generations stay. ERR_NOT_FOUND, also for another owner's (owner NULL = any).
 */
NODISCARD int store_session_delete(struct store_tx *tx, const char *owner, const char *id, struct err *err);

/* Append n messages in one transaction; in a session without a title the first question becomes it, cut to NAME_MAX_BYTES. ERR_NOT_FOUND. */
NODISCARD int store_session_append(struct store_tx *tx, const char *session_id,
	const struct store_message *messages, size_t n, struct err *err);

struct store_message_range {
	const char *session_id;
	int64_t before; /* seq; 0 = from the end */
	size_t limit;   /* at most PAGE_MAX */
};

/* The last messages of the range, oldest first; in the arena. */
NODISCARD int store_session_messages(struct store_tx *tx, struct arena *a,
	const struct store_message_range *range, struct store_message **out, size_t *n, struct err *err);
