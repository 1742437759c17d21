// SPDX-License-Identifier: Apache-2.0
/* db_url_parse(): any bytes are a URL or a clean refusal, and what was parsed is text without surprises. */
#include "base/arena.h"
#include "base/utf8.h"
#include "db/driver.h"

#include <assert.h>

static void check(const char *text)
{
	if (text) {
		assert(text[0] != '\0');
		assert(utf8_is_valid(slice_of(text)));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	const struct db_driver *driver = NULL;
	struct db_options opt = {0};
	struct err err = ERR_INIT;

	if (db_url_parse(a, arena_strndup(a, (const char *)data, size), &driver, &opt, &err)) {
		assert(err.code == ERR_INVALID || err.code == ERR_LIMIT);
		assert(!driver && !opt.host && !opt.path);
		return 0;
	}
	assert(driver && opt.port >= 0 && opt.port <= 65535);
	assert(opt.connect_timeout_ms >= 0 && opt.statement_timeout_ms >= 0);
	const char *const texts[] = {
		opt.path, opt.host, opt.database, opt.user, opt.password, opt.ssl_mode, opt.search_path};
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		check(texts[i]);
	return 0;
}
