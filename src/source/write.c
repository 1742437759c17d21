// SPDX-License-Identifier: Apache-2.0
/* The JSON that the contract asks for. A stored configuration holds no secret, so it is shown as it is. */
#include "source/source.h"

#include "json/writer.h"

void source_write(const struct store_source *src, struct js_writer *w)
{
	js_obj(w);
	js_kv_str(w, "id", src->id);
	js_kv_str(w, "name", src->name);
	js_kv_str(w, "type", src->type);
	js_kv_str(w, "description", src->description);
	js_key(w, "config");
	js_raw(w, slice_of(src->config));
	js_kv_str(w, "status", src->status);
	js_kv_str(w, "last_error", src->last_error);
	js_kv_time(w, "last_synced", src->last_synced);
	js_kv_time(w, "created_at", src->created_at);
	js_kv_time(w, "updated_at", src->updated_at);
	js_obj_end(w);
}

void source_test_write(const struct source_test *t, struct js_writer *w)
{
	js_obj(w);
	js_kv_bool(w, "ok", t->ok);
	js_key(w, "steps");
	js_arr(w);
	for (size_t i = 0; i < t->n_steps; i++) {
		js_obj(w);
		js_kv_str(w, "step", t->steps[i].step);
		js_kv_bool(w, "ok", t->steps[i].ok);
		js_kv_int(w, "ms", t->steps[i].ms);
		if (t->steps[i].detail)
			js_kv_str(w, "detail", t->steps[i].detail);
		if (t->steps[i].fault) {
			js_kv_str(w, "fault", t->steps[i].fault);
			js_kv_str(w, "remedy", t->steps[i].remedy);
		}
		js_obj_end(w);
	}
	js_arr_end(w);
	js_kv_str(w, "server_version", t->server_version);
	js_kv_str(w, "dialect", t->dialect);
	js_kv_bool(w, "can_write", t->can_write);
	js_kv_str(w, "remedy", t->remedy);
	js_kv_int(w, "tables", (int64_t)t->n_tables);
	js_obj_end(w);
}

void source_health_write(const char *id, const struct source_health *h, struct js_writer *w)
{
	js_obj(w);
	js_kv_str(w, "id", id);
	js_kv_str(w, "status", h->status);
	js_kv_str(w, "last_error", h->last_error);
	if (h->latency_ms >= 0)
		js_kv_int(w, "latency_ms", h->latency_ms);
	else
		js_kv_null(w, "latency_ms");
	js_kv_time(w, "checked_at", h->checked_at);
	js_key(w, "pool");
	js_obj(w);
	js_kv_int(w, "size", h->pool.size);
	js_kv_int(w, "open", h->pool.open);
	js_kv_int(w, "idle", h->pool.idle);
	js_kv_int(w, "waiting", h->pool.waiting);
	js_kv_bool(w, "breaker_open", h->pool.breaker_open);
	js_obj_end(w);
	js_obj_end(w);
}
