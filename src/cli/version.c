// SPDX-License-Identifier: Apache-2.0
/* askdb version: which askdb, which libraries, which kernels. */
#include "cli/cli.h"
#include "cli/version.h"
#include "embed/embed.h"
#include "json/writer.h"

#include <curl/curl.h>
#include <jansson.h>
#include <libpq-fe.h>
#include <microhttpd.h>
#include <sodium.h>
#include <sqlite3.h>

enum { VERSION_TEXT_MAX = 4096 };

struct entry {
	const char *name, *version;
};

static const char *libpq_version(struct arena *a)
{
	int v = PQlibVersion();
	return arena_printf(a, "%d.%d", v / 10000, v % 10000);
}

static void print_json(const struct entry *libraries, size_t n)
{
	struct str text = STR_INIT(VERSION_TEXT_MAX);
	struct js_writer w = JS_WRITER(&text);
	js_obj(&w);
	js_kv_str(&w, "version", ASKDB_VERSION);
	js_kv_str(&w, "commit", ASKDB_COMMIT);
	js_kv_str(&w, "compiler", __VERSION__);
	js_kv_str(&w, "kernels", embed_kernels());
	js_key(&w, "libraries");
	js_obj(&w);
	for (size_t i = 0; i < n; i++)
		js_kv_str(&w, libraries[i].name, libraries[i].version);
	js_obj_end(&w);
	js_obj_end(&w);
	puts(text.buf);
	str_free(&text);
}

int cli_version(struct cli *cli)
{
	const struct entry libraries[] = {
		{"SQLite", sqlite3_libversion()},
		{"libpq", libpq_version(cli->a)},
		{"libcurl", curl_version_info(CURLVERSION_NOW)->version},
		{"libmicrohttpd", MHD_get_version()},
		{"jansson", jansson_version_str()},
		{"libsodium", sodium_version_string()},
	};
	if (cli_has(cli, "json")) {
		print_json(libraries, ARRAY_LEN(libraries));
		return CLI_OK;
	}
	printf("askdb %s (%s)\n", ASKDB_VERSION, ASKDB_COMMIT);
	printf("compiler: %s\nkernels: %s\nlibraries:", __VERSION__, embed_kernels());
	for (size_t i = 0; i < ARRAY_LEN(libraries); i++)
		printf("%s %s %s", i ? "," : "", libraries[i].name, libraries[i].version);
	putchar('\n');
	return CLI_OK;
}
