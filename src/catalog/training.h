// SPDX-License-Identifier: Apache-2.0
/*
 * Training material as plain files, so that it can be written by hand and kept in version control: statements that
 * describe the schema in ddl/NAME.sql, prose in docs/NAME.md, and question/SQL pairs in pairs/NAME.jsonl, one object
 * {"question", "sql", "language"?} a line. One reader serves a directory and the files inside the binary alike.
 */
#pragma once

#include "catalog/snapshot.h"

struct arena;
struct asset_set;

struct training_item {
	struct cat_doc doc;   /* kind, text; of a pair also question and sql; id is NULL */
	const char *language; /* "en", "ja" as the pair says; NULL = not said */
	const char *origin;   /* "pairs/sales.jsonl:12", for messages */
};

struct training_set {
	struct training_item *items; /* statements, then documents, then pairs; each by file name and line */
	size_t n;
};

/*
 * Read ddl/, docs/ and pairs/ below path; a missing folder is empty, other names are passed over.
 * Errors     ERR_NOT_FOUND (no such directory, or nothing to learn in it), ERR_INVALID with file and line,
 *            ERR_LIMIT (TRAINING_FILE_MAX bytes a file, TRAINING_ITEMS_MAX items).   Results live in the arena.   Blocks: disk.
 */
NODISCARD int training_read_dir(struct arena *a, const char *path, struct training_set *out, struct err *err);

/* As training_read_dir(), for files embedded in the binary. */
NODISCARD int training_read_assets(
	struct arena *a, const struct asset_set *assets, struct training_set *out, struct err *err);

/* The items' documents as one array, the form in which a snapshot takes them; in the arena, texts shared. */
const struct cat_doc *training_docs(struct arena *a, const struct training_set *set);
