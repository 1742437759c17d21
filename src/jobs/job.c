// SPDX-License-Identifier: Apache-2.0
/* Kinds, what a step may ask about its attempt, and the checked calls of an engine. */
#include "jobs/engine.h"
#include "jobs/job_int.h"

#include "base/arena.h"
#include "base/cancel.h"
#include "base/mem.h"
#include "json/read.h"

#include <assert.h>
#include <string.h>

const struct job_kind *job_kind_find(const struct job_kinds *kinds, const char *name)
{
	for (size_t i = 0; i < kinds->n; i++)
		if (str_eq(kinds->items[i].name, name))
			return &kinds->items[i];
	return NULL;
}

const struct job_step *job_step_find(const struct job_kind *kind, const char *name)
{
	for (size_t i = 0; i < kind->n; i++)
		if (str_eq(kind->steps[i].name, name))
			return &kind->steps[i];
	return NULL;
}

const char *job_state_name(enum job_state state)
{
	static const char *const names[] = {
		[JOB_QUEUED] = "QUEUED",
		[JOB_RUNNING] = "RUNNING",
		[JOB_COMPLETED] = "COMPLETED",
		[JOB_FAILED] = "FAILED",
		[JOB_STOPPED] = "CANCELLED",
	};

	return names[state];
}

bool job_state_is_open(enum job_state state)
{
	return state == JOB_QUEUED || state == JOB_RUNNING;
}

/* For steps. */

const char *job_id(const struct job_ctx *c)
{
	return c->at.job_id;
}

const char *job_key(const struct job_ctx *c)
{
	return c->key;
}

unsigned job_attempt(const struct job_ctx *c)
{
	return c->at.attempt;
}

const json_t *job_resume(const struct job_ctx *c)
{
	return c->resume;
}

bool job_cancelled(const struct job_ctx *c)
{
	return cancel_is_set(c->cancel);
}

struct cancel *job_cancel_token(const struct job_ctx *c)
{
	return c->cancel;
}

struct arena *job_arena(const struct job_ctx *c)
{
	return c->arena;
}

void *job_app(const struct job_ctx *c)
{
	return c->app;
}

void job_beat(struct job_ctx *c, json_t *details)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct slice text = js_dump(a, details);
	char *copy = mem_strndup(text.p, text.n);

	json_decref(details);
	pthread_mutex_lock(c->lock);
	if (text.n > JOB_PAYLOAD_MAX) {
		c->shared.too_large = true;
	} else {
		char *old = c->shared.details;
		c->shared.details = copy;
		c->shared.dirty = true;
		copy = old;
	}
	pthread_mutex_unlock(c->lock);
	mem_free(copy);
}

/* For clients. */

/* An id is part of keys and of paths: letters, digits and "-_.:/". */
static bool id_is_valid(const char *id)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:/";
	size_t n = id ? strspn(id, allowed) : 0;

	return n > 0 && n <= NAME_MAX_BYTES && id[n] == '\0';
}

int job_submit(struct job_engine *e, const struct job_request *req, struct err *err)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	const struct job_kind *kind = job_kind_find(e->kinds, req->kind ? req->kind : "");

	if (!id_is_valid(req->id))
		return err_set(err, ERR_INVALID, "a job's id has between 1 and %d letters, digits and -_.:/",
			NAME_MAX_BYTES);
	if (!kind)
		return err_set(err, ERR_INVALID, "there is no kind of job called \"%.100s\"",
			req->kind ? req->kind : "");
	assert(kind->n > 0 && kind->n <= JOB_STEPS_MAX);
	if (req->args && !json_is_object(req->args))
		return err_set(err, ERR_INVALID, "the arguments of a job are a JSON object");
	if (req->args && js_dump(a, req->args).n > JOB_PAYLOAD_MAX)
		return err_set(err, ERR_LIMIT,
			"the arguments of a job take at most %d bytes: pass references, not data",
			JOB_PAYLOAD_MAX);
	return e->ops->submit(e, req, err);
}

int job_cancel(struct job_engine *e, const char *id, struct err *err)
{
	return e->ops->cancel(e, id, err);
}

int job_get(struct job_engine *e, struct arena *a, const char *id, struct job_view *out, struct err *err)
{
	return e->ops->get(e, a, id, out, err);
}

void job_engine_free(struct job_engine *e)
{
	if (e)
		e->ops->free(e);
}
