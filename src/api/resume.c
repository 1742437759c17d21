// SPDX-License-Identifier: Apache-2.0
/*
 * Coming back to an answer. While it forms its channel is followed; once it has ended the store replays it; and when the
 * server that worked on it is gone it is asked again under the same id, by whoever asks for its messages first: the store
 * lets one of them have it. Each attempt numbers its messages in a range of its own, so a client that saw half of an
 * earlier one gets all of the next, which begins with "restart".
 */
#include "api/api_int.h"
#include "assistant/assistant.h"
#include "store/generation.h"
#include "store/store.h"

struct events_query {
	int64_t last_event_id;
};

static const struct js_field events_query_fields[] = {
	{.name = "last_event_id",
		.kind = JS_INT,
		.offset = offsetof(struct events_query, last_event_id),
		.max = INT64_MAX,
		.doc = "As the header Last-Event-ID, for clients that cannot set one."},
};
const struct js_shape v1_events_query_shape =
	JS_SHAPE("EventsQuery", events_query_fields, struct events_query);

/* A channel that holds what the store kept of an ended generation. */
static int replay(
	struct http_request *req, const char *id, int64_t after, struct http_channel **out, struct err *err)
{
	struct http_channel_options opt = {.name = NULL};
	struct store_event_list list;

	if (http_channel_new(req->hub, &opt, out, err))
		return -1;
	do {
		if (store_generation_events(api_tx(req), req->a, id, after, &list, err))
			break;
		for (size_t i = 0; i < list.n; i++) {
			after = list.items[i].seq;
			if (http_channel_event(*out, after, list.items[i].payload, err)) {
				list.n = 0;
				break;
			}
		}
	} while (list.n);
	http_channel_end(*out);
	if (err->code == ERR_NONE)
		return 0;
	http_channel_unref(*out);
	return -1;
}

/* ---- how it was asked, kept for asking it again ---- */

struct asked {
	struct js_strings tables;
	int64_t max_repairs;
	bool explain, detach, alone;
};

static const struct js_field asked_fields[] = {
	{.name = "tables", .kind = JS_STRINGS, .offset = offsetof(struct asked, tables)},
	{.name = "max_repairs", .kind = JS_INT, .offset = offsetof(struct asked, max_repairs)},
	{.name = "explain", .kind = JS_BOOL, .offset = offsetof(struct asked, explain)},
	{.name = "detach", .kind = JS_BOOL, .offset = offsetof(struct asked, detach)},
	{.name = "alone", .kind = JS_BOOL, .offset = offsetof(struct asked, alone)},
};
static const struct js_shape asked_shape = JS_SHAPE("Asked", asked_fields, struct asked);

const char *api_asked_write(struct arena *a, const struct api_question *q)
{
	struct str json = STR_INIT(JSON_TEXT_MAX);
	struct js_writer w = JS_WRITER(&json);

	js_obj(&w);
	js_key(&w, "tables");
	js_arr(&w);
	for (size_t i = 0; i < q->n_table_ids; i++)
		js_str(&w, q->table_ids[i]);
	js_arr_end(&w);
	js_kv_int(&w, "max_repairs", q->max_repairs);
	js_kv_bool(&w, "explain", q->explain);
	js_kv_bool(&w, "detach", q->detach);
	js_kv_bool(&w, "alone", q->alone);
	js_obj_end(&w);
	return str_to_arena(&json, a);
}

/* The question of a stored generation. */
static int recall(
	struct http_request *req, const struct store_generation *g, struct api_question *q, struct err *err)
{
	struct asked asked = {.explain = true};
	struct js_problems problems = {0};
	json_t *doc;

	if (g->asked && (js_parse(req->a, slice_of(g->asked), &doc, err) ||
				js_decode(&asked_shape, doc, req->a, &asked, &problems)))
		return err->code == ERR_NONE ? err_set(err, ERR_INTERNAL,
						       "generation %s: what was asked cannot be read", g->id)
					     : -1;
	*q = (struct api_question){.text = g->query,
		.source_id = g->source_id,
		.session_id = g->session_id,
		.table_ids = asked.tables.items,
		.n_table_ids = asked.tables.n,
		.max_repairs = (unsigned)asked.max_repairs,
		.explain = asked.explain,
		.detach = asked.detach,
		.alone = asked.alone};
	return 0;
}

/* ---- taking it up ---- */

/* Make this process the one that works on it. ERR_BUSY when another was faster. */
static int take(struct http_request *req, struct store_generation *g, struct err *err)
{
	g->runner = store_instance(api_of(req)->store);
	g->lease_until = api_ask_lease(req);
	if (store_generation_take(api_tx(req), g, err) == 0)
		return 0;
	if (err->code != ERR_CONFLICT)
		return -1;
	err_clear(err);
	return err_set_why(err, ERR_BUSY, "generation_elsewhere",
		"the answer is being taken up by another process; ask again in a moment");
}

