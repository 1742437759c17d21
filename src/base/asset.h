// SPDX-License-Identifier: Apache-2.0
/*
 * Files that are part of the binary. tools/embed.py makes a set at build time from a list in meson.build; whoever uses
 * one declares it: `extern const struct asset_set sample_training_assets;`. Immutable; any thread.
 */
#pragma once

#include "base/defs.h"

struct asset {
	const char *path; /* relative to the folder that was embedded, "ddl/album.sql" */
	const char *data; /* with a NUL behind the last byte */
	size_t size;
};

struct asset_set {
	const struct asset *items; /* ordered by path */
	size_t n;
};
