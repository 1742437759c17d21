// SPDX-License-Identifier: Apache-2.0
/*
 * A question's place in its conversation: what was said before goes into the request, and both turns are kept. The
 * question is kept when the work begins and the answer with its record, so that a conversation looked at meanwhile shows
 * what it waits for.
 */
#include "api/api_int.h"
#include "assistant/assistant.h"
#include "store/generation.h"
#include "store/session.h"
#include "store/store.h"

enum {
	CONTEXT_MESSAGES = 10, /* of the conversation, that a question is read with */
	OWN_MESSAGES = 2,      /* its own, which are there already when it is taken up again */
};

/* Turns end before the generation's own messages. */
static size_t count_before(const struct store_message *messages, size_t n, const char *generation_id)
{
	for (size_t i = 0; i < n; i++) {
		if (messages[i].generation_id && str_eq(messages[i].generation_id, generation_id))
			return i;
	}
	return n;
}

/* The turn of a generation; NULL = none. Answers may come in another order than their questions. */
static struct gen_turn *turn_of(
	struct gen_turn *turns, const char *const *ids, size_t n, const char *generation_id)
{
	for (size_t i = n; i-- > 0 && generation_id;) {
		if (ids[i] && str_eq(ids[i], generation_id))
			return &turns[i];
	}
	return NULL;
}

int api_turns(struct http_request *req, const char *generation_id, const struct api_question *q,
	struct assistant_request *out, struct err *err)
{
	struct store_message_range range = {
		.session_id = q->session_id, .limit = CONTEXT_MESSAGES + OWN_MESSAGES};
	struct store_message *m;
	size_t n, n_turns = 0;

	if (!q->session_id || q->alone)
		return 0;
	if (store_session_messages(api_tx(req), req->a, &range, &m, &n, err))
		return -1;
	n = count_before(m, n, generation_id);
	struct gen_turn *turns = ARENA_ARRAY(req->a, struct gen_turn, n + 1);
	const char **ids = ARENA_ARRAY(req->a, const char *, n + 1);
	for (size_t i = n > CONTEXT_MESSAGES ? n - CONTEXT_MESSAGES : 0; i < n; i++) {
		if (m[i].source_id && !str_eq(m[i].source_id, q->source_id))
			continue;
		struct gen_turn *t = turn_of(turns, ids, n_turns, m[i].generation_id);
		if (str_eq(m[i].role, "user")) {
			const char *text = m[i].rewritten_query ? m[i].rewritten_query : m[i].content;
			ids[n_turns] = m[i].generation_id;
			turns[n_turns++] = (struct gen_turn){.question = slice_of(text)};
		} else if (t) {
			t->sql = m[i].sql;
		}
	}
	out->turns = turns;
	out->n_turns = n_turns;
	return 0;
}

/* A conversation that was deleted meanwhile is no reason to lose the answer. */
static int say(
	struct store_tx *tx, const struct api_question *q, const struct store_message *m, struct err *err)
{
	if (store_session_append(tx, q->session_id, m, 1, err) == 0)
		return 0;
	if (err->code != ERR_NOT_FOUND)
		return -1;
	err_clear(err);
	return 0;
}

int api_say_question(
	struct store_tx *tx, const char *generation_id, const struct api_question *q, struct err *err)
{
	struct store_message m = {.role = "user", .content = q->text, .generation_id = generation_id};

	return q->session_id ? say(tx, q, &m, err) : 0;
}

int api_say_answer(struct store_tx *tx, const struct api_question *q, const struct store_generation *g,
	const char *said, struct err *err)
{
	struct store_message m = {.role = "assistant",
		.content = said     ? said
			   : g->sql ? g->sql
				    : "",
		.sql = g->sql,
		.generation_id = g->id};

	return q && q->session_id ? say(tx, q, &m, err) : 0;
}
