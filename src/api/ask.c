// SPDX-License-Identifier: Apache-2.0
/*
 * One question, from its text to the stored generation: what v1 streams, v1 answers as JSON and v0 answers in its own
 * shapes is one piece of work. Every message is numbered once; the number is the stream's id and the row's.
 */
#include "api/api_int.h"
#include "assistant/assistant.h"
#include "base/clock.h"
#include "catalog/catalog.h"
#include "http/server.h"
#include "source/source.h"
#include "store/generation.h"
#include "store/session.h"
#include "store/store.h"

struct asker {
	struct http_request *req;
	const char *id;
	const struct api_question *q;
	struct http_channel *channel;
	int64_t attempt;
	VEC(struct store_event) events;
};

const char *api_generation_channel(struct arena *a, const char *generation_id)
{
	return arena_printf(a, "generation/%s", generation_id);
}

const char *api_generation_id(struct arena *a)
{
	char id[UUID_LEN];

	uuid_make(id);
	return arena_strdup(a, id);
}

static void drop_snapshot(void *p)
{
	cat_snapshot_unref(p);
}

int api_snapshot(struct http_request *req, const char *source_id, struct cat_snapshot **out, struct err *err)
{
	if (catalog_snapshot(api_of(req)->catalog, source_id, req->cancel, out, err))
		return -1;
	arena_defer(req->a, drop_snapshot, *out);
	return 0;
}

static void drop_lease(void *p)
{
	source_release(p);
}

int api_lease(struct http_request *req, const char *source_id, struct source_lease **out, struct err *err)
{
	struct source_lease *lease = ARENA_NEW(req->a, struct source_lease);

	*lease = SOURCE_LEASE_INIT;
	if (source_acquire(api_of(req)->sources, source_id, req->deadline_ms, req->cancel, lease, err))
		return -1;
	arena_defer(req->a, drop_lease, lease);
	*out = lease;
	return 0;
}

/* A message for the record; its number is its place. */
static struct slice note(struct asker *k, const char *type, struct slice json)
{
	struct store_event event = {.seq = k->attempt * GENERATION_EVENTS_MAX + (int64_t)k->events.n + 1,
		.type = type,
		.payload = {arena_strndup(k->req->a, json.p, json.n), json.n}};

	vec_push(&k->events, k->req->a, event);
	return event.payload;
}

/* The newest message of the record to the stream. That nobody reads any more shows in the request's token, not here. */
static void publish(struct asker *k)
{
	const struct store_event *last = &k->events.items[k->events.n - 1];
	struct err err = ERR_INIT;

	if (k->channel)
		err_ignore(http_channel_event(k->channel, last->seq, last->payload, &err));
}

static void send(struct asker *k, const char *type, struct str *json)
{
	note(k, type, str_slice(json));
	str_free(json);
	publish(k);
}

static void on_stage(void *ctx, enum assistant_stage stage, bool done, int64_t ms, const char *detail)
{
	struct asker *k = ctx;
	struct str json = STR_INIT(HTTP_ANSWER_MAX);
	struct js_writer w = JS_WRITER(&json);

	js_obj(&w);
	js_kv_str(&w, "type", "stage");
	js_kv_str(&w, "stage", assistant_stage_name(stage));
	js_kv_str(&w, "state", done ? "done" : "running");
	js_kv_int(&w, "ms", ms);
	if (detail)
		js_kv_str(&w, "detail", detail);
	js_kv_str(&w, "generation_id", k->id);
	js_obj_end(&w);
	send(k, "stage", &json);
}

static void on_sql_chunk(void *ctx, struct slice piece)
{
	struct asker *k = ctx;
	struct str json = STR_INIT(HTTP_ANSWER_MAX);
	struct js_writer w = JS_WRITER(&json);

	js_obj(&w);
	js_kv_str(&w, "type", "sql_chunk");
	js_kv_slice(&w, "content", piece);
	js_kv_str(&w, "generation_id", k->id);
	js_obj_end(&w);
	send(k, "sql_chunk", &json);
}

