// SPDX-License-Identifier: Apache-2.0
/* See client.h. */
#include "net/client.h"

#include "base/arena.h"
#include "base/cancel.h"
#include "base/clock.h"
#include "base/limits.h"

#include <curl/curl.h>
#include <limits.h>

struct transfer {
	struct arena *a;
	const struct net_request *req;
	CURL *easy;
	struct curl_slist *headers;
	struct str body;
	char problem[CURL_ERROR_SIZE];
};

static void transfer_done(struct transfer *t)
{
	curl_slist_free_all(t->headers);
	curl_easy_cleanup(t->easy);
	str_free(&t->body);
}

static size_t on_bytes(char *p, size_t size, size_t n, void *ctx)
{
	struct transfer *t = ctx;
	str_add(&t->body, p, size * n);
	return t->body.over ? 0 : size * n;
}

static int on_progress(void *ctx, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
	const struct transfer *t = ctx;
	(void)a, (void)b, (void)c, (void)d;
	return cancel_is_set(t->req->cancel);
}

static void add_header(struct transfer *t, const char *name, const char *value)
{
	if (value)
		t->headers = curl_slist_append(t->headers, arena_printf(t->a, "%s: %s", name, value));
}

/* Each option of curl is set once; the first that is refused ends it. */
static CURLcode set_options(struct transfer *t, long timeout_ms)
{
	const struct net_request *req = t->req;
	CURL *e = t->easy;
	CURLcode rc = CURLE_OK;
#define SET(option, value) rc = rc == CURLE_OK ? curl_easy_setopt(e, option, value) : rc
	SET(CURLOPT_URL, req->url);
	SET(CURLOPT_PROTOCOLS_STR, "http,https");
	SET(CURLOPT_CUSTOMREQUEST, req->method);
	SET(CURLOPT_HTTPHEADER, t->headers);
	SET(CURLOPT_NOSIGNAL, 1L);
	SET(CURLOPT_TIMEOUT_MS, timeout_ms);
	SET(CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_TIMEOUT_MS);
	SET(CURLOPT_ERRORBUFFER, t->problem);
	SET(CURLOPT_WRITEFUNCTION, on_bytes);
	SET(CURLOPT_WRITEDATA, t);
	SET(CURLOPT_XFERINFOFUNCTION, on_progress);
	SET(CURLOPT_XFERINFODATA, t);
	SET(CURLOPT_NOPROGRESS, 0L);
	SET(CURLOPT_ACCEPT_ENCODING, "");
	if (!str_eq(req->method, "GET")) {
		SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)req->body.n);
		SET(CURLOPT_POSTFIELDS, req->body.p ? req->body.p : "");
	}
#undef SET
	return rc;
}

static int fail(struct transfer *t, CURLcode rc, struct err *err)
{
	const char *why = t->problem[0] ? t->problem : curl_easy_strerror(rc);
	if (t->body.over)
		return err_set(err, ERR_LIMIT, "the answer of %s is larger than %d bytes", t->req->url,
			NET_ANSWER_MAX);
	if (cancel_is_set(t->req->cancel))
		return err_set(err, ERR_CANCELLED, "stopped");
	if (rc == CURLE_URL_MALFORMAT || rc == CURLE_UNSUPPORTED_PROTOCOL)
		return err_set(err, ERR_INVALID, "\"%s\" is not an http or https URL", t->req->url);
	if (rc == CURLE_OPERATION_TIMEDOUT)
		return err_set(err, ERR_TIMEOUT, "%s did not answer in time", t->req->url);
	return err_set(err, ERR_UPSTREAM, "cannot reach %s: %s", t->req->url, why);
}

static int run(struct transfer *t, struct net_answer *out, struct err *err)
{
	int64_t left = t->req->deadline_ms ? clock_left_ms(t->req->deadline_ms) : NET_TIMEOUT_MS;
	long status = 0;
	const char *type = NULL;
	if (left == 0)
		return err_set(err, ERR_TIMEOUT, "no time is left to ask %s", t->req->url);
	add_header(t, "Accept", t->req->accept);
	add_header(t, "Expect", "");
	if (!str_eq(t->req->method, "GET"))
		add_header(t, "Content-Type", t->req->type ? t->req->type : "application/json");
	if (t->req->bearer)
		add_header(t, "Authorization", arena_printf(t->a, "Bearer %s", t->req->bearer));
	CURLcode rc = set_options(t, (long)MIN(left, (int64_t)LONG_MAX));
	rc = rc == CURLE_OK ? curl_easy_perform(t->easy) : rc;
	if (rc != CURLE_OK)
		return fail(t, rc, err);
	curl_easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(t->easy, CURLINFO_CONTENT_TYPE, &type);
	out->status = (int)status;
	out->type = type ? arena_strdup(t->a, type) : "";
	out->body = (struct slice){arena_strndup(t->a, t->body.buf, t->body.n), t->body.n};
	return 0;
}

int net_fetch(struct arena *a, const struct net_request *req, struct net_answer *out, struct err *err)
{
	struct transfer t = {.a = a, .req = req, .easy = curl_easy_init(), .body = STR_INIT(NET_ANSWER_MAX)};
	if (!t.easy)
		return err_set(err, ERR_INTERNAL, "libcurl could not be started");
	int rc = run(&t, out, err);
	transfer_done(&t);
	return rc;
}
