// SPDX-License-Identifier: Apache-2.0
/* Where tools/fetch-model puts the weights, unless the person said otherwise; see embed.h. */
#include "embed/embed.h"

#include "base/arena.h"
#include "base/file.h"

#include <stdlib.h>

int embed_find_dir(struct arena *a, const char **out, struct err *err)
{
	const char *given = getenv("ASKDB_MODEL_DIR"), *cache;

	if (given && given[0]) {
		*out = arena_strdup(a, given);
		return 0;
	}
	if (file_cache_dir(a, &cache, err) < 0)
		return -1;
	*out = arena_printf(a, "%s/model", cache);
	return 0;
}