static void write_choices(struct js_writer *w, const struct gen_answer *g)
{
	js_key(w, "choices");
	js_arr(w);
	for (size_t i = 0; i < g->n_choices; i++) {
		js_obj(w);
		js_kv_str(w, "label", g->choices[i].label);
		js_kv_str(w, "question", g->choices[i].question);
		js_obj_end(w);
	}
	js_arr_end(w);
}

static void send_clarification(struct asker *k, const struct assistant_answer *ans)
{
	struct str json = STR_INIT(HTTP_ANSWER_MAX);
	struct js_writer w = JS_WRITER(&json);

	js_obj(&w);
	js_kv_str(&w, "type", "clarification");
	js_kv_str(&w, "question", ans->gen.message);
	write_choices(&w, &ans->gen);
	js_kv_str(&w, "generation_id", k->id);
	js_obj_end(&w);
	send(k, "clarification", &json);
}

static void write_strings(struct js_writer *w, const char *key, const char *const *items, size_t n)
{
	js_key(w, key);
	js_arr(w);
	for (size_t i = 0; i < n; i++)
		js_str(w, items[i]);
	js_arr_end(w);
}

static void write_tables(struct js_writer *w, const struct assistant_answer *ans)
{
	static const char *const reasons[] = {[REASON_WORDS] = "words",
		[REASON_JOIN] = "join",
		[REASON_EXAMPLE] = "example",
		[REASON_MEANING] = "meaning",
		[REASON_SMALL] = "small_schema"};

	js_key(w, "tables_considered");
	js_arr(w);
	for (size_t i = 0; i < ans->n_tables; i++) {
		const struct assistant_table *t = &ans->tables[i];
		js_obj(w);
		js_kv_str(w, "id", t->id);
		js_kv_str(w, "name", t->name);
		js_kv_num(w, "score", t->score);
		js_kv_str(w, "why", t->why);
		js_kv_str(w, "reason", reasons[t->reason]);
		js_kv_str(w, "about", t->about);
		js_kv_bool(w, "proposed", t->proposed);
		js_kv_bool(w, "used", t->used);
		js_obj_end(w);
	}
	js_arr_end(w);
	js_key(w, "tables_used");
	js_arr(w);
	for (size_t i = 0; i < ans->n_tables; i++) {
		if (ans->tables[i].used)
			js_str(w, ans->tables[i].name);
	}
	js_arr_end(w);
}

static void write_complete(
	struct js_writer *w, const char *id, const struct assistant_answer *ans, bool explain)
{
	js_obj(w);
	js_kv_str(w, "type", "generation_complete");
	js_kv_str(w, "generation_id", id);
	js_kv_str(w, "rewritten_query", ans->rewritten);
	js_kv_str(w, "sql", ans->sql);
	js_kv_str(w, "explanation", explain ? ans->gen.explanation : NULL);
	if (ans->sql)
		js_kv_num(w, "confidence_score", ans->gen.confidence);
	else
		js_kv_null(w, "confidence_score");
	js_key(w, "validation");
	assistant_write_validation(w, &ans->validation);
	write_tables(w, ans);
	write_strings(w, "assumptions", ans->gen.assumptions, ans->gen.n_assumptions);
	write_strings(w, "alternatives", ans->gen.alternatives, ans->gen.n_alternatives);
	js_kv_str(w, "message", ans->gen.message);
	write_choices(w, &ans->gen);
	js_kv_int(w, "repairs", ans->gen.repairs);
	js_kv_str(w, "model", ans->model);
	js_key(w, "tokens");
	js_obj(w);
	js_kv_int(w, "in", ans->gen.tokens_in);
	js_kv_int(w, "out", ans->gen.tokens_out);
	js_obj_end(w);
	js_kv_int(w, "ms", ans->ms);
	js_obj_end(w);
}

