// SPDX-License-Identifier: Apache-2.0
/*
 * Who may talk to us. A server on loopback without a key trusts whoever reaches it, so what has to be kept out is the
 * browser that a foreign page drives: DNS rebinding shows as a foreign Host, cross-site requests as a foreign Origin or
 * as Sec-Fetch-Site (W3C Fetch Metadata).
 */
#include "base/hash.h"
#include "base/num.h"
#include "http/server_int.h"

#include <sodium.h>

/* The name in "name", "name:port" or "[v6]:port"; empty where it is none of these. */
static struct slice host_name(struct slice host)
{
	struct slice name = host, port = {NULL, 0};
	int64_t n;

	if (host.n && host.p[0] == '[') {
		const char *end = memchr(host.p, ']', host.n);
		if (!end)
			return (struct slice){NULL, 0};
		name.n = (size_t)(end - host.p) + 1;
		port = (struct slice){end + 1, host.n - name.n};
	} else {
		const char *colon = memchr(host.p, ':', host.n);
		if (colon) {
			name.n = (size_t)(colon - host.p);
			port = (struct slice){colon, host.n - name.n};
		}
	}
	if (port.n &&
		(port.p[0] != ':' || !num_parse_i64((struct slice){port.p + 1, port.n - 1}, 1, 65535, &n)))
		return (struct slice){NULL, 0};
	return name;
}

bool http_host_is_ours(const char *value, const char *const *hosts)
{
	static const char *const local[] = {"127.0.0.1", "localhost", "[::1]", NULL};
	struct slice name = host_name(slice_of(value));

	for (const char *const *p = local; *p; p++) {
		if (slice_eq_nocase(name, slice_of(*p)))
			return true;
	}
	for (const char *const *p = hosts; p && *p; p++) {
		if (slice_eq_nocase(name, slice_of(*p)))
			return true;
	}
	return false;
}

bool http_origin_is_same(const char *origin, const char *host)
{
	struct slice o = slice_of(origin);

	if (slice_starts(o, SLICE_LIT("http://")))
		o = (struct slice){o.p + 7, o.n - 7};
	else if (slice_starts(o, SLICE_LIT("https://")))
		o = (struct slice){o.p + 8, o.n - 8};
	else
		return false;
	return slice_eq_nocase(o, slice_of(host));
}

int http_check_site(const struct http_request *req, const char *const *hosts, struct err *err)
{
	const char *host = http_header(req, "Host"), *origin = http_header(req, "Origin");
	const char *site = http_header(req, "Sec-Fetch-Site");

	if (host && !http_host_is_ours(host, hosts))
		return err_set_why(err, ERR_DENIED, "foreign_host",
			"the Host header names another machine; use 127.0.0.1 or localhost, or start the "
			"server with an API key");
	if (origin && !http_origin_is_same(origin, host ? host : ""))
		return err_set_why(err, ERR_DENIED, "foreign_origin",
			"a page of another site may not call this server; start it with an API key to allow "
			"other clients");
	/* A link to a page may stand anywhere; another port of this machine is another site to us. */
	bool is_page = !req->route || (req->route->flags & HTTP_YIELDS);
	if (!origin && site && (str_eq(site, "cross-site") || str_eq(site, "same-site")) && !is_page)
		return err_set_why(
			err, ERR_DENIED, "foreign_origin", "a page of another site may not call this server");
	return 0;
}

/* Hashes have one length, so comparing them tells nothing about the key's. */
static bool is_same_secret(struct slice given, const char *key)
{
	char a[HASH_HEX_LEN], b[HASH_HEX_LEN];

	hash_sha256_hex(given.p, given.n, a);
	hash_sha256_hex(key, strlen(key), b);
	return sodium_memcmp(a, b, sizeof a) == 0;
}

bool http_key_is_right(const struct http_request *req, const char *key)
{
	static const char scheme[] = "Bearer ";
	const char *auth = http_header(req, "Authorization"), *own = http_header(req, "X-API-Key");
	struct slice s = slice_of(auth);

	if (s.n > sizeof scheme - 1 &&
		slice_eq_nocase((struct slice){s.p, sizeof scheme - 1}, SLICE_LIT("Bearer "))) {
		struct slice token =
			slice_trim((struct slice){s.p + sizeof scheme - 1, s.n - (sizeof scheme - 1)});
		if (is_same_secret(token, key))
			return true;
	}
	return own && is_same_secret(slice_of(own), key);
}
