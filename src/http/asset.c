// SPDX-License-Identifier: Apache-2.0
/* See asset.h. Only bytes that were compressed when the binary was built are sent compressed. */
#include "http/asset.h"

#include "base/file.h"
#include "base/hash.h"
#include "base/num.h"
#include "http/http.h"

#include <stdlib.h>

enum { ETAG_HEX = 32 };

static const char strict_csp[] =
	"default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

static const struct {
	const char *extension, *type;
} types[] = {
	{".css", "text/css; charset=utf-8"},
	{".csv", "text/csv; charset=utf-8"},
	{".html", "text/html; charset=utf-8"},
	{".ico", "image/x-icon"},
	{".js", "text/javascript; charset=utf-8"},
	{".json", "application/json"},
	{".map", "application/json"},
	{".mjs", "text/javascript; charset=utf-8"},
	{".png", "image/png"},
	{".svg", "image/svg+xml"},
	{".txt", "text/plain; charset=utf-8"},
	{".wasm", "application/wasm"},
	{".webmanifest", "application/manifest+json"},
	{".woff2", "font/woff2"},
};

const char *http_asset_type(const char *path)
{
	const char *dot = strrchr(path, '.');

	for (size_t i = 0; dot && i < ARRAY_LEN(types); i++) {
		if (str_eq_nocase(types[i].extension, dot))
			return types[i].type;
	}
	return "application/octet-stream";
}

/* Does Accept-Encoding take this coding? Without the header only identity is taken; "*" stands for any. */
static bool takes_coding(const struct http_request *req, const char *coding)
{
	struct slice rest = slice_of(http_header(req, "Accept-Encoding"));
	bool any = false;

	while (rest.n) {
		struct slice item = slice_cut(&rest, ','), params = item;
		struct slice name = slice_trim(slice_cut(&params, ';'));
		struct slice q = slice_trim(params);
		double value = 1;
		if (slice_starts(q, SLICE_LIT("q=")) &&
			!num_parse_f64((struct slice){q.p + 2, q.n - 2}, &value))
			value = 0;
		if (slice_eq_nocase(name, slice_of(coding)))
			return value > 0;
		any |= slice_eq(name, SLICE_LIT("*")) && value > 0;
	}
	return any;
}

/* Is the tag (with its quotes) in If-None-Match? The weak comparison of RFC 9110, 13.1.2. */
static bool is_fresh(const struct http_request *req, const char *etag)
{
	struct slice rest = slice_of(http_header(req, "If-None-Match"));

	while (rest.n) {
		struct slice tag = slice_trim(slice_cut(&rest, ','));
		if (slice_starts(tag, SLICE_LIT("W/")))
			tag = (struct slice){tag.p + 2, tag.n - 2};
		if (slice_eq(tag, slice_of(etag)) || slice_eq(tag, SLICE_LIT("*")))
			return true;
	}
	return false;
}

static void answer(const struct http_assets *assets, const struct http_asset *asset, struct http_request *req,
	struct http_response *res)
{
	struct slice body = asset->identity;
	const char *coding = NULL;

	if (asset->brotli.n && takes_coding(req, "br")) {
		coding = "br";
		body = asset->brotli;
	} else if (asset->gzip.n && takes_coding(req, "gzip")) {
		coding = "gzip";
		body = asset->gzip;
	}
	const char *etag =
		arena_printf(req->a, "\"%s%s%s\"", asset->etag, coding ? "-" : "", coding ? coding : "");
	http_header_add(req, res, "ETag", etag);
	http_header_add(req, res, "Vary", "Accept-Encoding");
	http_header_add(req, res, "Cache-Control",
		asset->immutable                            ? "public, max-age=31536000, immutable"
		: str_eq(asset->path, "/_app/version.json") ? "no-store"
							    : "no-cache");
	if (slice_starts(slice_of(asset->type), SLICE_LIT("text/html"))) {
		http_header_add(req, res, "Content-Security-Policy", assets->csp ? assets->csp : strict_csp);
		http_header_add(req, res, "Cross-Origin-Opener-Policy", "same-origin");
	}
	if (is_fresh(req, etag)) {
		http_text(res, 304, asset->type, (struct slice){NULL, 0});
		return;
	}
	if (coding)
		http_header_add(req, res, "Content-Encoding", coding);
	http_text(res, 200, asset->type, body);
}

static int compare_path(const void *key, const void *item)
{
	return strcmp(key, ((const struct http_asset *)item)->path);
}

/* No segment may be empty or begin with a dot: nothing outside the folder, nothing hidden. */
static bool is_plain_path(const char *path)
{
	for (const char *p = path; *p; p++) {
		if (*p == '\\' || (*p == '/' && (p[1] == '/' || p[1] == '.' || p[1] == '\0')))
			return false;
	}
	return path[0] == '/';
}

static const struct http_asset *load(const char *dir, const char *path, struct http_request *req)
{
	struct http_asset *asset = ARENA_NEW(req->a, struct http_asset);
	const char *file = arena_printf(req->a, "%s%s", dir, path);
	char hex[HASH_HEX_LEN];
	struct err err = ERR_INIT;

	if (!is_plain_path(path) || !file_is_readable(file) ||
		file_read(req->a, file, HTTP_ANSWER_MAX, &asset->identity, &err))
		return NULL;
	hash_sha256_hex(asset->identity.p, asset->identity.n, hex);
	asset->path = path;
	asset->type = http_asset_type(path);
	asset->etag = arena_strndup(req->a, hex, ETAG_HEX);
	return asset;
}

static const struct http_asset *find(
	const struct http_assets *assets, const char *path, struct http_request *req)
{
	if (assets->dir)
		return load(assets->dir, path, req);
	return assets->n ? bsearch(path, assets->items, assets->n, sizeof *assets->items, compare_path)
			 : NULL;
}

/* Is this the address of a page of the application rather than of a file or an endpoint? */
static bool is_page(const struct http_request *req, const char *path)
{
	static const char *const own[] = {"/api/", "/mcp", "/_app/", "/metrics", "/health", NULL};
	const char *accept = http_header(req, "Accept"), *slash = strrchr(path, '/');

	for (const char *const *p = own; *p; p++) {
		if (slice_starts(slice_of(path), slice_of(*p)))
			return false;
	}
	return accept && slice_find(slice_of(accept), SLICE_LIT("text/html")) >= 0 && slash &&
	       !strchr(slash, '.');
}

bool http_asset_answer(const struct http_assets *assets, struct http_request *req, struct http_response *res)
{
	const struct http_asset *asset = NULL;
	const char *path;

	if (!http_unescape(req->a, req->path, false, &path))
		return false;
	if (!str_eq(path, "/"))
		asset = find(assets, path, req);
	if (!asset && (str_eq(path, "/") || is_page(req, path)))
		asset = find(assets, "/index.html", req);
	if (!asset)
		return false;
	answer(assets, asset, req, res);
	return true;
}