static void note_error(struct asker *k, const struct err *err)
{
	struct str json = STR_INIT(HTTP_ANSWER_MAX);
	struct js_writer w = JS_WRITER(&json);

	api_write_stream_error(k->req, err, k->id, &w);
	note(k, "error", str_slice(&json));
	str_free(&json);
}

/* Positions of the tables a person selected. */
static int find_selected(struct http_request *req, const struct api_question *q,
	const struct cat_snapshot *cat, struct assistant_request *out, struct err *err)
{
	uint32_t *positions = ARENA_ARRAY(req->a, uint32_t, q->n_table_ids + 1);

	for (size_t i = 0; i < q->n_table_ids; i++) {
		size_t t = 0;
		while (t < cat->n_tables &&
			!(cat->tables[t].id && str_eq_nocase(cat->tables[t].id, q->table_ids[i])))
			t++;
		if (t == cat->n_tables)
			return err_set_why(err, ERR_INVALID, "unknown_table",
				"selected_tables: the source has no table with the id %s", q->table_ids[i]);
		positions[i] = (uint32_t)t;
	}
	out->only_tables = positions;
	out->n_only_tables = q->n_table_ids;
	return 0;
}

/* The work itself. A source that cannot be reached costs the trial run, not the answer. */
static int ask(struct asker *k, const struct api_question *q, const char *source_id,
	struct assistant_answer *out, struct err *err)
{
	struct http_request *req = k->req;
	struct assistant_request r = {.question = slice_of(q->text),
		.max_repairs = q->max_repairs,
		.listener = {.ctx = k, .stage = on_stage, .sql_chunk = on_sql_chunk},
		.cancel = req->cancel,
		.deadline_ms = req->deadline_ms,
		.a = req->a};
	struct source_lease lease = SOURCE_LEASE_INIT;
	struct cat_snapshot *cat = NULL;
	struct err unreachable = ERR_INIT;

	if (!source_id)
		return err_set_why(err, ERR_NOT_FOUND, "no_source",
			"the data source that was asked has been deleted; ask another one");
	if (api_snapshot(req, source_id, &cat, err) || find_selected(req, q, cat, &r, err) ||
		api_turns(req, k->id, q, &r, err))
		return -1;
	r.cat = cat;
	if (source_acquire(api_of(req)->sources, source_id, req->deadline_ms, req->cancel, &lease,
		    &unreachable) == 0)
		r.conn = lease.conn;
	int rc = assistant_ask(&r, out, err);
	source_release(&lease);
	return rc;
}

/* The first message of an answer that is begun anew: what a client has seen of it is void. */
static void send_restart(struct asker *k)
{
	struct str json = STR_INIT(HTTP_ANSWER_MAX);
	struct js_writer w = JS_WRITER(&json);

	js_obj(&w);
	js_kv_str(&w, "type", "restart");
	js_kv_int(&w, "attempt", k->attempt);
	js_kv_str(&w, "generation_id", k->id);
	js_obj_end(&w);
	send(k, "restart", &json);
}

static int store_start(struct store_tx *tx, void *ctx, struct err *err)
{
	const struct asker *k = ctx;
	struct store_generation g = {.id = k->id,
		.owner = api_owner(k->req),
		.source_id = k->q->source_id,
		.query = k->q->text,
		.session_id = k->q->session_id,
		.asked = api_asked_write(k->req->a, k->q),
		.runner = store_instance(api_of(k->req)->store),
		.lease_until = api_ask_lease(k->req)};

	if (store_generation_start(tx, &g, err))
		return -1;
	return api_say_question(tx, k->id, k->q, err);
}

struct ending {
	const struct store_generation *g;
	struct asker *k;
	const char *said; /* what the conversation is told of the answer beside its SQL */
	store_fn *also;
};

