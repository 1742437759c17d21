// SPDX-License-Identifier: Apache-2.0
/*
 * Static files built into the binary, with their compressed forms: negotiation (br, gzip, identity), strong ETags per
 * encoding, 304, immutable caching, and the one-page application's fallback to its index. A folder can stand in for
 * the table while a UI is being developed. Immutable; any thread.
 */
#pragma once

#include "base/err.h"
#include "base/str.h"

struct http_request;
struct http_response;

struct http_asset {
	const char *path; /* "/_app/immutable/start.js"; the table is sorted by it */
	const char *type;
	struct slice identity, gzip, brotli; /* the last two empty where there is no such form */
	const char *etag;                    /* content hash, without quotes */
	bool immutable;                      /* the name changes with the content: cached for a year */
};

struct http_assets {
	const struct http_asset *items;
	size_t n;
	const char *csp; /* Content-Security-Policy of HTML answers; NULL = the strict default */
	const char *dir; /* serve this folder instead of the table; NULL = the table */
};

/*
 * Answer a GET for req->path. false: no such file, and the fallback does not apply (it does for a page: Accept has
 * text/html, no file extension, no path of the API).   Blocks: on the disk when assets->dir is set.
 */
bool http_asset_answer(const struct http_assets *assets, struct http_request *req, struct http_response *res);

/* The content type for a file name, by its extension; "application/octet-stream" for what is unknown. */
const char *http_asset_type(const char *path);
