// SPDX-License-Identifier: Apache-2.0
/*
 * Idempotency-Key (IETF draft-ietf-httpapi-idempotency-key-header-07): the first POST with a key does the work, one
 * that repeats it is given the same answer. A failure that may pass (5xx) and a stream are not kept: the key is free again.
 */
#include "api/api_int.h"

#include "store/idempotency.h"

/* One claim in 256 drops the keys that are past their time: no timer, and no request pays for many. */
static void sweep_sometimes(struct http_request *req)
{
	struct err lost = ERR_INIT;
	uint8_t dice;

	hash_random(&dice, sizeof dice);
	if (dice == 0)
		err_ignore(store_idempotency_expire(api_tx(req), NULL, &lost));
}

static int claim(struct http_request *req, const struct store_idempotency *key, struct http_response *res,
	bool *is_ours, struct err *err)
{
	struct store_idempotency_hit hit = {0};

	sweep_sometimes(req);
	if (store_idempotency_begin(api_tx(req), req->a, key, &hit, err))
		return -1;
	*is_ours = hit.state == STORE_IDEMPOTENCY_NEW;
	switch (hit.state) {
	case STORE_IDEMPOTENCY_NEW:
		return 0;
	case STORE_IDEMPOTENCY_DONE:
		http_text(res, hit.status, hit.content_type, hit.response);
		http_header_add(req, res, "Idempotent-Replayed", "true");
		return 0;
	case STORE_IDEMPOTENCY_RUNNING:
		return err_set_why(err, ERR_CONFLICT, "idempotency_in_flight",
			"a request with this Idempotency-Key is still running");
	case STORE_IDEMPOTENCY_OTHER:
		break;
	}
	return err_set_why(err, ERR_INVALID, "idempotency_mismatch",
		"this Idempotency-Key was used with another request; take a new one");
}

/* Keep the answer. A failure is written now, so that it is the same text when it is repeated. */
static void settle(struct http_request *req, const struct store_idempotency *key, struct http_response *res)
{
	struct slice body = res->out.n ? str_slice(&res->out) : res->body;
	struct store_idempotency_hit hit = {
		.status = res->status, .content_type = res->type, .response = body};
	struct err lost = ERR_INIT;

	err_ignore(store_idempotency_finish(api_tx(req), key, &hit, &lost));
}

int api_around(http_handler_fn *handler, struct http_request *req, struct http_response *res, struct err *err)
{
	const char *key = http_header(req, "Idempotency-Key");
	struct store_idempotency id = {.owner = api_owner(req), .key = key};
	char hash[HASH_HEX_LEN];
	struct err lost = ERR_INIT;
	bool is_ours;

	if (!key || !key[0] || req->method != HTTP_POST ||
		((req->route->flags & HTTP_STREAM) && !api_wants_json(req)))
		return handler(req, res, err);
	hash_sha256_hex(req->raw_body.p, req->raw_body.n, hash);
	id.body_hash = hash;
	id.route = arena_printf(req->a, "POST %.*s", SLICE_FMT(req->path));
	if (claim(req, &id, res, &is_ours, err))
		return -1;
	if (!is_ours)
		return 0;
	int rc = handler(req, res, err);
	if (rc) {
		struct http_failure f = {.err = err, .problems = &res->problems};
		if (api_status_of(&f) >= 499) {
			err_ignore(store_idempotency_drop(api_tx(req), &id, &lost));
			return -1;
		}
		api_fail(req, &f, res);
	}
	settle(req, &id, res);
	return 0;
}