/* Work on it and stream to the one who asked, through q->channel, which was opened here. */
static int work(struct http_request *req, struct http_response *res, struct store_generation *g,
	struct api_question *q, struct err *err)
{
	struct assistant_answer ans = {0};
	struct err lost = ERR_INIT;
	const char *complete;

	if (take(req, g, err))
		return -1;
	if (http_stream_begin(req, res, q->channel, http_last_event_id(req), true, err)) {
		err_ignore(store_generation_leave(api_tx(req), g, &lost));
		return -1;
	}
	q->attempt = g->attempt;
	err_ignore(api_ask(req, g->id, q, &ans, &complete, err)); /* its last message says how it went */
	return 0;
}

/*
 * Ask an abandoned generation again. Opening its channel comes first: others in this process who ask for its messages
 * meanwhile follow that one. -1 with ERR_CONFLICT when such a one was faster.
 */
static int take_up(
	struct http_request *req, struct http_response *res, struct store_generation *g, struct err *err)
{
	struct http_channel_options opt = {
		.name = api_generation_channel(req->a, g->id), .cancel = req->cancel};
	struct api_question q;

	if (recall(req, g, &q, err))
		return -1;
	opt.detach = q.detach;
	if (http_channel_new(req->hub, &opt, &q.channel, err))
		return -1;
	int rc = work(req, res, g, &q, err);
	if (rc)
		http_channel_end(q.channel);
	http_channel_unref(q.channel);
	return rc;
}

/*
 * The channel of this process that holds what comes after `after`, with a reference more; or NULL. One that ended without
 * a message is what somebody leaves who was not fast enough to take it up.
 */
static struct http_channel *find_channel(struct http_request *req, const char *id, int64_t after)
{
	struct http_channel *ch = http_channel_find(req->hub, api_generation_channel(req->a, id));

	bool is_empty = ch && http_channel_has_ended(ch) && http_channel_last_id(ch) == 0;
	if (!ch || (http_channel_has_after(ch, after) && !is_empty))
		return ch;
	http_channel_unref(ch);
	return NULL;
}

/* Follow ch, which belongs to another request or holds a replay. Takes the reference. */
static int follow(struct http_request *req, struct http_response *res, struct http_channel *ch, int64_t after,
	struct err *err)
{
	int rc = 0;

	if (http_channel_has_ended(ch) && after > 0 && after >= http_channel_last_id(ch))
		res->status = 204; /* tells an EventSource not to come again */
	else
		rc = http_stream_begin(req, res, ch, after, false, err);
	http_channel_unref(ch);
	return rc;
}

int v1_generate_events(struct http_request *req, struct http_response *res, struct err *err)
{
	int64_t after = http_last_event_id(req);
	struct store_generation g;
	struct http_channel *ch;

	if (store_generation_get(api_tx(req), req->a, api_owner(req), req->params[0], &g, err))
		return -1;
	if (store_generation_is_abandoned(api_of(req)->store, &g)) {
		if (take_up(req, res, &g, err) == 0)
			return 0;
		if (err->code != ERR_CONFLICT)
			return -1;
		err_clear(err);
	}
	ch = find_channel(req, g.id, after);
	if (!ch && str_eq(g.status, "running"))
		return err_set_why(err, ERR_BUSY, "generation_elsewhere",
			"the generation is running, but not in this process; ask again in a moment");
	if (!ch && replay(req, g.id, after, &ch, err))
		return -1;
	return follow(req, res, ch, after, err);
}

/* Nobody works on it: its end is recorded, so that nobody takes it up. */
static void stop_abandoned(struct http_request *req, struct store_generation *g)
{
	struct err lost = ERR_INIT, stopped = ERR_INIT;

	if (take(req, g, &lost))
		return;
	err_ignore(err_set(&stopped, ERR_CANCELLED, "the answer was stopped"));
	api_ask_abort(req, g->id, g->attempt, &stopped);
}

int v1_generate_stop(struct http_request *req, struct http_response *res, struct err *err)
{
	struct store_generation g;

	if (store_generation_get(api_tx(req), req->a, api_owner(req), req->params[0], &g, err))
		return -1;
	struct http_channel *ch = http_channel_find(req->hub, api_generation_channel(req->a, g.id));
	if (ch)
		http_channel_cancel(ch);
	else if (store_generation_is_abandoned(api_of(req)->store, &g))
		stop_abandoned(req, &g);
	http_channel_unref(ch);
	res->status = 204;
	return 0;
}
