// SPDX-License-Identifier: Apache-2.0
/* GET /api/v1/openapi.json, written from the tables that route and validate; and the page at / of a server without a UI. */
#include "api/api_int.h"
#include "http/openapi.h"

int api_openapi(struct http_request *req, struct http_response *res, UNUSED struct err *err)
{
	struct http_openapi doc = {.title = "askdb",
		.version = api_of(req)->version,
		.description = "Questions about databases, answered with SQL that only reads: register a "
			       "data source, "
			       "sync its catalog, ask, run, look at the result."};

	doc.tables = api_routes(&doc.n_tables);
	http_openapi_write(&doc, &res->out);
	return 0;
}

int api_page_home(struct http_request *req, struct http_response *res, UNUSED struct err *err)
{
	static const char page[] =
		"<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>askdb</title>"
		"<meta name=\"viewport\" content=\"width=device-width\">"
		"<style>body{font:16px/1.5 system-ui,sans-serif;max-width:40rem;margin:3rem auto;padding:0 "
		"1rem}"
		"code{background:#8882;padding:.1em .3em}</style>"
		"<h1>askdb</h1><p>This server runs and has no web pages of its own: the binary was built "
		"without them, "
		"or started to serve programs only.</p><ul>"
		"<li><a href=\"/health/ready\">/health/ready</a>: is everything there that it needs?"
		"<li><a href=\"/api/v1/openapi.json\">/api/v1/openapi.json</a>: every operation, for people "
		"and generators"
		"<li><a href=\"/api/v1/data-sources\">/api/v1/data-sources</a>: the registered databases"
		"<li><a href=\"/metrics\">/metrics</a>: counters for Prometheus</ul>"
		"<p>From a shell: <code>askdb ask \"how many customers are there?\"</code></html>";

	http_header_add(req, res, "Content-Security-Policy",
		"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
		"frame-ancestors 'none'");
	http_text(res, 200, "text/html; charset=utf-8", (struct slice){page, sizeof page - 1});
	return 0;
}
