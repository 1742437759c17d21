// SPDX-License-Identifier: Apache-2.0
/* The OpenAPI 3.1 document of route tables: what routes and validates is what is described. */
#pragma once

#include "http/route.h"

struct str;

struct http_openapi {
	const char *title, *version, *description;
	const struct http_routes *tables;
	size_t n_tables;
};

/* Write the document as JSON into out (check it with str_check()). */
void http_openapi_write(const struct http_openapi *in, struct str *out);