static int store_ending(struct store_tx *tx, void *ctx, struct err *err)
{
	struct ending *e = ctx;

	if (e->k->q && e->k->q->at_once && store_start(tx, e->k, err))
		return -1;
	if (store_generation_add_events(tx, e->k->id, e->k->events.items, e->k->events.n, err) ||
		store_generation_finish(tx, e->g, err) || api_say_answer(tx, e->k->q, e->g, e->said, err))
		return -1;
	return e->also ? e->also(tx, e->k->q->also_ctx, err) : 0;
}

static int finish(struct asker *k, const struct assistant_answer *ans, const char *complete, struct err *err)
{
	struct store_generation g = {.id = k->id,
		.attempt = k->attempt,
		.status = "complete",
		.rewritten_query = ans->rewritten,
		.sql = ans->sql,
		.explanation = ans->gen.explanation,
		.model = ans->model,
		.answer = complete,
		.confidence_score = ans->sql ? ans->gen.confidence : -1,
		.tokens_in = ans->gen.tokens_in,
		.tokens_out = ans->gen.tokens_out,
		.ms = ans->ms};
	struct ending ending = {
		&g, k, ans->gen.message ? ans->gen.message : ans->gen.explanation, k->q->also};

	return store_atomic(api_tx(k->req), store_ending, &ending, err);
}

/* What went wrong is the error to report, whatever becomes of the record. */
static void finish_failed(struct asker *k, const struct err *failed)
{
	struct store_generation g = {.id = k->id,
		.attempt = k->attempt,
		.status = failed->code == ERR_CANCELLED ? "cancelled" : "error",
		.error = failed->msg,
		.confidence_score = -1};
	struct ending ending = {&g, k, failed->msg, NULL};
	struct err lost = ERR_INIT;

	err_ignore(store_atomic(api_tx(k->req), store_ending, &ending, &lost));
}

/* The work was cut short because the server stops: the next one takes it up. */
static bool is_left(const struct asker *k, const struct err *err)
{
	const struct http_server *server = api_of(k->req)->server;

	return err->code == ERR_CANCELLED && !k->q->at_once && server && http_server_is_draining(server);
}

static void leave(const struct asker *k)
{
	struct store_generation g = {.id = k->id, .attempt = k->attempt};
	struct err lost = ERR_INIT;

	err_ignore(store_generation_leave(api_tx(k->req), &g, &lost));
}

int64_t api_ask_lease(const struct http_request *req)
{
	return clock_unix_ms() + clock_left_ms(req->deadline_ms) + GENERATION_GRACE_MS;
}

int api_ask_start(struct http_request *req, const char *id, const struct api_question *q, struct err *err)
{
	struct asker k = {.req = req, .id = id, .q = q};

	return store_atomic(api_tx(req), store_start, &k, err);
}

void api_ask_abort(struct http_request *req, const char *id, int64_t attempt, const struct err *err)
{
	struct asker k = {.req = req, .id = id, .attempt = attempt};

	note_error(&k, err);
	finish_failed(&k, err);
}

int api_ask(struct http_request *req, const char *id, const struct api_question *q,
	struct assistant_answer *out, const char **complete, struct err *err)
{
	struct asker k = {.req = req, .id = id, .q = q, .channel = q->channel, .attempt = q->attempt};
	struct str json = STR_INIT(HTTP_ANSWER_MAX);
	struct js_writer w = JS_WRITER(&json);

	if (q->attempt)
		send_restart(&k);
	if (ask(&k, q, q->source_id, out, err)) {
		if (is_left(&k, err)) {
			leave(&k);
			return -1;
		}
		note_error(&k, err);
		finish_failed(&k, err);
		publish(&k);
		return -1;
	}
	if (!out->sql && out->gen.n_choices)
		send_clarification(&k, out);
	write_complete(&w, id, out, q->explain);
	const char *text = note(&k, "generation_complete", str_slice(&json)).p;
	str_free(&json);
	if (finish(&k, out, text,
		    err)) { /* the record first: whoever has seen the last message can read it */
		k.events.n--;
		note_error(&k, err);
		publish(&k);
		return -1;
	}
	publish(&k);
	*complete = text;
	return 0;
}
